"""The processes of one bench, as the trusted side holds them: to interrupt, to end, to ask how.

Made by `grading.seal.sandbox.launcher`, used by `grading.seal.sandbox.remote`. They are held by descriptors, so that
a process id that is used again is never mistaken for them.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import struct
import time
from typing import Any

from grading.seal.sandbox.cgroup import ControlGroup
from grading.seal.sandbox.confinement import Confinement
from grading.seal.window.errors import InfrastructureError
from grading.seal.window.records import LOOK

_CREDENTIALS = struct.Struct("3i")


class Process:
    """A bench's two processes: the init, whose end ends all, and the bench that is interrupted."""

    def __init__(
        self, status: socket.socket, deadline: float, group: ControlGroup | None, confinement: Confinement
    ) -> None:
        """``status`` is where the init reports; it must have been told to pass credentials."""
        self.confinement = confinement
        self.why = ""  # in words, for what the init has ended the bench, when `exit_code` has been asked
        self._status = status
        self._group = group
        self._descriptors: list[int] = []
        self._said = b""
        self._code: int | None = None
        self._kills = 0
        #: Their ids on this side.
        self.init, self.bench = (self._introduced(expected, deadline) for expected in (b"init", b"bench"))

    def interrupt(self) -> None:
        """Ask the code that runs to stop, as a notebook's stop button does."""
        self._signal(1, signal.SIGINT)

    def end(self) -> None:
        """End everything that is the bench's, at once and for certain."""
        self._signal(0, self.confinement.ends_by)

    def exit_code(self, patience: float = 2.0) -> int | None:
        """How the bench ended (negative: by that signal); None when it did not say."""
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            self._status.settimeout(patience)
            while self._code is None:
                self._take(self._told())
        return self._code

    def stop_all(self, copy: int, patience: float) -> int:
        """Stop everything of the bench's but its init; what its counter of process ids stands at.

        From now on `exit_code` is about ``copy``, an id there, if that is one. Raises OSError.
        """
        self._status.settimeout(patience)
        self._status.sendall(struct.pack("!I", copy))
        try:
            while "stopped" not in (told := self._told()):
                self._take(told)
            if copy:
                self._code = None
            return int(told["stopped"])
        except (ValueError, KeyError, TypeError) as error:
            raise OSError("an answer in an unknown form") from error

    def has_too_much(self, patience: float = 5.0) -> bool:
        """Whether the bench has more than it may, as its init finds when it looks now; then it is ended.

        So it is the doing of the cell that has just run, and not of a test that comes when the init looks next.
        """
        if not self.confinement.counts_by_looking:
            return False
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            self._status.settimeout(patience)
            self._status.sendall(struct.pack("!I", LOOK))
            while "looked" not in (told := self._told()):
                self._take(told)
            return bool(told["looked"])
        return False

    def go_on(self) -> None:
        """Let a bench that was stopped run again."""
        self._kills, self._code = self.kills(), None
        self._signal(1, signal.SIGCONT)

    def kills(self) -> int:
        """How many processes of the namespace the kernel has ended for want of memory, where it can tell."""
        return 0 if self._group is None else self._group.kills()

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel ended a process of the bench for want of memory, where it can tell."""
        return self.kills() > self._kills

    def gone(self, patience: float) -> bool:
        """Whether the init ends within that many seconds."""
        return bool(select.select([self._descriptors[0]], [], [], patience)[0])

    def close(self) -> None:
        """End it and give back the descriptors."""
        self.end()
        if not self.gone(5.0):
            self._signal(0, signal.SIGKILL)
            self.gone(5.0)
        self.let_go()
        if self._group is not None:
            self._group.close()

    def let_go(self) -> None:
        """Give back the descriptors alone: a process forked from this one holds the bench by its own."""
        for descriptor in self._descriptors:
            os.close(descriptor)
        self._descriptors = []
        self._status.close()

    def _introduced(self, expected: bytes, deadline: float) -> int:
        self._status.settimeout(max(0.01, deadline - time.monotonic()))
        # Both introductions are sent on one stream; each is read by its own length.
        said, extra, _, _ = self._status.recvmsg(len(expected), socket.CMSG_SPACE(_CREDENTIALS.size))
        for level, kind, data in extra:
            if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS and said == expected:
                pid, _, _ = _CREDENTIALS.unpack(data)
                if self._group is not None:
                    self._group.add(pid)
                self._descriptors.append(os.pidfd_open(pid))
                return int(pid)
        raise InfrastructureError("a bench did not start; is there memory left?")

    def _take(self, told: dict[str, Any]) -> None:
        self._code, self.why = told.get("code"), str(told.get("why", ""))

    def _told(self) -> dict[str, Any]:
        """The next line that the init writes."""
        while b"\n" not in self._said:
            more = self._status.recv(256)
            if not more:
                raise OSError("it has ended")
            self._said += more
        line, _, self._said = self._said.partition(b"\n")
        told: dict[str, Any] = json.loads(line)
        return told

    def _signal(self, which: int, number: int) -> None:
        if self._descriptors:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._descriptors[which], number)
