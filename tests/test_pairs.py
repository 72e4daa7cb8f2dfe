"""No named cause is false: every mistake of the catalogue below, and every two of them together, in one process.

A mistake takes the place of one part of a right solution, so two of one exercise combine where they are in different
parts. What a check says of two is a cause of one of them, or no cause at all: never that of a third mistake.
"""

import contextlib
import io
import itertools
import re
import sys
import types
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import torch
from nbformat import NotebookNode

from .conftest import cell
from .test_home import Home
from .test_notebook import EXERCISES

#: Each exercise, with the parts of a right solution in braces.
RIGHT = {
    "add_bias_column": """
def add_bias_column(X):
    {first|pass}
    ones = {ones|torch.ones_like(X)}
    X_b = {join|torch.cat([X, ones], dim=1)}
    return {result|X_b}""",
    "mse_loss": """
def mse_loss(y_pred, y_true):
    {first|pass}
    difference = {difference|y_pred - y_true}
    squares = {squares|difference ** 2}
    mean = {mean|torch.mean(squares)}
    loss = {loss|mean}
    return {result|loss}""",
    "backward_pass": """
def backward_pass(weights, X_b, y):
    y_pred = {prediction|X_b @ weights}
    loss = {loss|mse_loss(y_pred, y)}
    {walk|loss.backward()}
    {last|pass}
    return {result|loss}""",
    "update_weights": """
def update_weights(weights, learning_rate):
    with {context|torch.no_grad()}:
        step = {rate|learning_rate} * ({gradient|weights.grad})
        {move|weights -= step}
    {last|pass}
    return {result|None}""",
    "zero_gradients": """
def zero_gradients(weights):
    {first|pass}
    {zero|weights.grad.zero_()}
    {last|pass}""",
}
#: What stands in the place of a part, behind the code that the exercise's check gives first.
MISTAKES = """
add_bias_column, first
    bias-x-changed: X *= 2
    notebook-data: X = X + torch.zeros(1000, 1)
add_bias_column, ones
    bias-zeros: torch.zeros_like(X)
    bias-copies-x: X
    bias-other: 2 * torch.ones_like(X)
    bias-other: torch.rand_like(X)
    bias-flat: torch.ones(len(X))
    bias-rows: torch.ones(1, 1)
    notebook-data: torch.ones(1000, 1)
    shape-wanted: torch.ones(X)
    no-such-device: torch.ones(len(X), 1).cuda()
    wrong-arguments: add_ones(X)
add_bias_column, join
    bias-first: torch.cat([ones, X], dim=1)
    bias-below: torch.cat([X, ones])
    bias-below: torch.cat((X, ones), dim=0)
    bias-no-list: torch.cat(X, ones, dim=1)
    bias-stacked: torch.stack([X, ones], dim=1)
    bias-append: X.append(ones)
    bias-twice: torch.cat([X, ones, ones], dim=1)
    bias-missing: X + ones
    bias-missing: X * ones
    tensor-wanted: torch.cat([X, 1], dim=1)
    numpy: np.hstack([X, ones])
    number-wanted: torch.tensor([X, ones])
add_bias_column, result
    bias-transposed: X_b.T
    numpy: X_b.numpy()
    returned-nothing: print(X_b)
    not-a-tensor: [X_b]
    wrong-dtype: X_b.int()
    wrong-dtype: X_b.float()
mse_loss, first
    mse-in-place: y_pred -= y_true
mse_loss, difference
    mse-added: y_pred + y_true
    mse-graph-cut: y_pred.detach() - y_true
    mse-broadcast: y_pred - y_true.squeeze(1)
    notebook-data: y_pred - y
mse_loss, squares
    mse-not-squared: difference
    mse-absolute: abs(difference)
    mse-square-of-mean: difference.mean() ** 2
    mse-gradient-halved: difference * difference.detach()
    mse-caret: difference ^ 2
    mse-product: difference @ difference
mse_loss, mean
    mse-sum: squares.sum()
    mse-not-averaged: squares
    mse-n-minus-one: squares.sum() / (len(y_pred) - 1)
    mse-fixed-size: squares.sum() / 1000
    numpy-function: np.mean(squares)
    mse-other: squares.sum() / 2
    mse-other: squares.max()
    number-wanted: torch.tensor(float(squares))
mse_loss, loss
    mse-halved: mean / 2
    mse-doubled: 2 * mean
    mse-root: mean ** 0.5
    mse-root: torch.sqrt(mean)
    mse-other: 3 * mean
mse_loss, result
    plain-number: loss.item()
    plain-number: float(loss)
    not-a-tensor: [loss]
    not-a-tensor: loss.mean
    mse-shape: loss.reshape(1)
    returned-nothing: None
    numpy: loss.detach().numpy()
    mse-graph-cut: torch.tensor(loss.item())
    mse-graph-cut: loss.detach()
backward_pass, prediction
    backward-elementwise: X_b * weights
    backward-order: weights @ X_b
    backward-dot: X_b.dot(weights)
    backward-graph-cut: X_b @ weights.detach()
    backward-broadcast: (X_b @ weights).squeeze(1)
    notebook-data: X @ weights
    numpy-function: np.dot(X_b, weights)
    tensor-called: X_b(weights)
backward_pass, loss
    backward-halved: mse_loss(y_pred, y) / 2
    backward-summed: mse_loss(y_pred, y) * len(y)
    backward-averaged-again: mse_loss(y_pred, y) / len(y)
    plain-number: mse_loss(y_pred, y).item()
    wrong-arguments: mse_loss(y_pred)
    class-called: torch.nn.MSELoss(y_pred, y)
backward_pass, walk
    backward-not-called: loss.backward
    backward-not-called: pass
    backward-twice: loss.backward(retain_graph=True); loss.backward()
    backward-twice-raised: loss.backward(); loss.backward()
    backward-no-scalar: y_pred.backward()
    backward-no-scalar: weights.backward()
    backward-tuple: weights.grad = torch.autograd.grad(loss, weights)
backward_pass, last
    backward-sign: weights.grad = -weights.grad
    backward-zeroed: weights.grad.zero_()
    backward-updates: weights.data -= 0.1 * weights.grad
    backward-changes-data: y -= 1
    backward-freezes: weights.requires_grad_(False)
backward_pass, result
    returned-nothing: None
    backward-returns-gradient: weights.grad
    plain-number: loss.item()
    backward-loss: loss + 1
update_weights, context
    update-no-no-grad: torch.enable_grad()
update_weights, rate
    update-fixed-rate: 0.02
    update-fixed-rate: 0.5
    update-fixed-rate: LEARNING_RATE
    update-no-rate: 1
    update-divides: 1 / learning_rate
    update-twice: 2 * learning_rate
    update-other: 3 * learning_rate
    name-missing: lr
update_weights, gradient
    update-sign: weights.grad.sign()
    update-slope-only: weights.grad * torch.tensor([[1.0], [0.0]])
    update-intercept-only: weights.grad * torch.tensor([[0.0], [1.0]])
    update-only-rate: 1
    tensor-called: weights.grad()
update_weights, move
    update-plus: weights += step
    update-nothing: weights = weights - step
    update-nothing: weights.sub(step)
    update-overwritten: weights.copy_(-step)
update_weights, last
    update-zeroes: weights.grad.zero_()
    update-changes-grad: weights.grad *= 0.5
    update-frozen: weights.requires_grad_(False)
    update-grad-mode: torch.set_grad_enabled(False)
update_weights, result
    update-returns: learning_rate
zero_gradients, first
    zero-leaf: weights.zero_()
    zero-changes-weights: weights.data += 1
    zero-weights: weights.data.zero_()
zero_gradients, zero
    zero-nothing: pass
    zero-nothing: grad = 0
    zero-nothing: weights.grad.zero_
    zero-missing-underscore: weights.grad.zero()
    zero-partly: weights.grad[0] = 0
    zero-other: weights.grad.fill_(0.001)
    grad-shape: weights.grad = torch.zeros(2)
    grad-type: weights.grad = 0
    name-missing: optimizer.zero_grad()
zero_gradients, last
    zero-freezes: weights.requires_grad_(False)
    zero-grad-mode: torch.set_grad_enabled(False)
"""


