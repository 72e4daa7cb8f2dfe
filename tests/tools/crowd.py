"""How many workers of a cluster one command keeps at work: Dask's own scheduler, and workers that only wait.

``python -m tests.tools crowd`` calls `run`. A submission's jobs travel to a worker as ever, which waits as long as a
notebook takes and sends back a report that was really made. So the process that keeps the gradebook and the scheduler
have all the work that so many machines would give them. All run on this machine, the workers in one process.
"""

from __future__ import annotations

import asyncio
import functools
import json
import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from grading.autograde import classroom, cluster
from grading.course import Course
from grading.seal import worker
from grading.seal.window.records import Report
from tests import ASSIGNMENT
from tests.tools import benchmark

_HOME = Path(__file__).parents[2]
_START = 120.0  # seconds for a scheduler to appear
#: For each number of workers so many submissions, but no more than a class of this size.
_EACH, _MOST = 20, 1000
#: So many, without a gradebook, show what the scheduler needs for one.
_ALONE = 1000


@dataclass(frozen=True)
class Load:
    """What so many workers are kept at."""

    workers: int
    submissions: int
    rate: float
    """Submissions a second, from the first that is read to the last that is graded."""
    coordinator: float
    """Seconds of a processor for each, of the process that keeps the gradebook and speaks to the cluster."""
    scheduler: float
    """And of the scheduler's process."""
    memory: int
    """Bytes that the first of these has more when all are graded than when none is (RSS)."""
    alone: float
    """Seconds of a processor that the scheduler needs for each where nobody keeps a gradebook."""


def run(course: Course, numbers: Sequence[int], seconds: float, folder: Path, said: Callable[[str], None]) -> str:
    """Grade a solved notebook for real, and then classes of it by workers that wait ``seconds`` for each; a table."""
    class_ = min(_MOST, _EACH * max(numbers))
    made = course.copy_to(folder / "course")
    made.nbgrader("generate_assignment", ASSIGNMENT)
    students = [f"s{number:04}" for number in range(class_)]
    solved = made.solved()
    for student in students:
        made.submit(student, solved)
    said("Grading one for real")
    with worker.pool(1) as real:
        recording = _Recording(real)
        classroom.autograde(made, ASSIGNMENT, recording, 1, student=students[0])
    kept = folder / "reports"
    kept.write_bytes(pickle.dumps(recording.last.result()))
    loads = []
    for number in numbers:
        some = students[: min(class_, _EACH * number)]
        said(f"{number} workers, {len(some)} submissions")
        with _cluster(folder / str(number), number) as (address, scheduler), cluster.pool(address) as (executor, there):
            loads.append(_load(made, some, there, _Waiting(executor, seconds, kept), scheduler, recording.jobs))
    return f"{benchmark.machine()}\n\n{_table(loads, seconds)}"


def _load(
    course: Course, students: Sequence[str], workers: int, executor: _Waiting, scheduler: psutil.Process, jobs: Any
) -> Load:
    here = psutil.Process()
    at: list[tuple[float, float, float, int]] = []

    def look(_: object) -> None:
        at.append((time.monotonic(), _used(here), _used(scheduler), here.memory_info().rss))

    chosen = set(students)
    ready = chosen.__contains__
    classroom.autograde(course, ASSIGNMENT, executor, workers, force=True, begin=look, end=look, ready=ready)
    wall, coordinator, dask, memory = (last - first for first, last in zip(at[0], at[-1], strict=True))
    more, before = len(at) - 1, _used(scheduler)
    for _ in range(0, _ALONE, 100):
        for future in [executor.submit(worker.grade, jobs, seconds=0) for _ in range(100)]:
            future.result()
    alone = (_used(scheduler) - before) / _ALONE
    return Load(workers, len(students), more / wall, coordinator / more, dask / more, round(memory), alone)


def _used(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _table(loads: Sequence[Load], seconds: float) -> str:
    """A row a number of workers, in Markdown."""
    head = (
        f"workers, {seconds} s each | submissions | a second | they could do",
        "gradebook, processor s each | scheduler, processor s each | without a gradebook | MiB more",
    )
    lines = [f"| {' | '.join(head)} |", f"|{' ---: |' * 8}"]
    lines += [
        f"| {one.workers} | {one.submissions} | {one.rate:.1f} | {one.workers / seconds:.1f} | {one.coordinator:.3f} "
        f"| {one.scheduler:.4f} | {one.alone:.4f} | {one.memory >> 20} |"
        for one in loads
    ]
    return "\n".join(lines)


class _Recording(Executor):
    """Keeps what it was asked last, and what came of it."""

    jobs: Any
    last: Future[Any]

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def submit(self, grade: Callable[..., Any], /, *arguments: Any, **options: Any) -> Future[Any]:
        if grade is worker.grade:
            self.jobs = arguments[0]
        self.last = self._executor.submit(grade, *arguments, **options)
        return self.last


class _Waiting(Executor):
    """Has a worker wait, where it would grade."""

    def __init__(self, executor: Executor, seconds: float, reports: Path) -> None:
        self._executor, self._seconds, self._reports = executor, seconds, str(reports)

    def submit(self, grade: Callable[..., Any], /, *arguments: Any, **options: Any) -> Future[Any]:
        return self._executor.submit(wait, options.get("seconds", self._seconds), self._reports, arguments[0])


def wait(seconds: float, reports: str, jobs: object) -> dict[str, Report]:
    """Called on a worker."""
    del jobs  # which came with it
    time.sleep(seconds)
    return _read(reports)


@functools.cache
def _read(reports: str) -> dict[str, Report]:
    found: dict[str, Report] = pickle.loads(Path(reports).read_bytes())
    return found


@contextmanager
def _cluster(folder: Path, number: int) -> Iterator[tuple[str, psutil.Process]]:
    """The address of a scheduler with so many workers, and its process."""
    folder.mkdir()
    about, local = folder / "scheduler.json", ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")
    scheduler = ("dask", "scheduler", "--port", "0", "--scheduler-file", str(about), *local)
    with _started(folder, *scheduler) as process:
        deadline = time.monotonic() + _START
        while not (about.exists() and about.read_text().endswith("}")):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((folder / "log").read_text())
            time.sleep(0.1)
        address: str = json.loads(about.read_text())["address"]
        with _started(folder, "tests.tools.crowd", address, str(number)) as workers:
            assert workers.stdout is not None
            if not workers.stdout.readline():
                raise RuntimeError((folder / "log").read_text())
            yield address, psutil.Process(process.pid)


@contextmanager
def _started(folder: Path, *module: str) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *module], cwd=_HOME, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log
        )
        try:
            yield process
        finally:
            process.terminate()
            process.communicate()


async def _workers(address: str, number: int) -> None:
    """So many workers of one thread each, in this process."""
    from distributed import Worker

    everybody = [Worker(address, nthreads=1, host="127.0.0.1", dashboard=False, memory_limit=0) for _ in range(number)]
    await asyncio.gather(*everybody)
    print("All are there.", flush=True)
    await asyncio.gather(*(one.finished() for one in everybody))


if __name__ == "__main__":
    asyncio.run(_workers(sys.argv[1], int(sys.argv[2])))
