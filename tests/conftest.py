"""What the tests share: the repository's course, its bank of submissions, and that bank as a graded class."""

from __future__ import annotations

import gc
import multiprocessing
import os
import shutil
import signal
import subprocess
from collections.abc import Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import hypothesis
import nbformat
import pytest
from nbformat import NotebookNode

from grading import bank, environment
from grading.check import Exercise, self_check
from grading.course import Course, CourseError, filled_in

from . import ASSIGNMENT
from .classes import (
    BANK,
    IMPATIENT,
    NO_DRAWINGS,
    ROOT,
    UNTOUCHED,
    GradedClass,
    alone,
    asked_for,
    graded_class,
    in_ordinary_kernels,
    new_course,
    ordinarily,
    stratified,
    with_pages,
)

# Shells have what they start in the background ignore Ctrl+C, and a process hands that on to those that it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# As every course's settings do: nbgrader makes a new gradebook by the program alembic.
environment.use_own_programs()


def pytest_configure(config: pytest.Config) -> None:
    """Whoever asks for a submission by its name gets its row of the bank, in the sample or not."""
    if config.option.keyword:
        config.option.markexpr = config.option.markexpr.removesuffix(" and not rest")


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Nothing that is imported or collected is garbage, nor need it be looked at again and again."""
    gc.disable()
    found = yield
    gc.freeze()
    gc.enable()
    return found


def pytest_sessionfinish(session: pytest.Session) -> None:
    """pytest cleans former runs' folders by a recursion, which ends at one that is nested too deep: those go now."""
    if not hasattr(session.config, "workerinput"):
        folder = session.config._tmp_path_factory.getbasetemp()
        subprocess.run(["find", folder, "-mindepth", "100", "-delete"], stderr=subprocess.DEVNULL, check=False)


#: What students hand in who mean well; the damaged and the hostile have tests of their own.
SUBMISSIONS = [one for kind in ("right", "wrong", "sample") for one in bank.load(BANK / kind)]
DAMAGED = bank.load(BANK / "damaged")
#: Whom `make test` grades of them: some of each kind, and the commonest mistakes.
SAMPLE = stratified(SUBMISSIONS, 28) | stratified(DAMAGED, 10)
SAMPLE |= {"halves_the_mse", "ones_first", "plus_for_minus", "sum_instead_of_mean"}
REFUSED = [one for one in DAMAGED if "not gradable" in one.verdicts.values()]
HONEST = ("a_first", "m_between", "zz_last")  # between the damaged; a class is graded in the order of names

# The property-based tests try the same in every run, so that what fails is what was changed; `make fuzz` looks for
# more, for as long as one likes to wait.
hypothesis.settings.register_profile("same", derandomize=True)
hypothesis.settings.register_profile("fuzz", max_examples=20_000, deadline=None)
hypothesis.settings.load_profile("same")


