"""Values as JSON trees: what may cross the window, and how it looks on the way.

Both sides use it, in both directions. Never pickle, marshal, dill or eval. None, bool, int, float,
str, bytes, list, tuple, dict, torch dtypes, tensors, NumPy arrays and NumPy scalars cross, and the
kinds of `grading.seal.window.kinds` in parts; of anything else a *teller* may say what it is
(`grading.seal.window.objects`), or it arrives as an `Opaque` that says its type. Types are compared
exactly: a subclass of a plain type crosses as the plain value it holds, read through the base type's
own methods, unless it is told; a subclass of Tensor or ndarray is opaque.

Forms: null, true, 1, 1.5, "text" stand for themselves. An object has one key: ``l`` list, ``d`` dict
(pairs), each with its number in front where it is shared (`grading.seal.window.shared`), ``r`` one
that is known by its number, ``u`` tuple, ``i`` large int (hex), ``y`` bytes (hex), ``x`` a tensor or
array (its place in the message's table), ``p`` torch dtype, ``k`` a kind with its number and parts,
``t`` what a teller tells, ``n`` a named tuple, ``o`` opaque.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn, Protocol

import numpy as np
import torch

from grading.seal.window import arrays, kinds, tables  # noqa: F401 - brings its kinds
from grading.seal.window.errors import MalformedMessage
from grading.seal.window.shared import Shared, put

MAX_DEPTH = 100
MAX_NODES = 200_000
_MOST_TYPES = 1000  # that have a class of their own; more are opaque as all others
_SMALL = 1 << 53
_MAX_HEX = 1 << 16
_DTYPES = {str(d): d for d in vars(torch).values() if type(d) is torch.dtype}

Tree = Any


class Opaque:
    """A value that did not cross. It says its type, equals nothing, has no methods, is not true."""

    __slots__ = ("type_name",)

    def __init__(self, type_name: str) -> None:
        self.type_name = type_name

    @classmethod
    def named(cls, type_name: str) -> Opaque:
        """An opaque value whose class has the type's own name, as messages are wont to ask for it."""
        name = type_name.partition(" ")[0].rpartition(".")[2]
        if name not in _OPAQUE and name.isidentifier() and len(_OPAQUE) < _MOST_TYPES:
            _OPAQUE[name] = type(name, (cls,), {"__slots__": ()})
        return _OPAQUE.get(name, cls)(type_name)

    def __repr__(self) -> str:
        return f"<a {self.type_name} of the student's; only plain values can be looked at here>"

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    __hash__ = object.__hash__

    def __bool__(self) -> NoReturn:
        raise TypeError(f"a {self.type_name} of the student's has no truth value here")


#: The classes of what did not cross, by the names of the types that it was of.
_OPAQUE: dict[str, type[Opaque]] = {}


class Table:
    """The tensors and arrays of one message, each once: what is one object stays one object."""

    def __init__(self, max_bytes: int) -> None:
        self.objects: list[Any] = []
        self.room = max_bytes
        self._places: dict[int, int] = {}

    def place(self, value: Any) -> int:
        """The value's index in the table; it is added when new. Scalars are always new."""
        found = self._places.get(id(value))
        if found is None:
            self.room -= arrays.size_of(value)
            if self.room < 0:
                raise MalformedMessage("the values are larger than what may cross at once")
            found = self._places[id(value)] = len(self.objects)
            self.objects.append(value)
        return found


class Teller(Protocol):
    """Tells of what is no plain value, and makes of it what stands for it on the other side."""

    touching: Callable[[Any], None]
    """Is told before a value of this side is changed."""

    heard: Callable[[str | bytes], None]
    """Is told of each text that arrives."""

    def tell(self, value: Any) -> Tree | None:
        """What may be told of a value, as a tree of JSON; None of one that is to be opaque."""

    def meet(self, told: Tree) -> Any:
        """What stands for a value that the other side has told of. Raises MalformedMessage."""

    def tell_named(self, kind: type) -> int | None:
        """The number of a class of named tuples; None of one that crosses as a plain tuple."""

    def met_named(self, number: Any, items: list[Any]) -> Any:
        """A named tuple of the class with this number. Raises MalformedMessage."""


def encode(value: Any, table: Table, shared: Shared | None = None, teller: Teller | None = None) -> Tree:
    """The tree for a value; its tensors and arrays are put in ``table``.

    Raises MalformedMessage when the value is too deep (or contains itself), or too large.
    """
    return Encoder(table, shared, teller).encode(value)


