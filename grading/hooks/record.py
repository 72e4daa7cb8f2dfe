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
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from grading.seal.window.records import TestResult, Verdict

_WORTH_TELLING = 5.0  # seconds
#: A notebook's tables of words: what the codes of misconceptions mean, and what is said in another language.
TABLES = ("MISCONCEPTIONS", "WORDS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What grading one notebook found out. ``seconds`` is the time that it took.

    The one record of a result behind the examiner's report: ``SealedExecute`` makes it, ``FlagForAPerson`` adds what
    the gradebook knows, nbgrader writes it beside the notebook, and tables, pages and reports are made of it.
    """

    sealed: bool
    confined_by: str = ""  # what confined the student's code, in a word; nothing where it was not, or did not run
    submission: str = ""  # the digest of what was graded
    seconds: float
    waited: float = 0.0  # of the seconds, those for a processor that others had
    not_gradable: str = ""
    repairs: tuple[str, ...] = ()
    elsewhere: str = ""  # which work was handed in elsewhere than in the notebook that was graded
    tests: Mapping[str, TestResult]  # by the test cell's grade_id, without outputs; messages may quote anything
    by_hand: tuple[str, ...] = ()  # points that a person gave to a former submission, in words
    flagged: bool = False  # whether the submission was flagged in the gradebook for what stands here

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdict on each test."""
        return {name: test.verdict for name, test in self.tests.items()}

    @property
    def decisions(self) -> tuple[str, ...]:
        """What is left for a person to decide, in words."""
        return tuple(words for words in (self.elsewhere, *self.by_hand) if words)

    @property
    def inside(self) -> tuple[str, ...]:
        """The tests that ran in the student's own process."""
        return tuple(name for name, test in self.tests.items() if test.inside)

    def misconceptions(self) -> dict[str, set[str]]:
        """The codes that failed checks found, each with the test cells where."""
        found: dict[str, set[str]] = {}
        for cell, test in self.tests.items():
            for code in test.codes if test.verdict != Verdict.PASSED else ():
                found.setdefault(code, set()).add(cell)
        return found

    @property
    def slowed(self) -> bool:
        """Whether the machine was too busy for it: for the longer part of a grading it waited for a processor."""
        return self.waited > max(_WORTH_TELLING, self.seconds / 2)

    def as_json(self) -> dict[str, Any]:
        """What the file beside the autograded notebook says; `read` is the inverse."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        told["tests"] = {
            name: {
                "verdict": test.verdict,
                "message": test.message,
                "codes": list(test.codes),
                "seconds": test.seconds,
                "inside": test.inside,
            }
            for name, test in self.tests.items()
        }
        return told


def refused(tests: Iterable[str], reason: str) -> Record:
    """The record of a submission of which nothing could be taken in."""
    results = {name: TestResult(name, Verdict.NOT_GRADABLE, reason, ()) for name in tests}
    return Record(sealed=True, seconds=0.0, not_gradable=reason, tests=results)


def name_of(notebook: str) -> str:
    """The name of the file beside a notebook of that name."""
    return f"{notebook}.grading.json"


def read(path: Path) -> Record | None:
    """The record at ``path``; None where there is none, or none that can be read."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Record(
            sealed=bool(data["sealed"]),
            confined_by=str(data.get("confined_by", "")),
            seconds=float(data["seconds"]),
            tests={cell: _test(cell, test) for cell, test in data["tests"].items()},
            not_gradable=str(data["not_gradable"]),
            repairs=tuple(map(str, data["repairs"])),
            submission=str(data.get("submission", "")),
            elsewhere=str(data.get("elsewhere", "")),
            by_hand=tuple(map(str, data.get("by_hand", ()))),
            flagged=bool(data.get("flagged", False)),
            waited=float(data.get("waited", 0.0)),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def beside(notebook: Path) -> Record | None:
    """The record beside an autograded notebook; None where there is none, or none that can be read."""
    return read(notebook.with_name(name_of(notebook.stem)))


def _test(name: str, data: Mapping[str, Any]) -> TestResult:
    codes = tuple(map(str, data.get("codes", ())))
    seconds = float(data.get("seconds", 0.0))
    result = TestResult(name, Verdict(data["verdict"]), str(data["message"]), (), seconds=seconds, codes=codes)
    return replace(result, inside=bool(data.get("inside", False)))


def misconceptions(notebooks: Iterable[Path]) -> dict[str, str]:
    """The tables ``MISCONCEPTIONS`` of the instructor's notebooks, as `explained`, in one."""
    table: dict[str, str] = {}
    for path in notebooks:
        table |= explained(nbformat.read(path, as_version=4))
    return table


def explained(notebook: NotebookNode) -> dict[str, str]:
    """The table ``MISCONCEPTIONS`` of a notebook: what each code means, in words; empty where there is none.

    It is read, not run. In a course of another language the words are those of the table ``WORDS`` there. A name in
    braces stands for the number to which a cell of the notebook's sets it.
    """
    tables: dict[str, dict[str, str]] = {name: {} for name in TABLES}
    numbers: dict[str, str] = {}
    for cell in notebook.cells:
        for statement in _statements(cell.source) if cell.cell_type == "code" else ():
            with contextlib.suppress(ValueError, AttributeError):  # a table that is computed
                name, value = assigned(statement)
                if name in tables and value is not None:
                    told = ast.literal_eval(value).items()
                    tables[name] |= {str(code): str(words) for code, words in told}
                elif isinstance(value, ast.Constant):
                    numbers[name] = str(value.value)
    own = tables["WORDS"]
    return {
        code: re.sub(r"{(\w+)}", lambda it: numbers.get(it[1], it[0]), own.get(code, words))
        for code, words in tables["MISCONCEPTIONS"].items()
    }


def assigned(statement: ast.stmt) -> tuple[str, ast.expr | None]:
    """The name to which a statement gives a value, and the value; none where it is no assignment."""
    if isinstance(statement, ast.Assign):
        return ast.unparse(statement.targets[0]), statement.value
    if isinstance(statement, ast.AnnAssign):
        return ast.unparse(statement.target), statement.value
    return "", None


def _statements(source: str) -> list[ast.stmt]:
    """Of a cell; of one that is no Python without its magics, none."""
    try:
        return ast.parse(re.sub(r"^%.*$", "", source, flags=re.MULTILINE)).body
    except (SyntaxError, ValueError):
        return []
