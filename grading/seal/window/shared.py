"""Lists, dicts, sets and other values that may change in place, kept in step between the two sides.

Both sides use it, through `grading.seal.window.values`. Each such value that crosses gets a number, and stays one
object on either side for as long as somebody there can ask for it: what is passed again, or comes back, is that very
object. A message tells besides what has become of those that its sender has changed. Numbers of one side are odd,
those of the other even, so that neither can take the other's.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from grading.seal.window import kinds
from grading.seal.window.errors import MalformedMessage
from grading.seal.window.headers import checked_numbers

MOST = 100_000
#: Whose numbers are which: the side that serves tests, and the one that asks.
OF_SERVING, OF_ASKING = 1, 2
_UNHELD = 3  # references: from here, from the loop that asks, and from the question


class Shared:
    """What both sides hold. ``first`` is 1 on the one side and 2 on the other."""

    def __init__(self, first: int) -> None:
        self._next, self._theirs = first, first % 2 + 1
        self._met = 0  # the highest number of the other side's
        self._held: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._seen: dict[int, Any] = {}

    def number(self, value: Any) -> int:
        """The number of a value that is known; 0 of another."""
        return self._numbers.get(id(value), 0)

    def add(self, value: Any) -> int:
        """A number for a value of this side's; 0 where there are too many, which then cross without one."""
        if len(self._held) >= MOST:
            return 0
        number = self._next
        self._next += 2
        self._note(number, value)
        return number

    def meet(self, number: int, value: Any) -> Any:
        """Note a value of the other side's by the number that it has there. Raises MalformedMessage."""
        if number:
            if number % 2 != self._theirs % 2 or number < 0 or number in self._held or len(self._held) >= MOST:
                raise MalformedMessage("a number that is not for the value to have")
            self._met = max(self._met, number)
            self._note(number, value)
        return value

    def of(self, number: Any) -> Any:
        """The value that has this number. Raises MalformedMessage."""
        if type(number) is not int or number not in self._held:
            raise MalformedMessage("something that is not shared")
        return self._held[number]

    def is_gone(self, number: Any) -> bool:
        """Whether it was a value's that this side has dropped; the other side may not have heard of it yet."""
        if type(number) is not int or number in self._held:
            return False
        return 0 < number <= self._met if number % 2 == self._theirs % 2 else 0 < number < self._next

    def _note(self, number: int, value: Any) -> None:
        self._held[number] = value
        self._numbers[id(value)] = number
        self._seen[number] = None

    def changed(self, picture: Callable[[Any], Any]) -> list[int]:
        """The numbers of those that have changed since the last `settle`."""
        old, seen = list(self._held.items()), self._seen
        return [n for n, value in old if seen[n] is not None and not _same(seen[n], snapshot(value, picture))]

    def settle(self, picture: Callable[[Any], Any]) -> None:
        """What they are now is what the other side knows."""
        for number, value in self._held.items():
            self._seen[number] = snapshot(value, picture)

    def unheld(self) -> list[int]:
        """Drop what nobody on this side can ask for any more; the numbers, for the other side."""
        gone: list[int] = []
        for number in list(self._held):
            value = self._held[number]
            if sys.getrefcount(value) <= _UNHELD:
                gone.append(number)
                del value
                self.drop([number])
        return gone

    def drop(self, told: object) -> None:
        """Forget these. Raises MalformedMessage for what are no numbers."""
        for number in checked_numbers(told):
            if number in self._held:
                self._numbers.pop(id(self._held.pop(number)), None)
                self._seen.pop(number, None)


def snapshot(value: Any, picture: Callable[[Any], Any]) -> Any:
    """What to compare by, to see whether it has been changed: its items themselves, or a ``picture`` of its parts."""
    kind = type(value)
    if kind is dict:
        return (*value.keys(), *value.values())
    if kind is list or kind is set:
        return tuple(value)
    return [picture(value)]


def _same(before: Any, now: Any) -> bool:
    if type(now) is list:
        return bool(before == now)
    return len(before) == len(now) and all(map(_is, before, now))


def _is(one: Any, other: Any) -> bool:
    return one is other


def put(target: Any, fresh: Any) -> None:
    """Bring a shared value up to date in place. Raises MalformedMessage where it is of another kind."""
    if type(target) is not type(fresh):
        raise MalformedMessage("a value that changed its type")
    if type(target) is list:
        target[:] = fresh
        return
    if type(target) is dict:
        target.clear()
        target.update(fresh)
        return
    how = kinds.KINDS[kinds.name_of(type(target)) or ""].put
    if how is None:
        raise MalformedMessage("a value that cannot change")
    try:
        how(target, fresh)
    except MalformedMessage:
        raise
    except Exception as error:
        raise MalformedMessage.caused(error) from error
