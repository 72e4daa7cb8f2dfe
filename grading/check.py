"""One notebook, graded for its owner as an instructor would grade it: the command ``check``.

The notebook is handed in, with the files beside it in the assignment's folder, to a copy of the course that
`self_check` makes for a while, so nothing of the learner's is changed and no grade is kept. What grades it there is
what grades a class (`grading.classroom`).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.apps import GenerateFeedbackApp
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from rich.markup import escape
from rich.table import Table

from grading import classroom, record, scratch, worker
from grading.course import ASSIGNMENT, CONFIG, Course, CourseError, exercise
from grading.seal.records import Verdict
from grading.staging import contents

_OWNER = "me"


@dataclass(frozen=True)
class Exercise:
    """How one exercise was graded. ``message`` is what its check says, over several lines."""

    name: str
    points: float
    most: float
    verdict: Verdict
    message: str


@dataclass(frozen=True)
class SelfCheck:
    """A copy of a course to grade in, an executor with one worker, and each test cell's points; see `self_check`."""

    course: Course
    pool: Executor
    points: dict[str, float]

    def grade(self, notebook: Path, page: Path) -> list[Exercise]:
        """Grade a notebook and write its feedback page to ``page``.

        Raises: CourseError where there is no such file, or it cannot be graded; the message says why.
        """
        find(notebook)
        self._hand_in(notebook)
        ended: list[classroom.Graded] = []
        classroom.autograde(self.course, ASSIGNMENT, self.pool, 1, force=True, end=ended.append)
        [graded] = ended
        if graded.reason:
            raise CourseError(f"{notebook} was not graded: {graded.reason}")
        self._feedback()
        shutil.copyfile(self.course.notebook("feedback", _OWNER), page)
        scores, messages = self.course.scores()[_OWNER], self.course.messages(_OWNER)
        told = record.read(self.course.notebook("autograded", _OWNER).with_suffix(".grading.json"))
        assert told is not None
        return [
            Exercise(name := exercise(test), scores[name], most, told.verdicts[test], messages[name])
            for test, most in self.points.items()
        ]

    def _hand_in(self, notebook: Path) -> None:
        """As nbgrader submits it: with all that is in the assignment's folder. In any other folder it is alone."""
        place = self.course.notebook("submitted", _OWNER)
        shutil.rmtree(place.parent, ignore_errors=True)
        home = notebook.absolute().parent
        try:
            for name, path in contents(home).files.items() if home.name == ASSIGNMENT else ():
                copy = place.parent / name
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(notebook, place)
        except OSError as error:
            raise CourseError(f"{notebook}, or a file beside it, cannot be read: {error}") from error

    def _feedback(self) -> None:
        """Write the feedback page by nbgrader's own step, in this process: its command takes seconds to start."""
        app = self.course.application(GenerateFeedbackApp)
        app.coursedir.assignment_id = ASSIGNMENT
        converter = GenerateFeedback(coursedir=app.coursedir, parent=app)
        converter.force = True
        try:
            converter.start()
        except NbGraderException as error:
            scratch.make_sure_of_room(self.course.root)
            raise CourseError(f"The feedback page could not be written: {error}") from error


def find(notebook: Path) -> None:
    """Raises: CourseError where there is no such file."""
    if not notebook.is_file():
        raise CourseError(f"There is no notebook {str(notebook)!r}. Give the path of the .ipynb file that you work in.")


def page_of(course: Course, notebook: Path, page: Path | None) -> Path:
    """Where the feedback page goes: beside the notebook, if not given; then never where a course keeps its own.

    What lies in ``source/`` and ``release/`` is handed out to students, what is in ``submitted/`` was handed in: a page
    on a notebook from there goes into the folder ``check`` of the course that the command runs in.

    Raises: CourseError where ``page`` itself is there.
    """
    settings = course.settings()
    kept = (settings.source_directory, settings.release_directory, settings.submitted_directory)
    place = page or notebook.with_suffix(".feedback.html")
    courses = [folder for folder in place.resolve().parents if (folder / CONFIG).is_file()]
    if not any(place.resolve().is_relative_to(folder / step) for folder in courses for step in kept):
        return place
    if page is not None:
        raise CourseError(f"{page} would be handed out, or change what was handed in. Give --page another folder.")
    there = course.root / "check" / place.name
    there.parent.mkdir(exist_ok=True)
    return there


@contextmanager
def self_check(course: Course, sealed: bool = True) -> Iterator[SelfCheck]:
    """A place to grade in, with the sandbox or without; it is gone at the end, with the processes it has started."""
    with tempfile.TemporaryDirectory() as folder, worker.pool(1) as pool:
        copy = course.copy_to(Path(folder) / "course")
        if not sealed:
            with (copy.root / CONFIG).open("a", encoding="utf-8") as settings:
                settings.write("\nc.SealedExecute.sealed = False\n")
        copy.nbgrader("generate_assignment", ASSIGNMENT)
        cells = nbformat.read(copy.notebook("source"), as_version=4).cells
        told = [cell.metadata.get("nbgrader", {}) for cell in cells]
        yield SelfCheck(copy, pool, {one["grade_id"]: float(one["points"]) for one in told if one.get("grade")})


def sealed_here() -> bool:
    """Whether this system has what the sandbox is made of; where it is Linux, the sandbox is expected."""
    return sys.platform == "linux"


def changes(notebook: Path, every: float = 0.5) -> Iterator[None]:
    """Now, and whenever the file has been saved since; ``every`` is in seconds. Never ends."""
    seen: object = None
    while True:
        stat = notebook.stat() if notebook.exists() else None
        now = stat and (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if now != seen:
            seen = now
            if now is not None:
                yield
        time.sleep(every)


def table(exercises: list[Exercise]) -> Table:
    """A row an exercise: points, verdict, and what to do next."""
    shown = Table(title="Your notebook", title_justify="left", show_lines=True)
    shown.add_column("exercise", no_wrap=True)
    shown.add_column("points", justify="right")
    shown.add_column("verdict")
    shown.add_column("next", overflow="fold")
    for one in exercises:
        shown.add_row(one.name, f"{one.points:g} of {one.most:g}", one.verdict, escape(_next(one)))
    total, most = sum(one.points for one in exercises), sum(one.most for one in exercises)
    shown.add_row("all", f"{total:g} of {most:g}", "", "")
    return shown


def _next(one: Exercise) -> str:
    if one.verdict is Verdict.PASSED:
        return ""
    words = "\n".join(line.strip() for line in one.message.strip().split("\n"))
    if one.name == "fit":
        return words
    return f"{words}\nHint 1 stands below {one.name} in the notebook."
