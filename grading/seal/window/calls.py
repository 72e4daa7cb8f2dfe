"""Serving calls: run a function for the other side, on copies of its arguments.

Both sides use it: the bench for the student's functions, the examiner for the references that a
test puts in a student's place. Serves two operations: ``call`` and ``vjp`` (the vector-Jacobian
product of a result that is differentiable).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from grading.seal.window import arrays, exceptions
from grading.seal.window.borrower import Borrower
from grading.seal.window.errors import MalformedMessage
from grading.seal.window.headers import Answer, Asked, Call, Vjp, checked_numbers, is_step
from grading.seal.window.lender import MOST_KEPT
from grading.seal.window.loans import checked_specs
from grading.seal.window.objects import Exchange
from grading.seal.window.requests import Operation, Reply
from grading.seal.window.shared import OF_SERVING, Shared
from grading.seal.window.values import MAX_NODES, Decoder, Encoder, Table, changes, picture, take_changes

MAX_GRAPHS = 20_000
#: The number of a result's graph, the handles of the inputs that it leads to, and what torch calls its last step.
MadeOf = tuple[int, list[int], str]
_UNNAMED = "Backward"  # a step whose own name no class of the other side's can have
_MOST_NODES = 2_000  # of a result's graph, which are looked through for what it was made of
#: References to a value that an answer alone holds: from what gave it or it is in, from the five functions that look,
#: and from the question. To what such a value is a view of: from the view, a variable and the question.
_UNHELD, _UNHELD_BASE = 7, 3


def _with_memory_of_their_own(result: list[Any]) -> frozenset[int]:
    """The ids of the arrays and tensors in a result that share memory with no other one in it."""
    found: dict[int, set[int]] = {}
    waiting, seen = [*result], set[int]()
    while waiting and len(seen) < MAX_NODES:
        value = waiting.pop()
        if type(value) in (list, tuple, dict) and id(value) not in seen:
            seen.add(id(value))
            waiting.extend(value.values() if type(value) is dict else value)
        elif type(value) in arrays.ARRAY_TYPES:
            found.setdefault(arrays.memory_of(value), set()).add(id(value))
    return frozenset(one for ids in found.values() if len(ids) == 1 for one in ids)


def _is_view_of_held(value: Any) -> bool:
    """Whether somebody else holds the memory of a value, or the array that it is a view of."""
    base = value.base if isinstance(value, np.ndarray) else value._base  # noqa: SLF001 - which torch tells nowhere else
    if base is not None and (sys.getrefcount(base) > _UNHELD_BASE or not isinstance(base, np.ndarray | torch.Tensor)):
        return True
    tensor = value if isinstance(value, torch.Tensor) else base
    return isinstance(tensor, torch.Tensor) and arrays.has_company(tensor)


def _leaves(result: torch.Tensor, most: int) -> list[torch.Tensor] | None:
    """The leaves that a result was made of; None where its graph has more nodes than ``most``."""
    waiting, seen, found = [result.grad_fn], set[Any](), list[torch.Tensor]()
    while waiting:
        node = waiting.pop()
        if node is None or node in seen:
            continue
        if len(seen) == most:
            return None
        seen.add(node)
        leaf = getattr(node, "variable", None)
        if isinstance(leaf, torch.Tensor):
            found.append(leaf)
        waiting.extend(before for before, _ in node.next_functions)
    return found


class Service:
    """Functions that the other side may call by number, and the graphs of their results."""

    def __init__(
        self,
        max_bytes: int,
        exchange: Exchange,
        explain: Callable[[BaseException], tuple[list[str], list[list[Any]]]] = lambda error: ([], []),
        invoke: Callable[..., Any] | None = None,
    ) -> None:
        """``explain`` gives an exception's lines and frames for `faults`; ``invoke`` calls a function (to guard it)."""
        self._graphs: dict[int, tuple[torch.Tensor, dict[int, torch.Tensor]]] = {}
        self._named = 0
        self._borrowed = Borrower(4 * max_bytes)
        self._max_bytes = max_bytes
        self.exchange = exchange
        self._explain = explain
        self._invoke = invoke or (lambda function, args, kwargs: function(*args, **kwargs))

    def forget_loans(self) -> None:
        """The caller starts anew with what it lends and shares; objects and graphs stay."""
        self._borrowed = Borrower(4 * self._max_bytes)
        self.exchange = self.exchange._replace(shared=Shared(OF_SERVING))

    def operations(self) -> dict[str, Operation]:
        """For `Peer`."""
        return {"call": self.call, "vjp": self.vjp}

    def call(self, header: Call, data: memoryview) -> Reply:
        """Run a function, as `_call`, and tell what of the caller's is held here when it is over."""
        answer, buffers = self._call(header, data)
        if kept := self._borrowed.kept():
            answer["kept"] = kept
        return answer, buffers

    def _call(self, header: Call, data: memoryview) -> Reply:
        """Run a function. The answer has the result or the failure, and the changed arguments."""
        shared, things, _ = self.exchange
        question = header.get("do")
        function = self._function(header.get("fn"), question)
        self._forget(header)
        specs, given = checked_specs(header.get("t")), header.get("given")
        reader = Decoder(self._borrowed.take(specs, data), shared, things)
        args, kwargs = reader.decode(header.get("args")), reader.decode(header.get("kwargs"))
        if type(args) is not tuple or type(kwargs) is not dict or type(given) is not int:
            raise MalformedMessage("a call without arguments")
        self._synced(header, reader)
        mine = torch.is_grad_enabled()
        torch.set_grad_enabled(header.get("grad") is True)
        answer: Answer
        result = None
        try:
            result = self._invoke(function, args, kwargs)
            answer = {}
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is told
            answer = {"error": exceptions.describe(error, *self._explain(error), things.tell_raised)}
        grad = torch.is_grad_enabled()
        torch.set_grad_enabled(mine)
        inputs = self._borrowed.inputs(specs[:given])
        try:
            table = Table(self._max_bytes)
            if "error" not in answer:
                things.making = result if question == "__call__" else None
                answer["value"] = self._of_result([result], table, question)
            writer = Encoder(table, shared, things, own=self._has_gradients)
            answer["changed"] = changes(shared, writer)
            if (told := self.exchange.world.tell()) is not None:
                answer["world"] = writer.encode(told)
            made_of: list[MadeOf] = []
            answer["t"], buffers = self._borrowed.give_back(
                table, specs, lambda result: self._keep(result, inputs, made_of)
            )
            if made_of:
                answer["made_of"] = made_of
        except MalformedMessage as error:
            answer, buffers = {"error": exceptions.describe(ValueError(str(error))), "t": [], "changed": []}, []
        shared.settle(picture)
        answer["grad"] = grad
        return answer, buffers

    def vjp(self, header: Vjp, data: memoryview) -> Reply:
        """Gradients of a kept result with respect to the arguments of its call."""
        shared, things, _ = self.exchange
        self._forget(header)
        specs = checked_specs(header.get("t"))
        reader = Decoder(self._borrowed.take(specs, data), shared, things)
        args = reader.decode(header.get("args"))
        self._synced(header, reader)
        weight = args[0] if type(args) is tuple and args else None
        graph, handles = header.get("graph"), header.get("wrt")
        kept = self._graphs.get(graph) if type(graph) is int else None
        if kept is None or type(handles) is not list or not isinstance(weight, torch.Tensor):
            raise MalformedMessage("a gradient of something that is not kept")
        result, inputs = kept
        if not all(type(handle) is int for handle in handles):
            raise MalformedMessage("a gradient with respect to something that is no argument")
        try:
            leaves = [inputs[h] for h in handles]
            found = _leaves(result, sys.maxsize) or []
            others = [leaf for leaf in found if not any(leaf is each for each in leaves)]
            of_all = torch.autograd.grad(
                result, [*leaves, *others], weight.detach(), retain_graph=True, allow_unused=True
            )
            gradients: Sequence[torch.Tensor | None] = of_all[: len(leaves)]
            for leaf, gradient in zip(others, of_all[len(leaves) :], strict=True):
                if gradient is not None:  # a model's own parameters, as a backward pass fills them
                    leaf.grad = gradient if leaf.grad is None else leaf.grad + gradient
            table = Table(self._max_bytes)
            writer = Encoder(table, shared, things)
            answer: Answer = {"value": writer.encode(tuple(None if g is None else g.detach() for g in gradients))}
            answer["changed"] = changes(shared, writer)
            answer["t"], buffers = self._borrowed.give_back(table, [], lambda result: 0)
        except (RuntimeError, MalformedMessage, KeyError) as error:
            return {"error": exceptions.describe(error, *self._explain(error)), "t": []}, []
        shared.settle(picture)
        return answer, buffers

    def _of_result(self, result: list[Any], table: Table, question: Any) -> Any:
        """The tree of the one value in ``result``.

        An array that a student's code goes on with is the test's as well, as an attribute is: what either side does
        to it in place, the other sees.
        """
        shared, things, _ = self.exchange
        alone = _with_memory_of_their_own(result) if things.is_bench else frozenset[int]()

        def is_kept(value: Any) -> bool:
            held = id(value) in alone and (sys.getrefcount(value) > _UNHELD or _is_view_of_held(value))
            return self._has_gradients(value) or ((held or question == "getattr") and self._may_be_kept(value))

        return Encoder(table, shared, things, own=is_kept).encode(result[0])

    def _has_gradients(self, value: Any) -> bool:
        """Whether a tensor goes on being this side's: one that gradients are for."""
        return isinstance(value, torch.Tensor) and value.requires_grad and self._may_be_kept(value)

    def _may_be_kept(self, value: Any) -> bool:
        """Whether an array can go on being this side's and be the other's, too."""
        changes = value.is_leaf if isinstance(value, torch.Tensor) else value.flags.writeable
        return changes and arrays.size_of(value) <= MOST_KEPT and not self._borrowed.holds(value)

    def _keep(self, result: torch.Tensor, inputs: dict[int, torch.Tensor], made_of: list[MadeOf]) -> int:
        """A number for a result's graph, which is kept; what is told of it is added to ``made_of``.

        With others it would keep those, and so would the caller: each call would have those of all calls before.
        """
        while len(self._graphs) >= MAX_GRAPHS:
            del self._graphs[next(iter(self._graphs))]
        self._named += 1
        leaves = _leaves(result, _MOST_NODES)
        if leaves is not None:
            of = set(map(id, leaves))
            inputs = {handle: leaf for handle, leaf in inputs.items() if id(leaf) in of}
        self._graphs[self._named] = (result, inputs)
        step = type(result.grad_fn).__name__
        made_of.append((self._named, list(inputs), step if is_step(step) else _UNNAMED))
        return self._named

    def _synced(self, header: Asked, reader: Decoder) -> None:
        """What the caller tells besides of the call: what has changed, what is gone, and how the world is now."""
        shared = self.exchange.shared
        take_changes(header.get("changed", []), shared, reader)
        shared.drop(header.get("dropped", []))
        if "world" in header:
            self.exchange.world.take(reader.decode(header["world"]))
        shared.settle(picture)

    def _function(self, number: Any, question: Any) -> Callable[..., Any]:
        things = self.exchange.objects
        if question == "class":
            return self._described(things.answer(number, question))
        if type(question) is str and question:
            return things.answer(number, question)
        function: Callable[..., Any] = things.offered(number)
        if not callable(function):
            raise MalformedMessage("a call of something that is no function")
        things.touching(getattr(function, "__self__", function))
        return function

    def _described(self, answer: Callable[..., Any]) -> Callable[..., Any]:
        """The package's own code answers that, and no code of the other's that a test has put stubs before."""

        def described(*args: Any, **kwargs: Any) -> Any:
            with self.exchange.world.aside():
                return answer(*args, **kwargs)

        return described

    def _forget(self, header: Asked) -> None:
        returned, freed = checked_numbers(header.get("returned", [])), checked_numbers(header.get("freed", []))
        self._borrowed.drop(returned)
        for graph in freed:
            self._graphs.pop(graph, None)