@dataclass(frozen=True)
class Mistake:
    """A part of an exercise that is wrong."""

    exercise: str
    part: str
    code: str
    text: str


def _catalogue() -> Iterator[Mistake]:
    exercise = part = ""
    for line in MISTAKES.strip().split("\n"):
        if line.startswith(" "):
            yield Mistake(exercise, part, *line.strip().split(": ", 1))
        else:
            exercise, part = line.split(", ")


CATALOGUE = list(_catalogue())
#: What is true of a line that raised, or of what came back, whatever the cause.
TRUE_IN_ITSELF = {"none-used", "number-wanted", "no-such-index", "numpy-function", "not-finite", "returned-nothing"}
#: It names exercises, which is looked at by itself.
NAMES_EXERCISES = "fit-exercise"
#: Together these two are a third mistake, and no more than that: the sum.
UNDONE = {("squares.sum() / 2", "2 * mean")}
IN_ONE = [
    (one, other)
    for one, other in itertools.combinations(CATALOGUE, 2)
    if one.exercise == other.exercise and one.part != other.part and (one.text, other.text) not in UNDONE
]
IN_TWO = [pair for pair in itertools.combinations(CATALOGUE, 2) if pair[0].exercise != pair[1].exercise]
SAMPLE = 30


class Lesson:
    """A notebook at home with the instructor's checks, in which mistakes take the place of right solutions."""

    def __init__(self, source: NotebookNode) -> None:
        home = Home(source)
        self.checks, self.names = home.checks, home.checks.notebook
        home.run("def add_ones():\n    pass")
        self.bodies: dict[str, types.FunctionType] = {}
        run, self.checks.test = self.checks.test, self._keep  # type: ignore[attr-defined]
        for exercise in [*EXERCISES, "fit"]:
            home.run(cell(source, f"test_{exercise}").source)
        self.checks.test = run  # type: ignore[attr-defined]
        self.alone: dict[tuple[Mistake, str], list[str]] = {}
        self.write()

    def _keep(self, exercise: str, at_stake: bool = True) -> Any:
        return lambda body: self.bodies.setdefault(exercise, body)

    def write(self, *mistakes: Mistake) -> None:
        """Write all five exercises with these mistakes in them."""
        for exercise, text in RIGHT.items():
            wrong = {mistake.part: mistake.text for mistake in mistakes if mistake.exercise == exercise}
            source = re.sub(r"\{(\w+)\|(.*?)\}", lambda part: wrong.get(part[1], part[2]), text)  # noqa: B023
            # As in a cell, of which a message can quote a line.
            name = self.checks.get_ipython().compile.cache(source)
            exec(compile(source, name, "exec"), self.names)

    def said(self, exercise: str) -> tuple[list[str], str]:
        """The codes of an exercise's check, and its words."""
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of broadcasting, by torch
            try:
                self.checks.test(exercise)(self.bodies[exercise])
            except self.checks.CheckFailed as failed:
                return failed.codes, str(failed)
            finally:
                torch.set_grad_enabled(True)
        return [], ""

    def codes(self, mistake: Mistake, exercise: str) -> list[str]:
        """Those that a mistake by itself gets from a check."""
        if (mistake, exercise) not in self.alone:
            self.write(mistake)
            self.alone[mistake, exercise] = self.said(exercise)[0]
        return self.alone[mistake, exercise]

    def names_a_cause(self, code: str) -> bool:
        return code not in self.checks.NO_CAUSE | TRUE_IN_ITSELF | {NAMES_EXERCISES} and not code.endswith("-other")


