"""Exceptions as they cross the window: a built-in type's name, a message, the traceback's lines.

Both sides use it: the side where code failed calls `describe`, the side that asked calls `rebuild`.
A type that is neither built in nor of a library that is listed here, or that would steer the caller's control flow
(`SystemExit`, `KeyboardInterrupt`, `StopIteration`), arrives as `StudentError` and keeps its name in the message.
What it was raised from comes along.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeGuard

from grading.seal.window.errors import CallOutOfMemory, MalformedMessage, StudentError

_TEXT = 20_000  # characters of a message, and of a traceback's line
_LINES = 200
_ARGS = 8  # of an exception
_CAUSES = 3  # one behind the other
_CONTROL_FLOW = (StopIteration, StopAsyncIteration, BaseExceptionGroup, Warning)


def is_raisable(kind: type) -> TypeGuard[type[Exception]]:
    """Whether it is a class of errors that end what they are raised in, and steer nothing."""
    return issubclass(kind, Exception) and not issubclass(kind, _CONTROL_FLOW)


RAISABLE: dict[str, type[Exception]] = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and is_raisable(kind) and not issubclass(kind, UnicodeError) and kind is not Exception
}
#: Modules whose exceptions are raised as what they are. None of them steers who runs a test, as `SkipTest` does.
_LIBRARIES = (
    *("ast", "asyncio.exceptions", "asyncio.queues", "binascii", "configparser", "copy", "csv", "_csv", "dataclasses"),
    *("decimal", "json.decoder", "queue", "_queue", "re", "re._constants", "sqlite3", "statistics", "struct"),
    *("zipfile", "zlib", "xml.etree.ElementTree", "tomllib", "graphlib", "getopt"),
    *("numpy.linalg", "numpy.exceptions", "pandas.errors", "sklearn.exceptions", "networkx.exception"),
)
_NO_MEMORY = ("can't allocate memory", "not enough memory", "std::bad_alloc")
#: With which a bench ends itself where its own code fails, and where that is for want of memory.
FAILED, WITHOUT_MEMORY = 70, 71


def _is_of_memory(kind: Any, text: str) -> bool:
    return kind is MemoryError or (kind is RuntimeError and any(words in text for words in _NO_MEMORY))


def exit_code(error: BaseException | None) -> int:
    """With which a bench ends itself that has failed by this error."""
    return WITHOUT_MEMORY if error is not None and _is_of_memory(type(error), str(error)) else FAILED


def describe(
    error: BaseException,
    lines: Sequence[str] = (),
    frames: Sequence[Sequence[Any]] = (),
    tell: Callable[[BaseException], Any] = lambda error: None,
    causes: int = _CAUSES,
) -> dict[str, Any]:
    """What may be told of an exception. Never raises, whatever the exception's own methods do.

    ``lines`` are its traceback as text, ``frames`` those of its frames that lie in a notebook's cells; ``tell`` says
    more of it, and of its causes.
    """
    known = next((name for kind in type(error).__mro__ if (name := _name(kind))), "")
    args = error.args
    if isinstance(error, OSError) and type(made_of := OSError.__reduce__(error)[1]) is tuple:
        args = made_of  # with the name of its file
    try:
        text = args[0] if len(args) == 1 and type(args[0]) is str else str(error)
    except BaseException:  # noqa: BLE001 - the exception's own methods may raise anything
        text = ""
    cause, alone = (BaseException.__dict__[name].__get__(error) for name in ("__cause__", "__suppress_context__"))
    return {
        "type": known,
        "own": str(type(error).__name__)[:200],
        "text": str.__str__(text)[:_TEXT],
        "args": list(args) if _are_plain(args) and sum(map(len, map(str, args))) < _TEXT else [],
        "lines": [str(line)[:_TEXT] for line in lines[-_LINES:]],
        "frames": frames,
        "told": tell(error),
        "cause": describe(cause, tell=tell, causes=causes - 1) if cause is not None and causes else None,
        "alone": alone,
    }


def _are_plain(args: Any) -> bool:
    """Whether they are few, and such that a header holds as they are."""
    return len(args) <= _ARGS and all(each is None or type(each) in (bool, int, float, str) for each in args)


def _name(kind: type) -> str:
    """The name of a class of exceptions that is raised as what it is; nothing for another."""
    name = kind.__name__
    if RAISABLE.get(name) is kind:
        return name
    return f"{kind.__module__}:{name}" if kind_of(f"{kind.__module__}:{name}") is kind else ""


def kind_of(name: str) -> type[Exception] | None:
    """The class with this name, one of a library's where that has been imported."""
    module, _, of = name.rpartition(":")
    if module not in _LIBRARIES:
        return RAISABLE.get(name)
    kind = getattr(sys.modules.get(module), "__dict__", {}).get(of)
    if type(kind) is not type or not is_raisable(kind) or kind.__module__ != module:
        return None
    return kind


def rebuild(
    told: Any,
    raised: Callable[[int, int, str], Exception] | None = None,
    awaited: Callable[[str], bool] = lambda name: False,
    causes: int = _CAUSES,
) -> Exception:
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
    kind = kind_of(told["type"])
    error: Exception
    own_class = told.get("told")
    if own_class is not None and raised is not None:
        if type(own_class) is not list or [type(number) for number in own_class] != [int, int]:
            raise MalformedMessage("an exception of a class in an unknown form")
        error = raised(own_class[0], own_class[1], text)
    elif _is_of_memory(kind, text):
        error = CallOutOfMemory(text or "out of memory")
    elif kind is None and own == StopIteration.__name__ and awaited(own):
        error = StopIteration(*_made(RuntimeError, text, told.get("args")).args)
    elif kind is None:
        error = StudentError(f"{own}: {text}" if text else own)
    else:
        error = _made(kind, text, told.get("args"))
    shown = [_writable(line[:_TEXT]) for line in lines[-_LINES:]]
    error.student_traceback = shown  # type: ignore[attr-defined]
    if shown:
        error._render_traceback_ = lambda: shown  # type: ignore[attr-defined]
    if told.get("cause") is not None:
        if not causes:
            raise MalformedMessage("more causes of a failure than are told")
        error.__cause__ = rebuild(told["cause"], raised, causes=causes - 1)
    error.__suppress_context__ = told.get("alone") is True
    return error


def _made(kind: type[Exception], text: str, args: Any) -> Exception:
    """One of a class, past what a library's would have it made of; of one that says nothing then, another.

    Its ``args`` are what was told of them, where it says the same with them.
    """
    if type(args) is not list or not _are_plain(args):
        raise MalformedMessage("what an exception was made of is told in an unknown form")
    error = kind.__new__(kind)
    error.args = tuple(_writable(each) if type(each) is str else each for each in args)
    try:
        if kind.__module__ == "builtins" and type(whole := kind(*error.args)) is kind:  # with its errno, or its msg
            error = whole
        if args and str(error) == text:
            return error
    except Exception:  # noqa: BLE001 - whatever it misses
        pass
    error.args = (text,) if text else ()
    try:
        str(error)
    except Exception:  # noqa: BLE001 - whatever it misses
        return StudentError(f"{kind.__name__}: {text}")
    return error


def _writable(text: str) -> str:
    """Without halves of surrogate pairs, which no file can hold."""
    return text.encode("utf-8", "replace").decode()
