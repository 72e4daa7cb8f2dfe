"""The hostile bank, graded as one class with honest ones in between: nothing gained, nothing read, nothing done."""

from __future__ import annotations

import contextlib
import shutil
import stat
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode

from grading import bank
from grading.check import Exercise
from grading.course import CONFIG, Course, CourseError
from tests.tools.comparison import HONEST, LIMITS, POINTS, Outcome, Traps, grade_class, kind, outcome

from . import ASSIGNMENT
from .classes import BANK, ROOT, SKIP_DRAWINGS, as_lists, as_verified, asked_for, half_a_processor, in_tiers, stratified
from .conftest import check_at_home

pytestmark = pytest.mark.machine

SUBMISSIONS = bank.load(BANK / "hostile")
KINDS = {"score", "read", "write", "network", "resource", "process", "wire", "page"}
#: A link in the notebook's place: at home there is nothing that it could lead to.
LINKS = {"links_the_folder_to_the_source", "links_the_notebook_to_the_source"}
#: No attack is in a drawing of the instructor's.
SETTINGS = LIMITS + SKIP_DRAWINGS
#: What the exercises say that these are stopped in, or spoil, depends on where they were by then: a bench that
#: fills up, processes that are not gone yet, a thread that goes on counting in an answer.
WHERE_IT_ENDS = {"answers_from_a_fork", "changes_its_answer_when_looked_at", "floods_a_reference", "types_without_end"}
#: An honest student's cell in which traces of others would show.
LOOKS_AROUND = """
import builtins, os, random
print([sorted(os.listdir(place)) for place in (".", "/tmp", "/dev/shm", "/home/student")], sorted(os.environ))
print(hasattr(torch, "planted"), hasattr(builtins, "planted"), hasattr(np, "planted"), torch.get_default_dtype())
print(torch.initial_seed(), torch.rand(2), torch.get_num_threads(), plt.rcParams["figure.dpi"])
"""
#: Each of these uses up its time, or has a page of megabytes made, as others do that are smaller: for `make test-all`.
LONG = {
    "a_million_displays",
    "errors_without_end",
    "floods_from_many_cells",
    "floods_with_updates",
    "loops_in_every_function",
    "many_slow_cells",
    "metadata_unfolds",
    "one_line_of_megabytes",
    "sleeps_through_interrupts",
}
#: What makes a page act or load.
ACTIVE = ["script", "iframe", "object", "embed", "svg", "link", "form", "base", "video", "audio", "button", "input"]

SAMPLE = stratified([one for one in SUBMISSIONS if one.name not in LONG], 24, kind)

by_name = in_tiers(SUBMISSIONS, SAMPLE, "rest")


def by(*more: str) -> pytest.MarkDecorator:
    """By `python -m grading autograde`, and in `make test-all` by these too."""
    others = [pytest.param(name, marks=pytest.mark.whole) for name in more]
    return pytest.mark.parametrize("command", ["grading", *others], indirect=True)


#: Once more where no namespaces can be made, and by nbgrader's own command.
by_each_command = by("grading by landlock", "nbgrader")
ON_HALF = "grading on half a processor"


@dataclass(frozen=True)
class HostileClass:
    """What became of each attack and each honest submission, and what happened to the class as a whole."""

    course: Course
    outcomes: dict[str, Outcome]
    honest: dict[str, dict[str, float]]
    outputs: dict[str, list[list[NotebookNode]]]
    undisturbed: list[list[NotebookNode]]
    whole: list[str]


@pytest.fixture(scope="session")
def command(request: pytest.FixtureRequest) -> str:
    """The module whose command `autograde` grades the class."""
    found: str = request.param
    return found


@pytest.fixture(scope="session")
def hostile(
    request: pytest.FixtureRequest, command: str, course: Course, solved: NotebookNode,
    tmp_path_factory: pytest.TempPathFactory,
) -> HostileClass:  # fmt: skip
    """The whole bank in one class; and an honest submission graded alone, to compare the honest ones with."""
    submissions = [one for one in asked_for(request) if command != ON_HALF or one.name in SAMPLE]
    module, confinement = command.split(" ")[0], command.partition(" by ")[2]
    config = (ROOT / CONFIG).read_text() + SETTINGS + f"\nc.SealedExecute.confinement = {confinement!r}\n"
    honest = deepcopy(solved)
    honest.cells.append(nbformat.v4.new_code_cell(LOOKS_AROUND))

    def alone() -> list[list[NotebookNode]]:
        with Traps(course, tmp_path_factory.mktemp("alone"), config) as traps:
            traps.release(solved)
            as_verified(traps.course)
            traps.course.submit("honest", honest)
            traps.course.nbgrader("autograde", "linear_regression")
            return outputs_of(traps.course, "honest")

    with Traps(course, tmp_path_factory.mktemp("hostile"), config) as traps:
        as_verified(traps.course)
        with half_a_processor() if command == ON_HALF else contextlib.nullcontext():
            scores, whole = grade_class(traps, submissions, solved, honest, every=6, autograde=module)
        neighbours = {name: of_one for name, of_one in scores.items() if name.endswith(HONEST)}
        return HostileClass(
            traps.course,
            {submission.name: outcome(traps, scores, submission.name) for submission in submissions},
            neighbours,
            {name: outputs_of(traps.course, name) for name in neighbours},
            alone(),
            whole,
        )