@pytest.fixture(scope="module")
def lesson(source: NotebookNode) -> Iterator[Lesson]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(sys.modules, "course_checks", raising=False)
        patch.delenv("JPY_SESSION_NAME", raising=False)
        yield Lesson(source)
    sys.modules.pop("course_checks", None)


def named(words: str) -> list[str]:
    """The exercises that the check of the trained line names."""
    told = re.search(r"([^.]*) (does|do) not give the numbers worked out by hand", words)
    return (
        [EXERCISES[int(number) - 1] for number in re.findall(r"\b(\d)\b", told[1].split("xercise")[-1])] if told else []
    )


def third_causes(lesson: Lesson, one: Mistake, other: Mistake) -> list[str]:
    """What the check of an exercise says of two mistakes in it that is said of neither."""
    theirs = {*lesson.codes(one, one.exercise), *lesson.codes(other, one.exercise)}
    lesson.write(one, other)
    codes, words = lesson.said(one.exercise)
    return [words for code in codes if lesson.names_a_cause(code) and code not in theirs]


def test_the_right_solutions_pass(lesson: Lesson):
    lesson.write()
    assert [lesson.said(exercise) for exercise in [*EXERCISES, "fit"]] == [([], "")] * 6


@pytest.mark.parametrize("exercise", EXERCISES)
def test_each_mistake_gets_its_own_cause_first(lesson: Lesson, exercise: str):
    wrong = []
    for mistake in CATALOGUE:
        if mistake.exercise == exercise:
            lesson.write(mistake)
            codes, words = lesson.said(exercise)
            _, fit = lesson.said("fit")
            named = re.findall(r"`(\w+)` \(exercise \d\)", fit)
            if codes[:1] != [mistake.code] or named not in ([], [exercise]):
                wrong.append((mistake, words, fit))
    assert wrong == []


