"""What an instructor does in Formgrader, and what submissions try to do to the instructor's page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import NotebookNode
from playwright.sync_api import FrameLocator, Locator, Page, expect

from grading import bank
from grading.course import Course
from tests import ASSIGNMENT
from tests.classes import BANK

from .conftest import Window, choose, jupyterlab

pytestmark = pytest.mark.machine

SUBMISSIONS = [
    bank.read(BANK / path)
    for path in (
        "wrong/rebinds_weights.py",
        "hostile/scripts_in_errors.py",
        "hostile/scripts_in_outputs.py",
        "hostile/scripts_in_sources.py",
    )
]
#: What could run in a page, or load something into it.
ACTIVE = "script, iframe, object, embed, svg, link, style, [onerror], [onload], [onclick], [href^=javascript]"
NAMES = [submission.name for submission in SUBMISSIONS]


def hand_in(desk: Path, exchange: Path, solved: NotebookNode) -> None:
    """One account submits for all students, and each submission is renamed to what the student's own would be."""
    (desk / "source").mkdir()
    student = Course(desk)
    student.nbgrader("fetch_assignment", ASSIGNMENT)
    for submission in SUBMISSIONS:
        submission.hand_in(solved, desk / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
        student.nbgrader("submit", ASSIGNMENT)
        inbound = exchange / "linear_regression_course" / "inbound"
        [path] = [path for path in inbound.iterdir() if path.name.split("+")[0] not in NAMES]
        path.rename(inbound / "+".join([submission.name, *path.name.split("+")[1:]]))


def done(frame: FrameLocator, button: Locator) -> None:
    """Press a button of Formgrader's, and wait for it to say that it went well."""
    button.click()
    expect(frame.locator("#success-modal, #error-modal")).to_be_visible()
    expect(frame.locator("#success-modal")).to_be_visible()
    frame.locator("#success-modal .modal-footer button").click()
    expect(frame.locator("#success-modal")).to_have_count(0)


def test_an_instructor_releases_grades_and_gives_feedback(
    classroom: Course,
    exchange: Path,
    home: Path,
    desk: Path,
    solved: NotebookNode,
    window: Window,
    picture: Callable[[Page | Locator, str], None],
):
    page = window.page
    with jupyterlab(classroom.root, home, NBGRADER_EXCHANGE_ROOT=str(exchange)) as server:
        page.set_viewport_size({"width": 1500, "height": 1100})  # a narrower Formgrader folds its columns
        page.goto(server.address("lab"))
        choose(page, "Nbgrader", "Formgrader")
        frame = page.frame_locator("iframe[src*=formgrader]")
        done(frame, frame.locator("td.generate a, td.assign a").first)
        done(frame, frame.locator("td.release a"))
        hand_in(desk, exchange, solved)
        done(frame, frame.locator("td.collect a"))

        frame.locator("td.num-submissions a").click()
        expect(frame.locator("tbody tr")).to_have_count(len(NAMES))
        for name in NAMES:
            done(frame, frame.locator("tbody tr").filter(has_text=name).locator("td.autograde a"))
        picture(page, "submissions")

        for link in ("Manual Grading", ASSIGNMENT, ASSIGNMENT, "Submission #1"):
            frame.get_by_role("link", name=link, exact=True).first.click()
        seen = set()
        for number in range(1, len(NAMES) + 1):
            expect(frame.get_by_text(f"Submission {number} / {len(NAMES)}")).to_be_visible()
            expect(frame.locator("input.score")).to_have_count(6)
            expect(frame.locator("textarea.comment").first).to_be_visible()
            expect(frame.locator("#notebook-container").locator(ACTIVE)).to_have_count(0)
            seen.add(name := (frame.locator(".live-notebook .name-shown").first.text_content() or "").strip())
            if name == "rebinds_weights":
                frame.locator("#test_update_weights").evaluate("element => element.scrollIntoView({block: 'center'})")
                picture(page.locator("iframe[src*=formgrader]"), "formgrader")
            else:
                picture(page, f"formgrader_{name}")
            frame.get_by_role("link", name="Next").click()
        assert seen == set(NAMES)
        frame.get_by_role("link", name="Manage Assignments").click()
        done(frame, frame.locator("td.generate-feedback a"))
        done(frame, frame.locator("td.release-feedback a"))
    assert not window.alerts
    assert sum(classroom.scores()["rebinds_weights"].values()) == 12
    for name in NAMES:
        page.goto(classroom.notebook("feedback", name).as_uri())
        expect(page.locator("h1")).to_contain_text("of 20 points")
    assert not window.alerts
    released = [path.read_text(encoding="utf-8") for path in exchange.rglob("feedback/*.html")]
    assert sum("of 20 points" in text for text in released) == len(NAMES)
