"""An author's look at a source before it goes out: what does not hold is named with what to do. The command ``verify``.

What is run is the matter of `grading.hooks.soundness`; what is read, of the modules that guard a release.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat
from nbgrader.apps import AutogradeApp
from nbgrader.converters import Autograde
from rich.console import Console
from rich.table import Table

from grading.course import Course, CourseError
from grading.hooks import authoring, embedding, guide, release, soundness
from grading.hooks.verified import State, Test
from grading.printing import plain
from grading.seal import worker
from grading.seal.window.errors import InfrastructureError, SandboxUnavailable
from grading.seal.window.records import Job, Report, Verdict


class Unsealed(CourseError):
    """The course grades without the sandbox, so there are no two ways to compare."""


@dataclass(frozen=True)
class Finding:
    """What does not hold, where, and what to do. A ``note`` is to be known, and keeps nothing from going out."""

    notebook: str
    cell: str
    words: str
    note: bool = False


def state(course: Course, assignment: str, anew: bool = True) -> State:
    """What running the source of an assignment shows, found out ``anew`` or as it is kept.

    Raises: CourseError where it is not graded sealed or cannot be run; the message says what to do.
    """
    try:
        return _state(course, assignment, anew)
    except InfrastructureError as error:
        raise CourseError(str(error)) from error


def _state(course: Course, assignment: str, anew: bool) -> State:
    app = course.application(AutogradeApp)
    app.coursedir.assignment_id = assignment
    converter = Autograde(coursedir=app.coursedir, parent=app)
    if not soundness.step(converter).sealed:
        raise Unsealed(
            "The settings say c.SealedExecute.sealed = False: take that out, to see whether it can be sealed."
        )
    with worker.pool(1) as pool:

        def grade(jobs: Mapping[str, Job]) -> dict[str, Report]:
            return pool.submit(worker.grade, jobs).result()

        found = (soundness.verify if anew else soundness.make_sure)(converter, grade)
    assert found is not None  # which it is where nothing is sealed
    return found


def findings(course: Course, assignment: str, known: State) -> list[Finding]:
    """All that does not hold in the source of an assignment."""
    return [*_read(course, assignment), *findings_of(known)]


def before_release(course: Course, assignment: str) -> list[Finding]:
    """The same before a release, as far as it can be found out on this machine, and anew only what has changed."""
    try:
        return findings(course, assignment, _state(course, assignment, anew=False))
    except (SandboxUnavailable, Unsealed) as error:
        words = f"Whether its tests can be judged sealed was not looked at: {str(error).splitlines()[0]}"
        return [*_read(course, assignment), Finding("", "", words, note=True)]
    except InfrastructureError as error:  # such as a source that is at fault
        return [*_read(course, assignment), Finding("", "", str(error))]


def findings_of(known: State) -> list[Finding]:
    """Of what running a source has shown, all that does not hold."""
    return [one for name in known.notebooks for one in _run(name, known)]


def _run(name: str, known: State) -> Iterator[Finding]:
    """What running one notebook has shown."""
    notebook = known.notebooks[name]
    for words in notebook.given:
        yield Finding(name, "", f"{words}. So it is with the solution in place: repair it, or run its tests inside.")
    for cell, test in notebook.tests.items():
        points = f"{test.ordinary:g} of {test.most:g} points"
        if test.differs:
            beside = test.inside is False and any(other.inside for other in notebook.tests.values())
            yield Finding(name, cell, _difference(test, beside))
        elif test.ordinary < test.most and notebook.solved:
            yield Finding(name, cell, f"The solution gets {points}, sealed and not: {_line(test.ordinary_said)}.")
        elif test.ordinary < test.most:
            yield Finding(name, cell, "The source has no solution: nobody knows what one would get.", note=True)
    for cell, (got, verdict) in notebook.untouched.items():
        if got and notebook.solved:
            yield Finding(name, cell, f"The release gets {got:g} points as it is handed out: test something more.")
        elif verdict not in (Verdict.NOT_ATTEMPTED, Verdict.PASSED):
            words = f"The release gets no points as it is handed out, as it should, and the verdict {verdict!s}, "
            words += f"not {str(Verdict.NOT_ATTEMPTED)!r}: what the test meets is not the stub's NotImplementedError. "
            words += "It may be caught, or what is tested may stand above it."
            yield Finding(name, cell, words, note=True)


#: Of what a difference says, why it may be so.
_SIGNS = (
    (
        rf"No such file or directory: '{re.escape(tempfile.gettempdir())}",
        "A file crosses if its name ends as one of data does, such as .txt, .csv or .json, and it is not large. ",
    ),
    (
        r"object has no attribute|is not (iterable|callable|subscriptable)|be used in 'await'|Opaque|seal\.window",
        (
            "It may be that something was handed over, or came back, that does not cross. What a library has made to "
            "be called crosses within a function of the test's own (`lambda x: thing(x)`). "
        ),
    ),
    (
        "^AssertionError",
        "Each test finds the student's objects as the notebook's cells have left them, whatever an earlier test did. ",
    ),
    (
        "longer than it may",
        "A call costs a millisecond or more; the limits are c.SealedExecute.seconds_per_call and seconds_per_cell. ",
    ),
)
_INSIDE = r"NameError: name '\w+' is not defined"
_BESIDE = "What a test inside binds is not there for one outside: have both run inside, or bind it in both. "


def _difference(test: Test, beside: bool) -> str:
    """What to say of a test; ``beside``: whether another one of the notebook's runs inside, and this one does not."""
    where, other = ("inside", "outside") if test.inside else ("outside", "inside")
    said = _line(test.sealed_said or test.ordinary_said)
    points = f"{test.sealed:g} of {test.most:g} points sealed, and {test.ordinary:g} in an ordinary kernel"
    signs = ((_INSIDE, _BESIDE), *_SIGNS) if beside else _SIGNS
    why = "" if test.inside else next((words for sign, words in signs if re.search(sign, said)), "")
    todo = f"The test runs {where}: give its cell the tag {other!r}, or write it otherwise. As it is, it judges nobody."
    return f"The solution gets {points}: {said}. {why}{todo}"


