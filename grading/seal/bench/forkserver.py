"""The warm parent: imports everything once, then forks a confined bench for each submission.

`grading.seal.sandbox.launcher` starts it, and sends it, for each bench, three sockets: one for the bench, one for word
of its end, one for the windows of the bench's copies. It never runs a student's code itself. Its children cut
themselves off from it and from one another, as its `Confinement` has it::

    warm parent ── ... ── init (reports the end, can stop all) ── bench

With two descriptors it makes another warm parent instead, which has run the beginning of a notebook (see
`grading.seal.cells.beginning`), and from then on makes benches that have it behind them. With none it loads modules,
which all benches then have from it.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import json
import os
import select
import signal
import socket
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from grading.seal.bench import confine, seccomp
from grading.seal.bench.confine import Confinement
from grading.seal.cells import forks
from grading.seal.window.records import LOOK, Limits

if TYPE_CHECKING:
    from grading.seal.bench.bench import Start

_MESSAGE = 1 << 16
_FOR_A_BEGINNING = 2  # descriptors
#: With which all is stopped: a copy of the bench whose end is to be told, or 0. Or `LOOK`.
_WATCH = struct.Struct("!I")


def main(control: int, confinement: Confinement) -> NoReturn:
    """Serve the control socket with that descriptor until its other end is closed."""
    seccomp.program()  # where there is none, nothing starts
    confinement.enter()
    confine.close_descriptors({1, 2, control})
    sock = socket.socket(fileno=control)
    start = _warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # its children are not waited for
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    mapped = _settled()
    sock.send(b"ready")
    made: set[int] = set()
    while True:
        while not select.select([sock], [], [], confinement.seconds_to_sweep)[0]:
            confinement.sweep(made)
        message, descriptors, _, _ = socket.recv_fds(sock, _MESSAGE, 3)
        if not message:
            sys.exit(0)
        if not descriptors:
            _load_more(json.loads(message))
            mapped = _settled()
            continue
        limits = Limits(**json.loads(message))
        start.shell.collector.limit = limits.output
        child = os.fork()
        if child == 0 and len(descriptors) == _FOR_A_BEGINNING:
            sock.close()
            # No deeper in calls than this process: in its benches a recursion must end where it ends in others.
            sock, start, made = socket.socket(fileno=descriptors[0]), _begun(start, descriptors[1]), set()
            mapped = _settled()
            sock.send(b"ready")
            continue
        if child == 0:
            try:
                sock.close()
                _keep(confinement, start, descriptors, limits, mapped)
            finally:
                os._exit(70)
        made = {one for one in made if Path(f"/proc/{one}").exists()} | {child}
        for descriptor in descriptors:
            os.close(descriptor)


def _warm_up() -> Start:
    """Import what notebooks import and make the shell: each is slow only once."""
    gc.disable()  # as long as nothing is garbage: a sixth of the time would go into looking for it
    import torch

    from grading.seal.bench import bench
    from grading.seal.cells import slowimports
    from grading.seal.cells.shell import Shell

    torch.set_num_threads(1)
    slowimports.load()
    return bench.Start(Shell.make())


def _begun(start: Start, file: int) -> Start:
    """After the cells in the file, where it writes what they leave. Ends where they cannot be shared."""
    with open(file, "r+b") as told:
        os.chdir(os.environ["HOME"])  # where a bench is, and as empty
        begun = start.begun_with(json.loads(told.read()))
        if begun is None or begun.beginning is None:
            os._exit(0)
        told.seek(0)
        told.truncate()
        told.write(json.dumps(begun.beginning.told()).encode())
    return begun


def _load_more(names: list[str]) -> None:
    from grading.seal.cells import slowimports

    gc.disable()
    slowimports.load_more(names)


def _settled() -> int:
    """Make this process cheap to fork; returns the bytes that it maps. Raises: RuntimeError where it has threads."""
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        raise RuntimeError(f"the warm parent must have one thread to fork, and has {threads}")
    gc.enable()
    gc.collect()  # a font's file, which is closed in a bench, would be closed once more by a student's collection
    gc.freeze()
    forks.join_pages()
    return forks.mapped_bytes()


def _keep(confinement: Confinement, start: Start, descriptors: list[int], limits: Limits, mapped: int) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    data, status, windows = descriptors
    init = functools.partial(_init, confinement, start, data, status, windows, limits, mapped)
    confinement.keep(init, descriptors)


def _init(
    confinement: Confinement, start: Start, data: int, status: int, windows: int, limits: Limits, mapped: int
) -> None:
    """Makes folders, starts the bench, reports how it ended, stops all when it is told to."""
    word = socket.socket(fileno=status)
    confinement.furnish(limits)
    word.send(b"init")  # the other end learns this process's id from the message's credentials
    bench = os.fork()
    if bench == 0:
        try:
            word.send(b"bench")
            word.close()
            _bench(confinement, start, data, windows, limits, mapped)
        finally:
            from grading.seal.window import exceptions  # by now it is there; this process begins without

            os._exit(exceptions.exit_code(sys.exc_info()[1]))
    os.close(data)
    os.close(windows)
    ends, why = {bench: os.pidfd_open(bench)}, ""
    while True:
        looks = False
        ready, _, _ = select.select([*ends.values(), status], [], [], confinement.seconds)
        if status in ready:
            told = word.recv(_WATCH.size)
            if len(told) < _WATCH.size:  # the examiner is gone: nobody needs this bench any more
                break
            (copy,) = _WATCH.unpack(told)
            looks = copy == LOOK
        if status in ready and not looks:
            with contextlib.suppress(ProcessLookupError):
                confinement.signal_all(signal.SIGSTOP)
                if copy:
                    ends[copy] = os.pidfd_open(copy)
            word.send(json.dumps({"stopped": confinement.counter()}).encode() + b"\n")
        if not why and (why := confinement.excess(limits)):
            confinement.signal_all(signal.SIGKILL)
        if looks:
            word.send(json.dumps({"looked": bool(why)}).encode() + b"\n")
        for pid, end in _ended():
            if pid in ends:
                os.close(ends.pop(pid))
                about = {"code": os.waitstatus_to_exitcode(end), "why": why}
                word.send(json.dumps(about).encode() + b"\n")
        if bench not in ends:
            break
    confinement.end()
    os._exit(0)


def _ended() -> Iterator[tuple[int, int]]:
    """The children that have ended, each with how; none without a child."""
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, end = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            yield pid, end


def _bench(confinement: Confinement, start: Start, data: int, windows: int, limits: Limits, mapped: int) -> None:
    """The bench itself, from here on without any right it does not need."""
    os.setsid()
    confine.close_descriptors({data, windows})
    confinement.shut_in(limits, mapped)
    # As deep in calls as a kernel runs a cell, so that a recursion ends at the same depth here and there.
    start.bench(socket.socket(fileno=data), socket.socket(fileno=windows), limits).serve()
    os._exit(0)
