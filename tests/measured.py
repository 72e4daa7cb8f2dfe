"""What each submission of a course costs the trusted side: peak memory and seconds of a processor, as JSON.

``python -m tests.measured COURSE OUT`` grades the course in this process, one submission after the other; with the
number of a socket it is the grading process instead, which notes what each of its examiners took.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

from grading.autograde import classroom
from grading.autograde.classroom import Graded
from grading.course import Course
from grading.seal import worker

from . import ASSIGNMENT

_NOTES = "MEASURED_EXAMINERS"


class Here(Executor):
    """Runs what it is given at once."""

    def submit(self, function: Any, /, *arguments: Any, **options: Any) -> Future[Any]:
        """As the executor of `grading.autograde.classroom`."""
        future: Future[Any] = Future()
        try:
            future.set_result(function(*arguments, **options))
        except Exception as error:  # noqa: BLE001 - told by the class as this submission's end
            future.set_exception(error)
        return future


def coordinator(course: Course, out: Path) -> None:
    """Grade all submissions, and write what each took."""
    notes = out.with_suffix(".examiners")
    os.environ[_NOTES] = str(notes)
    popen = subprocess.Popen

    def measured(command: list[str], *arguments: Any, **options: Any) -> Any:
        if "grading.seal.examiner" in command:
            command = ["tests.measured" if word == "grading.seal.examiner" else word for word in command]
        return popen(command, *arguments, **options)

    subprocess.Popen = measured  # type: ignore[assignment, misc]
    worker.make_sure(classroom.SealedExecute(config=course.application().config).limits())
    found: dict[str, dict[str, Any]] = {}
    began, first = [0.0], [0]

    def start() -> None:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        began[0], first[0] = time.process_time(), len(notes.read_text().splitlines()) if notes.exists() else 0

    def end(graded: Graded) -> None:
        peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
        examiners = [
            json.loads(line) for line in (notes.read_text().splitlines() if notes.exists() else [])[first[0] :]
        ]
        found[graded.student] = {
            "verdicts": {name: str(verdict) for name, verdict in graded.verdicts.items()},
            "reason": graded.reason,
            "coordinator": {"MiB": int(peak.split()[1]) >> 10, "seconds": round(time.process_time() - began[0], 2)},
            "examiner": {
                "MiB": max((one["MiB"] for one in examiners), default=0),
                "seconds": round(sum(one["seconds"] for one in examiners), 2),
            },
        }
        start()

    start()
    for folder in sorted((course.root / "submitted").iterdir()):
        classroom.autograde(course, ASSIGNMENT, Here(), 1, student=folder.name, force=True, end=end)
    out.write_text(json.dumps(found, indent=1), encoding="utf-8")


def grading_process(descriptor: int) -> None:
    """`grading.seal.examiner`, with a note of what each child took that it waited for."""
    from grading.seal.examiner import __main__ as examiner

    def waitpid(child: int, options: int) -> tuple[int, int]:
        pid, status, took = os.wait4(child, options)
        seconds = took.ru_utime + took.ru_stime
        with Path(os.environ[_NOTES]).open("a", encoding="ascii") as notes:
            notes.write(json.dumps({"MiB": took.ru_maxrss >> 10, "seconds": seconds}) + "\n")
        return pid, status

    os.waitpid = waitpid
    examiner.main(descriptor)


if __name__ == "__main__":
    if len(sys.argv) == 2:
        grading_process(int(json.loads(sys.argv[1])))
    else:
        coordinator(Course(Path(sys.argv[1])), Path(sys.argv[2]))
        worker.close()
