"""Which confinement is tried on a machine, and in which order.

Trusted side; used by `grading.seal.examiner`, and by the command ``doctor``.
"""

from __future__ import annotations

import platform
from collections.abc import Callable

from grading.seal.sandbox.bubblewrap import Bubblewrap
from grading.seal.sandbox.confinement import Confinement
from grading.seal.sandbox.landlock import Landlock

#: By name, what makes each; in this order they are tried.
CONFINEMENTS: dict[str, Callable[[], Confinement]] = {
    Bubblewrap.name: Bubblewrap,
    Landlock.name: Landlock,
}


def candidates(name: str = "") -> list[Confinement]:
    """Those to try, the best first; that one alone where a ``name`` is given. Raises KeyError for an unknown name."""
    return [CONFINEMENTS[one]() for one in ([name] if name else CONFINEMENTS)]


def diagnosis(wrong: dict[str, str]) -> str:
    """What to say of a machine on which none starts: by name, what is wrong with each."""
    told = " ".join(f"By {name}: {words}" for name, words in wrong.items())
    return f"The sandbox cannot start on {platform.node()}. {told} To look at everything: python -m grading doctor"