def _line(said: str) -> str:
    return said.strip().split("\n")[0].rstrip(".")[:300] or "no reason is told"


def _read(course: Course, assignment: str) -> Iterator[Finding]:
    """What is seen without running anything."""
    settings = course.settings()
    home = Path(settings.format_path(settings.source_directory, ".", assignment))
    for path in sorted(home.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        for words in authoring.faults(notebook):
            yield Finding(path.stem, "", words)
        for words in embedding.drifted(notebook, home.parent, course.language()):
            yield Finding(path.stem, "", words)
        for cell, title in guide.empty(notebook.cells):
            yield Finding(path.stem, cell, f"“{title}” is empty: write it, or take its title away.")
    files = [path for path in sorted(home.rglob("*")) if path.is_file() and path.suffix != ".ipynb"]
    if words := release.refusal(home, files, home, course.application(AutogradeApp)):
        yield Finding("", "", words)


def as_json(assignment: str, known: State, found: list[Finding]) -> str:
    """Everything for machines, on one line."""
    told = {"assignment": assignment, "holds": holds(found), "findings": [asdict(one) for one in found]}
    return json.dumps(told | {"notebooks": {name: asdict(one) for name, one in known.notebooks.items()}})


def holds(found: list[Finding]) -> bool:
    """Whether nothing was found but notes."""
    return all(one.note for one in found)


def tell(assignment: str, known: State, found: list[Finding], console: Console) -> None:
    """The tests as a table, then what was found."""
    for name, notebook in known.notebooks.items():
        if not notebook.tests:
            continue
        table = Table(title=f"The solution of {assignment}/{name}", title_justify="left")
        for column in ("test", "runs"):
            table.add_column(column, overflow="fold")
        for column in ("sealed", "ordinary"):
            table.add_column(column, justify="right")
        for cell, test in notebook.tests.items():
            where = "inside" if test.inside else "outside"
            table.add_row(
                plain(cell), where, f"{test.sealed:g} of {test.most:g}", f"{test.ordinary:g} of {test.most:g}"
            )
        console.print(table)
        memory = f", {notebook.memory / 2**20:.0f} MiB at most" if notebook.memory else ""
        console.print(f"{name}: {notebook.seconds:.1f} s{memory}.", soft_wrap=True)
    told(found, console)
    tests = [test for notebook in known.notebooks.values() for test in notebook.tests.values()]
    if differing := sum(test.differs for test in tests):
        told_of = f"{len(tests) - differing} of {len(tests)} tests give the solution the same points sealed as in an "
        told_of += "ordinary kernel. Of a test inside, a student who sets out to can forge the result."
        console.print(told_of, soft_wrap=True)
    elif holds(found) and all(notebook.solved for notebook in known.notebooks.values()):
        console.print("Every test gives the solution the same points sealed as in an ordinary kernel.", soft_wrap=True)


def told(found: list[Finding], console: Console) -> None:
    """What was found, a line each; what keeps nothing from going out comes last."""
    for one in sorted(found, key=lambda one: one.note):
        where = ", ".join(filter(None, (one.notebook, one.cell)))
        console.print(
            plain(f"{'note' if one.note else '✗'} {where + ': ' if where else ''}{one.words}"), soft_wrap=True
        )
