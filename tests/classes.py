"""Graded classes that the tests share, kept in ``build/tests/`` for as long as nothing changes what grades depend on.

A class has those whom the chosen tests ask for, and grading it takes in only whom it lacks: a new file of the bank
costs one submission, and so does one test chosen by its name.
"""

from __future__ import annotations

import fcntl
import functools
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.apps import AutogradeApp
from nbgrader.converters import Autograde

from grading.bank import Submission
from grading.course import CONFIG, Course
from grading.hooks import soundness, verified
from grading.seal import worker

from . import ASSIGNMENT

ROOT = Path(__file__).parents[1]
BANK = Path(__file__).parent / "submissions"
KEPT = ROOT / "build" / "tests"
#: The tests' own, of which the kept classes depend on each.
HERE = [Path(__file__).with_name(f"{name}.py") for name in ("classes", "conftest", "kernels", "ordinary", "slow")]
PROCESSORS = len(os.sched_getaffinity(0))
UNTOUCHED = "untouched_release"
#: Whom `python -m grading autograde` leaves for a person is no failure of the command.
_GRADED = (0, 3)


@functools.cache
def place() -> Path:
    """Where the classes of this state of the grader are kept; those of other states, but for the last, go."""
    state = hashlib.sha256(json.dumps(worker.versions()).encode())
    for path in sorted([*ROOT.glob("grading/**/*.j2"), *ROOT.glob("source/**/*"), ROOT / CONFIG, *HERE]):
        if path.is_file() and ".ipynb_checkpoints" not in path.parts:
            state.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    found = KEPT / state.hexdigest()[:16]
    if not found.exists() and KEPT.exists():
        for other in sorted(KEPT.iterdir(), key=lambda path: path.stat().st_mtime)[:-1]:
            shutil.rmtree(other, ignore_errors=True)
    found.mkdir(parents=True, exist_ok=True)
    return found


@contextmanager
def alone(name: str) -> Iterator[Path]:
    """The kept folder of that name, while no other process of the tests works on it."""
    with (place() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield place() / name


def contents(folder: Path) -> dict[Path, str]:
    """Every path below a folder, with what it is."""
    return {
        path: hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""
        for path in folder.rglob("*")
    }


def asked_for(request: pytest.FixtureRequest, fixture: str = "") -> list[Submission]:
    """The submissions, or lists of them, of the chosen tests that use a fixture, by default the one that asks."""
    name = fixture or request.fixturename
    users = [item for item in request.session.items if name in getattr(item, "fixturenames", ())]
    found = {
        one.name: one
        for item in users
        for value in getattr(getattr(item, "callspec", None), "params", {}).values()
        for one in (value if isinstance(value, list) else [value])
        if isinstance(one, Submission)
    }
    return [found[name] for name in sorted(found)]


@contextmanager
def busy(processor: int, processes: int) -> Iterator[None]:
    """While others beside do nothing but count, on one processor."""
    code = f"import os; os.sched_setaffinity(0, {{{processor}}}); print(flush=True)\nwhile True: pass"
    others = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(processes)]
    try:
        for other in others:
            assert other.stdout is not None
            other.stdout.readline()
        yield
    finally:
        for other in others:
            other.kill()
            other.communicate()


@contextmanager
def half_a_processor() -> Iterator[None]:
    """While what is started here has one processor, and another process as much of it."""
    before = os.sched_getaffinity(0)
    with busy(min(before), processes=1):
        os.sched_setaffinity(0, {min(before)})
        try:
            yield
        finally:
            os.sched_setaffinity(0, before)


def first_changed(submission: Submission) -> tuple[str, str]:
    """Its kind, and the cell that it changes first."""
    return submission.kind, next((header.split()[-1] for header, _ in submission.cells), "")


def stratified(
    submissions: Sequence[Submission], size: int, stratum: Callable[[Submission], object] = first_changed
) -> set[str]:
    """The names of that many, in turn from each stratum, there in an order that says nothing of what they are."""
    strata: dict[object, list[str]] = {}
    for one in sorted(submissions, key=lambda one: hashlib.sha256(one.name.encode()).digest()):
        strata.setdefault(stratum(one), []).append(one.name)
    turns = [[stratum[turn] for stratum in strata.values() if turn < len(stratum)] for turn in range(size)]
    return set([name for turn in turns for name in turn][:size])


