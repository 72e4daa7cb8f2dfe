"""What verifying a source has shown: kept in the course, for as long as nothing changes on which it depends.

`grading.hooks.soundness` finds it out and writes it; who grades reads it here: `grading.hooks.execute` judges no test
that gives the instructor's own solution other points sealed than in an ordinary kernel.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from grading import scratch
from grading.seal import worker

#: The folder of a course in which it is kept, a file an assignment.
FOLDER = "verified"
_LEFT_OUT = (".ipynb_checkpoints", "__pycache__")
_found: dict[Path, State] = {}  # by this process, where it could not be written


@dataclass(frozen=True)
class Test:
    """How a test cell ended with the instructor's solution: the points, and the words where they are not all."""

    __test__ = False  # the name is the record's, not a pytest class

    most: float
    inside: bool
    sealed: float
    ordinary: float
    sealed_said: str = ""
    ordinary_said: str = ""

    @property
    def differs(self) -> bool:
        """Whether the two ways give it different points."""
        return self.sealed != self.ordinary


@dataclass(frozen=True)
class Notebook:
    """What was found out about one notebook of a source. Times are in seconds, memory is in bytes."""

    tests: Mapping[str, Test]  # by grade_id
    untouched: Mapping[str, tuple[float, str]]  # what the release gets for each test, and its verdict
    given: tuple[str, ...] = ()  # locked cells that do not run with the solution in place, in words
    solved: bool = True  # whether the source has solutions at all
    seconds: float = 0.0
    memory: int = 0


@dataclass(frozen=True)
class State:
    """What is kept of an assignment: what was found, and the digest of all that it depends on."""

    digest: str
    notebooks: Mapping[str, Notebook] = field(default_factory=dict)  # by name

    def differing(self, notebook: str) -> dict[str, Test]:
        """The tests of a notebook that are not to be judged sealed, by grade_id."""
        known = self.notebooks.get(notebook)
        return {name: test for name, test in known.tests.items() if test.differs} if known else {}


def digest(home: Path, settings: Mapping[str, Any]) -> str:
    """Of everything on which it depends: what is in an assignment's folder, how it is run, and what runs it."""
    return _digest(home, _stamps(home), json.dumps(dict(settings), sort_keys=True, default=str))


def read(course: Path, assignment: str) -> State | None:
    """What is kept of an assignment; None where there is nothing that can be read."""
    path = _path(course, assignment)
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return _found.get(path)


def write(course: Path, assignment: str, state: State) -> None:
    """Keep it; where the folder may not be written the next process finds it out anew."""
    path = _path(course, assignment)
    new = path.with_name(f"{path.name}.{scratch.own()}")
    try:
        path.parent.mkdir(exist_ok=True)
        new.write_text(json.dumps(asdict(state), indent=1), encoding="utf-8")
        new.replace(path)  # at once, for whoever reads meanwhile
        _found.pop(path, None)
    except OSError:
        _found[path] = state
        with suppress(OSError):
            new.unlink(missing_ok=True)


def _path(course: Path, assignment: str) -> Path:
    return course / FOLDER / f"{assignment}.json"


@functools.lru_cache(8)
def _read(path: Path, _: int) -> State:
    told = json.loads(path.read_text(encoding="utf-8"))
    notebooks = {
        name: Notebook(
            **{
                **one,
                "tests": {test: Test(**known) for test, known in one["tests"].items()},
                "untouched": {test: (points, verdict) for test, (points, verdict) in one["untouched"].items()},
                "given": tuple(one["given"]),
            }
        )
        for name, one in told["notebooks"].items()
    }
    return State(told["digest"], notebooks)


def _stamps(home: Path) -> tuple[tuple[str, int, int], ...]:
    """Each file of a folder, with what tells that it has changed."""
    found = (path for path in sorted(home.rglob("*")) if path.is_file() and not {*_LEFT_OUT} & {*path.parts})
    return tuple((path.relative_to(home).as_posix(), path.stat().st_mtime_ns, path.stat().st_size) for path in found)


@functools.lru_cache(8)
def _digest(home: Path, stamps: tuple[tuple[str, int, int], ...], settings: str) -> str:
    text = hashlib.sha256(json.dumps([settings, worker.versions()]).encode())
    for name, _, size in stamps:
        text.update(f"\0{name}\0{size}\0".encode(errors="surrogateescape") + (home / name).read_bytes())
    return text.hexdigest()
