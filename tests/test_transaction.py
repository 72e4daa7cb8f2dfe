"""The gradebook's transactions: all of a submission's grades, or none."""

import multiprocessing
import shutil
from pathlib import Path

import pytest
from nbgrader.api import Course, Gradebook, MissingEntry

from grading.autograde.transaction import Ledger

pytestmark = pytest.mark.machine


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new gradebook, which takes nbgrader seconds to make."""
    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    Ledger(f"sqlite:///{path}", "a_course")
    return path


@pytest.fixture
def url(new: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(new, tmp_path)}"


def students(url: str) -> list[str]:
    with Gradebook(url) as gradebook:
        return sorted(student.id for student in gradebook.students)


def test_it_makes_the_gradebook_where_there_is_none(url: str):
    with Gradebook(url, "a_course") as gradebook:
        assert [course.id for course in gradebook.db.query(Course)] == ["a_course"]


def test_what_several_gradebooks_commit_is_written_at_the_end(url: str):
    with Ledger(url, "a_course").entry():
        for student in ("solved", "rebinds_weights"):
            with Gradebook(url) as gradebook:
                gradebook.add_student(student)
        with Gradebook(url) as gradebook:
            assert gradebook.find_student("solved")
    assert students(url) == ["rebinds_weights", "solved"]


def test_cells_are_found_in_every_entry(url: str):
    with Gradebook(url) as gradebook:
        gradebook.add_assignment("assignment")
        gradebook.add_notebook("notebook", "assignment")
        gradebook.add_source_cell("cell", "notebook", "assignment", source="print()", cell_type="code")
    ledger = Ledger(url, "a_course")
    for _ in range(2):
        with ledger.entry(), Gradebook(url) as gradebook:
            assert gradebook.find_source_cell("cell", "notebook", "assignment").source == "print()"
            with pytest.raises(MissingEntry):
                gradebook.find_source_cell("another", "notebook", "assignment")
    with ledger.entry(), Gradebook(url) as gradebook:
        gradebook.add_source_cell("another", "notebook", "assignment", source="", cell_type="code")
        assert gradebook.find_source_cell("another", "notebook", "assignment").name == "another"


def test_nothing_is_written_when_an_exception_leaves(url: str):
    ledger = Ledger(url, "a_course")

    def fails() -> None:
        with ledger.entry(), Gradebook(url) as gradebook:
            gradebook.add_student("solved")
            gradebook.find_student("rebinds_weights")

    with pytest.raises(MissingEntry):
        fails()
    assert students(url) == []
    with ledger.entry(), Gradebook(url) as gradebook:
        gradebook.add_student("rebinds_weights")
    assert students(url) == ["rebinds_weights"]


def test_a_student_of_several_runs_is_enrolled_once(url: str):
    ledger = Ledger(url, "a_course")
    for _ in range(2):
        ledger.enrol("solved")
    with ledger.entry(), Gradebook(url) as gradebook:
        gradebook.update_or_create_student("solved")
    assert students(url) == ["solved"]


def test_another_waits_until_an_entry_is_written(url: str):
    """Two runs write the same gradebook: neither is told that it is locked, and neither sees half an entry."""
    first, second = Ledger(url, "a_course"), Ledger(url, "a_course")

    def writes(ledger: Ledger, student: str) -> None:
        for number in range(5):
            with ledger.entry(), Gradebook(url) as gradebook:
                assert len(gradebook.students) % 2 == 0
                gradebook.add_student(f"{student}_{number}")
                gradebook.add_student(f"{student}_{number}_again")

    processes = [
        multiprocessing.Process(target=writes, args=arguments) for arguments in ((first, "solved"), (second, "late"))
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    assert len(students(url)) == 20
