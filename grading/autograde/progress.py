"""How a run shows itself: a bar in a terminal, lines elsewhere, JSON for machines; then a summary.

A command makes one `Progress` and hands its `begin` and `end` to `grading.autograde.classroom`, or one `PagesProgress`
and hands them to `grading.autograde.feedback`.
"""

from __future__ import annotations

import heapq
import json
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Self

import rich.progress
from rich.console import Console
from rich.table import Table

from grading.autograde.classroom import Class, Graded
from grading.autograde.feedback import Written
from grading.printing import plain
from grading.seal.window.records import Verdict

_SLOWEST = 5
#: What a run that nobody has to look after ends with, and one that leaves submissions for a person.
NOTHING_LEFT, FOR_A_PERSON = 0, 3


class _Run:
    """What has been done, of what there is to do. A run may `begin` several times, with more to do each time."""

    def __init__(self, console: Console, as_json: bool, doing: str) -> None:
        self._console = console
        self._json = as_json
        self._found = Class(0, 0)
        self._began = time.monotonic()
        self._bar = rich.progress.Progress(
            rich.progress.TextColumn("{task.description}"),
            rich.progress.BarColumn(),
            rich.progress.MofNCompleteColumn(),
            rich.progress.TextColumn("{task.fields[rate]}"),
            rich.progress.TimeRemainingColumn(),
            rich.progress.TextColumn("{task.fields[told]}"),
            console=console,
            disable=as_json or not console.is_terminal,
        )
        self._task = self._bar.add_task(doing, total=None, rate="", told="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def begin(self, found: Class) -> None:
        """What the run has before it, besides what it had before."""
        if self._bar.tasks[0].total is None:
            self._began = time.monotonic()
        self._found = Class(self._found.todo + found.todo, self._found.done_before + found.done_before)
        self._bar.update(self._task, total=self._found.todo)

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self._began

    def _advance(self, student: str, words: str, as_json: dict[str, Any], told: str = "") -> None:
        done = int(self._bar.tasks[0].completed) + 1
        rate = f"{done / self.seconds:.1f}/s"
        self._bar.update(self._task, advance=1, rate=rate, told=told)
        if self._json:
            print(json.dumps(as_json), flush=True)
        elif not self._console.is_terminal:
            line = words.replace("\n", " ")
            print(f"{done}/{self._found.todo} {rate} {plain(student)}: {plain(line)}", flush=True)

    def _tell_whom_to_look_at(self, people: Iterable[str]) -> None:
        if named := ", ".join(str(plain(student)) for student in people):
            self._console.print(f"For a person to look at: {named}.", markup=False, emoji=False, soft_wrap=True)


class PagesProgress(_Run):
    """Of feedback pages that are written."""

    def __init__(self, console: Console, as_json: bool) -> None:
        super().__init__(console, as_json, "Writing pages")
        self._failures: dict[str, str] = {}

    def end(self, written: Written) -> None:
        """The pages of one submission are done."""
        if written.failure:
            self._failures[written.student] = written.failure
        self._advance(written.student, f"no page. {written.failure}" if written.failure else "written", asdict(written))

    def finish(self) -> int:
        """Print the summary; returns the command's exit status."""
        found, done = self._found, self._found.todo - len(self._failures)
        if self._json:
            summary = {"written": done, "written_before": found.done_before, "seconds": round(self.seconds, 3)}
            print(json.dumps({"summary": summary | {"need_a_person": list(self._failures)}}), flush=True)
        else:
            self._console.print(
                f"Wrote the pages of {done} of {found.todo} submissions in {self.seconds:.1f} s; "
                f"those of {found.done_before} are as they would be written today."
            )
            for student, failure in self._failures.items():
                self._console.print(f"{plain(student)}: {plain(failure, lines=True)}", soft_wrap=True)
            self._tell_whom_to_look_at(self._failures)
        return FOR_A_PERSON if self._failures else NOTHING_LEFT


class Progress(_Run):
    """Of submissions that are graded. Of each it keeps a few words where something is odd, and nothing else."""

    def __init__(self, console: Console, as_json: bool) -> None:
        super().__init__(console, as_json, "Grading")
        self._graded = 0
        self._verdicts: Counter[Verdict] = Counter()
        self._slowest: list[tuple[float, str]] = []
        self._odd: dict[str, Graded] = {}
        self._unsealed = 0
        self._confined_by: Counter[str] = Counter()

    def end(self, graded: Graded) -> None:
        """One submission is done."""
        self._graded += bool(graded.verdicts)
        self._unsealed += graded.unsealed
        self._confined_by.update(graded.confined_by)
        self._verdicts.update(graded.verdicts.values() or [Verdict.INFRASTRUCTURE_ERROR])
        (heapq.heappush if len(self._slowest) < _SLOWEST else heapq.heappushpop)(
            self._slowest, (graded.seconds, graded.student)
        )
        self._odd.pop(graded.student, None)  # of what it handed in before
        if graded.odd or graded.decisions or graded.repairs:
            self._odd[graded.student] = graded
        told = ", ".join(f"{count} {verdict}" for verdict, count in self._verdicts.most_common())
        self._advance(graded.student, _words(graded), _told(graded), told)

    def finish(self) -> int:
        """Print the summary; returns the command's exit status."""
        people = [student for student, graded in self._odd.items() if graded.needs_a_person]
        if self._json:
            summary = {
                "graded": self._graded,
                "graded_before": self._found.done_before,
                "seconds": round(self.seconds, 3),
                "verdicts": dict(self._verdicts),
                "need_a_person": people,
                "sealed": not self._unsealed,
                "unsealed": self._unsealed,
                "confined_by": dict(self._confined_by),
            }
            print(json.dumps({"summary": summary}), flush=True)
        else:
            self._tables(self.seconds)
            self._tell_whom_to_look_at(people)
            for name, number in self._confined_by.most_common():
                self._console.print(f"Sealed by {name}: {number} of these submissions.", soft_wrap=True)
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
            for graded in self._odd.values():
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
