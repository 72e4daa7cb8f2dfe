"""Running a submission: the step that takes the place of nbgrader's ``Execute``.

nbgrader creates ``SealedExecute`` and calls it with the notebook that ``grading.hooks.submissions`` made. The student's
code runs in a sandbox, the instructor's tests outside it (see ``grading.seal``); the notebook gets the outputs of both,
and a record of the verdicts is written beside it.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import math
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Bool, Dict, Enum, Float, Integer, Unicode, Union

from grading import scratch
from grading.hooks import folders, repair, verified, withheld
from grading.hooks.record import Record, name_of
from grading.hooks.source import Around, instructors
from grading.hooks.staging import MOST_BYTES, Contents
from grading.seal import worker
from grading.seal.cells import recursion
from grading.seal.examiner import codes
from grading.seal.grader import write_outputs
from grading.seal.plan import plan
from grading.seal.sandbox.choice import CONFINEMENTS
from grading.seal.window.errors import SandboxUnavailable, SourceBroken
from grading.seal.window.records import Job, Limits, Report, TestResult, Verdict

Resources = dict[str, Any]
NO_SANDBOX = (
    "Nothing was graded. To grade without the sandbox, with your own rights, at your own risk: nbgrader autograde "
    "--SealedExecute.sealed=False, or c.SealedExecute.sealed = False in nbgrader_config.py"
)
_DEFAULT = Limits()
#: What is known of an answer though its test cannot be judged.
_JUDGED_ANYWAY = (Verdict.NOT_ATTEMPTED, Verdict.NOT_GRADABLE)
_NOT_JUDGED = (
    "Not judged: this test cannot be judged in the sandbox, whatever the answer is. A person gives the points for it."
)
#: How an unsealed run's kernel, which is IPython's, is started: without a history, as nbgrader would start it, and with
#: short tracebacks of recursions, and with the codes that a check has found.
_KERNEL = (
    "--HistoryManager.hist_file=:memory:",
    "--IPKernelApp.log_level=ERROR",  # it warns of connections that are this machine's own
    *(f"--IPKernelApp.extra_extensions={extension.__name__}" for extension in (recursion, codes)),
)
#: What stands under a cell that was not run.
_SKIPPED = nbformat.v4.new_output("stream", name="stdout", text="Not run in grading: no point depends on this cell.\n")
atexit.register(worker.close)


class SealedExecute(NbGraderPreprocessor):
    """Runs a submission's cells in the sandbox and the source's tests outside it."""

    sealed = Bool(
        True,
        help="Whether submissions run in the sandbox. Without it they run as nbgrader runs them: with your rights.",
    ).tag(config=True)
    confinement = Enum(
        ["", *CONFINEMENTS],
        "",
        help="What the sandbox confines by: bubblewrap (namespaces) or landlock. Empty: the first that works here.",
    ).tag(config=True)
    seconds_per_cell = Float(_DEFAULT.seconds_per_cell, help="Seconds that one cell may take.").tag(config=True)
    seconds_per_call = Float(
        _DEFAULT.seconds_per_call, help="Seconds that one call of a student's function may take in a test."
    ).tag(config=True)
    seconds_per_submission = Float(
        _DEFAULT.seconds_per_submission, help="Seconds that a whole submission may take, tests included."
    ).tag(config=True)
    seconds_of_waiting = Float(
        _DEFAULT.seconds_of_waiting,
        help="Seconds of waiting for a processor that others have which no limit of a submission's time counts.",
    ).tag(config=True)
    memory = Integer(_DEFAULT.memory, help="Bytes of memory that a submission may use.").tag(config=True)
    processes = Integer(_DEFAULT.processes, help="Processes and threads that a submission may have.").tag(config=True)
    open_files = Integer(_DEFAULT.open_files, help="Files that a process may have open.").tag(config=True)
    disk = Integer(_DEFAULT.disk, help="Bytes that a submission may write, files beside it included.").tag(config=True)
    output = Integer(_DEFAULT.output, help="Bytes of output that a cell may have.").tag(config=True)
    tests = Union(
        [Enum(["outside", "inside"]), Dict(value_trait=Enum(["outside", "inside"]), key_trait=Unicode())],
        default_value="outside",
        help="Where tests run: outside the student's process, where nothing forges what they find; or inside it, as "
        "nbgrader runs them, for tests that need the student's own objects: in the sandbox all the same, but a student "
        "can forge the points of these tests. For all assignments, or by an assignment's name. A test cell with the "
        "tag inside or outside in source/ runs there whatever stands here.",
    ).tag(config=True)
    skip_cells_with_tag = Unicode(
        "",
        help="Cells that have this tag in source/, and that a student left as they are, are not run. Empty: all run.",
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Called by nbgrader with a whole notebook.

        Raises: InfrastructureError where the grading itself fails, twice; SystemExit where there is no sandbox.
        """
        about = nb.metadata.pop("grading", {})
        source = self._source(resources)
        if "not_gradable" in about:
            report = _refused(nb, about["not_gradable"])
        elif self.sealed:
            report = self._sealed(nb, source, resources)
        else:
            folder = self._graded(resources)
            with _laid_beside(folder, self._notebooks(resources)):
                report = self.unsealed(nb, source, folder / f"{resources['nbgrader']['notebook']}.ipynb", resources)
        if report.sealed:
            shown = {test.grade_id for test in report.tests if test.inside or test.outputs}
            hidden = withheld.hidden_lines(source, nb, self, shown) if shown else ()
            somewhere = any(test.inside for test in report.tests)  # else cells have no line of a test to show
            report, told = withheld.without_hidden(report, hidden, somewhere)
            about["repairs"] = [*about.get("repairs", []), *told]
            report = self._judged(report, resources)
            write_outputs(report, nb)
            credit(nb, report)
        for cell in self._skipped(nb, source):
            cell.outputs = [_SKIPPED]
        cut = [nb.cells[cell.index].id for cell in report.cells if cell.cut]
        left_out = [f"the outputs of {name} are more than are kept" for name in cut]
        about["repairs"] = [*about.get("repairs", []), *left_out, *_bounded(nb)]
        if "elsewhere" in about:
            _tell(nb, report, f"{about['elsewhere']}\n")
        nb = nbformat.from_dict(nb)
        for test in report.tests:
            self.log.info("%s: %s. %s", test.grade_id, test.verdict, test.message.split("\n")[0])
        write_record(resources, _record(report, about))
        return nb, resources

    def unsealed(
        self, nb: NotebookNode, source: NotebookNode, path: Path, resources: Resources | None = None
    ) -> Report:
        """Run a notebook, in place, in an ordinary kernel that is told that its file is ``path``, and works beside it.

        Raises: SourceBroken where a test is at fault itself.
        """
        execute = Execute(parent=self.parent)
        seconds = math.ceil(self.seconds_per_cell)
        execute.iopub_timeout = max(execute.iopub_timeout, seconds)  # on a busy machine, outputs are heard of late
        if execute.timeout is not None and execute.timeout > 0:  # else it has no limit
            execute.timeout = max(execute.timeout, seconds)
        execute.extra_arguments = [*execute.extra_arguments, *_KERNEL]
        with _session(path):
            execute.preprocess(self._to_run(nb, source), resources or {"metadata": {"path": str(path.parent)}})
        return _observed(nb)

    def settings(self) -> dict[str, Any]:
        """What of the settings a grade depends on."""
        course = self.parent.parent.coursedir
        home = Path(course.format_path(course.source_directory, ".", course.assignment_id))
        around = {"around": digests} if (digests := Around.of(home, self.config).digests) else {}
        return {name: getattr(self, name) for name in sorted(self.class_own_traits(config=True))} | around

    def _judged(self, report: Report, resources: Resources) -> Report:
        """The same report, but for tests of which verifying the source has shown that they cannot be judged sealed."""
        course, about = self.parent.parent.coursedir, resources["nbgrader"]
        state = verified.read(Path(course.root), about["assignment"])
        if state is None or state.digest != verified.digest(self._home(resources), self.settings()):
            return report
        differing = state.differing(about["notebook"])
        tests = (
            _not_judged(test) if test.grade_id in differing and test.verdict not in _JUDGED_ANYWAY else test
            for test in report.tests
        )
        return replace(report, tests=tuple(tests))

    def make_sure(self) -> None:
        """Find out whether submissions can be run at all. Raises: SystemExit where there is no sandbox."""
        try:
            if self.sealed:
                worker.make_sure(self.limits())
        except SandboxUnavailable as error:
            raise SystemExit(f"{error}\n{NO_SANDBOX}") from error

    def _source(self, resources: Resources) -> NotebookNode:
        return instructors(self._home(resources) / f"{resources['nbgrader']['notebook']}.ipynb", self.config)

    def _home(self, resources: Resources) -> Path:
        """The assignment's folder in ``source/``."""
        course, about = self.parent.parent.coursedir, resources["nbgrader"]
        return Path(course.format_path(course.source_directory, ".", about["assignment"]))

    def _skipped(self, nb: NotebookNode, source: NotebookNode) -> list[NotebookNode]:
        """The cells that need not run."""
        tag = self.skip_cells_with_tag
        texts = {cell.source for cell in source.cells if tag and tag in cell.metadata.get("tags", [])}
        return [cell for cell in nb.cells if cell.source in texts and not utils.is_grade(cell)]

    def _to_run(self, nb: NotebookNode, source: NotebookNode) -> NotebookNode:
        """The same notebook, and the same cells, but with nothing in those that need not run."""
        skipped = {id(cell) for cell in self._skipped(nb, source)}
        cells = [NotebookNode(cell | {"source": ""}) if id(cell) in skipped else cell for cell in nb.cells]
        return NotebookNode(nb | {"cells": cells})

    def job(
        self,
        nb: NotebookNode,
        source: NotebookNode,
        beside: Sequence[tuple[str, bytes]],
        given: Sequence[tuple[str, bytes]],
    ) -> Job:
        """What is to be run, sealed, of a notebook that was taken in: the `files` beside it, and beside the source."""
        return plan(self._to_run(nb, source), source, beside, self.limits(), given, self._inside())

    def given(self, home: Path) -> list[tuple[str, bytes]]:
        """The instructor's `files` beside the notebooks of an assignment, as tests find them."""
        ignored = [*self.parent.parent.coursedir.ignore, "*.ipynb"]
        beside = {path.relative_to(home).as_posix(): path for path in folders.files(home, ignored)}
        return files(beside, self.disk)

    def _inside(self) -> bool:
        """Whether this assignment's tests run in the student's process, but for those whose tag says otherwise."""
        assignment = self.parent.parent.coursedir.assignment_id
        where = self.tests.get(assignment, "outside") if isinstance(self.tests, dict) else self.tests
        return bool(where == "inside")

    def limits(self) -> Limits:
        """What a submission may use, by the settings."""
        return Limits(**{each.name: getattr(self, each.name) for each in fields(Limits) if self.has_trait(each.name)})

    def _sealed(self, nb: NotebookNode, source: NotebookNode, resources: Resources) -> Report:
        about = resources["nbgrader"]
        known: Report | None = resources.get("report")
        if known is not None:  # `grading.autograde.classroom` has had it run
            return known
        folder, home = self._graded(resources), self._home(resources)
        beside = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.suffix != ".ipynb"}
        job = self.job(nb, source, files(beside | self._notebooks(resources), self.disk), self.given(home))
        try:
            return worker.grade({about["notebook"]: job})[about["notebook"]]
        except SandboxUnavailable as error:
            scratch.remove(folder)  # what is left there would count as graded
            raise SystemExit(f"{error}\n{NO_SANDBOX}") from error

    def _graded(self, resources: Resources) -> Path:
        """The folder in which nbgrader makes the autograded submission."""
        course, about = self.parent.parent.coursedir, resources["nbgrader"]
        return Path(course.format_path(course.autograded_directory, about["student"], about["assignment"]))

    def _notebooks(self, resources: Resources) -> dict[str, Path]:
        """The other notebooks that were handed in, by their paths; nbgrader copies none."""
        course, about = self.parent.parent.coursedir, resources["nbgrader"]
        submitted = course.submitted(about["student"], about["assignment"])
        return notebooks_beside(course.holds(submitted), f"{about['notebook']}.ipynb")


