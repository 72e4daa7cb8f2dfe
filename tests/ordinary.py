"""Autograded notebooks, run again as a student's kernel would run them: cells and tests in one process, unsealed.

``python -m tests.ordinary FOLDER NOTEBOOK...`` writes each into the folder, named after its student, with the outputs
that it has there. Each runs in a process forked from a warm one, which costs a twentieth of a kernel's start. That this
shell shows what a kernel shows is the matter of ``tests/seal/test_shell.py`` and ``tests/test_agreement.py``.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import torch
from nbgrader import utils

from grading.seal.cells import forks, slowimports
from grading.seal.cells.shell import Shell
from grading.seal.window.records import Output


def main(folder: Path, paths: list[Path]) -> None:
    plt.switch_backend("module://matplotlib_inline.backend_inline")  # as a notebook draws
    torch.set_num_threads(1)
    slowimports.load()
    slowimports.load_more()
    shell = Shell.make()
    gc.freeze()
    forks.join_pages()  # for a notebook and each of its tests are forked
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
    """The notebook at ``path``, with what was handed in beside it, in the folder ``home``.

    What a test leaves behind ends with it, as in grading.
    """
    notebook = nbformat.read(path, as_version=4)
    handed_in = path.parents[3] / "submitted" / path.parents[1].name / path.parent.name
    shutil.copytree(handed_in, home, dirs_exist_ok=True)
    nbformat.write(notebook, home / path.name)
    os.environ["JPY_SESSION_NAME"] = str(home / path.name)  # where a kernel's notebook is, by Jupyter's own name
    os.environ["NBGRADER_EXECUTION"] = "autograde"  # as nbgrader tells a kernel in which it grades
    os.chdir(home)
    sys.path.insert(0, "")
    shell.open()
    for number, cell in enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), start=1):
        # What need not run in grading is left out here, too.
        if any("Not run in grading" in output.get("text", "") for output in cell.outputs):
            continue
        outputs = apart(shell, cell.source, number) if utils.is_grade(cell) else shell.run(cell.source, number).outputs
        cell.outputs = [nbformat.from_dict(output) for output in outputs]
    os.chdir("/")
    nbformat.write(notebook, target)


def apart(shell: Shell, source: str, number: int) -> list[Output]:
    """The outputs of a cell that runs in a copy of this process."""
    with tempfile.TemporaryFile() as told:
        child = os.fork()
        if child == 0:
            try:
                told.write(json.dumps(shell.run(source, number).outputs).encode())
                told.flush()
                os._exit(0)
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        assert status == 0
        told.seek(0)
        outputs: list[Output] = json.loads(told.read())
        return outputs


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(argument) for argument in sys.argv[2:]])
