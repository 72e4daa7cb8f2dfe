"""The command line, ``python -m grading``: one function a command, and no logic of its own."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
from concurrent.futures import Executor
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from traitlets import TraitError

from grading import (
    bank,
    benchmark,
    check,
    classroom,
    comparison,
    demo,
    outcome,
    regrade,
    report,
    scoreboard,
    tally,
    worker,
)
from grading.course import ASSIGNMENT, CONFIG, Course, CourseError
from grading.progress import Progress

#: As it was called: by its script, for which a shell can complete, or as a module.
_NAME = "grading" if Path(sys.argv[0]).stem == "grading" else "python -m grading"
#: What to do where the system does not let a file be written or read.
_STEPS = dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "Free some space there, then run this again.") | dict.fromkeys(
    (errno.EACCES, errno.EPERM, errno.EROFS), "Run this as one who may write there, or change the folder's rights."
)

app = typer.Typer(
    no_args_is_help=True,
    help="Grade the notebooks of a course.",
    pretty_exceptions_enable=False,
    add_completion=_NAME == "grading",
)
console = Console()


def _names() -> list[str]:
    """The assignments of this course folder, for a shell to complete."""
    try:
        return Course(Path.cwd()).assignments()
    except CourseError:
        return []


Assignment = Annotated[str, typer.Argument(help="The assignment's name.", autocompletion=_names)]


def _course(assignment: str) -> Course:
    """The course folder that the command runs in, where that assignment is sound."""
    course = Course(Path.cwd())
    course.verify(assignment)
    return course


@app.callback()
def _main() -> None:
    """Grade the notebooks of a course."""


@app.command("release")
def release_(
    check: Annotated[bool, typer.Option("--check", help="Only say whether release/ is what source/ makes.")] = False,
) -> None:
    """Make the students' notebook in release/ from the instructor's in source/.

    Example: python -m grading release --check
    """
    course = _course(ASSIGNMENT)
    path, text = course.notebook("release"), course.release()
    if check:
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CourseError(f"{path} is not what source/ makes today. Run: python -m grading release")
        console.print("release/ is in step with source/.")
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        console.print(f"Wrote {path.relative_to(Path.cwd())}.")


@app.command("demo")
def demo_(
    folder: Annotated[Path, typer.Option(help="The new course's folder.")] = Path("build/demo"),
    submissions: Annotated[Path, typer.Option(help="The bank of submissions.")] = Path("tests/submissions"),
) -> None:
    """Grade a sample class from end to end.

    Example: python -m grading demo --folder build/demo
    """
    demo.run(_course(ASSIGNMENT), demo.sample(bank.load(submissions)), folder, console)


@app.command("autograde")
def autograde_(
    assignment: Assignment,
    workers: Annotated[
        int, typer.Option(min=1, help="How many submissions to run at once on this machine.")
    ] = os.cpu_count() or 1,
    scheduler: Annotated[
        str | None, typer.Option(help="Run them on the workers of a Dask scheduler, such as tcp://127.0.0.1:8786.")
    ] = None,
    student: Annotated[str, typer.Option(help="One student's id, or a pattern such as 'a*'.")] = "*",
    force: Annotated[bool, typer.Option("--force", help="Grade again what has its grades already.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A line of JSON for each submission and the end.")] = False,
) -> None:
    """Grade a class: every submission that is new or has changed, several at once.

    The exit status is 0, or 3 where submissions are left for a person to look at. A run that was ended goes on where it
    stopped when it is started again.

    Example: python -m grading autograde linear_regression --workers 4
    """
    course = _course(assignment)
    with contextlib.ExitStack() as until_done:
        pool: Executor
        if scheduler is None:
            pool = until_done.enter_context(worker.pool(workers))
        else:
            from grading import cluster  # Dask need not be installed

            pool, workers = until_done.enter_context(cluster.pool(scheduler))
        progress = until_done.enter_context(Progress(console, as_json))
        classroom.autograde(course, assignment, pool, workers, student, force, progress.begin, progress.end)
    raise typer.Exit(progress.finish())


@app.command("regrade")
def regrade_(
    assignment: Assignment,
    apply: Annotated[bool, typer.Option("--apply", help="Write the new grades; the former gradebook is kept.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Return to what was before the last --apply.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="How many submissions to run at once.")] = os.cpu_count() or 1,
    student: Annotated[str, typer.Option(help="One student's id, or a pattern such as 'a*'.")] = "*",
    as_json: Annotated[bool, typer.Option("--json", help="A line of JSON for each submission and the end.")] = False,
) -> None:
    """Grade a class anew after a test was mended: who would change and by how much. Nothing is written without --apply.

    Points and comments given by hand stay. The exit status is 0, or 3 where submissions could not be graded anew; they
    keep the grades that they have.

    Example: python -m grading regrade linear_regression --apply
    """
    if apply and undo:
        raise typer.BadParameter("--apply and --undo are two directions. Give one of them.")
    course = _course(assignment)
    if undo:
        for line in regrade.undo(course, assignment):
            console.print(line, soft_wrap=True, markup=False, highlight=False)
        return
    with (
        worker.pool(workers) as pool,
        Progress(console, as_json) as progress,
        regrade.graded_anew(course, assignment, pool, workers, student, progress.begin, progress.end) as both,
    ):
        found = outcome.outcome(both)
        if apply:
            both.apply()
    status = progress.finish()
    if as_json:
        print(outcome.as_json(found, apply))
    else:
        console.print(outcome.tables(found))
        for line in outcome.words(found, assignment, apply):
            console.print(line, soft_wrap=True, markup=False, highlight=False)
    raise typer.Exit(status)


@app.command("check")
def check_(
    notebook: Annotated[Path, typer.Argument(help="The notebook that you work in.")],
    page: Annotated[
        Path | None,
        typer.Option(
            help="Where the feedback page goes; beside the notebook if not given, or in check/ where that would be in "
            "a course's source/, release/ or submitted/."
        ),
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Grade it again whenever it is saved, until Ctrl+C.")] = False,
    unsealed: Annotated[
        bool, typer.Option("--unsealed", help="In an ordinary kernel instead of the sandbox. For your own notebooks.")
    ] = not check.sealed_here(),
) -> None:
    """Grade one notebook for its owner, exactly as a class is graded. Run it in the course's folder.

    Files beside the notebook are handed in with it if its folder is named after the assignment, as in nbgrader.

    Example: python -m grading check build/lab/linear_regression/linear_regression.ipynb --watch
    """
    course = _course(ASSIGNMENT)
    check.find(notebook)
    if unsealed:
        console.print(
            "Running in an ordinary kernel, not in the sandbox: the points are the same, the protection is not."
        )
    page = check.page_of(course, notebook, page)
    with check.self_check(course, not unsealed) as desk, contextlib.suppress(KeyboardInterrupt):
        for _ in check.changes(notebook) if watch else (None,):
            try:
                console.print(check.table(desk.grade(notebook, page)))
                console.print(f"Feedback page: {page}", markup=False, soft_wrap=True)
            except CourseError as error:
                if not watch:
                    raise
                console.print(str(error), markup=False, soft_wrap=True)


@app.command("report")
def report_(
    assignment: Assignment,
    format_: Annotated[report.Format, typer.Option("--format", help="A page to read, or its numbers.")] = (
        report.Format.HTML
    ),
    output: Annotated[
        Path | None, typer.Option(help="The file to write.", show_default="report/ASSIGNMENT.FORMAT")
    ] = None,
    names: Annotated[bool, typer.Option("--names", help="Name the students behind each notice, with links.")] = False,
) -> None:
    """Show the class of this course folder at a glance: scores, exercises, misconceptions, what needs a person.

    Example: python -m grading report linear_regression
    """
    course = _course(assignment)
    path = output or course.root / "report" / f"{assignment}.{format_}"
    report.write(tally.analyse(course, assignment, names), path, format_)
    console.print(f"Wrote {path}.", soft_wrap=True, highlight=False)


@app.command("compare")
def compare_(
    submissions: Annotated[Path, typer.Option(help="The hostile submissions.")] = Path("tests/submissions/hostile"),
) -> None:
    """Let hostile submissions loose on this grader and on stock nbgrader, each in a sandbox, and say what they gain.

    Example: python -m grading compare
    """
    comparison.run(_course(ASSIGNMENT), bank.load(submissions), console)


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

    Example: python -m grading benchmark --size 10 --size 100 --sample 8
    """
    course = _course(ASSIGNMENT)
    chosen = [submission for submission in bank.load(submissions) if submission.kind in ("right", "wrong")]
    with tempfile.TemporaryDirectory() as folder:
        measured = benchmark.run(course, chosen, sizes, sample, Path(folder), console.print)
    console.print(scoreboard.tables(measured))
    console.print("Wrote " + ", ".join(map(str, scoreboard.save(measured, output))) + ".", soft_wrap=True)


def main() -> None:
    """Run the command line; an expected failure is one clear message and exit status 1."""
    try:
        app(prog_name=_NAME)
    except (CourseError, bank.BankError) as error:
        words = str(error)
    except TraitError as error:
        words = f"A setting in {CONFIG} is wrong: {error} Correct it, then run this again."
    except OSError as error:
        if error.errno not in _STEPS:
            raise
        words = f"{error.filename or 'A file'}: {error.strerror}. {_STEPS[error.errno]}"
    else:
        return
    console.print(words, style="red", markup=False, soft_wrap=True)
    raise SystemExit(1)
