"""What can still be graded of a damaged notebook: reading it, and putting its cells in order.

Called by ``grading.hooks.submissions``; knows notebooks, and nothing of a course's folders. What the instructor's
notebook says about a graded or locked cell counts (its type, its points, its place among the others); of what a
submission says about such a cell only its ``grade_id`` is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from itertools import islice
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader import utils

from grading.seal.window import parts

#: A larger file is no notebook that a person wrote.
MAX_BYTES = 64 * 2**20
#: Without its outputs: bytes that its text may take in memory, values that it may hold, and characters of code.
MAX_TEXT, MAX_PARTS, MAX_CODE = 40 * 2**20, 1 << 18, 10 * 2**20
_MAX_PICTURES = 100  # of a cell
MAX_CELLS = 3000
#: Bytes that a graded notebook keeps of a kind of thing which is no answer: texts and attachments, code, outputs.
MAX_KEPT = 8 * 2**20
_BEGINNING = 2000  # characters that are kept of what is too large

#: How files begin that are handed in under a notebook's name.
_OTHER_KINDS = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a zip archive or an office document",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_MERGE = re.compile(r"^(<{7}|>{7})", re.MULTILINE)
#: What a cell defines, line by line; enough to find the cell that took the place of a deleted one.
_DEFINED = re.compile(r"^(?:async +)?(?:def|class) +(\w+)|^(\w+) *=", re.MULTILINE)
#: Where a list of outputs begins, in JSON that is UTF-8; in a text its quotes would have backslashes.
_OUTPUTS = re.compile(rb'"outputs"\s*:\s*\[')
#: What makes a text four bytes wide: a character beyond the first 65536, as it is in UTF-8 or written as two.
_WIDE = re.compile(rb"[\xf0-\xff]|\\u[dD][89abAB]")
_TYPES = {"markdown": "markdown", "heading": "markdown", "html": "markdown", "raw": "raw"}  # all else is code

#: A cell of each type; making one anew costs a check of the whole against the format's schema.
_BLANK: dict[str, NotebookNode] = {
    "markdown": nbformat.v4.new_markdown_cell(),
    "raw": nbformat.v4.new_raw_cell(),
    "code": nbformat.v4.new_code_cell(),
}


class NotGradable(Exception):
    """A submission that holds no notebook; the message says what is wrong, and what to do, to its owner."""


def read(path: Path) -> tuple[NotebookNode, list[str]]:
    """Read a submitted notebook of any version as a sound one of the present version; and what was repaired.

    Kept of a cell: its type, its source, its attachments and its ``grade_id``.

    Raises: NotGradable.
    """
    name = repr(path.name)
    if path.is_symlink() or not path.is_file():
        raise NotGradable(f"{name} is a folder or a link, not a file. Hand in the notebook itself.")
    if (size := path.stat().st_size) > MAX_BYTES:
        raise NotGradable(f"{name} has {size >> 20} MB, more than {MAX_BYTES >> 20} MB. Clear its outputs and save it.")
    data = _without_outputs(path.read_bytes())
    for begin, kind in _OTHER_KINDS.items():
        if data.startswith(begin):
            raise NotGradable(f"{name} is {kind}, not a notebook. Hand in the notebook itself.")
    if _width(data) * len(data) > MAX_TEXT or parts.too_many(data, MAX_PARTS):
        raise _too_much(name, size)
    text, repairs = _text(data, name)
    del data
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise NotGradable(
            f"{name} is not valid JSON (line {error.lineno}: {error.msg}), so it is no notebook. Was it cut off, or "
            "changed in a text editor? Open it in Jupyter, save it, and hand it in again."
        ) from error
    except (ValueError, RecursionError) as error:
        raise NotGradable(
            f"{name} is JSON that no notebook holds: brackets in thousands of brackets, or numbers of as many digits."
        ) from error
    cells = _cells(content)
    if not cells:
        raise NotGradable(f"{name} is JSON, but has no cells of a notebook. Was another file handed in by mistake?")
    if len(cells) > MAX_CELLS:
        raise NotGradable(f"{name} has {len(cells)} cells, more than {MAX_CELLS}. Delete those that are not yours.")
    if (version := content.get("nbformat")) != 4:
        repairs.append(f"the notebook's format is {str(version)[:20]!r}, not 4; it was read all the same")
    del text
    sound = [_sound(cell, f"cell-{number}") for number, cell in enumerate(cells) if isinstance(cell, dict)]
    if len(sound) < len(cells):
        repairs.append(f"{len(cells) - len(sound)} of its cells are no cells, and were left out")
    if sum(len(cell.source) for cell in sound if cell.cell_type == "code") > MAX_CODE:
        raise _too_much(name, size)
    return _notebook(sound, {}), repairs


def _too_much(name: str, size: int) -> NotGradable:
    return NotGradable(
        f"{name} has {size / 2**20:.1f} MB, and more in them than a notebook can have, also without its outputs. "
        "Delete what you do not need, clear the outputs, and save it."
    )


def repaired(submission: NotebookNode, source: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """The cells of a notebook from ``read``, with the source's graded and locked cells; and what was repaired.

    The source's text takes the place of every test and locked cell. Such a cell that is missing is added behind the one
    before it, or at the end where a solution that it tests has lost its name. Of a cell that occurs several times the
    first is it, as in a run from top to bottom; the others are cells of the student's own, and so is every cell the
    source lacks.
    """
    originals = {grade_id(cell): cell for cell in source.cells if grade_id(cell)}
    repairs: list[str] = []
    cells: list[NotebookNode] = []
    found: set[str] = set()
    for cell in submission.cells:
        name = grade_id(cell)
        original = originals.get(name)
        if original is None or name in found:
            if original is not None:
                repairs.append(f"{name} occurs several times; the first one is graded")
            cells.append(NotebookNode(cell | {"metadata": NotebookNode()}))
            continue
        found.add(name)
        if cell.cell_type != original.cell_type:
            repairs.append(f"{name} is a {cell.cell_type} cell; it was made a {original.cell_type} cell again")
        text = cell.source if utils.is_solution(original) else original.source
        cells.append(NotebookNode(original | {"source": text}))
        if original.cell_type == "markdown" and utils.is_solution(original) and "attachments" in cell:
            cells[-1]["attachments"] = cell.attachments
    names = list(originals)
    unknown = {name for name in names if utils.is_solution(originals[name])} - found
    missing = [name for name in names if name not in found | unknown]
    for name in sorted(missing, key=lambda name: _is_test(originals[name])):
        repairs.append(f"{name} was missing and is added back")
        before = names[: names.index(name)]
        if _is_test(originals[name]) and unknown & set(before):
            cells.append(originals[name])  # what it tests is anywhere among the student's own cells
        else:
            cells.insert(1 + max(_places(cells, before), default=-1), originals[name])
    repairs += _reorder(cells, originals)
    notebook = _notebook(cells, source.metadata)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    texts = [cell for cell in notebook.cells if cell.cell_type != "code"]
    return notebook, repairs + shortened(texts)


def shortened(cells: Iterable[NotebookNode]) -> list[str]:
    """Cut, in place, the texts and attachments of cells for which there is no room; and what was cut.

    The text of an answer and of a cell of the instructor's stays. Call it with cells that are not run, or have been.
    """
    cut = []

    def size(cell: NotebookNode) -> int:
        return json_size([cell.get("attachments"), "" if grade_id(cell) else cell.source])

    for cell, held in without_room((cell for cell in cells if not utils.is_locked(cell)), size):
        said = f"[Cut in grading: this cell had {held / 2**20:.1f} MB. What was handed in is unchanged.]"
        comment = "# " if cell.cell_type == "code" else ""
        text = cell.source if grade_id(cell) else cell.source[:_BEGINNING]
        cell.source = f"{text}\n\n{comment}{said}"
        cell.pop("attachments", None)
        cut.append(f"of {cell.id}, which has {held / 2**20:.1f} MB, only the beginning is kept")
    return cut


def json_size(content: Any) -> int:
    """The bytes that it takes in a file."""
    return len(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"))


def without_room(
    cells: Iterable[NotebookNode], size: Callable[[NotebookNode], int]
) -> Iterator[tuple[NotebookNode, int]]:
    """The cells, and their sizes, that do not fit into what a graded notebook keeps beside the smaller ones before."""
    room = MAX_KEPT
    for cell in cells:
        held = size(cell)
        if held > room:
            yield cell, held
        else:
            room -= held


def _notebook(cells: list[NotebookNode], metadata: dict[str, Any]) -> NotebookNode:
    """A notebook of copies. It is not validated here: nbgrader does so when it has graded it."""
    content = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    notebook: NotebookNode = nbformat.from_dict(content)
    return notebook


def grade_id(cell: Any) -> str:
    """The name by which nbgrader knows a cell; empty for a cell that it does not know."""
    for key in ("metadata", "nbgrader", "grade_id"):
        cell = cell.get(key) if isinstance(cell, dict) else None
    return _encodable(cell) if isinstance(cell, str) else ""


def _is_test(cell: NotebookNode) -> bool:
    return bool(utils.is_grade(cell) and not utils.is_solution(cell))


def _reorder(cells: list[NotebookNode], originals: dict[str, NotebookNode]) -> list[str]:
    """Move, in place, locked cells before what leans on them and tests behind what they test. Solutions stay."""
    repairs = []
    names = list(originals)
    tests = {name for name in names if _is_test(originals[name])}
    found = {grade_id(cell) for cell in cells}
    deleted = {name: _defined(originals[name].source) for name in names if name not in found}
    own = [cell for cell in cells if deleted and not grade_id(cell) and cell.cell_type == "code"]
    definitions = {id(cell): _defined(cell.source) for cell in own}
    for place, name in reversed([*enumerate(names)]):
        if name in tests or utils.is_solution(originals[name]):
            continue
        [at] = _places(cells, [name])
        first = min(_places(cells, set(names[place:]) - tests))
        if first < at:
            repairs.append(f"{name} stood behind a cell that needs it, and was moved before it")
            cells.insert(first, cells.pop(at))
    for place, name in reversed([*enumerate(names)]):
        if name in tests:
            [at] = _places(cells, [name])
            last = max(_places(cells, set(names[:place]) - tests), default=-1)
            for gone in deleted.keys() & set(names[:place]):
                defines = (at for at, cell in enumerate(cells) if definitions.get(id(cell), set()) & deleted[gone])
                last = max(last, next(defines, -1))
            if last > at:
                repairs.append(f"{name} stood before a cell that it tests, and was moved behind it")
                cells.insert(last, cells.pop(at))
    return repairs


def _places(cells: list[NotebookNode], names: Iterable[str]) -> list[int]:
    """Where the cells with these names are."""
    return [place for place, cell in enumerate(cells) if grade_id(cell) in names]


def _defined(source: str) -> set[str]:
    return {name for pair in _DEFINED.findall(source) for name in pair if name}


def _without_outputs(data: bytes) -> bytes:
    """A notebook's file without the outputs of its cells, which are made anew; each line keeps its number.

    A list that never ends, or that unfolds to too much, stays as it is.
    """
    pieces: list[bytes | memoryview] = []
    whole, at = memoryview(data), 0  # of which a piece is no copy
    for found in _OUTPUTS.finditer(data):
        if found.start() >= at:
            end = parts.end_of_list(data, found.end())
            if end < 0:
                break
            lines = data.count(b"\n", found.end(), end)
            pieces += [whole[at : found.end()], b"\n" * lines, b"]"]
            at = end
    return b"".join((*pieces, whole[at:])) if pieces else data


def _width(data: bytes) -> int:
    """The bytes that each character of a file may take in memory, once it is read: that of the widest."""
    if _WIDE.search(data):
        return 4
    return 1 if data.isascii() and b"\\u" not in data else 2


def _text(data: bytes, name: str) -> tuple[str, list[str]]:
    """What a file says, in whatever encoding it was saved; and what was repaired of it."""
    repairs: list[str] = []
    try:
        text = data.decode(json.detect_encoding(data), "surrogatepass")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
        repairs.append("the notebook is not in UTF-8; it was read as Latin-1")
    text = text.strip("\0\ufeff \t\r\n")  # zeros are what a disk that ran full or lost power leaves at the end
    if not text:
        raise NotGradable(f"{name} is empty ({len(data)} bytes). Was it saved completely before it was handed in?")
    if marks := _MERGE.search(text):
        line = text.count("\n", 0, marks.start()) + 1
        raise NotGradable(f"{name} has marks of a merge conflict in line {line}. Resolve it, and hand it in again.")
    if text.startswith("<"):
        raise NotGradable(f"{name} is a web page, not a notebook. Was a login or error page saved in its place?")
    return text, repairs


def _cells(content: Any) -> list[Any]:
    """The cells of a notebook in any version of the format: until version 3 they stood in worksheets."""
    if not isinstance(content, dict):
        return []
    sheets = content.get("worksheets")
    holders = [content, *(sheets if isinstance(sheets, list) else [])]
    lists = [holder.get("cells") for holder in holders if isinstance(holder, dict)]
    return [cell for cells in lists if isinstance(cells, list) for cell in cells]


def _sound(cell: dict[str, Any], cell_id: str) -> NotebookNode:
    kind = _TYPES.get(str(cell.get("cell_type")), "code")
    source = cell.get("source", cell.get("input"))  # the latter until version 3, for code
    lines = source if isinstance(source, list) else [source]
    text = "".join(line for line in lines if isinstance(line, str))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")  # the same text where nothing is to be done
    sound = deepcopy(_BLANK[kind])
    sound.source, sound.id = _encodable(text), cell_id
    if name := grade_id(cell):
        sound.metadata["nbgrader"] = {"grade_id": name}
    if kind == "markdown" and (pictures := _pictures(cell.get("attachments"))):
        sound.attachments = pictures
    return sound


def _pictures(attached: Any) -> NotebookNode:
    """What of a text's attachments are pictures, by name and kind, as texts."""
    found = NotebookNode()
    for name, data in islice(attached.items(), _MAX_PICTURES) if isinstance(attached, dict) else ():
        kinds = {
            _encodable(kind): _encodable(text)
            for kind, text in (islice(data.items(), _MAX_PICTURES) if isinstance(data, dict) else ())
            if isinstance(text, str) and not kind.endswith("json")
        }
        if kinds:
            found[_encodable(name)] = NotebookNode(kinds)
    return found


def _encodable(text: str) -> str:
    """Without halves of surrogate pairs, which no file could hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
