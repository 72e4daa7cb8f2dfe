"""What may be asked of an object across the window, and how it is answered where the object is.

Both sides use it: `grading.seal.window.calls` answers by it, `grading.seal.window.mirrors` asks. A question is a
special method's name, or one of `QUESTIONS`. Whatever an object answers is its own word, and is believed as a
function's is.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import dataclasses
import enum
import inspect
import sys
import types
from collections.abc import Callable
from types import CodeType
from typing import Any

_OPERATORS = "add sub mul truediv floordiv mod pow matmul and or xor lshift rshift divmod"
_ARITHMETIC = _OPERATORS.split(" ")
#: Special methods with another operand.
BINARY = frozenset(
    [f"__{name}__" for name in _ARITHMETIC]
    + [f"__r{name}__" for name in _ARITHMETIC]
    + [f"__i{name}__" for name in _ARITHMETIC if name != "divmod"]
)
ORDER = frozenset({"__lt__", "__le__", "__gt__", "__ge__"})
_ALONE = (
    "neg pos abs invert int float complex index round trunc floor ceil len length_hint iter next reversed enter exit "
    "call getitem setitem delitem contains bool bytes missing aiter anext aenter aexit get set delete set_name"
)
#: Special methods that are the object's alone.
OWN = frozenset(f"__{name}__" for name in _ALONE.split(" "))
#: What every class of Python's has, asked where a class of the student's has its own.
EVERY = frozenset({"__hash__", "__repr__", "__str__", "__format__"})
SPECIAL = BINARY | ORDER | OWN | EVERY
_KNOWN = (
    "name qualname module doc dict annotations defaults kwdefaults wrapped cause context notes members match_args self "
    "slots version"
)
#: Attributes between underscores that are no methods.
#: Of a code object's flags, those that say what its function takes and gives.
_FLAGS = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS | inspect.CO_GENERATOR | inspect.CO_COROUTINE
_FLAGS |= inspect.CO_ASYNC_GENERATOR
FACTS = frozenset(f"__{name}__" for name in _KNOWN.split(" "))


def is_students(kind: type) -> bool:
    """Whether a class was made by a notebook's code, or a module beside it, and not by a library."""
    module = sys.modules.get(kind.__module__)
    place = getattr(module, "__file__", None)
    if kind.__module__ == "__main__" or module is None:
        return True
    return place is not None and not place.startswith((sys.prefix, sys.base_prefix, "/usr/"))


def described(kind: type) -> dict[str, Any]:
    """What a class is: its name, the classes that it is made of, what its objects and itself can be asked.

    ``own`` are those of the classes that a notebook has made, nearest first, ``library`` the others by name.
    """
    line = list(type.mro(kind)) if type(kind) is type else list(kind.__mro__)
    metaclass = type(kind)
    made = [each for each in line[1:] if is_students(each)]
    return {
        "name": kind.__name__,
        "module": str(kind.__module__),
        "qualname": kind.__qualname__,
        "own": made,
        "students": is_students(kind),
        "library": [f"{each.__module__}:{each.__qualname__}" for each in line if not is_students(each)],
        "special": [name for name in sorted(SPECIAL - EVERY) if _has(kind, name)],
        "of the class": [
            name for name in sorted(OWN - {"__call__"}) if metaclass is not type and _has(metaclass, name)
        ],
        "fields": list(kind._fields) if issubclass(kind, tuple) and hasattr(kind, "_fields") else None,
        "raised": issubclass(kind, Exception),
        "enum": isinstance(kind, enum.EnumMeta),
        "abstract": sorted(getattr(kind, "__abstractmethods__", ())),
        "metaclasses": [each for each in type.mro(metaclass) if is_students(each)] if metaclass is not type else [],
        "dataclass": [each.name for each in dataclasses.fields(kind)] if dataclasses.is_dataclass(kind) else None,
    }


def _has(kind: type, name: str) -> bool:
    return getattr(kind, name, None) is not None


