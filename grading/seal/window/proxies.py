"""Proxies: callables that stand for a function on the other side of the window.

Both sides use it. The examiner's proxies are the student's functions, as an ordinary test calls
them; the bench's are the references that a test puts in a student's place for a while.

A call sends the arguments with ``requires_grad``, ``.grad``, strides and leaf-ness and brings the caller's
own objects up to date in place. A result that is an argument comes back as that very object. A
differentiable result is differentiable here: its backward asks the other side. An exception is
raised as the same built-in type. The caller's grad mode holds during the call and is afterwards
what the function left behind.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from types import CodeType
from typing import Any, NoReturn, Protocol

import torch

from grading.seal.window import exceptions
from grading.seal.window.channel import Header
from grading.seal.window.errors import CallTimedOut, MalformedMessage
from grading.seal.window.lender import Lender
from grading.seal.window.loans import checked_specs
from grading.seal.window.values import Table, decode, encode


class Asks(Protocol):
    """What a caller needs of the way to the other side; `grading.seal.window.requests.Peer` has it."""

    def request(self, header: Header, buffers: Sequence[bytes] = ()) -> tuple[Header, memoryview]:
        """Ask and wait for the answer."""


class Caller:
    """Makes calls through a peer; one for each, since it knows what the other side has copies of.

    ``misbehaved`` is told when an answer breaks the rules; it raises what the caller is to see.
    ``failed`` is told of every exception of the other side's that is about to be raised here, and
    of the answer that told of it.
    """

    def __init__(
        self,
        peer: Asks,
        max_bytes: int,
        misbehaved: Callable[[MalformedMessage], NoReturn] | None = None,
        failed: Callable[[Exception, Header], None] = lambda error, told: None,
    ) -> None:
        self.peer = peer
        self.calls = 0
        self._max_bytes = max_bytes
        self._misbehaved = misbehaved or _raise
        self._failed = failed
        self._lent = Lender()
        self._freed: list[int] = []
        self._period = self._periods = 0

    @contextlib.contextmanager
    def with_a_copy(self) -> Iterator[None]:
        """While the other side is a copy, which knows the functions and graphs so far and loses what comes."""
        kept = self._lent, self._freed
        self._periods += 1
        self._lent, self._freed, self._period = Lender(), [], self._periods
        try:
            yield
        finally:
            (self._lent, self._freed), self._period = kept, 0

    def call(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call the other side's function with that number."""
        self.calls += 1
        table = Table(self._max_bytes)
        tree = encode(list(args), table)
        named = encode(kwargs, table)
        arguments = len(table.objects)
        specs, buffers = self._lent.give(table)
        inputs = [(s.handle, v) for s, v in zip(specs[:arguments], table.objects, strict=False) if s.requires_grad]
        header = {"op": "call", "fn": number, "args": tree, "kwargs": named}
        header["grad"] = torch.is_grad_enabled()
        answer, data = self._ask(header, specs, buffers)
        try:
            told = checked_specs(answer.get("t"))
            received = self._lent.receive(
                told, data, (spec.handle for spec in specs), lambda value, graph: self._follow(value, graph, inputs)
            )
            failure = self._failure(answer)
            result = decode(answer.get("value"), received) if failure is None else None
        except Exception as error:  # noqa: BLE001 - whatever an answer causes is the answer's fault
            self._misbehaved(MalformedMessage.caused(error))
        grad = answer.get("grad") is True
        if grad is not torch.is_grad_enabled():
            torch.set_grad_enabled(grad)
        if failure is not None:
            self._failed(failure, answer)
            raise failure
        return result

    def gradients(self, graph: _Graph, weight: torch.Tensor) -> list[torch.Tensor | None]:
        """The vector-Jacobian product of a result with respect to the lent objects."""
        if graph.period not in (0, self._period):
            raise RuntimeError("autograd cannot follow: this result was made in a test that is over")
        handles = graph.handles
        table = Table(self._max_bytes)
        tree = encode([weight.detach()], table)
        specs, buffers = self._lent.give(table)
        header = {"op": "vjp", "graph": graph.number, "wrt": handles, "args": tree}
        answer, data = self._ask(header, specs, buffers)
        try:
            received = self._lent.receive(checked_specs(answer.get("t")), data, ())
            failure = self._failure(answer)
            if failure is None:
                result = decode(answer.get("value"), received)
                if type(result) is not list or len(result) != len(handles):
                    raise MalformedMessage("gradients in an unknown form")
                if all(g is None or type(g) is torch.Tensor for g in result):
                    return result
                raise MalformedMessage("a gradient that is no tensor")
        except Exception as error:  # noqa: BLE001 - whatever an answer causes is the answer's fault
            self._misbehaved(MalformedMessage.caused(error))
        self._failed(failure, answer)
        raise failure

    @staticmethod
    def _failure(answer: Header) -> Exception | None:
        """The exception that an answer tells of. ``late`` is said by this side alone."""
        if "late" in answer:
            return CallTimedOut(answer["late"])
        return exceptions.rebuild(answer["error"]) if "error" in answer else None

    def free(self, graph: _Graph) -> None:
        """Tell the other side, with the next call, that a result's graph is no longer needed."""
        if graph.period == self._period:
            self._freed.append(graph.number)

    def _ask(self, header: Header, specs: list[Any], buffers: list[bytes]) -> Any:
        header["t"] = specs
        if self._lent.returned:
            header["returned"], self._lent.returned = self._lent.returned, []
        if self._freed:
            header["freed"], self._freed = self._freed, []
        return self.peer.request(header, buffers)

    def _follow(self, value: Any, graph: int, inputs: list[tuple[int, torch.Tensor]]) -> Any:
        """The same tensor, differentiable: its backward asks the other side."""
        if type(value) is not torch.Tensor or not (value.dtype.is_floating_point or value.dtype.is_complex):
            raise MalformedMessage("a result is said to be differentiable and cannot be")
        handles = [handle for handle, _ in inputs]
        leaves = [tensor for _, tensor in inputs] or [torch.zeros((), device="cpu", requires_grad=True)]
        with torch.enable_grad():
            return _Remote.apply(  # type: ignore[no-untyped-call]
                _Graph(self, graph, handles, self._period), (value,), *leaves
            )


