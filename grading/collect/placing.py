"""A student's attempts at their places: the newest in ``submitted/``, former ones beside it in ``downloaded/``.

`grading.collect.run` calls it, student by student. Nothing that is there is lost: what would be replaced is kept, and
what did not come by collecting, or was changed since, is left alone.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import count
from pathlib import Path

from grading import scratch
from grading.collect import kept, unpacking
from grading.collect.archives import Fault, is_archive
from grading.collect.attempts import STAMP, Attempt, stamp, student_folder
from grading.collect.kept import Kept
from grading.collect.unpacking import Room
from grading.course import Course
from grading.hooks.staging import digest, is_text

_MOST_NOTES = 10


class Did(StrEnum):
    """What became of a student's work."""

    COLLECTED = "collected"
    NEWER = "newer than before, which is kept"
    AS_BEFORE = "as before"
    OLDER = "older than what is there"
    LEFT = "left for a person"
    MISSING = "missing"


@dataclass(frozen=True)
class Outcome:
    """One line of the table: a student, or something of which nothing says whose it is."""

    student: str
    did: Did
    files: int = 0
    time: datetime | None = None  # when it was handed in, where that is known
    late: bool = False
    source: str = ""
    former: int = 0  # attempts that were kept in this run
    notes: tuple[str, ...] = ()  # what a person has to know

    @property
    def person(self) -> bool:
        """Whether a person has to look at it."""
        return self.did is Did.LEFT or bool(self.notes)


