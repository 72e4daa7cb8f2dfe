"""The bench: the untrusted side's loop. Runs a student's cells and calls the student's functions.

`grading.seal.bench.forkserver` starts it in a confined process of its own, one for each submission. It answers
what `grading.seal.sandbox.remote` asks over one socket, and knows the submission alone: no test, no other
submission, no course. Whatever runs here may take this whole process over; the other side must not
believe anything it sends.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import random
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from grading.seal.cells import forks
from grading.seal.cells.beginning import Begun, Cells, begin
from grading.seal.cells.shell import Shell
from grading.seal.window import exceptions, headers, proxies
from grading.seal.window.asking import described_code
from grading.seal.window.borrower import Borrower
from grading.seal.window.calls import Service
from grading.seal.window.channel import Channel
from grading.seal.window.errors import ChannelClosed
from grading.seal.window.loans import Reader, checked_specs
from grading.seal.window.objects import BENCH, Exchange, Objects, library_name
from grading.seal.window.proxies import Caller, Proxy
from grading.seal.window.records import Limits
from grading.seal.window.references import evaluate
from grading.seal.window.requests import Operation, Peer, Reply
from grading.seal.window.shared import OF_SERVING, Shared
from grading.seal.window.values import Encoder, Opaque, Table, decode, picture
from grading.seal.window.world import BenchWorld

_GONE = object()
Stamp = tuple[int, int]  # by which a file's change is seen


class Bench:
    """One submission's bench. ``shell`` is open, ``sock`` leads to the examiner; over ``windows`` copies get theirs."""

    def __init__(self, shell: Shell, sock: socket.socket, windows: socket.socket, limits: Limits) -> None:
        self._shell = shell
        self._windows = windows
        self._limits = limits
        self._busy = False
        self._process = os.getpid()
        self._grad = torch.is_grad_enabled()
        self._replaced: list[dict[str, Any]] = []
        self._laid: dict[str, Stamp] = {}  # files that were given
        self._told: dict[str, Stamp] = {}  # and those that a test has been told of
        self._world = BenchWorld(shell.user_ns)
        things = Objects(BENCH, proxies.make)
        exchange = Exchange(Shared(OF_SERVING), things, self._world)
        self._service = Service(limits.message, exchange, self._explain, self._invoke)
        operations: dict[str, Operation] = {
            "ready": lambda header, data: ({}, []),
            "copy": self.copy,
            "files": self.files,
            "written": self.written,
            "begin": self.begin,
            "run": self.run,
            "lookup": self.lookup,
            "put": self.put,
            "restore": self.restore,
            "call": self._noting_outputs(self._service.call),
            "vjp": self._noting_outputs(self._service.vjp),
        }
        self._peer = Peer(Channel(sock, limits.message), operations)
        self._caller = Caller(self._peer, limits.message, exchange)

    def serve(self) -> None:
        """Answer requests until the examiner closes the channel."""
        signal.signal(signal.SIGINT, self._interrupt)
        while True:
            try:
                self._peer.serve()
            except ChannelClosed:
                return

    def copy(self, header: headers.Plain, data: memoryview) -> Reply:
        """Fork a copy that serves a test at a window of its own; this process is then stopped until it has ended.

        The copy is nobody's child, so that its end tells nothing here.
        """
        _, found, _, _ = socket.recv_fds(self._windows, 1, 1)
        numbers = random.getstate()  # a fork would draw new ones
        gc.freeze()  # so that the copy's garbage collection need not copy all memory
        if forks.beside():
            try:
                random.setstate(numbers)
                self._serve_test(found[0])
            finally:
                os._exit(exceptions.exit_code(sys.exc_info()[1]))
        os.close(found[0])
        gc.unfreeze()
        return {}, []

    def _serve_test(self, window: int) -> None:
        """The copy: let go of all that is the original's, wait to be found fit, then serve."""
        self._shell.let_go()
        os.closerange(0, window)
        os.closerange(window + 1, 65_536)
        sock = socket.socket(fileno=window)
        sock.send(b"!")
        if not sock.recv(1):
            os._exit(0)
        for _ in range(3):
            os.open(os.devnull, os.O_RDWR)  # the lowest free numbers: the standard ones
        self._process = os.getpid()
        self._shell.reopen()
        self._peer.channel = Channel(sock, self._limits.message)
        self.serve()

    def files(self, header: headers.Files, data: memoryview) -> Reply:
        """Write the submission's extra files, or a test's, into the working folder."""
        reader = Reader(data)
        if at := header.get("at"):
            _find_home_at(Path(at))
        try:
            for name, size in header["files"]:
                path = Path(name)
                if name.endswith("/"):
                    path.mkdir(parents=True, exist_ok=True)
                    continue
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(reader.take(size))
                self._laid[path.as_posix()] = _stamp(path)
        except OSError as error:
            return {"failed": f"{error.strerror or error}"}, []
        return {}, []

    def written(self, header: headers.Written, data: memoryview) -> Reply:
        """The files in the working folder that are new or changed since this was last asked, or ``anew`` all."""
        if header["anew"]:
            self._told = {}
        names, buffers, room = list[list[Any]](), list[bytes](), self._limits.message // 2
        for path in sorted(Path().rglob("*"))[: header["most"]]:
            name = path.as_posix()
            if path.is_symlink() or not path.is_file() or (stamp := _stamp(path)) == self._laid.get(name):
                continue
            room -= stamp[1]
            if room >= 0 and stamp != self._told.get(name):
                self._told[name] = stamp
                buffers.append(path.read_bytes())
                names.append([name, len(buffers[-1])])
        return {"files": names}, buffers

    def run(self, header: headers.Run, data: memoryview) -> Reply:
        """Run a cell; its outputs, whatever it does."""
        torch.set_grad_enabled(self._grad)
        self._busy = True
        try:
            result = self._shell.run(header["code"], header["count"])
        finally:
            self._busy = False
            self._leave_if_forked()
            self._grad = torch.is_grad_enabled()
        answer = headers.Answer(outputs=_plain(result.outputs), updates=_plain(result.updates))
        return {**answer, "raised": str(result.raised), "codes": _plain_codes(result.codes)}, []

    def begin(self, header: headers.Begin, data: memoryview) -> Reply:
        """Run a beginning strictly, and end where it does what not each submission would find done; then it is over."""
        sock = self._peer.channel.sock.fileno()
        begun = begin(self._shell.run, self._shell.user_ns, header["cells"], (1, 2, sock))
        return {"mark": begun and begun.mark}, []

    def lookup(self, header: headers.Lookup, data: memoryview) -> Reply:
        """What the notebook's namespace holds under some names: functions by number, and values."""
        self._service.forget_loans()
        self._caller.exchange = self._service.exchange
        table = Table(self._limits.message)
        shared, things, _ = self._service.exchange
        writer = Encoder(table, shared, things, own=_is_leaf)
        found: dict[str, Any] = {}
        self._world.watch(header["names"])
        for name in header["names"]:
            value = self._shell.user_ns.get(name, _GONE)
            if value is _GONE:
                continue
            try:
                found[name] = {"value": writer.encode(value), "cell": self._shell.cell_of(value)}
                found[name]["code"] = described_code(value)
                if library := library_name(value):
                    found[name]["library"] = library
            except Exception:  # noqa: BLE001 - whatever a class of the student's answers when it is looked at
                found[name] = {"value": writer.encode(Opaque(type(value).__name__)), "cell": None}
        shared.settle(picture)
        specs, buffers = Borrower(0).give_back(table, [], lambda result: 0)
        return {"found": found, "t": specs}, buffers

    def put(self, header: headers.Put, data: memoryview) -> Reply:
        """Put values, and references as source text or as functions of the examiner's, under some names for a while."""
        specs = checked_specs(header["t"])
        objects = Borrower(self._limits.message).take(specs, data)
        namespace, before = self._shell.user_ns, {}
        for name, told in header["names"].items():
            before[name] = namespace.get(name, _GONE)
            if "source" in told:
                namespace[name] = evaluate(name, told["source"])
            elif "function" in told:
                namespace[name] = Proxy(self._caller.exchange.objects, told["function"], name)
            else:
                namespace[name] = decode(told["value"], objects)
        self._replaced.append(before)
        return {}, []

    def restore(self, header: headers.Plain, data: memoryview) -> Reply:
        """Undo the last `put`."""
        for name, value in self._replaced.pop().items():
            if value is _GONE:
                self._shell.user_ns.pop(name, None)
            else:
                self._shell.user_ns[name] = value
        return {}, []

    def _invoke(self, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        self._busy = True
        try:
            with self._world.in_test(), self._world.listening():
                return function(*args, **kwargs)
        finally:
            self._busy = False
            self._leave_if_forked()

    def _explain(self, error: BaseException) -> tuple[list[str], list[list[Any]]]:
        return self._shell.brief_traceback(error), self._shell.cell_frames(error)

    def _noting_outputs(self, operation: Operation) -> Operation:
        """What a function writes or shows while it is called goes with the answer."""

        def noting(header: headers.Asked, data: memoryview) -> Reply:
            collector = self._shell.collector
            collector.start()
            answer, buffers = operation(header, data)
            outputs, _ = collector.finish()
            if outputs:
                answer["outputs"] = _plain(tuple(outputs))
            return answer, buffers

        return noting

    def _interrupt(self, number: int, frame: Any) -> None:
        if self._busy and os.getpid() == self._process:
            raise KeyboardInterrupt

    def _leave_if_forked(self) -> None:
        """A process that the student's code forked must not answer in the bench's place."""
        if os.getpid() != self._process:
            os._exit(0)


def _is_leaf(value: Any) -> bool:
    return isinstance(value, torch.Tensor) and value.is_leaf and value.requires_grad


def _find_home_at(path: Path) -> None:
    """Make the working folder be found at a path, where nothing is and something may be made."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(Path.cwd(), target_is_directory=True)


def _stamp(path: Path) -> Stamp:
    told = path.stat()
    return told.st_mtime_ns, told.st_size


def _plain(outputs: tuple[dict[str, Any], ...]) -> Any:
    """Outputs as JSON can hold them: a representation may contain any object."""
    try:
        json.dumps(outputs)
    except (TypeError, ValueError, RecursionError):
        return [
            {"output_type": "stream", "name": "stderr", "text": "[This output is not JSON.]\n"}
            if not _is_json(output)
            else output
            for output in outputs
        ]
    return outputs


def _plain_codes(told: Any) -> list[str]:
    """What an error says of misconceptions, as far as it is text."""
    return [code for code in told if type(code) is str] if type(told) in (list, tuple) else []


def _is_json(output: dict[str, Any]) -> bool:
    try:
        json.dumps(output)
    except (TypeError, ValueError, RecursionError):
        return False
    return True


@dataclass(frozen=True)
class Start:
    """What a bench is made from: a shell, not yet open; or one in which a notebook's ``beginning`` has been run."""

    shell: Shell
    beginning: Begun | None = None

    def bench(self, sock: socket.socket, windows: socket.socket, limits: Limits) -> Bench:
        """The bench of one submission, in a process of its own that is confined."""
        if self.beginning is None:
            self._open()
        else:
            self.beginning.go_on(self.shell)
        gc.unfreeze()
        return Bench(self.shell, sock, windows, limits)

    def begun_with(self, cells: Cells) -> Start | None:
        """After these cells, run in this process; None where they leave what a fork of it would not have."""
        self._open()
        begun = begin(self.shell.run, self.shell.user_ns, cells)
        return None if begun is None else replace(self, beginning=begun)

    def _open(self) -> None:
        sys.path.insert(0, "")  # modules among the submission's files, as in a kernel
        self.shell.open()
