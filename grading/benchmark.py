"""How long grading takes: a class by this grader, and the same submissions by stock nbgrader, in one run.

``python -m grading benchmark`` calls `run`; ``grading.scoreboard`` shows what it returns. Every way of grading is timed
without its start (imports, the warm processes): from the first submission that is done to the last one, or, for
nbgrader, which says nothing of single submissions, by a run of one that is taken off.
"""

from __future__ import annotations

import json
import os
import platform
import random
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from grading import bank
from grading.course import ASSIGNMENT, CONFIG, Course

#: With these lines in nbgrader_config.py the course is graded as nbgrader does it out of the box.
_STOCK = """
for name in ("exporter_class", "sanitize_preprocessors", "autograde_preprocessors"):
    del c.Autograde[name]
"""
#: No grader waits long for what never ends, so that a run of the benchmark does not either.
_PATIENCE = """
c.SealedExecute.seconds_per_cell = 5
c.ExecutePreprocessor.timeout = 5
"""
_SKIP = 'c.SealedExecute.skip_cells_with_tag = "drawing"\n'
_ENDLESS = bank.Submission(
    "never_ends", "", "wrong", frozenset(), {}, {}, [("before add_bias_column", "while True:\n    pass")]
)
#: Seconds; more often it would show in the timings.
_BETWEEN_LOOKS = 4.0
#: How often a class of less than this many is graded; the median counts.
_SMALL, _TIMES = 50, 5


@dataclass(frozen=True)
class Timing:
    """What one way of grading took for each submission of a class."""

    way: str
    submissions: int
    seconds: float
    """Of a clock on the wall, without the start."""
    memory: int
    """Bytes that all its processes had at once, at most, each page counted once (PSS)."""
    coordinator_seconds: float | None = None
    """Of one processor, by the process that keeps the gradebook. It reads the first few before the clock starts."""
    coordinator_memory: int | None = None
    """Bytes that this process had at most."""


@dataclass(frozen=True)
class Benchmark:
    """All timings of a run: the ways on the same submissions, one way on classes of several sizes."""

    machine: str
    processors: int
    bound: float
    """Seconds of one processor for the same cells and tests in a warm process: see ``grading.bound``."""
    ways: tuple[Timing, ...]
    classes: tuple[Timing, ...]


def run(
    course: Course,
    submissions: Sequence[bank.Submission],
    sizes: Sequence[int],
    sample: int,
    folder: Path,
    said: Callable[[str], None],
) -> Benchmark:
    """Time every way of grading; the courses that are graded are made in ``folder``, and ``said`` is told of each.

    Raises: BankError where there are no submissions.
    """
    if not submissions:
        raise bank.BankError("There are no submissions to grade. Name a bank with --submissions.")
    solved, all_of_them = course.solved(), os.sched_getaffinity(0)
    workers = len(all_of_them)
    mixed = random.Random(0).sample(submissions, len(submissions))  # neighbours in the bank are alike
    chosen = list(_class(mixed, sample))

    def made(name: str, settings: str, members: Sequence[bank.Submission]) -> Course:
        said(f"{name}: {len(members)} submissions")
        copy = course.copy_to(folder / name.replace(" ", "_").replace(",", ""))
        with (copy.root / CONFIG).open("a", encoding="utf-8") as config:
            config.write(_PATIENCE + settings)
        copy.nbgrader("generate_assignment", ASSIGNMENT)
        for submission in members:
            submission.hand_in(solved, copy.notebook("submitted", submission.name))
        return copy

    ours = made("sealed", "", chosen)
    ways = [_ours("grading autograde", ours, workers)]
    ways.append(_ours("grading autograde, drawings skipped", made("drawings skipped", _SKIP, chosen), workers))
    stock = made("stock nbgrader", _STOCK, chosen)
    ways.append(_nbgrader("nbgrader autograde, stock", [stock]))
    parts = [made(f"stock nbgrader, part {n + 1}", _STOCK, chosen[n::workers]) for n in range(workers)]
    ways.append(_nbgrader(f"nbgrader autograde, stock, {workers} processes", parts))
    with _one_processor():
        ways.append(_ours("grading autograde, one processor", ours, 1))
        ways.append(_nbgrader("nbgrader autograde, sealed, one processor", [made("sealed, nbgrader", "", chosen)]))
        bound = _bound(ours, chosen)
    alike = list(_class(mixed, min(sizes)))  # in every class the same ones, so that only the size differs
    classes = [
        _ours("grading autograde", made(f"class of {size}", "", list(_class(alike, size))), workers) for size in sizes
    ]
    endless = [*_class(alike, 98), *_class([_ENDLESS], 2)]
    classes.append(_ours("grading autograde, two never end", made("class with endless loops", "", endless), workers))
    return Benchmark(_machine(), workers, bound, tuple(ways), tuple(classes))


