"""A bank of submissions: small files that say what a student handed in and what it must get.

A file is Python cut into cells by ``# %%`` lines, behind a TOML block in the manner of PEP 723::

    # /// submission
    # about = "Halves the mean of the squares."
    # lost = ["mse_loss", "fit"]
    # says.mse_loss = ["half"]
    # ///

    # %% mse_loss
    def mse_loss(y_pred, y_true):
        return ((y_pred - y_true) ** 2).mean() / 2

``# %% mse_loss`` takes the place of that cell; ``# %% before mse_loss`` and ``# %% after mse_loss`` are new cells
beside it. All other cells are those of the solved notebook. ``# %% folder`` is run where the submission is written,
when its notebook stands there, and may change everything: it knows ``folder`` (a `Path`), ``path`` (the notebook's) and
``notebook`` (its content).

``lost`` names the exercises that get 0 points (none: full points), ``says`` the words that a check's message must
contain, ``verdicts`` the verdicts that the record must give where they are not plainly passed or failed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from grading.coursefolder import CourseError

_BLOCK = re.compile(r"# /// (?P<kind>\w+)\n(?P<toml>(?:#.*\n)*?)# ///\n")
_HEADER = re.compile(r"^# %% (?P<header>.+)\n", re.MULTILINE)


class BankError(CourseError):
    """A file of the bank does not say what it must."""


@dataclass(frozen=True)
class Submission:
    """What one student handed in, and what it must get."""

    name: str
    about: str
    kind: str  # the folder it is in: right, wrong, damaged, hostile
    lost: frozenset[str]
    says: dict[str, list[str]]
    verdicts: dict[str, str]
    cells: list[tuple[str, str]] = field(repr=False)  # header, source

    def notebook(self, solved: NotebookNode) -> NotebookNode:
        """The submitted notebook: ``solved`` with this submission's cells put in."""
        notebook = deepcopy(solved)
        for header, source in self.cells:
            if header == "folder":
                continue
            *place, name = header.split()
            at = _position(notebook, name, self.name)
            if not place:
                notebook.cells[at].source = source
            elif place == ["before"]:
                notebook.cells.insert(at, nbformat.v4.new_code_cell(source))
            elif place == ["after"]:
                notebook.cells.insert(at + 1, nbformat.v4.new_code_cell(source))
            else:
                raise BankError(f"{self.name}: '# %% {header}' must read '# %% [before|after] CELL'.")
        return notebook

    def hand_in(self, solved: NotebookNode, path: Path) -> None:
        """Write the submission as it reaches the course: the notebook at ``path``, other files beside it."""
        notebook = self.notebook(solved)
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)
        for header, source in self.cells:
            if header == "folder":
                exec(
                    compile(source, f"<{self.name}>", "exec"),
                    {"folder": path.parent, "path": path, "notebook": notebook},
                )


def _position(notebook: NotebookNode, name: str, submission: str) -> int:
    for index, cell in enumerate(notebook.cells):
        if cell.metadata.get("nbgrader", {}).get("grade_id") == name:
            return index
    raise BankError(f"{submission}: the notebook has no cell '{name}'.")


def read(path: Path) -> Submission:
    """Read one file of the bank.

    Raises: BankError, with the file's name and what is missing.
    """
    declared, cells = parts(path, "submission", ("about", "lost", "says", "verdicts"))
    lost = frozenset(declared.get("lost", []))
    says, verdicts = declared.get("says", {}), declared.get("verdicts", {})
    return Submission(path.stem, declared["about"], path.parent.name, lost, says, verdicts, cells)


def parts(path: Path, kind: str, keys: Sequence[str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """What a file's block of that kind declares, ``about`` and other ``keys``, and its cells: header and text.

    Raises: BankError, with the file's name and what is missing.
    """
    text = path.read_text(encoding="utf-8")
    block = _BLOCK.match(text)
    if block is None or block["kind"] != kind:
        raise BankError(f"{path}: the file must begin with a '# /// {kind}' block that ends with '# ///'.")
    try:
        declared = tomllib.loads(re.sub(r"^# ?", "", block["toml"], flags=re.MULTILINE))
    except tomllib.TOMLDecodeError as error:
        raise BankError(f"{path}: the {kind} block is no TOML: {error}.") from error
    if declared.keys() - set(keys) or "about" not in declared:
        known = ", ".join(f"'{key}'" for key in keys)
        raise BankError(f"{path}: the block holds {known}; got {sorted(declared)}.")
    _, *found = _HEADER.split(text[block.end() :])
    return declared, [(head.strip(), cell.strip("\n")) for head, cell in zip(found[::2], found[1::2], strict=True)]


def load(folder: Path) -> list[Submission]:
    """All submissions below a folder, by name.

    Raises: BankError where there is none, a file cannot be read or two have the same name.
    """
    submissions = sorted((read(path) for path in folder.rglob("*.py")), key=lambda submission: submission.name)
    if not submissions:
        raise BankError(f"{folder} holds no submissions. Name the folder of a bank with --submissions.")
    names = [submission.name for submission in submissions]
    if doubled := {name for name in names if names.count(name) > 1}:
        raise BankError(f"{folder}: several files have the name {', '.join(sorted(doubled))}.")
    return submissions
