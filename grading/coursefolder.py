"""What is known of a course by its folder alone, without nbgrader: its parts and its assignments.

`grading.course` builds on it. It imports nothing heavy: a shell completes the names of assignments with it.
"""

from __future__ import annotations

from pathlib import Path

ASSIGNMENT = "linear_regression"
CONFIG = "nbgrader_config.py"


class CourseError(Exception):
    """The course cannot do what was asked; the message says what to do."""


def verify(root: Path) -> None:
    """Raises: CourseError where a folder has not the two parts that make a course."""
    for part, there in ((CONFIG, Path.is_file), ("source", Path.is_dir)):
        if not there(root / part):
            raise CourseError(f"{root} is no course folder: it has no {part}. Run this in the folder that has it.")


def assignments(root: Path) -> list[str]:
    """The names of the assignments that have a notebook in ``source/``; none where there is no such folder."""
    return sorted({path.parent.name for path in root.glob("source/*/*.ipynb")})
