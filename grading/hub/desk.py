"""What the handlers of the service share: its settings, who has checked when, the line, and the workers."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

from jupyterhub.services.auth import HubAuth
from traitlets import Float, Integer, List, Unicode
from traitlets.config import LoggingConfigurable

from grading.course import Course
from grading.hub import bundle
from grading.hub.grader import OURS, WorkerGrader
from grading.hub.ledger import Ledger
from grading.hub.line import Check, Grade, Line, State
from grading.printing import shown


class CheckService(LoggingConfigurable):
    """What the service is told in ``nbgrader_config.py``, as ``c.CheckService.per_hour = 4``."""

    per_hour = Integer(4, min=1, help="How often a student may check within an hour, all assignments together.").tag(
        config=True
    )
    workers = Integer(1, min=1, help="How many notebooks are graded at once.").tag(config=True)
    most_waiting = Integer(100, min=1, help="How many notebooks may wait, on the disk.").tag(config=True)
    most_bytes = Integer(
        20 << 20, min=1, help="Bytes that a notebook and the files beside it may have. More is not read at all."
    ).tag(config=True)
    seconds = Float(1200.0, help="Seconds that a check may take, beyond which its process is ended.").tag(config=True)
    assignments = List(
        Unicode(), help="The assignments that may be checked; if empty, those that have been generated into release/."
    ).tag(config=True)
    ledger = Unicode(
        "checks.db", help="The file, from the course's folder on, in which a student's checks of an hour are counted."
    ).tag(config=True)

    def __init__(self, course: Course, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.course = course
        self._release = course.root / course.settings().release_directory

    def released(self) -> list[str]:
        """The assignments that may be checked, as of now."""
        names = self.course.assignments()
        allowed = self.assignments or [name for name in names if (self._release / name).is_dir()]
        return [name for name in names if name in allowed]


class Desk:
    """What the handlers share: the settings, the hub, the ledger, the line."""

    def __init__(self, settings: CheckService, hub: HubAuth, line: Line | None = None) -> None:
        """``line`` is another one than that of the course's own workers."""
        self.settings, self.hub = settings, hub
        self.ledger = Ledger(settings.course.root / settings.ledger, settings.per_hour)
        self.receiving = set[str]()  # users whose notebooks are arriving
        self.folder = Path(tempfile.mkdtemp(prefix="checks-"))
        self.graders = [
            WorkerGrader(settings.course.root, self.folder, settings.released, settings.seconds, settings.log)
            for _ in range(settings.workers)
        ]
        self.line = line or Line([self._counted(grader) for grader in self.graders], settings.most_waiting)

    def about(self, user: str) -> dict[str, Any]:
        """What a user may do."""
        return {
            "assignments": self.settings.released(),
            "left": self.ledger.left(user),
            "per_hour": self.settings.per_hour,
            "most_bytes": self.settings.most_bytes,
        }

    async def begin(self, user: str, body: bytes) -> Check:
        """Take a check in and have it wait.

        Raises: BadBundle, UnderWay, Full, TooMany, OSError.
        """
        asked = bundle.read(body)
        self.line.make_sure(user)
        check = secrets.token_urlsafe(16)
        self.ledger.begin(user, check)
        folder = self.folder / check
        try:
            folder.mkdir()
            begun = Check(check, user, folder, await asyncio.to_thread(asked.write, folder))
            await self.line.join(begun)
        except BaseException:
            self.ledger.give_back(check)
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self.settings.log.info("%s checks %s", shown(user), shown(asked.notebook))
        return begun

    async def close(self) -> None:
        """End the workers and remove what waited."""
        for grader in self.graders:
            await grader.close()
        self.ledger.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _counted(self, grader: WorkerGrader) -> Grade:
        """What is not counted is not told."""

        async def grade(check: Check) -> tuple[State, dict[str, Any]]:
            state, answer = await grader.grade(check)
            try:
                (self.ledger.count if state is State.DONE else self.ledger.give_back)(check.id)
                left = self.ledger.left(check.user)
            except sqlite3.Error:
                self.settings.log.exception("a check could not be counted")
                return State.NOT_GRADED, {"message": OURS}
            return state, answer | {"left": left, "per_hour": self.settings.per_hour}

        return grade
