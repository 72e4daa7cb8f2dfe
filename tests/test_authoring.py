"""What an author got wrong is said before the notebook goes out."""

from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from typer.testing import CliRunner

from grading import cli
from grading.course import Course, CourseError
from grading.hooks import authoring, embedding
from grading.hooks.language import IN_ENGLISH

from .conftest import cell


def test_every_code_of_the_source_is_explained_and_used(source: NotebookNode):
    assert authoring.faults(source) == []


def edited(source: NotebookNode, grade_id: str, old: str, new: str) -> NotebookNode:
    notebook = deepcopy(source)
    one = cell(notebook, grade_id)
    assert old in one.source
    one.source = one.source.replace(old, new, 1)
    return notebook


@pytest.mark.parametrize(
    ("grade_id", "old", "new", "words"),
    [
        ("test_mse_loss", '"mse-other"', '"mse-othr"', "MISCONCEPTIONS does not have. Is 'mse-other' meant?"),
        ("test_mse_loss", "mse_gradient_halved=", "mse_gradient_halfed=", "'mse-gradient-halfed'"),
        ("test_mse_loss", '"mse_root"', '"mse_rot"', "'mse-rot'"),
        ("test_add_bias_column", '"bias-below"', '"bias-belwo"', "'bias-belwo'"),
        ("test_add_bias_column", 'notebook_size, 2): "bias-', 'notebook_size, 2): "bais-', "'bais-fixed-size'"),
        ("test_backward_pass", '"backward_zeroed": 0', '"backward_zreoed": 0', "'backward-zreoed'"),
        ("test_update_weights", '"update_sign": w', '"update_sgin": w', "'update-sgin'"),
        ("test_update_weights", '"update_rebinds" if', '"update_rebind" if', "'update-rebind'"),
        ("test_zero_gradients", '"zero-partly" if', '"zero-partial" if', "'zero-partial'"),
        ("test_fit", '"fit-diverged"', '"fit-divergd"', "'fit-divergd'"),
        ("course_checks", ': "recursion"', ': "recursoin"', "'recursoin'"),
        ("course_checks", '"not-callable"', '"not-calable"', "'not-calable'"),
        ("test_fit", 'len(history) == epochs, "fit-shape")', "len(history) == epochs, words())", "hides its code"),
        ("test_fit", "def test_fit(check):", "def test_fit(check:", "is no Python"),
    ],
)  # fmt: skip
def test_a_code_that_is_not_explained_is_named_with_its_cell(
    grade_id: str, old: str, new: str, words: str, source: NotebookNode
):
    found = authoring.faults(edited(source, grade_id, old, new))
    assert any(repr(grade_id) in fault and words in fault for fault in found), found


def test_a_misconception_that_no_check_names_is_named(source: NotebookNode):
    notebook = edited(source, "course_checks", '    "not-defined"', '    "left-over": "Words.",\n    "not-defined"')
    assert authoring.faults(notebook) == ["MISCONCEPTIONS has 'left-over', which no check uses: take it out."]
    assert authoring.faults(notebook, unused=False) == []


def test_a_notebook_that_explains_no_misconceptions_has_no_faults():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("assert check.that(1, 'a-b')")])
    assert authoring.faults(notebook) == []


@pytest.mark.machine
def test_nbgrader_releases_no_notebook_with_a_misspelt_code(course: Course, source: NotebookNode, tmp_path):
    made = course.copy_to(tmp_path / "course")
    nbformat.write(edited(source, "test_mse_loss", '"mse-other"', '"mse-othr"'), made.notebook("source"))
    with pytest.raises(CourseError):
        made.nbgrader("generate_assignment", "linear_regression")
    assert not made.notebook("release").exists()
    with pytest.raises(CourseError, match="uses 'mse-othr', which MISCONCEPTIONS does not have"):
        made.run("grading", "release")


@pytest.mark.machine
def test_a_module_that_has_drifted_from_its_cell_does_not_go_out_and_is_put_in(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    made = course.copy_to(tmp_path / "course")
    made.unseal()  # so that nothing is verified, which takes long
    module = made.root / "source/course_checks.py"
    module.write_text(module.read_text() + "\n\nADDED = True\n")
    monkeypatch.chdir(made.root)
    runner = CliRunner()
    notebook = made.notebook("source")
    before = notebook.read_bytes()
    done = runner.invoke(cli.app, ["release", "--check"])
    assert "not what source/course_checks.py says. Run: python -m grading release" in str(done.exception)
    nb = nbformat.read(notebook, as_version=4)
    with pytest.raises(authoring.AuthoringError, match=r"not what source/course_checks\.py says"):
        authoring.CheckCodes().preprocess(nb, {"metadata": {"path": str(notebook.parent)}})
    assert notebook.read_bytes() == before
    second = made.root / "source/another/another.ipynb"
    second.parent.mkdir()
    nbformat.write(nb, second)
    assert runner.invoke(cli.app, ["release"]).exit_code == 0
    assert embedding.drifted(nbformat.read(second, as_version=4), made.root / "source", IN_ENGLISH) == []
    for step in ("source", "release"):
        cells = nbformat.read(made.notebook(step, source=notebook), as_version=4).cells
        assert [c.source.endswith("ADDED = True") for c in cells if c.source.startswith("%%in_module")] == [True]
    assert runner.invoke(cli.app, ["release", "--check"]).exit_code == 0
