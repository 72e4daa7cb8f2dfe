"""The codes of misconceptions reach the record as a check's own data, sealed and unsealed, whatever words say."""

import nbformat
import pytest
from nbformat import NotebookNode

from grading import bank
from grading.bank import Submission
from grading.seal.examiner import codes
from grading.seal.grader import Grader

from .classes import BANK, GradedClass, in_tiers
from .conftest import SUBMISSIONS
from .test_agreement import REMEMBERING


def test_only_codes_are_taken_for_codes():
    assert codes.checked(["mse-sum", "no code", 7, "x" * 41, "mse-sum\n", "fit-far"]) == ("mse-sum", "fit-far")
    assert codes.checked("mse-sum") == codes.checked(None) == codes.checked({"mse-sum": 1}) == ()
    assert len(codes.checked(["a"] * 10_000)) == 100


@pytest.fixture(scope="module")
def grader():
    with Grader() as made:
        yield made


@pytest.mark.machine
def test_a_students_words_name_no_misconception(grader: Grader, solved: NotebookNode, source: NotebookNode):
    attack = bank.read(BANK / "hostile" / "names_every_misconception.py")
    found = {one.grade_id: one for one in grader.grade(attack.notebook(solved), source).tests}
    assert "[mse-sum]" in found["test_add_bias_column"].message
    assert found["test_add_bias_column"].codes == ("own-condition",)
    assert not [name for name, one in found.items() if len(one.codes) > 2]


@pytest.mark.machine
def test_a_check_names_those_that_it_found(grader: Grader, solved: NotebookNode, source: NotebookNode):
    wrong = bank.read(BANK / "wrong" / "halves_the_mse.py")
    found = {one.grade_id: one.codes for one in grader.grade(wrong.notebook(solved), source).tests}
    assert "mse-halved" in found.pop("test_mse_loss")
    assert found.pop("test_fit")
    assert set(found.values()) == {()}


@pytest.mark.machine
@in_tiers([one for one in SUBMISSIONS if one.kind == "wrong"], {"halves_the_mse"})
def test_an_ordinary_kernel_tells_the_same(submission: Submission, graded: GradedClass, in_kernels: GradedClass):
    one, other = (
        {test: told["codes"] for test, told in a_class.record(submission.name)["tests"].items()}
        for a_class in (graded, in_kernels)
    )
    assert one == other or submission.name in REMEMBERING
    assert any(one.values())
    assert codes.MIME not in nbformat.writes(in_kernels.notebook(submission.name))
