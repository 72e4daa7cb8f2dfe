"""The demonstration: a sample class graded as any class is, its feedback pages, and the class at a glance."""

from __future__ import annotations

import os
import re
import shutil
from concurrent.futures import Executor
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from grading import bank, classroom, report, tally, worker
from grading.course import ASSIGNMENT, Course, CourseError
from grading.printing import plain
from grading.progress import Progress
from grading.seal.errors import InfrastructureError

#: Says that this command made a folder, and may empty it.
_MARK = ".demonstration"


def sample(submissions: list[bank.Submission], size: int = 16) -> list[bank.Submission]:
    """A cross-section of a bank, so many of it: a quarter of them right, the others wrong.

    Raises: BankError where there are none.
    """
    right = [submission for submission in submissions if submission.kind == "right"]
    wrong = [submission for submission in submissions if submission.kind == "wrong"]
    if not right and not wrong:
        raise bank.BankError(
            "The bank holds no right/ and no wrong/. Name the folder that has them with --submissions."
        )
    return _spread(right, size // 4) + _spread(wrong, size - size // 4)


def _spread(submissions: list[bank.Submission], number: int) -> list[bank.Submission]:
    """So many of them, or all, at equal distances."""
    number = min(number, len(submissions))
    return [submissions[place * len(submissions) // number] for place in range(number)]


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
            (made.root / _MARK).touch()
            made.nbgrader("generate_assignment", ASSIGNMENT)
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
    with console.status("Feedback pages are written, and the class report"):
        made.nbgrader("generate_feedback", ASSIGNMENT)
        page = made.root / "report" / f"{ASSIGNMENT}.html"
        report.write(tally.analyse(made, ASSIGNMENT, names=True), page)
    console.print(results(made))
    console.print("Open these first:", soft_wrap=True)
    console.print(f"  {page}  (the class at a glance)", soft_wrap=True)
    console.print(f"  {_telling(made)}  (a feedback page)", soft_wrap=True)
    console.print(seal, soft_wrap=True)


def _grade(made: Course, pool: Executor, workers: int, console: Console) -> None:
    """As the command ``autograde`` does."""
    with Progress(console, as_json=False) as progress:
        classroom.autograde(made, ASSIGNMENT, pool, workers, begin=progress.begin, end=progress.end)
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
    for exercise in exercises:
        table.add_column(exercise[:4].rstrip("_"), justify="right", no_wrap=True)
    table.add_column("all", justify="right")
    table.add_column("why")
    for student, points in sorted(scores.items()):
        # The first code of each message; the trained line falls with the rest, so it says nothing new.
        messages = course.messages(student)
        said = [messages[exercise] for exercise in exercises[:-1] if not points[exercise]] or [messages[exercises[-1]]]
        codes = [
            found for message in said if (found := re.search(r"\[([a-z-]+)\]$|(not attempted)", message, re.MULTILINE))
        ]
        table.add_row(
            plain(student),
            *(f"{points[exercise]:g}" for exercise in exercises),
            f"{sum(points.values()):g}",
            ", ".join(dict.fromkeys(code[1] or code[2] for code in codes)),
        )
    return table