class Encoder:
    """Makes the trees of one message. ``own`` says of an array or tensor that it is this side's to share."""

    def __init__(
        self,
        table: Table,
        shared: Shared | None = None,
        teller: Teller | None = None,
        own: Callable[[Any], bool] = lambda array: False,
    ) -> None:
        self._table, self._shared, self._teller, self._own = table, shared, teller, own
        self._left = MAX_NODES

    def encode(self, value: Any, depth: int = 0) -> Tree:
        """As `encode`."""
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind in arrays.ARRAY_TYPES or issubclass(kind, np.generic):
            return self._array(value, depth)
        if issubclass(kind, (int, float, str)):
            return self._scalar(kind, value)
        self._left -= 1
        if self._left < 0 or depth > MAX_DEPTH:
            raise MalformedMessage("a value is too deep, contains itself, or has too many parts")
        if kind is bytes:
            return {"y": value.hex()}
        if kind is torch.dtype:
            return {"p": str(value)}
        if kinds.name_of(kind) is not None:
            return self._other(value, depth)
        if (told := self._told(value, kind in (list, tuple, dict))) is not None:
            return told
        if issubclass(kind, tuple) and self._teller is not None and (of := self._teller.tell_named(kind)) is not None:
            self._take(tuple.__len__(value))
            return {"n": [of, [self.encode(item, depth + 1) for item in tuple.__iter__(value)]]}
        if issubclass(kind, (list, tuple, dict)):
            number = self._number(value) if not issubclass(kind, tuple) else 0
            return {"r": -number} if number < 0 else self._container(value, number, depth)
        return self._other(value, depth)

    def content(self, value: Any) -> Tree:
        """The tree of a shared value that is known, as it is now."""
        kind = kinds.name_of(type(value))
        return self._container(value, 0, 0) if kind is None else self._in_parts(kind, value, 0, 0)

    def _array(self, value: Any, depth: int) -> Tree:
        if arrays.crosses(value):
            return self._in_step(value, depth) or {"x": self._table.place(value)}
        return self._other(value, depth)

    def _scalar(self, kind: type, value: Any) -> Tree:
        """A number or a text, as itself where its kind is one that only this side knows."""
        if (told := self._told(value, kind in (int, float, str))) is not None:
            return told
        if issubclass(kind, float):
            return float.__float__(value)
        if issubclass(kind, str):
            return str.__str__(value)
        number = int.__int__(value)
        if -_SMALL < number < _SMALL:
            return number
        if number.bit_length() > 4 * _MAX_HEX:
            raise MalformedMessage("an int with too many digits to cross")
        return {"i": hex(number)}

    def _in_step(self, value: Any, depth: int) -> Tree | None:
        """A shared array; None of one that crosses as what it is now."""
        if self._shared is None or isinstance(value, np.generic):
            return None
        if number := self._shared.number(value):
            return {"r": number}
        return self._other(value, depth) if self._own(value) else None

    def _told(self, value: Any, plain: bool) -> Tree | None:
        told = None if plain or self._teller is None else self._teller.tell(value)
        return None if told is None else {"t": told}

    def _number(self, value: Any) -> int:
        """A new value's number, 0 where it gets none; that of one that is known, negative."""
        if self._shared is None:
            return 0
        return -self._shared.number(value) or self._shared.add(value)

    def _container(self, value: Any, number: int, depth: int) -> Tree:
        kind = type(value)
        if issubclass(kind, dict):
            self._take(2 * dict.__len__(value))
            pairs = [[self.encode(k, depth + 1), self.encode(v, depth + 1)] for k, v in dict.items(value)]
            return {"d": [number, pairs]}
        base = list if issubclass(kind, list) else tuple
        self._take(base.__len__(value))
        items = [self.encode(item, depth + 1) for item in base.__iter__(value)]
        return {"l": [number, items]} if base is list else {"u": items}

    def _take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise MalformedMessage("a value has too many parts")

    def _other(self, value: Any, depth: int) -> Tree:
        kind = kinds.name_of(type(value))
        if kind is not None:
            number = 0
            if kinds.KINDS[kind].put is not None and (number := self._number(value)) < 0:
                return {"r": -number}
            try:
                return self._in_parts(kind, value, number, depth)
            except (kinds.NotPlain, KeyError, ValueError, TypeError, AttributeError, OverflowError):
                if number and self._shared is not None:
                    self._shared.drop([number])
        elif isinstance(value, np.str_):
            return str.__str__(value)
        return self._told(value, False) or {
            "o": value.type_name if isinstance(value, Opaque) else arrays.described(value)
        }

    def _in_parts(self, name: str, value: Any, number: int, depth: int) -> Tree:
        return {"k": [name, number, self._parts(kinds.KINDS[name].apart(value), depth + 1)]}

    def _parts(self, parts: Any, depth: int) -> Tree:
        """Of parts those that were made for this message, and so are nobody's to share; what they hold may be."""
        if type(parts) is tuple:
            return {"u": [self._parts(each, depth + 1) for each in parts]}
        if type(parts) in arrays.ARRAY_TYPES and arrays.crosses(parts):
            return {"x": self._table.place(parts)}
        return self._container(parts, 0, depth) if type(parts) in (list, dict) else self.encode(parts, depth)


