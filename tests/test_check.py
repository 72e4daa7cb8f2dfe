"""`python -m grading check`: what a learner sees at home is what an instructor's gradebook says."""

import json
import shutil
import signal
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from grading import check
from grading.bank import Submission
from grading.check import Exercise, SelfCheck, self_check
from grading.course import CONFIG, Course, CourseError
from grading.seal.window.records import Verdict

from . import ASSIGNMENT
from .classes import UNTOUCHED, GradedClass, as_verified, copied, in_tiers, new_course, stratified
from .commands import grading
from .conftest import DAMAGED, SUBMISSIONS, cell

#: What is handed in here in the notebook's place is nothing that somebody could check at home, or several notebooks.
NOT_ONE_NOTEBOOK = {
    "dangling_link",
    "empty_folder",
    "folder_as_notebook",
    "link_as_notebook",
    "link_behind_a_link",
    "no_notebook",
    "pipe_as_notebook",
    "renamed_beside_a_scratch_notebook",
    "two_renamed_notebooks",
}
DAMAGED_NOTEBOOKS = [one for one in DAMAGED if one.name not in NOT_ONE_NOTEBOOK]


@pytest.fixture(scope="module")
def desk(course: Course, tmp_path_factory: pytest.TempPathFactory):
    with self_check(new_course(course, tmp_path_factory.mktemp("desk") / "course")) as desk:
        yield desk


@pytest.mark.machine
@in_tiers([*SUBMISSIONS, *DAMAGED_NOTEBOOKS], stratified(SUBMISSIONS, 2) | stratified(DAMAGED_NOTEBOOKS, 1))
def test_it_agrees_with_the_gradebook(
    submission: Submission, at_home: dict[str, list[Exercise] | CourseError], graded: GradedClass
):
    seen = at_home[submission.name]
    if reason := graded.record(submission.name)["not_gradable"]:
        assert isinstance(seen, CourseError)
        assert reason in str(seen)
    else:
        assert isinstance(seen, list), seen
        assert {one.name: one.points for one in seen} == graded.scores[submission.name]
        assert {one.name: one.message for one in seen} == graded.messages(submission.name)


@pytest.mark.whole
@pytest.mark.machine
def test_the_release_is_not_attempted(desk: SelfCheck, graded: GradedClass, release: NotebookNode, tmp_path: Path):
    nbformat.write(release, tmp_path / "mine.ipynb")
    exercises = desk.grade(tmp_path / "mine.ipynb", tmp_path / "page.html")
    assert {one.verdict for one in exercises} == {Verdict.NOT_ATTEMPTED}
    assert {one.name: one.points for one in exercises} == graded.scores[UNTOUCHED]
    assert "</html>" in (tmp_path / "page.html").read_text(encoding="utf-8")


@pytest.mark.machine
def test_files_beside_it_come_along_from_the_assignments_folder_alone(
    desk: SelfCheck, solved: NotebookNode, tmp_path: Path
):
    answer = cell(solved, "mse_loss").source
    imports = deepcopy(solved)
    cell(imports, "mse_loss").source = "from own.losses import mse_loss"
    points = []
    for name in (ASSIGNMENT, "elsewhere"):
        notebook = tmp_path / name / "mine.ipynb"
        (notebook.parent / "own").mkdir(parents=True)
        (notebook.parent / "own" / "losses.py").write_text(f"import torch\n\n{answer}")
        nbformat.write(imports, notebook)
        exercises = desk.grade(notebook, tmp_path / "page.html")
        points.append(sum(one.points for one in exercises if one.name == "mse_loss"))
    assert points == [3, 0]


@pytest.mark.machine
def test_a_link_in_the_notebooks_place_is_not_written_through(desk: SelfCheck, solved: NotebookNode, tmp_path: Path):
    kept = tmp_path / "kept.txt"
    kept.write_text("kept")
    notebook = tmp_path / ASSIGNMENT / "mine.ipynb"
    notebook.parent.mkdir()
    notebook.with_name("linear_regression.ipynb").symlink_to(kept)
    nbformat.write(solved, notebook)
    assert sum(one.points for one in desk.grade(notebook, tmp_path / "page.html")) == 20
    assert kept.read_text() == "kept"


@pytest.mark.parametrize("link", ["the notebook", "its folder", "its folder, in what looks like a course"])
def test_a_link_to_an_instructors_notebook_is_refused(link: str, course: Course, tmp_path: Path):
    """Its page would show the solutions. Who names the notebook in source/ itself may see them."""
    made = course.copy_to(tmp_path / "course")
    theirs = made.notebook("source")
    check.find(theirs)
    mine = tmp_path / "mine" / "source" / ASSIGNMENT / theirs.name
    mine.parent.parent.mkdir(parents=True)
    if link == "the notebook":
        mine.parent.mkdir()
        mine.symlink_to(theirs)
    else:
        mine.parent.symlink_to(theirs.parent)
    if "course" in link:
        (tmp_path / "mine" / CONFIG).touch()
    with pytest.raises(CourseError, match=r"is a link to .*Give the notebook itself"):
        check.find(mine)


