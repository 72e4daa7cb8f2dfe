"""Where a learner's eyes are: a check's verdict stands in the view once it is run, however small the window is."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from playwright.sync_api import Browser, Locator, Page, expect

from grading.course import Course
from tests import ASSIGNMENT
from tests.conftest import cell as named
from tests.test_notebook import EXERCISES

from .conftest import PATIENCE, jupyterlab

pytestmark = [pytest.mark.machine, pytest.mark.whole]

#: Width and height in pixels of the page; zoomed by two, half as many are as large as those of the first.
WINDOWS = {"1366x768": (1366, 768, 1), "1024x768": (1024, 768, 1), "zoomed": (683, 384, 2)}
WRONG = {
    "add_bias_column": "def add_bias_column(X):\n    return torch.cat([torch.ones_like(X), X], dim=1)",
    "mse_loss": "def mse_loss(y_pred, y_true):\n    return np.mean((y_pred - y_true) ** 2)",
    "backward_pass": "def backward_pass(weights, X_b, y):\n    loss = mse_loss(weights @ X_b, y)\n    return loss",
    "update_weights": "def update_weights(weights, learning_rate):\n    weights -= learning_rate * weights.grad",
    "zero_gradients": "def zero_gradients(weights):\n    weights.zero_()",
}  # fmt: skip
#: From the cross to the end of the first bullet: above and below it in the notebook's view, in pixels, what is left.
ROOM = """output => {
    const text = output.textContent
    const bullets = [...text.matchAll(/\\u2022|\\n  In the step|\\n\\d of \\d/g)].map(found => found.index)
    const range = document.createRange(), end = bullets[1] ?? text.length
    const walker = document.createTreeWalker(output, NodeFilter.SHOW_TEXT)
    let before = 0
    range.setStart(output, 0)
    for (let node; (node = walker.nextNode()); before += node.length)
        if (before < end) range.setEnd(node, Math.min(node.length, end - before))
    const box = range.getBoundingClientRect()
    const view = output.closest('.jp-WindowedPanel-outer').getBoundingClientRect()
    return [text.slice(0, end), box.top - view.top, Math.min(view.bottom, innerHeight) - box.bottom]
}"""


@pytest.fixture(params=WINDOWS)
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    width, height, zoom = WINDOWS[request.param]
    context = chromium.new_context(viewport={"width": width, "height": height}, device_scale_factor=zoom)
    context.set_default_timeout(PATIENCE * 1000)
    context.route(re.compile(r"https?://(?!127\.0\.0\.1|localhost)"), lambda route: route.abort())
    yield context.new_page()
    context.close()


@contextmanager
def kernel_answering(page: Page) -> Iterator[None]:
    """At its end a kernel has answered: what is run before is lost, whatever JupyterLab shows as the kernel's state."""
    answers: list[str | bytes] = []
    # Playwright takes no method of a list.
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: answers.append(frame)))
    yield
    for _ in range(round(PATIENCE * 10)):
        if "kernel_info_reply" in str(answers):
            return
        page.wait_for_timeout(100)
    pytest.fail("no kernel answered")


def press(page: Page, keys: str) -> None:
    """When the notebook has the focus: where JupyterLab has just scrolled, it comes back a moment later."""
    page.wait_for_function("document.activeElement?.closest('.jp-Notebook') != null")
    page.keyboard.press(keys)


def in_view(output: Locator) -> None:
    words, above, below = output.evaluate(ROOM)
    assert words.startswith("✗")
    assert "•" in words
    assert above >= 0, (words, above, below)
    assert below >= 0, (words, above, below)


def test_the_verdict_and_its_first_bullet_are_in_view(
    request: pytest.FixtureRequest,
    course: Course,
    release: NotebookNode,
    desk: Path,
    home: Path,
    page: Page,
    picture: Callable[[Page | Locator, str], None],
):
    window = request.node.callspec.params["page"]
    notebook = nbformat.from_dict(release)
    for exercise, source in WRONG.items():
        named(notebook, exercise).source = source
    (desk / ASSIGNMENT).mkdir()
    nbformat.write(notebook, desk / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    with jupyterlab(desk, home) as server:
        with kernel_answering(page):
            page.goto(server.address(f"doc/tree/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"))
            expect(page.locator(".jp-Notebook h1")).to_contain_text("Linear regression")
        cells = page.locator(".jp-Notebook > .jp-WindowedPanel-outer .jp-Notebook-cell, .jp-Notebook .jp-Notebook-cell")
        places = {
            one.metadata.nbgrader.grade_id: at for at, one in enumerate(notebook.cells) if "nbgrader" in one.metadata
        }
        page.locator(".jp-Notebook .jp-Notebook-cell").first.click()
        page.keyboard.press("Escape")
        at = 0
        for exercise in [*EXERCISES, "fit"]:
            place = places[f"test_{exercise}"]
            check = cells.nth(place)
            for _ in range(at, place):  # from cell to cell, as one goes on
                press(page, "Shift+Enter")
            expect(check).to_have_class(re.compile("jp-mod-active"))
            output = check.locator(".jp-RenderedText pre").last
            press(page, "Control+Enter")
            expect(output).to_contain_text("exercises pass")
            in_view(output)
            picture(page, f"verdict-{window}-{exercise}")
            press(page, "Shift+Enter")
            expect(cells.nth(place + 1)).to_have_class(re.compile("jp-mod-active"))
            expect(check.locator(".jp-InputPrompt")).not_to_contain_text("*")
            in_view(output)
            picture(page, f"verdict-{window}-{exercise}-next")
            at = place + 1
