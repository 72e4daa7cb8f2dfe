"""Nothing goes out that the release leaves out of the notebook, whatever file it stands in."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import shutil
import tarfile
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbconvert.exporters import get_exporter
from nbformat import NotebookNode
from nbgrader.apps.api import NbGraderAPI
from nbgrader.exchange import ExchangeError
from nbgrader.exchange.abc import Exchange
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from grading import check
from grading.course import Course, CourseError
from grading.hooks import release
from grading.hooks.leaks import Secrets, texts
from grading.hooks.release import Checked, refusal
from grading.hooks.source import released

from . import ASSIGNMENT

SOLUTION = "    return torch.mean((y_pred - y_true) ** 2)\n"


@pytest.fixture(scope="module")
def secrets(source: NotebookNode) -> Secrets:
    return Secrets.of([(source, released(source, None))])


def found(secrets: Secrets, path: Path) -> str:
    return next((what for text in texts(path) if (what := text.unreadable or secrets.within(text.said))), "")


def zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside.py", content)
    return packed.getvalue()


def tarred(content: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        about = tarfile.TarInfo("inside.py")
        about.size = len(content)
        archive.addfile(about, io.BytesIO(content))
    return packed.getvalue()


def printed(text: str) -> bytes:
    """A page of a PDF, compressed."""
    lines = [line.translate({ord(sign): "\\" + sign for sign in "\\()"}) for line in text.splitlines()]
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 14 TL {' '.join(f'({line}) Tj T*' for line in lines)} ET".encode())
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Courier"}
    fonts = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
    for name in ("/F1", "/Font"):
        fonts = DictionaryObject({NameObject(name): fonts})
    writer, packed = PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(600, 800)
    page[NameObject("/Contents")] = stream.flate_encode()
    page[NameObject("/Resources")] = fonts
    writer.write(packed)
    return packed.getvalue()


WRITTEN = {
    "plain.py": SOLUTION.encode(),
    "other_spaces.txt": b"return  torch.mean(\n\t(y_pred-y_true)**2 )",
    "page.html": html.escape(SOLUTION).replace("mean", "<span class='n'>mean</span>").encode(),
    "list_of_lines.json": json.dumps({"source": SOLUTION.splitlines(keepends=True)}).encode(),
    "json_in_json.json": json.dumps(json.dumps({"source": f'"""{SOLUTION}"""'})).encode(),
    "escaped.json": json.dumps(SOLUTION).replace("*", "\\u002a").encode(),
    "utf_16.txt": SOLUTION.encode("utf-16"),
    "archive.zip": zipped(SOLUTION.encode()),
    "archive_in_archive.zip": zipped(zipped(SOLUTION.encode())),
    "archive.tar.gz": gzip.compress(tarred(SOLUTION.encode())),
    "printed.pdf": printed(SOLUTION),
    "link.html": b'<a href="data:text/plain;base64,' + base64.b64encode(SOLUTION.encode()) + b'">x</a>',
    "attachment.ipynb": json.dumps(
        {"application/zip": base64.encodebytes(zipped(SOLUTION.encode())).decode()}
    ).encode(),
    "short_lines_behind_their_head.py": b"def zero_gradients(weights):\n    weights.grad.zero_()\n",
    "whole_block.md": b"`def add_bias_column(X):`\nones = torch.ones_like(X)\nreturn torch.cat([X, ones],\n dim=1)",
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_solution_is_found_however_it_is_written_down(name: str, secrets: Secrets, tmp_path: Path):
    (tmp_path / name).write_bytes(WRITTEN[name])
    assert found(secrets, tmp_path / name).startswith("holds what the release leaves out of the cell ")


@pytest.mark.parametrize("name", ["compiled.pyc", "archive.7z", "damaged.zip", "damaged.pdf"])
def test_what_cannot_be_searched_is_not_passed(name: str, secrets: Secrets, tmp_path: Path):
    damaged = zipped(bytes(1000)).replace(b"inside.py", b"outside.py"[:9], 1)
    content = {
        "compiled.pyc": b"\xa7\r\r\n",
        "archive.7z": b"7z\xbc\xaf\x27\x1c",
        "damaged.zip": damaged,
        "damaged.pdf": printed("a")[:-200],
    }
    (tmp_path / name).write_bytes(content[name])
    assert "be searched" in found(secrets, tmp_path / name)


#: What JupyterLab exports a notebook as; a PDF above.
@pytest.mark.parametrize("form", ["notebook", "html", "slides", "script", "latex", "markdown", "rst", "asciidoc"])
def test_every_hidden_test_alone_is_found_and_the_release_is_not(
    form: str, source: NotebookNode, release: NotebookNode, secrets: Secrets, tmp_path: Path
):
    exporter = get_exporter(form)()

    def written(notebook: NotebookNode) -> Path:
        # Other programs make texts for LaTeX and the like; the code is nbconvert's to write.
        codes = [one for one in notebook.cells if one.cell_type == "code" or form in ("notebook", "html")]
        path = tmp_path / f"written.{form}"
        path.write_text(exporter.from_notebook_node(nbformat.v4.new_notebook(cells=codes))[0], encoding="utf-8")
        return path

    assert found(secrets, written(release)) == ""
    hidden = [one for one in source.cells if "BEGIN HIDDEN TESTS" in one.source]
    assert len(hidden) >= 6
    for one in hidden:
        told = found(secrets, written(nbformat.v4.new_notebook(cells=[one])))
        assert "of the cell test_" in told, one.metadata.nbgrader.grade_id


@pytest.mark.parametrize(
    "text",
    [
        "return loss\nwith torch.no_grad():\nloss.backward()\nweights.grad.zero_()\n",
        "def fit(X, y):\n    ...\n    return loss\n",
        'raise NotImplementedError("Replace this line with your own code.")',
        "def zero_gradients(weights):\n" + "    # your turn\n" * 300 + "    weights.grad.zero_()\n",
    ],
    ids=["anybody's lines", "another function", "the stub", "far from its head"],
)
def test_what_anybody_writes_is_no_alarm(text: str, secrets: Secrets, tmp_path: Path):
    (tmp_path / "hints.md").write_text(text)
    assert found(secrets, tmp_path / "hints.md") == ""


def test_what_the_release_shows_anyway_is_no_alarm(source: NotebookNode, tmp_path: Path):
    shown = nbformat.v4.new_notebook(cells=[*source.cells, nbformat.v4.new_markdown_cell(f"Like this:\n{SOLUTION}")])
    (tmp_path / "mine.py").write_text(SOLUTION)
    assert found(Secrets.of([(shown, released(shown, None))]), tmp_path / "mine.py") == ""


def test_the_refusal_names_the_files_and_says_what_to_do(course: Course, tmp_path: Path):
    for name in ("a.py", "b.txt"):
        (tmp_path / name).write_text(SOLUTION)
    (tmp_path / "data.csv").write_text("x,y\n1,2\n")
    home = course.notebook("source").parent
    words = refusal(tmp_path, sorted(tmp_path.iterdir()), home, None)
    assert words.startswith("Nothing was released: a.py holds what the release leaves out of the cell mse_loss; b.txt ")
    assert "data.csv" not in words
    assert "Move them out of" in words


@pytest.fixture
def leaky(course: Course, tmp_path: Path) -> Course:
    """A course that has been generated, and has a page with solutions beside the notebook since."""
    made = course.copy_to(tmp_path / "course")
    (made.notebook("source").with_name("data.csv")).write_text("x,y\n")
    made.nbgrader("generate_assignment", ASSIGNMENT)
    made.notebook("source").with_name("mine.feedback.html").write_text(f"<pre>{html.escape(SOLUTION)}</pre>")
    return made


@pytest.mark.machine
def test_generating_refuses_before_anything_is_touched(leaky: Course):
    release = leaky.notebook("release")
    before = release.stat().st_mtime_ns
    assert release.with_name("data.csv").exists()
    with pytest.raises(CourseError, match=r"mine\.feedback\.html holds what .* of the cell mse_loss"):
        leaky.nbgrader("generate_assignment", ASSIGNMENT, "--force")
    assert release.stat().st_mtime_ns == before
    assert {path.name for path in release.parent.iterdir()} == {release.name, "data.csv"}
    shutil.rmtree(leaky.root / "release")
    with pytest.raises(CourseError, match=r"Move them out of"):
        leaky.nbgrader("generate_assignment", ASSIGNMENT)
    assert not (leaky.root / "release").exists()
    told = NbGraderAPI(leaky.settings(), config=leaky.application().config).generate_assignment(ASSIGNMENT)
    assert not told["success"]  # as Formgrader asks
    assert "mine.feedback.html" in told["log"]
    leaky.notebook("source").with_name("mine.feedback.html").unlink()
    leaky.nbgrader("generate_assignment", ASSIGNMENT)


@pytest.mark.machine
def test_releasing_refuses_before_anything_is_handed_out(
    leaky: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    exchange = tmp_path / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    monkeypatch.setenv("NBGRADER_EXCHANGE_ROOT", str(exchange))
    nested = leaky.notebook("release").parent / "more" / "solutions.ipynb"
    nested.parent.mkdir()
    shutil.copy(leaky.notebook("source"), nested)
    with pytest.raises(CourseError, match=r"more/solutions\.ipynb holds what the release leaves out"):
        leaky.nbgrader("release_assignment", ASSIGNMENT)
    assert not list(exchange.rglob("*.ipynb"))
    nested.unlink()
    leaky.nbgrader("release_assignment", ASSIGNMENT)
    assert [path.name for path in exchange.rglob("*.ipynb")] == [f"{ASSIGNMENT}.ipynb"]


@pytest.mark.machine
def test_so_it_does_to_an_exchange_that_is_no_folder(leaky: Course):
    """One that takes the place of nbgrader's takes that of its check, too; `Checked` brings it back."""
    handed_out: list[str] = []

    class Elsewhere(Exchange):
        def init_src(self) -> None:
            self.src_path = str(leaky.notebook("release").parent)

        def init_dest(self) -> None: ...

        def copy_files(self) -> None:
            handed_out.append(self.src_path)

    class CheckedElsewhere(Checked, Elsewhere): ...

    settings = leaky.settings()
    settings.assignment_id = ASSIGNMENT
    leak = leaky.notebook("release").with_name("solutions.ipynb")
    shutil.copy(leaky.notebook("source"), leak)
    with pytest.raises(ExchangeError, match=r"solutions\.ipynb holds what the release leaves out"):
        CheckedElsewhere(coursedir=settings).start()
    assert handed_out == []
    leak.unlink()
    CheckedElsewhere(coursedir=settings).start()
    assert handed_out == [str(leaky.notebook("release").parent)]


