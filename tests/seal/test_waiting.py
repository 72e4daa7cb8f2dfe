"""What a submission waits for a processor is not its time; what its own processes take from each other is."""

import os
import time
from types import SimpleNamespace

import pytest

from grading.seal.sandbox import proc
from grading.seal.sandbox.proc import Unverifiable
from grading.seal.sandbox.remote import RemoteBench
from grading.seal.sandbox.waiting import Waiting
from tests.classes import busy

MOST = 100.0
INIT, BENCH, COPY = 1, 2, 3


@pytest.fixture
def machine(monkeypatch):
    """What the clock and the kernel say; all of it nothing at first."""
    told = SimpleNamespace(wall=0.0, used=0.0, waited={BENCH: 5.0, os.getpid(): 7.0})
    monkeypatch.setattr(time, "monotonic", lambda: told.wall)
    monkeypatch.setattr(proc, "used", lambda init: told.used)
    monkeypatch.setattr(proc, "waited", lambda pid: told.waited[pid])
    return told


@pytest.fixture
def waiting(machine):
    return Waiting(SimpleNamespace(init=INIT, bench=BENCH), MOST)


def test_what_a_bench_waits_beside_others_is_taken_off(machine, waiting):
    assert waiting.seconds() == 0
    machine.wall, machine.used, machine.waited[BENCH] = 84, 3, 5 + 81
    assert waiting.seconds() == 81


def test_what_its_own_processes_keep_from_it_is_not(machine, waiting):
    machine.wall, machine.used, machine.waited[BENCH] = 13, 26, 5 + 12.5
    assert waiting.seconds() == 0
    machine.wall, machine.used, machine.waited[BENCH] = 20, 18, 5 + 19
    assert waiting.seconds() == 2


def test_what_sleeps_waits_for_nothing(machine, waiting):
    machine.wall = 1000
    assert waiting.seconds() == 0


def test_what_its_examiner_waits_is_taken_off_too(machine, waiting):
    machine.wall, machine.waited[os.getpid()] = 10, 7 + 4
    assert waiting.seconds() == 4


def test_what_its_copies_wait_is_taken_off_as_well(machine, waiting):
    machine.wall, machine.waited[COPY] = 10, 0
    with waiting.also_of(COPY):
        machine.waited[COPY] = 2
        assert waiting.seconds() == 2
    del machine.waited[COPY]  # it has ended
    machine.waited[BENCH] += 1
    assert waiting.seconds() == 3


def test_there_is_an_end_to_patience(machine, waiting):
    machine.wall, machine.waited[BENCH] = 1000, 5 + 900
    assert waiting.seconds() == MOST


def test_what_the_kernel_does_not_tell_is_not_taken_off(machine, monkeypatch):
    def nothing(pid):
        raise Unverifiable

    monkeypatch.setattr(proc, "waited", nothing)
    waiting = Waiting(SimpleNamespace(init=INIT, bench=BENCH), MOST)
    machine.wall = 1000
    assert waiting.seconds() == 0


@pytest.fixture
def crowded():
    """A processor on which eight others only count."""
    processor = max(os.sched_getaffinity(0))
    with busy(processor, processes=8):
        yield processor


TAKES = "import time\nused = time.process_time()\nwhile time.process_time() < used + 0.2: pass\nprint('done')"


@pytest.mark.machine
def test_a_busy_machine_times_nobody_out(bench, crowded):
    os.sched_setaffinity(bench._process.bench, {crowded})
    bench.begin(0.6, float("inf"))
    assert bench.run(TAKES, 1).outputs[0]["text"] == "done\n"
    assert bench.trouble is None
    assert bench.waited > 0


@pytest.mark.machine
def test_neither_in_a_test(bench, crowded):
    bench.run(f"def f():\n    {TAKES.replace(chr(10), chr(10) + '    ')}\n    return 7", 1)
    os.sched_setaffinity(bench._process.bench, {crowded})
    bench.begin(0.6, float("inf"))
    with bench.for_test():
        assert bench.lookup(["f"])["f"]() == 7
        assert bench.trouble is None
    assert bench.waited > 0


@pytest.mark.machine
def test_what_never_ends_is_timed_out_all_the_same(bench, crowded):
    os.sched_setaffinity(bench._process.bench, {crowded})
    bench.begin(0.1, float("inf"))
    assert bench.run("while True: pass", 1).error["ename"] == "KeyboardInterrupt"
    assert bench.trouble is not None


@pytest.mark.machine
def test_all_that_a_bench_starts_counts_as_its_own(bench):
    code = (
        "import os, threading, time\n"
        "def take():\n    os.setsid()\n    if os.fork(): os._exit(0)\n    began = time.process_time()\n"
        "    while time.process_time() < began + 0.2: pass\n    time.sleep(30)\n"
        "def start():\n    if os.fork() == 0: take()\n    time.sleep(0.6)\n"
        "threads = [threading.Thread(target=start) for _ in range(2)]\n"
        "for one in threads: one.start()\nfor one in threads: one.join()\nstart()"
    )
    before = proc.used(bench._process.init)
    bench.run(code, 1)
    deadline = time.monotonic() + 20
    while proc.used(bench._process.init) < before + 0.5 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert proc.used(bench._process.init) >= before + 0.5  # of two processes it would be 0.4


def test_nothing_that_a_bench_asks_meanwhile_gives_it_more_time():
    bench = object.__new__(RemoteBench)
    bench._peer = SimpleNamespace(deadline=None)
    bench._waits, bench._late, bench._forgiven = 0, False, 0.0
    with bench._until(10):
        with bench._until(99):
            assert bench._peer.deadline == 10
            bench._late, bench._peer.deadline = True, 11  # interrupted: one second of grace
        for _ in range(3):
            with bench._until(99):
                assert bench._peer.deadline == 11
                assert bench._late
        assert bench._peer.deadline == 11
    with bench._until(20):
        assert not bench._late
        with bench._until(15):
            bench._forgiven += 2  # it waited for a processor
        assert bench._peer.deadline == 22
