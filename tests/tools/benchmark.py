"""How long grading takes: a class by this grader, and the same submissions by stock nbgrader, in one run.

``python -m grading benchmark`` calls `run`; ``tests.tools.scoreboard`` shows what it returns. Every way of grading is
timed without its start (imports, the warm processes): from the first submission that is done to the last one, or, for
nbgrader, which says nothing of single submissions, by a run of one that is taken off. What the start costs is told
beside it. Seconds of processors are those of every process, in the sandbox too (see ``tests.tools.processor``).
"""

from __future__ import annotations

import json
import os
import platform
import random
import statistics
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
from nbformat import NotebookNode

from grading import bank
from grading.course import CONFIG, Course, CourseError
from tests import ASSIGNMENT
from tests.tools.processor import Processors

#: With these lines in nbgrader_config.py the course is graded as nbgrader does it out of the box.
_STOCK = """
for name in ("exporter_class", "sanitize_preprocessors", "autograde_preprocessors"):
    del c.Autograde[name]
"""
#: No grader waits long for what never ends, so that a run of the benchmark does not either; yet the first cell of a
#: kernel, with its imports, must come to its end on a slow machine too.
_PATIENCE = """
c.SealedExecute.seconds_per_cell = 30
c.ExecutePreprocessor.timeout = 30
"""
_SKIP = 'c.SealedExecute.skip_cells_with_tag = "drawing"\n'
_ENDLESS = bank.Submission(
    "never_ends", "", "wrong", frozenset(), {}, {}, [("before add_bias_column", "while True:\n    pass")]
)
_SOLVED = bank.Submission("solved", "", "right", frozenset(), {}, {}, [])
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
    start: float
    """Seconds of that clock that a run takes beyond those of its submissions, the end included."""
    processors: float | None
    """Seconds of processors, of all processes together, without the start; None where they cannot be counted."""
    memory: int
    """Bytes that all its processes had at once, at most, each page counted once (PSS)."""
    coordinator_seconds: float | None = None
    """Of one processor, by the process that keeps the gradebook. It reads the first few before the clock starts."""
    coordinator_memory: int | None = None
    """Bytes that this process had at most."""

    @property
    def whole(self) -> float:
        """Seconds from the command to its end, for the class."""
        return self.start + self.seconds * self.submissions


@dataclass(frozen=True)
class Sample:
    """All ways of grading on the same submissions."""

    what: str
    bound: float
    """Seconds of processors for the same cells and tests in warm processes: see ``tests.tools.bound``."""
    ways: tuple[Timing, ...]

    @property
    def stock(self) -> Timing:
        """Stock nbgrader, one submission after the other."""
        return self._stock[0]

    @property
    def stock_together(self) -> Timing:
        """Stock nbgrader in as many processes as there are processors."""
        return self._stock[1]

    @property
    def _stock(self) -> list[Timing]:
        return [timing for timing in self.ways if "stock" in timing.way]


@dataclass(frozen=True)
class Benchmark:
    """All timings of a run: the ways on the same submissions, one way on classes of several sizes."""

    machine: str
    processors: int
    counted: str
    """How seconds of processors were counted."""
    samples: tuple[Sample, ...]
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
    mixed = random.Random(0).sample(submissions, len(submissions))  # neighbours in the bank are alike
    alike = list(class_of(mixed, min(sizes)))  # in every class the same ones, so that only the size differs
    endless = [*class_of(alike, min(98, max(sizes))), *class_of([_ENDLESS], 2)]
    with Processors() as processors:
        bench = _Bench(course, course.solved(), folder, said, processors, len(os.sched_getaffinity(0)))
        samples = (
            bench.sample("right and wrong", list(class_of(mixed, sample))),
            bench.sample("solved", list(class_of([_SOLVED], sample))),
        )
        classes = [
            bench.ours("grading autograde", bench.made(f"class of {size}", "", list(class_of(alike, size))))
            for size in sizes
        ]
        classes.append(
            bench.ours("grading autograde, two never end", bench.made("class with endless loops", "", endless))
        )
        return Benchmark(machine(), bench.workers, processors.how, samples, tuple(classes))


def class_of(submissions: Sequence[bank.Submission], size: int) -> Iterator[bank.Submission]:
    """That many submissions, as often the same ones as it takes, each time under another name."""
    for number in range(size):
        turn, place = divmod(number, len(submissions))
        yield replace(submissions[place], name=f"{submissions[place].name}_{turn}")


