"""How a benchmark is shown: what could not be counted is said, and is no number."""

import io
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from tests.tools.benchmark import Benchmark, Sample, Timing, _median
from tests.tools.scoreboard import save, tables

OURS = Timing("grading autograde", 10, 0.5, 5.0, 0.75, 2**28, 0.04, 2**27)
STOCK = Timing("nbgrader autograde, stock", 10, 4.0, 6.0, 4.5, 2**28)
TOGETHER = Timing("nbgrader autograde, stock, 2 processes", 10, 2.0, 8.0, 4.5, 2**29)


def benchmark(ours: Timing = OURS) -> Benchmark:
    ways = (ours, STOCK, TOGETHER)
    samples = (Sample("right and wrong", 0.5, ways), Sample("solved", 0.6, ways))
    return Benchmark("a machine", 2, "of a control group", samples, (ours,))


def shown(what: Benchmark) -> str:
    text = io.StringIO()
    Console(file=text, width=200).print(tables(what))
    return text.getvalue()


def test_each_sample_has_its_table_with_and_without_the_start():
    text = shown(benchmark())
    assert "right and wrong, 2 processors" in text
    assert "solved, 2 processors" in text
    [ours, *_] = [line.split() for line in text.splitlines() if " grading autograde " in line]
    # 4.0 / 0.5 without the start, (6 + 40) / (5 + 5) with it; 0.75 s of processors, 1.5 times the bound.
    assert [word for word in ours if word[0].isdigit()] == ["0.500", "5.0", "256", "8.0", "4.0", "4.6", "0.750", "1.50"]
    assert "Seconds of processors: of a control group." in text


def test_what_was_not_counted_is_no_number():
    text = shown(benchmark(replace(OURS, processors=None)))
    assert text.count("not counted") == 5  # twice in each sample, once in the classes
    assert _median([1.0, None, 3.0]) is None
    assert _median([1.0, 2.0, 4.0]) == 2.0


def test_it_is_saved_for_people_machines_and_the_readme(tmp_path: Path):
    paths = save(benchmark(), tmp_path)
    assert [path.suffix for path in paths] == [".json", ".txt", ".md", ".png"]
    page = (tmp_path / "benchmark.md").read_text(encoding="utf-8")
    assert page.count("| grading autograde | 0.500 | 5.0 |") == 2
    assert all(len(line.split("|")) == 11 for line in page.splitlines() if line.startswith("|"))
