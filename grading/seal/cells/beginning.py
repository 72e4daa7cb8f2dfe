"""The beginning of a notebook, run once for all submissions that have it: only where nothing can tell the difference.

Used on both sides, in a process from which others will be forked. The cells are the source's own, so that they are
trusted; what is asked of them is that each submission would have found the same. So they are first run strictly, in a
process just like a submission's own: the kernel lets them do nothing there but compute, and read files of a system that
no one can write to. They end it where they start a process or a thread, write a file, ask for chance or share memory; a
look at a clock is noted. Then they are run in the process that will be forked, and must leave the same.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import random
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from grading.seal.cells import bpf
from grading.seal.cells.bpf import Call, Program, allow, argument, kill, of, where_any
from grading.seal.window.records import CellOutputs
from grading.seal.window.world import fingerprint

if TYPE_CHECKING:
    from grading.seal.cells.shell import Shell

#: The cells of a beginning: the code, and its number as a kernel counts.
Cells = Sequence[tuple[str, int]]

_ALLOWED: tuple[Call, ...] = (
    *((0, 63), (3, 57), (4, -1), (5, 80), (6, -1), (8, 62), (17, 67), (262, 79), (332, 291)),  # read, close, stat, seek
    *((10, 226), (11, 215), (12, 214), (25, 216), (28, 233)),  # mprotect, munmap, brk, mremap, madvise
    *((21, -1), (269, 48), (439, 439), (89, -1), (267, 78), (217, 61), (79, 17)),  # access, readlink, getdents, getcwd
    *((14, 135), (24, 124), (202, 98), (232, -1), (281, 22)),  # sigprocmask, sched_yield, futex, epoll_wait
    *((39, 172), (63, 160), (204, 123), (228, 113), (60, 93), (231, 94)),  # getpid, uname, affinity, clock, exit
)
#: write, ftruncate, sendto, recvfrom: with some descriptors, their first argument, alone.
_WITH_DESCRIPTORS: tuple[Call, ...] = ((1, 64), (77, 46), (44, 206), (45, 207))
_MMAP, _IOCTL = (9, 222), (16, 29)
_OPENS = (((2, -1), 1), ((257, 56), 2))  # open, openat: each with the place of its flags
_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_TMPFILE & ~os.O_DIRECTORY
_MAP_SHARED, _TCGETS, _FIONBIO = 0x01, 0x5401, 0x5421
#: What asks for a date and is no function, so that the call of it is not seen.
_NOT_SHARED = re.compile("datetime64")
#: What is called to learn what is not the same for each submission, beside all of the module `time`; to hide it
#: from us, or for the event loop, of which a fork has another.
_TELLING = {
    "now",
    "today",
    "utcnow",
    "getpid",
    "getppid",
    "setprofile",
    "settrace",
    "get_event_loop",
    "get_running_loop",
}
#: Who does so for each cell, and tells nobody.
_UNTOLD = (
    "grading/seal/cells/beginning.py",
    "grading/seal/cells/shell.py",
    "asyncio/base_events.py",
    "ipykernel/compiler.py",
)


@dataclass(frozen=True)
class Begun:
    """What a beginning has shown, and a ``mark`` of all that it has left; ``numbers`` where it has used `random`."""

    outputs: tuple[CellOutputs, ...]
    mark: str
    numbers: Any = None

    def told(self) -> dict[str, Any]:
        """As JSON can hold it: the mark, and the outputs of each cell."""
        return {"mark": self.mark, "outputs": [done.outputs for done in self.outputs]}

    def go_on(self, shell: Shell) -> None:
        """In a fork: take the shell over from the process that has run the beginning, and the numbers it had left."""
        shell.let_go()
        shell.reopen()
        if self.numbers is not None:  # Python has drawn new ones for the fork
            random.setstate(self.numbers)


def begin(
    run: Callable[[str, int], CellOutputs],
    namespace: dict[str, Any],
    cells: Cells,
    strictly: tuple[int, ...] | None = None,
) -> Begun | None:
    """Run the cells; None where they are none that can be shared.

    With ``strictly`` the process may from now on only compute, and write to these descriptors; it ends where it does
    more. It is of no use afterwards. Without, it needs ``/proc``.
    """
    if any(_NOT_SHARED.search(code) for code, _ in cells):
        return None
    before, names, modules, asked = random.getstate(), dict(namespace), set(sys.modules), list[str]()
    held = _held() if strictly is None else ()
    if strictly is not None:
        bpf.install(_strict(strictly))
        sys.setprofile(_noting(asked))
    try:
        outputs = tuple(run(code, count) for code, count in cells)
    finally:
        if strictly is not None:
            sys.setprofile(None)
    if asked or any(done.raised or done.updates or done.error for done in outputs):
        return None
    if strictly is None and held != _held():
        return None
    numbers = None if random.getstate() == before else random.getstate()
    mark = _Mark()
    for done in outputs:
        mark.note(done.outputs, done.execution_count)
    for name, value in sorted(namespace.items()):
        if value is not names.get(name):
            mark.note(name, type(value).__qualname__)
            mark.note_value(value)
    _, *others = fingerprint()
    mark.note(others, numbers, sorted(set(sys.modules) - modules))
    return Begun(outputs, mark.digest(), numbers)


def _held() -> tuple[list[str], ...]:
    """The process's threads and open files, which a fork does not have or must not keep."""
    return tuple(sorted(path.name for path in Path("/proc/self", kind).iterdir()) for kind in ("task", "fd"))


def _noting(asked: list[str]) -> Callable[[FrameType, str, Any], None]:
    """Notes who asks for what only this process, or only this moment, can answer."""

    def note(frame: FrameType, event: str, called: Any) -> None:
        if event != "c_call":
            return
        if getattr(called, "__module__", None) == "time" or getattr(called, "__name__", None) in _TELLING:
            place = Path(frame.f_code.co_filename).as_posix()
            if not place.endswith(_UNTOLD):
                asked.append(place)

    return note


class _Mark:
    """Of what was shown, of the new names with their values as far as these can be written down, and of chance."""

    def __init__(self) -> None:
        self._found = hashlib.sha256()
        self.digest = self._found.hexdigest

    def note(self, *parts: object) -> None:
        self._found.update(repr(parts).encode(errors="backslashreplace"))

    def note_value(self, value: object) -> None:
        try:
            self._found.update(pickle.dumps(value))  # which nobody loads
        except Exception:  # noqa: BLE001 - what cannot be written down may say so in any way
            self.note("?")


def _strict(writable: tuple[int, ...]) -> Program:
    """The filter: a call that is not listed here ends the process."""
    column, architecture = bpf.machine()
    found = [bpf.load(bpf.ARCHITECTURE), *bpf.unless(architecture, [kill()]), bpf.load(bpf.NUMBER)]
    for call in _ALLOWED:
        if call[column] >= 0:
            found += of(call[column], [allow()])
    for call in _WITH_DESCRIPTORS:
        known = [part for descriptor in writable for part in of(descriptor, [allow()])]
        found += of(call[column], [argument(0), *known, kill()])
    for call, place in _OPENS:
        if call[column] >= 0:
            found += of(call[column], [argument(place), *where_any(_TO_WRITE, [kill()]), allow()])
    found += of(_MMAP[column], [argument(3), *where_any(_MAP_SHARED, [kill()]), allow()])
    found += of(_IOCTL[column], [argument(1), *of(_TCGETS, [allow()]), *of(_FIONBIO, [allow()]), kill()])
    return [*found, kill()]