def picture(value: Any) -> Any:
    """What a value of a kind is now, to be compared with what it was; whatever cannot be told is itself."""
    if isinstance(value, Opaque):  # of a kind that is not known here
        return id(value)
    table = Table(1 << 40)
    try:
        tree = Encoder(table).content(value)
    except (kinds.NotPlain, MalformedMessage):
        return id(value)
    return tree, [arrays.to_raw(each) for each in table.objects]


def changes(shared: Shared, encoder: Encoder) -> list[Any]:
    """What has become of those that this side has changed since the last message, for the other side."""
    try:
        return [[number, encoder.content(shared.of(number))] for number in shared.changed(picture)]
    except kinds.NotPlain as error:
        raise MalformedMessage("a shared value has become one that cannot be looked at") from error


def take_changes(told: Any, shared: Shared, decoder: Decoder) -> None:
    """Bring what the other side has changed up to date in place. Raises MalformedMessage."""
    if type(told) is not list or any(type(each) is not list or len(each) != 2 for each in told):
        raise MalformedMessage("changes in an unknown form")
    fresh = [(shared.of(number), decoder.decode(tree)) for number, tree in told if not shared.is_gone(number)]
    for target, value in fresh:
        decoder.touching(target)
        put(target, value)


def decode(tree: Tree, objects: Sequence[Any], shared: Shared | None = None, teller: Teller | None = None) -> Any:
    """The value of a tree; ``objects`` are the message's tensors and arrays, already made.

    Raises MalformedMessage for a tree that `encode` would not have written.
    """
    return Decoder(objects, shared, teller).decode(tree)


class Decoder:
    """Makes the values of one message's trees."""

    def __init__(self, objects: Sequence[Any], shared: Shared | None = None, teller: Teller | None = None) -> None:
        self._objects, self._shared, self._teller = objects, shared, teller
        self.touching = teller.touching if teller is not None else _nobody_is_told
        self._heard = teller.heard if teller is not None else _nobody_is_told

    def decode(self, tree: Tree, depth: int = 0) -> Any:
        """As `decode`."""
        kind = type(tree)
        if kind is str:
            self._heard(tree)
        if tree is None or kind in (bool, int, float, str):
            return tree
        if depth > 2 * MAX_DEPTH:
            raise MalformedMessage("a value is too deep")
        if kind is not dict or len(tree) != 1:
            raise MalformedMessage("a value of an unknown form")
        ((tag, body),) = tree.items()
        if tag == "x" and type(body) is int and 0 <= body < len(self._objects):
            return self._objects[body]
        if type(body) is list:
            return self._many(tag, body, depth)
        if tag == "r" and self._shared is not None:
            return self._shared.of(body)
        if type(body) is not str:
            raise MalformedMessage("a value of an unknown form")
        made = _of_text(tag, body)
        self._heard(made if tag == "y" else body)
        return made

    def _many(self, tag: str, body: list[Any], depth: int) -> Any:
        if tag == "u":
            return tuple([self.decode(item, depth + 1) for item in body])
        if tag == "k" and len(body) == 3 and type(body[0]) is str:
            parts = self.decode(body[2], depth + 1)
            made = kinds.make(body[0], parts) if kinds.is_kind(body[0]) else Opaque.named(_printable(body[0]))
            return self._met(body[1], made)
        if tag == "t" and self._teller is not None:
            return self._teller.meet(body)
        if tag == "n" and self._teller is not None and len(body) == 2 and type(body[1]) is list:
            return self._teller.met_named(body[0], [self.decode(item, depth + 1) for item in body[1]])
        if tag not in ("l", "d") or len(body) != 2 or type(body[1]) is not list:
            raise MalformedMessage("a value of an unknown form")
        number, items = body
        if tag == "l":
            made_list: list[Any] = self._met(number, [])
            made_list.extend(self.decode(item, depth + 1) for item in items)
            return made_list
        made_dict: dict[Any, Any] = self._met(number, {})
        for pair in items:
            if type(pair) is not list or len(pair) != 2:
                raise MalformedMessage("a dict in an unknown form")
            try:
                made_dict[self.decode(pair[0], depth + 1)] = self.decode(pair[1], depth + 1)
            except TypeError as error:
                raise MalformedMessage("a dict has a key that cannot be one") from error
        return made_dict

    def _met(self, number: Any, value: Any) -> Any:
        if type(number) is not int or (number and self._shared is None):
            raise MalformedMessage("a value with a number that it cannot have")
        return value if self._shared is None else self._shared.meet(number, value)


def _nobody_is_told(value: Any) -> None:
    pass


def _printable(text: str) -> str:
    return "".join(c for c in text[:300] if c.isprintable())


def _of_text(tag: str, body: str) -> Any:
    if tag == "p" and body in _DTYPES:
        return _DTYPES[body]
    if tag == "o":
        return Opaque.named(_printable(body))
    try:
        if tag == "i" and len(body) <= _MAX_HEX + 8:
            return int(body, 16)
        if tag == "y":
            return bytes.fromhex(body)
    except ValueError as error:
        raise MalformedMessage("a number or bytes in an unknown form") from error
    raise MalformedMessage("a value of an unknown form")
