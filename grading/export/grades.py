"""Grades in files that a spreadsheet opens, and that Canvas and Moodle import as they are.

nbgrader's ``export`` creates one of these plugins and calls it with the gradebook::

    nbgrader export                  # nbgrader's own table, by the plugin that nbgrader_config.py names
    nbgrader export --exporter grading.export.CanvasExportPlugin --to canvas.csv
    nbgrader export --exporter grading.export.MoodleExportPlugin --to moodle.csv

For the platforms, points are what counts, late penalties taken off. What was not handed in, or waits for a grade, gets
none, and never 0.

**Canvas** (its importer, https://github.com/instructure/canvas-lms/blob/master/lib/gradebook_importer.rb, says):

- The columns begin with Student, ID, SIS User ID, SIS Login ID and Section. A student is looked for by Canvas's own ID,
  then by the SIS user ID, then by the login, and at last by name; who is not found is proposed as a new student.
- Every further column is an assignment, named ``Title (id)`` as in Canvas's own export, or by its title. One that
  Canvas does not know is proposed as a new assignment.
- The row "Points Possible" sets the points of assignments. An empty cell means no grade, also where Canvas has one:
  Canvas shows every change before it makes it.

**Moodle** (https://docs.moodle.org/en/Grade_import, and its importer, grade/import/csv/classes/load_data.php in
https://github.com/moodle/moodle):

- Any columns will do: the teacher says which one identifies the student (username, ID number or email address) and
  which grade item each other one is. One named like ``Assignment: Title (Real)`` finds its grade item by itself.
- "-" means no grade. An empty cell means that too, but not in every version where the grade item is a new one.
- One student who is not found ends the import. A row whose identifier is *empty* gives its grades to the student of the
  row before it. So a column that does not identify every student is left out.

A text that a spreadsheet would take for a formula gets an apostrophe in front, as OWASP advises
(https://owasp.org/www-community/attacks/CSV_Injection); numbers stay numbers. No platform finds a student by such an
identifier, which is said.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student
from nbgrader.plugins import ExportPlugin
from traitlets import Dict, Enum, Unicode

from grading.course import final_score, graded
from grading.printing import shown


class CsvPlugin(ExportPlugin):
    """What all the exports have in common: `rows`, written down."""

    destination = "grades.csv"  # without --to

    def export(self, gradebook: Gradebook) -> None:
        """Called by nbgrader with the open gradebook.

        Raises: SystemExit where ``--assignment`` or ``--student`` names what the gradebook does not have.
        """
        students = chosen("student", self.student, {student.id: student for student in gradebook.students})
        assignments = chosen("assignment", self.assignment, {one.name: one for one in gradebook.assignments})
        path, rows = self.to or self.destination, list(self.rows(gradebook, students, assignments))
        with open(path, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123 - as `--to` gives it
            csv.writer(file).writerows(rows)
        self.log.info("Wrote %s: %d students, %d assignments", path, len(students), len(assignments))

    def rows(
        self, gradebook: Gradebook, students: Sequence[Student], assignments: Sequence[Assignment]
    ) -> Iterator[list[str]]:
        """The rows of the file, its header first."""
        raise NotImplementedError


class TableExportPlugin(CsvPlugin):
    """Exports nbgrader's own table, a row a student and assignment; nbgrader writes each cell as it stands."""

    def rows(
        self, gradebook: Gradebook, students: Sequence[Student], assignments: Sequence[Assignment]
    ) -> Iterator[list[str]]:
        """The rows of the file, its header first. What was not handed in has 0 points there."""
        about = ("last_name", "first_name", "email")
        yield [
            *("assignment", "duedate", "timestamp", "student_id", *about),
            *("raw_score", "late_submission_penalty", "score", "max_score"),
        ]
        for one in assignments:
            for student in students:
                timestamp, raw, penalty = "", 0.0, 0.0
                with suppress(MissingEntry):
                    submission = gradebook.find_submission(one.name, student.id)
                    timestamp, raw = str(submission.timestamp or ""), float(submission.score)
                    penalty = float(submission.late_submission_penalty)
                named = (student.id, *(getattr(student, name) for name in about))
                scores = (raw, penalty, max(0.0, raw - penalty), float(one.max_score))
                yield [cell(one.name), str(one.duedate or ""), timestamp, *map(cell, named), *map(str, scores)]


