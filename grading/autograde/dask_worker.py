"""What a worker of a Dask cluster does besides grading: it stops what nobody waits for any more.

`grading.autograde.cluster` sends `StopAbandoned` to all workers that a cluster has or will have; nothing else uses it.
As in `grading.seal.worker`, nothing here knows a course.
"""

from __future__ import annotations

from typing import Any

from distributed import Worker, WorkerPlugin

from grading.seal import worker


class StopAbandoned(WorkerPlugin):
    """Dask drops the result of a task whose client has gone, and lets it run on; a notebook may do so for minutes."""

    name = "grading"
    idempotent = True

    def setup(self, worker: Worker) -> None:
        """Called by Dask when a worker gets it."""
        self._worker = worker

    def transition(self, key: object, start: str, finish: str, **_: Any) -> None:
        """Called by Dask, on the worker's event loop, whenever a task changes its state.

        A thread gets its next task from this loop, so what it runs now is the one that was released.
        """
        if (start, finish) == ("executing", "released"):
            for thread, running in self._worker.active_threads.copy().items():
                if running == key:
                    worker.stop(thread)
