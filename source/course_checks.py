"""What the checks share. A check is a list of steps; every step that fails is reported with its misconception.

The notebook holds this file as one cell, whose magic runs it as the module ``course_checks``: no name that somebody uses
in the notebook can disturb what it defines. The magic gives it `notebook`, the names that the notebook has.
"""

from __future__ import annotations

import builtins
import contextlib
import functools
import getpass
import html
import io
import json
import os
import pathlib
import re
import signal
import sys
import threading
import traceback
import types
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import numpy as np
import torch

# Of what is said here, the words in the course's language, by the English ones or by the code; none: English.
# `python -m grading release` writes them here, from `source/words.LANGUAGE.toml`.
WORDS: dict[str, str] = {}


def said(text: str, **facts: Any) -> str:
    """A text in the course's language, with the facts in its gaps."""
    text = WORDS.get(text, text)
    return text.format(**facts) if facts else text


notebook: dict[str, Any] = globals()["notebook"]
if "SAMPLES" not in notebook:
    words = "The cell of numbers has not run: run the cells of the set-up in their order, from the top."
    raise RuntimeError(said(words))
get_ipython: Callable[[], Any] = notebook.get("get_ipython", lambda: None)
Tensor = torch.Tensor

# What a check can find, by the code that its message carries. `{SAMPLES}` is the notebook's number of that name.
MISCONCEPTIONS = {
    "not-defined": "There is no such name in the notebook: run the exercise's cell, and keep the function's name as it was given.",
    "cell-stopped": "What that cell defines is missing: repair the line that fails, or take it out where nothing needs it, and run the cell again.",
    "defined-below": "A check sees only what stands above it: move that cell up.",
    "older-version": "The function that was checked is an older one: repair that cell and run it again.",
    "not-callable": "The name holds a value, not a function: did a later line of yours assign something to it?",
    "returned-nothing": "A function without `return` gives None, and so does one that returns what is still empty: end yours with `return ...` and the result.",
    "wrong-arguments": "A function was called with the wrong number of arguments: compare the call with the line of the exercise that begins with `def`.",
    "endless": "It does not come to an end: look for a loop whose condition stays true, or one that does far more than it must.",
    "asks-for-input": "`input` and `breakpoint` wait for somebody to type, and nobody does when your work is graded: take what you need from the arguments.",
    "recursion": "It calls itself without end: is a name inside it the function's own?",
    "unwritten": "If you have written your own code, delete the line `raise NotImplementedError(...)`.",
    "name-missing": "A name does not exist: is it misspelt, a renamed parameter, or is `torch.` missing in front of it?",
    "local-missing": "A name that a function assigns anywhere is its own, and this one is used before it has a value: assign it first.",
    "attribute-missing": "Check the spelling, and what stands in front of the dot.",
    "none-used": "Something is None here: a function without `return`, or a `.grad` that no backward pass has filled, such as that of a copy of `weights`.",
    "inference-mode": "Tensors made in `inference_mode` are lost to autograd: use `torch.no_grad()`.",
    "not-a-function": "What stands in front of the parentheses is no function: has a name of yours taken a function's place?",
    "own-condition": "A condition of your own stopped it: the checks call your function with other data than the notebook's.",
    "no-such-device": "Your work is graded without a GPU: make new tensors where the arguments are, as `torch.ones_like(X)` does.",
    "notebook-data": "Something in it has {SAMPLES} rows, whatever came in: use the function's own arguments, and take the number of rows from them.",
    "shapes-differ": "Two tensors there do not fit together: work out the shape of each from the table of shapes in the exercise.",
    "no-such-index": "Indices and dimensions are counted from 0: an (n, 1) tensor has the dimensions 0 and 1, and the one column 0.",
    "dtypes-differ": "Tensors of two dtypes meet there, as float32 (`float`) and float64 (`double`): keep to the dtype of the arguments.",
    "shape-wanted": "A shape is wanted there, and you gave a tensor: `torch.ones_like(...)` and `torch.zeros_like(...)` take the shape from a tensor.",
    "tensor-wanted": "A tensor is wanted there, and something else was given: make it a tensor first.",
    "number-wanted": "Only a tensor with a single entry can become a number: to put whole tensors together use `torch.cat`, to make one number of many use `torch.mean`.",
    "torch-arguments": "PyTorch's function does not take these arguments: its error lists those that it takes.",
    "not-subscriptable": "Square brackets take an entry out of a list or a tensor, and neither stands in front of them there: are parentheses meant?",
    "tensor-called": "A tensor is no function: take the parentheses away, or put the `*` or `@` in front of them that is missing.",
    "class-called": "That is a class, which must be made before it is called, as `torch.nn.MSELoss()(...)`: take the function instead, `torch.nn.functional.mse_loss(...)`.",
    "with-without-call": "Behind `with` stands a call: write `torch.no_grad()`, with its parentheses.",
    "condition-on-tensor": "`if` and `while` ask for one yes or no, and a whole tensor has many: compute with the tensor itself, with no condition.",
    "requires-grad-set": "You cannot set `requires_grad` of what was computed, and need not: leave that of your arguments alone.",
    "raised": "Print in your function what stands in that line, its shapes above all: a check that fails shows what you print.",
    "raised-elsewhere": "On the numbers that you can see it runs, on others it does not: what does that line take for granted about its arguments?",
    "plain-number": "A plain number has no graph behind it: leave out `.item()` and `float()`, and keep the tensor itself.",
    "not-a-tensor": "Return one tensor: no list or tuple around it, no method without `()`, no `yield`.",
    "wrong-shape": "Compare it with the table of shapes in the exercise.",
    "numpy": "A NumPy array leaves autograd's world: stay with tensors from end to end.",
    "numpy-function": "NumPy does not belong here, nor does `.detach().numpy()`, which would cut autograd off: use PyTorch's own, such as `torch.mean`, `torch.square`, `@`.",
    "not-finite": "There is a NaN (no number at all) or an infinity in it: look for a division by zero or a root of zero.",
    "bias-first": "The order is turned round: the data comes first, the ones come last.",
    "bias-zeros": "The added column holds zeros. The intercept is multiplied by that column, so it must hold ones.",
    "bias-copies-x": "The added column is a copy of x. It must be all ones, so that the intercept is added as it is.",
    "bias-other": "The second column must be all ones.",
    "bias-x-changed": "The first column must be x, row by row: not sorted, not mixed up by a `reshape`, not rounded, not overwritten.",
    "bias-missing": "The bias column is missing: there is still only one column.",
    "bias-twice": "There is one bias column too many.",
    "bias-below": "The ones were put below the data instead of beside it: join along columns, `dim=1`.",
    "bias-flat": "The ones have no columns: give them the shape (n, 1) that `X` has, and join the two with `torch.cat` along `dim=1`.",
    "bias-no-list": "The tensors to be joined belong into one list: `torch.cat([..., ...], dim=1)`.",
    "bias-rows": "The two tensors have different numbers of rows: make as many ones as `X` has rows.",
    "bias-stacked": "`stack` makes a new dimension of its own: join along the columns that are there, with `torch.cat` and `dim=1`.",
    "bias-append": "A tensor has no `append`, since its size is fixed: join two tensors into a new one with `torch.cat`.",
    "bias-no-room": "`X` has one column, and there is no second one to write into: build a new tensor.",
    "bias-transposed": "Rows and columns have changed places (the result is transposed): samples are rows, so the shape is (n, 2).",
    "bias-fixed-size": "The number of rows is not that of the argument: is {SAMPLES} hard-coded, or the notebook's own data used?",
    "wrong-dtype": "The result must have the dtype of the argument: neither integers nor always float32. Ask `X` for its dtype.",
    "bias-in-place": "Your function changed the tensor that it was given, in place: build a new tensor and leave `X` as it is.",
    "mse-not-averaged": "There is one value per sample: take the mean of them all.",
    "mse-shape": "The loss must be a scalar tensor with no dimensions: a mean over all the entries gives one.",
    "mse-sum": "You took the sum of the squares, not their mean: divide by the number of samples.",
    "mse-halved": "That is half of it. Some books halve the MSE for a tidier derivative; here it is not halved.",
    "mse-doubled": "That is twice the mean.",
    "mse-not-squared": "The differences are not squared, so positive and negative ones cancel.",
    "mse-absolute": "That is the mean of the absolute differences: square them instead.",
    "mse-root": "That is the square root of it: leave the root out.",
    "mse-square-of-mean": "You squared the mean; take the mean of the squares. The order matters.",
    "mse-n-minus-one": "You divided by n - 1. The mean divides by n.",
    "mse-fixed-size": "You divided by {SAMPLES}, whatever came in: use the number of samples of the arguments.",
    "mse-broadcast": "A (n, 1) and a (n,) tensor were subtracted, which broadcasting blows up to (n, n): keep both (n, 1).",
    "mse-added": "Prediction and truth are added; their difference is wanted.",
    "mse-product": "The squares are taken entry by entry: use `** 2`, not a product of matrices.",
    "mse-caret": "`^` is no power in Python: write `** 2`.",
    "mse-other": "It is not the mean of the squared differences: go through the formula factor by factor (and do not round).",
    "mse-in-place": "Your function changed `y_pred` or `y_true` in place: put the difference into a new tensor.",
    "mse-gradient-halved": "The value is right, its gradient is half of what it should be: one of the two factors is cut off from autograd.",
    "mse-graph-cut": "Autograd cannot follow: something cut the graph between `y_pred` and the loss. Look for `detach`, `.data`, "
    "`.item()`, `no_grad` or a new `torch.tensor(...)`.",
    "mse-gradient": "The value may be right, but its derivative is not that of the mean squared error: is a part of it rounded, or cut off from autograd?",
    "backward-not-called": "`weights.grad` is still empty: call `.backward()` on the loss that was made of these very `weights`.",
    "backward-no-scalar": "`.backward()` belongs to the loss, a scalar tensor: neither to the prediction, nor to `weights`, nor to the squares before their mean is taken.",
    "backward-elementwise": "`*` multiplies entry by entry: the matrix product of `X_b` and `weights` is `X_b @ weights`.",
    "backward-order": "A matrix product needs as many columns on its left as rows on its right: (n, 2) and (2, 1) fit as `X_b @ weights`, with no `.T`.",
    "backward-dot": "`dot` takes two tensors of one dimension each: the matrix product of `X_b` and `weights` is `X_b @ weights`.",
    "backward-returns-gradient": "You returned the gradient: leave that in `weights.grad`, and return the loss.",
    "backward-tuple": "`torch.autograd.grad` returns a tuple of gradients: take the first, by `[0]`.",
    "grad-shape": "A gradient has the shape of its tensor, here (2, 1): two rows and one column.",
    "grad-type": "`.grad` holds a tensor or None, and nothing else.",
    "backward-twice": "It is twice the gradient: `.backward()` adds to `.grad` each time, so call it once.",
    "backward-twice-raised": "`.backward()` was called twice on the same graph: once is enough.",
    "backward-sign": "The sign is wrong: leave `.grad` as autograd fills it. It is the update that goes against the gradient.",
    "backward-summed": "It is n times too large: the gradient of the sum, where the gradient of the mean is wanted.",
    "backward-averaged-again": "It is n times too small: the mean has already divided by n.",
    "backward-halved": "It is half the gradient: is the loss halved somewhere?",
    "backward-zeroed": "The gradient is all zeros: was it zeroed after the backward pass? That is a step of its own, later.",
    "backward-broadcast": "Prediction and target had different shapes, and broadcasting compared each with all: keep both (n, 1).",
    "backward-other": "Predict with `X_b @ weights`, take the loss against `y`, and leave what autograd fills in.",
    "backward-graph-cut": "Autograd has nothing to follow back: is the prediction made under `no_grad`, or from a detached copy of `weights`?",
    "backward-loss": "The value returned is not the loss.",
    "backward-updates": "The weights are not to be changed here: the backward pass only fills `.grad`, and the update is the next exercise.",
    "backward-changes-data": "Your function changed `X_b` or `y` in place: the next epoch needs them as they were.",
    "backward-freezes": "Afterwards `weights.requires_grad` is False: leave that setting alone.",
    "update-rebinds": "`weights = ...` only rebinds the name inside your function; the caller's tensor stays as it was. Change it in place.",
    "update-nothing": "The weights did not change: `weights = ...` only rebinds a name. Change the caller's tensor in place, with `-=` or `sub_`.",
    "update-plus": "You went up the hill: the step has a minus sign, against the gradient.",
    "update-no-rate": "The step is the gradient itself: the learning rate is forgotten.",
    "update-fixed-rate": "The step does not follow the learning rate that was passed in: is one hard-coded, or the notebook's own used?",
    "update-only-rate": "The step is the learning rate alone: multiply it with the gradient.",
    "update-divides": "You divided by the learning rate: multiply by it.",
    "update-sign": "You used only the sign of the gradient: its size counts too.",
    "update-twice": "The step is twice as long as it should be.",
    "update-overwritten": "The weights were replaced by the step: subtract the step from them.",
    "update-slope-only": "Only the slope moved: the intercept needs its step too.",
    "update-intercept-only": "Only the intercept moved: the slope needs its step too.",
    "update-other": "One step is the old weights minus the learning rate times the gradient.",
    "update-second-step": "The first step is right, the next is not: something is remembered between two calls.",
    "update-no-no-grad": "PyTorch refuses: autograd would have to record the update. Make it under `torch.no_grad()`.",
    "update-recorded": "Afterwards `weights` is no leaf any more: autograd recorded the update. Make it under `torch.no_grad()`.",
    "update-frozen": "Afterwards `weights.requires_grad` is False, so the next backward pass would fail: leave that setting alone.",
    "update-grad-mode": "Your function leaves autograd switched off for good, as `torch.set_grad_enabled(False)` does: use `with torch.no_grad():`.",
    "update-zeroes": "The gradient was zeroed here. Leave `.grad` alone: zeroing it is a step of its own.",
    "update-changes-grad": "The gradient was changed. Leave `.grad` alone and compute the step beside it.",
    "update-returns": "Return nothing, or `weights` itself.",
    "zero-missing-underscore": "`zero` does not exist; the method that works in place ends in an underscore: `zero_`.",
    "zero-nothing": "The gradient is still there: fill `weights.grad` itself with zeros, in place, or set it to None.",
    "zero-partly": "Only a part of the gradient was reset: all of its entries must become zeros.",
    "zero-other": "The gradient is not all zeros: reset every entry of it.",
    "zero-weights": "You zeroed the weights: everything learned is lost. It is their gradient that must be reset.",
    "zero-leaf": "It is the gradient, `weights.grad`, that becomes zero: leave `weights` itself alone.",
    "zero-changes-weights": "The values of the weights changed: leave them alone.",
    "zero-freezes": "Afterwards `weights.requires_grad` is False, so the next backward pass would fail: leave that setting alone.",
    "zero-recorded": "Afterwards `weights` is no leaf any more: autograd recorded what your function did to it. Only its gradient is to be reset.",
    "zero-not-plain": "The gradient must be an ordinary tensor of zeros, or None.",
    "zero-grad-mode": "Your function leaves autograd switched off for good.",
    "zero-accumulates": "In the second of two steps the old gradient is still in the new one: gradients pile up.",
    "fit-exercise": "Repair that first.",
    "fit-shape": "`fit` must end with the two weights and one loss per epoch.",
    "fit-diverged": "The weights ran off to infinity: are gradients piling up, or the steps going uphill?",
    "fit-not-moving": "The weights never left zero: is the update really in place?",
    "fit-accumulates": "The second step is too long by the first one's gradient: the gradients are not zeroed.",
    "fit-first-step": "The very first step is wrong: run the checks of exercises 1 to 4 once more.",
    "fit-later-steps": "The first step is right, the later ones are not: does one of your functions remember something between two calls?",
    "fit-loss": "The loss that it reports is not the mean squared error: look at exercises 2 and 3.",
    "fit-no-bias": "The intercept stays at 0: look at the bias column (exercise 1) and the prediction (exercise 3).",
    "fit-broadcast": "Slope 0 and the mean of y as intercept: the loss compared every prediction with every y. Look at the shapes (exercises 2 and 3).",
    "fit-far": "The five pieces together do not find the line of least squares: run the single checks above first.",
    "stretch-loss": "It is not the mean of the absolute differences: no square, no root, and a scalar tensor as the result.",
    "stretch-graph-cut": "Autograd cannot follow: compute with tensors all the way, and return a tensor.",
    "stretch-features": "It is not the least squares of all columns together: does your column of ones come last, and do all weights begin at zero?",
    "stretch-batches": "Each sample belongs into one batch, and only the last batch may be shorter.",
    "stretch-pairs": "Each input must stay with its own target: shuffle both by the same order, or neither.",
    "stretch-velocity": "The velocity is the momentum times the old velocity plus the gradient, written back in place.",
    "stretch-step": "The step is the learning rate times the new velocity, subtracted in place.",
    "warm-up-precedence": "`*` and `/` bind more tightly than `-`: put the subtraction in parentheses.",
    "warm-up-other": "Subtract 32 first, then multiply by 5/9.",
}

