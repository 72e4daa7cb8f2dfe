"""How a process of the sandbox gives up what it does not need. Linux only.

`grading.seal.bench.forkserver` calls these, in the sandbox, before any code of a student runs. Everything is
enforced by the kernel: an unprivileged id, namespaces, resource limits, no new privileges.
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys
from pathlib import Path

from grading.seal.window.records import Limits

#: Who the student's code runs as: outside the sandbox when the grader was started as root, inside.
OUTER_ID = 61_740
INNER_ID = 1000
HOME = "/home/student"
_STORE = "/mnt"

_libc = ctypes.CDLL(None, use_errno=True)

_PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 4, 24, 38
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_NEWNS, _NEWCGROUP, _NEWUTS, _NEWIPC = 0x00020000, 0x02000000, 0x04000000, 0x08000000
_NEWUSER, _NEWPID, _NEWNET = 0x10000000, 0x20000000, 0x40000000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 1, 2, 4, 8
_MS_REMOUNT, _MS_NOATIME, _MS_BIND, _MS_REC, _MS_PRIVATE = 0x20, 0x400, 0x1000, 0x4000, 0x40000
_MNT_DETACH = 2
_CAPABILITY_VERSION = 0x20080522


def drop_root() -> None:
    """Take an unprivileged id when started as root; never again more rights than now."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(OUTER_ID, OUTER_ID, OUTER_ID)
        os.setresuid(OUTER_ID, OUTER_ID, OUTER_ID)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_DUMPABLE, 0)


def enter_namespaces() -> None:
    """New user, mount, ipc, network, uts and cgroup namespaces; the next child starts a pid one."""
    uid, gid = os.getuid(), os.getgid()
    _prctl(_PR_SET_DUMPABLE, 1)  # else the maps below belong to root
    unshare(users=True)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{INNER_ID} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{INNER_ID} {gid} 1")


def unshare(users: bool) -> None:
    """New namespaces of every kind but time; of users, which root needs not to make the others, where asked for."""
    flags = _NEWNS | _NEWPID | _NEWIPC | _NEWNET | _NEWUTS | _NEWCGROUP
    _check(_libc.unshare(flags | (_NEWUSER if users else 0)), "unshare")


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
    _check(_libc.umount2(_STORE.encode(), _MNT_DETACH), "umount2")
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


def set_limits(limits: Limits, mapped: int) -> None:
    """Bound this process and its children. ``mapped`` bytes of address space are free of charge."""
    cpu = int(limits.seconds_per_submission) + 5
    for kind, bound in (
        (resource.RLIMIT_AS, mapped + limits.memory),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_FSIZE, limits.disk),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 1 << 16),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        resource.setrlimit(kind, (bound, bound))


def drop_capabilities() -> None:
    """Give up every capability, also the chance to get one back by running a program."""
    for capability in range(64):
        if _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break
    _libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _check(_libc.capset(header, nothing), "capset")
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def close_descriptors(keep: set[int]) -> None:
    """Close everything but ``keep``; standard input becomes empty."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in {0, 1, 2} - keep:
        os.dup2(null, standard)
    low = 3
    for descriptor in sorted(k for k in keep if k > 2):
        os.closerange(low, descriptor)
        low = descriptor + 1
    os.closerange(low, 65_536)


def _mount(source: str, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    def raw(text: str | None) -> bytes | None:
        return None if text is None else text.encode()

    result = _libc.mount(raw(source), raw(target), raw(kind), flags, raw(options))
    _check(result, f"mount {target}")


def _prctl(option: int, value: int) -> None:
    _check(_libc.prctl(option, value, 0, 0, 0), f"prctl {option}")


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
