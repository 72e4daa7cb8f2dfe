"""The instructor's notebook and what nbgrader makes of it."""

import re
from copy import deepcopy
from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from grading.course import Course

EXERCISES = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients"]
#: Lines of the solutions that the notebook's own text and code use elsewhere, and that give nothing away.
COMMON = {"loss.backward()", "return loss", "with torch.no_grad():"}
#: How many the solved notebook draws.
PICTURES = 8


def graded_cells(notebook: NotebookNode, kind: str) -> dict[str, NotebookNode]:
    cells = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get(kind)]
    return {cell.metadata.nbgrader.grade_id: cell for cell in cells}


def region(source: str, name: str) -> list[str]:
    """The lines between ### BEGIN name and ### END name, without their indentation."""
    found = re.findall(rf"### BEGIN {name}\n(.*?)\s*### END {name}", source, flags=re.DOTALL)
    return [line.strip() for text in found for line in text.splitlines() if line.strip()]


def shown(output: NotebookNode) -> str:
    """What an output says in plain text."""
    return str(output.get("text", output.get("data", {}).get("text/plain", "")))


def hidden_lines(source: NotebookNode) -> set[str]:
    """The lines that stand in hidden tests only."""
    shown = "\n".join(
        re.sub(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", "", cell.source, flags=re.DOTALL)
        for cell in source.cells
    )
    tests = graded_cells(source, "grade").values()
    return {line for cell in tests for line in region(cell.source, "HIDDEN TESTS") if line not in shown}


def test_each_exercise_has_one_solution_block_of_one_to_four_lines(source: NotebookNode):
    solutions = graded_cells(source, "solution")
    assert list(solutions) == EXERCISES
    for cell in solutions.values():
        assert 1 <= len(region(cell.source, "SOLUTION")) <= 4


def test_twenty_points_three_an_exercise_and_five_for_the_fit(source: NotebookNode):
    points: dict[str, int] = {}
    for grade_id, cell in graded_cells(source, "grade").items():
        exercise = next(name for name in [*EXERCISES, "fit"] if grade_id.startswith(f"test_{name}"))
        points[exercise] = points.get(exercise, 0) + cell.metadata.nbgrader.points
    assert points == dict.fromkeys(EXERCISES, 3) | {"fit": 5}


def test_every_exercise_has_a_visible_and_a_hidden_part(source: NotebookNode):
    for cell in graded_cells(source, "grade").values():
        assert region(cell.source, "HIDDEN TESTS")
        assert cell.source.count("check.step(") > cell.source.count("hidden=True")


def test_every_exercise_has_three_hints_and_a_list_of_causes(source: NotebookNode):
    for number in range(1, 6):
        text = next(cell.source for cell in source.cells if cell.id == f"ex{number}-hints")
        assert re.findall(r"<summary>(Hint \d|My check fails)", text) == [
            "Hint 1",
            "Hint 2",
            "Hint 3",
            "My check fails",
        ]


def test_the_source_has_no_outputs_and_readable_cell_ids(source: NotebookNode):
    for cell in source.cells:
        assert not cell.get("outputs")
        assert re.fullmatch(r"[a-z][a-z0-9-]*", cell.id)


def test_every_column_of_a_table_has_a_heading(source: NotebookNode):
    text = "\n".join(cell.source for cell in source.cells if cell.cell_type == "markdown")
    headings = re.findall(r"^(\|.*\|)\n\|[-|]+\|$", text, flags=re.MULTILINE)
    assert len(headings) >= 8
    assert not [heading for heading in headings if any(not each.strip() for each in heading.strip("|").split("|"))]


def test_headings_form_a_hierarchy_without_jumps(source: NotebookNode):
    text = "\n".join(cell.source for cell in source.cells if cell.cell_type == "markdown")
    levels = [len(mark) for mark in re.findall(r"^(#+) ", text, flags=re.MULTILINE)]
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in zip([0, *levels], levels, strict=False))


@pytest.mark.machine
def test_release_is_what_source_makes(course: Course):
    assert course.notebook("release").read_text(encoding="utf-8") == course.release()[course.notebook("source").name]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_no_solution_shows_up_in_the_release(
    exercise: str, course: Course, source: NotebookNode, release: NotebookNode
):
    text = "\n".join(cell.source for cell in release.cells)
    solution = region(graded_cells(source, "solution")[exercise].source, "SOLUTION")
    assert not [line for line in solution if line not in COMMON and line in text]
    assert (
        graded_cells(release, "solution")[exercise]
        .source.rstrip()
        .endswith('raise NotImplementedError("Replace this line with your own code.")')
    )


def test_no_hidden_test_shows_up_in_the_release(source: NotebookNode, release: NotebookNode):
    text = "\n".join(cell.source for cell in release.cells)
    lines = hidden_lines(source)
    assert len(lines) > 20
    assert not [line for line in lines if line in text]
    assert "HIDDEN" not in text


@pytest.mark.machine
def test_the_solved_notebook_runs_from_top_to_bottom_without_a_warning(solved: NotebookNode, tmp_path):
    executed = NotebookClient(deepcopy(solved), resources={"metadata": {"path": tmp_path}}).execute()
    outputs = [output for cell in executed.cells for output in cell.get("outputs", [])]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == PICTURES


@pytest.mark.whole
@pytest.mark.machine
def test_no_cell_needs_an_earlier_test_cell(solved: NotebookNode, tmp_path):
    notebook = deepcopy(solved)
    notebook.cells = [cell for cell in notebook.cells if not cell.metadata.get("nbgrader", {}).get("grade")]
    NotebookClient(notebook, resources={"metadata": {"path": tmp_path}}).execute()


@pytest.mark.machine
def test_the_checks_draw_the_same_data_as_the_notebook(solved: NotebookNode, tmp_path):
    notebook = deepcopy(solved)
    check = "import course_checks\nassert all(torch.equal(a, b) for a, b in zip(course_checks.line(), (X, y)))"
    end = next(index for index, cell in enumerate(notebook.cells) if cell.id == "data")
    notebook.cells = notebook.cells[: end + 1]
    notebook.cells[end].source += "\n" + check
    NotebookClient(notebook, resources={"metadata": {"path": tmp_path}}).execute()


@pytest.mark.whole
@pytest.mark.machine
def test_another_truth_and_size_is_one_cell(solved: NotebookNode, tmp_path: Path):
    """The data, the checks, the pictures and the texts follow the cell of numbers."""
    notebook = deepcopy(solved)
    numbers = next(cell for cell in notebook.cells if cell.id == "numbers")
    numbers.source = numbers.source.replace("SAMPLES = 1000", "SAMPLES = 200").replace("= 5, 3 ", "= -2, 7 ")
    executed = NotebookClient(notebook, resources={"metadata": {"path": tmp_path}}).execute()
    text = "\n".join(shown(output) for cell in executed.cells for output in cell.get("outputs", []))
    assert "the truth         slope -2.0000   intercept  7.0000" in text
    assert "fit: all" in text
    assert "X: (200, 1)" in text
    outputs = [output for cell in executed.cells for output in cell.get("outputs", [])]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == PICTURES
