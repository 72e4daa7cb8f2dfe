"""The work that an executor is given: running the notebooks of one submission, sealed.

`grading.classroom` submits `grade` to any `concurrent.futures.Executor` whose workers are threads or processes, such as
a `pool`; ``SealedExecute`` calls it directly. A worker knows no course, no gradebook and no other submission.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from grading.seal.errors import InfrastructureError, SandboxUnavailable
from grading.seal.grader import Grader
from grading.seal.records import Job, Limits, Report

_graders: dict[tuple[Limits, int], Grader] = {}  # by the thread that uses it


def grade(jobs: Mapping[str, Job]) -> dict[str, Report]:
    """Run the notebooks of one submission, by their names, on the warm process of this thread.

    A run that fails through no fault of the submission is repeated once, in a new process where the old one died.

    Raises: SandboxUnavailable, saying what to install; InfrastructureError where the second run fails as well.
    """
    return {name: _twice(job) for name, job in jobs.items()}


def _twice(job: Job) -> Report:
    mine = job.limits, threading.get_ident()
    grader = _graders.setdefault(mine, Grader(job.limits))
    try:
        return grader.run(job)
    except SandboxUnavailable:
        raise
    except InfrastructureError:
        if mine not in _graders:  # `close` has ended it
            raise
        return grader.run(job)


@contextmanager
def pool(workers: int) -> Iterator[ThreadPoolExecutor]:
    """Workers on this machine, each a thread with a warm process; at the end they stop at once, whatever they run."""
    executor = ThreadPoolExecutor(workers)
    try:
        yield executor
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        close()


def close() -> None:
    """End the warm processes that this process has started."""
    while _graders:
        _graders.popitem()[1].close()
