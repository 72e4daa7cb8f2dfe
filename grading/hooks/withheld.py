"""What is taken out of a graded notebook before anybody sees it: a hidden test that a submission's outputs hold.

Used by `grading.hooks.execute`. A test that runs in the student's process stands there in full, hidden lines too, and
code beside it can print them; one that runs outside may print them itself, as `unittest` does. Outputs in which such a
line can be read, as `grading.hooks.leaks` reads a file, are left out; what code has made unreadable first, by a cipher
or a drawing, is not recognised.
"""

from __future__ import annotations

import binascii
import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils

from grading.hooks.leaks import Secrets, ways, without_space
from grading.hooks.source import released
from grading.seal.window.records import CellResult, Report, TestResult

_WORDS = "[Left out in grading: what stood here holds a line of a hidden test.]"
_LEAST = 12  # signs without white space: a shorter line is anybody's
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
#: Whose data are no text, but bytes in base64.
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_kept: dict[int, tuple[NotebookNode, Secrets]] = {}  # by the identity of the source, which is kept with it


def hidden_lines(source: NotebookNode, submission: NotebookNode, parent: Any, tests: set[str]) -> tuple[str, ...]:
    """The hidden lines of these tests, without white space, but for those that a student has written as well.

    ``parent`` has the settings by which they are cleared from what students get.
    """
    known, secrets = _kept.get(id(source), (None, Secrets(())))
    if known is not source:
        secrets = Secrets.of([(source, released(source, parent))])
        _kept.clear()
        _kept[id(source)] = source, secrets
    own = without_space("".join(cell.source for cell in submission.cells if not utils.is_grade(cell)))
    lines = {line for block in secrets.blocks if block.cell in tests for line in block.lines if len(line) >= _LEAST}
    return tuple(line for line in lines if line not in own)


def without_hidden(report: Report, hidden: Sequence[str], cells_too: bool = True) -> tuple[Report, list[str]]:
    """The same report without outputs and words that hold such a line, and what was left out; of cells, if asked."""
    if not hidden:
        return report, []
    told: list[str] = []
    cells = tuple(_cell(cell, hidden, told) if cells_too else cell for cell in report.cells)
    tests = tuple(_test(test, hidden, told) for test in report.tests)
    return replace(report, cells=cells, tests=tests), told


def _cell(cell: CellResult, hidden: Sequence[str], told: list[str]) -> CellResult:
    if not _holds(cell.outputs, hidden):
        return cell
    told.append(f"outputs of cell-{cell.index} held a line of a hidden test, and were left out")
    return replace(cell, outputs=({"output_type": "stream", "name": "stdout", "text": f"{_WORDS}\n"},))


def _test(test: TestResult, hidden: Sequence[str], told: list[str]) -> TestResult:
    """Of a test all goes but how it ended: that it failed, and its points."""
    message = _WORDS if _holds(test.message, hidden) else test.message
    if not _holds(test.outputs, hidden):
        return replace(test, message=message)
    told.append(f"outputs of {test.grade_id} held a line of a hidden test, and were left out")
    kept = []
    for output in test.outputs:
        if output["output_type"] == "error":
            name = "Error" if _holds(output["ename"], hidden) else output["ename"]
            kept.append({**output, "ename": name, "evalue": _WORDS, "traceback": [_WORDS]})
        elif output["output_type"] == "execute_result" and not _holds(output, hidden):
            kept.append(output)
    return replace(test, message=message, outputs=tuple(kept))


def _holds(value: Any, hidden: Sequence[str]) -> bool:
    """Whether the texts in it, one after the other, hold one of these lines, in any way in which they can be read."""
    text = _COLOUR.sub("", "\n".join(_texts(value)))
    if not text.isascii():  # signs that nobody sees between the others, and other forms of the same
        text = _UNSEEN.sub("", unicodedata.normalize("NFKC", _marks().sub("", text)))
    said = [without_space(reading.said) for reading in ways(text.encode(errors="replace"))]
    return any(line in each for each in said for line in hidden)


@functools.cache
def _marks() -> re.Pattern[str]:
    """What is put on a letter, of which a long run takes hours to be put in order, and signs for whole sentences."""
    signs = map(chr, range(0x20000))
    marks = (sign for sign in signs if unicodedata.combining(unicodedata.normalize("NFKD", sign)[0]))
    return re.compile(f"[{''.join(marks)}\ufdfa\ufdfb]+")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _texts(item) if key not in _PICTURES else _in_picture(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _in_picture(data: Any) -> Iterator[str]:
    """What could be read in a picture's bytes, such as a comment; or the data themselves where they are none."""
    try:
        yield binascii.a2b_base64(data).decode("ascii", "ignore")
    except (binascii.Error, ValueError, TypeError):
        yield from _texts(data)
