"""The instructor's notebook is what nbgrader makes of the file in source/: header, footer and autotests put in."""

import shutil
from pathlib import Path

import nbformat
import nbgrader
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from traitlets.config import Config

from grading import verify
from grading.course import CONFIG, Course
from grading.hooks.source import Around, instructors
from grading.seal.window.errors import SourceBroken

from .classes import ROOT
from .commands import grading
from .test_verify import marked

#: The course that nbgrader's own documentation has for a beginning.
QUICKSTART = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
TEMPLATES = """
python3:
  dispatch: "type({{snippet}})"
  normalize: "str({{snippet}})"
  check: 'assert {{snippet}} == "{{value}}", "{{message}}"'
  templates:
    default:
      - {test: "{{snippet}}", fail: "{{snippet}} is another"}
"""
#: A course's settings.
AROUND = Config({"IncludeHeaderFooter": {"header": "source/header.ipynb", "footer": "footer.ipynb"}})


def written(path: Path, *cells: nbformat.NotebookNode) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
    nbformat.write(new_notebook(cells=list(cells), metadata=kernel), path)
    return path


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """A notebook of a course with header and footer."""
    written(tmp_path / "source" / "header.ipynb", new_code_cell("import math"))
    written(tmp_path / "footer.ipynb", new_markdown_cell("The end."))
    return written(tmp_path / "source" / "one" / "one.ipynb", new_code_cell("math.pi"))


def texts(path: Path, config: Config | None) -> list[str]:
    return [cell.source for cell in instructors(path, config).cells]


def test_header_and_footer_are_part_of_it_wherever_a_command_runs(notebook: Path):
    assert texts(notebook, AROUND) == ["import math", "math.pi", "The end."]
    assert texts(notebook, Config()) == texts(notebook, None) == ["math.pi"]


def test_another_header_is_another_source(notebook: Path):
    before = Around.of(notebook.parent, AROUND)
    assert Around.of(notebook.parent, AROUND) == before
    written(notebook.parents[1] / "header.ipynb", new_code_cell("import cmath as math"))
    assert Around.of(notebook.parent, AROUND).digests != before.digests
    assert texts(notebook, AROUND)[0] == "import cmath as math"


def test_what_cannot_be_put_in_is_said(notebook: Path):
    (notebook.parents[1] / "header.ipynb").unlink()
    with pytest.raises(SourceBroken, match=r"of one\.ipynb cannot be put in: FileNotFoundError"):
        instructors(notebook, AROUND)


def test_a_copy_of_a_course_has_what_is_put_in(notebook: Path, tmp_path: Path):
    settings = (ROOT / CONFIG).read_text() + '\nc.IncludeHeaderFooter.header = "source/header.ipynb"'
    (tmp_path / CONFIG).write_text(settings + '\nc.IncludeHeaderFooter.footer = "footer.ipynb"\n')
    made = Course(tmp_path).copy_to(tmp_path / "copy" / "course")
    assert texts(made.notebook("source"), AROUND) == texts(notebook, AROUND)


@pytest.mark.machine
def test_autotests_are_the_tests_that_a_release_has(tmp_path: Path):
    (tmp_path / "autotests.yml").write_text(TEMPLATES)
    path = written(
        tmp_path / "source" / "one" / "one.ipynb",
        marked("answer = 41 + 1", "answer", solution=True),
        marked("### AUTOTEST answer; answer - 1", "test_answer", grade=True, locked=True, points=1),
    )
    found = [line for line in texts(path, Config())[1].split("\n") if line]
    assert found == [
        'assert str(answer) == "42", "answer is another"',
        'assert str(answer - 1) == "41", "answer - 1 is another"',
    ]


@pytest.mark.machine
@pytest.mark.whole
def test_nbgraders_own_quickstart_is_graded_as_it_stands(tmp_path: Path):
    shutil.copytree(QUICKSTART / "source", tmp_path / "source")
    shutil.copy(QUICKSTART / "autotests.yml", tmp_path)
    (tmp_path / CONFIG).write_text(
        (ROOT / CONFIG).read_text() + '\nc.IncludeHeaderFooter.header = "source/header.ipynb"\n'
    )
    course = Course(tmp_path)
    for name in ("ps1", "ps1_autotest"):
        course.nbgrader("generate_assignment", name)
        found = verify.findings(course, name, verify.state(course, name))
        assert not found, found
        for who, change in {"right": "", "wrong": "** 3", "untouched": None}.items():
            home = tmp_path / "submitted" / who / name
            shutil.copytree(tmp_path / "release" / name, home)
            for path in home.glob("*.ipynb") if change is not None else ():
                _answered(path, tmp_path / "source" / name / path.name, change)
        said = grading(course, "autograde", name)
        assert said.returncode == 0, said.stdout + said.stderr
        with course.gradebook() as gradebook:
            scores = {who: gradebook.find_submission(name, who).score for who in ("right", "wrong", "untouched")}
        assert scores == {"right": 3, "wrong": 1.5, "untouched": 0}


def _answered(path: Path, source: Path, change: str) -> None:
    """Put the source's solutions into a release, with another power where it is to be wrong."""
    cells = nbformat.read(source, 4).cells
    answers = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in cells}
    notebook = nbformat.read(path, 4)
    for cell in notebook.cells:
        told = cell.metadata.get("nbgrader", {})
        if told.get("solution"):
            cell.source = answers[told["grade_id"]].replace("** 2", change or "** 2")
    nbformat.write(notebook, path)
