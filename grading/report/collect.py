"""Counting a class: what the gradebook, and the records beside autograded notebooks, say about one assignment.

The command ``report`` calls ``analyse``. Submissions are read one after the other; of each, a few numbers are kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import nbformat
import numpy as np
from nbgrader.api import Assignment, Grade, Gradebook, Student, SubmittedAssignment
from nbgrader.coursedir import CourseDirectory

from grading.course import Course, entry, exercise, final_score, titles
from grading.hooks import folders, record
from grading.report.numbers import NOTICES, Analysis, Case, Exercise, Misconception, Notice
from grading.report.statistics import Summary, bins, discrimination
from grading.seal.window.records import Verdict

_Cell = tuple[str, str]  # a notebook's name, and a grade_id


@dataclass
class _Tally:
    """What is kept of the submissions. Of ``items``, what waits for a person is no number."""

    names: bool
    scores: list[float] = field(default_factory=list)
    items: list[list[float]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    not_attempted: Counter[_Cell] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    where: dict[str, Counter[str]] = field(default_factory=dict)
    notices: Counter[str] = field(default_factory=Counter)
    cases: dict[str, list[Case]] = field(default_factory=dict)

    def notice(self, what: str, student: str, notebook: Path | None = None, note: str = "") -> None:
        self.notices[what] += 1
        if self.names:
            path = str(notebook) if notebook and notebook.exists() else ""
            self.cases.setdefault(what, []).append(Case(student, path, note[:300]))


def analyse(course: Course, assignment: str, names: bool = False) -> Analysis:
    """The numbers of one assignment; with ``names``, also who is behind each notice.

    Raises: CourseError where the gradebook cannot be read, or has no such assignment.
    """
    settings = course.settings()
    with course.gradebook() as gradebook:
        found = entry(gradebook, assignment)
        home = Path(settings.format_path(settings.source_directory, ".", assignment))
        known = record.misconceptions(sorted(home.glob("*.ipynb")))
        points = _points(found, home)
        students = {name for (name,) in gradebook.db.query(Student.id)}
        handed_in = dict.fromkeys(folders.of_students(settings, settings.submitted_directory, assignment), False)
        tally = _Tally(names)
        for submission in _submissions(gradebook, found):
            if submission.student_id not in handed_in and _has_only_an_extension(submission):
                continue
            handed_in[submission.student_id] = not all(
                _waits(grade) for notebook in submission.notebooks for grade in notebook.grades
            )
            _count(submission, settings, points, tally)
        for student in sorted(student for student, done in handed_in.items() if not done):
            tally.notice("not graded", student)
        return Analysis(
            assignment=assignment,
            points=float(found.max_score),
            students=len(students | handed_in.keys()),
            graded=len(tally.scores),
            not_graded=tally.notices["not graded"],
            nothing_handed_in=len(students - handed_in.keys()),
            scores=Summary.of(tally.scores),
            score_bins=bins(tally.scores, 0, float(found.max_score), narrowest=1),
            exercises=tuple(_exercises(points, tally)),
            misconceptions=tuple(
                Misconception(
                    code, known.get(code, ""), met, tuple(name for name, _ in tally.where[code].most_common())
                )
                for code, met in sorted(tally.met.items(), key=lambda item: (-item[1], item[0]))
            ),
            grading_seconds=Summary.of(tally.seconds),
            grading_seconds_bins=bins(tally.seconds, narrowest=0.01),
            seconds_late=Summary.of(tally.late),
            notices=tuple(
                Notice(what, meaning, tally.notices[what], tuple(tally.cases.get(what, ())))
                for what, meaning in NOTICES.items()
                if tally.notices[what]
            ),
        )


def _points(assignment: Assignment, home: Path) -> dict[_Cell, float]:
    """The points of each graded cell, in the order of the instructor's notebooks."""
    points = {
        (notebook.name, cell.name): float(cell.max_score)
        for notebook in assignment.notebooks
        for cell in (*notebook.grade_cells, *notebook.task_cells)
    }
    order = [
        (path.stem, cell.metadata.get("nbgrader", {}).get("grade_id"))
        for path in sorted(home.glob("*.ipynb"))
        for cell in nbformat.read(path, as_version=4).cells
    ]
    return {key: points[key] for key in dict.fromkeys([*order, *points]) if key in points}


