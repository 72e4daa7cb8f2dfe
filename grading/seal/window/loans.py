"""What `lent` and `borrowed` share: keeping tensors and arrays in step between the two sides.

A caller *lends* its objects, the side that serves the call *borrows* them: each lent object has a
handle and, on the other side, one lasting copy. Bytes travel only when they differ from what was
last agreed; both sides find that out by comparing bytes, so changes through ``.data`` or NumPy,
which autograd's version counter does not see, are seen as well.

A message's table has one `Spec` per object.
"""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import numpy as np
import torch

from grading.seal.window import arrays
from grading.seal.window.errors import MalformedMessage
from grading.seal.window.unseen import UnseenGradient, lose_history

#: What a tensor is to autograd: no leaf, but its history is known to the caller; a leaf; no leaf, and its
#: history stayed behind.
FOLLOWED, LEAF, LOST = 0, 1, 2
_MOST_EXTRA = 1 << 26  # bytes that the gaps in a message's values may take


class Spec(NamedTuple):
    """How one tensor or array of a message is told. Its bytes follow in the frame where ``state`` says so."""

    handle: int  # 0: an object that is not lent
    state: int  # 0 as agreed, 1 bytes follow, 2 bytes follow and autograd's version counter moved
    requires_grad: int
    history: int  # FOLLOWED, LEAF or LOST
    grad: int  # the place of ``.grad`` in the table, or -1
    graph: int  # names a differentiable result, or 0
    code: str
    shape: list[int]
    strides: list[int]
    unseen: str  # what ``.grad`` is, where it is something that cannot cross; the other side keeps what it has
    within: int = 0  # the lent object (its handle) or result (-1 - its place) in whose memory a result lies, or 0
    offset: int = 0  # and how many bytes from its beginning

    @property
    def form(self) -> arrays.Form:
        """What its bytes mean."""
        return arrays.Form(self.code, self.shape, self.strides)


_SPEC_TYPES = (int, int, int, int, int, int, str, list, list, str, int, int)


class Reader:
    """The raw bytes of a frame, taken from the front."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._extra = _MOST_EXTRA

    def value(self, form: arrays.Form) -> tuple[Any, memoryview]:
        """The next tensor or array, fresh, and its bytes. Raises MalformedMessage."""
        data = self.take(arrays.checked_size(form))
        self._extra -= arrays.extra_memory(form)
        if self._extra < 0:
            raise MalformedMessage("the arrays of a message have more gaps than may be")
        return arrays.from_raw(form, data), data

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
    checked = []
    for told in specs:
        if type(told) is not list or tuple(map(type, told)) != _SPEC_TYPES:
            raise MalformedMessage("an array is described in an unknown form")
        spec = Spec(*told)
        known = spec.state in (0, 1, 2) and spec.history in (FOLLOWED, LEAF, LOST)
        places = -1 <= spec.grad < len(specs) and spec.within >= -len(specs)
        if spec.handle < 0 or not known or not places:
            raise MalformedMessage("an array is described in an unknown form")
        checked.append(spec)
    return checked


def grad_of(tensor: Any) -> torch.Tensor | None:
    """``.grad``, also where torch warns that it has no meaning."""
    if not isinstance(tensor, torch.Tensor):
        return None
    if tensor.is_leaf:
        return tensor.grad
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return tensor.grad


def set_grad(tensor: torch.Tensor, grad: torch.Tensor | None) -> None:
    """Set ``.grad``, also to one of the shape and dtype that the tensor had before ``.data`` was assigned to.

    Raises RuntimeError or TypeError where no such tensor has it.
    """
    try:
        tensor.grad = grad
    except (RuntimeError, TypeError):
        if type(grad) is not torch.Tensor:
            raise
        data = tensor.data
        tensor.data = grad.detach()
        try:
            tensor.grad = grad
        finally:
            tensor.data = data


def unseen(grad: torch.Tensor | None) -> str:
    """What a gradient is, where it cannot cross; empty where it can, or there is none."""
    if isinstance(grad, UnseenGradient):
        return grad.said
    return "" if grad is None or arrays.crosses(grad) else arrays.described(grad)


def put(target: Any, value: Any, counted: bool) -> None:
    """Bring ``target`` to ``value`` in place; shape, strides and dtype too where torch allows it.

    An array, too, to whether it can be written to. Not those of a tensor that was computed: a backward pass from it
    fails then, and here might not.
    """
    try:
        if isinstance(target, np.ndarray):
            if not target.flags.writeable:
                target.flags.writeable = True
            target[...] = value
            if not value.flags.writeable:
                target.flags.writeable = False
        elif arrays.form_of(target) != arrays.form_of(value) or arrays.shares_memory(value):
            if target.grad_fn is not None and (target.shape, target.dtype) != (value.shape, value.dtype):
                raise MalformedMessage("an argument was given another shape or dtype than it was computed with")
            target.data = value
        elif counted:
            with torch.no_grad():
                target.copy_(value)
        else:
            target.data.copy_(value)
    except (RuntimeError, TypeError, ValueError) as error:
        raise MalformedMessage("an argument cannot be brought up to date") from error


def set_flags(tensor: Any, spec: Spec, grad: torch.Tensor | None) -> None:
    """Bring requires_grad, whether it is a leaf, and ``.grad`` up to date."""
    if not isinstance(tensor, torch.Tensor):
        return
    try:
        with torch.inference_mode(tensor.is_inference()):  # elsewhere such a tensor takes no flag
            if spec.history == LOST:
                lose_history(tensor)
            elif spec.history == LEAF:
                if not tensor.is_leaf:
                    tensor.detach_()
                if tensor.requires_grad != bool(spec.requires_grad):
                    tensor.requires_grad_(bool(spec.requires_grad))
            had = grad_of(tensor)
            if spec.unseen:
                kept = isinstance(had, UnseenGradient) and had.said == spec.unseen
                grad = had if kept else UnseenGradient.like(tensor, spec.unseen[:300])
            if had is not grad:
                set_grad(tensor, grad)
    except (RuntimeError, TypeError) as error:
        raise MalformedMessage("a gradient or a history that its tensor cannot have") from error
