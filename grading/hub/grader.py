"""The handle on a `grading.hub.worker`: started when the first check comes, ended when it hangs, started anew then."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from grading.hub.line import Check, State

#: What a student reads where the failure is ours.
OURS = "It could not be graded. That is no fault of yours and does not count. Try again later, or ask your instructor."
_MOST_CHECKS = 200  # after which the process starts anew, since each leaves half a megabyte behind
_MOST_OF_A_LINE = 64 << 20  # bytes; messages are bounded where they are made


class WorkerGrader:
    """One process, and the checks that it grades one after the other."""

    def __init__(
        self, course: Path, folder: Path, assignments: Callable[[], Sequence[str]], seconds: float, log: logging.Logger
    ) -> None:
        """``folder`` is for temporary files, ``assignments`` may be checked, a check may take ``seconds``."""
        self._course, self._folder, self._assignments = course, folder, assignments
        self._seconds, self._log = seconds, log
        self._process: asyncio.subprocess.Process | None = None
        self._graded = 0  # by this process

    async def grade(self, check: Check) -> tuple[State, dict[str, Any]]:
        """How a check ended, with the answer for its user."""
        try:
            told = await asyncio.wait_for(self._ask(check), self._seconds)
        except (OSError, ValueError, EOFError, TimeoutError) as error:
            await self.close()
            told = {"failed": f"the grading process was ended: {type(error).__name__} {error}"}
        if "graded" in told:
            return State.DONE, told["graded"]
        if "refused" in told:
            return State.NOT_GRADED, {"message": told["refused"]}
        self._log.error("a check failed: %s", told["failed"])
        return State.NOT_GRADED, {"message": OURS}

    async def close(self) -> None:
        """End the process, and with it what it has started."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.communicate()

    async def _ask(self, check: Check) -> dict[str, Any]:
        if self._graded == _MOST_CHECKS:
            await self.close()
        if self._process is None or self._process.returncode is not None:
            self._graded = 0
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "grading.hub.worker"),
                cwd=self._course,
                env=self._environment(),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                start_new_session=True,
                limit=_MOST_OF_A_LINE,
            )
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        asked = {"notebook": str(check.notebook), "assignments": list(self._assignments())}
        process.stdin.write(json.dumps(asked).encode() + b"\n")
        await process.stdin.drain()
        line = await process.stdout.readline()
        if not line:
            raise EOFError
        self._graded += 1
        told: dict[str, Any] = json.loads(line)
        return told

    def _environment(self) -> dict[str, str]:
        """The service's without its rights at the hub, which are no business of the worker's."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTERHUB_")}
        return kept | {"TMPDIR": str(self._folder)}
