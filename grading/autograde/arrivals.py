"""Submissions as they arrive: `autograde --watch`.

The command ``autograde`` has `batches` say which submissions have come to rest, and `grading.autograde.classroom`
grade those. No service of the system's tells of files that another machine writes into a shared folder, so the folders
are looked at now and then: of each file its size and times, and nothing more as long as nothing changes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grading.course import Course
from grading.hooks import folders
from grading.hooks.repair import NotGradable, read
from grading.hooks.staging import AnyNames, contents

#: Seconds between two looks; a look takes at most this part of the time, however many submissions there are.
_EVERY, _PART = 1.0, 0.05
#: Seconds for which nothing in a submission's folder may have changed before it is taken to be whole; and where its
#: notebook cannot be read, or is not there: it may be on its way.
_AT_REST, _AT_REST_DAMAGED = 5.0, 60.0

#: Of each file its path, its size, and when its content and its status were changed.
State = frozenset[tuple[str, int, int, int]]


def submitted(course: Course, assignment: str, student: str = "*") -> Callable[[], dict[str, Path]]:
    """What gives the folders of all submissions that there are, by student; ``student`` is an id or a pattern."""
    home = AnyNames(course.settings())
    asked = home, home.submitted_directory, assignment, student
    return lambda: {one: Path(folder) for one, folder in folders.of_students(*asked).items()}


@dataclass
class _Seen:
    state: State
    since: float
    whole: bool | None = None  # whether its notebooks can be read; None before anybody has looked
    taken: bool = False


def batches(
    look: Callable[[], dict[str, Path]],
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[set[str]]:
    """The students whose submissions are whole and new, or others than when they were last taken, and never nobody.

    Never ends. ``look`` gives the folders of all that there are, by student.
    """
    seen: dict[str, _Seen] = {}
    while True:
        began = clock()
        there = look()
        now = {student: state(folder) for student, folder in there.items()}
        for student, found in now.items():
            if student not in seen or seen[student].state != found:
                seen[student] = _Seen(found, began)
        ready = {student for student in now if _is_ready(seen[student], there[student], began)}
        for student in seen.keys() - now.keys():
            del seen[student]
        if ready:
            yield ready
        sleep(max(_EVERY, (clock() - began) / _PART))


def state(folder: Path) -> State:
    """What a submission's folder holds, by path, size and times: another state whenever something is written there."""
    found = set()
    for name, path in contents(folder).files.items():
        try:
            status = path.stat()
        except OSError:  # it has just gone
            continue
        found.add((name, status.st_size, status.st_mtime_ns, status.st_ctime_ns))
    return frozenset(found)


def _is_ready(seen: _Seen, folder: Path, now: float) -> bool:
    """Whether a submission is to be graded now, which is noted."""
    rested = now - seen.since
    if seen.taken or rested < _AT_REST:
        return False
    if seen.whole is None:
        seen.whole = _is_whole(folder)
    seen.taken = seen.whole or rested >= _AT_REST_DAMAGED
    return seen.taken


def _is_whole(folder: Path) -> bool:
    """Whether there are notebooks in a folder, and each of them can be read to its end."""
    notebooks = contents(folder).notebooks()
    try:
        for path in notebooks.values():
            read(path)
    except (NotGradable, OSError):
        return False
    return bool(notebooks)