# What the exercises are called, in their order: a report says by it how far one is.
EXERCISES = {
    "add_bias_column": "exercise 1, the bias column",
    "mse_loss": "exercise 2, the mean squared error",
    "backward_pass": "exercise 3, the backward pass",
    "update_weights": "exercise 4, the update",
    "zero_gradients": "exercise 5, zeroing the gradients",
}

# What the words of an exception and the line that it came from tell: by exercise, then for all of them. The first counts.
RAISED = {
    "add_bias_column": {
        r"same number of dimensions|\[\d+, \d+\] at .* \[\d+\] at|\[\d+\] at .* \[\d+, \d+\] at": "bias-flat",
        r"must match except in dimension|equal size, but got \[\d+, 1\] at .* \[\d+, 1\] at": "bias-rows",
        r"has no attribute 'append'": "bias-append",
        r"must be tuple of Tensors": "bias-no-list",
        r"index \d+ is out of bounds for dimension 1": "bias-no-room",
    },
    "mse_loss": {
        r"a leaf Variable that requires grad": "mse-in-place",
        r"cannot be multiplied|1D tensors expected": "mse-product",
        r"bitwise_xor": "mse-caret",
    },
    "backward_pass": {
        r"a leaf Variable that requires grad": "backward-updates",
        r"(tensor a \(2\) must match .*|tensor b \(2\) at non-singleton) dimension 0, in: .*\*": "backward-elementwise",
        r"cannot be multiplied": "backward-order",
        r"1D tensors expected": "backward-dot",
        r"grad of type '?tuple": "backward-tuple",
    },
    "zero_gradients": {r"a leaf Variable that requires grad": "zero-leaf"},
    "": {
        r"ran longer than it may|ran out of time": "endless",
        r"support input requests": "asks-for-input",
        r"a leaf Variable that requires grad": "update-no-no-grad",
        r"has no attribute 'zero'": "zero-missing-underscore",
        r"backward through the graph a second time": "backward-twice-raised",
        r"does not require grad|not have been used in the graph": "backward-graph-cut",
        r"requires_grad flags of leaf": "requires-grad-set",
        r"implicitly created only for scalar": "backward-no-scalar",
        r"assign a gradient of size": "grad-shape",
        r"assigned grad expected": "grad-type",
        r"positional argument": "wrong-arguments",
        r"maximum recursion depth": "recursion",
        r"is not defined": "name-missing",
        r"not associated with a value": "local-missing",
        r"nference tensor": "inference-mode",
        r"Can't call numpy\(\)|keyword argument 'axis'|got \(.*axis=|ndarray": "numpy-function",
        r"NoneType": "none-used",
        r"'(float|int)' object has no attribute '(backward|mean|sum|requires_grad|grad)'": "plain-number",
        r"has no attribute": "attribute-missing",
        r"'Tensor' object is not callable": "tensor-called",
        r"object is not callable": "not-a-function",
        r"is not subscriptable": "not-subscriptable",
        r"context manager|__enter__": "with-without-call",
        r"Boolean value of Tensor.*(Loss|Linear)\(": "class-called",
        r"Boolean value of Tensor.*, in: .": "condition-on-tensor",
        r"Boolean value of Tensor": "class-called",
        r"same dtype|expected scalar type|Found dtype|gradient with dtype|can't be cast": "dtypes-differ",
        r"must match the size|cannot be multiplied|except in dimension|equal size|is invalid for input|number of dimensions": "shapes-differ",
        r"out of bounds for dimension|Dimension out of range|too many indices|has no dimensions": "no-such-index",
        r"argument 'size'.*not Tensor": "shape-wanted",
        r"only one element tensors|cannot be converted to Scalar": "number-wanted",
        r"must be (tuple of )?Tensors?, not|expected Tensor as element|unsupported operand type": "tensor-wanted",
        r"invalid combination of arguments|unexpected keyword argument|argument '\w+'.* must be": "torch-arguments",
        r"CUDA|NVIDIA|cuda|mps devices": "no-such-device",
        r"not implemented for|is missing the required": "raised",
    },
}
# An exception that names the notebook's number of samples, where nothing that came in had as many.
NOTEBOOK_DATA = (
    r"\({SAMPLES}\) must match|tensor b \({SAMPLES}\)|shape '\[{SAMPLES}|size:? {SAMPLES}\b|\b{SAMPLES}x|\[{SAMPLES},"
)
PLAIN = {"endless", "asks-for-input"}  # what was raised for these says nothing more
# What names no cause, beside the codes that end in `-other`: behind a named one it is not said as well.
NO_CAUSE = {
    "raised",
    "raised-elsewhere",
    "wrong-shape",
    "not-a-tensor",
    "shapes-differ",
    "torch-arguments",
    "mse-gradient",
    "backward-loss",
    "zero-accumulates",
}
# And what only follows from another.
FOLLOWS = {
    "attribute-missing": "class-called",
    "not-finite": "mse-n-minus-one",
    "backward-not-called": "backward-zeroed",
    "update-second-step": "update-zeroes|update-changes-grad",
    "update-returns": "update-rebinds",
    "backward-order": "notebook-data",
    "notebook-data": "bias-fixed-size|mse-fixed-size",
    "bias-fixed-size": "notebook-data",
    "mse-fixed-size": "notebook-data",
}
NOTHING = object()
notebook_size: int = notebook["SAMPLES"]
# References for `given`. This one takes its tensors by position or by whatever names your own function gives them.
MSE = "lambda *a, **k: torch.nn.functional.mse_loss(*[v for v in [*a, *k.values()] if isinstance(v, torch.Tensor)])"
kept: dict[str, Callable[..., Any]] = {}


