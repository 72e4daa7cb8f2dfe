"""Folders that runs make and remove, whatever is in them."""

import os
import sys
from pathlib import Path

import pytest

from grading import scratch


def nested(top: Path, name: str, depth: int) -> None:
    """A folder in a folder, so many times; the path may be longer than a path can be."""
    top.mkdir()
    before = os.open(".", os.O_RDONLY)
    try:
        os.chdir(top)
        for number in range(depth):
            Path(f"file {number}").touch()
            Path(name).mkdir()
            os.chdir(name)
    finally:
        os.fchdir(before)
        os.close(before)


@pytest.mark.parametrize(("name", "depth"), [("a", 1200), ("a" * 200, 300), ("a", 3)])
def test_a_folder_is_removed_however_deep_it_is(name: str, depth: int, tmp_path: Path):
    kept = tmp_path / "kept.txt"
    kept.touch()
    nested(tmp_path / "deep", name, depth)
    (tmp_path / "deep" / "link").symlink_to(kept)
    (tmp_path / "deep" / "folder").symlink_to(tmp_path)
    limit = sys.getrecursionlimit()
    scratch.remove(tmp_path / "deep")
    assert list(tmp_path.iterdir()) == [kept]
    assert sys.getrecursionlimit() == limit


def test_what_is_not_there_or_no_folder_stays_so(tmp_path: Path):
    scratch.remove(tmp_path / "nothing")
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "file")
    for name in ("file", "link"):
        scratch.remove(tmp_path / name)
    assert sorted(tmp_path.iterdir()) == [tmp_path / "file", tmp_path / "link"]
