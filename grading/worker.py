"""The work that an executor is given: running the notebooks of one submission, sealed.

`grading.classroom` submits `grade` to any `concurrent.futures.Executor` whose workers are threads or processes;
``SealedExecute`` calls it directly. A worker knows no course, no gradebook and no other submission.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Mapping

from grading.seal.errors import InfrastructureError, SandboxUnavailable
from grading.seal.grader import Grader
from grading.seal.records import Job, Limits, Report

_started: list[Grader] = []


def grade(jobs: Mapping[str, Job]) -> dict[str, Report]:
    """Run the notebooks of one submission, by their names, on the warm process of this thread.

    A run that fails through no fault of the submission is repeated once, in a new process where the old one died.

    Raises: SandboxUnavailable, saying what to install; InfrastructureError where the second run fails as well.
    """
    return {name: _twice(job) for name, job in jobs.items()}


def _twice(job: Job) -> Report:
    grader = _grader(job.limits, threading.get_ident())
    try:
        return grader.run(job)
    except SandboxUnavailable:
        raise
    except InfrastructureError:
        if grader not in _started:  # `close` has ended it
            raise
        return grader.run(job)


@functools.cache
def _grader(limits: Limits, thread: int) -> Grader:
    _started.append(grader := Grader(limits))
    return grader


def close() -> None:
    """End the warm processes that this process has started."""
    _grader.cache_clear()
    while _started:
        _started.pop().close()