def _submissions(gradebook: Gradebook, assignment: Assignment) -> Iterator[SubmittedAssignment]:
    query = gradebook.db.query(SubmittedAssignment).filter(SubmittedAssignment.assignment_id == assignment.id)
    yield from query.order_by(SubmittedAssignment.student_id).yield_per(100)


def _has_only_an_extension(submission: SubmittedAssignment) -> bool:
    """Whether the gradebook has it only because a student was given more time."""
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    return submission.extension is not None and submission.timestamp is None and all(map(_waits, grades))


def _count(
    submission: SubmittedAssignment,
    settings: CourseDirectory,
    points: Mapping[_Cell, float],
    tally: _Tally,
) -> None:
    """Add one submission to the tally."""
    student, assignment = submission.student_id, submission.assignment.name
    home = Path(settings.format_path(settings.autograded_directory, student, assignment))
    notebooks = [home / f"{notebook.name}.ipynb" for notebook in submission.notebooks]
    records = [record.beside(notebook) for notebook in notebooks]
    read = [one for one in records if one]

    grades = {(notebook.name, grade.name): grade for notebook in submission.notebooks for grade in notebook.grades}
    if not all(map(_waits, grades.values())):
        scores = {key: np.nan if _waits(grade) else float(grade.score) for key, grade in grades.items()}
        tally.items.append([scores.get(key, 0.0) for key in points])
        if waiting := ", ".join(exercise(name) for (_, name), grade in grades.items() if _waits(grade)):
            tally.notice("waits for a person", student, notebooks[0], waiting)
        tally.scores.append(final_score(submission))
        if None in records:
            tally.notice("without a record", student, notebooks[records.index(None)])
    if submission.total_seconds_late:
        tally.late.append(submission.total_seconds_late)
        tally.notice("late", student, notebooks[0], f"{timedelta(seconds=round(submission.total_seconds_late))} late")
    if seconds := sum(one.seconds for one in read):
        tally.seconds.append(seconds)

    met: dict[str, set[str]] = {}
    for notebook, one in zip(notebooks, records, strict=True):
        if one:
            _judge(student, notebook, one, tally)
            for code, cells in one.misconceptions().items():
                met.setdefault(code, set()).update(map(exercise, cells))
    for code, exercises in met.items():
        tally.met[code] += 1
        tally.where.setdefault(code, Counter()).update(exercises)


def _waits(grade: Grade) -> bool:
    """Whether nobody knows yet how many points it gets."""
    return grade.auto_score is None and grade.manual_score is None


def _judge(student: str, notebook: Path, one: record.Record, tally: _Tally) -> None:
    """Add what a record says of verdicts and repairs to the tally."""
    cells: dict[str, list[str]] = {}
    for cell, verdict in one.verdicts.items():
        cells.setdefault(verdict, []).append(exercise(cell))
    for verdict in Verdict:
        if verdict in NOTICES and verdict in cells:
            note = one.not_gradable if verdict == Verdict.NOT_GRADABLE else ", ".join(cells[verdict])
            tally.notice(verdict, student, notebook, note)
    tally.not_attempted.update(
        (notebook.stem, cell) for cell, verdict in one.verdicts.items() if verdict is Verdict.NOT_ATTEMPTED
    )
    if one.elsewhere:
        tally.notice("work elsewhere", student, notebook, one.elsewhere)
    if one.by_hand:
        tally.notice("points by hand", student, notebook, " ".join(one.by_hand))
    if one.slowed:
        told = f"waited {one.waited:.0f} of {one.seconds:.0f} seconds for a processor"
        tally.notice("busy machine", student, notebook, told)
    if one.inside:
        tally.notice("tests inside", student, notebook, ", ".join(map(exercise, one.inside)))
    if not one.sealed:
        tally.notice("unsealed", student, notebook)
    if one.repairs:
        tally.notice("repaired", student, notebook, "; ".join(one.repairs))


def _exercises(points: Mapping[_Cell, float], tally: _Tally) -> Iterator[Exercise]:
    scores = np.array(tally.items, dtype=float).reshape(len(tally.items), len(points))
    names = titles(points)
    for index, (key, most) in enumerate(points.items()):
        known = scores[:, index][~np.isnan(scores[:, index])]
        rate = float(known.mean() / most) if len(known) and most else None
        yield Exercise(names[key], most, rate, discrimination(scores, index), tally.not_attempted[key])
