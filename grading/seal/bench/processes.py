"""The processes below one, and what they have written, from ``/proc``: where no namespace and no mount bound them.

Used by `grading.seal.bench.landlocked`, in the init of a bench, which a student's code cannot reach.
"""

from __future__ import annotations

import contextlib
import os
import signal
import stat
import time
from collections.abc import Collection, Iterator
from pathlib import Path

_LISTS = Path("/proc/thread-self/children").exists()  # most kernels are built so
_BLOCK = 512


def below(pid: int, ended: bool = False) -> list[int]:
    """All descendants of a process; those that have ``ended`` and are not waited for, where asked for."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        for child in children(waiting.pop()):
            if child not in found and (ended or _state(child) not in "ZX"):
                found.append(child)
                waiting.append(child)
    return found


def stop(pid: int) -> None:
    """Stop all descendants: when this returns, all of them have stopped, and so none can have started another."""
    stopped: set[int] = set()
    while found := [one for one in below(pid) if one not in stopped]:
        for one in found:
            send(one, signal.SIGSTOP)
        for one in found:
            deadline = time.monotonic() + 1.0
            while _state(one) not in "TtZXD" and time.monotonic() < deadline:  # D: until what it started goes on
                time.sleep(0.0005)
        stopped.update(found)


def send(pid: int, number: int) -> None:
    """A signal, to a process that may have ended."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def reap(patience: float) -> None:
    """Wait for children that end within that many seconds."""
    deadline = time.monotonic() + patience
    with contextlib.suppress(ChildProcessError):
        while time.monotonic() < deadline:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.001)


def threads(pid: int) -> int:
    """How many a process has; 0 when it has ended."""
    try:
        return Path(f"/proc/{pid}/task").stat().st_nlink - 2
    except OSError:
        return 0


def of_user(uid: int) -> int:
    """How many threads the processes of a user have."""
    found = 0
    for entry in os.scandir("/proc"):
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and entry.stat().st_uid == uid:
                found += threads(int(entry.name))
    return found


def size(folder: str) -> tuple[int, int]:
    """The bytes that the files below a folder take, and how many they are."""
    total = number = 0
    waiting = [folder]
    while waiting:
        with contextlib.suppress(OSError):  # what goes away meanwhile
            for entry in os.scandir(waiting.pop()):
                about = entry.stat(follow_symlinks=False)
                total += about.st_blocks * _BLOCK
                number += 1
                if stat.S_ISDIR(about.st_mode):
                    waiting.append(entry.path)
    return total, number


def room(folder: str) -> int:
    """The bytes that are free where a folder is."""
    about = os.statvfs(folder)
    return about.f_bavail * about.f_frsize


def size_unseen(folder: str, pids: Collection[int]) -> int:
    """The bytes of files that were made below a folder, have no name any more and are still held by a process."""
    found: dict[tuple[int, int], int] = {}
    for pid in pids:
        for path in _held(pid):
            with contextlib.suppress(OSError):
                about = os.stat(path)  # noqa: PTH116 - the thing itself, which has no path
                if stat.S_ISREG(about.st_mode) and about.st_nlink == 0:
                    found[about.st_dev, about.st_ino] = about.st_blocks * _BLOCK
    return sum(found.values()) + _mapped(folder, pids)


def _held(pid: int) -> Iterator[str]:
    with contextlib.suppress(OSError):
        for entry in os.scandir(f"/proc/{pid}/fd"):
            yield entry.path


def _mapped(folder: str, pids: Collection[int]) -> int:
    """Of files that are mapped and not open any more."""
    found: dict[str, int] = {}
    for pid in pids:
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{pid}/maps").read_text(errors="replace")
            for line in text.splitlines() if " (deleted)" in text else ():
                if line.endswith(" (deleted)") and folder in line:
                    span, _, offset, device, inode, _ = line.split(maxsplit=5)
                    first, end = (int(each, 16) for each in span.split("-"))
                    key = f"{device} {inode}"
                    found[key] = max(found.get(key, 0), int(offset, 16) + end - first)
    return sum(found.values())


def children(pid: int) -> list[int]:
    """The children of a process, also those that have ended and are not waited for."""
    with contextlib.suppress(OSError, ValueError):
        if not _LISTS:
            return [one for one in _all() if _parent(one) == pid]
        tasks = os.listdir(f"/proc/{pid}/task")  # noqa: PTH208 - often, and of many
        return [int(word) for task in tasks for word in _read(f"/proc/{pid}/task/{task}/children").split()]
    return []


def _all() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208


def _parent(pid: int) -> int:
    return int(_read(f"/proc/{pid}/stat").rpartition(")")[2].split()[1])


def _state(pid: int) -> str:
    try:
        return _read(f"/proc/{pid}/stat").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return "X"


def _read(path: str) -> str:
    with open(path) as file:  # noqa: PTH123 - often, and of many
        return file.read()
