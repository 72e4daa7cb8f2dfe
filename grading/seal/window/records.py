"""The records that travel between the two sides of the seal, and to whoever called it.

This is the bottom of the package: every other module may import it, it imports none of them. Only
the standard library is used, so the sandboxed side can load it without nbgrader.
"""

from __future__ import annotations

import itertools
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

#: In the place of a process's id: a bench's init only looks whether that has more than it may.
LOOK = 0xFFFFFFFF
#: One output of a cell as nbformat 4 writes it (``output_type`` and what belongs to it).
Output = dict[str, Any]


class Verdict(StrEnum):
    """How one test cell ended. The values are the words used in records and logs."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_ATTEMPTED = "not attempted"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    CRASHED = "crashed"
    NOT_GRADABLE = "not gradable"
    NOT_JUDGED = "not judged"  # by this grader, which has shown that it cannot: it waits for a person
    INFRASTRUCTURE_ERROR = "infrastructure error"


class Role(StrEnum):
    """What a step of a submission is, by the *source* notebook and never by the submission."""

    STUDENT = "student"  # runs on the bench only
    LOCKED = "locked"  # the instructor's: runs on the bench and for the examiner
    TEST = "test"  # an autograder test: the examiner only
    INSIDE = "inside"  # an autograder test that the instructor has run on the bench, as nbgrader would run it


#: The roles of autograder tests.
TESTS = (Role.TEST, Role.INSIDE)


@dataclass(frozen=True)
class Limits:
    """Every bound of a sealed run, in one place. Times in seconds, sizes in bytes."""

    seconds_per_cell: float = 60.0
    seconds_per_call: float = 10.0
    seconds_per_submission: float = 300.0
    seconds_of_waiting: float = 600.0  # for a processor that others have: those do not count; after them, all do
    seconds_of_grace: float = 1.0  # between the interrupt and the kill
    memory: int = 2 << 30  # on top of what the warm process already maps
    processes: int = 64
    open_files: int = 256
    disk: int = 256 << 20
    output: int = 8 << 20  # per cell
    message: int = 64 << 20  # one message through the window
    confinement: str = ""  # by which confinement, where that is not left to the machine


@dataclass(frozen=True)
class Step:
    """One thing to run. ``bench_code`` is what the bench gets, ``trusted_code`` what it never gets.

    ``index`` is the cell's place in the submission, or None for a cell that the submission lacks. ``rank``
    is a test's place in the source, in whose order tests are graded. A locked cell ``leans`` where it uses what a
    student writes, so that it may fail with one answer and not with another.
    """

    role: Role
    index: int | None
    grade_id: str | None = None
    bench_code: str | None = None
    trusted_code: str | None = None
    rank: int = 0
    leans: bool = False


@dataclass(frozen=True)
class Job:
    """A whole submission, ready to be run: steps in notebook order, and its extra files.

    ``given`` are the instructor's files beside the notebook, as the tests find them; the bench has its own copies
    among ``files``.
    ``names`` are what the source's solution cells bind at top level: before each test cell these,
    and no others, are fetched from the bench. ``seen`` are those that its functions look up: what a
    test binds or deletes of them, and nothing else, the bench is told. The first ``shared`` steps are the source's
    beginning, whatever the submission: see `grading.seal.cells.beginning`.
    """

    steps: tuple[Step, ...]
    names: tuple[str, ...]
    files: tuple[tuple[str, bytes], ...] = ()
    limits: Limits = Limits()
    given: tuple[tuple[str, bytes], ...] = ()
    seen: tuple[str, ...] = ()
    shared: int = 0

    @property
    def counts(self) -> list[int]:
        """The execution count of each step, as a kernel that runs the notebook from top to bottom has it."""
        runs = (s.index is not None and (s.role in TESTS or bool((s.bench_code or "").strip())) for s in self.steps)
        return list(itertools.accumulate(map(int, runs)))

    @property
    def beginning(self) -> Beginning:
        """The cells of the shared steps."""
        together = list(zip(self.steps[: self.shared], self.counts, strict=False))
        return Beginning(
            tuple((step.bench_code or "", count) for step, count in together),
            tuple((step.trusted_code, count) for step, count in together if step.trusted_code is not None),
        )


@dataclass(frozen=True)
class Beginning:
    """The cells that a notebook begins with, each with its execution count: on the bench, and for the examiner."""

    bench: tuple[tuple[str, int], ...] = ()
    own: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class CellOutputs:
    """What running one cell produced.

    ``updates`` are display updates of earlier cells' outputs. ``raised`` is the type of the
    exception that ended the cell, also where IPython shows it as text and not as an error output; ``codes`` are what
    that exception says of misconceptions, unchecked.
    """

    outputs: tuple[Output, ...] = ()
    execution_count: int | None = None
    updates: tuple[Output, ...] = ()
    seconds: float = 0.0
    raised: str = ""
    codes: Any = ()

    @property
    def error(self) -> Output | None:
        """The error output, if the cell ended in one."""
        return next((out for out in self.outputs if out.get("output_type") == "error"), None)


@dataclass(frozen=True)
class CellResult:
    """What one cell of the submission shows in the autograded notebook; ``cut`` where it showed more than is kept."""

    index: int
    outputs: tuple[Output, ...]
    execution_count: int | None
    seconds: float = 0.0
    cut: bool = False


@dataclass(frozen=True)
class TestResult:
    """The verdict on one test cell. ``message`` is one line for people and logs."""

    __test__ = False  # the name is the record's, not a pytest class

    grade_id: str
    verdict: Verdict
    message: str
    outputs: tuple[Output, ...]
    execution_count: int | None = None
    index: int | None = None
    seconds: float = 0.0
    codes: tuple[str, ...] = ()  # of the misconceptions that the check found
    inside: bool = False  # whether it ran in the student's own process, whose word is all that is known

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> TestResult:
        """Rebuild a result from what `dataclasses.asdict` made of it."""
        given = {"outputs": tuple(data["outputs"]), "verdict": Verdict(data["verdict"]), "codes": tuple(data["codes"])}
        return cls(**{**data, **given})


@dataclass(frozen=True)
class Report:
    """Everything a sealed run found out about one submission."""

    cells: tuple[CellResult, ...]
    tests: tuple[TestResult, ...]
    seconds: float = 0.0
    benches: int = 1  # how many were needed; more than one means that one died or could not be copied for a test
    sealed: bool = True
    waited: float = 0.0  # seconds for a processor that others had; no limit has counted them
    given: tuple[str, ...] = ()  # locked cells that lean on a student's work and did not run with it, in words
    confined_by: str = ""  # what confined the student's code, in a word; of what did not run, nothing

    def as_json(self) -> dict[str, Any]:
        """A plain structure for `json.dumps`; `from_json` is its inverse."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Report:
        """Rebuild a report that `as_json` wrote."""
        cells = tuple(CellResult(**{**c, "outputs": tuple(c["outputs"])}) for c in data["cells"])
        tests = tuple(map(TestResult.from_json, data["tests"]))
        rest = {f.name: data[f.name] for f in fields(cls) if f.name not in ("cells", "tests", "given")}
        return cls(cells=cells, tests=tests, given=tuple(data["given"]), **rest)