def notebooks_beside(held: Contents, graded: str) -> dict[str, Path]:
    """The notebooks that a submission holds beside the one that is graded, for its code to run, as far as they fit."""
    notebooks, found = held.notebooks(), dict[str, Path]()
    room = MOST_BYTES - sum(path.stat().st_size for name, path in held.files.items() if name not in notebooks)
    for name, path in sorted(notebooks.items()):
        if name != graded and (size := path.stat().st_size) <= room:
            found[name] = path
            room -= size
    return found


@contextlib.contextmanager
def _laid_beside(folder: Path, notebooks: Mapping[str, Path]) -> Iterator[None]:
    """With notebooks in a folder for a kernel to run; nbgrader would take those that stay there for graded ones."""
    laid = [folder / name for name, path in notebooks.items() if not (folder / name).exists()]
    try:
        for place in laid:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(notebooks[place.relative_to(folder).as_posix()], place)
        yield
    finally:
        for place in laid:
            place.unlink(missing_ok=True)


def write_record(resources: Resources, record: Record) -> None:
    """Have nbgrader write this record beside the notebook; later steps find it as ``record`` among the resources."""
    resources["record"] = record
    name = name_of(resources["nbgrader"]["notebook"])
    resources.setdefault("outputs", {})[name] = json.dumps(record.as_json(), indent=1).encode()


