"""Functions, classes and objects that stay where they are, and cross as numbers.

Both sides use it: it is the teller of `grading.seal.window.values`. What one side offers, the other has a stand-in
for: a `Proxy` of a function, a mirror of a class, a handle on an object (`grading.seal.window.mirrors`). One thing
has one number, and one stand-in as long as somebody holds that; a stand-in that goes back arrives as the thing
itself.

The bench offers whatever its code returns. The trusted side offers what a test hands over to be called: functions and
objects of the test's own, and models and optimisers; of a library's function or class it tells the name alone, which
the bench looks up there. What may be asked of what is offered, `Offers` says.
"""

from __future__ import annotations

import contextlib
import copy
import enum
import functools
import importlib
import logging
import sys
import types
import weakref
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np
import torch

from grading.seal.window import asking, mirrors
from grading.seal.window.errors import MalformedMessage
from grading.seal.window.shared import Shared

MOST = 100_000
_FUNCTIONS = (
    *(types.FunctionType, types.MethodType, types.BuiltinFunctionType, functools.partial, np.ufunc),
    *(type(object().__str__), type(str.upper), type(functools.lru_cache(lambda: 0)), type(dict.fromkeys)),
    *(types.WrapperDescriptorType, type(np.median)),
)
_STAND_INS = (mirrors.Handle, mirrors.Mirror, mirrors.RaisedMirror, mirrors.FunctionStandIn)
_LOGGER = "logging.Logger"
_DESCRIPTORS = types.MethodDescriptorType, types.WrapperDescriptorType
#: What stays opaque: it would be looked at as a tensor or an array is.
_LIKE_ARRAYS = (torch.Tensor, np.ndarray, np.generic)


class Calls(Protocol):
    """What stand-ins need of a `Caller`."""

    def call(self, number: int, args: Any, kwargs: Any, question: str = "", made: bool | None = False) -> Any:
        """Call a function of the other side's, or ask something of an object."""


class Offers(NamedTuple):
    """What one side offers, whether something may be asked of it, and whether it is to be called and no more.

    And which attributes the other side may add to it, as its own.
    """

    may: Callable[[Any], bool]
    may_ask: Callable[[Any, str, Any], bool]
    is_only_called: Callable[[Any], bool]
    may_add: Callable[[Any, str], bool]


def anything(thing: Any) -> bool:
    """What a bench offers: all that could not be taken for a value."""
    return not isinstance(thing, _LIKE_ARRAYS)


BENCH = Offers(anything, lambda thing, question, args: True, lambda thing: False, lambda thing, name: True)


