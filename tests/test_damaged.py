"""The damaged submissions, graded by nbgrader as one class with honest ones between them."""

import pytest
from nbformat import NotebookNode

from grading.bank import Submission
from grading.check import Exercise
from grading.course import Course, CourseError

from .conftest import DAMAGED, HONEST, DamagedClass, check_at_home
from .test_class import FULL

NOT_GRADABLE = "not gradable"
#: Words that the record's list of repairs must have.
REPAIRS = {
    "all_in_one_cell_others_deleted": "test_mse_loss stood before a cell that it tests",
    "cells_reversed": "setup stood behind a cell that needs it",
    "copies_beside": "",
    "flags_swapped": "",
    "format_2": "the notebook's format is '2'",
    "format_3": "the notebook's format is '3'",
    "format_5": "the notebook's format is '5'",
    "grading_metadata_gone": "test_fit was missing and is added back",
    "helpers_deleted": "fit was missing and is added back",
    "in_a_folder": "handed in as 'linear_regression/linear_regression.ipynb'",
    "latin_1": "it was read as Latin-1",
    "renamed_beside_a_scratch_notebook": "handed in as 'final version.ipynb'",
    "renamed_by_a_browser": "handed in as 'linear_regression (1).ipynb'",
    "renamed_in_capitals": "handed in as 'Linear_Regression.IPYNB'",
    "saved_as_text": "handed in as 'linear_regression.ipynb.txt'",
    "solution_became_markdown": "mse_loss is a markdown cell; it was made a code cell again",
    "solution_duplicated": "mse_loss occurs several times",
    "sources_that_are_no_text": "are no cells, and were left out",
    "test_became_raw": "test_fit is a raw cell; it was made a code cell again",
    "tests_deleted": "test_fit was missing and is added back",
    "tests_first": "test_fit stood before a cell that it tests",
}
#: What is handed in here in the notebook's place is nothing that somebody could check at home, or several notebooks.
NOT_ONE_NOTEBOOK = {
    "dangling_link",
    "empty_folder",
    "folder_as_notebook",
    "link_as_notebook",
    "link_behind_a_link",
    "no_notebook",
    "pipe_as_notebook",
    "renamed_beside_a_scratch_notebook",
    "two_renamed_notebooks",
}

by_name = pytest.mark.parametrize("submission", DAMAGED, ids=lambda submission: submission.name)


def test_the_bank_is_large_enough_to_mean_something():
    assert len(DAMAGED) >= 35
    assert set(REPAIRS) <= {submission.name for submission in DAMAGED}


@pytest.mark.parametrize("name", HONEST)
def test_no_damage_touches_another_submission(name: str, damaged: DamagedClass):
    assert damaged.scores[name] == FULL, damaged.messages[name]
    assert not damaged.records[name]["repairs"]
    assert name not in damaged.changed


@by_name
def test_every_submission_gets_the_points_that_it_declares(submission: Submission, damaged: DamagedClass):
    expected = {name: 0 if name in submission.lost else points for name, points in FULL.items()}
    assert damaged.scores[submission.name] == expected, damaged.messages[submission.name]


@by_name
def test_every_verdict_is_in_the_record(submission: Submission, damaged: DamagedClass):
    told = damaged.records[submission.name]
    verdicts = {name.removeprefix("test_"): test["verdict"] for name, test in told["tests"].items()}
    if NOT_GRADABLE in submission.verdicts.values():  # a whole submission is, or is not
        assert set(verdicts.values()) == {NOT_GRADABLE}
    else:
        usual = {name: "failed" if name in submission.lost else "passed" for name in FULL}
        assert verdicts == usual | submission.verdicts
    assert told["sealed"] or NOT_GRADABLE in verdicts.values()


@by_name
def test_the_words_are_in_the_outputs_in_the_record_and_in_the_log(submission: Submission, damaged: DamagedClass):
    for exercise, words in submission.says.items():
        for word in words:
            assert word in damaged.messages[submission.name][exercise]
            if NOT_GRADABLE in submission.verdicts.values():
                assert word in damaged.records[submission.name]["not_gradable"]
                assert any(word in line and f"/{submission.name}/" in line for line in damaged.log.split("\n")), (
                    f"{word} is not in the log"
                )


@pytest.mark.parametrize(("name", "words"), REPAIRS.items(), ids=list(REPAIRS))
def test_repairs_are_in_the_record(name: str, words: str, damaged: DamagedClass):
    repairs = damaged.records[name]["repairs"]
    assert any(words in repair for repair in repairs) if words else not repairs, repairs


def test_the_folders_of_submissions_stay_as_they_are(damaged: DamagedClass):
    assert damaged.changed == set()


@pytest.fixture(scope="module")
def at_home(
    course: Course, solved: NotebookNode, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[Exercise] | CourseError]:
    """What their students see who check them."""
    folder = tmp_path_factory.mktemp("at_home")
    notebooks = {}
    for submission in DAMAGED:
        if submission.name not in NOT_ONE_NOTEBOOK:
            notebook = folder / submission.name / "linear_regression" / "linear_regression.ipynb"
            submission.hand_in(solved, notebook)
            if not notebook.exists():
                [notebook] = [path for path in notebook.parent.rglob("*") if ".ipynb" in path.name.lower()]
            notebooks[submission.name] = notebook
    seen = check_at_home(course, list(notebooks.values()))
    return {name: seen[notebook] for name, notebook in notebooks.items()}


@pytest.mark.parametrize(
    "submission",
    [submission for submission in DAMAGED if submission.name not in NOT_ONE_NOTEBOOK],
    ids=lambda submission: submission.name,
)
def test_a_check_at_home_agrees(
    submission: Submission, at_home: dict[str, list[Exercise] | CourseError], damaged: DamagedClass
):
    seen = at_home[submission.name]
    if reason := damaged.records[submission.name]["not_gradable"]:
        assert isinstance(seen, CourseError)
        assert reason in str(seen)
    else:
        assert isinstance(seen, list), seen
        assert {one.name: one.points for one in seen} == damaged.scores[submission.name]
        assert {one.name: one.message for one in seen} == damaged.messages[submission.name]


def test_nothing_is_copied_from_behind_a_link(damaged: DamagedClass):
    autograded = damaged.course.root / "autograded"
    folder = autograded / "link_beside" / "linear_regression"
    assert "'notes.txt' was a symbolic link to '/etc/passwd'" in (folder / "notes.txt.replaced.txt").read_text()
    assert not [path for path in autograded.rglob("*") if path.is_symlink()]
    assert {path.name for path in autograded.rglob("*.ipynb")} == {"linear_regression.ipynb"}


def test_nothing_is_written_through_a_link(damaged: DamagedClass):
    assert not (damaged.course.root / "overwritten.txt").exists()