#: In the settings of a class in which nobody looks at the drawings.
SKIP_DRAWINGS = '\nc.SealedExecute.skip_cells_with_tag = "drawing"\n'
#: And in one where nobody waits long for what never ends.
IMPATIENT = """
c.SealedExecute.seconds_per_cell = 8
c.SealedExecute.seconds_per_call = 3
"""
NO_DRAWINGS = SKIP_DRAWINGS + IMPATIENT


def in_tiers(submissions: Sequence[Submission], sample: set[str] | int, mark: str = "whole") -> Any:
    """Parametrizes a test by submissions; those outside the sample are for `make test-all`, by that mark."""
    names = stratified(submissions, sample) if isinstance(sample, int) else sample
    others = getattr(pytest.mark, mark)
    return pytest.mark.parametrize(
        "submission",
        [pytest.param(one, id=one.name, marks=[] if one.name in names else others) for one in submissions],
    )


def as_lists(submissions: Sequence[Submission], sample: set[str]) -> Any:
    """Parametrizes a test by all of a sample, and in `make test-all` by all of the bank."""
    sampled = [one for one in submissions if one.name in sample]
    every = pytest.param(list(submissions), id="bank", marks=pytest.mark.whole)
    return pytest.mark.parametrize("submissions", [pytest.param(sampled, id="sample"), every])


@dataclass(frozen=True)
class GradedClass:
    """A graded course, read when it is asked."""

    course: Course
    scores: Mapping[str, dict[str, float]] = field(repr=False)
    handed_in: Mapping[str, Mapping[str, str]] = field(repr=False)  # by submission: its files, and what each was

    def messages(self, name: str) -> dict[str, str]:
        return self.course.messages(name)

    def page(self, name: str) -> str:
        return self.course.notebook("feedback", name).read_text(encoding="utf-8")

    def notebook(self, name: str) -> NotebookNode:
        return nbformat.read(self.course.notebook("autograded", name), as_version=4)

    def record(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(record(self.course, name).read_text(encoding="utf-8"))
        return found

    def changed(self, name: str) -> bool:
        """Whether what was handed in is not any more what it was."""
        return seen_in(self.course, name) != self.handed_in[name]


def record(course: Course, name: str) -> Path:
    return course.notebook("autograded", name).with_suffix(".grading.json")


def seen_in(course: Course, name: str) -> dict[str, str]:
    """What a submission's folder holds."""
    folder = course.root / "submitted" / name
    return {str(path.relative_to(folder)): told for path, told in contents(folder).items()}


def copied(course: Course, folder: Path, settings: str = SKIP_DRAWINGS) -> Course:
    """A copy of a course's two parts in ``folder``, with these settings besides."""
    return _with(settings, course.copy_to(folder))


def _with(settings: str, made: Course) -> Course:
    with (made.root / CONFIG).open("a", encoding="utf-8") as config:
        config.write(settings)
    return made


def new_course(course: Course, folder: Path, settings: str = SKIP_DRAWINGS) -> Course:
    """A course with a release and an empty gradebook in ``folder``, copied from one that is made once.

    Its source counts as verified, which `test_verify` does.
    """
    with alone("prepared") as prepared, pytest.MonkeyPatch.context() as environment:
        if not (prepared / "release").exists():
            shutil.rmtree(prepared, ignore_errors=True)
            environment.delenv("NBGRADER_DB_URL", raising=False)
            course.copy_to(prepared).nbgrader("generate_assignment", ASSIGNMENT)
    made = _with(settings, Course(Path(shutil.copytree(prepared, folder))))
    return made if "sealed = False" in settings else as_verified(made)


def as_verified(made: Course, *assignments: str) -> Course:
    """Have a course's sources count as verified, as they and its settings are now: for tests of something else."""
    app = made.application(AutogradeApp)
    for assignment in assignments or (ASSIGNMENT,):
        app.coursedir.assignment_id = assignment
        step = soundness.step(Autograde(coursedir=app.coursedir, parent=app))
        now = verified.digest(made.root / "source" / assignment, step.settings())
        known = verified.read(made.root, assignment) or verified.State(now)
        verified.write(made.root, assignment, replace(known, digest=now))
    return made


def graded_class(
    name: str,
    course: Course,
    solved: NotebookNode,
    submissions: Sequence[Submission],
    notebooks: Mapping[str, NotebookNode],
    settings: str = "",
    autograde: Callable[[Course], object] | None = None,
) -> GradedClass:
    """The kept class of that name with these submissions and notebooks in it, by name, all graded."""
    with alone(name) as folder:
        made = Course(folder / "course") if folder.exists() else new_course(course, folder / "course", settings)
        told = folder / "handed_in.json"
        known: dict[str, Any] = json.loads(told.read_text()) if told.exists() else {}
        wanted = {one.name: functools.partial(one.hand_in, solved) for one in submissions}
        wanted |= {one: functools.partial(_written, notebook) for one, notebook in notebooks.items()}
        stamps = {one.name: _stamp(solved, one) for one in submissions}
        stamps |= {one: _stamp(notebook) for one, notebook in notebooks.items()}
        for one, hand_in in wanted.items():
            if known.get(one, {}).get("stamp") != stamps[one]:
                for step in ("submitted", "autograded", "feedback"):
                    shutil.rmtree(made.root / step / one, ignore_errors=True)
                hand_in(made.notebook("submitted", one))
                known[one] = {"stamp": stamps[one], "files": seen_in(made, one)}
        told.write_text(json.dumps(known))
        if not all(record(made, one).exists() for one in wanted):
            (autograde or by_our_command)(made)
        return GradedClass(made, made.scores(), {one: known[one]["files"] for one in known})


def by_our_command(course: Course) -> None:
    command = [sys.executable, "-m", "grading", "autograde", ASSIGNMENT, "--json"]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True)
    assert done.returncode in _GRADED, done.stdout + done.stderr