class Objects:
    """One side's, for as long as a bench or a copy of it lasts. ``make_proxy`` makes a stand-in of a function."""

    def __init__(self, offers: Offers, make_proxy: Callable[[Any, int, str, str], Any]) -> None:
        self.caller: Calls
        self.heard: Callable[[str | bytes], None] = lambda text: None  # told of each text that arrives
        self.touching: Callable[[Any], None] = lambda thing: None  # told before a thing of this side is changed
        self.is_written: Callable[[str], bool] = lambda name: True  # whether the notebook has this name in its text
        self.period = self._periods = 0
        self.making: Any = None  # what a class has just made, which crosses as an object whatever it is made of
        self.made: bool | None = None  # whether what arrives was made by a test, or given by a function; or neither
        self.given = set[int]()  # the classes that a function has given
        self._offers, self._make_proxy = offers, make_proxy
        self._offered: list[Any] = []
        self._numbers: dict[int, int] = {}
        self._added: dict[int, set[str]] = {}  # by an offered thing's number: what the other side has given it
        self._there: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
        self._classes: dict[int, Any] = {}
        self._kept: Any = None

    def begin(self) -> None:
        """From now on the other side is a copy, which loses what it meets; `end` ends that."""
        self._kept = list(self._offered), dict(self._numbers), dict(self._classes)
        self._periods += 1
        self.period = self._periods

    def end(self) -> None:
        """The other side is what it was before `begin`."""
        self._offered, self._numbers, self._classes = self._kept
        self._added = {number: names for number, names in self._added.items() if number < len(self._offered)}
        self.period = 0
        self.given = set()
        self._there = weakref.WeakValueDictionary()

    @property
    def is_bench(self) -> bool:
        """Whether this is the bench's side."""
        return self._offers is BENCH

    # What is here

    def offer(self, thing: Any) -> int:
        """The number of a thing of this side's."""
        number = self._numbers.get(id(thing))
        if number is None:
            if len(self._offered) >= MOST:
                raise MalformedMessage("more objects are offered than may be")
            number = self._numbers[id(thing)] = len(self._offered)
            self._offered.append(thing)  # and so its id stays its own
        return number

    def withdraw(self, number: int) -> None:
        """End what `offer` began."""
        self._numbers.pop(id(self._offered[number]), None)
        self._offered[number] = None

    def offered(self, number: Any) -> Any:
        """The thing with this number. Raises MalformedMessage."""
        if type(number) is not int or not 0 <= number < len(self._offered) or self._offered[number] is None:
            raise MalformedMessage("something that is not offered")
        return self._offered[number]

    def answer(self, number: Any, question: str) -> Callable[..., Any]:
        """A function that answers a question about an offered thing. Raises MalformedMessage."""
        thing = self.offered(number)

        def answer(*args: Any, **kwargs: Any) -> Any:
            if not (self._offers.may_ask(thing, question, args) or self._is_added(number, question, args)):
                raise AttributeError(f"a test's {type(thing).__name__} is not asked that")
            self.touching(thing)
            found = asking.answer(question, thing, *args, **kwargs)
            if not self.is_bench and isinstance(thing, types.FunctionType | types.MethodType):
                return _copied(found)  # its annotations and defaults, which the bench would change
            return found

        return answer

    def _is_added(self, number: int, question: str, args: Any) -> bool:
        """Whether it is about an attribute that the other side has added to a thing, or adds."""
        if question not in asking.OF_NAMES or not args or type(args[0]) is not str:
            return False
        name, added = args[0], self._added.setdefault(number, set())
        if question in ("setattr", "dict set") and self._offers.may_add(self._offered[number], name):
            added.add(name)
        return name in added

    def tell(self, value: Any) -> Any:
        """As a teller does."""
        kind = type(value)
        place = self._place_there(value, kind)
        if place is not None:
            return ["back", place.number] if place.period in (0, self.period) else None
        plain = issubclass(kind, str | int | float | list | tuple | dict)
        if plain and not self._is_object(value, kind):
            return None
        library = library_name(value) if not self.is_bench else ""
        if library:
            return ["library", library]
        if not self._offers.may(value):
            return None
        if isinstance(value, type):
            return ["class", self.offer(value)]
        if isinstance(value, _FUNCTIONS) or self._offers.is_only_called(value):
            return ["function", self.offer(value), str(getattr(value, "__name__", ""))[:200], kind.__name__[:200]]
        return ["object", self.offer(value), self.offer(kind)]

    def _place_there(self, value: Any, kind: type) -> mirrors.Place | None:
        """Where the thing is that the other side has offered, if this is its stand-in."""
        place: mirrors.Place | None = None
        if issubclass(kind, _STAND_INS):
            place = mirrors.place_of(value)
        elif isinstance(kind, mirrors.RaisedMirror):
            place = value.__dict__.get("student_object")
        return place if place is not None and place.objects is self else None

    def _is_object(self, value: Any, kind: type) -> bool:
        """Whether an object of a subclass of a plain type is more than what it holds."""
        if issubclass(kind, tuple) and hasattr(kind, "_fields"):
            return False
        if isinstance(kind, enum.EnumMeta):
            return self.is_bench
        if not self.is_bench and kind.__module__ == "__main__" and _answers_for_itself(kind):
            return True
        return value is self.making or id(value) in self._numbers

    def tell_raised(self, error: BaseException) -> Any:
        """The numbers of an exception of a class of the student's, and of that class; None of any other."""
        if self.is_bench and isinstance(error, Exception) and asking.is_students(type(error)):
            return [self.offer(error), self.offer(type(error))]
        return None

    def tell_named(self, kind: type) -> int | None:
        """The number of a class of named tuples, negative where it is the other side's; None of any other."""
        if self.is_bench and hasattr(kind, "_fields"):
            return self.offer(kind)
        if issubclass(kind, mirrors.Named) and mirrors.place_of(kind).objects is self:
            return -1 - mirrors.place_of(kind).number
        return None

    # What is there

    def meet(self, told: Any) -> Any:
        """As a teller does."""
        if type(told) is not list or len(told) < 2 or type(told[0]) is not str:
            raise MalformedMessage("something told in an unknown form")
        what, number = told[:2]
        if what == "back":
            return self.offered(number)
        if what == "library" and self.is_bench and type(number) is str:
            return _find(number)
        if type(number) is not int or not 0 <= number < MOST:
            raise MalformedMessage("something with a number that it cannot have")
        if what == "class":
            if self.made is False and not self.is_bench:
                self.given.add(number)
            return self.met_class(number)
        if what == "function" and len(told) == 4 and type(told[2]) is type(told[3]) is str:
            self.heard(told[2])
            return self._stand_in(number, lambda: self._make_proxy(self, number, told[2], told[3]))
        if what == "object" and len(told) == 3:
            return self._stand_in(number, lambda: self._handle(number, told[2]))
        raise MalformedMessage("something told in an unknown form")

    def met_class(self, number: int) -> Any:
        """The class that stands for one of the other side's."""
        if type(number) is not int or len(self._classes) > MOST:
            raise MalformedMessage("a class with a number that it cannot have")
        if number not in self._classes:
            told = self.ask(number, "class", (), {}, made=None)  # an object in the description is nobody's
            if number not in self._classes:
                self._classes[number] = mirrors.mirror(self, number, told)
        return self._classes[number]

    def met_named(self, number: Any, items: list[Any]) -> Any:
        """A named tuple of a class of the other side's."""
        if type(number) is int and number < 0:
            return tuple.__new__(self.offered(-1 - number), items)
        kind = self.met_class(number)
        if not issubclass(kind, mirrors.Named) or len(kind._fields) != len(items):
            raise MalformedMessage("a named tuple with other items than names")
        return tuple.__new__(kind, items)

    def _stand_in(self, number: int, make: Callable[[], Any]) -> Any:
        found = self._there.get(number)
        if found is None:
            found = self._there[number] = make()
        return found

    @contextlib.contextmanager
    def arriving(self, made: bool | None) -> Iterator[None]:
        """While something arrives that a test has ``made``, or that was given to it."""
        before, self.made = self.made, made
        try:
            yield
        finally:
            self.made = before

    def place(self, number: int) -> mirrors.Place:
        """Where a thing is that arrives now. The bench distrusts nothing of a test's."""
        return mirrors.Place(self, number, self.period, self.made is True or self.is_bench)

    def raised(self, number: int, kind: Any, text: str) -> Exception:
        """An exception of a class of the student's."""
        return mirrors.raised(self.met_class(kind), self.place(number), text)

    def _handle(self, number: int, kind: Any) -> Any:
        place, of = self.place(number), self.met_class(kind)
        if isinstance(of, mirrors.RaisedMirror):
            return self.raised(number, kind, str(self.ask(number, "__str__", (), {})))
        if not isinstance(of, mirrors.Mirror) or not issubclass(of, mirrors.Handle):
            raise MalformedMessage("an object of a class that has none")
        handle = object.__new__(of)
        object.__setattr__(handle, "_place", place)
        return handle

    def ask(self, number: int, question: str, args: Any, kwargs: Any, made: bool | None = False) -> Any:
        """Ask the other side something about a thing of its own."""
        return self.caller.call(number, args, kwargs, question, made)


