"""What may stand on a page that is made of a submission, be it the student's feedback or the instructor's Formgrader.

Both are written by nbconvert's ``HTMLExporter``, which calls ``PlainOutputs`` and ``plain_markdown`` (see
``nbgrader_config.py``). In Formgrader a script would run with the instructor's rights, and so would one in a file that
was handed in beside the notebook and opened by a link: what a student wrote is shown, and never obeyed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import bleach
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from grading import terminal

#: What a page may show of an output, the rest being markup that could act or load something.
SAFE_TYPES = ("image/png", "image/jpeg", "text/plain")

#: What Markdown may become. No pictures, since a browser fetches them; no classes, by which a page's own script knows
#: its buttons; links only to elsewhere, not to what lies on the instructor's own server.
_TAGS = {
    *bleach.ALLOWED_TAGS,
    *("h1", "h2", "h3", "h4", "h5", "h6", "br", "del", "details", "div", "hr", "kbd", "p", "pre", "span", "summary"),
    *("table", "tbody", "td", "th", "thead", "tr"),
}
_ELSEWHERE = re.compile(r"(https?://|mailto:)", re.IGNORECASE)

#: What a terminal or a page would obey instead of showing it: control characters, terminal commands other than colours,
#: and marks that turn the direction of the text.
_CONTROL = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[(?![0-9;]*m)[0-?]*[ -/]*[@-~]?|\x1b(?!\[[0-9;]*m)"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)


class PlainOutputs(Preprocessor):
    """Leaves text and pictures of the outputs; raw cells, which would be HTML, go."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Called by nbconvert with a whole notebook."""
        nb.cells = [cell for cell in nb.cells if cell.cell_type != "raw"]
        for cell in nb.cells:
            if "outputs" in cell:
                cell.outputs = _joined(cell.outputs)
            for output in cell.get("outputs", []):
                _make_plain(output)
        return nb, resources


def plain_markdown(source: str) -> str:
    """Markdown as HTML that neither acts nor loads anything; nbconvert's own filter lets HTML through."""
    html = MarkdownWithMath(renderer=IPythonRenderer(escape=False, exclude_anchor_links=True)).render(source)
    return str(bleach.clean(html, tags=_TAGS, attributes={"a": _leads_elsewhere}))


def _leads_elsewhere(_tag: str, name: str, value: str) -> bool:
    return name == "href" and bool(_ELSEWHERE.match(value))


def printable(text: str) -> str:
    """The text without what would be obeyed."""
    return _CONTROL.sub("", text)


def _joined(outputs: Sequence[NotebookNode]) -> list[NotebookNode]:
    """The outputs with what was printed in one stream, one after the other, as one: a kernel sends it in pieces."""
    found: list[tuple[NotebookNode, list[str]]] = []
    for output in outputs:
        piece = "".join(output.get("text", ""))
        if found and output.output_type == "stream" and found[-1][0].get("name") == output.name:
            found[-1][1].append(piece)
        else:
            found.append((output, [piece]))
    for output, pieces in found:
        if output.output_type == "stream":
            output.text = "".join(pieces)
    return [output for output, _ in found]


def _make_plain(output: NotebookNode) -> None:
    if "data" in output:
        output.metadata = NotebookNode()
        output.data = NotebookNode({kind: data for kind, data in output.data.items() if kind in SAFE_TYPES})
        if "text/plain" in output.data:
            output.data["text/plain"] = printable("".join(output.data["text/plain"]))
    if "text" in output:
        output.text = printable(terminal.shown(output.text))
    if "traceback" in output:
        output.traceback = [printable(line) for line in output.traceback]