def _tell(nb: NotebookNode, report: Report, words: str) -> None:
    """Put words under the tests that were not passed."""
    for test in report.tests:
        if test.verdict is not Verdict.PASSED and test.index is not None:
            nb.cells[test.index].outputs.append(nbformat.v4.new_output("stream", name="stdout", text=words))


def credit(nb: NotebookNode, report: Report) -> None:
    """Have nbgrader find in the outputs of each test the points that are meant.

    It takes the first result that it meets for the points, and fails at one that is more than there are. Here it is the
    last one that counts, which is at least 0 and at most all there are, and none where the test did not pass.
    """
    for test in report.tests:
        if test.index is None:
            continue
        cell = nb.cells[test.index]
        results = [output for output in cell.outputs if output["output_type"] == "execute_result"]
        for output in results[:-1] if test.verdict is Verdict.PASSED else results:
            output["output_type"] = "display_data"
            output.pop("execution_count", None)
        if results and test.verdict is Verdict.PASSED:
            data, most = results[-1]["data"], float(cell.metadata.nbgrader.points)
            text = data["text/plain"] = data.get("text/plain") or "None"
            with contextlib.suppress(ValueError):  # no number, and so all the points
                points = float(text)
                if not 0 <= points <= most:
                    data["text/plain"] = f"{most if points > most else 0:g}"


