"""What a source notebook holds and is written elsewhere: modules of helpers, and the words of the course's language.

A module, such as ``source/course_checks.py``, stands in the notebook as the cell that begins with
``%%in_module course_checks``, so that the notebook needs no file beside it. What the checks say in the course's
language (see `grading.hooks.language`) stands in that module's table ``WORDS``; of what is said in hidden tests alone
it stands in a line of these, so that no student's notebook says what they are about.

The command ``release`` puts both into the notebook, and nbgrader's ``generate_assignment`` refuses what has drifted, by
`grading.hooks.authoring`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from nbformat import NotebookNode

from grading.hooks import record
from grading.hooks.language import Language, quoted, same_gaps

_MODULE = re.compile(r"%%in_module (\w+)\n")
_TABLE = re.compile(r"^WORDS: dict\[str, str\] = \{\}$", re.MULTILINE)
#: Where hidden tests begin, with the line of words that stands there and is ours.
_BEGIN = re.compile(r"^(( *).*BEGIN HIDDEN TESTS.*\n)( *WORDS\.update\(.*\n)?", re.MULTILINE)
#: Where a text stands that a check says: in which argument of a function, or of a check's method.
_SAID = {"said": ("function", 0), "step": ("method", 0), "value": ("method", 3)}


def drifted(notebook: NotebookNode, folder: Path, language: Language) -> list[str]:
    """What of a notebook is not what the files in ``folder`` say today, each with what to do."""
    words = f" in the words of {language.code!r}" if language.table else ""
    found = (name for name, cell, text in _written(notebook, folder, language) if cell.source != text)
    return [
        f"The notebook's cell '%%in_module {name}' is not what source/{name}.py says{words}. "
        "Run: python -m grading release"
        for name in dict.fromkeys(found)
    ]


def embed(notebook: NotebookNode, folder: Path, language: Language) -> list[str]:
    """Put into the notebook what the files in ``folder`` say; returns the names of the modules that had drifted."""
    found = []
    for name, cell, text in _written(notebook, folder, language):
        if cell.source != text:
            found.append(name)
            cell.source = text
    return list(dict.fromkeys(found))


def texts(notebook: NotebookNode) -> dict[str, str]:
    """What the checks of a notebook say, as keys for the words of a language, each with the English words.

    Those are the codes of misconceptions, the titles of exercises and steps, and what is given to ``said``.
    """
    found: dict[str, str] = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            found |= _texts(_tree(cell.source))
    return found


def _written(notebook: NotebookNode, folder: Path, language: Language) -> Iterator[tuple[str, NotebookNode, str]]:
    """Each cell that holds what is written elsewhere: the name of the module, the cell, what it is to hold."""
    modules: list[tuple[str, NotebookNode, str]] = []
    others: list[tuple[NotebookNode, str]] = []
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        match = _MODULE.match(cell.source)
        if match and (path := folder / f"{match[1]}.py").is_file():
            modules.append((match[1], cell, match[0] + path.read_text(encoding="utf-8").rstrip("\n")))
        else:
            others.append((cell, _BEGIN.sub(r"\1", cell.source)))
    everything = [*(text for _, _, text in modules), *(text for _, text in others)]
    shown = {text for source in everything for text in _constants(source, hidden=False)}
    for name, cell, text in modules:
        english = _texts(_tree(text))
        words = {key: said for key, said in language.table.items() if key in shown}
        for key in words.keys() & english.keys():
            same_gaps(f"words.{language.code}.toml", key, english[key], words[key])
        yield name, cell, _TABLE.sub(lambda _, words=words: _table(words), text)  # type: ignore[misc]
    for name in [name for name, _, text in modules if _TABLE.search(text)][:1]:
        for cell, text in others:
            alone = _constants(text, hidden=True) - shown
            yield name, cell, _with_hidden(text, {key: said for key, said in language.table.items() if key in alone})


def _table(words: Mapping[str, str]) -> str:
    lines = "".join(f"    {quoted(key)}: {quoted(said)},\n" for key, said in words.items())
    return f"WORDS: dict[str, str] = {{\n{lines}}}" if words else "WORDS: dict[str, str] = {}"


def _with_hidden(source: str, words: Mapping[str, str]) -> str:
    """A test with these words in the first line of what is hidden of it."""
    told = ", ".join(f"{quoted(key)}: {quoted(said)}" for key, said in words.items())
    return _BEGIN.sub(lambda it: f"{it[1]}{it[2]}WORDS.update({{{told}}})\n", source, count=1) if words else source


def _texts(tree: ast.Module) -> dict[str, str]:
    found: dict[str, str] = {}
    values: dict[str, list[ast.expr]] = {}
    for statement in (node for node in ast.walk(tree) if isinstance(node, ast.stmt)):
        name, value = record.assigned(statement)
        if name in ("MISCONCEPTIONS", "EXERCISES") and isinstance(value, ast.Dict):
            pairs = ast.literal_eval(value).items()
            found |= {code if name == "MISCONCEPTIONS" else words: words for code, words in pairs}
        elif value is not None:
            values.setdefault(name, []).append(value)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        method = isinstance(call.func, ast.Attribute)
        place = _SAID.get(call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", ""))
        if place is not None and method == (place[0] == "method") and len(call.args) > place[1]:
            said = call.args[place[1]]
            for one in values.get(said.id, []) if isinstance(said, ast.Name) else [said]:
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    found[one.value] = one.value
    return {key: words for key, words in found.items() if key}


def _constants(source: str, hidden: bool) -> set[str]:
    """The texts that stand in code, in what is hidden of it or in the rest."""
    lines, inside = set[int](), False
    for number, line in enumerate(source.split("\n"), start=1):
        inside = inside or "BEGIN HIDDEN TESTS" in line
        if inside:
            lines.add(number)
        inside = inside and "END HIDDEN TESTS" not in line
    return {
        node.value
        for node in ast.walk(_tree(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and (node.lineno in lines) == hidden
    }


def _tree(source: str) -> ast.Module:
    """The code of a cell, each line in its place; of one that is no Python without its magics, nothing."""
    try:
        return ast.parse(re.sub(r"^[%!].*$", "", source, flags=re.MULTILINE))
    except (SyntaxError, ValueError):
        return ast.Module([], [])
