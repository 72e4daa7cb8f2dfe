"""A corpus of small exercises in the manner of public courses, and what each way of grading gives their answers.

A file of ``tests/assignments`` is one exercise, in the form of `grading.bank`'s files::

    # /// exercise
    # about = "A list that is to be changed in place."
    # ///

    # %% given helpers
    DATA = [3, 1, 2]

    # %% solution sort_it
    def sort_it(values):
        ### BEGIN SOLUTION
        values.sort()
        ### END SOLUTION

    # %% test sort_it 2
    mine = [2, 1]
    sort_it(mine)
    assert mine == [1, 2]

    # %% wrong returns_a_copy: 0
    def sort_it(values):
        return sorted(values)

``given`` is a locked cell, ``plain`` one without nbgrader's metadata, ``test NAME POINTS`` an autograder test, ``file
PATH`` a file beside the notebook (``""`` in it are removed at the start of a line, so that it may hold a header).
``right``, ``wrong`` and ``cheating`` are answers: what takes the place of the last solution cell before them, or of
``NAME of CELL``. Behind the colon stand the points that an ordinary kernel gives, and for a cheating one, behind
``/``, those that it has earned. ``untouched`` are the points that a stub gets, ``inside`` names the tests that need
the student's objects in their own process, ``needs`` the packages to be had.

`stock` runs answers as an ordinary kernel does, each in a process forked from a warm one; `sealed` grades them in the
sandbox.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rich.table import Table

from grading import bank
from grading.seal.grader import Grader
from grading.seal.window.errors import InfrastructureError

CORPUS = Path(__file__).parents[1] / "assignments"
SOLVED, UNTOUCHED = "solved", "untouched"
_SOLUTION = re.compile(r"^( *)### BEGIN SOLUTION\n.*?^ *### END SOLUTION", re.MULTILINE | re.DOTALL)
_ANSWER = re.compile(r"(right|wrong|cheating) (\w+)(?: of (\w+))?(?:: ([\d.]+)(?:/([\d.]+))?)?")
_SECONDS = 20  # that an answer may take in an ordinary process


@dataclass(frozen=True)
class Answer:
    """What is handed in for an exercise: cells that take the place of solution cells."""

    name: str
    kind: str  # right, untouched, wrong, cheating
    cells: Mapping[str, str] = field(repr=False)
    stock: float  # the points that an ordinary kernel gives
    earned: float  # those that are deserved


@dataclass(frozen=True)
class Exercise:
    """One assignment of the corpus, and the answers to it."""

    name: str
    about: str
    inside: frozenset[str]
    needs: tuple[str, ...]
    cells: tuple[dict[str, Any], ...] = field(repr=False)
    files: tuple[tuple[str, bytes], ...] = field(repr=False)
    answers: tuple[Answer, ...] = field(repr=False)

    @property
    def points(self) -> dict[str, float]:
        """Of each test cell."""
        told = (cell["metadata"].get("nbgrader", {}) for cell in self.cells)
        return {each["grade_id"]: each["points"] for each in told if each.get("grade")}

    @property
    def can_run(self) -> bool:
        """Whether the packages that it needs are there."""
        return all(find_spec(name) is not None for name in self.needs)

    def source(self) -> dict[str, Any]:
        """The instructor's notebook."""
        return _notebook(self.cells)

    def handed_in(self, answer: Answer) -> dict[str, Any]:
        """The notebook that somebody with this answer hands in."""
        return _notebook(
            {**cell, "source": answer.cells.get(cell["id"], cell["source"])} if cell["id"] in answer.cells else cell
            for cell in self.cells
        )


