"""The folders in which runs make what is moved to its place when it is whole: each run's own, and none for long.

Used by `grading.autograde` and `grading.regrade.run`, in ``autograded.incomplete/``, ``feedback.incomplete/`` and
``regrade.incomplete/``.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import psutil

_ROOM = 1 << 20  # bytes


def own() -> str:
    """The name of this process's folder, so that several runs can go on at once, on several machines."""
    return f"{os.getpid()}@{platform.node()}"


@contextlib.contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """A folder of this process's own in ``folder``; at the end it goes, and ``folder`` too where no other run has one.

    Raises: OSError where there is no room on the disk.
    """
    sweep(folder)
    mine = folder / own()
    mine.mkdir(parents=True, exist_ok=True)
    try:
        make_sure_of_room(mine)
        yield mine
    finally:
        try:
            _leave(mine)
        except KeyboardInterrupt:  # which came while it was left
            _leave(mine)
            raise


def _leave(mine: Path) -> None:
    remove(mine)
    with contextlib.suppress(OSError):  # another run is at work there
        mine.parent.rmdir()


def sweep(folder: Path) -> None:
    """Remove what runs on this machine that were killed have left behind in a folder."""
    for left in folder.glob(f"*@{platform.node()}"):
        if not psutil.pid_exists(int(left.name.split("@")[0])):
            remove(left)


def remove(folder: Path) -> None:
    """Remove a folder and all in it, however deep; what this process may not remove stays.

    ``shutil.rmtree`` recurses, and leaves or stops at a thousand folders in one another, whose path may be longer than
    a path can be. So these are brought up first.
    """
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if folder.is_symlink() or not folder.is_dir():
        return
    with contextlib.suppress(OSError):
        shallow = Path(tempfile.mkdtemp(dir=folder))
        todo = [Path(entry) for entry in os.scandir(folder) if entry.name != shallow.name]
        for number in itertools.count():
            if not todo:
                break
            path = todo.pop()
            with contextlib.suppress(OSError):
                if path.is_symlink() or not path.is_dir():
                    path.unlink()
                    continue
                for place, entry in enumerate(list(os.scandir(path))):
                    todo.append(Path(entry).rename(shallow / f"{number}.{place}"))
                path.rmdir()
        shallow.rmdir()
        folder.rmdir()


def make_sure_of_room(folder: Path) -> None:
    """Write a little into a folder, and remove it again: a run on a full disk is to end before it begins something.

    Raises: OSError, of the folder, where nothing can be written.
    """
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(_ROOM))
            file.flush()
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(folder)) from None


def copy_tree(source: Path, target: Path, ignore: Callable[[Any, list[str]], Collection[str]] | None = None) -> None:
    """Copy a folder, but for what ``ignore`` names. Where that fails, nothing is left, and the error is the first one.

    Raises: OSError with its number, which that of ``shutil.copytree`` has not.
    """
    errors: list[OSError] = []

    def copy(file: str, to: str) -> str:
        try:
            return shutil.copy2(file, to)
        except OSError as error:
            errors.append(error)
            raise

    try:
        shutil.copytree(source, target, ignore=ignore, copy_function=copy)
    except OSError as error:
        remove(target)
        raise (errors[0] if errors else error) from None
