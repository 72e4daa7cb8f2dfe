"""The instructor's notebook: read once for a whole class, what of it goes out, and what the gradebook keeps of it.

It is what nbgrader makes of a file in ``source/``: with the settings' header and footer, and with tests in the place of
its autotests.

Used by both directions: by what grades (`grading.hooks.submissions`, `grading.autograde.classroom`,
`grading.regrade.run`), and by what releases (`grading.hooks.release`).
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Assignment, SourceCell
from nbgrader.preprocessors import (
    ClearHiddenTests,
    ClearMarkScheme,
    ClearSolutions,
    IncludeHeaderFooter,
    InstantiateTests,
)
from traitlets.config import Config

from grading.hooks.repair import grade_id
from grading.seal.window.errors import SourceBroken


@dataclass(frozen=True)
class Around:
    """What nbgrader's settings put around a notebook and into it: by which files, and the digests of these."""

    header: str
    footer: str
    templates: str
    digests: tuple[str, ...]
    settings: str
    config: Config = field(compare=False, repr=False)

    @staticmethod
    def of(home: Path, config: Config) -> Around:
        """Of the notebooks in ``home``, a folder of ``source/``. The settings name files as seen from the course's."""
        root, told = home.parents[1], config.get("IncludeHeaderFooter", {})
        header, footer = (str(root / name) if (name := told.get(which, "")) else "" for which in ("header", "footer"))
        tests = config.get("InstantiateTests", {})
        name = tests.get("autotest_filename", "autotests.yml")
        templates = str(home / name if (home / name).is_file() else root / name)
        around = Around(header, footer, templates, (), repr(tests), config)
        return replace(around, digests=tuple(hashlib.sha256(file.read_bytes()).hexdigest() for file in around.files))

    @property
    def files(self) -> list[Path]:
        """Those of the files that are there."""
        return [path for path in map(Path, filter(None, (self.header, self.footer, self.templates))) if path.is_file()]


def instructors(path: Path, config: Config | None = None) -> NotebookNode:
    """The instructor's notebook at ``path``, read once for a whole class; not to be changed.

    By nbgrader's settings in ``config`` with all that they put into it; without them as it stands in the file.
    Raises: SourceBroken where its autotests cannot be made into tests.
    """
    return _read(path, path.stat().st_mtime_ns, None if config is None else Around.of(path.parent, config))


class _Autotests(InstantiateTests):
    """nbgrader's, which leaves the way to its kernel open, and after an error the kernel running."""

    client: Any = None

    def preprocess_cell(self, cell: NotebookNode, resources: dict[str, Any], index: int) -> Any:
        """Called by nbgrader for each cell, once there is a kernel."""
        self.client = self.kc
        return super().preprocess_cell(cell, resources, index)

    def close(self) -> None:
        """End the kernel, where there was one."""
        if self.client is not None:
            self.client.shutdown()
            self.client.stop_channels()


@functools.lru_cache(8)
def _read(path: Path, _: int, around: Around | None) -> NotebookNode:
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    if around is None:
        return notebook
    whole = IncludeHeaderFooter(header=around.header, footer=around.footer)
    tests = _Autotests(config=around.config)
    tests.autotest_filename = around.templates
    try:
        notebook, _ = whole.preprocess(notebook, {})
        notebook, _ = tests.preprocess(notebook, {"metadata": {"path": str(path.parent)}})
    except Exception as error:  # whatever a solution or a template raises
        said = f"{type(error).__name__}: {error}".strip().split("\n")[0][:300]
        words = f"The header or the autotests of {path.name} cannot be put in: {said}. Repair them."
        raise SourceBroken(words) from error
    finally:
        tests.close()
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


def differences(assignment: Assignment, notebooks: Iterable[Path], config: Config) -> list[str]:
    """How the cells that nbgrader keeps of an assignment differ from those of its source today, each in words.

    The tests that run are the source's, the points the gradebook's: they must belong together.
    """
    kept = {(notebook.name, cell.name): cell for notebook in assignment.notebooks for cell in notebook.source_cells}
    points = {
        (notebook.name, cell.name): cell.max_score
        for notebook in assignment.notebooks
        for cell in (*notebook.grade_cells, *notebook.task_cells)
    }
    cells = [(path.stem, cell) for path in notebooks for cell in _graded_cells(path, config)]
    today = {(name, cell.metadata.nbgrader.grade_id): cell for name, cell in cells}
    found = [f"{name} is gone" for _, name in sorted(kept.keys() - today.keys())]
    found += [f"{name} is new" for _, name in sorted(today.keys() - kept.keys())]
    for key in sorted(kept.keys() & today.keys()):
        found += _changed(key[1], kept[key], points.get(key), today[key])
    return found


def other_cells(assignment: Assignment, notebooks: Iterable[Path], config: Config) -> list[str]:
    """The names of the cells that only one of the gradebook and the source has."""
    kept = {(notebook.name, cell.name) for notebook in assignment.notebooks for cell in notebook.source_cells}
    cells = [(path.stem, cell) for path in notebooks for cell in _graded_cells(path, config)]
    today = {(name, cell.metadata.nbgrader.grade_id) for name, cell in cells}
    return [name for _, name in sorted(kept ^ today)]


def _graded_cells(path: Path, config: Config) -> Iterator[NotebookNode]:
    """The notebook's cells that nbgrader keeps in a gradebook."""
    for cell in instructors(path, config).cells:
        if utils.is_grade(cell) or utils.is_solution(cell) or utils.is_locked(cell) or utils.is_task(cell):
            yield cell


def _changed(name: str, kept: SourceCell, points: float | None, today: NotebookNode) -> Iterator[str]:
    if points is not None and points != float(today.metadata.nbgrader.get("points", 0)):
        yield f"{name} has {today.metadata.nbgrader.get('points', 0):g} points and had {points:g}"
    if utils.is_locked(today) and kept.source != today.source:
        yield f"{name} has another text"