def keep(function: types.FunctionType) -> types.FunctionType:
    """Decorator: the checks use this very function, also when you reuse its name for something else."""

    def kept_function(*arguments: Any) -> Any:
        # It finds your functions as they are now, and Python's own under their own names.
        return types.FunctionType(function.__code__, {**notebook, **vars(builtins)})(*arguments)

    kept[function.__name__] = kept_function
    return function


def with_numbers(text: str) -> str:
    """A text with the notebook's number of samples in its place."""
    return text.replace("{SAMPLES}", str(notebook_size))


def explained(code: str) -> str:
    """The words of a misconception, with its code."""
    return f"{with_numbers(WORDS.get(code, MISCONCEPTIONS[code]))} [{code}]"


@contextlib.contextmanager
def given(**sources: str) -> Iterator[None]:
    """Put references, as source text, in the place of other exercises while one is checked."""
    if hasattr(get_ipython(), "given"):  # a grader that runs checks and solutions in different processes
        with get_ipython().given(**sources):
            yield
        return
    before = {name: notebook.get(name, NOTHING) for name in sources}
    notebook.update({name: eval(source, {"torch": torch}) for name, source in sources.items()})
    try:
        yield
    finally:
        for name, value in before.items():
            notebook.pop(name) if value is NOTHING else notebook.update({name: value})


