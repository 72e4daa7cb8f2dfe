"""The workers that write feedback pages: threads, each with a warm process, as those that run notebooks.

`grading.autograde.feedback` submits `write` to any `concurrent.futures.Executor` whose workers are threads on this
machine, such as a `pool` here: a page is made of the course's folder and its gradebook. A process writes by nbgrader's
own ``GenerateFeedback``, in a folder that it is given; nothing else here knows the course's.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import multiprocessing
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path

from nbgrader.apps import GenerateFeedbackApp
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException

from grading.autograde.transaction import Ledger
from grading.course import Course, CourseError, patient

#: A process is forked from one that has imported this module and has one thread.
_FORKED = multiprocessing.get_context("forkserver")
_processes: dict[int, _Process] = {}  # by the thread that uses it


@dataclass(frozen=True)
class Order:
    """The pages of one submission: its folder in ``autograded/``, the notebooks there, and where they are to go."""

    root: Path
    assignment: str
    folder: str
    notebooks: tuple[str, ...]
    directory: str
    """Stands in the place of the settings' ``feedback_directory``."""


@contextmanager
def pool(workers: int) -> Iterator[ThreadPoolExecutor]:
    """Workers on this machine; at the end they stop at once, whatever they write."""
    _FORKED.set_forkserver_preload([__name__])
    forkserver.ensure_running()
    executor = ThreadPoolExecutor(workers)
    try:
        yield executor
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        while _processes:
            _processes.popitem()[1].close()


def write(order: Order) -> None:
    """Write the pages of one submission, by the warm process of this thread; where it dies, once more by another.

    Raises: CourseError, with the reason, where they cannot be written.
    """
    mine = threading.get_ident()
    for _ in range(2):
        process = _processes.get(mine) or _processes.setdefault(mine, _Process())
        try:
            failure = process.write(order)
        except (EOFError, OSError):
            if _processes.pop(mine, None) is None:  # the pool was closed
                raise
            process.close()
            continue
        if failure:
            raise CourseError(failure)
        return
    raise CourseError("The process that writes it has died twice. Is there enough memory? Run this again.")


class _Process:
    """A process that writes what it is told, until nobody holds the other end of its pipe any more."""

    def __init__(self) -> None:
        self._ours, theirs = _FORKED.Pipe()
        self._process = _FORKED.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def write(self, order: Order) -> str:
        """The reason why the pages could not be written, nothing where they were. Raises: EOFError, OSError."""
        self._ours.send(order)
        answer: str = self._ours.recv()
        return answer

    def close(self) -> None:
        """End it, whatever it does; another thread may be in `write`."""
        self._process.kill()
        self._process.join()
        self._ours.close()


def _serve(orders: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to all; who gave the orders ends this
    with contextlib.suppress(EOFError, ConnectionError):  # or has been killed
        while True:
            order: Order = orders.recv()
            try:
                failure = _pages(order.root, order.assignment).write(order)
            except Exception as error:  # noqa: BLE001 - one submission's failure, whatever it is, is told of that one
                failure = f"{type(error).__name__}: {error}"
            orders.send(failure)


@functools.cache
def _pages(root: Path, assignment: str) -> Pages:
    app = Course(root).application(GenerateFeedbackApp)
    app.coursedir.assignment_id = assignment
    app.coursedir.db_url = patient(app.coursedir.db_url)
    pages = Pages(coursedir=app.coursedir, parent=app)
    app.log.handlers = [pages.met]
    pages.start()
    return pages


class Pages(GenerateFeedback):
    """Writes the pages of one submission after the other, with one connection to the gradebook."""

    assignments: dict[str, list[str]]  # nbgrader's: a submission's folder, and its notebooks

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.met = _Met()
        self._ledger = Ledger(self.coursedir.db_url, self.coursedir.course_id)

    def init_notebooks(self) -> None:
        """Called by nbgrader, which lists all submissions here; an order names the one that is meant."""

    def convert_notebooks(self) -> None:
        """Called by nbgrader with its exporter made; pages are written as orders come."""

    def write(self, order: Order) -> str:
        """Write the pages of an order as nbgrader does; returns the reason where it could not, else nothing."""
        self.coursedir.feedback_directory = order.directory
        self.assignments = {order.folder: list(order.notebooks)}
        self.met.forget()
        try:
            with self._ledger.entry():
                super().convert_notebooks()
        except NbGraderException as error:
            reason = self.met.error or error  # which says no more than that something was logged
            return f"{type(reason).__name__}: {reason}"
        return ""


class _Met(logging.Handler):
    """Keeps the error that a log tells of."""

    error: BaseException | None = None

    def forget(self) -> None:
        """What was told until now."""
        self.error = None

    def emit(self, record: logging.LogRecord) -> None:
        """Called by `logging`; nbgrader logs an error's traceback where it has caught it."""
        self.error = sys.exception() or self.error
