"""Which files of an archive are one student's attempt, and under which names they arrive in ``submitted/``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath

from grading.collect import archives, platforms
from grading.collect.archives import Item, Source
from grading.collect.forms import Named, Read
from grading.collect.people import Person, Roster
from grading.hooks.staging import is_ours, is_text

#: nbgrader reads from this file when work was handed in.
STAMP = "timestamp.txt"
#: A name to which Canvas has added a number, because the student has handed in another of that name before.
_NUMBERED = re.compile(r"(?P<stem>.+)-\d+(?P<suffix>\.[^.]*)?", re.DOTALL)
_LONGEST_NAME = 255  # bytes
_MOST_READ = 64 << 20  # bytes of a platform's own text


@dataclass(frozen=True)
class Attempt:
    """What one student handed in at once: files by the path at which they arrive."""

    student: str
    platform: str
    source: str
    named: Named  # of the file that counts
    files: Mapping[str, Item] = field(repr=False)
    order: tuple[float, int]  # the newest has the greatest: its time, or else the archive's, and the archive's place
    late: bool = False  # as the platform calls it
    note: str = ""

    @property
    def time(self) -> datetime | None:
        """When it was handed in, where the platform says so."""
        return self.named.time


@dataclass(frozen=True)
class Unknown:
    """Something in an archive of which nothing says whose it is."""

    path: str
    source: str


def sort(
    source: Source, place: int, roster: Roster, asked: Sequence[str], wanted: str = ""
) -> tuple[list[Attempt], list[Unknown]]:
    """The attempts in an archive, which is the one at that ``place`` of several, and what is nobody's."""
    items = {item.path: item for item in source.items}
    platform, found = platforms.recognised(list(items), _reader(items), asked, wanted)
    together: dict[tuple[str, str], list[tuple[Named, Item]]] = {}
    keys: dict[str, set[str]] = {}
    for path, whose in found.items():
        for one in map(_composed, whose):
            together.setdefault((one.key, one.attempt), []).append((one, items[path]))
            keys.setdefault(one.name, set()).add(one.key)
    attempts = []
    for files in together.values():
        named = _counting(files, asked)
        meant = roster.meant(named, platform, len(keys[named.name]))
        order = (named.time.timestamp() if named.time else source.time, place)
        late = any(one.late for one, _ in files)
        for person in meant.people:
            own = _as_participant(named, person) if meant.is_group and platform == "moodle" else named
            arriving = _arriving(files, platform, asked)
            attempts.append(Attempt(person.student_id, platform, source.name, own, arriving, order, late, meant.note))
    around = archives.wrapper(list(items))
    unknown = {path.removeprefix(around).split("/")[0]: path for path in items if path not in found}
    return attempts, [Unknown(name, source.name) for name in unknown]


def stamp(attempt: Attempt, due: datetime | None) -> str:
    """What nbgrader is to read of when it was handed in; empty where nothing is known.

    Of work that is only called late, no one knows how late: it gets the first second after ``due`` (in UTC, without a
    zone, as nbgrader keeps it).
    """
    time = attempt.time.astimezone(UTC) if attempt.time else None
    if time is None and attempt.late and due is not None:
        time = datetime.fromtimestamp(due.replace(tzinfo=UTC).timestamp() + 1, UTC)
    return f"{time:%Y-%m-%d %H:%M:%S} UTC\n" if time else ""


def _composed(named: Named) -> Named:
    """With accents as one sign with their letter, whatever the machine was that packed the names."""
    return replace(named, key=unicodedata.normalize("NFC", named.key), name=unicodedata.normalize("NFC", named.name))


def _as_participant(named: Named, person: Person) -> Named:
    """What a team's archive would say of a member: its number is the group's, and another's as a participant."""
    if not person.participant:
        return replace(named, key="", label="")
    label = named.label.replace(f"_{named.key}_", f"_{person.participant}_")
    return replace(named, key=person.participant, label=label)


def _reader(items: Mapping[str, Item]) -> Read:
    def read(path: str) -> str:
        if items[path].fault:
            return ""
        try:
            with items[path].open() as file:
                return file.read(_MOST_READ).decode("utf-8", errors="replace")
        except archives.DAMAGED as error:
            if is_ours(error):
                raise
            return ""

    return read


def _counting(files: Iterable[tuple[Named, Item]], asked: Sequence[str]) -> Named:
    """The file by which an attempt is known: the newest notebook, of those that are called as asked; or any."""
    return max((named for named, _ in files), key=lambda one: (_is_asked(_plain(one.file), asked), one.number))


def _arriving(files: Sequence[tuple[Named, Item]], platform: str, asked: Sequence[str]) -> dict[str, Item]:
    """The files by the paths at which they arrive; of two that would have one, the older has its number in front."""
    found: dict[str, Item] = {}
    newest_first = sorted(files, key=lambda both: both[0].number, reverse=True)
    plain = [_plain(named.file) for named, _ in files]
    for named, item in newest_first:
        file = named.file
        if platform == "canvas" and _is_asked(_plain(file), asked) and _plain(file) not in found:
            file = _plain(file)
        while file in found:
            file = f"{named.number}_{file}"
        found[file] = item
    if platform == "canvas":  # a cell reads the file as the student called it
        for named, item in newest_first:
            if plain.count(_plain(named.file)) == 1:
                found.setdefault(_plain(named.file), item)
    return found


def _plain(file: str) -> str:
    """A file's name without Canvas's number."""
    match = _NUMBERED.fullmatch(file)
    return f"{match['stem']}{match['suffix'] or ''}" if match and match["suffix"] else file


def _is_asked(file: str, asked: Sequence[str]) -> bool:
    """Whether a file is a notebook of the assignment by its name, or nearly."""
    name = re.sub(r"\.(txt|json)$", "", PurePosixPath(file).name.casefold())
    return name in {one.casefold() for one in asked}


def student_folder(student: str) -> str:
    """Why a student of that id can have no folder; empty where one can."""
    named = student and student[0] != "." and is_text(student) and "/" not in student
    return "" if named and len(student.encode()) <= _LONGEST_NAME else "no folder can have the name of that student"
