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

#: What a terminal or a page would obey instead of showing it: control characters, terminal commands other than colours,
#: and marks that turn the direction of the text.
_CONTROL = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b(?!\[[0-9;]*m)"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)

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
        if "text/plain" in output.data:
            output.data["text/plain"] = _printable("".join(output.data["text/plain"]))
    if output.output_type == "stream":
        output.text = _printable(output.text)
    if output.output_type == "error":
        words = output.evalue if output.ename in REPORTS else f"{output.ename}: {output.evalue}"
        output.traceback = [_printable(line) for line in (words.split("\n") if test else output.traceback)]
    return output


def _printable(text: str) -> str:
    return _CONTROL.sub("", text)