def in_ordinary_kernels(course: Course) -> None:
    """By nbgrader with tests and solutions in one kernel, as a student runs them.

    With one thread each, as in the sandbox: sums over several threads differ in their last digits.
    """
    everyone = {path.name for path in (course.root / "submitted").iterdir()}

    def run(part: set[str]) -> subprocess.CompletedProcess[str]:
        others = ",".join(sorted(everyone - part))
        excluded = f"--CourseDirectory.student_id_exclude={others}"
        command = ["autograde", ASSIGNMENT, "--SealedExecute.sealed=False", excluded]
        return subprocess.run(
            [sys.executable, "-m", "tests.kernels", course.root, *command],
            cwd=ROOT,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def graded() -> list[subprocess.CompletedProcess[str]]:
        names = [name for name in sorted(everyone) if not record(course, name).exists()]
        parts = [part for number in range(PROCESSORS) if (part := set(names[number::PROCESSORS]))]
        with ThreadPoolExecutor(PROCESSORS) as pool:
            return list(pool.map(run, parts))

    graded()
    # A kernel that is interrupted while it writes to its socket is lost, and its submission has another.
    failed = [done.stdout for done in graded() if done.returncode != 0]
    assert failed == []


def with_pages(graded: GradedClass, names: Sequence[str]) -> GradedClass:
    """The same class, with a feedback page for each of these."""
    with alone(graded.course.root.parent.name):
        if not all(graded.course.notebook("feedback", name).exists() for name in names):
            graded.course.run("grading", "feedback", ASSIGNMENT)
    return graded


def ordinarily(graded: GradedClass, names: Sequence[str]) -> Path:
    """A folder with the notebooks of these, their cells and tests run in one ordinary process: see `tests.ordinary`."""
    folder = graded.course.root.parent / "ordinary"
    with alone(graded.course.root.parent.name), ThreadPoolExecutor(PROCESSORS) as pool:
        paths = {name: graded.course.notebook("autograded", name) for name in names}
        missing = [
            str(path)
            for name, path in paths.items()
            if not (made := folder / f"{name}.ipynb").exists() or made.stat().st_mtime_ns < path.stat().st_mtime_ns
        ]
        parts = [part for number in range(PROCESSORS) if (part := missing[number::PROCESSORS])]
        here = Course(ROOT)
        list(pool.map(lambda part: here.run("tests.ordinary", str(folder), *part), parts))
    return folder


def _written(notebook: NotebookNode, path: Path) -> None:
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)


def _stamp(notebook: NotebookNode, submission: Submission | None = None) -> str:
    told = [nbformat.writes(notebook), repr(submission and submission.cells)]
    return hashlib.sha256("\0".join(told).encode()).hexdigest()
