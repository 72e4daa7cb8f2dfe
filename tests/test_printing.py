"""What a student wrote is shown in a terminal, and never obeyed: not in a table, not in a line, not by rich."""

import io
import json
import logging
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from grading import check
from grading.autograde import progress
from grading.autograde.classroom import Class, Graded
from grading.check import Exercise
from grading.course import CONFIG, Course
from grading.hooks.record import Record
from grading.printing import Printable, plain
from grading.regrade import changes
from grading.regrade.changes import Difference, Outcome
from grading.seal.window.records import TestResult, Verdict

#: A title, a colour, a cursor moved up, a feigned line, text turned round, markup, an emoji, a link, half a character.
EVIL = "\x1b]0;owned\x07\x1b[31m\x1b[1A\r\nevil \u202e[bold red]x[/] :warning: [link=http://x]y[/link]\x9b2J\udcff"
SHOWN = r"[bold red]x[/] :warning: [link=http://x]y[/link]"


@given(st.text())
def test_nothing_in_a_text_is_obeyed(text: str):
    shown = str(plain(text))
    assert not {unicodedata.category(one) for one in shown if one not in "\u200c\u200d"} & {
        "Cc",
        "Cf",
        "Cs",
        "Zl",
        "Zp",
    }
    assert set(str(plain(text, lines=True))) - set(shown) <= {"\n"}


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"])))
def test_any_other_text_stays_as_it_is(text: str):
    assert str(plain(text)) == text


def test_what_would_be_obeyed_is_seen():
    assert str(plain(EVIL)).startswith(r"\x1b]0;owned\x07\x1b[31m\x1b[1A\r\nevil \u202e")


def told(verdict: Verdict, not_gradable: str = "", sealed: bool = True) -> Record:
    """The record of a notebook with one test."""
    tests = {"test_fit": TestResult("test_fit", verdict, "", ())}
    return Record(sealed=sealed, seconds=1.0, not_gradable=not_gradable, tests=tests)


def printed(show: "object", terminal: bool = False) -> str:
    """What a terminal would get, with rich's own colours and boxes."""
    file = io.StringIO()
    console = Console(file=file, width=300, force_terminal=terminal)
    show(console)  # type: ignore[operator]
    return file.getvalue()


def unobeyed(text: str) -> bool:
    return SHOWN in text and not any(
        one in text for one in ("\x1b]", "\x1b[1A", "\x1b[31m", "\u202e", "\x9b", "\udcff")
    )


@pytest.mark.parametrize("terminal", [True, False])
def test_neither_in_the_summary_of_a_class(terminal: bool, capsys: pytest.CaptureFixture[str]):
    def show(console: Console) -> None:
        with progress.Progress(console, as_json=False) as shown:
            shown.begin(Class(2, 0))
            shown.end(Graded(EVIL, {"n": told(Verdict.CRASHED, not_gradable=EVIL)}))
            shown.end(Graded(EVIL, failure=EVIL))
        assert shown.finish() == progress.FOR_A_PERSON

    assert unobeyed(printed(show, terminal))
    lines = capsys.readouterr().out
    assert terminal or unobeyed(lines)
    assert len(lines.splitlines()) == (0 if terminal else 2)


def test_nor_in_the_table_of_a_check():
    one = Exercise(EVIL, 0, 3, Verdict.FAILED, EVIL, "")
    assert unobeyed(printed(lambda console: console.print(check.table([one])), terminal=True))


def test_nor_in_what_a_regrade_changes():
    found = Outcome(1, 0, 3, (Difference(EVIL, EVIL, 0, 3),), ((EVIL, EVIL),), False)
    assert unobeyed(printed(lambda console: console.print(changes.tables(found)), terminal=True))
    assert all(str(plain(line)) == line for line in changes.words(found, "a", True))


def test_nor_in_a_log(caplog: pytest.LogCaptureFixture):
    log = logging.getLogger("printable")
    log.addFilter(Printable())
    try:
        raise ValueError(EVIL)
    except ValueError:
        log.exception("%s: %d\nthe next line, %s", EVIL, 3, Path(EVIL))
    [one] = caplog.records
    said = logging.Formatter().format(one)
    assert unobeyed(said)
    assert said.split("\n")[1].startswith("the next line, \\x1b]0;owned")
    assert ": 3\n" in said
    assert not {sign for sign in said if sign != "\n" and not sign.isprintable()}


def test_json_keeps_the_very_text(capsys: pytest.CaptureFixture[str]):
    with progress.Progress(Console(), as_json=True) as shown:
        shown.begin(Class(1, 0))
        shown.end(Graded(EVIL, failure=EVIL))
    line = capsys.readouterr().out
    assert json.loads(line)["student"] == EVIL
    assert line.isascii()
    assert "\x1b" not in line


@pytest.mark.parametrize("unsealed", [0, 2])
def test_the_summary_says_what_ran_unsealed(unsealed: int, capsys: pytest.CaptureFixture[str]):
    for as_json in (False, True):
        console = Console(width=200)
        with progress.Progress(console, as_json) as shown:
            shown.begin(Class(3, 0))
            for number in range(3):
                shown.end(Graded(str(number), {"n": told(Verdict.PASSED, sealed=number >= unsealed)}))
        shown.finish()
        said = capsys.readouterr().out
        if as_json:
            summary = json.loads(said.splitlines()[-1])["summary"]
            assert (summary["sealed"], summary["unsealed"]) == (not unsealed, unsealed)
        else:
            assert ("UNSEALED: 2 of these submissions ran without the sandbox" in said) == bool(unsealed)


#: A locale without UTF-8, in which Python helps itself neither way.
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.machine
@pytest.mark.parametrize("name", [pytest.param("Übung – 線", marks=pytest.mark.whole), os.fsdecode(b"kurs-\xfc")])
@pytest.mark.parametrize(
    "command",
    [
        ["report", "nothing"],
        ["check", "Übung.ipynb"],
        *(pytest.param(one, marks=pytest.mark.whole) for one in (["--help"], ["doctor"], ["demo"])),
    ],
)
@pytest.mark.parametrize(
    "locale",
    [
        pytest.param(ASCII, id="C"),
        pytest.param({"PYTHONIOENCODING": "ascii"}, id="ascii", marks=pytest.mark.whole),
        pytest.param({}, id="utf-8", marks=pytest.mark.whole),
    ],
)
def test_no_locale_and_no_path_end_in_a_traceback(
    locale: dict[str, str], command: list[str], name: str, course: Course, tmp_path: Path
):
    folder = tmp_path / name
    folder.mkdir()
    (folder / CONFIG).write_text("1 / 0")
    (folder / "source").mkdir()
    variables = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHON"))}
    variables |= {"PATH": "/nowhere", **locale}
    done = subprocess.run(
        [sys.executable, "-m", "grading", *command], cwd=folder, env=variables, capture_output=True, timeout=120
    )
    said = (done.stdout + done.stderr).decode("ascii" if locale else "utf-8")
    assert done.returncode == (0 if command == ["--help"] else 1)
    assert "Traceback" not in said
    assert said
