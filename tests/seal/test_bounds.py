"""What a bench sends is bounded where it would cost, and whatever it causes is the submission's own end."""

import contextlib
import json
import math
import os
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import asdict

import nbformat
import pytest
import torch

from grading.seal import worker
from grading.seal.examiner import blame
from grading.seal.examiner.examiner import MOST_OUTPUT, MOST_OUTPUTS, Examiner
from grading.seal.plan import plan
from grading.seal.sandbox import vetting
from grading.seal.sandbox.process import Process
from grading.seal.sandbox.remote import RemoteBench
from grading.seal.window import arrays, parts
from grading.seal.window.channel import Channel
from grading.seal.window.errors import BenchMisbehaved, InfrastructureError, MalformedMessage, SourceBroken
from grading.seal.window.records import CellOutputs, Job, Limits, Report, Role, Step, TestResult, Verdict
from tests.seal.toy import NoShell, submit, toy


def shown(text="a", **more):
    return {"output_type": "display_data", "data": {"text/plain": text}, "metadata": {}, **more}


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, ...]]:
    """Two connected sockets, and two more."""
    with contextlib.ExitStack() as closing:
        yield tuple(closing.enter_context(each) for _ in range(2) for each in socket.socketpair())


@pytest.fixture
def bench(ends: tuple[socket.socket, ...]) -> RemoteBench:
    """The handle of one whose side of the window is the second of the ends."""
    made = RemoteBench(ends[0], ends[2], Ended(), Limits())
    made.begin(10, math.inf)
    made._origin = object()  # type: ignore[assignment]
    return made


# -- text that unfolds


@pytest.mark.parametrize("unit", ["[],", '{"":0},', "0,", "[[[]]],", '"",'])
def test_text_that_unfolds_is_refused_before_it_is_read(unit: str, ends: tuple[socket.socket, ...]):
    text = f'{{"value":[{unit * (parts.MOST + 1)}0]}}'.encode()
    says = threading.Thread(target=ends[1].sendall, args=(struct.pack("!II", len(text), 0) + text,))
    says.start()
    with pytest.raises(MalformedMessage, match="unfolds"):
        Channel(ends[0], 64 << 20).recv()
    says.join()


def test_long_texts_of_whatever_signs_are_no_parts():
    assert not parts.too_many(json.dumps(["[{,:" * parts.MOST, '"\\' * parts.MOST]).encode())


def test_the_end_of_a_list_is_found_past_texts():
    text = b'[[1, "]", [2]], "\\"]", {"a": [3]}], "rest"'
    assert text[parts.end_of_list(text, 1) :] == b', "rest"'
    assert parts.end_of_list(b'[[1, "]', 1) == -1
    assert parts.end_of_list(b"[" * (2 * parts.MOST), 1) == -1


@pytest.mark.parametrize("shape", [(2**25, 0), (0, 2**25), (200, 0, 200)])
def test_a_vast_array_of_nothing_does_not_cross(shape: tuple[int, ...]):
    assert not arrays.crosses(torch.empty(shape))
    assert not arrays.crosses(torch.empty(shape).numpy())
    assert str(shape) in arrays.described(torch.empty(shape))
    with pytest.raises(MalformedMessage, match="too large"):
        arrays.checked_size(arrays.Form("t:float32", list(shape), []))
    assert arrays.crosses(torch.empty(0, 2))


# -- outputs


def test_what_passes_is_valid_in_a_notebook():
    nested: list = []
    for _ in range(300):
        nested = [nested]
    told = [
        shown(metadata={"a": nested, "b": math.nan}),
        {"output_type": "display_data", "data": {"application/json": {"a": [math.inf, nested]}}, "metadata": {}},
        {"output_type": "display_data", "data": {"text/x-json": [1, 2]}, "metadata": {}},
        {"output_type": "execute_result", "data": {"\ud800": "\udfff"}, "metadata": [], "execution_count": -1},
        {"output_type": "error", "ename": "\ud800", "evalue": "", "traceback": [1]},
        "no output",
    ]
    passed = vetting.outputs(json.loads(json.dumps(told)), 10_000)
    assert len(passed) == len(told)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("")])
    notebook.cells[0].outputs = [nbformat.from_dict(output) for output in passed]
    nbformat.validate(notebook)
    json.dumps(notebook, allow_nan=False, ensure_ascii=False).encode()


