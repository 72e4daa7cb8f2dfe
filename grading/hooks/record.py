"""The record beside an autograded notebook, read back, and the words for the codes of misconceptions in it.

``grading.hooks.execute`` writes the record; the commands ``autograde``, ``check`` and ``report`` read it here. Nothing
here knows a student.
"""

from __future__ import annotations

import ast
import contextlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeGuard

import nbformat
from nbformat import NotebookNode

from grading.seal.window.records import Verdict

_WORTH_TELLING = 5.0  # seconds


@dataclass(frozen=True)
class Record:
    """What grading one notebook found out. ``seconds`` is the time that it took."""

    sealed: bool
    seconds: float
    not_gradable: str
    repairs: tuple[str, ...]
    verdicts: Mapping[str, Verdict]  # by the test cell's grade_id
    messages: Mapping[str, str]
    submission: str = ""  # the digest of what was graded
    elsewhere: str = ""  # which work was handed in elsewhere than in the notebook that was graded
    by_hand: tuple[str, ...] = ()  # points that a person gave to a former submission, in words
    flagged: bool = False  # whether the submission was flagged in the gradebook for what stands here
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of misconceptions; messages may quote anything
    waited: float = 0.0  # of the seconds, those for a processor that others had

    def misconceptions(self) -> dict[str, set[str]]:
        """The codes that failed checks found, each with the test cells where."""
        found: dict[str, set[str]] = {}
        for cell, codes in self.codes.items():
            for code in codes if self.verdicts[cell] != Verdict.PASSED else ():
                found.setdefault(code, set()).add(cell)
        return found

    @property
    def slowed(self) -> bool:
        """Whether the machine was too busy for it: for the longer part of a grading it waited for a processor."""
        return self.waited > max(_WORTH_TELLING, self.seconds / 2)


def read(path: Path) -> Record | None:
    """The record at ``path``; None where there is none, or none that can be read."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Record(
            bool(data["sealed"]),
            float(data["seconds"]),
            str(data["not_gradable"]),
            tuple(map(str, data["repairs"])),
            {cell: Verdict(test["verdict"]) for cell, test in data["tests"].items()},
            {cell: str(test["message"]) for cell, test in data["tests"].items()},
            str(data.get("submission", "")),
            str(data.get("elsewhere", "")),
            tuple(map(str, data.get("by_hand", ()))),
            bool(data.get("flagged", False)),
            {cell: tuple(map(str, test.get("codes", ()))) for cell, test in data["tests"].items()},
            float(data.get("waited", 0.0)),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def misconceptions(notebooks: Iterable[Path]) -> dict[str, str]:
    """The tables ``MISCONCEPTIONS`` of the instructor's notebooks, as `explained`, in one."""
    table: dict[str, str] = {}
    for path in notebooks:
        table |= explained(nbformat.read(path, as_version=4))
    return table


def explained(notebook: NotebookNode) -> dict[str, str]:
    """The table ``MISCONCEPTIONS`` of a notebook: what each code means, in words; empty where there is none.

    It is read, not run. A name in braces stands for the number to which a cell of the notebook's sets it.
    """
    table: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for cell in notebook.cells:
        for statement in _statements(cell.source) if cell.cell_type == "code" else ():
            with contextlib.suppress(ValueError, AttributeError):  # a table that is computed
                if is_table(statement):
                    table |= {str(code): str(words) for code, words in ast.literal_eval(statement.value).items()}
                elif isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
                    numbers[ast.unparse(statement.targets[0])] = str(statement.value.value)
    return {code: re.sub(r"{(\w+)}", lambda it: numbers.get(it[1], it[0]), words) for code, words in table.items()}


def is_table(statement: ast.stmt) -> TypeGuard[ast.Assign]:
    """Whether it is the assignment of the table ``MISCONCEPTIONS``."""
    return isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "MISCONCEPTIONS"


def _statements(source: str) -> list[ast.stmt]:
    """Of a cell; of one that is no Python without its magics, none."""
    try:
        return ast.parse(re.sub(r"^%.*$", "", source, flags=re.MULTILINE)).body
    except (SyntaxError, ValueError):
        return []
