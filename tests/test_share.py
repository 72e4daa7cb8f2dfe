"""A machine's processors are shared out: no submission takes them from the one that is graded beside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from nbformat import NotebookNode

from grading import bank
from grading.course import CONFIG, Course
from tests.tools.comparison import POINTS

from . import ASSIGNMENT
from .classes import BANK, record

#: For the honest one, three of the four seconds that a cell may take are needed, and the others take eight.
LIMITS = "c.SealedExecute.seconds_per_cell = 4\n"
HONEST, GREEDY = "honest_and_thorough", "takes_every_processor"
#: A command behind this finds no control groups.
WITHOUT_GROUPS = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs none /sys/fs/cgroup && exec "$@"', "sh"]


@pytest.mark.machine
@pytest.mark.whole
@pytest.mark.parametrize("groups", [True, False], ids=["control groups, where they can be had", "none"])
def test_who_takes_every_processor_costs_nobody_a_point(groups: bool, new: Course, solved: NotebookNode):
    if not groups and os.getuid() != 0:
        pytest.skip("Only root can hide the control groups of this machine.")
    with (new.root / CONFIG).open("a", encoding="utf-8") as config:
        config.write(LIMITS)
    for path in (f"right/{HONEST}.py", f"hostile/{GREEDY}.py"):
        submission = bank.read(BANK / path)
        submission.hand_in(solved, new.notebook("submitted", submission.name))
    command = [sys.executable, "-m", "grading", "autograde", ASSIGNMENT, "--workers", "2"]
    done = subprocess.run([*([] if groups else WITHOUT_GROUPS), *command], cwd=new.root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert new.scores() == {HONEST: POINTS, GREEDY: POINTS}
    told = json.loads(record(new, HONEST).read_text())
    assert told["waited"] > 0
