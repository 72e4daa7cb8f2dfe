"""The feedback pages."""

import html
import re

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode

from grading.bank import Submission
from grading.course import Course

from .conftest import SUBMISSIONS, GradedClass
from .test_notebook import graded_cells, hidden_lines


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", page)).split())


@pytest.mark.parametrize("submission", SUBMISSIONS, ids=lambda submission: submission.name)
def test_a_page_has_the_messages_and_nothing_of_the_tests(
    submission: Submission, graded: GradedClass, source: NotebookNode
):
    text = text_of(graded.page(submission.name))
    for message in graded.messages[submission.name].values():
        assert " ".join(message.split()) in text
    own = "\n".join(code for _, code in submission.cells)  # a student may write a line that a test has too
    for line in hidden_lines(source):
        assert line in own or " ".join(line.split()) not in text
    for test in graded_cells(source, "grade").values():
        assert "course_checks.test(" + test.source.split("course_checks.test(")[1][:12] not in text


def test_what_an_output_carries_cannot_run(course: Course, solved: NotebookNode, tmp_path):
    attack = """
from IPython.display import HTML, SVG, Javascript, Markdown, display
display(HTML("<script>alert(1)</script><img src=x onerror=alert(2)>"), Javascript("alert(3)"))
display(Markdown("[x](javascript:alert(4)) <script>alert(5)</script>"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(6)</script></svg>"))
display({"image/png": '"><script>alert(7)</script>', "text/plain": "<script>alert(8)</script>"}, raw=True)
print("<script>alert(9)</script>")
raise ValueError("<script>alert(10)</script>")
"""
    notebook = nbformat.from_dict(solved)
    notebook.cells.insert(9, nbformat.v4.new_code_cell(attack))
    notebook.cells.insert(10, nbformat.v4.new_markdown_cell("## <script>alert(11)</script>"))
    small = course.copy_to(tmp_path / "course")
    small.nbgrader("generate_assignment", "linear_regression")
    small.submit("script_in_outputs", notebook)
    small.nbgrader("autograde", "linear_regression")
    small.nbgrader("generate_feedback", "linear_regression")
    page = BeautifulSoup(small.notebook("feedback", "script_in_outputs").read_text(), "html.parser")
    assert not page.find_all(["script", "svg", "iframe", "object", "embed"])
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")]
        assert not str(tag.get("href", "")).startswith("javascript:")
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert small.scores()["script_in_outputs"]["fit"] == 5