def _next(thing: Any) -> Any:
    return _gives(lambda: next(thing))


def _gives(step: Callable[[], Any]) -> Any:
    """The item that a step of an iterator's gives, in a list; in a tuple what it has ended with."""
    try:
        return [step()]
    except (StopIteration, StopAsyncIteration) as end:
        return end.args[:1]


class _Other:
    """Equal to nothing."""


def _equal(one: Any, other: Any) -> Any:
    """Whether it says that they are equal; one that says so of what nothing is equal to is not."""
    kind: Any = type(one)
    answer = kind.__eq__(one, other)
    if answer is not True:
        return answer is NotImplemented and one is other
    if one is other:
        return True
    try:
        return kind.__eq__(one, _Other()) is not True
    except Exception:  # noqa: BLE001 - a method that looks at the other's attributes raises here
        return True


def described_code(function: Any) -> list[Any] | None:
    """What a function's ``__code__`` says of its arguments, its kind and its names; None of what has none."""
    code = getattr(function, "__code__", None)
    if type(code) is not CodeType:
        return None
    counts = [code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags & _FLAGS]
    return [*counts, list(code.co_varnames), list(code.co_names), list(code.co_freevars)]


def with_code(code: CodeType, told: Any) -> CodeType:
    """A code object that says the same. Raises ValueError or TypeError for what no code can be."""
    arguments, positional, keywords, flags, variables, names, free = told
    return code.replace(
        co_argcount=arguments,
        co_posonlyargcount=positional,
        co_kwonlyargcount=keywords,
        co_flags=code.co_flags & ~_FLAGS | flags & _FLAGS,
        co_varnames=tuple(variables),
        co_nlocals=len(variables),
        co_names=tuple(names),
        co_freevars=tuple(free),
    )


def _signature(function: Any) -> list[Any]:
    """Each parameter's name, kind, whether it has a default and which, an annotation and which; and what it returns."""
    found = inspect.signature(function)
    nothing = inspect.Parameter.empty
    parameters = [
        (
            each.name,
            int(each.kind),
            each.default is not nothing,
            None if each.default is nothing else each.default,
            each.annotation is not nothing,
            None if each.annotation is nothing else each.annotation,
        )
        for each in found.parameters.values()
    ]
    returned = found.return_annotation
    return [parameters, returned is not nothing, None if returned is nothing else returned]


_KINDS = (
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
    inspect.Parameter.VAR_POSITIONAL,
    inspect.Parameter.KEYWORD_ONLY,
    inspect.Parameter.VAR_KEYWORD,
)


def signature_of(told: Any) -> inspect.Signature:
    """The signature that `_signature` tells of. Raises ValueError where it is none, as for a function that has none."""
    nothing = inspect.Parameter.empty
    try:
        parameters, returns, returned = told
        made = [
            inspect.Parameter(
                name,
                _KINDS[place],
                default=default if has else nothing,
                annotation=annotation if annotated else nothing,
            )
            for name, place, has, default, annotated, annotation in parameters
        ]
        return inspect.Signature(made, return_annotation=returned if returns else nothing)
    except (TypeError, IndexError) as error:
        raise ValueError("no signature") from error


def _source(thing: Any) -> str:
    """The text of a function or a class."""
    return inspect.getsource(thing)


#: Of whose subclasses it is told what their objects hold.
HELD = (str, int, float, list, tuple, dict, set, frozenset)


def _held(thing: Any) -> Any:
    """The plain value that an object of a subclass of a plain type holds, in a list; an empty list of another."""
    base: Any = next((each for each in HELD if issubclass(type(thing), each)), None)
    if base is None:
        return []
    if base in (str, int, float):
        return [getattr(base, f"__{base.__name__}__")(thing)]
    return [dict(dict.items(thing)) if base is dict else base(base.__iter__(thing))]


