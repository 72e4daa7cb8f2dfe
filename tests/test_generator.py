"""Whatever is handed in, and whatever it shows, is a verdict: nothing of ours raises, swells or writes elsewhere.

Submissions are made up: cells, metadata, outputs, files and folders, times and names. They go through intake, repair,
vetting, writing, the feedback page, Formgrader's view and the report. Nothing is run.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from grading import printing, scratch
from grading.course import Course
from grading.hooks import pages as made_of
from grading.seal.window.records import Verdict

from . import ASSIGNMENT
from .classes import as_verified, new_course
from .pretending import Pretends, grade, pages, reports

pytestmark = pytest.mark.machine

NOTEBOOK, HONEST = f"{ASSIGNMENT}.ipynb", "somebody"


def cells_of(notebook: NotebookNode) -> list[NotebookNode]:
    """Those that nbgrader knows, but for the long one of the checks' helpers: nothing is run, and pages are short."""
    known = {number: cell.metadata.get("nbgrader", {}).get("grade_id") for number, cell in enumerate(notebook.cells)}
    return [notebook.cells[number] for number, name in known.items() if name not in (None, "course_checks")]


CASES = cells_of(nbformat.read(Path(__file__).parents[1] / "source" / ASSIGNMENT / NOTEBOOK, as_version=4))
TESTS = {name for cell in CASES if (name := cell.metadata.get("nbgrader", {}).get("grade_id", "")).startswith("test_")}
#: So many are graded together.
CLASS = 20
NAMES = [cell.metadata.nbgrader.grade_id for cell in CASES]

# Pieces that have been somebody's trouble, some of them many times over.
PIECES = [
    "\\begin{a}", "\t\n", "$", "`", "<script>alert(1)</script>", "\x1b]0;x\x07", "\x1b[2J", "\r", "\ud800", "\udfff",
    "\0", "é", "😀", "\u2028", "\u202e", "[a](http://localhost)", "| a |\n|---|\n", "# ", "x = 1\n", "def f(:\n",
    "%%html\n", '"""', "(", "\\", "\n\n", "NaN", "<img src=x onerror=alert(1)>", "{{ 7 * 7 }}", "{% raw %}",
]  # fmt: skip
words = st.one_of(
    st.text(max_size=20),
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from([1, 1, 1, 3, 700, 7000])), max_size=3).map(
        lambda found: "".join(piece * times for piece, times in found)
    ),
)
numbers = st.one_of(st.integers(-9, 9), st.sampled_from([10**30, -(2**63), 1e308, float("nan"), float("inf")]))
plain = st.one_of(st.none(), st.booleans(), numbers, words)


def in_lists(value: Any, depth: int) -> Any:
    for _ in range(depth):
        value = [value]
    return value


anything = st.one_of(
    st.recursive(
        plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3), max_leaves=6
    ),
    st.builds(in_lists, plain, st.sampled_from([30, 300])),
    st.builds(lambda value, times: [value] * times, plain, st.sampled_from([100, 3000])),
)
grade_ids = st.one_of(st.sampled_from(NAMES), anything)
metadata = st.one_of(
    anything,
    st.dictionaries(st.sampled_from(["tags", "collapsed", "name", "jupyter", "slideshow"]), anything, max_size=2),
    st.builds(lambda name, other: {"nbgrader": {"grade_id": name} | other}, grade_ids, st.dictionaries(
        st.sampled_from(["grade", "solution", "locked", "points", "schema_version", "cell_type"]), anything, max_size=3,
    )),
)  # fmt: skip
cells = st.one_of(
    anything,
    st.fixed_dictionaries(
        {"cell_type": st.sampled_from(["code", "markdown", "raw", "heading"]) | anything, "source": words | anything},
        optional={"metadata": metadata, "outputs": anything, "attachments": anything, "id": anything},
    ),
)
changed = st.tuples(
    st.sampled_from(range(len(CASES))), st.sampled_from(["gone", "again", "moved", "other", "kind"]), words
)
mimes = st.sampled_from(
    ["text/plain", "text/html", "image/png", "application/json", "text/x-json", "application/vnd.x+json"]
)
bundles = st.dictionaries(mimes | words, words | anything, max_size=3) | anything
ids = st.sampled_from(["a", "b"])
outputs = st.one_of(
    anything,
    st.fixed_dictionaries(
        {"output_type": st.sampled_from(["display_data", "execute_result"]), "data": bundles, "metadata": anything},
        optional={"execution_count": anything, "transient": st.fixed_dictionaries({"display_id": ids | anything})},
    ),
    st.fixed_dictionaries(
        {"output_type": st.just("stream"), "name": st.sampled_from(["stdout", "stderr"]), "text": words}
    ),
    st.fixed_dictionaries({
        "output_type": st.just("error"), "ename": words, "evalue": words, "traceback": st.lists(words, max_size=3),
    }),
)  # fmt: skip
updates = st.fixed_dictionaries({"display_id": ids | anything, "data": bundles, "metadata": anything})
times = st.sampled_from([1, 1, 1, 200, 3000])
shown = st.builds(
    lambda one, many, others, more: (one * many, others * more), st.lists(outputs, max_size=2), times,
    st.lists(updates, max_size=1), times,
)  # fmt: skip
names = st.one_of(
    st.sampled_from([
        NOTEBOOK, "timestamp.txt", f"{ASSIGNMENT}.grading.json", "a.ipynb", "utils.py", ".ipynb_checkpoints", "-rf",
        "a b", "linear_regression_files", "[a]*?", f"{NOTEBOOK}.replaced.txt",
    ]),
    st.binary(min_size=1, max_size=40).map(lambda name: os.fsdecode(name.translate(None, b"/\0") or b"x")),
).filter(lambda name: name not in (".", ".."))  # fmt: skip
entries = st.tuples(
    st.lists(names, min_size=1, max_size=3),
    st.sampled_from(["file", "file", "link", "pipe", "folder", "sparse", "deep"]),
    words,
)
stamps = st.one_of(
    words, st.sampled_from(["2030-01-01 00:00:00 UTC", "0001-01-01", "9999-12-31 23:59 UTC", "9" * 10**6, "1e9", "now"])
)
verdicts = st.tuples(st.sampled_from([Verdict.PASSED, Verdict.FAILED, Verdict.CRASHED, Verdict.TIMED_OUT]), words)


