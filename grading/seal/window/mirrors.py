"""Classes and objects of the other side as tests see them: each class has a *mirror*, whose objects are handles.

Both sides use it, through `grading.seal.window.objects`. What is asked of a handle (an attribute, an operator, an
item, its truth) is asked of the object on the other side, call by call (`grading.seal.window.asking`); what comes
back is a plain value, another handle, or opaque. A handle is distrusted, as a function's result is:

- It is never equal to a plain value by its own word: where its class holds one, that is compared, on this side.
- It is an instance of the classes that its own is made of, and of those of a library only where these are listed
  here. Where its class is made of a plain type, `isinstance` says so, and Python's own functions, which look into a
  value, do not take it for one.
- What a function has returned, an object, a class or another function, and no class that a test has called, is not
  asked what a plain value could be asked with an argument: an operator, a comparison, a method like ``equals``. It
  would be told what is expected, and agree.
"""

from __future__ import annotations

import dataclasses
import datetime
import enum
import linecache
import re
import sys
import types
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any, NamedTuple

import numpy as np
import torch

from grading.seal.window.asking import (
    BINARY,
    EVERY,
    FACTS,
    HELD,
    MEMBERS,
    ORDER,
    OWN,
    SPECIAL,
    is_students,
    signature_of,
)
from grading.seal.window.errors import MalformedMessage, StudentError
from grading.seal.window.exceptions import is_raisable, kind_of
from grading.seal.window.kinds import TYPES, is_known, name_of
from grading.seal.window.values import Opaque

#: Modules of a library whose classes a handle may be an instance of; none of them is a plain value's.
_LIBRARY = (
    *("torch.nn.", "torch.optim.", "torch.autograd.", "torch.utils.data."),
    *("collections.abc", "abc", "enum", "typing", "threading"),
)
_KINDS_OF_CLASSES = type, enum.EnumMeta, type(torch.autograd.Function)
_MOST_CLASSES = 50  # that a class may be made of
_PLAIN: tuple[type, ...] = (
    *(bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, range),
    *(np.ndarray, np.generic, torch.Tensor, datetime.datetime, datetime.timedelta),
)
#: Where the thing is, of a handle and of a mirror.
_PLACE, _CLASS_PLACE = "_place", "_class_place"


class Place(NamedTuple):
    """Where the thing is that a stand-in stands for. ``made``: by a test, which called its class or what it made so."""

    objects: Any
    number: int
    period: int
    made: bool


def _plain_names() -> frozenset[str]:
    """What a plain value can be asked by name."""
    tables = sys.modules.get("pandas")
    kinds = (*_PLAIN, tables.DataFrame, tables.Series) if tables is not None else _PLAIN
    return frozenset(name for kind in kinds for name in dir(kind) if not name.startswith("_")) | {"equals"}


#: Methods of a model's that a tensor has, too, and that compare nothing.
_GIVES_ITSELF = ("to", "requires_grad_")


class FunctionStandIn:
    """A function of the other side's; see `grading.seal.window.proxies`."""

    place: Place


