"""Whatever fails is one line with the next step; what is a fault of the program keeps its traceback."""

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from traitlets import TraitError

from grading import failures
from grading.bank import BankError
from grading.course import CourseError

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/there/file")
FREE = "No space left on device. Free some space there, then run this again."


def raised(error: BaseException, cause: BaseException) -> BaseException:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (FULL, f"/there/file: {FREE}"),
        (OSError(errno.ENOSPC, "No space left on device"), f"A file: {FREE}"),
        (shutil.Error([("/here/a", "/there/a", str(FULL)), ("/here/b", "/there/b", str(FULL))]), f"/there/a: {FREE}"),
        (raised(failures.CommandFailed("fifteen\nlines"), FULL), f"/there/file: {FREE}"),
        (raised(RuntimeError("of a library"), FULL), f"/there/file: {FREE}"),
        (
            raised(
                failures.CommandFailed("lines"),
                OperationalError("", {}, sqlite3.OperationalError("database or disk is full")),
            ),
            "The gradebook cannot be read: database or disk is full. Free some space there, then run this again.",
        ),
        (PermissionError(errno.EACCES, "Permission denied", "/a"), "/a: Permission denied. Run this as one who may"),
        (FileNotFoundError(errno.ENOENT, "No such file", "/a"), "/a: No such file. Mend that, then run this again"),
        (TraitError("much is no number."), "A setting in nbgrader_config.py is wrong: much is no number. Correct it"),
        (BankError("What is wrong. Do this."), "What is wrong. Do this."),
        (raised(CourseError("Not to its end. Nothing is lost. Run --undo"), FULL), "Not to its end. Nothing is lost."),
    ],
)
def test_it_is_said_in_a_line(error: BaseException, words: str):
    said = failures.words(error)
    assert said is not None
    assert said.startswith(words)
    assert "\n" not in said


def test_a_fault_of_the_program_is_none():
    assert failures.words(KeyError("x")) is None


@pytest.mark.machine
def test_a_reader_who_goes_away_is_no_failure(tmp_path: Path):
    command = f"{sys.executable} -m grading doctor --json | head --lines=1"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True)
    assert len(done.stdout.splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
