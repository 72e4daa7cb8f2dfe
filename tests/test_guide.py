"""Where a student is to look next comes from the assignment's own notebook."""

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from grading.hooks.guide import Guide
from grading.seal.window.records import Verdict


def solution(name: str) -> NotebookNode:
    return new_code_cell(metadata={"nbgrader": {"grade_id": name, "solution": True, "grade": False, "locked": False}})


def test_cell(name: str) -> NotebookNode:
    return new_code_cell(metadata={"nbgrader": {"grade_id": name, "solution": False, "grade": True, "locked": True}})


test_cell.__test__ = False


def test_our_own_assignment_offers_its_hints_and_its_folded_help(source: NotebookNode):
    guide = Guide.of(source.cells)
    failed = guide.next("test_mse_loss", Verdict.FAILED)
    assert failed == "Open “My check fails” under mse_loss in your notebook; if that is not it, the hints above it."
    assert guide.next("test_mse_loss", Verdict.NOT_ATTEMPTED) == "Begin with “Hint 1” under mse_loss in your notebook."
    assert guide.next("test_fit", Verdict.FAILED, others_failed=True).endswith("repair those first.")
    assert guide.next("test_fit", Verdict.FAILED) == ""


@pytest.mark.parametrize(
    ("text", "failed"),
    [
        ("Square each number.", ""),
        ("#### Hint\nThink.", "Begin with “Hint” under squares in your notebook."),
        ("#### What if it goes wrong?", "Open “What if it goes wrong?” under squares in your notebook."),
    ],
)
def test_what_a_notebook_does_not_have_nothing_is_said_of(text: str, failed: str):
    cells = [solution("squares"), test_cell("cell-1f3"), new_markdown_cell(text)]
    assert Guide.of(cells).next("cell-1f3", Verdict.FAILED) == failed


def test_a_test_is_about_the_answer_of_its_name_or_else_the_one_right_above_it():
    given = new_code_cell(
        metadata={"nbgrader": {"grade_id": "data", "solution": False, "grade": False, "locked": True}}
    )
    cells = [
        solution("squares"), test_cell("correct_squares"), test_cell("more"),
        solution("sums"), test_cell("squares_invalid_input"), given, test_cell("whole"),
    ]  # fmt: skip
    assert Guide.of(cells).answers == {
        "correct_squares": "squares",
        "more": "squares",
        "squares_invalid_input": "squares",
        "whole": "",
    }
