"""A course whose settings have tests run in the students' own processes, from the release to the page."""

import base64
import tracemalloc

import nbformat
import pytest
from nbformat import NotebookNode

from grading.course import Course
from grading.hooks import record
from grading.hooks.execute import credit
from grading.hooks.withheld import without_hidden
from grading.report import collect
from grading.seal.window.records import CellResult, Report, TestResult, Verdict

from . import ASSIGNMENT
from .classes import new_course
from .commands import grading
from .conftest import cell


@pytest.fixture(scope="module")
def inside(
    course: Course, solved: NotebookNode, release: NotebookNode, tmp_path_factory: pytest.TempPathFactory
) -> Course:
    """Our own assignment with all tests inside: solved, untouched, and by one who prints what stood in tests."""
    settings = (
        '\nc.SealedExecute.tests = {"linear_regression": "inside"}\nc.SealedExecute.skip_cells_with_tag = "drawing"\n'
    )
    made = new_course(course, tmp_path_factory.mktemp("inside") / "course", settings)
    made.submit("solved", solved)
    made.submit("untouched", release)
    leaks = nbformat.from_dict(solved)
    leaks.cells.append(nbformat.v4.new_code_cell("print('\\n'.join(In))"))
    leaks.cells.append(nbformat.v4.new_code_cell("print(repr(In))"))
    leaks.cells.append(nbformat.v4.new_code_cell("print(1)"))
    made.submit("prints_the_tests", leaks)
    done = grading(made, "autograde")
    assert done.returncode == 0, done.stdout + done.stderr
    made.nbgrader("generate_feedback", ASSIGNMENT)
    return made


@pytest.mark.machine
def test_our_own_assignment_gets_the_same_inside(inside: Course):
    points = {student: sum(scores.values()) for student, scores in inside.scores().items()}
    assert points == {"solved": 20, "untouched": 0, "prints_the_tests": 20}
    told = record.beside(inside.notebook("autograded", "untouched"))
    assert set(told.verdicts.values()) == {Verdict.NOT_ATTEMPTED}


@pytest.mark.machine
def test_record_page_and_report_say_which_tests_ran_inside(inside: Course):
    told = record.beside(inside.notebook("autograded", "solved"))
    assert told.inside == tuple(told.tests)
    page = inside.notebook("feedback", "solved").read_text(encoding="utf-8")
    assert "Run in your notebook's own process: add_bias_column, mse_loss" in page
    [notice] = [one for one in collect.analyse(inside, ASSIGNMENT).notices if one.what == "tests inside"]
    assert notice.submissions == 3


@pytest.mark.machine
def test_what_prints_a_hidden_test_is_left_out_and_told(inside: Course, source: NotebookNode):
    path = inside.notebook("autograded", "prints_the_tests")
    shown = [str(each.outputs) for each in nbformat.read(path, as_version=4).cells[-3:]]
    assert all("Left out in grading" in each for each in shown[:2])
    assert "'text': '1\\n'" in shown[2]
    assert sum("held a line of a hidden test" in words for words in record.beside(path).repairs) == 2
    page = inside.notebook("feedback", "prints_the_tests").read_text(encoding="utf-8")
    hidden = cell(source, "test_fit").source.split("### BEGIN HIDDEN TESTS")[1].strip().split("\n")
    assert not [line for line in hidden if len(line.strip()) > 12 and line.strip() in page]


def outputs(*results: str) -> tuple[dict[str, object], ...]:
    return tuple(
        {"output_type": "execute_result", "data": {"text/plain": text}, "metadata": {}, "execution_count": 1}
        for text in results
    )


@pytest.mark.parametrize(
    ("results", "counts"),
    [(["3", "1.5"], "1.5"), (["99"], "2"), (["-1"], "0"), (["nan"], "0"), (["1e400"], "2"), (["'all'"], "'all'")],
)
def test_the_points_of_a_test_are_its_last_result_within_what_there_is(results: list[str], counts: str):
    marks = {"grade_id": "test_a", "grade": True, "points": 2}
    shown = [nbformat.from_dict(each) for each in outputs(*results)]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(metadata={"nbgrader": marks}, outputs=shown)])
    credit(notebook, Report((), (TestResult("test_a", Verdict.PASSED, "", (), index=0),)))
    found = [o.data["text/plain"] for o in notebook.cells[0].outputs if o.output_type == "execute_result"]
    assert found == [counts]
    credit(notebook, Report((), (TestResult("test_a", Verdict.FAILED, "", (), index=0),)))
    assert all(o.output_type == "display_data" for o in notebook.cells[0].outputs)


@pytest.mark.parametrize(
    "shown",
    [
        "assert f(31) == 62",
        "\x1b[32massert\x1b[39m f(\x1b[36m31\x1b[39m) == 62",
        "a<b>ssert</b> f(31) &#61;= 62",
        '["assert f(31) == 62\\n"]',
        "a\u200bs\u00adsert f(\u206031) == \uff16\uff12",
        f"&#{'9' * 5000}; assert f(31) == 62",
        "a\u0336s\u0336s\u0f73ert f(\ufdfa31) == 62",
    ],
)
def test_a_hidden_line_is_found_however_it_is_written_down(shown: str):
    stream = {"output_type": "stream", "name": "stdout", "text": shown}
    error = {"output_type": "error", "ename": "E", "evalue": shown, "traceback": [shown]}
    report = Report(
        (CellResult(0, (stream,), 1), CellResult(1, ({**stream, "text": "62"},), 2)),
        (TestResult("test_a", Verdict.FAILED, shown, (stream, error), inside=True),),
    )
    made, told = without_hidden(report, ("assertf(31)==62",))
    assert "31" not in str(made)
    assert made.cells[1] == report.cells[1]
    assert made.tests[0].outputs[0]["output_type"] == "error"
    assert len(told) == 2


def test_a_hidden_line_that_a_test_outside_prints_is_left_out():
    stream = {"output_type": "stream", "name": "stdout", "text": "in test_it\n    assert f(31) == 62\nValueError: 31"}
    report = Report((CellResult(0, (stream,), 1),), (TestResult("test_a", Verdict.FAILED, "", (stream,)),))
    made, told = without_hidden(report, ("assertf(31)==62",), cells_too=False)
    assert "31" not in str(made.tests)
    assert made.cells == report.cells
    assert len(told) == 1


@pytest.mark.parametrize("data", [base64.b64encode(b"\x89PNG\x00 assert f(31) == 62").decode(), "assert f(31) == 62"])
def test_a_hidden_line_is_found_in_what_is_called_a_picture(data: str):
    picture = {"output_type": "display_data", "data": {"image/png": data}, "metadata": {}}
    drawn = {**picture, "data": {"image/png": base64.b64encode(bytes(range(256))).decode()}}
    made, _ = without_hidden(
        Report((CellResult(0, (picture,), 1), CellResult(1, (drawn,), 2)), ()), ("assertf(31)==62",)
    )
    assert data not in str(made)
    assert made.cells[1].outputs == (drawn,)


@pytest.mark.parametrize("signs", ["\u0301\u0316" * 500_000, "\u0f73" * 700_000, "\ufdfa" * 1_000_000])
def test_what_takes_hours_to_be_put_in_order_is_left_out_first(signs: str):
    stream = {"output_type": "stream", "name": "stdout", "text": f"a{signs}"}
    tracemalloc.start()
    report = Report((CellResult(0, (stream,), 1),), ())
    assert without_hidden(report, ("assertf(31)==62",)) == (report, [])
    assert tracemalloc.get_traced_memory()[1] < 50 << 20
    tracemalloc.stop()
