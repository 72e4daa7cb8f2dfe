"""Grading again: what stands in the way is found out first, what was there is kept until there is something better."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.apps.api import NbGraderAPI

from grading import scratch
from grading.autograde import classroom
from grading.autograde.classroom import Graded
from grading.autograde.progress import FOR_A_PERSON
from grading.course import Course, CourseError

from . import ASSIGNMENT
from .classes import contents, new_course, record
from .commands import POOL, grading
from .conftest import cell, needed

pytestmark = pytest.mark.machine


@pytest.fixture(scope="module")
def graded_once(course: Course, solved: NotebookNode, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Two students, graded by nbgrader; to one a person gave points, to the other a flag."""
    made = new_course(course, tmp_path_factory.mktemp("again") / "course")
    halved = deepcopy(solved)
    cell(halved, "mse_loss").source = "def mse_loss(y_pred, y_true):\n    return ((y_pred - y_true) ** 2).mean() / 2"
    made.submit("by_hand", halved)
    made.submit("solved", solved)
    made.nbgrader("autograde", ASSIGNMENT)
    with made.gradebook() as gradebook:
        gradebook.find_grade("test_mse_loss", ASSIGNMENT, ASSIGNMENT, "by_hand").manual_score = 2
        gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, "solved").flagged = True
        gradebook.db.commit()
    return made


@pytest.fixture
def again(graded_once: Course, tmp_path: Path) -> Course:
    scratch.copy_tree(graded_once.root, tmp_path / "course")
    return Course(tmp_path / "course")


def command(course: Course, module: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=course.root,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )


def flags(course: Course) -> dict[str, bool]:
    with course.gradebook() as gradebook:
        return {
            submission.student_id: bool(submission.notebooks[0].flagged)
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
        }


@pytest.mark.parametrize("command_of", ["grading", pytest.param("nbgrader", marks=pytest.mark.whole)])
def test_points_by_hand_from_before_are_named_and_what_to_decide(command_of: str, again: Course, solved: NotebookNode):
    again.submit("by_hand", solved)
    done = grading(again, "autograde", ASSIGNMENT, "--json")
    assert done.returncode == FOR_A_PERSON, done.stderr
    said, summary = map(json.loads, done.stdout.splitlines())
    assert summary["summary"]["need_a_person"] == ["by_hand"]
    [decision] = said["decisions"]
    assert decision.startswith("2 points by hand for mse_loss are from before; its check gives 3 now. In Formgrader, ")
    assert again.scores()["by_hand"]["mse_loss"] == 2
    assert json.loads(record(again, "by_hand").read_text())["by_hand"] == said["decisions"]
    assert flags(again) == {"by_hand": True, "solved": True}

    with again.gradebook() as gradebook:  # as Formgrader does when the field is emptied
        gradebook.find_grade("test_mse_loss", ASSIGNMENT, ASSIGNMENT, "by_hand").manual_score = None
        gradebook.db.commit()
    if command_of == "grading":
        assert grading(again, "autograde", ASSIGNMENT, "--force").returncode == 0
    else:  # which removes the former record before it grades
        again.nbgrader("autograde", ASSIGNMENT, "--force")
    assert again.scores()["by_hand"]["mse_loss"] == 3
    assert flags(again) == {"by_hand": False, "solved": True}  # that one a person set


@pytest.mark.whole
def test_nbgraders_own_command_names_them_too(again: Course):
    assert "2 points by hand for mse_loss are from before; its check gives 0 now" in again.nbgrader(
        "autograde", ASSIGNMENT, "--force"
    )


CHANGED = {
    "points": ("test_mse_loss has 4 points and had 3", "see who changes: python -m grading regrade"),
    "text": ("test_mse_loss has another text", "see who changes: python -m grading regrade"),
    "gone": ("test_mse_loss is gone", "Give the cells of source/ the names that they had"),
    "new": ("test_more is new", "Give the cells of source/ the names that they had"),
}


def change(course: Course, what: str) -> None:
    source = nbformat.read(course.notebook("source"), as_version=4)
    test = cell(source, "test_mse_loss")
    if what == "points":
        test.metadata.nbgrader.points = 4
    elif what == "text":
        test.source += "\n# mended"
    elif what == "gone":
        source.cells.remove(test)
    else:
        source.cells.append(deepcopy(test))
        source.cells[-1].metadata.nbgrader.grade_id = source.cells[-1].id = "test_more"
    nbformat.write(source, course.notebook("source"))


