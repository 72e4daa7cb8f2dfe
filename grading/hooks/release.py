"""What goes out to students holds no solution and no hidden test, in whatever file; and what cannot go out is said.

nbgrader copies every file of an assignment's folder into ``release/`` and on into the exchange. ``ReleaseExporter``
looks at them before ``generate_assignment`` touches anything, `CheckedRelease` before ``release_assignment`` hands
anything out (see ``nbgrader_config.py``), whichever command or page of Formgrader's starts it. `FeedbackOfExchange`
hands out the pages of those who came by the exchange.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader import utils
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeReleaseAssignment, ExchangeReleaseFeedback

from grading.hooks import folders
from grading.hooks.leaks import Secrets, texts
from grading.hooks.source import instructors, released
from grading.hooks.staging import AnyNames
from grading.seal.window.errors import SourceBroken

_TOLD = 10
#: The files that nbgrader's ``submit`` adds to a submission.
_OF_EXCHANGE = ("timestamp.txt", "submission_secret.txt")


class ReleaseExporter(NotebookExporter):
    """Writes the students' notebooks, and refuses to begin where a file beside them gives a secret away."""

    parent: Any

    def __init__(self, **kwargs: Any) -> None:
        """Called by nbgrader, whose converter is the ``parent``. Raises: NbGraderException; its log says what to do."""
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        course = self.parent.coursedir
        home = Path(course.format_path(course.source_directory, ".", course.assignment_id))
        found = utils.find_all_files(str(home), [*course.ignore, "*.ipynb"])
        try:
            words = refusal(home, map(Path, found), home, self)
        except (RuntimeError, SourceBroken) as error:  # a solution that does not end, or stands where none may
            words = f"Nothing was released: {error}"
        if words:
            self.log.error(words)
            raise NbGraderException(words)


class Checked:
    """Before the class by which an exchange releases, refuses to where one of the files gives a secret away."""

    coursedir: Any
    src_path: str
    fail: Callable[[str], None]

    def copy_files(self) -> None:
        """Called by nbgrader with all that is to be copied in ``src_path``."""
        home = Path(self.coursedir.format_path(self.coursedir.source_directory, ".", self.coursedir.assignment_id))
        found = utils.find_all_files(self.src_path, self.coursedir.ignore)
        if words := refusal(Path(self.src_path), map(Path, found), home, self):
            self.fail(words)
        super().copy_files()  # type: ignore[misc]


class CheckedRelease(Checked, ExchangeReleaseAssignment):
    """Releases an assignment to nbgrader's own exchange, which is a folder."""

    def ensure_root(self) -> None:
        """Called by nbgrader, which makes the exchange's folder where it may; else this says what to do."""
        root = Path(self.root)
        nearest = next(path for path in (root, *root.parents) if path.exists())
        if nearest != root and not os.access(nearest, os.W_OK | os.X_OK):
            self.fail(
                f"{root}, where students and instructors meet, is not there, and you may not make it. Name a folder "
                "where all of you may write: export NBGRADER_EXCHANGE_ROOT=FOLDER. Or have root make it: "
                f"install -d -m 777 {root}"
            )
        super().ensure_root()


class FeedbackOfExchange(ExchangeReleaseFeedback):
    """Releases the feedback of submissions that came by the exchange, and says whose did not.

    nbgrader finds a student's page again by the time and the secret that came with the submission; it stops at the
    first that has none, such as one from a learning platform.
    """

    coursedir: CourseDirectory

    def copy_files(self) -> None:
        """Called by nbgrader."""
        course = AnyNames(self.coursedir)
        found = folders.of_students(course, course.feedback_directory, course.assignment_id, course.student_id or "*")
        for excluded in course.student_id_exclude.split(","):
            found.pop(excluded, None)
        if not found:
            self.fail(f"There are no feedback pages. Run: python -m grading feedback {course.assignment_id}")
        elsewhere = [
            student
            for student, folder in found.items()
            if not all(Path(folder, name).is_file() for name in _OF_EXCHANGE)
        ]
        self.coursedir = course
        for student in found.keys() - elsewhere:
            self.src_path = glob.escape(found[student])
            super().copy_files()
        if elsewhere:
            (self.fail if len(elsewhere) == len(found) else self.log.warning)(
                f"Not released: {', '.join(elsewhere)}. Their submissions did not come by the exchange, so that nobody "
                f"would find the pages there. Return these, in {course.feedback_directory}/, by the learning platform "
                "or by mail: see docs/lms.md."
            )


def refusal(folder: Path, files: Iterable[Path], home: Path, parent: Any) -> str:
    """Why these files of a ``folder`` must not go out, and what to do; nothing where they may.

    Args:
        folder: what the files are named in.
        files: all that would be copied.
        home: the folder of the instructor's notebooks.
        parent: whose settings say what of a notebook is cleared.
    """
    config = getattr(parent, "config", None)  # without settings nbgrader's own
    sources = [instructors(path, config) for path in sorted(home.glob("*.ipynb"))]
    secrets = Secrets.of((source, released(source, parent)) for source in sources)
    found = {path: _found(path, secrets) for path in sorted(files)}
    told = [f"{path.relative_to(folder)} {what}" for path, what in found.items() if what]
    if not told:
        return ""
    more = f", and {len(told) - _TOLD} more" if len(told) > _TOLD else ""
    return (
        f"Nothing was released: {'; '.join(told[:_TOLD])}{more}. Students would get "
        f"{'this file' if len(told) == 1 else 'these files'}. Move them out of {folder}, or name them in "
        "c.CourseDirectory.ignore, then run this again."
    )


def _found(path: Path, secrets: Secrets) -> str:
    """What of a file must not go out, or why nobody can say; nothing if it may."""
    return next((what for text in texts(path) if (what := text.unreadable or secrets.within(text.said))), "")
