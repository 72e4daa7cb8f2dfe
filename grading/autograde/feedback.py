"""The feedback pages of a class: those that are not what they would be today, several written at once.

The command ``feedback`` calls `write`. The pages are nbgrader's own, byte for byte (see ``grading.autograde.writers``).
Beside a submission's pages stands a digest of what they were made of: of its folder in ``autograded/``, its grades and
comments, the instructor's notebook, the settings, the templates and the packages. So a page is written again whenever
it would come out another, be it by a regrade or by a person's points, and no other is. A submission's pages are made in
``feedback.incomplete`` and then moved to their place: whenever a run is ended, they are there wholly or not at all, and
running again writes the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, as_completed
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.apps import GenerateFeedbackApp
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import select

from grading import scratch
from grading.autograde import writers
from grading.autograde.classroom import Class
from grading.course import Course, CourseError, entry
from grading.hooks import folders
from grading.hooks.feedback import TEMPLATES
from grading.hooks.staging import AnyNames, digest
from grading.seal import worker

#: The file beside the pages that says what they were made of.
_MADE_OF = ".made_of"
#: The packages that a page is made by, beside this one.
_MAKERS = ("bleach", "jinja2", "mistune", "nbconvert", "nbgrader", "pygments")


@dataclass(frozen=True)
class Written:
    """How it went with the pages of one submission; ``failure`` says why there are none."""

    student: str
    failure: str = ""


def write(
    course: Course,
    assignment: str,
    executor: Executor,
    student: str = "*",
    force: bool = False,
    begin: Callable[[Class], None] = lambda found: None,
    end: Callable[[Written], None] = lambda written: None,
) -> None:
    """Write the feedback pages of an assignment that would come out others than they are; with ``force``, all.

    ``student`` is an id or a pattern. ``begin`` is called once, ``end`` with each submission as it is done.

    Raises: CourseError where nothing has been graded yet, or nothing can be written at all: the words of the course's
    language cannot be read, say.
    """
    course.language()  # what is wrong with its words is said once, and not of each page
    app = course.application(GenerateFeedbackApp)
    home = AnyNames(app.coursedir)
    everyone = folders.of_students(home, home.autograded_directory, assignment, student)
    for excluded in home.student_id_exclude.split(","):
        everyone.pop(excluded, None)
    with course.gradebook() as gradebook:
        entry(gradebook, assignment)
        grades = _grades(gradebook, assignment)
    if not everyone:
        words = f"No submission {student!r} of {assignment!r} has been graded yet"
        raise CourseError(f"{words}. Run: python -m grading autograde {assignment}")
    source = Path(home.format_path(home.source_directory, ".", assignment)).glob("*.ipynb")
    languages = Path(home.format_path(home.source_directory, ".", assignment)).parent.glob("words.*.toml")
    by = _digest(_made_by([*map(Path, app.loaded_config_files), *sorted(source), *sorted(languages)]))
    made_of = {one: _digest([by, digest(Path(path)), *grades.get(one, ())]) for one, path in everyone.items()}

    def place(one: str, step: str = home.feedback_directory) -> Path:
        return Path(home.format_path(step, one, assignment))

    due = [one for one in everyone if force or not _is_whole(place(one), made_of[one])]
    begin(Class(len(due), len(everyone) - len(due)))
    with scratch.workplace(course.root / "feedback.incomplete") as incomplete:
        step = str(incomplete.relative_to(course.root))
        futures = {}
        for one in due:
            order = writers.Order(course.root, assignment, everyone[one], _notebooks(home, everyone[one]), step)
            futures[executor.submit(writers.write, order)] = one
        for future in as_completed(futures):
            one = futures.pop(future)
            try:
                future.result()
                _settle(place(one, step), place(one), made_of[one])
            except CancelledError:
                raise
            except Exception as error:  # noqa: BLE001 - one submission's failure, whatever it is, must not stop the class
                scratch.make_sure_of_room(course.root)
                end(Written(one, str(error) if isinstance(error, CourseError) else f"{type(error).__name__}: {error}"))
            else:
                end(Written(one))


def _notebooks(home: CourseDirectory, folder: str) -> tuple[str, ...]:
    """The notebooks in a submission's folder, as nbgrader writes their paths."""
    return tuple(f"{folder}/{path.name}" for path in sorted(Path(folder).glob(f"{home.notebook_id}.ipynb")))


def _grades(gradebook: Gradebook, assignment: str) -> dict[str, list[str]]:
    """By student: all that the gradebook says on a submission's pages, be it of a check, a person or the clock."""
    found: dict[str, list[str]] = {}
    about = (SubmittedAssignment.timestamp, SubmittedAssignment.extension, Assignment.duedate)
    for kind, columns in (
        (Grade, (Grade.score, Grade.max_score, Grade.manual_score, Grade.extra_credit)),
        (Comment, (Comment.comment,)),
    ):
        query = (
            select(
                SubmittedAssignment.student_id,
                *(Notebook.name, BaseCell.name, SubmittedNotebook.late_submission_penalty, *about, *columns),
            )
            .select_from(kind)
            .join(BaseCell, kind.cell_id == BaseCell.id)
            .join(SubmittedNotebook, kind.notebook_id == SubmittedNotebook.id)
            .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
            .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
            .where(Assignment.name == assignment)
        )
        for student, *told in gradebook.db.execute(query):
            found.setdefault(student, []).append(f"{kind.__name__} {told}")
    return {student: sorted(told) for student, told in found.items()}


def _made_by(files: Iterable[Path]) -> Iterator[str]:
    """What all pages are made by: these files of the course, the templates, this package and others."""
    yield repr(worker.versions())
    yield repr([(name, version(name)) for name in _MAKERS])
    templates = (path for path in Path(TEMPLATES).rglob("*") if path.is_file())
    for path in (*files, *sorted(templates)):
        yield path.read_text(encoding="utf-8")


def _settle(made: Path, place: Path, made_of: str) -> None:
    """Move a submission's pages to their place, with the word that they are whole."""
    scratch.remove(made / _MADE_OF)  # a folder of that name, which was handed in
    (made / _MADE_OF).write_text(_whole(made, made_of), encoding="utf-8")
    scratch.remove(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    made.rename(place)


def _is_whole(place: Path, made_of: str) -> bool:
    """Whether the pages in a folder are there, and are those that would be made of the same."""
    try:
        return (place / _MADE_OF).read_text(encoding="utf-8") == _whole(place, made_of)
    except (OSError, ValueError):
        return False


def _whole(folder: Path, made_of: str) -> str:
    """What `_MADE_OF` says beside these pages, made of that."""
    pages = {path.name: path.read_bytes() for path in sorted(folder.glob("*.html"))}
    return _digest([made_of, *(f"{name} {hashlib.sha256(page).hexdigest()}" for name, page in pages.items())])


def _digest(texts: Iterable[str]) -> str:
    found = hashlib.sha256()
    for text in texts:
        found.update(text.encode("utf-8", "surrogateescape") + b"\0")
    return found.hexdigest()
