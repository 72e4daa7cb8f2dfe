"""The targets of the Makefile that people start with, in a copy of the repository with the environment of the tests."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from . import ASSIGNMENT
from .classes import ROOT

pytestmark = [pytest.mark.machine, pytest.mark.whole]

#: Neither copied nor needed.
_BUILT = (".git", ".venv", "build", "__pycache__", "submitted", "feedback", ".*_cache", ".hypothesis")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("make") / "repository"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*_BUILT))
    (copy / ".venv").symlink_to(sys.prefix)
    return copy


def make(repository: Path, target: str) -> str:
    # The environment is taken for built, whenever it was.
    # Where a make has started the tests, this one is no part of it: it would tell of its folder as well.
    command = ["make", "--no-print-directory", "--assume-old=.venv/.installed", target]
    done = subprocess.run(command, cwd=repository, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_make_demo_names_the_seal_first_and_last_and_the_pages_to_open(repository: Path):
    lines = make(repository, "demo").strip().splitlines()
    assert lines[0].startswith("Sealed by ")
    assert lines[-1] == lines[0]
    pages = [line.split("  (")[0].strip() for line in lines[-3:-1]]
    assert [(repository / page).is_file() for page in pages] == [True, True]


def test_make_release_makes_it_from_the_source(repository: Path):
    path = repository / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    before = path.read_bytes()
    path.write_text("")
    assert f"Wrote {path.relative_to(repository)}." in make(repository, "release")
    assert path.read_bytes() == before
