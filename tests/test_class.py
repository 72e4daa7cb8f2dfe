"""The bank as a class: each submission gets its points, its words, as an ordinary process gives them, and its page."""

import html
import re

import pytest
from nbformat import NotebookNode

from grading.bank import Submission

from .classes import UNTOUCHED, GradedClass, in_tiers
from .conftest import SAMPLE, SUBMISSIONS
from .test_agreement import points, said, show_the_same
from .test_notebook import graded_cells, hidden_lines
from .tools.comparison import POINTS as FULL

RIGHT = [submission for submission in SUBMISSIONS if not submission.lost]
WRONG = [submission for submission in SUBMISSIONS if submission.lost]


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", page)).split())


def test_the_bank_is_large_enough_to_mean_something():
    assert len(RIGHT) >= 30
    assert len(WRONG) >= 50


@pytest.mark.machine
@in_tiers(SUBMISSIONS, SAMPLE, "rest")
def test_a_submission_gets_its_points_its_words_and_its_page(
    submission: Submission,
    graded: GradedClass,
    ordinary: dict[str, NotebookNode],
    pages: GradedClass,
    source: NotebookNode,
):
    name, messages = submission.name, graded.messages(submission.name)
    # Every mistake costs exactly its own exercises.
    expected = {name: 0 if name in submission.lost else points for name, points in FULL.items()}
    assert graded.scores[name] == expected, messages
    # Every message names the misconception, and a wrong exercise is never called not attempted.
    for exercise, words in submission.says.items():
        assert [word for word in words if word.lower() not in messages[exercise].lower()] == [], messages[exercise]
    for exercise in submission.lost - {"fit"}:
        declared = "not attempted" in submission.says.get(exercise, [])
        assert ("not attempted" in messages[exercise]) == declared, (exercise, messages[exercise])
    # The sandbox changes nothing that a student sees.
    if "timed out" not in submission.verdicts.values():
        assert points(ordinary[name]) == graded.scores[name]
        assert said(ordinary[name]) == messages
        show_the_same(graded.notebook(name), ordinary[name])
    # The page has the messages, and nothing of the tests.
    text = text_of(pages.page(name))
    for message in messages.values():
        assert " ".join(message.split()) in text
    own = "\n".join(code for _, code in submission.cells)  # a student may write a line that a test has too
    shown = [line for line in hidden_lines(source) if line not in own and " ".join(line.split()) in text]
    assert shown == []
    for test in graded_cells(source, "grade").values():
        assert "course_checks.test(" + test.source.split("course_checks.test(")[1][:12] not in text
    assert not graded.changed(name)


@pytest.mark.machine
@pytest.mark.parametrize("exercise", FULL)
def test_the_untouched_release_gets_nothing_and_is_not_called_wrong(
    exercise: str, graded: GradedClass, ordinary: dict[str, NotebookNode]
):
    message = graded.messages(UNTOUCHED)[exercise]
    assert graded.scores[UNTOUCHED][exercise] == 0
    assert "not attempted" in message
    assert "not right" not in message
    assert said(ordinary[UNTOUCHED])[exercise] == message
    show_the_same(graded.notebook(UNTOUCHED), ordinary[UNTOUCHED])
