"""A whole class at once: nbgrader's ``Autograde``, with the notebooks run by an executor before it comes to them.

The command ``autograde`` calls `autograde`. This process alone reads submissions, keeps the gradebook and writes
``autograded/``, through nbgrader's own steps and one submission after the other; the workers run notebooks and know
nothing else (see ``grading.seal.worker``). A submission's grades are written in one transaction (see
``grading.autograde.transaction``). Its folder is made in ``autograded.incomplete`` and then moved to its place:
whenever a run is ended, a submission is graded wholly or not at all, and running again grades the rest. Only as many
notebooks are held as are under way.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import re
import warnings
from collections import deque
from collections.abc import Callable, Container, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.apps import AutogradeApp
from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning, SQLAlchemyError

from grading import scratch
from grading.autograde.transaction import Ledger
from grading.course import Course, CourseError, entry, patient, titles
from grading.hooks import folders, record, soundness
from grading.hooks.execute import NO_SANDBOX, SealedExecute, files, notebooks_beside
from grading.hooks.flags import ODD
from grading.hooks.record import Record
from grading.hooks.source import instructors
from grading.hooks.staging import StagedCourse, digest, is_ours
from grading.hooks.submissions import NO_NAME, unfit
from grading.printing import shown
from grading.seal import worker
from grading.seal.examiner import blame
from grading.seal.window.errors import InfrastructureError, OtherVersion, SandboxUnavailable
from grading.seal.window.records import Job, Report, Verdict

_NOT_TO_BE_WRITTEN = "What was handed in cannot be written into a graded notebook. Save it anew."
_INCOMPLETE = "autograded.incomplete"
_FOR_A_PERSON = frozenset((Verdict.NOT_GRADABLE, Verdict.NOT_JUDGED, Verdict.INFRASTRUCTURE_ERROR))
_MOST_HELD = 32 << 20  # bytes of what is under way, beyond which no other submission is begun
_MOST_DONE = 16  # submissions that have run and are not written yet, beyond which none is: a report takes a megabyte
#: A warm process takes as long to start as two submissions take, and two processors: for so few no other is started
#: that would only delay the first.
_FEW, _STARTED_AT_ONCE = 3, max(1, (os.cpu_count() or 1) // 2)


@dataclass(frozen=True)
class Graded:
    """How grading one submission ended. It has no ``records`` where it was not graded, and ``failure`` says why."""

    student: str
    records: Mapping[str, Record] = field(default_factory=dict)  # by notebook
    failure: str = ""

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdict on each test; where two notebooks have tests of one name, by the notebook's name as well."""
        names = titles(((notebook, test) for notebook, one in self.records.items() for test in one.tests), called=str)
        return {name: self.records[notebook].tests[test].verdict for (notebook, test), name in names.items()}

    @property
    def seconds(self) -> float:
        """How long it took."""
        return sum(one.seconds for one in self.records.values())

    @property
    def reason(self) -> str:
        """Why it was not graded, or could not be."""
        return self.failure or " ".join(one.not_gradable for one in self.records.values() if one.not_gradable)

    @property
    def decisions(self) -> tuple[str, ...]:
        """What is left for a person to decide, each in words."""
        return tuple(words for one in self.records.values() for words in one.decisions)

    @property
    def repairs(self) -> tuple[str, ...]:
        """How it came to be gradable."""
        return tuple(words for one in self.records.values() for words in one.repairs)

    @property
    def unsealed(self) -> bool:
        """Whether its code ran without the sandbox."""
        return not all(one.sealed for one in self.records.values())

    @property
    def confined_by(self) -> set[str]:
        """What its code was confined by, each in a word."""
        return {one.confined_by for one in self.records.values() if one.confined_by}

    @property
    def odd(self) -> tuple[Verdict, ...]:
        """The verdicts that are no judgement of an answer, each once."""
        found = set(self.verdicts.values()) or {Verdict.INFRASTRUCTURE_ERROR}
        return tuple(verdict for verdict in ODD if verdict in found)

    @property
    def needs_a_person(self) -> bool:
        """Whether it has no grade, or one that its student did not work for, or one that a person has to decide on."""
        return bool(self.decisions) or not _FOR_A_PERSON.isdisjoint(self.odd)


@dataclass(frozen=True)
class Class:
    """What a run finds: how many submissions it has to do, and how many are done already."""

    todo: int
    done_before: int


