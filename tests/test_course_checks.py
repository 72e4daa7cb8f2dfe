"""The checks' helpers by themselves, against torch, with no nbgrader and no notebook but its numbers."""

import types
from types import ModuleType
from typing import Any

import IPython.core.interactiveshell
import matplotlib.figure
import numpy as np
import pytest
import torch
from nbformat import NotebookNode

from .classes import ROOT
from .conftest import cell

PATH = ROOT / "source/course_checks.py"


@pytest.fixture(scope="module")
def numbers(source: NotebookNode) -> dict[str, Any]:
    found: dict[str, Any] = {}
    exec(cell(source, "numbers").source, found)
    return found


@pytest.fixture
def checks(numbers: dict[str, Any]) -> ModuleType:
    return loaded(numbers)


def loaded(notebook: dict[str, Any]) -> ModuleType:
    """The module as the notebook's magic makes it."""
    module = types.ModuleType("course_checks")
    module.notebook = dict(notebook)  # type: ignore[attr-defined]
    exec(compile(PATH.read_text(encoding="utf-8"), PATH, "exec"), module.__dict__)
    return module


def test_a_picture_is_told_in_words(checks: ModuleType):
    figure = matplotlib.figure.Figure()
    left, right = figure.subplots(1, 2)
    assert checks.in_words(figure) == "a picture"
    left.plot([1], [2], label="loss")
    left.set(xlabel="epoch", ylabel="MSE", title="Training")
    left.legend()
    right.set(ylabel="y <b>")
    assert checks.in_words(figure) == "Training: MSE against epoch: loss; y <b>"


def test_a_picture_with_words_is_drawn_once(checks: ModuleType):
    drawn = []
    shell = IPython.core.interactiveshell.InteractiveShell()
    formatters = shell.display_formatter.formatters
    formatters["image/png"].for_type(matplotlib.figure.Figure, lambda figure: drawn.append(figure) or "cG5n")
    checks.with_words(shell)
    figure = matplotlib.figure.Figure()
    figure.subplots().set(xlabel='"x"')
    data, _ = shell.display_formatter.format(figure)
    assert drawn == [figure]
    assert data["image/png"] == "cG5n"
    assert data["text/html"] == '<img alt="&quot;x&quot;" src="data:image/png;base64,cG5n">'
    assert formatters["image/png"](figure) == "cG5n"
    assert drawn == [figure, figure]


def test_an_empty_picture_is_none(checks: ModuleType):
    shell = IPython.core.interactiveshell.InteractiveShell()
    shell.display_formatter.formatters["image/png"].for_type(matplotlib.figure.Figure, lambda figure: None)
    checks.with_words(shell)
    data, _ = shell.display_formatter.format(matplotlib.figure.Figure())
    assert data.keys() == {"text/plain"}


def report(checks: ModuleType, exercise: str, function: Any, body: Any) -> str:
    """What the check of an exercise says of a function."""
    checks.notebook[exercise] = function
    check = checks.Check(exercise, f"test_{exercise}")
    body(check)
    try:
        check.report(at_stake=True)
    except checks.CheckFailed as failed:
        return str(failed)
    return ""


def test_the_notebook_holds_the_module_as_one_cell(source: NotebookNode):
    [one] = [cell.source for cell in source.cells if cell.source.startswith("%%in_module")]
    assert one == "%%in_module course_checks\n" + PATH.read_text(encoding="utf-8").rstrip("\n")


def test_a_line_is_drawn_as_the_numbers_say(checks: ModuleType, numbers: dict[str, Any]):
    X, y = checks.line()
    assert X.shape == y.shape == (numbers["SAMPLES"], 1)
    assert X.dtype == y.dtype == torch.float32
    noise = y - (numbers["SLOPE"] * X + numbers["INTERCEPT"])
    assert abs(noise.std().item() - numbers["NOISE"]) < 0.5
    other = loaded(numbers | {"SAMPLES": 7, "SLOPE": -2, "NOISE": 0})
    X, y = other.line()
    assert torch.allclose(y, -2 * X + numbers["INTERCEPT"])
    assert len(X) == 7


def test_values_are_those_of_torch(checks: ModuleType):
    torch.set_default_dtype(torch.float64)
    try:
        assert torch.equal(checks.column(1, 2), torch.tensor([[1.0], [2.0]], dtype=torch.float32))
        weights = checks.leaf([1, 2], [3, 4])
    finally:
        torch.set_default_dtype(torch.float32)
    assert weights.is_leaf
    assert weights.requires_grad
    assert weights.grad.flatten().tolist() == [3, 4]
    assert checks.array(weights).dtype == np.float64
    assert checks.close(torch.tensor(1 / 3), 1 / 3)
    assert not checks.close(torch.tensor([1.0]), 1.0)  # a shape is part of a value
    assert checks.written(torch.tensor([1.00004, -0.0])) == "[1.0, 0.0]"
    assert checks.written(torch.zeros(3, 4)) == "a tensor of shape (3, 4)"


@pytest.mark.parametrize(
    ("loss", "code"),
    [
        (lambda p, t: ((p - t) ** 2).mean() / 2, "mse-halved"),
        (lambda p, t: ((p - t) ** 2).sum(), "mse-sum"),
        (lambda p, t: ((p - t) ** 2).mean().item(), "plain-number"),
        (lambda p, t: None, "returned-nothing"),
        (lambda p, t: (p - t) ** 2, "wrong-shape"),
        (lambda p: p, "wrong-arguments"),
    ],
)
def test_a_mistake_is_named_by_its_value_or_its_exception(checks: ModuleType, loss: Any, code: str):
    def body(check: Any) -> None:
        with check.step("two samples"):
            got = check.tensor(check.call(checks.column(1, 2), checks.column(3, 5)), ())
            check.value(got, 6.5, "mse-other", mse_halved=3.25, mse_sum=13)

    assert f"[{code}]" in report(checks, "mse_loss", loss, body)
    right = report(checks, "mse_loss", torch.nn.functional.mse_loss, body)
    assert right == ""


