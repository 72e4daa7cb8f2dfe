"""The feedback pages."""

import re
import shutil
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from grading.course import Course
from grading.hooks import feedback
from grading.hooks.guide import Guide
from grading.seal.window.records import TestResult, Verdict

from . import ASSIGNMENT

pytestmark = pytest.mark.machine


def test_what_an_output_carries_cannot_run(new: Course, solved: NotebookNode):
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
    new.submit("script_in_outputs", notebook)
    new.nbgrader("autograde", "linear_regression")
    new.nbgrader("generate_feedback", "linear_regression")
    page = BeautifulSoup(new.notebook("feedback", "script_in_outputs").read_text(), "html.parser")
    assert not page.find_all(["script", "svg", "iframe", "object", "embed"])
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")]
        assert not str(tag.get("href", "")).startswith("javascript:")
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert new.scores()["script_in_outputs"]["fit"] == 5


def page(course: Course, student: str) -> BeautifulSoup:
    return BeautifulSoup(course.notebook("feedback", student).read_text(encoding="utf-8"), "html.parser")


def results(page: BeautifulSoup) -> dict[str, tuple[str, str]]:
    rows = [[cell.get_text(strip=True) for cell in row(["th", "td"])] for row in page.select("tbody tr")]
    return {name: (points, verdict) for name, points, verdict in rows}


@pytest.mark.parametrize("student", ["solved", "untouched_release", "rebinds_weights", "empty_file"])
def test_a_page_has_one_title_and_an_outline_without_jumps(student: str, small_class: Course):
    levels = [int(heading.name[1]) for heading in page(small_class, student)(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in zip([0, *levels], levels, strict=False))


def test_a_page_begins_with_points_verdict_messages_and_where_to_look_next(small_class: Course):
    begin = page(small_class, "ends_the_process")
    assert results(begin) == {
        "add_bias_column": ("3 of 3", "passed"),
        "mse_loss": ("0 of 3", "crashed"),
        "backward_pass": ("3 of 3", "passed"),
        "update_weights": ("3 of 3", "passed"),
        "zero_gradients": ("3 of 3", "passed"),
        "fit": ("0 of 5", "crashed"),
    }
    mse_loss, fit = begin.find("h2", string="What to look at next").find_next_siblings("section", limit=2)
    assert mse_loss.h3.get_text() == "mse_loss: crashed"
    assert mse_loss.li.get_text()
    assert "kernel" in mse_loss.p.get_text()
    assert "repair those first" in fit.p.get_text()


def test_a_message_does_not_say_again_what_stands_above_it(small_class: Course):
    text = page(small_class, "untouched_release").find("section", class_="not-attempted").li.get_text()
    assert text == "Replace the line `raise NotImplementedError(...)` with your own code."


def test_every_link_of_a_page_leads_to_a_place_in_it(small_class: Course):
    for student in ("solved", "untouched_release", "rebinds_weights"):
        places = {tag["id"] for tag in page(small_class, student)(id=True)}
        links = [link["href"] for link in page(small_class, student)("a", href=True)]
        assert links
        assert {link.removeprefix("#") for link in links} <= places


def test_where_to_look_next_is_in_the_notebook(small_class: Course, source: NotebookNode):
    text = page(small_class, "untouched_release").get_text() + page(small_class, "rebinds_weights").get_text()
    hints = "".join(cell.source for cell in source.cells if cell.cell_type == "markdown")
    for name in ("Hint 1", "My check fails"):
        assert f"“{name}”" in text
        assert f"<summary>{name}" in hints


def test_a_submission_that_cannot_be_graded_is_told_why_and_shown_no_notebook(small_class: Course):
    refused = page(small_class, "empty_file")
    assert "could not be graded" in refused.p.get_text()
    assert "is empty" in refused.p.get_text()
    assert set(results(refused).values()) == {("0 of 3", "not gradable"), ("0 of 5", "not gradable")}
    assert "Your notebook" not in refused.get_text()


def test_a_late_submission_is_told_by_how_much(small_class: Course):
    assert "handed in late, by 1 d 3 h 5 min. No points were taken off." in page(small_class, "solved").get_text()
    assert "late" not in page(small_class, "untouched_release").main.p.get_text()


def test_comments_and_points_by_hand_are_shown(small_class: Course):
    marked = page(small_class, "halves_the_mse")
    assert marked.h1.get_text() == "linear_regression: 15 of 20 points"
    assert results(marked)["mse_loss"] == ("3 of 3", "failed; points by hand")
    comment = marked.find(class_="comment")
    assert "Nearly!" in comment.get_text()
    assert comment.code.get_text() == "/ 2"
    assert comment.b.attrs == {}


@pytest.fixture(scope="module")
def of_one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook in which one check of one student got nothing."""
    path = tmp_path_factory.mktemp("of_one") / "gradebook.db"
    with Gradebook(f"sqlite:///{path}") as gradebook:
        gradebook.add_assignment("a")
        gradebook.add_notebook("n", "a")
        gradebook.add_grade_cell("test_mse_loss", "n", "a", max_score=3, cell_type="code")
        gradebook.add_student("s")
        gradebook.add_submission("a", "s")
        gradebook.find_grade("test_mse_loss", "n", "a", "s").auto_score = 0
        gradebook.db.commit()
    return path


@pytest.mark.machine
@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, "0 of 3, failed"),
        ({"manual_score": 2}, "2 of 3, failed; points by hand"),
        ({"manual_score": 3}, "3 of 3, failed; points by hand"),
        ({"manual_score": 0}, "0 of 3, failed; points by hand"),
        ({"extra_credit": 1}, "1 of 3, failed; points by hand"),
    ],
)
def test_points_by_hand_are_called_so_whatever_the_check_says(
    given: dict[str, float], shown: str, of_one: Path, tmp_path: Path
):
    path = shutil.copy(of_one, tmp_path)
    about = {"db_url": f"sqlite:///{path}", "notebook": "n", "assignment": "a", "student": "s"}
    with Gradebook(about["db_url"]) as gradebook:
        grade = gradebook.find_grade("test_mse_loss", "n", "a", "s")
        for name, points in given.items():
            setattr(grade, name, points)
        gradebook.db.commit()
        score = gradebook.find_grade("test_mse_loss", "n", "a", "s").score
    marks = {"grade": True, "solution": False, "grade_id": "test_mse_loss", "score": score, "points": 3}
    test = nbformat.v4.new_code_cell(metadata={"nbgrader": marks})
    late, by_hand = feedback._asked(about)
    [result] = feedback._results(
        nbformat.v4.new_notebook(cells=[test]),
        {"test_mse_loss": TestResult("test_mse_loss", Verdict.FAILED, "", ())},
        by_hand,
        Guide(),
    )
    assert not late
    words = "; points by hand" if result.by_hand else ""
    assert f"{result.score:g} of {result.points:g}, {result.verdict}{words}" == shown


@pytest.mark.whole
def test_a_notebook_graded_without_the_sandbox_has_the_same_page(small_class: Course):
    before = results(page(small_class, "untouched_release"))
    options = ("--student", "untouched_release", "--force")
    small_class.nbgrader("autograde", ASSIGNMENT, "--SealedExecute.sealed=False", *options)
    small_class.nbgrader("generate_feedback", ASSIGNMENT, *options)
    after = page(small_class, "untouched_release")
    assert results(after) == before
    assert {verdict for _, verdict in before.values()} == {"not attempted"}
    assert "Traceback" not in after.find(id="test_mse_loss").get_text()
