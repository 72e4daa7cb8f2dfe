"""A system call filter for the bench: what no notebook needs, and attacks on a kernel do.

Called by `grading.seal.warm` in the sandbox, last before a student's code can run. The namespaces
and limits of `grading.seal.confine` are the wall; this makes the kernel behind it a smaller target.
On a machine whose calls are not listed here it does nothing, and says so.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_LOAD, _JUMP_EQUAL, _JUMP_SET, _RETURN = 0x20, 0x15, 0x45, 0x06
_JUMP_GREATER_EQUAL = 0x35
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_NEW_NAMESPACES = 0x7E020000  # every CLONE_NEW... flag that `clone` takes

_Call = tuple[int, int]
_X86, _ARM = 0xC000003E, 0xC00000B7

#: Call -> its numbers on x86-64 and on 64-bit Arm; -1 where there is none.
_REFUSED: dict[str, _Call] = {
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
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    "personality": (135, 92),
    # Ways to leave something for another process that would outlive the one that left it.
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "ioprio_set": (251, 30),
    "sched_setattr": (314, 274),
    "move_pages": (279, 239),
    "migrate_pages": (256, 238),
    "process_madvise": (440, 440),
    "quotactl": (179, 60),
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


def install() -> bool:
    """Filter this process and all it starts, for good. False when the machine is not known.

    Needs no_new_privs. Raises OSError when the kernel refuses.
    """
    machine = {"x86_64": (0, _X86), "aarch64": (1, _ARM)}.get(platform.machine())
    if machine is None:
        return False
    program = _program(*machine)
    code = ctypes.create_string_buffer(b"".join(program))
    described = struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.c_char_p(described), 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, "the system call filter was refused")
    return True


def _program(column: int, architecture: int) -> list[bytes]:
    def statement(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("HBBI", code, if_true, if_false, value)

    program = [
        statement(_LOAD, _ARCHITECTURE),
        statement(_JUMP_EQUAL, architecture, if_true=1),
        statement(_RETURN, _KILL),
        statement(_LOAD, _NUMBER),
    ]
    if architecture == _X86:  # the x32 numbering of the same calls
        program += [
            statement(_JUMP_GREATER_EQUAL, 0x40000000, if_false=1),
            statement(_RETURN, _KILL),
        ]
    for numbers in _REFUSED.values():
        if numbers[column] >= 0:
            program += [
                statement(_JUMP_EQUAL, numbers[column], if_false=1),
                statement(_RETURN, _ERRNO | errno.EPERM),
            ]
    program += [
        statement(_JUMP_EQUAL, _CLONE3, if_false=1),
        statement(_RETURN, _ERRNO | errno.ENOSYS),
        statement(_JUMP_EQUAL, _CLONE[column], if_false=3),
        statement(_LOAD, _FIRST_ARGUMENT),
        statement(_JUMP_SET, _NEW_NAMESPACES, if_false=1),
        statement(_RETURN, _ERRNO | errno.EPERM),
        statement(_RETURN, _ALLOW),
    ]
    return program
