"""What a test may set in its process that a student's code would meet in an ordinary kernel: limits, and what warns.

Both sides use it, through `grading.seal.window.world`. A test that makes floating point errors or warnings count, says
how deep a recursion may go or what the environment holds, has that done on the bench before the next call. While it
watches for warnings, the bench tells of those that there are, and they are given once more on this side, where the
test's filters decide; what is logged likewise, while it looks at logs.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import sys
import warnings
from collections.abc import Container, Iterator
from types import WrapperDescriptorType
from typing import Any, NamedTuple

import numpy as np

from grading.seal.window import logs, recursion
from grading.seal.window.errors import MalformedMessage

_ENVIRONMENT = re.compile(r"\benviron\b|\bputenv\b")
_MOST, _TEXT = 100, 2000  # warnings of a call, and characters of one


class Settings(NamedTuple):
    """Those of a process.

    ``listens``: whether somebody watches for warnings; ``environment``: what is new in it; ``logs``: the loggers'
    levels, where somebody looks at logs.
    """

    errors: dict[str, str]
    depth: int
    listens: bool
    environment: dict[str, str | None]
    logs: dict[str, int] | None


class Watch:
    """The trusted side's: what a test has set of them since it began."""

    def __init__(self) -> None:
        self._in_test = False
        self._looks_at_environment = self._looks_at_logs = False
        self.begin("")

    def begin(self, code: str) -> None:
        """A test with this code begins, or a cell that is no test's, before which the other side has set the same."""
        if not self._in_test:
            self._filters, self._as_were = warnings.filters, list(warnings.filters)
            self._environment = dict(os.environ)
            self._told = self._base = Settings(_errors(), recursion.limit(), False, {}, None)
        self._told, self._in_test = self._base, bool(code)
        self._looks_at_environment = _ENVIRONMENT.search(code) is not None
        self._looks_at_logs = logs.looked_at(code)
        self._handlers = logs.handlers() if self._looks_at_logs else []

    def warn(self, told: Any) -> None:
        """As `warn` does, where a test looks at logs with these. Raises: as it does."""
        warn(told, self._handlers if self._looks_at_logs else None)

    def tell(self) -> Settings | None:
        """The settings, where they are others than those that were told last."""
        listens = warnings.filters is not self._filters or list(warnings.filters) != self._as_were
        levels = logs.levels() if self._looks_at_logs else None
        now = Settings(_errors(), recursion.limit(), listens, self._changed(), levels)
        if now == self._told:
            return None
        self._told = now
        return now

    def _changed(self) -> dict[str, str | None]:
        if not self._looks_at_environment:
            return {}
        now, before = dict(os.environ), self._environment
        return {name: now.get(name) for name in {**now, **before} if now.get(name) != before.get(name)}


class Follower:
    """The bench's: does as a test's process has it."""

    def __init__(self) -> None:
        self.listens = False
        self.logs: dict[str, int] | None = None
        self._replaced: dict[str, str | None] = {}
        self._warned: list[Any] = []

    def take(self, told: Any) -> None:
        """As the other side tells."""
        errors, depth, self.listens, environment, self.logs = told
        np.seterr(**errors)
        if depth != recursion.limit():
            recursion.set_limit(depth)
        for name, value in {**self._replaced, **environment}.items():
            self._replaced.setdefault(name, os.environ.get(name))
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self._replaced = {name: self._replaced[name] for name in environment}

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """While a student's function runs: keep its warnings and its logs, where a test watches for them."""
        with contextlib.ExitStack() as listening:
            if self.logs is not None:
                listening.callback(self._warned.extend, listening.enter_context(logs.kept(self.logs)))
            if self.listens:
                listening.enter_context(self._listening_to_warnings())
            yield

    @contextlib.contextmanager
    def _listening_to_warnings(self) -> Iterator[None]:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                yield
            finally:
                for each in caught[:_MOST]:
                    kinds = [f"{kind.__module__}:{kind.__qualname__}" for kind in each.category.__mro__]
                    self._warned.append((kinds, str(each.message)[:_TEXT]))

    def warned(self) -> list[Any]:
        """Of each warning since the last time what it is, nearest first, and its words; of each log what `logs` has."""
        warned, self._warned = self._warned, []
        return warned


def warn(told: Any, handlers: Container[logging.Handler] | None = None) -> None:
    """Give the other side's warnings once more, and its logs, but to these handlers; without them, there may be none.

    Raises what a test makes of one, and MalformedMessage.
    """
    if type(told) is not list or len(told) > 2 * _MOST:
        raise MalformedMessage("warnings in an unknown form")
    for each in told:
        if type(each) is tuple and len(each) == 4 and handlers is not None:
            logs.log(each, handlers)
            continue
        if type(each) is not tuple or len(each) != 2 or type(each[0]) is not list or type(each[1]) is not str:
            raise MalformedMessage("a warning in an unknown form")
        category = next(filter(None, map(_category, each[0])), UserWarning)
        warnings.warn_explicit(each[1][:_TEXT], category, "<the student's code>", 1)


def _category(name: Any) -> type[Warning] | None:
    """The class of warnings with this name, of those that are made of a text and no more."""
    module, _, of = str(name).partition(":")
    found = getattr(sys.modules.get(module), "__dict__", {}).get(of)  # a lazy module would import what is asked of it
    if type(found) is not type or not issubclass(found, Warning):
        return None
    return found if isinstance(found.__init__, WrapperDescriptorType) else None


def _errors() -> dict[str, str]:
    return {name: str(how) for name, how in np.geterr().items()}
