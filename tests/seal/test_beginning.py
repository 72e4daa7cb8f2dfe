"""What submissions begin with is run once for all of them, and only where nothing can tell the difference."""

import contextlib
import copy
import itertools
import json
import re
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from grading import bank
from grading.seal.grader import Grader, write_outputs
from grading.seal.plan import plan
from tests import ASSIGNMENT
from tests.seal.toy import SQUARE, cell, submit, toy

ROOT = Path(__file__).parents[2]
SEEDS = (
    "import random, numpy as np, torch\nrandom.seed(1); np.random.seed(2); torch.manual_seed(3)\nx = [random.random()]"
)
#: What a notebook may begin with, and a cell that would show a difference.
CONTINUED = {
    "random state": (SEEDS, "print(x, random.random(), np.random.rand(), torch.rand(2))"),
    "outputs and history": ("print('begun')\n40 + 2", "print(_, Out, In, _i1)\n_ + 1"),
    "its place": ("import os, sys", "print(os.getcwd(), os.getpid(), os.listdir(), sys.path, os.environ['HOME'])"),
    "its limits": ("import resource", "print([resource.getrlimit(n) for n in range(16)])"),
    "names of code": (
        "import traceback\ndef f():\n    raise ValueError",
        "try:\n    f()\nexcept ValueError:\n    print(traceback.format_exc(), f.__code__.co_filename)\nf()",
    ),
    "figures": (
        "import matplotlib.pyplot as plt\n%matplotlib inline\n%config InlineBackend.figure_format = 'svg'\nplt.ioff();",
        "print(plt.get_fignums(), plt.isinteractive(), plt.get_backend())\nplt.figure().number",
    ),
    "gradients": ("import torch\ntorch.set_grad_enabled(False)\nw = torch.ones(1, requires_grad=True)", "w * 2"),
    "an event loop": ("import asyncio", "async def two():\n    await asyncio.sleep(0)\n    return 2\nawait two()"),
    "files and commands": ("import os", "%%writefile left.py\nfound = 1"),
    "where a recursion ends": (
        "depth = 0\ndef deeper():\n    global depth\n    depth += 1\n    deeper()",
        "try:\n    deeper()\nexcept RecursionError:\n    print(depth)",
    ),
    "signals": ("import signal", "print([signal.getsignal(n) for n in (signal.SIGCHLD, signal.SIGTERM)])"),
}
#: What only a submission's own process can answer, or does to more than its own memory.
REFUSED = {
    "a clock": "import time\nt = time.time()",
    "a clock by another name": "from time import perf_counter_ns as p\np()",
    "a date": "import datetime\ndatetime.datetime.now()",
    "NumPy's date": "import numpy as np\nt = np.datetime64('now')",
    "a timed cell": "%%time\n1",
    "its process": "import os\nos.getpid()",
    "chance": "import os\nos.urandom(1)",
    "chance for NumPy": "import numpy as np\nnp.random.default_rng()",
    "chance for torch": "import torch\ntorch.seed()",
    "a name that is nobody else's": "import uuid\nuuid.uuid4()",
    "a file": "open('left.txt', 'w').close()",
    "a folder": "import os\nos.mkdir('left')",
    "another place": "import os\nos.chdir('/')",
    "a thread": "import threading\nthreading.Thread(target=print).start()",
    "a process": "import os\nif os.fork() == 0: os._exit(0)",
    "a command": "!true",
    "shared memory": "import mmap\nm = mmap.mmap(-1, 10)",
    "a file that stays open": "held = open('/etc/passwd')",
    "a socket": "import socket\ns = socket.socketpair()",
    "a signal": "import signal\nsignal.signal(signal.SIGALRM, print)",
    "a timer": "import signal\nsignal.alarm(9)",
    "a callback": "import asyncio\nasyncio.get_event_loop().call_later(0, print)",
    "a task": "import asyncio\nasyncio.create_task(asyncio.sleep(0))",
    "who watches": "import sys\nsys.setprofile(None)",
    "an error": "1 / 0",
    "an error that is shown": "get_ipython().showtraceback((ValueError, ValueError(), None))",
    "a limit": "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (9, 9))",
    "a niceness": "import os\nos.nice(1)",
}


