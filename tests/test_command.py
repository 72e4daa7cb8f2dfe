"""nbgrader's commands in this process: as in a process of their own, and nothing of it is left behind."""

import logging
import os
import sys
import threading
from pathlib import Path

import pytest
from nbformat import NotebookNode
from traitlets.config import Application

from grading import command
from grading.course import CONFIG, Course, CourseError

from . import ASSIGNMENT

pytestmark = pytest.mark.machine


@pytest.fixture(scope="module")
def made(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    copy = course.copy_to(tmp_path_factory.mktemp("command") / "course")
    copy.nbgrader("generate_assignment", ASSIGNMENT)
    return copy


def state() -> list[object]:
    """What of this process a command could change."""
    logs = {name: log for name, log in logging.root.manager.loggerDict.items() if isinstance(log, logging.Logger)}
    del logs["NbGrader"]  # that of `Course.application`
    handlers = {name: (list(log.handlers), log.level) for name, log in logs.items() if log.handlers or log.level}
    return [Path.cwd(), dict(os.environ), list(sys.path), sys.stdout, sys.stderr, handlers, Application.initialized()]


@pytest.mark.parametrize("arguments", [["db", "assignment", "list"], ["autograde"], ["export", "--help"]])
def test_a_command_leaves_the_process_as_it_was(arguments: list[str], made: Course):
    before = state()
    try:
        made.nbgrader(*arguments)
    except CourseError:
        assert arguments == ["autograde"]
    else:
        assert arguments != ["autograde"]
    assert state() == before


def test_it_returns_what_was_printed_and_what_was_logged(made: Course, capfd: pytest.CaptureFixture[str]):
    assert f"There are 1 assignments in the database:\n{ASSIGNMENT}" in made.nbgrader("db", "assignment", "list")
    assert "INFO] Wrote grades.csv" in made.nbgrader("export")
    assert (made.root / "grades.csv").exists()
    assert capfd.readouterr() == ("", "")


def test_a_failure_is_told_in_its_own_last_words_with_its_cause(made: Course):
    with pytest.raises(CourseError, match="An assignment id must be specified"):
        made.nbgrader("autograde")
    with pytest.raises(CourseError, match="perhaps") as wrong:
        made.nbgrader("export", "--CourseDirectory.groupshared=perhaps")
    assert str(wrong.value).startswith("nbgrader export --CourseDirectory.groupshared=perhaps failed:\n")
    (made.root / "feedback").touch()
    made.submit("solved", NotebookNode(cells=[], metadata={}, nbformat=4, nbformat_minor=5))
    made.notebook("autograded", "solved").parent.mkdir(parents=True)
    made.notebook("autograded", "solved").write_text("{}")
    with pytest.raises(CourseError) as failed:
        made.nbgrader("generate_feedback", ASSIGNMENT)
    assert isinstance(failed.value.__cause__, Exception)


def test_settings_that_cannot_be_read_are_never_passed_over(course: Course, tmp_path: Path):
    copy = course.copy_to(tmp_path / "course")
    (copy.root / CONFIG).write_text("1 / 0")
    with pytest.raises(CourseError, match="ZeroDivisionError"):
        copy.nbgrader("generate_assignment", ASSIGNMENT)
    assert not (copy.root / "release").exists()


def test_commands_of_several_threads_take_turns(made: Course, course: Course, tmp_path: Path):
    other = course.copy_to(tmp_path / "course")
    ends = [threading.Thread(target=each.nbgrader, args=["export"]) for each in (made, other)]
    for end in ends:
        end.start()
    for end in ends:
        end.join()
    assert all((each.root / "grades.csv").exists() for each in (made, other))


def test_in_a_kernel_it_gets_a_process_of_its_own(made: Course):
    class Kernel(Application):
        pass

    Kernel.instance()
    try:
        assert not command.possible()
        assert ASSIGNMENT in made.nbgrader("db", "assignment", "list")
        assert isinstance(Application.instance(), Kernel)
    finally:
        Kernel.clear_instance()
