"""Kinds of plain values that cross the window in parts: how each is taken apart, and how it is made again.

Both sides use it, through `grading.seal.window.values`. A kind is of one exact type; of another, such as a student's
subclass, nothing is known here. What is made again comes of values of the window alone, whose types are checked, by
the type's own constructor; a size is what the parts really are. Kinds of `pandas` and `scipy` are known where a
notebook has imported these (`grading.seal.window.tables`).
"""

from __future__ import annotations

import datetime
import decimal
import fractions
import io
import pathlib
import random
import re
import sys
import uuid
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch

from grading.seal.window import arrays
from grading.seal.window.errors import MalformedMessage
from grading.seal.window.loans import set_grad

_MOST_OF_A_PATTERN = 1000  # characters
MOST_DIGITS = 10_000  # of a Decimal's exponent: whoever turns it into an int writes so many


class Kind(NamedTuple):
    """``apart`` makes plain parts of a value, ``made`` a value of them; ``put`` brings one that changes up to date."""

    type: type
    apart: Callable[[Any], Any]
    made: Callable[[Any], Any]
    put: Callable[[Any, Any], None] | None = None


class NotPlain(Exception):
    """A value of a kind that has no parts which can cross."""


def need(parts: Any, *types: type | tuple[type, ...]) -> Any:
    """The parts, if they are a tuple of these exact types; raises MalformedMessage otherwise."""
    known = [each if type(each) is tuple else (each,) for each in types]
    if type(parts) is not tuple or len(parts) != len(known):
        raise MalformedMessage("a value in parts that are not its own")
    if any(type(part) not in may for part, may in zip(parts, known, strict=True)):
        raise MalformedMessage("a value in parts of other types than its own")
    return parts


def _exactly(of: type) -> Callable[[Any], Any]:
    def check(part: Any) -> Any:
        return need((part,), of)[0]

    return check


def _fill(target: Any, fresh: Any) -> None:
    target.clear()
    (target.extend if isinstance(target, deque | bytearray) else target.update)(fresh)


_NONE = type(None)
#: Types that cross as themselves: what an annotation, a dtype or a check may name.
TYPES: dict[str, type] = {
    f"{kind.__module__}.{kind.__qualname__}": kind
    for kind in (
        *(bool, int, float, complex, str, bytes, bytearray, list, tuple, dict, set, frozenset, range, slice, object),
        *(_NONE, type, Counter, OrderedDict, defaultdict, deque, datetime.date, datetime.datetime, datetime.timedelta),
        *(decimal.Decimal, fractions.Fraction, pathlib.Path, np.ndarray, torch.Tensor, torch.nn.Parameter),
        *(np.float16, np.float32, np.float64, np.int8, np.int16, np.int32, np.int64, np.uint8, np.bool_),
        *(
            kind
            for kind in vars(sys.modules["builtins"]).values()
            if type(kind) is type and issubclass(kind, Exception)
        ),
    )
}
_TYPE_NAMES = {kind: name for name, kind in TYPES.items()}


def is_known(kind: type) -> bool:
    """Whether it is one of `TYPES`."""
    return kind in _TYPE_NAMES


def _type(name: Any) -> type:
    if type(name) is not str or name not in TYPES:
        raise MalformedMessage("a type that is not known")
    return TYPES[name]


def _zone(value: Any) -> Any:
    zone = value.tzinfo
    if zone is not None and type(zone) is not datetime.timezone:
        raise NotPlain
    return None if zone is None else zone.utcoffset(None)


def _timezone(offset: Any) -> datetime.timezone | None:
    return None if offset is None else datetime.timezone(offset)


def _datetime_parts(value: datetime.datetime) -> tuple[Any, ...]:
    return (*value.timetuple()[:6], value.microsecond, value.fold, _zone(value))


def _datetime(parts: Any) -> datetime.datetime:
    *numbers, fold, offset = need(parts, *(int,) * 8, (_NONE, datetime.timedelta))
    year, month, day, hour, minute, second, micro = numbers
    return datetime.datetime(year, month, day, hour, minute, second, micro, _timezone(offset), fold=fold)


def _time(parts: Any) -> datetime.time:
    *numbers, fold, offset = need(parts, *(int,) * 5, (_NONE, datetime.timedelta))
    hour, minute, second, micro = numbers
    return datetime.time(hour, minute, second, micro, _timezone(offset), fold=fold)


def _decimal(text: Any) -> decimal.Decimal:
    made = decimal.Decimal(need((text,), str)[0])
    if len(made.as_tuple().digits) > MOST_DIGITS or (made.is_finite() and abs(made.adjusted()) > MOST_DIGITS):
        raise MalformedMessage("a Decimal of too many digits")
    return made