@pytest.fixture
def benches(launcher):
    """Makes benches for these cells, from a process that has run them where that can be."""
    launcher.bench().close()  # as in grading, where the first is made before anything is known to be shared
    made = []

    def begun(*codes, shared=True):
        cells = tuple(zip(codes, itertools.count(1), strict=False))
        if shared:
            launcher.prepare(cells)
        new = launcher.bench(cells if shared else ())
        new.begin(60, float("inf"))
        made.append(new)
        return new

    yield begun
    for one in made:
        one.close()


def alike(launcher):
    if not launcher.confinement.alike:
        pytest.skip("no beginning is shared where each bench has a place of its own")


@pytest.mark.machine
@pytest.mark.parametrize("what", CONTINUED)
def test_what_follows_finds_all_as_if_it_had_been_run_there(launcher, benches, what):
    alike(launcher)
    first, then = CONTINUED[what]
    shared, own = benches(first), benches(first, shared=False)
    shown = own.run(first, 1)
    assert shared.begun_with == ((first, 1),)
    assert [replace(done, seconds=0, codes=()) for done in shared.begun] == [replace(shown, seconds=0, codes=())]
    for code in (then, "print(sorted(name for name in globals() if name not in ('_', '__', '___')))"):
        one, other = (replace(each.run(code, 2), seconds=0, codes=()) for each in (shared, own))
        assert one == other


@pytest.mark.machine
@pytest.mark.parametrize("what", REFUSED)
def test_nothing_is_shared_that_only_a_process_of_its_own_can_do_or_know(launcher, benches, what):
    alike(launcher)
    bench = benches(REFUSED[what])
    assert not bench.begun_with
    assert not bench.begun


@pytest.mark.machine
def test_what_was_begun_within_other_limits_is_not_taken(launcher, benches, monkeypatch):
    alike(launcher)
    first = "print('-' * 3000)"
    assert "cut here" not in str(benches(first).begun)
    monkeypatch.setattr(launcher, "limits", replace(launcher.limits, output=1 << 10))
    with contextlib.closing(launcher.bench(((first, 1),))) as bench:
        assert not bench.begun_with
    assert "cut here" in str(benches(first).begun)


@pytest.mark.machine
def test_what_one_submission_does_to_it_no_other_meets(launcher, benches):
    alike(launcher)
    first = "import torch\nx, secret = [1], {}"
    one = benches(first)
    assert not one.run("x.append(2); secret['a'] = 1; torch.mine = 3; open('/tmp/left', 'w').close()", 2).raised
    other = benches(first)
    assert one.begun_with == other.begun_with == ((first, 1),)
    told = other.run(
        "import os; print(x, secret, hasattr(torch, 'mine'), os.path.exists('/tmp/left'), len(os.listdir('/proc')))", 2
    )
    assert told.outputs[0]["text"].startswith("[1] {} False False 2")


@pytest.mark.machine
def test_without_a_place_that_is_everywhere_the_same_nothing_is_shared(launcher, benches, monkeypatch):
    monkeypatch.setattr(type(launcher.confinement), "alike", False)
    assert not benches("nobody_has_run_this = 1").begun


@pytest.mark.parametrize(
    ("cells", "shared"),
    [
        ([cell("a = 1", "a", locked=True), cell("b = 1", "b", locked=True)], 3),
        ([cell("a = 1", "a", locked=True), cell("# a student's"), cell("b = 1", "b", locked=True)], 2),
        ([cell("square = 1", "a", locked=True)], 1),  # a test asks for what stands under that name
        ([cell("", "a", locked=True)], 1),
        ([], 1),
    ],
)
def test_the_beginning_are_the_locked_cells_above_all_that_a_student_may_change(cells, shared):
    source = toy()
    source["cells"][1:1] = cells
    assert plan(source, source).shared == shared


