"""Starts the trusted process: `grading.seal.grader` runs it, with ``python -m grading.seal.examiner``.

First it launches the sandbox. What both sides import is the same and takes seconds, so they do it side by side; and a
caller that does not know yet what to grade can have both begin.
"""

from __future__ import annotations

import contextlib
import gc
import select
import signal
import socket
import sys
from typing import NoReturn

from grading.seal.cells.forks import die_with_parent
from grading.seal.sandbox import choice
from grading.seal.sandbox.launcher import Launcher
from grading.seal.window.channel import Channel
from grading.seal.window.errors import ChannelClosed, InfrastructureError, SandboxUnavailable
from grading.seal.window.headers import Order, Told
from grading.seal.window.records import Limits

MAX_BYTES = 1 << 30


def main(descriptor: int) -> NoReturn:
    """Serve jobs until the socket with that descriptor is closed."""
    die_with_parent(signal.SIGKILL)
    gc.disable()  # until `serve` has all that it imports
    channel = Channel(socket.socket(fileno=descriptor), MAX_BYTES)
    wanted: Order = channel.recv()[0]
    launcher = _started(channel, wanted["confinement"])
    from grading.seal.examiner.server import serve

    serve(channel, launcher)


def _started(channel: Channel, name: str) -> Launcher:
    """A launcher by the best confinement that this machine has, proved; without any this process ends.

    By that alone which has the ``name``, if there is one.
    """
    wrong: dict[str, str] = {}
    for confinement in choice.candidates(name):
        launcher = Launcher(Limits(), confinement)
        try:
            launcher.launch()
            _import(channel)
            launcher.wait()
            from grading.seal.sandbox.proof import prove

            prove(launcher)
            return launcher
        except SandboxUnavailable as error:
            wrong[confinement.name] = str(error)
        except (
            InfrastructureError,
            OSError,
        ) as error:  # it has started, and no bench in it; or the disk is full
            why = next((step.wrong for step in confinement.steps() if step.wrong), "")
            if not why:
                _tell(channel, {"infrastructure": str(error)})
                sys.exit(1)
            wrong[confinement.name] = why
        except _NotWanted:
            launcher.close()
            sys.exit()
        launcher.close()
    _tell(channel, {"unavailable": choice.diagnosis(wrong)})
    sys.exit(1)


def _tell(channel: Channel, why: Told) -> None:
    """Say why this process ends, to whoever is still there."""
    with contextlib.suppress(ChannelClosed):
        channel.send(why)


class _NotWanted(Exception):
    """Raised where the caller is gone before this process is ready."""


def _import(channel: Channel) -> None:
    """Import what tests need, as long as anybody waits for it: nothing is sent before this process is ready."""
    for step in (_torch, _examiner, _rest):
        if select.select([channel.sock], [], [], 0)[0]:
            raise _NotWanted
        step()


def _torch() -> None:
    import torch

    torch.set_num_threads(1)


def _examiner() -> None:
    from grading.seal.examiner import server  # noqa: F401 - here, for `main`


def _rest() -> None:
    from grading.seal.cells import slowimports

    slowimports.load()


if __name__ == "__main__":
    main(int(sys.argv[1]))