@pytest.mark.parametrize("what", CHANGED)
def test_a_source_that_the_gradebook_does_not_know_is_said_before_anything_is_graded(what: str, again: Course):
    before = contents(again.root / "autograded"), again.scores()
    change(again, what)
    again.submit("comes_later", nbformat.read(again.notebook("submitted", "solved"), as_version=4))
    with pytest.raises(CourseError) as ours:
        classroom.autograde(again, ASSIGNMENT, POOL, 1, force=True)
    told = NbGraderAPI(again.settings(), config=again.application().config).autograde(ASSIGNMENT, "solved")
    assert not told["success"]  # as Formgrader asks
    for said in (str(ours.value), told["error"]):
        for words in CHANGED[what]:
            assert words in said
    assert (contents(again.root / "autograded"), again.scores()) == before


def test_without_a_sandbox_former_grades_stay(again: Course, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    before = contents(again.root / "autograded"), again.scores()
    (tmp_path / "empty").mkdir()
    words = ("nbgrader", "autograde", ASSIGNMENT, "--force", "--SealedExecute.confinement=bubblewrap")
    done = command(again, *words, PATH=str(tmp_path / "empty"))
    assert done.returncode == 1
    assert "no program bwrap" in done.stderr
    assert "Nothing was graded" in done.stderr
    assert (contents(again.root / "autograded"), again.scores()) == before


@pytest.mark.whole
def test_undone_points_are_still_on_pages_and_that_is_said(again: Course):
    source = nbformat.read(again.notebook("source"), as_version=4)
    cell(source, "test_mse_loss").metadata.nbgrader.points = 4
    nbformat.write(source, again.notebook("source"))
    applied = grading(again, "regrade", ASSIGNMENT, "--apply")
    assert applied.returncode == 0, applied.stdout + applied.stderr
    again.nbgrader("generate_feedback", ASSIGNMENT)
    undone = grading(again, "regrade", ASSIGNMENT, "--undo")
    assert f"Run: python -m grading feedback {ASSIGNMENT}" in undone.stdout
    for path in (again.root / "feedback").rglob("*.html"):
        path.unlink()


@pytest.fixture
def full(graded_once: Course, tmp_path: Path) -> Iterator[Course]:
    """The course on a disk of its own, on which a few KB are left."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk], capture_output=True).returncode:
        needed("right to mount a disk", "the tests of a full one")
    try:
        scratch.copy_tree(graded_once.root, disk / "course")
        with (disk / "filler").open("wb") as filler:
            filler.write(bytes(os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize - (40 << 10)))
        yield Course(disk / "course")
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("grading", "autograde", ASSIGNMENT, "--force"),
        ("nbgrader", "autograde", ASSIGNMENT, "--force"),
        ("grading", "regrade", ASSIGNMENT, "--apply"),
    ],
    ids=" ".join,
)
def test_on_a_full_disk_one_line_says_so_and_nothing_is_lost(arguments: tuple[str, ...], full: Course):
    before = contents(full.root / "autograded"), contents(full.root / "submitted"), full.scores()
    module, *options = arguments
    done = grading(full, *options) if module == "grading" else command(full, module, *options)
    assert done.returncode == 1
    said = [line for line in (done.stdout + done.stderr).splitlines() if "No space left" in line or "rror" in line]
    assert len(said) == 1, done.stdout + done.stderr
    assert "Free some space there" in said[0]
    assert (contents(full.root / "autograded"), contents(full.root / "submitted"), full.scores()) == before
    assert not [path.name for path in full.root.iterdir() if path.name.endswith(".incomplete")]


def test_a_check_on_a_full_disk_is_one_line(full: Course, course: Course):
    notebook = full.notebook("submitted", "solved")
    done = command(
        course, "grading", "check", str(notebook), "--page", str(full.root / "p.html"), TMPDIR=str(full.root)
    )
    assert done.returncode == 1
    assert "No space left on device. Free some space there" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_disk_that_fills_up_stops_the_class(full: Course):
    """And each submission is not failed by itself; those that were graded before are kept."""
    (full.root.parent / "filler").unlink()
    graded_before = full.scores()
    ended: list[Graded] = []

    def end(graded: Graded) -> None:
        ended.append(graded)
        disk = os.statvfs(full.root)
        (full.root.parent / "filler").write_bytes(bytes(disk.f_bavail * disk.f_frsize))

    with pytest.raises(CourseError, match=r"No space left .* Free some space there"):
        classroom.autograde(full, ASSIGNMENT, POOL, 1, force=True, end=end)
    assert len(ended) == 1
    assert full.scores() == graded_before
    assert full.notebook("autograded", "solved").exists()