@dataclass(frozen=True)
class Made:
    """A submission, and what its code would show."""

    student: str
    changes: list[tuple[int, str, str]]
    more: list[Any]
    instead: Any  # what the notebook's file holds, where that is no notebook
    files: list[tuple[list[str], str, str]]
    stamp: str | None
    sent: list[Any]
    ends: list[Any]


submissions = st.builds(
    Made, names.filter(lambda name: not name.startswith(".") and name != HONEST),
    st.lists(changed, max_size=3), st.lists(cells, max_size=3),
    st.none() | st.none() | st.none() | st.binary(max_size=50) | anything, st.lists(entries, max_size=4),
    st.none() | stamps, st.lists(shown, max_size=4), st.lists(verdicts, max_size=6),
)  # fmt: skip


def content(made: Made, solved: NotebookNode) -> bytes:
    """The notebook's file."""
    if isinstance(made.instead, bytes):
        return made.instead
    found: list[Any] = [dict(cell) for cell in solved.cells]
    for place, what, text in made.changes:
        if what == "gone":
            found[place] = None
        elif what == "again":
            found.append(found[place])
        elif what == "moved":
            found.insert(0, found[place])
        elif found[place]:
            found[place] = found[place] | ({"source": text} if what == "other" else {"cell_type": text or "markdown"})
    notebook = {"cells": [*filter(None, found), *made.more], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook if made.instead is None else made.instead).encode()


def hand_in(made: Made, solved: NotebookNode, folder: Path) -> None:
    """Write it, as far as a disk can hold it."""
    folder.mkdir(parents=True)
    (folder / NOTEBOOK).write_bytes(content(made, solved))
    if made.stamp is not None:
        (folder / "timestamp.txt").write_text(made.stamp, errors="replace")
    for parts, kind, text in made.files:
        path = folder.joinpath(*parts)
        with contextlib.suppress(OSError):  # there is something of that name
            path.parent.mkdir(parents=True, exist_ok=True)
            if kind == "link":
                path.symlink_to("/etc/passwd")
            elif kind == "pipe":
                os.mkfifo(path)
            elif kind == "folder":
                path.mkdir()
            elif kind == "deep":
                path.joinpath(*["a"] * 300).mkdir(parents=True)
            elif not path.exists():
                path.write_text(text, errors="replace")
                if kind == "sparse":
                    os.truncate(path, 4 << 30)


def state(folder: Path) -> dict[str, Any]:
    """All that is below a folder, with what it is; of files their beginnings."""
    found: dict[str, Any] = {}
    for here, inner, files in os.walk(folder):
        for name in (*inner, *files):
            path = Path(here, name)
            status = path.lstat()
            beginning = b""
            if stat.S_ISREG(status.st_mode):
                with path.open("rb") as file:
                    beginning = file.read(1 << 20)
            found[str(path)] = status.st_mode, status.st_mtime_ns, beginning
    return found