def test_metadata_that_are_more_than_a_note_are_left_out():
    [output] = vetting.outputs([shown(metadata={"a": [[[]]] * 2000})], 1 << 20)
    assert output["metadata"] == {}
    [update] = vetting.updates([{"display_id": "a", "data": {}, "metadata": {"a": "b" * 70_000}}], 1 << 20)
    assert update["metadata"] == {}


def test_many_small_values_count_as_much_as_a_long_text():
    assert len(vetting.outputs([shown()] * 5000, 100_000)) < 1000
    bundle = {"application/json": [[]] * 50_000}
    assert not vetting.outputs([{"output_type": "display_data", "data": bundle, "metadata": {}}], 1 << 20)
    assert (
        len(vetting.updates([{"display_id": "a", "data": {"text/plain": "b" * 1000}, "metadata": {}}] * 99, 9999)) < 20
    )


def test_what_has_no_proper_form_counts_as_well():
    unknown = {"display_id": [[]] * 1000, "output_type": [[]] * 1000}
    assert len(vetting.outputs([unknown] * 100, 100_000)) < 5
    assert not vetting.updates([*[unknown] * 100, {"display_id": "a", "data": {}, "metadata": {}}], 100_000)


def examiner() -> Examiner:
    return Examiner(Job((), ()), NoShell(), lambda: None)  # type: ignore[arg-type]


def test_all_outputs_of_a_notebook_are_bounded_together():
    many = examiner()
    kept, cut = zip(*(many._kept(CellOutputs(tuple(shown() for _ in range(900)))) for _ in range(4)), strict=True)
    assert [len(outputs) for outputs in kept] == [900, 900, MOST_OUTPUTS - 1800 + 1, 1]
    assert cut == (False, False, True, True)
    large = examiner()
    assert large._kept(CellOutputs((shown("a" * MOST_OUTPUT), shown()))) == ((shown(), kept[3][0]), True)


def test_an_update_of_many_displays_takes_the_room_of_all_of_them():
    one = examiner()
    kept, _ = one._kept(CellOutputs(tuple(shown(transient={"display_id": "a"}) for _ in range(1000))))
    swell = {"display_id": "a", "data": {"text/plain": "b" * 100_000}, "metadata": {}}
    _, cut = one._kept(CellOutputs((), updates=(swell,)))
    assert cut
    assert {output["data"]["text/plain"] for output in kept} == {"a"}
    assert not any("transient" in output for output in kept)
    one._kept(CellOutputs((), updates=(swell | {"data": {"text/plain": "c"}},)))
    assert {output["data"]["text/plain"] for output in kept} == {"c"}


def test_what_ended_a_cell_is_always_kept_and_never_endless():
    full = examiner()
    full._room = 0
    error = {"output_type": "error", "ename": "E" * 10**6, "evalue": "v" * 10**6, "traceback": ["l" * 10**5] * 5000}
    [kept, _], cut = full._kept(CellOutputs((error, shown())))
    assert cut
    assert kept["output_type"] == "error"
    assert vetting.size(kept) < 500_000


def test_what_a_check_quotes_can_be_written():
    quotes = {"output_type": "error", "ename": "E", "evalue": "got \ud800", "traceback": ["\udfff"]}
    [kept], _ = examiner()._kept(CellOutputs((quotes,)))
    assert json.dumps(kept, ensure_ascii=False).encode()
    step = Step(Role.TEST, 0, "test_a", None, "a")
    one = Examiner(Job((step,), ()), NoShell(), lambda: None)  # type: ignore[arg-type, return-value]
    one._examine = lambda *asked: (Verdict.FAILED, "got \ud800", (kept,))  # type: ignore[method-assign]
    assert one._test(0, step).message.encode() == b"got ?"


# -- whose fault it is


class Ended(Process):
    """The process of a bench that somebody else plays."""

    def __init__(self) -> None:
        self.init = self.bench = os.getpid()

    def close(self) -> None: ...
    def interrupt(self) -> None: ...


