"""The feedback page as a browser shows it: to a person on a phone, at the keyboard, with a screen reader, on paper."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from grading.course import Course

from .conftest import Window

pytestmark = [pytest.mark.machine, pytest.mark.whole]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1000, "height": 900}
STUDENTS = ["solved", "rebinds_weights", "halves_the_mse", "ends_the_process", "untouched_release", "empty_file"]


@pytest.mark.parametrize("student", STUDENTS)
def test_the_feedback_page_has_no_barrier_and_fits_a_phone(
    student: str, small_class: Course, window: Window, picture: Callable[[Page | Locator, str], None]
):
    page = window.page
    for name, size in {"phone": PHONE, "desk": DESK}.items():
        page.set_viewport_size(size)
        page.goto(small_class.notebook("feedback", student).as_uri())
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
        picture(page, f"feedback_{student}_{name}")
    assert {url.split(":")[0] for url in window.requests} <= {"file", "data"}


def test_the_keyboard_leads_past_the_results_to_the_notebook_and_from_a_result_to_its_code(
    small_class: Course, window: Window, picture: Callable[[Page | Locator, str], None]
):
    page = window.page
    page.set_viewport_size(DESK)
    page.goto(small_class.notebook("feedback", "rebinds_weights").as_uri())
    picture(page, "feedback")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to your notebook")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    assert skip.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your notebook")).to_be_in_viewport()
    page.get_by_role("table").get_by_role("link", name="update_weights").press("Enter")
    expect(page.locator("#update_weights")).to_be_in_viewport()


def test_the_feedback_page_prints(small_class: Course, window: Window):
    page = window.page
    page.goto(small_class.notebook("feedback", "rebinds_weights").as_uri())
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Skip to your notebook")).to_be_hidden()
    assert page.pdf(format="A4").startswith(b"%PDF")
