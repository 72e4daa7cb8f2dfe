"""The words that a filter of system calls is written in, and putting one on. Linux only.

Used by `grading.seal.bench.seccomp`, `grading.seal.bench.narrow` and `grading.seal.cells.beginning`, which say what is
refused. Filters add up: where several have something to say about a call, what refuses it wins.
"""

from __future__ import annotations

import ctypes
import platform
import struct

#: A part of a filter: statements, 8 bytes each.
Program = list[bytes]
#: A call's numbers on x86-64 and on 64-bit Arm; -1 where there is none.
Call = tuple[int, int]

NUMBER, ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_PR_SET_SECCOMP, _MODE_FILTER, _PR_SET_NO_NEW_PRIVS = 22, 2, 38
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_LOAD, _JUMP_EQUAL, _JUMP_SET, _JUMP_GREATER, _AND, _RETURN = 0x20, 0x15, 0x45, 0x25, 0x54, 0x06
_X86, _ARM = 0xC000003E, 0xC00000B7


def machine() -> tuple[int, int]:
    """The column of each `Call` that is this machine's, and its architecture as a filter sees it.

    Raises OSError where its system calls are not listed here.
    """
    found = {"x86_64": (0, _X86), "aarch64": (1, _ARM)}.get(platform.machine())
    if found is None:
        raise OSError(f"there is no filter of system calls for a {platform.machine()} processor")
    return found


def install(program: Program) -> None:
    """Put a filter on this process and all it starts, for good; none of them gets more rights by running a program.

    Raises OSError where the kernel refuses it.
    """
    code = ctypes.create_string_buffer(b"".join(program))
    described = struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    # Without the first only root may put a filter on.
    steps = ((_PR_SET_NO_NEW_PRIVS, 1, 0), (_PR_SET_SECCOMP, _MODE_FILTER, ctypes.c_char_p(described)))
    if any(libc.prctl(*step, 0, 0) != 0 for step in steps):
        number = ctypes.get_errno()
        raise OSError(number, "the system call filter was refused")


def load(place: int) -> bytes:
    """Load what stands at that place of what the kernel tells of a call."""
    return _statement(_LOAD, place)


def argument(place: int) -> bytes:
    """Load the lower half of an argument: all that the kernel takes of those that are looked at here."""
    return _statement(_LOAD, _ARGUMENTS + 8 * place)


def masked(bits: int) -> bytes:
    """Of what was loaded, leave these bits."""
    return _statement(_AND, bits)


def of(value: int, then: Program) -> Program:
    """``then``, which returns, where what was loaded last is ``value``."""
    return [_statement(_JUMP_EQUAL, value, if_false=len(then)), *then]


def unless(value: int, then: Program) -> Program:
    """``then``, which returns, where what was loaded last is not ``value``."""
    return [_statement(_JUMP_EQUAL, value, if_true=len(then)), *then]


def where_any(bits: int, then: Program) -> Program:
    """``then``, which returns, where what was loaded last has any of these bits."""
    return [_statement(_JUMP_SET, bits, if_false=len(then)), *then]


def above(value: int, then: Program) -> Program:
    """``then``, which returns, where what was loaded last is greater."""
    return [_statement(_JUMP_GREATER, value, if_false=len(then)), *then]


def refuse(error: int) -> bytes:
    """The call fails with that error's number; with 0 it does nothing, and says that it went well."""
    return _statement(_RETURN, _ERRNO | error)


def allow() -> bytes:
    """The call is served, as far as this filter is concerned."""
    return _statement(_RETURN, _ALLOW)


def kill() -> bytes:
    """The call ends its process."""
    return _statement(_RETURN, _KILL)


def _statement(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)
