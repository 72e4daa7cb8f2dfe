"""Values as JSON trees: what may cross the window, and how it looks on the way.

Both sides use it, in both directions. Never pickle, marshal, dill or eval. None, bool, int, float,
str, bytes, list, tuple, dict, torch dtypes, tensors, NumPy arrays and NumPy scalars cross; anything
else arrives as an `Opaque` that says its type. Types are compared exactly: a subclass of a plain
type crosses as the plain value it holds, read through the base type's own methods; a subclass of
Tensor or ndarray is opaque.

Forms: null, true, 1, 1.5, "text" stand for themselves, a JSON array for a list. An object has one
key: ``u`` tuple, ``d`` dict (pairs), ``i`` large int (hex), ``y`` bytes (hex), ``x`` a tensor or
array (its place in the message's table), ``p`` torch dtype, ``o`` opaque.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

import numpy as np
import torch

from grading.seal.window import arrays
from grading.seal.window.errors import MalformedMessage

MAX_DEPTH = 40
MAX_NODES = 200_000
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
        kind: type[Opaque] = type(name, (cls,), {"__slots__": ()}) if name.isidentifier() else cls
        return kind(type_name)

    def __repr__(self) -> str:
        return f"<a {self.type_name} of the student's; only plain values can be looked at here>"

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    __hash__ = object.__hash__

    def __bool__(self) -> NoReturn:
        raise TypeError(f"a {self.type_name} of the student's has no truth value here")


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


def encode(value: Any, table: Table) -> Tree:
    """The tree for a value; its tensors and arrays are put in ``table``.

    Raises MalformedMessage when the value is too deep (or contains itself), or too large.
    """
    return _encode(value, table, 0, [MAX_NODES])


def _encode(value: Any, table: Table, depth: int, left: list[int]) -> Tree:
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind is torch.Tensor or kind in arrays.ARRAY_TYPES or issubclass(kind, np.generic):
        return {"x": table.place(value)} if arrays.crosses(value) else _opaque(value)
    if issubclass(kind, int):
        number = int.__int__(value)
        if -_SMALL < number < _SMALL:
            return number
        if number.bit_length() > 4 * _MAX_HEX:
            raise MalformedMessage("an int with too many digits to cross")
        return {"i": hex(number)}
    if issubclass(kind, float):
        return float.__float__(value)
    if issubclass(kind, str):
        return str.__str__(value)
    left[0] -= 1
    if left[0] < 0 or depth > MAX_DEPTH:
        raise MalformedMessage("a value is too deep, contains itself, or has too many parts")
    if issubclass(kind, (list, tuple)):
        base = list if issubclass(kind, list) else tuple
        left[0] -= base.__len__(value)
        if left[0] < 0:
            raise MalformedMessage("a value has too many parts")
        items = [_encode(item, table, depth + 1, left) for item in base.__iter__(value)]
        return items if base is list else {"u": items}
    if issubclass(kind, dict):
        left[0] -= 2 * dict.__len__(value)
        if left[0] < 0:
            raise MalformedMessage("a value has too many parts")
        return {
            "d": [
                [_encode(k, table, depth + 1, left), _encode(v, table, depth + 1, left)] for k, v in dict.items(value)
            ]
        }
    if kind is bytes:
        return {"y": value.hex()}
    if kind is torch.dtype:
        return {"p": str(value)}
    return _opaque(value)


def _opaque(value: Any) -> Tree:
    return {"o": value.type_name if isinstance(value, Opaque) else arrays.described(value)}


def decode(tree: Tree, objects: Sequence[Any]) -> Any:
    """The value of a tree; ``objects`` are the message's tensors and arrays, already made.

    Raises MalformedMessage for a tree that `encode` would not have written.
    """
    return _decode(tree, objects, 0)


def _decode(tree: Tree, objects: Sequence[Any], depth: int) -> Any:
    kind = type(tree)
    if tree is None or kind in (bool, int, float, str):
        return tree
    if depth > MAX_DEPTH + 1:
        raise MalformedMessage("a value is too deep")
    if kind is list:
        return [_decode(item, objects, depth + 1) for item in tree]
    if kind is not dict or len(tree) != 1:
        raise MalformedMessage("a value of an unknown form")
    ((tag, body),) = tree.items()
    if tag == "x":
        if type(body) is not int or not 0 <= body < len(objects):
            raise MalformedMessage("a tensor or array that is not in the message")
        return objects[body]
    if tag == "u" and type(body) is list:
        return tuple([_decode(item, objects, depth + 1) for item in body])
    if tag == "d" and type(body) is list:
        return _decode_dict(body, objects, depth)
    if type(body) is not str:
        raise MalformedMessage("a value of an unknown form")
    if tag == "p" and body in _DTYPES:
        return _DTYPES[body]
    if tag == "o":
        return Opaque.named("".join(c for c in body[:300] if c.isprintable()))
    try:
        if tag == "i" and len(body) <= _MAX_HEX + 8:
            return int(body, 16)
        if tag == "y":
            return bytes.fromhex(body)
    except ValueError as error:
        raise MalformedMessage("a number or bytes in an unknown form") from error
    raise MalformedMessage("a value of an unknown form")


def _decode_dict(body: list[Any], objects: Sequence[Any], depth: int) -> dict[Any, Any]:
    result = {}
    for pair in body:
        if type(pair) is not list or len(pair) != 2:
            raise MalformedMessage("a dict in an unknown form")
        try:
            result[_decode(pair[0], objects, depth + 1)] = _decode(pair[1], objects, depth + 1)
        except TypeError as error:
            raise MalformedMessage("a dict has a key that cannot be one") from error
    return result
