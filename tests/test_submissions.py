"""Reading damaged notebooks, repairing them, and preparing the folders they come in."""

import contextlib
import errno
import json
import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory

from grading.course import Course
from grading.hooks import submissions
from grading.hooks.execute import notebooks_beside
from grading.hooks.repair import MAX_BYTES, MAX_CELLS, NotGradable, grade_id, read, repaired
from grading.hooks.staging import MOST_ENTRIES, contents, digest, stage
from grading.hooks.submissions import SubmissionExporter

from .classes import as_verified, copied, new_course

NAMES = ("setup", "first", "test_first", "data", "second", "test_second", "test_all")


def cell(name: str, source: str = "", kind: str = "code", **told: Any) -> NotebookNode:
    made = getattr(nbformat.v4, f"new_{kind}_cell")(source or f"{name} = 1")
    flags = {"grade": False, "locked": False, "solution": False, "task": False, "schema_version": 3}
    made.metadata["nbgrader"] = {"grade_id": name} | flags | told
    return made


def course_source() -> NotebookNode:
    """An instructor's notebook: two exercises, a test of each, one of both, and two locked cells."""
    cells = [
        cell("setup", locked=True),
        cell("first", solution=True),
        cell("test_first", grade=True, locked=True, points=1),
        cell("data", locked=True),
        cell("second", solution=True),
        nbformat.v4.new_markdown_cell("Nearly done."),
        cell("test_second", grade=True, locked=True, points=1),
        cell("test_all", grade=True, locked=True, points=1),
    ]
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python"}})


SOURCE = course_source()


def submitted(*names: str) -> NotebookNode:
    """A submission of these cells; a name that the source has not is the text of a cell of the student's own."""
    cells = [cell(name, f"{name} = 'mine'") if name in NAMES else nbformat.v4.new_code_cell(name) for name in names]
    return nbformat.v4.new_notebook(cells=cells)


def order(notebook: NotebookNode) -> list[str]:
    return [grade_id(cell) or cell.source for cell in notebook.cells]


def file(folder: Path, content: Any) -> Path:
    path = folder / "homework.ipynb"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


# Structures that look more or less like a notebook.
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner)
)
grading = st.dictionaries(st.sampled_from(["grade", "locked", "solution", "points", "schema_version"]), anything)
metadata = st.builds(lambda told, name: {"nbgrader": told | {"grade_id": name}}, grading, st.sampled_from(NAMES))
cells = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading"]) | anything,
        "source": st.text(max_size=20) | st.lists(st.text(max_size=5), max_size=3) | anything,
        "input": anything,
        "metadata": metadata | anything,
        "outputs": anything,
        "attachments": st.dictionaries(st.text(), st.dictionaries(st.text(), st.text())) | anything,
        "id": anything,
    },
)
notebooks = st.fixed_dictionaries(
    {"cells": st.lists(cells | anything, max_size=12) | anything},
    optional={"nbformat": st.sampled_from([2, 3, 4, 5]) | anything, "metadata": anything, "worksheets": anything},
)
like_notebooks = notebooks | anything
whole_function = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@whole_function
@given(content=like_notebooks)
def test_any_structure_becomes_a_sound_notebook_or_is_not_gradable(content: Any, tmp_path: Path):
    with contextlib.suppress(NotGradable):
        submission, _ = read(file(tmp_path, content))
        nbformat.validate(submission)
        notebook, _ = repaired(submission, SOURCE)
        nbformat.validate(notebook)
        nbformat.writes(notebook).encode()


@whole_function
@given(content=st.binary(max_size=50) | st.binary(max_size=50).map(lambda junk: b'{"cells": [{}]}' + junk))
def test_any_bytes_are_read_or_not_gradable(content: bytes, tmp_path: Path):
    with contextlib.suppress(NotGradable):
        nbformat.validate(read(file(tmp_path, content))[0])


@whole_function
@given(names=st.lists(st.sampled_from([*NAMES, "a = 1", "b = 2"]), max_size=20))
def test_what_was_repaired_needs_no_repair(names: list[str]):
    once, _ = repaired(submitted(*names), SOURCE)
    twice, repairs = repaired(once, SOURCE)
    assert twice == once
    assert repairs == []


