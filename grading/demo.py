"""The demonstration: a sample class graded as any class is, its feedback pages, and the class at a glance."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import Executor
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from grading import bank
from grading.autograde import classroom
from grading.autograde.progress import Progress
from grading.course import Course, CourseError, exercise
from grading.hooks import record
from grading.printing import plain
from grading.report import collect, document
from grading.seal import worker
from grading.seal.window.errors import InfrastructureError
from grading.seal.window.records import Verdict

#: Says that this command made a folder, and may empty it.
_MARK = ".demonstration"


def sample() -> Path:
    """The bank of the sample class, a quarter of it right: in an installed package, or among the tests' submissions."""
    here = Path(__file__).parent
    places = [here / "sample", here.parent / "tests" / "submissions" / "sample"]
    return next((place for place in places if place.is_dir()), places[0])


def run(course: Course, submissions: list[bank.Submission], folder: Path, console: Console) -> None:
    """Create a course in ``folder``, grade the submissions, write feedback and the report, and print what came out.

    The submissions are ours: where no confinement starts on this machine they are graded without. The first and the
    last line say by what they were confined.

    Raises: CourseError where the folder holds something else than the demonstration of an earlier run.
    """
    if folder.exists() and not (folder / _MARK).exists():
        raise CourseError(f"{folder} is there already, and would be emptied. Name another with --folder, or remove it.")
    workers = os.cpu_count() or 1
    with worker.pool(workers) as pool:
        confined, *_ = [pool.submit(worker.make_sure) for _ in range(workers)]  # which takes seconds, meanwhile
        with console.status("A course is made, and a sandbox started"):
            shutil.rmtree(folder, ignore_errors=True)
            made = course.copy_to(folder)
            made.keep_own_gradebook()
            (made.root / _MARK).touch()
            made.nbgrader("generate_assignment", made.only())
            solved = made.solved(made.notebook("release").read_text(encoding="utf-8"))
            for submission in submissions:
                submission.hand_in(solved, made.notebook("submitted", submission.name))
            try:
                seal = f"Sealed by {confined.result()}: each submission runs in a sandbox of its own."
            except InfrastructureError as error:
                made.unseal()
                seal = f"UNSEALED: {_first_line(error)} These submissions are ours, and run with your own rights."
        console.print(seal, soft_wrap=True)
        _grade(made, pool, workers, console)
        course.take_verified(made)
    with console.status("Feedback pages are written, and the class report"):
        made.nbgrader("generate_feedback", made.only())
        page = made.root / "report" / f"{made.only()}.html"
        document.write(collect.analyse(made, made.only(), names=True), page)
    console.print(results(made))
    console.print("Open these first:", soft_wrap=True)
    console.print(f"  {page}  (the class at a glance)", soft_wrap=True)
    console.print(f"  {_telling(made)}  (a feedback page)", soft_wrap=True)
    console.print(seal, soft_wrap=True)


def _grade(made: Course, pool: Executor, workers: int, console: Console) -> None:
    """As the command ``autograde`` does."""
    with Progress(console, as_json=False) as progress:
        classroom.autograde(made, made.only(), pool, workers, begin=progress.begin, end=progress.end)
    progress.finish()


def _first_line(error: Exception) -> str:
    return str(error).split("\n")[0]


def _telling(course: Course) -> Path:
    """The feedback page of one who made one mistake, or as few as anyone."""
    scores = {student: sum(points.values()) for student, points in course.scores().items()}
    best = max(scores.values())
    student = max(scores, key=lambda student: (scores[student] < best, scores[student]))
    return course.notebook("feedback", student)


def results(course: Course) -> Table:
    """The class as a table: a row a submission, a column an exercise, and the codes of the misconceptions met."""
    scores = course.scores()
    exercises = list(next(iter(scores.values())))
    table = Table(title="The class", title_justify="left", box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("submission", no_wrap=True, max_width=26)
    for name in exercises:
        table.add_column(name[:4].rstrip("_"), justify="right", no_wrap=True)
    table.add_column("all", justify="right")
    table.add_column("why")
    for student, points in sorted(scores.items()):
        # The first code of each check; the trained line falls with the rest, so it says nothing new.
        one = record.beside(course.notebook("autograded", student))
        why = {exercise(cell): _why(one, cell) for cell in one.verdicts} if one else {}
        said = [why.get(name, "") for name in exercises[:-1] if not points[name]] or [why.get(exercises[-1], "")]
        table.add_row(
            plain(student),
            *(f"{points[name]:g}" for name in exercises),
            f"{sum(points.values()):g}",
            plain(", ".join(dict.fromkeys(filter(None, said)))),
        )
    return table


def _why(one: record.Record, cell: str) -> str:
    """The first misconception that a check found; where it names none, its verdict, unless that is what points say."""
    verdict = one.verdicts[cell]
    told = "" if verdict in (Verdict.PASSED, Verdict.FAILED) else str(verdict)
    return next(iter(one.tests[cell].codes), told) if verdict != Verdict.PASSED else ""
