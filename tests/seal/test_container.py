"""Sealed grading where a container engine's usual profile refuses namespaces, as root and as an ordinary user.

`tests.container` does what such a profile does. What is graded there is told as JSON.
"""

import contextlib
import ctypes
import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.classes import ROOT
from tests.conftest import needed
from tests.container import USER

pytestmark = pytest.mark.machine

#: Grades the submissions of the toy assignment that are told on standard input, and says what became of each.
GRADE = """
import dataclasses, json, sys
from grading.seal.grader import Grader
from tests.seal.conftest import LIMITS
from tests.seal.toy import submit, toy
told = {}
with Grader(LIMITS) as grader:
    for name, solutions in json.load(sys.stdin).items():
        report = grader.grade(submit(**solutions), toy())
        told[name] = {
            "verdicts": {test.grade_id.removeprefix("test_"): test.verdict for test in report.tests},
            "printed": [out.get("text", "") for cell in report.cells for out in cell.outputs],
            "benches": report.benches,
            "confined_by": report.confined_by,
        }
print(json.dumps(told))
"""
SQUARE = "def square(x): return x * x\n"
#: Each prints what it got. ``{secret}`` is a file of the grader's user, ``{pid}`` a process of the same user.
HOSTILE = {
    "reads files": "import os\n"
    "for name in ({secret!r}, '/etc/shadow', {root!r} + '/source', '/proc/{pid}/environ'):\n"
    "    for read in (lambda: open(name).read(), lambda: os.listdir(name)):\n"
    "        try: print('GOT', read())\n        except OSError: pass\n",
    "changes files": "import os\nfor change in (lambda: os.truncate({secret!r}, 0), lambda: os.remove({secret!r}),\n"
    "        lambda: os.open({secret!r}, os.O_TRUNC), lambda: os.rename({secret!r}, 'mine'),\n"
    "        lambda: os.link({secret!r}, 'mine'), lambda: open({secret!r}, 'a'), lambda: os.chmod({secret!r}, 0o777),\n"
    "        lambda: os.utime({secret!r}, (1, 1)), lambda: os.chown({secret!r}, 1, 1)):\n"
    "    try: change()\n    except OSError: pass\n",
    "reaches processes": "import ctypes, os, resource, signal\nlibc = ctypes.CDLL(None)\n"
    "for one in ({pid}, os.getppid(), 1):\n"
    "    for attempt in (lambda: os.kill(one, 0), lambda: signal.pidfd_send_signal(os.pidfd_open(one), 0),\n"
    "            lambda: resource.prlimit(one, resource.RLIMIT_NOFILE), lambda: os.sched_setaffinity(one, [0]),\n"
    "            lambda: os.setpriority(os.PRIO_PROCESS, one, 19), lambda: open(f'/proc/{{one}}/mem'),\n"
    "            lambda: os.listdir(f'/proc/{{one}}/fd'), lambda: os.readlink(f'/proc/{{one}}/cwd')):\n"
    "        try: print('GOT', attempt())\n        except OSError: pass\n"
    "    if libc.ptrace(16, one, 0, 0) == 0: print('GOT ptrace')\n",
    "reaches memory and sockets": "import ctypes, socket\nlibc = ctypes.CDLL(None)\n"
    "if libc.shmat({segment}, 0, 0) != -1 or libc.shmctl({segment}, 0, 0) != -1: print('GOT segment')\n"
    "for family, name in ((socket.AF_UNIX, {socket!r}), (socket.AF_INET, ('127.0.0.1', {port}))):\n"
    "    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):\n"
    "        try: socket.socket(family, kind).connect(name); print('GOT', name)\n        except OSError: pass\n",
    "leaves a process": "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
    "        os.execvp('sleep', ['sleep', {marker!r}])\n    os._exit(0)\nos.wait()\n",
    "kills everybody": "import os, signal\nif os.fork() == 0:\n    for pid in (-1, os.getppid()):\n"
    "        try: os.kill(pid, signal.SIGKILL)\n        except OSError: pass\n    os._exit(0)\nos.wait()\n",
    "starts processes without end": "import os, time\ntry:\n    for _ in range(3000):\n"
    "        if os.fork() == 0: time.sleep(20); os._exit(0)\n    print('GOT', 3000)\nexcept OSError: pass\n",
}
#: Those whose own process does not outlive what they do, everywhere or where nothing but who watches bounds it.
ENDS_ITSELF = {"kills everybody", "starts processes without end"}
GOOD = dict.fromkeys(("square", "loss", "step"), "passed")
#: The containers: the options of `tests.container`.
CONTAINERS = {
    "as an ordinary user": ["--user"],
    "as an ordinary user, /proc masked": ["--user", "--masked"],
    "as root": [],
    "as root, /proc masked": ["--masked"],
    "as root without any right": ["--rightless", "--masked"],
}
#: Where namespaces are allowed, bubblewrap starts, though something is amiss.
AMISS = {
    "root without the right to mount": ["--namespaces"],
    "root without the right to mount, /proc masked": ["--namespaces", "--masked"],
    "an ordinary user, /proc masked": ["--namespaces", "--user", "--masked"],
}


def within(options: list[str], folder: Path, *words: str, **run: object) -> subprocess.CompletedProcess[str]:
    """A command's end, in such a container; ``folder`` is for temporary files."""
    if os.getuid() != 0:
        needed("root", "the tests of containers")
    command = [sys.executable, "-P", "-m", "tests.container", *options, sys.executable, "-P", *words]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, **run)


