"""Students whose ids read like patterns."""

from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory

from grading.course import Course, CourseError
from grading.hooks import folders
from grading.report import collect

from . import ASSIGNMENT
from .classes import new_course, record
from .commands import grading

ODD = ["a[b]", "q?", "st*r", "[!x]"]


def placed(root: Path, names: list[str]) -> CourseDirectory:
    for name in names:
        (root / "submitted" / name / ASSIGNMENT).mkdir(parents=True)
    return CourseDirectory(root=str(root))


def test_a_student_is_found_by_the_id_as_it_is(tmp_path: Path):
    course = placed(tmp_path, [*ODD, "ab", "a line\nbreak"])
    assert set(folders.of_students(course, "submitted", ASSIGNMENT)) == {*ODD, "ab", "a line\nbreak"}
    for name in ODD:
        found = folders.of_students(course, "submitted", ASSIGNMENT, name)
        assert found[name] == str(tmp_path / "submitted" / name / ASSIGNMENT)
    assert set(folders.of_students(course, "submitted", ASSIGNMENT, "a[b]")) == {"a[b]", "ab"}
    assert set(folders.of_students(course, "submitted", ASSIGNMENT, "a*")) == {"a[b]", "ab", "a line\nbreak"}
    assert not folders.of_students(course, "submitted", "another")


def test_what_is_to_be_ignored_is_ignored_in_such_a_folder(tmp_path: Path):
    for name in ("x.py", "x.pyc", "x.ipynb", ".ipynb_checkpoints/x.py", "data[1]/y.pyc", "data[1]/y.csv", "deep/z.csv"):
        path = tmp_path / "a[b]" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    ignore = [".ipynb_checkpoints", "*.pyc", "*.ipynb"]
    home = tmp_path / "a[b]"
    expected = {"x.py", "data[1]/y.csv", "deep/z.csv"}
    assert {path.relative_to(home).as_posix() for path in folders.files(home, ignore)} == expected
    folders.clear(home, ignore, kept=["x.ipynb"])
    left = {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}
    assert left == {*expected, "x.ipynb"}


def test_where_names_are_plain_nothing_is_removed(tmp_path: Path):
    (tmp_path / "x.ipynb").touch()
    folders.clear(tmp_path, ["*.ipynb"])
    assert (tmp_path / "x.ipynb").exists()


def test_a_course_in_such_a_folder_is_refused_with_what_to_do(course: Course, tmp_path: Path):
    with pytest.raises(CourseError, match="Rename that folder"):
        course.copy_to(tmp_path / "ML [2026]")


@pytest.mark.machine
@pytest.mark.whole
def test_a_student_whose_id_reads_like_a_pattern_is_graded_gets_a_page_and_is_counted(
    course: Course, solved: NotebookNode, release: NotebookNode, tmp_path: Path
):
    made, everybody = new_course(course, tmp_path / "course"), [*ODD, "plain", "ab"]  # the last fits the first
    for name in everybody:
        made.submit(name, release)
        beside = made.notebook("submitted", name).parent
        (beside / "data[1].csv").write_text("1,2")
        (beside / "old.ipynb").write_text("{}")
        (beside / "old.pyc").write_text("")
    made.nbgrader("autograde", ASSIGNMENT, "--SealedExecute.skip_cells_with_tag=drawing")
    made.submit("a[b]", solved)
    assert grading(made, "autograde", ASSIGNMENT, "--student", "a[b]").returncode == 0
    made.nbgrader("generate_feedback", ASSIGNMENT)
    assert sum(made.scores()["a[b]"].values()) == 20
    for name in everybody:
        assert record(made, name).exists()
        assert made.notebook("feedback", name).exists()
        told = {path.name for path in made.notebook("feedback", name).parent.iterdir()}
        assert told == {"linear_regression.html", "linear_regression.grading.json", "data[1].csv"}
        kept = {path.name for path in made.notebook("autograded", name).parent.iterdir()}
        assert kept == {"linear_regression.ipynb", "linear_regression.grading.json", "data[1].csv"}
    assert collect.analyse(made, ASSIGNMENT).graded == len(everybody)