#: What a subclass of a plain type may have of its own, and its objects are the plain value all the same.
_UNSEEN = {
    *("__module__", "__doc__", "__init__", "__new__", "__repr__", "__str__", "__hash__", "__dict__"),
    *("__init_subclass__", "__class_getitem__"),
}


def _answers_for_itself(kind: type) -> bool:
    """Whether objects of a subclass of a plain type notice how they are used, or answer otherwise than it."""
    line = kind.__mro__
    plain = next(each for each in line if each.__module__ == "builtins")
    own = {name for each in line[: line.index(plain)] for name in vars(each)}
    return not own.isdisjoint({*dir(plain), "__missing__", "__getattr__"} - _UNSEEN)


def library_name(value: Any) -> str:
    """Where a library has this function, class, module or logger; nothing for what a notebook has made."""
    if issubclass(type(value), _STAND_INS):
        return ""
    if isinstance(value, logging.Logger):
        return f"{_LOGGER}:{value.name}" if logging.getLogger(value.name) is value else ""
    module = getattr(value, "__module__", None) or ""
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", "")
    if type(value) is types.ModuleType:
        return f"{value.__name__}:"
    if not isinstance(value, (type, *_FUNCTIONS)) or module == "__main__" or type(name) is not str:
        return ""
    if isinstance(value, np.ufunc):
        module = "numpy"
    if isinstance(value, _DESCRIPTORS):  # a method of a library's class
        module = value.__objclass__.__module__
    of = getattr(value, "__self__", None) if isinstance(value, types.BuiltinFunctionType | types.MethodType) else None
    if of is not None and type(of) is not types.ModuleType:  # such as `random.random`
        module, name = module or type(of).__module__, getattr(value, "__name__", "")
    found: Any = sys.modules.get(module)
    for part in str(name).split("."):
        found = getattr(found, part, None)
    return f"{module}:{name}" if found is value else ""


