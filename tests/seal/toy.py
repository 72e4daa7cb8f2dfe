"""A toy assignment for the tests of the seal: three exercises, each with its test."""

import copy
from typing import ClassVar


def cell(code, grade_id=None, grade=False, solution=False, locked=False):
    """A code cell, with nbgrader's metadata when it has a grade_id."""
    metadata = {}
    if grade_id:
        told = {"grade_id": grade_id, "grade": grade, "solution": solution, "locked": locked}
        metadata = {"nbgrader": {**told, "points": 1, "schema_version": 3, "task": False}}
    new = {"cell_type": "code", "source": code, "metadata": metadata}
    return {**new, "outputs": [], "execution_count": None, "id": grade_id or "plain"}


HELPERS = """
import contextlib
import torch

class NotAttempted(Exception):
    def _render_traceback_(self):
        return ["not attempted: " + str(self)]

@contextlib.contextmanager
def given(**sources):
    with get_ipython().given(**sources):
        yield

def attempted(function, *args):
    try:
        return function(*args)
    except NotImplementedError:
        raise NotAttempted("write it first") from None
"""
SQUARE = "def square(x):\n    return x * x\n"
LOSS = "def loss(p, t):\n    return square(p - t).mean()\n"
STEP = "def step(w, rate):\n    with torch.no_grad():\n        w -= rate * w.grad\n"
TEST_SQUARE = """
x = torch.tensor([1.0, -2.0])
assert torch.equal(attempted(square, x), x * x)
### BEGIN HIDDEN TESTS
secret_hidden_value = torch.tensor([31.0])
assert torch.equal(square(secret_hidden_value), torch.tensor([961.0])), "another number"
### END HIDDEN TESTS
"""
TEST_LOSS = """
p = torch.tensor([1.0, 4.0], requires_grad=True)
with given(square="lambda x: x ** 2"):
    result = attempted(loss, p, torch.zeros(2))
result.backward()
assert result.item() == 8.5
### BEGIN HIDDEN TESTS
assert torch.equal(p.grad, torch.tensor([1.0, 4.0]))
### END HIDDEN TESTS
"""
TEST_STEP = """
w = torch.tensor([1.0], requires_grad=True)
w.grad = torch.tensor([2.0])
attempted(step, w, 0.25)
assert w.item() == 0.5 and w.requires_grad and w.is_leaf
"""


def toy():
    """The instructor's notebook: helpers, then three solutions, each followed by its test."""
    cells = [cell(HELPERS, "helpers", locked=True)]
    for name, solution, test in (
        ("square", SQUARE, TEST_SQUARE),
        ("loss", LOSS, TEST_LOSS),
        ("step", STEP, TEST_STEP),
    ):
        cells.append(cell(solution, name, grade=False, solution=True))
        cells.append(cell(test, f"test_{name}", grade=True, locked=True))
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


class NoShell:
    """A shell that nothing is asked of."""

    shown = ""
    user_ns: ClassVar[dict] = {}


def submit(**solutions):
    """A submission of the toy assignment with other solutions in some places."""
    notebook = copy.deepcopy(toy())
    for each in notebook["cells"]:
        name = each["metadata"]["nbgrader"]["grade_id"]
        each["source"] = solutions.get(name, each["source"])
    return notebook
