"""The feedback page: what of an autograded notebook its student gets to see.

nbgrader's ``GenerateFeedback`` calls ``StudentsView`` (see ``nbgrader_config.py``) and renders the result by
``FeedbackExporter`` with the template beside this module. What any page may show of an output is the matter of
``grading.hooks.pages``.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.converters import BaseConverter, GenerateFeedback
from nbgrader.preprocessors import NbGraderPreprocessor
from pygments.formatters import HtmlFormatter

from grading.hooks import folders, record
from grading.hooks.guide import Guide
from grading.hooks.language import IN_ENGLISH, Language, spoken
from grading.hooks.pages import plain_code, printable
from grading.hooks.record import Record
from grading.hooks.source import instructors
from grading.hooks.staging import AnyNames
from grading.seal.window.records import TestResult, Verdict

TEMPLATES = str(Path(__file__).parent / "templates")

#: The one coloured style of Pygments whose every colour contrasts enough with the page (WCAG 2 AA, 4.5 to 1).
CODE_STYLE = "xcode"

#: The errors whose words are a report for the student, and need no name in front of them.
REPORTS = {"CheckFailed", *(str(verdict).title().replace(" ", "") for verdict in Verdict)}


@dataclass(frozen=True)
class Result:
    """How one test ended, as the page tells it."""

    test: str  # the test cell's grade_id
    name: str  # of what it tests
    cell: str  # the grade_id of the cell to look at: the student's, or the test's where there is none
    verdict: Verdict
    score: float
    points: float
    messages: tuple[str, ...]
    look_next: str
    waits: bool
    """Whether a person has to give its points, and has not."""
    inside: bool
    """Whether it ran in the student's own process."""
    by_hand: bool
    """Whether a person gave points, or some on top, so that they need not be those of the check."""


class FeedbackExporter(HTMLExporter):
    """Writes the page. Its template is set in ``nbgrader_config.py``, since nbgrader would otherwise set its own."""

    parent: Any

    def __init__(self, **kwargs: Any) -> None:
        """Called by nbgrader; ``parent`` is its converter, whose list of submissions is put right here.

        Of a student whose id reads like a pattern (see ``grading.hooks.folders``) it has none, or those whom that fits,
        and it stops at a name that has a line break.
        """
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        if isinstance(self.parent, BaseConverter):
            self.parent.coursedir = AnyNames(self.parent.coursedir)
        if isinstance(self.parent, GenerateFeedback):
            course = self.parent.coursedir
            asked = course.autograded_directory, course.assignment_id, course.student_id
            for folder in folders.of_students(course, *asked).values():
                if names := sorted(path.name for path in Path(folder).glob(f"{course.notebook_id}.ipynb")):
                    self.parent.assignments[folder] = [f"{folder}/{name}" for name in names]

    def from_filename(self, filename: str, resources: dict[str, Any] | None = None, **kwargs: Any) -> tuple[Any, Any]:
        """Called by nbgrader with an autograded notebook, when it has copied what stands beside it."""
        about = (resources or {}).get("nbgrader")
        if about and isinstance(self.parent, GenerateFeedback):
            course = self.parent.coursedir
            made = course.format_path(course.feedback_directory, about["student"], about["assignment"])
            folders.clear(Path(made), [*course.ignore, "*.ipynb"])
        return super().from_filename(filename, resources, **kwargs)

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[Any, Any]:
        """Called by nbconvert with the notebook that is to be shown.

        ``HTMLExporter`` would read the whole page again, which takes longer than to make it, for what the template does
        itself: each picture has a text.
        """
        return super(HTMLExporter, self).from_notebook_node(nb, resources, **kwargs)

    def default_filters(self) -> Iterator[tuple[str, Any]]:
        """Called by nbconvert."""
        yield from super().default_filters()  # type: ignore[no-untyped-call]
        yield "highlight_code", plain_code


