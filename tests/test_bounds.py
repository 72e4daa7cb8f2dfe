"""What a graded notebook keeps of a submission, however large it is."""

import json
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from grading.course import ASSIGNMENT, Course
from grading.execute import _bounded
from grading.repair import MAX_KEPT, json_size, repaired

from .classes import record
from .conftest import cell

MB = 2**20
new = nbformat.v4


def test_a_text_that_is_too_large_keeps_its_beginning_and_is_named(source: NotebookNode, solved: NotebookNode):
    submission = nbformat.from_dict(solved)
    submission.cells.insert(3, new.new_markdown_cell("The beginning. " + "x" * 50 * MB))
    submission.cells.insert(5, new.new_markdown_cell("A note of mine."))
    notebook, repairs = repaired(submission, source)
    assert repairs == ["of cell-3, which has 50.0 MB, only the beginning is kept"]
    assert notebook.cells[3].source.startswith("The beginning. xxx")
    assert "[Cut in grading: this cell had 50.0 MB. What was handed in is unchanged.]" in notebook.cells[3].source
    assert notebook.cells[5].source == "A note of mine."
    assert json_size(notebook) < MB


@pytest.mark.parametrize("text", ["x" * MB, "€" * MB, "\x01" * MB])
def test_many_texts_are_bounded_together(text: str, source: NotebookNode, solved: NotebookNode):
    submission = nbformat.from_dict(solved)
    submission.cells += [new.new_markdown_cell(text) for _ in range(40)]
    notebook, repairs = repaired(submission, source)
    assert len(repairs) >= 30
    assert json_size(notebook) < MAX_KEPT + 2 * MB


def test_pictures_are_bounded_and_an_answer_keeps_its_text():
    marks = {"grade": True, "solution": True, "locked": False, "grade_id": "answer", "schema_version": 3, "points": 2}
    original = new.new_markdown_cell("?", metadata={"nbgrader": marks | {"task": False, "cell_type": "markdown"}})
    picture = {"image.png": {"image/png": "A" * 9 * MB}}
    answer = new.new_markdown_cell("y" * 9 * MB, metadata={"nbgrader": {"grade_id": "answer"}}, attachments=picture)
    note = new.new_markdown_cell("A note.", attachments=picture)
    submission = new.new_notebook(cells=[answer, note])
    notebook, repairs = repaired(submission, new.new_notebook(cells=[original]))
    assert len(repairs) == 2
    assert notebook.cells[0].source.startswith("y" * 9 * MB)
    assert notebook.cells[1].source.startswith("A note.")
    assert not any("attachments" in one for one in notebook.cells)


def test_code_and_outputs_are_bounded_when_they_have_run(solved: NotebookNode):
    notebook = nbformat.from_dict(solved)
    notebook.cells.append(new.new_code_cell("#" * 9 * MB, id="long"))
    for number in range(12):
        output = new.new_output("stream", name="stdout", text="x" * MB)
        notebook.cells.append(new.new_code_cell("print('x' * 2**20)", id=f"prints-{number}", outputs=[output]))
    test = cell(notebook, "test_mse_loss")
    test.outputs = [new.new_output("stream", name="stdout", text="y" * 9 * MB)]
    cut = _bounded(notebook)
    assert cut[0] == "of long, which has 9.0 MB, only the beginning is kept"
    assert [words.split(" have")[0] for words in cut[1:]] == [f"the outputs of prints-{n}" for n in range(7, 12)]
    assert notebook.cells[-1].source == "print('x' * 2**20)"
    assert "had 1.0 MB" in notebook.cells[-1].outputs[0].text
    assert test.outputs[0].text == "y" * 9 * MB
    nbformat.validate(notebook)
    assert _bounded(nbformat.from_dict(solved)) == []


@pytest.mark.machine
@pytest.mark.whole
def test_a_large_submission_leaves_a_small_notebook_and_stays_as_it_is(
    course: Course, solved: NotebookNode, tmp_path: Path
):
    made = course.copy_to(tmp_path / "course")
    made.nbgrader("generate_assignment", ASSIGNMENT)
    submission = nbformat.from_dict(solved)
    submission.cells.insert(3, new.new_markdown_cell("x" * 10 * MB))
    submission.cells.insert(
        4, new.new_code_cell(f"data = '{'x' * 9 * MB}'\nassert len(data) > 9_000_000\nprint('whole')")
    )
    made.submit("large", submission)
    before = made.notebook("submitted", "large").read_bytes()
    made.run("grading", "autograde", ASSIGNMENT)
    assert made.notebook("submitted", "large").read_bytes() == before
    assert sum(made.scores()["large"].values()) == 20
    assert made.notebook("autograded", "large").stat().st_size < 2 * MB
    graded = nbformat.read(made.notebook("autograded", "large"), as_version=4)
    assert graded.cells[4].outputs[0].text == "whole\n"
    repairs = json.loads(record(made, "large").read_text(encoding="utf-8"))["repairs"]
    assert repairs == [
        "of cell-3, which has 10.0 MB, only the beginning is kept",
        "of cell-4, which has 9.0 MB, only the beginning is kept",
    ]
