"""What a traceback needs not show: a recursion's hundreds of equal frames, and hundreds of exceptions behind one.

Formatting a frame costs milliseconds, and a function that calls itself without end leaves a thousand. Used by
`grading.seal.cells.shell` on both sides; and, as an extension of IPython, by the ordinary kernel of an unsealed run.
"""

from __future__ import annotations

import contextlib
import itertools
from collections import Counter
from types import CodeType, TracebackType
from typing import Any

#: A traceback with more frames than this is looked at; of a function it keeps so many, and so many at its two ends.
_MANY, _OF_EACH, _ENDS = 30, 3, 15
#: Of exceptions that were raised while another was handled, so many are kept at both ends.
_CHAIN = 3


def shorten(error: BaseException) -> None:
    """Leave out frames and earlier exceptions in place; a note in the exception says how many.

    The first frames and the last, where it failed, stay. Never raises, whatever the exception's own methods do.
    """
    with contextlib.suppress(Exception):
        chain = _chain(error)
        if len(chain) > 2 * _CHAIN:
            _link(chain[_CHAIN - 1], chain[-_CHAIN])
            _note(chain[_CHAIN - 1], f"{len(chain) - 2 * _CHAIN} exceptions before this one are not shown")
            chain = chain[:_CHAIN] + chain[-_CHAIN:]
        for each in chain:
            if left_out := _cut(each.__traceback__):
                _note(each, f"{left_out} frames of its traceback are not shown")


def _chain(error: BaseException) -> list[BaseException]:
    """The exception and those in the course of whose handling it was raised, the latest first."""
    chain: dict[int, BaseException] = {}
    one: BaseException | None = error
    while one is not None and id(one) not in chain:
        chain[id(one)] = one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return list(chain.values())


def _link(later: BaseException, earlier: BaseException) -> None:
    if later.__cause__ is not None:
        later.__cause__ = earlier
    else:
        later.__context__ = earlier


def _cut(begin: TracebackType | None) -> int:
    """Take frames out of a traceback, which keeps its first; how many."""
    frames = []
    while begin is not None:
        frames.append(begin)
        begin = begin.tb_next
    if len(frames) <= _MANY:
        return 0
    met: Counter[CodeType] = Counter()
    kept = []
    for place, frame in enumerate(frames):
        code = frame.tb_frame.f_code
        if met[code] < _OF_EACH or place >= len(frames) - _OF_EACH:
            kept.append(frame)
        met[code] += 1
    if len(kept) > 2 * _ENDS:
        kept = kept[:_ENDS] + kept[-_ENDS:]
    for one, following in itertools.pairwise(kept):
        one.tb_next = following
    return len(frames) - len(kept)


def _note(error: BaseException, text: str) -> None:
    BaseException.add_note(error, f"[{text}.]")


def load_ipython_extension(shell: Any) -> None:
    """Called by IPython, which is told of this module as an extension.

    Of recursions alone: with a handler for all exceptions IPython would show a cell's syntax error in another way.
    """
    shell.set_custom_exc((RecursionError,), _shown)


def _shown(shell: Any, kind: type[BaseException], error: BaseException, at: TracebackType, tb_offset: Any) -> None:
    shorten(error)
    shell.showtraceback((kind, error, at), tb_offset=tb_offset, running_compiled_code=True)
