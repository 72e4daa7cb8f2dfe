"""What may stand on a page that is made of a submission, be it the student's feedback or the instructor's Formgrader.

Both are written by nbconvert's ``HTMLExporter``, which calls ``PlainOutputs``, ``plain_markdown`` and ``plain_code``
(see ``nbgrader_config.py``). In Formgrader a script would run with the instructor's rights, and so would one in a file
that was handed in beside the notebook and opened by a link: what a student wrote is shown, and never obeyed. What
Markdown, Pygments and the sanitiser are given is bounded, since for some texts their time grows with the square of the
length, and Formgrader's whole server waits for it; the page says where something is left out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any

import bleach
import nbformat
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader import utils

from grading.hooks import terminal
from grading.hooks.language import IN_ENGLISH, Language, spoken
from grading.hooks.leaks import NO_SIGN

#: Characters of a text, and of all texts of a notebook, that a page shows. The instructor's own cells are shown whole.
MOST_TEXT, MOST_TEXTS = 20_000, 500_000
#: Characters of a cell, and of all cells, that are formatted; the others are shown as they are.
MOST_FORMATTED, MOST_FORMATTED_IN_ALL = 5_000, 40_000
#: Cells of the student's own, and outputs of a cell and of all cells.
MOST_CELLS, MOST_OUTPUTS, MOST_OUTPUTS_IN_ALL = 500, 100, 500
_OF_A_TERMINAL = 100_000  # characters of what was printed that are looked through for moves of the cursor

#: What a page may show of an output, the rest being markup that could act or load something.
SAFE_TYPES = ("image/png", "image/jpeg", "text/plain")

#: What Markdown may become. No pictures, since a browser fetches them; no classes, by which a page's own script knows
#: its buttons; links only to elsewhere, not to what lies on the instructor's own server.
_TAGS = {
    *bleach.ALLOWED_TAGS,
    *("h1", "h2", "h3", "h4", "h5", "h6", "br", "del", "details", "div", "hr", "kbd", "p", "pre", "span", "summary"),
    *("table", "tbody", "td", "th", "thead", "tr"),
}
#: A link to the open Internet, by a name that anybody may have: no address, which could be that of a machine here, and
#: nothing that one browser reads differently from another.
_ELSEWHERE = re.compile(
    r"mailto:[!-~]*|https?://(?:[a-z0-9-]+\.)+(?P<top>[a-z]{2,}|xn--[a-z0-9-]+)\.?(?::[0-9]{1,5})?(?:[/?#][^\s\\\x00-\x1f]*)?",
    re.IGNORECASE,
)
_PRIVATE = {"localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "arpa"}
_BLANK_LINES = re.compile(r"^[ \t\f\v]+$", re.MULTILINE)
_FORMAT_CODE = Highlight2HTML(pygments_lexer="ipython3")

#: What a terminal or a page would obey instead of showing it: control characters, terminal commands other than colours,
#: and marks that turn the direction of the text.
_CONTROL = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[(?![0-9;]*m)[0-?]*[ -/]*[@-~]?|\x1b(?!\[[0-9;]*m)"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)


class Unformatted(str):
    """A cell's text that is to be shown as it is."""


class PlainOutputs(Preprocessor):
    """Leaves text and pictures of the outputs, and no more of all than a page may have; raw cells go.

    What it leaves out it says in the language of the page.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Called by nbconvert with a whole notebook."""
        said = spoken(self.parent) if self.parent is not None else IN_ENGLISH
        nb.cells = [cell for cell in nb.cells if cell.cell_type != "raw"]
        _bound_cells(nb, said)
        outputs, room = MOST_OUTPUTS_IN_ALL, MOST_TEXTS
        for cell in nb.cells:
            if "outputs" not in cell:
                continue
            joined = _joined(cell.outputs)
            most = max(0, min(MOST_OUTPUTS, outputs)) if not utils.is_grade(cell) else MOST_OUTPUTS
            # What ended a cell, or says how a test ended, is its last.
            cell.outputs = joined[:most] + [output for output in joined[most:] if output.output_type == "error"][-1:]
            outputs -= len(cell.outputs)
            left_out = len(joined) - len(cell.outputs)
            for output in cell.outputs:
                room -= _make_plain(output, max(0, min(room, MOST_TEXT)), said)
            if left_out:
                words = "[This page leaves out {number} of the {all} outputs of this cell.]"
                told = said(words, number=left_out, all=len(joined))
                cell.outputs.append(nbformat.v4.new_output("stream", name="stdout", text=f"{told}\n"))
        return nb, resources