def _find(name: str) -> Any:
    """A library's function or class by its name. On the bench alone, where whatever it does is the student's matter."""
    module, _, path = name.partition(":")
    if module == _LOGGER:
        return logging.getLogger(path)
    try:
        found = importlib.import_module(module)
        for part in filter(None, path.split(".")):
            found = getattr(found, part)
    except (ImportError, AttributeError) as error:
        raise MalformedMessage(f"there is no {name}") from error
    return found


def _copied(found: Any) -> Any:
    """Lists and dicts of a function's, as they are."""
    if type(found) in (list, tuple):
        return type(found)(map(_copied, found))
    return {name: _copied(value) for name, value in found.items()} if type(found) is dict else copy.copy(found)


class World(Protocol):
    """What tests and a student's functions share besides arguments and results: names, and where chance stands."""

    def tell(self) -> Any:
        """What has changed of it on this side, as plain values; None where nothing has."""

    def take(self, told: Any) -> None:
        """Do as the other side tells. Raises MalformedMessage."""

    def know(self, names: Iterable[str]) -> None:
        """What these are now, the other side knows."""

    def warn(self) -> None:
        """Give the warnings that there were on the other side. Raises what these are made into."""

    def aside(self) -> contextlib.AbstractContextManager[None]:
        """While the package's own code runs, and not a test's."""

    def in_test(self) -> contextlib.AbstractContextManager[None]:
        """While something of a test's runs in between."""


class NoWorld:
    """Nothing is shared."""

    def tell(self) -> Any:
        """Nothing."""
        return

    def take(self, told: Any) -> None:
        """Nothing."""

    def know(self, names: Iterable[str]) -> None:
        """Nothing."""

    def warn(self) -> None:
        """Nothing."""

    def aside(self) -> contextlib.AbstractContextManager[None]:
        """Nothing."""
        return contextlib.nullcontext()

    in_test = aside


class Exchange(NamedTuple):
    """All that one side knows of what is no plain value: for a bench, or a copy of it."""

    shared: Shared
    objects: Objects
    world: World