def test_a_sample_of_pairs_gets_no_third_cause(lesson: Lesson):
    """Of all of them, see below."""
    found = [third_causes(lesson, *pair) for pair in IN_ONE[:: len(IN_ONE) // SAMPLE]]
    assert [words for words in found if words] == []


@pytest.mark.whole
def test_the_fit_names_the_exercise_that_is_wrong_and_no_other(lesson: Lesson):
    found = []
    for mistake in CATALOGUE:
        lesson.write(mistake)
        codes, words = lesson.said("fit")
        if named(words) not in ([], [mistake.exercise]) or (codes and not named(words)):
            found.append((mistake, words))
    assert found == []


@pytest.mark.whole
def test_two_mistakes_in_one_exercise_get_the_cause_of_one_of_them_or_none(lesson: Lesson):
    found = [(pair, words) for pair in IN_ONE if (words := third_causes(lesson, *pair))]
    assert found == []
    print(f"{len(CATALOGUE)} mistakes, {len(IN_ONE)} pairs in one exercise")


@pytest.mark.whole
def test_mistakes_in_two_exercises_are_told_apart_and_the_fit_names_no_other(lesson: Lesson):
    found = []
    for one, other in IN_TWO:
        theirs = {
            code for each in (one, other) for code in (*lesson.codes(each, each.exercise), *lesson.codes(each, "fit"))
        }
        expected = [lesson.codes(each, each.exercise) for each in (one, other)]
        lesson.write(one, other)
        apart = [lesson.said(each.exercise)[0] for each in (one, other)]
        codes, words = lesson.said("fit")
        third = [code for code in codes if lesson.names_a_cause(code) and code not in theirs]
        if apart != expected or third or not set(named(words)) <= {one.exercise, other.exercise}:
            found.append((one, other, apart, words))
    assert found == []
    print(f"{len(IN_TWO)} pairs in two exercises")