def plain_markdown(source: str) -> str:
    """Markdown as HTML that neither acts nor loads anything; nbconvert's own filter lets HTML through."""
    if isinstance(source, Unformatted):
        return f"<pre>{html.escape(source)}</pre>"
    made = MarkdownWithMath(renderer=IPythonRenderer(escape=False, exclude_anchor_links=True)).render(source)
    return str(bleach.clean(NO_SIGN.sub("", made), tags=_TAGS, attributes={"a": _leads_elsewhere}))


def plain_code(source: str, language: str | None = None, metadata: Any = None) -> str:
    """Code as coloured HTML; the filter in the place of nbconvert's, for whose Pygments lines of blanks are slow."""
    if isinstance(source, Unformatted):
        return f'<div class="highlight"><pre>{html.escape(source)}</pre></div>'
    return str(_FORMAT_CODE(_BLANK_LINES.sub("", source), metadata=metadata))


def _leads_elsewhere(_tag: str, name: str, value: str) -> bool:
    """Whether a link leads to the open Internet, and not to this machine or another one here."""
    found = _ELSEWHERE.fullmatch(value) if name == "href" else None
    return found is not None and str(found["top"]).lower() not in _PRIVATE


def _bound_cells(nb: NotebookNode, said: Language) -> None:
    """Leave, in place, as much of a notebook's cells and texts as a page may have."""
    cells, own, room, formatted = [], 0, MOST_TEXTS, MOST_FORMATTED_IN_ALL
    for cell in nb.cells:
        if not utils.is_locked(cell):
            known = "nbgrader" in cell.metadata
            own += not known
            if own > MOST_CELLS and not known:
                continue
            cell.source = _shortened(cell.source, max(0, min(room, MOST_TEXT)), cell.cell_type, said)
            room -= len(cell.source)
            if len(cell.source) > min(MOST_FORMATTED, formatted):
                cell.source = Unformatted(cell.source)
            else:
                formatted -= len(cell.source)
        cells.append(cell)
    if own > MOST_CELLS:
        told = said("[This page leaves out {number} more cells; the notebook has them.]", number=own - MOST_CELLS)
        cells.append(nbformat.v4.new_markdown_cell(told))
    nb.cells = cells


def _shortened(text: str, most: int, kind: str, said: Language) -> str:
    """The beginning of a cell's text, with words where that is not all of it."""
    if len(text) <= most:
        return text
    comment = "# " if kind == "code" else ""
    words = "[This page leaves out the rest of this cell, which has {number} characters.]"
    return f"{text[:most]}\n\n{comment}{said(words, number=len(text))}"


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


def _make_plain(output: NotebookNode, most: int, said: Language) -> int:
    """Leave, in place, text and pictures of an output; returns the characters of text that it has."""
    if "data" in output:
        output.metadata = NotebookNode()
        shown = {kind: data for kind, data in output.data.items() if kind in SAFE_TYPES}
        output.data = NotebookNode(shown or {"text/plain": said("[This page does not show an output of this kind.]")})
        if "text/plain" in output.data:
            output.data["text/plain"] = _middle_out(printable("".join(output.data["text/plain"])), most, said)
        return len(output.data.get("text/plain", ""))
    if "text" in output:
        text = _middle_out(output.text, _OF_A_TERMINAL, said)
        output.text = _middle_out(printable(terminal.shown(text)), most, said)
        return len(output.text)
    # An error's words are a check's or the cell's own last ones: they are bounded where they are made.
    lines = [printable(line) for line in output.traceback]
    output.traceback = _middle_out("\n".join(lines), MOST_TEXT, said).split("\n")
    return sum(map(len, output.traceback))


def _middle_out(text: str, most: int, said: Language) -> str:
    """A text's beginning and end, with words between them where that is not all of it."""
    if len(text) <= most:
        return text
    told = f"\n{said('[This page leaves out {number} characters here.]', number=len(text) - most)}\n"
    return f"{text[: most - most // 2]}{told}{text[len(text) - most // 2 :]}"