def _not_judged(test: TestResult) -> TestResult:
    """The same test, of which nothing is said but that a person has to look at it."""
    output = {"output_type": "error", "ename": "NotJudged", "evalue": _NOT_JUDGED, "traceback": [_NOT_JUDGED]}
    return replace(test, verdict=Verdict.NOT_JUDGED, message=_NOT_JUDGED, outputs=(output,), codes=())


def files(beside: Mapping[str, Path], most: int) -> list[tuple[str, bytes]]:
    """The contents of what was handed in beside the notebooks, by path; nothing beyond ``most`` bytes in all."""
    found: list[tuple[str, bytes]] = []
    for name, path in sorted(beside.items()):
        if path.is_file():
            most -= path.stat().st_size
            if most < 0:
                break
            found.append((name, path.read_bytes()))
    return found


def _bounded(nb: NotebookNode) -> list[str]:
    """Bound, in place, what is kept of code and outputs, now that the notebook has run; and what was cut."""
    cut = repair.shortened(cell for cell in nb.cells if cell.cell_type == "code")
    shown = [cell for cell in nb.cells if cell.cell_type == "code" and not utils.is_grade(cell)]
    for cell, size in repair.without_room(shown, lambda cell: repair.json_size(cell.outputs)):
        told = f"[Cut in grading: the outputs of this cell had {size / 2**20:.1f} MB.]\n"
        cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=told)]
        cut.append(f"the outputs of {cell.id} have {size / 2**20:.1f} MB, and are not kept")
    return cut


