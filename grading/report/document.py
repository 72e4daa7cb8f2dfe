"""The class at a glance: an analysis written down as one HTML page, as JSON or as CSV.

The command ``report`` calls ``write``. The page stands alone: it loads nothing and runs no script.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grading.course import CourseError
from grading.export import cell
from grading.printing import shown
from grading.report import figures
from grading.report.numbers import Analysis, Case


class Format(StrEnum):
    """What a report is written as; the value is the file's ending."""

    HTML = "html"
    JSON = "json"
    CSV = "csv"


def write(analysis: Analysis, path: Path, format: Format = Format.HTML) -> None:  # noqa: A002 - as the option is called
    """Write the report to ``path``, in a folder that is made where it is missing.

    Raises: CourseError where the file cannot be written.
    """
    linked = _linked(analysis, path.parent)
    text = {Format.HTML: as_html, Format.JSON: as_json, Format.CSV: as_csv}[format](linked)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="")
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {error.strerror}. Name another file with --output.") from error


def as_html(analysis: Analysis) -> str:
    """The page."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: value if isinstance(value, Markup) or not isinstance(value, str) else shown(value),
    )
    environment.filters["number"] = _number
    template = environment.get_template("report.html.j2")
    return template.render(report=analysis, figures=figures, now=datetime.now(UTC))


def as_json(analysis: Analysis) -> str:
    """The numbers, by the names of the fields of ``Analysis``."""
    return json.dumps(asdict(analysis), indent=1) + "\n"


def as_csv(analysis: Analysis) -> str:
    """The same numbers, one a row: which part of the report, of which entry in it, which number, its value."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["part", "entry", "number", "value"])
    for row in _rows(asdict(analysis)):
        table.writerow([value if isinstance(value, int | float) else cell(value) for value in row])
    return text.getvalue()


def _rows(data: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for part, value in data.items():
        if isinstance(value, dict):
            yield from ((part, "", number, "" if one is None else one) for number, one in value.items())
        elif isinstance(value, tuple):
            for entry in value:
                (_, name), *numbers = entry.items()
                for number, one in numbers:
                    if number == "cases":
                        yield from ((part, name, case["student"], case["note"]) for case in one)
                    elif isinstance(one, tuple):
                        yield part, name, number, " ".join(one)
                    else:
                        yield part, name, number, "" if one is None else one
        else:
            yield part, "", "", value


def _linked(analysis: Analysis, folder: Path) -> Analysis:
    """The same, with the paths of notebooks as links from ``folder``."""

    def link(case: Case) -> Case:
        path = case.notebook and quote(Path(os.path.relpath(case.notebook, folder)).as_posix())
        return replace(case, notebook=path)

    notices = tuple(replace(notice, cases=tuple(map(link, notice.cases))) for notice in analysis.notices)
    return replace(analysis, notices=notices)


def _number(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"
