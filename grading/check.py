"""One notebook, graded for its owner as an instructor would grade it: the command ``check``.

The notebook is handed in, with the files beside it in the assignment's folder, to a copy of the course that
`self_check` makes for a while, so nothing of the learner's is changed and no grade is kept. What grades it there is
what grades a class (`grading.autograde.classroom`). Of which assignment it is, the notebook says itself (`recognised`).
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.table import Table

from grading import scratch
from grading.autograde import classroom
from grading.course import CONFIG, Course, CourseError, exercise, words_of
from grading.hooks.guide import Guide
from grading.hooks.language import IN_ENGLISH, Language
from grading.hooks.record import Record
from grading.hooks.repair import NotGradable, grade_id, read
from grading.hooks.source import instructors
from grading.hooks.staging import contents
from grading.printing import plain
from grading.seal import worker
from grading.seal.window.records import Verdict

_OWNER = "me"


class Refused(CourseError):
    """It is the notebook itself that cannot be graded."""


@dataclass(frozen=True)
class Exercise:
    """How one exercise was graded. ``message`` is what its check says, over several lines."""

    name: str
    points: float
    most: float
    verdict: Verdict
    message: str
    look_next: str = ""  # where in the notebook, if the check is about a cell of the student's


@dataclass(frozen=True)
class SelfCheck:
    """A copy of a course to grade in, and an executor with one worker; see `self_check`."""

    course: Course
    pool: Executor

    def grade(self, notebook: Path, page: Path | None = None) -> list[Exercise]:
        """Grade a notebook and write its feedback page to ``page``, if given. Cells that a person grades are left out.

        Raises: Refused where the notebook cannot be graded; CourseError where there is no such file, or grading fails.
        The message says why.
        """
        find(notebook)
        source = recognised(self.course, notebook)
        assignment = source.parent.name
        if not self._home("release", assignment).exists():
            self.course.nbgrader("generate_assignment", assignment)
        self._hand_in(notebook, self._home("submitted", _OWNER, assignment) / source.name)
        ended: list[classroom.Graded] = []
        classroom.autograde(self.course, assignment, self.pool, 1, force=True, end=ended.append)
        told = ended[0].records.get(source.stem) if ended else None
        reason = f"{notebook.name} was not graded: {'; '.join(one.reason for one in ended)}"
        if told is None:
            raise CourseError(reason)
        if told.not_gradable:
            raise Refused(reason)
        if page is not None:
            self.course.nbgrader("generate_feedback", assignment, "--force")
            if page.is_symlink():
                page.unlink()  # who wrote the notebook may have made it
            shutil.copyfile((self._home("feedback", _OWNER, assignment) / source.name).with_suffix(".html"), page)
        return list(self._exercises(source, told))

    def _home(self, *names: str) -> Path:
        return self.course.root.joinpath(*names)

    def _hand_in(self, notebook: Path, place: Path) -> None:
        """As nbgrader submits it: with all that is in the assignment's folder. In any other folder it is alone."""
        scratch.remove(place.parent)
        home = notebook.absolute().parent
        try:
            for name, path in contents(home).files.items() if home.name == place.parent.name else ():
                copy = place.parent / name
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(notebook, place)
        except PermissionError as error:
            raise CourseError(f"{notebook}, or a file beside it, cannot be read: {error}") from error

    def _exercises(self, source: Path, told: Record) -> Iterator[Exercise]:
        with self.course.gradebook() as gradebook:
            found = gradebook.find_submission_notebook(source.stem, source.parent.name, _OWNER)
            scores = {grade.name: float(grade.score) for grade in found.grades}
        found_out = words_of(self._home("autograded", _OWNER, source.parent.name) / source.name)
        said = self.course.language()
        guide, others_failed = Guide.of(instructors(source).cells, said), False
        for cell in instructors(source).cells:
            if (test := grade_id(cell)) in told.verdicts:
                verdict, answer = told.verdicts[test], guide.answers.get(test)
                look_next = guide.next(test, verdict, others_failed)
                if answer and not look_next:
                    look_next = said("See {answer} in your notebook.", answer=answer)
                most, message = float(cell.metadata.nbgrader.points), said.told(found_out[test])
                yield Exercise(exercise(test), scores[test], most, verdict, message, look_next)
                others_failed |= verdict is not Verdict.PASSED


def find(notebook: Path) -> None:
    """Raises: CourseError where there is no such file, or a link leads from there into a course's ``source/``."""
    if not notebook.is_file():
        raise CourseError(f"There is no notebook {str(notebook)!r}. Give the path of the .ipynb file that you work in.")
    real = notebook.resolve()
    if _instructors_course(real) not in (None, _instructors_course(notebook.absolute())):
        raise CourseError(f"{notebook} is a link to {real}, an instructor's notebook. Give the notebook itself.")


