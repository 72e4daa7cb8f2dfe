"""A course folder: made of its two parts, driven by nbgrader's own commands, read through nbgrader's gradebook."""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, SubmittedAssignment
from nbgrader.apps import NbGrader
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

ASSIGNMENT = "linear_regression"
CONFIG = "nbgrader_config.py"


class CourseError(Exception):
    """The course cannot do what was asked; the message says what to do."""


@dataclass(frozen=True)
class Course:
    """A folder with ``nbgrader_config.py`` and ``source/``."""

    root: Path

    def __post_init__(self) -> None:
        for part in (CONFIG, "source"):
            if not (self.root / part).exists():
                raise CourseError(
                    f"{self.root} is no course folder: it has no {part}. Run this in the folder that has it."
                )

    def copy_to(self, folder: Path) -> Course:
        """A new course in a new folder, from the two parts that make one."""
        folder.mkdir(parents=True)
        shutil.copy(self.root / CONFIG, folder)
        shutil.copytree(
            self.root / "source",
            folder / "source",
            ignore=shutil.ignore_patterns(".ipynb_checkpoints"),
        )
        return Course(folder)

    def nbgrader(self, *arguments: str) -> str:
        """Run one nbgrader command in the course's folder; returns what it printed. Raises: CourseError, as `run`."""
        return self.run("nbgrader", *arguments)

    def run(self, module: str, *arguments: str) -> str:
        """Run a module's command in the course's folder; returns what it printed.

        Raises: CourseError, with the command's own last words, where it fails.
        """
        command = [sys.executable, "-m", module, *arguments]
        environment = os.environ | {"PATH": search_path()}
        done = subprocess.run(
            command,
            cwd=self.root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            words = done.stdout.strip().rsplit("\n", 8)[-8:]
            raise CourseError(f"{module} {' '.join(arguments)} failed:\n" + "\n".join(words))
        return done.stdout

    def notebook(self, step: str, *student: str) -> Path:
        """Where the notebook of a step (``source``, ``release``, ``submitted``, ``autograded``, ``feedback``) is."""
        ending = "html" if step == "feedback" else "ipynb"
        return self.root.joinpath(step, *student, ASSIGNMENT, f"{ASSIGNMENT}.{ending}")

    def release(self) -> str:
        """Generate the students' version from ``source/`` and return its text; nothing in this folder changes."""
        with tempfile.TemporaryDirectory() as folder:
            copy = self.copy_to(Path(folder) / "course")
            copy.nbgrader("generate_assignment", ASSIGNMENT)
            return copy.notebook("release").read_text(encoding="utf-8")

    def solved(self) -> NotebookNode:
        """The notebook of a student who wrote what the instructor wrote: the release with the solutions filled in."""
        notebook: NotebookNode = nbformat.reads(self.release(), as_version=4)
        source = nbformat.read(self.notebook("source"), as_version=4)
        for cell, original in zip(notebook.cells, source.cells, strict=True):
            if cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = re.sub(
                    r"^\s*### (BEGIN|END) SOLUTION\n?", "", original.source, flags=re.MULTILINE
                ).rstrip()
        return notebook

    def submit(self, student: str, notebook: NotebookNode) -> None:
        """Put a notebook where nbgrader collects that student's work."""
        path = self.notebook("submitted", student)
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)

    def settings(self) -> CourseDirectory:
        """What nbgrader itself reads from the course's settings: its folders, its id, its gradebook's address."""
        app = NbGrader(log_level=logging.ERROR)
        app.load_cwd_config = False  # this course's settings, wherever the command runs
        app.initialize([], root=str(self.root.resolve()))
        return app.coursedir

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
            reason = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
            raise CourseError(
                f"The gradebook cannot be read: {reason}. Is db_url in {CONFIG} right, and its server up? "
                "For PostgreSQL: pip install 'linear-regression-course[postgresql]'. "
                "After an update of nbgrader, save a copy of the gradebook and run: nbgrader db upgrade"
            ) from error

    def scores(self) -> dict[str, dict[str, float]]:
        """The gradebook's scores by student and test cell, without the ``test_`` of its grade_id."""
        with self.gradebook() as gradebook:
            return {
                submission.student.id: {
                    grade.name.removeprefix("test_"): grade.score
                    for notebook in submission.notebooks
                    for grade in notebook.grades
                }
                for submission in gradebook.assignment_submissions(ASSIGNMENT)
            }

    def messages(self, student: str) -> dict[str, str]:
        """What each test cell of a student's autograded notebook says, by the name of what it tests."""
        notebook = nbformat.read(self.notebook("autograded", student), as_version=4)
        return {
            cell.metadata.nbgrader.grade_id.removeprefix("test_"): _words(cell)
            for cell in notebook.cells
            if cell.metadata.get("nbgrader", {}).get("grade")
        }


def patient(db_url: str) -> str:
    """The address of a gradebook at which SQLite waits a minute for another's lock, and not its usual five seconds."""
    url = make_url(db_url)
    if url.get_backend_name() == "sqlite":
        url = url.update_query_dict({"timeout": "60", **url.query})
    return url.render_as_string(hide_password=False)


def search_path() -> str:
    """A PATH on which nbgrader finds the command ``alembic``, also where the environment is not activated."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


def graded(submission: SubmittedAssignment) -> bool:
    """Whether every point of a submission has been given or refused, by a test or by a person."""
    return any(notebook.grades for notebook in submission.notebooks) and not submission.needs_manual_grade


def final_score(submission: SubmittedAssignment) -> float:
    """The points that count: the scores of all its cells less the late penalty, and never below 0."""
    return max(0.0, float(submission.score) - float(submission.late_submission_penalty))


def exercise(grade_id: str) -> str:
    """What a test cell tests, by its name: `mse_loss` for `test_mse_loss`."""
    return grade_id.removeprefix("test_")


def _words(cell: NotebookNode) -> str:
    return "\n".join(output.get("evalue") or output.get("text", "") for output in cell.outputs).strip()
