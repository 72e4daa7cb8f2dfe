"""A fork beside a process is as good as `os.fork`'s, but its parent's child; joined memory holds what it held."""

import os
import subprocess
import sys

import pytest

from grading.seal.cells import forks

#: A process whose parent tells how both of its children ended.
FAMILY = """
import ctypes, os, random, signal, sys, threading, time
from grading.seal.cells import forks
{prepare}
if os.fork() == 0:
    told = []
    signal.signal(signal.SIGCHLD, lambda *a: told.append("its end"))
    os.register_at_fork(before=lambda: told.append("before"), after_in_child=lambda: told.append("child"),
                        after_in_parent=lambda: told.append("parent"))
    first, parent = os.getpid(), os.getppid()
    if forks.beside():
        assert os.getpid() != first and os.getppid() == parent
        assert told[-1] == "child", told
        # The C library knows who it is: a thread's clock has its id in it.
        assert time.pthread_getcpuclockid(threading.get_ident()) == ~os.getpid() << 3 | 6
        assert os.getpid() == threading.get_native_id()
        thread = threading.Thread(target=told.append, args=("a thread",))
        thread.start(); thread.join()
        assert told[-1] == "a thread"
        time.sleep(0.2)
        os._exit(3)
    told.clear()
    time.sleep(0.5)
    assert "its end" not in told, told
    try:
        os.waitpid(-1, 0)
    except ChildProcessError:
        os._exit(4)
    os._exit(5)
print(sorted(os.waitstatus_to_exitcode(os.wait()[1]) for _ in range(2)))
"""


def family(prepare=""):
    run = [sys.executable, "-c", FAMILY.format(prepare=prepare)]
    return subprocess.run(run, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.machine
def test_a_fork_beside_a_process_is_its_parents_child_and_whole():
    done = family()
    assert (done.stdout, done.stderr) == ("[3, 4]\n", "")


@pytest.mark.machine
def test_where_the_kernel_has_no_such_fork_two_make_the_same():
    """Then the parent must be one that takes in orphans, as the first process of a namespace does."""
    done = family("forks._CLONES = {}\nctypes.CDLL(None).prctl(36, 1, 0, 0, 0)")
    assert (done.stdout, done.stderr) == ("[3, 4]\n", "")


def test_a_fork_that_fails_says_so(monkeypatch):
    monkeypatch.setattr(forks, "_SIBLING", 0x800)  # handlers of signals in common, and no memory: there is none such
    with pytest.raises(OSError, match="Invalid"):
        forks.beside()


def test_joined_memory_holds_what_it_held():
    blocks = [bytearray(os.urandom(1 << 20)) for _ in range(8)]
    before = [bytes(block) for block in blocks]
    forks.join_pages()
    assert blocks == before
