"""The hostile bank, graded as one class with honest ones in between: nothing gained, nothing read, nothing done."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode

from grading import bank
from grading.check import Exercise
from grading.comparison import HONEST, LIMITS, POINTS, Outcome, Traps, grade_class, kind, outcome
from grading.course import ASSIGNMENT, CONFIG, Course, CourseError

from .conftest import BANK, ROOT, check_at_home

SUBMISSIONS = bank.load(BANK / "hostile")
KINDS = {"score", "read", "write", "network", "resource", "process", "wire", "page"}
#: A link in the notebook's place: at home there is nothing that it could lead to.
LINKS = {"links_the_folder_to_the_source", "links_the_notebook_to_the_source"}
#: An honest student's cell in which traces of others would show.
LOOKS_AROUND = """
import builtins, os, random
print([sorted(os.listdir(place)) for place in (".", "/tmp", "/dev/shm", "/home/student")], sorted(os.environ))
print(hasattr(torch, "planted"), hasattr(builtins, "planted"), hasattr(np, "planted"), torch.get_default_dtype())
print(torch.initial_seed(), torch.rand(2), torch.get_num_threads(), plt.rcParams["figure.dpi"])
"""
#: What makes a page act or load.
ACTIVE = ["script", "iframe", "object", "embed", "svg", "link", "form", "base", "video", "audio", "button", "input"]

by_name = pytest.mark.parametrize("submission", SUBMISSIONS, ids=lambda submission: submission.name)


@dataclass(frozen=True)
class HostileClass:
    """The course, what became of each attack and each honest submission, and what happened to the class as a whole."""

    course: Course
    outcomes: dict[str, Outcome]
    honest: dict[str, dict[str, float]]
    outputs: dict[str, list[list[NotebookNode]]]
    undisturbed: list[list[NotebookNode]]
    whole: list[str]


@pytest.fixture(scope="session")
def hostile(course: Course, solved: NotebookNode, tmp_path_factory: pytest.TempPathFactory) -> HostileClass:
    """The whole bank in one class; and an honest submission graded alone, to compare the honest ones with."""
    config = (ROOT / CONFIG).read_text() + LIMITS
    honest = deepcopy(solved)
    honest.cells.append(nbformat.v4.new_code_cell(LOOKS_AROUND))

    def alone() -> list[list[NotebookNode]]:
        with Traps(course, tmp_path_factory.mktemp("alone"), config) as traps:
            traps.release(solved)
            traps.course.submit("honest", honest)
            traps.course.nbgrader("autograde", "linear_regression")
            return outputs_of(traps.course, "honest")

    with ThreadPoolExecutor(1) as pool, Traps(course, tmp_path_factory.mktemp("hostile"), config) as traps:
        undisturbed = pool.submit(alone)
        scores, whole = grade_class(traps, SUBMISSIONS, solved, honest, every=6)
        neighbours = {name: of_one for name, of_one in scores.items() if name.endswith(HONEST)}
        return HostileClass(
            traps.course,
            {submission.name: outcome(traps, scores, submission.name) for submission in SUBMISSIONS},
            neighbours,
            {name: outputs_of(traps.course, name) for name in neighbours},
            undisturbed.result(),
            whole,
        )


@pytest.fixture(scope="module")
def at_home(
    course: Course, hostile: HostileClass, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[Exercise] | CourseError]:
    """What somebody sees who checks an attack at home, with all that was handed in, in a course of the same limits."""
    folder = tmp_path_factory.mktemp("at_home")
    limited = course.copy_to(folder / "course")
    (limited.root / CONFIG).write_text((ROOT / CONFIG).read_text() + LIMITS)
    notebooks = {}
    for submission in SUBMISSIONS:
        if submission.name not in LINKS:
            handed_in = hostile.course.notebook("submitted", submission.name)
            home = shutil.copytree(handed_in.parent, folder / submission.name / ASSIGNMENT, symlinks=True)
            notebooks[submission.name] = home / handed_in.name
    seen = check_at_home(limited, list(notebooks.values()))
    return {name: seen[notebook] for name, notebook in notebooks.items()}


def outputs_of(course: Course, student: str) -> list[list[NotebookNode]]:
    """The outputs of each code cell of a student's autograded notebook."""
    notebook = nbformat.read(course.notebook("autograded", student), as_version=4)
    return [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]


def test_the_bank_has_every_kind_of_attack():
    assert len(SUBMISSIONS) >= 60
    assert {kind(submission) for submission in SUBMISSIONS} == KINDS


@by_name
def test_it_gets_exactly_what_it_deserves(submission: bank.Submission, hostile: HostileClass):
    expected = {name: 0 if name in submission.lost else points for name, points in POINTS.items()}
    told = hostile.outcomes[submission.name]
    assert told.scores == expected, told.messages


@by_name
def test_its_verdicts_say_what_happened(submission: bank.Submission, hostile: HostileClass):
    verdicts = hostile.outcomes[submission.name].verdicts
    assert verdicts.keys() == POINTS.keys()
    assert {name: verdicts[name] for name in submission.verdicts} == submission.verdicts
    assert {name for name, verdict in verdicts.items() if verdict != "passed"} == submission.lost


@by_name
def test_it_is_graded_and_learns_and_does_nothing(submission: bank.Submission, hostile: HostileClass):
    assert hostile.outcomes[submission.name].harm == []


@pytest.mark.parametrize(
    "submission", [one for one in SUBMISSIONS if one.name not in LINKS], ids=lambda submission: submission.name
)
def test_a_check_at_home_agrees(
    submission: bank.Submission, at_home: dict[str, list[Exercise] | CourseError], hostile: HostileClass
):
    seen, messages = at_home[submission.name], hostile.course.messages(submission.name)
    if isinstance(seen, CourseError):
        assert set(hostile.outcomes[submission.name].verdicts.values()) == {"not gradable"}
        assert [message for message in messages.values() if message not in str(seen)] == []
    else:
        assert {one.name: one.points for one in seen} == hostile.outcomes[submission.name].scores
        assert {one.name: one.verdict for one in seen} == hostile.outcomes[submission.name].verdicts
        assert {one.name: one.message for one in seen} == messages


@by_name
def test_its_feedback_page_is_still(submission: bank.Submission, hostile: HostileClass):
    text = hostile.course.notebook("feedback", submission.name).read_text(encoding="utf-8")
    page = BeautifulSoup(text, "html.parser")
    assert page.find_all(ACTIVE) == []
    policies = page.find_all("meta", {"http-equiv": "Content-Security-Policy"})
    assert [policy["content"].split(";")[0] for policy in policies] == ["default-src 'none'"]
    for element in page.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on")], element
        for name in ("href", "src"):
            assert element.get(name, "#").startswith(("#", "data:image/png;", "data:image/jpeg;")), element
    assert [hex(ord(each)) for each in set(text) if ord(each) < 32 and each not in "\n\t"] == []


def test_the_honest_ones_get_everything(hostile: HostileClass):
    assert len(hostile.honest) >= len(SUBMISSIONS) // 6
    assert {name: of_one for name, of_one in hostile.honest.items() if of_one != POINTS} == {}


def test_the_honest_ones_see_what_they_would_see_alone(hostile: HostileClass):
    for name, outputs in hostile.outputs.items():
        assert outputs == hostile.undisturbed, name


def test_nothing_is_changed_nobody_was_called_and_nothing_still_runs(hostile: HostileClass):
    assert hostile.whole == []