class StudentsView(NbGraderPreprocessor):
    """Leaves the student's code, its figures and text, and the words of the checks; and sums up the results.

    The source of test cells goes, and so do the tracebacks of anything but a check's own report, since those quote that
    source. The instructor's explanations shrink to their headings. What the grader has said is in the page's language.
    """

    _said = IN_ENGLISH

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbgrader with a whole notebook, behind ``GetGrades``."""
        said = resources["said"] = self._said = spoken(self.parent)
        graded = self._record(resources["nbgrader"])
        resources["code_css"] = HtmlFormatter(style=CODE_STYLE).get_style_defs(".highlight")
        resources["not_gradable"] = printable(said.told(graded.not_gradable)) if graded else ""
        resources["sealed"] = _sealed(graded, said)
        resources["elsewhere"] = printable(said.told(graded.elsewhere)) if graded else ""
        resources["late"], by_hand = _asked(resources["nbgrader"])
        nb, resources = super().preprocess(nb, resources)
        guide = self._guide(resources["nbgrader"])
        resources["results"] = list(_results(nb, graded.tests if graded else {}, by_hand, guide))
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbgrader with each cell."""
        if cell.cell_type == "code":
            if utils.is_locked(cell):
                cell.source = ""
            for output in cell.outputs:
                if output.output_type == "error":
                    told = _words(output) if utils.is_grade(cell) else "\n".join(output.traceback)
                    output.traceback = self._said.told(told).split("\n")
                elif output.output_type == "stream":
                    output.text = self._said.told(output.text)
        elif not utils.is_grade(cell):
            cell.source = "\n\n".join(re.findall(r"^#{1,6} .*$", cell.source, flags=re.MULTILINE))
        return cell, resources

    def _record(self, about: dict[str, Any]) -> Record | None:
        """What ``SealedExecute`` wrote; None for a notebook that something else has graded."""
        course = self.parent.parent.coursedir
        folder = Path(course.format_path(course.autograded_directory, about["student"], about["assignment"]))
        return record.read(folder / record.name_of(about["notebook"]))

    def _guide(self, about: dict[str, Any]) -> Guide:
        """What the instructor's notebook offers; nothing where there is none."""
        course = self.parent.parent.coursedir
        home = Path(course.format_path(course.source_directory, ".", about["assignment"]))
        path = home / f"{about['notebook']}.ipynb"
        return Guide.of(instructors(path).cells, self._said) if path.is_file() else Guide(said=self._said)


def _sealed(graded: Record | None, said: Language) -> str:
    """By what the student's code was confined, in words; nothing where that is not known, or none of it ran."""
    if graded is None or graded.not_gradable:
        return ""
    if not graded.sealed:
        return said("Graded without a sandbox.")
    by = printable(graded.confined_by)
    return said("Graded in a sandbox ({by}).", by=by) if by else ""


def _words(error: NotebookNode) -> str:
    return printable(error.evalue if error.ename in REPORTS else f"{error.ename}: {error.evalue}")


def _asked(about: dict[str, Any]) -> tuple[str, set[str]]:
    """What the gradebook says beside the scores.

    By how much the submission was late, in words, nothing if it was not; and the checks with points by hand.
    """
    with Gradebook(about["db_url"]) as gradebook:
        seconds = gradebook.find_submission(about["assignment"], about["student"]).total_seconds_late
        notebook = gradebook.find_submission_notebook(about["notebook"], about["assignment"], about["student"])
        by_hand = {grade.name for grade in notebook.grades if grade.manual_score is not None or grade.extra_credit}
    minutes = ceil(seconds / 60)
    return f"{minutes // 1440} d {minutes // 60 % 24} h {minutes % 60} min" if minutes else "", by_hand


def _results(
    nb: NotebookNode, tests: Mapping[str, TestResult], by_hand: Container[str], guide: Guide
) -> Iterator[Result]:
    others_failed, told = False, guide.said.told
    for cell in nb.cells:
        if cell.cell_type != "code" or not utils.is_grade(cell) or utils.is_solution(cell):
            continue
        about = cell.metadata.nbgrader
        by_points = Verdict.PASSED if about.score == about.points else Verdict.FAILED
        test = tests.get(about.grade_id)
        verdict = test.verdict if test else by_points
        # What a check's report begins with only says again which exercise it is, and that it did not pass.
        said = "\n".join(_words(output) for output in cell.outputs if output.output_type == "error")
        heading = rf"^[✗–] \w+: ((?:{verdict}|{re.escape(guide.said(verdict))})\. )?"
        first, *found = re.split(r"\n\s*• ", told(re.sub(heading, "", said)))
        yield Result(
            test=about.grade_id,
            name=about.grade_id.removeprefix("test_"),
            cell=guide.answers.get(about.grade_id) or about.grade_id,
            verdict=verdict,
            score=about.score,
            points=about.points,
            messages=tuple(found or [first]),
            look_next=guide.next(about.grade_id, verdict, others_failed),
            waits=verdict is Verdict.NOT_JUDGED and about.grade_id not in by_hand,
            inside=test is not None and test.inside,
            by_hand=about.grade_id in by_hand,
        )
        others_failed |= verdict is not Verdict.PASSED
