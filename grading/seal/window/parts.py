"""How much a JSON text unfolds to, found out before anything is made of it.

Both sides use it, and `grading.hooks.repair`. A megabyte of text can become a gigabyte of lists and objects; in the
text itself each of them shows as a sign outside of strings.
"""

from __future__ import annotations

import functools
import re

#: Values that a message may hold. The densest of them then take about 100 MiB.
MOST = 1 << 20
_SIGNS = (b"[", b"{", b",", b":")
_STRING = rb'"(?:[^"\\]++|\\.)*+"'
_BRACKET = re.compile(rb'(?:[^"\[\]]++|' + _STRING + rb")*+([\[\]])", re.DOTALL)


def too_many(text: bytes, most: int = MOST) -> bool:
    """Whether a JSON text holds more than ``most`` values, or would before its first mistake."""
    return sum(map(text.count, _SIGNS)) >= most and _so_many(most).match(text) is not None


@functools.cache
def _so_many(most: int) -> re.Pattern[bytes]:
    return re.compile(rb'(?:(?:[^"\[{,:]++|' + _STRING + rb")*+[\[{,:]){%d}+" % most, re.DOTALL)


def end_of_list(text: bytes, start: int) -> int:
    """Where the list ends whose opening bracket stands before ``start``; -1 where it does not, or holds too many."""
    depth = 1
    for _ in range(MOST):
        if (found := _BRACKET.match(text, start)) is None:
            return -1
        start = found.end()
        depth += 1 if found[1] == b"[" else -1
        if depth == 0:
            return start
    return -1
