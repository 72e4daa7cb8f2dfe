"""What grading a class anew changes: who gains or loses, check by check, as tables, in words and for machines.

The command ``regrade`` calls `outcome` with the two states that `grading.regrade.run` made, and prints what it says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from nbgrader.api import BaseCell, Grade, Notebook, SubmittedAssignment, SubmittedNotebook
from rich.console import Group
from rich.table import Table
from sqlalchemy.orm import Query

from grading.course import titles
from grading.printing import plain
from grading.regrade import rows
from grading.regrade.states import AFTER, BEFORE, States

_PENALTY = "late penalty"
_Key = tuple[str, str, str]  # a student, a notebook, a check


@dataclass(frozen=True)
class _Points:
    """What a gradebook says of one check: the points that count, none where it was not graded."""

    points: float | None
    by_hand: bool = False


@dataclass(frozen=True)
class Difference:
    """One student's points for one check, before and after; None where it has none."""

    student: str
    check: str
    before: float | None
    after: float | None

    @property
    def gain(self) -> float:
        """The points that the student gains, or loses."""
        return (self.after or 0) - (self.before or 0)


@dataclass(frozen=True)
class Outcome:
    """What grading so many submissions anew changes, and the points of all of them together.

    ``by_hand`` are the points that a person gave, by student and check: they stay, and wait for a look. ``release`` is
    whether the students' version of the notebook is another too.
    """

    submissions: int
    before: float
    after: float
    differences: tuple[Difference, ...]
    by_hand: tuple[tuple[str, str], ...]
    release: bool

    @property
    def gains(self) -> dict[str, float]:
        """The points that each student gains, or loses, of whom some have changed."""
        return _sums((one.student, one.gain) for one in self.differences)


def outcome(both: States) -> Outcome:
    """What has changed from the state before to the state after."""
    graded = set(both.students())
    old, new = (
        {key: one for key, one in _points(both, state).items() if key[0] in graded} for state in (BEFORE, AFTER)
    )
    names = titles(key[1:] for key in (*old, *new))
    differences = [
        Difference(key[0], names[key[1:]], before, after)
        for key in sorted({*old, *new})
        if (before := old.get(key, _Points(None)).points) != (after := new.get(key, _Points(None)).points)
    ]
    by_hand = tuple((key[0], names[key[1:]]) for key in sorted(old) if old[key].by_hand)
    before, after = (sum(one.points or 0 for one in side.values()) for side in (old, new))
    return Outcome(len(graded), before, after, tuple(differences), by_hand, _release_differs(both))


def tables(found: Outcome) -> Group:
    """Who would change, check by check; then the checks, and all of it, for the class."""
    each = Table(title="Who changes", title_justify="left")
    for column in ("submission", "check"):
        each.add_column(column, overflow="fold")
    for column in ("before", "after"):
        each.add_column(column, justify="right")
    for one in found.differences:
        each.add_row(plain(one.student), plain(one.check), _number(one.before), _number(one.after))
    whole = Table(title="Check by check", title_justify="left")
    whole.add_column("check", overflow="fold")
    for column in ("gain", "lose", "points"):
        whole.add_column(column, justify="right")
    for check, points in _sums((one.check, one.gain) for one in found.differences).items():
        gains = [one.gain for one in found.differences if one.check == check]
        up, down = sum(gain > 0 for gain in gains), sum(gain < 0 for gain in gains)
        whole.add_row(plain(check), str(up), str(down), f"{points:+g}")
    return Group(each, whole) if found.differences else Group()


def words(found: Outcome, assignment: str, applied: bool) -> Iterator[str]:
    """The sum of it, and what is left to do."""
    up, down = (sum(sign * gain > 0 for gain in found.gains.values()) for sign in (1, -1))
    would = "have changed" if applied else "would change"
    yield (
        f"{len(found.gains)} of {found.submissions} submissions {would}: {up} gain, {down} lose. "
        f"Points of all together: {found.before:g} before, {found.after:g} after."
    )
    if found.by_hand:
        told = ", ".join(f"{plain(student)} ({plain(check)})" for student, check in found.by_hand)
        yield f"Points given by hand stay, and Formgrader asks for a look at them again: {told}."
    if not applied:
        yield "Nothing was written. To write it, run the same with --apply."
        return
    yield f"The former gradebook is kept. To return to it, run: python -m grading regrade {assignment} --undo"
    yield f"The feedback pages are older than the grades now. Run: python -m grading feedback {assignment}"
    if found.release:
        yield (
            "The students' version of the notebook changes too. "
            f"Run: nbgrader generate_assignment {assignment} --force, and release it again."
        )


def as_json(found: Outcome, applied: bool) -> str:
    """The same for machines, on one line."""
    return json.dumps({"regrade": asdict(found) | {"applied": applied}})


def _release_differs(both: States) -> bool:
    made, released = (both.home(".", step) for step in (both.step("release"), both.settings.release_directory))
    pairs = [(path, released / path.name) for path in made.glob("*.ipynb")]
    return any(there.exists() and path.read_bytes() != there.read_bytes() for path, there in pairs)


def _points(both: States, state: str) -> dict[_Key, _Points]:
    """The points in a state's gradebook."""
    with rows.opened(both.gradebook(state)) as gradebook:
        cells: Query[tuple[str, str, str, Grade]] = (
            gradebook.db.query(SubmittedAssignment.student_id, Notebook.name, BaseCell.name, Grade)
            .select_from(Grade)
            .join(Grade.cell)
            .join(Grade.notebook)
            .join(SubmittedNotebook.notebook)
            .join(SubmittedNotebook.assignment)
            .filter(SubmittedAssignment.assignment.has(name=both.assignment))
        )
        points = {
            (student, notebook, check): _Points(
                None if grade.auto_score is None and grade.manual_score is None else float(grade.score),
                grade.manual_score is not None,
            )
            for student, notebook, check, grade in cells
        }
        for submission in gradebook.assignment_submissions(both.assignment):
            for notebook in submission.notebooks:
                if notebook.late_submission_penalty:
                    key = submission.student_id, notebook.name, _PENALTY
                    points[key] = _Points(-float(notebook.late_submission_penalty))
        return points


def _sums(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for name, value in pairs:
        sums[name] = sums.get(name, 0) + value
    return sums


def _number(points: float | None) -> str:
    return "–" if points is None else f"{points:g}"
