"""What may stand on a page made of a submission; `tests/browser/` shows the same in a browser."""

import nbformat
import pytest
from bs4 import BeautifulSoup

from grading.pages import SAFE_TYPES, PlainOutputs, plain_markdown, printable


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![a picture from elsewhere](https://example.org/x.png)",
        "<a href='page.html' onclick='alert(1)'>a file beside the notebook</a>",
        "[a file beside the notebook](page.html)",
        "[a file beside the notebook](//page.html)",
        "[a script](javascript:alert(1))",
        "<a href=' jAvascript:alert(1)'>a script</a>",
        "<button class='full-credit'>a button of the page's own</button>",
        "<div class='full-credit' id='notebook-container' style='position: fixed'>a cover</div>",
        "<details open ontoggle=alert(1)>x</details>",
        "<svg onload=alert(1)></svg><iframe src='javascript:alert(1)'></iframe><form action='/x'><input></form>",
        "| <style>*{}</style> | a |\n|---|---|\n| 1 | 2 |",
    ],
)
def test_markdown_of_a_students_neither_acts_nor_loads_anything(source: str):
    page = BeautifulSoup(plain_markdown(source), "html.parser")
    assert not page.find_all(["script", "img", "button", "svg", "iframe", "form", "input", "style"])
    assert not [tag for tag in page.find_all(True) if tag.attrs]


def test_markdown_keeps_what_it_is_for():
    page = BeautifulSoup(
        plain_markdown("# A\n\n[x](https://example.org) **b** `a < b` $x_1 < 2$\n\n| a |\n|---|\n| 1 |"), "html.parser"
    )
    assert page.h1.get_text() == "A"
    assert page.a["href"] == "https://example.org"
    assert page.strong.get_text() == "b"
    assert page.code.get_text() == "a < b"
    assert "$x_1 < 2$" in page.get_text()
    assert page.td.get_text() == "1"


def test_outputs_keep_text_and_pictures_alone():
    data = {"text/html": "<b>x</b>", "text/plain": "x\x1b]0;title\x07y", "image/png": "abcd", "text/latex": "$x$"}
    about = {"image/png": {"width": "1 onload=alert(1)"}, "filenames": {"image/png": "https://example.org/x.png"}}
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", data, metadata=about)])
    notebook = nbformat.v4.new_notebook(cells=[cell, nbformat.v4.new_raw_cell("<a href='page.html'>x</a>")])
    notebook, _ = PlainOutputs().preprocess(notebook, {})
    [cell] = notebook.cells
    assert set(cell.outputs[0].data) <= set(SAFE_TYPES)
    assert cell.outputs[0].data["text/plain"] == "xy"
    assert not cell.outputs[0].metadata


def test_a_progress_bar_is_one_line_also_where_a_kernel_sent_it_in_pieces():
    pieces = [nbformat.v4.new_output("stream", name="stderr", text=f"\r{step}/2000") for step in range(2001)]
    pieces.insert(1000, nbformat.v4.new_output("stream", name="stdout", text="half of it\n"))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=pieces)])
    notebook, _ = PlainOutputs().preprocess(notebook, {})
    assert [output.text for output in notebook.cells[0].outputs] == ["999/2000", "half of it\n", "2000/2000"]


def test_of_a_terminals_commands_nothing_is_left():
    assert printable("a\x1b[2Kb\x1b[?25lc\x1b]0;title\x07d\x1b[31me\x1b[0m") == "abcd\x1b[31me\x1b[0m"