def test_a_page_never_goes_where_a_course_keeps_its_own(course: Course, tmp_path: Path):
    made = course.copy_to(tmp_path / "course")
    other = course.copy_to(tmp_path / "other")
    for notebook in (made.notebook("source"), made.notebook("submitted", "someone"), other.notebook("release")):
        assert check.page_of(made, notebook, None) == made.root / "check" / f"{ASSIGNMENT}.feedback.html"
    mine = tmp_path / "mine.ipynb"
    assert check.page_of(made, mine, None) == tmp_path / "mine.feedback.html"
    assert check.page_of(made, made.notebook("source"), tmp_path / "page.html") == tmp_path / "page.html"
    (tmp_path / "link").symlink_to(made.root / "source")
    with pytest.raises(CourseError, match="--page another folder"):
        check.page_of(made, mine, tmp_path / "link" / "page.html")


@pytest.mark.machine
def test_an_exchange_that_cannot_be_made_is_said_with_what_to_do(
    new: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NBGRADER_EXCHANGE_ROOT", str(tmp_path / "not" / "there"))
    monkeypatch.setattr(release.os, "access", lambda path, mode: Path(path) != tmp_path)  # root may write anywhere
    with pytest.raises(CourseError, match=r"export NBGRADER_EXCHANGE_ROOT=FOLDER\. Or have root make it: install"):
        new.nbgrader("release_assignment", ASSIGNMENT)
    monkeypatch.undo()
    monkeypatch.setenv("NBGRADER_EXCHANGE_ROOT", str(tmp_path / "not" / "there"))
    new.nbgrader("release_assignment", ASSIGNMENT)
    assert list(tmp_path.glob(f"not/there/*/outbound/{ASSIGNMENT}"))


@pytest.mark.machine
def test_pages_of_work_from_elsewhere_are_named_and_the_others_go_out(
    new: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NBGRADER_EXCHANGE_ROOT", str(tmp_path / "exchange"))
    (tmp_path / "exchange").mkdir()
    (tmp_path / "exchange").chmod(0o777)
    with pytest.raises(CourseError, match=f"no feedback pages. Run: python -m grading feedback {ASSIGNMENT}"):
        new.nbgrader("release_feedback", ASSIGNMENT)
    for student in ("4711", "[in] brackets"):
        page = new.notebook("feedback", student)
        page.parent.mkdir(parents=True)
        page.write_text(student)
    with pytest.raises(CourseError, match=r"Not released: 4711, \[in\] brackets.*see docs/lms.md"):
        new.nbgrader("release_feedback", ASSIGNMENT)
    for name in ("timestamp.txt", "submission_secret.txt"):
        new.notebook("feedback", "[in] brackets").with_name(name).write_text("2030-01-02 03:04:05 UTC")
    said = new.nbgrader("release_feedback", ASSIGNMENT)
    assert "Not released: 4711. Their submissions did not come by the exchange" in said
    assert [page.read_text() for page in (tmp_path / "exchange").rglob("*.html")] == ["[in] brackets"]
