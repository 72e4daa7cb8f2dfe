"""The feedback page: what of an autograded notebook its student gets to see.

nbgrader's ``GenerateFeedback`` calls ``StudentsView`` (see ``nbgrader_config.py``) and renders the result by
``FeedbackExporter`` with the template beside this module. What any page may show of an output is the matter of
``grading.pages``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.converters import BaseConverter
from nbgrader.preprocessors import NbGraderPreprocessor
from pygments.formatters import HtmlFormatter

from grading import record
from grading.pages import printable
from grading.record import Record
from grading.seal.records import Verdict
from grading.staging import AnyNames

TEMPLATES = str(Path(__file__).parent / "templates")

#: The one coloured style of Pygments whose every colour contrasts enough with the page (WCAG 2 AA, 4.5 to 1).
CODE_STYLE = "xcode"

#: The errors whose words are a report for the student, and need no name in front of them.
REPORTS = {"CheckFailed", *(str(verdict).title().replace(" ", "") for verdict in Verdict)}

#: Where to look next in the notebook, by verdict; ``{}`` is the exercise's function.
NEXT = {
    Verdict.FAILED: "Open “My check fails” under {} in your notebook; if that is not it, the hints above it.",
    Verdict.NOT_ATTEMPTED: "Begin with “Hint 1” under {} in your notebook.",
    Verdict.TIMED_OUT: "Look for a loop in {} that never ends, or that does more than it must.",
    Verdict.OUT_OF_MEMORY: "Print the shapes in {}: a table of n times n numbers is often made by (n, 1) and (n,).",
    Verdict.CRASHED: "Run the check of {} in your notebook: does the kernel die there too?",
}
#: Where to look next for what has no cell of the student's own: the trained line.
NEXT_OF_ALL = "It is made of all the exercises: repair those first."


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

    @property
    def by_hand(self) -> bool:
        """Whether the points are not those of the check: a person gave them."""
        return (self.score == self.points) != (self.verdict == Verdict.PASSED)


class FeedbackExporter(HTMLExporter):
    """Writes the page. Its template is set in ``nbgrader_config.py``, since nbgrader would otherwise set its own."""

    def __init__(self, **kwargs: Any) -> None:
        """Called by nbgrader; ``parent`` is its converter, which stops at a name that has a line break."""
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        if isinstance(self.parent, BaseConverter):
            self.parent.coursedir = AnyNames(self.parent.coursedir)


class StudentsView(NbGraderPreprocessor):
    """Leaves the student's code, its figures and text, and the words of the checks; and sums up the results.

    The source of test cells goes, and so do the tracebacks of anything but a check's own report, since those quote that
    source. The instructor's explanations shrink to their headings.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbgrader with a whole notebook, behind ``GetGrades``."""
        graded = self._record(resources["nbgrader"])
        resources["code_css"] = HtmlFormatter(style=CODE_STYLE).get_style_defs(".highlight")
        resources["not_gradable"] = printable(graded.not_gradable) if graded else ""
        resources["elsewhere"] = printable(graded.elsewhere) if graded else ""
        resources["late"] = _late(resources["nbgrader"])
        nb, resources = super().preprocess(nb, resources)
        resources["results"] = list(_results(nb, graded.verdicts if graded else {}))
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbgrader with each cell."""
        if cell.cell_type == "code":
            if utils.is_locked(cell):
                cell.source = ""
            if utils.is_grade(cell):
                for output in cell.outputs:
                    if output.output_type == "error":
                        output.traceback = _words(output).split("\n")
        elif not utils.is_grade(cell):
            cell.source = "\n\n".join(re.findall(r"^#{1,6} .*$", cell.source, flags=re.MULTILINE))
        return cell, resources

    def _record(self, about: dict[str, Any]) -> Record | None:
        """What ``SealedExecute`` wrote; None for a notebook that something else has graded."""
        course = self.parent.parent.coursedir
        folder = Path(course.format_path(course.autograded_directory, about["student"], about["assignment"]))
        return record.read(folder / f"{about['notebook']}.grading.json")


def _words(error: NotebookNode) -> str:
    return printable(error.evalue if error.ename in REPORTS else f"{error.ename}: {error.evalue}")


def _late(about: dict[str, Any]) -> str:
    """By how much the submission was late, in words; nothing if it was not."""
    with Gradebook(about["db_url"]) as gradebook:
        seconds = gradebook.find_submission(about["assignment"], about["student"]).total_seconds_late
    minutes = ceil(seconds / 60)
    return f"{minutes // 1440} d {minutes // 60 % 24} h {minutes % 60} min" if minutes else ""


def _results(nb: NotebookNode, verdicts: Mapping[str, Verdict]) -> Iterator[Result]:
    solutions = [cell.metadata.nbgrader.grade_id for cell in nb.cells if utils.is_solution(cell)]
    for cell in nb.cells:
        if cell.cell_type != "code" or not utils.is_grade(cell) or utils.is_solution(cell):
            continue
        about = cell.metadata.nbgrader
        name = about.grade_id.removeprefix("test_")
        solution = max((each for each in solutions if name.startswith(each)), key=len, default="")
        by_points = Verdict.PASSED if about.score == about.points else Verdict.FAILED
        verdict = verdicts.get(about.grade_id, by_points)
        # What a check's report begins with only says again which exercise it is, and that it did not pass.
        said = "\n".join(_words(output) for output in cell.outputs if output.output_type == "error")
        first, *found = re.split(r"\n\s*• ", re.sub(rf"^[✗–] \w+: ({verdict}\. )?", "", said))
        yield Result(
            test=about.grade_id,
            name=name,
            cell=solution or about.grade_id,
            verdict=verdict,
            score=about.score,
            points=about.points,
            messages=tuple(found or [first]),
            look_next=NEXT.get(verdict, "").format(solution) if solution else NEXT_OF_ALL,
        )
