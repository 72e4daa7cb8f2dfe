"""The serving half of a window's tensors and arrays: lasting copies of what a caller has lent.

Both sides use it, through `grading.seal.window.calls`. See `grading.seal.window.loans`.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import torch

from grading.seal.window import arrays
from grading.seal.window.errors import MalformedMessage
from grading.seal.window.loans import FOLLOWED, LEAF, LOST, Reader, Spec, grad_of, put, set_grad, unseen
from grading.seal.window.values import Table

_UNHELD = 3  # references: a copy's two, and the question


class _Copy:
    """One borrowed object: ``base`` is the lasting copy, ``given`` what the function received."""

    __slots__ = ("agreed", "base", "form", "given", "grad", "history", "version")

    def __init__(self, base: Any, form: arrays.Form, agreed: bytes) -> None:
        self.base = self.given = base
        self.form, self.agreed = form, agreed
        self.version, self.history = 0, None
        self.grad: torch.Tensor | None = None


class _Same(torch.autograd.Function):
    """Gives a leaf's values as a tensor that is none, and no view of one: it may be changed in place."""

    @staticmethod
    def forward(ctx: Any, same: tuple[torch.Tensor], leaf: torch.Tensor) -> torch.Tensor:
        return same[0]

    @staticmethod
    def backward(ctx: Any, weight: torch.Tensor) -> Any:
        return None, weight


