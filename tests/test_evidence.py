"""What was handed in is evidence: grading changes nothing in ``submitted/``, and whatever is there stops no class."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from grading import bank
from grading.autograde.progress import FOR_A_PERSON
from grading.course import Course

from . import ASSIGNMENT
from .classes import BANK, new_course, record
from .commands import grading

pytestmark = pytest.mark.machine

COPY, NESTED, CHECKPOINT = "in_a_copy", "in_a_folder_below", "in_a_checkpoint"
LINE_BREAK, TERMINAL, NO_TEXT = "line\nbreak", "x\x1b]0;owned\x07\x1b[2Jy", os.fsdecode(b"caf\xe9")
HONEST = ("a_first", "zz_last")
FULL = 20
LEFT_OUT = {
    "deep": "was a folder in 16 folders, and was left out",
    "sparse": "'data.bin' was a file of 4096 MB",
    "odd_names": "whose name is no text",
    "link_beside": "'notes.txt' was a symbolic link to '/etc/passwd'",
}


@dataclass(frozen=True)
class Evidence:
    """A class of odd folders, graded once; and what the folders were before and after."""

    course: Course
    before: dict[bytes, tuple[Any, ...]]
    said: dict[str, dict[str, Any]]
    need_a_person: list[str]
    status: int
    after: dict[bytes, tuple[Any, ...]]

    def points(self) -> dict[str, float]:
        return {student: sum(scores.values()) for student, scores in self.course.scores().items()}


def state(folder: Path) -> dict[bytes, tuple[Any, ...]]:
    """Every path below a folder with its kind, rights, time, size and links; the deepest folders without recursion."""
    found, todo = {}, [os.fsencode(folder)]
    while todo:
        for entry in os.scandir(todo.pop()):
            status = entry.stat(follow_symlinks=False)
            leads_to = Path(os.fsdecode(entry.path)).readlink() if entry.is_symlink() else None
            told = (status.st_mode, status.st_mtime_ns, status.st_size, status.st_nlink, status.st_ino, leads_to)
            found[entry.path] = told
            if entry.is_dir(follow_symlinks=False):
                todo.append(entry.path)
    return found


def acting(log: str) -> set[str]:
    """The signs by which a text does something to a terminal."""
    return {sign for sign in log if sign != "\n" and not sign.isprintable()}


def work_elsewhere(course: Course, student: str, release: NotebookNode, solved: NotebookNode, name: str) -> None:
    course.submit(student, release)
    place = course.notebook("submitted", student).parent / name
    place.parent.mkdir(exist_ok=True)
    nbformat.write(solved, place)


@pytest.fixture(scope="module")
def evidence(
    course: Course, solved: NotebookNode, release: NotebookNode, tmp_path_factory: pytest.TempPathFactory
) -> Any:
    made = new_course(course, tmp_path_factory.mktemp("evidence") / "course")
    for student in (*HONEST, LINE_BREAK, TERMINAL, NO_TEXT, "deep", "huge_time", "sparse", "odd_names"):
        made.submit(student, solved)
    for path in ("right/run_notebook.py", "damaged/link_beside.py", "damaged/pipe_beside.py"):
        submission = bank.read(BANK / path)
        submission.hand_in(solved, made.notebook("submitted", submission.name))
    work_elsewhere(made, COPY, release, solved, f"{ASSIGNMENT}-Copy1.ipynb")
    work_elsewhere(made, NESTED, release, solved, f"old/{ASSIGNMENT}.ipynb")
    work_elsewhere(made, CHECKPOINT, release, solved, f".ipynb_checkpoints/{ASSIGNMENT}-checkpoint.ipynb")
    (made.root / "submitted" / "empty" / ASSIGNMENT).mkdir(parents=True)
    folder = {student: made.notebook("submitted", student).parent for student in ("deep", "huge_time", "sparse")}
    (folder["huge_time"] / "timestamp.txt").write_text("9" * 1_000_000)
    (folder["sparse"] / "data.bin").touch()
    os.truncate(folder["sparse"] / "data.bin", 4 << 30)
    odd = os.fsencode(made.notebook("submitted", "odd_names").parent)
    for name in (b"caf\xe9.csv", b"a\nb.csv", b"\x1b[2J.csv", b"linear_regression.grading.json"):
        Path(os.fsdecode(odd + b"/" + name)).write_text("{}")
    here = os.open(folder["deep"], os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("a", dir_fd=here)
        below = os.open("a", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    submitted = made.root / "submitted"
    before = state(submitted)
    ours = grading(made, "autograde", ASSIGNMENT, "--json")
    assert ours.returncode in (0, FOR_A_PERSON), ours.stderr
    *said, summary = map(json.loads, ours.stdout.splitlines())
    yield Evidence(
        made,
        before,
        {one["student"]: one for one in said},
        summary["summary"]["need_a_person"],
        ours.returncode,
        state(submitted),
    )
    subprocess.run(["rm", "-rf", submitted], check=True)  # Python's own way recurses


def test_grading_changes_nothing_in_what_was_handed_in(evidence: Evidence):
    assert evidence.after == evidence.before


@pytest.mark.parametrize("student", [*HONEST, LINE_BREAK, TERMINAL, "deep", "huge_time", "sparse", "odd_names"])
def test_no_folder_keeps_an_honest_notebook_from_its_points(student: str, evidence: Evidence):
    assert evidence.points()[student] == FULL
    assert set(evidence.said[student]["verdicts"].values()) == {"passed"}


def test_a_submission_without_a_notebook_has_its_zero_and_is_listed(evidence: Evidence):
    assert evidence.points()["empty"] == 0
    assert "empty" in evidence.need_a_person


def test_a_name_that_no_gradebook_can_hold_is_that_submissions_verdict(evidence: Evidence):
    [name] = [name for name in evidence.said if name.startswith("caf")]
    assert set(evidence.said[name]["verdicts"].values()) == {"not gradable"}
    assert "Rename the folder" in evidence.said[name]["reason"]
    assert name in evidence.need_a_person


@pytest.mark.parametrize(("student", "words"), LEFT_OUT.items())
def test_what_was_left_out_is_told(student: str, words: str, evidence: Evidence):
    assert any(words in repair for repair in evidence.said[student]["repairs"])


def test_notebooks_beside_it_can_be_run(evidence: Evidence):
    assert evidence.points()["run_notebook"] == FULL
    autograded = evidence.course.notebook("autograded", "run_notebook").parent
    assert [path.name for path in autograded.rglob("*.ipynb")] == [f"{ASSIGNMENT}.ipynb"]


@pytest.mark.parametrize(
    ("student", "name"),
    [
        (COPY, "linear_regression-Copy1.ipynb"),
        (NESTED, "old/linear_regression.ipynb"),
        (CHECKPOINT, ".ipynb_checkpoints/linear_regression-checkpoint.ipynb"),
    ],
)
def test_work_that_was_not_graded_is_told_everywhere(student: str, name: str, evidence: Evidence):
    assert evidence.points()[student] == 0
    assert student in evidence.need_a_person
    assert evidence.status == FOR_A_PERSON
    [decision] = evidence.said[student]["decisions"]
    assert f"{name!r} has work on add_bias_column, mse_loss" in decision
    assert json.loads(record(evidence.course, student).read_text())["elsewhere"] == decision
    assert decision in evidence.course.messages(student)["mse_loss"]


def test_of_what_a_person_has_to_look_at_formgrader_shows_a_flag(evidence: Evidence):
    """And of nothing else; every point is definite all the same."""
    flagged = set()
    with evidence.course.gradebook() as gradebook:
        for submission in gradebook.assignment_submissions(ASSIGNMENT):
            assert not submission.needs_manual_grade
            flagged |= {submission.student_id for notebook in submission.notebooks if notebook.flagged}
    odd = {COPY, NESTED, CHECKPOINT, "empty", "deep", "sparse", "odd_names", "link_beside", "pipe_beside"}
    assert flagged == odd


def test_feedback_pages_are_made_of_all_of_them_and_the_log_acts_on_no_screen(evidence: Evidence):
    log = evidence.course.nbgrader("generate_feedback", ASSIGNMENT)
    assert "owned" in log
    assert not acting(log)
    for student in evidence.points():
        assert evidence.course.notebook("feedback", student).exists()
    page = evidence.course.notebook("feedback", COPY).read_text(encoding="utf-8")
    assert "There is work that was not graded." in page
    assert "linear_regression-Copy1.ipynb" in page


@pytest.mark.whole
def test_nbgraders_own_command_does_the_same_and_its_log_tells_it(evidence: Evidence):
    points = evidence.points()
    log = evidence.course.nbgrader("autograde", ASSIGNMENT, "--force")
    assert state(evidence.course.root / "submitted") == evidence.before
    assert evidence.points() == points
    decisions = [decision for one in evidence.said.values() for decision in one["decisions"]]
    assert len(decisions) >= 3
    for words in (*LEFT_OUT.values(), *decisions, "Rename the folder"):
        assert words in log
    assert not acting(log)
