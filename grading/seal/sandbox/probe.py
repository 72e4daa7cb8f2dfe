"""How bubblewrap can start on a machine, and why it cannot: each thing that it needs is tried by itself.

Trusted side, of `grading.seal.sandbox.bubblewrap`. `way` is how namespaces can be had here; the command ``doctor``
shows all `steps`, up to the first thing that cannot be had. What is tried is what bubblewrap and the bench do:
namespaces, mounts, namespaces once more inside. A process of its own does it (this module's `main`), and the reasons
are the kernel's: the error's number, and the settings that lead to it. No other program's words are read.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grading.seal.bench import confine, namespaces
from grading.seal.sandbox.confinement import Step

INSTALL = "Install bubblewrap (Debian, Ubuntu: apt-get install bubblewrap; Fedora: dnf install bubblewrap)."
MISSING = f"There is no program bwrap on the PATH. {INSTALL}"
_CAP_SYS_ADMIN = 1 << 21
_SECONDS = 20.0
#: What is tried in a process of its own, in order, and what it is for.
TRIED = (
    "namespaces can be made",
    "folders can be mounted in them",
    "an id without rights can be taken",
    "namespaces can be made once more inside",
)
_ID = TRIED[2]


@dataclass(frozen=True)
class Way:
    """How bubblewrap gets its namespaces, and ``/proc``; the descriptors are the caller's to close."""

    options: tuple[str, ...]
    proc: tuple[str, ...]
    descriptors: tuple[int, ...] = ()


_NAMESPACES = ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try")
#: The warm parent needs what stands there of itself. Where parts of it are hidden the kernel allows no fresh one; the
#: present one does as well, since a bench sees neither.
_PROCS = (("--proc", "/proc"), ("--bind", "/proc", "/proc"))


def way(bwrap: str) -> Way:
    """The first way that works here; where none does, the usual one, which will not start."""
    ways = _ways()
    usual = next(ways)
    for one in (usual, *ways):
        command = [bwrap, *one.options, "--ro-bind", "/", "/", *one.proc, "--", "true"]
        with contextlib.suppress(subprocess.TimeoutExpired, OSError):
            if not subprocess.run(command, capture_output=True, pass_fds=one.descriptors, timeout=_SECONDS).returncode:
                return one
        for descriptor in one.descriptors:
            os.close(descriptor)
    return usual


def _ways() -> Iterator[Way]:
    if os.getuid() != 0:
        for proc in _PROCS:
            yield Way(("--unshare-user", *_NAMESPACES), proc)
        return
    for proc in _PROCS:
        yield Way(_NAMESPACES, proc)
    for proc in _PROCS:  # of root without the right to make namespaces, but with that to give out ids
        with contextlib.suppress(OSError):
            users = _users()
            yield Way(("--userns", str(users), *_NAMESPACES), proc, (users,))


