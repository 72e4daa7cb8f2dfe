"""A course folder: made of its two parts, driven by nbgrader's own commands, read through nbgrader's gradebook."""

from __future__ import annotations

import glob
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Assignment, Base, Gradebook, MissingEntry, SubmittedAssignment
from nbgrader.apps import NbGrader
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from grading import command, coursefolder, failures, scratch
from grading.coursefolder import CONFIG, CourseError
from grading.hooks import folders, language, verified
from grading.hooks.source import Around

__all__ = [
    "CONFIG",
    "Course",
    "CourseError",
    "entry",
    "exercise",
    "final_score",
    "graded",
    "patient",
    "titles",
    "words_of",
]

#: Has an application of Jupyter's end, where it would only log that its settings cannot be read.
_NO_DEFAULTS = "TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR"


@dataclass(frozen=True)
class Course:
    """A folder with ``nbgrader_config.py`` and ``source/``."""

    root: Path

    def __post_init__(self) -> None:
        coursefolder.verify(self.root)
        if reason := folders.unusable(self.root):
            raise CourseError(reason)

    def assignments(self) -> list[str]:
        """The names of the assignments that have a notebook in ``source/``."""
        return coursefolder.assignments(self.root)

    def only(self) -> str:
        """The name of its one assignment. Raises: CourseError where there is none, and where there are several."""
        return coursefolder.only(self.root)

    def make_sure(self, assignment: str) -> None:
        """Make sure that an assignment can be worked on at all.

        Raises: CourseError where the settings or a notebook of its source cannot be read, or it has none.
        """
        if glob.has_magic(assignment) and assignment in self.assignments():
            raise CourseError(
                f"nbgrader takes [, * and ? in a name for a pattern, and finds no {assignment!r}. Rename its folder."
            )
        settings = self.settings()
        home = Path(settings.format_path(settings.source_directory, ".", assignment))
        notebooks = sorted(home.glob("*.ipynb")) if assignment == home.name else []
        if not notebooks:
            held = ", ".join(self.assignments()) or "none yet"
            raise CourseError(f"There is no assignment {assignment!r} in source/; it has: {held}. Name one of these.")
        for path in notebooks:
            try:
                nbformat.read(path, as_version=4)
            except Exception as error:  # whatever the file makes the reader stumble over
                reason = str(error).split("\n")[0][:200]
                raise CourseError(f"{path} cannot be read: {reason} Put back a copy of it that can.") from error

    def copy_to(self, place: Path) -> Course:
        """A new course in a new folder, from the two parts that make one."""
        place.mkdir(parents=True)
        shutil.copy(self.root / CONFIG, place)
        scratch.copy_tree(self.root / "source", place / "source", shutil.ignore_patterns(".ipynb_checkpoints"))
        root = self.root.resolve()
        for file in Around.of(root / "source" / "any", self.application().config).files:
            if file.is_relative_to(root) and not (copy := place / file.relative_to(root)).exists():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, copy)
        made = Course(place)
        made.take_verified(self)
        return made

    def take_verified(self, other: Course) -> None:
        """Keep here what verifying the same sources has shown there, unless nothing may be written here."""
        with suppress(OSError):
            shutil.copytree(other.root / verified.FOLDER, self.root / verified.FOLDER, dirs_exist_ok=True)

    def nbgrader(self, *arguments: str) -> str:
        """Run one nbgrader command in the course's folder and in this process; returns what it printed.

        ``run("nbgrader", …)`` gives it a process of its own, and so does this where Jupyter needs one: in a kernel.

        Raises: CourseError where the settings cannot be read, and with the command's own last words where it fails.
        """
        if not command.possible():
            return self.run("nbgrader", *arguments)
        self.settings()
        return command.run(self.root, arguments)

    def run(self, module: str, *arguments: str) -> str:
        """Run a module's command in the course's folder, in a process of its own; returns what it printed.

        Raises: CourseError, with the command's own last words, where it fails; OSError where the disk is full.
        """
        with self.started(module, *arguments, stderr=subprocess.STDOUT) as process:
            said, _ = process.communicate()
        if process.returncode:
            scratch.make_sure_of_room(self.root)
            raise failures.CommandFailed(command.failure(module, arguments, said))
        return said

    @contextmanager
    def started(self, module: str, *arguments: str, stderr: int | None = None) -> Iterator[subprocess.Popen[str]]:
        """A module's command in the course's folder, running; its output is for the caller to read."""
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=self.root,
            env=os.environ | {_NO_DEFAULTS: "1"},
            stdout=subprocess.PIPE,
            stderr=stderr,
            encoding="utf-8",
            errors="backslashreplace",
        )
        with process:
            try:
                yield process
            except BaseException:  # nobody waits for it any more
                process.kill()
                raise

    def sources(self, assignment: str = "") -> list[Path]:
        """The instructor's notebooks of an assignment, by default of the only one."""
        return sorted((self.root / "source" / (assignment or self.only())).glob("*.ipynb"))

    def notebook(self, step: str, *student: str, source: Path | None = None) -> Path:
        """Where the notebook of a step (``source``, ``release``, ``submitted``, ``autograded``, ``feedback``) is.

        ``source`` is the instructor's, by default the only one, or the first, of the only assignment.
        """
        source = source or next(iter(self.sources()))
        ending = "html" if step == "feedback" else "ipynb"
        return self.root.joinpath(step, *student, source.parent.name, f"{source.stem}.{ending}")

    def release(self, assignment: str = "") -> dict[str, str]:
        """Generate the students' version from ``source/``; nothing in this folder changes.

        Returns the text of each of its notebooks by the file's name.
        """
        name = assignment or self.only()
        with tempfile.TemporaryDirectory() as temporary:
            copy = self.copy_to(Path(temporary) / "course")
            copy.keep_own_gradebook()
            copy.nbgrader("generate_assignment", name)
            return {
                source.name: copy.notebook("release", source=source).read_text(encoding="utf-8")
                for source in self.sources(name)
            }

    def solved(self, release: str = "") -> NotebookNode:
        """The notebook of a student who wrote what the instructor wrote: the release with the solutions filled in.

        Of the first notebook of the only assignment; ``release`` is its text where it has been generated already.
        """
        source = self.notebook("source")
        return filled_in(nbformat.reads(release or self.release()[source.name], as_version=4), nbformat.read(source, 4))

    def unseal(self) -> None:
        """Have this course, a copy of another, grade without the sandbox."""
        self._set("c.SealedExecute.sealed = False")

    def keep_own_gradebook(self) -> None:
        """Have this course, a copy of another, write no grades into that one's, wherever its settings have it.

        Its own is made here: nbgrader would start alembic for it, which takes longer than to grade a submission.

        Raises: CourseError where the disk is full.
        """
        from alembic.migration import MigrationContext  # which only this needs
        from alembic.script import ScriptDirectory
        from nbgrader.dbutil import ALEMBIC_DIR

        address = f"sqlite:///{self.root.resolve()}/gradebook.db"
        self._set(f"c.CourseDirectory.db_url = {address!r}")
        engine = create_engine(address)
        try:
            with engine.begin() as connection:
                Base.metadata.create_all(connection)
                MigrationContext.configure(connection).stamp(ScriptDirectory(ALEMBIC_DIR), "head")
        except SQLAlchemyError as error:
            scratch.make_sure_of_room(self.root)
            raise CourseError(failures.of_the_gradebook(error)) from error
        finally:
            engine.dispose()

    def _set(self, line: str) -> None:
        with (self.root / CONFIG).open("a", encoding="utf-8") as settings:
            settings.write(f"\n{line}\n")

    def submit(self, student: str, notebook: NotebookNode) -> None:
        """Put a notebook where nbgrader collects that student's work."""
        path = self.notebook("submitted", student)
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)

    def application(self, kind: type[NbGrader] = NbGrader) -> NbGrader:
        """One of nbgrader's applications, with this course's settings wherever the command runs.

        Raises: CourseError where the settings cannot be read. nbgrader would go on with its own, and so unsealed.
        """
        app = kind(log_level=logging.ERROR)
        app.load_cwd_config = False
        app.raise_config_file_errors = True
        path = list(sys.path)
        try:
            app.initialize([], root=str(self.root.resolve()))
        except Exception as error:  # a settings file is code, and may raise anything
            raise CourseError(
                f"{self.root / CONFIG} cannot be read: {type(error).__name__}: {error}. Correct it, and run this again."
            ) from error
        finally:
            sys.path[:] = path  # to which nbgrader adds the present folder each time
        return app

    def settings(self) -> CourseDirectory:
        """What nbgrader itself reads from the course's settings: its folders, its id, its gradebook's address."""
        return self.application().coursedir

    def language(self) -> language.Language:
        """The language in which students read what its checks and pages say, by the settings.

        Raises: CourseError where its words cannot be read.
        """
        return language.of(self.application().config, self.root / "source")

    @contextmanager
    def gradebook(self) -> Iterator[Gradebook]:
        """The course's gradebook, in whatever database the settings name.

        Raises: CourseError where the database does not answer, or not as this version of nbgrader expects.
        """
        settings = self.settings()
        try:
            with Gradebook(settings.db_url, settings.course_id) as gradebook:
                yield gradebook
        except (SQLAlchemyError, ModuleNotFoundError) as error:
            raise CourseError(failures.of_the_gradebook(error)) from error

    def scores(self, assignment: str = "") -> dict[str, dict[str, float]]:
        """The gradebook's scores by student and graded cell, as `titles` names them."""
        name = assignment or self.only()
        with self.gradebook() as gradebook:
            names = titles(
                (notebook.name, cell.name)
                for notebook in entry(gradebook, name).notebooks
                for cell in (*notebook.grade_cells, *notebook.task_cells)
            )
            return {
                submission.student.id: {
                    names[notebook.name, grade.name]: grade.score
                    for notebook in submission.notebooks
                    for grade in notebook.grades
                }
                for submission in gradebook.assignment_submissions(name)
            }

    def messages(self, student: str) -> dict[str, str]:
        """What each test cell of a student's autograded notebook says, by the name of what it tests."""
        return {exercise(test): words for test, words in words_of(self.notebook("autograded", student)).items()}


