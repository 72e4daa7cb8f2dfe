"""Steps that the course's ``nbgrader_config.py`` puts into nbgrader's autograding.

nbgrader creates them and calls ``preprocess`` once for each submitted notebook.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode, from_dict
from nbgrader import utils
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import NbGraderPreprocessor, OverwriteCells

Resources = dict[str, Any]


class RestoreCells(OverwriteCells):
    """Overwrites locked cells with the instructor's text, and adds back the locked and test cells that are missing.

    ``OverwriteCells`` alone can add back test cells only, and only while the cell before them is there.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Called by nbgrader with a whole notebook."""
        nb, resources = super().preprocess(nb, resources)
        with self.gradebook:
            self._restore(nb)
        return nb, resources

    def _restore(self, nb: NotebookNode) -> None:
        present = {
            cell.metadata.nbgrader.grade_id: index
            for index, cell in enumerate(nb.cells)
            if "grade_id" in cell.metadata.get("nbgrader", {})
        }
        notebook = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        source_cells = {cell.name: cell for cell in notebook.source_cells}
        points = {cell.name: cell.max_score for cell in notebook.grade_cells}
        behind = -1
        for name in self._order():
            if name in present:
                behind = max(behind, present[name])
            elif name in source_cells and source_cells[name].locked:
                self.log.warning("Cell '%s' is missing from the submission and is added back", name)
                behind += 1
                nb.cells.insert(behind, _locked_cell(source_cells[name], points.get(name)))
                present = {key: at + (at >= behind) for key, at in present.items()}

    def _order(self) -> list[str]:
        """The grade_ids of the instructor's notebook from top to bottom; the gradebook does not keep their order."""
        course = self.parent.parent.coursedir
        folder = course.format_path(course.source_directory, ".", self.assignment_id)
        source = nbformat.read(Path(folder) / f"{self.notebook_id}.ipynb", as_version=4)
        return [cell.metadata.nbgrader.grade_id for cell in source.cells if "nbgrader" in cell.metadata]


def _locked_cell(source_cell: Any, points: float | None) -> NotebookNode:
    metadata = {
        "grade": points is not None,
        "grade_id": source_cell.name,
        "locked": True,
        "solution": False,
        "task": False,
        "cell_type": source_cell.cell_type,
        "checksum": source_cell.checksum,
        "schema_version": MetadataValidator.schema_version,
    }
    if points is not None:
        metadata["points"] = points
    cell = {
        "cell_type": source_cell.cell_type,
        "source": source_cell.source,
        "metadata": {"deletable": False, "editable": False, "nbgrader": metadata},
    }
    if source_cell.cell_type == "code":
        cell |= {"execution_count": None, "outputs": []}
    return NotebookNode(from_dict(cell))


class StderrToStdout(NbGraderPreprocessor):
    """Shows what a test cell wrote to stderr as ordinary output, since nbgrader counts any of it as a failure."""

    def preprocess_cell(self, cell: NotebookNode, resources: Resources, index: int) -> tuple[NotebookNode, Resources]:
        """Called by nbgrader with each cell."""
        if utils.is_grade(cell) and cell.cell_type == "code":
            for output in cell.outputs:
                if output.output_type == "stream":
                    output.name = "stdout"
        return cell, resources