def read(path: Path) -> Exercise:
    """Read one file. Raises: BankError, with what is wrong in it."""
    declared, parts = bank.parts(path, "exercise", ("about", "inside", "needs", "untouched"))
    cells: list[dict[str, Any]] = []
    files, told = list[tuple[str, bytes]](), list[tuple[re.Match[str], str, str]]()
    solution = ""
    for header, text in parts:
        kind, _, rest = header.partition(" ")
        if kind == "file":
            files.append((rest, re.sub(r'^""', "", text, flags=re.MULTILINE).encode() + b"\n"))
        elif kind == "plain":
            cells.append(_cell(text, f"plain_{len(cells)}", {}))
        elif kind == "given":
            cells.append(_cell(text, rest, {"locked": True}))
        elif kind == "solution":
            solution = rest
            cells.append(_cell(text, rest, {"solution": True}))
        elif kind == "test":
            name, worth = rest.split()
            cells.append(_cell(text, f"test_{name}", {"grade": True, "locked": True, "points": float(worth)}))
        elif found := _ANSWER.fullmatch(header):
            told.append((found, found[3] or solution, text))
        else:
            raise bank.BankError(f"{path}: nothing is known of '# %% {header}'.")
    whole: float = sum(cell["metadata"].get("nbgrader", {}).get("points", 0) for cell in cells)
    stubs = {
        cell["id"]: _stub(cell["source"]) for cell in cells if cell["metadata"].get("nbgrader", {}).get("solution")
    }
    answers = [
        Answer(SOLVED, "right", {}, whole, whole),
        Answer(UNTOUCHED, UNTOUCHED, stubs, *[float(declared.get(UNTOUCHED, 0))] * 2),
    ]
    for match, cell_name, text in told:
        points = whole if match[4] is None else float(match[4])
        earned = points if match[1] != "cheating" else float(match[5] or 0)
        answers.append(Answer(match[2], match[1], {cell_name: text}, points, earned))
    inside = frozenset(declared.get("inside", ()))
    return Exercise(
        path.stem,
        declared["about"],
        inside,
        tuple(declared.get("needs", ())),
        tuple(cells),
        tuple(files),
        tuple(answers),
    )


def load(folder: Path = CORPUS) -> list[Exercise]:
    """All of them, by name."""
    return [read(path) for path in sorted(folder.glob("*.py"))]


def sealed(grader: Grader, exercise: Exercise, answer: Answer, inside: bool = False) -> dict[str, str]:
    """What the tests come to, outside the student's process or ``inside``: passed, or the verdict with its message."""
    try:
        report = grader.grade(exercise.handed_in(answer), exercise.source(), (), exercise.files, inside)
    except InfrastructureError as error:
        return dict.fromkeys(exercise.points, f"infrastructure error: {error}")
    return {
        test.grade_id: "passed" if test.verdict == "passed" else f"{test.verdict}: {test.message}"
        for test in report.tests
    }


def stock(wanted: Sequence[tuple[Exercise, Answer]]) -> list[dict[str, str]]:
    """What the tests come to in one ordinary process with the answer, as nbgrader runs them; for each of them."""
    told = [
        {
            "cells": [[cell["id"], cell["source"]] for cell in exercise.handed_in(answer)["cells"]],
            "files": [[name, data.decode()] for name, data in exercise.files],
            "seconds": _SECONDS,
        }
        for exercise, answer in wanted
    ]
    command = [sys.executable, "-m", "tests.tools.kernel"]
    done = subprocess.run(command, input=json.dumps(told), capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    return [
        {name: errors.get(name) or "passed" for name in exercise.points}
        for (exercise, _), errors in zip(wanted, found, strict=True)
    ]


def score(exercise: Exercise, results: Mapping[str, str]) -> float:
    """The points of the tests that passed."""
    return sum(points for name, points in exercise.points.items() if results.get(name) == "passed")


def table(exercises: Sequence[Exercise]) -> Table:
    """What each answer gets: outside, inside, in an ordinary kernel."""
    shown = Table("exercise", "answer", "kind", *(("outside", "inside", "kernel", "earned")))
    wanted = [(exercise, answer) for exercise in exercises for answer in exercise.answers]
    agreed = passed = 0
    with Grader() as grader:
        for (exercise, answer), ordinary in zip(wanted, stock(wanted), strict=True):
            outside = sealed(grader, exercise, answer)
            inside = sealed(grader, exercise, answer, inside=True)
            if answer.kind == "right":
                there = [name for name, said in ordinary.items() if said == "passed"]
                passed += len(there)
                agreed += sum(outside.get(name) == "passed" for name in there)
            scores = (f"{score(exercise, results):g}" for results in (outside, inside, ordinary))
            shown.add_row(exercise.name, answer.name, answer.kind, *scores, f"{answer.earned:g}")
    shown.caption = f"Of the {passed} cells that a kernel passes with right answers, {agreed} pass outside."
    return shown


def _cell(text: str, name: str, told: Mapping[str, Any]) -> dict[str, Any]:
    own = {"grade": False, "solution": False, "locked": False, "points": 0.0, "task": False, "schema_version": 3}
    metadata = {"nbgrader": {**own, "grade_id": name, **told}} if told else {}
    return {
        "cell_type": "code",
        "source": text,
        "metadata": metadata,
        "outputs": [],
        "execution_count": None,
        "id": name,
    }


def _notebook(cells: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"cells": [dict(cell) for cell in cells], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def _stub(text: str) -> str:
    return _SOLUTION.sub(r"\1# YOUR CODE HERE\n\1raise NotImplementedError()", text)
