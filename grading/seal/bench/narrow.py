"""A second filter of system calls, for a bench around which there are no namespaces.

Called by `grading.seal.bench.landlocked`, behind `grading.seal.bench.seccomp`. There the processes, the sockets, the
shared memory and the files of the machine are the bench's as well. Landlock keeps it from opening files; this keeps it
from what Landlock does not know: other processes by their numbers, other programs' shared memory, and what can be
changed of a file whose name is known without its being opened.
"""

from __future__ import annotations

import errno
import os
import socket

from grading.seal.cells import bpf
from grading.seal.cells.bpf import Call, Program, allow, argument, of, refuse

#: Call -> its numbers. They need a name, or a number, of something that need not be the bench's.
_REFUSED: dict[str, Call] = {
    "socket": (41, 198),  # pairs are left
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "semop": (65, 193),
    "semctl": (66, 191),
    "semtimedop": (220, 192),
    "msgsnd": (69, 189),
    "msgrcv": (70, 188),
    "msgctl": (71, 187),
    "mq_unlink": (241, 181),
    "truncate": (76, 45),  # what is open can be cut
    "chroot": (161, 51),
    "swapoff": (168, 225),
}
#: Missing, as on an older kernel. What `memfd_create` makes nobody sees and no folder bounds; what `openat2` is asked
#: cannot be read here.
_MISSING: dict[str, Call] = {"memfd_create": (319, 279), "memfd_secret": (447, 447), "openat2": (437, 437)}
#: They change nothing, and say that it went well: a program that copies a file sets its rights and times as well.
#: The grader's user may own files whose names a student could guess.
_PRETENDED: dict[str, Call] = {
    "chmod": (90, -1),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "chown": (92, -1),
    "fchown": (93, 55),
    "lchown": (94, -1),
    "fchownat": (260, 54),
    "utime": (132, -1),
    "utimes": (235, -1),
    "futimesat": (261, -1),
    "utimensat": (280, 88),
}
_ATTRIBUTES: dict[str, Call] = {
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
}
#: Call -> which argument names a process; served for 0 alone, the caller's own.
_OF_ITSELF: dict[str, tuple[Call, int]] = {
    "prlimit64": ((302, 261), 0),
    "sched_setparam": ((142, 118), 0),
    "sched_setscheduler": ((144, 119), 0),
    "sched_setaffinity": ((203, 122), 0),
    "setpriority": ((141, 140), 1),
}
#: Call -> what is refused of it, by which of its arguments: what has a signal sent to others, flags of files, and to be
#: unseen by the grader, which looks at what a process holds open.
_REFUSED_BY_ARGUMENT: dict[str, tuple[Call, int, tuple[int, ...]]] = {
    "fcntl": ((72, 25), 1, (8, 10, 15)),  # F_SETOWN, F_SETSIG, F_SETOWN_EX
    "ioctl": ((16, 29), 1, (0x8901, 0x8902, 0x5412, 0x541C, 0x40086602, 0x40046602, 0x401C5820)),
    "prctl": ((157, 167), 0, (4,)),  # PR_SET_DUMPABLE
}
#: Call -> which argument is the process that gets the signal.
_SIGNALS: dict[str, tuple[Call, int]] = {
    "kill": ((62, 129), 0),
    "tgkill": ((234, 131), 0),
    "rt_sigqueueinfo": ((129, 138), 0),
    "rt_tgsigqueueinfo": ((297, 240), 0),
}
_SIGNALS_UNSEEN: dict[str, Call] = {"tkill": (200, 130), "pidfd_send_signal": (424, 424)}
_SOCKETPAIR: Call = (53, 199)
_OPEN: dict[str, tuple[Call, int]] = {"open": ((2, -1), 1), "openat": ((257, 56), 2)}


def program(signals: bool) -> Program:
    """The filter. Without ``signals`` a process sends them to itself alone: the kernel would let it reach others."""
    column, _ = bpf.machine()
    found = [bpf.load(bpf.NUMBER)]

    def add(call: Call, then: Program) -> None:
        nonlocal found
        if call[column] >= 0:
            found += of(call[column], then)

    for calls, error in ((_REFUSED, errno.EPERM), (_MISSING, errno.ENOSYS), (_PRETENDED, 0)):
        for call in calls.values():
            add(call, [refuse(error)])
    for call in _ATTRIBUTES.values():
        add(call, [refuse(errno.ENOTSUP)])
    for call, place in _OF_ITSELF.values():
        add(call, [argument(place), *of(0, [allow()]), refuse(errno.EPERM)])
    for call, place, values in _REFUSED_BY_ARGUMENT.values():
        refused = [part for value in values for part in of(value, [refuse(errno.EPERM)])]
        add(call, [argument(place), *refused, allow()])
    # Of pairs those that stay connected: one of the others could be led to a socket of the machine.
    connected = [part for kind in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET) for part in of(kind, [allow()])]
    pairs = [*of(socket.AF_UNIX, [argument(1), bpf.masked(0xF), *connected, refuse(errno.EPERM)])]
    add(_SOCKETPAIR, [argument(0), *pairs, refuse(errno.EAFNOSUPPORT)])
    # To cut a file by opening it to read: an older Landlock takes that for reading.
    cutting = [bpf.masked(os.O_TRUNC | os.O_ACCMODE), *of(os.O_TRUNC | os.O_RDONLY, [refuse(errno.EPERM)]), allow()]
    for call, place in _OPEN.values():
        add(call, [argument(place), *cutting])
    if not signals:
        for call, place in _SIGNALS.values():
            add(call, [argument(place), *of(os.getpid(), [allow()]), refuse(errno.EPERM)])
        for call in _SIGNALS_UNSEEN.values():
            add(call, [refuse(errno.EPERM)])
    return [*found, allow()]


def install(signals: bool) -> None:
    """Filter this process and all it starts, for good. Needs no_new_privs. Raises OSError."""
    bpf.install(program(signals))
