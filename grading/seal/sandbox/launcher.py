"""The launcher: the trusted side's handle on the warm parent, from which benches are made.

The server starts one; the examiners forked from it ask it for a bench for each submission, and for
a new one when a bench has died. Half of the time that a new bench takes is spent waiting for the kernel,
so the server prepares one while the submission before is examined. Not for use by two threads at once.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Collection
from dataclasses import asdict
from types import TracebackType
from typing import IO, TYPE_CHECKING, NamedTuple

from grading.seal.sandbox import cgroup, vetting
from grading.seal.sandbox.choice import candidates
from grading.seal.sandbox.confinement import Confinement
from grading.seal.sandbox.process import Process
from grading.seal.window.errors import InfrastructureError, SandboxUnavailable, StudentError
from grading.seal.window.records import Limits, Output

if TYPE_CHECKING:
    from grading.seal.sandbox.remote import RemoteBench

_START = 60.0  # seconds for the imports; a cold disk is slow
_FORK = 60.0  # before it may come imports (`load`), which take seconds: more of them on a slow or a busy machine
#: Bytes beside a submission's own: of a copy that serves a test, the pages that it does not share with the bench.
_FOR_THE_BENCH = 128 << 20
#: Beginnings that are remembered: an assignment has few notebooks.
_MOST_BRANCHES = 8

#: The cells that a notebook begins with: code, and number.
Cells = tuple[tuple[str, int], ...]


class _Branch(NamedTuple):
    """A warm parent that has run a beginning, and what each cell of that has shown."""

    control: socket.socket
    outputs: tuple[tuple[Output, ...], ...]


class Launcher:
    """Start it once, make many benches, close it. Also a context manager.

    The benches that are made from then on have the ``limits`` that it has then.
    """

    def __init__(self, limits: Limits, confinement: Confinement | None = None) -> None:
        """``confinement`` is by default the first of those that `candidates` knows."""
        self.limits = limits
        self.confinement = confinement or candidates()[0]
        self._process: subprocess.Popen[bytes] | None = None
        self._warm = False
        self._control: socket.socket | None = None
        self._words: IO[bytes] | None = None
        self._prepared: RemoteBench | None = None
        self._branches: dict[tuple[Cells, Limits], _Branch | None] = {}
        self._loaded: set[str] = set()

    def __enter__(self) -> Launcher:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the warm parent in its sandbox and wait until it is warm.

        Raises SandboxUnavailable, saying what to install or enable.
        """
        self.launch()
        self.wait()

    def launch(self) -> None:
        """The first half of `start`: returns while the sandbox is still importing."""
        cgroup.sweep()
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        mine.settimeout(_START)
        self._control = mine
        self._words = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `close`
        with theirs:
            passed: tuple[int, ...] = ()
            try:
                command = self.confinement.command(theirs.fileno())
                passed = command.descriptors
                self._process = subprocess.Popen(
                    command.words,
                    stdin=subprocess.DEVNULL,
                    stdout=self._words,
                    stderr=self._words,
                    env=command.variables,
                    pass_fds=(theirs.fileno(), *passed),
                    process_group=0,
                )
            except OSError as error:
                self.close()
                raise self._unavailable(str(error)) from error
            except SandboxUnavailable:
                self.close()
                raise
            finally:
                for descriptor in passed:
                    os.close(descriptor)

    def wait(self) -> None:
        """The second half of `start`."""
        if self._control is None or self._words is None:
            raise InfrastructureError("the launcher is closed")
        try:
            ready = self._control.recv(64)
        except OSError:
            ready = b""
        if ready != b"ready":
            self._words.seek(0)
            words = self._words.read().decode(errors="replace")
            self.close()
            raise self._unavailable(words)
        self._warm = True

    def _unavailable(self, words: str) -> SandboxUnavailable:
        """Why it did not start, found by trying; ``words`` are what it wrote itself, for the rest."""
        wrong = next((step.wrong for step in self.confinement.steps() if step.wrong), "")
        last = words.strip().split("\n")[-1][-500:] or "it wrote nothing"
        ended = f"All that it is made of can be had, but it ended early or was too slow; its last words: {last}."
        return SandboxUnavailable(wrong or ended)

    def load(self, modules: Collection[str]) -> None:
        """Have benches that are made from now on find these modules imported, but behind a beginning that has been run.

        It does not wait for that.
        """
        if self._control is None or self._loaded.issuperset(modules):
            return
        self._loaded.update(modules)
        self.discard()  # which has not
        with contextlib.suppress(OSError):  # which the next bench will say
            self._control.send(json.dumps(list(modules)).encode())

    def prepare(self, cells: Cells = ()) -> None:
        """Make the next bench ahead; when none can be made, `bench` will say so.

        It has the ``cells`` behind it where they can be shared.
        """
        with contextlib.suppress(InfrastructureError):
            if cells and (cells, self.limits) not in self._branches and self.confinement.alike:
                while len(self._branches) >= _MOST_BRANCHES:
                    self._forget(next(iter(self._branches)))
                self._branches[cells, self.limits] = self._branched(cells)
            self._prepared = self._made(cells)

    def let_go(self) -> None:
        """Leave the prepared bench to a process that was forked from this one."""
        if self._prepared is not None:
            self._prepared.let_go()
            self._prepared = None

    def bench(self, cells: Cells = ()) -> RemoteBench:
        """A fresh bench, the prepared one if there is one. Raises InfrastructureError when none can be made.

        What it has `begun` is nothing, or these cells.
        """
        prepared, self._prepared = self._prepared, None
        if prepared is not None:
            if prepared.runs and prepared.begun_with in ((), cells) and prepared.limits == self.limits:
                return prepared
            prepared.close()
        return self._made(cells)

    def discard(self) -> None:
        """End the prepared bench."""
        if self._prepared is not None:
            self._prepared.close()
            self._prepared = None

    def _branched(self, cells: Cells) -> _Branch | None:
        """A warm parent that has run the cells; None where they are none that can be shared."""
        trial = self._made()
        try:
            trial.begin(self.limits.seconds_per_cell, float("inf"))
            mark = trial.mark_of(cells)
        except StudentError:  # it has done what not each submission would find done
            return None
        finally:
            trial.close()
        if not mark or self._control is None:
            return None
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        mine.settimeout(self.limits.seconds_per_cell)
        with theirs, tempfile.TemporaryFile() as file:
            file.write(json.dumps(cells).encode())
            file.seek(0)
            socket.send_fds(self._control, [self._wanted()], [theirs.fileno(), file.fileno()])
            theirs.close()
            try:
                if mine.recv(64) == b"ready":
                    file.seek(0)
                    told = json.load(file)
                    if told["mark"] == mark:
                        outputs = tuple(tuple(vetting.outputs(each, self.limits.output)) for each in told["outputs"])
                        return _Branch(mine, outputs)
            except (OSError, ValueError):
                pass
        mine.close()
        return None

    def _forget(self, begun: tuple[Cells, Limits]) -> None:
        branch = self._branches.pop(begun)
        if branch is not None:
            branch.control.close()

    def _wanted(self) -> bytes:
        return json.dumps(asdict(self.limits)).encode()

    def _made(self, cells: Cells = ()) -> RemoteBench:
        from grading.seal.sandbox.remote import RemoteBench  # and torch, while the sandbox imports it too

        branch = self._branches.get((cells, self.limits))
        control = self._control if branch is None else branch.control
        if control is None:
            raise InfrastructureError("the launcher is closed")
        data, their_data = socket.socketpair()
        status, their_status = socket.socketpair()
        windows, their_windows = socket.socketpair()
        status.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        with their_data, their_status, their_windows, contextlib.ExitStack() as on_failure:
            on_failure.callback(data.close)
            on_failure.callback(status.close)
            on_failure.callback(windows.close)
            try:
                descriptors = [each.fileno() for each in (their_data, their_status, their_windows)]
                socket.send_fds(control, [self._wanted()], descriptors)
                their_data.close()
                their_status.close()
                their_windows.close()
                memory = self.limits.memory + self.limits.disk + _FOR_THE_BENCH
                group = cgroup.ControlGroup.make(memory, self.limits.processes)
                process = Process(status, time.monotonic() + _FORK, group, self.confinement)
            except OSError as error:
                raise InfrastructureError(f"no bench could be made: {error}") from error
            on_failure.pop_all()
        bench = RemoteBench(data, windows, process, self.limits)
        if branch is not None:
            bench.has_begun(cells, branch.outputs)
        return bench

    def close(self) -> None:
        """End the warm parent and with it every bench that is left."""
        self.discard()
        for begun in tuple(self._branches):
            self._forget(begun)
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            if self._warm:
                self._process.kill()  # and with it end the benches, as its confinement ends them
            else:  # bubblewrap would leave a child that waits for it for ever
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process, self._warm = None, False
        if self._words is not None:
            self._words.close()
            self._words = None
        self.confinement.close()
