"""What an author can get wrong in a source notebook, found before it goes out: codes of misconceptions, and helpers.

The command ``release`` and nbgrader's ``generate_assignment`` (by ``CheckCodes``, see ``nbgrader_config.py``) call it.
The notebook is read and not run. What stands in its cells of a module of helpers and of the course's language is the
matter of `grading.hooks.embedding`.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from grading.hooks import embedding, language, record

_CODE = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
#: Which argument of a check's method is a code, or holds codes; all its further keywords are codes themselves.
_PLACES = {"that": 1, "fail": 0, "value": 2, "note": 1}
_OTHER_KEYWORDS = {"condition", "facts", "got", "expected", "what", "title", "again"}


class AuthoringError(Exception):
    """The source notebook must not go out like this; the message says what to correct."""


class CheckCodes(NbGraderPreprocessor):
    """Stops ``generate_assignment`` where a check names a misconception that the notebook does not explain."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbgrader with the source. Raises: AuthoringError."""
        folder = Path(resources["metadata"]["path"]).parent
        if found := faults(nb, unused=False) + embedding.drifted(nb, folder, language.of(self.config, folder)):
            raise AuthoringError(" ".join(found))
        return nb, resources


def faults(notebook: NotebookNode, unused: bool = True) -> list[str]:
    """What is wrong with the codes of a source notebook, a sentence each; nothing where it explains none.

    With ``unused``, what is explained and no check uses is named too. No student would see anything of that.
    """
    known = record.explained(notebook)
    if not known:
        return []
    found: list[str] = []
    mentioned: set[str] = set()
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        name = cell.metadata.get("nbgrader", {}).get("grade_id") or cell.id
        try:
            tree = ast.parse(re.sub(r"^[%!].*$", "", cell.source, flags=re.MULTILINE))
        except SyntaxError as error:
            if "check" in cell.source:
                found.append(f"The cell {name!r} is no Python ({error.msg}, line {error.lineno}): correct it.")
            continue
        tree.body = [statement for statement in tree.body if record.assigned(statement)[0] not in record.TABLES]
        mentioned |= _mentioned(tree)
        for line, codes in _used(tree):
            if not codes:
                found.append(f"Line {line} of the cell {name!r} hides its code: write it there, or in a variable.")
            for code in sorted(codes - known.keys()):
                near = difflib.get_close_matches(code, known, 1)
                meant = f" Is {near[0]!r} meant?" if near else ""
                found.append(
                    f"Line {line} of the cell {name!r} uses {code!r}, which MISCONCEPTIONS does not have.{meant}"
                )
    found += [
        f"MISCONCEPTIONS has {code!r}, which no check uses: take it out."
        for code in known
        if unused and code not in mentioned
    ]
    return found


def _mentioned(tree: ast.AST) -> set[str]:
    """Every text and keyword of a cell that could be a code."""
    words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    words |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg}
    return {word.replace("_", "-") for word in words}


def _used(tree: ast.Module) -> Iterator[tuple[int, set[str]]]:
    """The codes that each line gives to a check's methods; none where they cannot be read off."""
    values = _values(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "RAISED":
            yield node.lineno, _texts(node.value, values)
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_check(node.func.value)):
            continue
        place = _PLACES.get(node.func.attr)
        if place is not None and len(node.args) > place and not isinstance(node.args[place], ast.Starred):
            codes = _texts(node.args[place], values)
            if codes or ast.unparse(node.func.value) == "check":
                yield node.lineno, codes
        if node.func.attr in ("value", "tensor"):
            for keyword in node.keywords:
                if keyword.arg is None or keyword.arg in ("otherwise", "shapes"):
                    codes = _texts(keyword.value, values)
                else:
                    codes = {keyword.arg.replace("_", "-")} - _OTHER_KEYWORDS - {"dtype", "shape"}
                yield from [(node.lineno, codes)] if codes else []
        if node.func.attr == "tensor" and len(node.args) > 3:
            yield node.lineno, _texts(node.args[3], values)


def _is_check(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("check", "self")


def _values(tree: ast.AST) -> dict[str, list[ast.expr]]:
    """What is assigned to each name of a cell, or to one of its entries, and what each of its functions returns."""
    values: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            returns = (inner.value for inner in ast.walk(node) if isinstance(inner, ast.Return))
            values.setdefault(node.name, []).extend(value for value in returns if value is not None)
        for target in node.targets if isinstance(node, ast.Assign) else []:
            inner = target.value if isinstance(target, ast.Subscript) else target
            if isinstance(inner, ast.Name) and isinstance(node, ast.Assign):
                values.setdefault(inner.id, []).append(node.value)
    return values


def _texts(node: ast.expr | None, values: dict[str, list[ast.expr]]) -> set[str]:
    """The codes that an expression can be or hold: of a mapping the values, or its keys where those are no texts."""
    if isinstance(node, ast.Constant):
        text = node.value
        return {text.replace("_", "-")} if isinstance(text, str) and _CODE.fullmatch(text) else set()
    if isinstance(node, ast.IfExp):
        return _texts(node.body, values) | _texts(node.orelse, values)
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return {code for key, value in pairs for code in _texts(value, values) or _texts(key, values)}
    if isinstance(node, ast.Name):
        rest = {name: found for name, found in values.items() if name != node.id}
        return {code for value in values.get(node.id, []) for code in _texts(value, rest)}
    if isinstance(node, ast.Call):
        called = [node.func] if isinstance(node.func, ast.Name) else []
        return {code for part in [*called, *node.args] for code in _texts(part, values)}
    return set()
