"""The damaged submissions, graded in one class with honest ones between them."""

import pytest

from grading.bank import Submission

from .classes import GradedClass, in_tiers
from .conftest import DAMAGED, HONEST, REFUSED, SAMPLE
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


def test_the_bank_is_large_enough_to_mean_something():
    assert len(DAMAGED) >= 35
    assert set(REPAIRS) <= {submission.name for submission in DAMAGED}


@pytest.mark.machine
@pytest.mark.parametrize("name", HONEST)
def test_no_damage_touches_another_submission(name: str, graded: GradedClass):
    assert graded.scores[name] == FULL, graded.messages(name)
    assert not graded.record(name)["repairs"]
    assert not graded.changed(name)


@pytest.mark.machine
@in_tiers(DAMAGED, SAMPLE, "rest")
def test_damage_costs_what_it_must_and_the_record_says_why(submission: Submission, graded: GradedClass):
    name, record, messages = submission.name, graded.record(submission.name), graded.messages(submission.name)
    expected = {name: 0 if name in submission.lost else points for name, points in FULL.items()}
    assert graded.scores[name] == expected, messages
    verdicts = {name.removeprefix("test_"): test["verdict"] for name, test in record["tests"].items()}
    refused = NOT_GRADABLE in submission.verdicts.values()  # a whole submission is, or is not
    if refused:
        assert set(verdicts.values()) == {NOT_GRADABLE}
    else:
        usual = {name: "failed" if name in submission.lost else "passed" for name in FULL}
        assert verdicts == usual | submission.verdicts
    assert record["sealed"] or refused
    for exercise, words in submission.says.items():
        for word in words:
            assert word in messages[exercise]
            assert not refused or word in record["not_gradable"]
    if name in REPAIRS:
        found = [repair for repair in record["repairs"] if REPAIRS[name] in repair]
        assert found if REPAIRS[name] else not record["repairs"], record["repairs"]
    assert not graded.changed(name)


@pytest.mark.machine
@in_tiers(REFUSED, 4)
def test_the_reason_is_in_nbgraders_log(submission: Submission, one_by_one: GradedClass):
    log = (one_by_one.course.root / "log").read_text(encoding="utf-8").split("\n")
    for word in [word for words in submission.says.values() for word in words]:
        assert any(word in line and f"/{submission.name}/" in line for line in log), f"{word} is not in the log"


BEHIND_LINKS = pytest.mark.parametrize("submissions", [[one for one in DAMAGED if "link" in one.name]], ids=["links"])


@pytest.mark.machine
@BEHIND_LINKS
def test_nothing_is_copied_from_behind_a_link(submissions: list[Submission], graded: GradedClass):
    autograded = graded.course.root / "autograded"
    assert "link_beside" in {submission.name for submission in submissions}
    folder = autograded / "link_beside" / "linear_regression"
    assert "'notes.txt' was a symbolic link to '/etc/passwd'" in (folder / "notes.txt.replaced.txt").read_text()
    assert not [path for path in autograded.rglob("*") if path.is_symlink()]
    assert {path.name for path in autograded.rglob("*.ipynb")} == {"linear_regression.ipynb"}


@pytest.mark.machine
@BEHIND_LINKS
def test_nothing_is_written_through_a_link(submissions: list[Submission], graded: GradedClass):
    assert not (graded.course.root / "overwritten.txt").exists()
