"""The server: a trusted process that keeps a launcher and forks an examiner for each submission.

`grading.seal.grader` starts it with ``python -m grading.seal.examiner`` and talks to it over one socket, so its caller
may have threads, any libraries, and no torch. It imports what tests need once, and what few of them need with the
first job that does. When a job begins as the one before it did, it forks a server that has run this beginning (see
`grading.seal.cells.beginning`), which takes its place until a job comes that begins otherwise.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import gc
import math
import os
import resource
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

from grading.seal.cells import beginning, bpf, forks, slowimports
from grading.seal.cells.beginning import Begun
from grading.seal.cells.forks import die_with_parent, mapped_bytes
from grading.seal.examiner import texts
from grading.seal.examiner.examiner import Examiner
from grading.seal.examiner.testshell import ExaminerShell
from grading.seal.sandbox.launcher import Launcher
from grading.seal.window.channel import Channel
from grading.seal.window.errors import ChannelClosed, InfrastructureError, SourceBroken
from grading.seal.window.headers import Order
from grading.seal.window.records import Beginning, Job, Limits, Role, Step

#: A job, as it is sent.
Message = tuple[Order, memoryview]

_MAX_BYTES = 1 << 30
#: execve, execveat
_EXEC: tuple[bpf.Call, ...] = (59, 221), (322, 281)
#: What an examiner may take beyond what it shares with the others, at least: some messages, and what is made of them.
_MEMORY = 640 << 20


def serve(channel: Channel, launcher: Launcher) -> NoReturn:
    """Say that all is ready, and serve jobs until the channel is closed."""
    texts.guard_libraries()
    shell = ExaminerShell.make()
    launcher.prepare()
    try:
        channel.send({"confinement": launcher.confinement.name})
    except ChannelClosed:  # meanwhile, by a caller that needs nothing graded
        launcher.close()
        sys.exit()
    Server(channel, shell, launcher).serve()


class Server:
    """Serves jobs: any, or, where it was forked from another, those alone whose beginning has been run in it."""

    def __init__(self, channel: Channel, shell: ExaminerShell, launcher: Launcher) -> None:
        self._channel = channel
        self._shell = shell
        self._launcher = launcher
        self._before: tuple[Beginning, Limits] | None = None  # how the job before began, and within what
        self._begun: Begun | None = None
        self._unfit: set[Beginning] = set()
        self._above: Channel | None = None  # to the one that this was forked from
        self._jobs = 0

    def serve(self) -> NoReturn:
        """Serve until the socket is closed; one that was forked from another, until a job begins otherwise."""
        self._settle()
        waiting: Message | None = None
        while True:
            header, data = waiting or self._received()
            waiting, job = None, _job(header, data)
            self._launcher.limits, self._shell.collector.limit = job.limits, job.limits.output
            self._load(job)
            before, self._before = self._before, (job.beginning, job.limits)
            if self._above is not None and self._before != before:
                self._launcher.discard()
                self._above.send(header, [bytes(data)])
                os._exit(0)
            again = bool(job.shared) and self._before == before and job.beginning not in self._unfit
            if again and self._above is None:
                # The fork goes on here, no deeper in calls: a recursion ends where it would have ended.
                waiting = self._handed_over(job, (header, data))
            else:
                self._run(job)

    def _settle(self) -> None:
        gc.enable()
        gc.collect()
        gc.freeze()
        forks.join_pages()

    def _received(self) -> Message:
        try:
            message = self._channel.recv()
        except ChannelClosed:
            if self._above is not None:
                self._launcher.discard()
                os._exit(0)
            self._end()
        self._jobs += 1
        return message

    def _load(self, job: Job) -> None:
        """Load what the job's cells will, once for all: here, and where benches are made."""
        beside = [content.decode(errors="replace") for name, content in job.given if name.endswith(".py")]
        self._launcher.load(slowimports.needed([*beside, *(step.bench_code or "" for step in job.steps)]))
        mine = slowimports.needed([*beside, *(step.trusted_code or "" for step in job.steps)])
        if any(name not in sys.modules for name in mine):
            gc.disable()
            slowimports.load_more(mine)
            self._settle()

    def _end(self) -> NoReturn:
        self._launcher.close()
        sys.exit(0)

    def _run(self, job: Job) -> None:
        with tempfile.TemporaryDirectory() as folder:
            child = os.fork()
            if child == 0:
                os.chdir(folder)  # where only what stands beside the source will be: no file of a student's
                _examine(self._channel, job, self._shell, self._begun, self._launcher)
            self._launcher.let_go()
            if self._jobs > 1:  # else there may be no other
                self._launcher.prepare(() if self._above is None else job.beginning.bench)
            _, status = os.waitpid(child, 0)
        if status != 0:
            code = os.waitstatus_to_exitcode(status)
            self._channel.send({"infrastructure": f"the examiner's process ended with code {code}"})

    def _handed_over(self, job: Job, message: Message) -> Message:
        """Fork a server that has run the job's beginning: it returns the message, to serve it and all that begin so.

        This one returns what that leaves to it, when that has ended.
        """
        mine, theirs = socket.socketpair()
        folder = tempfile.mkdtemp()
        child = os.fork()
        if child == 0:
            die_with_parent(signal.SIGKILL)
            mine.close()
            os.chdir(folder)
            self._above = Channel(theirs, _MAX_BYTES)
            self._take_over(job)
            return message
        theirs.close()
        self._launcher.let_go()
        try:
            with mine:
                header, data = Channel(mine, _MAX_BYTES).recv()
        except ChannelClosed:  # it is gone, and with it, if not all is over, a job
            self._end()
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        os.waitpid(child, 0)
        if "unfit" not in header:
            return header, data
        self._unfit.add(job.beginning)
        return message

    def _take_over(self, job: Job) -> None:
        """Run the beginning, in the forked process. Ends where it cannot be shared."""
        mark = _mark(job, self._shell)
        if mark:
            self._shell.open()
            self._begun = beginning.begin(self._shell.begin, self._shell.user_ns, job.beginning.own)
        if self._begun is None or self._begun.mark != mark:
            self._launcher.discard()
            assert self._above is not None
            self._above.send({"unfit": True})
            os._exit(0)
        self._settle()


