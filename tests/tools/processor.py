"""The processor time of everything that this process starts, whoever waits for it.

Used by ``tests.tools.benchmark``. ``rusage`` counts a process when somebody waits for it, and nobody waits for what
runs in the sandbox: bubblewrap's first process ends as soon as its command has, and the init of the process namespace,
whose children the rest are, is left to the init of the machine. A subreaper would inherit that init, but its count
comes only when it ends, and never where a parent ignores its children. So the kernel counts: in a control group, which
a process cannot leave by forking, or, where none can be made, on the whole machine.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from grading.seal.sandbox import cgroup

_ROOT = Path("/sys/fs/cgroup")
_STAT = Path("/proc/stat")
#: Seconds of the trial by which a way of counting shows that it counts; a tick of the machine's count has a hundredth.
_TRIAL = 0.1


class Processors:
    """While it is open, `seconds` says how much time this process's descendants have used on all processors together.

    ``how`` says in words what counts.
    """

    how: str
    _read: Callable[[], float] | None = None

    def __enter__(self) -> Self:
        """Find what counts, and try it."""
        self._group: _Group | None = _Group.joined()
        if self._group is not None and _counts(self._group.seconds):
            self.how, self._read = "of a control group", self._group.seconds
        elif _counts(_machine):
            self.how, self._read = "of the whole machine but its idle time, right where nothing else runs", _machine
        else:
            self.how = "not counted: neither a control group nor /proc/stat does it here"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Leave the control group, and remove it."""
        if self._group is not None:
            self._group.leave()

    def seconds(self) -> float | None:
        """Since any fixed moment, so that only differences say something; None where it cannot be counted."""
        return None if self._read is None else self._read() - time.process_time()


class _Group:
    """A control group that this process, and so all that it starts, is in. Version 1 or 2 of control groups."""

    def __init__(self, parent: Path, folder: Path) -> None:
        self._parent, self._folder = parent, folder

    @classmethod
    def joined(cls) -> _Group | None:
        own = cgroup.own_groups()
        parent = _ROOT / "cpuacct" / own["cpuacct"].lstrip("/") if "cpuacct" in own else _ROOT / own.get("", "")[1:]
        for left in parent.glob("processors-*"):
            with contextlib.suppress(OSError):  # another's, that is in use
                left.rmdir()
        folder = parent / f"processors-{os.getpid()}"
        try:
            folder.mkdir()
            (folder / "cgroup.procs").write_text(str(os.getpid()))
        except OSError:
            cgroup.remove([folder] if folder.is_dir() else [])
            return None
        return cls(parent, folder)

    def seconds(self) -> float:
        """Of all that has ever been in the group. Raises: OSError, ValueError where the kernel does not say."""
        old = self._folder / "cpuacct.usage"
        if old.exists():
            return int(old.read_text()) / 1e9
        numbers = dict(line.split() for line in (self._folder / "cpu.stat").read_text().splitlines())
        return int(numbers["usage_usec"]) / 1e6

    def leave(self) -> None:
        (self._parent / "cgroup.procs").write_text(str(os.getpid()))
        cgroup.remove([self._folder])


def _machine() -> float:
    """Of all processes since the machine's start: user, nice, system, irq, softirq."""
    user, nice, system, _, _, irq, softirq = map(int, _STAT.read_text().split("\n", 1)[0].split()[1:8])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def _counts(read: Callable[[], float]) -> bool:
    """Whether a way of counting sees work that this process does."""
    try:
        before, began = read(), time.process_time()
        while time.process_time() - began < _TRIAL:
            pass
        return read() - before > _TRIAL / 2
    except (OSError, ValueError, KeyError):
        return False
