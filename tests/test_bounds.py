"""What is read, held and kept of a submission, however large it is, and what becomes of one that cannot be written."""

import json
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbformat import NotebookNode

from grading.autograde import classroom
from grading.autograde.classroom import ClassAutograde
from grading.course import Course
from grading.hooks import execute
from grading.hooks.execute import _bounded
from grading.hooks.repair import MAX_CODE, MAX_KEPT, MAX_PARTS, MAX_TEXT, NotGradable, json_size, read, repaired
from grading.seal.window.records import Verdict

from . import ASSIGNMENT
from .classes import new_course, record
from .commands import grading
from .conftest import cell
from .pretending import Pretends, grade

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


def handed_in(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "handed_in.ipynb"
    path.write_text(text, encoding="utf-8")
    return path


def one_cell(source: str, **more: object) -> str:
    return json.dumps({"cells": [{"cell_type": "markdown", "source": source} | more], "nbformat": 4})


UNFOLDING = {
    "cells": '{"cells": [%s0]}' % ('{"":0},' * MAX_PARTS),
    "metadata": '{"cells": [{"source": "a"}], "metadata": {"a": [%s0]}}' % ("0," * 2 * MAX_PARTS),
    "a text of wide characters": one_cell("a" * (MAX_TEXT // 4) + "\U0001f600"),
    "a text": one_cell("a" * MAX_TEXT),
    "a text of somewhat wide characters": one_cell("a" * (MAX_TEXT // 2) + "\u2212"),
}


@pytest.mark.parametrize("text", UNFOLDING.values(), ids=UNFOLDING)
def test_what_unfolds_is_refused_before_it_is_read(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(json, "loads", pytest.fail)
    with pytest.raises(NotGradable, match=r"more in them than a notebook can have.* Delete what you do not need"):
        read(handed_in(tmp_path, text))


def test_code_is_bounded_more_closely_than_pictures(tmp_path: Path):
    code = {"cells": [{"cell_type": "code", "source": "a" * (MAX_CODE + 1)}], "nbformat": 4}
    with pytest.raises(NotGradable, match="more in them"):
        read(handed_in(tmp_path, json.dumps(code)))
    pasted = {f"{number}.png": {"image/png": "A" * 4 * MB} for number in range(4)}
    text = one_cell("Four photographs \u2212 of my notes", attachments=pasted)
    assert len(read(handed_in(tmp_path, text))[0].cells[0].attachments) == 4


def test_outputs_are_not_read_whatever_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    outputs = [{"output_type": "stream", "text": ["]", '"outputs": [', "\\", '"'] * 100_000}, [[{"outputs": [1]}]]]
    cells = [{"cell_type": "code", "source": f"a{number}", "outputs": outputs} for number in range(3)]
    loaded = []
    loads = json.loads
    monkeypatch.setattr(json, "loads", lambda text: loaded.append(len(text)) or loads(text))
    notebook, _ = read(handed_in(tmp_path, json.dumps({"cells": cells, "nbformat": 4}, separators=(",", ":"))))
    assert [cell.source for cell in notebook.cells] == ["a0", "a1", "a2"]
    assert loaded[0] < 300


def test_a_mistake_behind_outputs_is_told_in_its_line(tmp_path: Path):
    text = json.dumps({"cells": [{"cell_type": "code", "source": "a", "outputs": [1, 2, 3]}], "nbformat": 4}, indent=1)
    line = text.split("\n").index(' "nbformat": 4') + 1
    with pytest.raises(NotGradable, match=f"line {line}"):
        read(handed_in(tmp_path, text.replace(' "nbformat": 4', ' "nbformat": four')))


def test_of_attachments_pictures_stay_and_nothing_else(tmp_path: Path):
    deep: object = "a"
    for _ in range(200):
        deep = {"a": deep}
    attached = {
        "a.png": {"image/png": "iVBO"},
        "b": deep,
        "c": {"application/json": "{}"},
        "d": [1],
        "\ud800": {"e": "\ud800"},
    }
    [text] = read(handed_in(tmp_path, one_cell("a", attachments=attached)))[0].cells
    assert text.attachments == {"a.png": {"image/png": "iVBO"}, "?": {"e": "?"}}
    nbformat.validate(new.new_notebook(cells=[text]))
    many = {str(number): {"image/png": "a"} for number in range(5000)}
    [text] = read(handed_in(tmp_path, one_cell("a", attachments=many)))[0].cells
    assert len(text.attachments) == 100


def test_no_more_is_under_way_at_once_than_may_be_held():
    size, under_way, most = classroom._MOST_HELD // 2 + 1, set[Future](), []

    def start(folder: str, notebooks: list[str]) -> tuple[Future, int]:
        future: Future = Future()
        under_way.add(future)
        most.append(len(under_way))
        if len(under_way) == 2:
            future.set_result({})
            under_way.remove(future)
        return future, size

    held = SimpleNamespace(window=8, _started=start)
    outcomes = ClassAutograde._outcomes(held, deque("abcde"), {name: [] for name in "abcde"})  # type: ignore[arg-type]
    assert [next(outcomes)[0] for _ in range(4)] == ["b", "c", "d", "e"]
    assert max(most) == 2


@pytest.mark.parametrize(("many", "at_once"), [(1, 1), (3, 1), (4, 4), (9, 8)])
def test_for_few_submissions_no_second_warm_process_is_started(
    many: int, at_once: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(classroom, "_STARTED_AT_ONCE", 1)
    names, under_way, most = [str(number) for number in range(many)], set[Future](), []

    def start(folder: str, notebooks: list[str]) -> tuple[Future, int]:
        future: Future = Future()
        future.set_result({})
        under_way.add(future)
        most.append(len(under_way))
        return future, 1

    held = SimpleNamespace(window=8, _started=start)
    for _, future in ClassAutograde._outcomes(held, deque(names), {name: [] for name in names}):  # type: ignore[arg-type]
        under_way.remove(future)
    assert max(most) == at_once


#: In what a submission brings or shows, something that makes writing its notebook fail.
UNWRITABLE = "what cannot be written"


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[NotebookNode], bool]], None]:
    """Have writing fail, as nobody has foreseen it, for certain notebooks; what would run in the sandbox is made up."""
    monkeypatch.setattr(execute.worker, "grade", lambda jobs: Pretends().submit(None, jobs).result())
    bounded = execute._bounded

    def fail(for_which: Callable[[NotebookNode], bool]) -> None:
        def raises(notebook: NotebookNode) -> list[str]:
            if for_which(notebook):
                raise RecursionError("maximum recursion depth exceeded")
            return bounded(notebook)

        monkeypatch.setattr(execute, "_bounded", raises)

    return fail


def class_of_two(new: Course, solved: NotebookNode) -> dict[str, classroom.Graded]:
    """The first of whom brings and shows what cannot be written."""
    odd = nbformat.from_dict(solved)
    odd.cells.append(nbformat.v4.new_code_cell(f"# {UNWRITABLE}"))
    new.submit("a", odd)
    new.submit("b", solved)
    shows = [{"output_type": "stream", "name": "stdout", "text": UNWRITABLE}]
    codes = sum(cell.cell_type == "code" for cell in odd.cells)

    class OnlyTheFirstShows(Pretends):
        def submit(self, *arguments, **options):
            self.sent = [] if self.jobs else [(shows, [])] * codes
            return super().submit(*arguments, **options)

    return {graded.student: graded for graded in grade(new, OnlyTheFirstShows())}


@pytest.mark.machine
def test_outputs_that_cannot_be_written_cost_no_points(new: Course, solved: NotebookNode, fails):
    fails(lambda notebook: any(UNWRITABLE in str(cell.get("outputs")) for cell in notebook.cells))
    told = class_of_two(new, solved)
    assert {name: set(graded.verdicts.values()) for name, graded in told.items()} == {
        name: {Verdict.PASSED} for name in "ab"
    }
    assert any("outputs of cell-" in words for words in told["a"].repairs)
    assert not told["b"].repairs
    assert {sum(points.values()) for points in new.scores().values()} == {20}


@pytest.mark.machine
def test_a_notebook_that_cannot_be_written_is_not_gradable_also_where_it_is_the_first(
    new: Course, solved: NotebookNode, fails
):
    fails(lambda notebook: any(UNWRITABLE in cell.source for cell in notebook.cells))
    told = class_of_two(new, solved)
    assert set(told["a"].verdicts.values()) == {Verdict.NOT_GRADABLE}
    assert "cannot be written" in told["a"].reason
    assert set(told["b"].verdicts.values()) == {Verdict.PASSED}
    assert {name: sum(points.values()) for name, points in new.scores().items()} == {"a": 0, "b": 20}


@pytest.mark.machine
def test_what_fails_for_the_instructors_notebook_as_well_is_nobodys_zero(new: Course, solved: NotebookNode, fails):
    fails(lambda notebook: len(notebook.cells) > 20)
    told = class_of_two(new, solved)
    assert [graded.verdicts for graded in told.values()] == [{}, {}]
    assert all("RecursionError" in graded.reason for graded in told.values())
    assert new.scores() == {}
    assert not list(new.root.glob("autograded/*/*"))


@pytest.mark.machine
@pytest.mark.whole
def test_a_large_submission_leaves_a_small_notebook_and_stays_as_it_is(
    course: Course, solved: NotebookNode, tmp_path: Path
):
    made = new_course(course, tmp_path / "course")
    submission = nbformat.from_dict(solved)
    submission.cells.insert(3, new.new_markdown_cell("x" * 10 * MB))
    submission.cells.insert(
        4, new.new_code_cell(f"data = '{'x' * 9 * MB}'\nassert len(data) > 9_000_000\nprint('whole')")
    )
    made.submit("large", submission)
    before = made.notebook("submitted", "large").read_bytes()
    assert grading(made, "autograde", ASSIGNMENT).returncode == 0
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
