"""The time that a bench waits for a processor, which is the machine's and not the submission's.

Trusted side; used by `grading.seal.sandbox.remote`. Limits are of the wall clock, since code that sleeps must end as
well; but where a machine is busy, with other submissions or with anything, the clock stands still. The kernel counts
what is needed: how long a process was ready to run, and did not.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator

from grading.seal.sandbox import proc
from grading.seal.sandbox.proc import Unverifiable
from grading.seal.sandbox.process import Process

_LITTLE = 0.5  # seconds, of which nobody asks whose fault they are


class Waiting:
    """How long a bench has waited, and its examiner with it, since this was made; at most ``most`` seconds.

    What the processes of one bench take from each other is its own fault: of the wall clock no second is taken off for
    which they had, all together, a second of a processor. A kernel that does not tell leaves the wall clock as it is.
    """

    def __init__(self, process: Process, most: float) -> None:
        self._process = process
        self._most = most
        self._began = time.monotonic()
        self._before = _waited(process.bench) + _waited(os.getpid())
        self._copy: int | None = None
        self._copies = 0.0  # of those that have ended
        self._seconds = 0.0

    def seconds(self) -> float:
        """Never less than before."""
        copy = 0.0 if self._copy is None else _waited(self._copy)
        examiner = _waited(os.getpid())
        found = _waited(self._process.bench) + examiner + self._copies + copy - self._before
        if found > _LITTLE:
            found = min(found, time.monotonic() - self._began - proc.used(self._process.init))
        self._seconds = max(self._seconds, min(found, self._most))
        return self._seconds

    @contextlib.contextmanager
    def also_of(self, copy: int) -> Iterator[None]:
        """While the block runs, the process ``copy`` does the bench's work."""
        self._copy = copy
        try:
            yield
        finally:
            self._copies, self._copy = self._copies + _waited(copy), None


def _waited(process: int) -> float:
    try:
        return proc.waited(process)
    except Unverifiable:
        return 0.0