def test_a_hidden_step_says_no_number(checks: ModuleType):
    def body(check: Any) -> None:
        with check.step("another sample", hidden=True):
            check.value(check.call(), 1234.0, "mse-other")

    said = report(checks, "mse_loss", lambda: 4321.0, body)
    assert "[mse-other]" in said
    assert "1234" not in said
    assert "4321" not in said


def test_a_message_names_the_notebooks_own_size(numbers: dict[str, Any]):
    checks = loaded(numbers | {"SAMPLES": 77})

    def body(check: Any) -> None:
        with check.step("three rows"):
            check.call(checks.column(1, 2, 3))

    said = report(checks, "add_bias_column", lambda X: torch.ones(77, 1) + X, body)
    assert "has 77 rows" in said
    assert "[notebook-data]" in said


def test_what_a_step_raises_does_not_end_the_check(checks: ModuleType):
    def body(check: Any) -> None:
        with check.step("first"):
            raise RuntimeError("maximum recursion depth")
        with check.step("second"):
            check.fail("mse-sum")

    said = report(checks, "mse_loss", print, body)
    assert "[recursion]" in said
    assert "[mse-sum]" in said


def test_a_mistake_is_named_only_where_other_numbers_tell_the_same(checks: ModuleType):
    """Half of the sum is the sum over n - 1 where there are three samples, and only there."""

    def squares(p: Any, t: Any) -> Any:
        return ((p - t) ** 2).sum()

    def body(check: Any) -> None:
        with check.step("three samples"):
            p, t = checks.column(1, 2, 3), checks.column(1, 0, 6)
            p2, t2 = checks.column(1, 2, 3, 4), checks.column(1, 0, 6, 1)
            check.value(
                check.call(p, t),
                13 / 3,
                "mse-other",
                again=lambda: (check.call(p2, t2), {"mse_n_minus_one": squares(p2, t2) / 3}),
                mse_n_minus_one=13 / 2,
            )

    assert "[mse-other]" in report(checks, "mse_loss", lambda p, t: squares(p, t) / 2, body)
    assert "[mse-n-minus-one]" in report(checks, "mse_loss", lambda p, t: squares(p, t) / (len(p) - 1), body)


def test_where_two_mistakes_remain_none_is_named(checks: ModuleType):
    def body(check: Any) -> None:
        with check.step("a sample"):
            check.value(check.call(), 2.0, "mse-other", mse_halved=1.0, mse_root=1.0)

    assert "[mse-other]" in report(checks, "mse_loss", lambda: 1.0, body)


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        (["mse-sum", "mse-other"], ["mse-sum"]),
        (["mse-other", "mse-sum"], ["mse-other", "mse-sum"]),
        (["update-rebinds", "update-returns"], ["update-rebinds"]),
        (["update-plus", "update-returns"], ["update-plus", "update-returns"]),
        (["raised", "shapes-differ"], ["raised"]),
    ],
)
def test_what_only_follows_from_an_earlier_failure_is_not_told(checks: ModuleType, codes: list[str], told: list[str]):
    def body(check: Any) -> None:
        for code in codes:
            with check.step(code):
                check.fail(code)

    said = report(checks, "mse_loss", print, body)
    assert [code for code in codes if f"[{code}]" in said] == told


def test_the_numbers_by_hand_tell_which_exercises_work_alone(checks: ModuleType):
    right = {
        "add_bias_column": lambda X: torch.cat([X, torch.ones_like(X)], dim=1),
        "mse_loss": torch.nn.functional.mse_loss,
        "zero_gradients": lambda weights: weights.grad.zero_(),
    }
    checks.notebook.update(right)
    assert [name for name in checks.EXERCISES if checks.works_alone(name)] == list(right)
    checks.notebook["mse_loss"] = lambda p, t: ((p - t) ** 2).mean().detach()
    assert not checks.works_alone("mse_loss")
    assert checks.named(["mse_loss"]).startswith("`mse_loss` (exercise 2) does not")
    assert checks.named(list(right)).startswith("Exercises 1, 2 and 5 do not")


@pytest.mark.parametrize(
    ("mistake", "code"),
    [
        (lambda p, t: torch.nn.MSELoss(p, t), "class-called"),
        (torch.nn.MSELoss, "class-called"),
        (lambda p, t: p if (p > t) else 0, "condition-on-tensor"),
        (lambda p, t: (p - t)(p - t), "tensor-called"),
        (lambda p, t: torch.mean[p - t], "not-subscriptable"),
        (lambda p, t: (p - t).mean(size=3), "torch-arguments"),
        (lambda p, t: p.long().add_(t), "dtypes-differ"),
        (lambda p, t: p[0, 0, 0], "no-such-index"),
        (lambda p, t: np.mean(p - t), "numpy-function"),
        (lambda p, t: (p * 2).requires_grad_(False), "requires-grad-set"),
        (lambda p, t: p - [1, 2, 3], "tensor-wanted"),
    ],
)
def test_what_torch_refuses_has_its_cause(checks: ModuleType, mistake: Any, code: str):
    def body(check: Any) -> None:
        with check.step("three samples"):
            check.call(checks.column(1, 2, 3).requires_grad_(), checks.column(4, 5, 6))

    assert f"[{code}]" in report(checks, "mse_loss", mistake, body)
