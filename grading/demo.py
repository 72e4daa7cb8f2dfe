"""The demonstration: a sample class graded from end to end, its results in the terminal, its feedback as pages."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from grading import bank
from grading.course import ASSIGNMENT, Course, CourseError

#: Says that this command made a folder, and may empty it.
_MARK = ".demonstration"


def sample(submissions: list[bank.Submission], size: int = 16) -> list[bank.Submission]:
    """A cross-section of a bank: every n-th of the right ones and of the wrong ones.

    Raises: BankError where there are none.
    """
    right = [submission for submission in submissions if submission.kind == "right"]
    wrong = [submission for submission in submissions if submission.kind == "wrong"]
    if not right and not wrong:
        raise bank.BankError(
            "The bank holds no right/ and no wrong/. Name the folder that has them with --submissions."
        )
    return right[:: max(1, len(right) * 4 // size)] + wrong[:: max(1, len(wrong) * 4 // (3 * size))]


def run(course: Course, submissions: list[bank.Submission], folder: Path, console: Console) -> None:
    """Create a course in ``folder``, grade the submissions, write feedback, and print what came out.

    Raises: CourseError where the folder holds something else than the demonstration of an earlier run.
    """
    if folder.exists() and not (folder / _MARK).exists():
        raise CourseError(f"{folder} is there already, and would be emptied. Name another with --folder, or remove it.")
    solved = course.solved()
    shutil.rmtree(folder, ignore_errors=True)
    sample = course.copy_to(folder)
    (folder / _MARK).touch()
    for submission in submissions:
        submission.hand_in(solved, sample.notebook("submitted", submission.name))
    for words, *command in [
        ("The instructor's notebook becomes the students' release", "generate_assignment"),
        (f"{len(submissions)} submissions are graded", "autograde"),
        ("Feedback pages are written", "generate_feedback"),
    ]:
        with console.status(f"{words}: nbgrader {' '.join(command)} {ASSIGNMENT}"):
            sample.nbgrader(*command, ASSIGNMENT)
        console.print(f"[green]✓[/green] {words}.")
    console.print(results(sample))
    console.print(
        f"Feedback pages: {sample.root}/feedback/SUBMISSION/{ASSIGNMENT}/{ASSIGNMENT}.html",
        soft_wrap=True,
    )
    console.print(f"Gradebook:      {sample.root}/gradebook.db", soft_wrap=True)


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
            student,
            *(f"{points[exercise]:g}" for exercise in exercises),
            f"{sum(points.values()):g}",
            ", ".join(dict.fromkeys(code[1] or code[2] for code in codes)),
        )
    return table
