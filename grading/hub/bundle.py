"""What a student's server sends: a notebook, and the files beside it that would be handed in with it.

One line of JSON, a `header`, and then the files' bytes one after the other. Nothing is made of it that is larger than
it: the header is short, and the files' sizes must be those of the bytes that are there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grading.hooks.staging import MOST_DEPTH, MOST_ENTRIES

_MOST_OF_A_HEADER = 256 << 10  # bytes
_LONGEST = 500  # characters of a path, which the system takes also where it lies in folders of ours
_NO_BUNDLE = "What was sent is no notebook with the files beside it."


class BadBundle(ValueError):
    """It cannot be taken in; the message says why, for the student to read."""


@dataclass(frozen=True)
class Bundle:
    """A folder's name, its notebook's, and the bytes of each file by its path in it. The names lead nowhere else."""

    folder: str
    notebook: str
    files: dict[str, memoryview]

    def write(self, place: Path) -> Path:
        """Write the folder into ``place``, an empty folder; returns the path of the notebook.

        Raises: BadBundle where the system takes the names for none; OSError where this machine fails.
        """
        home = place / self.folder
        try:
            for name, data in self.files.items():
                path = home / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        except (UnicodeError, NotADirectoryError, IsADirectoryError, FileExistsError) as error:
            raise BadBundle(_NO_BUNDLE) from error
        return home / self.notebook


def read(body: bytes) -> Bundle:
    """The bundle in ``body``.

    Raises: BadBundle.
    """
    end = body.find(b"\n", 0, _MOST_OF_A_HEADER)
    try:
        header = json.loads(body[: max(end, 0)])
        folder, notebook = _plain(header["folder"]), _plain(header["notebook"])
        files = dict(_files(header["files"], memoryview(body)[end + 1 :]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise error if isinstance(error, BadBundle) else BadBundle(_NO_BUNDLE) from error
    if not notebook.endswith(".ipynb") or notebook not in files:
        raise BadBundle("There is no notebook in what was sent.")
    return Bundle(folder, notebook, files)


def _files(listed: list[tuple[str, int]], data: memoryview) -> Iterator[tuple[str, memoryview]]:
    if len(listed) > MOST_ENTRIES:
        raise BadBundle(f"There are more than {MOST_ENTRIES} files in the folder. Move away what is not your work.")
    start = 0
    for name, size in listed:
        parts = PurePosixPath(name).parts
        plain = 0 < len(parts) <= MOST_DEPTH and "/".join(map(_plain, parts)) == name
        if not plain or len(name) > _LONGEST or type(size) is not int or size < 0:
            raise BadBundle(_NO_BUNDLE)
        yield name, data[start : start + size]
        start += size
    if start != len(data):
        raise BadBundle("It has not arrived whole. Press Check again.")


def _plain(name: str) -> str:
    """The name of one file or folder that leads nowhere else.

    Raises: BadBundle.
    """
    if name in ("", ".", "..") or "/" in name or "\0" in name or len(os.fsencode(name)) > 255:
        raise BadBundle(_NO_BUNDLE)
    return name
