"""Tracebacks of recursions, counted in frames and exceptions that are formatted: no test depends on a time."""

import json
import subprocess
import sys
import traceback
from pathlib import Path
from types import TracebackType

import nbformat
import pytest
from nbgrader.preprocessors import Execute

from grading.hooks.execute import _KERNEL
from grading.seal.cells.recursion import shorten

PLAIN = "def mse_loss(a, b):\n    return mse_loss(a, b)"
#: Every level handles the error of its own and is the context of the next one.
HANDLING = """
def mse_loss(a, b):
    try:
        return a.square(b)
    except AttributeError:
        return mse_loss(a, b)
"""
MUTUAL = "def mse_loss(a, b):\n    return other(a, b)\ndef other(a, b):\n    return mse_loss(a, b)"


def raised(code: str) -> BaseException:
    scope: dict[str, object] = {}
    exec(code, scope)
    try:
        scope["mse_loss"](1, 2)
    except (RecursionError, ValueError, ZeroDivisionError) as error:
        return error
    raise AssertionError


def frames(error: BaseException) -> int:
    return len(list(traceback.walk_tb(error.__traceback__)))


def chain(error: BaseException | None) -> list[BaseException]:
    found = []
    while error is not None:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


@pytest.mark.parametrize("code", [PLAIN, HANDLING, MUTUAL])
def test_a_recursion_keeps_a_few_frames_and_exceptions_and_says_what_is_left_out(code: str):
    error = raised(code)
    words, before = str(error), sum(map(frames, chain(error)))
    assert before > 300
    last = list(traceback.walk_tb(error.__traceback__))[-1]
    shorten(error)
    assert sum(map(frames, chain(error))) <= 30
    assert str(error) == words
    assert list(traceback.walk_tb(error.__traceback__))[-1] == last
    assert any("not shown" in note for one in chain(error) for note in getattr(one, "__notes__", ()))


def test_a_traceback_of_many_different_functions_is_bounded_too():
    names = [f"f{number}" for number in range(200)]
    code = "".join(
        f"def {name}():\n    return {next_}()\n" for name, next_ in zip(names, [*names[1:], "mse"], strict=True)
    )
    error = raised(f"def mse():\n    raise ValueError\n{code}\ndef mse_loss(a, b):\n    return f0()")
    shorten(error)
    assert frames(error) == 30


def test_an_ordinary_traceback_stays_as_it_is():
    error = raised("def mse_loss(a, b):\n    return 1 / 0")
    before = traceback.format_exception(error)
    shorten(error)
    assert traceback.format_exception(error) == before


def test_an_exception_that_fights_back_ends_nothing():
    class Endless(Exception):
        @property
        def __traceback__(self) -> TracebackType:
            raise ValueError

        __notes__ = 1

    shorten(Endless())
    one, two = ValueError(), ValueError()
    one.__context__, two.__context__ = two, one
    shorten(one)


#: Run in a process of its own, whose streams a shell takes over: what it showed, and how many frames it formatted.
SHELL = """
import json, sys
from IPython.core.ultratb import VerboseTB
from grading.seal.cells.shell import Shell

shown, formatted, original = [], [], VerboseTB.format_record
VerboseTB.format_record = lambda self, record: formatted.append(record) or original(self, record)
shell = Shell.make()
shell.open(own_descriptors=False)
for code in json.load(sys.stdin):
    formatted.clear()
    shell.run(code, 1)
    shown.append((shell.run("mse_loss(1, 2)", 2).outputs, len(formatted)))
json.dump(shown, sys.__stdout__)
"""


@pytest.mark.machine
def test_a_shell_formats_few_frames():
    codes = json.dumps([PLAIN, HANDLING, MUTUAL])
    ran = subprocess.run([sys.executable, "-c", SHELL], input=codes, capture_output=True, text=True, check=True)
    shown = json.loads(ran.stdout)
    assert len(shown) == 3
    for [error], formatted in shown:
        assert error["ename"] == "RecursionError"
        assert "maximum recursion depth" in error["evalue"]
        assert 0 < formatted <= 40
        assert sum(map(len, error["traceback"])) < 20_000


@pytest.mark.machine
def test_an_ordinary_kernel_formats_few_frames_too(tmp_path: Path):
    cells = [nbformat.v4.new_code_cell(source) for source in (HANDLING, "mse_loss(1, 2)", "1 / 0")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    execute = Execute(extra_arguments=list(_KERNEL))
    execute.preprocess(notebook, {"metadata": {"path": str(tmp_path)}})
    [error], [other] = (cell.outputs for cell in notebook.cells[1:])
    assert error.ename == "RecursionError"
    assert len(error.traceback) <= 60
    assert "not shown" in "\n".join(error.traceback)
    assert other.ename == "ZeroDivisionError"
    assert "Traceback" in other.traceback[1]
