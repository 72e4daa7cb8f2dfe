"""Processes that fork, and hold some hundred megabytes. Linux only.

Used on both sides: by the warm parent, the benches that it forks, and the server of the examiners.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import time
from pathlib import Path

#: The number of `clone`, and where it takes the place at which the C library keeps a thread's id.
_CLONES = {"x86_64": (56, 3), "aarch64": (220, 4)}
_SIBLING = 0x8000 | 0x200000 | 0x1000000  # CLONE_PARENT, and to keep that id up to date as `fork` does
_PR_SET_PDEATHSIG, _PR_GET_TID_ADDRESS = 1, 40
_MADV_COLLAPSE = 25
_libc = ctypes.PyDLL(None, use_errno=True)  # keeps the interpreter's lock, as `os.fork` does


def beside() -> bool:
    """Fork a process that is the parent's child, as this one is; True in that process.

    Its end tells this process nothing, and the parent waits for it. Two forks, the first of which ends at
    once, make the same, and cost twice as much. This process must have one thread.
    """
    place = ctypes.c_void_p()
    known = _CLONES.get(platform.machine())
    if known is None or _libc.prctl(_PR_GET_TID_ADDRESS, ctypes.byref(place), 0, 0, 0) != 0:
        return _twice()
    call, position = known
    arguments = [0, 0, 0, 0, 0]
    arguments[0], arguments[position] = _SIBLING | signal.SIGCHLD, place.value or 0
    ctypes.pythonapi.PyOS_BeforeFork()
    child = _libc.syscall(call, *map(ctypes.c_long, arguments))
    if child == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
        return True
    number = ctypes.get_errno()
    ctypes.pythonapi.PyOS_AfterFork_Parent()
    if child < 0:
        raise OSError(number, os.strerror(number))
    return False


def _twice() -> bool:
    child = os.fork()
    if child == 0:
        between = os.getpid()
        try:
            if os.fork() == 0:
                while os.getppid() == between:  # until that one has ended
                    time.sleep(0.0002)
                return True
        except OSError:
            os._exit(1)
        os._exit(0)
    os.waitpid(child, 0)
    return False


def die_with_parent(signal: int) -> None:
    """Have the kernel send ``signal`` to this process when its parent ends. Raises OSError where it does not."""
    if _libc.prctl(_PR_SET_PDEATHSIG, signal, 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def mapped_bytes() -> int:
    """This process's address space. Needs ``/proc``."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def join_pages() -> None:
    """Have the kernel keep this process's memory in large pages, as far as it will: a fork notes each page.

    For a process that forks often, once it is all set up. Needs ``/proc``; a kernel before 6.1 does nothing.
    """
    for line in Path("/proc/self/maps").read_text().splitlines():
        span, rights, *_, last = line.split()
        if rights == "rw-p" and last in ("0", "[heap]"):
            first, end = (int(address, 16) for address in span.split("-"))
            _libc.madvise(ctypes.c_void_p(first), ctypes.c_size_t(end - first), _MADV_COLLAPSE)
