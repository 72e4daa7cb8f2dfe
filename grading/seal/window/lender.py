"""The caller's half of a window's tensors and arrays: its own objects, and what the other side has.

Both sides use it, through `grading.seal.window.proxies`. See `grading.seal.window.loans`.
"""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import torch

from grading.seal.window import arrays
from grading.seal.window.errors import MalformedMessage
from grading.seal.window.loans import FOLLOWED, LEAF, LOST, Reader, Spec, grad_of, put, set_flags, unseen
from grading.seal.window.unseen import UnseenGradient
from grading.seal.window.values import Table

MOST_KEPT = 1 << 24  # bytes of arrays that are looked at with each message, whether they have changed


class _Loan:
    __slots__ = ("agreed", "form", "handle", "ref")

    def __init__(self, handle: int, ref: Any) -> None:
        self.handle, self.ref = handle, ref
        self.form, self.agreed = arrays.Form("", [], []), b""


class Lender:
    """The caller's half: its own objects, held weakly, and what the other side knows of them."""

    def __init__(self) -> None:
        self.returned: list[int] = []  # handles whose objects are gone; told with the next call
        self._by_id: dict[int, _Loan] = {}
        self._by_handle: dict[int, _Loan] = {}
        self._next = 0

    def give(self, table: Table) -> tuple[list[Spec], list[bytes]]:
        """Specs and bytes for everything in ``table``; gradients are added to it on the way.

        Raises MalformedMessage for a gradient that cannot cross, unless it came from there.
        """
        specs: list[Spec] = []
        buffers: list[bytes] = []
        for value in table.objects:  # grows while it is read
            form, data = arrays.to_raw(value)
            loan = None if form.code[0] == "s" else self._loan(value)
            state = 0 if loan is not None and loan.agreed == data and loan.form == form else 1
            if state:
                buffers.append(data)
                if loan is not None:
                    loan.form, loan.agreed = form, data
            tensor, grad = isinstance(value, torch.Tensor), grad_of(value)
            hidden = unseen(grad)
            if hidden and not isinstance(grad, UnseenGradient):
                raise MalformedMessage(f"an argument whose gradient cannot cross: {hidden}")
            specs.append(
                Spec(
                    loan.handle if loan else 0,
                    state,
                    int(tensor and value.requires_grad),
                    LEAF if not tensor or value.is_leaf else FOLLOWED,
                    -1 if grad is None or hidden else table.place(grad),
                    0,
                    *form,
                    hidden,
                )
            )
        return specs, buffers

    def leaves(self) -> list[torch.Tensor]:
        """Those of the lent objects that gradients are for."""
        lent = [loan.ref() for loan in list(self._by_handle.values())]
        return [
            value
            for value in lent
            if isinstance(value, torch.Tensor) and value.requires_grad and value.is_leaf and arrays.crosses(value)
        ]

    def of(self, handles: Iterable[int]) -> list[Any]:
        """The lent objects with these handles, as far as they are there and cross; no more than is soon compared."""
        loans = (self._by_handle.get(handle) for handle in handles)
        lent = [value for loan in loans if loan is not None and (value := loan.ref()) is not None]
        sizes = itertools.accumulate(arrays.size_of(value) if arrays.crosses(value) else MOST_KEPT for value in lent)
        return [value for value, size in zip(lent, sizes, strict=True) if size < MOST_KEPT]

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

    def receive(
        self,
        specs: list[Spec],
        data: memoryview,
        allowed: Iterable[int],
        follow: Callable[[Any, int], Any] | None = None,
        touching: Callable[[Any], None] = lambda value: None,
    ) -> list[Any]:
        """Own objects brought up to date in place, and fresh ones.

        Only the handles in ``allowed`` may be touched. ``follow`` makes a fresh tensor differentiable by
        the name of its graph; without it, its history is lost. ``touching`` is told before an own object is changed.
        Raises MalformedMessage.
        """
        reader, may = Reader(data), frozenset(allowed)
        objects = []
        for spec in specs:
            fresh = None
            if spec.state or not spec.handle:
                fresh, data = reader.value(spec.form)
            if not spec.handle:
                objects.append(follow(fresh, spec.graph) if spec.graph and follow else fresh)
                continue
            loan = self._by_handle.get(spec.handle)
            value = loan.ref() if loan is not None and spec.handle in may else None
            if loan is None or value is None:
                raise MalformedMessage("an answer changes something that was not an argument")
            touching(value)
            if fresh is not None:
                if (spec.code[0] == "a") != isinstance(value, np.ndarray):
                    raise MalformedMessage("an answer changes an argument's kind")
                put(value, fresh, counted=spec.state == 2)
                loan.form, loan.agreed = spec.form, bytes(data)
            objects.append(value)
        for place, spec in enumerate(specs):
            if spec.within and not spec.handle:
                loan = self._by_handle.get(spec.within) if spec.within in may else None
                base = loan.ref() if loan is not None else None
                if spec.within < 0 and not (specs[-1 - spec.within].handle or specs[-1 - spec.within].within):
                    base = objects[-1 - spec.within]
                if base is None:
                    raise MalformedMessage("a result lies in what is neither an argument nor a result")
                if (seen := arrays.view(base, spec.form, spec.offset)) is not None:
                    objects[place] = seen
        for value, spec in zip(objects, specs, strict=True):
            told = spec
            if not spec.handle and spec.history == FOLLOWED and not (spec.graph and follow):
                told = spec._replace(history=LOST)
            set_flags(value, told, objects[spec.grad] if spec.grad >= 0 else None)
        return objects
