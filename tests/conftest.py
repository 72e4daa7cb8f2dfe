"""What the tests share: the repository's course, its bank of submissions, and that bank as a graded class."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import hypothesis
import nbformat
import pytest
from nbformat import NotebookNode

from grading import bank
from grading.check import Exercise, self_check
from grading.course import ASSIGNMENT, Course, CourseError

ROOT = Path(__file__).parents[1]
BANK = Path(__file__).parent / "submissions"
#: What students hand in who mean well; the damaged and the hostile have tests of their own.
SUBMISSIONS = [*bank.load(BANK / "right"), *bank.load(BANK / "wrong")]
UNTOUCHED = "untouched_release"
DAMAGED = bank.load(BANK / "damaged")
HONEST = ("a_first", "m_between", "zz_last")  # between the damaged; a class is graded in the order of names

# `make fuzz`: the property-based tests of what a submission can send or be, for as long as one likes to wait.
hypothesis.settings.register_profile("fuzz", max_examples=20_000, deadline=None)


def needed(what: str, tests: str) -> NoReturn:
    """Called where something is not installed: skips the test, unless all must run, as in `.ci/run`."""
    message = f"There is no {what} here. Install it to run {tests}."
    if "ALL_TESTS_REQUIRED" in os.environ:
        pytest.fail(message)
    pytest.skip(message)


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
def solved(course: Course) -> NotebookNode:
    return course.solved()


@dataclass(frozen=True)
class GradedClass:
    """Scores and messages by submission and exercise, and the course that each submission was graded in."""

    scores: dict[str, dict[str, float]]
    messages: dict[str, dict[str, str]]
    courses: dict[str, Course]

    def page(self, name: str) -> str:
        return self.courses[name].notebook("feedback", name).read_text(encoding="utf-8")

    def notebook(self, name: str) -> NotebookNode:
        return nbformat.read(self.courses[name].notebook("autograded", name), as_version=4)


def grade_bank(course: Course, solved: NotebookNode, release: NotebookNode, folder: Path, *options: str) -> GradedClass:
    """The bank and the untouched release, graded by nbgrader as a class; two halves side by side."""

    def grade(number: int) -> GradedClass:
        half = course.copy_to(folder / f"course{number}")
        half.nbgrader("generate_assignment", "linear_regression")
        chosen = SUBMISSIONS[number::2]
        for submission in chosen:
            submission.hand_in(solved, half.notebook("submitted", submission.name))
        if number == 0:
            half.submit(UNTOUCHED, release)
        half.nbgrader("autograde", "linear_regression", *options)
        half.nbgrader("generate_feedback", "linear_regression")
        scores = half.scores()
        return GradedClass(scores, {name: half.messages(name) for name in scores}, dict.fromkeys(scores, half))

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(grade, range(2))
    return GradedClass(one.scores | two.scores, one.messages | two.messages, one.courses | two.courses)


@pytest.fixture(scope="session")
def graded(
    course: Course, solved: NotebookNode, release: NotebookNode, tmp_path_factory: pytest.TempPathFactory
) -> GradedClass:
    """The bank as any course grades it: sealed."""
    return grade_bank(course, solved, release, tmp_path_factory.mktemp("sealed"))


@pytest.fixture(scope="session")
def unsealed(
    course: Course, solved: NotebookNode, release: NotebookNode, tmp_path_factory: pytest.TempPathFactory
) -> GradedClass:
    """The bank with tests and solutions in one ordinary kernel, as nbgrader runs them and a student at home.

    With one thread, as in the sandbox: sums over several threads differ in their last digits.
    """
    folder = tmp_path_factory.mktemp("unsealed")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("OMP_NUM_THREADS", "1")
        return grade_bank(course, solved, release, folder, "--SealedExecute.sealed=False")


def check_at_home(course: Course, notebooks: Sequence[Path]) -> dict[Path, list[Exercise] | CourseError]:
    """What learners see who check these notebooks, or why they cannot; two at a time. The pages are beside them."""
    before = [notebook.read_bytes() for notebook in notebooks]
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as learners:
        one, another = learners.map(_checked, [course] * 2, [notebooks[::2], notebooks[1::2]])
    assert [notebook.read_bytes() for notebook in notebooks] == before
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


@dataclass(frozen=True)
class DamagedClass:
    """The class as it was graded, by submission; its log; and the submissions whose folder was changed."""

    course: Course
    scores: dict[str, dict[str, float]]
    messages: dict[str, dict[str, str]]
    records: dict[str, dict[str, Any]]
    log: str
    changed: set[str]


def contents(folder: Path) -> dict[Path, str]:
    """Every path below a folder, with what it is."""
    return {
        path: hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""
        for path in folder.rglob("*")
    }


@pytest.fixture(scope="session")
def damaged(course: Course, solved: NotebookNode, tmp_path_factory: pytest.TempPathFactory) -> DamagedClass:
    made = course.copy_to(tmp_path_factory.mktemp("damaged") / "course")
    made.nbgrader("generate_assignment", "linear_regression")
    for submission in DAMAGED:
        submission.hand_in(solved, made.notebook("submitted", submission.name))
    for name in HONEST:
        made.submit(name, solved)
    submitted = made.root / "submitted"
    before = contents(submitted)
    log = made.nbgrader("autograde", "linear_regression")
    after = contents(submitted)
    changed = {path.relative_to(submitted).parts[0] for path, _ in before.items() ^ after.items()}
    names = [*HONEST, *(submission.name for submission in DAMAGED)]
    records = {name: json.loads(record(made, name).read_text(encoding="utf-8")) for name in names}
    messages = {name: made.messages(name) for name in names}
    return DamagedClass(made, made.scores(), messages, records, log, changed)


def record(course: Course, name: str) -> Path:
    return course.notebook("autograded", name).with_suffix(".grading.json")


@pytest.fixture(scope="session")
def small_class(
    course: Course, solved: NotebookNode, release: NotebookNode, tmp_path_factory: pytest.TempPathFactory
) -> Course:
    """A class of a few, with what a person adds: a late submission, comments, points by hand."""
    small = course.copy_to(tmp_path_factory.mktemp("feedback") / "course")
    small.nbgrader("generate_assignment", ASSIGNMENT)
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
    return small


def cell(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    """The cell that nbgrader knows by this name."""
    return next(one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade_id") == grade_id)
