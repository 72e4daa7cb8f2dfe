"""An instructor changes the assignment as docs/instructors.md says, each time in a course of one's own."""

import json
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from grading import bank
from grading.course import Course, CourseError
from grading.hooks import language

from . import ASSIGNMENT
from .classes import BANK, record
from .commands import grading
from .conftest import cell

pytestmark = [pytest.mark.machine, pytest.mark.whole]

SOLUTION = '''def r_squared(y_pred, y_true):
    """How much of the variance of y a prediction explains, a scalar tensor."""
    ### BEGIN SOLUTION
    return 1 - mse_loss(y_pred, y_true) / ((y_true - y_true.mean()) ** 2).mean()
    ### END SOLUTION'''
TEST = """import course_checks


@course_checks.test("r_squared")
def test_r_squared(check):
    with given(mse_loss=MSE):
        with check.step("the mean predicts nothing"):
            check.value(check.tensor(check.call(column(2, 2), column(1, 3)), ()), 0.0, "r-squared-other")
        ### BEGIN HIDDEN TESTS
        with check.step("a perfect prediction", hidden=True):
            check.value(check.tensor(check.call(column(1, 3), column(1, 3)), ()), 1.0, "r-squared-other")
        ### END HIDDEN TESTS"""


def made(kind: str, name: str, source: str, points: int | None = None) -> NotebookNode:
    """A new cell, as JupyterLab's pane *Create Assignment* marks it."""
    new = nbformat.v4.new_code_cell(source, id=name.replace("_", "-"))
    new.metadata.nbgrader = {
        "grade": kind == "test", "solution": kind == "solution", "locked": kind != "solution", "grade_id": name,
        "schema_version": 3, "task": False,
    }  # fmt: skip
    if points is not None:
        new.metadata.nbgrader["points"] = points
    return new


def more_points(notebook: NotebookNode, course: Course) -> None:
    cell(notebook, "test_mse_loss").metadata.nbgrader.points = 4


def another_truth(notebook: NotebookNode, course: Course) -> None:
    numbers = cell(notebook, "numbers")
    numbers.source = numbers.source.replace("SAMPLES = 1000", "SAMPLES = 200").replace("= 5, 3 ", "= -2, 7 ")


def one_more(notebook: NotebookNode, course: Course) -> None:
    place = notebook.cells.index(cell(notebook, "test_mse_loss")) + 1
    notebook.cells[place:place] = [made("solution", "r_squared", SOLUTION), made("test", "test_r_squared", TEST, 2)]
    module = course.root / "source/course_checks.py"
    text = module.read_text(encoding="utf-8")
    first = '    "mse-not-averaged"'
    assert first in text
    words = '    "r-squared-other": "It is not 1 minus the mean squared error over the variance.",\n'
    text, last = text.replace(first, words + first, 1), '    "zero_gradients": "exercise 5, zeroing the gradients",\n'
    assert last in text
    module.write_text(
        text.replace(last, last + '    "r_squared": "exercise 6, the explained variance",\n'), encoding="utf-8"
    )


def one_less(notebook: NotebookNode, course: Course) -> None:
    notebook.cells.remove(cell(notebook, "test_zero_gradients"))
    given = cell(notebook, "zero_gradients")
    given.metadata.nbgrader |= {"solution": False, "locked": True}
    given.source = "\n".join(line for line in given.source.split("\n") if "SOLUTION" not in line)
    module = course.root / "source/course_checks.py"
    lines = module.read_text(encoding="utf-8").split("\n")
    mentions = ('"zero-', '"zero_gradients": "exercise')
    module.write_text("\n".join(line for line in lines if not any(map(line.__contains__, mentions))), encoding="utf-8")


