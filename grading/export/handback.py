"""What goes back to the platform that work was collected from, by the numbers and names which its archive had.

    nbgrader export --exporter grading.export.MoodleWorksheetPlugin --MoodleWorksheetPlugin.worksheet=worksheet.csv
    nbgrader export --exporter grading.export.FeedbackArchivePlugin --to feedback.zip

`grading.collect.kept` has these names; they belong to one assignment, so each export is of one.

**Moodle's grading worksheet** (``mod/assign/feedback/offline`` in https://github.com/moodle/moodle) finds a student by
the number at the end of the column ``Identifier``, and takes a grade where it differs and is not above the maximum. It
is filled in here as it was downloaded: headings and ``Participant`` are in the course's language, and the import
compares the time of the last change that stands in it. A cell without a grade changes nothing.

**An archive of feedback files**: Moodle's (``mod/assign/feedback/file/importziplib.php``) goes by the number and the
kind in the folder's or the file's name, which are those of the downloaded archive. Canvas's
(``infer_comment_context_from_filename`` in ``app/models/abstract_assignment.rb``,
https://github.com/instructure/canvas-lms) goes by the user's and the file's id, of a file in the newest attempt, and
calls the page as that file. Brightspace takes the folders of its own archive.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Gradebook, Student
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import ExportPlugin
from traitlets import Unicode

from grading.collect import kept, people
from grading.collect.kept import Kept
from grading.export.grades import LearningPlatformExportPlugin, chosen
from grading.printing import shown

_TAKE_FEEDBACK = ("canvas", "moodle", "brightspace")
_GRADE = ("grade", "bewertung", "note", "calificación", "valutazione", "cijfer", "nota", "ocena")
_MAXIMUM = ("maximum grade", "bestwertung", "note maximale")


class MoodleWorksheetPlugin(LearningPlatformExportPlugin):
    """Fills in the grading worksheet that Moodle lets one download."""

    worksheet = Unicode(
        help="The assignment's grading worksheet, as Moodle lets one download it (Submissions > Actions)."
    ).tag(config=True)
    grade_column = Unicode(help="The heading of the column for grades, where it is in another language.").tag(
        config=True
    )

    destination = "worksheet.csv"

    def rows(
        self, gradebook: Gradebook, students: Sequence[Student], assignments: Sequence[Assignment]
    ) -> Iterator[list[str]]:
        """The worksheet's rows, its header first, with the grades of the students who are in it."""
        if not self.worksheet:
            raise SystemExit(
                "Download the assignment's grading worksheet from Moodle, and name it: "
                "--MoodleWorksheetPlugin.worksheet=worksheet.csv"
            )
        assignment, collected = _collected(self, assignments)
        rows = [list(row) for row in people.table(Path(self.worksheet))]
        header, *rest = rows or [[]]
        at = _column(header, (self.grade_column.casefold(),) if self.grade_column else _GRADE)
        if at is None:
            raise SystemExit(
                f"{self.worksheet} has no column for grades that is known; it has: {shown(', '.join(header))}. "
                "Name it: --MoodleWorksheetPlugin.grade_column=..."
            )
        most = _column(header, _MAXIMUM)
        whose = _Rows(collected, people.of_gradebook(gradebook), {student.id for student in students})
        yield header
        for row, person in zip(rest, people.persons(rows), strict=True):
            student, why = whose.student(person) if person else ("", "no student stands there")
            if student and (grade := self.grade(gradebook, student, assignment)):
                row[at] = _as_there(grade, row[most] if most is not None else "")
            elif why:
                self.log.warning("Without a grade: %s: %s", shown(row[0] if row else ""), why)
            if most is not None and student and _number(row[most]) not in (None, float(assignment.max_score)):
                self.log.warning("Moodle's maximum is %s, and here it is %s", shown(row[most]), assignment.max_score)
            yield row


class _Rows:
    """Which student a row of the worksheet is."""

    def __init__(self, collected: dict[str, Kept], known: Sequence[people.Person], wanted: set[str]) -> None:
        self._by_number = {
            one.key: (student, one.name) for student, one in collected.items() if one.platform == "moodle"
        }
        self._known, self._wanted = known, wanted

    def student(self, person: people.Person) -> tuple[str, str]:
        """The student's id, or why there is none; neither where none is wanted."""
        student, name = self._by_number.get(person.participant, ("", ""))
        why = ""
        if student and name and person.names() and not person.is_called(name):
            student, why = "", f"what was collected under that number is of {shown(name)}"
        student = student or next((other.id for other in self._known if person.is_also(other)), "")
        return (student if student in self._wanted else ""), "" if student else why


class FeedbackArchivePlugin(ExportPlugin):
    """Packs the feedback pages by the names that the platform's own archive had."""

    destination = "feedback.zip"

    def export(self, gradebook: Gradebook) -> None:
        """Called by nbgrader with the open gradebook.

        Raises: SystemExit where nothing was collected of the assignment, or it is not one.
        """
        held = {one.name: one for one in gradebook.assignments}
        assignment, collected = _collected(self, chosen("assignment", self.assignment, held))
        students = chosen("student", self.student, {student: student for student in collected})
        course, path = _course(self), self.to or self.destination
        packed = 0
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for student in students:
                one = collected[student]
                home = Path(course.format_path(course.feedback_directory, student, assignment.name))
                pages = sorted(home.glob("*.html"))
                if one.platform not in _TAKE_FEEDBACK or not one.label:
                    self.log.warning("Nothing takes feedback back of %s, from %s", student, shown(one.source))
                elif not pages:
                    self.log.warning("%s has no feedback page: run python -m grading feedback", student)
                else:
                    packed += 1
                    for page in pages:
                        if (name := f"{one.label}{page.name}") not in archive.namelist():  # as of a group's members
                            archive.write(page, name)
        self.log.info("Wrote %s: the feedback of %d students", path, packed)


def _collected(plugin: Any, assignments: Sequence[Assignment]) -> tuple[Assignment, dict[str, Kept]]:
    """The one assignment of these of which something was collected, and what is remembered of it.

    Raises: SystemExit where there is none, or more than one.
    """
    root = Path(_course(plugin).root)
    found = [(one, told) for one in assignments if (told := kept.load(root, one.name))]
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.name for one, _ in found)
    raise SystemExit(
        f"Work was collected of several assignments: {names}. Name one with --assignment."
        if found
        else "No work was collected from a platform. Collect it: python -m grading collect ASSIGNMENT ARCHIVE..."
    )


def _course(plugin: Any) -> CourseDirectory:
    return plugin.parent.coursedir


def _column(header: Sequence[str], called: Sequence[str]) -> int | None:
    names = [name.strip().casefold() for name in header]
    return next((names.index(name) for name in called if name in names), None)


def _number(text: str) -> float | None:
    plain = text.strip().replace(",", ".")
    return float(plain) if re.fullmatch(r"\d+(\.\d+)?", plain) else None


def _as_there(grade: str, maximum: str) -> str:
    """A grade with a comma, where the worksheet's numbers have one."""
    return grade.replace(".", ",") if re.fullmatch(r"\d+,\d+", maximum.strip()) else grade
