"""Text of the student's, which a test must not run on this side: by `eval`, `exec`, `doctest`, a command, or unpickled.

Trusted side; used by the examiner. A test may look at what it is told as it likes. What it has run as code would run
outside the sandbox, with all that the grader may do. So Python itself is asked to tell before any text is compiled; and
what calls something, and is or holds what the student's code has told in this test or written into a file, is refused:
such a test runs *inside*. So is a command with a word of it. What the test has made another text of is refused where it
says a name that the source itself does not.
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterator
from typing import Any

#: Without any of these, text computes with what is there, and does no more.
_ACTS = re.compile(r"[\w\])]\s*\(|@|\bimport\b")
_TO_BE_RUN = {"compile": 0, "os.system": 0, "subprocess.Popen": 1, "os.exec": 1, "os.posix_spawn": 1}
#: Beside which whatever is read in another encoding, or with other ends of lines, is the same.
_PLAIN = re.compile(r"[^!-~]+")
_NAME = re.compile(r"[^\W\d]\w*")
_WORD = 3  # characters, of which a command and what was told may not have so many in common
_TO_BE_MADE = ("pickle.find_class", "marshal.loads")


WORDS = "the test would run text of the student's outside the sandbox: have it run inside, by a tag on the test's cell"


class RunsWhatAStudentGave(Exception):
    """What the test is told in the place of a result."""


class Texts:
    """What the student's code has told in the test that runs. ``own`` is the text of the source's own code."""

    def __init__(self, own: str) -> None:
        self._names = set(_NAME.findall(own))
        self._told: list[str] | None = None
        self._bytes = self._parsed = False
        self.met = False  # whether a test has tried to, and may have swallowed what it was told

    def watch(self) -> None:
        """Have Python ask here, for as long as this process lasts."""
        sys.addaudithook(self._asked)

    @contextlib.contextmanager
    def refused(self) -> Iterator[None]:
        """While a test runs."""
        self._told, self._bytes, self._parsed, self.met = [], False, False, False
        try:
            yield
        finally:
            self._told = None

    def note(self, text: str | bytes) -> None:
        """The student's code has told this."""
        if self._told is None:
            return
        self._bytes |= isinstance(text, bytes)
        self._told.append(text if isinstance(text, str) else text.decode("latin-1"))

    def _asked(self, event: str, given: tuple[Any, ...]) -> None:
        """Called by Python before it does something. Raises RunsWhatAStudentGave."""
        if self._told is None or not (event in _TO_BE_RUN or event in _TO_BE_MADE):
            return
        caller = _caller()
        if caller.startswith("grading."):  # which makes a traceback's frames
            return
        told, self._told = self._told, None  # what is done here asks nobody
        try:
            if event in _TO_BE_MADE:
                refused = self._bytes
            elif event == "compile" and not isinstance(given[0], str | bytes):
                refused = self._parsed and caller == "__main__"  # a tree, which `ast.parse` may have made of it
            else:
                recognised = _is_of if event == "compile" else _has_of
                texts = list(_texts(given[_TO_BE_RUN[event]]))
                refused = any(recognised(text, told) for text in texts)
                if event == "compile" and caller == "__main__" and told:
                    refused |= any(
                        _ACTS.search(text) and not self._names.issuperset(_NAME.findall(text)) for text in texts
                    )
                if refused and event == "compile" and caller == "ast":
                    self._parsed, refused = True, False
        finally:
            self._told = told
        if refused:
            self.met = True
            raise RunsWhatAStudentGave(WORDS)


def _texts(given: Any) -> Iterator[str]:
    if isinstance(given, str):
        yield given
    elif isinstance(given, bytes):
        yield given.decode("utf-8", "replace")
    elif isinstance(given, list | tuple):
        for each in given:
            yield from _texts(each)


def _is_of(text: str, told: list[str]) -> bool:
    """Whether a text that acts is, or holds, what was told, or is a part of it."""
    if not _ACTS.search(text):
        return False
    plain = _PLAIN.sub("", text)
    return plain in _PLAIN.sub("", "".join(told)) or any(
        len(one) > 1 and _ACTS.search(one) is not None and _PLAIN.sub("", one) in plain for one in told
    )


def _has_of(command: str, told: list[str]) -> bool:
    """Whether a command, or a word of it, is of what was told, or holds any of that."""
    plain, known = _PLAIN.sub("", command), [_PLAIN.sub("", one) for one in told]
    return len(plain) >= _WORD and (plain in "".join(known) or any(len(one) >= _WORD and one in plain for one in known))


def _caller() -> str:
    """The module that has something compiled; a notebook's cells are ``__main__``."""
    return str(sys._getframe(2).f_globals.get("__name__"))  # noqa: SLF001 - Python's own name