def _record(report: Report, about: dict[str, Any]) -> Record:
    """The record of what a report says, and of what taking the notebook in has found ``about`` it."""
    return Record(
        sealed=report.sealed,
        seconds=round(report.seconds, 3),
        tests={test.grade_id: replace(test, outputs=(), seconds=round(test.seconds, 3)) for test in report.tests},
        not_gradable=about.get("not_gradable", ""),
        repairs=tuple(about.get("repairs", ())),
        submission=about.get("submission", ""),
        elsewhere=about.get("elsewhere", ""),
        waited=round(report.waited, 3),
        confined_by=report.confined_by,
    )


@contextlib.contextmanager
def _session(notebook: Path) -> Iterator[None]:
    """Kernels that start meanwhile are told the notebook's file, as a Jupyter server tells them: checks look there."""
    name = "JPY_SESSION_NAME"
    before = os.environ.get(name)
    os.environ[name] = str(notebook.absolute())
    try:
        yield
    finally:
        os.environ.pop(name)
        if before is not None:
            os.environ[name] = before


def _tests(nb: NotebookNode) -> list[tuple[int, NotebookNode]]:
    return [(i, cell) for i, cell in enumerate(nb.cells) if utils.is_grade(cell) and not utils.is_solution(cell)]


def _refused(nb: NotebookNode, reason: str) -> Report:
    """The report on a submission that holds no notebook."""
    output = {
        "output_type": "error",
        "ename": "NotGradable",
        "evalue": reason,
        "traceback": [f"Not gradable: {reason}"],
    }
    tests = (
        TestResult(cell.metadata.nbgrader.grade_id, Verdict.NOT_GRADABLE, reason, (output,), index=index)
        for index, cell in _tests(nb)
    )
    return Report((), tuple(tests), benches=0)


def _observed(nb: NotebookNode) -> Report:
    """The report on a notebook that ran in an ordinary kernel: what its test cells' outputs tell.

    Raises: SourceBroken where a test is at fault itself.
    """
    verdicts = {
        "NotAttempted": Verdict.NOT_ATTEMPTED,
        "TimedOut": Verdict.TIMED_OUT,
        "CellTimeoutError": Verdict.TIMED_OUT,
        "KeyboardInterrupt": Verdict.TIMED_OUT,  # nbgrader's way to end a cell that takes too long
        "DeadKernelError": Verdict.CRASHED,
    }
    tests = []
    for index, cell in _tests(nb):
        for output in cell.outputs:
            if output.output_type == "stream":  # nbgrader takes any line on stderr for a failure
                output.name = "stdout"
        error = next((output for output in cell.outputs if output.output_type == "error"), None)
        if error is not None and error.ename == "CheckBroken":
            raise SourceBroken(f"A test of the source notebook is at fault: {error.evalue}")
        verdict = Verdict.PASSED if error is None else verdicts.get(error.ename, Verdict.FAILED)
        found = [output.data[codes.MIME] for output in cell.outputs if codes.MIME in output.get("data", {})]
        cell.outputs = [output for output in cell.outputs if codes.MIME not in output.get("data", {})]
        tests.append(
            TestResult(
                cell.metadata.nbgrader.grade_id,
                verdict,
                error.evalue if error else "",
                (),
                index=index,
                codes=codes.checked(found[-1]) if found and error else (),
            )
        )
    return Report((), tuple(tests), sealed=False)
