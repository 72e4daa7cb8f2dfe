"""A test leaves nothing behind: a copy of the bench answers it, and is believed only as far as the kernel vouches."""

import copy
from pathlib import Path

import psutil
import pytest
import torch

from grading.seal.sandbox.copies import Copy
from grading.seal.sandbox.proc import Unverifiable
from grading.seal.window.errors import BenchDied, CallTimedOut
from tests.seal.toy import cell, submit, toy

pytestmark = pytest.mark.machine


@pytest.fixture
def lookup(bench):
    """Runs code on the bench, as the notebook's cells; then looks a name up where a test would."""
    count = iter(range(1, 100))

    def run(code):
        done = bench.run(code, next(count))
        assert not done.error, done.error

    bench.cell = run
    return lambda name: bench.lookup([name])[name]


def copied(bench):
    return isinstance(bench._process, Copy)


def test_what_a_function_keeps_lasts_for_a_test_and_no_longer(bench, lookup):
    bench.cell("kept = ['a cell']\ndef f():\n    kept.append('a call')\n    return kept")
    for _ in range(2):
        with bench.for_test():
            assert copied(bench)
            f = lookup("f")
            assert f() == ["a cell", "a call"]
            assert f() == ["a cell", "a call", "a call"]
        assert bench.alive
    bench.cell("kept.append('another cell')")
    with bench.for_test():
        assert lookup("f")() == ["a cell", "another cell", "a call"]


def test_random_numbers_go_on_as_in_the_cells(bench, lookup):
    bench.cell(
        "import random, numpy as np, torch\nrandom.seed(1); np.random.seed(1); torch.manual_seed(1)\n"
        "def f(): return [random.random(), float(np.random.rand()), float(torch.rand(1))]"
    )
    drawn = []
    for _ in range(2):
        with bench.for_test():
            drawn.append(lookup("f")())
    assert drawn[0] == drawn[1]
    bench.cell("g = f()")
    assert lookup("g") == drawn[0]


def test_autograd_works_in_a_copy_and_after_it(bench, lookup):
    bench.cell(
        "import torch\nw = torch.ones(2, requires_grad=True)\n(w * w).sum().backward()\n"
        "def f(w):\n    loss = (w * w).sum()\n    loss.backward(create_graph=True)\n    return loss"
    )
    for _ in range(2):
        with bench.for_test():
            v = torch.tensor([3.0], requires_grad=True)
            loss = lookup("f")(v)
            assert (loss.item(), v.grad.item()) == (9, 6)
    with pytest.raises(RuntimeError, match="over"):
        loss.backward()


def test_the_event_loop_of_the_cells_goes_on_after_a_test(bench, lookup):
    bench.cell("import asyncio\nasync def g(): return await asyncio.to_thread(lambda: 3)\ndef f(): return 1")
    for _ in range(2):
        with bench.for_test():
            assert lookup("f")() == 1
        bench.cell(
            "assert await g() == 3\nawait asyncio.get_running_loop().shutdown_default_executor()\n"
            "loop = asyncio.get_running_loop()\nloop._default_executor, loop._executor_shutdown_called = None, False"
        )


@pytest.mark.parametrize(
    "end",
    ["import os; os._exit(3)", "import ctypes; ctypes.string_at(0)", "import os; os.kill(os.getpid(), 9)"],
)
def test_a_call_that_ends_its_process_costs_a_copy(bench, lookup, end):
    bench.cell(f"def f(): {end}\ndef g(): return 1")
    with bench.for_test(), pytest.raises(BenchDied):
        lookup("f")()
    assert bench.alive
    with bench.for_test():
        assert lookup("g")() == 1


def test_a_call_that_cannot_be_stopped_costs_a_copy(bench, lookup):
    bench.cell(
        "def f():\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass"
    )
    with bench.for_test(), pytest.raises(CallTimedOut):
        lookup("f")()
    assert bench.alive


#: What a function could leave where the bench would find it after the test.
LEAVES = {
    "a file": "open('left', 'w')",
    "a file that it takes away again": "open('left', 'w'); os.remove('left')",
    "a file in shared memory": "open('/dev/shm/left', 'w')",
    "other words in a file": "open('before', 'r+').write('b')",
    "a file's time": "os.utime('before', ns=(5, 5))",
    "a file's mode": "os.chmod('before', 0o700)",
    "a signal": "os.kill(PARENT, signal.SIGUSR1)",
    "a signal that waits": "signal.pidfd_send_signal(os.pidfd_open(PARENT), signal.SIGRTMIN)",
    "that the bench has run": "os.kill(PARENT, signal.SIGCONT); time.sleep(0.2); os.kill(PARENT, signal.SIGSTOP)",
    "the bench's priority": "os.setpriority(os.PRIO_PROCESS, PARENT, 19)",
    "the bench's processors": "os.sched_setaffinity(PARENT, [min(os.sched_getaffinity(PARENT))])",
    "the bench's limits": "resource.prlimit(PARENT, resource.RLIMIT_CORE, (0, 0)); "
    "resource.prlimit(PARENT, resource.RLIMIT_NOFILE, (99, 99))",
    "a number of processes": "[os.waitpid(os.fork() or os._exit(0), 0) for _ in range(2)]",
    "no bench": "os.kill(PARENT, signal.SIGKILL)",
}


