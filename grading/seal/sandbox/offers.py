"""What a test hands over to a student's code to be called and asked, and what of it may be asked.

Trusted side; used by `grading.seal.sandbox.remote`. A bench asks whatever it likes, and what is offered runs here: so
only functions and objects of a test's own are, files that it has opened, Python's exceptions, torch's modules,
optimisers and loaders of data, and what a library makes to be called and no more, methods of lists and dicts too; and
of an object only what has a name without an underscore in front, or one that the bench has added. What comes back
of it, of no plain value and not offered in its turn, is opaque.
"""

from __future__ import annotations

import collections
import functools
import inspect
import io
import itertools
import math
import operator
import random
import types
import unittest.mock
from typing import Any

import numpy as np
import torch
from numpy.polynomial._polybase import ABCPolyBase

from grading.seal.window.asking import OF_DICT, OF_NAMES, SPECIAL
from grading.seal.window.mirrors import FunctionStandIn, Handle
from grading.seal.window.objects import Offers, library_name

_MODELS = (torch.nn.Module, torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler, torch.utils.data.Dataset)
_LOADERS = (torch.utils.data.DataLoader, torch.utils.data.dataloader._BaseDataLoaderIter)  # noqa: SLF001
_FILES = io.TextIOWrapper, io.BufferedReader, io.BufferedWriter, io.BufferedRandom
_OTHERS = unittest.mock.NonCallableMock, torch.utils.hooks.RemovableHandle, *_FILES
#: Iterators of Python's own over what a test gives, of which the next item is asked and nothing else.
_ITERATORS = frozenset(
    (
        *map(type, map(iter, ((), [], "", b"", {}, {}.values(), {}.items(), set(), range(0), range(1 << 70)))),
        *(type(reversed([])), enumerate, zip, map, filter, reversed),
        *(kind for kind in vars(itertools).values() if isinstance(kind, type) and kind.__module__ == "itertools"),
    )
)
#: Functions that compute with what they are given: of others, an object that calls them is not handed over.
_COMPUTE = frozenset(
    (
        *(each for module in (math, operator) for each in vars(module).values() if callable(each)),
        *(abs, divmod, max, min, pow, round, sorted, sum),
    )
)
#: What a library makes an iterator or a plain value by, of a function or a value.
_MAKE = frozenset((map, filter, zip, enumerate, reversed, *(list, tuple, set, frozenset, dict, str, int, float, bool)))
_CALLED = _COMPUTE | _MAKE
#: Methods of a test's own containers and texts that take in, look up or join what they are given.
_COLLECT = frozenset(
    (
        *("append", "appendleft", "extend", "insert", "remove", "pop", "popleft", "index", "count", "add", "discard"),
        *("get", "setdefault", "update", "join", "startswith", "endswith", "__getitem__", "__contains__"),
    )
)
_CONTAINERS = frozenset((list, tuple, dict, set, frozenset, str, collections.deque, collections.Counter))
_CACHED = type(functools.lru_cache(lambda: None))
#: Methods of arrays, matrices and operators, which compute with what they are given.
_PRODUCTS = frozenset({"dot", "matvec", "rmatvec", "matmul", "mv", "__matmul__"})
#: Parts of SciPy whose objects compute: distributions, and what leads a curve through points.
_OF_SCIPY = ("scipy.stats.", "scipy.interpolate.")
#: Generators of random numbers, whose methods draw; but for those that set them.
_GENERATORS = (np.random.Generator, np.random.RandomState, random.Random)
_OF_FUNCTIONS = {"__name__", "__qualname__", "__doc__", "__module__", "__annotations__", "__defaults__"}
_QUESTIONS = SPECIAL | {"class", "next", "equal", "signature", "await", "send", "throw", "held", "dict names"}


def may_offer(thing: Any) -> bool:
    """Whether a test may hand it over."""
    if is_only_called(thing):
        return True
    if isinstance(thing, types.MethodType | types.BuiltinMethodType):
        return may_offer(thing.__self__)
    if isinstance(thing, types.FunctionType):  # or an optimiser's step, which its scheduler has replaced
        return thing.__module__ == "__main__" or thing.__code__.co_filename == torch.optim.lr_scheduler.__file__
    if isinstance(thing, types.CoroutineType):
        return "ipykernel_" in thing.cr_code.co_filename
    if isinstance(thing, types.GeneratorType):
        place = thing.gi_code.co_filename
        return "ipykernel_" in place or place == torch.nn.modules.module.__file__  # of a model's parameters
    if type(thing) is object or type(thing) in _ITERATORS:
        return True
    if isinstance(thing, Exception) and type(thing).__module__ == "builtins":
        return True
    kind = thing if isinstance(thing, type) else type(thing)
    return kind.__module__ == "__main__" or issubclass(kind, (*_MODELS, *_LOADERS, *_OTHERS))


