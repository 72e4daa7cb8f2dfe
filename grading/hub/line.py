"""The line in which checks wait for a worker: first come, first served, one of a user at a time, so many in all."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


class State(StrEnum):
    """Where a check is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    NOT_GRADED = "not graded"


@dataclass(eq=False)
class Check:
    """One press of the button. ``folder`` holds the ``notebook``, and goes at the end; ``answer`` is for the user."""

    id: str
    user: str
    folder: Path
    notebook: Path
    state: State = State.WAITING
    answer: dict[str, Any] = field(default_factory=dict)


#: Grades one check at a time, and says how it ended.
Grade = Callable[[Check], Awaitable[tuple[State, dict[str, Any]]]]


class Full(Exception):
    """As many wait as may."""


class UnderWay(Exception):
    """A check of the same user has not ended; it is ``check``."""

    def __init__(self, check: Check) -> None:
        super().__init__(check.id)
        self.check = check


class Line:
    """Checks that wait, and the last one of each user. Used in one event loop alone."""

    def __init__(self, graders: Sequence[Grade], most: int) -> None:
        """Checks are graded by as many at once as there are ``graders``; at most ``most`` wait."""
        self._graders, self._most = graders, most
        self._waiting: list[Check] = []
        self._last: dict[str, Check] = {}
        self._arrived = asyncio.Condition()

    async def run(self) -> None:
        """Grade what comes, until this is cancelled."""
        async with asyncio.TaskGroup() as group:
            for grade in self._graders:
                group.create_task(self._serve(grade))

    def make_sure(self, user: str) -> None:
        """Make sure that a check of a user's may join.

        Raises: UnderWay, Full.
        """
        last = self._last.get(user)
        if last is not None and last.state in (State.WAITING, State.RUNNING):
            raise UnderWay(last)
        if len(self._waiting) >= self._most:
            raise Full

    async def join(self, check: Check) -> None:
        """Have a check wait for its turn.

        Raises: UnderWay, Full.
        """
        self.make_sure(check.user)
        self._last[check.user] = check
        self._waiting.append(check)
        async with self._arrived:
            self._arrived.notify()

    def find(self, user: str, check: str) -> Check | None:
        """The check of that id, if it is the user's last one."""
        last = self._last.get(user)
        return last if last is not None and last.id == check else None

    def place(self, check: Check) -> int:
        """The place in the line of a check that waits, from 1; 0 of one that does not."""
        return self._waiting.index(check) + 1 if check in self._waiting else 0

    async def _serve(self, grade: Grade) -> None:
        while True:
            async with self._arrived:
                await self._arrived.wait_for(lambda: bool(self._waiting))
                check = self._waiting.pop(0)
            check.state = State.RUNNING
            try:
                state, check.answer = await grade(check)
            finally:
                await asyncio.to_thread(shutil.rmtree, check.folder, ignore_errors=True)
            check.state = state
