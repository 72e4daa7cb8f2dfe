"""How long a class's feedback pages take: by this package's command and by nbgrader's, on the same class in one run.

``python -m tests.tools pages`` calls `run`. Both commands are timed whole, from their start to their end, and write the
same pages, which is made sure of.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grading import bank
from grading.course import Course, CourseError
from tests.tools import benchmark
from tests.tools.processor import Processors

_ASSIGNMENT = "linear_regression"


@dataclass(frozen=True)
class Timing:
    """What one command took for all pages."""

    way: str
    seconds: float
    """Of a clock on the wall, with the start."""
    processors: float | None
    """Seconds of processors, of all processes together; None where they cannot be counted."""


@dataclass(frozen=True)
class Pages:
    """Both commands on one class."""

    machine: str
    number: int
    timings: tuple[Timing, ...]

    def table(self) -> str:
        """A row a command, in Markdown."""
        lines = [
            f"| {self.number} submissions' pages | s | pages a second | x stock | processor s a page |",
            "| --- | ---: | ---: | ---: | ---: |",
        ]
        stock = self.timings[0]
        for one in self.timings:
            used = "" if one.processors is None else f"{one.processors / self.number:.3f}"
            rate, times = self.number / one.seconds, stock.seconds / one.seconds
            lines.append(f"| {one.way} | {one.seconds:.1f} | {rate:.1f} | {times:.1f} | {used} |")
        return "\n".join(lines)


def run(
    course: Course, submissions: Sequence[bank.Submission], number: int, folder: Path, said: Callable[[str], None]
) -> Pages:
    """Grade a class of that many in ``folder``, and have both commands write its pages; ``said`` is told of each step.

    Raises: CourseError where the pages of both are not the same, byte for byte.
    """
    made = course.copy_to(folder / "course")
    made.nbgrader("generate_assignment", _ASSIGNMENT)
    solved = made.solved()
    end = [one for one in submissions if "timed out" not in one.verdicts.values()]
    for one in benchmark.class_of(random.Random(0).sample(end, len(end)), number):
        one.hand_in(solved, made.notebook("submitted", one.name))
    said(f"Grading a class of {number}")
    with made.started("grading", "autograde", _ASSIGNMENT, "--json") as process:  # 3 where some are left for a person
        process.communicate()
    return measured(made, said)


def measured(made: Course, said: Callable[[str], None]) -> Pages:
    """Have both commands write the pages of a graded class, one after the other."""
    workers, number = len(os.sched_getaffinity(0)), len(list((made.root / "autograded").glob("*/*/*.ipynb")))
    timings, pages = [], []
    with Processors() as processors:
        for way, command in (
            ("nbgrader generate_feedback", ("nbgrader", "generate_feedback", _ASSIGNMENT)),
            (f"grading feedback, {workers} workers", ("grading", "feedback", _ASSIGNMENT, "--workers", str(workers))),
        ):
            said(way)
            shutil.rmtree(made.root / "feedback", ignore_errors=True)
            before, began = processors.seconds(), time.monotonic()
            made.run(*command)
            seconds, after = time.monotonic() - began, processors.seconds()
            timings.append(Timing(way, seconds, None if before is None or after is None else after - before))
            pages.append({path.parent: path.read_bytes() for path in made.root.glob("feedback/**/*.html")})
    if pages[0] != pages[1] or len(pages[0]) != number:
        raise CourseError("The pages of both are not the same.")
    return Pages(benchmark.machine(), number, tuple(timings))
