"""The Python environment that grades, activated or not: the programs that were installed into it.

``nbgrader_config.py`` calls `use_own_programs`, and so every door to a course does: nbgrader's commands, those of this
package, the Formgrader page. It imports nothing heavy, since the command ``doctor`` begins here.
"""

from __future__ import annotations

import os
import sysconfig


def own_programs() -> list[str]:
    """The folders into which this environment's programs are installed."""
    schemes = (sysconfig.get_default_scheme(), sysconfig.get_preferred_scheme("user"))
    return [folder for scheme in schemes if os.path.isdir(folder := sysconfig.get_path("scripts", scheme))]  # noqa: PTH112


def search_path() -> str:
    """The ``PATH`` with this environment's own programs first."""
    path = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(dict.fromkeys([*own_programs(), *path]))


def use_own_programs() -> None:
    """Have this process, and those that it starts, find this environment's own programs first."""
    os.environ["PATH"] = search_path()
