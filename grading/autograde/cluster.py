"""A Dask cluster that runs the notebooks of a class: `autograde --scheduler`.

The command ``autograde`` takes its executor from `pool`, and to `grading.autograde.classroom` it is like any other. A
job brings all that it needs, so the workers share no disk with the course. Which of them runs it, and which runs it
again where a worker is lost, is Dask's business; so are its settings, TLS among them (see docs/cluster.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from grading import extras
from grading.course import CourseError
from grading.seal import worker

try:
    from distributed import Client, Security
    from distributed.comm.core import connect

    from grading.autograde.dask_worker import StopAbandoned
except ImportError as error:
    raise CourseError(f"--scheduler needs Dask: {extras.install('cluster')} ({error})") from error

_PATIENCE = 10.0  # seconds for a worker to appear


@contextmanager
def pool(address: str) -> Iterator[tuple[Executor, int]]:
    """The cluster of the scheduler with that address, and how many submissions it runs at once.

    At the end, what is under way there is stopped.

    Raises: CourseError where there is no such scheduler, where it has no workers, and where it or one of them has other
    versions than are here.
    """
    try:
        asyncio.run(_answered(address))
    except (OSError, ValueError, TypeError) as error:  # TypeError: an address tls://..., and no certificate
        raise CourseError(
            f"No Dask scheduler answers at {address}: {error}. Is the address right, and is it running?"
        ) from error
    with Client(address, set_as_default=False) as client:
        _same_versions(client, address)
        client.register_plugin(StopAbandoned())
        # Equal submissions are not one task: each is run, cancelled and lost by itself.
        executor = client.get_executor(pure=False)
        try:
            yield executor, sum(client.nthreads().values())
        finally:
            executor.shutdown(wait=False)


async def _answered(address: str) -> None:
    """Connect and no more; a ``Client`` that could not connect complains once more when the program ends."""
    comm = await connect(address, **Security().get_connection_args("client"))
    await comm.close()


def _same_versions(client: Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        raise CourseError(f"The scheduler has no workers. Start one on each machine: dask worker {address}") from None
    found = {f"the worker {name}": theirs for name, theirs in client.run(worker.versions, on_error="return").items()}
    try:
        found["the scheduler"] = client.run_on_scheduler(worker.versions)
    except Exception as error:  # noqa: BLE001 - whatever happened there
        found["the scheduler"] = error
    for where, theirs in found.items():
        if isinstance(theirs, Exception):
            raise CourseError(f"On {where} the package `grading` does not work: {theirs}. Install it as it is here.")
        if theirs != worker.versions():
            raise CourseError(worker.difference(where, theirs, worker.versions()))