def _decimal_text(value: decimal.Decimal) -> str:
    if value.is_finite() and abs(value.adjusted()) > MOST_DIGITS:
        raise NotPlain
    return str(value)


def _deque(parts: Any) -> deque[Any]:
    items, most = need(parts, list, (_NONE, int))
    return deque(items, most)


#: What a defaultdict may make by itself; any other function is asked where it is.
_FACTORIES: dict[Any, str] = {
    None: "",
    **{kind: kind.__name__ for kind in (list, dict, set, int, float, str, tuple, bool, Counter, OrderedDict, deque)},
}
_BY_NAME = {name: kind for kind, name in _FACTORIES.items()}


def _default_parts(value: defaultdict[Any, Any]) -> tuple[Any, ...]:
    factory: Any = value.default_factory
    known = factory is None or isinstance(factory, type)
    return (_FACTORIES.get(factory, factory) if known else factory), dict(value)


def _default(parts: Any) -> defaultdict[Any, Any]:
    if type(parts) is not tuple or len(parts) != 2 or type(parts[1]) is not dict:
        raise MalformedMessage("a default that is not known")
    factory, items = parts
    if type(factory) is str:
        if factory not in _BY_NAME:
            raise MalformedMessage("a default that is not known")
        return defaultdict(_BY_NAME[factory], items)
    return defaultdict(factory if callable(factory) else _missing, items)


def _missing() -> Any:
    raise TypeError("what this dict makes of a missing key cannot be looked at here")


def _pairs(items: Any) -> OrderedDict[Any, Any]:
    if type(items) is not list or any(type(pair) is not tuple or len(pair) != 2 for pair in items):
        raise MalformedMessage("an ordered dict in an unknown form")
    return OrderedDict(items)


def _keys(items: Any) -> Any:
    return dict.fromkeys(need((items,), list)[0]).keys()


def _values(items: Any) -> Any:
    return dict(enumerate(need((items,), list)[0])).values()


def _items(items: Any) -> Any:
    return _pairs(items) and dict(items).items() if items else {}.items()


def _counter(items: Any) -> Counter[Any]:
    return Counter(need((items,), dict)[0])


def _fraction(parts: Any) -> fractions.Fraction:
    return fractions.Fraction(*need(parts, int, int))


def _path(text: Any) -> pathlib.PurePath:
    return pathlib.Path(need((text,), str)[0])


def _range(parts: Any) -> range:
    return range(*need(parts, int, int, int))


def _set(of: type) -> Callable[[Any], Any]:
    return lambda items: of(need((items,), list)[0])


def _single(value: Any) -> Callable[[Any], Any]:
    def made(part: Any) -> Any:
        if part is not None:
            raise MalformedMessage("a value that has no parts has some")
        return value

    return made


def _state(generator: np.random.Generator) -> Any:
    state: Any = generator.bit_generator.state
    if state["bit_generator"] != "PCG64":
        raise NotPlain
    return (state["state"]["state"], state["state"]["inc"], state["has_uint32"], state["uinteger"])


def _generator(parts: Any) -> np.random.Generator:
    state, inc, has, number = need(parts, int, int, int, int)
    if not (0 <= state < 1 << 128 and 0 <= inc < 1 << 128 and has in (0, 1) and 0 <= number < 1 << 32):
        raise MalformedMessage("a random generator in a state that it cannot have")
    bits = np.random.PCG64(0)
    bits.state = {
        "bit_generator": "PCG64",
        "state": {"state": state, "inc": inc},
        "has_uint32": has,
        "uinteger": number,
    }
    return np.random.Generator(bits)


def _put_generator(target: np.random.Generator, fresh: np.random.Generator) -> None:
    target.bit_generator.state = fresh.bit_generator.state


def _old_parts(generator: np.random.RandomState) -> Any:
    state: Any = generator.get_state()
    if state[0] != "MT19937":
        raise NotPlain
    return state[1], int(state[2]), int(state[3]), float(state[4])


def _old_generator(parts: Any) -> np.random.RandomState:
    words, place, has, cached = need(parts, np.ndarray, int, int, float)
    if words.dtype != np.uint32 or words.shape != (624,) or not 0 <= place <= 624 or has not in (0, 1):
        raise MalformedMessage("a random generator in a state that it cannot have")
    made = np.random.RandomState(0)
    made.set_state(("MT19937", words, place, has, cached))
    return made


def _pythons_parts(generator: random.Random) -> Any:
    version, words, gauss = generator.getstate()
    return version, np.array(words, "int64"), gauss


