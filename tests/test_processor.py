"""Counting the processor time of whatever is started, in the sandbox's process namespaces too."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.tools import processor
from tests.tools.processor import Processors

pytestmark = pytest.mark.machine

_BURN = "import time\nwhile time.process_time() < 0.5:\n    pass"


def used(command: list[str]) -> float:
    """Seconds of processors that a command uses, as `Processors` counts them in a control group."""
    with Processors() as processors:
        if processors.how != "of a control group":
            pytest.skip("No control group can be written here.")
        before = processors.seconds()
        assert before is not None
        subprocess.run(command, check=True)
        after = processors.seconds()
        assert after is not None
        return after - before


def test_what_a_command_uses_is_counted_and_what_it_waits_is_not():
    assert used([sys.executable, "-c", _BURN]) > 0.5
    assert used([sys.executable, "-c", "import time; time.sleep(0.6)"]) < 0.5


def test_work_that_this_process_does_itself_is_not_counted():
    with Processors() as processors:
        before = processors.seconds()
        began = time.process_time()
        while time.process_time() - began < 0.5:
            pass
        after = processors.seconds()
        if processors.how != "of a control group":
            pytest.skip("No control group can be written here.")
    assert before is not None
    assert after is not None
    assert after - before < 0.25


@pytest.mark.machine
def test_what_runs_in_a_process_namespace_is_counted_though_nobody_waits_for_it():
    if shutil.which("bwrap") is None:
        pytest.skip("There is no bubblewrap here.")
    sandbox = ["bwrap", "--unshare-pid", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"]
    assert used([*sandbox, sys.executable, "-c", _BURN]) > 0.5


def test_a_process_that_nobody_waits_for_is_counted():
    parent = "import signal, subprocess, sys\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
    parent += (
        f"child = subprocess.Popen([sys.executable, '-c', {_BURN!r}], stdout=subprocess.PIPE)\nchild.stdout.read()"
    )
    assert used([sys.executable, "-c", parent]) > 0.5


def test_without_a_control_group_the_machine_counts_and_it_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(processor._Group, "joined", lambda: None)
    with Processors() as processors:
        assert "whole machine" in processors.how
        before = processors.seconds()
        subprocess.run([sys.executable, "-c", _BURN], check=True)
        after = processors.seconds()
    assert before is not None
    assert after is not None
    assert after - before > 0.25  # a machine counts in ticks, and some machines roughly


def test_what_does_not_count_is_never_a_number(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(processor._Group, "joined", lambda: None)
    for text in ("", "cpu  0 0 0 0 0 0 0 0 0 0\n"):
        (tmp_path / "stat").write_text(text)
        monkeypatch.setattr(processor, "_STAT", tmp_path / "stat")
        with Processors() as processors:
            assert "not counted" in processors.how
            assert processors.seconds() is None


def test_the_group_is_gone_afterwards():
    with Processors() as processors:
        group = processors._group
    assert group is None or not group._folder.exists()