def _class(submissions: Sequence[bank.Submission], size: int) -> Iterator[bank.Submission]:
    """That many submissions, as often the same ones as it takes, each time under another name."""
    for number in range(size):
        turn, place = divmod(number, len(submissions))
        yield replace(submissions[place], name=f"{submissions[place].name}_{turn}")


@contextmanager
def _one_processor() -> Iterator[None]:
    """With all that is started meanwhile on one processor, so that seconds are seconds of it."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _ours(way: str, course: Course, workers: int) -> Timing:
    """This grader's command, timed by what it says of each submission as it is done."""
    number = len(list((course.root / "submitted").iterdir()))
    runs = [_one_run(course, workers) for _ in range(_TIMES if number < _SMALL else 1)]
    seconds, coordinators, memory, coordinators_memory = zip(*runs, strict=True)
    return Timing(
        way,
        number,
        statistics.median(seconds),
        max(memory),
        statistics.median(coordinators),
        max(coordinators_memory),
    )


def _one_run(course: Course, workers: int) -> tuple[float, float, int, int]:
    command = ("grading", "autograde", ASSIGNMENT, "--force", "--json", "--workers", str(workers))
    with course.started(*command) as process, _Memory(process.pid) as memory:
        assert process.stdout is not None
        at: list[tuple[float, float]] = []
        for line in process.stdout:
            if "summary" not in json.loads(line):
                used = psutil.Process(process.pid).cpu_times()
                at.append((time.monotonic(), used.user + used.system))
    wall, coordinator = ((last - first) / (len(at) - 1) for first, last in zip(at[0], at[-1], strict=True))
    return wall, coordinator, memory.most, memory.first


def _nbgrader(way: str, courses: Sequence[Course]) -> Timing:
    """Nbgrader's command, in each course at the same time; a run of one submission in each is taken off."""
    names = [sorted(path.name for path in (course.root / "submitted").iterdir()) for course in courses]
    firsts = [["--student", own[0]] for own in names]
    first, _ = _together(courses, firsts)
    rest, memory = _together(courses, [[] for _ in courses])  # it passes over the first
    number = sum(map(len, names))
    return Timing(way, number, (rest - first) / (number - 2 * len(courses)), memory)


def _together(courses: Sequence[Course], options: Sequence[Sequence[str]]) -> tuple[float, int]:
    """Seconds, and bytes of memory."""
    began = time.monotonic()
    with _Memory(os.getpid()) as memory:
        threads = [
            threading.Thread(target=course.nbgrader, args=("autograde", ASSIGNMENT, *more))
            for course, more in zip(courses, options, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return time.monotonic() - began, memory.most - memory.first


def _bound(course: Course, members: Sequence[bank.Submission]) -> float:
    """Mean seconds of the graded notebooks' cells, hidden tests among them."""
    paths = [str(course.notebook("autograded", submission.name)) for submission in members]
    seconds: list[float] = json.loads(course.run("grading.bound", *paths))
    return statistics.mean(seconds)


class _Memory:
    """Looks now and then at the memory of a process and of all that it started; a look takes a tenth of a second."""

    def __init__(self, pid: int) -> None:
        self.first = self.most = 0
        self._process = psutil.Process(pid)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> _Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_BETWEEN_LOOKS):
            try:
                first = _bytes(self._process)
                self.first = max(self.first, first)
                self.most = max(self.most, first + sum(map(_bytes, self._process.children(recursive=True))))
            except psutil.NoSuchProcess:
                return


def _bytes(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:  # it has ended
        return 0


def _machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    model = platform.machine()
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return f"{model}, {memory:.0f} GiB, {platform.system()} {platform.release()}, Python {platform.python_version()}"
