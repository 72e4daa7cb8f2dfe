"""The figures of a class report, drawn with Matplotlib.

``grading.report.document`` shows each with its alternative text and, below it, the numbers as a table. Text is drawn as
outlines and the figure is an image of its own in the page, so it looks the same everywhere and runs nothing.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from grading.report.numbers import Analysis
from grading.report.statistics import Bin, Summary

BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#595959"  # the Okabe-Ito colours: distinct for colour-blind eyes too

#: How many misconceptions the figure shows; the table below it has all.
MOST = 12

_STYLE: dict[Any, Any] = {
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "font.size": 10,
    "grid.alpha": 0.3,
    "svg.hashsalt": "report",  # the same numbers give the same bytes
}


@dataclass(frozen=True)
class Drawing:
    """A figure as the ``src`` of an image, and what it shows, in words."""

    src: str
    alt: str


def scores(analysis: Analysis) -> Drawing:
    """The distribution of the scores."""
    title = "Histogram of the scores, in points."
    return _distribution(analysis.score_bins, analysis.scores, "score (points)", "students", title)


def success(analysis: Analysis) -> Drawing:
    """The success rate of each exercise."""
    rated = [(one.name, one.success_rate) for one in analysis.exercises if one.success_rate is not None]
    figure, axes = _axes(0.9 + 0.32 * len(rated))
    _bars(axes, [name for name, _ in rated], [rate for _, rate in rated])
    axes.set(xlabel="success rate", xlim=(0, max([1.0, *(rate for _, rate in rated)])))
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    return _drawing(figure, "Success rates: " + ", ".join(f"{name} {rate:.0%}" for name, rate in rated) + ".")


def discrimination(analysis: Analysis) -> Drawing:
    """The discrimination of each exercise where it is defined."""
    known = [(one.name, one.discrimination) for one in analysis.exercises if one.discrimination is not None]
    figure, axes = _axes(0.9 + 0.32 * len(known))
    _bars(axes, [name for name, _ in known], [value for _, value in known])
    axes.axvline(0, color=GREY, linewidth=1)
    axes.set(xlabel="discrimination", xlim=(min([-0.2, *(value for _, value in known)]), 1))
    return _drawing(figure, "Discrimination: " + ", ".join(f"{name} {value:.2f}" for name, value in known) + ".")


def misconceptions(analysis: Analysis) -> Drawing:
    """How many students met each of the most frequent misconceptions."""
    shown = analysis.misconceptions[:MOST]
    figure, axes = _axes(0.9 + 0.28 * len(shown))
    _bars(axes, [one.code for one in shown], [one.students for one in shown])
    axes.set(xlabel="students")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    return _drawing(figure, "Students by misconception: " + ", ".join(f"{m.code} {m.students}" for m in shown) + ".")


def seconds(analysis: Analysis) -> Drawing:
    """The distribution of the time that grading a submission took."""
    bins, summary = analysis.grading_seconds_bins, analysis.grading_seconds
    title = "Histogram of the seconds that grading took."
    return _distribution(bins, summary, "time to grade (seconds)", "submissions", title)


def _distribution(bins: Sequence[Bin], summary: Summary, xlabel: str, ylabel: str, title: str) -> Drawing:
    figure, axes = _axes(2.6)
    _histogram(axes, bins)
    _mark(axes, summary)
    axes.set(xlabel=xlabel, ylabel=ylabel)
    return _drawing(figure, f"{title} {_words(summary)}")


def _axes(height: float) -> tuple[Figure, Axes]:
    """Axes of a width, in inches, that a phone can still show."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(4.8, height), layout="constrained")
        return figure, figure.subplots()


def _histogram(axes: Axes, bins: Sequence[Bin]) -> None:
    width = bins[0].high - bins[0].low
    axes.bar([one.low for one in bins], [one.count for one in bins], width * 0.9, align="edge", color=BLUE)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))


def _mark(axes: Axes, summary: Summary) -> None:
    if summary.median is not None:
        axes.axvline(summary.median, color=ORANGE, linestyle="--", label=f"median {summary.median:.4g}")
        axes.figure.legend(loc="outside upper right", frameon=False)


def _bars(axes: Axes, names: Sequence[str], values: Sequence[float]) -> None:
    axes.barh(range(len(names)), values, color=BLUE)
    axes.set_yticks(range(len(names)), names, parse_math=False)
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")


def _words(summary: Summary) -> str:
    return (
        f"{summary.count} values from {summary.lowest:.4g} to {summary.highest:.4g}, "
        f"median {summary.median:.4g}, mean {summary.mean:.4g}."
    )


def _drawing(figure: Figure, alt: str) -> Drawing:
    picture = io.BytesIO()
    with mpl.rc_context(_STYLE):
        figure.savefig(picture, format="svg", metadata={"Date": None})
    return Drawing(f"data:image/svg+xml;base64,{base64.b64encode(picture.getvalue()).decode()}", alt)
