"""Exceptions as they cross the window: a built-in type's name, a message, the traceback's lines.

Both sides use it: the side where code failed calls `describe`, the side that asked calls `rebuild`.
A type that is not built in, or that would steer the caller's control flow (`SystemExit`,
`KeyboardInterrupt`, `StopIteration`), arrives as `StudentError` and keeps its name in the message.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Sequence
from typing import Any, TypeGuard

from grading.seal.window.errors import CallOutOfMemory, MalformedMessage, StudentError

_TEXT = 20_000  # characters of a message, and of a traceback's line
_LINES = 200
_CONTROL_FLOW = (StopIteration, StopAsyncIteration, BaseExceptionGroup, Warning)


def is_raisable(kind: type) -> TypeGuard[type[Exception]]:
    """Whether it is a class of errors that end what they are raised in, and steer nothing."""
    return issubclass(kind, Exception) and not issubclass(kind, _CONTROL_FLOW)


RAISABLE: dict[str, type[Exception]] = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and is_raisable(kind) and not issubclass(kind, UnicodeError) and kind is not Exception
}
_NO_MEMORY = ("can't allocate memory", "not enough memory", "std::bad_alloc")


def describe(error: BaseException, lines: Sequence[str] = (), frames: Sequence[Sequence[Any]] = ()) -> dict[str, Any]:
    """What may be told of an exception. Never raises, whatever the exception's own methods do.

    ``lines`` are its traceback as text, ``frames`` those of its frames that lie in a notebook's cells.
    """
    known = next((k.__name__ for k in type(error).__mro__ if RAISABLE.get(k.__name__) is k), "")
    args = error.args
    try:
        text = args[0] if len(args) == 1 and type(args[0]) is str else str(error)
    except BaseException:  # noqa: BLE001 - the exception's own methods may raise anything
        text = ""
    return {
        "type": known,
        "own": str(type(error).__name__)[:200],
        "text": str.__str__(text)[:_TEXT],
        "lines": [str(line)[:_TEXT] for line in lines[-_LINES:]],
        "frames": frames,
    }


def rebuild(told: Any, raised: Callable[[int, int, str], Exception] | None = None) -> Exception:
    """The exception to raise for what `describe` told; unraised.

    ``raised`` makes one of a class of the other side's, by the numbers of both and its words.

    Its ``student_traceback`` holds the student's own traceback lines, and a notebook that shows it
    shows these instead of the lines of the code that called.
    Raises MalformedMessage when it was not `describe` that wrote this.
    """
    if type(told) is not dict or not all(type(told.get(k)) is str for k in ("type", "own", "text")):
        raise MalformedMessage("a failure is described in an unknown form")
    lines = told.get("lines")
    if type(lines) is not list or not all(type(line) is str for line in lines):
        raise MalformedMessage("a traceback is not a list of lines")
    own, text = _writable(told["own"][:200]), _writable(told["text"][:_TEXT])
    kind = RAISABLE.get(told["type"])
    error: Exception
    own_class = told.get("told")
    if own_class is not None and raised is not None:
        if type(own_class) is not list or [type(number) for number in own_class] != [int, int]:
            raise MalformedMessage("an exception of a class in an unknown form")
        error = raised(own_class[0], own_class[1], text)
    elif kind is MemoryError or (kind is RuntimeError and any(w in text for w in _NO_MEMORY)):
        error = CallOutOfMemory(text or "out of memory")
    elif kind is None:
        error = StudentError(f"{own}: {text}" if text else own)
    else:
        error = kind(text) if text else kind()
    shown = [_writable(line[:_TEXT]) for line in lines[-_LINES:]]
    error.student_traceback = shown  # type: ignore[attr-defined]
    if shown:
        error._render_traceback_ = lambda: shown  # type: ignore[attr-defined]
    return error


def _writable(text: str) -> str:
    """Without halves of surrogate pairs, which no file can hold."""
    return text.encode("utf-8", "replace").decode()
