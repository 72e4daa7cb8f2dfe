"""What may stand on a page made of a submission; `tests/browser/` shows the same in a browser."""

import nbformat
import pytest
from bs4 import BeautifulSoup

from grading.pages import SAFE_TYPES, PlainOutputs, plain_markdown


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
