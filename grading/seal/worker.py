"""The work that an executor is given: running the notebooks of one submission, sealed.

`grading.autograde.classroom` submits `grade` to any `concurrent.futures.Executor` whose workers are threads or
processes, such as a `pool` here or a `grading.autograde.cluster`; ``SealedExecute`` calls it directly. A worker knows
no course, no gradebook and no other submission.
"""

from __future__ import annotations

import functools
import hashlib
import platform
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from grading.seal.examiner import blame
from grading.seal.grader import Grader
from grading.seal.window.errors import InfrastructureError, OtherVersion, SandboxUnavailable, SourceBroken
from grading.seal.window.records import Job, Limits, Report

_DEFAULT = Limits()
_graders: dict[int, Grader] = {}  # by the thread that uses it
_ahead: list[Grader] = []  # for the next thread that wants one


def grade(jobs: Mapping[str, Job], ordered_with: Mapping[str, str] | None = None) -> dict[str, Report]:
    """Run the notebooks of one submission, by their names, on the warm process of this thread.

    A run that fails is repeated once, in a new process where the old one died. Where that fails too, and would not
    without the submission's code, this code has crashed. ``ordered_with`` are the `versions` where the order is from.

    Raises: OtherVersion; SandboxUnavailable, saying what to install; SourceBroken; InfrastructureError where grading
    fails for everybody.
    """
    if ordered_with is not None and ordered_with != versions():
        raise OtherVersion(difference(f"a worker on {platform.node()}", versions(), ordered_with))
    return {name: _twice(job) for name, job in jobs.items()}


@functools.cache
def versions() -> dict[str, str]:
    """What a grade depends on beside the job; the package ``grading`` by a digest of its text."""
    package = Path(__file__).parents[1]
    text = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        text.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    found = {name: version(name) for name in ("ipython", "matplotlib", "numpy", "torch")}
    return {"grading": text.hexdigest()[:12], "python": platform.python_version(), **found}


def difference(where: str, theirs: Mapping[str, str], ours: Mapping[str, str]) -> str:
    """In words, which `versions` are others elsewhere than here, and what to do."""
    other = [f"{name} {theirs.get(name)} and not {ours[name]}" for name in ours if theirs.get(name) != ours[name]]
    return f"On {where} there is {', '.join(other)}. Install the same versions there as here, and start it again."


def make_sure(limits: Limits = _DEFAULT) -> str:
    """Start the warm process of this thread, if it does not run; returns by what it confines, in a word.

    Raises: SandboxUnavailable, saying what to install; InfrastructureError.
    """
    grader = _grader(limits)
    grader.start()
    return grader.confinement


def _grader(limits: Limits) -> Grader:
    """The grader of this thread, which confines as these limits have it."""
    mine = threading.get_ident()
    grader = _graders.get(mine) or (_ahead.pop() if _ahead else None)
    if grader is None or grader.limits.confinement != limits.confinement:
        if grader is not None:
            grader.close()
        grader = Grader(limits)
    _graders[mine] = grader
    return grader


def start_ahead() -> None:
    """Have a warm process start, which takes seconds, while the caller goes on: for the first thread that wants one."""
    _ahead.append(Grader())
    _ahead[-1].launch()


def _twice(job: Job) -> Report:
    grader = _grader(job.limits)
    failed = InfrastructureError()
    for _ in range(2):
        try:
            return grader.run(job)
        except (SandboxUnavailable, SourceBroken):
            raise
        except InfrastructureError as error:
            if _graders.get(threading.get_ident()) is not grader:  # `close` or `stop` has ended it
                raise
            failed = error
    try:
        grader.run(blame.without_its_code(job))
    except InfrastructureError:
        raise failed from None
    return blame.crashed(job, failed)


@contextmanager
def pool(workers: int) -> Iterator[ThreadPoolExecutor]:
    """Workers on this machine, each a thread with a warm process; at the end they stop at once, whatever they run."""
    executor = ThreadPoolExecutor(workers)
    try:
        yield executor
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        close()


def stop(thread: int) -> None:
    """End the warm process of a thread, whatever it runs, without waiting; the thread's next job gets a new one."""
    grader = _graders.pop(thread, None)
    if grader is not None:
        threading.Thread(target=grader.close).start()


def close() -> None:
    """End the warm processes that this process has started."""
    while _graders:
        _graders.popitem()[1].close()
    while _ahead:
        _ahead.pop().close()
