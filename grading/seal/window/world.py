"""What a test and a student's functions share besides arguments and results: global names, and where chance stands.

In an ordinary kernel they have one namespace and one random generator. Here a test that binds or deletes a global
name which the notebook's code can see, seeds a generator, puts something into a module's place or changes what a
process has set (`grading.seal.window.settings`), has that done on the bench before the next call; a global name that a
student's function has bound comes back with its answer. No other name of a test's is ever told.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import random
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from types import ModuleType
from typing import Any

import numpy as np
import torch

from grading.seal.window import kinds
from grading.seal.window.errors import MalformedMessage
from grading.seal.window.objects import NoWorld
from grading.seal.window.settings import Follower, Watch

_GONE = object()
#: In a test's code, what may put something into a module's place.
_PATCHES = re.compile(r"patch|\w\.\w+\s*=[^=]")
_WORDS = re.compile(r"\w+")


class BenchWorld(NoWorld):
    """The bench's: tells which of the names that a test has asked for it has bound anew, does what a test has done."""

    def __init__(self, namespace: MutableMapping[str, Any]) -> None:
        self._namespace = namespace
        self._watched: dict[str, Any] = {}
        self._replaced: dict[tuple[str, str], Any] = {}
        self._state: Any = None
        self._settings = Follower()
        self.listening = self._settings.listening
        self._stubs: dict[str, Any] = {}  # of Python's own functions, which the student's code meets and no other
        self._originals: dict[str, Any] | None = None  # while it does, what they stand in the place of

    def watch(self, names: Iterable[str]) -> None:
        """From now on, tell of these."""
        self._watched = {name: self._namespace.get(name, _GONE) for name in names}
        self._state = fingerprint()

    def tell(self) -> Any:
        """Names bound anew with their values, those that are gone, and the generators where they have been used."""
        now = {name: self._namespace.get(name, _GONE) for name in self._watched}
        new = {name: value for name, value in now.items() if value is not self._watched[name]}
        before, self._state = self._state, fingerprint()
        used = before is not None and before != self._state
        warned = self._settings.warned()
        if not (new or used or warned):
            return None
        self._watched = now
        bound = {name: value for name, value in new.items() if value is not _GONE}
        return bound, [name for name, value in new.items() if value is _GONE], _state() if used else None, warned

    def take(self, told: Any) -> None:
        """Bind and delete names, and set the generators."""
        bound, gone, state, patched, restored, settings = told
        self._namespace.update(bound)
        for name in gone:
            self._namespace.pop(name, None)
        self._watched |= {name: self._namespace.get(name, _GONE) for name in (*bound, *gone) if name in self._watched}
        if state is not None:
            _set(state)
            self._state = fingerprint()
        for module, attribute, value in patched:
            if module == "builtins":
                self._stubs[attribute] = value
                continue
            place, name = _place(module, attribute)
            self._replaced.setdefault((module, attribute), vars(place).get(name, _GONE))
            setattr(place, name, value)
        for module, attribute in restored:
            self._stubs.pop(attribute if module == "builtins" else "", None)
            place, name = _place(module, attribute)
            before = self._replaced.get((module, attribute), _GONE)
            if before is not _GONE:
                setattr(place, name, before)
            elif (module, attribute) in self._replaced:
                delattr(place, name)
        if settings is not None:
            self._settings.take(settings)

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """While the package's own code runs, and not the student's: Python's functions are its own."""
        if self._originals is None:
            yield
            return
        vars(builtins).update(self._originals)
        self._originals = None
        try:
            yield
        finally:
            self._put_stubs()

    @contextlib.contextmanager
    def in_test(self) -> Iterator[None]:
        """While the student's code runs, what a test has put into the place of Python's functions is there."""
        self._put_stubs()
        try:
            yield
        finally:
            vars(builtins).update(self._originals or {})
            self._originals = None

    def _put_stubs(self) -> None:
        self._originals = {name: vars(builtins)[name] for name in self._stubs if name in vars(builtins)}
        vars(builtins).update(self._stubs)

    def know(self, names: Iterable[str]) -> None:
        """What these are now, the tests know."""
        self._watched |= {name: self._namespace.get(name, _GONE) for name in names if name in self._watched}


