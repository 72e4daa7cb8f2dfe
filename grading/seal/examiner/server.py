"""The server: a trusted process that keeps a launcher and forks an examiner for each submission.

`grading.seal.grader` starts it with ``python -m grading.seal.examiner.server`` and talks to it over one socket,
so its caller may have threads, any libraries, and no torch. It imports what tests need once.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import signal
import socket
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

import torch

from grading.seal.cells import forks, slowimports
from grading.seal.cells.forks import die_with_parent, mapped_bytes
from grading.seal.examiner.examiner import Examiner
from grading.seal.examiner.testshell import ExaminerShell
from grading.seal.sandbox import choice
from grading.seal.sandbox.launcher import Launcher
from grading.seal.sandbox.proof import prove
from grading.seal.window.channel import Channel, Header
from grading.seal.window.errors import ChannelClosed, InfrastructureError, SandboxUnavailable, SourceBroken
from grading.seal.window.records import Job, Limits, Role, Step

MAX_BYTES = 1 << 30
#: What an examiner may take beyond what it shares with the others, at least: some messages, and what is made of them.
_MEMORY = 640 << 20


def main(descriptor: int) -> NoReturn:
    """Serve jobs until the socket with that descriptor is closed."""
    die_with_parent(signal.SIGKILL)
    channel = Channel(socket.socket(fileno=descriptor), MAX_BYTES)
    limits = Limits(**channel.recv()[0]["limits"])
    torch.set_num_threads(1)
    launcher = _started(channel, limits)
    shell = ExaminerShell.make(limits.output)
    launcher.prepare()
    gc.collect()
    gc.freeze()
    forks.join_pages()
    channel.send({"confinement": launcher.confinement.name})
    while True:
        try:
            header, data = channel.recv()
        except ChannelClosed:
            launcher.close()
            sys.exit(0)
        with tempfile.TemporaryDirectory() as folder:
            child = os.fork()
            if child == 0:
                os.chdir(
                    folder
                )  # where only what stands beside the source will be: a test finds no file of a student's
                _examine(channel, header, data, shell, launcher)
            launcher.let_go()
            launcher.prepare()
            _, status = os.waitpid(child, 0)
        if status != 0:
            code = os.waitstatus_to_exitcode(status)
            channel.send({"infrastructure": f"the examiner's process ended with code {code}"})


def _started(channel: Channel, limits: Limits) -> Launcher:
    """A launcher by the best confinement that this machine has, proved; without any this process ends."""
    wrong: dict[str, str] = {}
    for confinement in choice.candidates(limits.confinement):
        launcher = Launcher(limits, confinement)
        try:
            launcher.launch()
            slowimports.load()  # while the sandbox does the same
            launcher.wait()
            prove(launcher)
            return launcher
        except SandboxUnavailable as error:
            wrong[confinement.name] = str(error)
        except InfrastructureError as error:  # the sandbox has started, and no bench in it
            why = next((step.wrong for step in confinement.steps() if step.wrong), "")
            if not why:
                channel.send({"infrastructure": str(error)})
                sys.exit(1)
            wrong[confinement.name] = why
        launcher.close()
    channel.send({"unavailable": choice.diagnosis(wrong)})
    sys.exit(1)


def _examine(channel: Channel, header: Header, data: memoryview, shell: ExaminerShell, launcher: Launcher) -> NoReturn:
    """The examiner's process: one job, each test's result as soon as there is one, then the report."""
    die_with_parent(signal.SIGKILL)
    try:
        job = _job(header, data)
        memory = mapped_bytes() + max(job.limits.memory // 4, _MEMORY)
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        shell.open()
        _lay_out(job.given)
        try:
            with contextlib.closing(
                Examiner(job, shell, launcher.bench, lambda test: channel.send({"test": asdict(test)}))
            ) as examiner:
                examiner.folder = Path.cwd()
                channel.send({"report": examiner.run().as_json()})
        except SourceBroken as error:
            channel.send({"source": str(error)})
        except Exception as error:  # noqa: BLE001 - what it is, the other side finds out
            told = str(error) if isinstance(error, InfrastructureError) else f"{type(error).__name__}: {error}"
            channel.send({"infrastructure": told[:1000]})
        os._exit(0)
    finally:
        os._exit(70)


def _job(header: Header, data: memoryview) -> Job:
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
    return Job(steps, tuple(told["names"]), limits=Limits(**told["limits"]), seen=tuple(told["seen"]), **read)


def _lay_out(given: Sequence[tuple[str, bytes]]) -> None:
    """Write the instructor's files into the working folder, which is this process's own, and import from there."""
    for name, content in given:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if given:
        sys.path.insert(0, "")


if __name__ == "__main__":
    main(int(json.loads(sys.argv[1])))