class Borrower:
    """The serving side's half: lasting copies of what the caller has lent."""

    def __init__(self, max_bytes: int, max_count: int = 20_000) -> None:
        self._copies: dict[int, _Copy] = {}
        self._room, self._count = max_bytes, max_count

    def holds(self, value: Any) -> bool:
        """Whether it is a copy of what the caller has lent, or its gradient."""
        held = (copy for copy in self._copies.values())
        if any(value is copy.base or value is copy.given or value is copy.grad for copy in held):
            return True
        return any(arrays.place_in(value, copy.base) is not None for copy in self._copies.values())

    def kept(self) -> list[int]:
        """The handles of those that something on this side holds besides: it sees what becomes of the originals."""
        return [handle for handle, copy in self._copies.items() if sys.getrefcount(copy.base) > _UNHELD]

    def drop(self, handles: list[int]) -> None:
        """Forget copies whose originals are gone."""
        for handle in handles:
            copy = self._copies.pop(handle, None)
            if copy is not None:
                self._room += len(copy.agreed)

    def take(self, specs: list[Spec], data: memoryview) -> list[Any]:
        """The objects of a call's table, as the caller has them now. Raises MalformedMessage."""
        reader = Reader(data)
        objects = [self._take(spec, reader) for spec in specs]
        for place, spec in enumerate(specs):
            copy = self._copies.get(spec.handle)
            if copy is None or not isinstance(copy.base, torch.Tensor):
                continue
            try:
                with torch.inference_mode(copy.base.is_inference()):  # elsewhere such a tensor takes no flag
                    copy.base.requires_grad_(bool(spec.requires_grad))
            except RuntimeError as error:
                raise MalformedMessage("a tensor that can have no gradient") from error
            if spec.history != LEAF:
                fresh = arrays.from_raw(copy.form, memoryview(copy.agreed))
                with torch.enable_grad():
                    copy.given = _Same.apply((fresh,), copy.base)  # type: ignore[no-untyped-call]
            copy.history = copy.given.grad_fn
            objects[place] = copy.given
        for spec in specs:
            copy = self._copies.get(spec.handle)
            if copy is not None and isinstance(copy.given, torch.Tensor):
                if not spec.unseen:  # else the caller has seen no other than the one that is here
                    copy.grad = objects[spec.grad] if spec.grad >= 0 else None
                if grad_of(copy.given) is not copy.grad:
                    try:
                        set_grad(copy.given, copy.grad)
                    except (RuntimeError, TypeError) as error:
                        raise MalformedMessage("a gradient that its tensor cannot have") from error
                copy.version = _version(copy.given)
        return objects

    def _take(self, spec: Spec, reader: Reader) -> Any:
        copy = self._copies.get(spec.handle)
        if not spec.state:
            if copy is None:
                raise MalformedMessage("an array that was never sent")
            self._restore(copy)
            return copy.base
        value, raw_bytes = reader.value(spec.form)
        data = bytes(raw_bytes)
        if not spec.handle:
            return value
        self._room += (len(copy.agreed) if copy else 0) - len(data)
        if self._room < 0 or len(self._copies) >= self._count:
            raise MalformedMessage("more arrays are lent than may be")
        if copy is None or copy.form.code[0] != spec.code[0]:
            copy = self._copies[spec.handle] = _Copy(value, spec.form, data)
            return copy.base
        copy.form, copy.agreed = spec.form, data
        self._restore(copy)
        return copy.base

    @staticmethod
    def _restore(copy: _Copy) -> None:
        """Undo what was done to the copy since: the function must get the caller's values."""
        base = copy.base
        lasting = not isinstance(base, torch.Tensor) or base.is_leaf
        if not lasting or not arrays.crosses(base) or arrays.to_raw(base) != (copy.form, copy.agreed):
            value = arrays.from_raw(copy.form, memoryview(copy.agreed))
            usable = lasting and type(base) is type(value) and arrays.crosses(base)
            other = isinstance(base, np.ndarray) and (arrays.form_of(base) != copy.form or not base.flags.writeable)
            if not usable or other:
                copy.base = value
            else:
                put(base, value, counted=False)
        copy.given = copy.base

    def inputs(self, specs: list[Spec]) -> dict[int, torch.Tensor]:
        """The leaves, by handle, with respect to which this call's results have gradients."""
        return {s.handle: self._copies[s.handle].base for s in specs if s.requires_grad and s.handle in self._copies}

    def give_back(self, table: Table, borrowed: list[Spec], graph_of: Any) -> tuple[list[Spec], list[bytes]]:
        """Specs and bytes for an answer: the results in ``table``, and what changed of the loans.

        ``graph_of`` is asked for a name for each differentiable result.
        """
        handles = {id(self._copies[s.handle].given): s.handle for s in borrowed if s.handle}
        for spec in borrowed:
            copy = self._copies.get(spec.handle)
            if copy is not None and self._changed(copy, spec):
                table.place(copy.given)
        specs: list[Spec] = []
        buffers: list[bytes] = []
        for value in table.objects:  # grows while it is read
            form, data = arrays.to_raw(value)
            handle, state, graph = handles.get(id(value), 0), 1, 0
            tensor, grad = isinstance(value, torch.Tensor), grad_of(value)
            history = LEAF if not tensor or value.is_leaf else LOST
            if handle:
                copy = self._copies[handle]
                if (copy.form, copy.agreed) == (form, data):
                    state = 0
                elif tensor and _version(value) != copy.version:
                    state = 2
                if history == LOST and value.grad_fn is copy.history:
                    history = FOLLOWED
                self._room += len(copy.agreed) - len(data)
                copy.form, copy.agreed, copy.grad = form, data, grad
            elif history == LOST and (graph := graph_of(value)):
                history = FOLLOWED
            if state:
                buffers.append(data)
            hidden = unseen(grad)
            place = -1 if grad is None or hidden else table.place(grad)
            requires_grad = int(tensor and value.requires_grad)
            within, offset = (0, 0) if handle or requires_grad else self._place(value, borrowed)
            specs.append(Spec(handle, state, requires_grad, history, place, graph, *form, hidden, within, offset))
        return self._beside_each_other(specs, table), buffers

    @staticmethod
    def _beside_each_other(specs: list[Spec], table: Table) -> list[Spec]:
        """Say of the results that lie in another one's memory where."""
        own = [at for at, spec in enumerate(specs) if not (spec.handle or spec.requires_grad or spec.within)]
        largest: dict[int, int] = {}  # by where the memory begins that a result has a part of
        for at in own:
            memory = arrays.memory_of(table.objects[at])
            other = largest.setdefault(memory, at)
            if arrays.size_of(table.objects[at]) > arrays.size_of(table.objects[other]):
                largest[memory] = at
        for at in own:
            base = largest[arrays.memory_of(table.objects[at])]
            if (offset := arrays.place_in(table.objects[at], table.objects[base])) is not None:
                specs[at] = specs[at]._replace(within=-1 - base, offset=offset)
        return specs

    def _place(self, value: Any, borrowed: list[Spec]) -> tuple[int, int]:
        """In which of these loans' memory a result lies, and where; zeros for one with memory of its own."""
        for spec in borrowed:
            copy = self._copies.get(spec.handle)
            if copy is not None and (offset := arrays.place_in(value, copy.base)) is not None:
                return spec.handle, offset
        return 0, 0

    @staticmethod
    def _changed(copy: _Copy, spec: Spec) -> bool:
        value = copy.given
        if not arrays.crosses(value):
            raise MalformedMessage(f"an argument was turned into {arrays.described(value)}, which cannot be looked at")
        if arrays.to_raw(value) != (copy.form, copy.agreed):
            return True
        if not isinstance(value, torch.Tensor):
            return False
        return (
            value.requires_grad != bool(spec.requires_grad)
            or value.grad_fn is not copy.history
            or grad_of(value) is not copy.grad
        )


def _version(tensor: torch.Tensor) -> int:
    """How often torch knows it to have been changed in place, which of an inference tensor it does not count."""
    return 0 if tensor.is_inference() else tensor._version  # noqa: SLF001 - torch has no other way
