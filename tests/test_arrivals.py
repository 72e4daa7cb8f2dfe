"""`autograde --watch`: submissions as they arrive, each when it is whole."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from grading.autograde import arrivals
from grading.course import Course

from . import ASSIGNMENT
from .classes import new_course
from .commands import grading


class Over(Exception):
    """The time that a test looks at has passed."""


class Folders:
    """Submissions on a disk, on which something happens at certain seconds of a clock that nobody waits for."""

    def __init__(self, root: Path, notebook: str) -> None:
        self.root, self.notebook = root, notebook
        self.now = 0.0
        self.slow = 0.0  # seconds that a look takes
        self.looks = 0
        self.events: list[tuple[float, Callable[[], object]]] = []

    def path(self, student: str, name: str = "work.ipynb") -> Path:
        path = self.root / student / name
        path.parent.mkdir(exist_ok=True, parents=True)
        return path

    def at(self, second: float, student: str, text: str | None = None, name: str = "work.ipynb") -> None:
        """From then on this file of a student's holds that text, a notebook if none is given."""
        self.events.append(
            (second, lambda: self.path(student, name).write_text(self.notebook if text is None else text))
        )

    def taken(self, until: float = 200) -> list[tuple[float, set[str]]]:
        """When submissions were taken, and whose."""
        return list(self._taken(until))

    def _taken(self, until: float) -> Iterator[tuple[float, set[str]]]:
        def look() -> dict[str, Path]:
            self.looks += 1
            self.now += self.slow
            return {path.name: path for path in self.root.iterdir()}

        def sleep(seconds: float) -> None:
            self.now += seconds
            if self.now > until:
                raise Over
            due = [event for event in self.events if event[0] <= self.now]
            self.events = [event for event in self.events if event not in due]
            for _, event in due:
                event()

        try:
            for batch in arrivals.batches(look, lambda: self.now, sleep):
                yield self.now, batch
        except Over:
            return


@pytest.fixture
def disk(tmp_path: Path, release: NotebookNode) -> Folders:
    (tmp_path / "submitted").mkdir()
    return Folders(tmp_path / "submitted", nbformat.writes(release))


def test_a_submission_is_taken_once_it_is_at_rest_and_never_again(disk: Folders):
    disk.at(10, "early")
    disk.at(12, "another")
    assert disk.taken() == [(15, {"early"}), (17, {"another"})]


def test_what_grows_is_not_taken(disk: Folders):
    for second in range(1, 30, 3):
        disk.at(second, "early", disk.notebook[: second * 1000])
    disk.at(30, "early")
    assert disk.taken() == [(35, {"early"})]


@pytest.mark.parametrize(
    "half", [lambda text: text[: len(text) // 2], lambda text: text[: text.rindex("}")], lambda _: ""]
)
def test_half_a_notebook_is_not_taken_although_its_copying_pauses(half: Callable[[str], str], disk: Folders):
    disk.at(1, "early", half(disk.notebook))
    disk.at(50, "early")
    assert disk.taken() == [(55, {"early"})]


def test_files_whose_notebook_comes_later_wait_for_it(disk: Folders):
    disk.at(1, "early", "x,y", "data.csv")
    disk.at(40, "early")
    assert disk.taken() == [(45, {"early"})]


def test_what_stays_damaged_is_graded_after_a_minute(disk: Folders):
    disk.at(1, "early", disk.notebook[:5000])
    disk.at(1, "another", "no notebook", "essay.txt")
    assert disk.taken() == [(61, {"early", "another"})]


def test_what_changes_is_taken_again_even_if_its_size_and_its_time_do_not(disk: Folders):
    disk.at(1, "early")
    disk.at(1, "another")

    def same_size_and_time() -> None:
        path = disk.path("early")
        before = path.stat()
        path.write_text(disk.notebook.replace("a", "b", 1))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    disk.events.append((30, same_size_and_time))
    assert disk.taken() == [(6, {"early", "another"}), (35, {"early"})]


def test_who_withdraws_and_hands_in_again_is_taken_again(disk: Folders):
    disk.at(1, "early")
    disk.events.append((20, lambda: shutil.rmtree(disk.root / "early")))
    disk.at(30, "early")
    assert [batch for _, batch in disk.taken()] == [{"early"}, {"early"}]


def test_looking_takes_a_twentieth_of_the_time_at_most(disk: Folders):
    disk.slow = 0.5
    assert disk.taken(until=1000) == []
    assert disk.looks * disk.slow <= 1000 / 20


@pytest.fixture
def watched(course: Course, solved: NotebookNode, release: NotebookNode, tmp_path: Path) -> Course:
    made = new_course(course, tmp_path / "course")
    made.submit("solved", solved)
    made.submit("untouched", release)
    return made


@pytest.mark.machine
def test_the_command_grades_who_is_ready_and_ends_by_ctrl_c(watched: Course, monkeypatch: pytest.MonkeyPatch):
    """Of what it says at the end, one who was a matter for a person and is not any more is no part."""

    def arrive(look: Callable[[], dict[str, Path]]) -> Iterator[set[str]]:
        path = watched.notebook("submitted", "solved")
        whole = path.read_text()
        assert look().keys() == {"solved", "untouched"}
        path.write_text("")
        yield {"solved"}
        assert set(watched.scores()) == {"solved"}
        path.write_text(whole)
        yield {"solved"}
        yield {"untouched"}
        raise KeyboardInterrupt

    monkeypatch.setattr(arrivals, "batches", arrive)
    done = grading(watched, "autograde", ASSIGNMENT, "--watch", "--json")
    *said, summary = map(json.loads, done.stdout.splitlines())
    assert [one["student"] for one in said] == ["solved", "solved", "untouched"]
    assert (done.returncode, summary["summary"]["need_a_person"], summary["summary"]["graded"]) == (0, [], 3)
    assert {name: sum(points.values()) for name, points in watched.scores().items()} == {"solved": 20, "untouched": 0}


@pytest.mark.machine
def test_what_would_keep_everyone_from_being_graded_is_said_before_anybody_hands_in(
    new: Course, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    (new.root / "gradebook.db").unlink()
    done = grading(new, "autograde", ASSIGNMENT, "--watch")
    assert done.returncode == 1
    assert "The gradebook has no assignment" in done.stderr


@pytest.mark.whole
@pytest.mark.machine
def test_a_process_that_watches(watched: Course, solved: NotebookNode):
    process = subprocess.Popen(
        [sys.executable, "-m", "grading", "autograde", ASSIGNMENT, "--watch", "--json", "--workers", "1"],
        cwd=watched.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = [json.loads(process.stdout.readline())["student"] for _ in range(2)]
    assert set(said) == {"solved", "untouched"}
    watched.submit("comes_later", solved)
    assert json.loads(process.stdout.readline())["student"] == "comes_later"
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate()
    assert process.returncode == 0, errors
    assert json.loads(rest)["summary"]["graded"] == 3
    assert errors == f"Watching for submissions of {ASSIGNMENT}. Ctrl+C ends it.\n"
    assert watched.scores().keys() == {"solved", "untouched", "comes_later"}
    assert not (watched.root / "autograded.incomplete").exists()
