"""A class graded anew after a test was mended: who would change, and by how much, before anything does.

The command ``regrade`` calls `graded_anew`, has `grading.regrade.changes` say what has changed, and applies the
`States` where it is asked to; or it calls `undo`. A class is graded anew by `grading.autograde.classroom`, into a copy
of the gradebook that has the tests of ``source/``, and into a folder beside ``autograded/``.
"""

from __future__ import annotations

import glob
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from grading import scratch
from grading.autograde import classroom
from grading.autograde.classroom import Class, Graded
from grading.course import Course, CourseError, entry
from grading.hooks.source import other_cells
from grading.regrade import rows, states
from grading.regrade.states import AFTER, BEFORE, States


@contextmanager
def graded_anew(
    course: Course,
    assignment: str,
    executor: Executor,
    workers: int,
    student: str = "*",
    begin: Callable[[Class], None] = lambda found: None,
    end: Callable[[Graded], None] = lambda graded: None,
) -> Iterator[States]:
    """The states before and after the submissions were graded by the tests of today; gone at the end if not applied.

    Raises: CourseError where nothing can be graded at all, or the tests of today cannot be the gradebook's; OSError
    where the disk is full.
    """
    if any(map(states.unfinished, states.kept(course, assignment))):
        raise CourseError(
            "A regrade was ended while it was written, or still is. To return to what was before it, run: "
            f"python -m grading regrade {assignment} --undo"
        )
    scratch.make_sure_of_room(course.root)
    folder = states.workplace(course)
    scratch.sweep(folder.parent)
    shutil.rmtree(folder, ignore_errors=True)
    both = States(course, course.settings(), assignment, folder)
    try:
        url = f"sqlite:///{_copied(both).resolve()}"
        release = f"--CourseDirectory.release_directory={both.step('release')}"
        course.nbgrader("generate_assignment", assignment, f"--CourseDirectory.db_url={url}", release)
        autograded = both.step(AFTER, "autograded")

        def told(graded: Graded) -> None:
            # Of work elsewhere was told when it was graded, and points by hand are in the outcome.
            records = {name: replace(one, elsewhere="", by_hand=()) for name, one in graded.records.items()}
            end(replace(graded, records=records))

        classroom.autograde(course, assignment, executor, workers, student, True, begin, told, url, autograded)
        yield both
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # another run is at work there
            folder.parent.rmdir()


def undo(course: Course, assignment: str) -> list[str]:
    """Return to what was before the regrade that was applied last, and say what that leaves to be done.

    Raises: CourseError where there is none, or somebody has changed the same since; then nothing is written.
    """
    if not (kept := states.kept(course, assignment)):
        raise CourseError(f"There is no regrade of {assignment!r} to undo: none was applied that is not undone.")
    settings = course.settings()
    States(course, settings, assignment, kept[-1]).undo()
    words = ["The gradebook and autograded/ are what they were before."]
    if glob.glob(settings.format_path(settings.feedback_directory, "*", assignment)):  # noqa: PTH207 - a text
        words.append(
            "Feedback pages that were made since show the points that were undone. "
            f"Run: python -m grading feedback {assignment}, and release them again."
        )
    return words


def _copied(both: States) -> Path:
    """Make the gradebooks of both states, copies of the course's; returns that of the state after.

    Raises: CourseError where nothing has been graded yet, or ``source/`` has other cells than the gradebook.
    """
    before, after = both.gradebook(BEFORE), both.gradebook(AFTER)
    before.parent.mkdir(parents=True)
    after.parent.mkdir()
    with both.course.gradebook() as gradebook:
        rows.copy(gradebook.engine, before)
    with rows.opened(before) as copy:
        found = entry(copy, both.assignment)
        if not found.submissions:
            raise CourseError(
                f"No submission of {both.assignment!r} has been graded. Run: "
                f"python -m grading autograde {both.assignment}"
            )
        sources = sorted(both.home(".", both.settings.source_directory).glob("*.ipynb"))
        if differing := other_cells(found, sources, both.settings.parent.config):
            raise CourseError(
                f"source/ has other cells than the gradebook: {', '.join(differing)} came or went. "
                "While there are submissions, nbgrader takes new texts and new points of cells, but no other cells. "
                "Give the cells of source/ the names that they had."
            )
    shutil.copyfile(before, after)
    return after