@pytest.fixture(scope="session")
def hostile_at_home(
    request: pytest.FixtureRequest, course: Course, hostile: HostileClass, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[Exercise] | CourseError]:
    """What somebody sees who checks an attack at home, with all that was handed in, in a course of the same limits."""
    folder = tmp_path_factory.mktemp("at_home")
    limited = course.copy_to(folder / "course")
    (limited.root / CONFIG).write_text((hostile.course.root / CONFIG).read_text())
    as_verified(limited)
    notebooks = {}
    for submission in asked_for(request):
        handed_in = hostile.course.notebook("submitted", submission.name)
        home = folder / submission.name / ASSIGNMENT
        shutil.copytree(handed_in.parent, home, symlinks=True, ignore=_what_is_no_file)
        notebooks[submission.name] = home / handed_in.name
    seen = check_at_home(limited, list(notebooks.values()))
    return {name: seen[notebook] for name, notebook in notebooks.items()}


def _what_is_no_file(folder: str, names: list[str]) -> list[str]:
    """Pipes and sockets, which cannot be copied."""
    modes = {name: Path(folder, name).lstat().st_mode for name in names}
    return [name for name, mode in modes.items() if stat.S_IFMT(mode) not in (stat.S_IFREG, stat.S_IFDIR, stat.S_IFLNK)]


def outputs_of(course: Course, student: str) -> list[list[NotebookNode]]:
    """The outputs of each code cell of a student's autograded notebook."""
    notebook = nbformat.read(course.notebook("autograded", student), as_version=4)
    return [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]


def test_the_bank_has_every_kind_of_attack():
    assert len(SUBMISSIONS) >= 60
    assert {kind(submission) for submission in SUBMISSIONS} == KINDS


@by_each_command
@by_name
def test_an_attack_gets_what_it_deserves_and_does_nothing(
    submission: bank.Submission, command: str, hostile: HostileClass
):
    told = hostile.outcomes[submission.name]
    expected = {name: 0 if name in submission.lost else points for name, points in POINTS.items()}
    assert told.scores == expected, told.messages
    assert told.verdicts.keys() == POINTS.keys()
    assert {name: told.verdicts[name] for name in submission.verdicts} == submission.verdicts
    assert {name for name, verdict in told.verdicts.items() if verdict != "passed"} == submission.lost
    assert told.harm == []
    assert told.confined_by in (command.partition(" by ")[2] or "bubblewrap", "")
    if told.confined_by != "landlock":  # by which a path that is guessed is refused, and seen to be there
        assert told.seen == []
    its_feedback_page_is_still(hostile.course.notebook("feedback", submission.name).read_text(encoding="utf-8"))


def its_feedback_page_is_still(text: str) -> None:
    page = BeautifulSoup(text, "html.parser")
    assert page.find_all(ACTIVE) == []
    policies = page.find_all("meta", {"http-equiv": "Content-Security-Policy"})
    assert [policy["content"].split(";")[0] for policy in policies] == ["default-src 'none'"]
    for element in page.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on")], element
        for name in ("href", "src"):
            assert element.get(name, "#").startswith(("#", "data:image/png;", "data:image/jpeg;")), element
    assert [hex(ord(each)) for each in set(text) if ord(each) < 32 and each not in "\n\t"] == []


@by("grading by landlock")  # nbgrader's command changes nothing at home
@in_tiers([one for one in SUBMISSIONS if one.name not in LINKS], 0)
def test_a_check_at_home_agrees(
    submission: bank.Submission, command: str, hostile_at_home: dict[str, list[Exercise] | CourseError],
    hostile: HostileClass,
):  # fmt: skip
    seen, messages = hostile_at_home[submission.name], hostile.course.messages(submission.name)
    if isinstance(seen, CourseError):
        assert set(hostile.outcomes[submission.name].verdicts.values()) == {"not gradable"}
        said = str(seen)  # where no file was handed in, there is none to check
        assert "There is no notebook" in said or [one for one in messages.values() if one not in said] == []
    else:
        assert {one.name: one.points for one in seen} == hostile.outcomes[submission.name].scores
        assert {one.name: one.verdict for one in seen} == hostile.outcomes[submission.name].verdicts
        stopped = submission.lost if submission.name in WHERE_IT_ENDS else frozenset()
        words = {one.name: one.message for one in seen}
        assert {name: said for name, said in words.items() if name not in stopped} == {
            name: said for name, said in messages.items() if name not in stopped
        }


everyone = as_lists(SUBMISSIONS, SAMPLE)


@by_each_command
@everyone
def test_the_honest_ones_get_everything_and_see_what_they_would_see_alone(
    submissions: list[bank.Submission], command: str, hostile: HostileClass
):
    assert len(hostile.honest) >= len(submissions) // 6
    assert {name: of_one for name, of_one in hostile.honest.items() if of_one != POINTS} == {}
    assert [name for name, outputs in hostile.outputs.items() if outputs != hostile.undisturbed] == []


@by_each_command
@everyone
def test_nothing_is_changed_nobody_was_called_and_nothing_still_runs(
    submissions: list[bank.Submission], command: str, hostile: HostileClass
):
    assert hostile.whole == []


@pytest.mark.whole
@pytest.mark.parametrize("command", [ON_HALF], indirect=True)
@pytest.mark.parametrize("submissions", [pytest.param([one for one in SUBMISSIONS if one.name in SAMPLE], id="sample")])
def test_beside_a_busy_process_nobody_loses_and_nobody_gains(
    submissions: list[bank.Submission], command: str, hostile: HostileClass
):
    assert hostile.whole == []
    assert {name: of_one for name, of_one in hostile.honest.items() if of_one != POINTS} == {}
    assert [name for name, outputs in hostile.outputs.items() if outputs != hostile.undisturbed] == []
    for submission in submissions:
        told = hostile.outcomes[submission.name]
        assert {name for name, verdict in told.verdicts.items() if verdict != "passed"} == submission.lost
        assert told.harm == []
