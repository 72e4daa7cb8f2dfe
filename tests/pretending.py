"""A class that is graded in this process by all that is trusted: what would run in the sandbox is made up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbgrader.apps import GenerateFeedbackApp
from nbgrader.converters import GenerateFeedback
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from grading.autograde import classroom
from grading.autograde.classroom import Graded
from grading.course import Course
from grading.report import collect, document
from grading.seal.examiner.examiner import Examiner
from grading.seal.sandbox import vetting
from grading.seal.window.records import CellOutputs, CellResult, Job, Report, Role, TestResult, Verdict

from . import ASSIGNMENT
from .seal.toy import NoShell

#: What a bench sends for a cell: outputs, and display updates.
Sent = tuple[Sequence[Any], Sequence[Any]]


@dataclass
class Pretends(Executor):
    """Runs nothing: each cell sends what stands next in ``sent``, and each test ends as stands next in ``ends``."""

    sent: Sequence[Sent] = ()
    ends: Sequence[tuple[Verdict, str]] = ()
    jobs: list[Job] = field(default_factory=list)

    def submit(self, grade: Callable[..., Any], /, *arguments: Any, **options: Any) -> Future[Any]:
        """Called by `grading.autograde.classroom` with the jobs of one submission."""
        future: Future[Any] = Future()
        jobs: Mapping[str, Job] = arguments[0]
        self.jobs += jobs.values()
        future.set_result({name: self._report(job) for name, job in jobs.items()})
        return future

    def _report(self, job: Job) -> Report:
        examiner = Examiner(job, NoShell(), lambda: None)  # type: ignore[arg-type, return-value]
        cells, tests, sent, ends = [], [], iter(self.sent), iter(self.ends)
        for step in job.steps:
            if step.role is Role.TEST:
                verdict, words = next(ends, (Verdict.PASSED, ""))
                error = {
                    "output_type": "error",
                    "ename": "CheckFailed",
                    "evalue": words,
                    "traceback": words.split("\n"),
                }
                outputs = () if verdict is Verdict.PASSED else (vetting.error(error),)
                tests.append(TestResult(step.grade_id or "", verdict, words, outputs, 1, step.index))
            elif step.index is not None:
                told, updates = next(sent, ([], []))
                passed = vetting.outputs(told, job.limits.output), vetting.updates(updates, job.limits.output)
                kept, cut = examiner._kept(CellOutputs(tuple(passed[0]), 1, tuple(passed[1])))
                cells.append(CellResult(step.index, kept, 1, 0.0, cut))
        return Report(tuple(cells), tuple(tests))


def grade(course: Course, executor: Executor, student: str = "*") -> list[Graded]:
    """Grade the submissions of a course, all that are due."""
    ended: list[Graded] = []
    classroom.autograde(course, ASSIGNMENT, executor, 1, student=student, end=ended.append)
    return ended


def pages(course: Course, students: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Everybody's pages are made, and then those of these students are read: the feedback, and Formgrader's view."""
    app = course.application(GenerateFeedbackApp)
    app.coursedir.assignment_id = ASSIGNMENT
    GenerateFeedback(coursedir=app.coursedir, parent=app).start()
    config = app.config.copy()
    views = {"template_name": "formgrade", "extra_template_basedirs": [handlers.template_path]}
    config.merge(Config({"HTMLExporter": views}))
    exporter = HTMLExporter(config=config)
    for student in students:
        path = course.notebook("autograded", student)
        if not path.exists():
            continue
        yield student, course.notebook("feedback", student).read_text(encoding="utf-8")
        about = {"base_url": "", "student": student, "last_name": None, "first_name": None, "notebook_path": ""}
        resources = {
            "assignment_id": ASSIGNMENT,
            "notebook_id": ASSIGNMENT,
            "submission_id": "1",
            "index": 0,
            "total": 1,
        }
        yield student, exporter.from_filename(str(path), resources=about | resources)[0]


def reports(course: Course, folder: Path) -> None:
    """Write the class report, in each format."""
    analysis = collect.analyse(course, ASSIGNMENT, names=True)
    for kind in document.Format:
        document.write(analysis, folder / f"report.{kind}", kind)
