"""What a student does in JupyterLab: fetch, read, try, mend, validate, hand in."""

import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat import NotebookNode
from playwright.sync_api import Locator, Page, expect

from grading.course import Course
from tests import ASSIGNMENT
from tests.classes import ROOT
from tests.test_notebook import graded_cells

from .conftest import Window, choose, jupyterlab, lab

pytestmark = pytest.mark.machine

WRONG = "def add_bias_column(X):\n    return torch.cat([torch.ones_like(X), X], dim=1)"


def cell(page: Page, text: str) -> Locator:
    """The code cell that has this text."""
    return page.locator(".jp-Notebook .jp-CodeCell").filter(has_text=text)


def write(page: Page, where: Locator, source: str) -> None:
    """Replace a cell's text as a person does, by the keyboard, and run it."""
    where.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(source)
    run(page, where)


def run(page: Page, where: Locator) -> None:
    where.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")


def run_the_check_below(page: Page, exercise: Locator) -> None:
    """As one goes on: past the exercise and its hints. A click would unfold the check's code."""
    exercise.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Control+Enter")


def show(where: Locator) -> None:
    """Scroll to it, so that it stands at the top."""
    where.evaluate("element => element.scrollIntoView()")


def test_a_student_fetches_works_validates_and_submits(
    classroom: Course,
    exchange: Path,
    home: Path,
    desk: Path,
    solved: NotebookNode,
    window: Window,
    picture: Callable[[Page | Locator, str], None],
):
    classroom.nbgrader("generate_assignment", ASSIGNMENT)
    classroom.nbgrader("release_assignment", ASSIGNMENT)
    page = window.page
    with jupyterlab(desk, home, NBGRADER_EXCHANGE_ROOT=str(exchange)) as server:
        page.goto(server.address("lab"))
        choose(page, "Nbgrader", "Assignment List")
        page.locator("#released_assignments_list").get_by_role("button", name="Fetch").click()
        page.locator("#fetched_assignments_list").get_by_text(ASSIGNMENT, exact=True).first.click()
        picture(page, "assignments")
        page.locator("#fetched_assignments_list").get_by_role("link", name=ASSIGNMENT).last.click()

        expect(page.locator(".jp-Notebook h1")).to_contain_text("Linear regression by gradient descent")
        expect(page.locator(".jp-Notebook mjx-container").first).to_be_visible()
        expect(cell(page, "checks").get_by_text("MISCONCEPTIONS = {")).not_to_be_visible()
        show(page.get_by_role("heading", name="Exercise 1: the bias column"))
        picture(page.locator(".jp-NotebookPanel"), "notebook")

        choose(page, "Run", "Run All Cells")
        expect(page.locator(".jp-Notebook").get_by_text("add_bias_column: not attempted")).to_be_visible()
        exercise, check = cell(page, "def add_bias_column(X)"), cell(page, "Check of exercise 1")
        write(page, exercise, WRONG)
        run_the_check_below(page, exercise)
        expect(check.get_by_text("The order is turned round")).to_be_visible()
        show(exercise)
        picture(page.locator(".jp-NotebookPanel"), "message")

        for name, solution in graded_cells(solved, "solution").items():
            write(page, cell(page, f"def {name}("), solution.source)
        run_the_check_below(page, exercise)
        expect(check.get_by_text("✓ add_bias_column: all")).to_be_visible()

        choose(page, "Kernel", "Restart Kernel and Run All Cells…")
        page.locator(".jp-Dialog .jp-mod-accept").click()
        last = cell(page, "model = torch.nn.Linear(1, 1)")
        expect(last.get_by_text("nn.Linear: slope")).to_be_visible()
        expect(page.get_by_text(re.compile("✓ fit: all"))).to_be_visible()
        expect(page.locator(".jp-Notebook [data-mime-type='application/vnd.jupyter.error']")).to_have_count(0)
        show(page.get_by_role("heading", name="Pictures of the training"))
        picture(page.locator(".jp-NotebookPanel"), "pictures")
        found = Axe().run(page, context={"include": [[".jp-OutputArea-output"], [".jp-Notebook .jp-RenderedMarkdown"]]})
        assert found.violations_count == 0, found.generate_report()
        assert page.locator(".jp-OutputArea-output img:not([alt])").count() == 0
        expect(
            page.get_by_alt_text(re.compile("MSE .* against epoch: loss, variance of the noise")).first
        ).to_be_attached()

        page.locator(".validate-button").click()
        expect(page.locator(".nbgrader-SuccessDialog .validation-success")).to_be_visible()
        picture(page, "validated")
        page.locator(".nbgrader-SuccessDialog button").click()

        choose(page, "Nbgrader", "Assignment List")
        page.locator("#fetched_assignments_list").get_by_role("button", name="Submit").click()
        expect(page.locator("#submitted_assignments_list").get_by_text(ASSIGNMENT, exact=True).first).to_be_visible()
    classroom.nbgrader("collect", ASSIGNMENT)
    classroom.nbgrader("autograde", ASSIGNMENT)
    [scores] = classroom.scores().values()
    assert sum(scores.values()) == 20


@pytest.mark.whole
def test_make_lab_opens_the_release(home: Path, tmp_path: Path, window: Window):
    if not shutil.which("make"):
        pytest.skip("There is no make here.")
    opened, browser = home / "opened", home / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}.part && mv {opened}.part {opened}\n')
    browser.chmod(0o700)
    venv = os.path.relpath(sys.prefix, ROOT)
    # In the environment that runs this test, as if make had just built it.
    settings = [f"--assume-old={venv}/.installed", f"VENV={venv}", f"LAB={tmp_path}/lab", "ARGS=--ServerApp.port=0"]
    command = ["make", "lab", *settings]
    with lab(command, ROOT, home, BROWSER=str(browser)):
        while not opened.exists():
            window.page.wait_for_timeout(100)
        window.page.goto(opened.read_text().strip())
        expect(window.page.locator(".jp-Notebook h1")).to_contain_text("Linear regression by gradient descent")
        expect(window.page.locator(".validate-button")).to_be_visible()
