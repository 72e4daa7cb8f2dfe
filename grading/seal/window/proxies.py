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
import functools
from collections.abc import Callable, Iterator, Sequence
from types import CodeType, FunctionType, MethodType
from typing import Any, NoReturn, Protocol

import torch

from grading.seal.window import arrays, exceptions, mirrors
from grading.seal.window.asking import signature_of, with_code
from grading.seal.window.errors import CallTimedOut, MalformedMessage, StudentError
from grading.seal.window.headers import Answer, Asked, Call, Request, Vjp, checked_numbers, is_step
from grading.seal.window.lender import Lender
from grading.seal.window.loans import checked_specs
from grading.seal.window.objects import Exchange, Objects
from grading.seal.window.shared import OF_ASKING, Shared
from grading.seal.window.values import Decoder, Encoder, Table, changes, picture, take_changes

#: Of a function's own, what a test may ask, and is answered on the other side.
_ASKED_OF_FUNCTIONS = frozenset(
    f"__{name}__" for name in ("doc", "module", "annotations", "defaults", "kwdefaults", "wrapped", "dict", "closure")
)

#: Of a function of which no cell is known.
_CODE = (lambda: None).__code__.replace(co_filename="<a function of the student's>")


class Asks(Protocol):
    """What a caller needs of the way to the other side; `grading.seal.window.requests.Peer` has it."""

    def request(self, header: Request, buffers: Sequence[bytes] = ()) -> tuple[Answer, memoryview]:
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
        exchange: Exchange,
        misbehaved: Callable[[MalformedMessage], NoReturn] | None = None,
        failed: Callable[[Exception, Answer], None] = lambda error, told: None,
    ) -> None:
        self.peer = peer
        self.calls = 0
        self._max_bytes = max_bytes
        self.exchange = exchange
        exchange.objects.caller = self
        self._misbehaved = misbehaved or _raise
        self._failed = failed
        self._lent = Lender()
        self._freed: list[int] = []
        self._kept: list[Any] = []  # lent arrays that something on the other side holds, or holds a view of
        self._period = self._periods = 0

    @contextlib.contextmanager
    def with_a_copy(self) -> Iterator[None]:
        """While the other side is a copy, which knows the functions and graphs so far and loses what comes."""
        kept = self._lent, self._freed, self._kept, self.exchange
        self._periods += 1
        self._lent, self._freed, self._kept, self._period = Lender(), [], [], self._periods
        self.exchange = self.exchange._replace(shared=Shared(OF_ASKING))
        self.exchange.objects.begin()
        try:
            yield
        finally:
            self.exchange.objects.end()
            (self._lent, self._freed, self._kept, self.exchange), self._period = kept, 0

    def start_anew(self) -> None:
        """The other side forgets what it has borrowed and shares; objects and graphs stay."""
        self._lent, self._kept = Lender(), []
        self.exchange = self.exchange._replace(shared=Shared(OF_ASKING))

    def call(
        self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any], question: str = "", made: bool | None = False
    ) -> Any:
        """Call the other side's function with that number, or ask a question of the object with it.

        ``made``: what comes back was made by a test (`grading.seal.window.mirrors`).
        """
        self.calls += 1
        world = self.exchange.world
        told = world.tell()  # of what a test has put in the place of Python's own functions, too
        with world.aside():
            return self._call(number, args, kwargs, question, made, told)

    def _call(
        self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any], question: str, made: bool | None, told: Any
    ) -> Any:
        shared, things, world = self.exchange
        table = Table(self._max_bytes)
        writer = Encoder(table, shared, things)
        header: Call = {"op": "call", "fn": number, "args": writer.encode(args), "kwargs": writer.encode(kwargs)}
        if question:
            header["do"] = question
        header["changed"] = changes(shared, writer)
        if told is not None:
            header["world"] = writer.encode(told)
        for leaf in self._lent.leaves():  # which an object there may have kept
            table.place(leaf)
        header["given"] = given = len(table.objects)
        for value in self._kept:
            if table.room > arrays.size_of(value):
                table.place(value)
        specs, buffers = self._lent.give(table)
        inputs = {s.handle: v for s, v in zip(specs[:given], table.objects, strict=False) if s.requires_grad}
        header["grad"] = torch.is_grad_enabled()
        if gone := shared.unheld():
            header["dropped"] = gone
        shared.settle(picture)
        answer, data = self._ask(header, specs, buffers)
        try:
            made_of = _checked_graphs(answer.get("made_of", []))
            received = self._lent.receive(
                checked_specs(answer.get("t")),
                data,
                (spec.handle for spec in specs),
                lambda value, graph: self._follow(value, graph, inputs, *made_of[graph]),
                things.touching,
            )
            reader = Decoder(received, shared, things)
            with things.arriving(made):
                failure = self._failure(answer)
                result = reader.decode(answer.get("value")) if failure is None else None
            with things.arriving(False):  # where it lies was the function's choice
                take_changes(answer.get("changed", []), shared, reader)
                if "world" in answer:
                    world.take(reader.decode(answer["world"]))
            self._kept = self._lent.of(checked_numbers(answer.get("kept", [])))
            shared.settle(picture)
        except StudentError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever an answer causes is the answer's fault
            self._misbehaved(MalformedMessage.caused(error))
        grad = answer.get("grad") is True
        if grad is not torch.is_grad_enabled():
            torch.set_grad_enabled(grad)
        world.warn()
        if failure is not None:
            self._failed(failure, answer)
            raise failure
        return result

    def gradients(self, graph: _Graph, weight: torch.Tensor) -> list[torch.Tensor | None]:
        """The vector-Jacobian product of a result with respect to the lent objects."""
        if graph.period not in (0, self._period):
            raise RuntimeError("autograd cannot follow: this result was made in a test that is over")
        handles = graph.handles
        shared, things, _ = self.exchange
        table = Table(self._max_bytes)
        writer = Encoder(table, shared, things)
        header: Vjp = {"op": "vjp", "graph": graph.number, "wrt": handles, "args": writer.encode((weight.detach(),))}
        header["changed"] = changes(shared, writer)
        specs, buffers = self._lent.give(table)
        shared.settle(picture)
        answer, data = self._ask(header, specs, buffers)
        try:
            received = self._lent.receive(checked_specs(answer.get("t")), data, ())
            failure = self._failure(answer)
            if failure is None:
                reader = Decoder(received, shared, things)
                result = reader.decode(answer.get("value"))
                if type(result) is not tuple or len(result) != len(handles):
                    raise MalformedMessage("gradients in an unknown form")
                if any(not (g is None or type(g) is torch.Tensor) for g in result):
                    raise MalformedMessage("a gradient that is no tensor")
                take_changes(answer.get("changed", []), shared, reader)
                shared.settle(picture)
                return list(result)
        except Exception as error:  # noqa: BLE001 - whatever an answer causes is the answer's fault
            self._misbehaved(MalformedMessage.caused(error))
        self._failed(failure, answer)
        raise failure

    def _failure(self, answer: Answer) -> Exception | None:
        """The exception that an answer tells of. ``late`` is said by this side alone."""
        if "late" in answer:
            return CallTimedOut(answer["late"])
        if "error" not in answer:
            return None
        described: Any = answer["error"]
        failure = exceptions.rebuild(described, self.exchange.objects.raised, mirrors.is_named)
        error: BaseException | None = failure
        while error is not None and described is not None:
            for told in (described["own"], described["text"], *filter(lambda each: type(each) is str, error.args)):
                self.exchange.objects.heard(told)
            error, described = error.__cause__, described.get("cause")
        return failure

    def free(self, graph: _Graph) -> None:
        """Tell the other side, with the next call, that a result's graph is no longer needed."""
        if graph.period == self._period:
            self._freed.append(graph.number)

    def _ask(self, header: Asked, specs: list[Any], buffers: list[bytes]) -> tuple[Answer, memoryview]:
        header["t"] = specs
        if self._lent.returned:
            header["returned"], self._lent.returned = self._lent.returned, []
        if self._freed:
            header["freed"], self._freed = self._freed, []
        return self.peer.request(header, buffers)

    def _follow(self, value: Any, graph: int, inputs: dict[int, torch.Tensor], handles: list[int], step: str) -> Any:
        """The same tensor, differentiable with respect to the inputs with these handles: its backward asks there."""
        if type(value) is not torch.Tensor or not (value.dtype.is_floating_point or value.dtype.is_complex):
            raise MalformedMessage("a result is said to be differentiable and cannot be")
        self.exchange.objects.heard(step)
        leaves = [inputs[handle] for handle in handles] or [torch.zeros((), device="cpu", requires_grad=True)]
        with torch.enable_grad():
            return _remote(step).apply(_Graph(self, graph, handles, self._period), (value,), *leaves)


