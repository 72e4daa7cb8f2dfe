"""What the headers of messages hold: a type for each request, one for the answers, and those of the server's socket.

Both sides use it. Where a header comes from the side that is not trusted, its fields are objects and no more: whoever
reads one must look at what it is, or mypy refuses. What the trusted side alone writes is what its type says. What the
fields mean is told in `grading.seal.window`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from grading.seal.window.errors import MalformedMessage

#: The names and sizes of files whose contents follow the header.
Sizes = Sequence[Sequence[Any]]


class Request(TypedDict, total=False):
    """What every request has. The ``id`` is given by whoever sends it."""

    op: str
    id: int


class Plain(Request):
    """Of what needs no more than to be asked: ``ready``, ``copy`` and ``restore``."""


class Files(Request):
    """Files to write, and folders, whose names end in a slash. The folder is to be found at the path ``at``, too."""

    files: Sizes
    at: str


class Written(Request):
    """For the files that were written."""

    anew: bool
    most: int


class Run(Request):
    """A cell to run."""

    code: str
    count: int


class Begin(Request):
    """Cells to run strictly."""

    cells: Sequence[tuple[str, int]]


class Lookup(Request):
    """Names to look up."""

    names: list[str]


class PutName(TypedDict, total=False):
    """One of these."""

    source: str
    function: int
    value: Any


class Put(Request):
    """What to put under some names."""

    names: dict[str, PutName]
    t: Sequence[Any]


class Asked(Request, total=False):
    """What ``call`` and ``vjp`` have, which either side asks."""

    args: object
    t: object
    returned: object
    freed: object
    changed: object
    dropped: object
    world: object


class Call(Asked, total=False):
    """A call of a function, or a question (``do``) about an object.

    Of the table's arrays the first ``given`` belong to the call. Behind them is what the other side holds of earlier
    ones: it is told how that is now, and no result of this call is made of it.
    """

    fn: object
    given: object
    do: object
    kwargs: object
    grad: object


class Vjp(Asked, total=False):
    """For the gradients of a result."""

    graph: object
    wrt: object


class Answer(TypedDict, total=False):
    """What an answer may have; nothing of it is known before it has been looked at."""

    id: object
    # to a call, or for gradients
    value: object
    error: object
    t: object
    grad: object
    outputs: object
    changed: object
    world: object
    kept: object
    made_of: object
    # to a cell
    updates: object
    raised: object
    codes: object
    # to what else is asked of a bench
    found: object
    files: object
    failed: object
    mark: object
    # never from the other side: whoever waited for it says that the other side was late, in words
    late: str


class Order(TypedDict, total=False):
    """To the server: first by what to confine, then one job after another."""

    confinement: str
    job: dict[str, Any]


class Told(TypedDict, total=False):
    """From the server: that it is ready, a test's result, the report; or why there is none."""

    confinement: str
    test: dict[str, Any]
    report: dict[str, Any]
    source: str
    infrastructure: str
    unavailable: str
    unfit: bool


_MOST_OF_A_STEP = 200  # characters


def is_step(name: object) -> bool:
    """Whether it may be what torch calls a result's last step: of one's own function, its class's and more."""
    return type(name) is str and name.isidentifier() and len(name) <= _MOST_OF_A_STEP


def checked_numbers(told: object) -> list[int]:
    """A field that has whole numbers alone. Raises MalformedMessage for any other."""
    if type(told) is not list or not all(type(number) is int for number in told):
        raise MalformedMessage("a list of numbers in an unknown form")
    return told