@pytest.mark.machine
def test_a_link_in_the_pages_place_is_not_written_through(desk: SelfCheck, release: NotebookNode, tmp_path: Path):
    kept, page, notebook = (tmp_path / name for name in ("kept.txt", "page.html", "mine.ipynb"))
    kept.write_text("kept")
    page.symlink_to(kept)
    nbformat.write(release, notebook)
    desk.grade(notebook, page)
    assert kept.read_text() == "kept"
    assert "<!DOCTYPE html>" in page.read_text()[:200]


@pytest.mark.machine
def test_what_is_no_notebook_is_said_in_words(desk: SelfCheck, tmp_path: Path):
    with pytest.raises(CourseError, match="There is no notebook"):
        desk.grade(tmp_path / "mine.ipynb", tmp_path / "page.html")
    (tmp_path / "mine.ipynb").write_text("{")
    with pytest.raises(CourseError, match="not valid JSON"):
        desk.grade(tmp_path / "mine.ipynb", tmp_path / "page.html")


@pytest.mark.machine
def test_the_command_prints_points_verdicts_and_codes(course: Course, release: NotebookNode, tmp_path: Path):
    """In an ordinary kernel, as on a system without the sandbox, which it says."""
    nbformat.write(release, tmp_path / "mine.ipynb")
    done = grading(course, "check", str(tmp_path / "mine.ipynb"), "--unsealed")
    assert done.returncode == 1, done.stderr
    assert "UNSEALED: in an ordinary kernel, not in the sandbox" in done.stdout
    assert done.stdout.count("not attempted") >= 6
    assert "0 of 20" in done.stdout
    assert (tmp_path / "mine.feedback.html").exists()


def test_the_table_keeps_the_codes_of_misconceptions(capsys: pytest.CaptureFixture[str]):
    from rich.console import Console

    one = Exercise("mse_loss", 0, 3, Verdict.FAILED, "✗ mse_loss: not right yet.\n  • halved. [mse-halved]")
    Console(width=100).print(check.table([one]))
    assert "[mse-halved]" in capsys.readouterr().out


def test_a_saved_notebook_is_noticed(tmp_path: Path):
    notebook = tmp_path / "mine.ipynb"
    notebook.write_text("one")
    seen = check.changes(notebook, every=0.01)
    next(seen)
    notebook.write_text("another")
    next(seen)
    notebook.unlink()
    notebook.write_text("a third")
    next(seen)