def _run(coroutine: Any) -> Any:
    """The result of a coroutine, which runs to its end; in a loop of its own where another one waits for that."""
    waits = asyncio._get_running_loop()  # noqa: SLF001 - what `asyncio` has for those that make loops
    if waits is None:
        return asyncio.get_event_loop_policy().get_event_loop().run_until_complete(coroutine)
    asyncio._set_running_loop(None)  # noqa: SLF001
    try:
        with contextlib.closing(asyncio.new_event_loop()) as loop:
            return loop.run_until_complete(coroutine)
    finally:
        asyncio._set_running_loop(waits)  # noqa: SLF001


async def _awaited(thing: Any) -> Any:
    return await thing


def _waits(name: str) -> Callable[..., Any]:
    """A special method that gives something to wait for, which is waited for here."""
    return lambda thing, *args: _run(_awaited(getattr(type(thing), name)(thing, *args)))


#: How a member of a class is told that is no plain value, and what it is made of.
MEMBERS: dict[str, tuple[type, tuple[str, ...]]] = {
    "property": (property, ("fget", "fset", "fdel")),
    "static": (staticmethod, ("__func__",)),
    "class": (classmethod, ("__func__",)),
}


def _derived(
    kind: type, name: str, bases: tuple[type, ...], members: dict[str, tuple[str, list[Any]]], asked: dict[str, Any]
) -> type:
    """A class that a test makes of these: what it has of its own are functions of the test's.

    ``asked`` is what stands beside the classes that it is made of, by name.
    """
    own = {member: MEMBERS[how][0](*parts) if how in MEMBERS else parts[0] for member, (how, parts) in members.items()}
    own["__module__"] = "__main__"
    return types.new_class(name, bases, asked, lambda namespace: namespace.update(own))


def _inherited(kind: type, thing: Any, name: str) -> Any:
    """What a thing has by that name of this class, or of those behind it in the order of its own."""
    line = type(thing).__mro__
    found = next(vars(each)[name] for each in line[line.index(kind) :] if name in vars(each))
    return found.__get__(thing, type(thing)) if hasattr(found, "__get__") else found


def _held_there(thing: Any, name: str) -> list[Any]:
    """What a thing's own ``__dict__`` has under a name, in a list; an empty list where it has nothing."""
    return [vars(thing)[name]] if name in vars(thing) else []


#: Questions about a name of a thing's, whatever its class makes of that.
OF_DICT: dict[str, Callable[..., Any]] = {
    "dict get": _held_there,
    "dict set": lambda thing, name, value: thing.__dict__.update({name: value}),
    "dict del": lambda thing, name: thing.__dict__.pop(name),
}
#: Questions whose first argument is an attribute's name.
OF_NAMES: dict[str, Callable[..., Any]] = OF_DICT | {"getattr": getattr, "setattr": setattr, "delattr": delattr}
QUESTIONS: dict[str, Callable[..., Any]] = OF_NAMES | {
    "class": described,
    "next": _next,
    "equal": _equal,
    "signature": _signature,
    "source": _source,
    "code": described_code,
    "held": _held,
    "dir": dir,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "await": _run,
    "send": lambda thing, *values: _gives(lambda: thing.send(*values)),
    "throw": lambda thing, *errors: _gives(lambda: thing.throw(*errors)),
    "anext": lambda thing: _gives(lambda: _waits("__anext__")(thing)),
    "aenter": _waits("__aenter__"),
    "aexit": _waits("__aexit__"),
    "vars": lambda thing: dict(vars(thing)),
    "dict names": lambda thing: [name for name in vars(thing) if not name.startswith("_")],
    "of": lambda kind, thing, name: getattr(thing, name),
    "derived": _derived,
    "inherited": _inherited,
}


def answer(question: str, thing: Any, *args: Any, **kwargs: Any) -> Any:
    """What is asked of a thing. Raises whatever the thing's own code does, and LookupError for no question."""
    if question in QUESTIONS:
        return QUESTIONS[question](thing, *args, **kwargs)
    if question not in SPECIAL:
        raise LookupError("a question that may not be asked")
    return getattr(type(thing), question)(thing, *args, **kwargs)
