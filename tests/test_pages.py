"""What may stand on a page made of a submission; `tests/browser/` shows the same in a browser."""

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode

from grading.hooks import pages
from grading.hooks.pages import SAFE_TYPES, PlainOutputs, plain_code, plain_markdown, printable


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


@pytest.mark.parametrize("data", [{}, {"text/html": "<b>x</b>"}, {"application/x-mine": "x"}])
def test_what_is_not_shown_is_said(data: dict[str, str]):
    """nbconvert would only warn on the terminal."""
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", data)])
    notebook, _ = PlainOutputs().preprocess(nbformat.v4.new_notebook(cells=[cell]), {})
    assert notebook.cells[0].outputs[0].data == {"text/plain": "[This page does not show an output of this kind.]"}


def test_a_progress_bar_is_one_line_also_where_a_kernel_sent_it_in_pieces():
    pieces = [nbformat.v4.new_output("stream", name="stderr", text=f"\r{step}/2000") for step in range(2001)]
    pieces.insert(1000, nbformat.v4.new_output("stream", name="stdout", text="half of it\n"))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=pieces)])
    notebook, _ = PlainOutputs().preprocess(notebook, {})
    assert [output.text for output in notebook.cells[0].outputs] == ["999/2000", "half of it\n", "2000/2000"]


def test_of_a_terminals_commands_nothing_is_left():
    assert printable("a\x1b[2Kb\x1b[?25lc\x1b]0;title\x07d\x1b[31me\x1b[0m") == "abcd\x1b[31me\x1b[0m"


@pytest.mark.parametrize(
    "link",
    [
        "http://localhost:8888/api/shutdown",
        "https://LOCALHOST./",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://[::1]:8888/",
        "http://10.0.0.7/",
        "http://192.168.0.1/",
        "http://172.16.0.1/",
        "http://169.254.169.254/latest",
        "http://8.8.8.8/",
        "http://grader/",
        "http://grader.local/",
        "http://grader.internal:80/",
        "http://jupyter.localhost/",
        "http://1.0.168.192.in-addr.arpa/",
        "http://example.org@localhost/",
        "http://example.org:80@127.0.0.1/",
        "http:\\\\localhost/",
        "http://example.org\\@localhost/",
        "http:///localhost/",
        "http:localhost/",
        "http://%6cocalhost/",
        "http://&#108;ocalhost/",
        "http://ⓛocalhost/",
        "http://localhost\t.org/",
        "http://example.org:99999999/",
    ],
)
def test_no_link_leads_to_this_machine_or_one_beside_it(link: str):
    for source in (f"[x]({link})", f"[x](<{link}>)", f'<a href="{link}">x</a>', f"<{link}>", f"[x][1]\n\n[1]: {link}"):
        page = BeautifulSoup(plain_markdown(source), "html.parser")
        assert [tag["href"] for tag in page.find_all("a") if "href" in tag.attrs] == [], source


@pytest.mark.parametrize(
    "link",
    [
        "https://pytorch.org/docs/stable/generated/torch.cat.html#torch.cat",
        "http://example.org:8080/a?b=c&d=e",
        "https://example.org/@somebody/a%20b",
        "mailto:someone@example.org",
        "https://xn--bcher-kva.example",
    ],
)
def test_links_to_elsewhere_stay(link: str):
    assert BeautifulSoup(plain_markdown(f"[x]({link})"), "html.parser").a["href"] == link


def test_a_number_that_python_does_not_read_is_no_sign():
    page = plain_markdown(f"<a href='http://example.org/&#{'9' * 5000};'>x</a>")
    assert BeautifulSoup(page, "html.parser").a["href"] == "http://example.org/;"


def page_of(notebook: NotebookNode) -> tuple[str, list[int]]:
    """The page of a notebook, and how many characters the slow filters were given for it, text by text."""
    given = []

    def counting(filter_):
        def counted(source: str, *arguments: object, **options: object) -> str:
            given.append(0 if isinstance(source, pages.Unformatted) else len(source))
            return str(filter_(source, *arguments, **options))

        return counted

    filters = {"markdown2html": plain_markdown, "highlight_code": plain_code}
    exporter = HTMLExporter(filters={name: counting(one) for name, one in filters.items()}, sanitize_html=True)
    exporter.register_preprocessor(PlainOutputs(), enabled=True)
    return exporter.from_notebook_node(notebook)[0], given