def _pythons(parts: Any) -> random.Random:
    version, words, gauss = need(parts, int, np.ndarray, (_NONE, float))
    if words.dtype != np.int64 or words.shape != (625,):
        raise MalformedMessage("a random generator in a state that it cannot have")
    made = random.Random(0)
    made.setstate((version, tuple(map(int, words)), gauss))
    return made


def _torchs_parts(generator: torch.Generator) -> Any:
    if generator.device.type != "cpu":
        raise NotPlain
    return generator.get_state()


def _torchs(state: Any) -> torch.Generator:
    if not is_of_torch(state):
        raise MalformedMessage("a random generator in a state that it cannot have")
    return torch.Generator().set_state(state)


#: Of the Mersenne twister, which torch and NumPy have.
WORDS_OF_STATE = 624


def is_of_torch(state: Any) -> bool:
    """Whether it is a state of torch's generator that reads no word beyond its last one, which torch does not ask."""
    if type(state) is not torch.Tensor or state.dtype is not torch.uint8 or state.shape != torch.get_rng_state().shape:
        return False
    _, told, next_word = state.contiguous().numpy()[:24].view(np.int64).tolist()
    left = told & 0xFFFFFFFF
    return bool(left > 0 and next_word >= 0 and left + next_word <= WORDS_OF_STATE + 1)


def _size(parts: Any) -> torch.Size:
    if type(parts) is not tuple or any(type(part) is not int for part in parts):
        raise MalformedMessage("a size that is none")
    return torch.Size(parts)


def _device(text: Any) -> torch.device:
    if text not in ("cpu", "meta", "cuda", "cuda:0", "mps"):
        raise MalformedMessage("a device that is not known")
    return torch.device(text)


def _leaf_parts(leaf: torch.Tensor) -> tuple[Any, ...]:
    """Of a leaf that gradients are for."""
    grad = leaf.grad
    if not leaf.is_leaf or not arrays.crosses(leaf) or not (grad is None or arrays.crosses(grad)):
        raise NotPlain
    return leaf.detach(), leaf.requires_grad, None if grad is None else grad.detach()


def _leaf(of: Callable[..., Any]) -> Callable[[Any], Any]:
    def made(parts: Any) -> Any:
        data, wants, grad = need(parts, torch.Tensor, bool, (_NONE, torch.Tensor))
        with torch.inference_mode(data.is_inference()):  # elsewhere such a tensor takes no flag
            leaf = of(data.detach()).requires_grad_(wants)  # no copy, which may lie in memory otherwise
        set_grad(leaf, grad)
        return leaf

    return made


def _put_leaf(target: torch.Tensor, fresh: torch.Tensor) -> None:
    if target.shape != fresh.shape or target.dtype != fresh.dtype:
        target.data = fresh.detach()
    elif not torch.equal(target, fresh):
        target.data.copy_(fresh.detach())
    target.requires_grad_(fresh.requires_grad)
    if target.grad is None or fresh.grad is None or target.grad.shape != fresh.grad.shape:
        set_grad(target, fresh.grad)
    else:
        target.grad.copy_(fresh.grad)


def _stream_apart(stream: io.StringIO | io.BytesIO) -> Any:
    if stream.closed:
        raise NotPlain
    return stream.getvalue(), stream.tell()


def _stream(kind: Any, of: type) -> Callable[[Any], Any]:
    def made(parts: Any) -> Any:
        content, place = need(parts, of, int)
        if not 0 <= place <= len(content):
            raise MalformedMessage("a stream that stands where it has nothing")
        stream = kind()
        stream.write(content)
        stream.seek(place)
        return stream

    return made


def _put_stream(target: Any, fresh: Any) -> None:
    target.seek(0)
    target.truncate()
    target.write(fresh.getvalue())
    target.seek(fresh.tell())


#: Of what a regular expression is compiled with, whatever does not only say what it matches.
_FLAGS = re.ASCII | re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE | re.UNICODE


def _pattern(parts: Any) -> re.Pattern[Any]:
    pattern, flags = need(parts, (str, bytes), int)
    if flags & ~_FLAGS or len(pattern) > _MOST_OF_A_PATTERN:
        raise MalformedMessage("a regular expression that cannot be looked at")
    return re.compile(pattern, flags)


