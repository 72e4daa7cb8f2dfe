"""The least that grading could cost: a notebook's cells and tests in a process that is warm, no sandbox, no nbgrader.

``tests.tools.benchmark`` runs ``python -m tests.tools.bound TOGETHER NOTEBOOK...`` with notebooks that may run with its
own rights, and reads the seconds of processors of each, as JSON. As many as ``TOGETHER`` run at once, as in grading:
two busy processors that share a core are slower than one alone.
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

from grading.seal.cells import slowimports
from grading.seal.cells.shell import Shell


def main(together: int, paths: list[Path]) -> None:
    """Run each notebook in a process forked from this one."""
    plt.switch_backend("module://matplotlib_inline.backend_inline")  # as a notebook draws
    torch.set_num_threads(1)
    slowimports.load()
    slowimports.load_more()
    shell = Shell.make()
    seconds: list[float] = []
    for number, path in enumerate(paths):
        if number >= together:
            seconds.append(_ended())
        notebook = nbformat.read(path, as_version=4)
        if os.fork() == 0:
            _run(shell, [cell.source for cell in notebook.cells if cell.cell_type == "code"])
    while len(seconds) < len(paths):
        seconds.append(_ended())
    print(json.dumps(seconds))


def _ended() -> float:
    """Wait for one of them; the seconds that it used."""
    _, _, used = os.wait3(0)
    return used.ru_utime + used.ru_stime


def _run(shell: Shell, cells: list[str]) -> NoReturn:
    try:
        shell.open()
        for number, source in enumerate(cells):
            shell.run(source, number)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), [Path(argument) for argument in sys.argv[2:]])