def needed(what: str, tests: str) -> NoReturn:
    """Called where something is not installed: skips the test, unless all must run, as in `.ci/run`."""
    message = f"There is no {what} here. Install it to run {tests}."
    if "ALL_TESTS_REQUIRED" in os.environ:
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(autouse=True)
def only_what_its_tier_has(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test without the mark `machine` is one of `make check`: it starts no program, so no sandbox and no kernel."""
    if not request.node.get_closest_marker("machine"):

        def refuse(*arguments: object, **options: object) -> NoReturn:
            raise AssertionError("This test needs the mark `machine`: see pyproject.toml.")

        monkeypatch.setattr(subprocess.Popen, "__init__", refuse)


@pytest.fixture(scope="session")
def course() -> Course:
    return Course(ROOT)


@pytest.fixture(scope="session")
def source(course: Course) -> NotebookNode:
    return nbformat.read(course.notebook("source"), as_version=4)


@pytest.fixture(scope="session")
def release(course: Course) -> NotebookNode:
    return nbformat.read(course.notebook("release"), as_version=4)


@pytest.fixture(scope="session")
def solved(release: NotebookNode, source: NotebookNode) -> NotebookNode:
    return filled_in(release, source)


@pytest.fixture
def new(course: Course, tmp_path: Path) -> Course:
    """A course with its release, where nobody has handed in."""
    return new_course(course, tmp_path / "course")


@pytest.fixture(scope="session")
def graded(request: pytest.FixtureRequest, course: Course, solved: NotebookNode, release: NotebookNode) -> GradedClass:
    """Right, wrong and damaged submissions as one class, by `python -m grading autograde`; drawings are skipped."""
    others = {UNTOUCHED: release} | dict.fromkeys(HONEST, solved)
    return graded_class("bank", course, solved, asked_for(request), others, NO_DRAWINGS)


@pytest.fixture(scope="session")
def ordinary(request: pytest.FixtureRequest, graded: GradedClass) -> dict[str, NotebookNode]:
    """The same notebooks, by submission, as they run where cells and tests share an ordinary process.

    Not of those that never end: nothing would end them here.
    """
    names = [UNTOUCHED, *(one.name for one in asked_for(request) if "timed out" not in one.verdicts.values())]
    folder = ordinarily(graded, names)
    return {name: nbformat.read(folder / f"{name}.ipynb", as_version=4) for name in names}


@pytest.fixture(scope="session")
def pages(request: pytest.FixtureRequest, graded: GradedClass) -> GradedClass:
    """The same class, with its feedback pages."""
    return with_pages(graded, [one.name for one in asked_for(request)])


@pytest.fixture(scope="session")
def one_by_one(request: pytest.FixtureRequest, course: Course, solved: NotebookNode) -> GradedClass:
    """Submissions as `nbgrader autograde` grades them, sealed. Its log is in the course's folder."""

    def autograde(made: Course) -> None:
        with (made.root / "log").open("a", encoding="utf-8") as log:
            log.write(made.nbgrader("autograde", ASSIGNMENT))

    others = dict.fromkeys(HONEST, solved)
    return graded_class("one_by_one", course, solved, asked_for(request), others, NO_DRAWINGS, autograde)


@pytest.fixture(scope="session")
def with_drawings(request: pytest.FixtureRequest, course: Course, solved: NotebookNode) -> GradedClass:
    """Submissions as `python -m grading autograde` grades them where every cell is run."""
    return graded_class("with_drawings", course, solved, asked_for(request), {}, IMPATIENT)


@pytest.fixture(scope="session")
def in_kernels(request: pytest.FixtureRequest, course: Course, solved: NotebookNode) -> GradedClass:
    """Submissions with tests and solutions in a Jupyter kernel each, as nbgrader runs them and a student at home."""
    return graded_class("in_kernels", course, solved, asked_for(request), {}, IMPATIENT, in_ordinary_kernels)


@pytest.fixture(scope="session")
def at_home(
    request: pytest.FixtureRequest, course: Course, solved: NotebookNode, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[Exercise] | CourseError]:
    """What they see who check their submissions at home, with all that they would hand in."""
    folder, notebooks = tmp_path_factory.mktemp("at_home"), []
    for submission in asked_for(request):
        notebook = folder / submission.name / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        submission.hand_in(solved, notebook)
        if not notebook.exists():
            [notebook] = [path for path in notebook.parent.rglob("*") if ".ipynb" in path.name.lower()]
        notebooks.append(notebook)
    seen = check_at_home(new_course(course, folder / "course", NO_DRAWINGS), notebooks)
    return {path.relative_to(folder).parts[0]: found for path, found in seen.items()}


def check_at_home(course: Course, notebooks: Sequence[Path]) -> dict[Path, list[Exercise] | CourseError]:
    """What learners see who check these notebooks, or why they cannot; two at a time. The pages are beside them."""
    before = [notebook.is_file() and notebook.read_bytes() for notebook in notebooks]
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as learners:
        one, another = learners.map(_checked, [course] * 2, [notebooks[::2], notebooks[1::2]])
    assert [notebook.is_file() and notebook.read_bytes() for notebook in notebooks] == before
    return one | another


def _checked(course: Course, notebooks: Sequence[Path]) -> dict[Path, list[Exercise] | CourseError]:
    seen: dict[Path, list[Exercise] | CourseError] = {}
    with self_check(course) as desk:
        for notebook in notebooks:
            try:
                seen[notebook] = desk.grade(notebook, notebook.with_suffix(".html"))
            except CourseError as error:
                seen[notebook] = error
    return seen


@pytest.fixture(scope="session")
def small_class(
    course: Course, solved: NotebookNode, release: NotebookNode, tmp_path_factory: pytest.TempPathFactory
) -> Course:
    """A class of a few, with what a person adds: a late submission, comments, points by hand; a copy of a kept one."""
    with alone("small") as kept:
        if not kept.exists():
            made = tmp_path_factory.mktemp("small") / "course"
            _small_class(new_course(course, made), solved, release)
            shutil.move(made, kept)
        return Course(Path(shutil.copytree(kept, tmp_path_factory.mktemp("feedback") / "course")))


def _small_class(small: Course, solved: NotebookNode, release: NotebookNode) -> None:
    with small.gradebook() as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=datetime(2030, 1, 1))  # noqa: DTZ001 - as nbgrader
    small.submit("solved", solved)
    small.submit("untouched_release", release)
    small.notebook("submitted", "solved").with_name("timestamp.txt").write_text("2030-01-02 03:04:05 UTC")
    for path in ("wrong/rebinds_weights.py", "wrong/halves_the_mse.py", "damaged/empty_file.py"):
        submission = bank.read(BANK / path)
        submission.hand_in(solved, small.notebook("submitted", submission.name))
    ends = deepcopy(solved)
    cell(ends, "mse_loss").source = "import os\ndef mse_loss(y_pred, y_true):\n    os._exit(1)"
    small.submit("ends_the_process", ends)
    small.nbgrader("autograde", ASSIGNMENT)
    with small.gradebook() as gradebook:
        asked = (ASSIGNMENT, ASSIGNMENT, "halves_the_mse")
        gradebook.find_comment("mse_loss", *asked).manual_comment = "Nearly! <b onclick=x>See</b> `/ 2`."
        gradebook.find_grade("test_mse_loss", *asked).manual_score = 3
        gradebook.db.commit()
    small.nbgrader("generate_feedback", ASSIGNMENT)


def cell(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    """The cell that nbgrader knows by this name."""
    return next(one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade_id") == grade_id)
