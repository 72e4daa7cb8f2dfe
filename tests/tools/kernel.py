"""Answers to exercises as an ordinary kernel runs them: cells and tests in one process, with what they leave behind.

``python -m tests.tools.kernel`` reads a JSON list of notebooks from its input: ``cells`` (name and text), ``files``
(path and text) and ``seconds``. It prints, for each, the error that each cell ended with. Each runs in a fork of a
warm process, which costs a twentieth of a kernel's start; that this shell does what a kernel does is the matter of
``tests/seal/test_shell.py``, and that the errors are a kernel's that of ``tests/test_assignments.py``.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import torch

from grading.seal.cells import slowimports
from grading.seal.cells.shell import Shell


def main() -> None:
    """Run all that are asked for, one after the other."""
    asked = json.loads(sys.stdin.read())
    plt.switch_backend("module://matplotlib_inline.backend_inline")  # as a notebook draws
    torch.set_num_threads(1)
    slowimports.load()
    slowimports.load_more()
    shell = Shell.make()
    gc.freeze()
    found = [_forked(shell, told) for told in asked]
    print("\n" + json.dumps(found))


def _forked(shell: Shell, told: dict[str, Any]) -> dict[str, str]:
    with tempfile.TemporaryFile() as answer, tempfile.TemporaryDirectory() as home:
        child = os.fork()
        if child == 0:
            try:
                signal.alarm(told["seconds"])
                answer.write(json.dumps(_run(shell, told, Path(home))).encode())
                answer.flush()
                os._exit(0)
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        answer.seek(0)
        ended = {name: f"the process ended with {status}" for name, _ in told["cells"]}
        return json.loads(answer.read()) if status == 0 else ended


def _run(shell: Shell, told: dict[str, Any], home: Path) -> dict[str, str]:
    for name, text in told["files"]:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    os.chdir(home)
    sys.path.insert(0, "")
    shell.open()
    errors = {}
    for number, (name, text) in enumerate(told["cells"], start=1):
        done = shell.run(text, number)
        if done.error is not None or done.raised:
            error = done.error or {"ename": done.raised, "evalue": ""}
            errors[name] = f"{error['ename']}: {error['evalue']}"
    os.chdir("/")
    return errors


if __name__ == "__main__":
    main()
