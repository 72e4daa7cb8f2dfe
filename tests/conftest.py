"""What the tests share: the repository's course, its bank of submissions, and that bank as a graded class."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from grading import bank
from grading.course import Course

ROOT = Path(__file__).parents[1]
SUBMISSIONS = bank.load(Path(__file__).parent / "submissions")
UNTOUCHED = "untouched_release"


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
    """Scores and messages by submission and exercise, and where each feedback page is."""

    scores: dict[str, dict[str, float]]
    messages: dict[str, dict[str, str]]
    pages: dict[str, Path]


@pytest.fixture(scope="session")
def graded(
    course: Course,
    solved: NotebookNode,
    release: NotebookNode,
    tmp_path_factory: pytest.TempPathFactory,
) -> GradedClass:
    """The whole bank and the untouched release, graded by nbgrader as a class; two halves side by side."""
    notebooks = {submission.name: submission.notebook(solved) for submission in SUBMISSIONS}
    notebooks[UNTOUCHED] = release

    def grade(names: list[str]) -> GradedClass:
        half = course.copy_to(tmp_path_factory.mktemp("class") / "course")
        half.nbgrader("generate_assignment", "linear_regression")
        for name in names:
            half.submit(name, notebooks[name])
        half.nbgrader("autograde", "linear_regression")
        half.nbgrader("generate_feedback", "linear_regression")
        return GradedClass(
            half.scores(),
            {name: half.messages(name) for name in names},
            {name: half.notebook("feedback", name) for name in names},
        )

    names = sorted(notebooks)
    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(grade, [names[::2], names[1::2]])
    return GradedClass(one.scores | two.scores, one.messages | two.messages, one.pages | two.pages)
