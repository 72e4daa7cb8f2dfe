"""References: what a test puts in a student's place for a while, from its source text.

Both sides use it: the examiner's ``given``, and the bench for those texts that it has already been given
to run, since they stand in a locked cell of the notebook. Any other text stays on the trusted side.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from grading.seal.window.errors import SourceBroken


def evaluate(name: str, source: str) -> Any:
    """The value of an expression, or the function that a piece of source text defines.

    `torch`, `np` and `math` are known to it. Raises SourceBroken for a text that is neither.
    """
    scope: dict[str, Any] = {"torch": torch, "np": np, "numpy": np, "math": math}
    try:
        return eval(compile(source.strip(), f"<given {name}>", "eval"), scope)
    except SyntaxError:
        pass
    except Exception as error:
        raise _failed(name, error) from error
    known = set(scope)
    try:
        exec(compile(source, f"<given {name}>", "exec"), scope)
    except Exception as error:
        raise _failed(name, error) from error
    defined = [key for key in scope if key not in known and key != "__builtins__"]
    if name in defined:
        return scope[name]
    if len(defined) == 1:
        return scope[defined[0]]
    raise SourceBroken(f"given({name}=...) defines no {name}. Repair the test.")


def _failed(name: str, error: Exception) -> SourceBroken:
    return SourceBroken(f"given({name}=...) fails: {error!r}. Repair the test.")


def quietly(function: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Call a reference for the bench; a warning about what a student passed is nobody's output."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return function(*args, **kwargs)
