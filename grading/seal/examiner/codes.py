"""The codes of the misconceptions that a check has found: they travel with its error as data, not in its words.

Words quote what a student's function raised, and that may hold anything. A check puts the codes into its error's
attribute ``codes``, and no error of a student's that crosses the window has such a one.
`grading.seal.examiner.testshell` reads them where it shows the error. In an unsealed run's kernel, whose errors are
told as text alone, this module is an extension of IPython's: it adds an output that `grading.hooks.execute` takes out
again.
"""

from __future__ import annotations

import re
from typing import Any

#: Of that output.
MIME = "application/vnd.grading.codes+json"
_CODE = re.compile(r"[a-z0-9-]{1,40}")
_MOST = 100


def checked(told: Any) -> tuple[str, ...]:
    """Those of them that are codes."""
    found = told if isinstance(told, list | tuple) else ()
    return tuple(code for code in found if type(code) is str and _CODE.fullmatch(code))[:_MOST]


def named(told: Any, source: str) -> tuple[str, ...]:
    """Those of them that stand in the source's text, in quotes: what a student's process tells may be anything."""
    return tuple(code for code in checked(told) if f'"{code}"' in source or f"'{code}'" in source)


def load_ipython_extension(shell: Any) -> None:
    """Called by IPython, which is told of this module as an extension."""

    def tell(result: Any) -> None:
        if found := checked(getattr(result.error_in_exec, "codes", ())):
            shell.display_pub.publish({MIME: list(found)})

    shell.events.register("post_run_cell", tell)
