"""Plans a sealed run: which cell of a submission plays which part, decided by the source alone.

Trusted side; used by `grading.seal.grader`. Reads two notebooks as plain nbformat 4 structures (a
`NotebookNode` or the parsed JSON). A submission's metadata only says *where* a cell of the source
stands in it: never what it is, what it holds, or whether it is a test.
"""

from __future__ import annotations

import builtins
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from grading.seal.examiner import names
from grading.seal.window.records import TESTS, Job, Limits, Role, Step

Cell = Mapping[str, Any]
Notebook = Mapping[str, Any]

#: The tags of a test cell that say where it runs.
INSIDE, OUTSIDE = "inside", "outside"


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
    grade_id, else at the end. Locked cells of the source, and what its other cells import, run before
    every test and locked cell that follows them in the source, wherever the submission has them or has
    them not; so do cells of the tests' alone that have no part in nbgrader, which the bench gets where
    the submission has them, and as it has them. ``given`` are the files beside ``source``, which both
    sides get, but for those that a solution is to write, as the source's own has when it was run there;
    one of ``files`` by the same path takes its place on the bench.
    """
    parts = [_Part(cell, place, inside) for place, cell in enumerate(_code_cells(source))]
    # What no test of the examiner's comes after is nothing to the examiner.
    outside = max((part.place for part in parts if part.role is Role.TEST), default=-1)
    by_id = {part.grade_id: part for part in parts if part.role is not Role.STUDENT}
    helpers = _helpers(parts)
    for helper in helpers:
        helper.role, helper.grade_id, helper.trusted_code = Role.LOCKED, None, names.definitions(helper.code)
    unchanged = _unchanged(helpers, submission)
    taken, seen = _names(parts)
    leaning = _leaning(parts, taken)
    steps: list[Step] = []
    done: set[int] = set()

    def instructors(part: _Part, index: int | None) -> Step:
        bench = part.code if part.role is Role.LOCKED and (index is not None or part.grade_id) else None
        trusted = part.trusted_code if part.place < outside else None
        return Step(Role.LOCKED, index, part.grade_id, bench, trusted, leans=part.place in leaning)

    def catch_up(until: _Part) -> Iterator[Step]:
        for part in parts[: until.place]:
            if part.place not in done and part.trusted_code and part.role not in TESTS:
                done.add(part.place)
                yield instructors(part, None)

    def tested(part: _Part, index: int | None) -> Iterator[Step]:
        yield from catch_up(part)
        bench, trusted = (part.code, None) if part.role is Role.INSIDE else (None, part.code)
        yield Step(part.role, index, part.grade_id, bench, trusted, part.place)

    for index, cell in enumerate(submission["cells"]):
        if cell.get("cell_type") != "code":
            continue
        part = by_id.get(_grade_id(cell)) or unchanged.get(index)
        if part is None:
            steps.append(Step(Role.STUDENT, index, None, _text(cell)))
        elif part.place not in done:
            if part.role in TESTS:
                steps.extend(tested(part, index))
            else:
                steps.extend(catch_up(part))
                steps.append(instructors(part, index))
            done.add(part.place)
    for part in parts:
        if part.role in TESTS and part.place not in done:
            done.add(part.place)
            steps.extend(tested(part, None))
    written = {name for part in parts if part.solution for name in names.written(part.code)}
    given = [(name, content) for name, content in given if name not in written]
    beside = {**dict(given), **dict(files)}
    shared = 0 if beside else _shared(steps, taken)
    return Job(tuple(steps), taken, tuple(beside.items()), limits or Limits(), tuple(given), seen, shared)


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
            # Tests may lean on what it imports; the rest of it is the bench's.
            self.trusted_code = names.imports(self.code)


def _names(parts: Sequence[_Part]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What tests take from the bench, and what of theirs the notebook's code can see.

    They take all that solution cells bind, and what else tests and locked cells mention; of a locked cell's names those
    alone that the source's own solutions bind anew or change, and classes that they use or that use what they bind: of
    a class there is one. The others are the examiner's. Code sees what it looks up.
    """
    solutions, ordinary, locked = set[str](), set[str](), set[str]()
    mentioned, given, used = set[str](), set[str](), set[str]()
    classes: dict[str, frozenset[str]] = {}  # of locked cells
    seen, touched, libraries = set(dir(builtins)), set[str](), set[str]()
    for part in parts:
        if part.role is Role.LOCKED:
            locked |= names.bound(part.code)
            libraries |= names.bound(names.imports(part.code))
            given |= names.mentioned(part.code)
            classes |= names.classes(part.code)
        elif part.role is Role.TEST:
            mentioned |= names.mentioned(part.code)
        elif part.solution:
            solutions |= names.bound(part.code)
            touched |= (names.bound(part.code) | names.changed(part.code)) - names.bound(part.trusted_code)
            used |= names.mentioned(part.code)
        else:
            ordinary |= names.bound(part.code) - names.bound(part.trusted_code)
        if part.role not in TESTS:
            seen |= names.looked_up(part.code)
    theirs = {name for name in classes if name in used}
    while more := {name for name in classes if classes[name] & (solutions | theirs)} - theirs:
        theirs |= more
    touched |= theirs
    taken = (solutions | (ordinary & (mentioned | given))) - locked | (touched & (locked - libraries) & mentioned)
    return tuple(sorted(taken)), tuple(sorted(seen | taken))


