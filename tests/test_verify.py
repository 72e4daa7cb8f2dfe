"""An author looks whether a source can be graded as it is, and a class is graded by what that has shown."""

import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.apps import AutogradeApp
from nbgrader.converters import Autograde
from rich.console import Console

from grading import verify
from grading.course import CONFIG, Course, CourseError
from grading.hooks import guide, record, soundness, verified
from grading.hooks.verified import Notebook, State, Test
from grading.seal.window.records import TestResult, Verdict

from .classes import ROOT
from .commands import grading


def marked(source: str, grade_id: str, **marks: object) -> NotebookNode:
    told = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3, **marks}
    return new_code_cell(source, metadata={"nbgrader": {"grade_id": grade_id, **told}})


def solution(grade_id: str, head: str, body: str) -> NotebookNode:
    text = f"{head}\n    ### BEGIN SOLUTION\n    {body}\n    ### END SOLUTION" if head else body
    return marked(text, grade_id, solution=True)


def test_cell(name: str, source: str, points: float) -> NotebookNode:
    return marked(source, f"test_{name}", grade=True, locked=True, points=points)


test_cell.__test__ = False
#: A setting of the process is what no function is called with: a test outside cannot make it for the student's.
MODE = "import sys\nsys.setswitchinterval(0.5)\n### BEGIN HIDDEN TESTS\nassert mode() == 0.5\n### END HIDDEN TESTS"
CELLS = [
    new_code_cell("import sys"),
    solution("mode", "def mode():", "return sys.getswitchinterval()"),
    test_cell("mode", MODE, 2),
    solution("answer", "", "### BEGIN SOLUTION\nanswer = [1, 2]\n### END SOLUTION"),
    marked("first = answer[0]", "given", locked=True),
    test_cell("answer", "assert first == 1", 1),
]


def course_of(folder: Path, *cells: NotebookNode) -> Course:
    home = folder / "source" / "counting"
    home.mkdir(parents=True)
    shutil.copy(ROOT / CONFIG, folder)
    nbformat.write(new_notebook(cells=[nbformat.from_dict(cell) for cell in cells]), home / "counting.ipynb")
    return Course(folder)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, State]:
    """A right answer, a blank and a wrong one, graded by a source of which one test can only run inside."""
    course = course_of(tmp_path_factory.mktemp("verify") / "course", *CELLS)
    course.nbgrader("generate_assignment", "counting")
    release = nbformat.read(course.notebook("release"), as_version=4)
    solved = course.solved(nbformat.writes(release))
    wrong = nbformat.from_dict(solved)
    wrong.cells[3].source = "answer = []"
    for name, notebook in (("right", solved), ("blank", release), ("wrong", wrong)):
        course.submit(name, notebook)
    done = grading(course, "autograde")
    assert done.returncode == 3, done.stdout + done.stderr
    known = verified.read(course.root, "counting")
    assert known is not None
    return course, known


@pytest.mark.machine
def test_the_first_run_finds_out_what_cannot_be_judged_and_leaves_it_to_a_person(graded: tuple[Course, State]):
    course, known = graded
    [(name, differs)] = known.differing("counting").items()
    assert (name, differs.sealed, differs.ordinary, differs.most) == ("test_mode", 0, 2, 2)
    verdicts = {one: record.beside(course.notebook("autograded", one)).verdicts for one in ("right", "blank", "wrong")}
    assert verdicts == {
        "right": {"test_mode": Verdict.NOT_JUDGED, "test_answer": Verdict.PASSED},
        "blank": {"test_mode": Verdict.NOT_ATTEMPTED, "test_answer": Verdict.NOT_ATTEMPTED},
        "wrong": {"test_mode": Verdict.NOT_JUDGED, "test_answer": Verdict.FAILED},
    }
    with course.gradebook() as gradebook:
        for student in verdicts:
            grade = gradebook.find_grade("test_mode", "counting", "counting", student)
            waits = verdicts[student]["test_mode"] is Verdict.NOT_JUDGED
            assert (grade.auto_score, grade.needs_manual_grade) == ((None, True) if waits else (0, False))
    assert "assert" not in course.messages("right")["mode"]


