"""The checks as a learner meets them at home: in one IPython shell, cell by cell, in whatever order."""

import builtins
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from nbformat import NotebookNode
from traitlets.config import Config

from .conftest import cell
from .test_notebook import EXERCISES

RIGHT = "def mse_loss(y_pred, y_true):\n    return ((y_pred - y_true) ** 2).mean()"
WRONG = RIGHT + " / 2"
STUB = 'def mse_loss(y_pred, y_true):\n    raise NotImplementedError("Replace this line with your own code.")'


class Home:
    """A shell in which the notebook's locked cells have run."""

    def __init__(self, release: NotebookNode, without: str = "") -> None:
        self._release = release
        config = Config()
        config.HistoryManager.enabled = False
        self._shell = InteractiveShell(config=config)
        for one in release.cells:
            told = one.metadata.get("nbgrader", {})
            if one.cell_type == "code" and told.get("locked") and not told["grade"] and told["grade_id"] != without:
                source = re.sub(r"^%(config|matplotlib)", "#", one.source, flags=re.MULTILINE)
                if without:
                    self.run(source)
                else:
                    self._shell.run_cell(source).raise_error()

    @property
    def checks(self) -> ModuleType:
        return sys.modules["course_checks"]

    def run(self, source: str, cell_id: str | None = None) -> None:
        """Run a cell, whatever becomes of it."""
        with capture_output():
            self._shell.run_cell(source, store_history=True, cell_id=cell_id)

    def check(self, exercise: str = "mse_loss", source: str = "") -> str:
        """What the check of an exercise says."""
        with capture_output() as said:
            result = self._shell.run_cell(source or cell(self._release, f"test_{exercise}").source)
        error = result.error_before_exec or result.error_in_exec
        return said.stdout if error is None else f"{type(error).__name__}: {error}"

    def shown(self, check: str) -> str:
        """What stands below a check that ends in an error."""
        with capture_output():
            error = self._shell.run_cell(cell(self._release, check).source).error_in_exec
        return "\n".join(error._render_traceback_())


@pytest.fixture
def home(release: NotebookNode, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.delitem(sys.modules, "course_checks", raising=False)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    yield Home(release)
    sys.modules.pop("course_checks", None)


def test_a_missing_name_is_put_down_to_the_cell_that_failed(home: Home):
    home.run("import no_such_package\npower = 2")
    home.run(RIGHT.replace("** 2", "** power"))
    said = home.check()
    assert "the cell that begins with `import no_such_package` stopped with ModuleNotFoundError" in said
    assert "misspelt" not in said


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("from no_such_package import *\n" + RIGHT, "ModuleNotFoundError: No module named 'no_such_package'"),
        (RIGHT.replace("y_pred,", "y_pred: Tensor,"), "NameError: name 'Tensor' is not defined"),
        (RIGHT.replace("    return", "return"), "IndentationError: expected an indented block"),
        (RIGHT.replace("return", "x = 1\n\treturn"), "TabError: inconsistent use of tabs"),
        (RIGHT.replace("** 2)", "** 2"), "SyntaxError: "),
        ("%%time\nimport no_such_package\n" + RIGHT, "ModuleNotFoundError"),
        ("raise ValueError('No data.')\n" + RIGHT, "ValueError: No data. What that cell defines"),
    ],
)
def test_an_exercise_whose_cell_failed_is_missing_because_of_that_and_the_error_has_its_name(
    home: Home, source: str, error: str
):
    home.run(source)
    said = home.check()
    assert "`mse_loss` is not defined, because the cell that begins with" in said
    assert f"stopped with {error}" in said
    assert "[cell-stopped]" in said


def test_a_cell_that_was_mended_is_no_longer_blamed(home: Home):
    home.run("from no_such_package import *", "mine")
    home.run("import math", "mine")
    home.run(RIGHT.replace("y_true)", "y_true, misspelt)", 1).replace("** 2", "** factor"))
    assert "stopped" not in home.check()


def test_a_failed_cell_that_has_nothing_to_do_with_it_is_not_blamed(home: Home):
    home.run("import no_such_package\ndef other():\n    power = 2")
    home.run(RIGHT.replace("** 2", "** power"))
    said = home.check()
    assert "no_such_package" not in said
    assert "[name-missing]" in said


@pytest.mark.parametrize("source", [STUB, "", WRONG])
def test_a_function_below_its_check_is_found_there(
    home: Home, source: str, release: NotebookNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    save(release, tmp_path / "work.ipynb")
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "work.ipynb"))
    home.run(source)
    said = home.check()
    assert said.startswith("CheckFailed: ")
    assert "stands below this check, in the cell that begins with `def mse_loss(y_pred, y_true):`" in said
    assert "not attempted" not in said


