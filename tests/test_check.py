"""`python -m grading check`: what a learner sees at home is what an instructor's gradebook says."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from grading import check
from grading.check import SelfCheck, self_check
from grading.course import Course, CourseError
from grading.seal.records import Verdict

from .conftest import SUBMISSIONS, UNTOUCHED, GradedClass


@pytest.fixture(scope="module")
def desk(course: Course):
    with self_check(course) as desk:
        yield desk


@pytest.mark.parametrize("submission", SUBMISSIONS, ids=lambda submission: submission.name)
def test_it_agrees_with_the_gradebook(submission, desk: SelfCheck, graded: GradedClass, solved, tmp_path: Path):
    notebook, page = tmp_path / "mine.ipynb", tmp_path / "page.html"
    submission.hand_in(solved, notebook)
    before = notebook.read_bytes()
    exercises = desk.grade(notebook, page)
    assert {one.name: one.points for one in exercises} == graded.scores[submission.name]
    assert {one.name: one.message for one in exercises} == graded.messages[submission.name]
    assert "</html>" in page.read_text(encoding="utf-8")
    assert notebook.read_bytes() == before


def test_the_release_is_not_attempted(desk: SelfCheck, graded: GradedClass, release: NotebookNode, tmp_path: Path):
    nbformat.write(release, tmp_path / "mine.ipynb")
    exercises = desk.grade(tmp_path / "mine.ipynb", tmp_path / "page.html")
    assert {one.verdict for one in exercises} == {Verdict.NOT_ATTEMPTED}
    assert {one.name: one.points for one in exercises} == graded.scores[UNTOUCHED]


def test_what_is_no_notebook_is_said_in_words(desk: SelfCheck, tmp_path: Path):
    with pytest.raises(CourseError, match="There is no notebook"):
        desk.grade(tmp_path / "mine.ipynb", tmp_path / "page.html")
    (tmp_path / "mine.ipynb").write_text("{")
    with pytest.raises(CourseError, match="not valid JSON"):
        desk.grade(tmp_path / "mine.ipynb", tmp_path / "page.html")


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

    one = check.Exercise("mse_loss", 0, 3, Verdict.FAILED, "✗ mse_loss: not right yet.\n  • halved. [mse-halved]")
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
