"""What is known of a course by its folder alone, without nbgrader: its parts and its assignments.

`grading.course` builds on it. It imports nothing heavy: a shell completes the names of assignments with it.
"""

from __future__ import annotations

from pathlib import Path

CONFIG = "nbgrader_config.py"


class CourseError(Exception):
    """The course cannot do what was asked; the message says what to do."""


def verify(root: Path) -> None:
    """Raises: CourseError where a folder has not the two parts that make a course."""
    for part, there in ((CONFIG, Path.is_file), ("source", Path.is_dir)):
        if not there(root / part):
            raise CourseError(f"{root} is no course folder: it has no {part}. Run this in the folder that has it.")


def only(root: Path) -> str:
    """The name of the one assignment of a course, for a command that was given none.

    Raises: CourseError where there is none, and where there are several.
    """
    found = assignments(root)
    if len(found) == 1:
        return found[0]
    if found:
        raise CourseError(f"Which assignment is meant? source/ has: {', '.join(found)}. Name one of these.")
    raise CourseError("There is no assignment in source/ yet. Put one into source/NAME/NAME.ipynb.")


def assignments(root: Path) -> list[str]:
    """The names of the assignments that have a notebook in ``source/``; none where there is no such folder."""
    return sorted({path.parent.name for path in root.glob("source/*/*.ipynb")})