def test_a_helper_below_the_check_is_found_there_too(
    home: Home, release: NotebookNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    save(release, tmp_path / "work.ipynb", "def squares(errors):\n    return errors**2")
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "work.ipynb"))
    home.run("def mse_loss(y_pred, y_true):\n    return squares(y_pred - y_true).mean()")
    said = home.check()
    assert "and `squares` stands below this check, in the cell that begins with `def squares(errors):`" in said


def test_a_function_that_passes_from_below_is_told_where_it_belongs(
    home: Home, release: NotebookNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    save(release, tmp_path / "work.ipynb")
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "work.ipynb"))
    home.run(STUB)
    home.run(RIGHT)
    said = home.check()
    assert said.startswith("✓ mse_loss")
    assert "move that cell up. [defined-below]" in said


@pytest.mark.parametrize("content", [None, "no JSON", "[]", '{"cells": [{}]}'])
def test_a_notebook_file_that_cannot_be_read_costs_nothing(
    home: Home, content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    if content is not None:
        (tmp_path / "work.ipynb").write_text(content)
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "work.ipynb"))
    home.run(STUB)
    assert "not attempted" in home.check()


def save(release: NotebookNode, path: Path, source: str = RIGHT) -> None:
    """The release with a cell of the student's own below the check of the mean squared error."""
    notebook = nbformat.from_dict(json.loads(nbformat.writes(release)))
    at = notebook.cells.index(cell(notebook, "test_mse_loss"))
    notebook.cells.insert(at + 1, nbformat.v4.new_code_cell(source))
    nbformat.write(notebook, path)


def test_a_cell_that_no_longer_parses_leaves_an_older_version_and_the_check_says_so(home: Home):
    home.run(RIGHT, "mse-loss")
    assert home.check().startswith("✓ mse_loss: all 2 checks passed.\n1 of 5 exercises pass.")
    home.run(RIGHT.replace("** 2)", "** 2"), "mse-loss")
    said = home.check()
    assert said.startswith("✓ mse_loss")
    assert "stopped with SyntaxError: " in said
    assert "[older-version]" in said
    home.run(WRONG, "mse-loss")
    assert "[older-version]" not in home.check()


def test_a_cell_that_raises_above_its_function_leaves_an_older_version_too(home: Home):
    home.run(RIGHT, "mse-loss")
    home.run("import no_such_package\n" + WRONG, "mse-loss")
    assert "stopped with ModuleNotFoundError: No module named 'no_such_package'. The function that was" in home.check()
    home.run(WRONG + "\nimport no_such_package", "mse-loss")
    said = home.check()
    assert "[mse-halved]" in said
    assert "[older-version]" not in said


def test_an_endless_loop_is_ended_and_called_so(home: Home, monkeypatch: pytest.MonkeyPatch):
    patience = home.checks.patience
    monkeypatch.setattr(home.checks, "patience", lambda seconds: patience(0.2))
    home.run("def mse_loss(y_pred, y_true):\n    while True:\n        pass")
    said = home.check()
    assert said.startswith("TimedOut: ")
    assert said.count("•") == 1
    assert "It does not come to an end" in said


def test_a_check_that_is_interrupted_says_what_it_was_doing(home: Home):
    home.run("import signal\ndef mse_loss(y_pred, y_true):\n    signal.raise_signal(signal.SIGINT)")
    said = home.check()
    assert said.startswith("TimedOut: ")
    assert "• three samples: `mse_loss` was stopped." in said


def test_the_fit_names_the_cause_of_the_exercise_that_raised(home: Home, solved: NotebookNode):
    for name in ("add_bias_column", "mse_loss", "backward_pass", "update_weights"):
        home.run(cell(solved, name).source)
    home.run("def zero_gradients(weights):\n    weights.zero_()")
    assert "[zero-leaf]" in home.check("zero_gradients")
    assert "[zero-leaf]" in home.check("fit")


