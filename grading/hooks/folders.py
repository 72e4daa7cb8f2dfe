"""Students' folders, found by their names as they are: nbgrader takes a name with ``[``, ``*`` or ``?`` for a pattern.

In such a student's folder its ``GenerateFeedback`` finds no notebook, and of no file there it knows that it is to be
left out (``CourseDirectory.ignore``). Used where nbgrader lists and copies: ``grading.hooks.submissions``,
``grading.hooks.feedback``, ``grading.autograde.classroom``; and by ``grading.report.collect``.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from nbgrader.coursedir import CourseDirectory


def of_students(course: CourseDirectory, step: str, assignment: str, student: str = "*") -> dict[str, str]:
    """Student -> folder of a step (such as ``course.submitted_directory``), as nbgrader writes its path.

    ``student`` is an id, or a pattern; an id that reads like a pattern is that student, and whom the pattern fits.
    """
    place = re.compile(course.format_path(step, "(?P<id>.*)", re.escape(assignment), escape=True), re.DOTALL)
    found = {}
    for path in sorted(glob.glob(course.format_path(step, "*", assignment))):  # noqa: PTH207 - a text, to be compared
        match = place.fullmatch(path)
        if match and Path(path).is_dir() and (match["id"] == student or fnmatchcase(match["id"], student)):
            found[match["id"]] = path
    return found


def files(folder: Path, ignore: Iterable[str]) -> Iterator[Path]:
    """The files in a folder and below that nbgrader would copy: those of whose names, and folders' names, none fits."""
    patterns = list(ignore)

    def left_out(name: str) -> bool:
        return any(fnmatchcase(name, pattern) for pattern in patterns)

    for place, inner, names in os.walk(folder):
        inner[:] = [name for name in inner if not left_out(name)]
        yield from (Path(place, name) for name in names if not left_out(name))


def clear(folder: Path, ignore: Iterable[str], kept: Iterable[str] = ()) -> None:
    """Remove from a copied folder what nbgrader should have left out, but for files with the names ``kept``.

    It leaves that out by itself where no name on the way reads like a pattern.
    """
    wanted, stay = set(files(folder, ignore)), set(kept)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path not in wanted and path.name not in stay and not path.is_dir() and glob.has_magic(str(path.parent)):
            path.unlink()


def unusable(course: Path) -> str:
    """Why nbgrader finds nothing in a course's folder, and what to do; empty where it does."""
    place = str(course.resolve())
    if not glob.has_magic(place):
        return ""
    return f"nbgrader takes [, * and ? in a path for a pattern, and finds nothing in {place}. Rename that folder."
