"""The sandbox: what a student's code cannot see, reach, use up or leave behind."""

import os
import platform
import select
import signal
import socket
import time
from pathlib import Path

import pytest

from grading.seal.bench import seccomp
from grading.seal.sandbox import cgroup, proc, proof
from grading.seal.sandbox.cgroup import ControlGroup
from grading.seal.sandbox.launcher import Launcher
from grading.seal.window.errors import BenchDied, SandboxUnavailable
from grading.seal.window.records import Limits

pytestmark = pytest.mark.machine

ROOT = Path(__file__).parents[2]


@pytest.fixture
def shell(bench):
    """Runs code on the bench; what it printed."""

    def run(code):
        done = bench.run(code, 1)
        return "".join(o.get("text", "") + o.get("evalue", "") for o in done.outputs)

    return run


def test_it_sees_no_file_of_ours(shell, tmp_path, confinement):
    secret = tmp_path / "secret"
    secret.write_text("do not read")
    for path in (secret, ROOT / "source", ROOT / "nbgrader_config.py", Path("/etc/shadow")):
        if confinement == "bubblewrap":  # else a name that is known can be asked for, and nothing more
            assert "False" in shell(f"import os\nprint(os.path.exists({str(path)!r}))")
        opened = shell(f"import os\ntry: print(os.open({str(path)!r}, os.O_RDONLY))\nexcept OSError as e: print(e)")
        assert opened.startswith("[Errno")
        if path.is_dir():
            assert shell(f"try: print(os.listdir({str(path)!r}))\nexcept OSError as e: print(e)").startswith("[Errno")
    assert "do not read" not in shell("!find / -name secret -exec cat {} + 2>/dev/null")


def test_it_sees_none_of_the_trusted_modules(shell):
    code = (
        "import os, grading, grading.seal\nfor one in (grading, grading.seal):\n"
        "    print(sorted(set(os.listdir(one.__path__[0])) - {'__init__.py'}))"
    )
    assert shell(code) == "['seal']\n['bench', 'cells', 'window']\n"
    assert "[Errno" in shell(f"try: open({str(ROOT / 'grading/seal/plan.py')!r})\nexcept OSError as e: print(e)")
    assert "No module named" in shell("import grading.seal.plan")


def test_its_home_is_empty_and_its_own(shell, confinement):
    home = {"bubblewrap": "/home/student", "landlock": "/home"}[confinement]
    assert shell("import os\nprint(os.getcwd(), os.listdir('.'))").endswith(f"{home} []\n")
    assert shell("open('x', 'w').write('1'); print(os.listdir('.'))") == "['x']\n"


@pytest.mark.parametrize("path", ["/usr/x", "/x", "/etc/x", "/seal/x", "/dev/x", "/proc/x", "/mnt/x"])
def test_it_writes_nowhere_else(shell, path):
    assert "rror" in shell(f"try: open({path!r}, 'w')\nexcept OSError as e: print('Error', e)")


def test_it_cannot_change_its_python(shell):
    shell("import torch, os\nopen_ = os.open")
    for name in ("torch", "os"):
        told = shell(f"try: open({name}.__file__, 'a'); print('open')\nexcept OSError as e: print(e)")
        assert "denied" in told or "Read-only" in told


def test_it_has_no_network(shell):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for host in ("127.0.0.1", "192.0.2.1"):
            told = shell(
                "import socket\n"
                f"try: socket.create_connection(({host!r}, {port}), 2); print('connected')\n"
                "except OSError as e: print('no', e)"
            )
            assert told.startswith("no")