@pytest.mark.parametrize("asks", ["input()", "breakpoint()", "__import__('getpass').getpass()"])
def test_nobody_answers_in_a_check_though_somebody_sits_there(home: Home, asks: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(builtins, "input", lambda *prompt: "0.1")
    answer = builtins.input
    home.run(f"def mse_loss(y_pred, y_true):\n    {asks}\n    return ((y_pred - y_true) ** 2).mean()")
    assert "[asks-for-input]" in home.check()
    assert builtins.input is answer


def test_a_code_that_a_check_misspells_is_the_checks_fault_and_named(home: Home, release: NotebookNode):
    home.run(RIGHT + " * 0")
    said = home.check(source=cell(release, "test_mse_loss").source.replace('"mse-other"', '"mse-othr"'))
    assert said.startswith("CheckBroken: The check of mse_loss is wrong, not your work")
    assert "KeyError" not in said


def test_the_helpers_may_be_run_again(home: Home, release: NotebookNode):
    home.run(cell(release, "course_checks").source)
    home.run("import no_such_package\n" + RIGHT)
    assert home.check().count("no_such_package") == 2


def test_a_verdict_says_how_far_one_is_and_what_comes_next(home: Home, solved: NotebookNode):
    home.run(STUB)
    assert home.check().endswith("not attempted. Replace the line `raise NotImplementedError(...)` with your own code.")
    home.run(RIGHT)
    assert "1 of 5 exercises pass. Next: exercise 1, the bias column." in home.check()
    home.run(WRONG)
    assert home.shown("test_mse_loss").endswith("0 of 5 exercises pass. Next: exercise 1, the bias column.")
    for name in EXERCISES:
        home.run(cell(solved, name).source)
        home.check(name)
    home.run(RIGHT)  # another function than the one that was checked
    assert "5 of 5 exercises pass. Next: the training loop." in home.check()
    assert "5 of 5 exercises pass. So does the trained line: restart the kernel" in home.check("fit")


def test_what_is_graded_says_nothing_of_other_checks(home: Home, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    home.run(RIGHT)
    assert home.check() == "✓ mse_loss: all 2 checks passed.\n"
    home.run(WRONG)
    assert "exercises pass" not in home.shown("test_mse_loss")


def test_a_check_that_is_worth_nothing_says_so(home: Home, release: NotebookNode):
    stretch = [each for each in release.cells if each.id.startswith("stretch-") and each.id.endswith("-check")]
    assert len(stretch) == 4
    for check in stretch:
        assert check.source.split("\n")[0].endswith("(worth no points)")
        assert "nbgrader" not in check.metadata
        said = home.check(source=check.source)
        assert said.endswith("(This check is worth no points.)\n")
        assert "Error" not in said


STRETCH = """
def absolute_loss(y_pred, y_true):
    return (y_pred - y_true).abs().mean()


def fit_features(X, y, learning_rate, epochs):
    X_b, w = torch.cat([X, torch.ones(len(X), 1)], dim=1), torch.zeros(X.shape[1] + 1, 1)
    for _ in range(epochs):
        w = w - learning_rate * 2 / len(X) * X_b.T @ (X_b @ w - y)
    return w


def batches(X, y, size):
    return [(X[at : at + size], y[at : at + size]) for at in range(0, len(X), size)]


def momentum_step(weights, velocity, learning_rate, momentum):
    with torch.no_grad():
        velocity.mul_(momentum).add_(weights.grad)
        weights -= learning_rate * velocity
"""


@pytest.mark.parametrize(
    ("number", "right", "wrong", "code"),
    [
        (1, ".abs()", ".square()", "stretch-loss"),
        (1, ".abs().mean()", ".detach().abs().mean()", "stretch-graph-cut"),
        (2, "torch.ones(", "torch.zeros(", "stretch-features"),
        (3, "range(0,", "range(1,", "stretch-batches"),
        (3, "y[at : at + size]", "y[at : at + size].flip(0)", "stretch-pairs"),
        (4, ".mul_(momentum)", "", "stretch-velocity"),
        (4, "weights -= learning_rate * ", "weights += learning_rate * ", "stretch-step"),
    ],
)
def test_a_stretch_goal_is_checked(home: Home, release: NotebookNode, number: int, right: str, wrong: str, code: str):
    check = next(each.source for each in release.cells if each.id == f"stretch-{number}-check")
    home.run(STRETCH)
    assert home.check(source=check).startswith("✓")
    assert right in STRETCH
    home.run(STRETCH.replace(right, wrong))
    assert f"[{code}]" in home.check(source=check)


def test_what_a_function_prints_is_shown_where_its_check_fails(home: Home):
    home.run(WRONG.replace("    return", "    print('\\x1b[2Jshape', *y_pred.shape)\n    return"))
    said = home.check()
    assert said.endswith("In the step “three samples” your code printed:\n    \ufffd[2Jshape 3 1")
    home.run(RIGHT.replace("    return", "    print(y_pred)\n    return"))
    assert "printed" not in home.check()


def test_what_it_prints_is_bounded(home: Home):
    home.run(WRONG.replace("    return", "    for n in range(10**5):\n        print('x' * n)\n    return"))
    said = home.check()
    assert len(said) < 2000
    assert said.endswith("x\n    …")


def test_what_it_prints_in_a_hidden_step_stays_there(source: NotebookNode, home: Home):
    home.run(
        RIGHT.replace("    return", "    print('seen', *y_pred.flatten().tolist())\n    return").replace(
            "mean()", "sum() / 3"
        )
    )
    said = home.check(source=cell(source, "test_mse_loss").source)
    assert "• a single sample" in said
    assert "seen" not in said


@pytest.mark.parametrize("missing", ["setup", "numbers"])
def test_a_check_before_the_set_up_is_a_line_in_plain_words(
    release: NotebookNode, missing: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delitem(sys.modules, "course_checks", raising=False)
    home = Home(release, without=missing)
    for check in ["test_mse_loss", "fit", "test_fit"]:
        assert home.check(source=cell(release, check).source) == (
            "RuntimeError: The set-up has not run: run the cells above first, from the top."
        )