def graded(options: list[str], folder: Path, submissions: dict[str, dict[str, str]]) -> dict[str, dict[str, object]]:
    done = within(options, folder, "-c", GRADE, input=json.dumps(submissions))
    assert done.returncode == 0, done.stderr
    told: dict[str, dict[str, object]] = json.loads(done.stdout)
    return told


@pytest.fixture
def place():
    """A folder that everybody reaches; pytest keeps its own to the user."""
    with tempfile.TemporaryDirectory(prefix="container-") as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


@pytest.fixture
def segment_and_listeners():
    """What the grader's user has besides: a process, a segment of shared memory, a socket file and a port."""
    libc = ctypes.CDLL(None)
    made, segments = contextlib.ExitStack(), []

    def make(options, place):
        user = USER if "--user" in options else 0
        secret = place / "secret"
        secret.write_text("secret")
        os.chown(secret, user, user)
        listener = made.enter_context(socket.socket(socket.AF_UNIX))
        listener.bind(str(secret.with_name("socket")))
        listener.listen()
        secret.with_name("socket").chmod(0o777)
        server = made.enter_context(socket.create_server(("127.0.0.1", 0)))
        process = made.enter_context(subprocess.Popen(["sleep", "600"], user=user, group=user))
        made.callback(process.kill)
        segments.append(libc.shmget(0, 4096, 0o1666))
        port = server.getsockname()[1]
        about = secret.stat()
        return {
            "secret": str(secret),
            "before": ("secret", about.st_mode, about.st_mtime_ns, about.st_uid),
            "root": str(ROOT),
            "marker": f"{os.getpid()}.5",
            "pid": process.pid,
            "segment": segments[0],
            "socket": str(secret.with_name("socket")),
            "port": port,
        }

    yield make
    made.close()
    for segment in segments:
        libc.shmctl(segment, 0, None)


def running(marker: str) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = process.read_bytes().split(b"\0")
        except OSError:
            continue
        found += [process.parent.name] if marker.encode() in words else []
    return found


def attacks(facts: dict[str, object]) -> dict[str, dict[str, str]]:
    return {name: {"square": code.format(**facts) + SQUARE} for name, code in HOSTILE.items()}


def test_grading_is_sealed_in_a_container(place, segment_and_listeners):
    """The core: who grades on a hub, and all attacks in one that do not end it."""
    facts = segment_and_listeners(["--user"], place)
    together = "".join(code.format(**facts) for name, code in HOSTILE.items() if name not in ENDS_ITSELF)
    told = graded(["--user", "--masked"], place, {"hostile": {"square": together + SQUARE}, "good": {}})
    for one in told.values():
        assert (one["confined_by"], one["verdicts"]) == ("landlock", GOOD)
    assert [text for text in told["hostile"]["printed"] if "GOT" in text] == []
    assert told["good"]["benches"] == 1  # each test was answered by a copy
    nothing_happened(place, facts)


@pytest.mark.whole
@pytest.mark.parametrize("container", CONTAINERS)
def test_it_is_so_for_everybody_and_for_each_attack_alone(container, place, segment_and_listeners):
    facts = segment_and_listeners(CONTAINERS[container], place)
    wrong = {"square": "def square(x): return x + x"}
    told = graded(CONTAINERS[container], place, {"good": {}, "wrong": wrong, **attacks(facts), "last": {}})
    assert {one["confined_by"] for one in told.values()} == {"landlock"}
    assert told["good"]["verdicts"] == told["last"]["verdicts"] == GOOD
    assert told["wrong"]["verdicts"] == GOOD | {"square": "failed"}
    for name in HOSTILE:
        assert [text for text in told[name]["printed"] if "GOT" in text] == [], name
        ends = [GOOD | {"square": end} for end in ("crashed", "failed") if name in ENDS_ITSELF]
        assert told[name]["verdicts"] in (GOOD, *ends), name
    nothing_happened(place, facts)


def nothing_happened(place: Path, facts: dict[str, object]) -> None:
    secret, about = place / "secret", (place / "secret").stat()
    assert (secret.read_text(), about.st_mode, about.st_mtime_ns, about.st_uid) == facts["before"]
    assert Path(f"/proc/{facts['pid']}").exists()
    assert running(str(facts["marker"])) == []
    assert list(place.glob("seal-*")) == []


@pytest.mark.whole
@pytest.mark.parametrize("amiss", AMISS)
def test_bubblewrap_starts_where_something_is_amiss(amiss, place):
    told = graded(AMISS[amiss], place, {"good": {}, "wrong": {"square": "def square(x): return x + x"}})
    assert {name: one["confined_by"] for name, one in told.items()} == dict.fromkeys(told, "bubblewrap")
    assert [one["verdicts"] for one in told.values()] == [GOOD, GOOD | {"square": "failed"}]
    assert told["good"]["benches"] == 1


@pytest.mark.whole
def test_the_demonstration_is_sealed_in_a_container(place):
    done = within(["--user", "--masked"], place, "-m", "grading", "demo", "--folder", str(place / "demo"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Sealed by landlock: each submission runs in a sandbox of its own.") == 2
    record = next((place / "demo" / "autograded").glob("*/*/*.grading.json"))
    assert json.loads(record.read_text())["confined_by"] == "landlock"
