"""Runs a command as in a container of Docker's: ``python -m tests.container [--user] [--masked] COMMAND...``

It does what Docker's default profile does, as far as it concerns a sandbox: a filter refuses the calls that make
namespaces, mount and reach the kernel's other parts, and root keeps the fourteen rights that a container's root has.
With ``--masked`` parts of ``/proc`` are hidden, as there; with ``--user`` the command runs as an ordinary user.
With ``--namespaces`` the calls are allowed, and root has only the rights: a container with another profile.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
import sysconfig
from pathlib import Path

from grading.seal.bench import confine, namespaces
from grading.seal.bench.seccomp import _REFUSED
from grading.seal.cells import bpf
from grading.seal.cells.bpf import argument, of, refuse, where_any

ROOT = Path(__file__).parents[1]

USER = 4_711
#: What moby's profiles/seccomp/default.json refuses to those without CAP_SYS_ADMIN, CAP_SYS_PTRACE and the like.
REFUSED = (
    *("unshare", "setns", "mount", "umount2", "pivot_root", "open_tree", "move_mount", "fsopen", "fsconfig"),
    *("fsmount", "fspick", "mount_setattr", "pidfd_getfd", "kcmp", "bpf", "perf_event_open", "userfaultfd", "keyctl"),
    *("add_key", "request_key", "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module"),
    *("open_by_handle_at", "io_uring_setup", "io_uring_enter", "io_uring_register", "fanotify_init", "lookup_dcookie"),
    *("move_pages", "quotactl", "quotactl_fd", "acct", "swapon", "reboot", "syslog", "iopl", "ioperm"),
)
#: CAP_CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID, SETPCAP, NET_BIND_SERVICE, NET_RAW, SYS_CHROOT, MKNOD,
#: AUDIT_WRITE and SETFCAP: its `Capabilities` by default.
RIGHTS = (0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31)
MASKED = ("acpi", "interrupts", "kcore", "keys", "latency_stats", "timer_list", "sched_debug", "scsi")
_CLONE, _CLONE3 = (56, 220), 435


def install() -> None:
    """The filter, for this process and all that it starts; `no_new_privs` is not set where root can do without."""
    column, _ = bpf.machine()
    found = [bpf.load(bpf.NUMBER)]
    for name in REFUSED:
        if _REFUSED[name][column] >= 0:
            found += of(_REFUSED[name][column], [refuse(errno.EPERM)])
    found += of(_CLONE3, [refuse(errno.ENOSYS)])
    found += of(_CLONE[column], [argument(0), *where_any(0x7E020000, [refuse(errno.EPERM)]), bpf.allow()])
    bpf.install([*found, bpf.allow()])


def main(arguments: list[str]) -> None:
    """Become such a container's process, and then the command."""
    options = set()
    while arguments[0].startswith("--"):
        options.add(arguments.pop(0))
    confine.check(confine.libc.unshare(0x00020000), "unshare")  # mounts are this command's own
    namespaces._mount("none", "/", None, 0x4000 | 0x40000)
    _open_the_way(Path(sys.base_prefix), ROOT)
    if "--masked" in options:
        for name in MASKED:
            if Path("/proc", name).is_file():
                namespaces._mount("/dev/null", f"/proc/{name}", None, 0x1000)
            elif Path("/proc", name).is_dir():
                namespaces._mount("tmpfs", f"/proc/{name}", "tmpfs", 1, "size=0k")
    if "--user" in options:
        os.setgroups([])
        os.setresgid(USER, USER, USER)
        if "--namespaces" not in options:
            confine.prctl(confine.PR_SET_NO_NEW_PRIVS, 1)  # only to put a filter on
        os.setresuid(USER, USER, USER)
        os.environ["HOME"] = os.environ.get("TMPDIR", "/tmp")
    elif "--rightless" in options:
        confine.drop_capabilities()
    else:
        for capability in set(range(41)) - set(RIGHTS):
            confine.check(confine.libc.prctl(24, capability, 0, 0, 0), "prctl")
        ctypes.CDLL(None).prctl(47, 4, 0, 0, 0)
        confine.prctl(confine.PR_SET_NO_NEW_PRIVS, 1)
        confine.use_capabilities(RIGHTS)
    if "--namespaces" not in options:
        install()
    os.execvp(arguments[0], arguments)


def _open_the_way(*wanted: Path) -> None:
    """In an image Python and the project are where everybody may read them; here a folder above may be root's own."""
    here = Path.cwd()
    held: dict[Path, list[tuple[Path, int]]] = {}  # below such a folder: what is to be seen there, and a hold on it
    for path in wanted:
        for parent in reversed(path.parents):
            if not parent.stat().st_mode & 0o001:
                held.setdefault(parent, []).append((path, os.open(path, os.O_PATH)))
                break
    for parent, below in held.items():
        namespaces._mount("tmpfs", str(parent), "tmpfs", 0, "mode=755")
        for path, descriptor in below:
            path.mkdir(parents=True, exist_ok=True)
            namespaces._mount(f"/proc/self/fd/{descriptor}", str(path), None, 0x1000 | 0x4000)
            os.close(descriptor)
    os.chdir(here)


if __name__ == "__main__":
    assert sysconfig.get_platform().startswith("linux")
    main(sys.argv[1:])