@pytest.fixture(scope="module")
def course_of_two(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with another assignment, of two notebooks, that shares two names of cells with the first."""
    two = copied(course, tmp_path_factory.mktemp("check") / "course")
    for name in ("counting", "more"):
        notebook = nbformat.v4.new_notebook(
            cells=[
                named("setup", "import math", locked=True),
                named("fit", "### BEGIN SOLUTION\ndef double(x):\n    return 2 * x\n### END SOLUTION", solution=True),
                named(f"test_fit_{name}", "assert double(2) == 4", locked=True, grade=True, points=2),
                named(f"essay_{name}", "Why?", "markdown", grade=True, solution=True, points=3),
            ],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        )
        path = two.root / "source/counting" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(notebook, path)
    return as_verified(two, ASSIGNMENT, "counting")


def named(grade_id: str, source: str, kind: str = "code", **about: object) -> NotebookNode:
    new = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    told = {
        "grade_id": grade_id,
        "schema_version": 3,
        "task": False,
        "locked": False,
        "grade": False,
        "solution": False,
    }
    return new(source, metadata={"nbgrader": told | about})


def test_a_notebook_says_itself_of_which_assignment_it_is(course_of_two: Course, solved: NotebookNode, tmp_path: Path):
    source = course_of_two.root / "source"
    nbformat.write(solved, tmp_path / "mine.ipynb")
    assert check.recognised(course_of_two, tmp_path / "mine.ipynb") == source / f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
    for name in ("counting", "more"):
        shutil.copy(source / f"counting/{name}.ipynb", tmp_path / "copy.ipynb")
        assert check.recognised(course_of_two, tmp_path / "copy.ipynb") == source / f"counting/{name}.ipynb"


@pytest.mark.parametrize("content", ["nameless", "damaged"])
def test_without_its_cells_names_the_file_or_folder_says_it(content: str, course_of_two: Course, tmp_path: Path):
    source = course_of_two.root / "source"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1")])
    text = "{" if content == "damaged" else nbformat.writes(notebook)
    (tmp_path / "counting").mkdir()
    for name, meant in (("more", "counting/more"), ("counting/odd", "counting/counting"), (ASSIGNMENT,) * 2):
        path = tmp_path / f"{name}.ipynb"
        path.write_text(text)
        expected = source / f"{meant}.ipynb" if "/" in meant else source / meant / f"{meant}.ipynb"
        assert check.recognised(course_of_two, path) == expected
    (tmp_path / "odd.ipynb").write_text(text)
    with pytest.raises(CourseError, match="not valid JSON" if content == "damaged" else "no notebook of this course's"):
        check.recognised(course_of_two, tmp_path / "odd.ipynb")


def test_another_courses_notebook_is_not_taken_for_one_that_shares_a_name(course_of_two: Course, tmp_path: Path):
    cells = [named("setup", ""), named("sorting", ""), named("test_sorting", "")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "sorting.ipynb")
    with pytest.raises(CourseError, match=f"which are: counting, {ASSIGNMENT}"):
        check.recognised(course_of_two, tmp_path / "sorting.ipynb")


@pytest.mark.whole
@pytest.mark.machine
def test_one_of_several_notebooks_is_checked(course_of_two: Course, tmp_path: Path):
    """What a person grades in it is left out, and so is the notebook that is not there."""
    notebook = nbformat.read(course_of_two.root / "source/counting/more.ipynb", as_version=4)
    nbformat.write(notebook, tmp_path / "mine.ipynb")
    with self_check(course_of_two) as desk:
        [one] = desk.grade(tmp_path / "mine.ipynb", tmp_path / "page.html")
    assert (one.name, one.points, one.most, one.verdict) == ("fit_more", 2, 2, Verdict.PASSED)
    assert "</html>" in (tmp_path / "page.html").read_text()


@pytest.mark.parametrize(("asked", "points"), [("100%", 20), ("60%", 12), ("12", 12), ("0", 0)])
def test_what_is_asked_for_is_points_or_per_cent(asked: str, points: float):
    assert check.threshold(asked, 20) == points


@pytest.mark.whole
@pytest.mark.machine
@pytest.mark.parametrize(("asked", "status"), [([], 1), (["--fail-under", "60%"], 0)])
def test_the_status_says_whether_points_are_lost(
    asked: list[str], status: int, course: Course, solved: NotebookNode, tmp_path: Path
):
    """And the numbers are there for machines. In an ordinary kernel, which costs less than a sandbox for one."""
    halved = deepcopy(solved)
    cell(halved, "mse_loss").source = "def mse_loss(y_pred, y_true):\n    return ((y_pred - y_true) ** 2).mean() / 2"
    nbformat.write(halved, tmp_path / "mine.ipynb")
    done = grading(course, "check", str(tmp_path / "mine.ipynb"), "--unsealed", "--json", *asked)
    assert done.returncode == status, done.stderr
    told = json.loads(done.stdout)
    assert (told["points"], told["most"], told["sealed"]) == (12, 20, False)
    assert {one["name"]: one["points"] for one in told["exercises"]}["mse_loss"] == 0
    assert Path(told["page"]).exists()


@pytest.mark.machine
def test_nothing_is_written_among_what_goes_out_or_came_in(course: Course, tmp_path: Path):
    source = course.notebook("source")
    assert check.page_of(course, source, None) == course.root / "check" / f"{ASSIGNMENT}.feedback.html"
    assert check.page_of(course, tmp_path / "mine.ipynb", None) == tmp_path / "mine.feedback.html"
    for part in ("source", "release", "submitted"):
        with pytest.raises(CourseError, match="Give --page another folder"):
            check.page_of(course, tmp_path / "mine.ipynb", course.root / part / "page.html")


@pytest.mark.whole
@pytest.mark.machine
def test_the_command_watches_until_ctrl_c_and_ends_with_the_last_status(
    course: Course, solved: NotebookNode, release: NotebookNode, tmp_path: Path
):
    mine = tmp_path / "mine.ipynb"
    nbformat.write(release, mine)
    process = subprocess.Popen(
        [sys.executable, "-m", "grading", "check", str(mine), "--watch", "--json"],
        cwd=course.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["points"] == 0
    mine.write_text("{")
    assert "is not valid JSON" in process.stdout.readline()
    nbformat.write(solved, mine)
    assert json.loads(process.stdout.readline())["points"] == 20
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate()
    assert (process.returncode, rest) == (0, "")