#: The kinds, by the names that they have in messages.
KINDS: dict[str, Kind] = {
    "complex": Kind(complex, lambda v: (v.real, v.imag), lambda p: complex(*need(p, float, float))),
    "bytearray": Kind(bytearray, bytes, lambda p: bytearray(_exactly(bytes)(p)), _fill),
    "set": Kind(set, list, _set(set), _fill),
    "frozenset": Kind(frozenset, list, _set(frozenset)),
    "range": Kind(range, lambda v: (v.start, v.stop, v.step), _range),
    "slice": Kind(slice, lambda v: (v.start, v.stop, v.step), lambda p: slice(*need(p, *(((_NONE, int),) * 3)))),
    "keys": Kind(type({}.keys()), list, _keys),
    "values": Kind(type({}.values()), list, _values),
    "items": Kind(type({}.items()), list, _items),
    "deque": Kind(deque, lambda v: (list(v), v.maxlen), _deque, _fill),
    "counter": Kind(Counter, dict, _counter, _fill),
    "ordered": Kind(OrderedDict, lambda v: list(v.items()), _pairs, _fill),
    "default": Kind(defaultdict, _default_parts, _default, _fill),
    "date": Kind(datetime.date, lambda v: (v.year, v.month, v.day), lambda p: datetime.date(*need(p, int, int, int))),
    "datetime": Kind(datetime.datetime, _datetime_parts, _datetime),
    "time": Kind(datetime.time, lambda v: (v.hour, v.minute, v.second, v.microsecond, v.fold, _zone(v)), _time),
    "timedelta": Kind(
        datetime.timedelta,
        lambda v: (v.days, v.seconds, v.microseconds),
        lambda p: datetime.timedelta(*need(p, int, int, int)),
    ),
    "decimal": Kind(decimal.Decimal, _decimal_text, _decimal),
    "fraction": Kind(fractions.Fraction, lambda v: (v.numerator, v.denominator), _fraction),
    "path": Kind(type(pathlib.Path()), str, _path),
    "uuid": Kind(uuid.UUID, lambda v: v.int, lambda p: uuid.UUID(int=_exactly(int)(p))),
    "text stream": Kind(io.StringIO, _stream_apart, _stream(io.StringIO, str), _put_stream),
    "byte stream": Kind(io.BytesIO, _stream_apart, _stream(io.BytesIO, bytes), _put_stream),
    "pattern": Kind(re.Pattern, lambda v: (v.pattern, v.flags), _pattern),
    "ellipsis": Kind(type(...), lambda v: None, _single(...)),
    "not implemented": Kind(type(NotImplemented), lambda v: None, _single(NotImplemented)),
    "type": Kind(type, lambda v: _TYPE_NAMES[v], _type),
    "size": Kind(torch.Size, tuple, _size),
    "device": Kind(torch.device, str, _device),
    "generator": Kind(np.random.Generator, _state, _generator, _put_generator),
    "old generator": Kind(
        np.random.RandomState, _old_parts, _old_generator, lambda target, fresh: target.set_state(fresh.get_state())
    ),
    "python's generator": Kind(
        random.Random, _pythons_parts, _pythons, lambda target, fresh: target.setstate(fresh.getstate())
    ),
    "torch's generator": Kind(
        torch.Generator, _torchs_parts, _torchs, lambda target, fresh: target.set_state(fresh.get_state())
    ),
    "leaf": Kind(torch.Tensor, _leaf_parts, _leaf(lambda data: data), _put_leaf),
    "parameter": Kind(torch.nn.Parameter, _leaf_parts, _leaf(torch.nn.Parameter), _put_leaf),
}
#: Where kinds of libraries come from, once a notebook has imported these.
LIBRARIES: dict[str, Callable[[Any, str], dict[str, Kind]]] = {}
_BY_TYPE: dict[type, str] = {}


def name_of(kind: type) -> str | None:
    """The name of the kind that is of this exact type; None where there is none."""
    if len(_BY_TYPE) != len(KINDS):
        _BY_TYPE.update({kind.type: name for name, kind in KINDS.items()})
    found = _BY_TYPE.get(kind)
    if found is None and _of_libraries():
        return name_of(kind)
    return found


def _of_libraries() -> bool:
    """Whether kinds have become known, of a library that has been imported since."""
    for name in [name for name in LIBRARIES if name in sys.modules]:
        KINDS.update(LIBRARIES.pop(name)(sys.modules[name], name))
        return True
    return False


def is_kind(name: str) -> bool:
    """Whether a kind of this name is known; one of a library is not before a notebook has imported that."""
    while name not in KINDS and _of_libraries():
        pass
    return name in KINDS


def make(name: str, parts: Any) -> Any:
    """The value of these parts. Raises MalformedMessage where they make none."""
    try:
        return KINDS[name].made(parts)
    except MalformedMessage:
        raise
    except Exception as error:
        raise MalformedMessage.caused(error) from error
