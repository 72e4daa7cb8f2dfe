"""A bench in namespaces of its own: what it could reach is not there.

`grading.seal.bench.forkserver` runs in bubblewrap then, and calls `Namespaces`; `grading.seal.sandbox.probe` tries the
functions. A bench has its own ids, mounts, processes, network and everything else that Linux makes namespaces of.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from grading.seal.bench import confine, seccomp
from grading.seal.bench.confine import OUTER_ID, Confinement, check, libc
from grading.seal.cells import forks
from grading.seal.window.records import Limits

#: Who the student's code runs as, and where.
INNER_ID = 1000
HOME = "/home/student"
#: All that a bench can write to.
FOLDERS = (HOME, "/tmp", "/dev/shm", "/dev/pts")
_STORE = "/mnt"

_NEWNS, _NEWCGROUP, _NEWUTS, _NEWIPC = 0x00020000, 0x02000000, 0x04000000, 0x08000000
_NEWUSER, _NEWPID, _NEWNET = 0x10000000, 0x20000000, 0x40000000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 1, 2, 4, 8
_MS_REMOUNT, _MS_NOATIME, _MS_BIND, _MS_REC, _MS_PRIVATE = 0x20, 0x400, 0x1000, 0x4000, 0x40000
_MNT_DETACH = 2


@dataclass(frozen=True)
class Namespaces(Confinement):
    """By namespaces.

    ::

        warm parent ── keeper (unshares) ── init (pid 1, mounts, reports the end) ── bench

    When the init ends, the kernel ends everything in its namespace; when a keeper is killed, its init is.
    """

    def enter(self) -> None:
        """Bubblewrap has done the rest."""
        drop_root()

    def keep(self, init: Callable[[], None], given: Iterable[int]) -> None:
        """New namespaces, then the init; wait for its end."""
        forks.die_with_parent(signal.SIGKILL)
        enter_namespaces()
        child = os.fork()
        if child == 0:
            try:
                forks.die_with_parent(signal.SIGKILL)
                init()
            finally:
                os._exit(70)
        for descriptor in given:
            os.close(descriptor)
        os.waitpid(child, 0)

    def furnish(self, limits: Limits) -> None:
        """As `Confinement.furnish`."""
        make_folders(limits.disk)
        confine.drop_capabilities()

    def shut_in(self, limits: Limits, mapped: int) -> None:
        """As `Confinement.shut_in`."""
        os.chdir(HOME)
        confine.set_limits(limits, mapped, limits.processes)
        confine.drop_capabilities()
        seccomp.install()

    def signal_all(self, number: int) -> None:
        """Everything in the namespace but its first process, at once."""
        os.kill(-1, number)

    def counter(self) -> int:
        """The number that the namespace gives to a new thread; the next one gets a higher one."""
        found: list[int] = []
        thread = threading.Thread(target=lambda: found.append(threading.get_native_id()))
        thread.start()
        thread.join()
        return found[0]

    def end(self) -> None:
        """The kernel sees to it."""


def drop_root() -> None:
    """Take an unprivileged id when started as root; never again more rights than now."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(OUTER_ID, OUTER_ID, OUTER_ID)
        os.setresuid(OUTER_ID, OUTER_ID, OUTER_ID)
    confine.give_up_privileges()


def enter_namespaces() -> None:
    """New user, mount, ipc, network, uts and cgroup namespaces; the next child starts a pid one."""
    uid, gid = os.getuid(), os.getgid()
    confine.prctl(confine.PR_SET_DUMPABLE, 1)  # else the maps below belong to root
    unshare_users()
    unshare()
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{INNER_ID} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{INNER_ID} {gid} 1")


def unshare() -> None:
    """New namespaces of every kind but time and users."""
    check(libc.unshare(_NEWNS | _NEWPID | _NEWIPC | _NEWNET | _NEWUTS | _NEWCGROUP), "unshare")


def unshare_users() -> None:
    """A new namespace of users, in which one has every right."""
    check(libc.unshare(_NEWUSER), "unshare")


def enter(users: int) -> None:
    """The namespace of users with that descriptor, and every right in it."""
    check(libc.setns(users, _NEWUSER), "setns")


def mount_afresh(kind: str, target: str) -> None:
    """Mount a new ``tmpfs`` or ``proc``, seen in this namespace alone."""
    _mount("none", "/", None, _MS_REC | _MS_PRIVATE)
    _mount(kind, target, kind, _MS_NOSUID | _MS_NODEV)


def make_folders(disk: int) -> None:
    """One bounded store behind the working folder, ``/tmp`` and ``/dev/shm``; a bare ``/proc``."""
    _mount("none", "/", None, _MS_REC | _MS_PRIVATE)
    covered = {
        prefix: os.open(prefix, os.O_PATH)
        for prefix in sorted({sys.prefix, sys.base_prefix})
        if Path(prefix).is_relative_to("/tmp")
    }
    owner = f"uid={INNER_ID},gid={INNER_ID}"
    inodes = max(64, disk >> 14)
    options = f"size={disk},nr_inodes={inodes},mode=755,{owner}"
    _mount("tmpfs", _STORE, "tmpfs", _MS_NOSUID | _MS_NODEV | _MS_NOATIME, options)
    for name, target in (("home", HOME), ("tmp", "/tmp"), ("shm", "/dev/shm")):
        folder = f"{_STORE}/{name}"
        Path(folder).mkdir()
        _mount(folder, target, None, _MS_BIND)
    for prefix, descriptor in covered.items():
        Path(prefix).mkdir(parents=True)
        _mount(f"/proc/self/fd/{descriptor}", prefix, None, _MS_BIND | _MS_REC)
        os.close(descriptor)
    check(libc.umount2(_STORE.encode(), _MNT_DETACH), "umount2")
    # A fresh /proc cannot be mounted in a nested user namespace, and the old one shows the parent.
    # Libraries look up the processor and the memory there, and complain when they cannot.
    facts = {name: Path("/proc", name).read_bytes() for name in ("cpuinfo", "meminfo")}
    sealed = _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
    _mount("tmpfs", "/proc", "tmpfs", sealed, "size=1m,nr_inodes=8,mode=555")
    for name, fact in facts.items():
        Path("/proc", name).write_bytes(fact)
    _mount("tmpfs", "/proc", None, sealed | _MS_RDONLY | _MS_REMOUNT)
    own = "newinstance,ptmxmode=0666,mode=0620"
    _mount("devpts", "/dev/pts", "devpts", _MS_NOSUID | _MS_NOEXEC, own)


def _mount(source: str, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    def raw(text: str | None) -> bytes | None:
        return None if text is None else text.encode()

    result = libc.mount(raw(source), raw(target), raw(kind), flags, raw(options))
    check(result, f"mount {target}")
