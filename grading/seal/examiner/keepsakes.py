"""What the source's own cells have made, as it was before a test: what a student's function changes of it is put back.

Trusted side; used by the examiner. A test may hand over what a given cell has made, and the function may change that in
place, as in any kernel. It would stay so for the tests and the given cells behind: those would fail, though they are
the source's own, and one function could leave for another what a test has told it.

Plain values, arrays and tensors are kept, and the attributes of objects and of their classes, with the lists, dicts and
sets in these, and all that a model or an optimiser holds. What a given class's own methods keep elsewhere is not.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from types import MemberDescriptorType, ModuleType
from typing import Any

import numpy as np
import torch

from grading.seal.window import arrays, kinds, loans, shared
from grading.seal.window.errors import MalformedMessage
from grading.seal.window.mirrors import FunctionStandIn, Handle, Mirror, RaisedMirror
from grading.seal.window.values import Opaque

_MOST = 100_000  # values that are looked at, but for plain ones
#: What does not change, and what stands for something of the student's.
_PASSED_OVER = (
    *(type(None), bool, int, float, complex, str, bytes, ModuleType),
    *(Handle, Mirror, RaisedMirror, FunctionStandIn, Opaque, BaseException),
)
_CONTAINERS = (list, dict, set, deque)
#: Whose own methods change the parameters that they hold in lists and dicts.
_MODELS = (torch.nn.Module, torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler)
_SCALARS = {type(None), bool, int, float, complex, str, bytes}
_ARRAYS = (torch.Tensor, np.ndarray)


class Keepsakes:
    """Of one namespace."""

    def __init__(self, namespace: MutableMapping[str, Any]) -> None:
        self._namespace = namespace
        self._known: dict[int, Any] = {}
        self._back: dict[int, Callable[[], None]] | None = None

    def know(self, before: Mapping[str, Any]) -> None:
        """What the namespace holds, and did not hold ``before``, is the source's, with all that stands in it."""
        waiting = [
            value
            for name, value in self._namespace.items()
            if not name.startswith("_") and value is not before.get(name, self)
        ]
        for _ in range(_MOST):
            if not waiting:
                return
            value = waiting.pop()
            if isinstance(value, _PASSED_OVER) or id(value) in self._known or not _is_own(value):
                continue
            self._known[id(value)] = value
            within = _within(value)
            if not set(map(type, within)) <= _SCALARS:
                waiting.extend(within)

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """While a test runs: what is changed then is at the end what it was."""
        self._back = {}
        try:
            yield
        finally:
            back, self._back = self._back, None
            for put_back in back.values():
                put_back()

    def note(self, value: Any, deeply: bool = False) -> None:
        """This is about to be changed, for a student's function; ``deeply``: and all in it, by its own methods."""
        if self._back is None or id(value) not in self._known or id(value) in self._back:
            return
        self._back[id(value)] = _as_it_is(value)
        deeply = deeply or isinstance(value, _MODELS)
        for each in _within(value) if deeply or not isinstance(value, (*_CONTAINERS, *_ARRAYS)) else ():
            if deeply or isinstance(each, (*_CONTAINERS, type)):
                self.note(each, deeply)


def _is_own(value: Any) -> bool:
    """Whether it is no class of a library's."""
    return not isinstance(value, type) or value.__module__ == "__main__"


def _within(value: Any) -> list[Any]:
    """What stands in a value."""
    if isinstance(value, dict):
        return [*dict.keys(value), *dict.values(value)]
    if isinstance(value, (list, tuple, set, frozenset, deque)):
        return list(value)
    if isinstance(value, torch.Tensor):
        return [value.grad] if value.is_leaf else []
    if isinstance(value, np.ndarray):
        return value.ravel().tolist() if value.dtype == object else []
    if isinstance(value, type):
        return [each for each in vars(value).values() if isinstance(each, _CONTAINERS)]
    holds = isinstance(value, torch.nn.Module) or type(value).__module__ == "__main__" or not callable(value)
    if not holds:
        return []
    return [*_in_slots(value).values(), *getattr(value, "__dict__", {}).values(), type(value)]


def _in_slots(value: Any) -> dict[str, Any]:
    """What an object of a notebook's class has without a dict."""
    line = (each for each in type(value).__mro__ if each.__module__ == "__main__")
    slots = (name for each in line for name, kind in vars(each).items() if isinstance(kind, MemberDescriptorType))
    return {name: getattr(value, name) for name in slots if hasattr(value, name)}


def _as_it_is(value: Any) -> Callable[[], None]:
    """How to make it again what it is now."""
    kind = kinds.name_of(type(value))
    if arrays.crosses(value):
        return _array(value)
    if isinstance(value, (list, dict)) or (kind is not None and kinds.KINDS[kind].put is not None):
        try:
            old = kinds.KINDS[kind].made(kinds.KINDS[kind].apart(value)) if kind else value.copy()
        except (kinds.NotPlain, MalformedMessage):
            return lambda: None
        return lambda: shared.put(value, old)
    attributes, slots = dict(getattr(value, "__dict__", {})), _in_slots(value)

    def put_back() -> None:
        if isinstance(value, type):
            _put_back(value, attributes)
            return
        for name in _in_slots(value).keys() - slots.keys():
            object.__delattr__(value, name)
        for name, was in slots.items():
            object.__setattr__(value, name, was)
        if hasattr(value, "__dict__"):
            vars(value).clear()
            vars(value).update(attributes)

    return put_back


def _put_back(kind: type, attributes: Mapping[str, Any]) -> None:
    """Those of a class, whose own dict nobody may write to."""
    for name in vars(kind).keys() - attributes.keys():
        delattr(kind, name)
    for name, was in attributes.items():
        if vars(kind)[name] is not was:
            setattr(kind, name, was)


def _array(value: Any) -> Callable[[], None]:
    form, data = arrays.to_raw(value)
    tensor = isinstance(value, torch.Tensor) and value.is_leaf
    grad, requires = (value.grad, value.requires_grad) if tensor else (None, False)

    def put_back() -> None:
        if tensor and not value.is_leaf:
            value.detach_()
        loans.put(value, arrays.from_raw(form, memoryview(data)), counted=False)
        if tensor:
            value.requires_grad_(requires)
            loans.set_grad(value, grad)

    return put_back
