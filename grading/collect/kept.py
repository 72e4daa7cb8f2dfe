"""What is remembered of an assignment's collected work, in ``downloaded/ASSIGNMENT/collected.json``.

Grades and feedback go back to a platform by the numbers and names that its archive had, which belong to one assignment
and one attempt, and so are not the gradebook's; and nothing of this is written beside what students have handed in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from grading.coursefolder import CourseError

_VERSION = 1


@dataclass(frozen=True)
class Kept:
    """What is in a student's folder in ``submitted/``, and where it came from."""

    platform: str
    key: str  # the student's number, login or name there
    name: str  # the student's, as the platform writes it
    label: str  # what stood before the files' names in its archive
    source: str  # the archive
    order: float  # when it was handed in, or else when the platform packed the archive, in seconds
    late: bool
    digest: str  # of the folder


def home(root: Path, assignment: str) -> Path:
    """Where a course keeps what is remembered, and former attempts."""
    return root / "downloaded" / assignment


def load(root: Path, assignment: str) -> dict[str, Kept]:
    """By student, what has been collected; nothing where nothing was.

    Raises: CourseError where the file cannot be understood.
    """
    path = home(root, assignment) / "collected.json"
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["version"] != _VERSION:
            raise ValueError(f"it is of version {told['version']}")
        return {student: Kept(**one) for student, one in told["students"].items()}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(
            f"{path} cannot be understood ({error}). Put back a copy of it, or move it away: then collecting leaves "
            "work alone that it has put into submitted/ before."
        ) from error


def save(root: Path, assignment: str, students: Mapping[str, Kept]) -> None:
    """Write it down, wholly or not at all."""
    path = home(root, assignment) / "collected.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {"version": _VERSION, "students": {name: asdict(students[name]) for name in sorted(students)}}
    new = path.with_suffix(".new")
    new.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", errors="surrogateescape")
    new.replace(path)
