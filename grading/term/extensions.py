"""Extensions for single students, as nbgrader's gradebook keeps them. The command ``extend`` calls these functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from nbgrader.api import Assignment, Gradebook, MissingEntry

from grading.course import Course, CourseError, entry


@dataclass(frozen=True)
class Extension:
    """Until when a student may hand in; ``was_graded`` where late penalties were worked out before."""

    student: str
    by: timedelta
    due: datetime  # with this machine's zone
    was_graded: bool = False


def held(course: Course, assignment: str) -> list[Extension]:
    """Every extension of an assignment. Raises: CourseError where the gradebook has no such assignment."""
    with course.gradebook() as gradebook:
        found = entry(gradebook, assignment)
        return [
            Extension(one.student_id, one.extension, _here(found.duedate + one.extension))
            for one in sorted(found.submissions, key=lambda one: one.student_id)
            if one.extension is not None and found.duedate is not None
        ]


def grant(
    course: Course, assignment: str, student: str, by: timedelta | None = None, until: datetime | None = None
) -> Extension:
    """Give a student an extension, in the place of one that there was: by so much, or until a time of this machine's.

    By nothing, it takes it away. One can be given before anything is handed in: then the gradebook has an entry for the
    student without a grade, which counts nowhere as handed in.

    Raises: CourseError where there is no such student or assignment, no due date, or ``until`` is before it.
    """
    with course.gradebook() as gradebook:
        found = entry(gradebook, assignment)
        due = _due(found)
        if until is not None:
            by = until.astimezone(UTC).replace(tzinfo=None) - due
        by = by or timedelta(0)
        if by < timedelta(0):
            raise CourseError(f"That is before it is due, at {_here(due):%Y-%m-%d %H:%M}. Name a later time.")
        return Extension(student, by, _here(due + by), _entered(gradebook, found, student, by))


def _entered(gradebook: Gradebook, assignment: Assignment, student: str, by: timedelta) -> bool:
    """Write an extension into the gradebook; whether there are grades already."""
    try:
        gradebook.find_student(student)
    except MissingEntry:
        raise CourseError(
            f"The gradebook has no student {student!r}. Is the id right? Enter the class with: "
            "python -m grading roster students.csv"
        ) from None
    submission = gradebook.update_or_create_submission(assignment.name, student)
    gradebook.grant_extension(assignment.name, student, minutes=by.total_seconds() / 60)
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    was_graded = any(grade.auto_score is not None or grade.manual_score is not None for grade in grades)
    if not by and not was_graded and submission.timestamp is None:  # it was there for the extension alone
        gradebook.remove_submission(assignment.name, student)
    return was_graded


def _due(assignment: Assignment) -> datetime:
    if assignment.duedate is None:
        raise CourseError(
            f"The gradebook has no due date of {assignment.name}. Set it: "
            f"nbgrader db assignment add {assignment.name} --duedate='2026-03-01 23:59 UTC'"
        )
    due: datetime = assignment.duedate
    return due


def _here(time: datetime) -> datetime:
    """A time as nbgrader keeps it, in UTC and without a zone, in this machine's zone."""
    return time.replace(tzinfo=UTC).astimezone()
