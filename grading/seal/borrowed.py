"""The serving half of a window's tensors and arrays: lasting copies of what a caller has lent.

Both sides use it, through `grading.seal.service`. See `grading.seal.mirror`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from grading.seal import raw
from grading.seal.codec import Table
from grading.seal.errors import MalformedMessage
from grading.seal.mirror import Reader, Spec, grad_of, own_copy, put, set_flags


class _Copy:
    """One borrowed object: ``base`` is the lasting copy, ``given`` what the function received."""

    __slots__ = ("agreed", "base", "code", "given", "grad", "shape", "version")

    def __init__(self, base: Any, code: str, shape: list[int], agreed: bytes) -> None:
        self.base = self.given = base
        self.code, self.shape, self.agreed = code, shape, agreed
        self.version, self.grad = 0, None


class Borrowed:
    """The serving side's half: lasting copies of what the caller has lent."""

    def __init__(self, max_bytes: int, max_count: int = 20_000) -> None:
        self._copies: dict[int, _Copy] = {}
        self._room, self._count = max_bytes, max_count

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
        for spec in specs:
            copy = self._copies.get(spec[0])
            if copy is None:
                continue
            grad = objects[spec[4]] if spec[4] >= 0 else None
            set_flags(copy.base, spec[2], grad)
            copy.grad = grad
            if isinstance(copy.base, torch.Tensor):
                if not spec[3]:
                    with torch.enable_grad():
                        copy.given = copy.base.view_as(copy.base)
                copy.version = copy.given._version  # noqa: SLF001 - torch has no other way
        return [self._copies[spec[0]].given if spec[0] else value for spec, value in zip(specs, objects, strict=True)]

    def _take(self, spec: Spec, reader: Reader) -> Any:
        handle, state, code, shape = spec[0], spec[1], spec[6], spec[7]
        copy = self._copies.get(handle)
        if not state:
            if copy is None:
                raise MalformedMessage("an array that was never sent")
        else:
            data = bytes(reader.take(raw.checked_size(code, shape)))
            if not handle:
                return raw.from_raw(code, shape, memoryview(data))
            self._room += (len(copy.agreed) if copy else 0) - len(data)
            if self._room < 0 or len(self._copies) >= self._count:
                raise MalformedMessage("more arrays are lent than may be")
            if copy is None or copy.code[0] != code[0]:
                copy = self._copies[handle] = _Copy(own_copy(code, shape, data), code, shape, data)
                return copy.base
            copy.code, copy.shape, copy.agreed = code, shape, data
        self._restore(copy)
        return copy.base

    @staticmethod
    def _restore(copy: _Copy) -> None:
        """Undo what was done to the copy since: the function must get the caller's values."""
        base = copy.base
        if isinstance(base, torch.Tensor) and not base.is_leaf:
            copy.base = own_copy(copy.code, copy.shape, copy.agreed)
        elif not raw.crosses(base) or raw.to_raw(base) != (copy.code, copy.shape, copy.agreed):
            value = raw.from_raw(copy.code, copy.shape, memoryview(copy.agreed))
            if isinstance(base, np.ndarray) and base.shape != value.shape:
                copy.base = value
            else:
                put(base, value, counted=False)
        copy.given = copy.base

    def inputs(self, specs: list[Spec]) -> dict[int, torch.Tensor]:
        """The leaves, by handle, with respect to which this call's results have gradients."""
        return {s[0]: self._copies[s[0]].base for s in specs if s[2] and s[0] in self._copies}

    def give_back(self, table: Table, borrowed: list[Spec], graph_of: Any) -> tuple[list[Spec], list[bytes]]:
        """Specs and bytes for an answer: the results in ``table``, and what changed of the loans.

        ``graph_of`` is asked for a name for each differentiable result.
        """
        handles = {id(self._copies[s[0]].given): s[0] for s in borrowed if s[0]}
        for spec in borrowed:
            copy = self._copies.get(spec[0])
            if copy is not None and self._changed(copy, spec):
                table.place(copy.given)
        specs: list[Spec] = []
        buffers: list[bytes] = []
        for value in table.objects:  # grows while it is read
            code, shape, data = raw.to_raw(value)
            handle, state, graph = handles.get(id(value), 0), 1, 0
            tensor = isinstance(value, torch.Tensor)
            requires_grad, leaf = tensor and value.requires_grad, not tensor or value.is_leaf
            if handle:
                copy = self._copies[handle]
                if (copy.code, copy.shape, copy.agreed) == (code, shape, data):
                    state = 0
                elif tensor and value._version != copy.version:  # noqa: SLF001
                    state = 2
                self._room += len(copy.agreed) - len(data)
                copy.code, copy.shape, copy.agreed = code, shape, data
            elif requires_grad and not leaf:
                graph = graph_of(value)
            grad = grad_of(value)
            if state:
                buffers.append(data)
            place = -1 if grad is None else table.place(grad)
            specs.append([handle, state, int(requires_grad), int(leaf), place, graph, code, shape])
        return specs, buffers

    @staticmethod
    def _changed(copy: _Copy, spec: Spec) -> bool:
        value = copy.given
        if not raw.crosses(value):
            raise MalformedMessage("an argument was turned into something that cannot cross")
        if raw.to_raw(value) != (copy.code, copy.shape, copy.agreed):
            return True
        if not isinstance(value, torch.Tensor):
            return False
        return (
            value.requires_grad != bool(spec[2])
            or value.is_leaf != bool(spec[3])
            or (value.is_leaf and value.grad is not copy.grad)
        )