class TestWorld(NoWorld):
    """The trusted side's: tells of the names that the notebook's code can see, takes those that it binds, and no other.

    A function that could bind more would decide what a test's `abs` or `np` is.
    """

    __test__ = False  # the name is the test cells', not pytest's

    def __init__(self, namespace: MutableMapping[str, Any]) -> None:
        self._namespace = namespace
        self._told: dict[str, Any] = {}
        self._theirs: frozenset[str] = frozenset()
        self._last: dict[str, Any] | None = None  # as the test before has found them
        self._imported: set[str] = set()  # by tests, of modules
        self._state: Any = None
        self._modules: dict[str, dict[str, Any]] = {}
        self._classes: dict[tuple[str, str], tuple[type, dict[str, Any]]] = {}
        self._patched: dict[tuple[str, str], Any] = {}
        self._settings = Watch()
        self._warned: list[Any] = []
        self._stubs: dict[str, Any] | None = None  # a test's, in the place of Python's own functions, while put aside
        self._in_a_test = False
        self._generators: Any = None  # where they stood before a bench has set them in a test

    def begin(self, names: Iterable[str] = (), theirs: Iterable[str] = (), code: str = "") -> None:
        """A test with this code begins, or none.

        ``names`` are those that the notebook's code can see, ``theirs`` those that tests take from it anyway. What
        earlier tests have imported is told again: no bench that these have spoken to is there any more.
        """
        if self._generators is not None:  # else where a bench has put them would tell the next one something
            _set(self._generators)
        self._generators, self._in_a_test = None, bool(code)
        now = {name: self._namespace.get(name, _GONE) for name in names}
        if self._last is not None:
            new = (name for name, value in now.items() if self._last.get(name, _GONE) is _GONE)
            self._imported |= {name for name in new if type(now[name]) is ModuleType}
        self._last = now or self._last
        self._told = {name: _GONE if name in self._imported else value for name, value in now.items()}
        self._theirs = frozenset(theirs)
        self._state, self._patched, self._warned = fingerprint(), {}, []
        self._settings.begin(code)
        patches = _PATCHES.search(code) is not None
        self._modules = {name: dict(vars(module)) for name, module in self._near(code)} if patches else {}
        self._classes = {place: (kind, dict(vars(kind))) for place, kind in self._named(code)}

    def _near(self, code: str) -> Iterator[tuple[str, Any]]:
        """The modules that a test's code mentions, with those in them."""
        words = {"builtins", *_WORDS.findall(code)}
        for name in sorted(words):
            if type(module := self._namespace.get(name)) is ModuleType:
                words.add(module.__name__.partition(".")[0])
        for name, module in list(sys.modules.items()):
            if name.partition(".")[0] in words and type(module) is ModuleType and name != "__main__":
                yield name, module

    def _named(self, code: str) -> Iterator[tuple[tuple[str, str], type]]:
        """The libraries' classes that a test's code mentions, by one module and the name there."""
        words, seen = set(_WORDS.findall(code)), set[int]()
        for module, known in self._modules.items():
            for name in words & known.keys():
                kind = known[name]
                if type(kind) is type and id(kind) not in seen and kind.__module__ not in ("builtins", "__main__"):
                    seen.add(id(kind))
                    yield (module, name), kind

    def tell(self) -> Any:
        """Names bound and deleted since, the generators where they were used, and what stands in modules' places."""
        now = {name: self._namespace.get(name, _GONE) for name in self._told}
        new = {name: value for name, value in now.items() if value is not self._told[name]}
        before, self._state = self._state, fingerprint()
        used = before is not None and before != self._state
        patched, restored = self._patches()
        settings = self._settings.tell()
        if not (new or used or patched or restored or settings):
            return None
        self._told = now
        bound = {name: value for name, value in new.items() if value is not _GONE}
        gone = [name for name, value in new.items() if value is _GONE]
        return bound, gone, _state() if used else None, patched, restored, settings and tuple(settings)

    def know(self, names: Iterable[str]) -> None:
        """What these are now, the bench knows: a test has put references there."""
        self._told |= {name: self._namespace.get(name, _GONE) for name in names if name in self._told}

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """While the package's own code runs: Python's functions are its own, whatever a test has put in their place."""
        if "builtins" not in self._modules or self._stubs is not None:
            yield
            return
        self._put_stubs_aside()
        try:
            yield
        finally:
            self._put_stubs_back()

    @contextlib.contextmanager
    def in_test(self) -> Iterator[None]:
        """While the other side calls something of the test's: what `aside` has put aside is in its place again."""
        if self._stubs is None:
            yield
            return
        self._put_stubs_back()
        try:
            yield
        finally:
            self._put_stubs_aside()

    def _put_stubs_aside(self) -> None:
        before, now = self._modules["builtins"], vars(builtins)
        self._stubs = {name: value for name, value in now.items() if name in before and value is not before[name]}
        now.update({name: before[name] for name in self._stubs})

    def _put_stubs_back(self) -> None:
        vars(builtins).update(self._stubs or {})
        self._stubs = None

    def _patchable(self) -> Iterator[tuple[str, str, Mapping[str, Any], Mapping[str, Any]]]:
        """Of each module, and of the classes in it, what they held when the test began, and what they hold."""
        for name, before in self._modules.items():
            yield name, "", before, vars(sys.modules[name]) | (self._stubs or {} if name == "builtins" else {})
        for (name, of), (kind, held) in self._classes.items():
            yield name, of, held, vars(kind)

    def _patches(self) -> tuple[list[Any], list[Any]]:
        """What has been put into modules and classes, and what is again what it was."""
        patched, restored = [], []
        for name, of, before, now in self._patchable():
            for attribute, value in now.items():
                place, known = (name, f"{of}.{attribute}" if of else attribute), before.get(attribute, _GONE)
                if value is not known and value is not self._patched.get(place, _GONE):
                    patched.append((*place, value))
                    self._patched[place] = value
                elif value is known and self._patched.pop(place, _GONE) is not _GONE:
                    restored.append(place)
            for place in list(self._patched):
                where, _, attribute = place[1].rpartition(".")
                if (place[0], where) == (name, of) and attribute not in now:  # it was there while it was patched
                    del self._patched[place]
                    restored.append(place)
        return patched, restored

    def take(self, told: Any) -> None:
        """Global names that a student's function has bound. Raises MalformedMessage for others."""
        if type(told) is not tuple or len(told) != 4 or type(told[0]) is not dict or type(told[1]) is not list:
            raise MalformedMessage("names in an unknown form")
        bound, gone, state, self._warned = told
        if any(type(name) is not str or name not in self._theirs for name in (*bound, *gone)):
            raise MalformedMessage("a name that nobody has asked for")
        if state is not None:
            if self._in_a_test and self._generators is None:
                self._generators = _state()
            _set(state)
            self._state = fingerprint()
        for name, value in bound.items():
            self._told[name] = self._namespace[name] = value
        for name in gone:
            self._namespace.pop(name, None)
            self._told[name] = _GONE

    def warn(self) -> None:
        """Give the warnings that `take` was told of. Raises what a test makes of them, and MalformedMessage."""
        warned, self._warned = self._warned, []
        self._settings.warn(warned)


