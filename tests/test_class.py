"""The bank of submissions, graded by nbgrader from end to end."""

import pytest

from grading.bank import Submission

from .conftest import SUBMISSIONS, UNTOUCHED, GradedClass

FULL = {
    "add_bias_column": 3,
    "mse_loss": 3,
    "backward_pass": 3,
    "update_weights": 3,
    "zero_gradients": 3,
    "fit": 5,
}
RIGHT = [submission for submission in SUBMISSIONS if not submission.lost]
WRONG = [submission for submission in SUBMISSIONS if submission.lost]

by_name = pytest.mark.parametrize("submission", SUBMISSIONS, ids=lambda submission: submission.name)


def test_the_bank_is_large_enough_to_mean_something():
    assert len(RIGHT) >= 30
    assert len(WRONG) >= 50


@by_name
def test_every_mistake_costs_exactly_its_own_exercises(submission: Submission, graded: GradedClass):
    expected = {name: 0 if name in submission.lost else points for name, points in FULL.items()}
    assert graded.scores[submission.name] == expected, graded.messages[submission.name]


@by_name
def test_every_message_names_the_misconception(submission: Submission, graded: GradedClass):
    for exercise, words in submission.says.items():
        message = graded.messages[submission.name][exercise].lower()
        for word in words:
            assert word.lower() in message


@pytest.mark.parametrize("exercise", FULL)
def test_the_untouched_release_gets_nothing_and_is_not_called_wrong(exercise: str, graded: GradedClass):
    assert graded.scores[UNTOUCHED][exercise] == 0
    assert "not attempted" in graded.messages[UNTOUCHED][exercise]
    assert "not right" not in graded.messages[UNTOUCHED][exercise]


def test_a_wrong_exercise_is_never_called_not_attempted(graded: GradedClass):
    for submission in WRONG:
        for exercise in submission.lost - {"fit"}:
            declared = "not attempted" in submission.says.get(exercise, [])
            message = graded.messages[submission.name][exercise]
            assert ("not attempted" in message) == declared, (submission.name, exercise, message)
