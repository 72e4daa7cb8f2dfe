"""How a run of grading shows itself: a bar in a terminal, lines elsewhere, JSON for machines; then a summary.

The command ``autograde`` makes one `Progress` and hands its `begin` and `end` to `grading.autograde.classroom`.
"""

from __future__ import annotations

import heapq
import json
import time
from collections import Counter
from typing import Any

import rich.progress
from rich.console import Console
from rich.table import Table

from grading.autograde.classroom import Class, Graded
from grading.printing import plain
from grading.seal.window.records import Verdict

_SLOWEST = 5
#: What a run that nobody has to look after ends with, and one that leaves submissions for a person.
NOTHING_LEFT, FOR_A_PERSON = 0, 3


class Progress:
    """Of each submission it keeps a few words where something is odd, and nothing else."""

    def __init__(self, console: Console, as_json: bool) -> None:
        self._console = console
        self._json = as_json
        self._found = Class(0, 0)
        self._began = time.monotonic()
        self._graded = 0
        self._verdicts: Counter[Verdict] = Counter()
        self._slowest: list[tuple[float, str]] = []
        self._odd: list[Graded] = []
        self._unsealed = 0
        self._bar = rich.progress.Progress(
            rich.progress.TextColumn("{task.description}"),
            rich.progress.BarColumn(),
            rich.progress.MofNCompleteColumn(),
            rich.progress.TextColumn("{task.fields[rate]}"),
            rich.progress.TimeRemainingColumn(),
            rich.progress.TextColumn("{task.fields[verdicts]}"),
            console=console,
            disable=as_json or not console.is_terminal,
        )

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def begin(self, found: Class) -> None:
        """What the run has before it."""
        self._found, self._began = found, time.monotonic()
        self._task = self._bar.add_task("Grading", total=found.todo, rate="", verdicts="")

    def end(self, graded: Graded) -> None:
        """One submission is done."""
        self._graded += bool(graded.verdicts)
        self._unsealed += graded.unsealed
        self._verdicts.update(graded.verdicts.values() or [Verdict.INFRASTRUCTURE_ERROR])
        (heapq.heappush if len(self._slowest) < _SLOWEST else heapq.heappushpop)(
            self._slowest, (graded.seconds, graded.student)
        )
        if graded.odd or graded.decisions or graded.repairs:
            self._odd.append(graded)
        rate = f"{(self._bar.tasks[0].completed + 1) / (time.monotonic() - self._began):.1f}/s"
        told = ", ".join(f"{count} {verdict}" for verdict, count in self._verdicts.most_common())
        self._bar.update(self._task, advance=1, rate=rate, verdicts=told)
        if self._json:
            print(json.dumps(_told(graded)), flush=True)
        elif not self._console.is_terminal:
            done = int(self._bar.tasks[0].completed)
            told = _words(graded).replace("\n", " ")
            print(f"{done}/{self._found.todo} {rate} {plain(graded.student)}: {plain(told)}", flush=True)

    def finish(self) -> int:
        """Print the summary; returns the command's exit status."""
        people = [graded.student for graded in self._odd if graded.needs_a_person]
        seconds = time.monotonic() - self._began
        if self._json:
            summary = {
                "graded": self._graded,
                "graded_before": self._found.done_before,
                "seconds": round(seconds, 3),
                "verdicts": dict(self._verdicts),
                "need_a_person": people,
                "sealed": not self._unsealed,
                "unsealed": self._unsealed,
            }
            print(json.dumps({"summary": summary}), flush=True)
        else:
            self._tables(seconds)
            if people:
                named = ", ".join(str(plain(student)) for student in people)
                self._console.print(f"For a person to look at: {named}.", markup=False, emoji=False, soft_wrap=True)
            if self._unsealed:
                self._console.print(
                    f"UNSEALED: {self._unsealed} of these submissions ran without the sandbox, with your own rights.",
                    soft_wrap=True,
                )
        return FOR_A_PERSON if people else NOTHING_LEFT

    def _tables(self, seconds: float) -> None:
        self._console.print(
            f"Graded {self._graded} of {self._found.todo} submissions in {seconds:.1f} s; "
            f"{self._found.done_before} had their grades already."
        )
        if self._verdicts:
            table = Table(title="Verdicts on test cells", title_justify="left")
            table.add_column("verdict")
            table.add_column("cells", justify="right")
            for verdict, count in self._verdicts.most_common():
                table.add_row(verdict, str(count))
            self._console.print(table)
        if self._slowest:
            table = Table(title="The slowest", title_justify="left")
            table.add_column("submission")
            table.add_column("seconds", justify="right")
            for slow, student in sorted(self._slowest, reverse=True):
                table.add_row(plain(student), f"{slow:.1f}")
            self._console.print(table)
        if self._odd:
            table = Table(title="The odd ones", title_justify="left")
            table.add_column("submission")
            table.add_column("what happened")
            for graded in self._odd:
                table.add_row(plain(graded.student), plain(_words(graded), lines=True))
            self._console.print(table)


def _words(graded: Graded) -> str:
    if not graded.verdicts:
        return f"{Verdict.INFRASTRUCTURE_ERROR}, not graded. {graded.reason}"
    counted = Counter(graded.verdicts.values())
    words = ", ".join(f"{count} {verdict}" for verdict, count in counted.most_common())
    repairs = f"Repaired: {'; '.join(graded.repairs)}." if graded.repairs else ""
    return " ".join(filter(None, [f"{words}.", graded.reason, *graded.decisions, repairs]))


def _told(graded: Graded) -> dict[str, Any]:
    return {
        "student": graded.student,
        "verdicts": dict(graded.verdicts),
        "seconds": graded.seconds,
        "reason": graded.reason,
        "decisions": list(graded.decisions),
        "repairs": list(graded.repairs),
    }
