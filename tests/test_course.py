"""nbgrader's whole round in a course made of the two parts, and the submissions of real life."""

from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from alembic.script import ScriptDirectory
from nbformat import NotebookNode
from nbgrader import api
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import text

from grading.course import Course, CourseError, titles

from . import ASSIGNMENT
from .classes import new_course

pytestmark = pytest.mark.machine


@pytest.fixture
def small(course: Course, tmp_path: Path) -> Course:
    return new_course(course, tmp_path / "course")


def grade(course: Course, **notebooks: NotebookNode) -> dict[str, float]:
    for name, notebook in notebooks.items():
        course.submit(name, notebook)
    course.nbgrader("autograde", "linear_regression")
    return {name: sum(scores.values()) for name, scores in course.scores().items()}


def without(notebook: NotebookNode, *grade_ids: str) -> NotebookNode:
    copy = deepcopy(notebook)
    copy.cells = [cell for cell in copy.cells if cell.metadata.get("nbgrader", {}).get("grade_id") not in grade_ids]
    return copy


def test_a_folder_without_the_two_parts_is_named(tmp_path: Path):
    with pytest.raises(CourseError, match=r"has no nbgrader_config\.py"):
        Course(tmp_path)


@pytest.mark.whole
def test_deleted_cells_are_added_back(small: Course, solved: NotebookNode):
    locked = [
        cell.metadata.nbgrader.grade_id for cell in solved.cells if cell.metadata.get("nbgrader", {}).get("locked")
    ]
    scores = grade(
        small,
        deletes_a_test=without(solved, "test_mse_loss"),
        deletes_the_helpers=without(solved, "setup", "numbers", "course_checks"),
        deletes_fit_and_its_test=without(solved, "fit", "test_fit"),
        deletes_every_locked_cell=without(solved, *locked),
        deletes_a_solution=without(solved, "mse_loss"),
    )
    assert scores == {
        "deletes_a_test": 20,
        "deletes_the_helpers": 20,
        "deletes_fit_and_its_test": 20,
        "deletes_every_locked_cell": 20,
        "deletes_a_solution": 12,
    }


def test_edited_tests_are_overwritten(small: Course, release: NotebookNode):
    notebook = deepcopy(release)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.source = "pass"
    assert grade(small, empties_the_tests=notebook) == {"empties_the_tests": 0}


def test_a_line_on_stderr_costs_nothing(small: Course, solved: NotebookNode):
    noise = (
        "import os\nreal_cat = torch.cat\n"
        "def loud(*a, **k):\n    os.write(2, b'[W NNPACK.cpp:64] Could not initialize NNPACK!\\n')\n"
        "    return real_cat(*a, **k)\ntorch.cat = loud"
    )
    notebook = deepcopy(solved)
    at = next(i for i, cell in enumerate(notebook.cells) if cell.id == "add-bias-column")
    notebook.cells.insert(at, nbformat.v4.new_code_cell(noise))
    assert grade(small, warns_on_stderr=notebook) == {"warns_on_stderr": 20}
    assert "NNPACK" in small.notebook("autograded", "warns_on_stderr").read_text()


@pytest.mark.parametrize("sealed", [True, pytest.param(False, marks=pytest.mark.whole)])
def test_cells_that_only_draw_can_be_skipped(sealed: bool, small: Course, solved: NotebookNode):
    """Those that a student left as they are; the others run, and every cell where the setting is not given."""
    drawing = [number for number, cell in enumerate(solved.cells) if "drawing" in cell.metadata.get("tags", [])]
    assert len(drawing) == 9
    changed = deepcopy(solved)
    first, *others = drawing
    changed.cells[first].source += "\nprint('my own')"
    solution = next(cell for cell in changed.cells if cell.metadata.get("nbgrader", {}).get("solution"))
    solution.metadata["tags"] = ["drawing"]
    small.submit("changes_a_drawing", changed)
    small.nbgrader(
        "autograde", ASSIGNMENT, "--SealedExecute.skip_cells_with_tag=drawing", f"--SealedExecute.sealed={sealed}"
    )
    graded = nbformat.read(small.notebook("autograded", "changes_a_drawing"), as_version=4)
    assert sum(small.scores()["changes_a_drawing"].values()) == 20
    assert "my own" in str(graded.cells[first].outputs)
    assert "image/png" in str(graded.cells[first].outputs)
    for number in others:
        assert graded.cells[number].source == changed.cells[number].source
        [output] = graded.cells[number].outputs
        assert "Not run in grading" in output.text


def test_the_whole_round_through_an_exchange(
    small: Course, solved: NotebookNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    monkeypatch.setenv("NBGRADER_EXCHANGE_ROOT", str(exchange))
    home = small.root / "at_home"
    home.mkdir()
    small.nbgrader("release_assignment", "linear_regression")
    assert "linear_regression" in small.nbgrader("list")

    # The student's folder has no course in it, only the same settings of the exchange.
    (home / "nbgrader_config.py").write_text((small.root / "nbgrader_config.py").read_text())
    (home / "source").mkdir()
    student = Course(home)
    student.nbgrader("fetch_assignment", "linear_regression")
    fetched = home / "linear_regression" / "linear_regression.ipynb"
    assert fetched.read_bytes() == small.notebook("release").read_bytes()
    nbformat.write(solved, fetched)
    student.nbgrader("submit", "linear_regression")

    small.nbgrader("collect", "linear_regression")
    small.nbgrader("autograde", "linear_regression")
    small.nbgrader("generate_feedback", "linear_regression")
    small.nbgrader("release_feedback", "linear_regression")
    student.nbgrader("fetch_feedback", "linear_regression")
    [page] = home.rglob("*.html")
    assert "20 of 20 points" in page.read_text()

    small.nbgrader("export")
    header, row = (small.root / "grades.csv").read_text().splitlines()
    assert dict(zip(header.split(","), row.split(","), strict=True))["score"] == "20.0"


@pytest.mark.whole
def test_the_gradebook_can_be_elsewhere(
    small: Course, solved: NotebookNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NBGRADER_DB_URL", f"sqlite:///{tmp_path}/shared.db")
    small.nbgrader("generate_assignment", "linear_regression", "--force")
    small.submit("elsewhere", solved)
    small.nbgrader("autograde", "linear_regression")
    assert sum(small.scores()["elsewhere"].values()) == 20
    monkeypatch.delenv("NBGRADER_DB_URL")
    assert small.scores() == {}


def test_a_copy_can_keep_a_gradebook_of_its_own(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What only tries something must write no grades where graders keep theirs."""
    monkeypatch.setenv("NBGRADER_DB_URL", f"sqlite:///{tmp_path}/shared.db")
    copy = course.copy_to(tmp_path / "course")
    assert "shared.db" in copy.settings().db_url
    copy.keep_own_gradebook()
    assert copy.settings().db_url == f"sqlite:///{copy.root}/gradebook.db"
    # As nbgrader makes one, but for the program that it would start.
    monkeypatch.setattr(api, "get_alembic_version", None)
    with copy.gradebook() as gradebook:
        known = gradebook.db.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    assert known == [ScriptDirectory(ALEMBIC_DIR).get_current_head()]


def test_a_graded_cell_is_called_by_what_it_tests_and_by_its_notebook_where_two_test_the_same():
    cells = [("one", "test_sum"), ("two", "test_sum"), ("two", "test_mean"), ("two", "essay")]
    assert list(titles(cells).values()) == ["one: sum", "two: sum", "mean", "essay"]
