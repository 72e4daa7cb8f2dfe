"""A control group around one bench, where this process may make one.

Trusted side; used by `grading.seal.workshop`. Resource limits bound each process of a bench; a
control group bounds all of them together and tells when the kernel ended one for want of memory.
Where control groups cannot be written, which is usual without root, the limits of
`grading.seal.confine` stand alone and nothing is said.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import time
from pathlib import Path

_ROOT = Path("/sys/fs/cgroup")
_numbers = itertools.count()


class ControlGroup:
    """Made by `make`; give it the processes with `add`, and `close` it when they have ended."""

    def __init__(self, folders: list[Path], events: Path) -> None:
        self._folders = folders
        self._events = events

    @classmethod
    def make(cls, memory: int, processes: int) -> ControlGroup | None:
        """A group with these bounds, or None where none can be made. Version 2, else version 1."""
        name = f"seal-{os.getpid()}-{next(_numbers)}"
        made: list[Path] = []
        try:
            own = own_groups()
            parent = _ROOT / own.get("", "").lstrip("/")
            if "memory" in _read(parent / "cgroup.subtree_control").split():
                folder = _make(parent / name, made)
                (folder / "memory.max").write_text(str(memory))
                with contextlib.suppress(OSError):
                    (folder / "memory.swap.max").write_text("0")
                with contextlib.suppress(OSError):
                    (folder / "pids.max").write_text(str(processes))
                return cls(made, folder / "memory.events")
            if "memory" in own:
                folder = _make(_ROOT / "memory" / own["memory"].lstrip("/") / name, made)
                (folder / "memory.limit_in_bytes").write_text(str(memory))
                return cls(made, folder / "memory.oom_control")
        except OSError:
            remove(made)
        return None

    def add(self, process: int) -> None:
        """Put a process in; what it starts from now on is in as well."""
        for folder in self._folders:
            with contextlib.suppress(OSError):
                (folder / "cgroup.procs").write_text(str(process))

    def kills(self) -> int:
        """How many processes of the group the kernel has ended for want of memory."""
        for line in _read(self._events).splitlines():
            name, _, number = line.partition(" ")
            if name == "oom_kill":
                return int(number)
        return 0

    def close(self) -> None:
        """Remove the group. Its processes must have ended."""
        remove(self._folders)


def sweep() -> None:
    """Remove the groups that killed graders have left behind; call it before making some."""
    own = own_groups()
    for parent in (_ROOT / own.get("", "").lstrip("/"), _ROOT / "memory" / own.get("memory", "").lstrip("/")):
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


def _make(folder: Path, made: list[Path]) -> Path:
    folder.mkdir()
    made.append(folder)
    return folder


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def remove(folders: list[Path]) -> None:
    """Remove groups whose processes have ended."""
    for folder in folders:
        for _ in range(50):  # a process that has ended may still be counted for a moment
            try:
                folder.rmdir()
                break
            except OSError:
                time.sleep(0.01)
