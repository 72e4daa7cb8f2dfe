"""A system call filter for the bench: what no notebook needs, and attacks on a kernel or a neighbour do.

Called by `grading.seal.bench.forkserver` in the sandbox, last before a student's code can run. The namespaces and
limits of `grading.seal.bench.confine` are the wall; this holds back what goes around them (sockets of a virtual
machine, watches on shared files), and makes the kernel behind the wall a smaller target. On a machine whose calls are
not listed here nothing is graded.

The calls are listed by number: libseccomp's binding needs that library on every machine, and knows by name what the
version there knows. This filter is the same everywhere, and can be read whole.
"""

from __future__ import annotations

import errno
import functools
import socket

from grading.seal.cells import bpf
from grading.seal.cells.bpf import Call, Program, allow, argument, of, refuse, where_any

_NEW_NAMESPACES = 0x7E020000  # every CLONE_NEW... flag that `clone` takes
#: CLONE_FS, CLONE_FILES, CLONE_SIGHAND: what two threads share. Two processes that did would pass for two that do not.
_SHARED, _THREAD = 0x00000E00, 0x00010000

_REFUSED: dict[str, Call] = {
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    "personality": (135, 92),
    # Ways to see what others do with files that are shared with them, read-only as they are.
    "inotify_init": (253, -1),
    "inotify_init1": (294, 26),
    "inotify_add_watch": (254, 27),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    "mincore": (27, 232),
    "lookup_dcookie": (212, 18),
    # Ways to take processors and disks that are others'.
    "sched_setattr": (314, 274),
    "ioprio_set": (251, 30),
    "sync": (162, 81),
    "syncfs": (306, 267),
    # Ways to leave something for another process that would outlive the one that left it.
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "move_pages": (279, 239),
    "migrate_pages": (256, 238),
    "process_madvise": (440, 440),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "acct": (163, 89),
    "swapon": (167, 224),
    "reboot": (169, 142),
    "syslog": (103, 116),
    "modify_ldt": (154, -1),
    "iopl": (172, -1),
    "ioperm": (173, -1),
}
#: Missing, so that the C library falls back to `clone`, whose flags can be read.
_CLONE, _CLONE3 = (56, 220), 435
#: The last call that was looked at: set_mempolicy_home_node, of Linux 5.17. Later ones are missing, as on an older
#: kernel, and so are the calls of x32, which are numbered from 512 and from 2³⁰ on.
_LATEST = 450

_SOCKET, _SOCKETPAIR = (41, 198), (53, 199)
#: The families of sockets, each with its protocols. Others, such as AF_VSOCK, lead out of the network namespace or into
#: a part of the kernel that no notebook needs. NETLINK_ROUTE is how a program learns the network's interfaces.
_SOCKETS: dict[int, tuple[int, ...]] = {
    socket.AF_UNIX: (0,),
    socket.AF_INET: (0, socket.IPPROTO_TCP, socket.IPPROTO_UDP),
    socket.AF_INET6: (0, socket.IPPROTO_TCP, socket.IPPROTO_UDP),
    socket.AF_NETLINK: (0,),
}
#: Call -> what is refused of it, by which of its arguments. Leases and notices of `fcntl` are watches on files as well;
#: PR_SCHED_CORE keeps others off a processor's second thread.
_REFUSED_BY_ARGUMENT: dict[Call, tuple[int, tuple[int, ...]]] = {
    (72, 25): (1, (1024, 1026)),  # fcntl: F_SETLEASE, F_NOTIFY
    (157, 167): (0, (62,)),  # prctl: PR_SCHED_CORE
}


@functools.cache
def program() -> Program:
    """The filter for this machine: what none of its parts is about is allowed.

    A call of another architecture's ends the process. Raises OSError where this machine's system calls are not listed
    here.
    """
    column, architecture = bpf.machine()
    found = [
        bpf.load(bpf.ARCHITECTURE),
        *bpf.unless(architecture, [bpf.kill()]),
        bpf.load(bpf.NUMBER),
        *bpf.above(_LATEST, [refuse(errno.ENOSYS)]),
    ]
    for numbers in _REFUSED.values():
        if numbers[column] >= 0:
            found += of(numbers[column], [refuse(errno.EPERM)])
    found += of(_CLONE3, [refuse(errno.ENOSYS)])
    processes = [
        *where_any(_NEW_NAMESPACES, [refuse(errno.EPERM)]),
        *where_any(_THREAD, [allow()]),
        *where_any(_SHARED, [refuse(errno.EPERM)]),
    ]
    found += of(_CLONE[column], [argument(0), *processes, allow()])
    for call in (_SOCKET, _SOCKETPAIR):
        found += of(call[column], _sockets())
    for call, (place, values) in _REFUSED_BY_ARGUMENT.items():
        refused = [part for value in values for part in of(value, [refuse(errno.EPERM)])]
        found += of(call[column], [argument(place), *refused, allow()])
    return [*found, allow()]


def install() -> None:
    """Filter this process and all it starts, for good.

    Needs no_new_privs. Raises OSError where there is no such filter or the kernel refuses it.
    """
    bpf.install(program())


def _sockets() -> Program:
    found: Program = []
    for family, protocols in _SOCKETS.items():
        known = [part for protocol in protocols for part in of(protocol, [allow()])]
        found += [argument(0), *of(family, [argument(2), *known, refuse(errno.EPROTONOSUPPORT)])]
    return [*found, refuse(errno.EAFNOSUPPORT)]