@whole_function
@given(names=st.lists(st.sampled_from([*NAMES, "a = 1", "b = 2"]), max_size=20))
def test_every_test_is_there_once_with_the_instructors_text_behind_what_it_tests(names: list[str]):
    notebook, _ = repaired(submitted(*names), SOURCE)
    found = order(notebook)
    for original in SOURCE.cells:
        name = grade_id(original)
        if name.startswith("test_"):
            assert found.count(name) == 1
            test = notebook.cells[found.index(name)]
            assert (test.source, test.metadata) == (original.source, original.metadata)
            before = [other for other in NAMES[: NAMES.index(name)] if other in found and not other.startswith("test_")]
            assert all(found.index(other) < found.index(name) for other in before)
    own = [f"{name} = 'mine'" if name in NAMES else name for name in dict.fromkeys(names) if "test" not in name]
    kept = {cell.source for cell in notebook.cells}
    assert {text for text in own if text.split()[0] not in ("setup", "data")} <= kept


def test_an_untouched_order_stays_as_it_is():
    names = ["hello", "setup", "first", "helper", "test_first", "data", "second", "test_second", "test_all", "bye"]
    notebook, repairs = repaired(submitted(*names), SOURCE)
    assert order(notebook) == names
    assert repairs == []
    assert notebook.metadata == SOURCE.metadata
    assert notebook.cells[2].source == "first = 'mine'"
    assert notebook.cells[5].source == "data = 1"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("first a second", "setup first test_first data a second test_second test_all"),
        (
            "test_first setup first data second test_second test_all",
            "setup first test_first data second test_second test_all",
        ),
        (
            "test_all test_second second data test_first first setup",
            "setup data second first test_first test_second test_all",
        ),
        ("setup a test_first data second test_second b", "setup a test_first data second test_second b test_all"),
        ("a b", "setup data a b test_first test_second test_all"),
        ("", "setup data test_first test_second test_all"),
    ],
    ids=["deleted", "test first", "reversed", "solution deleted", "names lost", "empty"],
)
def test_cells_are_put_where_they_can_be_graded(names: str, expected: str):
    assert order(repaired(submitted(*names.split()), SOURCE)[0]) == expected.split()


def test_of_a_cell_that_occurs_several_times_the_first_is_it():
    submission = submitted("setup", "first", "first", "test_first", "data", "second", "test_second", "test_all")
    submission.cells[2].source = "first = 'again'"
    notebook, repairs = repaired(submission, SOURCE)
    assert order(notebook)[1:4] == ["first", "first = 'again'", "test_first"]
    assert repairs == ["first occurs several times; the first one is graded"]


