"""What is printed, logged or put into a table, and that nothing which a student wrote is obeyed there.

Whatever came from a submission, be it a name, a message or the name of a file, goes through `shown` first: in a table
of rich's as `plain`, in a log by `Printable`. Lines of JSON need neither: JSON escapes what a terminal would obey.
Every command prints through `console`.
"""

from __future__ import annotations

import io
import logging
import os
import sys
import traceback
import unicodedata

from rich.console import Console
from rich.text import Text

#: Nothing is read into a text: no markup, no names of emoji, no colours for what looks like a number or a path.
console = Console(markup=False, emoji=False, highlight=False)
#: Where failures are told.
errors = Console(markup=False, emoji=False, highlight=False, stderr=True)

#: Categories of Unicode whose characters are obeyed or hidden: control and format, halves of pairs, line ends.
_OBEYED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # which names in some scripts need


def shown(text: object, lines: bool = False) -> str:
    """A text, whatever it is, as a line that can be shown: what a screen would obey or hide has become its escape.

    A line's end is obeyed too, and may not feign another line; with ``lines`` it stays.
    """
    kept = _JOINERS + "\n" * lines
    return "".join(
        one.encode("unicode_escape").decode() if unicodedata.category(one) in _OBEYED and one not in kept else one
        for one in str(text)
    )


def plain(text: object, lines: bool = False) -> Text:
    """The same for rich, which reads no markup into it."""
    return Text(shown(text, lines))


class Printable(logging.Filter):
    """Has a log show what it is told as `shown`: what is put into a message, as one line; of the rest, lines stay."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Called by `logging` with each record, all of which pass."""
        if isinstance(record.args, tuple):
            record.args = tuple(one if isinstance(one, int | float) else shown(one) for one in record.args)
        record.msg, record.args = shown(record.getMessage(), lines=True), ()
        if record.exc_info:
            record.exc_text = shown("".join(traceback.format_exception(*record.exc_info)).rstrip(), lines=True)
        return True


def prepare() -> None:
    """Make printing safe, and files and paths UTF-8, whatever the locale is; may start the program anew.

    What the locale's encoding lacks is printed as its escape. Python alone knows a mode in which paths are UTF-8, and
    takes it only from the beginning.
    """
    if sys.getfilesystemencoding() != "utf-8" and os.environ.get("PYTHONUTF8") != "1":
        os.environ |= {"PYTHONUTF8": "1", "PYTHONIOENCODING": f"{sys.stdout.encoding}:backslashreplace"}
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
