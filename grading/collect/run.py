"""Collect a class: from archives to ``submitted/``, with every student accounted for.

The command ``collect`` calls `collect`. Whatever is wrong with one student's files is told of that student, and stops
nothing. A run that was ended is started again: what is in its place is found there by its digest.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from nbgrader.api import MissingEntry
from sqlalchemy import make_url

from grading.collect import archives, people, platforms
from grading.collect.archives import Source
from grading.collect.attempts import Attempt, Unknown, sort
from grading.collect.placing import Collector, Did, Outcome
from grading.course import Course, CourseError


def collect(
    course: Course,
    assignment: str,
    paths: Sequence[Path],
    lists: Sequence[Path] = (),
    platform: str = "",
    dry: bool = False,
) -> list[Outcome]:
    """Collect what is in these archives and folders; ``lists`` are of students, who are missed where they lack.

    With ``dry``, everything is read as ever, and nothing is written into the course.

    Raises: CourseError where an archive or a list cannot be read at all, before anything is written.
    """
    listed = [person for path in lists for person in people.read(path)]
    known, due = _known(course, assignment)
    roster = people.Roster(listed, known)
    asked = [path.name for path in course.sources(assignment)]
    by_student: dict[str, list[Attempt]] = {}
    unknown: list[Unknown] = []
    with ExitStack() as until_done:
        sources = list(_sources(paths, asked, until_done))
        for place, source in enumerate(sources):
            found, nobodys = sort(source, place, roster, asked, platform)
            unknown += nobodys
            for attempt in found:
                by_student.setdefault(attempt.student, []).append(attempt)
        collector = Collector(course, assignment, due, dry, until_done)
        try:
            outcomes = [collector.outcome(student, by_student[student]) for student in sorted(by_student)]
        finally:
            collector.remember()
    outcomes += [
        Outcome(one.path, Did.LEFT, source=one.source, notes=("nothing in its name says whose it is",))
        for one in unknown
    ]
    handed_in = {outcome.student for outcome in outcomes if outcome.did is not Did.LEFT}
    outcomes += [
        Outcome(person.student_id, Did.MISSING)
        for person in roster.listed
        if person.student_id not in handed_in | by_student.keys() and not collector.there(person.student_id)
    ]
    return outcomes


def _known(course: Course, assignment: str) -> tuple[list[people.Person], datetime | None]:
    """The gradebook's students, and when the assignment is due; nothing where there is no gradebook, which stays so."""
    url = make_url(course.settings().db_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return [], None
    with course.gradebook() as gradebook:
        due = None
        with contextlib.suppress(MissingEntry):
            due = gradebook.find_assignment(assignment).duedate
        return people.of_gradebook(gradebook), due


def _sources(paths: Sequence[Path], asked: Sequence[str], until_done: ExitStack) -> Iterator[Source]:
    """Archives and folders, each by itself, and single files together; a platform's archive in a folder by itself."""
    if missing := ", ".join(str(path) for path in paths if not path.exists()):
        raise CourseError(f"There is no {missing}. Name archives, folders or files that are there.")
    single = [path for path in paths if path.is_file() and not archives.is_archive(path.name)]
    for path in (path for path in paths if path not in single):
        source = until_done.enter_context(archives.opened(path))
        inside = []
        for item in source.items if path.is_dir() else ():
            if archives.is_archive(item.name) and "/" not in item.path:
                with contextlib.suppress(CourseError):  # a student's, of whom that is told
                    packed = until_done.enter_context(archives.opened(path / item.path))
                    if platforms.own_form([one.path for one in packed.items], lambda _: "", asked):
                        inside.append(item)
                        yield packed
        items = tuple(item for item in source.items if item not in inside)
        if items or not inside:
            yield _named(replace(source, items=items), asked)
    if single:
        yield archives.loose(single)


def _named(source: Source, asked: Sequence[str]) -> Source:
    """A source as it is; where it is one student's own folder or archive, that is called as the student is."""
    notebooks = [item.path for item in source.items if "/" not in item.path and ".ipynb" in item.path.lower()]
    if len(notebooks) != 1 or notebooks[0] not in asked:
        return source
    student = re.sub(archives.ENDING, "", source.name)
    return replace(source, items=tuple(replace(item, path=f"{student}/{item.path}") for item in source.items))
