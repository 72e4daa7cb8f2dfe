"""What ``tests.tools.benchmark`` measured, as tables for a terminal, a picture, and JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from matplotlib.figure import Figure
from rich.console import Console, Group
from rich.table import Table

from grading.report.figures import BLUE, ORANGE
from tests.tools.benchmark import Benchmark, Sample

_MIB = 2**20
_NOT_COUNTED = "not counted"


def tables(benchmark: Benchmark) -> Group:
    """All timings, with what follows from them."""
    return Group(
        *(_ways(benchmark, sample) for sample in benchmark.samples),
        _classes(benchmark),
        _counted(benchmark),
        f"Machine: {benchmark.machine}",
    )


def save(benchmark: Benchmark, folder: Path) -> list[Path]:
    """Write ``benchmark.json``, ``.txt``, ``.md`` (as for a README) and ``.png`` into a folder; returns the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers, text, page, picture = (folder / f"benchmark.{ending}" for ending in ("json", "txt", "md", "png"))
    numbers.write_text(json.dumps(asdict(benchmark), indent=1) + "\n", encoding="utf-8")
    with text.open("w", encoding="utf-8") as file:
        Console(file=file, width=150).print(tables(benchmark))
    page.write_text(_markdown(benchmark), encoding="utf-8")
    _drawn(benchmark).savefig(picture, dpi=100)
    return [numbers, text, page, picture]


def _markdown(benchmark: Benchmark) -> str:
    """A table for each sample, and how seconds of processors were counted."""
    return "\n".join([*(_in_markdown(_ways(benchmark, sample)) for sample in benchmark.samples), _counted(benchmark)])


def _in_markdown(table: Table) -> str:
    titles = [str(table.title), *(str(column.header) for column in table.columns[1:])]
    rows = zip(*(map(str, column.cells) for column in table.columns), strict=True)
    marks = ["---", *("---:" for _ in titles[1:])]
    return "".join(f"| {' | '.join(row)} |\n" for row in (titles, marks, *rows))


def _counted(benchmark: Benchmark) -> str:
    return f"Seconds of processors: {benchmark.counted}."


def _ways(benchmark: Benchmark, sample: Sample) -> Table:
    stock, together = sample.stock, sample.stock_together
    shown = Table(
        title=f"The same {stock.submissions} submissions, {sample.what}, {benchmark.processors} processors",
        title_justify="left",
    )
    shown.add_column("way of grading")
    for column in (
        "s each",
        "start s",
        "MiB",
        "x stock",
        f"x stock, {benchmark.processors} processes",
        "x stock, with start",
        "processor s each",
        "x bound",
    ):
        shown.add_column(column, justify="right")
    for timing in sample.ways:
        shown.add_row(
            timing.way,
            f"{timing.seconds:.3f}",
            f"{timing.start:.1f}",
            f"{timing.memory / _MIB:.0f}",
            f"{stock.seconds / timing.seconds:.1f}",
            f"{together.seconds / timing.seconds:.1f}",
            f"{stock.whole / timing.whole:.1f}",
            _NOT_COUNTED if timing.processors is None else f"{timing.processors:.3f}",
            _NOT_COUNTED if timing.processors is None else f"{timing.processors / sample.bound:.2f}",
        )
    bound = "the bound: the same cells, warm"
    shown.add_row(bound, "", "", "", "", "", "", f"{sample.bound:.3f}", "1.00")
    return shown


def _classes(benchmark: Benchmark) -> Table:
    shown = Table(title="Classes", title_justify="left")
    shown.add_column("way of grading")
    for column in (
        "submissions",
        "s each",
        "start s",
        "processor s each",
        "MiB",
        "coordinator ms each",
        "coordinator MiB",
    ):
        shown.add_column(column, justify="right")
    for timing in benchmark.classes:
        shown.add_row(
            timing.way,
            str(timing.submissions),
            f"{timing.seconds:.3f}",
            f"{timing.start:.1f}",
            _NOT_COUNTED if timing.processors is None else f"{timing.processors:.3f}",
            f"{timing.memory / _MIB:.0f}",
            f"{1000 * (timing.coordinator_seconds or 0):.1f}",
            f"{(timing.coordinator_memory or 0) / _MIB:.0f}",
        )
    return shown


def _drawn(benchmark: Benchmark) -> Figure:
    """The throughput of each way, and the seconds of one submission in classes of each size."""
    figure = Figure(figsize=(11, 4.5), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=[3, 2])
    ways = [(sample, timing) for sample in benchmark.samples for timing in sample.ways][::-1]
    bars = left.barh(
        [f"{timing.way} ({sample.what})" for sample, timing in ways],
        [1 / timing.seconds for _, timing in ways],
        color=[ORANGE if "stock" in timing.way else BLUE for _, timing in ways],
    )
    left.bar_label(bars, fmt="%.2f", padding=3)
    left.margins(x=0.15)
    left.set_xlabel(f"submissions per second, {benchmark.processors} processors")
    sizes = [timing for timing in benchmark.classes if "never" not in timing.way]
    right.plot([timing.submissions for timing in sizes], [timing.seconds for timing in sizes], marker="o", color=BLUE)
    right.set(xscale="log", xlabel="submissions in the class", ylabel="seconds for each submission")
    right.set_ylim(0, 1.2 * max(timing.seconds for timing in sizes))
    right.grid(alpha=0.3)
    return figure