def _raise(error: MalformedMessage) -> NoReturn:
    raise error


def _checked_graphs(told: object) -> dict[int, tuple[list[int], str]]:
    """By the numbers of results' graphs, what each was made of, and by what step. Raises MalformedMessage."""
    if type(told) is not list or not all(type(each) is list and len(each) == 3 for each in told):
        raise MalformedMessage("graphs in an unknown form")
    if not all(is_step(step) for *_, step in told):
        raise MalformedMessage("a step that has no name")
    return {checked_numbers([graph])[0]: (checked_numbers(handles), step) for graph, handles, step in told}


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


@functools.lru_cache(1000)
def _remote(step: str) -> Any:
    """The class of such nodes that torch calls ``step``, such as ``MulBackward0``, as it does on the other side."""
    kind: Any = type(step, (_Remote,), {})
    kind._backward_cls.__name__ = step  # noqa: SLF001 - torch would add a word
    return kind


def make(objects: Objects, number: int, name: str, kind: str) -> Proxy:
    """A proxy of a function whose type has this name."""
    made: Proxy = _kind(kind if kind.isidentifier() else "function", objects.is_bench)(objects, number, name)
    return made


class _Kind(type):
    """The class of classes of proxies: to who compares it, that of plain functions' is Python's own."""

    def __eq__(cls, other: object) -> bool:
        return cls is other or (other is FunctionType and cls.__name__ == "function")

    def __hash__(cls) -> int:
        return hash(FunctionType if cls.__name__ == "function" else cls.__name__)


