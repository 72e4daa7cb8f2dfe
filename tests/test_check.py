"""`python -m grading check`: what a learner sees at home is what an instructor's gradebook says."""

import multiprocessing
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from grading import check
from grading.check import Exercise, SelfCheck, self_check
from grading.course import Course, CourseError
from grading.seal.records import Verdict

from .conftest import SUBMISSIONS, UNTOUCHED, GradedClass


@pytest.fixture(scope="module")
def desk(course: Course):
    with self_check(course) as desk:
        yield desk


def checked(course: Course, notebooks: list[Path]) -> dict[Path, list[Exercise]]:
    """What a learner sees who checks these notebooks one after the other; the pages are beside them."""
    with self_check(course) as desk:
        return {notebook: desk.grade(notebook, notebook.with_suffix(".html")) for notebook in notebooks}


@pytest.fixture(scope="module")
def at_home(
    course: Course, solved: NotebookNode, tmp_path_factory: pytest.TempPathFactory
) -> dict[Path, list[Exercise]]:
    """The whole bank, checked by two learners at the same time."""
    notebooks = [tmp_path_factory.getbasetemp() / "at_home" / f"{one.name}.ipynb" for one in SUBMISSIONS]
    for submission, notebook in zip(SUBMISSIONS, notebooks, strict=True):
        submission.hand_in(solved, notebook)
    before = [notebook.read_bytes() for notebook in notebooks]
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as learners:
        one, another = learners.map(checked, [course] * 2, [notebooks[::2], notebooks[1::2]])
    assert [notebook.read_bytes() for notebook in notebooks] == before
    return one | another


@pytest.mark.parametrize("submission", SUBMISSIONS, ids=lambda submission: submission.name)
def test_it_agrees_with_the_gradebook(submission, at_home: dict[Path, list[Exercise]], graded: GradedClass):
    [(notebook, exercises)] = [(path, found) for path, found in at_home.items() if path.stem == submission.name]
    assert {one.name: one.points for one in exercises} == graded.scores[submission.name]
    assert {one.name: one.message for one in exercises} == graded.messages[submission.name]
    assert "</html>" in notebook.with_suffix(".html").read_text(encoding="utf-8")


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