def filled_in(release: NotebookNode, source: NotebookNode) -> NotebookNode:
    """A copy of the students' notebook with the instructor's solutions in it."""
    notebook = deepcopy(release)
    for cell, original in zip(notebook.cells, source.cells, strict=True):
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = re.sub(r"^\s*### (BEGIN|END) SOLUTION\n?", "", original.source, flags=re.MULTILINE).rstrip()
    return notebook


def patient(db_url: str) -> str:
    """The address of a gradebook at which SQLite waits a minute for another's lock, and not its usual five seconds."""
    url = make_url(db_url)
    if url.get_backend_name() == "sqlite":
        url = url.update_query_dict({"timeout": "60", **url.query})
    return url.render_as_string(hide_password=False)


def entry(gradebook: Gradebook, assignment: str) -> Assignment:
    """What a gradebook says of an assignment.

    Raises: CourseError where it has none of that name.
    """
    try:
        return gradebook.find_assignment(assignment)
    except MissingEntry:
        held = ", ".join(one.name for one in gradebook.assignments) or "none yet"
        raise CourseError(
            f"The gradebook has no assignment {assignment!r}; it has: {held}. Name one of these, or run: "
            "nbgrader generate_assignment ASSIGNMENT"
        ) from None


def graded(submission: SubmittedAssignment) -> bool:
    """Whether every point of a submission has been given or refused, by a test or by a person."""
    return any(notebook.grades for notebook in submission.notebooks) and not submission.needs_manual_grade


def final_score(submission: SubmittedAssignment) -> float:
    """The points that count: the scores of all its cells less the late penalty, and never below 0."""
    return max(0.0, float(submission.score) - float(submission.late_submission_penalty))


def exercise(grade_id: str) -> str:
    """What a test cell tests, by its name: `mse_loss` for `test_mse_loss`."""
    return grade_id.removeprefix("test_")


def titles(cells: Iterable[tuple[str, str]], called: Callable[[str], str] = exercise) -> dict[tuple[str, str], str]:
    """What to call graded cells, by notebook and grade_id: what each tests, and its notebook if two test the same.

    ``called`` makes of a grade_id what one is called.
    """
    keys = list(dict.fromkeys(cells))
    named = Counter(called(name) for _, name in keys)
    return {
        (notebook, name): f"{notebook}: {called(name)}" if named[called(name)] > 1 else called(name)
        for notebook, name in keys
    }


def words_of(path: Path) -> dict[str, str]:
    """What each test cell of an autograded notebook says, by its grade_id."""
    return {
        cell.metadata.nbgrader.grade_id: "\n".join(
            output.get("evalue") or output.get("text", "") for output in cell.get("outputs", [])
        ).strip()
        for cell in nbformat.read(path, as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
