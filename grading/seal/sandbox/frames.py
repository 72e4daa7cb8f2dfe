"""Traceback frames of a student's cells, rebuilt on this side, so that a check can name the line.

Trusted side; used by `grading.seal.sandbox.remote` and, through `faults`, for every exception of a student's
function. A check that looks for the function's own lines in an exception's traceback
(``extract_tb``, ``__code__.co_filename``) finds them, as it would without a seal.
"""

from __future__ import annotations

import linecache
import re
import sys
import types
from collections.abc import Mapping
from typing import Any

_CELL = re.compile(r"In\[\d{1,6}\]")
_MOST, _LINE_NUMBER, _TEXT = 30, 20_000, 1000


def code_in(cell: Any, name: str, number: int = 1) -> types.CodeType | None:
    """A code object that lies on this line of this cell; None when that is no cell's name."""
    if type(cell) is not str or not _CELL.fullmatch(cell):
        return None
    text = "\n" * (number - 1) + "frame = here()"
    return compile(text, f"<{cell} of the submission>", "exec").replace(co_name=name)


def traceback_of(told: Any, cells: Mapping[str, str]) -> types.TracebackType | None:
    """A traceback with the frames that were told, as ``[cell, line number, function, line]``.

    ``cells`` are the texts that the bench was given to run, by name. What does not have that form is left
    out, and so is a line that does not stand in its cell: a check may quote it, and it must then be the
    student's line and no message that was made of a test's arguments.
    """
    found: types.TracebackType | None = None
    for each in reversed(told[-_MOST:] if type(told) is list else []):
        if type(each) is not list or tuple(map(type, each)) != (str, int, str, str):
            continue
        cell, number, name, line = each
        text = cells.get(cell, "")
        if not 0 < number < _LINE_NUMBER or line.strip() not in map(str.strip, text.split("\n")):
            continue
        code = code_in(cell, name if name in text or name == "<module>" else "?", number)
        if code is None:
            continue
        scope: dict[str, Any] = {"here": lambda: sys._getframe(1)}  # noqa: SLF001 - Python's own name
        exec(code, scope)
        frame = scope["frame"]
        _remember(code.co_filename, number, line[:_TEXT])
        found = types.TracebackType(found, frame, frame.f_lasti, number)
    return found


def _remember(file: str, number: int, line: str) -> None:
    """Let `linecache`, and so every traceback, know this line of a cell."""
    entry = linecache.cache.get(file)
    lines = list(entry[2]) if entry is not None and len(entry) == 4 else []
    lines += ["\n"] * (number - len(lines))
    lines[number - 1] = line.replace("\n", " ") + "\n"
    linecache.cache[file] = (sum(map(len, lines)), None, lines, file)