def _instructors_course(notebook: Path) -> Path | None:
    """The course folder in whose ``source/`` a path is; none where it is in no such folder."""
    courses = (folder for folder in notebook.parents if (folder / CONFIG).is_file())
    return next((folder.resolve() for folder in courses if notebook.is_relative_to(folder / "source")), None)


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


def recognised(course: Course, notebook: Path) -> Path:
    """The notebook in ``source/`` of which ``notebook`` is somebody's work.

    It is the one that knows most of the names which nbgrader gave to the cells, if it knows half of them; else that of
    the same file's name, or of the folder's.

    Raises: Refused where there is none, and where the file is damaged and is of no known name; CourseError where the
    course has no assignment yet.
    """
    home = notebook.absolute().parent.name
    sources = sorted(course.root.glob("source/*/*.ipynb"))
    if not sources:
        raise CourseError("There is no assignment in source/ yet. Run this in the folder of the notebook's course.")
    by_name = max(sources, key=lambda path: (path.stem == notebook.stem, path.parent.name == home))
    alike = notebook.stem == by_name.stem or home == by_name.parent.name
    try:
        names = _names(read(notebook)[0].cells)
    except NotGradable as error:
        if not alike:
            raise Refused(f"{notebook.name} was not graded: {error}") from error
        return by_name
    known = {path: names & _names(instructors(path).cells) for path in sources}
    best = max(sources, key=lambda path: (len(known[path]), path == by_name))
    if known[best] and 2 * len(known[best]) >= len(names):
        return best
    if alike:
        return by_name
    raise Refused(
        f"{notebook.name} is no notebook of this course's assignments, which are: {', '.join(course.assignments())}. "
        "Give the notebook that you were handed, or run this in the folder of its course."
    )


def _names(cells: Sequence[object]) -> set[str]:
    """The names by which nbgrader knows these cells."""
    return {grade_id(cell) for cell in cells} - {""}


@contextmanager
def self_check(course: Course, sealed: bool = True) -> Iterator[SelfCheck]:
    """A place to grade in, with the sandbox or without; it is gone at the end, with the processes it has started."""
    with tempfile.TemporaryDirectory() as folder, worker.pool(1) as pool:
        copy = course.copy_to(Path(folder) / "course")
        copy.keep_own_gradebook()
        if not sealed:
            copy.unseal()
        yield SelfCheck(copy, pool)
        course.take_verified(copy)


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


def total(exercises: list[Exercise]) -> tuple[float, float]:
    """The points of all exercises, and the most that there are."""
    return sum(one.points for one in exercises), sum(one.most for one in exercises)


def threshold(text: str, most: float) -> float:
    """The points that ``text`` asks for of ``most``: a number of points, or per cent as in ``60%``.

    Raises: ValueError where it is neither.
    """
    return float(text[:-1]) * most / 100 if text.endswith("%") else float(text)


def as_json(exercises: list[Exercise], page: Path, sealed: bool) -> str:
    """The same as `table` for machines, on one line."""
    points, most = total(exercises)
    told = {"points": points, "most": most, "sealed": sealed, "page": str(page)}
    return json.dumps(told | {"exercises": [asdict(one) for one in exercises]})


def table(exercises: list[Exercise], said: Language = IN_ENGLISH) -> Table:
    """A row an exercise: points, verdict, and what to do next, in a language."""

    def points(score: float, most: float) -> str:
        return said("{score} of {most}", score=said.number(score), most=said.number(most))

    shown = Table(title=said("Your notebook"), title_justify="left", show_lines=True)
    shown.add_column(said("exercise"), no_wrap=True)
    shown.add_column(said("points"), justify="right")
    shown.add_column(said("verdict"))
    shown.add_column(said("next"), overflow="fold")
    for one in exercises:
        shown.add_row(plain(one.name), points(one.points, one.most), said(one.verdict), plain(_next(one), lines=True))
    shown.add_row(said("all"), points(*total(exercises)), "", "")
    return shown


@contextmanager
def telling(said: Language) -> Iterator[None]:
    """Inside, what is wrong is told in a language."""
    try:
        yield
    except CourseError as error:
        error.args = (said.told(str(error)),)
        raise


def _next(one: Exercise) -> str:
    if one.verdict is Verdict.PASSED:
        return ""
    return "\n".join([*(line.strip() for line in one.message.strip().split("\n")), one.look_next]).strip()
