"""A small course whose gradebook and records are written directly, without grading: fast, and with whatever is odd."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nbgrader.api import Base, Gradebook
from sqlalchemy import create_engine
from sqlalchemy.orm import scoped_session, sessionmaker
from sqlalchemy.pool import StaticPool

from grading.course import Course

from . import ASSIGNMENT

POINTS = {
    "test_add_bias_column": 3,
    "test_mse_loss": 3,
    "test_backward_pass": 3,
    "test_update_weights": 3,
    "test_zero_gradients": 3,
    "test_fit": 5,
}
DUE = datetime(2030, 1, 1)  # noqa: DTZ001 - nbgrader keeps times without a zone


@dataclass(frozen=True)
class Submission:
    """A submission as the gradebook and the record have it: ``failed`` cells with verdict, message and codes."""

    student: str
    failed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    late: timedelta = timedelta(0)
    penalty: float = 0
    graded: bool = True
    record: dict[str, object] | str | None = field(default_factory=dict)  # changes to a sound one, a text, or none
    about: dict[str, str] = field(default_factory=dict)  # first_name, last_name, email, lms_user_id


def file(course: Course, *submissions: Submission, assignment: str = ASSIGNMENT) -> None:
    """Put submissions into the course's gradebook, and their records beside an autograded notebook each."""
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(assignment, duedate=DUE)
        for submission in submissions:
            _enter(gradebook, submission, assignment)
            if submission.record is not None and submission.graded:
                notebook = course.notebook("autograded", submission.student)
                notebook.parent.mkdir(parents=True)
                notebook.write_text("{}")
                notebook.with_suffix(".grading.json").write_text(_record(submission))


def _enter(gradebook: Gradebook, submission: Submission, assignment: str) -> None:
    gradebook.update_or_create_student(submission.student, **submission.about)
    entry = gradebook.update_or_create_submission(assignment, submission.student, timestamp=DUE + submission.late)
    for notebook in entry.notebooks:
        notebook.late_submission_penalty = submission.penalty
        for grade in notebook.grades if submission.graded else ():
            grade.auto_score = 0 if grade.name in submission.failed else POINTS[grade.name]
            grade.needs_manual_grade = False
    gradebook.db.commit()


def _record(submission: Submission) -> str:
    if isinstance(submission.record, str):
        return submission.record
    tests = {}
    for cell in POINTS:
        verdict, message, *codes = submission.failed.get(cell, ("passed", ""))
        tests[cell] = {"verdict": verdict, "message": message, "codes": codes, "seconds": 0.01}
    record = {"sealed": True, "seconds": 0.8, "not_gradable": "", "repairs": [], "tests": tests}
    return json.dumps(record | (submission.record or {}))


@contextmanager
def in_memory() -> Iterator[Gradebook]:
    """A gradebook made without starting nbgrader's program for it, with the assignment and one check of 20 points."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    Base.metadata.create_all(engine)
    book = Gradebook.__new__(Gradebook)
    book.engine, book.db, book.course_id, book.authenticator = engine, scoped_session(sessionmaker(engine)), "", None
    book.check_course("")
    book.add_assignment(ASSIGNMENT)
    book.add_notebook(ASSIGNMENT, ASSIGNMENT)
    book.add_grade_cell("test_fit", ASSIGNMENT, ASSIGNMENT, max_score=20, cell_type="code")
    try:
        yield book
    finally:
        book.db.remove()
        engine.dispose()
