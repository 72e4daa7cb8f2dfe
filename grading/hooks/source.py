"""The instructor's notebook: read once for a whole class, what of it goes out, and what the gradebook keeps of it.

Used by both directions: by what grades (`grading.hooks.submissions`, `grading.autograde.classroom`,
`grading.regrade.run`), and by what releases (`grading.hooks.release`).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Assignment, SourceCell
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

from grading.hooks.repair import grade_id


def instructors(path: Path) -> NotebookNode:
    """The instructor's notebook at ``path``, read once for a whole class; not to be changed."""
    return _read(path, path.stat().st_mtime_ns)


@functools.lru_cache(8)
def _read(path: Path, _: int) -> NotebookNode:
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    return notebook


def released(source: NotebookNode, parent: Any) -> NotebookNode:
    """The notebook as students get it, by nbgrader's own steps with the settings of ``parent``."""
    notebook = deepcopy(source)
    for step in (ClearSolutions, ClearHiddenTests, ClearMarkScheme):
        notebook, _ = step(parent=parent).preprocess(notebook, {})
    return notebook


def stubs(source: NotebookNode, parent: Any) -> dict[str, str]:
    """What stands in each solution cell before a student writes there, by its ``grade_id``."""
    return {grade_id(cell): cell.source for cell in released(source, parent).cells if utils.is_solution(cell)}


def differences(assignment: Assignment, notebooks: Iterable[Path]) -> list[str]:
    """How the cells that nbgrader keeps of an assignment differ from those of its source today, each in words.

    The tests that run are the source's, the points the gradebook's: they must belong together.
    """
    kept = {(notebook.name, cell.name): cell for notebook in assignment.notebooks for cell in notebook.source_cells}
    points = {
        (notebook.name, cell.name): cell.max_score
        for notebook in assignment.notebooks
        for cell in (*notebook.grade_cells, *notebook.task_cells)
    }
    today = {(path.stem, cell.metadata.nbgrader.grade_id): cell for path in notebooks for cell in _graded_cells(path)}
    found = [f"{name} is gone" for _, name in sorted(kept.keys() - today.keys())]
    found += [f"{name} is new" for _, name in sorted(today.keys() - kept.keys())]
    for key in sorted(kept.keys() & today.keys()):
        found += _changed(key[1], kept[key], points.get(key), today[key])
    return found


def other_cells(assignment: Assignment, notebooks: Iterable[Path]) -> list[str]:
    """The names of the cells that only one of the gradebook and the source has."""
    kept = {(notebook.name, cell.name) for notebook in assignment.notebooks for cell in notebook.source_cells}
    today = {(path.stem, cell.metadata.nbgrader.grade_id) for path in notebooks for cell in _graded_cells(path)}
    return [name for _, name in sorted(kept ^ today)]


def _graded_cells(path: Path) -> Iterator[NotebookNode]:
    """The notebook's cells that nbgrader keeps in a gradebook."""
    for cell in instructors(path).cells:
        if utils.is_grade(cell) or utils.is_solution(cell) or utils.is_locked(cell) or utils.is_task(cell):
            yield cell


def _changed(name: str, kept: SourceCell, points: float | None, today: NotebookNode) -> Iterator[str]:
    if points is not None and points != float(today.metadata.nbgrader.get("points", 0)):
        yield f"{name} has {today.metadata.nbgrader.get('points', 0):g} points and had {points:g}"
    if utils.is_locked(today) and kept.source != today.source:
        yield f"{name} has another text"
