"""Which folder of the package may import which: the wall, and the way a submission takes, as a place one can see."""

import ast
import sys
from collections import defaultdict
from pathlib import Path

import pytest

import grading
from grading.seal.sandbox import confinement

PACKAGE = Path(grading.__file__).parent
SEAL = PACKAGE / "seal"
#: Of each folder of the seal, what else of this package it may import.
SIDES = {
    "window": set(),
    "cells": {"window"},
    "bench": {"window", "cells"},
    "sandbox": {"window", "cells", "bench"},
    "examiner": {"window", "cells", "sandbox"},
}
#: What the sandboxed side may import besides the standard library: it is made of nothing that knows a course.
IN_THE_SANDBOX = {"IPython", "ipykernel", "matplotlib", "matplotlib_inline", "numpy", "torch", "traitlets"}


def imported(path: Path) -> set[str]:
    """The modules that a file imports, names of other modules and of what stands in them alike."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: an import is written in full"
            found |= {f"{node.module}.{name.name}" for name in node.names}
    return found


def folders() -> dict[str, set[str]]:
    """What each folder of the package imports of others, as ``seal/window``; files beside the folders are ``.``."""
    found = defaultdict(set)
    for path in PACKAGE.rglob("*.py"):
        mine = path.parent.relative_to(PACKAGE).as_posix()
        for name in imported(path):
            parts = name.split(".")
            if parts[0] != "grading":
                continue
            there = PACKAGE
            while parts[1:] and (there / parts[1]).is_dir():
                there, parts = there / parts[1], parts[1:]
            found[mine].add(there.relative_to(PACKAGE).as_posix())
        found[mine].discard(mine)
    return found


@pytest.mark.parametrize("side", SIDES)
def test_no_folder_of_the_seal_imports_what_stands_above_it(side):
    assert folders()[f"seal/{side}"] <= {f"seal/{other}" for other in SIDES[side]}


def test_the_seal_knows_nothing_of_courses_and_of_nbgrader():
    for path in SEAL.rglob("*.py"):
        for name in imported(path):
            assert name.split(".")[0] not in ("nbgrader", "sqlalchemy", "nbconvert"), path
            assert name.startswith("grading.seal.") or not name.startswith("grading"), f"{path} imports {name}"


def test_every_folder_of_the_seal_is_on_a_side():
    assert {path.name for path in SEAL.iterdir() if (path / "__init__.py").exists()} == SIDES.keys()


def test_what_the_sandbox_holds_imports_nothing_else():
    for side in confinement.UNTRUSTED:
        assert SIDES[side] <= set(confinement.UNTRUSTED)
        for path in (SEAL / side).rglob("*.py"):
            for name in imported(path):
                top = name.split(".")[0]
                assert top in {"grading", *IN_THE_SANDBOX} or top in sys.stdlib_module_names, (path, name)


def test_the_hooks_stand_below_the_commands():
    """What nbgrader's settings name works without any command of ours, and a class is graded without a later step."""
    found = folders()
    assert not found["hooks"] & {"term", "export", "collect", "autograde", "regrade", "report"}
    assert not found["collect"] & {"autograde", "regrade", "report"}
    assert not found["autograde"] & {"regrade", "report"}
    assert not found["regrade"] & {"report"}
    assert not found["report"] & {"autograde", "regrade"}
    assert not found["hub"] & {"regrade", "report"}


def test_nothing_needs_the_hub():
    """Its extra need not be installed: the command alone imports what stands there."""
    assert {folder for folder, others in folders().items() if "hub" in others} == {"."}
    assert {path.name for path in PACKAGE.glob("*.py") if any(n.startswith("grading.hub") for n in imported(path))} == {
        "cli.py"
    }
