"""The folders in which runs make what is moved to its place when it is whole: each run's own, and none for long.

Used by `grading.classroom` and `grading.regrade`, in ``autograded.incomplete/`` and ``regrade.incomplete/``.
"""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path

import psutil


def own() -> str:
    """The name of this process's folder, so that several runs can go on at once, on several machines."""
    return f"{os.getpid()}@{platform.node()}"


def sweep(folder: Path) -> None:
    """Remove what runs on this machine that were killed have left behind in a folder."""
    for left in folder.glob(f"*@{platform.node()}"):
        if not psutil.pid_exists(int(left.name.split("@")[0])):
            shutil.rmtree(left, ignore_errors=True)