# Those that have run, the last one last: their text, and the error that each ended with.
cells: dict[str, tuple[str, str]] = {}
# By exercise, the function that there was after the last cell; and the exercises whose own cell has failed without defining it.
functions: dict[str, Any] = {}
stale: set[str] = set()


def remember(result: Any) -> None:
    """IPython calls it after every cell."""
    if result is None:  # what ended the cell was no exception of its own
        return
    source, error = result.info.raw_cell[:20000], result.error_before_exec or result.error_in_exec
    words = "".join(traceback.format_exception_only(error)[-1:]).strip() if error else ""
    key = getattr(result.info, "cell_id", None) or source
    cells.pop(key, None)
    cells[key] = source, re.sub(r" \([^()]*, line \d+\)$", "", " ".join(words.split()))[:300]
    for name in EXERCISES:
        function = notebook.get(name)
        if binds(source, name):
            (stale.add if error and function is functions.get(name) else stale.discard)(name)
        functions[name] = function


if shell := get_ipython():
    shell.events.register("post_run_cell", remember)


def binds(source: str, name: str) -> bool:
    """Whether a line of a cell, not indented, gives that name to something; the text need not be right Python."""
    for line in source.split("\n"):
        target, equals, value = line.partition("=")
        if re.match(rf"(async def|def|class) +{name}\b", line):
            return True
        if re.match("(import|from) ", line) and name in re.findall(r"\w+", line.partition("import ")[2]):
            return True
        if (
            equals
            and value[:1] != "="
            and re.fullmatch(r"\w[\w, ]*(:.*)?", target)
            and name in re.findall(r"\w+", target.split(":")[0])
        ):
            return True
    return False


