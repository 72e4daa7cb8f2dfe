"""Whether a source can be graded sealed: its own solution, and its release, run before anybody's work is.

The instructor's solution is run twice, sealed and in one ordinary kernel, and each test's points are compared; the
release as it is handed out is run sealed. `make_sure` is called before a class is graded (`grading.hooks.submissions`,
`grading.autograde.classroom`), and runs nothing where nothing has changed since; the command ``verify`` calls `verify`.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import DeadKernelError
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.converters.base import BaseConverter

from grading.hooks.execute import SealedExecute, credit
from grading.hooks.repair import repaired
from grading.hooks.source import instructors, released
from grading.hooks.verified import Notebook, State, Test, digest, read, write
from grading.seal import worker
from grading.seal.grader import write_outputs
from grading.seal.window.errors import SourceBroken
from grading.seal.window.records import Job, Report, TestResult

Grade = Callable[[Mapping[str, Job]], dict[str, Report]]
_UNTOUCHED = "\0untouched"  # behind a notebook's name, which holds no such sign
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_LINE = "----> "  # before the line at which a test ended
_MARKS = re.compile("(BEGIN|END) HIDDEN TESTS")
_turn = threading.Lock()  # for one environment
#: Run behind the notebook, for the memory that its process has taken at most.
_MEMORY = "import resource as _resource\nprint(_resource.getrusage(_resource.RUSAGE_SELF).ru_maxrss * 1024)"


def make_sure(converter: BaseConverter, grade: Grade = worker.grade) -> State | None:
    """What verifying the assignment of nbgrader's converter shows, of now or of before; None where it grades unsealed.

    Raises: SandboxUnavailable; SourceBroken, where a cell of the source fails by itself; InfrastructureError.
    """
    course = converter.coursedir
    execute = step(converter)
    if not execute.sealed:
        return None
    home = Path(course.format_path(course.source_directory, ".", course.assignment_id))
    known = read(Path(course.root), course.assignment_id)
    if known is not None and known.digest == digest(home, execute.settings()):
        return known
    return verify(converter, grade)


def verify(converter: BaseConverter, grade: Grade = worker.grade) -> State:
    """The same, found out now, and kept. Raises: as `make_sure`."""
    course = converter.coursedir
    execute = step(converter)
    home = Path(course.format_path(course.source_directory, ".", course.assignment_id))
    found = digest(home, execute.settings())
    sources = {path.stem: instructors(path, execute.config) for path in sorted(home.glob("*.ipynb"))}
    given = execute.given(home)
    solved = {name: _with_memory(_taken_in(source, source)) for name, source in sources.items()}
    blank = {name: _taken_in(released(source, execute), source) for name, source in sources.items()}
    handed_in = solved | {name + _UNTOUCHED: notebook for name, notebook in blank.items()}
    shown = {name: _shown(source) for name, source in sources.items()}
    jobs = {
        name: execute.job(notebook, shown[name.removesuffix(_UNTOUCHED)], (), given)
        for name, notebook in handed_in.items()
    }
    with ThreadPoolExecutor(1) as beside:
        ordinary = beside.submit(_ordinarily, execute, solved, shown, given)
        reports = grade(jobs)
        ordinarily = ordinary.result()
    notebooks = {}
    for name, source in sources.items():
        sealed, untouched = (_graded(handed_in[each], reports[each]) for each in (name, name + _UNTOUCHED))
        notebooks[name] = Notebook(
            tests=dict(_tests(reports[name], sealed, *ordinarily[name])),
            untouched={
                test.grade_id: (_points(untouched, test.grade_id), str(test.verdict))
                for test in reports[name + _UNTOUCHED].tests
            },
            given=reports[name].given,
            solved=released(source, execute) != source,
            seconds=round(reports[name].seconds, 3),
            memory=_memory(sealed),
        )
    state = State(found, notebooks)
    write(Path(course.root), course.assignment_id, state)
    return state


def step(converter: BaseConverter) -> SealedExecute:
    """The step that runs submissions, as nbgrader would make it."""
    exporter = NotebookExporter(parent=converter, config=converter.config)  # which takes no settings from its parent
    return SealedExecute(parent=exporter)


def _taken_in(notebook: NotebookNode, source: NotebookNode) -> NotebookNode:
    """A notebook as if somebody had handed it in."""
    return repaired(notebook, source)[0]


def _shown(source: NotebookNode) -> NotebookNode:
    """The same with nothing hidden of its tests: what they say here is said to their author."""
    made = deepcopy(source)
    for cell in filter(utils.is_grade, made.cells):
        cell.source = _MARKS.sub("", cell.source)
    return made


def _with_memory(notebook: NotebookNode) -> NotebookNode:
    notebook.cells.append(nbformat.v4.new_code_cell(_MEMORY))
    return notebook


def _memory(notebook: NotebookNode) -> int:
    said = "".join(output.get("text", "") for output in notebook.cells[-1].outputs)
    return int(said) if said.strip().isdecimal() else 0


def _graded(notebook: NotebookNode, report: Report) -> NotebookNode:
    """The notebook with the outputs of its run."""
    made = deepcopy(notebook)
    write_outputs(report, made)
    graded: NotebookNode = nbformat.from_dict(made)
    credit(graded, report)
    return graded


def _points(notebook: NotebookNode, test: str) -> float:
    [cell] = [one for one in notebook.cells if utils.is_grade(one) and one.metadata.nbgrader.grade_id == test]
    return float(utils.determine_grade(cell)[0] or 0)


def _tests(
    report: Report, sealed: NotebookNode, ordinary: NotebookNode, observed: Report
) -> Iterator[tuple[str, Test]]:
    said = {test.grade_id: test.message for test in observed.tests}
    graded = filter(utils.is_grade, sealed.cells)
    most = {cell.metadata.nbgrader.grade_id: float(cell.metadata.nbgrader.points) for cell in graded}
    for test in report.tests:
        name = test.grade_id
        yield (
            name,
            Test(
                most[name],
                test.inside,
                _points(sealed, name),
                _points(ordinary, name),
                said_by(test),
                said.get(name, ""),
            ),
        )


def said_by(test: TestResult) -> str:
    """What a test has said, and at which line: an ``assert`` alone says nothing."""
    shown = (output["traceback"] for output in test.outputs if output["output_type"] == "error")
    line = next((each[0] for each in shown if each and each[0].startswith(_LINE)), "")
    first, *_ = test.message.split("\n")
    return f"{first.rstrip(': ')} at `{line.removeprefix(_LINE).strip()}`" if line else test.message


def _ordinarily(
    execute: SealedExecute,
    solved: Mapping[str, NotebookNode],
    sources: Mapping[str, NotebookNode],
    given: list[tuple[str, bytes]],
) -> dict[str, tuple[NotebookNode, Report]]:
    """Each notebook as an ordinary kernel runs it, cells and tests in one process, and what its tests say.

    Called in a thread of its own, whose event loop, by which kernels are spoken to, is closed at the end.
    """
    done = {}
    with contextlib.closing(ensure_event_loop()):
        for name, notebook in solved.items():
            with tempfile.TemporaryDirectory() as place, _one_thread():
                for path, content in given:
                    Path(place, path).parent.mkdir(parents=True, exist_ok=True)
                    Path(place, path).write_bytes(content)
                nbformat.write(notebook, Path(place, f"{name}.ipynb"))
                made = deepcopy(notebook)
                try:
                    report = execute.unsealed(made, sources[name], Path(place, f"{name}.ipynb"))
                except DeadKernelError as error:
                    words = f"In an ordinary kernel {name} ends its own process, with the solution in place: repair it."
                    raise SourceBroken(words) from error
                credit(made, report)
                done[name] = made, report
    return done


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Kernels that start meanwhile work with one thread, as the sandbox does: sums over several differ in the end."""
    with _turn:
        before: dict[str, Any] = {name: os.environ.get(name) for name in _THREADS}
        os.environ.update(dict.fromkeys(_THREADS, "1"))
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})