def test_a_socket_is_of_a_known_family_and_of_nothing_beyond_its_network(shell, confinement):
    code = (
        "import socket\nfound = set()\nfor family in range(64):\n    for kind in range(1, 7):\n"
        "        for protocol in (0, 1, 6, 15, 17, 132, 262):\n"
        "            for make in (socket.socket, socket.socketpair):\n"
        "                try: made = make(family, kind, protocol)\n"
        "                except OSError as e: continue\n"
        "                found.add((family, protocol))\nprint(sorted(found))"
    )
    internet = [(family, protocol) for family in (socket.AF_INET, socket.AF_INET6) for protocol in (0, 6, 17)]
    others = {"bubblewrap": [*internet, (socket.AF_NETLINK, 0)], "landlock": []}[confinement]
    assert eval(shell(code)) == sorted([(socket.AF_UNIX, 0), *others])
    told = shell("try: socket.socket(40, socket.SOCK_STREAM)\nexcept OSError as e: print(e)")  # AF_VSOCK
    assert told.startswith("[Errno")
    pairs = "for kind in range(1, 7):\n    try: print(socket.socketpair(socket.AF_UNIX, kind)[0].type.name)\n"
    pairs = shell(pairs + "    except OSError: pass").split()
    if confinement == "landlock":  # no pair can be led to a socket of another
        assert pairs == ["SOCK_STREAM", "SOCK_SEQPACKET"]


def test_no_call_is_served_that_no_notebook_needs(shell):
    column = ("x86_64", "aarch64").index(platform.machine())
    numbers = {name: one[column] for name, one in seccomp._REFUSED.items() if one[column] >= 0}
    numbers |= dict.fromkeys(("fcntl, a notice", "fcntl, a lease"), (72, 25)[column])
    arguments = {"fcntl, a notice": (0, 1026, 1), "fcntl, a lease": (0, 1024, 0)}
    code = (
        "import ctypes, errno\nlibc = ctypes.CDLL(None, use_errno=True)\nserved = []\n"
        f"for name, number in {numbers}.items():\n    ctypes.set_errno(0)\n"
        f"    if libc.syscall(number, *{arguments}.get(name, ())) != -1 or ctypes.get_errno() != errno.EPERM:\n"
        "        served.append(name)\nprint(served)"
    )
    assert shell(code) == "[]\n"
    assert shell("print(libc.syscall(451, 0, 0, 0, 0), ctypes.get_errno() == errno.ENOSYS)") == "-1 True\n"


@pytest.mark.skipif(platform.machine() != "x86_64", reason="Other processors have no such calls.")
def test_the_calls_of_a_processors_former_kinds_are_no_way_around_it(shell):
    code = (
        "import ctypes, errno, mmap, os\nlibc = ctypes.CDLL(None, use_errno=True)\nfor base in (2**30, 512):\n"
        "    print(libc.syscall(base + 41, 40, 1, 0), ctypes.get_errno() == errno.ENOSYS)\n"
        "page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)\n"
        "page.write(bytes.fromhex('b814000000cd80c3'))  # mov eax, 20 (getpid); int 0x80; ret\n"
        "call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))\n"
        "child = os.fork()\nif child == 0:\n    call()\n    os._exit(0)\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))"
    )
    assert shell(code) == f"-1 True\n-1 True\n{-signal.SIGSYS}\n"


