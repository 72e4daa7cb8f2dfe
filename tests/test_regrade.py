"""`python -m grading regrade`: a mended test, what it changes for whom, and the way there and back."""

import errno
import json
import os
import shutil
from copy import deepcopy
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from grading.autograde import classroom
from grading.course import Course, CourseError
from grading.regrade import rows, run, states
from grading.regrade.changes import Difference, Outcome, outcome, words
from grading.regrade.states import States

from . import ASSIGNMENT
from .classes import as_verified, contents, copied, new_course
from .commands import POOL, grading
from .conftest import cell

pytestmark = pytest.mark.machine

HIDDEN = "### BEGIN HIDDEN TESTS"
#: A test that is wrong: whoever sets the gradient to zero, as the instructor does, fails. And it is too mild.
WRONG = f"""{HIDDEN}
    with check.step("too strict", hidden=True):
        weights = leaf([5, 3], grad=[1, -2])
        check.call(weights)
        check.that(weights.grad is None, "zero-other")
    ### END HIDDEN TESTS"""
CHECK = "zero_gradients"
ANSWERS = {
    "fills_with_zero": "weights.grad.zero_()",  # right, and the wrong test fails it
    "sets_none": "weights.grad = None",  # right
    "only_if_steep": "if weights[0] > 4:\n        weights.grad = None",  # wrong, and the wrong test passes it
    "does_nothing": "pass",  # wrong
    "by_hand": "weights.grad.zero_()",  # right, failed, and a person has seen it
}
CHANGED = (Difference("fills_with_zero", CHECK, 0, 3), Difference("only_if_steep", CHECK, 3, 0))