@functools.lru_cache(1000)
def _kind(name: str, of_tests: bool) -> Any:
    """The class of such proxies; a plain function's say that they are functions.

    Those of a student's methods say what they are, too. Of a test's `inspect` would ask for the function.
    """
    said = FunctionType if name == "function" else MethodType if name == "method" and not of_tests else None
    return _Kind(name, (Proxy,), {} if said is None else {"__class__": property(lambda self: said)})


class Proxy(mirrors.FunctionStandIn):
    """Stands for one function of the other side. Called by position or by keyword, as the original.

    ``__name__`` is the original's, for messages.
    """

    __code__: CodeType  # only where the original has one; of a cell's function it says the line, too

    def __init__(self, objects: Objects, number: int, name: str) -> None:
        self.place = objects.place(number)
        self.__name__ = self.__qualname__ = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the original with these arguments."""
        if self.place.period not in (0, self.place.objects.period):
            raise StudentError("a function of a test that is over")
        return self.place.objects.ask(self.place.number, "", args, kwargs, made=self.place.made)

    def __getattribute__(self, name: str) -> Any:
        if name in _ASKED_OF_FUNCTIONS or not (name.startswith("__") or name == "place"):
            return mirrors.attribute(self, name)
        return object.__getattribute__(self, name)

    def __getattr__(self, name: str) -> Any:
        """What only some functions have."""
        if name == "__signature__":
            return signature_of(mirrors.ask(self, "signature"))
        if name == "__code__" and (told := mirrors.ask(self, "code")) is not None:
            return with_code(_CODE, told)
        if name in ("__func__", "__self__") and isinstance(self, MethodType):
            return mirrors.attribute(self, name)
        raise AttributeError(name)

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        """As a function: in a class of a test's it is a method."""
        return self if instance is None else functools.partial(self, instance)

    def __repr__(self) -> str:
        return f"<the student's {self.__name__}>"
