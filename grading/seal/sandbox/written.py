"""Files that a notebook's code has written, where a test looks for them: as data, and as nothing else.

Trusted side; used by `grading.seal.sandbox.remote`. What a student has written lies in the tests' folder while a test
runs that looks at files. The name's ending says that it is no module, no settings of a program and no array of objects;
while one lies there nothing is unpickled, whatever it is called.
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

MOST = 200  # files
_DEEPEST = 8  # folders in one another, the file's name included: who lists or removes them recurses
#: What a test's code has where it looks at files.
LOOKS = re.compile(r"\b(open|exists|is_file|isfile|listdir|iterdir|glob|getsize|stat|load\w*|read_\w+|genfromtxt)\b")
_TEXTS = (
    *(".txt", ".text", ".md", ".rst", ".tex", ".html", ".htm", ".xml", ".css", ".sql", ".log", ".out", ".dat", ".data"),
    *(".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson", ".geojson", ".yaml", ".yml", ".toml", ".ini", ".cfg"),
    *(".conf", ".fasta", ".fa", ".fastq", ".pdb", ".vcf", ".gff", ".bed", ".srt", ".ics", ".bib"),
)
_ENDINGS = (*_TEXTS, ".svg", ".png", ".jpg", ".jpeg", ".ppm", ".pgm", ".wav")
#: What no import and no program looks for, and a test may find left behind.
_LEFT = (".tmp", ".temp", ".bak", ".old", ".part", ".lock", ".swp")
_DATA = (".pkl", ".pickle", ".npy", ".npz", ".pt", ".db", ".sqlite", ".parquet", ".xlsx", ".zip", ".gz", ".pdf", ".gif")
_SEEN_ALONE = (*_LEFT, *_DATA)
_laid: set[Path] = set()  # by this process, which has one bench at a time
_hooked: list[bool] = []


class Written:
    """Those in one ``folder``, together no more than ``room`` bytes.

    What is in ``kept``, the instructor's own files, no other takes the place of.
    """

    def __init__(self, folder: Path, kept: Iterable[str], room: int) -> None:
        self._folder, self._kept, self._room = folder, frozenset(kept), room

    def lay(self, name: str, content: bytes) -> Path | None:
        """Put one there; None of one that does not cross. Of some kinds a test sees that there is one, and no more."""
        path = PurePosixPath(name)
        if path.suffix.lower() in _SEEN_ALONE:
            content = b""
        elif path.suffix.lower() not in _ENDINGS:
            return None
        if path.is_absolute() or path.as_posix() in self._kept:
            return None
        if len(path.parts) > _DEEPEST:
            return None
        if any(part.startswith(".") or not part.isprintable() or "\\" in part for part in path.parts):
            return None
        place = self._folder / path
        if place.is_symlink() or not place.resolve().is_relative_to(self._folder.resolve()):
            return None
        self._room -= len(content)
        if self._room < 0 or len(_laid) >= MOST:
            return None
        if not _hooked:
            _hooked.append(True)
            sys.addaudithook(_no_pickle)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        _laid.add(place)
        return place

    def clear(self) -> None:
        """Take all away again."""
        for place in _laid:
            with contextlib.suppress(OSError):  # the test has taken it away, or another one is in its place
                place.unlink()
            for folder in place.parents[: len(place.relative_to(self._folder).parts) - 1]:
                with contextlib.suppress(OSError):  # it is the test's own, or holds something
                    folder.rmdir()
        _laid.clear()


def _no_pickle(event: str, args: tuple[Any, ...]) -> None:
    if _laid and event == "pickle.find_class":
        raise RuntimeError("nothing is unpickled in a test that looks at a student's files: run it inside")
