"""Request and answer over a channel, nested: while one side waits, it serves what the other asks.

Both sides use it. A request has an operation (``op``) and an id; the answer repeats the id. Exactly
one frame is under way at a time. What an operation means is not known here.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from typing import Any

from grading.seal.window import exceptions, recursion
from grading.seal.window.channel import Channel
from grading.seal.window.errors import ChannelTimeout, MalformedMessage
from grading.seal.window.headers import Answer, Request

MAX_NESTING = (
    200  # of some 480 that an ordinary kernel lets go; what fails there is told step by step, and that takes time
)

#: An answer, and the bytes behind it.
Reply = tuple[Answer, Sequence[bytes]]
#: Takes a request, of the type that it serves, and the bytes behind that.
Operation = Callable[[Any, memoryview], Reply]


class Peer:
    """One side of a conversation.

    ``operations`` are what the other side may ask for. ``deadline`` bounds each wait, in
    `time.monotonic` seconds. When it passes, ``on_timeout`` may set a later one and return, and the
    wait goes on; otherwise ChannelTimeout is raised.
    """

    def __init__(self, channel: Channel, operations: dict[str, Operation]) -> None:
        self.channel = channel
        self.operations = operations
        self.deadline: float | None = None
        self.on_timeout: Callable[[ChannelTimeout], None] = _give_up
        self._next = 0
        self._depth = 0

    def request(self, header: Request, buffers: Sequence[bytes] = ()) -> tuple[Answer, memoryview]:
        """Ask, serve what is asked meanwhile, and return the answer.

        Raises MalformedMessage, ChannelClosed or ChannelTimeout.
        """
        self._next += 1
        mine = header["id"] = self._next
        self.channel.send(header, buffers, self.deadline)
        while True:
            try:
                answer, data = self.channel.recv(self.deadline)
            except ChannelTimeout as error:
                self.on_timeout(error)
                continue
            if "op" in answer:
                self._serve(answer, data)
                # Being asked without end is no way to go on for ever.
                if self.deadline is not None and time.monotonic() > self.deadline:
                    self.on_timeout(ChannelTimeout("no answer in time"))
            elif answer.get("id") == mine:
                return answer, data
            else:
                raise MalformedMessage("an answer to nothing that was asked")

    def serve(self) -> None:
        """Serve one request, waiting for it without a deadline. For the side that is led."""
        header, data = self.channel.recv()
        self._serve(header, data)

    def _serve(self, header: Request, data: memoryview) -> None:
        operation = self.operations.get(str(header.get("op")))
        if operation is None or type(header.get("id")) is not int:
            raise MalformedMessage("a request for something that is not served")
        self._depth += 1
        try:
            with recursion.deeper() if self._depth > 1 else contextlib.nullcontext():
                answer, buffers = operation(header, data) if self._depth <= MAX_NESTING else (_too_deep(), ())
        finally:
            self._depth -= 1
        answer["id"] = header["id"]
        self.channel.send(answer, buffers, self.deadline)


def _too_deep() -> Answer:
    words = f"a function of the test's and one of the student's call each other, more than {MAX_NESTING} deep"
    return {"error": exceptions.describe(RecursionError(words)), "t": []}


def _give_up(error: ChannelTimeout) -> None:
    raise error
