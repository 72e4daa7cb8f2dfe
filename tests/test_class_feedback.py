"""`python -m grading feedback`: the pages of a class, those that would come out others than they are."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grading.autograde import writers
from grading.course import CONFIG, Course, CourseError

from . import ASSIGNMENT
from .commands import PAGES, grading

pytestmark = pytest.mark.machine

EVERYONE = {"solved", "untouched_release", "rebinds_weights", "halves_the_mse", "empty_file", "ends_the_process"}


@pytest.fixture
def some(small_class: Course, tmp_path: Path) -> Course:
    """Submissions that are graded and have no page yet."""
    root = tmp_path / "course"
    shutil.copytree(small_class.root, root, ignore=shutil.ignore_patterns("feedback"))
    return Course(root)


@pytest.fixture
def written(some: Course) -> Course:
    """With their pages."""
    assert feedback(some)[0] == 0
    return some


def feedback(course: Course, *options: str) -> tuple[int, dict[str, str], dict]:
    """The exit status, why each submission that was done has no page, if it has none, and the summary."""
    done = grading(course, "feedback", ASSIGNMENT, "--json", *options)
    *said, summary = map(json.loads, done.stdout.splitlines())
    return done.returncode, {one["student"]: one["failure"] for one in said}, summary["summary"]


def pages(course: Course) -> dict[str, tuple[bytes, int]]:
    """Every file in ``feedback/`` but ours: what it holds, and who may read it."""
    folder = course.root / "feedback"
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != ".made_of"]
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mode) for path in paths}


def test_the_pages_are_nbgraders_byte_for_byte(some: Course):
    some.nbgrader("generate_feedback", ASSIGNMENT)
    theirs = pages(some)
    shutil.rmtree(some.root / "feedback")
    status, said, summary = feedback(some)
    assert (status, said) == (0, dict.fromkeys(EVERYONE, ""))
    assert (summary["written"], summary["written_before"], summary["need_a_person"]) == (len(EVERYONE), 0, [])
    assert pages(some) == theirs
    assert not (some.root / "feedback.incomplete").exists()


def points_by_hand(course: Course, student: str) -> None:
    with course.gradebook() as gradebook:
        gradebook.find_grade("test_mse_loss", ASSIGNMENT, ASSIGNMENT, student).manual_score = 1
        gradebook.db.commit()


def a_comment(course: Course, student: str) -> None:
    with course.gradebook() as gradebook:
        gradebook.find_comment("mse_loss", ASSIGNMENT, ASSIGNMENT, student).manual_comment = "Nearly!"
        gradebook.db.commit()


def graded_anew(course: Course, student: str) -> None:
    record = course.notebook("autograded", student).with_suffix(".grading.json")
    record.write_text(record.read_text().replace('"failed"', '"timed out"'))


def an_extension(course: Course, student: str) -> None:
    with course.gradebook() as gradebook:
        gradebook.grant_extension(ASSIGNMENT, student, days=1)


def cut_off(course: Course, student: str) -> None:
    page = course.notebook("feedback", student)
    page.write_bytes(page.read_bytes()[:1000])


def gone(course: Course, student: str) -> None:
    shutil.rmtree(course.root / "feedback" / student)


@pytest.mark.parametrize(
    "change",
    [
        points_by_hand,
        gone,
        *(pytest.param(one, marks=pytest.mark.whole) for one in (a_comment, graded_anew, an_extension, cut_off)),
    ],
)
def test_a_page_is_written_again_when_it_would_be_another(change: Callable[[Course, str], None], written: Course):
    student = "solved" if change is an_extension else "rebinds_weights"
    before = written.notebook("feedback", student).read_bytes()
    change(written, student)
    _, said, summary = feedback(written)
    assert said == {student: ""}
    assert summary["written_before"] == len(EVERYONE) - 1
    assert (written.notebook("feedback", student).read_bytes() == before) == (change in (cut_off, gone))
    assert feedback(written)[1] == {}


def test_all_are_written_again_when_the_settings_have_changed_or_it_is_asked(written: Course):
    with (written.root / CONFIG).open("a", encoding="utf-8") as config:
        config.write("\nc.HTMLExporter.language_code = 'de'\n")
    assert feedback(written)[1].keys() == EVERYONE
    assert feedback(written, "--force", "--student", "*e*ss")[1].keys() == {"ends_the_process"}


def test_one_that_cannot_be_written_is_named_and_keeps_nobody_else_from_a_page(some: Course):
    shutil.copytree(some.root / "autograded" / "solved", some.root / "autograded" / "not_in_the_gradebook")
    (some.root / "autograded" / "solved" / ASSIGNMENT / ".made_of").mkdir()  # handed in
    (some.root / "autograded" / "solved" / ASSIGNMENT / ".made_of" / "a.txt").touch()
    status, said, summary = feedback(some)
    assert status == 3
    assert summary["need_a_person"] == ["not_in_the_gradebook"]
    assert said.pop("not_in_the_gradebook").startswith("MissingEntry: No such")
    assert said == dict.fromkeys(EVERYONE, "")
    assert not (some.root / "feedback" / "not_in_the_gradebook").exists()
    done = grading(some, "feedback", ASSIGNMENT)
    assert "For a person to look at: not_in_the_gradebook." in done.stdout


def test_where_nothing_is_graded_it_is_said(new: Course):
    done = grading(new, "feedback", ASSIGNMENT)
    assert done.returncode == 1
    assert f"Run: python -m grading autograde {ASSIGNMENT}" in done.stderr


def test_a_process_that_dies_is_replaced(some: Course):
    folder = str(some.root / "autograded/solved" / ASSIGNMENT)
    order = writers.Order(some.root, ASSIGNMENT, folder, (f"{folder}/{ASSIGNMENT}.ipynb",), "feedback")
    PAGES.submit(writers.write, order).result()
    shutil.rmtree(some.root / "feedback")
    [process] = writers._processes.values()
    process._process.kill()
    PAGES.submit(writers.write, order).result()
    assert some.notebook("feedback", "solved").exists()


def test_what_always_ends_its_process_is_a_failure_of_one(some: Course, monkeypatch: pytest.MonkeyPatch):
    class Dies:
        def write(self, order: writers.Order) -> str:
            raise EOFError

        def close(self) -> None:
            pass

    monkeypatch.setattr(writers, "_processes", {})
    monkeypatch.setattr(writers, "_Process", Dies)
    with pytest.raises(CourseError, match="died twice"):
        writers.write(writers.Order(some.root, ASSIGNMENT, "", (), "feedback"))


@pytest.mark.whole
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_a_run_that_is_ended_leaves_whole_pages_and_can_be_taken_up_again(number: signal.Signals, written: Course):
    whole = pages(written)
    shutil.rmtree(written.root / "feedback")
    process = subprocess.Popen(
        [sys.executable, "-m", "grading", "feedback", ASSIGNMENT, "--workers", "2"],
        cwd=written.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    (os.killpg if number == signal.SIGINT else os.kill)(process.pid, number)
    said, _ = process.communicate()  # which ends when no process of it is left that could write there
    assert "Traceback" not in said
    assert process.returncode != 0
    assert pages(written).items() <= whole.items()
    _, said, summary = feedback(written)
    assert summary["written_before"] >= 1
    assert len(said) + summary["written_before"] == len(EVERYONE)
    assert pages(written) == whole
    assert not (written.root / "feedback.incomplete").exists()