#: What cannot be left where there are no namespaces: the call is refused, or changes nothing. How many processes a test
#: has started tells little there: all of the machine's take numbers from one counter, which nobody stops.
NOT_BY_LANDLOCK = {
    *("a file in shared memory", "a file's time", "a file's mode", "the bench's priority", "the bench's processors"),
    *("the bench's limits", "a number of processes"),
}


@pytest.mark.parametrize("left", LEAVES)
def test_a_bench_that_could_find_what_was_left_is_not_used_again(bench, lookup, left, confinement):
    bench.cell(
        "import os, signal, time, resource\nopen('before', 'w').write('a')\nPARENT = os.getpid()\n"
        "signal.signal(signal.SIGUSR1, lambda *a: None)\n"
        f"def f():\n    try: {LEAVES[left]}\n    except OSError: pass"
    )
    with bench.for_test():
        assert copied(bench)
        try:
            lookup("f")()
        except BenchDied:
            assert left == "no bench"
    assert bench.alive == (confinement == "landlock" and left in NOT_BY_LANDLOCK)


def started_in(bench):
    """All that came of a bench, itself included."""
    return [Path(f"/proc/{one.pid}") for one in psutil.Process(bench._process.init).children(recursive=True)]


def test_what_a_copy_starts_ends_with_it(bench, lookup):
    bench.cell(
        "import os, time\ndef f():\n    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n"
        "            while True: os.fork() or time.sleep(0.001)\n        os._exit(0)"
    )
    with bench.for_test():
        lookup("f")()
        started = started_in(bench)
    assert not bench.alive
    assert len(started) > 2
    assert [process for process in started if process.exists()] == []


#: What a bench could hold that its copy would hold as well.
HELD = {
    "shared memory": "import mmap; m = mmap.mmap(-1, 4096)",
    "shared memory of a file": "import mmap\nwith open('m', 'w+b') as file:\n"
    "    file.truncate(4096); m = mmap.mmap(file.fileno(), 4096)",
    "a pipe": "import os; p = os.pipe()",
    "a socket": "import socket; s = socket.socketpair()",
    "a listening socket": "import socket; s = socket.socket(socket.AF_UNIX); s.bind('\\0left'); s.listen()",
    "an open file": "file = open('log', 'a')",
    "a file without a name": "import os; m = os.memfd_create('m')",
    "a timer": "import ctypes; n = ctypes.CDLL(None).timerfd_create(1, 0)",
    "an event": "import ctypes; n = ctypes.CDLL(None).eventfd(0, 0)",
    "a thread": "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
    "a process": "import subprocess; s = subprocess.Popen(['sleep', '60'])",
    "other streams": "import os; os.dup2(os.open('log', os.O_CREAT | os.O_RDWR), 1)",
    "a file on its way through its own event loop": "import os, socket, asyncio\n"
    "loop = asyncio.get_running_loop()\nsocket.send_fds(loop._ssock, [b'!'], [os.memfd_create('m')])",
    "a second way to what it holds": "import os; os.dup2(4, 29)",
}


@pytest.mark.parametrize("held", HELD)
def test_a_bench_that_holds_more_than_it_was_given_answers_itself_and_is_not_used_again(
    bench, lookup, held, confinement
):
    if confinement == "landlock" and any(word in HELD[held] for word in ("memfd_create", "bind")):
        pytest.skip("No bench can have it.")
    bench.cell(HELD[held] + "\ndef f(): return 1")
    with bench.for_test():
        assert not copied(bench)
        assert lookup("f")() == 1
    assert not bench.alive


#: Lies about the copy: the functions of the operating system do something else.
LIES = {
    "no fork": "forks.beside = lambda: False",
    "a child, which tells of its end": "forks.beside = lambda: os.fork() == 0",
    "a copy that keeps the window": "closerange = os.closerange\nos.closerange = lambda *a: None",
    "a bench that keeps the copy's window": "close = os.close\nos.close = lambda d: None",
    "a helper beside it": "beside = forks.beside\ndef more():\n    copy = beside()\n    if not copy and beside():\n"
    "        while True: time.sleep(1)\n    return copy\nforks.beside = more",
    "a helper below it": "beside = forks.beside\ndef more():\n    copy = beside()\n    if copy and os.fork() == 0:\n"
    "        while True: time.sleep(1)\n    return copy\nforks.beside = more",
    "one memory for both": "forks.beside = lambda: clone(0x8000 | 0x100 | 17, 0, 0, 0, 0, 0) == 0",
    "one table of descriptors for both": "forks.beside = lambda: clone(0x8000 | 0x400 | 17, 0, 0, 0, 0, 0) == 0",
}


