"""Sealed grading of notebooks: what the rest of the package calls.

::

    with Grader() as grader:
        report = grader.grade(submission, source, files)
        write_outputs(report, submission)

`Grader` keeps a warm process; grading one notebook then costs little more than running its cells.
Nothing of the submission runs in the caller's process. One grader grades one notebook at a time;
use one for each worker.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import Any

from grading.seal.plan import plan
from grading.seal.window.channel import Channel
from grading.seal.window.errors import (
    ChannelClosed,
    ChannelTimeout,
    InfrastructureError,
    SandboxUnavailable,
    SourceBroken,
)
from grading.seal.window.headers import Told
from grading.seal.window.records import CellResult, Job, Limits, Report, TestResult

_START = 120.0
_MARGIN = 60.0
_MAX_BYTES = 1 << 30  # a course may give its students data


class Grader:
    """A warm grading process. `start` it (or use ``with``), `grade` notebooks, `close` it.

    It confines by what its ``limits`` name. They are those of all that `grade` is given; a job has its own.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.confinement = ""  # what confines the students' code, as the started process says
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: Channel | None = None

    def __enter__(self) -> Grader:
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
        """Start the process; takes a few seconds. Nothing happens when it runs already; one that has ended is replaced.

        Raises SandboxUnavailable, saying what to install or enable, or InfrastructureError.
        """
        if self._process is not None and self._process.poll() is not None:
            self.close()
        self.launch()
        if not self.confinement:
            self._wait()

    def launch(self) -> None:
        """The first half of `start`, which returns at once."""
        if self._process is not None:
            return
        mine, theirs = socket.socketpair()
        with theirs:
            root = str(Path(__file__).parents[2])
            threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "grading.seal.examiner", str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                env={**os.environ, **threads, "PYTHONPATH": root},
                start_new_session=True,
            )
        self._channel = Channel(mine, _MAX_BYTES)
        with contextlib.suppress(ChannelClosed):  # which `start` will say
            self._channel.send({"confinement": self.limits.confinement})

    def _wait(self) -> None:
        assert self._channel is not None
        try:
            ready: Told = self._channel.recv(time.monotonic() + _START)[0]
        except (ChannelClosed, ChannelTimeout) as error:
            self.close()
            raise InfrastructureError("the grading process did not start") from error
        if "unavailable" in ready:
            self.close()
            raise SandboxUnavailable(ready["unavailable"])
        if "infrastructure" in ready:
            self.close()
            raise InfrastructureError(str(ready["infrastructure"]))
        self.confinement = str(ready["confinement"])

    def grade(
        self,
        submission: Mapping[str, Any],
        source: Mapping[str, Any],
        files: Sequence[tuple[str, bytes]] = (),
        given: Sequence[tuple[str, bytes]] = (),
        inside: bool = False,
    ) -> Report:
        """Run a submission sealed and say how each test cell of ``source`` ended.

        Both notebooks are nbformat 4 structures; neither is changed. ``files`` are the submission's
        other files as (relative path, content), ``given`` those beside the source;
        ``inside`` is as `plan` has it.
        Starts the process when it does not run. Raises InfrastructureError when the grader itself
        fails; the submission may then be tried again.
        """
        return self.run(plan(submission, source, files, self.limits, given, inside))

    def run(self, job: Job) -> Report:
        """Run a job that `grading.seal.plan.plan` made. An InfrastructureError has the results that were there."""
        self.start()
        channel = self._channel
        assert channel is not None
        told = asdict(job)
        for kind in ("files", "given"):
            told[kind] = [(name, len(data)) for name, data in getattr(job, kind)]
        limits = job.limits
        deadline = time.monotonic() + limits.seconds_per_submission + limits.seconds_of_waiting + _MARGIN
        tests: list[dict[str, Any]] = []
        try:
            channel.send({"job": told}, [data for _, data in (*job.files, *job.given)], deadline)
            while True:
                answer: Told = channel.recv(deadline)[0]
                if "test" not in answer:
                    break
                tests.append(answer["test"])
        except (ChannelClosed, ChannelTimeout) as error:
            self.close()
            lost = InfrastructureError("the grading process was lost")
            lost.tests = tests
            raise lost from error
        if "source" in answer:
            raise SourceBroken(str(answer["source"]))
        if "report" not in answer:
            failed = InfrastructureError(str(answer.get("infrastructure")))
            failed.tests = tests
            raise failed
        return replace(Report.from_json(answer["report"]), confined_by=self.confinement)

    def close(self) -> None:
        """End the process, and with it everything that it started. Another thread may be in `run` or here."""
        channel, self._channel = self._channel, None
        process, self._process = self._process, None
        self.confinement = ""
        if channel is not None:
            with contextlib.suppress(OSError):
                channel.sock.shutdown(socket.SHUT_RDWR)  # another thread may wait at it
            channel.close()
        if process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(3.0)
            process.kill()
            process.wait()


def write_outputs(report: Report, notebook: MutableMapping[str, Any]) -> None:
    """Put a report's outputs into the cells of the notebook that was graded, in place.

    Test cells that the submission lacked have no place; they are in ``report.tests`` alone.
    """
    results: Sequence[CellResult | TestResult] = (*report.cells, *report.tests)
    for result in results:
        if result.index is not None:
            cell = notebook["cells"][result.index]
            cell["outputs"] = [dict(output) for output in result.outputs]
            cell["execution_count"] = result.execution_count
