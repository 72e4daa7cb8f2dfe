"""The second confinement: Landlock, filters of system calls, limits and ids of its own. Without namespaces.

Trusted side. For containers and hubs, whose usual profile refuses namespaces to those inside. What a bench may read is
what bubblewrap would show it; all else is there, and refused. `grading.seal.bench.landlocked` is the other half, and
docs/security.md says what each of the two promises.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from grading.seal.bench import landlock, seccomp
from grading.seal.bench.confine import OUTER_ID, room_for_files
from grading.seal.bench.landlocked import (
    CAP_DAC_OVERRIDE,
    CAP_DAC_READ_SEARCH,
    CAP_KILL,
    CAP_SETGID,
    CAP_SETUID,
    Landlocked,
    folder_of,
)
from grading.seal.sandbox.confinement import ETC, UNTRUSTED, Command, Confinement, Step, begin, environments, variables

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
#: What is there and can be looked at by everybody; programs expect to be able to. By bubblewrap it is not there.
_PUBLIC = ("debian_version", "gai.conf", "host.conf", "hosts", "lsb-release", "nsswitch.conf", "os-release", "timezone")
_PREFIX = "seal-"
#: Ids that benches take where the grader is root, the first where it has them: above all that systems give out, so many
#: that an init's process id makes one of its own; else, in a container with few ids, some that nobody has as a rule.
_IDS = ((0x70000000, 1 << 22), (OUTER_ID + 1, 3_700))
_SETTINGS = {
    errno.ENOSYS: "this kernel has no Landlock (it came with Linux 5.13), or the container's profile does not know it",
    errno.EOPNOTSUPP: "it was switched off when the machine was started; its kernel's option `lsm=` must name landlock",
    errno.EPERM: "a filter of system calls forbids it; the usual profiles of container engines since 2021 allow it",
}


class Landlock(Confinement):
    """As `Confinement`. ``version`` is that of the kernel's interface to go by, by default its own."""

    name = "landlock"
    ends_by = signal.SIGTERM
    folders_are_all = True
    counts_by_looking = True

    def __init__(self, version: int | None = None) -> None:
        self._version = version
        self._folder = ""

    def steps(self) -> Iterator[Step]:
        """As `Confinement.steps`."""
        try:
            found = landlock.version()
            yield Step(f"Landlock is there (version {found} of its interface)")
        except OSError as error:
            number = error.errno or 0
            why = _SETTINGS.get(number, os.strerror(number))
            yield Step("Landlock is there", f"Landlock cannot be used ({os.strerror(number)}): {why}.")
            return
        try:
            seccomp.program()
            yield Step("system calls can be filtered")
        except OSError as error:
            yield Step("system calls can be filtered", f"{error}.")

    def command(self, control: int) -> Command:
        """As `Confinement.command`."""
        _sweep()
        version = landlock.version() if self._version is None else self._version
        self._folder = tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-")
        folder = Path(self._folder)
        folder.chmod(0o711)
        package, warm, benches = folder / "package", folder / "warm", folder / "benches"
        for name in UNTRUSTED:
            shutil.copytree(Path(__file__).parents[1] / name, package / "grading" / "seal" / name)
        for place in (package / "grading", package / "grading" / "seal"):  # else those of an environment would be taken
            (place / "__init__.py").touch()
        for place in package.rglob("*"):
            place.chmod(place.stat().st_mode | 0o444 | (0o111 if place.is_dir() else 0))
        readable = (*_SYSTEM, *(f"/etc/{name}" for name in (*ETC, *_PUBLIC)), *environments(), str(package))
        ids = _ids()
        rights = _to_reach((*environments(), str(folder))) if ids else ()
        if rights is None:  # so benches are root, without any right of root's
            ids, rights = None, ()
        for made in (warm, benches):
            made.mkdir()
            if ids:
                os.chown(made, -1, OUTER_ID)
                made.chmod(0o1730)
        own = Landlocked(str(warm), str(benches), readable, version, ids, rights)
        room = room_for_files(str(warm), str(warm)) | {"TMPDIR": str(warm)}
        return Command(begin(str(package), own, control), variables() | room)

    def folders(self, init: int) -> tuple[str, ...]:
        """As `Confinement.folders`."""
        return (folder_of(f"{self._folder}/benches", init),)

    @property
    def claims(self) -> Mapping[str, str]:
        """As `Confinement.claims`."""
        return {
            "files of this machine cannot be read": "refused(lambda: open({secret!r}))",
            "other folders cannot be listed": "refused(lambda: os.listdir({folder!r}))",
            "no file of another can be removed": "refused(lambda: os.remove({secret!r}))",
            "no other process can be seen": "refused(lambda: os.listdir('/proc'))"
            " and refused(lambda: open('/proc/{pid}/environ')) and refused(lambda: os.readlink('/proc/{pid}/cwd'))",
            "no signal reaches another process": "refused(lambda: os.kill({pid}, 0))"
            " and refused(lambda: os.kill(os.getppid(), 0))",
            "no socket can be made that could be led to another": "refused(lambda: socket.socket(socket.AF_UNIX))"
            " and refused(lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM))",
            "no shared memory can be had": "libc.shmget(1, 1, 0) == libc.shmat(0, 0, 0) == libc.memfd_create(b'', 0)"
            " == -1 and refused(lambda: open('/dev/shm/seal', 'w'))",
            "limits of another process cannot be changed": "refused(lambda: resource.prlimit({pid}, 3, (0, 0)))",
            "files are bounded": "resource.getrlimit(resource.RLIMIT_FSIZE)[1] <= {disk}",
            "it is in its home": "os.environ['HOME'] == os.getcwd()",
        }

    def close(self) -> None:
        """As `Confinement.close`; the last benches may take a moment to end."""
        deadline = time.monotonic() + 2.0
        while self._folder and Path(self._folder).exists() and time.monotonic() < deadline:
            shutil.rmtree(self._folder, ignore_errors=True)
            time.sleep(0.01)


def _ids() -> tuple[int, int] | None:
    """The ids that benches may take: of root with the rights to give them."""
    rights = sum(1 << right for right in (CAP_KILL, CAP_SETGID, CAP_SETUID))
    if os.geteuid() != 0 or _effective() & rights != rights or not _mapped(OUTER_ID, 1):
        return None
    return next(((first, many) for first, many in _IDS if _mapped(first, many)), None)


def _to_reach(needed: Iterable[str]) -> tuple[int, ...] | None:
    """The right of root's that a bench must keep where what is needed lies in a folder of root's alone.

    As a rule it lies elsewhere, and none is kept. None where root has no such right.
    """
    if all(place.stat().st_mode & 0o001 for path in needed for place in (Path(path), *Path(path).parents)):
        return ()
    rights = _effective()
    return next(((right,) for right in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE) if rights & 1 << right), None)


def _mapped(first: int, many: int) -> bool:
    """Whether these ids are there, of users and of groups, in the namespace of users that this process is in."""

    def within(line: str) -> bool:
        start, _, length = map(int, line.split())
        return start <= first and first + many <= start + length

    return all(any(map(within, Path(f"/proc/self/{kind}").read_text().splitlines())) for kind in ("uid_map", "gid_map"))


def _effective() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1], 16) for line in lines if line.startswith("CapEff:"))


def _sweep() -> None:
    """Remove the folders of graders that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        with contextlib.suppress(OSError):
            about = folder.lstat()
            owner = folder.name.split("-")[1]
            if about.st_uid == os.geteuid() and not folder.is_symlink() and not Path("/proc", owner).exists():
                shutil.rmtree(folder, ignore_errors=True)
