"""What ``nbgrader zip_collect`` says in a course of this package: another command does what it cannot."""

from __future__ import annotations

from typing import Any, NoReturn

from nbgrader.plugins import FileNameCollectorPlugin

INSTEAD = (
    "nbgrader zip_collect leaves files out whose names it does not expect, and ends at a second attempt. Collect with: "
    "python -m grading collect ASSIGNMENT ARCHIVE..."
)


class CollectInstead(FileNameCollectorPlugin):
    """Ends the command before it unpacks anything."""

    def __init__(self, **kwargs: Any) -> NoReturn:
        """Called by nbgrader as the command starts. Raises: SystemExit, saying what to do."""
        raise SystemExit(INSTEAD)