def _raise(error: MalformedMessage) -> NoReturn:
    raise error


class _Graph:
    """A result's graph on the other side; freed there when the last reference here is gone."""

    def __init__(self, caller: Caller, number: int, handles: list[int], period: int) -> None:
        self.caller, self.number, self.handles, self.period = caller, number, handles, period
        self.spent_marker = torch.empty(0, device="cpu")

    def __del__(self) -> None:
        self.caller.free(self)


class _Remote(torch.autograd.Function):
    """The node of a differentiable result; its backward is computed on the other side."""

    @staticmethod
    def forward(ctx: Any, graph: _Graph, value: tuple[torch.Tensor], *leaves: torch.Tensor) -> torch.Tensor:
        ctx.graph = graph
        # Saved only so that a second backward without retain_graph fails as it does everywhere.
        ctx.save_for_backward(graph.spent_marker)
        return value[0]

    @staticmethod
    def backward(ctx: Any, weight: torch.Tensor) -> Any:
        _ = ctx.saved_tensors
        graph = ctx.graph
        gradients = graph.caller.gradients(graph, weight)
        return (None, None, *(gradients or [None]))


class Proxy:
    """Stands for one function of the other side. Called by position or by keyword, as the original.

    ``__name__`` is the original's, for messages.
    """

    __code__: CodeType  # only where the original is a plain function of a cell

    def __init__(self, caller: Caller, number: int, name: str) -> None:
        self._caller, self._number = caller, number
        self.__name__ = self.__qualname__ = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the original with these arguments."""
        return self._caller.call(self._number, args, kwargs)

    def __repr__(self) -> str:
        return f"<the student's {self.__name__}>"