@pytest.mark.parametrize(("change", "most"), [(more_points, 21), (another_truth, 20), (one_more, 22), (one_less, 17)])
def test_a_changed_assignment_is_released_and_graded(
    change: Callable[[NotebookNode, Course], None], most: int, course: Course, tmp_path: Path
):
    own = course.copy_to(tmp_path / "course")
    notebook = nbformat.read(own.notebook("source"), as_version=4)
    change(notebook, own)
    nbformat.write(notebook, own.notebook("source"))
    said = grading(own, "release")
    assert said.returncode == 0, said.stdout + said.stderr
    own.nbgrader("generate_assignment", ASSIGNMENT, "--force")
    text = own.notebook("release").read_text(encoding="utf-8")
    own.submit("solved", own.solved(text))
    own.submit("untouched", nbformat.reads(text, as_version=4))
    assert grading(own, "autograde", ASSIGNMENT).returncode == 0
    assert {student: sum(points.values()) for student, points in own.scores().items()} == {
        "solved": most,
        "untouched": 0,
    }
    tests = json.loads(record(own, "solved").read_text(encoding="utf-8"))["tests"]
    assert {test["verdict"] for test in tests.values()} == {"passed"}


#: Handed in in both languages.
HANDED_IN = ("wrong/halves_the_mse", "wrong/solution_below_the_check", "damaged/pdf_renamed", "hostile/aborts")


def graded(course: Course, solved: NotebookNode, untouched: NotebookNode) -> dict[str, dict[str, list[object]]]:
    """How what is handed in comes out: by student and test the verdict, the codes and the points."""
    for name in HANDED_IN:
        one = bank.read(BANK / f"{name}.py")
        one.hand_in(solved, course.notebook("submitted", one.name))
    course.submit("solved", solved)
    course.submit("untouched", untouched)
    assert grading(course, "autograde", ASSIGNMENT).returncode == 3
    assert grading(course, "feedback", ASSIGNMENT).returncode == 0
    return {
        student: {
            test: [told["verdict"], told["codes"], points[test.removeprefix("test_")]]
            for test, told in json.loads(record(course, student).read_text(encoding="utf-8"))["tests"].items()
        }
        for student, points in course.scores().items()
    }


def test_in_german_the_same_is_graded_the_same_and_told_in_german(
    course: Course, solved: NotebookNode, release: NotebookNode, tmp_path: Path
):
    english = course.copy_to(tmp_path / "english")
    english.nbgrader("generate_assignment", ASSIGNMENT)
    german = course.copy_to(tmp_path / "deutsch für alle")
    settings = german.root / "nbgrader_config.py"
    text = settings.read_text(encoding="utf-8")
    assert text.count('c.HTMLExporter.language_code = "en"') == 1
    settings.write_text(text.replace('language_code = "en"', 'language_code = "de"'), encoding="utf-8")  # the one edit
    with pytest.raises(CourseError, match="says in the words of 'de'"):
        german.nbgrader("generate_assignment", ASSIGNMENT)
    said = grading(german, "release")
    assert said.returncode == 0, said.stdout + said.stderr
    assert "no words" not in said.stdout
    german.nbgrader("generate_assignment", ASSIGNMENT, "--force")
    handed_out = german.notebook("release").read_text(encoding="utf-8")
    assert "eine andere Anzahl von Messpunkten" not in handed_out
    untouched = nbformat.reads(handed_out, as_version=4)
    assert graded(german, german.solved(handed_out), untouched) == graded(english, solved, release)

    def page(student: str) -> str:
        return german.notebook("feedback", student).read_text(encoding="utf-8")

    assert '<html lang="de">' in page("solved")
    assert "Alle Prüfungen sind bestanden." in page("solved")
    assert "drei Messpunkte: erhalten 2.1667, erwartet 4.3333. Das ist die Hälfte davon." in page("halves_the_mse")
    assert "<li>Ersetze die Zeile" in page("untouched")
    assert "ist eine PDF-Datei, kein Notebook." in page("pdf_renamed")
    own = [text for text in language.own() if len(text) > 12 and "{" not in text]
    for student in german.scores():
        assert [text for text in own if f">{text}<" in page(student)] == []
    own_notebook = german.notebook("submitted", "halves_the_mse")
    done = grading(german, "check", str(own_notebook), "--page", str(tmp_path / "page.html"))
    assert "12 von 20" in done.stdout
    assert "nicht bestanden" in done.stdout
    done = grading(german, "report", "--format", "json")
    told = json.loads((german.root / f"report/{ASSIGNMENT}.json").read_text(encoding="utf-8"))["misconceptions"]
    assert any(one["words"].startswith("Das ist die Hälfte davon.") for one in told)
