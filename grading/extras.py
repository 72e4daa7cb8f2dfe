"""What an extra of this package needs, as a command that installs it.

The package itself stands on no index, so that its name with the extra behind it would be found nowhere; what the extra
names is. Used in the messages of ``grading.course`` and ``grading.autograde.cluster``.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires

_PACKAGE = "linear-regression-course"


def install(extra: str) -> str:
    """The command that installs into this environment what the extra (``cluster``, ``postgresql``) names."""
    try:
        wanted = requires(_PACKAGE) or []
    except PackageNotFoundError:  # the folder was put on Python's path, and never installed
        wanted = []
    marked = (line.partition(";") for line in wanted)
    of_it = re.compile(rf"""\s*extra\s*==\s*['"]{extra}['"]\s*""")
    named = " ".join(f"'{what.strip()}'" for what, _, marker in marked if of_it.fullmatch(marker))
    elsewhere = f"'.[{extra}]' in the folder that this package comes from"
    return f"pip install {named or elsewhere}"
