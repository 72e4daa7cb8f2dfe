"""Gradebooks as rows: a copy of one, what has changed between two copies, and the putting of such changes into a third.

Used by `grading.regrade.run`. It knows nbgrader's tables and no more of them than their keys, so it works for any
database that nbgrader can use, and for columns that nbgrader may add.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Base, Gradebook
from sqlalchemy import Connection, Engine, Table, and_, select
from sqlalchemy.exc import IntegrityError

_TABLES: Sequence[Table] = Base.metadata.sorted_tables  # each after those that it refers to
_CHUNK = 1000

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """What became of one row: it was added (no ``before``), removed (no ``after``), or has other values."""

    table: Table
    key: tuple[Any, ...]
    before: Row | None
    after: Row | None


class Conflict(Exception):
    """Rows have neither the values before a change nor those after it: somebody else has changed them."""

    def __init__(self, changes: Sequence[Change]) -> None:
        super().__init__(f"{len(changes)} rows have been changed by somebody else")
        self.changes = changes


def opened(path: Path) -> Gradebook:
    """The gradebook that `copy` has made in a file; opening it adds no row."""
    if not path.is_file():  # which nbgrader would make, without a row
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    return _gradebook(path)


def copy(source: Engine, path: Path) -> None:
    """Copy every row of a gradebook into a new one, in a file."""
    with _gradebook(path) as gradebook, source.connect() as reading, gradebook.engine.begin() as writing:
        for table in _TABLES:
            for rows in reading.execute(select(table)).mappings().partitions(_CHUNK):
                writing.execute(table.insert(), [dict(row) for row in rows])


def changes(before: Engine, after: Engine) -> list[Change]:
    """What has changed from one gradebook to another, a table after those that it refers to."""
    with before.connect() as one, after.connect() as other:
        found = []
        for table in _TABLES:
            old, new = _rows(one, table), _rows(other, table)
            found += [
                Change(table, key, old.get(key), new.get(key))
                for key in dict.fromkeys([*old, *new])
                if old.get(key) != new.get(key)
            ]
        return found


def put(engine: Engine, changes: Sequence[Change]) -> None:
    """Make `changes` in a gradebook, all of them or none. Those that are made already are passed over.

    Only the columns that a change touches are looked at and written: whatever else was written meanwhile stays.

    Raises: Conflict where a column to be written has neither the old value nor the new one.
    """
    removed = [change for change in reversed(changes) if change.after is None]
    order = [*(change for change in changes if change.after is not None), *removed]
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":  # which otherwise lets a row go that others refer to
                connection.exec_driver_sql("PRAGMA foreign_keys = ON")
            if refused := [change for change in order if not _put(connection, change)]:
                raise Conflict(refused)
    except IntegrityError as error:  # others refer to a row, or it was added under another key
        raise Conflict(()) from error


def _put(connection: Connection, change: Change) -> bool:
    """Make one change; returns whether the row allowed it."""
    table, before, after = change.table, change.before, change.after
    here = and_(*(column == value for column, value in zip(table.primary_key, change.key, strict=True)))
    found = connection.execute(select(table).where(here)).mappings().one_or_none()
    now = None if found is None else dict(found)
    if now == after:
        return True
    if before is None:
        return now is None and connection.execute(table.insert().values(dict(after or {}))).rowcount == 1
    if after is None:
        left = before
    elif now is None:
        return False
    else:
        left = {name: value for name, value in before.items() if value != after[name] != now[name]}
        if not left:
            return True
    unchanged = and_(here, *(table.c[name].is_not_distinct_from(value) for name, value in left.items()))
    write = table.delete() if after is None else table.update().values({name: after[name] for name in left})
    return connection.execute(write.where(unchanged)).rowcount == 1


def _gradebook(path: Path) -> Gradebook:
    return Gradebook(f"sqlite:///{path.resolve()}", course_id="")


def _rows(connection: Connection, table: Table) -> dict[tuple[Any, ...], Row]:
    keys = [column.name for column in table.primary_key]
    rows = connection.execute(select(table)).mappings()
    return {tuple(row[key] for key in keys): dict(row) for row in rows}
