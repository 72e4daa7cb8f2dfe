"""Files of archives are written, and archives in these, which students have made, unpacked beside them.

A student's bytes may be anything. Whatever is wrong with a file is a `Fault` of that file, and how much one student can
fill is bounded by a `Room`, whatever an archive says of sizes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path, PurePosixPath

from grading.collect.archives import DAMAGED, Fault, Item, is_archive, listed, wrapper
from grading.hooks.staging import is_ours

#: Of one student, all attempts and all archives in them: bytes, and files. Grading takes less (`hooks.staging`).
MOST_BYTES, MOST_FILES = 512 << 20, 2000
_MOST_DEPTH = 3  # archives in archives
_DEEPEST = 100  # folders in one another in which a file may lie: who lists them recurses
_CHUNK = 1 << 20
_OTHER_ARCHIVES = (".7z", ".rar")


class Room:
    """What one student may still fill, in bytes and files."""

    def __init__(self) -> None:
        self.bytes, self.files = MOST_BYTES, MOST_FILES
        self.passed = MOST_BYTES  # that may be unpacked to list what is in archives

    def another(self) -> None:
        """Count a file. Raises: Fault where there are too many."""
        self.files -= 1
        if self.files < 0:
            raise Fault(f"beyond {MOST_FILES} files of one student")

    def fill(self, size: int) -> None:
        """Count bytes. Raises: Fault where there are too many."""
        self.bytes -= size
        if self.bytes < 0:
            raise Fault(f"beyond {MOST_BYTES >> 20} MB of one student")


def put(item: Item, target: Path, room: Room) -> None:
    """Write one file, whose folder is made. Raises: Fault, with nothing left; OSError where this machine fails."""
    room.another()
    if item.fault:
        raise Fault(item.fault)
    if item.path.count("/") > _DEEPEST:
        raise Fault(f"in more than {_DEEPEST} folders, one in the other")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with item.open() as source, target.open("xb") as file:
            try:
                while chunk := source.read(_CHUNK):
                    room.fill(len(chunk))
                    file.write(chunk)
            except BaseException:
                target.unlink()
                raise
    except FileExistsError:
        raise Fault("a second file of that name") from None
    except DAMAGED as error:
        if is_ours(error):
            raise
        raise Fault(f"not to be read: {_words(error)}") from error


def unpack(archive: Path, folder: Path, room: Room, depth: int = 1) -> Iterator[tuple[str, str]]:
    """Unpack a student's archive into a folder, and archives in it; yields each path that cannot be had, and why.

    A single folder around everything is left out, so that the notebook lies where it would without the archive. Where
    one of its files would take the place of another, everything goes into a folder of the archive's name.
    """
    with ExitStack() as until_done:
        try:
            items, _ = listed(archive, until_done, room.files, room.passed)
        except DAMAGED as error:
            if is_ours(error):
                raise
            yield "", f"not to be unpacked: {_words(error)}"
            return
        room.passed -= max((item.end for item in items), default=0)
        around = wrapper([item.path for item in items])
        paths = {item: item.path.removeprefix(around) for item in items}
        if any(os.path.lexists(folder / path.split("/")[0]) for path in paths.values()):
            folder = folder / f"{archive.name} unpacked"
        for item, path in paths.items():
            try:
                put(item, folder / path, room)
            except Fault as fault:
                yield path, str(fault)
                continue
            if is_archive(path) and depth < _MOST_DEPTH:
                for inner, why in unpack(folder / path, (folder / path).parent, room, depth + 1):
                    yield f"{path}/{inner}" if inner else path, why


def not_unpacked(name: str) -> str:
    """Why an archive of that name stays packed; empty for any other file."""
    suffix = PurePosixPath(name).suffix.lower()
    return f"an archive of a kind that is not unpacked here ({suffix})" if suffix in _OTHER_ARCHIVES else ""


def _words(error: BaseException) -> str:
    """What a reader says of an archive, on one line."""
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error) or type(error).__name__
    return told.split("\n")[0][:200]