#: What a bench may say in the place of an answer to a look-up of names.
ANSWERS = {
    "a graph that is no number": {"op": "vjp", "id": 1, "graph": [], "wrt": [], "args": [], "t": []},
    "arguments that are no numbers": {"op": "vjp", "id": 1, "graph": 0, "wrt": [{}], "args": [], "t": []},
    "a function that is none": {"op": "call", "id": 1, "fn": {}, "args": [], "kwargs": {"d": []}, "t": []},
    "a key that can be none": {"id": 1, "t": [], "found": {"f": {"value": {"d": [[[], 1]]}}}},
    "a graph that is a list": {"id": 1, "t": [[0, 1, 1, 0, -1, [], "t:float32", [], [], ""]], "found": {}},
    "names that are a list": {"id": 1, "t": [], "found": [[]]},
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_whatever_a_bench_answers_is_its_own_end(answer: dict, bench: RemoteBench, ends: tuple[socket.socket, ...]):
    Channel(ends[1], 1 << 20).send(answer)
    with pytest.raises(BenchMisbehaved):
        bench.lookup(["f"])
    assert bench.trouble is not None
    assert bench.trouble[0] is Verdict.CRASHED


@pytest.mark.parametrize("error", [MemoryError(), RecursionError("deep"), KeyError("a"), ValueError("digits")])
def test_so_is_what_nobody_has_thought_of(
    error: Exception, bench: RemoteBench, ends: tuple[socket.socket, ...], monkeypatch: pytest.MonkeyPatch
):
    def raises(*arguments: object) -> None:
        raise error

    monkeypatch.setattr(vetting, "outputs", raises)
    Channel(ends[1], 1 << 20).send({"id": 1, "outputs": []})
    with pytest.raises(BenchMisbehaved, match=type(error).__name__):
        bench.run("1", 1)


class Fails:
    """A grader that fails with one submission's code, and with whose else ``also`` says."""

    def __init__(self, error: InfrastructureError, also: bool = False) -> None:
        self.error, self.also, self.runs = error, also, 0

    def run(self, job: Job) -> Report:
        self.runs += 1
        if self.also or any(step.bench_code and "square" in step.bench_code for step in job.steps):
            raise self.error
        return Report((), ())


@pytest.fixture
def grade(monkeypatch: pytest.MonkeyPatch):
    job = plan(submit(), toy(), [("a.txt", b"a")], Limits())

    def graded(grader: Fails) -> Report:
        monkeypatch.setattr(worker, "_grader", lambda limits: grader)
        monkeypatch.setattr(worker, "_graders", {threading.get_ident(): grader})
        return worker.grade({"toy": job})["toy"]

    return graded


def test_what_fails_twice_with_a_submissions_code_and_not_without_keeps_what_was_right(grade):
    error = InfrastructureError("the examiner's process ended with code -9")
    error.tests = [asdict(TestResult("test_square", Verdict.PASSED, "", (), 2, 2))]
    grader = Fails(error)
    report = grade(grader)
    assert grader.runs == 3
    verdicts = {test.grade_id: str(test.verdict) for test in report.tests}
    assert verdicts == {"test_square": "passed", "test_loss": "crashed", "test_step": "crashed"}
    assert "twice" in report.tests[1].message
    assert "code -9" in report.tests[1].message
    assert report.tests[1].outputs[0]["output_type"] == "error"


def test_what_fails_without_it_as_well_is_nobodys_zero(grade):
    grader = Fails(InfrastructureError("no bench could be made"), also=True)
    with pytest.raises(InfrastructureError, match="no bench"):
        grade(grader)
    assert grader.runs == 3


def test_a_fault_of_the_source_is_neither_repeated_nor_a_students(grade):
    grader = Fails(SourceBroken("the test is at fault"))
    with pytest.raises(SourceBroken):
        grade(grader)
    assert grader.runs == 1


def test_a_job_without_a_submissions_code_has_the_instructors():
    job = blame.without_its_code(plan(submit(), toy(), [("a.txt", b"a")], Limits()))
    assert job.files == ()
    assert ["square" in (step.bench_code or "") for step in job.steps].count(True) == 0
    assert job.steps[0].bench_code
    assert len([step for step in job.steps if step.trusted_code]) >= 4


@pytest.mark.machine
def test_an_examiner_that_a_submission_has_ended_costs_what_was_not_right_before(monkeypatch: pytest.MonkeyPatch):
    """The examiner's process itself ends, whatever the reason: here a signal from a reference of the test's."""
    source = toy()
    kill = "import os, signal\ndef cube(x):\n    os.kill(os.getpid(), signal.SIGKILL)"
    source["cells"][4]["source"] = f"with given(cube={kill!r}): loss(torch.zeros(1), torch.zeros(1))"
    handed_in = submit(loss="cube = None\ndef loss(p, t):\n    return cube(p)")
    try:
        report = worker.grade({"toy": plan(handed_in, source, (), Limits(seconds_per_call=3))})["toy"]
    finally:
        worker.close()
    verdicts = {test.grade_id: str(test.verdict) for test in report.tests}
    assert verdicts == {"test_square": "passed", "test_loss": "crashed", "test_step": "crashed"}
