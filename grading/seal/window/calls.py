"""Serving calls: run a function for the other side, on copies of its arguments.

Both sides use it: the bench for the student's functions, the examiner for the references that a
test puts in a student's place. Serves two operations: ``call`` and ``vjp`` (the vector-Jacobian
product of a result that is differentiable).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from grading.seal.window import exceptions
from grading.seal.window.borrower import Borrower
from grading.seal.window.channel import Header
from grading.seal.window.errors import MalformedMessage
from grading.seal.window.loans import checked_specs
from grading.seal.window.requests import Answer, Operation
from grading.seal.window.values import Table, decode, encode

MAX_GRAPHS = 20_000


class Service:
    """Functions that the other side may call by number, and the graphs of their results."""

    def __init__(
        self,
        max_bytes: int,
        explain: Callable[[BaseException], tuple[list[str], list[list[Any]]]] = lambda error: ([], []),
        invoke: Callable[..., Any] | None = None,
    ) -> None:
        """``explain`` gives an exception's lines and frames for `faults`; ``invoke`` calls a function (to guard it)."""
        self._functions: list[Callable[..., Any] | None] = []
        self._graphs: dict[int, tuple[torch.Tensor, dict[int, torch.Tensor]]] = {}
        self._named = 0
        self._borrowed = Borrower(4 * max_bytes)
        self._max_bytes = max_bytes
        self._explain = explain
        self._invoke = invoke or (lambda function, args, kwargs: function(*args, **kwargs))

    def offer(self, function: Callable[..., Any]) -> int:
        """Make a function callable for the other side; returns its number."""
        self._functions.append(function)
        return len(self._functions) - 1

    def withdraw(self, number: int) -> None:
        """End what `offer` began."""
        self._functions[number] = None

    def forget_loans(self) -> None:
        """The caller starts anew with what it lends; functions and graphs stay."""
        self._borrowed = Borrower(4 * self._max_bytes)

    def operations(self) -> dict[str, Operation]:
        """For `Peer`."""
        return {"call": self.call, "vjp": self.vjp}

    def call(self, header: Header, data: memoryview) -> Answer:
        """Run a function. The answer has the result or the failure, and the changed arguments."""
        function = self._function(header.get("fn"))
        self._forget(header)
        specs = checked_specs(header.get("t"))
        objects = self._borrowed.take(specs, data)
        args, kwargs = decode(header.get("args"), objects), decode(header.get("kwargs"), objects)
        if type(args) is not list or type(kwargs) is not dict:
            raise MalformedMessage("a call without arguments")
        mine = torch.is_grad_enabled()
        torch.set_grad_enabled(header.get("grad") is True)
        answer: Header
        result = None
        try:
            result = self._invoke(function, args, kwargs)
            answer = {}
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is told
            answer = {"error": exceptions.describe(error, *self._explain(error))}
        grad = torch.is_grad_enabled()
        torch.set_grad_enabled(mine)
        inputs = self._borrowed.inputs(specs)
        try:
            table = Table(self._max_bytes)
            if "error" not in answer:
                answer["value"] = encode(result, table)
            answer["t"], buffers = self._borrowed.give_back(table, specs, lambda result: self._keep(result, inputs))
        except MalformedMessage as error:
            answer, buffers = {"error": exceptions.describe(ValueError(str(error))), "t": []}, []
        answer["grad"] = grad
        return answer, buffers

    def vjp(self, header: Header, data: memoryview) -> Answer:
        """Gradients of a kept result with respect to the arguments of its call."""
        self._forget(header)
        specs = checked_specs(header.get("t"))
        args = decode(header.get("args"), self._borrowed.take(specs, data))
        weight = args[0] if type(args) is list and args else None
        graph, handles = header.get("graph"), header.get("wrt")
        kept = self._graphs.get(graph) if type(graph) is int else None
        if kept is None or type(handles) is not list or not isinstance(weight, torch.Tensor):
            raise MalformedMessage("a gradient of something that is not kept")
        result, inputs = kept
        if not all(type(handle) is int for handle in handles):
            raise MalformedMessage("a gradient with respect to something that is no argument")
        try:
            leaves = [inputs[h] for h in handles]
            gradients: Sequence[torch.Tensor | None] = torch.autograd.grad(
                result, leaves, weight.detach(), retain_graph=True, allow_unused=True
            )
            table = Table(self._max_bytes)
            tree = encode([None if g is None else g.detach() for g in gradients], table)
            spec, buffers = self._borrowed.give_back(table, [], lambda result: 0)
        except (RuntimeError, MalformedMessage, KeyError) as error:
            return {"error": exceptions.describe(error, *self._explain(error)), "t": []}, []
        return {"value": tree, "t": spec}, buffers

    def _keep(self, result: torch.Tensor, inputs: dict[int, torch.Tensor]) -> int:
        while len(self._graphs) >= MAX_GRAPHS:
            del self._graphs[next(iter(self._graphs))]
        self._named += 1
        self._graphs[self._named] = (result, inputs)
        return self._named

    def _function(self, number: Any) -> Callable[..., Any]:
        function = None
        if type(number) is int and 0 <= number < len(self._functions):
            function = self._functions[number]
        if function is None:
            raise MalformedMessage("a call of something that is not offered")
        return function

    def _forget(self, header: Header) -> None:
        returned, freed = header.get("returned", []), header.get("freed", [])
        for numbers in (returned, freed):
            if type(numbers) is not list or not all(type(n) is int for n in numbers):
                raise MalformedMessage("a list of numbers in an unknown form")
        self._borrowed.drop(returned)
        for graph in freed:
            self._graphs.pop(graph, None)