@pytest.mark.machine
def test_a_given_cell_that_runs_with_the_solution_in_place_is_no_fault_of_the_source(graded: tuple[Course, State]):
    course, known = graded
    assert known.notebooks["counting"].given == ()
    [shown] = [
        cell.outputs[0].text
        for cell in nbformat.read(course.notebook("autograded", "wrong"), as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "test_answer"
    ]
    assert shown.startswith("The given cell 'given' does not run with what stands above it: IndexError")


@pytest.mark.machine
@pytest.mark.whole
def test_the_command_names_the_test_and_what_to_do_and_a_tag_mends_it(graded: tuple[Course, State], tmp_path: Path):
    said = grading(graded[0], "verify", "--json")
    told = json.loads(said.stdout)
    assert (said.returncode, told["holds"]) == (1, False)
    [finding] = told["findings"]
    assert finding["cell"] == "test_mode"
    assert "0 of 2 points sealed, and 2 in an ordinary kernel" in finding["words"]
    assert "at `assert mode() == 0.5`" in finding["words"]  # also where it is hidden: this is its author
    assert "give its cell the tag 'inside'" in finding["words"]
    cells = [nbformat.from_dict(cell) for cell in CELLS]
    cells[2].metadata["tags"] = ["inside"]
    mended = grading(course_of(tmp_path / "course", *cells), "verify")
    assert mended.returncode == 0, mended.stdout + mended.stderr
    assert "inside" in mended.stdout


@pytest.mark.machine
def test_nothing_is_run_again_until_something_changes(graded: tuple[Course, State], monkeypatch: pytest.MonkeyPatch):
    course, known = graded
    monkeypatch.setattr(soundness, "verify", None)  # which would be called
    assert verify.state(course, "counting", anew=False).digest == known.digest
    home = course.root / "source/counting"
    before = verified.digest(home, {})
    (home / "data.csv").write_text("1")
    assert verified.digest(home, {}) != before
    assert verified.digest(home, {"tests": "inside"}) != verified.digest(home, {})
    (home / "data.csv").unlink()
    assert verified.digest(home, {}) == before


@pytest.mark.machine
@pytest.mark.whole
def test_of_a_solution_that_ends_its_own_process_it_is_said(tmp_path: Path):
    ends = solution("ends", "def ends():", "import os; os._exit(3)")
    made = course_of(tmp_path / "course", ends, test_cell("ends", "ends()", 1))
    words = "counting ends its own process, with the solution in place"
    with pytest.raises(CourseError, match=words):
        verify.state(made, "counting")
    found = verify.before_release(made, "counting")
    assert any(words in one.words for one in found)
    assert not verify.holds(found)


def converter(course: Course) -> Autograde:
    app = course.application(AutogradeApp)
    app.coursedir.assignment_id = "counting"
    return Autograde(coursedir=app.coursedir, parent=app)


@pytest.mark.parametrize(
    "setting", ['tests = {"counting": "inside"}', "seconds_per_call = 3", 'skip_cells_with_tag = "x"']
)
def test_it_is_run_by_the_settings_of_the_course_and_again_when_they_change(setting: str, tmp_path: Path):
    course = course_of(tmp_path / "course", *CELLS)
    before = soundness.step(converter(course)).settings()
    with (course.root / CONFIG).open("a") as config:
        config.write(f"\nc.SealedExecute.{setting}\n")
    now = soundness.step(converter(course)).settings()
    assert now != before
    home = course.root / "source/counting"
    assert verified.digest(home, now) != verified.digest(home, before)


def test_a_course_that_grades_unsealed_has_nothing_to_compare(tmp_path: Path):
    course = course_of(tmp_path / "course", *CELLS)
    course.unseal()
    assert soundness.make_sure(converter(course)) is None
    with pytest.raises(CourseError, match="sealed = False"):
        verify.state(course, "counting")
    [note] = verify.before_release(course, "counting")
    assert note.note
    assert "was not looked at: The settings say c.SealedExecute.sealed = False" in note.words


def found(notebook: Notebook) -> list[tuple[str, bool]]:
    return [(one.words, one.note) for one in verify.findings_of(State("", {"n": notebook}))]


@pytest.mark.parametrize(
    ("notebook", "words", "note"),
    [
        (Notebook({"a": Test(2, False, 2, 0)}, {}), "2 of 2 points sealed, and 0 in an ordinary kernel", False),
        (Notebook({"a": Test(2, False, 0, 0, "E", "E: no.")}, {}), "gets 0 of 2 points, sealed and not: E: no.", False),
        (
            Notebook({"a": Test(2, False, 0, 2, "AttributeError: 'Connection' object has no attribute 'execute'")}, {}),
            "something was handed over, or came back, that does not cross",
            False,
        ),
        (
            Notebook({"a": Test(2, False, 0, 2, "it ran longer than it may"), "b": Test(1, True, 1, 1)}, {}),
            "the limits are c.SealedExecute.seconds_per_call",
            False,
        ),
        (
            Notebook({"a": Test(2, False, 0, 2, "NameError: name 'n' is not defined"), "b": Test(1, True, 1, 1)}, {}),
            "What a test inside binds is not there for one outside",
            False,
        ),
        (Notebook({"a": Test(2, False, 0, 0)}, {}, solved=False), "no solution", True),
        (Notebook({}, {"a": (1, "passed")}), "The release gets 1 points as it is handed out", False),
        (Notebook({}, {"a": (0, "failed")}), "as it should, and the verdict failed", True),
        (Notebook({}, {}, given=("The given cell 'x' does not run",)), "with the solution in place", False),
    ],
)
def test_what_running_it_shows_is_said(notebook: Notebook, words: str, note: bool):
    [(said, noted)] = found(notebook)
    assert words in said
    assert noted is note


def test_what_a_test_said_comes_with_the_line_that_said_it():
    raised = {
        "output_type": "error",
        "ename": "AssertionError",
        "evalue": "",
        "traceback": ["----> assert a == 1", "A"],
    }
    failed = TestResult("a", Verdict.FAILED, "AssertionError: ", (raised,), 1, 1)
    assert soundness.said_by(failed) == "AssertionError at `assert a == 1`"
    hidden = replace(failed, outputs=({**raised, "traceback": ["AssertionError: "]},))
    assert soundness.said_by(hidden) == "AssertionError: "


def test_what_was_found_is_told_with_the_tests_before_it():
    known = State("", {"n": Notebook({"test_a": Test(2, False, 0, 2, "E: no.")}, {}, seconds=1.25, memory=3 << 20)})
    told = io.StringIO()
    verify.tell("counting", known, verify.findings_of(known), Console(file=told, width=200))
    assert "test_a │ outside │ 0 of 2 │   2 of 2" in told.getvalue()
    assert "n: 1.2 s, 3 MiB at most." in told.getvalue()
    assert "0 of 1 tests give the solution the same points sealed as in an ordinary kernel." in told.getvalue()
    assert "✗ n, test_a: The solution gets 0 of 2 points sealed, and 2 in an ordinary kernel: E: no." in told.getvalue()


def test_what_holds_is_not_spoken_of():
    sound = {"a": Test(2, True, 2, 2), "b": Test(2, False, 1.5, 1.5)}
    assert found(Notebook({"a": sound["a"]}, {"a": (0, "not attempted"), "given": (0, "passed")})) == []


def test_a_hint_without_a_word_is_found():
    cells = [
        marked("", "squares", solution=True),
        new_markdown_cell("<details><summary>Hint 1</summary>\n\nThink.</details>"),
        new_markdown_cell("<details><summary><b>Hint 2</b></summary>\n<p>\n</p></details>"),
    ]
    assert list(guide.empty(cells)) == [("squares", "Hint 2")]


def test_what_is_kept_is_read_back_and_a_damaged_file_is_none(tmp_path: Path):
    known = Notebook({"a": Test(2, True, 1, 2, "E")}, {"a": (0.0, "failed")}, ("words",), True, 1.5, 7)
    state = State("x", {"n": known})
    verified.write(tmp_path, "counting", state)
    assert verified.read(tmp_path, "counting") == state
    (tmp_path / "verified/counting.json").write_text('{"digest": 1}')
    assert verified.read(tmp_path, "counting") is None
    assert verified.read(tmp_path, "other") is None


def test_what_cannot_be_written_is_known_to_who_found_it_out(tmp_path: Path):
    """Else a test in which the two ways differ would be judged all the same."""
    state = State("x", {"n": Notebook({"a": Test(2, False, 0, 2)}, {})})
    (tmp_path / "verified").touch()  # where a folder is to be
    verified.write(tmp_path, "counting", state)
    found = verified.read(tmp_path, "counting")
    assert found is not None
    assert found.differing("n").keys() == {"a"}
    assert [path.name for path in tmp_path.iterdir()] == ["verified"]


@pytest.mark.parametrize(("solved", "said"), [(True, True), (False, False)])
def test_that_every_test_agrees_is_said_where_it_was_seen(solved: bool, said: bool):
    told = io.StringIO()
    known = State("x", {"n": Notebook({"a": Test(2, False, 2, 2)}, {}, solved=solved)})
    verify.tell("counting", known, verify.findings_of(known), Console(file=told, width=200))
    assert ("same points sealed" in told.getvalue()) is said


def test_where_nothing_could_be_run_nothing_is_said_to_agree():
    told = io.StringIO()
    verify.told(
        [verify.Finding("", "", "Whether its tests can be judged sealed was not looked at.", True)], Console(file=told)
    )
    assert "was not looked at" in told.getvalue()
    assert "same points" not in told.getvalue()
