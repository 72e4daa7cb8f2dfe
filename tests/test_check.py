"""`python -m grading check`: what a learner sees at home is what an instructor's gradebook says."""

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
from grading.course import ASSIGNMENT, Course, CourseError
from grading.seal.records import Verdict

from .classes import UNTOUCHED, GradedClass, in_tiers
from .conftest import SUBMISSIONS, cell


@pytest.fixture(scope="module")
def desk(course: Course):
    with self_check(course) as desk:
        yield desk


@pytest.mark.machine
@in_tiers(SUBMISSIONS, 16)
def test_it_agrees_with_the_gradebook(
    submission: Submission, at_home: dict[str, list[Exercise] | CourseError], graded: GradedClass
):
    exercises = at_home[submission.name]
    assert isinstance(exercises, list), exercises
    assert {one.name: one.points for one in exercises} == graded.scores[submission.name]
    assert {one.name: one.message for one in exercises} == graded.messages(submission.name)


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
    command = [sys.executable, "-m", "grading", "check", str(tmp_path / "mine.ipynb"), "--unsealed"]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "ordinary kernel, not in the sandbox" in done.stdout
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
