"""A copy of a bench for one test: forked by it, believed only as far as the kernel vouches for it.

Trusted side; used by `grading.seal.sandbox.remote`. What a test tells a student's code, and what that code leaves
behind, must end with the test. So the bench stands still while a copy of it answers, and then

- it has not run, holds nothing that the copy held, and shares no memory with it;
- nothing that it could find was left in a file, a queue, a counter of process ids or a signal;
- everything else in its namespace has ended.

Where any of this does not hold or cannot be known the bench is not used again, and whoever needs it makes
a new one by running the cells once more. A bench that is not one process with one thread which holds just
what it held before the first cell, is not copied at all.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import struct
import time

from grading.seal.sandbox import proc
from grading.seal.sandbox.proc import Unverifiable
from grading.seal.sandbox.process import Process

_CREDENTIALS = struct.Struct("3i")
_PATIENCE = 5.0  # seconds for what takes a millisecond when the machine is idle
_ENDING = 0.5  # seconds for a thread that Python calls ended until the kernel has ended it; others stay


class Origin:
    """A bench as it was before the first cell: what it may hold for ever."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._folders = process.confinement.folders(process.init)
        self._below = self._folders if process.confinement.folders_are_all else None
        with proc.as_seen_by_itself(process.bench):
            self._held = proc.holds_for_itself(process.bench, self._below)
            self._shared = proc.shares(process.bench)

    def stand_still(self, copy: int = 0) -> int:
        """Stop all processes of the namespace at once; what its counter of process ids stands at."""
        try:
            return self.process.stop_all(copy, _PATIENCE)
        except OSError as error:
            raise Unverifiable("the namespace's first process does not answer") from error

    def is_untouched(self, alone: bool = False) -> None:
        """Raises Unverifiable unless the bench is one thread that holds what it held before the first cell.

        With ``alone``, it must be the only process in its namespace as well.
        """
        bench, init = self.process.bench, self.process.init
        if alone:
            self.is_alone()
        told = proc.stat(bench)
        deadline = time.monotonic() + _ENDING
        while told.threads != 1 and time.monotonic() < deadline:
            time.sleep(0.001)
            told = proc.stat(bench)
        if told.threads != 1 or told.parent != init:
            raise Unverifiable("it has other threads")
        with proc.as_seen_by_itself(bench):
            if proc.holds_for_itself(bench, self._below) != self._held or proc.shares(bench) != self._shared:
                raise Unverifiable("it holds what it did not hold before")

    def files(self) -> tuple[proc.Entry, ...]:
        """Everything that the bench could have written."""
        with proc.as_seen_by_itself(self.process.bench):
            return proc.files(self._folders)

    def lasting(self) -> proc.Entry:
        """As `proc.lasting`."""
        with proc.as_seen_by_itself(self.process.bench):
            return proc.lasting(self.process.bench)

    def is_alone(self, copy: int | None = None) -> None:
        """Raises Unverifiable unless there is no other process in the namespace, but for a copy of it.

        All come from the init: a process whose parent ends becomes its child.
        """
        bench = self.process.bench
        expected = {bench} if copy is None else {bench, copy}
        if proc.children(self.process.init) != expected or any(map(proc.children, expected)):
            raise Unverifiable("other processes run there")


