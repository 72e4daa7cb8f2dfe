"""Text of the student's, which a test must not run on this side, or take for the path of a file that is not its own.

Trusted side; used by the examiner. A test may look at what it is told as it likes. What it has run as code would run
outside the sandbox, with all that the grader may do. So Python itself is asked to tell before any text is compiled;
and what calls something, and is or holds what the student's code has told in this test or written into a file, is
refused: such a test runs *inside*. So is a command with a word of it, and a file outside of the tests' own folder by
a path that it has told: the test may do more there than the student's code could. What the test has made another text
of is refused where it says a name that the source itself does not, and what a library has, where it says one that was
told. What is unpickled may have come in pieces, in an array, or in an earlier test: whatever was told, nothing is
made of it but plain values, and objects of the tests' own classes.
"""

from __future__ import annotations

import contextlib
import functools
import keyword
import os
import re
import sqlite3
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import torch

#: Without any of these (a call, a decorator, what binds a name or an attribute), text computes with what is there, and
#: does no more. A line may go on behind a backslash.
_ACTS = re.compile(r"[\w\])\\]\s*\(|@|\bimport\b|\b(?:class|with|del|for)\s|[\w\])][^\w=<>!()\]'\"]*=(?!=)")
_TO_BE_RUN = {
    "compile": 0,
    "os.system": 0,
    "subprocess.Popen": 1,
    "os.exec": 1,
    "os.posix_spawn": 1,
    "ctypes.dlopen": 0,
    "urllib.Request": 0,
    "socket.getaddrinfo": 0,
}
#: What is done to files by their names, which come first, and second where there are two.
_FILES = {
    "open",
    *(f"os.{what}" for what in ("remove", "rename", "rmdir", "mkdir", "listdir", "scandir", "chdir", "chmod", "chown")),
    *("os.truncate", "os.link", "os.symlink", "os.utime", "sqlite3.connect"),
}
_LOOKS = {"os.listdir", "os.scandir"}
_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
#: Where Python and its libraries are, and devices that answer at once: to read there tells nothing.
_LIBRARIES = tuple(f"{place}/" for place in (sys.prefix, sys.base_prefix, "/usr"))
_DEVICES = {"/dev/null", "/dev/random", "/dev/urandom"}
#: By which a cell opens a file; a number is a descriptor's there, which may be the grader's own.
_OPENS = {"__main__", "IPython.core.interactiveshell"}
#: Libraries that read code to show or to look at it, and such as make code of names that they have seen to be names.
_READERS = {
    *("IPython", "asttokens", "executing", "inspect", "ipykernel", "pure_eval"),
    *("pycodestyle", "pyflakes", "stack_data", "textwrap", "traceback"),
}
_MAKERS = {"collections", "dataclasses", "enum", "torch", "typing", "unittest"}
#: Beside which whatever is read in another encoding, or with other ends of lines, is the same.
_PLAIN = re.compile(r"[^!-~]+")
_NAME = re.compile(r"[^\W\d]\w*")
_WORD = 3  # characters, of which a command and what was told may not have so many in common
_MOST_KEPT = 64 << 20  # characters that are remembered for the tests that follow
_TO_BE_MADE = ("pickle.find_class", "marshal.loads")


_INSTEAD = "have it run inside, by a tag on the test's cell"
WORDS = f"the test would run text of the student's outside the sandbox: {_INSTEAD}"
WORDS_OF_FILES = f"the test would open what is not in its own folder, by a path of the student's: {_INSTEAD}"


_watching: list[Texts] = []  # of this process, which has one examiner


class RunsWhatAStudentGave(Exception):
    """What the test is told in the place of a result."""


