"""The gradebook while a class is graded: a submission's grades are written together, or not at all.

``grading.autograde.classroom`` wraps nbgrader's steps for one submission in an `Ledger.entry`.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

from nbgrader.api import Gradebook, InvalidEntry
from sqlalchemy import Connection
from sqlalchemy.orm import scoped_session, sessionmaker


class Ledger:
    """nbgrader's gradebook, with one transaction for each submission.

    nbgrader opens its gradebook eight times for one submission, each time with an engine of its own that looks for all
    tables, commits every grade by itself, and looks up each cell of the assignment, which is the same for everyone. No
    setting changes that, so the methods for it are replaced during an `entry`, for the thread that makes it. What
    nbgrader commits becomes part of the entry's transaction, which its sessions join (SQLAlchemy's documentation,
    "Joining a Session into an External Transaction"); cells are looked up for the first submission only.
    """

    def __init__(self, db_url: str, course_id: str) -> None:
        """Open the gradebook, which makes it where there is none."""
        with Gradebook(db_url, course_id) as gradebook:
            self._engine = gradebook.engine
        # Within a transaction nothing changes but what its session does, so that knows what it has committed.
        self._sessions = sessionmaker(expire_on_commit=False)
        self._lookups = {name: _once(getattr(Gradebook, name)) for name in ("find_source_cell", "find_graded_cell")}

    @contextlib.contextmanager
    def entry(self) -> Iterator[None]:
        """Write what nbgrader saves meanwhile at the end; nothing of it when an exception leaves."""
        with self._engine.begin() as connection:
            methods = {"__init__": self._opening(connection), "close": _close, **self._lookups}
            before = {name: getattr(Gradebook, name) for name in methods}
            try:
                _set({name: _in_this_thread(method, before[name]) for name, method in methods.items()})
                yield
            finally:
                _set(before)

    def enrol(self, student: str) -> None:
        """Make a student's row, if there is none. It is no part of an entry: other runs may need the same row now."""
        with contextlib.suppress(InvalidEntry), self.entry(), Gradebook("") as gradebook:  # another has just made it
            gradebook.update_or_create_student(student)

    def _opening(self, connection: Connection) -> Any:
        session = scoped_session(self._sessions)
        session.configure(bind=connection)

        def open_(book: Gradebook, db_url: str, course_id: str = "default_course", authenticator: Any = None) -> None:
            book.engine, book.db = connection.engine, session
            book.course_id, book.authenticator = course_id, authenticator

        return open_


def _close(self: Gradebook) -> None:
    self.db.remove()


def _in_this_thread(method: Callable[..., Any], elsewhere: Callable[..., Any]) -> Callable[..., Any]:
    """The method for the thread that asks for it here, and the other one for every other thread."""
    mine = threading.get_ident()

    def chosen(self: Gradebook, *arguments: Any, **options: Any) -> Any:
        return (method if threading.get_ident() == mine else elsewhere)(self, *arguments, **options)

    return chosen


def _once(lookup: Callable[..., Any]) -> Callable[..., Any]:
    """The same lookup, which remembers what it has found, by the names that it was asked for."""
    found: dict[tuple[str, ...], Any] = {}

    def remembered(self: Gradebook, *names: str) -> Any:
        if names not in found:
            found[names] = lookup(self, *names)
        return found[names]

    return remembered


def _set(methods: dict[str, Any]) -> None:
    for name, method in methods.items():
        setattr(Gradebook, name, method)
