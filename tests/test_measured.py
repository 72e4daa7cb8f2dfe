"""What the hostile bank costs those who grade it: memory is bounded, and the table tells of the processor too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode

from grading import bank
from grading.course import CONFIG, Course
from grading.environment import search_path
from tests.tools.comparison import LIMITS, Traps, without_pictures

from . import ASSIGNMENT
from .classes import BANK, ROOT
from .test_hostile import SUBMISSIONS

pytestmark = [pytest.mark.machine, pytest.mark.whole]

#: Much of everything that an honest notebook has little of; what it costs and no more.
HEAVY = bank.load(BANK / "damaged")
MOST = {"coordinator": 300, "examiner": 1024}  # MiB


@pytest.fixture(scope="module")
def costs(course: Course, solved: NotebookNode, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    config = (ROOT / CONFIG).read_text() + LIMITS
    folder = tmp_path_factory.mktemp("measured")
    with Traps(course, folder / "traps", config) as traps:
        traps.release(solved)
        for submission in (*SUBMISSIONS, *HEAVY):
            traps.submit(submission, without_pictures(solved), submission.name)
        out = folder / "costs.json"
        subprocess.run(
            [sys.executable, "-m", "tests.measured", str(traps.course.root), str(out)],
            cwd=ROOT,
            env=os.environ | traps.environment | {"PATH": search_path()},
            check=True,
        )
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    write_table(found, ROOT / "build" / "measured.md")
    return found


def write_table(found: dict[str, Any], path: Path) -> None:
    """The dearest first."""
    path.parent.mkdir(exist_ok=True)
    lines = ["| submission | coordinator, MiB | s | examiner, MiB | s |", "|---|---|---|---|---|"]
    for name, one in sorted(found.items(), key=lambda told: -told[1]["coordinator"]["MiB"]):
        numbers = [one[side][what] for side in MOST for what in ("MiB", "seconds")]
        lines.append(f"| {name} | {' | '.join(map(str, numbers))} |")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize("side", MOST)
def test_no_submission_takes_more_memory_than_it_may(side: str, costs: dict[str, Any]):
    assert len(costs) > len(SUBMISSIONS)
    assert {name: one[side]["MiB"] for name, one in costs.items() if one[side]["MiB"] > MOST[side]} == {}


def test_none_stays_without_a_grade(costs: dict[str, Any]):
    assert {name: one["reason"] for name, one in costs.items() if not one["verdicts"]} == {}
    assert ASSIGNMENT not in costs