class Texts:
    """What the student's code has told in the test that runs. ``own`` are the texts of the source's cells and files."""

    def __init__(self, own: Sequence[str]) -> None:
        self._own = own
        self._told: list[str] | None = None
        self._before: list[str] = []  # what was told to given cells, and they may have kept
        self._ever: set[str] = set()  # what was told to anybody: tests keep names, and files
        self._room = _MOST_KEPT
        self._leans = False  # whether what runs uses the student's code
        self._home = ""  # the tests' folder
        self._parsed = False
        self.met = ""  # what a test was told that has tried to, and may have swallowed it

    @functools.cached_property
    def _names(self) -> set[str]:
        return {name for text in self._own for name in _NAME.findall(text)}

    def watch(self) -> None:
        """Have Python ask here, for as long as this process lasts, whose folder is the tests'."""
        self._home = f"{Path.cwd().resolve()}/"
        sys.addaudithook(self._asked)
        _watching.append(self)

    @contextlib.contextmanager
    def refused(self, given: bool = False, leans: bool = True) -> Iterator[None]:
        """While a test runs, or a ``given`` cell: what one is told, the tests behind it may have from it.

        ``leans``: whether it uses the student's code.
        """
        self._told, self._parsed, self._leans, self.met = [*self._before], False, leans, ""
        try:
            yield
        finally:
            if given:
                self._before = self._told
            self._told = None

    def note(self, text: str | bytes) -> None:
        """The student's code has told this."""
        if self._told is not None:
            self._told.append(text if isinstance(text, str) else text.decode("latin-1"))
            self._keep(self._told[-1])

    def _keep(self, text: str) -> None:
        if text not in self._ever and self._room >= 0:
            self._room -= len(text) + 100
            self._ever.add(text)

    def _asked(self, event: str, given: tuple[Any, ...]) -> None:
        """Called by Python before it does something. Raises RunsWhatAStudentGave."""
        if self._told is None or not (event in _TO_BE_RUN or event in _TO_BE_MADE or event in _FILES):
            return
        if not (self._told or (self._ever and event in _FILES) or (self._leans and event in _TO_BE_MADE)):
            return
        caller = _caller()
        reader, literal = _reader() if caller == "ast" else (caller, False)
        if reader.startswith("grading.") and reader != __name__:  # which makes a traceback's frames, and looks at tests
            return
        if event not in _FILES and (caller.startswith("importlib.") or _is_imported()):  # of a file, which was opened
            return
        told, self._told = self._told, None  # what is done here asks nobody
        try:
            if event in _TO_BE_MADE:
                refused = self._leans and not _is_a_class_of_the_tests(*given)
            elif event == "open" and type(given[0]) is int:
                refused = caller in _OPENS
            elif event in _FILES:
                writes = event not in _LOOKS and (event != "open" or bool(given[2] & _TO_WRITE))
                paths = list(_texts(given[: 1 if event == "open" else 2]))
                full = self._room < 0  # so that it is not known whether it was told
                refused = any(
                    self._leads_out(path, writes) and (full or _is_path_of(path, self._ever)) for path in paths
                )
            elif event == "compile" and not isinstance(given[0], str | bytes):
                refused = self._parsed and caller == "__main__"  # a tree, which `ast.parse` may have made of it
            else:
                recognised = _is_of if event == "compile" else _has_of
                texts = list(_texts(given[_TO_BE_RUN[event]]))
                refused = any(recognised(text, told) for text in texts)
                if event == "compile":
                    refused |= any(self._says_more(text, told, caller) for text in texts)
                    if refused and caller == "ast" and (literal or _top(reader) in {"__main__", *_READERS}):
                        self._parsed, refused = True, False  # others may do what it says
                    elif refused and _top(caller) == "IPython":  # a cell that says what was told, as a comparison does
                        own = {_PLAIN.sub("", text) for text in self._own}
                        refused = any(_PLAIN.sub("", text) not in own for text in texts)
        finally:
            self._told = told
        if refused:
            self.met = WORDS_OF_FILES if event in _FILES else WORDS
            raise RunsWhatAStudentGave(self.met)

    def may_attach(self, path: str | None) -> bool:
        """Whether a query may have a database with this path, if that is known before."""
        if not self._told or path in ("", ":memory:"):
            return True
        if path is not None and not path.startswith("file:") and not self._leads_out(path, writes=True):
            return True
        self.met = WORDS_OF_FILES
        return False

    def _says_more(self, text: str, told: list[str], caller: str) -> bool:
        """Whether a text that acts says a name that is not the source's: a cell any, a library one that was told."""
        library = _top(caller)
        if library in _READERS | _MAKERS or not _ACTS.search(text):
            return False
        more = {*_NAME.findall(text)} - self._names
        if library != "__main__":
            more = {name for name in more.intersection(*[_NAME.findall(" ".join(told))]) if not keyword.iskeyword(name)}
        return bool(more)

    def _leads_out(self, path: str, writes: bool) -> bool:
        """Whether a path leads neither into the tests' folder nor to a library's file that is read."""
        place = os.path.realpath(path)
        known = not writes and (place in _DEVICES or place.startswith(_LIBRARIES))
        return not known and not f"{place}/".startswith(self._home)