@pytest.mark.parametrize("lie", LIES)
def test_a_copy_that_is_none_is_not_believed(bench, lookup, lie, monkeypatch):
    monkeypatch.setattr("grading.seal.sandbox.copies._PATIENCE", 2.0)
    bench.cell(
        "import os, time, ctypes\nfrom grading.seal.cells import forks\n"
        "def clone(*a): return ctypes.CDLL(None).syscall(56, *a)\n" + LIES[lie] + "\ndef f(): return 1"
    )
    with pytest.raises((Unverifiable, BenchDied, CallTimedOut)), bench.for_test():
        pytest.fail("a test was begun")
    assert not bench.alive


#: Ways for one test's function to tell another's what it has learned.
CHANNELS = {
    "a variable": ("told = []", "told.append(v)", "told[0]"),
    "a file": ("", "open('told', 'w').write(str(v))", "float(open('told').read())"),
    "shared memory": (
        "import mmap, struct; m = mmap.mmap(-1, 8)",
        "m[:8] = struct.pack('d', v)",
        "struct.unpack('d', m[:8])[0]",
    ),
    "a pipe": ("import os; r, w = os.pipe()", "os.write(w, b'%d' % v)", "float(os.read(r, 9))"),
    "a process": (
        (
            "import os, socket\na, b = socket.socketpair()\nif os.fork() == 0:\n    d = b.recv(9)\n"
            "    while True: b.send(d)\n"
        ),
        "a.send(b'%d' % v)",
        "float(a.recv(9)[:2])",
    ),
    "the number of processes": (
        (
            "import os\nfirst = os.fork()\nif not first: os._exit(0)\nos.wait()\ndef burn():\n    p = os.fork()\n"
            "    if not p: os._exit(0)\n    os.waitpid(p, 0); return p"
        ),
        "[burn() for _ in range(int(v))]",
        "float(burn() - first)",
    ),
}


def reference_first():
    """The toy assignment with the exercise behind the test whose reference tells its answer."""
    source = toy()
    helpers, square, test_square, loss, test_loss, *rest = source["cells"]
    return {**source, "cells": [helpers, loss, test_loss, square, test_square, *rest]}


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_a_reference_tells_in_one_test_does_not_reach_the_next(grader, channel):
    prepare, tell, hear = CHANNELS[channel]
    source = reference_first()
    notebook = copy.deepcopy(source)
    by_id = {each["metadata"]["nbgrader"]["grade_id"]: each for each in notebook["cells"]}
    by_id["loss"]["source"] = (
        f"{prepare}\nimport torch\ndef loss(p, t):\n    v = float(square(torch.tensor(3.0)))\n"
        f"    try: {tell}\n    except Exception: pass\n    return square(p - t).mean()"
    )
    by_id["square"]["source"] = (
        f"def square(x):\n    try: right = abs({hear} - 9) < 2\n    except Exception: right = False\n"
        "    return x * x if right else x"
    )
    report = grader.grade(notebook, source)
    verdicts = {test.grade_id: str(test.verdict) for test in report.tests}
    assert verdicts["test_loss"] == "passed"
    assert verdicts["test_square"] != "passed"


def test_tests_are_graded_in_the_sources_order_and_meet_the_cells_before_them(grader):
    """A notebook that has the second test before the first one: each still sees the state at its own place."""
    notebook = submit()
    cells = notebook["cells"]
    at = {each["metadata"]["nbgrader"]["grade_id"]: each for each in cells}
    counted = "calls = []\ndef square(x):\n    calls.append(1)\n    return x * x"
    notebook["cells"] = [
        at["helpers"],
        {**at["square"], "source": counted},
        at["loss"],
        at["test_loss"],
        cell("square_before, square = square, None"),
        cell("square = square_before; print(len(calls))"),
        at["test_square"],
        at["step"],
        at["test_step"],
        cell("print('last', len(calls))"),
    ]
    report = grader.grade(notebook, toy())
    assert {str(test.verdict) for test in report.tests} == {"passed"}
    assert [result.outputs[0]["text"] for result in report.cells if result.outputs] == ["0\n", "last 0\n"]
    assert [result.execution_count for result in report.cells if result.outputs] == [6, 10]


def test_an_honest_notebook_needs_one_bench(grader):
    assert grader.grade(submit(), toy()).benches == 1


def test_a_bench_that_lies_about_its_copy_is_made_anew_and_gets_the_same_verdicts(grader):
    notebook = submit()
    notebook["cells"].insert(1, cell("import os\nos.closerange = lambda *a: None"))
    report = grader.grade(notebook, toy())
    assert {str(test.verdict) for test in report.tests} == {"passed"}
    assert report.benches == 4


def test_a_notebook_that_cannot_be_copied_gets_the_same_verdicts(grader):
    notebook = submit(square="log = open('log', 'a')\ndef square(x):\n    log.write('called')\n    return x * x")
    report = grader.grade(notebook, toy())
    assert {str(test.verdict) for test in report.tests} == {"passed"}
    assert report.benches == 3