class Copy:
    """One fork of a bench, at the other end of ``window``. Has the methods of a `Process`.

    Making it raises Unverifiable. It is stopped when made; `begin` lets it run.
    """

    def __init__(self, origin: Origin, window: socket.socket) -> None:
        self._origin = origin
        process = origin.process
        self.init, self.bench = process.init, self._introduced(window)
        try:
            self._descriptor = os.pidfd_open(self.bench)
        except OSError as error:
            raise Unverifiable("the copy has ended") from error
        try:
            self._check()
        except Unverifiable:
            os.close(self._descriptor)
            raise

    def _check(self) -> None:
        """Stop everything, and ask the kernel whether the two have nothing in common."""
        origin, process = self._origin, self._origin.process
        self._kills = process.kills()
        self._counter = origin.stand_still(_inner(self.bench))
        for pid in (process.bench, self.bench):
            _stopped(pid)
        origin.is_alone(self.bench)
        origin.is_untouched()
        told = proc.stat(self.bench)
        if told.threads != 1 or told.parent != self.init:
            raise Unverifiable("the copy is no process by itself")
        with proc.as_seen_by_itself(self.bench):
            if len(proc.holds(self.bench)) != 1:
                raise Unverifiable("the copy holds more than its window")
            if not proc.have_memory_of_their_own(process.bench, self.bench):
                raise Unverifiable("the copy is a part of the bench")
        self._files = origin.files()
        self._lasting = origin.lasting()

    def begin(self, window: socket.socket) -> None:
        """Let it run, and tell it to serve."""
        self._signal(signal.SIGCONT)
        window.sendall(b"!")

    def finish(self) -> None:
        """End it, and let the bench go on. Raises Unverifiable where that may not be used again.

        What the copy has started ends with the bench then.
        """
        try:
            process = self._origin.process
            counter = self._origin.stand_still()
            self.end()
            if not self.gone(_PATIENCE):
                raise Unverifiable("the copy does not end")
            self._origin.is_alone()  # all have stopped: no more can come
            _stopped(process.bench)
            self._origin.is_untouched()
            if self._origin.lasting() != self._lasting:
                raise Unverifiable("the bench has run or been touched")
            if self._origin.files() != self._files:
                raise Unverifiable("files have changed")
            if counter != self._counter + 1:  # the stop itself takes one number
                raise Unverifiable("processes were started")
            process.go_on()
        except OSError as error:
            raise Unverifiable("the namespace's first process does not answer") from error
        finally:
            os.close(self._descriptor)

    def interrupt(self) -> None:
        """As `Process.interrupt`."""
        self._signal(signal.SIGINT)

    def end(self) -> None:
        """End the copy; what it started ends with `finish`."""
        self._signal(signal.SIGKILL)

    def close(self) -> None:
        """As `end`."""
        self.end()

    def exit_code(self, patience: float = 2.0) -> int | None:
        """As `Process.exit_code`."""
        return self._origin.process.exit_code(patience)

    @property
    def why(self) -> str:
        """As `Process.why`."""
        return self._origin.process.why

    def ran_out_of_memory(self) -> bool:
        """As `Process.ran_out_of_memory`."""
        return self._origin.process.kills() > self._kills

    def gone(self, patience: float) -> bool:
        """As `Process.gone`."""
        return bool(select.select([self._descriptor], [], [], patience)[0])

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._descriptor, number)

    @staticmethod
    def _introduced(window: socket.socket) -> int:
        """The process id of who wrote the first byte, which the kernel adds to it."""
        window.settimeout(_PATIENCE)
        try:
            said, extra, _, _ = window.recvmsg(1, socket.CMSG_SPACE(_CREDENTIALS.size))
        except OSError as error:
            raise Unverifiable("the copy says nothing") from error
        for level, kind, data in extra:
            if said and level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
                pid: int = _CREDENTIALS.unpack(data)[0]
                return pid
        raise Unverifiable("the copy says nothing")


def _inner(pid: int) -> int:
    """A process's id in its own namespace."""
    for line in proc.status(pid).splitlines():
        if line.startswith("NSpid:"):
            return int(line.split()[-1])
    raise Unverifiable("the kernel does not tell the ids in a namespace")


def _stopped(pid: int) -> None:
    """Wait until a process has stopped. Raises Unverifiable."""
    deadline = time.monotonic() + _PATIENCE
    while proc.stat(pid).state != "T":
        if time.monotonic() > deadline:
            raise Unverifiable("it does not stop")
        time.sleep(0.0002)