def is_only_called(thing: Any) -> bool:
    """Whether it is a library's object that computes something when it is called."""
    if type(thing) in (functools.partial, np.vectorize):
        function, *given = [thing.func, *thing.args] if isinstance(thing, functools.partial) else [thing.pyfunc]
        if type(function) is type:
            return function in _MAKE and all(not callable(each) or _computes(each) for each in given)
        return _computes(function)
    if type(thing) is _CACHED:
        return _computes(thing.__wrapped__)
    if isinstance(thing, types.MethodType | types.BuiltinMethodType) and thing.__name__ in _PRODUCTS:
        return library_name(type(thing.__self__)).startswith(("numpy:", "numpy.", "scipy.", "torch:"))
    if isinstance(thing, types.BuiltinMethodType) and type(thing.__self__) in _CONTAINERS:
        return thing.__name__ in _COLLECT
    if isinstance(thing, types.MethodType | types.BuiltinMethodType) and type(thing.__self__) in _GENERATORS:
        return not thing.__name__.startswith(("_", "set", "seed"))
    if isinstance(thing, types.MethodType) and type(thing.__self__).__module__.startswith(_OF_SCIPY):
        return not thing.__name__.startswith("_")
    if type(thing).__module__.startswith(_OF_SCIPY):
        return callable(thing)
    return type(thing) in (np.poly1d, operator.itemgetter) or isinstance(thing, ABCPolyBase)


def _computes(function: Any) -> bool:
    """Whether a library's object that calls it computes something, or calls what a test may hand over."""
    return (function.__hash__ is not None and function in _CALLED) or may_offer(function)


def may_ask(thing: Any, question: str, args: tuple[Any, ...]) -> bool:
    """Whether a bench may ask that of what a test has handed over."""
    if question == "held":
        return isinstance(thing, (str, int, float, list, tuple, dict))
    if type(thing) in _ITERATORS:
        return question in ("next", "__iter__", "__length_hint__")
    if is_only_called(thing):
        return question in ("getattr", "signature") and args[:1] == ("__name__",)
    if isinstance(thing, type) and thing in _ITERATORS:
        return question == "class"
    if question in ("dict names", *OF_DICT) and not _is_of_the_tests_class(thing):
        return False
    if question in OF_NAMES:
        name = args[0] if args and type(args[0]) is str else "_"
        if isinstance(thing, types.FunctionType | types.MethodType):
            return question == "getattr" and name in _OF_FUNCTIONS
        if isinstance(thing, _LOADERS):
            return question == "getattr" and name in ("dataset", "batch_size")
        if isinstance(thing, unittest.mock.NonCallableMock):  # what it asserts and has counted is the test's to ask
            return question == "getattr" and not (name.startswith("_") or hasattr(type(thing), name))
        if question not in ("getattr", "dict get") and _judges(thing, name, args[1:]):
            return False
        return not name.startswith("_") or (question == "getattr" and name in ("__doc__", "__name__"))
    return question in _QUESTIONS


def may_add(thing: Any, name: str) -> bool:
    """Whether a bench may give a thing an attribute with an underscore in front, and then ask for it."""
    return (
        _is_of_the_tests_class(thing)
        and name.startswith("_")
        and not name.endswith("__")
        and not (name in vars(thing) or hasattr(type(thing), name))
    )


def _is_of_the_tests_class(thing: Any) -> bool:
    """Whether it is an object, and none of a library's, that has attributes."""
    return not isinstance(thing, type) and type(thing).__module__ == "__main__" and hasattr(thing, "__dict__")


def _judges(thing: Any, name: str, given: tuple[Any, ...]) -> bool:
    """Whether a test may judge by what is there: a method, or an object of its own whose place another would take."""
    of_the_class = inspect.getattr_static(thing if isinstance(thing, type) else type(thing), name, None)
    computes = hasattr(type(of_the_class), "__get__") and not hasattr(type(of_the_class), "__set__")
    if not isinstance(of_the_class, Handle) and (callable(of_the_class) or computes):
        return True
    there = inspect.getattr_static(thing, name, None)
    is_own = may_offer(there) and not isinstance(there, types.FunctionType | types.MethodType)
    return is_own and any(isinstance(each, Handle | FunctionStandIn) for each in given)


TRUSTED = Offers(may_offer, may_ask, is_only_called, may_add)
