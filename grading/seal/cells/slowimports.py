"""Loads and sets up what libraries otherwise do at their first use, so that a fork finds it done.

Both sides call `load` once, in the process that will fork, and `load_more`, which few notebooks need, not before a
second submission: one that comes alone does not wait for it. Nothing is computed with autograd here.
"""

from __future__ import annotations

import contextlib
import importlib
import io
from collections.abc import Iterable

import torch

#: Module -> what would load it within a notebook's run, at the cost given (seconds, warm disk).
_MODULES = {
    "matplotlib.pyplot": "the first figure: 0.2",
    "matplotlib_inline.backend_inline": "the first figure: 0.01",
    "numpy.testing": "tests that use it: 0.05",
    "IPython.core.logger": "the first cell: 0.01",
    "contourpy": "the first contour: 0.005",
    "torch.profiler._cupti_monitor": "the first step of an optimizer: 0.01",
    "stack_data": "the first traceback: 0.02",
    "pygments.formatters.terminal256": "the first traceback: 0.03",
    "pygments.lexers.python": "the first traceback: 0.02",
    "torch._subclasses.schema_check_mode": "the first printed tensor: 0.01",
}
#: And what costs as much as half of all that.
_MORE = {
    "torch.fx.experimental.symbolic_shapes": "backward with a given gradient: 0.3",
    "torch._dynamo": "the first step of an optimizer: 0.6",
}


def load_more() -> None:
    """Load the dearest."""
    _import(_MORE)


def _import(names: Iterable[str]) -> None:
    """Import these; one that this version of a library does not have is passed over."""
    for name in names:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def load() -> None:
    """Load and set up what most notebooks use."""
    _import(_MODULES)
    with torch.no_grad():
        torch.nn.functional.linear(torch.ones(2, 2), torch.ones(2, 2))
        repr(torch.ones(2))
        torch.linalg.lstsq(torch.eye(2), torch.ones(2, 1))
    _draw()


def _draw() -> None:
    """Draw what reads the fonts and builds the grammar of formulas, which the numbers on a logarithmic axis are."""
    with contextlib.suppress(ImportError):  # which Matplotlib 3.8 has not
        from matplotlib.backends.registry import backend_registry

        # Which `%matplotlib` makes of what all installed packages say of themselves.
        backend_registry.list_all()  # type: ignore[no-untyped-call]
    with contextlib.suppress(ImportError):
        from matplotlib.figure import Figure

        figure = Figure()
        axes = figure.subplots()
        axes.plot([1, 10], label="any")
        axes.set_yscale("log")
        axes.legend()
        figure.savefig(io.BytesIO(), format="png")