def _helpers(parts: Sequence[_Part]) -> list[_Part]:
    """The cells without a part in nbgrader that are the tests' alone.

    Such a cell imports, or binds what tests use, and does no more, so that it finds nothing that the student's code has
    left, such as a file; nothing that the student is to write leans on it, so that it could not have changed it, and it
    leans on nothing of that.
    """
    others = [part for part in parts if part.role is Role.STUDENT]
    plain = [part for part in others if not part.solution and names.definitions(part.code)]
    theirs = [part.code for part in others if part not in plain]
    tests = [part.code for part in parts if part.role in (Role.TEST, Role.LOCKED)]
    while out := [part for part in plain if part not in _used_by(tests, _apart(plain, theirs))]:
        theirs += [part.code for part in out]
        plain = [part for part in plain if part not in out]
    return plain


def _apart(plain: Iterable[_Part], theirs: Sequence[str]) -> list[_Part]:
    """Those of the cells that lean on nothing of the student's code, and on which that does not lean."""
    bound, used = _all(map(_own_names, theirs)), _all(map(names.mentioned, theirs))
    return [part for part in plain if not (names.mentioned(part.code) & bound or _own_names(part.code) & used)]


def _used_by(tests: Iterable[str], apart: Sequence[_Part]) -> list[_Part]:
    """Those of the cells of which tests use something, or another one that tests use does; and those that import."""
    wanted, before = _all(map(names.mentioned, tests)), -1
    while before != len(wanted):
        before = len(wanted)
        wanted |= _all(names.mentioned(part.code) for part in apart if _own_names(part.code) & wanted)
    return [
        part
        for part in apart
        if _own_names(part.code) & wanted or (names.imports(part.code) and not _own_names(part.code))
    ]


def _unchanged(helpers: Sequence[_Part], submission: Notebook) -> dict[int, _Part]:
    """By its place in a submission, each of these cells that stands there as it is, in their order."""
    left, found = list(helpers), dict[int, _Part]()
    for index, cell in enumerate(submission["cells"]):
        same = next((part for part in left if part.code == _text(cell)), None)
        if cell.get("cell_type") == "code" and same is not None:
            found[index] = same
            left = left[left.index(same) + 1 :]
    return found


def _own_names(code: str) -> frozenset[str]:
    """What a cell binds besides what it imports."""
    return names.bound(code) - names.bound(names.imports(code))


def _all(found: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*found)


def _shared(steps: Iterable[Step], taken: Iterable[str]) -> int:
    """How many steps the submission begins with that are the source's alone: locked cells, of which no test asks."""
    theirs = set(taken)

    def is_shared(step: Step) -> bool:
        code = step.bench_code or ""
        alone = not step.leans and not names.bound(code) & theirs
        return step.role is Role.LOCKED and step.index is not None and bool(code.strip()) and alone

    return sum(1 for _ in itertools.takewhile(is_shared, steps))


def _leaning(parts: Sequence[_Part], taken: Iterable[str]) -> set[int]:
    """The places of the locked cells that use what a student writes, or what such a cell has made of it."""
    theirs, found = set(taken), set[int]()
    for part in parts:
        if part.role is Role.LOCKED and names.mentioned(part.code) & theirs:
            found.add(part.place)
            theirs |= names.bound(part.code)
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
