"""The terminal: what is written there, and that nothing which a student wrote is obeyed by it.

Every command prints through `console`; whatever came from a submission, be it a name, a message or the name of a file,
goes through `plain` first. Lines of JSON need neither: JSON escapes what a terminal would obey.
"""

from __future__ import annotations

import io
import os
import sys
import unicodedata

from rich.console import Console
from rich.text import Text

#: Nothing is read into a text: no markup, no names of emoji, no colours for what looks like a number or a path.
console = Console(markup=False, emoji=False, highlight=False)
#: Where failures are told.
errors = Console(markup=False, emoji=False, highlight=False, stderr=True)

#: Categories of Unicode whose characters a terminal obeys or hides: control and format, halves of pairs, line ends.
_OBEYED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # which names in some scripts need


def plain(text: object, lines: bool = False) -> Text:
    """A text as it may be printed, in a table or, as a string, in a line: what would be obeyed is shown as its escape.

    A line's end is obeyed too, and may not feign another line; with ``lines`` it stays.
    """
    kept = _JOINERS + "\n" * lines
    return Text(
        "".join(
            one.encode("unicode_escape").decode() if unicodedata.category(one) in _OBEYED and one not in kept else one
            for one in str(text)
        )
    )


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
