"""The gradebook while a class is graded: a submission's grades are written together, or not at all.

``grading.classroom`` wraps nbgrader's steps for one submission in an `Ledger.entry`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from nbgrader.api import Gradebook, InvalidEntry
from sqlalchemy import Connection
from sqlalchemy.orm import scoped_session, sessionmaker


class Ledger:
    """nbgrader's gradebook, with one transaction for each submission.

    nbgrader opens its gradebook eight times for one submission, each time with an engine of its own that looks for all
    tables, and commits every grade by itself. No setting changes that, so the methods by which a gradebook is opened
    and closed are replaced during an `entry`. What nbgrader commits becomes part of the entry's transaction, which its
    sessions join (SQLAlchemy's documentation, "Joining a Session into an External Transaction").
    """

    def __init__(self, db_url: str, course_id: str) -> None:
        """Open the gradebook, which makes it where there is none."""
        with Gradebook(db_url, course_id) as gradebook:
            self._engine = gradebook.engine
        # Within a transaction nothing changes but what its session does, so that knows what it has committed.
        self._sessions = sessionmaker(expire_on_commit=False)

    @contextlib.contextmanager
    def entry(self) -> Iterator[None]:
        """Write what nbgrader saves meanwhile at the end; nothing of it when an exception leaves."""
        opening, closing = Gradebook.__init__, Gradebook.close
        try:
            with self._engine.begin() as connection:
                Gradebook.__init__, Gradebook.close = self._opening(connection), _close
                yield
        finally:
            Gradebook.__init__, Gradebook.close = opening, closing

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
