"""How long one waits for a command to begin: help, a TAB and ``doctor``, beside the imports that none does without.

``python -m tests.tools start`` calls `run`. They are tried in turn, so that what else the machine does is shared out.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_PYTHON = (sys.executable, "-B")
#: As a shell asks for what may follow ``grading re``.
_TAB = {"_GRADING_COMPLETE": "complete_bash", "COMP_WORDS": "grading re", "COMP_CWORD": "1"}
_SCRIPT = "import sys; sys.argv = ['grading']; from grading.cli import main; main()"
#: By what it is called: the program, what its environment has besides, and whether its first line is all one waits for.
_WAYS: Mapping[str, tuple[Sequence[str], Mapping[str, str], bool]] = {
    "python -c 'import typer, rich'": ((*_PYTHON, "-c", "import typer, rich"), {}, False),
    "python -m grading --help": ((*_PYTHON, "-m", "grading", "--help"), {}, False),
    "a TAB": ((*_PYTHON, "-c", _SCRIPT), _TAB, False),
    "python -m grading doctor, its first line": ((*_PYTHON, "-m", "grading", "doctor"), {}, True),
    "python -m grading doctor": ((*_PYTHON, "-m", "grading", "doctor"), {}, False),
}


def run(course: Path, times: int, said: Callable[[str], None]) -> str:
    """A table in Markdown: the median seconds of each, of so many, in the course folder; ``said`` is told the turns."""
    seconds: dict[str, list[float]] = {way: [] for way in _WAYS}
    for number in range(times):
        said(f"turn {number + 1} of {times}")
        for way, (command, environment, first) in _WAYS.items():
            seconds[way].append(_seconds(course, command, environment, first))
    base = statistics.median(next(iter(seconds.values())))
    lines = ["| | s | x the imports |", "| --- | ---: | ---: |"]
    for way, each in seconds.items():
        middle = statistics.median(each)
        lines.append(f"| `{way}` | {middle:.2f} | {middle / base:.1f} |")
    return "\n".join(lines)


def _seconds(course: Path, command: Sequence[str], environment: Mapping[str, str], first: bool) -> float:
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=course, env=os.environ | environment, stdout=subprocess.PIPE)
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        if not first:
            process.stdout.read()
            process.wait()
        seconds = time.monotonic() - began
        process.kill()
    return seconds