def last_run(name: str) -> tuple[str, str]:
    """Of the cells that define a name the one that ran last, and its error."""
    return next((run for run in reversed(cells.values()) if binds(run[0], name)), ("", ""))


def beginning(source: str) -> str:
    """The line by which a message names a cell."""
    lines = (line.strip() for line in source.split("\n") if line.strip() and not line.startswith("%%"))
    return next(lines, "")[:80]


def stopped(name: str) -> str:
    """Why a name is missing, if the cell that was to define it failed; nothing where that is not known."""
    source, error = last_run(name)
    if not source:  # a name that no cell writes down may come by `import *`
        failed = (
            run for run in reversed(cells.values()) if run[1] and re.search(r"^from .* import \*", run[0], re.MULTILINE)
        )
        source, error = next(failed, ("", ""))
    return ended(source, error) if error else ""


def ended(source: str, error: str) -> str:
    """Which cell stopped, with which error."""
    return said(
        "the cell that begins with `{line}` stopped with {error}", line=beginning(source), error=error.rstrip(".")
    )


def cells_below(check: str) -> list[str]:
    """The text of the cells below a check, from its grader or from the notebook's file as it was last saved."""
    if hasattr(get_ipython(), "below"):
        return list(get_ipython().below)
    with contextlib.suppress(KeyError, TypeError, ValueError, AttributeError, OSError):
        file = notebook.get("__vsc_ipynb_file__") or os.environ["JPY_SESSION_NAME"]
        saved = [
            cell for cell in json.loads(pathlib.Path(file).read_text("utf-8"))["cells"] if cell["cell_type"] == "code"
        ]
        names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in saved]
        return ["".join(cell["source"]) for cell in saved[names.index(check) + 1 :]]
    return []


@contextlib.contextmanager
def unattended() -> Iterator[None]:
    """Inside, nobody answers `input`: as when the work is graded."""

    def refuse(*arguments: Any, **named: Any) -> NoReturn:
        raise RuntimeError("a check does not support input requests")

    before = builtins.input, getpass.getpass, sys.breakpointhook
    builtins.input = getpass.getpass = sys.breakpointhook = refuse
    try:
        yield
    finally:
        builtins.input, getpass.getpass, sys.breakpointhook = before


@contextlib.contextmanager
def patience(seconds: float) -> Iterator[None]:
    """What has used more of a processor's time inside is ended by a TimeoutError: an endless loop, not a slow machine.

    Some graders keep the time themselves, and Windows has no such timer.
    """
    here = threading.current_thread() is threading.main_thread()
    if hasattr(get_ipython(), "given") or not hasattr(signal, "setitimer") or not here:
        yield
        return

    def stop(number: int, frame: Any) -> NoReturn:
        raise TimeoutError("it ran longer than it may and was stopped")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1)  # and again: your function may catch the first
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def matrix(*rows: Any) -> Tensor:
    """The rows as a float32 tensor, whatever the notebook's default dtype and device are."""
    return torch.tensor(rows, dtype=torch.float32, device="cpu")


def column(*values: float) -> Tensor:
    """The values as a float32 tensor of shape (n, 1)."""
    return matrix(*([value] for value in values))


def leaf(values: Any, grad: Any = None) -> Tensor:
    """Weights, shape (2, 1), that require grad, with their gradient filled in."""
    weights = column(*values).requires_grad_()
    weights.grad = None if grad is None else column(*grad)
    return weights


