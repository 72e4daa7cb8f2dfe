"""How deep a recursion may go through the window: the frames of the window's own count for nobody.

Both sides use it. Python counts all frames of a process alike, so that a test's function and a student's that call each
other would reach the limit after a tenth of the steps that they have in an ordinary kernel. While a request within
another one is served, the limit is higher by what the window needs for it. What is told of the limit, and taken, is
without that.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

_FRAMES = 40  # of the window's, for a request within a request
_CALL = 60  # that a call of a student's function needs besides its own

_lent = 0


@contextlib.contextmanager
def deeper() -> Iterator[None]:
    """While a request within another one is served."""
    global _lent
    before = sys.getrecursionlimit()
    _lent += _FRAMES
    sys.setrecursionlimit(before + _FRAMES)
    try:
        yield
    finally:
        now = limit()
        _lent -= _FRAMES
        if now + _lent == before:
            sys.setrecursionlimit(before)
        else:
            set_limit(now)


def limit() -> int:
    """The limit for what is no frame of the window's."""
    return sys.getrecursionlimit() - _lent


def set_limit(frames: int) -> None:
    """Set that; it is never so low that the window could not go on."""
    sys.setrecursionlimit(max(frames + _lent, _depth() + _CALL))


def _depth() -> int:
    """How many frames there are now."""
    frame, count = sys._getframe(), 0  # noqa: SLF001 - Python has no other way
    while frame.f_back is not None:
        frame, count = frame.f_back, count + 1
    return count
