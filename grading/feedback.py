"""The feedback page: what of an autograded notebook its student gets to see.

nbgrader's ``GenerateFeedback`` calls ``StudentsView`` (see ``nbgrader_config.py``) and renders the result with the
template beside this module.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor
from pygments.formatters import HtmlFormatter

TEMPLATES = str(Path(__file__).parent / "templates")

#: What a page may show of an output, the rest being markup that could act or load something.
SAFE_TYPES = ("image/png", "image/jpeg", "text/plain")

REPORTS = ("CheckFailed", "NotAttempted")


class StudentsView(NbGraderPreprocessor):
    """Leaves the student's code, its figures and text, and the words of the checks.

    The source of test cells goes, and so do the tracebacks of anything but a check's own report, since those quote that
    source. The instructor's explanations shrink to their headings.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbgrader with a whole notebook."""
        resources["code_css"] = HtmlFormatter().get_style_defs(".highlight")
        nb, resources = super().preprocess(nb, resources)
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbgrader with each cell."""
        if cell.cell_type == "code":
            if utils.is_locked(cell):
                cell.source = ""
            cell.outputs = [_shown(output, utils.is_grade(cell)) for output in cell.outputs]
        elif not utils.is_grade(cell):
            cell.source = "\n\n".join(re.findall(r"^#{1,6} .*$", cell.source, flags=re.MULTILINE))
        return cell, resources


def _shown(output: NotebookNode, test: bool) -> NotebookNode:
    if "data" in output:
        output.data = {kind: data for kind, data in output.data.items() if kind in SAFE_TYPES}
    if output.output_type == "error" and test:
        words = output.evalue if output.ename in REPORTS else f"{output.ename}: {output.evalue}"
        output.traceback = words.split("\n")
    return output