def test_a_processor_whose_calls_are_not_listed_has_no_filter_and_that_is_an_error(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(OSError, match="no filter of system calls for a riscv64 processor"):
        seccomp.program.__wrapped__()


#: What a notebook may use, what it prints, and whether it needs namespaces: shared memory, locks and sockets are the
#: machine's where there are none.
USED = {
    "a process": (
        (
            "import asyncio, subprocess\nasync def hello():\n"
            "    done = await asyncio.create_subprocess_exec('echo', 'process', stdout=subprocess.PIPE)\n"
            "    return (await done.communicate())[0]\nprint(await hello())"
        ),
        "b'process\\n'\n",
    ),
    "a command": ("!echo hello", "hello"),
    "threads": (
        (
            "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(2) as pool:\n"
            "    print(list(pool.map(abs, [-1, -2])))"
        ),
        "[1, 2]\n",
    ),
    "arithmetic": (
        (
            "import numpy as np, torch\nprint(torch.ones(300, 300).matmul(torch.ones(300, 300)).sum().item())\n"
            "print(np.linalg.svd(np.eye(3))[1])"
        ),
        "27000000.0\n[1. 1. 1.]\n",
    ),
    "a figure": (
        "import matplotlib.pyplot as plt\nprint(len(plt.figure().canvas.get_supported_filetypes()) > 5)",
        "True\n",
    ),
    "a database": ("import sqlite3\nprint(sqlite3.connect('x.db').execute('select 1').fetchall())", "[(1,)]\n"),
    "files": (
        (
            "import os, pathlib, shutil, tempfile\nwith tempfile.NamedTemporaryFile('w') as f: print(f.write('abc'))\n"
            "os.makedirs('a/b'); pathlib.Path('a/b/c').write_text('x')\n"
            "shutil.copytree('a', 'd'); shutil.move('d', 'e')\n"
            "os.rename('a/b/c', 'c'); shutil.rmtree('a'); print(sorted(os.listdir('.')), os.listdir('e/b'))"
        ),
        "3\n['c', 'e'] ['c']\n",
    ),
}
ONLY_IN_NAMESPACES = {
    "processes that share": (
        "import multiprocessing\npool = multiprocessing.get_context('fork').Pool(2)\nprint(pool.map(abs, [-1]))",
        "[1]\n",
    ),
    "a network of one": (
        "import socket\nprint(socket.getaddrinfo('127.0.0.1', 80)[0][0] in (2, 10), len(socket.if_nameindex()))",
        "True 1\n",
    ),
}


@pytest.mark.parametrize("used", [*USED, *ONLY_IN_NAMESPACES])
def test_what_notebooks_use_works_behind_the_filter(shell, used, confinement):
    code, told = (USED | ONLY_IN_NAMESPACES)[used]
    said = shell(code)
    if confinement == "landlock" and used in ONLY_IN_NAMESPACES:
        assert "[Errno" in said
    else:
        assert said.replace("\r", "").startswith(told)


def test_abstract_sockets_of_the_machine_are_out_of_reach(shell):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0seal-test")
        server.listen()
        told = shell(
            "import socket\ntry: socket.socket(socket.AF_UNIX).connect('\\0seal-test'); print('connected')\n"
            "except OSError: print('no')"
        )
    assert told == "no\n"


def test_its_environment_is_clean(bench, shell, monkeypatch):
    names = eval(shell("import os\nprint(sorted(os.environ))"))
    assert set(names) <= {
        *("CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "GIT_PAGER", "HOME", "IPYTHONDIR", "LANG"),
        *("MKL_NUM_THREADS", "MPLBACKEND", "MPLCONFIGDIR", "NBGRADER_EXECUTION", "OMP_NUM_THREADS", "PAGER", "PATH"),
        *("OPENBLAS_NUM_THREADS", "PWD", "TERM", "TMPDIR", "USER", "LC_CTYPE", "_", "OLDPWD", "SHLVL"),
    } | {n for n in names if n.startswith(("KMP_", "TORCH", "PYTORCH", "LINES", "COLUMNS", "PIP_", "UV_", "CONDA_"))}


@pytest.mark.machine
@pytest.mark.parametrize("install", ["%pip install no_such_package", "!pip install no_such_package"])
def test_what_a_notebook_would_install_is_refused_at_the_first_try(bench, install, confinement):
    done = bench.run(install, 1)
    said = "".join(output.get("text", "") for output in done.outputs)
    # A package that is edited where it stands lies in a folder that is on Python's path, and not to be listed.
    assert "No matching distribution found" in said or (confinement == "landlock" and "Permission denied" in said)
    assert not any(word in said for word in ("Retrying", "Connection", "resolve", "new release"))


def test_it_sees_no_process_but_its_own(shell, confinement):
    if confinement == "bubblewrap":
        assert shell("import os\nprint(sorted(os.listdir('/proc')))") == "['cpuinfo', 'meminfo']\n"
        assert shell("print(os.getpid() < 20, os.getppid())") == "True 1\n"
    else:
        assert "Permission denied" in shell("import os\nos.listdir('/proc')")
        read = "import os\nfor pid in ('self', os.getppid(), 1):\n    for name in ('stat', 'maps', 'environ', 'mem'):\n"
        assert shell(read + "        try: print(open(f'/proc/{pid}/{name}').name)\n        except OSError: pass") == ""
    told = shell(
        "import os\nseen = []\nfor pid in range(1, 70_000):\n"
        "    try: os.kill(pid, 0); seen.append(pid)\n    except ProcessLookupError: pass\n"
        f"    except PermissionError: {'seen.append(pid)' if confinement == 'bubblewrap' else 'pass'}\n"
        "print(len(seen))"
    )
    assert int(told) <= 2


def test_it_is_nobody_and_cannot_become_anybody(shell, confinement):
    user, groups = shell("import os\nprint(os.getuid())\nprint(os.getgid(), os.getgroups())").splitlines()
    if confinement == "bubblewrap":
        assert (user, groups) in (("1000", "1000 [1000]"), ("1000", "1000 []"), ("1000", "1000 [65534]"))
    else:
        assert int(user) > 60_000 if os.getuid() == 0 else int(user) == os.getuid()
    assert "Errno" in shell("os.setuid(0)")
    code = (
        "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        "print([libc.unshare(f) for f in (0x10000000, 0x20000)], libc.setns(0, 0),"
        " libc.mount(b'none', b'/tmp', b'tmpfs', 0, None), libc.umount2(b'/proc', 2),"
        " libc.ptrace(16, 1, 0, 0), libc.chroot(b'/tmp'))"
    )
    assert shell(code) == "[-1, -1] -1 -1 -1 -1 -1\n"


def test_it_holds_no_descriptor_but_its_window(shell):
    code = (
        "import os, stat\nopen_ = []\nfor d in range(3, 256):\n"
        "    try: m = os.fstat(d).st_mode\n    except OSError: continue\n"
        "    if stat.S_ISSOCK(m): open_.append(d)\n    elif not stat.S_ISFIFO(m): print('file', d)\n"
        "print(len(open_))"
    )
    lines = shell(code).splitlines()
    assert int(lines[-1]) <= 4  # the window, the way that a copy's window comes, and the event loop's own pair
    assert all(line.startswith("file") for line in lines[:-1])
    assert len(lines) <= 2  # the event loop's selector


def test_memory_is_bounded(shell):
    assert "MemoryError" in shell("try: b = bytearray(3 << 30)\nexcept MemoryError as e: print(repr(e))")


def test_disk_is_bounded_over_all_its_folders(bench, shell, confinement):
    folders = {"bubblewrap": ("'.'", "'/tmp'", "'/dev/shm'"), "landlock": ("'.'", "tempfile.gettempdir()")}[confinement]
    code = (
        f"import tempfile, time\nwritten = 0\ntry:\n    for folder in ({', '.join(folders)}):\n"
        "        f = open(folder + '/big', 'wb', buffering=0)\n"
        "        for _ in range(6): written += f.write(bytes(1 << 20))\n"
        "    time.sleep(5)\nexcept OSError as e: print(e.strerror)\nprint(written <= 8 << 20)"
    )
    if confinement == "bubblewrap":
        assert shell(code).endswith("No space left on device\nTrue\n")
    else:  # nothing but who watches it bounds all of them together
        with pytest.raises(BenchDied, match="it wrote more files than it may"):
            bench.run(code, 1)


@pytest.mark.parametrize("kept", ["kept.append(f)", "kept.append(mmap.mmap(f.fileno(), 6 << 20)); f.close()"])
def test_files_without_a_name_are_bounded(bench, confinement, kept):
    if confinement == "bubblewrap":
        pytest.skip("They take the room of its folders.")
    made = "f = open(str(n), 'w+b'); f.write(bytes(6 << 20)); f.flush(); os.remove(str(n))"
    code = f"import mmap, os, time\nkept = []\nfor n in range(9): {made}; {kept}\ntime.sleep(5)"
    with pytest.raises(BenchDied, match="it wrote more files than it may"):
        bench.run(code, 1)


def test_the_number_of_files_is_bounded(bench, shell, confinement):
    code = "try:\n    for i in range(10**6): open(str(i), 'w')\nexcept OSError as e: print(e.strerror)"
    if confinement == "bubblewrap":
        assert "No space left" in shell(code)
    else:
        with pytest.raises(BenchDied, match="it wrote more files than it may"):
            bench.run(code, 1)


def test_processes_are_bounded(shell):
    code = (
        "import os, time\nn = 0\ntry:\n    while True:\n"
        "        if os.fork() == 0: time.sleep(30); os._exit(0)\n        n += 1\n"
        "except OSError as e: print(n < 20, e.strerror)"
    )
    assert shell(code) == "True Resource temporarily unavailable\n"


def test_threads_count_as_processes(shell):
    code = (
        "import threading, time\ntry:\n    for i in range(100):"
        " threading.Thread(target=time.sleep, args=(20,), daemon=True).start()\n"
        "except RuntimeError as e: print(i < 20, e)"
    )
    assert shell(code).startswith("True can't start new thread")


def test_the_output_is_bounded(bench):
    done = bench.run("for i in range(300): print('x' * 10_000)\n1", 1)
    assert sum(len(o.get("text", "")) for o in done.outputs) < 1.1 * (1 << 20)
    *_, last, result = done.outputs  # a test's points may be its result, which is kept
    assert "cut here" in last["text"]
    assert result["data"]["text/plain"] == "1"
    done = bench.run("!yes | head -c 3000000", 2)
    assert sum(len(o.get("text", "")) for o in done.outputs) < 1.1 * (1 << 20)


def _running(marker):
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if marker.encode() in (folder / "cmdline").read_bytes():
                found.append(folder.name)
        except OSError:
            continue
    return found


def test_what_it_started_ends_with_it(launcher):
    bench = launcher.bench()
    bench.begin(60, float("inf"))
    bench.run(
        "import os, subprocess\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
        "        os.execvp('sleep', ['sleep', '4242'])\n    os._exit(0)\nos.wait()",
        1,
    )
    deadline = time.monotonic() + 3
    while not _running("4242") and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _running("4242")
    bench.close()
    assert not _running("4242")


def test_a_process_that_it_forked_does_not_answer_in_its_place(bench):
    bench.run("import os\npid = os.fork()", 1)
    done = bench.run("print(os.getpid() > 0)", 2)
    assert done.outputs[0]["text"] == "True\n"
    assert bench.run("1 + 1", 3).outputs[0]["data"]["text/plain"] == "2"


def test_one_bench_leaves_nothing_for_the_next(launcher, confinement):
    for _ in range(2):
        bench = launcher.bench()
        bench.begin(60, float("inf"))
        code = (
            "import os, tempfile, torch\nshared = {'landlock': tempfile.gettempdir()}.get(CONFINEMENT, '/dev/shm')\n"
            "print(os.listdir('.'), os.listdir(shared), hasattr(torch, 'mark'))\n"
            "open('left', 'w'); open(shared + '/left', 'w'); torch.mark = 1"
        )
        code = f"CONFINEMENT = {confinement!r}\n{code}"
        assert bench.run(code, 1).outputs[0]["text"] == "[] [] False\n"
        bench.close()


def test_a_bench_that_nobody_closed_ends_with_its_examiner(launcher):
    bench = launcher.bench()
    init = bench._process._descriptors[0]
    for end in (bench._process._status, bench._channel, bench._windows):
        end.close()
    assert select.select([init], [], [], 5)[0]


def test_a_prepared_bench_is_given_out_once_and_only_if_it_runs(launcher):
    launcher.prepare()
    prepared = launcher._prepared
    assert launcher.bench() is prepared
    other = launcher.bench()
    assert other is not prepared
    prepared.close()
    other.close()
    launcher.prepare()
    launcher._prepared.end()
    assert launcher._prepared._process.gone(5)
    bench = launcher.bench()
    bench.begin(60, float("inf"))
    assert not bench.run("1", 1).error
    bench.close()


def test_a_prepared_bench_lives_as_long_as_the_process_that_it_is_left_to(launcher):
    launcher.prepare()
    init = os.dup(launcher._prepared._process._descriptors[0])
    child = os.fork()
    if child == 0:
        time.sleep(1)
        os._exit(0)
    launcher.let_go()
    assert not select.select([init], [], [], 0.5)[0]
    os.waitpid(child, 0)
    assert select.select([init], [], [], 5)[0]
    os.close(init)


def test_extra_files_are_there(launcher):
    bench = launcher.bench()
    bench.begin(60, float("inf"))
    bench.files([("data.csv", b"1,2"), ("helpers/mine.py", b"value = 3")])
    done = bench.run("from helpers.mine import value\nprint(open('data.csv').read(), value)", 1)
    assert done.outputs[0]["text"] == "1,2 3\n"
    bench.close()


def test_a_file_named_like_a_module_shadows_nothing_of_ours(launcher):
    bench = launcher.bench()
    bench.begin(60, float("inf"))
    bench.files([(n, b"raise SystemExit") for n in ("torch.py", "json.py", "sitecustomize.py")])
    assert not bench.run("import torch\ntorch.ones(1)", 1).error
    bench.close()


def test_the_confinement_is_proved_and_a_hole_is_named(launcher, monkeypatch):
    proof.prove(launcher)
    monkeypatch.setattr(proof, "_CLAIMS", {**proof._CLAIMS, "pigs fly": "False"})
    with pytest.raises(SandboxUnavailable, match="pigs fly"):
        proof.prove(launcher)


def test_memory_is_bounded_over_all_processes_where_control_groups_can_be_made(launcher):
    group = ControlGroup.make(1 << 30, 10)
    if group is None or cgroup.MEMORY not in group.does:
        pytest.skip("control groups of that kind cannot be written here")
    group.close()
    bench = launcher.bench()
    bench.begin(60, float("inf"))
    code = (
        "import os, time\nfor _ in range(4):\n    if os.fork() == 0:\n        b = bytearray(600 << 20)\n"
        "        time.sleep(1); os._exit(0)\nprint(sum(os.wait()[1] == 9 for _ in range(4)) > 0)"
    )
    assert bench.run(code, 1).outputs[0]["text"] == "True\n"
    bench.close()


def test_a_bench_has_one_share_of_the_processors_where_control_groups_can_be_made(bench, shell):
    group = bench._process._group
    if group is None or cgroup.PROCESSOR not in group.does:
        pytest.skip("control groups of that kind cannot be written here")
    shell("import subprocess; child = subprocess.Popen(['sleep', '60'], start_new_session=True)")
    [child] = proc.children(bench._process.bench)
    for process in (bench._process.init, bench._process.bench, child):
        assert group._folders[cgroup.PROCESSOR].name in Path(f"/proc/{process}/cgroup").read_text()


def test_without_bubblewrap_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(SandboxUnavailable, match="apt-get install bubblewrap"):
        Launcher(Limits()).start()


def test_a_sandbox_that_does_not_start_is_told_with_its_last_words(monkeypatch, tmp_path):
    """Why, where that can be found out by trying, is the matter of ``test_probe.py``."""
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setattr("shutil.which", lambda name: str(fake))
    with pytest.raises(SandboxUnavailable, match=r"last words: bwrap: No permissions"):
        Launcher(Limits()).start()


def test_a_sandbox_that_is_ended_while_it_starts_leaves_nothing_behind(monkeypatch, tmp_path):
    """Killed by itself, bubblewrap would leave a child that waits for it for ever."""
    fake, told = tmp_path / "bwrap", tmp_path / "child"
    os.mkfifo(told)
    fake.write_text(
        f'#!/bin/sh\nfor last; do :; done\n[ "$last" = true ] && exit\nsleep 600 &\necho $! >{told}\nwait\n'
    )
    fake.chmod(0o755)
    monkeypatch.setattr("shutil.which", lambda name: str(fake))
    launcher = Launcher(Limits())
    launcher.launch()
    child = os.pidfd_open(int(told.read_text()))
    launcher.close()
    assert select.select([child], [], [], 20)[0]
    os.close(child)
