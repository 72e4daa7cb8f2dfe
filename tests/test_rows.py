"""Rows of gradebooks: copied, compared, and put back; never over what somebody else wrote."""

import shutil
from pathlib import Path

import pytest
from nbgrader.api import Grade, Gradebook
from sqlalchemy import text

from grading.course import Course
from grading.regrade import rows

from . import ASSIGNMENT
from .classes import new_course
from .gradebooks import Submission, file

pytestmark = pytest.mark.machine


@pytest.fixture(scope="module")
def filled(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    made = new_course(course, tmp_path_factory.mktemp("snapshot") / "course")
    file(made, Submission("one"), Submission("another"))
    return made


@pytest.fixture
def book(filled: Course, tmp_path: Path):
    with Course(shutil.copytree(filled.root, tmp_path / "course")).gradebook() as gradebook:
        yield gradebook


@pytest.fixture
def copied(book: Gradebook, tmp_path: Path):
    rows.copy(book.engine, tmp_path / "copy.db")
    with rows.opened(tmp_path / "copy.db") as copy:
        yield copy


@pytest.fixture
def before(book: Gradebook, tmp_path: Path):
    rows.copy(book.engine, tmp_path / "before.db")
    with rows.opened(tmp_path / "before.db") as copy:
        yield copy


def grade(gradebook: Gradebook, student: str) -> Grade:
    gradebook.db.expire_all()
    return gradebook.find_grade("test_fit", ASSIGNMENT, ASSIGNMENT, student)


def give(gradebook: Gradebook, student: str, **values: object) -> None:
    for name, value in values.items():
        setattr(grade(gradebook, student), name, value)
    gradebook.db.commit()


def test_a_copy_has_every_row_and_no_other(book: Gradebook, copied: Gradebook):
    assert rows.changes(book.engine, copied.engine) == []
    assert len(copied.students) == 2


def test_changes_are_made_in_both_directions(book: Gradebook, copied: Gradebook, before: Gradebook):
    give(copied, "one", auto_score=1.5)
    copied.add_student("eve")
    copied.add_submission(ASSIGNMENT, "eve")
    copied.remove_submission(ASSIGNMENT, "another")
    for _ in range(2):  # what is made already is passed over
        rows.put(book.engine, rows.changes(before.engine, copied.engine))
        assert rows.changes(book.engine, copied.engine) == []
    rows.put(book.engine, rows.changes(copied.engine, before.engine))
    assert rows.changes(book.engine, before.engine) == []


def test_all_or_nothing_and_never_over_what_somebody_else_wrote(book: Gradebook, copied: Gradebook, before: Gradebook):
    give(copied, "one", auto_score=1.5)
    give(copied, "another", auto_score=1.5)
    changes = rows.changes(before.engine, copied.engine)
    give(book, "one", manual_score=4)
    give(book, "another", auto_score=2)
    with pytest.raises(rows.Conflict) as conflict:
        rows.put(book.engine, changes)
    assert [change.key for change in conflict.value.changes] == [(grade(book, "another").id,)]
    assert (grade(book, "one").auto_score, grade(book, "one").manual_score) == (5, 4)
    give(book, "another", auto_score=5)
    rows.put(book.engine, changes)
    assert (grade(book, "one").auto_score, grade(book, "one").manual_score) == (1.5, 4)
    assert grade(book, "another").auto_score == 1.5


def test_a_row_that_others_refer_to_is_not_removed(book: Gradebook, copied: Gradebook, before: Gradebook):
    copied.add_student("eve")
    rows.put(book.engine, rows.changes(before.engine, copied.engine))
    book.db.expire_all()
    book.add_submission(ASSIGNMENT, "eve")
    with pytest.raises(rows.Conflict):
        rows.put(book.engine, rows.changes(copied.engine, before.engine))
    assert book.db.execute(text("SELECT count(*) FROM submitted_assignment")).scalar() == 3


def test_a_file_that_is_not_there_is_no_empty_gradebook(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        rows.opened(tmp_path / "missing.db")
    assert not (tmp_path / "missing.db").exists()
