"""Loads and sets up what libraries otherwise do at their first use, so that a fork finds it done.

Both sides call `load` once, in the process that will fork, and `load_more` with what a submission's cells will load by
all appearances: few notebooks need it, and it costs most. Nothing is computed with autograd here.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import re
import tempfile
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
#: And what costs more than all that, each with what cells have written in them that load it.
_MORE = {
    "torch.fx.experimental.symbolic_shapes": r"backward\s*\(\s*[^\s)]|grad_outputs",  # a given gradient: 0.3
    "torch._dynamo": r"\boptim\b|\btorch\.func\b",  # the first optimizer, or gradient of a function: 0.6
}


def needed(cells: Iterable[str]) -> list[str]:
    """Of the dearest modules, those that this code will load."""
    code = "\n".join(cells)
    return [name for name, written in _MORE.items() if re.search(written, code)]


def load_more(names: Iterable[str] = tuple(_MORE)) -> None:
    """Load these of the dearest."""
    _import(names)


def _import(names: Iterable[str]) -> None:
    """Import these; one that this version of a library does not have is passed over."""
    for name in names:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def load() -> None:
    """Load and set up what most notebooks use."""
    _import(_MODULES)
    with contextlib.suppress(OSError):
        tempfile.gettempdir()  # which a cell's name has in it, and which is found by trying
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
        axes = figure.add_subplot(title="$x^2$", xlabel="x", yscale="log")
        axes.plot([1, 10], label="any")
        axes.legend()
        figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")