@dataclass(frozen=True)
class _Bench:
    """Makes courses, and grades them by the clock and by the processors' time."""

    course: Course
    solved: NotebookNode
    folder: Path
    said: Callable[[str], None]
    processors: Processors
    workers: int

    def made(self, name: str, settings: str, members: Sequence[bank.Submission]) -> Course:
        """A course with these lines added to its settings, and its submissions handed in."""
        self.said(f"{name}: {len(members)} submissions")
        copy = self.course.copy_to(self.folder / name.replace(" ", "_").replace(",", "").replace(":", ""))
        with (copy.root / CONFIG).open("a", encoding="utf-8") as config:
            config.write(_PATIENCE + settings)
        copy.nbgrader("generate_assignment", ASSIGNMENT)
        for submission in members:
            submission.hand_in(self.solved, copy.notebook("submitted", submission.name))
        return copy

    def sample(self, what: str, members: Sequence[bank.Submission]) -> Sample:
        """Every way of grading these submissions."""

        def made(name: str, settings: str = "", members: Sequence[bank.Submission] = members) -> Course:
            return self.made(f"{what}: {name}", settings, members)

        ours = made("sealed")
        parts = [made(f"stock, part {n + 1}", _STOCK, members[n :: self.workers]) for n in range(self.workers)]
        ways = (
            self.ours("grading autograde", ours),
            self.ours("grading autograde, drawings skipped", made("drawings skipped", _SKIP)),
            self.nbgraders("nbgrader autograde, sealed", [made("sealed, nbgrader")]),
            self.nbgraders("nbgrader autograde, stock", [made("stock", _STOCK)]),
            self.nbgraders(f"nbgrader autograde, stock, {self.workers} processes", parts),
        )
        paths = [str(ours.notebook("autograded", submission.name)) for submission in members]
        seconds: list[float] = json.loads(ours.run("tests.tools.bound", str(self.workers), *paths))
        return Sample(what, statistics.mean(seconds), ways)

    def ours(self, way: str, course: Course) -> Timing:
        """This grader's command, timed by what it says of each submission as it is done."""
        number = len(list((course.root / "submitted").iterdir()))
        runs = [self._one_run(way, course, number) for _ in range(_TIMES if number < _SMALL else 1)]
        return Timing(
            way,
            number,
            statistics.median(run.seconds for run in runs),
            statistics.median(run.start for run in runs),
            _median(run.processors for run in runs),
            max(run.memory for run in runs),
            _median(run.coordinator_seconds for run in runs),
            max(run.coordinator_memory or 0 for run in runs),
        )

    def _one_run(self, way: str, course: Course, number: int) -> Timing:
        command = ("grading", "autograde", ASSIGNMENT, "--force", "--json", "--workers", str(self.workers))
        began = time.monotonic()
        with course.started(*command) as process, _Memory(process.pid) as memory:
            assert process.stdout is not None
            at: list[tuple[float, float | None, float]] = []
            for line in process.stdout:
                if not line.startswith("{"):
                    raise CourseError(f"{way} failed: {line.strip()}")
                if "summary" not in json.loads(line):
                    used = psutil.Process(process.pid).cpu_times()
                    at.append((time.monotonic(), self.processors.seconds(), used.user + used.system))
        whole = time.monotonic() - began
        # The first of each worker end at about the same time: from then on nothing is half done, as at the end.
        begin = min(self.workers, number - 1) - 1
        wall, processors, coordinator = (
            None if first is None or last is None else (last - first) / (number - 1 - begin)
            for first, last in zip(at[begin], at[-1], strict=True)
        )
        assert wall is not None
        return Timing(way, number, wall, whole - number * wall, processors, memory.most, coordinator, memory.first)

    def nbgraders(self, way: str, courses: Sequence[Course]) -> Timing:
        """Nbgrader's command, in each course at the same time; a run of one submission in each is taken off."""
        names = [sorted(path.name for path in (course.root / "submitted").iterdir()) for course in courses]
        first, first_used, _ = self._together(courses, [["--student", own[0]] for own in names])
        rest, used, memory = self._together(courses, [[] for _ in courses])  # it passes over the first
        number = sum(map(len, names))
        more = number - 2 * len(courses)  # submissions that the second run graded beyond those of the first
        seconds = (rest - first) / more
        processors = None if used is None or first_used is None else (used - first_used) / more
        return Timing(way, number, seconds, first - len(courses) * seconds, processors, memory)

    def _together(self, courses: Sequence[Course], options: Sequence[Sequence[str]]) -> tuple[float, float | None, int]:
        """Seconds, of processors too, and bytes of memory. Raises: CourseError where one of them does not grade all."""
        before, began = self.processors.seconds(), time.monotonic()
        with _Memory(os.getpid()) as memory:
            with ThreadPoolExecutor(len(courses)) as pool:
                commands = [("autograde", ASSIGNMENT, *more) for more in options]
                list(pool.map(lambda course, command: course.nbgrader(*command), courses, commands))
            seconds, after = time.monotonic() - began, self.processors.seconds()
        used = None if before is None or after is None else after - before
        return seconds, used, memory.most - memory.first


def _median(numbers: Iterable[float | None]) -> float | None:
    """The median of the numbers; None where one could not be found out."""
    found = list(numbers)
    known = [number for number in found if number is not None]
    return statistics.median(known) if len(known) == len(found) else None


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


def machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    model = platform.machine()
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return f"{model}, {memory:.0f} GiB, {platform.system()} {platform.release()}, Python {platform.python_version()}"
