"""Help, completion and the doctor's first lines come at once: what takes seconds to import is not imported for them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .classes import ROOT

pytestmark = pytest.mark.machine

SLOW = {"torch", "matplotlib", "pandas", "nbgrader", "nbformat", "nbconvert", "jupyter_core", "numpy", "sqlalchemy"}
CALLED = """
import json, sys
sys.argv = ["grading", *json.loads(sys.argv[1])]
from grading.cli import main
try:
    main()
finally:
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""
#: The findings that the doctor makes before it looks into the course.
FIRST = """
import itertools, json, pathlib, sys
from grading import doctor

for finding in doctor.findings(pathlib.Path.cwd()):
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
    if finding.what == "disk":
        break
"""


def imported(script: str, *arguments: str, folder: Path = ROOT, **variables: str) -> tuple[str, set[str]]:
    """What it printed, and the packages that a fresh interpreter had imported for it."""
    done = subprocess.run(
        [sys.executable, "-c", script, json.dumps(arguments)],
        cwd=folder,
        env=os.environ | variables,
        capture_output=True,
        text=True,
    )
    return done.stdout, set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize("command", ["", "release", "demo", "autograde", "regrade", "check", "report", "doctor"])
def test_for_help(command: str):
    said, modules = imported(CALLED, *command.split(), "--help")
    assert "Usage" in said
    assert not modules & SLOW


def test_for_a_completion_of_assignments():
    said, modules = imported(
        CALLED, _GRADING_COMPLETE="complete_bash", COMP_WORDS="grading autograde li", COMP_CWORD="2"
    )
    assert said.split() == ["linear_regression"]
    assert not modules & SLOW


@pytest.mark.machine
def test_for_what_the_doctor_says_first():
    _, modules = imported(FIRST)
    assert not modules & SLOW


def test_for_the_sandbox():
    """It is started first of all: on its side the same is imported, meanwhile."""
    _, modules = imported("import json, sys\nimport grading.seal.examiner.__main__\n" + CALLED.splitlines()[-1].strip())
    assert not modules & {*SLOW, "IPython"}


def test_for_a_class_no_grammar_of_addresses():
    _, modules = imported("import json, sys\nimport grading.autograde.classroom\n" + CALLED.splitlines()[-1].strip())
    assert {"nbgrader", "jsonschema"} <= modules
    assert "lark" not in modules
