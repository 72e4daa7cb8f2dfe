"""``python -m tests.tools``: one function a command. Run it in the repository's folder."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from grading import bank
from grading.course import Course, CourseError
from grading.printing import console, prepare
from tests.tools import benchmark, comparison, corpus, crowd, pages, scoreboard, start

app = typer.Typer(
    no_args_is_help=True, help="Measure and compare.", pretty_exceptions_enable=False, add_completion=False
)


@app.command("compare")
def compare_(
    submissions: Annotated[Path, typer.Option(help="The hostile submissions.")] = Path("tests/submissions/hostile"),
) -> None:
    """Let hostile submissions loose on this grader and on stock nbgrader, each in a sandbox, and say what they gain.

    Example: python -m tests.tools compare
    """
    comparison.run(Course(Path.cwd()), bank.load(submissions), console)


@app.command("benchmark")
def benchmark_(
    sizes: Annotated[list[int], typer.Option("--size", min=2, help="A class's size; give it again for others.")] = [  # noqa: B006
        10,
        100,
        1000,
    ],
    sample: Annotated[int, typer.Option(min=8, help="How many submissions every way of grading gets.")] = 20,
    submissions: Annotated[Path, typer.Option(help="The bank of submissions.")] = Path("tests/submissions"),
    output: Annotated[Path, typer.Option(help="The folder for the numbers and the picture.")] = Path("build/benchmark"),
) -> None:
    """Time this grader on classes of several sizes, and stock nbgrader on a sample, in one run.

    Example: python -m tests.tools benchmark --size 10 --size 100 --sample 8
    """
    course = Course(Path.cwd())
    chosen = [submission for submission in bank.load(submissions) if submission.kind in ("right", "wrong")]
    with tempfile.TemporaryDirectory() as folder:
        measured = benchmark.run(course, chosen, sizes, sample, Path(folder), console.print)
    console.print(scoreboard.tables(measured))
    console.print("Wrote " + ", ".join(map(str, scoreboard.save(measured, output))) + ".", soft_wrap=True)


@app.command("pages")
def pages_(
    number: Annotated[int, typer.Option(min=1, help="The class's size.")] = 300,
    submissions: Annotated[Path, typer.Option(help="The bank of submissions.")] = Path("tests/submissions"),
) -> None:
    """Time a class's feedback pages: by this package's command and by nbgrader's, in one run.

    Example: python -m tests.tools pages --number 300
    """
    chosen = [submission for submission in bank.load(submissions) if submission.kind in ("right", "wrong")]
    with tempfile.TemporaryDirectory() as folder:
        measured = pages.run(Course(Path.cwd()), chosen, number, Path(folder), console.print)
    console.print(f"{measured.machine}\n\n{measured.table()}", soft_wrap=True)


@app.command("crowd")
def crowd_(
    workers: Annotated[list[int], typer.Option("--workers", min=2, help="How many; give it again for others.")] = [  # noqa: B006
        2,
        16,
        50,
        500,
    ],
    seconds: Annotated[float, typer.Option(min=0.01, help="How long a worker waits for each submission.")] = 0.8,
) -> None:
    """Find what bounds a large cluster: a class graded by workers that only wait, through Dask's own scheduler.

    Example: python -m tests.tools crowd --workers 50 --seconds 0.8
    """
    with tempfile.TemporaryDirectory() as folder:
        console.print(crowd.run(Course(Path.cwd()), workers, seconds, Path(folder), console.print), soft_wrap=True)


@app.command("start")
def start_(times: Annotated[int, typer.Option(min=1, help="How often each is tried.")] = 9) -> None:
    """Time how long help, a TAB and doctor take to begin, beside the imports that no command does without.

    Example: python -m tests.tools start
    """
    console.print(start.run(Path.cwd(), times, console.print), soft_wrap=True)


@app.command("corpus")
def corpus_(
    exercises: Annotated[list[str] | None, typer.Argument(help="Which exercises; all where none is named.")] = None,
) -> None:
    """Grade the corpus of exercises outside, inside and in an ordinary kernel, and show the points side by side.

    Example: python -m tests.tools corpus vectors
    """
    chosen = [each for each in corpus.load() if each.can_run and (not exercises or each.name in exercises)]
    if not chosen:
        raise CourseError(f"There is no such exercise in {corpus.CORPUS}, or the packages that it needs are not here.")
    console.print(corpus.table(chosen))


if __name__ == "__main__":
    prepare()
    try:
        app(prog_name="python -m tests.tools")
    except CourseError as error:
        sys.exit(str(error))
