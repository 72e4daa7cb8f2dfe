"""What the examiner promises of a notebook whose bench dies and is built again; the benches are played here."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from grading.seal.examiner.examiner import Examiner
from grading.seal.window.errors import BenchDied
from grading.seal.window.records import CellOutputs, Job, Report, Role, Step, Verdict

JOB = Job(
    (
        Step(Role.STUDENT, 0, "first", "one = 1"),
        Step(Role.STUDENT, 1, "second", "two = 2"),
        Step(Role.TEST, 2, "test_two", trusted_code="assert two == 2", rank=2),
    ),
    ("two",),
)


class PlayedBench:
    """Runs every cell but ``deadly``; serves no test where it has died or ``dies_in_test``."""

    def __init__(self, deadly: str = "", dies_in_test: bool = False) -> None:
        self._deadly, self._dies_in_test = deadly, dies_in_test
        self.ran: list[str] = []
        self.begun: list[CellOutputs] = []
        self.alive, self.trouble, self.waited, self.calls = True, None, 0.0, 0
        self.outputs: Any = None

    def begin(self, seconds: float, until: float) -> None:
        self.trouble = None

    def run(self, code: str, count: int) -> CellOutputs:
        if code == self._deadly:
            self._die()
        self.ran.append(code)
        return CellOutputs((), count)

    @contextlib.contextmanager
    def for_test(self, copies: bool) -> Iterator[None]:
        if self._dies_in_test:
            self._die()
        yield

    def lookup(self, names: Sequence[str]) -> dict[str, Any]:
        return {"two": 2} if "two = 2" in self.ran else {}

    def end(self) -> None:
        self.alive = False

    close = end

    def _die(self) -> None:
        self.alive = False
        self.trouble = (Verdict.OUT_OF_MEMORY, "it used more memory than it may and was stopped")
        raise BenchDied(self.trouble[1])


class PlayedShell:
    """Tests by looking for the name alone."""

    def __init__(self) -> None:
        self.user_ns: dict[str, Any] = {}
        self.codes: tuple[str, ...] = ()
        self.collector = SimpleNamespace(adopt=None)

    def announce(self, code: str, error: Any) -> None:
        pass

    def run_own(self, code: str, count: int, seconds: float) -> CellOutputs:
        told = {"output_type": "error", "ename": "NameError", "evalue": "two", "traceback": []}
        return CellOutputs(() if "two" in self.user_ns else (told,), count)


def examined(benches: list[PlayedBench], tests: int) -> Report:
    """The report of a notebook with that many tests, which gets these benches in turn."""
    at_hand = iter(benches)
    job = Job((*JOB.steps[:2], *(JOB.steps[2] for _ in range(tests))), JOB.names)
    shell: Any = PlayedShell()
    return Examiner(job, shell, lambda: next(at_hand)).run()  # type: ignore[arg-type, return-value]


def test_a_cell_that_ended_well_is_run_again_though_the_bench_died_at_it_once():
    benches = [PlayedBench(dies_in_test=True), PlayedBench(deadly="two = 2"), PlayedBench()]
    report = examined(benches, tests=2)
    assert [test.verdict for test in report.tests] == [Verdict.OUT_OF_MEMORY, Verdict.PASSED]
    assert benches[2].ran == ["one = 1", "two = 2"]


def test_a_cell_at_which_two_benches_died_is_left_out():
    deadly = [PlayedBench(deadly="two = 2") for _ in range(2)]
    last = PlayedBench()
    report = examined([PlayedBench(dies_in_test=True), *deadly, last], tests=2)
    assert last.ran == ["one = 1"]
    assert report.tests[1].verdict is Verdict.FAILED


@pytest.mark.parametrize("deadly", ["one = 1", "two = 2"])
def test_a_cell_that_kills_the_bench_when_first_run_is_left_out_at_once(deadly: str):
    rest = [code for code in ("one = 1", "two = 2") if code != deadly]
    second = PlayedBench()
    examined([PlayedBench(deadly=deadly), second], tests=1)
    assert second.ran == rest