def _place(module: str, attribute: str) -> tuple[Any, str]:
    """The module, or the class in it, and the name in that."""
    of, _, name = attribute.rpartition(".")
    found = importlib.import_module(module)
    return (getattr(found, of) if of else found), name


def _old() -> tuple[Any, ...]:
    """The state of NumPy's own generator, which `numpy.random.seed` sets."""
    found: Any = np.random.get_state()
    return tuple(found)


def fingerprint() -> Any:
    """To compare by, whether a generator has been used."""
    name, words, *rest = _old()
    return random.getstate(), name, words.tobytes(), rest, torch.get_rng_state().numpy().tobytes()


def _state() -> Any:
    version, words, gauss = random.getstate()
    name, old, place, has, cached = _old()
    python = (version, np.array(words, dtype="int64"), gauss)
    return python, (name, old, int(place), int(has), float(cached)), torch.get_rng_state()


def _set(state: Any) -> None:
    """As the other side has them. Raises MalformedMessage for what is no state."""
    try:
        (version, words, gauss), (name, old, place, has, cached), torchs = state
        if type(old) is not np.ndarray or old.dtype != np.uint32 or old.shape != (kinds.WORDS_OF_STATE,):
            raise MalformedMessage("a random generator in a state that it cannot have")
        if name != "MT19937" or type(place) is not int or not 0 <= place <= kinds.WORDS_OF_STATE or has not in (0, 1):
            raise MalformedMessage("a random generator in a state that it cannot have")
        if type(gauss) not in (type(None), float) or not kinds.is_of_torch(torchs):
            raise MalformedMessage("a random generator in a state that it cannot have")
        random.setstate((version, tuple(map(int, words)), gauss))
        np.random.set_state((name, old, place, has, float(cached)))
        torch.set_rng_state(torchs)
    except (TypeError, ValueError, RuntimeError, OverflowError) as error:
        raise MalformedMessage("a random generator in a state that it cannot have") from error