def _mark(job: Job, shell: ExaminerShell) -> str:
    """Of what the job's beginning leaves in a process like an examiner's; nothing where it does more than compute."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            die_with_parent(signal.SIGKILL)
            _bound(job.limits)
            resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(job.limits.seconds_per_cell),) * 2)
            shell.open()
            begun = beginning.begin(shell.begin, shell.user_ns, job.beginning.own, (1, 2, writing))
            os.write(writing, begun.mark.encode() if begun else b"")
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as told:  # noqa: PTH123 - a pipe
        mark = told.read().decode()
    os.waitpid(child, 0)
    return mark


def _bound(limits: Limits) -> None:
    """Bound the memory of this process, and its files: a student's code may be given one to write to."""
    memory = mapped_bytes() + max(limits.memory // 4, _MEMORY)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.disk, limits.disk))


def _examine(channel: Channel, job: Job, shell: ExaminerShell, begun: Begun | None, launcher: Launcher) -> NoReturn:
    """The examiner's process: one job, each test's result as soon as there is one, then the report."""
    die_with_parent(signal.SIGKILL)
    try:
        _bound(job.limits)
        if begun is None:
            shell.open()
        else:
            begun.go_on(shell)
        _lay_out(job.given)
        _start_no_program()
        new_bench = functools.partial(launcher.bench, job.beginning.bench)
        try:
            with contextlib.closing(
                Examiner(
                    job, shell, new_bench, lambda test: channel.send({"test": asdict(test)}), begun=begun is not None
                )
            ) as examiner:
                examiner.folder = Path.cwd()
                tempfile.tempdir = str(examiner.folder)  # a test's, too, which it hands to the student's functions
                examiner.texts.watch()
                channel.send({"report": examiner.run().as_json()})
        except SourceBroken as error:
            channel.send({"source": str(error)})
        except Exception as error:  # noqa: BLE001 - what it is, the other side finds out
            told = str(error) if isinstance(error, InfrastructureError) else f"{type(error).__name__}: {error}"
            channel.send({"infrastructure": told[:1000]})
        os._exit(0)
    finally:
        os._exit(70)


def _start_no_program() -> None:
    """Refuse this process and its children to become another program: what a test is led to run is no command."""
    column, _ = bpf.machine()
    refused = [part for call in _EXEC for part in bpf.of(call[column], [bpf.refuse(errno.EPERM)])]
    bpf.install([bpf.load(bpf.NUMBER), *refused, bpf.allow()])


def _job(header: Order, data: memoryview) -> Job:
    told = header["job"]
    start = 0
    read: dict[str, tuple[tuple[str, bytes], ...]] = {}
    for kind in ("files", "given"):
        found = []
        for name, size in told[kind]:
            found.append((name, bytes(data[start : start + size])))
            start += size
        read[kind] = tuple(found)
    steps = tuple(Step(**{**step, "role": Role(step["role"])}) for step in told["steps"])
    return Job(
        steps,
        tuple(told["names"]),
        limits=Limits(**told["limits"]),
        seen=tuple(told["seen"]),
        shared=told["shared"],
        **read,
    )


def _lay_out(given: Sequence[tuple[str, bytes]]) -> None:
    """Write the instructor's files into the working folder, which is this process's own, and import from there."""
    for name, content in given:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if given:
        sys.path.insert(0, "")
