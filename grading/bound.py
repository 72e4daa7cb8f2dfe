"""The least that grading could cost: a notebook's cells and tests in a process that is warm, no sandbox, no nbgrader.

``grading.benchmark`` runs ``python -m grading.bound NOTEBOOK...`` with notebooks that may run with its own rights, and
reads the seconds of one core of each, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import NoReturn

import matplotlib.pyplot as plt
import nbformat
import torch

from grading.seal import slowimports
from grading.seal.records import Limits
from grading.seal.shell import Shell


def main(paths: list[Path]) -> None:
    """Run each notebook in a process forked from this one."""
    plt.switch_backend("module://matplotlib_inline.backend_inline")  # as a notebook draws
    torch.set_num_threads(1)
    slowimports.load()
    shell = Shell.make(Limits().output)
    seconds = []
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        child = os.fork()
        if child == 0:
            _run(shell, [cell.source for cell in notebook.cells if cell.cell_type == "code"])
        _, _, used = os.wait4(child, 0)
        seconds.append(used.ru_utime + used.ru_stime)
    print(json.dumps(seconds))


def _run(shell: Shell, cells: list[str]) -> NoReturn:
    try:
        shell.open()
        for number, source in enumerate(cells):
            shell.run(source, number)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
