"""A channel: frames over a stream socket, each a JSON header and the raw bytes that belong to it.

Both sides use it. It knows nothing of what a frame means; it only promises that a frame is whole,
not larger than agreed, of no more parts than `parts.MOST`, and on time, whatever the other end sends.

Frame: two big-endian unsigned 32-bit numbers (length of the header, length of the rest), then both.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grading.seal.window import parts
from grading.seal.window.errors import ChannelClosed, ChannelTimeout, MalformedMessage

_LENGTHS = struct.Struct("!II")
_CHUNK = 1 << 16
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_decode = json.JSONDecoder().decode


class Channel:
    """One end of a connected stream socket. Not for use by two threads at once.

    ``record`` is called with the bytes of every frame that is sent; tests use it to read what the
    other side has been told.
    """

    def __init__(self, sock: socket.socket, max_bytes: int, record: Callable[[bytes], None] | None = None) -> None:
        self.sock = sock
        self.max_bytes = max_bytes
        self.record = record
        self._left = bytearray()

    def send(self, header: Mapping[str, object], buffers: Sequence[bytes] = (), deadline: float | None = None) -> None:
        """Send one frame. ``deadline`` is in `time.monotonic` seconds.

        Raises MalformedMessage when the frame is larger than agreed (nothing is sent then),
        ChannelClosed or ChannelTimeout.
        """
        try:
            head = _encode(header).encode("ascii")
        except (TypeError, ValueError, RecursionError) as error:
            raise MalformedMessage("a header cannot be written") from error
        payload = sum(map(len, buffers))
        if len(head) + payload > self.max_bytes:
            raise MalformedMessage(
                f"a message of {len(head) + payload} bytes is larger than the {self.max_bytes} that may cross"
            )
        frame = b"".join((_LENGTHS.pack(len(head), payload), head, *buffers))
        if self.record is not None:
            self.record(frame)
        try:
            self.sock.settimeout(_remaining(deadline))
            self.sock.sendall(frame)
        except TimeoutError as error:
            raise ChannelTimeout("the other side does not read what it is sent") from error
        except OSError as error:
            raise ChannelClosed("the other side has gone") from error

    def recv(self, deadline: float | None = None) -> tuple[Any, memoryview]:
        """Wait for one frame: its header, a dict as JSON has it (see `headers`), and the raw bytes after it.

        Raises ChannelClosed, ChannelTimeout (what arrived so far is kept, so the wait may be taken
        up again) or MalformedMessage.
        """
        self._fill(_LENGTHS.size, deadline)
        head, payload = _LENGTHS.unpack_from(self._left)
        if head + payload > self.max_bytes:
            raise MalformedMessage("a frame claims more bytes than may cross")
        end = _LENGTHS.size + head + payload
        self._fill(end, deadline)
        frame, self._left = self._left, self._left[end:]
        split = _LENGTHS.size + head
        text = bytes(memoryview(frame)[_LENGTHS.size : split])
        if parts.too_many(text):
            raise MalformedMessage("a header that unfolds to more than may cross")
        try:
            header = _decode(text.decode("ascii"))
        except (ValueError, RecursionError, MemoryError) as error:
            raise MalformedMessage("a header is not JSON") from error
        if type(header) is not dict:
            raise MalformedMessage("a header is not a JSON object")
        return header, memoryview(frame)[split:end]

    def close(self) -> None:
        """Close this end; the other end then meets ChannelClosed."""
        self.sock.close()

    def _fill(self, size: int, deadline: float | None) -> None:
        """Read until ``size`` bytes are there. Never allocates more than has really arrived."""
        left = self._left
        while len(left) < size:
            try:
                self.sock.settimeout(_remaining(deadline))
                chunk = self.sock.recv(max(_CHUNK, min(size - len(left), 16 * _CHUNK)))
            except TimeoutError as error:
                raise ChannelTimeout("no answer in time") from error
            except OSError as error:
                raise ChannelClosed("the other side has gone") from error
            if not chunk:
                raise ChannelClosed("the other side has gone")
            left += chunk


def _remaining(deadline: float | None) -> float | None:
    """Seconds until the deadline, for `socket.settimeout`; a passed one leaves a short look."""
    return None if deadline is None else max(deadline - time.monotonic(), 1e-4)
