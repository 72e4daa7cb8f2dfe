"""Who has checked when, in a small SQLite file: a limit of so many an hour counts whether the service was started anew.

A check is *begun* before it waits and *counted* when it has been graded. One that ends otherwise, with the service's
own end too, is given back. Each user's last hour is all that is kept.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

HOUR = 3600.0
_TABLE = "CREATE TABLE IF NOT EXISTS checks (id TEXT PRIMARY KEY, user TEXT, at REAL, counted INTEGER)"


class TooMany(Exception):
    """A user has no check left within this hour; ``wait`` are the seconds until there is one."""

    def __init__(self, wait: float) -> None:
        super().__init__(wait)
        self.wait = wait


class Ledger:
    """The file, which one process has open."""

    def __init__(self, path: Path, most: int, clock: Callable[[], float] = time.time) -> None:
        """Open it or make it; ``most`` are a user's checks within an hour.

        Raises: sqlite3.Error where the file cannot be used.
        """
        self._most, self._clock = most, clock
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.execute(_TABLE)
        self._file.execute("DELETE FROM checks WHERE NOT counted")

    def left(self, user: str) -> int:
        """How many a user has left within this hour."""
        return max(0, self._most - len(self._of(user)))

    def begin(self, user: str, check: str) -> None:
        """Take one of a user's checks.

        Raises: TooMany.
        """
        at = self._of(user)
        if len(at) >= self._most:
            raise TooMany(at[len(at) - self._most] + HOUR - self._clock())
        self._file.execute("DELETE FROM checks WHERE at <= ?", [self._clock() - HOUR])
        self._file.execute("INSERT INTO checks VALUES (?, ?, ?, 0)", [check, user, self._clock()])

    def count(self, check: str) -> None:
        """It has been graded."""
        self._file.execute("UPDATE checks SET counted = 1 WHERE id = ?", [check])

    def give_back(self, check: str) -> None:
        """It has not been graded."""
        self._file.execute("DELETE FROM checks WHERE id = ?", [check])

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _of(self, user: str) -> list[float]:
        """When a user's checks of this hour were begun, the first first."""
        asked = "SELECT at FROM checks WHERE user = ? AND at > ? ORDER BY at"
        return [at for (at,) in self._file.execute(asked, [user, self._clock() - HOUR])]