def line(
    n: int = notebook["SAMPLES"], slope: float = notebook["SLOPE"], intercept: float = notebook["INTERCEPT"],
    low: float = notebook["LOW"], high: float = notebook["HIGH"], noise: float = notebook["NOISE"], seed: int = notebook["SEED"],
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """Points around a line: X and y, float32 tensors of shape (n, 1). As it stands: the notebook's own data."""
    rng = np.random.default_rng(seed)
    inputs = rng.uniform(low, high, size=(n, 1))
    targets = slope * inputs + intercept + rng.normal(0, noise, size=(n, 1))
    X, y = (torch.tensor(values, dtype=torch.float32, device="cpu") for values in (inputs, targets))
    return X, y


def array(value: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Tensor, array or number -> float64 array."""
    return np.asarray(value.detach() if isinstance(value, torch.Tensor) else value, dtype=np.float64)


def close(got: Any, expected: Any) -> bool:
    """Whether the values agree, up to what float32 loses on the way."""
    got, expected = array(got), array(expected)
    return got.shape == expected.shape and bool(np.allclose(got, expected, rtol=1e-4, atol=1e-5))


def written(value: Any) -> str:
    """A value as a message shows it."""
    value = array(value)
    return (
        str((np.round(value, 4) + 0.0).tolist())
        if 0 < value.size <= 8
        else said("a tensor of shape {shape}", shape=value.shape)
    )


# Tries a function on other numbers: what it gave, and what each known mistake would give.
Again = Callable[[], tuple[Any, dict[Any, Any]]]


class Wrong(Exception):
    """Ends one step of a check, with the misconception's code and the facts."""


class CheckFailed(Exception):
    """A check's report, shown as it is: no traceback. The codes of what it found are its `codes`."""

    codes: list[str]

    def _render_traceback_(self) -> list[str]:
        first, *others = str(self).split("\n")
        return [first, *others] if graded() else [f"\x1b[1m{first}\x1b[0m", *others, progress()]


class NotAttempted(CheckFailed):
    """The exercise is as it was handed out."""


class TimedOut(CheckFailed):
    """The exercise's function does not end."""


class CheckBroken(CheckFailed):
    """It is the check that is wrong, whatever the exercise is: for its author, not for its student."""


class Heard(io.TextIOBase):
    """What is printed while a check runs: of each step the beginning."""

    MOST, LINES, WIDTH = 4000, 8, 100

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Forget it: another step begins."""
        self.text, self.more = "", False

    def write(self, text: str) -> int:
        """As the standard stream's ``write``."""
        room = self.MOST - len(self.text)
        self.text, self.more = self.text + text[:room], self.more or len(text) > room
        return len(text)

    def shown(self) -> list[str]:
        """Its lines as a report shows them: few, short, and nothing that a terminal would obey."""
        lines = [line for line in self.text.expandtabs(4).splitlines() if line.strip()]
        kept = [
            "".join(letter if letter.isprintable() else "\ufffd" for letter in line[: self.WIDTH])
            + "\u2026" * (len(line) > self.WIDTH)
            for line in lines[: self.LINES]
        ]
        return kept + ["\u2026"] * (self.more or len(lines) > self.LINES)


class Check:
    """The check of one exercise."""

    def __init__(self, exercise: str, name: str) -> None:
        self.exercise, self.name = exercise, name
        self.hidden, self.steps, self.unwritten = False, 0, 0
        self.failures: dict[str, str] = {}
        self.raised: set[tuple[type, str]] = set()
        self.sizes: set[int] = set()
        self.heard, self.printed = Heard(), ""

    @functools.cached_property
    def wrong(self) -> list[str]:
        """Of what the training loop is made of, the exercises that do not work alone: it cannot work either."""
        return [name for name in EXERCISES if not works_alone(name)]

    @contextlib.contextmanager
    def step(self, title: str, hidden: bool = False) -> Iterator[None]:
        """Whatever goes wrong inside becomes a message, and the check goes on behind it."""
        title, self.steps, self.hidden = said(title), self.steps + 1, hidden
        self.heard.begin()
        before = len(self.failures)
        try:
            with torch.enable_grad():
                yield
        except KeyboardInterrupt as interrupt:
            if type(interrupt) is not KeyboardInterrupt:  # a grader's own
                raise
            self.note(title, "endless", said("`{exercise}` was stopped. ", exercise=self.exercise))
        except Wrong as wrong:
            self.note(title, *wrong.args)
        except BaseException as error:
            (code, facts), same = self.cause(error), (type(error), self.line_of(error, self.exercise))
            if not same[1] or same not in self.raised:  # the same again, in the same line, is one mistake
                self.note(title, code, facts)
            self.raised.add(same)
        # What a hidden step passes in, your function may print.
        if len(self.failures) > before and not (hidden or self.printed) and (lines := self.heard.shown()):
            heading = said("In the step \u201c{title}\u201d your code printed:", title=title)
            self.printed = "\n    ".join([f"\n  {heading}", *lines])

    def cause(self, error: BaseException) -> tuple[str, str]:
        """What an exception tells: the code of the misconception, and the facts."""
        words, frames = str(error)[:2000].rstrip("."), traceback.extract_tb(error.__traceback__)
        # The stub raises NotImplementedError; so does torch, for its own reasons and not in a line that says `raise`.
        stub = isinstance(error, NotImplementedError) and "raise" in (frames[-1].line or "raise")
        inside = next((frame.name for frame in reversed(frames) if frame.name in EXERCISES), "")
        where = inside if self.exercise in kept else self.exercise
        line = self.line_of(error, where)
        at = said(", in your line `{line}`", line=line) if line else ""
        own = (
            line.startswith("assert ") if isinstance(error, AssertionError) else line.startswith("raise ") and not stub
        )
        patterns = [*RAISED.get(where, {}).items(), *RAISED[""].items()]
        if notebook_size not in self.sizes:
            patterns.insert(0, (NOTEBOOK_DATA, "notebook-data"))
        code = next(
            (code for pattern, code in patterns if re.search(with_numbers(pattern), f"{words}, in: {line}")),
            "unwritten" if stub else "raised",
        )
        code = "own-condition" if own else "raised-elsewhere" if code == "raised" and self.hidden else code
        self.unwritten += code == "unwritten"
        if code in PLAIN:
            stop = said("`{exercise}` was stopped. ", exercise=self.exercise)
            return code, stop if code == "endless" else f"{stop.removesuffix('. ')}{at}. "
        # Its words may quote what a hidden step passed in.
        told = type(error).__name__ if self.hidden or not words else f"{type(error).__name__}: {words}"
        facts = said("`{exercise}` raised {error}", exercise=self.exercise, error=told) + at
        name = words.split("'")[1] if type(error) is NameError and "'" in words else ""
        below = [
            cell for cell in cells_below(self.name) if name and re.search(rf"^(def|class) {name}\b", cell, re.MULTILINE)
        ]
        if name and (why := stopped(name)):
            return "cell-stopped", said("{facts}, because {why}. ", facts=facts, why=why)
        if below:
            and_below = "{facts}, and `{name}` stands below this check, in the cell that begins with `{line}`. "
            return "defined-below", said(and_below, facts=facts, name=name, line=beginning(below[0]))
        if self.exercise in kept and code != "unwritten" and self.wrong:
            if self.wrong == [inside]:
                return code, f"{facts}. {named(self.wrong)} "
            return "fit-exercise", f"{named(self.wrong)} "  # what was raised far down the loop only follows
        return code, f"{facts}. "

    def note(self, title: str, code: str, facts: str) -> None:
        """Keep the first failure of each kind."""
        if code not in MISCONCEPTIONS:
            words = "The check of {exercise} is wrong, not your work: it knows no '{code}'. Tell your instructor."
            raise CheckBroken(said(words, exercise=self.exercise, code=code))
        self.failures.setdefault(code, f"{title}: {facts}{explained(code)}")

    def line_of(self, error: BaseException, exercise: str) -> str:
        """The line of a student's function that an exception came from; nothing where that is not known."""
        code = None if exercise in kept else getattr(notebook.get(exercise), "__code__", None)
        lines = [
            at.line for at in traceback.extract_tb(error.__traceback__) if code and at.filename == code.co_filename
        ]
        return (lines[-1] or "") if lines else ""

    def fail(self, code: str, facts: str = "") -> NoReturn:
        """End the step. Facts of a hidden step would tell what it passes in: there the misconception alone is said."""
        facts = "" if self.hidden else facts
        if self.exercise in kept and self.wrong:
            code, facts = "fit-exercise", f"{facts}{named(self.wrong)} "
        raise Wrong(code, facts)

    def that(self, condition: Any, code: str, facts: str = "") -> None:
        """A plain condition."""
        if not bool(condition):
            self.fail(code, facts)

    def call(self, *arguments: Any) -> Any:
        """Call the function that is checked, by position."""
        function = kept.get(self.exercise) or notebook.get(self.exercise, NOTHING)
        if function is NOTHING:
            why = stopped(self.exercise)
            facts = said("`{exercise}` is not defined", exercise=self.exercise)
            if why:
                self.fail("cell-stopped", said("{facts}, because {why}. ", facts=facts, why=why))
            self.fail("not-defined", f"{facts}. ")
        facts = said("`{exercise}` is a {type}. ", exercise=self.exercise, type=type(function).__name__)
        self.that(callable(function), "not-callable", facts)
        self.sizes = {size for value in arguments if isinstance(value, torch.Tensor) for size in value.shape}
        if "endless" in self.failures:
            raise TimeoutError("not called again: it ran out of time")
        with patience(25 if self.exercise in kept else 10):
            return function(*arguments)

    def tensor(
        self, value: Any, shape: Any, dtype: torch.dtype | None = None, shapes: Any = (), again: Again | None = None
    ) -> Tensor:
        """The ladder for a tensor: type, shape, dtype, finite. ``shapes`` names what a wrong shape tells.

        ``again`` is as for `value`, with shapes: only what a shape of another size tells, too, is named.
        """
        if not isinstance(value, torch.Tensor):
            numpy, number = isinstance(value, (np.ndarray, np.generic)), isinstance(value, (int, float))
            code = (
                "returned-nothing"
                if value is None
                else "numpy"
                if numpy
                else "plain-number"
                if number
                else "not-a-tensor"
            )
            facts = "`{exercise}` returned {type}, expected a tensor. "
            self.fail(code, said(facts, exercise=self.exercise, type=type(value).__name__))
        got, right = tuple(value.shape), tuple(shape)
        if got != right:
            code = dict(shapes).get(got, "wrong-shape")
            if code != "wrong-shape" and again is not None:
                other, of_shapes = self.quietly(again)
                code = code if of_shapes.get(tuple(getattr(other, "shape", ()))) == code else "wrong-shape"
            self.fail(code, said("got the shape {got}, expected {right}. ", got=got, right=right))
        facts = said("got the dtype {got}, expected {right}. ", got=value.dtype, right=dtype)
        self.that(dtype in (None, value.dtype), "wrong-dtype", facts)
        self.that(torch.isfinite(value.detach()).all(), "not-finite")
        return value

    def value(
        self, got: Any, expected: Any, otherwise: str, what: str = "", again: Again | None = None, **mistakes: Any
    ) -> None:
        """The values must agree. Where they are those of one known mistake (its code, `_` for `-`) the message names it.

        ``again`` tries the function on other numbers, and returns what it gave there and what the mistakes would give: only
        a mistake that both agree with is named.
        """
        if close(got, expected):
            return
        named = [code for code, wrong in mistakes.items() if close(got, wrong)]
        if named and again is not None:
            other, of_mistakes = self.quietly(again)
            named = [code for code in named if close(other, of_mistakes[code])]
        code = named[0] if len(named) == 1 else otherwise
        facts = said("got {got}, expected {right}. ", got=written(got), right=written(expected))
        self.fail(code.replace("_", "-"), said(what) + facts)

    def quietly(self, again: Again) -> tuple[Any, dict[Any, Any]]:
        """What ``again`` gives; what is printed meanwhile is not the step's."""
        before = self.heard.text, self.heard.more
        found = again()
        self.heard.text, self.heard.more = before
        return found

    def places(self) -> Iterator[tuple[str, str]]:
        """What is to be said of the cells that define the function: the codes, with the facts."""
        if self.exercise in kept:
            return
        ran, error = last_run(self.exercise)
        below = [
            cell
            for cell in cells_below(self.name)
            if binds(cell, self.exercise) and "raise NotImplementedError" not in cell
        ]
        if below and (self.failures or ran.strip() == below[0].strip()):
            words = "your `{exercise}` stands below this check, in the cell that begins with `{line}`. "
            yield "defined-below", said(words, exercise=self.exercise, line=beginning(below[0]))
        elif (
            self.exercise in notebook
            and error
            and (re.match("(Syntax|Indentation|Tab)Error", error) or (self.exercise in stale and not graded()))
        ):
            yield "older-version", f"{ended(ran, error)}. "

    def follows(self, code: str) -> bool:
        """Whether a failure only follows from one that was found before it."""
        before = list(self.failures)[: list(self.failures).index(code)]
        if self.exercise in kept and "unwritten" not in self.failures and self.wrong and code != "endless":
            return bool(before)
        if code in NO_CAUSE or code.endswith("-other"):
            return bool(before)
        return any(re.fullmatch(FOLLOWS[code], other) for other in before) if code in FOLLOWS else False

    def report(self, at_stake: bool) -> None:
        """Say what was found; raise it where something failed and points are at stake."""
        places = dict(self.places())
        if not self.failures:
            told = [f"\n  ! {facts}{explained(code)}" for code, facts in places.items()]
            passed[self.exercise] = notebook.get(self.exercise)
            first = said("{exercise}: all {steps} checks passed.", exercise=self.exercise, steps=self.steps)
            text = "".join([f"\u2713 {first}", *told])
            if at_stake and graded():
                print(text)
            else:
                show(f"{text}\n{progress() if at_stake else said(NO_POINTS)}", GREEN)
            return
        passed.pop(self.exercise, None)
        if "defined-below" in places:
            self.unwritten = 0
            self.failures = {
                code: text for code, text in self.failures.items() if code not in ("unwritten", "not-defined")
            }
        for code, facts in places.items():
            self.note(said("where it stands"), code, facts)
        self.failures = {code: text for code, text in self.failures.items() if not self.follows(code)}
        kind: type[CheckFailed]
        if self.unwritten == self.steps:
            hint = said("Replace the line `raise NotImplementedError(...)` with your own code.")
            if self.exercise in kept:
                hint = said("It needs all five exercises, and one of them is not written yet.")
            kind, text = NotAttempted, f"\u2013 {self.exercise}: {said('not attempted')}. {hint}"
        else:
            kind = TimedOut if "endless" in self.failures else CheckFailed
            first = said("{exercise}: not right yet.", exercise=self.exercise)
            text = "\n  \u2022 ".join([f"\u2717 {first}", *self.failures.values()])
            text += self.printed
        if at_stake:
            failed = kind(text)
            failed.codes = list(self.failures)
            raise failed
        show(f"{text}\n{said(NO_POINTS)}", RED)


def works_alone(name: str) -> bool:
    """Whether the function of an exercise gives the numbers that the notebook works out by hand."""
    check, weights = Check(name, name), leaf([1, 2], [0.5, -1])
    got: Any = weights
    right = weights.detach()  # an exercise that the loop does not need is in nobody's way
    with check.step("by hand"):
        if name == "add_bias_column":
            X, right = column(2, 4, 6), matrix([2, 1], [4, 1], [6, 1])
            got = check.tensor(check.call(X), (3, 2), X.dtype)
        elif name == "mse_loss":
            y_pred = column(1, 2, 3).requires_grad_()
            loss = check.tensor(check.call(y_pred, column(1, 0, 6)), ())
            loss.backward()
            got, right = [y_pred.grad, loss], column(0, 4 / 3, -2, 13 / 3)
        elif name == "backward_pass":
            weights, X_b, y = leaf([1, 0]), matrix([1, 1], [2, 1], [4, 1]), column(0, 4, 1)
            with given(mse_loss=MSE):
                loss = check.tensor(check.call(weights, X_b, y), ())
            got, right = [weights.grad, weights, loss, y], column(6, 4 / 3, 1, 0, 14 / 3, 0, 4, 1)
        elif name == "update_weights":
            check.call(weights, 0.1)
            got, right = weights, column(0.95, 2.1)
        elif name == "zero_gradients":
            check.call(weights)
            old = column(0, 0) if weights.grad is None else weights.grad
            got, right = [old, weights], column(0, 0, 1, 2)
        if isinstance(got, list):
            got = torch.vstack([each.detach().reshape(-1, 1) for each in got])
        check.value(check.tensor(got, right.shape), right, "raised")
        check.that(weights.is_leaf and weights.requires_grad and torch.is_grad_enabled(), "raised")
    return not check.failures


def named(exercises: list[str]) -> str:
    """A sentence about them."""
    each = [said(EXERCISES[name]).split(",")[0] for name in exercises]
    if len(each) == 1:
        words = "`{name}` ({title}) does not give the numbers worked out by hand."
        return said(words, name=exercises[0], title=each[0])
    *numbers, last = [title.split()[-1] for title in each]
    words = "Exercises {numbers} and {last} do not give the numbers worked out by hand."
    return said(words, numbers=", ".join(numbers), last=last)


# What stands in the outputs of a person's own notebook, and not of one that is graded.
GREEN, RED = "#009E73", "#D55E00"
NO_POINTS = "(This check is worth no points.)"
passed: dict[str, Any] = {}  # by exercise, the function whose check passed


def graded() -> bool:
    """Whether this is a run of the grader's, in whose outputs no other check counts."""
    return hasattr(get_ipython(), "given") or os.environ.get("NBGRADER_EXECUTION") == "autograde"


def progress() -> str:
    """How far one is, and what comes next."""
    done = [name for name in EXERCISES if name in passed and passed[name] is notebook.get(name)]
    so_far = said("{done} of {all} exercises pass.", done=len(done), all=len(EXERCISES))
    if coming := next((name for name in EXERCISES if name not in done), None):
        return f"{so_far} {said('Next: {title}.', title=said(EXERCISES[coming]))}"
    if "fit" not in passed:
        return f"{so_far} {said('Next: {title}.', title=said('the training loop'))}"
    return f"{so_far} {said('So does the trained line: restart the kernel, run all cells, and hand in.')}"


def show(text: str, color: str) -> None:
    """Show a report that ends nothing: with its colour where outputs are rich, else as plain text."""
    shell = get_ipython()
    if not shell:
        print(text)
        return
    style = f"border-left: 6px solid {color}; padding-left: 8px; white-space: pre-wrap"
    shell.display_pub.publish({"text/plain": text, "text/html": f'<pre style="{style}">{html.escape(text)}</pre>'})


def in_words(figure: Any) -> str:
    """What a picture shows: of each of its plots the title, what the axes are, and what the legend names."""
    plots = []
    for axes in figure.axes:
        title, x, y = axes.get_title(), axes.get_xlabel(), axes.get_ylabel()
        legend = axes.get_legend()
        names = [text.get_text() for text in legend.get_texts()] if legend else []
        against = said("{y} against {x}", y=y, x=x) if x and y else x or y
        plots.append(": ".join(filter(None, [title, against, ", ".join(names)])))
    return "; ".join(filter(None, plots)) or said("a picture")


def with_words(shell: Any) -> None:
    """Have pictures come with words for whoever cannot see them: JupyterLab gives a bare picture none."""
    from matplotlib.figure import Figure

    formatters = shell.display_formatter.formatters
    draw = formatters["image/png"].lookup_by_type(Figure)
    drawn: list[tuple[Any, Any]] = []  # HTML is asked for first; what was drawn for it need not be drawn again

    def page(figure: Any) -> str | None:
        drawn[:] = [(figure, draw(figure))]
        if (
            type(drawn[0][1]) is not str
        ):  # nothing where a figure is empty, and more than the picture where it is larger
            return None
        return f'<img alt="{html.escape(in_words(figure))}" src="data:image/png;base64,{drawn[0][1]}">'

    def picture(figure: Any) -> Any:
        (before, png), *_ = drawn or [(None, "")]
        drawn.clear()
        return png if before is figure else draw(figure)

    formatters["text/html"].for_type(Figure, page)
    formatters["image/png"].for_type(Figure, picture)


if shell and not graded():
    with contextlib.suppress(KeyError):  # where pictures are not drawn in the notebook
        with_words(shell)


def test(exercise: str, at_stake: bool = True) -> Callable[[types.FunctionType], None]:
    """Decorator: run the function below at once, as the check of an exercise."""

    def run(body: types.FunctionType) -> None:
        check = Check(exercise, body.__name__)
        # With this module's globals, no name that the notebook uses for something else disturbs the check. What the
        # student's functions print while they are checked would bury the report, which shows some of it itself.
        with contextlib.redirect_stdout(check.heard), contextlib.redirect_stderr(Heard()), unattended():
            types.FunctionType(body.__code__, globals())(check)
        check.report(at_stake)

    return run
