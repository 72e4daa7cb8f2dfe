"""The environment's own programs are found, whether it is activated or not."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grading import environment
from grading.course import Course

from . import ASSIGNMENT

pytestmark = pytest.mark.machine


@pytest.mark.parametrize("path", [None, "", "/usr/bin:/bin"])
def test_its_programs_come_first(path: str | None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("PATH") if path is None else monkeypatch.setenv("PATH", path)
    environment.use_own_programs()
    assert shutil.which("alembic") == str(Path(sys.executable).with_name("alembic"))
    once = os.environ["PATH"]
    environment.use_own_programs()
    assert os.environ["PATH"] == once
    assert once.endswith(path or os.defpath if path is None else path)


@pytest.mark.parametrize("path", [None, pytest.param("/usr/bin:/bin", marks=pytest.mark.whole)])
def test_nbgrader_makes_a_whole_gradebook_without_activation(path: str | None, course: Course, tmp_path: Path):
    copy = course.copy_to(tmp_path / "course")
    variables = {name: value for name, value in os.environ.items() if name != "PATH"} | ({"PATH": path} if path else {})
    command = [sys.executable, "-m", "nbgrader"]
    for words in (["generate_assignment", ASSIGNMENT], ["db", "upgrade"]):
        done = subprocess.run([*command, *words], cwd=copy.root, env=variables, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    assert not list(copy.root.glob("*.bak"))
