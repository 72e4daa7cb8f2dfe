"""Two states of a graded assignment, in a folder of the course, and bringing the course from one to the other.

Used by `grading.regrade.run`. A state is a gradebook and the autograded notebooks that belong to it. To apply a regrade
is to bring the course from ``before`` to ``after``; to undo it, the other way. While the course is between the two, the
folder's name says that it is unfinished: whatever ended the work, both states are whole, and either can be reached.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.api import Base, Gradebook
from nbgrader.coursedir import CourseDirectory

from grading import scratch
from grading.course import Course, CourseError
from grading.hooks.staging import digest
from grading.printing import plain
from grading.regrade import rows

BEFORE, AFTER = "before", "after"
_UNFINISHED = ".unfinished"
_MOST = 1 << 40  # bytes: what is in autograded/ is compared whole


@dataclass(frozen=True)
class States:
    """The states ``before`` and ``after`` of one assignment, in ``folder``."""

    course: Course
    settings: CourseDirectory
    assignment: str
    folder: Path

    def gradebook(self, state: str) -> Path:
        """The file of a state's gradebook."""
        return self.folder / state / "gradebook.db"

    def step(self, *names: str) -> str:
        """A part of the folder, as nbgrader names the folders of its steps."""
        return self.folder.joinpath(*names).relative_to(self.course.root).as_posix()

    def home(self, student: str, step: str) -> Path:
        """A student's folder of this assignment in one of nbgrader's steps."""
        return Path(self.settings.format_path(step, student, self.assignment))

    def autograded(self, student: str, state: str = "") -> Path:
        """A student's autograded notebooks: those of a state, or the course's own."""
        return self.home(student, self.step(state, "autograded") if state else self.settings.autograded_directory)

    def students(self) -> list[str]:
        """Those whose notebooks the state after has; the others' stay as they are."""
        with rows.opened(self.gradebook(AFTER)) as gradebook:
            found = sorted(submission.student_id for submission in gradebook.assignment_submissions(self.assignment))
        return [student for student in found if self.autograded(student, AFTER).is_dir()]

    def apply(self) -> None:
        """Bring the course to the state after, and keep both under ``regrade/``.

        Raises: CourseError where somebody has changed the same meanwhile; then nothing is written.
        """
        for student in self.students():
            if self.autograded(student).is_dir():
                scratch.copy_tree(self.autograded(student), self.autograded(student, BEFORE))
        kept = replace(self, folder=_place(self.course, self.assignment) / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}")
        kept.folder.parent.mkdir(parents=True, exist_ok=True)
        between = replace(self, folder=kept.folder.with_name(kept.folder.name + _UNFINISHED))
        self.folder.rename(between.folder)
        try:
            between.bring(BEFORE, AFTER)
        except Refused as refused:
            between.forget()
            raise CourseError(
                f"{refused} has been changed while this ran, so nothing was written. Run it again."
            ) from None
        between.folder.rename(kept.folder)

    def undo(self) -> None:
        """Bring the course to the state before, wherever between the two it is, and forget both.

        Raises: CourseError where somebody has changed the same since; then nothing is written.
        """
        name = self.folder.name.removesuffix(_UNFINISHED)
        between = replace(self, folder=self.folder.with_name(name + _UNFINISHED))
        self.folder.rename(between.folder)
        try:
            between.bring(AFTER, BEFORE)
        except Refused as refused:
            between.folder.rename(self.folder)
            raise CourseError(
                f"{refused} has been changed since, and would be lost. Nothing was undone. The former gradebook is "
                f"{self.gradebook(BEFORE)}. To grade by other tests, mend source/ and run: "
                f"python -m grading regrade {self.assignment}"
            ) from None
        between.forget()

    def forget(self) -> None:
        """Remove both states, and the folders around them where they hold nothing else."""
        going = workplace(self.course)
        going.parent.mkdir(exist_ok=True)
        self.folder.rename(going)  # at no time is it half there
        shutil.rmtree(going)
        for folder in (going.parent, *self.folder.parents[:2]):
            with suppress(OSError):  # it holds something else
                folder.rmdir()

    def bring(self, old: str, new: str) -> None:
        """Bring the course from one state to the other, from wherever between the two it is.

        Raises: Refused where it is not between them; then nothing is written. CourseError where writing fails.
        """
        students = self.students()
        if odd := [student for student in students if not self._between(student)]:
            raise Refused(
                f"What is in {self.settings.autograded_directory}/ for {', '.join(str(plain(one)) for one in odd)}"
            )
        with rows.opened(self.gradebook(old)) as one, rows.opened(self.gradebook(new)) as other:
            changes = rows.changes(one.engine, other.engine)
        try:
            with self.course.gradebook() as gradebook:
                try:
                    rows.put(gradebook.engine, changes)
                except rows.Conflict as conflict:
                    raise Refused(f"What the gradebook says of {_concerned(gradebook, conflict)}") from None
            for student in students:
                self._replace(self.autograded(student), self.autograded(student, new))
        except (CourseError, OSError) as error:
            raise CourseError(
                f"It was not written to its end: {error}\nNothing is lost. To return to what was before, run: "
                f"python -m grading regrade {self.assignment} --undo"
            ) from error

    def _between(self, student: str) -> bool:
        live = self.autograded(student)
        return not live.exists() or digest(live, _MOST) in {
            digest(self.autograded(student, state), _MOST) for state in (BEFORE, AFTER)
        }

    def _replace(self, live: Path, wanted: Path) -> None:
        """Make ``live`` what ``wanted`` is, by renaming: at no time is it half of either."""
        coming, going = self.folder / "coming", self.folder / "going"
        for folder in (coming, going):  # left by what was ended; of either there is a copy
            shutil.rmtree(folder, ignore_errors=True)
        if wanted.is_dir():
            scratch.copy_tree(wanted, coming)
        if live.is_dir():
            live.rename(going)
        if coming.is_dir():
            live.parent.mkdir(parents=True, exist_ok=True)
            coming.rename(live)
        shutil.rmtree(going, ignore_errors=True)


class Refused(Exception):
    """The course is in neither state nor between them; the message says what is different."""


def workplace(course: Course) -> Path:
    """Where this process makes two states, or removes them; what is left there by one that was killed is swept."""
    return course.root / "regrade.incomplete" / scratch.own()


def kept(course: Course, assignment: str) -> list[Path]:
    """The folders of what was applied and has not been undone, the last one last."""
    return sorted(_place(course, assignment).glob("*"))


def unfinished(folder: Path) -> bool:
    """Whether the course may be between the two states in ``folder``."""
    return folder.name.endswith(_UNFINISHED)


def _place(course: Course, assignment: str) -> Path:
    return course.root / "regrade" / assignment


def _concerned(gradebook: Gradebook, conflict: rows.Conflict) -> str:
    """Whom, or else which tables, a conflict is about."""
    classes = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    found = set[str]()
    for change in conflict.changes:
        row = gradebook.db.get(classes[change.table], change.key)
        student = getattr(row, "student", None)
        found.add(student.id if student is not None else change.table.name.replace("_", " "))
    return ", ".join(str(plain(one)) for one in sorted(found)) or "some student"