class Handle:
    """An object of the other side's."""

    _here: frozenset[str] = frozenset()  # names that are answered on this side

    def __init_subclass__(cls) -> None:
        """Nothing of what a library's class would do with a new one of its kind."""

    def __getattribute__(self, name: str) -> Any:
        if name in (_PLACE, "__class__") or name in type.__getattribute__(type(self), "_here"):
            return object.__getattribute__(self, name)
        if name in ("__eq__", "__ne__"):  # by name: the other side's own, which may say that it is not implemented
            found = ask(self, "getattr", name)
            return found if _is_made(self) else _unless_told(self, found, name)
        if name.startswith("__") and name.endswith("__") and name not in FACTS:
            return object.__getattribute__(self, name)
        if name == "__dict__" and place_of(self).objects.is_bench:
            ask(self, "dict names")  # which of some things is not asked, and then these have none
            return _Dict(self)
        return attribute(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        ask(self, "setattr", name, value)

    def __delattr__(self, name: str) -> None:
        ask(self, "delattr", name)

    def __eq__(self, other: object) -> Any:
        if isinstance(other, Handle):
            one, another = (other, self) if other._place.made and not self._place.made else (self, other)
            mine, theirs = type(one), type(another)
            if not (issubclass(mine, theirs) or issubclass(theirs, mine)):
                return False
            return ask(one, "equal", another) is True
        held = ask(self, "held")
        return held[0] == other if type(held) is list and held else NotImplemented

    def __ne__(self, other: object) -> Any:
        equal = Handle.__eq__(self, other)
        return equal if equal is NotImplemented else not equal

    def __hash__(self) -> int:
        return int(ask(self, "__hash__"))

    def __repr__(self) -> str:
        return _text(ask(self, "__repr__"))

    def __str__(self) -> str:
        return _text(ask(self, "__str__"))

    def __format__(self, how: str) -> str:
        return _text(ask(self, "__format__", how))

    def __dir__(self) -> list[str]:
        found = ask(self, "dir")
        return [name for name in found if type(name) is str] if type(found) is list else []

    def __copy__(self) -> Any:
        return ask(self, "copy")

    def __deepcopy__(self, memo: Any) -> Any:
        return ask(self, "deepcopy")


class _Dict(MutableMapping[str, Any]):
    """The ``__dict__`` of a test's object; of what there is the test's alone, it has nothing."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    def __getitem__(self, name: str) -> Any:
        try:
            found = ask(self._handle, "dict get", name)
        except AttributeError as error:
            raise KeyError(name) from error
        if not found:
            raise KeyError(name)
        return found[0]

    def __setitem__(self, name: str, value: Any) -> None:
        ask(self._handle, "dict set", name, value)

    def __delitem__(self, name: str) -> None:
        ask(self._handle, "dict del", name)

    def __iter__(self) -> Iterator[str]:
        return iter(ask(self._handle, "dict names"))

    def __len__(self) -> int:
        return len(ask(self._handle, "dict names"))

    def __repr__(self) -> str:
        return repr(dict(self))


def ask(handle: Any, question: str, *args: Any, **kwargs: Any) -> Any:
    """What the object that a handle stands for answers. Raises what it raises there."""
    place = place_of(handle)
    if place.period not in (0, place.objects.period):
        raise StudentError("an object of a test that is over")
    return place.objects.ask(place.number, question, args, kwargs, made=_is_made(handle))


def place_of(thing: Any) -> Place:
    """Where a handle's or a mirror's thing is."""
    kind = type(thing)  # `isinstance` would believe what it says to be
    if issubclass(kind, Mirror | RaisedMirror):
        return type.__getattribute__(thing, _CLASS_PLACE)  # type: ignore[no-any-return]
    if issubclass(kind, FunctionStandIn):
        return thing.place  # type: ignore[no-any-return]
    return object.__getattribute__(thing, _PLACE)  # type: ignore[no-any-return]


def is_over(value: Any) -> bool:
    """Whether it is a stand-in of a test that is over, or a list, tuple or dict of such, which may hold itself."""
    waiting, seen = [value], set[int]()
    while waiting:
        each = waiting.pop()
        if type(each) in (list, tuple, dict) and id(each) not in seen:
            seen.add(id(each))
            waiting.extend(each.values() if type(each) is dict else each)
        elif issubclass(type(each), Handle | FunctionStandIn) or _is_of_a_test(each):
            place = place_of(each)
            if place.period not in (0, place.objects.period):
                return True
    return False


def _is_of_a_test(kind: Any) -> bool:
    """Whether it is a class that a test has made of the student's."""
    return issubclass(type(kind), Mirror) and _known_to(kind)[_TESTS] is True


def attribute(thing: Any, name: str) -> Any:
    """What the other side has under a name of what a stand-in stands for.

    Of what a function has given, a class and a function too, nothing that can be called in a plain value's manner is
    called as it is, whatever it is itself.
    """
    return _guarded(thing, ask(thing, "getattr", name), name, _is_made(thing))


def _guarded(thing: Any, found: Any, name: str, made: bool) -> Any:
    if made or not callable(found) or name not in _plain_names():
        return found
    if isinstance(found, Handle) and hasattr(torch.nn.functional, name):  # a layer, which compares nothing
        return found
    return _unless_told(thing, found, name)


def _is_made(thing: Any) -> bool:
    """Whether a test has made it, or has the class by its name: no function has given it."""
    place = place_of(thing)
    return place.made and place.number not in place.objects.given


def _unless_told(thing: Any, method: Callable[..., Any], name: str) -> Callable[..., Any]:
    """The method, whose answer is not believed where a plain value could have been asked the same."""

    def asked(*args: Any, **kwargs: Any) -> Any:
        answer = method(*args, **kwargs)
        believed = answer is None or (answer is thing and name in _GIVES_ITSELF)
        told = any(not isinstance(each, Handle) for each in (*args, *kwargs.values()))
        return answer if believed or not told else _unheard()

    return asked


def _unheard() -> Opaque:
    return Opaque("value that the student's object has made of what it was compared with")


def _text(answer: Any) -> str:
    if type(answer) is not str:
        raise TypeError("an object of the student's has no text")
    return answer


def _operator(name: str) -> Callable[..., Any]:
    def operate(self: Any, other: Any) -> Any:
        if _is_made(self) or isinstance(other, Handle):
            return ask(self, name, other)
        return _unheard()

    return operate


def _order(name: str) -> Callable[..., Any]:
    def compare(self: Any, other: Any) -> Any:
        if not (_is_made(self) or isinstance(other, Handle)):
            raise TypeError("an object of the student's is not compared with a plain value")
        return ask(self, name, other)

    return compare


def _method(name: str) -> Callable[..., Any]:
    def asked(self: Any, *args: Any, **kwargs: Any) -> Any:
        return ask(self, name, *args, **kwargs)

    return asked


def _next(self: Any) -> Any:
    return _item_of(ask(self, "next"), StopIteration)


def _item_of(answer: Any, end: type[Exception]) -> Any:
    """What an iterator has told: an item in a list, or in a tuple what it has ended with."""
    if type(answer) is list and len(answer) == 1:
        return answer[0]
    if type(answer) is tuple and len(answer) <= 1:
        raise end(*answer)
    raise StudentError("an iterator that gives no item and does not end")


def _contains(self: Any, item: Any) -> bool:
    if _is_made(self) or isinstance(item, Handle):
        return ask(self, "__contains__", item) is True
    return any(each is item or each == item for each in iter(self))


def _iter(self: Any) -> Iterator[Any]:
    return ask(self, "__iter__")  # type: ignore[no-any-return]


def _exit(self: Any, kind: Any, error: Any, traceback: Any) -> Any:
    return _ended(self, "__exit__", kind, error, traceback)


def _ended(block: Any, question: str, kind: Any, error: Any, traceback: Any) -> Any:
    """What the end of a `with` answers.

    Of what a test finds wrong in the block, or what ends it, it learns no words, and it cannot swallow that.
    """
    if kind is None or not _is_of_the_test(kind, error, traceback):
        return ask(block, question, kind, error, None)
    ask(block, question, AssertionError, AssertionError(), None)
    return False


def _is_of_the_test(kind: type[BaseException], error: Any, traceback: Any) -> bool:
    """Whether a test has failed by this error: a check has, or values were not what they are to be.

    The latter is not so where the test itself names the error, or a kind of it.
    """
    if issubclass(kind, AssertionError) or not issubclass(kind, Exception):
        return True
    if not (issubclass(kind, _BY_VALUES) or hasattr(error, "student_traceback")):
        return False
    names = (each.__name__ for each in kind.__mro__ if issubclass(each, Exception))
    return not any(_names(traceback.tb_frame, name) for name in names)


def is_named(name: str) -> bool:
    """Whether the cell whose code runs has a name in its text."""
    frame: Any = sys._getframe(1)  # noqa: SLF001 - as `inspect` does
    while frame is not None and "ipykernel_" not in frame.f_code.co_filename:
        frame = frame.f_back
    return frame is not None and _names(frame, name)


def _names(frame: types.FrameType, name: str) -> bool:
    """Whether a name stands in the text of a frame's code."""
    file = frame.f_code.co_filename
    text = TEXTS.get(file) or "".join(linecache.getlines(file))
    return re.search(rf"\b{re.escape(name)}\b", text) is not None


#: By a file's name the text of a test's cell of which nobody is shown all.
TEXTS: dict[str, str] = {}
#: What a wrong value raises, whoever uses it.
_BY_VALUES = (AttributeError, LookupError, NameError, TypeError)


async def _anext(self: Any) -> Any:
    return _item_of(ask(self, "anext"), StopAsyncIteration)


def _aiter(self: Any) -> Any:
    return ask(self, "__aiter__")


async def _aenter(self: Any) -> Any:
    return ask(self, "aenter")


async def _aexit(self: Any, kind: Any, error: Any, traceback: Any) -> Any:
    return _ended(self, "aexit", kind, error, traceback)


def _special(names: Any) -> dict[str, Any]:
    """The methods for these questions."""
    own = {"__next__": _next, "__contains__": _contains, "__iter__": _iter, "__exit__": _exit}
    own |= {"__anext__": _anext, "__aiter__": _aiter, "__aenter__": _aenter, "__aexit__": _aexit}
    made: dict[str, Any] = {}
    for name in names:
        if name in BINARY:
            made[name] = _operator(name)
        elif name in ORDER:
            made[name] = _order(name)
        elif name in SPECIAL - EVERY:
            made[name] = own.get(name) or _method(name)
    return made


#: What is asked of a class between underscores.
_OF_CLASSES = SPECIAL - EVERY | {"__doc__", "__members__", "__init__", "__eq__", "__repr__", "__str__"}
_OF_CLASSES |= {"__dict__", "__annotations__", "__slots__", "__match_args__", "__signature__"}
#: What a class of a library's is, where it is one that handles say they are of; whether it is one that a test has made.
_KIND, _TESTS = "_kind", "_tests"


class _Meta(type):
    """The class of what a mirror is of whose class has a metaclass of the student's: that is equal to this."""

    metaclasses: tuple[Any, ...] = ()

    def __eq__(cls, other: object) -> bool:
        return cls is other or any(each is other for each in cls.metaclasses[:1])

    def __hash__(cls) -> int:
        return type.__hash__(cls)


class Mirror(type):
    """The class of mirrors: to call one is to call the class there, and what it makes is a handle."""

    def __new__(cls, name: str, bases: tuple[type, ...], known: dict[str, Any], **asked: Any) -> Any:
        """Past what a library's own class of classes would do. One of a test's own is made on the other side."""
        return type.__new__(cls, name, bases, known) if _CLASS_PLACE in known else _derived(name, bases, known, asked)

    def __init__(cls, name: str, bases: tuple[type, ...], known: dict[str, Any], **asked: Any) -> None:
        type.__init__(cls, name, bases, known)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """One more of its objects; what a class makes that a function has given is as what a function gives."""
        place = place_of(cls)
        return place.objects.ask(place.number, "__call__", args, kwargs, made=_is_made(cls))

    def __getattribute__(cls, name: str) -> Any:
        if name in (_CLASS_PLACE, _KIND, "mro") or (
            name.startswith("__") and name.endswith("__") and name not in _OF_CLASSES
        ):
            return type.__getattribute__(cls, name)
        if name == "_fields" and issubclass(cls, Named):
            return type.__getattribute__(cls, name)
        if name == "__signature__":
            return signature_of(ask(cls, "signature"))
        return types.MappingProxyType(ask(cls, "vars")) if name == "__dict__" else attribute(cls, name)

    def __setattr__(cls, name: str, value: Any) -> None:
        ask(cls, "setattr", name, value)

    def __repr__(cls) -> str:
        return f"<class '{cls.__module__}.{cls.__qualname__}'>"

    def __dir__(cls) -> list[str]:
        return [name for name in ask(cls, "dir") if type(name) is str]

    def __eq__(cls, other: object) -> bool:
        if type(other) in (_Plain, _Meta):
            return other == cls
        return cls is other or (cls._kind is not None and cls._kind is other)

    def __instancecheck__(cls, thing: Any) -> bool:
        metaclass: Any = type(thing)
        return super().__instancecheck__(thing) or (type(metaclass) is _Meta and cls in metaclass.metaclasses)

    def __hash__(cls) -> int:
        return type.__hash__(cls._kind or cls)


def mirror(objects: Any, number: int, told: Any) -> Any:
    """The class that stands for one of the other side's. Raises MalformedMessage for what describes none."""
    name, qualname, module = (_name(told, key) for key in ("name", "qualname", "module"))
    special, own, library = (_list(told, key) for key in ("special", "own", "library"))
    known: dict[str, Any] = {_CLASS_PLACE: Place(objects, number, objects.period, True), _KIND: None, _TESTS: False}
    known |= {"__module__": module, "__qualname__": qualname}
    if told.get("raised") is True:  # the type is said, also where the words are not
        return _raised(name if objects.is_written(name) else "", own, library, known)
    if told.get("fields") is not None:
        fields = tuple(map(str, _list(told, "fields")))
        if not all(map(_is_field, fields)):
            raise MalformedMessage("a named tuple with an item that has no proper name")
        names = {field: _item(place, field) for place, field in enumerate(fields)}
        return _made(Mirror, name, (Named,), {**known, **names, "_fields": fields})
    local = _as_of_library(library) if told.get("students") is not True else _as_plain(library)
    known |= {"_here": frozenset(local), **_special(special), **local, **_as_dataclass(told)}
    if "typing:Generic" in library and told.get("students") is True:
        known["__class_getitem__"] = classmethod(lambda cls, item: cls)  # of what, nobody asks at run time
    of_the_class = _special(name for name in _list(told, "of the class") if name in OWN - {"__call__"})
    parents: list[type] = [each for each in own if isinstance(each, Mirror) and issubclass(each, Handle)][:1]
    parents = parents or [Handle]
    for each in filter(None, map(_of_library, library)):
        if not any(issubclass(parent, each) for parent in parents):
            parents.append(each)
    theirs = {type(parent) for parent in parents if not issubclass(Mirror, type(parent))}
    metas: list[type] = [Mirror, *theirs - {Mirror}]
    meta: Any = Mirror
    if metaclasses := tuple(each for each in _list(told, "metaclasses") if isinstance(each, Mirror)):
        of_the_class |= {"metaclasses": metaclasses}
    if of_the_class or metas[1:]:
        meta = (_Meta if metaclasses else type)("Mirror", tuple(dict.fromkeys(_nearest(metas))), of_the_class)
    made = _made(meta, name, tuple(parents), known)
    if abstract := frozenset(map(str, _list(told, "abstract"))):
        type.__setattr__(made, "__abstractmethods__", abstract)  # by which Python knows one
    return made


def _derived(name: str, bases: tuple[type, ...], known: dict[str, Any], asked: dict[str, Any]) -> Any:
    """A class that a test makes of the student's: it is there, and its methods are functions of the test's.

    Raises TypeError where it is made of another class of the test's, too.
    """
    if any(not isinstance(base, Mirror) and is_students(base) for base in bases):
        raise TypeError(f"{name}: outside of the student's process a class is made of the student's and of libraries'")
    first = next(base for base in bases if isinstance(base, Mirror))
    members = {each: _member(value) for each, value in known.items() if each not in ("__module__", "__classcell__")}
    made = ask(first, "derived", name, bases, members, asked)
    if not isinstance(made, Mirror):
        raise StudentError("a class that is made of the student's is none")
    place = place_of(first)
    if place.number in place.objects.given:
        place.objects.given.add(place_of(made).number)
    for base in made.__mro__[1:]:
        if isinstance(base, Mirror):
            _let_inherit(base)
    for each, here in {_TESTS: True, **{each: getattr(Handle, each) for each in _IMPLICIT}}.items():
        type.__setattr__(made, each, here)
    if "__classcell__" in known:
        known["__classcell__"].cell_contents = made  # by which `super` knows it
    return made


#: Names that are a mirror's own.
_OURS = _PLACE, _CLASS_PLACE, _KIND, _TESTS, "_here"
#: What Python itself asks of an object, by way of its class.
_IMPLICIT = "__repr__", "__str__", "__format__", "__eq__", "__hash__"


def _member(value: Any) -> tuple[str, list[Any]]:
    for how, (kind, parts) in MEMBERS.items():
        if isinstance(value, kind):
            return how, [getattr(value, part) for part in parts]
    return "", [value]


def _let_inherit(kind: Any) -> None:
    """Have `super` find what this class has, in the methods of one that is made of it."""
    for each in dir(kind):
        if each in _OURS or (each.startswith("__") and each not in (*SPECIAL, *_IMPLICIT, "__init__")):
            continue
        if isinstance(_known_to(kind).get(each), _Inherited):  # another class of the test's is made of it
            continue
        own: Any = next((known[each] for known in map(_known_to, kind.__mro__) if each in known), None)
        type.__setattr__(kind, each, _Inherited(kind, each, own.own if isinstance(own, _Inherited) else own))


def _known_to(kind: type) -> Any:
    """What a class has of its own on this side."""
    return type.__getattribute__(kind, "__dict__")


class _Inherited:
    """What a mirror has for `super`; an object of no class of a test's is asked as if it were not there."""

    def __init__(self, kind: Any, name: str, own: Any) -> None:
        self._kind, self._name, self.own = kind, name, own

    def __get__(self, handle: Any, kind: Any = None) -> Any:
        if handle is None:
            return self.own
        if not any(map(_is_of_a_test, type(handle).__mro__)):
            if self.own is None:
                raise AttributeError(self._name)
            return self.own.__get__(handle, kind)
        return ask(self._kind, "inherited", handle, self._name)


def _nearest(kinds: list[type]) -> list[type]:
    """Those of which none of the others is made."""
    return [kind for kind in kinds if not any(other is not kind and issubclass(other, kind) for other in kinds)]


def _made(meta: Any, name: str, bases: tuple[type, ...], known: dict[str, Any]) -> Any:
    try:
        return meta(name, bases, known)
    except TypeError:  # of two that do not go together, the one that a handle needs
        pass
    try:
        return Mirror(name, bases[:1], known)
    except TypeError as error:
        raise MalformedMessage("a class that cannot be made") from error


def _as_dataclass(told: dict[str, Any]) -> dict[str, Any]:
    """By what `dataclasses` knows one of theirs, whose fields have these names."""
    if told.get("dataclass") is None:
        return {}
    try:
        kind = dataclasses.make_dataclass("Fields", map(str, _list(told, "dataclass")))
    except (TypeError, ValueError) as error:
        raise MalformedMessage("a dataclass that cannot be made") from error
    return {name: vars(kind)[name] for name in ("__dataclass_fields__", "__dataclass_params__")}


def _as_of_library(library: list[Any]) -> dict[str, Any]:
    """What an object of a library's own class has besides: it says that it is one. Whoever runs it, it is no value.

    Of a class of Python's own, or one that is written in Python: what is not, a library may look into.
    """
    module, _, name = (str(library[0]) if library else "").partition(":")
    kind: Any = _BUILT_IN.get(name) if module == "builtins" else _known_there(module, name)
    if not isinstance(kind, type) or issubclass(kind, (*_PLAIN, BaseException)) or module.startswith("pandas."):
        return {}
    if is_known(kind) or name_of(kind) is not None or not _is_harmless(kind, module):
        return {}
    found: dict[str, Any] = {"__class__": property(lambda self: kind), _KIND: kind}
    if kind is types.CoroutineType:
        found |= {"send": _send, "throw": _send, "close": lambda self: None, "__await__": _await}
    if kind is types.GeneratorType:  # which has no copy, as `itertools.tee` asks
        found |= {"send": _sent("send"), "throw": _sent("throw"), "__copy__": property(_has_none)}
    return found


def _is_harmless(kind: type, module: str) -> bool:
    """Whether an object may say to be of it that is none."""
    if module == "builtins" or kind in (re.Pattern, re.Match):
        return True
    is_ours = module.partition(".")[0] in ("grading", "__main__") or issubclass(kind, type)
    is_python = any(not {"__dict__", "__slots__"}.isdisjoint(vars(each)) for each in kind.__mro__)
    return is_python and bool(kind.__flags__ & _MADE_BY_CODE) and not is_ours


_MADE_BY_CODE = 1 << 9  # Py_TPFLAGS_HEAPTYPE


def _as_plain(library: list[Any]) -> dict[str, Any]:
    """What an object has besides whose class is made of a plain type: by this `isinstance` finds that type."""
    known = (TYPES.get(str(each).replace(":", ".")) for each in library)
    plain = next((kind for kind in known if kind is not None and issubclass(kind, HELD)), None)
    return {} if plain is None else {"__class__": property(lambda self: _Plain(type(self), plain))}


class _Plain(type):
    """The class of what such an object says to be its class: a subclass of the plain type, and equal to the mirror."""

    mirror: Any

    def __new__(cls, mirror: Any, plain: type) -> Any:
        """One with the mirror's name."""
        return type.__new__(cls, mirror.__name__, (plain,), {"__module__": mirror.__module__, "mirror": mirror})

    def __init__(cls, mirror: Any, plain: type) -> None:
        """Nothing more."""

    def __eq__(cls, other: object) -> bool:
        return cls.mirror is (other.mirror if isinstance(other, _Plain) else other)

    def __hash__(cls) -> int:
        return hash(cls.mirror)


def _sent(how: str) -> Callable[..., Any]:
    def sent(self: Handle, *values: Any) -> Any:
        return _item_of(ask(self, how, *values), StopIteration)

    return sent


def _has_none(self: Handle) -> Any:
    raise AttributeError("__copy__")


class Named(tuple[Any, ...]):
    """A named tuple of the student's: a plain tuple, whose items have names besides."""

    __slots__ = ()
    _fields: tuple[str, ...] = ()

    def __getattr__(self, name: str) -> Any:
        """What its class has besides: a method, say."""
        if name.startswith("_"):
            raise AttributeError(name)
        place = place_of(type(self))
        return _guarded(self, place.objects.ask(place.number, "of", (self, name), {}), name, made=False)

    def _asdict(self) -> dict[str, Any]:
        return dict(zip(self._fields, self, strict=True))

    def _replace(self, **items: Any) -> Named:
        if not {*items} <= {*self._fields}:
            raise ValueError(f"Got unexpected field names: {[*items.keys() - {*self._fields}]!r}")
        return tuple.__new__(type(self), {**self._asdict(), **items}.values())

    def __repr__(self) -> str:
        items = ", ".join(f"{name}={item!r}" for name, item in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({items})"


def _is_field(name: str) -> bool:
    """Whether `collections.namedtuple` gives such a name: `__eq__` would be a question."""
    return name.isidentifier() and (not name.startswith("_") or name[1:].isdigit())


def _item(place: int, name: str) -> property:
    return property(lambda self: _guarded(self, tuple.__getitem__(self, place), name, made=False))


class RaisedMirror(type):
    """The class of mirrors of exceptions, which are classes to be caught here."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """One more of its objects."""
        return ask(cls, "__call__", *args, **kwargs)


def raised(kind: Any, place: Place, text: str) -> Exception:
    """An exception of such a class. Raises MalformedMessage where it is none."""
    if not isinstance(kind, RaisedMirror):
        raise MalformedMessage("an exception of a class that is none")
    of: Any = kind
    error: Exception = of.__new__(of, *([text] if text else []))
    error.student_object = place  # type: ignore[attr-defined]
    return error


def _raised(name: str, own: list[Any], library: list[Any], known: dict[str, Any]) -> type:
    bases = tuple(each for each in own if isinstance(each, type) and is_raisable(each))[:1]
    if not bases:
        named = map(kind_of, (str(each).removeprefix("builtins:") for each in library))
        bases = (next(filter(None, named), StudentError),)
    return RaisedMirror(name or bases[0].__name__, bases, {**known, "__getattr__": _of_the_error})


def _of_the_error(self: Any, name: str) -> Any:
    """An attribute that the error has there."""
    there = self.__dict__.get("student_object")
    if there is None or name.startswith("_"):
        raise AttributeError(name)
    found = there.objects.ask(there.number, "getattr", (name,), {}, made=there.made)
    return _guarded(self, found, name, there.made)


def _known_there(module: str, name: str) -> Any:
    """What a module has by now under a name: some import what they are asked for."""
    return vars(sys.modules[module]).get(name) if module in sys.modules else None


def _of_library(name: Any) -> type | None:
    module, _, qualname = str(name).partition(":")
    if not (module + ".").startswith(_LIBRARY) and module not in _LIBRARY:
        return None
    found = _known_there(module, qualname)
    if not isinstance(found, type) or type(found) not in _KINDS_OF_CLASSES or found is object:
        return None
    if issubclass(found, (*_PLAIN, BaseException)):
        return None
    return found


def _name(told: Any, key: str) -> str:
    found = told.get(key) if type(told) is dict else None
    if type(found) is not str or "\0" in found:
        raise MalformedMessage("a class without a name")
    return found[:200].encode("utf-8", "replace").decode()


def _list(told: dict[str, Any], key: str) -> list[Any]:
    found = told.get(key)
    if type(found) is not list or len(found) > 20 * _MOST_CLASSES:
        raise MalformedMessage("a class in an unknown form")
    return found


def _send(self: Handle, value: Any) -> Any:
    """What an event loop calls of a coroutine: it runs to its end there."""
    raise StopIteration(ask(self, "await"))


def _await(self: Handle) -> Iterator[Any]:
    return ask(self, "await")  # type: ignore[no-any-return]
    yield


#: Built-in types that are no values, some of which have no name in their module.
_BUILT_IN: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        *(map, filter, zip, enumerate, reversed, property, staticmethod, classmethod),
        *(types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType, types.ModuleType),
    )
}
