"""What a terminal would show of a text that moves its cursor: progress bars, spinners, counters that overwrite.

Used by ``grading.hooks.pages`` for what a cell printed. A page knows no cursor and would show every state of a progress
bar, one below the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

#: What moves the cursor or erases; an ordinary line's end is no such thing.
_MOVES = re.compile(r"\r(?!\n)|\x08|\x1b\[[0-9;?]*[AK]")
_TOKENS = re.compile(
    r"(?P<text>[^\r\n\t\x08\x1b]+)|(?P<control>[\r\n\t\x08])|\x1b\[(?P<number>[0-9]*)(?P<command>[@-~])"
    r"|\x1b\[[0-?]*[ -/]*[@-~]?|\x1b"
)
_TAB = 8


@dataclass
class _Row:
    """A row of the screen: what stands in its columns, those without being blank."""

    cells: dict[int, str] = field(default_factory=dict)
    width: int = 0
    """No column from here on is taken."""
    blank: int = 0
    """No column before this one is taken."""

    def write(self, column: int, text: str) -> None:
        self.cells.update(zip(range(column, column + len(text)), text, strict=True))
        self.blank = min(self.blank, column)
        self.width = max(self.width, column + len(text))

    def erase(self, first: int, last: int) -> None:
        """Blank the columns from ``first`` up to ``last``, without the latter."""
        for column in range(max(first, self.blank), min(last, self.width)):
            self.cells.pop(column, None)
        if last >= self.width:
            self.width = min(self.width, first)
        if first <= self.blank:
            self.blank = max(self.blank, last)

    def __str__(self) -> str:
        return "".join(self.cells.get(column, " ") for column in range(self.width))


def shown(text: str) -> str:
    """The text as it stands at the end on a terminal of endless width; itself where it moves no cursor.

    Of a text with moves the colours go. The work is in proportion to the text.
    """
    if not _MOVES.search(text):
        return text
    rows, row, column = [_Row()], 0, 0
    for token in _TOKENS.finditer(text):
        if token["text"]:
            rows[row].write(column, token["text"])
            column += len(token["text"])
        elif token["control"] == "\r":
            column = 0
        elif token["control"] == "\n":
            row, column = row + 1, 0
            if row == len(rows):
                rows.append(_Row())
        elif token["control"] == "\b":
            column = max(0, column - 1)
        elif token["control"] == "\t":
            column += _TAB - column % _TAB
        elif token["command"] == "A":
            row = max(0, row - int(token["number"][:6] or 1))
            column = min(column, rows[row].width)  # else a few characters could make a row of any width
        elif token["command"] == "K":
            # 0, the default: from the cursor on; 1: up to it; 2: the whole row.
            first = column if token["number"] in ("", "0") else 0
            last = column + 1 if token["number"] == "1" else rows[row].width
            rows[row].erase(first, last)
    return "\n".join(map(str, rows))
