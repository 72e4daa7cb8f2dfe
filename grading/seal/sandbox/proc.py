"""What the kernel says about the processes of a bench, for a copy of it to be believed.

Trusted side; used by `grading.seal.sandbox.copies`. A bench forks the copy that answers a test, and a student's
code has run in that bench: it may lie about everything. So nothing here is asked of it. All processes of
its namespace are stopped while these facts are read.

Not seen are channels that reach the whole machine, and other sandboxes as well: how busy it is, counters
that it hands out numbers from.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import signal
import stat as stat_
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

Entry = tuple[object, ...]

_MOST_FILES = 20_000
#: Of ``/proc/PID/status``, what another process could change, or what shows that it has run.
_LASTING = (
    *("PPid", "Umask", "Uid", "Gid", "Groups", "Threads", "SigPnd", "SigBlk", "SigIgn", "SigCgt"),
    *("Cpus_allowed", "Mems_allowed", "voluntary_ctxt_switches", "nonvoluntary_ctxt_switches"),
)
_STOP = 1 << (signal.SIGSTOP - 1)
_LISTS = Path("/proc/thread-self/children").exists()  # most kernels are built so; a search costs far more
#: What is asked of ``/proc/PID/maps``: size of this, which, from where; start, end, rights, page size, offset,
#: inode and device of the next such mapping; its names, which are not wanted.
_QUERY = struct.Struct("=9Q4I2Q")
_PROCMAP_QUERY = 0xC0686611
_SHARED, _THIS_OR_NEXT = 0x08, 0x10
_CAP_SYS_PTRACE = 1 << 19
_libc = ctypes.CDLL(None, use_errno=True)


class Unverifiable(Exception):
    """The kernel does not say what would have to be known, or says that it is not so."""


@dataclass(frozen=True)
class Stat:
    """One process, from ``/proc/PID/stat``."""

    state: str  # T: stopped, Z: ended
    parent: int
    threads: int
    scheduling: tuple[str, ...]  # priority, niceness, real-time priority, policy


def stat(pid: int) -> Stat:
    """Raises Unverifiable when there is no such process."""
    fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return Stat(fields[0], int(fields[1]), int(fields[17]), (*fields[15:17], *fields[37:39]))


def status(pid: int) -> str:
    """``/proc/PID/status``. Raises Unverifiable when there is no such process."""
    return _read(f"/proc/{pid}/status")


def _told(pid: int | str) -> dict[str, str]:
    return dict(line.split(":\t", 1) for line in _read(f"/proc/{pid}/status").splitlines() if ":\t" in line)


def waited(pid: int) -> float:
    """The seconds that a process (its first thread) was ready to run and had no processor. Raises Unverifiable."""
    try:
        return int(_read(f"/proc/{pid}/schedstat").split()[1]) / 1e9
    except (IndexError, ValueError) as error:  # a kernel that counts no such thing
        raise Unverifiable("the kernel does not tell what waits for a processor") from error


def used(pid: int) -> float:
    """The seconds of processors that a process and its descendants have had, as far as they are waited for."""
    ticks, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        with contextlib.suppress(Unverifiable, OSError):  # it has just ended
            fields = _read(f"/proc/{one}/stat").rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))  # its own, and of those of its children that have ended
            waiting += [child for task in Path(f"/proc/{one}/task").iterdir() for child in _listed(one, task.name)]
    return ticks / os.sysconf("SC_CLK_TCK")


def children(pid: int) -> set[int]:
    """The children of a process with one thread, but those that have ended. Exact where that process cannot fork.

    The kernel's list may leave one out whose neighbour in it is taken away while it is read. So it counts
    only when all that it names are still there afterwards.
    """
    for _ in range(100):
        try:
            told = {child: stat(child) for child in _listed(pid)}
        except Unverifiable:  # one has just ended
            continue
        if all(each.parent == pid for each in told.values()):
            return {child for child, each in told.items() if each.state not in "ZX"}
    raise Unverifiable("its children come and go")


def _listed(pid: int, task: str = "") -> list[int]:
    if _LISTS:
        return [int(word) for word in _read(f"/proc/{pid}/task/{task or pid}/children").split()]
    found = []
    for entry in os.scandir("/proc"):
        with contextlib.suppress(Unverifiable):
            if entry.name.isdigit() and stat(int(entry.name)).parent == pid:
                found.append(int(entry.name))
    return found


def holds(pid: int) -> tuple[Entry, ...]:
    """The open descriptors of a process: number, what it leads to, and that thing's identity."""
    return tuple(entry for entry, _, _ in _descriptors(pid))


def holds_for_itself(pid: int, folders: tuple[str, ...] | None = None) -> tuple[Entry, ...]:
    """Those of its open descriptors that lead to something which somebody could change.

    What is left out are files of a system that is mounted read-only, such as fonts; or, where it can write to some
    ``folders`` alone, all files elsewhere.
    """
    return tuple(
        entry
        for entry, regular, fixed in _descriptors(pid)
        if not regular or not (fixed if folders is None else not str(entry[1]).startswith(folders))
    )


