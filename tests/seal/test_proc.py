"""The kernel is asked in the way that costs least, and an older one tells the same."""

import mmap
import os
import signal

import pytest

from grading.seal.sandbox import proc
from grading.seal.sandbox.proc import Unverifiable


@pytest.fixture(params=["as it is", "as an older one"])
def machine(request, monkeypatch):
    if request.param == "as an older one":
        monkeypatch.setattr(proc, "_LISTS", False)
        monkeypatch.setattr(proc, "_PROCMAP_QUERY", 0x6611)


@pytest.fixture
def child(machine):
    """Another process; it waits."""
    made = os.fork()
    if made == 0:
        signal.pause()
        os._exit(0)
    yield made
    os.kill(made, signal.SIGKILL)
    os.waitpid(made, 0)


def test_children_are_those_that_live(child):
    before = proc.children(os.getpid())
    assert child in before
    assert proc.children(child) == set()
    os.kill(child, signal.SIGKILL)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    assert proc.children(os.getpid()) == before - {child}


def test_mappings_that_others_could_hold_are_told_one_by_one(machine, tmp_path):
    before = set(proc.shares(os.getpid()))
    file = tmp_path / "mapped"
    file.write_bytes(b"x" * mmap.PAGESIZE)
    with file.open("rb") as opened, mmap.mmap(-1, 4096), mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ):
        during = set(proc.shares(os.getpid()))
        with mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_COPY):  # one's own
            assert set(proc.shares(os.getpid())) == during
    assert during > before
    assert len(during - before) == 2
    assert set(proc.shares(os.getpid())) == before


def test_what_is_no_process_has_no_mappings(machine):
    with pytest.raises(Unverifiable):
        proc.shares(1 << 22)
