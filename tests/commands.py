"""The commands of `python -m grading` in the tests' own process: its imports are done, and its workers stay warm.

A start costs seconds, and so does a warm process; most tests are about neither. What a command does as a process of its
own (signals, a start, what it imports) is tested by `subprocess`, where that is the matter.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from unittest import mock

from grading import cli
from grading.autograde import writers
from grading.course import Course
from grading.seal import worker

#: For whatever grades a class here. Its warm process ends with the tests.
POOL = ThreadPoolExecutor(1)
#: And for whatever writes feedback pages.
PAGES = ThreadPoolExecutor(1)


@dataclass(frozen=True)
class Done:
    """How a command ended; named as by `subprocess`."""

    returncode: int
    stdout: str
    stderr: str


def grading(course: Course, *arguments: str, **environment: str) -> Done:
    """``python -m grading ARGUMENTS`` in the course's folder, on one worker that is kept."""
    stdout, stderr, code = io.StringIO(), io.StringIO(), None
    with (
        mock.patch.object(worker, "pool", return_value=contextlib.nullcontext(POOL)),
        mock.patch.object(worker, "start_ahead"),
        mock.patch.object(writers, "pool", return_value=contextlib.nullcontext(PAGES)),
        mock.patch.object(sys, "argv", ["grading", *arguments]),
        mock.patch.dict(os.environ, environment),
        contextlib.chdir(course.root),
        contextlib.redirect_stdout(stdout),
        contextlib.redirect_stderr(stderr),
    ):
        try:
            cli.main()
        except SystemExit as ended:
            code = ended.code
    assert code is None or isinstance(code, int), code
    return Done(code or 0, stdout.getvalue(), stderr.getvalue())
