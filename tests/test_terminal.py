"""A text that moves a terminal's cursor, as it stands at the end."""

import pytest

from grading.hooks.terminal import shown


@pytest.mark.parametrize(
    ("written", "stands"),
    [
        ("a line\nanother\n", "a line\nanother\n"),
        ("a line\r\nanother\r\n", "a line\r\nanother\r\n"),
        ("\x1b[31mred\x1b[0m", "\x1b[31mred\x1b[0m"),
        ("10 %\r20 %\r30 %\n", "30 %\n"),
        ("\r10 %\r20 %", "20 %"),
        ("done\r", "done"),
        ("a long line\rshort", "shortg line"),
        ("a long line\r\x1b[Kshort", "short"),
        ("a long line\rshort\x1b[K", "short"),
        ("a long line\x1b[2K\rshort", "short"),
        ("abcdef\x1b[1K\rx", "x"),
        ("abcdef\b\b\b\x1b[1Kx", "   xef"),
        ("abcdef\b\b\b\x1b[1K", "    ef"),
        ("abc\b\bX", "aXc"),
        ("\b\b\babc", "abc"),
        ("/\b-\b\\\b|\bdone", "done"),
        ("a\tb\rX", "X       b"),
        ("\x1b[32m50 %\x1b[0m\r\x1b[32m100 %\x1b[0m\n", "100 %\n"),
        ("outer 1\n\rinner 1\x1b[A\router 2\n\rinner 2\n", "outer 2\ninner 2\n"),
        ("first\nsecond\rSECOND\nthird", "first\nSECOND\nthird"),
        ("a\x1b[?25lb\rc", "cb"),
        ("", ""),
    ],
)
def test_a_text_is_shown_as_it_stands_at_the_end(written: str, stands: str):
    assert shown(written) == stands


def test_a_progress_bar_of_many_steps_is_one_line():
    bar = "".join(f"\r{step / 20:3.0f} %|{'█' * (step // 100):<20}| {step}/2000" for step in range(2001)) + "\n"
    assert shown(bar) == f"100 %|{'█' * 20}| 2000/2000\n"


@pytest.mark.parametrize(
    "step", ["\x1b[2K", "\x1b[1K", "x\x1b[A", "x\n\x1b[A", "x\b\x1b[1K", "\r\x1b[K", "\b\x1b[K", "\tx\x1b[2K"]
)
def test_what_is_shown_is_no_longer_than_what_was_written(step: str):
    """A tab alone takes more columns than characters."""
    written = "\n" * 200 + "x" * 20_000 + step * 20_000
    assert len(shown(written)) <= len(written) * 8