def guard_libraries() -> None:
    """Have SQLite and PyTorch ask, in this process and those forked from it, before they open a file by themselves."""
    connect = sqlite3.connect

    @functools.wraps(connect)
    def connected(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        made: sqlite3.Connection = connect(*args, **kwargs)
        made.set_authorizer(_authorised)
        return made

    class Writer(torch._C.PyTorchFileWriter):  # noqa: SLF001 - what `torch.save` writes with
        def __init__(self, path: Any, *args: Any, **kwargs: Any) -> None:
            if isinstance(path, str | os.PathLike):
                sys.audit("open", os.fspath(path), "w", _TO_WRITE)  # as Python does of what it opens
            super().__init__(path, *args, **kwargs)

    sqlite3.connect = sqlite3.dbapi2.connect = connected  # type: ignore[assignment]
    torch._C.PyTorchFileWriter = Writer  # type: ignore[assignment, misc]  # noqa: SLF001


def _authorised(action: int, path: str | None, *_: object) -> int:
    refused = action == sqlite3.SQLITE_ATTACH and not all(each.may_attach(path) for each in _watching)
    return sqlite3.SQLITE_DENY if refused else sqlite3.SQLITE_OK


def _is_a_class_of_the_tests(module: Any, name: str = "") -> bool:
    kind = vars(sys.modules["__main__"]).get(name) if module == "__main__" else None
    return isinstance(kind, type) and kind.__module__ == "__main__"


def _texts(given: Any) -> Iterator[str]:
    if isinstance(given, os.PathLike):
        given = os.fspath(given)
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
    pieces = {_PLAIN.sub("", one) for one in told}
    return (
        plain in _PLAIN.sub("", "".join(told))
        or _is_made_of(plain, pieces)
        or any(len(one) > 1 and _ACTS.search(one) is not None and _PLAIN.sub("", one) in plain for one in told)
    )


def _is_made_of(text: str, pieces: set[str]) -> bool:
    """Whether a text is nothing but pieces of others, in whatever order, as where it was written from its end."""
    for one in sorted(pieces, key=len, reverse=True):
        if one:
            text = text.replace(one, " ")
    return not text.strip()


def _has_of(command: str, told: list[str]) -> bool:
    """Whether a command, or a word of it, is of what was told, or holds any of that."""
    plain, known = _PLAIN.sub("", command), [_PLAIN.sub("", one) for one in told]
    return len(plain) >= _WORD and (plain in "".join(known) or any(len(one) >= _WORD and one in plain for one in known))


def _is_path_of(path: str, told: Collection[str]) -> bool:
    """Whether a path was told, or the name at its end, or what it goes on behind, as with an ending of its own."""
    name = os.path.basename(path.rstrip("/"))  # noqa: PTH119 - of any text
    begun = any("/" in one and len(one) >= _WORD and one.strip() in path for one in told)
    return begun or any(path in one or (len(name) >= _WORD and name in one) for one in told)


def _caller() -> str:
    """The module that has something compiled; a notebook's cells are ``__main__``."""
    return str(sys._getframe(2).f_globals.get("__name__"))  # noqa: SLF001 - Python's own name


def _is_imported() -> bool:
    """Whether a library is imported only now, and this is done on the way: what it makes then is of its own text."""
    frame = sys._getframe(2)  # noqa: SLF001 - as above
    while frame.f_back is not None and frame.f_globals.get("__name__") != "__main__":
        module, frame = frame.f_code, frame.f_back
        if module.co_name == "<module>" and module.co_filename.startswith(_LIBRARIES):
            return str(frame.f_globals.get("__name__")).startswith("importlib.")
    return False


def _reader() -> tuple[str, bool]:
    """The module that has `ast` parse something, and whether that is to compute a literal."""
    frame, literal = sys._getframe(2), False  # noqa: SLF001 - as above
    while frame.f_back is not None and frame.f_globals.get("__name__") == "ast":
        literal |= frame.f_code.co_name == "literal_eval"
        frame = frame.f_back
    return str(frame.f_globals.get("__name__")), literal


def _top(module: str) -> str:
    return module.partition(".")[0]