def _users() -> int:
    """A namespace of users, made by root, which has the ids of root and of the warm parent. Raises OSError."""
    mine, theirs = socket.socketpair()
    with mine, theirs:
        child = os.fork()
        if child == 0:
            try:
                namespaces.unshare_users()
                theirs.send(b"!")
                theirs.recv(1)
            finally:
                os._exit(0)
        try:
            theirs.close()
            if not mine.recv(1):
                raise OSError(errno.EPERM, "no namespace of users can be made")
            for kind in ("uid_map", "gid_map"):
                Path(f"/proc/{child}/{kind}").write_text(f"0 0 1\n{confine.OUTER_ID} {confine.OUTER_ID} 1\n")
            return os.open(f"/proc/{child}/ns/user", os.O_RDONLY)
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def steps() -> list[Step]:
    """All that was tried, up to the first thing that cannot be had."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return [Step("bubblewrap is there", MISSING)]
    try:
        version = subprocess.run([bwrap, "--version"], capture_output=True, text=True, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        return [Step("bubblewrap is there", f"{bwrap} does not run: {error}. {INSTALL}")]
    found = [Step(f"bubblewrap is there ({version.stdout.strip() or bwrap})")]
    for what, number in _tried():
        found.append(Step(what, _why(what, number) if number else ""))
    return found


def _tried() -> list[tuple[str, int]]:
    """What was tried, each with the number of its error, 0 where it went well."""
    command = [sys.executable, "-P", "-m", "grading.seal.sandbox.probe"]
    variables = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    try:
        done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=_SECONDS)
        lines = done.stdout.splitlines()
    except subprocess.TimeoutExpired:
        lines = []
    told = dict(json.loads(line) for line in lines)
    reached = [what for what in TRIED if what in told]
    if all(told[what] == 0 for what in reached) and len(reached) < len(TRIED):
        return [*((what, 0) for what in reached), (TRIED[len(reached)], errno.ECHILD)]  # it ended without a word
    return [(what, told[what]) for what in reached]


def _why(what: str, number: int) -> str:
    """Why a step failed, from its error's number and the kernel's settings; and what to do."""
    failed = f"{what.replace('can be', 'cannot be')} ({os.strerror(number)})"
    if _chrooted():
        return (
            f"{failed}: this is a chroot, where the kernel allows no sandbox. Enter it as a container instead "
            "(systemd-nspawn, Docker, Podman), or grade outside it."
        )
    if what == _ID:
        return (
            f"{failed}: this is root of a namespace of users without the id {confine.OUTER_ID}. Give that namespace "
            "more ids (/etc/subuid), or grade as a user who is not root."
        )
    for name, (bad, good) in _SETTINGS.items():
        if _read(Path("/proc/sys", name)).strip() == bad:
            return f"{failed}: the kernel's settings forbid it. As root: sysctl -w {name.replace('/', '.')}={good}"
    causes, options = [], []
    if _status("Seccomp") == "2":
        causes.append("a filter of system calls (seccomp) is set")
        options.append("--security-opt seccomp=unconfined --security-opt apparmor=unconfined")
    if os.getuid() == 0 and not int(_status("CapEff") or "0", 16) & _CAP_SYS_ADMIN:
        causes.append("root has not the capability CAP_SYS_ADMIN")
        options.append("--cap-add SYS_ADMIN")
    if causes:
        return (
            f"{failed}: {' and '.join(causes)}, as in a container. Start the container with {' '.join(options)}, or "
            "grade outside it."
        )
    if number == errno.ENOSPC:
        return f"{failed}: there are too many, or too deep in one another. End other containers and sandboxes."
    others = "a security module (AppArmor, SELinux), a container or a chroot"
    return f"{failed}: {others} forbids it. Ask who runs this machine."


#: Settings of the kernel that forbid namespaces, with the value that does and the one that allows them.
_SETTINGS = {
    "user/max_user_namespaces": ("0", "10000"),
    "kernel/unprivileged_userns_clone": ("0", "1"),
    "kernel/apparmor_restrict_unprivileged_userns": ("1", "0"),
}


def _status(name: str) -> str:
    """A line of this process's status; empty where it cannot be read."""
    lines = (line.partition(":") for line in _read(Path("/proc/self/status")).splitlines())
    return next((value.strip() for key, _, value in lines if key == name), "")


def _chrooted() -> bool:
    """Whether the root folder of this process is no mount of its own, which a machine's and a container's is."""
    return not any(line.split()[4] == "/" for line in _read(Path("/proc/self/mountinfo")).splitlines())


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def main() -> None:
    """Try each thing as the sandbox does, and print it with its error's number; ends at the first that fails."""
    for what, attempt in zip(TRIED, _ATTEMPTS, strict=True):
        try:
            attempt()
        except OSError as error:
            print(json.dumps([what, error.errno]), flush=True)
            return
        print(json.dumps([what, 0]), flush=True)


def _make_namespaces() -> None:
    """As bubblewrap, in one of its ways. What follows is done in them, by a child."""
    if os.getuid() != 0:
        namespaces.enter_namespaces()
    else:
        try:
            namespaces.unshare()
        except OSError as error:
            with contextlib.suppress(OSError):
                namespaces.enter(_users())
                namespaces.unshare()
                error.errno = 0
            if error.errno:
                raise
    child = os.fork()  # which alone is in the new namespace of processes
    if child:
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


_ATTEMPTS: tuple[Callable[[], None], ...] = (
    _make_namespaces,
    lambda: namespaces.mount_afresh("tmpfs", "/mnt"),
    namespaces.drop_root,
    namespaces.enter_namespaces,  # as a bench's keeper
)

if __name__ == "__main__":
    main()
