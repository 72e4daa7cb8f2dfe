"""A control group around one bench, where this process may make one.

Trusted side; used by `grading.seal.sandbox.launcher`. Resource limits bound each process of a bench; a control group
bounds all of them together, tells when the kernel ended one for want of memory, and has all of them get no more of the
processors than another bench, however many they are. Where control groups cannot be written, which is usual without
root, the limits of `grading.seal.bench.confine` stand alone, and only `grading.seal.sandbox.waiting` keeps a submission
from paying for its neighbours.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import time
from collections.abc import Iterable
from pathlib import Path

#: What a group is made for, by the names of the kernel's controllers. Of the processors a new one has one share.
MEMORY, PROCESSOR = "memory", "cpu"
_ROOT = Path("/sys/fs/cgroup")
_numbers = itertools.count()


class ControlGroup:
    """Made by `make`; give it the processes with `add`, and `close` it when they have ended."""

    def __init__(self, folders: dict[str, Path]) -> None:
        self._folders = folders  # by what the kernel does there

    @classmethod
    def make(cls, memory: int, processes: int) -> ControlGroup | None:
        """A group with these bounds, as far as they can be had, or None where none can be made."""
        name = f"seal-{os.getpid()}-{next(_numbers)}"
        made: dict[str, Path] = {}
        for what, parent in _parents().items():
            folder = parent / name
            try:
                folder.mkdir(exist_ok=True)  # version 2 does both in one
                if what == MEMORY:
                    _bound(folder, memory, processes)
                made[what] = folder
            except OSError:
                remove([folder])
        return cls(made) if made else None

    @property
    def does(self) -> frozenset[str]:
        """What the kernel does with the group: `MEMORY` is bounded, the `PROCESSOR` is shared out."""
        return frozenset(self._folders)

    def add(self, process: int) -> None:
        """Put a process in; what it starts from now on is in as well."""
        for folder in self._folders.values():
            with contextlib.suppress(OSError):
                (folder / "cgroup.procs").write_text(str(process))

    def kills(self) -> int:
        """How many processes of the group the kernel has ended for want of memory."""
        folder = self._folders.get(MEMORY)
        events = "" if folder is None else _read(folder / "memory.events") or _read(folder / "memory.oom_control")
        return next((int(line.split()[1]) for line in events.splitlines() if line.startswith("oom_kill ")), 0)

    def close(self) -> None:
        """Remove the group. Its processes must have ended."""
        remove(self._folders.values())


def sweep() -> None:
    """Remove the groups that killed graders have left behind; call it before making some."""
    for parent in _parents().values():
        for folder in parent.glob("seal-*-*"):
            if not Path("/proc", folder.name.split("-")[1]).exists():
                with contextlib.suppress(OSError):  # some of its processes may still be ending
                    folder.rmdir()


def own_groups() -> dict[str, str]:
    """Controller -> path of this process's group; the empty name is version 2's."""
    found = {}
    for line in _read(Path("/proc/self/cgroup")).splitlines():
        _, controllers, path = line.split(":", 2)
        found.update(dict.fromkeys(controllers.split(","), path))
    return found


def _parents() -> dict[str, Path]:
    """In which folder a group is to be made for what: of version 2, where it has that to give, else of version 1."""
    own = own_groups()
    unified = _ROOT / own.get("", "").lstrip("/")
    found = dict.fromkeys(_read(unified / "cgroup.subtree_control").split(), unified)
    found = {name: _ROOT / name / own[name].lstrip("/") for name in own if name} | found
    return {what: found[what] for what in (MEMORY, PROCESSOR) if what in found}


def _bound(folder: Path, memory: int, processes: int) -> None:
    former = folder / "memory.limit_in_bytes"
    (former if former.exists() else folder / "memory.max").write_text(str(memory))
    for file, bound in (("memory.swap.max", 0), ("pids.max", processes)):
        with contextlib.suppress(OSError):
            (folder / file).write_text(str(bound))


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def remove(folders: Iterable[Path]) -> None:
    """Remove groups whose processes have ended."""
    for folder in folders:
        for _ in range(50):  # a process that has ended may still be counted for a moment
            try:
                folder.rmdir()
                break
            except FileNotFoundError:  # it could not be made
                break
            except OSError:
                time.sleep(0.01)