class Collector:
    """Puts students' attempts into their places, and remembers what it did."""

    def __init__(self, course: Course, assignment: str, due: datetime | None, dry: bool, until_done: ExitStack) -> None:
        self._course, self._assignment, self._due, self._dry = course, assignment, due, dry
        self._settings = course.settings()
        self._home = kept.home(course.root, assignment)
        self._kept = kept.load(course.root, assignment)
        if dry:
            self._scratch = Path(until_done.enter_context(tempfile.TemporaryDirectory()))
        else:
            incomplete = self._home / "incomplete"
            scratch.sweep(incomplete)
            self._scratch = incomplete / scratch.own()
            self._scratch.mkdir(parents=True, exist_ok=True)
            until_done.callback(_remove_if_empty, incomplete)
            until_done.callback(scratch.remove, self._scratch)

    def remember(self) -> None:
        """Write down what is now in ``submitted/``."""
        if not self._dry:
            kept.save(self._course.root, self._assignment, self._kept)

    def there(self, student: str) -> bool:
        """Whether a student's work is in ``submitted/``."""
        return any(self._place(student).glob("*"))

    def outcome(self, student: str, attempts: Sequence[Attempt]) -> Outcome:
        """Put a student's newest attempt into its place, and keep the others."""
        *former, newest = sorted(attempts, key=lambda one: one.order)
        outcome = Outcome(student, Did.LEFT, 0, newest.time, newest.late, newest.source)
        if reason := student_folder(student):
            return replace(outcome, notes=(reason,))
        try:
            return self._outcome(outcome, former, newest)
        finally:
            for left in self._scratch.iterdir():
                scratch.remove(left)

    def _outcome(self, outcome: Outcome, former: Sequence[Attempt], newest: Attempt) -> Outcome:
        student, room = outcome.student, Room()
        folder, notes = self._unpacked(newest, room)
        files = _files(folder)
        if not files:
            return replace(outcome, notes=(*notes, "nothing of it can be had"))
        did = self._placed(student, newest, folder)
        again = sum(self._unpacked_and_kept(student, one, room) for one in former)
        if did is Did.LEFT:
            notes.append(
                "submitted/ has other work, which did not come so or was changed: move it away, run this again"
            )
        elif not any(re.search(r"\.ipynb(\.\w+)?$", path.name.lower()) for path in files):
            notes.append("without a notebook")
        return replace(outcome, did=did, files=len(files), former=again, notes=tuple(notes))

    def _unpacked(self, attempt: Attempt, room: Room) -> tuple[Path, list[str]]:
        """An attempt's files in a new folder, and what a person has to know of them."""
        folder = Path(tempfile.mkdtemp(dir=self._scratch))
        folder.chmod(0o755)
        notes = _Notes([attempt.note] if attempt.note else [])
        for file, item in attempt.files.items():
            try:
                unpacking.put(item, folder / file, room)
            except Fault as fault:
                notes.of(file, str(fault))
                continue
            if not is_text(file):
                notes.of(file, "a name that is no text")
            if why := unpacking.not_unpacked(file):
                notes.of(file, why)
        told_by_a_person = attempt.platform == "folder" and STAMP in attempt.files
        for path in (folder / file for file in attempt.files if is_archive(file)):
            for inside, why in unpacking.unpack(path, path.parent, room) if path.is_file() else ():
                notes.of("/".join(filter(None, (path.relative_to(folder).as_posix(), inside))), why)
        if os.path.lexists(folder / STAMP) and not told_by_a_person:  # no student's word on when work was handed in
            names = (f"{STAMP}.handed_in{'_' * number}" for number in count())
            (folder / STAMP).rename(next(path for name in names if not os.path.lexists(path := folder / name)))
        if text := stamp(attempt, self._due):
            (folder / STAMP).write_text(text, encoding="utf-8")
        return folder, notes.all()

    def _placed(self, student: str, attempt: Attempt, folder: Path) -> Did:
        """Have an unpacked attempt in ``submitted/`` if it is the newest, and remember it."""
        place, now = self._place(student), digest(folder)
        remembered = self._kept.get(student)
        before = digest(place) if self.there(student) else ""
        did = Did.COLLECTED
        if before == now:
            did = Did.AS_BEFORE
        elif before and (remembered is None or remembered.digest != before):
            return Did.LEFT
        elif before and remembered and attempt.order[0] < remembered.order:
            self._keep(student, attempt.order[0], folder)
            return Did.OLDER
        elif before and remembered:
            self._keep(student, remembered.order, place)
            did = Did.NEWER
        if did is not Did.AS_BEFORE:
            self._write(lambda: _move(folder, place))
        one, order = attempt.named, max(attempt.order[0], remembered.order if remembered else 0.0)
        self._kept[student] = Kept(
            attempt.platform, one.key, one.name, one.label, attempt.source, order, attempt.late, now
        )
        return did

    def _unpacked_and_kept(self, student: str, attempt: Attempt, room: Room) -> bool:
        """Keep a former attempt; whether there is anything of it that is not kept already."""
        folder, _ = self._unpacked(attempt, room)
        return bool(_files(folder)) and self._keep(student, attempt.order[0], folder)

    def _keep(self, student: str, order: float, folder: Path) -> bool:
        """Move a former attempt to where these are kept, if it is not there yet; its name says of when it is."""
        home = self._home / "former" / student
        now = digest(folder)
        if home.exists() and any(digest(other) == now for other in home.iterdir()):
            return False
        name = f"{datetime.fromtimestamp(order):%Y-%m-%d %H.%M.%S}"  # noqa: DTZ006 - as a person reads it here
        names = (f"{name} ({number})" if number > 1 else name for number in count(1))
        target = next(path for one in names if not (path := home / one).exists())
        self._write(lambda: _move(folder, target))
        return True

    def _place(self, student: str) -> Path:
        settings = self._settings
        return Path(settings.format_path(settings.submitted_directory, student, self._assignment))

    def _write(self, step: Callable[[], None]) -> None:
        if not self._dry:
            step()


class _Notes:
    """What a person has to know of a student's files, the first few by name."""

    def __init__(self, told: list[str]) -> None:
        self._told, self._more = told, 0

    def of(self, file: str, why: str) -> None:
        """Note why a file is not as it was handed in."""
        if len(self._told) < _MOST_NOTES:
            self._told.append(f"{file!r}: {why}")
        else:
            self._more += 1

    def all(self) -> list[str]:
        """Every note, and how many there are besides."""
        return [*self._told, *([f"and {self._more} more like these"] if self._more else [])]


def _files(folder: Path) -> list[Path]:
    """What was handed in."""
    return [path for path in folder.rglob("*") if not path.is_dir() and path != folder / STAMP]


def _move(folder: Path, target: Path) -> None:
    """Move a folder to where nothing is but perhaps an empty one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir():
        target.rmdir()
    shutil.move(folder, target)


def _remove_if_empty(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.rmdir()
