"""The warm parent: imports everything once, then forks a confined bench for each submission.

Runs inside bubblewrap, started by `grading.seal.sandbox.launcher`, which sends it, for each bench, three
sockets: one for the bench, one for word of its end, one for the windows of the bench's copies. It never
runs a student's code itself. Its children cut themselves off from it and from one another::

    warm parent ── keeper (unshares) ── init (pid 1, mounts, reports the end) ── bench

When the init ends, the kernel ends everything in its namespace; when a keeper is killed, its init is.
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
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from grading.seal.bench import confine, seccomp
from grading.seal.cells import forks
from grading.seal.window.records import Limits

#: Serves one submission over a socket, then returns; over the other come the windows of its copies.
Start = Callable[[socket.socket, socket.socket, Limits], None]

_MESSAGE = 1 << 16
_WATCH = struct.Struct("!I")  # with which all is stopped: a copy of the bench whose end is to be told, or 0


def main(control: int, limits: Limits) -> NoReturn:
    """Serve the control socket with that descriptor until its other end is closed."""
    seccomp.program()  # where there is none, nothing starts
    confine.drop_root()
    confine.close_descriptors({1, 2, control})
    sock = socket.socket(fileno=control)
    start = _warm_up(limits)
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        raise RuntimeError(f"the warm parent must have one thread to fork, and has {threads}")
    mapped = forks.mapped_bytes()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers are not waited for
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    forks.join_pages()
    sock.send(b"ready")
    while True:
        message, descriptors, _, _ = socket.recv_fds(sock, _MESSAGE, 3)
        if not message:
            sys.exit(0)
        wanted = Limits(**json.loads(message))
        if os.fork() == 0:
            try:
                sock.close()
                _keep(start, descriptors, wanted, mapped)
            finally:
                os._exit(70)
        for descriptor in descriptors:
            os.close(descriptor)


def _warm_up(limits: Limits) -> Start:
    """Import what notebooks import, make the shell, draw a figure: each is slow only once."""
    import matplotlib.figure
    import matplotlib.pyplot
    import torch

    from grading.seal.bench import bench
    from grading.seal.cells import slowimports
    from grading.seal.cells.shell import Shell

    torch.set_num_threads(1)
    slowimports.load()
    shell = Shell.make(limits.output)
    figure = matplotlib.figure.Figure()
    axes = figure.add_subplot(title="$x^2$", xlabel="x", yscale="log")
    axes.plot([1, 2], [1, 2], label="line")
    axes.legend()
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - as matplotlib wants it
        figure.savefig(nowhere, format="png", bbox_inches="tight")
    return functools.partial(bench.run, shell)


def _keep(start: Start, descriptors: list[int], limits: Limits, mapped: int) -> None:
    """The keeper: new namespaces, then the init; wait for its end."""
    forks.die_with_parent(signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    data, status, windows = descriptors
    confine.enter_namespaces()
    init = os.fork()
    if init == 0:
        try:
            _init(start, data, status, windows, limits, mapped)
        finally:
            os._exit(70)
    os.close(data)
    os.close(status)
    os.close(windows)
    os.waitpid(init, 0)


def _init(start: Start, data: int, status: int, windows: int, limits: Limits, mapped: int) -> None:
    """Process 1 of the namespace: mounts, starts the bench, reports how it ended, stops all when it is told to."""
    forks.die_with_parent(signal.SIGKILL)
    word = socket.socket(fileno=status)
    confine.make_folders(limits.disk)
    word.send(b"init")  # the other end learns this process's id from the message's credentials
    bench = os.fork()
    if bench == 0:
        try:
            word.send(b"bench")
            word.close()
            _bench(start, data, windows, limits, mapped)
        finally:
            os._exit(70)
    os.close(data)
    os.close(windows)
    confine.drop_capabilities()
    ends = {bench: os.pidfd_open(bench)}
    while True:
        ready, _, _ = select.select([*ends.values(), status], [], [], 0.5)
        if status in ready:
            told = word.recv(_WATCH.size)
            if len(told) < _WATCH.size:  # the examiner is gone: nobody needs this bench any more
                os._exit(0)
            (copy,) = _WATCH.unpack(told)
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGSTOP)  # everything but this process, at once
                if copy:
                    ends[copy] = os.pidfd_open(copy)
            word.send(json.dumps({"stopped": _next_process_id()}).encode() + b"\n")
        while True:
            pid, end = os.waitpid(-1, os.WNOHANG)
            if pid in ends:
                os.close(ends.pop(pid))
                word.send(json.dumps({"code": os.waitstatus_to_exitcode(end)}).encode() + b"\n")
            if pid == bench:
                os._exit(0)
            if pid == 0:
                break


def _next_process_id() -> int:
    """The number that the namespace gives to a new thread; the next one gets a higher one."""
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(threading.get_native_id()))
    thread.start()
    thread.join()
    return found[0]


def _bench(start: Start, data: int, windows: int, limits: Limits, mapped: int) -> None:
    """The bench itself, from here on without any right it does not need."""
    os.setsid()
    confine.close_descriptors({data, windows})
    os.chdir(confine.HOME)
    sys.path.insert(0, "")  # modules among the submission's files, as in a kernel
    confine.set_limits(limits, mapped)
    confine.drop_capabilities()
    seccomp.install()
    start(socket.socket(fileno=data), socket.socket(fileno=windows), limits)
    os._exit(0)