class LearningPlatformExportPlugin(CsvPlugin):
    """What the exports to Canvas and Moodle have in common: a row a student, a column an assignment."""

    columns = Dict(
        key_trait=Unicode(),
        value_trait=Unicode(),
        help="What an assignment is called on the platform, where that is not its name here.",
    ).tag(config=True)

    no_grade = ""

    def titles(self, assignments: Sequence[Assignment]) -> list[str]:
        """The assignments' names on the platform."""
        return [cell(self.columns.get(one.name, one.name)) for one in assignments]

    def grades(self, gradebook: Gradebook, student: Student, assignments: Sequence[Assignment]) -> list[str]:
        """A student's points in each assignment, or the platform's sign for no grade."""
        return [self.grade(gradebook, student.id, one) for one in assignments]

    def grade(self, gradebook: Gradebook, student: str, assignment: Assignment) -> str:
        """A student's points in one assignment, or the platform's sign for no grade."""
        try:
            submission = gradebook.find_submission(assignment.name, student)
        except MissingEntry:
            return self.no_grade
        if not graded(submission):
            self.log.warning("%s of %s waits for a grade: exported without one", assignment.name, student)
            return self.no_grade
        return points(final_score(submission))

    def identifier(self, value: str | None) -> str:
        """A cell by which the platform is to find a student."""
        text = (value or "").strip()
        if cell(text) != text:
            self.log.warning("The platform will not find %r: a spreadsheet could take it for a formula", text)
        return cell(text)


class CanvasExportPlugin(LearningPlatformExportPlugin):
    """Exports the file that Canvas's gradebook imports."""

    student_id_column = Enum(
        ["ID", "SIS User ID", "SIS Login ID"],
        "SIS Login ID",
        help="Which of Canvas's identifiers the gradebook's student ids are: 'ID' where collecting took them "
        "from the names of Canvas's files. A student's lms_user_id always is the ID.",
    ).tag(config=True)

    destination = "canvas.csv"

    def rows(
        self, gradebook: Gradebook, students: Sequence[Student], assignments: Sequence[Assignment]
    ) -> Iterator[list[str]]:
        """The rows of the file: the header, the points possible, the students."""
        yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *self.titles(assignments)]
        yield ["    Points Possible", "", "", "", "", *(points(one.max_score) for one in assignments)]
        for student in students:
            yield [*self._about(student), "", *self.grades(gradebook, student, assignments)]

    def _about(self, student: Student) -> list[str]:
        name = cell(", ".join(part for part in (student.last_name, student.first_name) if part))
        if "Points Possible" in name:  # Canvas would take the row for the one that sets the points
            name = ""
        known = {"ID": student.lms_user_id or "", "SIS User ID": "", "SIS Login ID": ""}
        if known["ID"] and not _is_number(known["ID"]):
            self.log.warning("Canvas's IDs are numbers: the lms_user_id %r of %s is left out", known["ID"], student.id)
            known["ID"] = ""
        column = self.student_id_column
        if column == "ID" and not _is_number(student.id):
            column = "SIS Login ID"
        known[column] = known[column] or student.id
        return [name, *map(self.identifier, known.values())]


class MoodleExportPlugin(LearningPlatformExportPlugin):
    """Exports a file that Moodle's grade import takes; student ids are usernames, lms_user_id is the ID number."""

    destination = "moodle.csv"
    no_grade = "-"

    def rows(
        self, gradebook: Gradebook, students: Sequence[Student], assignments: Sequence[Assignment]
    ) -> Iterator[list[str]]:
        """The rows of the file, its header first."""
        identifiers = {"Username": "id"}
        for title, attribute in {"ID number": "lms_user_id", "Email address": "email"}.items():
            values = [getattr(student, attribute) for student in students]
            if all(values) and len(set(values)) == len(values) and list(map(cell, values)) == values:
                identifiers[title] = attribute
            else:
                self.log.warning("Without the column %r: not every student has one of their own", title)
        yield ["First name", "Last name", *identifiers, *self.titles(assignments)]
        for student in students:
            if cell(student.id) != student.id:  # it would end the import for everyone
                self.log.warning("Without %r, whom Moodle would not find: enter that grade by hand", student.id)
                continue
            yield [
                cell(student.first_name),
                cell(student.last_name),
                *(getattr(student, attribute) for attribute in identifiers.values()),
                *self.grades(gradebook, student, assignments),
            ]


def cell(text: str | None) -> str:
    """Text as one line that no spreadsheet takes for a formula; the full-width signs count, as in Excel's Japanese."""
    controls = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text or "")
    line = shown(" ".join(controls.split()))
    return f"'{line}" if unicodedata.normalize("NFKC", line[:1]).startswith(("=", "+", "-", "@")) else line


def points(score: float) -> str:
    """Points with no more decimals than needed, five at most, as Moodle keeps them."""
    return f"{score:.5f}".rstrip("0").rstrip(".")


def _is_number(identifier: str) -> bool:
    """Whether Canvas reads all of it; of other text it takes the digits in front, which can be another student's ID."""
    return identifier.isascii() and identifier.isdigit()


def chosen(what: str, wanted: Sequence[Any], held: dict[str, Any]) -> list[Any]:
    """The entries that were asked for, or all of them, in the gradebook's order.

    Raises: SystemExit where one is not there.
    """
    names = {str(name) for name in wanted}
    if unknown := ", ".join(sorted(names - held.keys())):
        raise SystemExit(f"The gradebook has no {what} {unknown}. It has: {shown(', '.join(held)) or 'none'}.")
    return [one for name, one in held.items() if not names or name in names]
