"""Why no sandbox starts: each thing that it is made of is tried by itself, and the first that cannot be had is named.

Trusted side. Who could not start a sandbox asks for a `diagnosis`; the command ``doctor`` shows all `steps`. What is
tried is what bubblewrap and the bench do: namespaces, mounts, a fresh ``/proc``, namespaces once more inside. A process
of its own does it (this module's `main`), and the reasons are the kernel's: the error's number, and the settings
that lead to it. No other program's words are read.
"""

from __future__ import annotations

import errno
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from grading.seal.bench import confine

_INSTALL = "Install bubblewrap (Debian, Ubuntu: apt-get install bubblewrap; Fedora: dnf install bubblewrap)."
_CAP_SYS_ADMIN = 1 << 21
_SECONDS = 20.0
#: What is tried in a process of its own, in order, and what it is for.
TRIED = (
    "namespaces can be made",
    "folders can be mounted in them",
    "a fresh /proc can be mounted",
    "an id without rights can be taken",
    "namespaces can be made once more inside",
)
_PROC, _ID = TRIED[2:4]


@dataclass(frozen=True)
class Step:
    """One thing that the sandbox needs; ``wrong`` says why it cannot be had and what to do, or is empty."""

    what: str
    wrong: str = ""


def steps() -> list[Step]:
    """All that was tried, up to the first thing that cannot be had."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return [Step("bubblewrap is there", f"There is no program bwrap on the PATH. {_INSTALL}")]
    try:
        version = subprocess.run([bwrap, "--version"], capture_output=True, text=True, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        return [Step("bubblewrap is there", f"{bwrap} does not run: {error}. {_INSTALL}")]
    found = [Step(f"bubblewrap is there ({version.stdout.strip() or bwrap})")]
    for what, number in _tried():
        found.append(Step(what, _why(what, number) if number else ""))
    return found


def diagnosis(words: str) -> str:
    """What to say, in a line, of a sandbox that did not start; ``words`` are what it wrote itself, for the rest."""
    wrong = next((step.wrong for step in steps() if step.wrong), "")
    if not wrong:
        last = words.strip().split("\n")[-1][-500:] or "it wrote nothing"
        wrong = f"All that it is made of can be had, but it ended early or was too slow; its last words: {last}."
    return f"The sandbox cannot start on {platform.node()}: {wrong} To look at everything: python -m grading doctor"


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
        if what != _PROC and _read(Path("/proc/sys", name)).strip() == bad:
            return f"{failed}: the kernel's settings forbid it. As root: sysctl -w {name.replace('/', '.')}={good}"
    causes, options = [], []
    if what == _PROC and (masked := _masked()):
        causes.append(f"parts of the present one are hidden ({', '.join(masked[:3])} …)")
        options.append("--security-opt systempaths=unconfined")
    elif _status("Seccomp") == "2":
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


def _masked() -> list[str]:
    """What is mounted over parts of ``/proc``."""
    places = (line.split()[4] for line in _read(Path("/proc/self/mountinfo")).splitlines())
    return sorted({place for place in places if place.startswith("/proc/")})


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
    """As bubblewrap: with a namespace of users where this is not root's. What follows is done in them, by a child."""
    if os.getuid() == 0:
        confine.unshare(users=False)
    else:
        confine.enter_namespaces()
    child = os.fork()  # which alone is in the new namespace of processes
    if child:
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


_ATTEMPTS: tuple[Callable[[], None], ...] = (
    _make_namespaces,
    lambda: confine.mount_afresh("tmpfs", "/mnt"),
    lambda: confine.mount_afresh("proc", "/proc"),
    confine.drop_root,
    confine.enter_namespaces,  # as a bench's keeper
)

if __name__ == "__main__":
    main()