@pytest.fixture(scope="module")
def small(course: Course, short: NotebookNode, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course of a shorter notebook, with one honest student, who stays in it."""
    made = new_course(course, tmp_path_factory.mktemp("generated") / "course")
    notebook = nbformat.read(made.notebook("source"), as_version=4)
    notebook.cells = cells_of(notebook)
    nbformat.write(notebook, made.notebook("source"))
    made.nbgrader("generate_assignment", ASSIGNMENT, "--force")
    as_verified(made).submit(HONEST, short)
    [graded] = grade(made, Pretends())
    assert set(graded.verdicts.values()) == {Verdict.PASSED}
    return made


@pytest.fixture(scope="module")
def short(solved: NotebookNode) -> NotebookNode:
    return NotebookNode(solved | {"cells": cells_of(solved)})


@pytest.fixture
def given_to_format(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many characters Pygments and the sanitiser were given for the pages of each student."""
    sizes: Counter[str] = Counter()
    shown: list[str] = []
    from_filename = Exporter.from_filename

    def one(self: Exporter, filename: str, *arguments: Any, **options: Any) -> Any:
        shown.append(Path(filename).parts[-3])
        return from_filename(self, filename, *arguments, **options)

    def counting(function: Any) -> Any:
        def counted(text: str, *arguments: Any, **options: Any) -> Any:
            sizes[shown[-1]] += len(text)
            return function(text, *arguments, **options)

        return counted

    monkeypatch.setattr(Exporter, "from_filename", one)
    monkeypatch.setattr(made_of, "_FORMAT_CODE", counting(made_of._FORMAT_CODE))
    monkeypatch.setattr(made_of.bleach, "clean", counting(made_of.bleach.clean))
    return sizes


class InTurn(Pretends):
    """Of each submission that is run, what the next of these would show."""

    def __init__(self, turns: Sequence[Made]) -> None:
        super().__init__()
        self.turns = iter(turns)

    def submit(self, grade: Callable[..., Any], /, *arguments: Any, **options: Any) -> Future[Any]:
        turn = next(self.turns)
        self.sent, self.ends = turn.sent, turn.ends
        return super().submit(grade, *arguments, **options)


def end_as_verdicts(
    everybody: Sequence[Made], small: Course, solved: NotebookNode, given_to_format: Counter[str]
) -> None:
    """Those of one class, graded together."""
    root = small.root
    folders = {made.student: root / "submitted" / made.student for made in everybody}
    assert len(folders) == len(everybody)
    for made in everybody:
        hand_in(made, solved, folders[made.student] / ASSIGNMENT)
    before = {student: state(folder) for student, folder in folders.items()}
    aside = state(root / "source") | state(root / "release")
    given_to_format.clear()
    try:
        students = {name: made.student for made in everybody for name in (made.student, printing.shown(made.student))}
        graded = {students[one.student]: one for one in grade(small, InTurn(everybody))}
        assert graded.keys() == folders.keys()
        for student, one in graded.items():
            assert one.verdicts.keys() == TESTS, (student, one.reason)
            assert Verdict.INFRASTRUCTURE_ERROR not in one.odd, student
        for student, page in pages(small, folders):
            assert "<script>alert" not in page, student
            assert len(page) < 3_000_000, student
        reports(small, root.parent)
        assert [student for student in folders if given_to_format[student] >= 2_000_000] == []
        assert all(given_to_format[student] for student in folders if small.notebook("feedback", student).exists())
        for student, folder in folders.items():
            assert state(folder) == before[student], student
        assert state(root / "source") | state(root / "release") == aside
        assert {path.name for path in root.parent.iterdir()} <= {"course", "report.html", "report.json", "report.csv"}
        assert {path.name for path in root.iterdir()} <= {
            "autograded", "feedback", "gradebook.db", "nbgrader_config.py", "release", "source", "submitted",
            "verified",
        }  # fmt: skip
        for step in ("autograded", "feedback"):
            for path in state(root / step):
                below = Path(path).relative_to(root / step).parts
                assert below[0] in (*folders, HONEST)
                assert below[1:2] in ((), (ASSIGNMENT,))
                assert not Path(path).is_symlink()
        for path in [path for one in folders if (path := small.notebook("autograded", one)).exists()]:
            nbformat.validate(nbformat.read(path, as_version=4))
            json.loads(path.read_text(encoding="utf-8"), parse_constant=pytest.fail)
    finally:
        for step in ("submitted", "autograded", "feedback"):
            for student in folders:
                scratch.remove(root / step / student)
        with small.gradebook() as gradebook:
            for student in gradebook.students:
                if student.id != HONEST:
                    gradebook.remove_student(student.id)


def drawn(part: int, size: int) -> list[Made]:
    """So many submissions; other ones in each part."""
    found: list[Made] = []

    @seed(part)
    @given(submissions)
    @settings(
        max_examples=size,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def draw(made: Made) -> None:
        found.append(made)

    draw()
    return found


def classes(everybody: Sequence[Made]) -> Iterator[list[Made]]:
    """Those in classes, in which no two have one name."""
    for first in range(0, len(everybody), CLASS):
        known: set[str] = set()
        chosen = everybody[first : first + CLASS]
        for number, made in enumerate(chosen):
            if made.student in known:
                chosen[number] = made = replace(made, student=f"{made.student} {number}")
            known.add(made.student)
        yield chosen


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of a whole notebook, where one fails
@pytest.mark.parametrize(
    ("part", "size"),
    [(0, 5), *(pytest.param(part, 500, marks=pytest.mark.whole) for part in range(1, 11))],
)
def test_whatever_is_handed_in_ends_as_a_verdict(
    part: int, size: int, small: Course, short: NotebookNode, given_to_format: Counter[str]
):
    everybody = drawn(part, size)
    assert len(everybody) == size
    for some in classes(everybody):
        end_as_verdicts(some, small, short, given_to_format)
