"""Times the seal: ``python -m tests.seal.benchmark [NOTEBOOK]``. For people; no test depends on a time.

The notebook, an instructor's one with solutions, is graded against itself.
"""

import functools
import json
import statistics
import sys
import time
from pathlib import Path

import torch

from grading.seal.grader import Grader
from grading.seal.records import Limits
from grading.seal.workshop import Workshop
from tests.seal.toy import submit, toy

STUDENT = """
import torch
def backward_pass(w, X_b, y):
    loss = ((X_b @ w - y) ** 2).mean()
    loss.backward()
    return loss
def update_weights(w, rate):
    with torch.no_grad():
        w -= rate * w.grad
def zero_gradients(w):
    w.grad.zero_()
def nothing(x):
    return x
"""


def timed(what, run, times=1):
    """Print the median of some runs, in milliseconds."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        spent.append(time.perf_counter() - began)
    print(f"{what:46} {1000 * statistics.median(spent):9.2f} ms")


def fit(functions, X_b, y, epochs):
    """Gradient descent through stand-ins, three calls an epoch."""
    w = torch.zeros(2, 1, requires_grad=True)
    for _ in range(epochs):
        functions["backward_pass"](w, X_b, y)
        functions["update_weights"](w, 0.02)
        functions["zero_gradients"](w)
    return w


def main():
    torch.set_num_threads(1)
    workshop = Workshop(Limits())
    timed("warm start of the sandbox", workshop.start)
    timed("a new bench, closed again", lambda: workshop.bench().close(), 20)
    bench = workshop.bench()
    bench.begin(60, float("inf"))
    bench.run(STUDENT, 1)
    names = ["backward_pass", "update_weights", "zero_gradients", "nothing"]
    functions = bench.lookup(names)
    small, x = torch.ones(3, 1), 10 * torch.rand(1000, 1)
    X_b = torch.cat([x, torch.ones_like(x)], 1)
    y = 5 * x + 3
    fit(functions, X_b, y, 50)
    timed("1000 calls with a small tensor", lambda: [functions["nothing"](small) for _ in range(1000)], 3)
    timed("1000 calls with an unchanged 1000x2 tensor", lambda: [functions["nothing"](X_b) for _ in range(1000)], 3)
    timed("a fit of 500 epochs, 1500 calls", lambda: fit(functions, X_b, y, 500), 3)
    bench.close()
    workshop.close()
    grader, reports = Grader(Limits()), []
    timed("warm start of a grader", grader.start)
    timed("the toy notebook, sealed", lambda: grader.grade(submit(), toy()), 10)
    for path in map(Path, sys.argv[1:]):
        notebook = json.loads(path.read_text())
        grade = functools.partial(grader.grade, notebook, notebook)
        timed(f"{path.name}, sealed", lambda grade=grade: reports.append(grade()), 5)
        cells = sum(result.seconds for result in reports[-1].cells)
        tests = sum(result.seconds for result in reports[-1].tests)
        print(f"{'  of it: cells, tests':46} {1000 * cells:9.2f} ms {1000 * tests:9.2f} ms")
    grader.close()


if __name__ == "__main__":
    main()