def autograde(
    course: Course,
    assignment: str,
    executor: Executor,
    workers: int,
    student: str = "*",
    force: bool = False,
    begin: Callable[[Class], None] = lambda found: None,
    end: Callable[[Graded], None] = lambda graded: None,
    db_url: str = "",
    autograded: str = "",
    ready: Callable[[str], bool] = lambda student: True,
) -> None:
    """Grade the submissions of an assignment that are new or changed; with ``force``, all.

    ``student`` is an id or a pattern. ``begin`` is called once, ``end`` with each submission as it is done. ``db_url``
    and ``autograded`` name another gradebook and another folder in the course than its settings do. Whose id is not
    ``ready`` is passed over.

    Raises: CourseError where nothing can be graded at all.
    """
    app = course.application(AutogradeApp)
    _make_sure_of_the_source(course, app.coursedir, assignment, db_url)
    words = io.StringIO()  # what nbgrader logs of a failure is told by `end`
    app.log.handlers = [logging.StreamHandler(words)]
    app.coursedir.assignment_id, app.coursedir.student_id = assignment, student
    app.coursedir.db_url = patient(db_url or app.coursedir.db_url)
    app.coursedir.autograded_directory = autograded or app.coursedir.autograded_directory
    converter = ClassAutograde(coursedir=app.coursedir, parent=app)
    converter.force, converter.words, converter.ready = force, words, ready
    converter.executor, converter.window, converter.begin, converter.end = executor, 4 * workers, begin, end
    try:
        with scratch.workplace(course.root / _INCOMPLETE), warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # of nbgrader's own queries
            converter.start()
    except SandboxUnavailable as error:
        raise CourseError(f"{error}\n{NO_SANDBOX}") from error
    except OtherVersion as error:
        raise CourseError(str(error)) from error
    except InfrastructureError as error:  # where nobody's submission was run yet
        raise CourseError(f"{error} Nothing was graded.") from error
    except SystemExit as error:  # of the steps that nbgrader shares with us
        raise CourseError(str(error)) from error
    except CancelledError as error:  # by nobody here
        raise CourseError("The workers are gone. What was graded is kept; start again to grade the rest.") from error
    finally:
        if isinstance(converter.coursedir, StagedCourse):
            converter.coursedir.close()


def make_sure(course: Course, assignment: str, executor: Executor) -> None:
    """Find out whether submissions can be graded at all, before there is any.

    Raises: CourseError where they cannot.
    """
    app = course.application(AutogradeApp)
    _make_sure_of_the_source(course, app.coursedir, assignment)
    converter = Autograde(coursedir=app.coursedir, parent=app)
    execute = SealedExecute(parent=converter)
    if SealedExecute in converter.autograde_preprocessors and execute.sealed:
        try:
            executor.submit(worker.make_sure, execute.limits()).result()
        except SandboxUnavailable as error:
            raise CourseError(f"{error}\n{NO_SANDBOX}") from error


def _make_sure_of_the_source(course: Course, settings: CourseDirectory, assignment: str, db_url: str = "") -> None:
    home = Path(settings.format_path(settings.source_directory, ".", assignment))
    with course.gradebook() as gradebook:
        entry(gradebook, assignment)
        if reason := unfit(db_url or settings.db_url, settings.course_id, assignment, home, settings.parent.config):
            raise CourseError(reason)


class _Tried(Exception):
    """Raised to undo what was written for a trial."""


