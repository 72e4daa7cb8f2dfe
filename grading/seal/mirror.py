"""What `lent` and `borrowed` share: keeping tensors and arrays in step between the two sides.

A caller *lends* its objects, the side that serves the call *borrows* them: each lent object has a
handle and, on the other side, one lasting copy. Bytes travel only when they differ from what was
last agreed; both sides find that out by comparing bytes, so changes through ``.data`` or NumPy,
which autograd's version counter does not see, are seen as well.

A message's table has one spec per object:
``[handle, state, requires_grad, is_leaf, grad, graph, code, shape]``. ``handle`` 0 is an object
that is not lent. ``state``: 0 as agreed, 1 bytes follow, 2 bytes follow and autograd's version
counter moved. ``grad`` is the place of ``.grad`` in the table, or -1. ``graph`` names a
differentiable result.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from grading.seal import raw
from grading.seal.errors import MalformedMessage

Spec = list[Any]
_SPEC_TYPES = (int, int, int, int, int, int, str, list)


class Reader:
    """The raw bytes of a frame, taken from the front."""

    def __init__(self, data: memoryview) -> None:
        self._data = data

    def take(self, size: int) -> memoryview:
        """The next ``size`` bytes. Raises MalformedMessage when there are fewer."""
        if size > len(self._data):
            raise MalformedMessage("an array claims more bytes than the message has")
        taken, self._data = self._data[:size], self._data[size:]
        return taken


def checked_specs(specs: Any, most: int = 10_000) -> list[Spec]:
    """The table of a message, when it has the form of one; raises MalformedMessage otherwise."""
    if type(specs) is not list or len(specs) > most:
        raise MalformedMessage("a table of arrays in an unknown form")
    for spec in specs:
        if type(spec) is not list or tuple(map(type, spec)) != _SPEC_TYPES:
            raise MalformedMessage("an array is described in an unknown form")
        if spec[0] < 0 or spec[1] not in (0, 1, 2) or not -1 <= spec[4] < len(specs):
            raise MalformedMessage("an array is described in an unknown form")
    return specs


def grad_of(tensor: Any) -> torch.Tensor | None:
    """``.grad`` where it has a meaning; asking elsewhere would warn."""
    if not isinstance(tensor, torch.Tensor) or not tensor.is_leaf:
        return None
    grad = tensor.grad
    return grad if grad is not None and raw.crosses(grad) else None


def put(target: Any, value: Any, counted: bool) -> None:
    """Bring ``target`` to ``value`` in place; shape and dtype too where torch allows it."""
    try:
        if isinstance(target, np.ndarray):
            target[...] = value
        elif target.shape != value.shape or target.dtype != value.dtype:
            target.data = value
        elif counted:
            with torch.no_grad():
                target.copy_(value)
        else:
            target.data.copy_(value)
    except (RuntimeError, TypeError, ValueError) as error:
        raise MalformedMessage(f"an argument cannot be brought up to date: {error}") from error


def own_copy(code: str, shape: list[int], data: bytes) -> Any:
    """An object as a student's code may expect it: a tensor that can even be resized."""
    value = raw.from_raw(code, shape, memoryview(data))
    return value.clone() if type(value) is torch.Tensor else value


def set_flags(tensor: Any, requires_grad: int, grad: torch.Tensor | None) -> None:
    """Bring requires_grad and ``.grad`` up to date."""
    if not isinstance(tensor, torch.Tensor):
        return
    try:
        if tensor.requires_grad != bool(requires_grad):
            if tensor.is_leaf or requires_grad:
                tensor.requires_grad_(bool(requires_grad))
            else:
                tensor.detach_()
        if tensor.is_leaf and tensor.grad is not grad:
            tensor.grad = grad
    except (RuntimeError, TypeError) as error:
        raise MalformedMessage(f"a gradient that its tensor cannot have: {error}") from error