new = nbformat.v4
LARGE = {
    "formulas that never end": [new.new_markdown_cell("\\begin{a}" * 14_000)],
    "many long texts": [new.new_markdown_cell("\\begin{a}" * 1000) for _ in range(300)],
    "lines of blanks": [new.new_code_cell("a = 1\n" + "\t\n" * 24_000 + "b = 2")],
    "many cells": [new.new_code_cell("a = 1\n" * 9) for _ in range(pages.MOST_CELLS + 20)],
    "many displays": [
        new.new_code_cell("", outputs=[new.new_output("display_data", {"text/plain": "a"})] * 150) for _ in range(5)
    ],
    "long outputs": [
        new.new_code_cell("", outputs=[new.new_output("display_data", {"text/plain": "a" * 10**6})] * 20),
        new.new_code_cell("", outputs=[new.new_output("stream", text="\rabc" * 10**6)]),
        new.new_code_cell("", outputs=[new.new_output("error", ename="E", evalue="", traceback=["a" * 10**6] * 9)]),
    ],
}


@pytest.mark.parametrize("cells", LARGE.values(), ids=LARGE)
def test_what_a_page_is_made_of_is_bounded_and_the_page_says_so(cells: list[NotebookNode]):
    page, given = page_of(nbformat.from_dict(new.new_notebook(cells=cells)))
    assert "This page leaves out" in page
    assert max(given, default=0) <= 5_000  # they take the square of a text's length
    assert sum(given) <= 40_200
    bare, _ = page_of(new.new_notebook())
    text = BeautifulSoup(page, "html.parser").find_all("pre")
    assert len(text) <= pages.MOST_CELLS + pages.MOST_OUTPUTS_IN_ALL + len(cells)
    assert len(page) - len(bare) < 3 * pages.MOST_TEXTS


def test_what_is_not_formatted_is_shown_as_it_is():
    cells = [new.new_markdown_cell("# <b>&amp;\n" * 1000), new.new_code_cell("a = '<b>&amp;'\n" * 1000)]
    page = BeautifulSoup(page_of(new.new_notebook(cells=cells))[0], "html.parser")
    shown = [each.get_text() for each in page.find_all("pre")]
    assert [cell.source in text for cell, text in zip(cells, shown, strict=False)] == [True, True]


def test_a_cell_of_the_instructors_and_an_answer_are_always_there():
    marks = {"schema_version": 3, "grade_id": "a", "points": 1, "task": False, "cell_type": "code"}
    locked = new.new_code_cell(
        "a = 1\n" * 9000, metadata={"nbgrader": marks | {"locked": True, "grade": True, "solution": False}}
    )
    answer = new.new_code_cell(
        "b = 2\n" * 9000, metadata={"nbgrader": marks | {"locked": False, "grade": False, "solution": True}}
    )
    own = [new.new_code_cell("c") for _ in range(pages.MOST_CELLS + 7)]
    notebook, _ = PlainOutputs().preprocess(new.new_notebook(cells=[*own, locked, answer]), {})
    assert [cell.source for cell in notebook.cells[:-3]] == ["c"] * pages.MOST_CELLS
    assert notebook.cells[-3].source == locked.source
    assert notebook.cells[-2].source.startswith("b = 2\n" * 3000)
    assert notebook.cells[-1].source == "[This page leaves out 7 more cells; the notebook has them.]"


def test_code_is_coloured_as_it_was():
    assert '<span class="k">def</span>' in plain_code("def f():\n   \n    return 1")


def test_what_ended_a_cell_is_on_the_page_behind_whatever_it_has_shown():
    shown = [new.new_output("display_data", {"text/plain": "a"})] * (pages.MOST_OUTPUTS + 20)
    error = new.new_output("error", ename="E", evalue="v", traceback=["E: v"])
    cells = [new.new_code_cell("", outputs=[*shown, error]) for _ in range(8)]
    notebook, _ = PlainOutputs().preprocess(nbformat.from_dict(new.new_notebook(cells=cells)), {})
    assert [cell.outputs[-2].traceback for cell in notebook.cells] == [["E: v"]] * 8
    assert "leaves out 20 of the 121 outputs" in notebook.cells[0].outputs[-1].text
    assert sum(len(cell.outputs) for cell in notebook.cells) <= pages.MOST_OUTPUTS_IN_ALL + 3 * 8