class ClassAutograde(Autograde):
    """Grades each submission as soon as its notebooks have run. The caller sets the attributes below."""

    assignments: dict[str, list[str]]  # nbgrader's: a submission's folder, and its notebooks
    executor: Executor
    ready: Callable[[str], bool]
    window: int
    begin: Callable[[Class], None]
    end: Callable[[Graded], None]
    ledger: Ledger
    written = False  # whether a notebook could be written in this run
    words: io.StringIO  # what is logged while one submission is graded
    # Of the submission that is graded, by notebook: what its run reported, and what is recorded of it.
    reports: Mapping[str, Report]
    records: dict[str, Record]

    @property
    def incomplete(self) -> str:
        """Where this run grades; a part of the path is the process, so that several runs can go on at once."""
        return f"{_INCOMPLETE}/{scratch.own()}"

    def init_notebooks(self) -> None:
        """Called by nbgrader, which gives up here where there is no notebook; the exporter knows better."""
        with contextlib.suppress(NbGraderException):
            super().init_notebooks()

    def convert_notebooks(self) -> None:
        """Called by nbgrader in the course's folder, with all submissions listed in ``assignments``."""
        if not self.assignments and not self.exporter.left_out:
            where = self._format_source(self.coursedir.assignment_id, self.coursedir.student_id)
            raise CourseError(f"There is no submission {where!r}. Is the name right, and have you collected?")
        everyone = {folder: paths for folder, paths in self.assignments.items() if self.ready(self._student(folder))}
        todo = deque(folder for folder in sorted(everyone) if self._is_due(folder))
        nameless = [folder for folder in self.exporter.left_out if self.ready(self._student(folder))]
        if todo:
            soundness.make_sure(self, self._run)
        self.begin(Class(len(todo) + len(nameless), len(everyone) - len(todo)))
        tests = [cell.metadata.nbgrader.grade_id for cell in self._source_cells() if utils.is_grade(cell)]
        for folder in nameless:
            self.end(Graded(shown(self._student(folder)), {"": record.refused(tests, NO_NAME)}))
        self.ledger = Ledger(self.coursedir.db_url, self.coursedir.course_id)
        if self._sealed:
            self.exporter.optimistic_validation = True  # once, at the end
            for preprocessor in (*self.sanitize_preprocessors, *self.autograde_preprocessors):
                self.exporter.register_preprocessor(preprocessor)
        for folder, outcome in self._outcomes(todo, everyone):
            self.assignments = {folder: everyone[folder]}
            self.end(self._graded(folder, outcome))

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Called by nbgrader with a submitted notebook.

        Its ``Autograde`` writes a sanitised notebook, for a kernel to run, and reads it again. Here it has been run, so
        one pass does both. Unsealed, it is run now, as nbgrader does it.
        """
        if self._sealed:
            BaseConverter.convert_single_notebook(self, notebook_filename)
        else:
            super().convert_single_notebook(notebook_filename)

    def init_single_notebook_resources(self, notebook_filename: str) -> dict[str, Any]:
        """Called by nbgrader for what its preprocessors get: here is the report for ours."""
        resources: dict[str, Any] = super().init_single_notebook_resources(notebook_filename)
        return resources | {"report": self.reports.get(resources["nbgrader"]["notebook"])}

    def write_single_notebook(self, output: str, resources: dict[str, Any]) -> None:
        """Called by nbgrader with what its preprocessors have made."""
        if "record" in resources:  # unsealed, a notebook is written twice, first to be run
            self.records[resources["nbgrader"]["notebook"]] = resources["record"]
        super().write_single_notebook(output, resources)

    def _run(self, jobs: Mapping[str, Job]) -> dict[str, Report]:
        """Have the executor run notebooks that are nobody's submission."""
        return self.executor.submit(worker.grade, dict(jobs), worker.versions()).result()

    @property
    def _sealed(self) -> bool:
        return SealedExecute in self.autograde_preprocessors and SealedExecute(parent=self.exporter).sealed

    def _outcomes(
        self, todo: deque[str], everyone: Mapping[str, list[str]]
    ) -> Iterator[tuple[str, Future[dict[str, Report]]]]:
        """Each submission with what became of its notebooks, in the order in which they are done."""
        running: dict[Future[dict[str, Report]], tuple[str, int]] = {}
        window = self.window if len(todo) > _FEW else min(self.window, _STARTED_AT_ONCE)
        while todo or running:
            while (
                todo
                and len(running) < window
                and sum(future.done() for future in running) < _MOST_DONE
                and sum(size for _, size in running.values()) < _MOST_HELD
            ):
                folder = todo.popleft()
                future, size = self._started(folder, everyone[folder])
                running[future] = folder, size
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield running.pop(future)[0], future

    def _started(self, folder: str, notebooks: list[str]) -> tuple[Future[dict[str, Report]], int]:
        """What will become of a submission's notebooks, and the bytes of the student's that are held meanwhile."""
        try:
            jobs = self._jobs(folder, notebooks)
            own = self.coursedir.holds(folder).files.keys()
            size = sum(_size(job, own) for job in jobs.values())
            return self.executor.submit(worker.grade, jobs, worker.versions()), size
        except Exception as error:  # noqa: BLE001 - told with this submission's outcome
            failed: Future[dict[str, Report]] = Future()
            failed.set_exception(error)
            return failed, 0

    def _jobs(self, folder: str, notebooks: list[str]) -> dict[str, Job]:
        """What is to be run: the notebooks that can be, sealed. The others nbgrader's own steps see to."""
        if not self._sealed:
            return {}
        course = self.coursedir
        execute = SealedExecute(parent=self.exporter)
        kept = self.exclude_overwriting.get(course.assignment_id, [])
        held = course.holds(folder)
        staged = course.format_path(course.submitted_directory, self._student(folder), course.assignment_id)
        beside = self._beside(Path(staged))
        beside |= {name: path for name, path in self._beside(self._home).items() if name not in kept}
        jobs, given = {}, execute.given(self._home)
        for path in map(Path, notebooks):
            taken, source = self.exporter.taken_in(path, self._home)
            if "not_gradable" not in taken.metadata["grading"]:
                jobs[path.stem] = execute.job(
                    taken, source, files(beside | notebooks_beside(held, path.name), execute.disk), given
                )
        return jobs

    def _beside(self, folder: Path) -> dict[str, Path]:
        """The files beside the notebooks that nbgrader copies, by their path in the folder."""
        found = folders.files(folder, [*self.coursedir.ignore, "*.ipynb"])
        return {path.relative_to(folder).as_posix(): path for path in found}

    def _graded(self, folder: str, outcome: Future[dict[str, Report]]) -> Graded:
        """One submission through nbgrader's steps, and into its place."""
        student = self._student(folder)
        place = Path(self._format_dest(self.coursedir.assignment_id, student))
        directory = self.coursedir.autograded_directory
        try:
            self.words.seek(0)
            self.words.truncate()
            self.reports = outcome.result()
            self.coursedir.autograded_directory = self.incomplete
            made = Path(self._format_dest(self.coursedir.assignment_id, student))
            if self.create_student:
                self.ledger.enrol(student)
            self._convert(folder, made)
            scratch.remove(place)
            place.parent.mkdir(parents=True, exist_ok=True)
            made.rename(place)
        except (SandboxUnavailable, OtherVersion, CancelledError):
            raise
        except Exception as error:  # noqa: BLE001 - one submission's failure, whatever it is, must not stop the class
            scratch.make_sure_of_room(Path(self.coursedir.root))
            told = self.words.getvalue().strip().split("\n")
            return Graded(student, failure=f"{type(error).__name__}: {error}\n" + "\n".join(told[-8:]))
        finally:
            self.reports = {}
            self.coursedir.autograded_directory = directory
        return Graded(student, self.records)

    def _convert(self, folder: str, made: Path) -> None:
        """Grade one submission into the folder ``made``, by nbgrader's own steps.

        Whatever its bytes cause there is its verdict: where it fails twice, and does not without its outputs, it is
        graded without them; where that fails too, and the instructor's own notebook does not, it is not gradable.
        """
        error: Exception | None = None
        for attempt in ("as it is", "as it is", "without its outputs", "refused"):
            if attempt == "refused" and error is not None and not self._can_be_written(folder, made):
                raise error
            try:
                if error is not None:
                    refused = _NOT_TO_BE_WRITTEN if attempt == "refused" else ""
                    for path in map(Path, self.assignments[folder]):
                        self.exporter.taken_in(path, self._home, refused)
                if attempt == "without its outputs":
                    self.reports = {name: blame.without_outputs(report) for name, report in self.reports.items()}
                scratch.remove(made)
                self.records = {}
                with self.ledger.entry():
                    super().convert_notebooks()
                self.written |= attempt != "refused"
                return
            except Exception as failed:
                scratch.make_sure_of_room(Path(self.coursedir.root))
                causes = (failed, failed.__context__)
                ours = any(isinstance(one, SQLAlchemyError | SandboxUnavailable | OtherVersion) for one in causes)
                ours = ours or any(one is not None and is_ours(one) for one in causes) or not self._sealed
                if ours:
                    raise
                error = failed
        assert error is not None
        raise error

    def _can_be_written(self, folder: str, made: Path) -> bool:
        """Whether a notebook could be, in this run: else what fails may be ours. Nothing of this trial stays."""
        if self.written:
            return True
        self.reports = {}
        for path in map(Path, self.assignments[folder]):
            self.exporter.take_the_instructors(path, self._home)
        with contextlib.suppress(Exception):
            scratch.remove(made)
            with contextlib.suppress(_Tried), self.ledger.entry():
                super().convert_notebooks()
                self.written = True
                raise _Tried
        return self.written

    def _source_cells(self) -> Iterator[NotebookNode]:
        for path in sorted(self._home.glob("*.ipynb")):
            yield from instructors(path, self.config).cells

    @property
    def _home(self) -> Path:
        """The folder of the instructor's notebooks."""
        return Path(self.coursedir.format_path(self.coursedir.source_directory, ".", self.coursedir.assignment_id))

    def _is_due(self, folder: str) -> bool:
        """Whether a submission is to be graded: it is not excluded, and new, changed, or forced."""
        student = self._student(folder)
        if student in self.coursedir.student_id_exclude.split(","):
            return False
        place = Path(self._format_dest(self.coursedir.assignment_id, student))
        names = {Path(path).stem for path in self.assignments[folder]}
        records = [record.read(place / record.name_of(name)) for name in names]
        if self.force or any(one is None for one in records):
            return True
        try:
            now = digest(Path(folder))
        except Exception:  # noqa: BLE001 - told when its turn comes
            return True
        return any(one is not None and one.submission != now for one in records)

    def _student(self, folder: str) -> str:
        pattern = self._format_source(re.escape(self.coursedir.assignment_id), "(?P<student_id>.*)", escape=True)
        found = re.match(pattern, folder)
        assert found is not None
        return found["student_id"]


def _size(job: Job, own: Container[str]) -> int:
    """The bytes of a job's code and of those of its files that are ``own``; the course's are what they are."""
    return sum(len(data) for name, data in job.files if name in own) + sum(
        len(step.bench_code or "") for step in job.steps
    )