def _descriptors(pid: int) -> list[tuple[Entry, bool, bool]]:
    """Each with whether it is a regular file, and whether that is mounted read-only."""
    found: list[tuple[Entry, bool, bool]] = []
    try:
        for each in sorted(os.scandir(f"/proc/{pid}/fd"), key=lambda each: each.name):
            about = each.stat()
            if stat_.S_ISSOCK(about.st_mode) and _in_flight(pid, each.name):
                raise Unverifiable("descriptors are on their way to it")
            entry = (each.name, str(Path(each.path).readlink()), about.st_dev, about.st_ino, about.st_rdev)
            regular = stat_.S_ISREG(about.st_mode)
            found.append((entry, regular, regular and bool(os.statvfs(each.path).f_flag & os.ST_RDONLY)))
    except OSError as error:
        raise Unverifiable(f"its descriptors cannot be seen: {error}") from error
    return found


def _in_flight(pid: int, number: str) -> int:
    """How many descriptors wait in a socket to be received: what a process may hold without having it open."""
    for line in _read(f"/proc/{pid}/fdinfo/{number}").splitlines():
        if line.startswith("scm_fds:"):
            return int(line.split()[1])
    raise Unverifiable("the kernel does not tell what waits in a socket")


def shares(pid: int) -> tuple[Entry, ...]:
    """The mappings of a process that others could hold as well."""
    path = f"/proc/{pid}/maps"
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError as error:
        raise Unverifiable(f"{path} cannot be read: {error}") from error
    found: list[Entry] = []
    try:
        end, query = 0, bytearray(_QUERY.size)
        while True:
            _QUERY.pack_into(query, 0, _QUERY.size, _SHARED | _THIS_OR_NEXT, end, *[0] * 12)
            fcntl.ioctl(descriptor, _PROCMAP_QUERY, query)
            _, _, _, start, end, rights, _, *file = _QUERY.unpack(query)
            found.append((start, end, rights, *file[:4]))
    except OSError as error:
        if error.errno == errno.ENOENT:  # there is no further one
            return tuple(found)
        if error.errno != errno.ENOTTY:
            raise Unverifiable(f"{path} cannot be read: {error}") from error
    finally:
        os.close(descriptor)
    # A kernel before 6.11 writes out all of them, which takes much longer.
    return tuple((line,) for line in _read(path).splitlines() if line[: line.find(" ") + 5][-1] == "s")


def lasting(pid: int) -> Entry:
    """What must be as it was, of a process that has neither run nor been touched."""
    told = _told(pid)
    pending = int(told["ShdPnd"], 16) & ~_STOP  # a second stop of what has stopped waits until it goes on
    try:
        links = tuple(str(Path(f"/proc/{pid}/{name}").readlink()) for name in ("cwd", "exe"))
    except OSError as error:
        raise Unverifiable(f"its folders cannot be seen: {error}") from error
    return (pending, *(told.get(n, "") for n in _LASTING), *stat(pid).scheduling, _read(f"/proc/{pid}/limits"), *links)


def have_memory_of_their_own(one: int, other: int) -> bool:
    """Whether two processes of a bench, both stopped, have memory of their own each.

    Nothing else can be shared by what are no threads of one process: `grading.seal.bench.seccomp` refuses it. Of memory
    the kernel keeps for each one setting that anybody may read whom this side lets see it.
    """
    place = "/proc/{}/coredump_filter"
    before, kept = (int(_read(place.format(pid)), 16) for pid in (one, other))
    try:
        Path(place.format(other)).write_text(f"{kept ^ 1:#x}")
        after = int(_read(place.format(one)), 16)
        Path(place.format(other)).write_text(f"{kept:#x}")
    except OSError as error:
        raise Unverifiable(f"their memory cannot be told apart: {error}") from error
    return after == before


@contextlib.contextmanager
def as_seen_by_itself(pid: int) -> Iterator[None]:
    """While the block runs, look at processes and files with the rights of a process's user.

    For root without the right to look at others' processes, in a container; to others it makes no difference. Raises
    Unverifiable when there is no such process.
    """
    if os.geteuid() != 0 or int(_told("self")["CapEff"], 16) & _CAP_SYS_PTRACE:
        yield
        return
    about = _told(pid)
    group, user = (int(about[name].split()[0]) for name in ("Gid", "Uid"))
    before = _libc.setfsgid(group), _libc.setfsuid(user)
    try:
        yield
    finally:
        _libc.setfsuid(before[1])
        _libc.setfsgid(before[0])


def files(folders: Iterable[str]) -> tuple[Entry, ...]:
    """Everything that stands below some folders; a change to any of it changes this."""
    found: list[Entry] = []
    for top in folders:
        waiting = [top]
        device = None
        while waiting:
            folder = waiting.pop()
            try:
                about = os.lstat(folder)
                device = about.st_dev if device is None else device
                if about.st_dev != device:  # part of the read-only system
                    continue
                found.append(_entry(folder, about))
                for entry in os.scandir(folder):
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        found.append(_entry(entry.path, entry.stat(follow_symlinks=False)))
            except OSError as error:
                raise Unverifiable(f"its files cannot be seen: {error}") from error
            if len(found) > _MOST_FILES:
                raise Unverifiable("it has too many files")
    return tuple(sorted(found, key=str))


def _entry(path: str, about: os.stat_result) -> Entry:
    times = (about.st_mtime_ns, about.st_ctime_ns)
    return (path, about.st_ino, about.st_mode, about.st_uid, about.st_gid, about.st_nlink, about.st_size, *times)


def _read(path: str) -> str:
    # Not by `pathlib`: hundreds of these are read for a test.
    try:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            parts = []
            while part := os.read(descriptor, 1 << 18):
                parts.append(part)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise Unverifiable(f"{path} cannot be read: {error}") from error
    return b"".join(parts).decode(errors="replace")
