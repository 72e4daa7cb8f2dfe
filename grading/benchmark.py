"""How long grading takes: sealed and stock nbgrader, on the same submissions in the same run.

Both run on one processor, so that seconds are seconds of one core, whatever starts how many processes. What a run needs
before its first submission (imports, the warm process) is measured by a run of one submission and taken off.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from grading import bank
from grading.course import ASSIGNMENT, Course

#: Without these lines of nbgrader_config.py the course is graded as nbgrader does it out of the box.
_STOCK = """
for name in ("pre_convert_hook", "exporter_class", "sanitize_preprocessors", "autograde_preprocessors"):
    del c.Autograde[name]
"""


@dataclass(frozen=True)
class Timing:
    """Seconds of one core: before the first submission, and for each one."""

    name: str
    start: float
    each: float


def run(course: Course, submissions: Iterable[bank.Submission], folder: Path) -> list[Timing]:
    """Time both ways of grading on copies of the course made in ``folder``."""
    chosen = list(submissions)
    solved = course.solved()
    processors = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(processors)})
    try:
        timings = []
        for name, settings in {"sealed": "", "stock nbgrader": _STOCK}.items():
            copy = course.copy_to(folder / name.replace(" ", "_"))
            with (copy.root / "nbgrader_config.py").open("a") as config:
                config.write(settings)
            copy.nbgrader("generate_assignment", ASSIGNMENT)
            for submission in chosen:
                submission.hand_in(solved, copy.notebook("submitted", submission.name))
            first, all_others = (_seconds(copy, [chosen[0]]), _seconds(copy, chosen[1:]))
            each = (all_others - first) / (len(chosen) - 2)
            timings.append(Timing(name, first - each, each))
        return timings
    finally:
        os.sched_setaffinity(0, processors)


def _seconds(course: Course, submissions: list[bank.Submission]) -> float:
    others = ",".join(
        path.name
        for path in (course.root / "submitted").iterdir()
        if path.name not in {submission.name for submission in submissions}
    )
    began = time.monotonic()
    course.nbgrader("autograde", ASSIGNMENT, f"--CourseDirectory.student_id_exclude={others}")
    return time.monotonic() - began


def table(timings: list[Timing]) -> Table:
    """The timings, and how many times faster the first is than each."""
    shown = Table(title=f"Seconds of one core ({platform.machine()}, Python {platform.python_version()})")
    for column in ("", "start", "each submission", "ratio"):
        shown.add_column(column, justify="right" if column else "left")
    for timing in timings:
        ratio = timing.each / timings[0].each
        shown.add_row(timing.name, f"{timing.start:.2f}", f"{timing.each:.2f}", f"{ratio:.1f}")
    return shown
