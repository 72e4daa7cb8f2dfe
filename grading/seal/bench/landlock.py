"""Landlock: what a process may reach of the file system, of TCP and of other processes, by its own choice. Linux only.

Used by `grading.seal.bench.landlocked`, and by `grading.seal.sandbox.landlock`, which asks what the kernel has of it.

Three system calls and two structures, written out: the bindings that can be installed either know files alone, or leave
out without a word what a kernel does not have, and look for the C library by running other programs. What is refused
here and what is not can be read whole.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Mapping

#: The same on every processor.
_CREATE, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION, _BENEATH = 1, 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_AND_MAKE = 0x1FF0  # folders, files, devices, sockets, pipes, links
_REFER, _TRUNCATE, _IOCTL = 1 << 13, 1 << 14, 1 << 15
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL
#: What each version of the kernel's interface knows first.
_FILES = {1: 0x1FFF, 2: _REFER, 3: _TRUNCATE, 5: _IOCTL}
_TCP = {4: 0b11}  # to bind and to connect
_SCOPES = {6: 0b11}  # abstract sockets and signals of processes that are not as confined
#: The first version whose scope holds signals back.
SCOPED = 6

#: What a rule may allow.
READ = _EXECUTE | _READ_FILE | _READ_DIR
WRITE = _READ_FILE | _WRITE_FILE | _TRUNCATE  # of a file that is there
EVERYTHING = READ | WRITE | _REMOVE_AND_MAKE & ~(1 << 6 | 1 << 11) | _REFER  # but devices

_libc = ctypes.CDLL(None, use_errno=True)


def version() -> int:
    """The version of the kernel's interface. Raises OSError where it has none, or does not allow it."""
    return _call(_CREATE, None, ctypes.c_size_t(0), _VERSION)


def restrict(allowed: Mapping[str, int], known: int) -> None:
    """Leave this thread, and all it starts, of files what stands below the paths ``allowed``, and no TCP at all.

    Where ``known``, the version to go by, has scopes, it also reaches no process but those that it starts. Each call
    adds to those before. Paths that are not there are left out. Needs no_new_privs. Raises OSError.
    """
    files = _up_to(known, _FILES)
    _restrict(files, _up_to(known, _TCP), known, allowed)


def scope(known: int) -> None:
    """Leave this thread, and all it starts, no process to reach but those that it starts; files as they are."""
    if known >= SCOPED:  # to move files is refused by whatever does not allow it
        _restrict(_REFER, 0, known, {"/": _REFER})


def _restrict(files: int, tcp: int, known: int, allowed: Mapping[str, int]) -> None:
    attributes = struct.pack("=3Q", files, tcp, _up_to(known, _SCOPES))
    size = 24 if known >= SCOPED else 16 if known >= min(_TCP) else 8
    rules = _call(_CREATE, ctypes.c_char_p(attributes), ctypes.c_size_t(size), 0)
    try:
        for path, rights in allowed.items():
            _allow(rules, path, rights & files)
        _call(_RESTRICT_SELF, rules, 0)
    finally:
        os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not os.path.isdir(path):  # noqa: PTH112 - hundreds are asked
            rights &= _OF_FILES
        _call(_ADD_RULE, rules, _BENEATH, ctypes.c_char_p(struct.pack("=Qi", rights, place)), 0)
    finally:
        os.close(place)


def _up_to(known: int, rights: Mapping[int, int]) -> int:
    found = 0
    for since, these in rights.items():
        found |= these if known >= since else 0
    return found


def _call(number: int, *arguments: object) -> int:
    result: int = _libc.syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"landlock: {os.strerror(error)}")
    return result
