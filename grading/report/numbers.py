"""The class in numbers: the records that ``grading.report.collect`` makes and ``grading.report.document`` writes down.

What the numbers mean is said in ``grading.report.statistics``.
"""

from __future__ import annotations

from dataclasses import dataclass

from grading.report.statistics import Bin, Summary
from grading.seal.window.records import Verdict

#: What a person should look at, in the order of urgency, and what it means.
NOTICES = {
    "not graded": "Handed in, but without a grade: run nbgrader autograde again, or grade by hand what waits for it.",
    "waits for a person": "Points that a person has to give, in Formgrader, are not counted yet.",
    Verdict.INFRASTRUCTURE_ERROR: "The grader itself failed: run nbgrader autograde --force for these.",
    Verdict.NOT_GRADABLE: "Damaged beyond repair: got 0 points and waits for a person.",
    Verdict.NOT_JUDGED: "Tests that cannot be judged sealed, as the source's own solution shows. Give points by hand.",
    "work elsewhere": "Work was handed in that was not graded, in another notebook than the one that counts.",
    "points by hand": "Handed in again after a person gave points: those stay until somebody decides.",
    Verdict.CRASHED: "The student's code ended its process in a test.",
    Verdict.OUT_OF_MEMORY: "The student's code wanted more memory than it may have.",
    Verdict.TIMED_OUT: "The student's code took longer than it may.",
    "without a record": "Graded, but no record lies beside the autograded notebook: its messages and time are unknown.",
    "busy machine": "The machine was too busy: it waited for a processor for longer than it ran.",
    "tests inside": "These tests ran in the student's own process, as the source asks: their points can be forged.",
    "unsealed": "Graded without the sandbox, with the grader's own rights.",
    "repaired": "The submission was repaired before it was graded.",
    "late": "Handed in after the due date, extensions included.",
}


@dataclass(frozen=True)
class Exercise:
    """One graded cell; the rates are None where too few students or equal scores leave them undefined."""

    name: str
    points: float
    success_rate: float | None  # 0 to 1
    discrimination: float | None  # -1 to 1
    not_attempted: int


@dataclass(frozen=True)
class Misconception:
    """A code that checks report, its words in the instructor's notebook, and how many students met it."""

    code: str
    words: str
    students: int
    exercises: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """A student's submission under a notice. ``notebook`` is empty where none was autograded."""

    student: str
    notebook: str
    note: str


@dataclass(frozen=True)
class Notice:
    """What a person should look at, and at how many submissions; ``cases`` only where names were asked for."""

    what: str
    meaning: str
    submissions: int
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True)
class Analysis:
    """One assignment of one class. Scores are in points and include late penalties; times are in seconds."""

    assignment: str
    points: float
    students: int
    graded: int
    not_graded: int
    nothing_handed_in: int
    scores: Summary
    score_bins: tuple[Bin, ...]
    exercises: tuple[Exercise, ...]
    misconceptions: tuple[Misconception, ...]
    grading_seconds: Summary
    grading_seconds_bins: tuple[Bin, ...]
    seconds_late: Summary
    notices: tuple[Notice, ...]
