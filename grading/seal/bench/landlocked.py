"""A bench without namespaces: what it could reach is there, and refused.

`grading.seal.bench.forkserver` calls it where `grading.seal.sandbox.landlock` has started it, on machines that allow no
namespaces. Landlock holds back files, TCP and signals, two filters of system calls the rest; where the grader is root,
each bench has a user id of its own.
"""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import tempfile
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from grading.seal.bench import confine, landlock, narrow, processes, seccomp
from grading.seal.bench.confine import OUTER_ID, Confinement, libc
from grading.seal.cells import forks
from grading.seal.window.records import Limits

#: The rights of root's that giving each bench an id of its own takes.
CAP_KILL, CAP_SETGID, CAP_SETUID = 5, 6, 7
#: With either, files can be read whose folders are root's alone.
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2
_HEADROOM = 8  # times what a bench may have: what the user of a grader that is not root has besides
_WATCHED = 0.05  # seconds
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
#: Libraries look up the processor and the memory there, and complain when they cannot.
_FACTS = ("/proc/cpuinfo", "/proc/meminfo")


def folder_of(benches: str, init: int) -> str:
    """All that a bench can write to, by its init's process id."""
    return f"{benches}/{init}"


@dataclass
class Landlocked(Confinement):
    """Without namespaces.

    ::

        warm parent ── init (watches, reports the end, ends all) ── bench

    What a bench starts becomes its init's where its own parent ends, and what an init leaves, the warm parent's.
    """

    warm: str  # the warm parent's own folder
    benches: str  # where each bench gets a folder
    readable: tuple[str, ...]  # what it may read, and run
    version: int  # of the kernel's Landlock
    ids: tuple[int, int] | None  # where the grader is root: the first of those that benches take, and how many
    rights: tuple[int, ...] = ()  # that benches keep of root's, without which they could not read their own Python
    _stops: int = field(default=0, init=False, repr=False)
    _room: int = field(default=0, init=False, repr=False)  # bytes that were free when the folder was made

    seconds = _WATCHED
    seconds_to_sweep = 0.5

    def enter(self) -> None:
        """Another id where root is the grader, files that may be read, and a folder."""
        parent = os.getppid()
        if self.ids:
            confine.drop_capabilities((CAP_KILL, CAP_SETGID, CAP_SETUID, *self.rights))
            confine.prctl(confine.PR_SET_KEEPCAPS, 1)
            os.setgroups([])
            os.setresgid(OUTER_ID, OUTER_ID, OUTER_ID)
            os.setresuid(OUTER_ID, OUTER_ID, OUTER_ID)
            confine.use_capabilities((CAP_KILL, CAP_SETUID, *self.rights))
        else:
            confine.drop_capabilities()
        confine.give_up_privileges()
        _end_with(parent, signal.SIGKILL)
        confine.prctl(confine.PR_SET_CHILD_SUBREAPER, 1)
        places = dict.fromkeys((self.warm, self.benches), landlock.EVERYTHING)
        landlock.restrict(self._files() | places | {"/proc": landlock.READ}, self.version)

    def keep(self, init: Callable[[], None], given: Iterable[int]) -> None:
        """This process is the init. It ends all when it is told to, and when the warm parent has ended."""
        confine.prctl(confine.PR_SET_CHILD_SUBREAPER, 1)
        landlock.scope(self.version)
        with contextlib.suppress(PermissionError):
            if self._scoped:
                os.kill(os.getppid(), 0)
                raise RuntimeError("Landlock does not keep signals in")  # and `signal_all` would end others
        init()

    def furnish(self, limits: Limits) -> None:
        """A fresh folder. From now on this process looks at files with the bench's id."""
        parent = os.getppid()
        if self.ids:
            libc.setfsuid(self._id(os.getpid()))
        signal.signal(signal.SIGTERM, self._told_to_end)
        _end_with(parent, signal.SIGTERM)
        folder = Path(folder_of(self.benches, os.getpid()))
        shutil.rmtree(folder, ignore_errors=True)  # of one that had this number and was killed
        for each in (folder, folder / "home", folder / "tmp"):
            each.mkdir(mode=0o700)
        self._room = processes.room(str(folder))

    def shut_in(self, limits: Limits, mapped: int) -> None:
        """As `Confinement.shut_in`."""
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        init = os.getppid()
        folder = folder_of(self.benches, init)
        os.chdir(f"{folder}/home")
        os.environ.update(confine.room_for_files(f"{folder}/home", f"{folder}/tmp"))
        os.environ["TMPDIR"], tempfile.tempdir = f"{folder}/tmp", None
        confine.set_limits(limits, mapped, self._processes(limits))
        if self.ids:
            one = self._id(init)
            os.setresuid(one, one, one)
        confine.drop_capabilities(self.rights)
        confine.prctl(confine.PR_SET_DUMPABLE, 1)  # else the grader could not look at it
        _end_with(init, signal.SIGKILL)
        facts = dict.fromkeys(_FACTS, landlock.READ)
        landlock.restrict(self._files() | facts | {folder: landlock.EVERYTHING}, self.version)
        seccomp.install()
        narrow.install(signals=self._scoped or self.ids is not None)

    def signal_all(self, number: int) -> None:
        """As `Confinement.signal_all`: at once where the kernel keeps signals in, else one after the other."""
        if self._scoped:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(-1, number)
            return
        processes.stop(os.getpid())
        if number != signal.SIGSTOP:
            for process in processes.below(os.getpid()):
                processes.send(process, number)

    def counter(self) -> int:
        """The machine's own counter tells nothing: everybody's processes take numbers from it."""
        self._stops += 1
        return self._stops

    def excess(self, limits: Limits) -> str:
        """Files in all; and processes, with those that nobody waits for, where the bench has no id of its own."""
        found = processes.below(os.getpid(), ended=True)
        if len(found) > limits.processes or sum(map(processes.threads, found)) > limits.processes:
            return "it started more processes than it may and was stopped"
        folder = folder_of(self.benches, os.getpid())
        size, files = processes.size(folder)
        if self._room - processes.room(folder) > size + limits.disk // 2:  # somebody's, and it may be this bench's
            size += processes.size_unseen(folder, found)
        if size > limits.disk or files > max(64, limits.disk >> 14):
            return "it wrote more files than it may and was stopped"
        return ""

    def sweep(self, inits: Collection[int]) -> None:
        """End what is left of a bench whose init was killed."""
        for child in processes.children(os.getpid()):
            if child not in inits:
                for one in (child, *processes.below(child)):
                    processes.send(one, signal.SIGKILL)

    def end(self) -> None:
        """As `Confinement.end`."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        while processes.below(os.getpid(), ended=True):
            self.signal_all(signal.SIGKILL)
            processes.reap(0.05)
        shutil.rmtree(folder_of(self.benches, os.getpid()), ignore_errors=True)

    def _told_to_end(self, number: int, frame: FrameType | None) -> None:
        self.end()
        os._exit(0)

    def _files(self) -> dict[str, int]:
        readable = dict.fromkeys(self.readable, landlock.READ)
        return readable | dict.fromkeys(_DEVICES, landlock.WRITE)

    @property
    def _scoped(self) -> bool:
        return self.version >= landlock.SCOPED

    def _id(self, init: int) -> int:
        assert self.ids is not None
        first, many = self.ids
        return first + init % many

    def _processes(self, limits: Limits) -> int:
        """How many processes the bench's user may have."""
        if self.ids:
            return limits.processes
        most = processes.of_user(os.getuid()) + _HEADROOM * limits.processes
        _, hard = resource.getrlimit(resource.RLIMIT_NPROC)
        return most if hard == resource.RLIM_INFINITY else min(most, hard)


def _end_with(parent: int, number: int) -> None:
    """End by that signal when the parent ends, or has. A change of ids undoes it."""
    forks.die_with_parent(number)
    if os.getppid() != parent:
        os.kill(os.getpid(), number)
