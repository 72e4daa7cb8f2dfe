"""The caller's half of a window's tensors and arrays: its own objects, and what the other side has.

Both sides use it, through `grading.seal.standin`. See `grading.seal.mirror`.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from typing import Any

import torch

from grading.seal import raw
from grading.seal.codec import Table
from grading.seal.errors import MalformedMessage
from grading.seal.mirror import Reader, Spec, grad_of, put, set_flags


class _Loan:
    __slots__ = ("agreed", "code", "handle", "ref", "shape")

    def __init__(self, handle: int, ref: Any) -> None:
        self.handle, self.ref = handle, ref
        self.code, self.shape, self.agreed = "", [-1], b""


class Lent:
    """The caller's half: its own objects, held weakly, and what the other side knows of them."""

    def __init__(self) -> None:
        self.returned: list[int] = []  # handles whose objects are gone; told with the next call
        self._by_id: dict[int, _Loan] = {}
        self._by_handle: dict[int, _Loan] = {}
        self._next = 0

    def give(self, table: Table) -> tuple[list[Spec], list[bytes]]:
        """Specs and bytes for everything in ``table``; gradients are added to it on the way."""
        specs: list[Spec] = []
        buffers: list[bytes] = []
        for value in table.objects:  # grows while it is read
            code, shape, data = raw.to_raw(value)
            loan = None if code[0] == "s" else self._loan(value)
            if loan is not None and loan.agreed == data and loan.shape == shape:
                state = 0 if loan.code == code else 1
            else:
                state = 1
            if state:
                buffers.append(data)
                if loan is not None:
                    loan.code, loan.shape, loan.agreed = code, shape, data
            tensor = isinstance(value, torch.Tensor)
            grad = grad_of(value)
            specs.append(
                [
                    loan.handle if loan else 0,
                    state,
                    int(tensor and value.requires_grad),
                    int(not tensor or value.is_leaf),
                    -1 if grad is None else table.place(grad),
                    0,
                    code,
                    shape,
                ]
            )
        return specs, buffers

    def _loan(self, value: Any) -> _Loan:
        key = id(value)
        loan = self._by_id.get(key)
        if loan is None or loan.ref() is not value:
            self._next += 1
            handle = self._next

            def gone(_: Any) -> None:
                if self._by_handle.pop(handle, None) is self._by_id.get(key):
                    self._by_id.pop(key, None)
                self.returned.append(handle)

            loan = _Loan(handle, weakref.ref(value, gone))
            self._by_id[key] = self._by_handle[handle] = loan
        return loan

    def receive(self, specs: list[Spec], data: memoryview, allowed: Iterable[int]) -> list[tuple[Any, int]]:
        """Own objects brought up to date in place, and fresh ones with the name of their graph.

        Only the handles in ``allowed`` may be touched. Raises MalformedMessage.
        """
        reader, may = Reader(data), frozenset(allowed)
        objects = []
        for handle, state, _, _, _, graph, code, shape in specs:
            fresh = None
            if state or not handle:
                data = reader.take(raw.checked_size(code, shape))
                fresh = raw.from_raw(code, shape, data)
            if not handle:
                objects.append((fresh, graph))
                continue
            loan = self._by_handle.get(handle)
            value = loan.ref() if loan is not None and handle in may else None
            if loan is None or value is None:
                raise MalformedMessage("an answer changes something that was not an argument")
            if fresh is not None:
                if code[0] != loan.code[0]:
                    raise MalformedMessage("an answer changes an argument's kind")
                put(value, fresh, counted=state == 2)
                loan.code, loan.shape, loan.agreed = code, shape, bytes(data)
            objects.append((value, 0))
        for (value, graph), spec in zip(objects, specs, strict=True):
            if not graph:
                set_flags(value, spec[2], objects[spec[4]][0] if spec[4] >= 0 else None)
        return objects
