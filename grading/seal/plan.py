"""Plans a sealed run: which cell of a submission plays which part, decided by the source alone.

Trusted side; used by `grading.seal.grader`. Reads two notebooks as plain nbformat 4 structures (a
`NotebookNode` or the parsed JSON). A submission's metadata only says *where* a cell of the source
stands in it: never what it is, what it holds, or whether it is a test.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from grading.seal.window.records import TESTS, Job, Limits, Role, Step

Cell = Mapping[str, Any]
Notebook = Mapping[str, Any]

#: The tags of a test cell that say where it runs.
INSIDE, OUTSIDE = "inside", "outside"
_REMEMBERED = 512  # cells: the source's are the same for a whole class


def plan(
    submission: Notebook,
    source: Notebook,
    files: Sequence[tuple[str, bytes]] = (),
    limits: Limits | None = None,
    given: Sequence[tuple[str, bytes]] = (),
    inside: bool = False,
) -> Job:
    """The job of running ``submission`` against the instructor's ``source``.

    Its tests run outside the student's process; with ``inside``, or where a test cell has the tag `INSIDE`, in it.

    Every test cell of the source is in it once: where the submission has its first cell of that
    grade_id, else at the end. Locked cells of the source run before every test that follows them
    in the source, wherever the submission has them or has them not. ``given`` are the files beside
    ``source``, which both sides get; one of ``files`` by the same path takes its place on the bench.
    """
    parts = [_Part(cell, place, inside) for place, cell in enumerate(_code_cells(source))]
    # What no test of the examiner's comes after is nothing to the examiner.
    outside = max((part.place for part in parts if part.role is Role.TEST), default=-1)
    by_id = {part.grade_id: part for part in parts if part.role is not Role.STUDENT}
    names = _names(parts)
    leaning = _leaning(parts, names)
    steps: list[Step] = []
    done: set[int] = set()

    def catch_up(test: _Part) -> Iterator[Step]:
        for part in parts[: test.place]:
            if part.place not in done and part.trusted_code and part.role not in TESTS:
                done.add(part.place)
                bench = part.code if part.role is Role.LOCKED else None
                trusted = part.trusted_code if part.place < outside else None
                yield Step(Role.LOCKED, None, part.grade_id, bench, trusted, leans=part.place in leaning)

    def tested(part: _Part, index: int | None) -> Iterator[Step]:
        yield from catch_up(part)
        bench, trusted = (part.code, None) if part.role is Role.INSIDE else (None, part.code)
        yield Step(part.role, index, part.grade_id, bench, trusted, part.place)

    for index, cell in enumerate(submission["cells"]):
        if cell.get("cell_type") != "code":
            continue
        part = by_id.get(_grade_id(cell))
        if part is None:
            steps.append(Step(Role.STUDENT, index, None, _text(cell)))
        elif part.place not in done:
            if part.role in TESTS:
                steps.extend(tested(part, index))
            else:
                trusted = part.code if part.place < outside else None
                leans = part.place in leaning
                steps.append(Step(Role.LOCKED, index, part.grade_id, part.code, trusted, leans=leans))
            done.add(part.place)
    for part in parts:
        if part.role in TESTS and part.place not in done:
            done.add(part.place)
            steps.extend(tested(part, None))
    beside = {**dict(given), **dict(files)}
    return Job(tuple(steps), names, tuple(beside.items()), limits or Limits(), tuple(given))


def is_inside(test: Cell, by_default: bool) -> bool:
    """Whether a test cell of the source is to run in the student's process: by its tag, or else as the others."""
    tags = test.get("metadata", {}).get("tags", ())
    return INSIDE in tags or (by_default and OUTSIDE not in tags)


class _Part:
    """A code cell of the source and the part it plays."""

    def __init__(self, cell: Cell, place: int, inside: bool) -> None:
        told = cell.get("metadata", {}).get("nbgrader", {})
        self.place = place
        self.code = _text(cell)
        self.grade_id = _grade_id(cell)
        self.solution = bool(told.get("solution"))
        self.role = Role.STUDENT
        if self.grade_id is not None and not self.solution:
            if told.get("grade"):
                self.role = Role.INSIDE if is_inside(cell, inside) else Role.TEST
            elif told.get("locked"):
                self.role = Role.LOCKED
        self.trusted_code = self.code
        if self.role is Role.STUDENT:
            # Tests may lean on what an ordinary cell imports; the rest of it is the bench's.
            self.trusted_code = "" if self.solution else _imports(self.code)


def _names(parts: Sequence[_Part]) -> tuple[str, ...]:
    """What tests take from the bench: all that solution cells bind, and what else tests mention.

    Never a name that a locked cell binds: that is the examiner's own.
    """
    solutions, ordinary, locked, mentioned = set[str](), set[str](), set[str](), set[str]()
    for part in parts:
        if part.role is Role.LOCKED:
            locked |= _bound(part.code)
        elif part.role is Role.TEST:
            mentioned |= _mentioned(part.code)
        elif part.solution:
            solutions |= _bound(part.code)
        else:
            ordinary |= _bound(part.code) - _bound(part.trusted_code)
    return tuple(sorted((solutions | (ordinary & mentioned)) - locked))


def _leaning(parts: Sequence[_Part], names: Iterable[str]) -> set[int]:
    """The places of the locked cells that use what a student writes, or what such a cell has made of it."""
    theirs, found = set(names), set[int]()
    for part in parts:
        if part.role is Role.LOCKED and _mentioned(part.code) & theirs:
            found.add(part.place)
            theirs |= _bound(part.code)
    return found


def _code_cells(notebook: Notebook) -> Iterable[Cell]:
    return (cell for cell in notebook["cells"] if cell.get("cell_type") == "code")


def _grade_id(cell: Cell) -> str | None:
    told = cell.get("metadata", {}).get("nbgrader", {})
    found = told.get("grade_id") if isinstance(told, Mapping) else None
    return found if isinstance(found, str) else None


def _text(cell: Cell) -> str:
    text = cell.get("source", "")
    return text if isinstance(text, str) else "".join(map(str, text))


def _parsed(code: str) -> list[ast.stmt]:
    """The statements of a cell; line magics are passed over, a cell magic leaves nothing."""
    if code.lstrip().startswith("%%"):
        return []
    lines = ("" if line.startswith(("%", "!")) else line for line in code.split("\n"))
    try:
        return ast.parse("\n".join(lines)).body
    except (SyntaxError, ValueError):
        return []


@functools.lru_cache(_REMEMBERED)
def _bound(code: str) -> frozenset[str]:
    """The names that a cell binds at top level."""
    names = set[str]()
    for statement in _parsed(code):
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(statement.name)
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            names |= {(a.asname or a.name).split(".")[0] for a in statement.names}
        elif isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            found = (node for target in targets for node in ast.walk(target))
            names |= {n.id for n in found if isinstance(n, ast.Name)}
    return frozenset(names)


@functools.lru_cache(_REMEMBERED)
def _mentioned(code: str) -> frozenset[str]:
    nodes = (node for statement in _parsed(code) for node in ast.walk(statement))
    return frozenset(node.id for node in nodes if isinstance(node, ast.Name))


@functools.lru_cache(_REMEMBERED)
def _imports(code: str) -> str:
    imports = (s for s in _parsed(code) if isinstance(s, (ast.Import, ast.ImportFrom)))
    return "\n".join(map(ast.unparse, imports))