@pytest.fixture(scope="module")
def wronged(course: Course, solved: NotebookNode, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class that was graded by the wrong test, which has been mended since."""
    made = copied(course, tmp_path_factory.mktemp("wronged") / "course")
    right = made.notebook("source").read_bytes()
    notebook = nbformat.read(made.notebook("source"), as_version=4)
    test = cell(notebook, f"test_{CHECK}")
    test.source = test.source[: test.source.index(HIDDEN)] + WRONG
    nbformat.write(notebook, made.notebook("source"))
    made.nbgrader("generate_assignment", ASSIGNMENT)
    for student, answer in ANSWERS.items():
        submission = deepcopy(solved)
        cell(submission, CHECK).source = f"def zero_gradients(weights):\n    {answer}"
        made.submit(student, submission)
    grade(as_verified(made))
    with made.gradebook() as gradebook:
        grade_of(gradebook, "by_hand").manual_score = 2
        gradebook.find_comment(CHECK, ASSIGNMENT, ASSIGNMENT, "by_hand").manual_comment = "Our mistake."
        gradebook.db.commit()
    made.notebook("source").write_bytes(right)
    return as_verified(made)


@pytest.fixture(scope="module")
def anew(wronged: Course, tmp_path_factory: pytest.TempPathFactory):
    """The same course while it has been graded anew and nothing is written."""
    with run.graded_anew(wronged, ASSIGNMENT, POOL, 1) as both:
        yield both


@pytest.fixture
def both(anew: States, tmp_path: Path) -> States:
    """A copy of that, to write in."""
    copy = Course(shutil.copytree(anew.course.root, tmp_path / "course"))
    return States(copy, copy.settings(), ASSIGNMENT, copy.root / anew.folder.relative_to(anew.course.root))


def grade(course: Course) -> None:
    classroom.autograde(course, ASSIGNMENT, POOL, 1, force=True)


def grade_of(gradebook, student: str):
    return gradebook.find_grade(f"test_{CHECK}", ASSIGNMENT, ASSIGNMENT, student)


def table_rows(course: Course) -> list[rows.Row]:
    """Every row of the gradebook."""
    with course.gradebook() as gradebook, gradebook.engine.connect() as connection:
        return [row for table in rows._TABLES for row in rows._rows(connection, table).values()]


def files(course: Course, *names: str) -> dict[str, str]:
    """What these folders of the course hold."""
    return {str(path): told for name in names for path, told in contents(course.root / name).items() if told}


def messages(course: Course) -> dict[str, dict[str, str]]:
    return {student: course.messages(student) for student in ANSWERS}


def test_exactly_those_are_named_whom_the_mended_test_concerns(anew: States):
    assert outcome(anew) == Outcome(5, 83, 83, CHANGED, (("by_hand", CHECK),), release=False)


def test_nothing_is_written_before_it_is_applied(course: Course, wronged: Course, tmp_path: Path):
    copy = Course(shutil.copytree(wronged.root, tmp_path / "copy", ignore=shutil.ignore_patterns("regrade.incomplete")))
    before = files(copy, ".")
    with run.graded_anew(copy, ASSIGNMENT, POOL, 1, "fills*") as both:
        assert outcome(both).differences == CHANGED[:1]
    assert files(copy, ".") == before


def test_applied_it_is_what_grading_by_the_mended_test_gives(both: States, wronged: Course, tmp_path: Path):
    fresh = Course(shutil.copytree(wronged.root, tmp_path / "fresh"))
    fresh.nbgrader("generate_assignment", ASSIGNMENT, "--force")
    grade(fresh)
    both.apply()
    assert table_rows(both.course) == table_rows(fresh)
    assert messages(both.course) == messages(fresh)
    with both.course.gradebook() as gradebook:
        assert grade_of(gradebook, "by_hand").score == 2
        assert grade_of(gradebook, "by_hand").auto_score == 3
        comment = gradebook.find_comment(CHECK, ASSIGNMENT, ASSIGNMENT, "by_hand")
        assert comment.manual_comment == "Our mistake."


def test_undone_everything_is_what_it_was(both: States, wronged: Course):
    before = table_rows(both.course), files(both.course, "autograded", "submitted", "release")
    both.apply()
    assert messages(both.course) != messages(wronged)
    run.undo(both.course, ASSIGNMENT)
    assert (table_rows(both.course), files(both.course, "autograded", "submitted", "release")) == before
    assert messages(both.course) == messages(wronged)
    assert not (both.course.root / "regrade").exists()
    with pytest.raises(CourseError, match="no regrade of 'linear_regression' to undo"):
        run.undo(both.course, ASSIGNMENT)


def ended(both: States, undo: bool, at: int) -> bool:
    """Apply or undo in a process that is gone where it would rename for the so-manieth time; whether it got there."""

    def ending() -> None:
        rename, times = Path.rename, iter(range(at))

        def renames(self: Path, target: Path) -> Path:
            if next(times, None) is None:
                os._exit(9)
            return rename(self, target)

        Path.rename = renames  # type: ignore[method-assign]
        run.undo(both.course, ASSIGNMENT) if undo else both.apply()
        os._exit(0)

    process = get_context("fork").Process(target=ending)
    process.start()
    process.join()
    return process.exitcode == 9


@pytest.mark.parametrize("undo", [False, pytest.param(True, marks=pytest.mark.whole)], ids=["applied", "undone"])
def test_ended_at_any_time_nothing_is_lost(undo: bool, both: States, wronged: Course, tmp_path: Path):
    """Every rename is a step; before, between and after them the work can be ended, and undone."""
    before = table_rows(both.course), files(both.course, "autograded")
    whole = {path.removeprefix(str(both.course.root)): text for path, text in before[1].items()}
    for at in range(100):
        one = Course(shutil.copytree(both.course.root, tmp_path / f"ended{at}"))
        here = replace(
            both, course=one, settings=one.settings(), folder=one.root / both.folder.relative_to(both.course.root)
        )
        if undo:
            here.apply()
        if not ended(here, undo, at):
            break
        if undo or at:  # else nothing was begun
            if states.unfinished(states.kept(one, ASSIGNMENT)[-1]):
                with pytest.raises(CourseError, match="--undo"):
                    run.graded_anew(one, ASSIGNMENT, POOL, 1).__enter__()
            run.undo(one, ASSIGNMENT)
        assert table_rows(one) == before[0]
        assert {path.removeprefix(str(one.root)): text for path, text in files(one, "autograded").items()} == whole
        shutil.rmtree(one.root)
    assert at > 2 * len(ANSWERS)


def test_what_cannot_be_written_to_its_end_can_be_undone(both: States, monkeypatch: pytest.MonkeyPatch):
    before = table_rows(both.course), files(both.course, "autograded")

    def full(self: States, live: Path, wanted: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(live))

    with monkeypatch.context() as patch:
        patch.setattr(States, "_replace", full)
        with pytest.raises(CourseError, match=r"No space left(.|\n)*--undo"):
            both.apply()
    assert table_rows(both.course) != before[0]
    run.undo(both.course, ASSIGNMENT)
    assert (table_rows(both.course), files(both.course, "autograded")) == before


def test_a_gradebook_that_was_changed_meanwhile_is_not_written(both: States):
    with both.course.gradebook() as gradebook:
        grade_of(gradebook, "fills_with_zero").auto_score = 1
        gradebook.db.commit()
    before = table_rows(both.course), files(both.course, "autograded")
    with pytest.raises(CourseError, match="gradebook says of fills_with_zero has been changed while"):
        both.apply()
    assert (table_rows(both.course), files(both.course, "autograded")) == before
    assert states.kept(both.course, ASSIGNMENT) == []


def test_what_a_person_wrote_since_survives_undo(both: States):
    both.apply()
    with both.course.gradebook() as gradebook:
        for student in ("fills_with_zero", "sets_none"):
            grade_of(gradebook, student).manual_score = 2.5
            gradebook.find_comment(CHECK, ASSIGNMENT, ASSIGNMENT, student).manual_comment = "Good."
        gradebook.db.commit()
    run.undo(both.course, ASSIGNMENT)
    with both.course.gradebook() as gradebook:
        assert grade_of(gradebook, "fills_with_zero").auto_score == 0
        for student in ("fills_with_zero", "sets_none"):
            assert grade_of(gradebook, student).score == 2.5
            assert gradebook.find_comment(CHECK, ASSIGNMENT, ASSIGNMENT, student).manual_comment == "Good."


@pytest.mark.parametrize("where", ["the gradebook", "autograded"])
def test_what_was_graded_since_is_not_undone(where: str, both: States):
    both.apply()
    if where == "autograded":
        both.course.notebook("autograded", "only_if_steep").chmod(0o644)
        both.course.notebook("autograded", "only_if_steep").write_text("{}")
    else:
        with both.course.gradebook() as gradebook:
            grade_of(gradebook, "only_if_steep").auto_score = 1.5
            gradebook.db.commit()
    before = table_rows(both.course), files(both.course, "autograded", "regrade")
    with pytest.raises(CourseError, match="only_if_steep has been changed since"):
        run.undo(both.course, ASSIGNMENT)
    assert (table_rows(both.course), files(both.course, "autograded", "regrade")) == before


@pytest.mark.whole
def test_new_points_of_a_check_are_taken_over(both: States, wronged: Course):
    course = both.course
    notebook = nbformat.read(course.notebook("source"), as_version=4)
    cell(notebook, f"test_{CHECK}").metadata.nbgrader.points = 4
    nbformat.write(notebook, course.notebook("source"))
    with run.graded_anew(course, ASSIGNMENT, POOL, 1, "sets_none") as anew:
        assert outcome(anew).differences == (Difference("sets_none", CHECK, 3, 4),)


def test_other_cells_than_the_gradebook_has_are_named(both: States):
    notebook = nbformat.read(both.course.notebook("source"), as_version=4)
    cell(notebook, "test_fit").metadata.nbgrader.grade_id = "test_line"
    nbformat.write(notebook, both.course.notebook("source"))
    with pytest.raises(CourseError, match="test_fit, test_line came or went"):
        run.graded_anew(both.course, ASSIGNMENT, POOL, 1).__enter__()


def test_a_class_without_grades_is_told_of_autograde(course: Course, tmp_path: Path):
    empty = new_course(course, tmp_path / "empty")
    with pytest.raises(CourseError, match=f"python -m grading autograde {ASSIGNMENT}"):
        run.graded_anew(empty, ASSIGNMENT, POOL, 1).__enter__()
    assert not (empty.root / "regrade.incomplete").exists()


def test_what_is_left_to_do_is_said(anew: States):
    found = replace(outcome(anew), release=True)
    before, after = ("\n".join(words(found, ASSIGNMENT, applied)) for applied in (False, True))
    assert "2 of 5 submissions would change: 1 gain, 1 lose" in before
    assert "by_hand (zero_gradients)" in before
    assert "--apply" in before
    for step in (
        "--undo",
        "grading feedback linear_regression",
        "generate_assignment linear_regression --force",
    ):
        assert step in after


def test_the_command(both: States):
    def run(*options: str) -> tuple[int, str]:
        done = grading(both.course, "regrade", ASSIGNMENT, *options)
        return done.returncode, done.stdout

    before = table_rows(both.course)
    status, said = run("--json", "--apply", "--workers", "2")
    told = json.loads(said.splitlines()[-1])["regrade"]
    assert status == 0
    assert told["applied"]
    assert [one["student"] for one in told["differences"]] == ["fills_with_zero", "only_if_steep"]
    assert table_rows(both.course) != before
    assert run("--undo") == (0, "The gradebook and autograded/ are what they were before.\n")
    assert table_rows(both.course) == before
    assert run("--undo")[0] == 1