def test_who_has_a_cell_above_it_or_files_beside_it_shares_nothing():
    before = submit()
    before["cells"].insert(0, cell("mine = 1"))
    assert plan(submit(), toy()).shared == 1
    assert plan(before, toy()).shared == 0
    assert plan(submit(), toy(), files=[("data.csv", b"1")]).shared == 0
    assert plan(submit(), toy(), given=[("data.csv", b"1")]).shared == 0


def test_what_a_student_makes_of_the_cells_of_the_beginning_is_never_run():
    changed = submit()
    changed["cells"][0]["source"] = "import os; os._exit(0)"
    assert plan(changed, toy()).beginning == plan(submit(), toy()).beginning


@pytest.mark.machine
def test_another_beginning_is_another_matter(grader):
    other = toy()
    other["cells"][0]["source"] += "\nmine = 3"
    for source in [toy(), toy(), toy(), other, other, other, toy()]:
        report = grader.grade(copy.deepcopy(source), source)
        assert {str(test.verdict) for test in report.tests} == {"passed"}


@pytest.mark.machine
def test_a_bench_that_dies_is_made_anew_with_its_beginning(grader):
    deadly = submit(square=f"import os\n{SQUARE}\nos._exit(1)")
    for _ in range(3):
        report = grader.grade(deadly, toy())
        assert [str(test.verdict) for test in report.tests] == ["failed", "passed", "passed"]
        assert report.benches > 1


#: Where objects lay, and what `%timeit` and `%%time` print.
MEASURED = r"0x[0-9a-f]+|[\d.]+ \w{1,2} ± [\d.]+ \w{1,2}|CPU times: [^\"]*Wall time: [^\"]*"


def without_where_it_was_stopped(told):
    """What is told, without in which line an endless loop was: none is like another."""
    if isinstance(told, list | tuple):
        return [without_where_it_was_stopped(each) for each in told]
    if not isinstance(told, dict):
        return told
    stopped = told.get("ename") == "KeyboardInterrupt"
    return {
        name: without_where_it_was_stopped(each) for name, each in told.items() if not (stopped and name == "traceback")
    }


def kept(grader, notebook, job):
    """What is kept of a run: the report and the executed notebook, without what was measured and where objects lay."""
    report = grader.run(job)
    executed = copy.deepcopy(notebook)
    write_outputs(report, executed)
    cells = tuple(replace(each, seconds=0) for each in report.cells)
    tests = tuple(replace(each, seconds=0) for each in report.tests)
    whole = replace(report, cells=cells, tests=tests, seconds=0, waited=0).as_json()
    texts = (json.dumps(without_where_it_was_stopped(each), ensure_ascii=False) for each in (whole, executed))
    return [re.sub(MEASURED, "measured", text) for text in texts]


def compare(grader, submissions):
    """All one after the other, so that they share what they begin with, and then each by itself."""
    source = nbformat.read(ROOT / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    notebooks = {"solved": source} | {each.name: each.notebook(source) for each in submissions}
    jobs = {name: plan(notebook, source) for name, notebook in notebooks.items()}
    grader.run(jobs["solved"])  # the second that begins so is the first that shares it
    shared = {name: kept(grader, notebooks[name], job) for name, job in jobs.items()}
    own = {name: kept(grader, notebooks[name], replace(job, shared=0)) for name, job in jobs.items()}
    assert [name for name in jobs if shared[name] != own[name]] == []


@pytest.mark.whole
@pytest.mark.machine
def test_a_few_of_the_bank_leave_the_same_records_and_notebooks_byte_for_byte(grader):
    names = ("right/all_lambdas", "right/asks_for_input", "wrong/backward_called_twice")
    compare(grader, [bank.read(ROOT / "tests" / "submissions" / f"{name}.py") for name in names])


@pytest.mark.machine
@pytest.mark.whole
@pytest.mark.parametrize("kind", ["right", "wrong"])
def test_the_whole_bank_leaves_the_same_records_and_notebooks_byte_for_byte(kind):
    with Grader() as grader:
        compare(grader, bank.load(ROOT / "tests" / "submissions" / kind))
