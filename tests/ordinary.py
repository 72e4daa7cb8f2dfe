"""Autograded notebooks, run again as a student's kernel would run them: cells and tests in one process, unsealed.

``python -m tests.ordinary FOLDER NOTEBOOK...`` writes each into the folder, named after its student, with the outputs
that it has there. Each runs in a process forked from a warm one, which costs a twentieth of a kernel's start. That this
shell shows what a kernel shows is the matter of ``tests/seal/test_shell.py`` and ``tests/test_agreement.py``.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import torch

from grading.seal import slowimports
from grading.seal.records import Limits
from grading.seal.shell import Shell


def main(folder: Path, paths: list[Path]) -> None:
    plt.switch_backend("module://matplotlib_inline.backend_inline")  # as a notebook draws
    torch.set_num_threads(1)
    slowimports.load()
    shell = Shell.make(Limits().output)
    folder.mkdir(exist_ok=True)
    for path in paths:
        child = os.fork()
        if child == 0:
            try:
                with tempfile.TemporaryDirectory() as home:
                    run(shell, path, Path(home), folder / f"{path.parents[1].name}.ipynb")
                os._exit(0)
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        if status:
            sys.exit(f"{path} ended the process that ran it: {os.waitstatus_to_exitcode(status)}")


def run(shell: Shell, path: Path, home: Path, target: Path) -> None:
    """The notebook at ``path`` in a copy of its folder, ``home``."""
    notebook = nbformat.read(path, as_version=4)
    shutil.copytree(path.parent, home, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.ipynb"))
    os.chdir(home)
    sys.path.insert(0, "")
    shell.open()
    for number, cell in enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), start=1):
        # What need not run in grading is left out here, too.
        if any("Not run in grading" in output.get("text", "") for output in cell.outputs):
            continue
        cell.outputs = [nbformat.from_dict(output) for output in shell.run(cell.source, number).outputs]
    os.chdir("/")
    nbformat.write(notebook, target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(argument) for argument in sys.argv[2:]])