def test_a_cell_of_another_type_is_made_what_it_was():
    submission = submitted("setup", "first", "test_first", "data", "second", "test_second", "test_all")
    submission.cells[1] = cell("first", "first = 2", "markdown")
    notebook, repairs = repaired(submission, SOURCE)
    assert (notebook.cells[1].cell_type, notebook.cells[1].source) == ("code", "first = 2")
    assert repairs == ["first is a markdown cell; it was made a code cell again"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1"])
def test_every_encoding_of_an_editor_is_read(encoding: str, tmp_path: Path):
    text = json.dumps({"cells": [{"cell_type": "markdown", "source": "Grüße"}], "nbformat": 4}, ensure_ascii=False)
    submission, repairs = read(file(tmp_path, text.encode(encoding)))
    assert submission.cells[0].source == "Grüße"
    assert bool(repairs) == (encoding == "latin-1")


def test_a_sound_picture_in_a_text_is_kept(tmp_path: Path):
    pasted = {"a.png": {"image/png": "iVBORw0KGgo="}}
    content = {"cells": [{"cell_type": "markdown", "source": "![](attachment:a.png)", "attachments": pasted}]}
    submission, _ = read(file(tmp_path, content))
    [text] = [cell for cell in repaired(submission, SOURCE)[0].cells if cell.cell_type == "markdown"]
    assert text.attachments == pasted


def test_limits_are_named(tmp_path: Path):
    with pytest.raises(NotGradable, match=r"has 64 MB, more than 64 MB\. Clear its outputs"):
        read(file(tmp_path, bytes(MAX_BYTES + 1)))
    with pytest.raises(NotGradable, match=f"has {MAX_CELLS + 1} cells, more than {MAX_CELLS}"):
        read(file(tmp_path, {"cells": [{}] * (MAX_CELLS + 1)}))


def test_a_staged_folder_has_only_links_to_files_and_notes(tmp_path: Path):
    outside = tmp_path / "outside.txt"
    outside.write_text("theirs")
    folder, staged = tmp_path / "submission", tmp_path / "staged"
    (folder / "sub").mkdir(parents=True)
    (folder / "own.txt").write_text("mine")
    (folder / "sub" / "link").symlink_to(outside)
    (folder / "sub" / "link.replaced.txt").symlink_to(outside)
    (folder / "notebook.ipynb").symlink_to(outside)
    (folder / ("x" * 250)).symlink_to(outside)  # no file has a longer name
    os.mkfifo(folder / "pipe")
    held = stage(folder, staged)
    assert held.files == {"own.txt": folder / "own.txt"}
    assert set(held.left_out) == {"pipe", "notebook.ipynb", "x" * 250, "sub/link", "sub/link.replaced.txt"}
    assert all(path.is_dir() or path.resolve().is_relative_to(tmp_path) for path in staged.rglob("*"))
    assert outside.read_text() == "theirs"
    assert (staged / "own.txt").read_text() == "mine"
    assert (staged / "sub" / "link.replaced.txt").read_text() == f"'link' was a symbolic link to '{outside}'."
    assert (staged / "pipe.replaced.txt").read_text() == "'pipe' was a pipe, a socket or a device."
    assert not list(folder.rglob("*.replaced.txt.replaced.txt"))


def test_a_notebook_is_taken_along_that_is_large_by_its_outputs_and_others_run_only_where_they_fit(tmp_path: Path):
    sizes = {"a.ipynb": 60, "b.ipynb": 20, "c.ipynb": 20, "d.ipynb": 60, "e.csv": 10, "f.csv": 30}
    for name, size in sizes.items():
        (tmp_path / name).touch()
        os.truncate(tmp_path / name, size << 20)
    held = contents(tmp_path)
    assert set(held.files) == {"a.ipynb", "b.ipynb", "c.ipynb", "e.csv"}
    assert held.left_out["d.ipynb"] == "a file of 60 MB (all that is handed in may have 128 MB)"
    assert held.left_out["f.csv"] == "a file of 30 MB (all that is handed in may have 32 MB)"
    assert set(notebooks_beside(held, "a.ipynb")) == {"b.ipynb"}


def test_what_is_taken_along_is_bounded(tmp_path: Path):
    (tmp_path / "sparse.bin").touch()
    os.truncate(tmp_path / "sparse.bin", 4 << 30)
    here = deep = tmp_path / "a"
    for _ in range(300):
        deep.mkdir()
        deep = deep / "a"
    held = contents(tmp_path)
    assert held.left_out["sparse.bin"] == "a file of 4096 MB (all that is handed in may have 32 MB)"
    assert [reason for name, reason in held.left_out.items() if name.startswith("a/")] == ["a folder in 16 folders"]
    for number in range(MOST_ENTRIES + 5):
        (here / f"{number}.txt").touch()
    held = contents(tmp_path)
    assert len(held.files) <= MOST_ENTRIES
    assert "and more" in held.left_out


@pytest.mark.parametrize("name", [b"caf\xe9.csv", b"a\nb", b"a\x1b[2Jb", "a\u2028b".encode()])
def test_a_name_that_is_no_text_is_told_and_not_used(name: bytes, tmp_path: Path):
    Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_text("1")
    held = contents(tmp_path)
    assert not held.files
    [told] = held.left_out
    assert told.isprintable()
    assert told.encode()


def test_a_digest_changes_with_whatever_is_handed_in(tmp_path: Path):
    folder = tmp_path / "submission"
    (folder / "sub").mkdir(parents=True)
    seen = [digest(folder)]
    (folder / "sub" / "one.txt").write_text("1")
    seen.append(digest(folder))
    (folder / "sub" / "one.txt").write_text("2")
    seen.append(digest(folder))
    (folder / "link").symlink_to("sub")
    seen.append(digest(folder))
    (folder / "link").unlink()
    (folder / "link").symlink_to("other")
    seen.append(digest(folder))
    assert len(set(seen)) == len(seen)
    assert digest(folder) == seen[-1]


@pytest.mark.parametrize("stamp", ["2030-01-01 10:00:00 UTC", "2030-01-01 10:00:00.123456 +0100", "", "\n"])
def test_a_time_that_nbgrader_reads_stays(stamp: str, tmp_path: Path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "timestamp.txt").write_text(stamp)
    stage(tmp_path / "in", tmp_path / "staged")
    assert (tmp_path / "staged" / "timestamp.txt").read_text() == stamp


@pytest.mark.parametrize(
    "stamp",
    [b"yesterday", b"\xff\xfe", b"9" * 1_000_000, b"24:00" + b"9" * 40, b"2030-01-01 10:00:00 Nowhere x", b" " * 300],
    ids=["words", "bytes", "digits", "hours", "zone", "blanks"],
)
def test_a_time_that_nbgrader_cannot_read_is_put_aside(stamp: bytes, tmp_path: Path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "timestamp.txt").write_bytes(stamp)
    stage(tmp_path / "in", tmp_path / "staged")
    assert (tmp_path / "staged" / "timestamp.txt.unreadable").read_bytes() == stamp
    assert not (tmp_path / "staged" / "timestamp.txt").exists()
    assert (tmp_path / "in" / "timestamp.txt").read_bytes() == stamp


@pytest.mark.parametrize("inside", ["a.txt", "pipe"])
def test_a_folder_in_its_place_is_put_aside(inside: str, tmp_path: Path):
    folder, staged = tmp_path / "in", tmp_path / "staged"
    (folder / "timestamp.txt").mkdir(parents=True)
    if inside == "pipe":
        os.mkfifo(folder / "timestamp.txt" / inside)
    else:
        (folder / "timestamp.txt" / inside).touch()
    (folder / "timestamp.txt.unreadable").write_text("mine")
    stage(folder, staged)
    assert not (staged / "timestamp.txt").exists()
    assert (staged / "timestamp.txt.unreadable").read_text() == "mine"
    assert [path.name.removesuffix(".replaced.txt") for path in (staged / "timestamp.txt.unreadable_").iterdir()] == [
        inside
    ]


@pytest.fixture
def small(course: Course, tmp_path: Path) -> Course:
    """A course of two notebooks, `linear_regression` and `more`."""
    copy = copied(course, tmp_path / "course")
    source = course_source()
    nbformat.write(source, copy.notebook("source").with_name("more.ipynb"))
    copy.nbgrader("generate_assignment", "linear_regression")
    return as_verified(copy)


def points(course: Course) -> dict[str, float]:
    return {student: sum(scores.values()) for student, scores in course.scores().items()}


@pytest.mark.machine
def test_an_assignment_of_several_notebooks(small: Course, solved: NotebookNode):
    for student in ("both", "one", "renamed", "none"):
        small.submit(student, solved)
    more = {student: small.notebook("submitted", student).with_name("more.ipynb") for student in ("both", "renamed")}
    nbformat.write(submitted("first", "second"), more["both"])
    nbformat.write(submitted("first", "second"), more["renamed"].with_name("more (1).ipynb"))
    small.notebook("submitted", "none").unlink()
    small.nbgrader("autograde", "linear_regression")
    assert points(small) == {"both": 23, "one": 20, "renamed": 23, "none": 0}
    assert small.notebook("autograded", "none").with_name("more.grading.json").exists()

    for student in ("both", "one"):
        small.notebook("submitted", student).write_text("{")
    nbformat.write(submitted("first", "second"), more["both"].with_name("more.ipynb"))
    small.nbgrader("autograde", "linear_regression", "--notebook", "more", "--student", "both", "--force")
    assert points(small) == {"both": 23, "one": 20, "renamed": 23, "none": 0}
    small.nbgrader("autograde", "linear_regression", "--student", "both", "--force")
    assert points(small) == {"both": 3, "one": 20, "renamed": 23, "none": 0}


@pytest.mark.machine
def test_a_new_submission_is_graded_again(course: Course, solved: NotebookNode, tmp_path: Path):
    small = new_course(course, tmp_path / "course")
    stamp = small.notebook("submitted", "someone").with_name("timestamp.txt")
    small.submit("someone", solved)
    stamp.write_text("2030-01-01 10:00:00 UTC")
    small.nbgrader("autograde", "linear_regression")
    assert points(small) == {"someone": 20}

    small.notebook("submitted", "someone").write_text("{")
    small.nbgrader("autograde", "linear_regression")  # the same time: the same submission
    assert points(small) == {"someone": 20}
    stamp.write_text("2030-01-01 11:00:00 UTC")
    small.nbgrader("autograde", "linear_regression")
    assert points(small) == {"someone": 0}

    small.submit("someone", solved)
    stamp.write_text("noon")  # what says nothing cannot say that it is newer
    small.nbgrader("autograde", "linear_regression")
    assert points(small) == {"someone": 0}
    small.nbgrader("autograde", "linear_regression", "--force")
    assert points(small) == {"someone": 20}


def test_a_test_is_moved_behind_the_own_cell_that_took_the_place_of_a_deleted_one():
    both = "second = 1\nfirst = 1"
    submission = submitted("setup", "test_first", "data", "test_second", both, "b", "test_all")
    notebook, repairs = repaired(submission, SOURCE)
    assert order(notebook) == ["setup", "data", both, "test_first", "test_second", "b", "test_all"]
    assert repairs == [
        "test_second stood before a cell that it tests, and was moved behind it",
        "test_first stood before a cell that it tests, and was moved behind it",
    ]


@pytest.fixture
def exporter(course: Course, solved: NotebookNode, tmp_path: Path) -> SubmissionExporter:
    """That of a run over one submission; nothing is graded."""
    made = course.copy_to(tmp_path / "course")
    made.submit("someone", solved)
    folders = CourseDirectory(root=str(made.root), assignment_id="linear_regression")
    converter = Autograde(coursedir=folders)
    converter.executor = None  # so that nobody looks for a gradebook and a sandbox
    return SubmissionExporter(parent=converter)


def taken_in(exporter: SubmissionExporter) -> dict[str, Any]:
    [[name]] = exporter.parent.assignments.values()
    home = Path(exporter.parent.coursedir.root) / "source" / "linear_regression"
    notebook, _ = exporter.taken_in(Path(name), home)
    return notebook.metadata["grading"]


@pytest.mark.parametrize("error", [MemoryError(), RecursionError("too deep"), KeyError("cells"), ValueError("\x1b[2J")])
@pytest.mark.parametrize("step", ["read", "repaired", "_elsewhere"])
def test_whatever_a_submission_causes_is_its_verdict(
    error: Exception, step: str, exporter: SubmissionExporter, monkeypatch: pytest.MonkeyPatch
):
    before = getattr(submissions, step)
    raised: list[Exception] = []

    def fails(*arguments: Any) -> Any:
        if raised:  # it is called again to make a notebook without an answer
            return before(*arguments)
        raised.append(error)
        raise error

    monkeypatch.setattr(submissions, step, fails)
    reason = taken_in(exporter)["not_gradable"]
    assert type(error).__name__ in reason
    assert reason.isprintable()


def test_an_error_of_this_machine_is_no_verdict(exporter: SubmissionExporter, monkeypatch: pytest.MonkeyPatch):
    def fails(*_: Any) -> Any:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(submissions, "read", fails)
    with pytest.raises(OSError, match="Too many open files"):
        taken_in(exporter)


def test_constructing_it_changes_nothing(course: Course, solved: NotebookNode, exporter: SubmissionExporter):
    folder = Path(exporter.parent.coursedir.root) / "submitted" / "someone" / "linear_regression"
    assert [path.name for path in folder.iterdir()] == ["linear_regression.ipynb"]
    assert "not_gradable" not in taken_in(exporter)
    staged = Path(exporter.parent.coursedir.format_path("submitted", "someone", "linear_regression"))
    assert staged != folder
    assert (staged / "linear_regression.ipynb").samefile(folder / "linear_regression.ipynb")
    exporter.parent.coursedir.close()
    assert not staged.exists()


STUBS = {
    "first": "def first():\n    raise NotImplementedError",
    "second": "def second():\n    raise NotImplementedError",
}


@pytest.mark.parametrize(
    ("graded", "other", "told"),
    [
        ({}, {"first": "def first():\n    return 1"}, "'copy.ipynb' has work on first; there 'graded.ipynb'"),
        ({"first": "def first():\n\n    pass"}, {"first": "def first():\n    return 1"}, "has work on first"),
        ({"first": "def first():\n    return 2"}, {"first": "def first():\n    return 1"}, ""),
        ({"first": "def first():\n    return 2"}, {"second": "def second():\n    return 1"}, "has work on second"),
        ({}, {}, ""),
    ],
    ids=["blank", "emptied", "worked on both", "each has its part", "both blank"],
)
def test_work_elsewhere_is_work_where_the_graded_notebook_has_none(
    graded: dict[str, str], other: dict[str, str], told: str, tmp_path: Path
):
    def notebook(answers: dict[str, str]) -> NotebookNode:
        cells = [cell(name, (STUBS | answers)[name], solution=True) for name in STUBS]
        return nbformat.v4.new_notebook(cells=cells)

    nbformat.write(notebook(other), tmp_path / "copy.ipynb")
    nbformat.write(notebook(graded), tmp_path / "graded.ipynb")
    words = submissions._elsewhere("graded.ipynb", notebook(graded), contents(tmp_path), STUBS)
    assert told in words
    assert bool(told) == bool(words)
