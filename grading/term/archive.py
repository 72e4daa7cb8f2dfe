"""A term in one file: a course with all that was handed in, graded and given back.

The command ``archive`` calls `pack`. The file is a tar archive, packed by gzip, whose folder is a course folder:
unpacked, every command works in it. The gradebook in it is a copy in SQLite, whatever database it is of. ``SHA256SUMS``
in it has a sum of each file, and a file beside it the sum of the whole, both as ``sha256sum --check`` reads them.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from grading.course import CONFIG, Course, CourseError
from grading.regrade import rows

_SUMS, _GRADEBOOK = "SHA256SUMS", "gradebook.db"
_INCOMPLETE = "incomplete"  # where a run of `collect` works


@dataclass(frozen=True)
class Packed:
    """What was packed, and what could not be."""

    path: Path
    files: int
    bytes: int
    sha256: str
    left: tuple[str, ...]


def pack(course: Course, path: Path) -> Packed:
    """Pack a course into a new file, and write its check sum beside it.

    Raises: CourseError where the file is there already; OSError where it cannot be written.
    """
    if path.exists():
        raise CourseError(f"{path} is there already. Name another with --output, or move it away.")
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.incomplete")
    try:
        with new.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as zipped:
            packer = _Packer(cast(IO[bytes], zipped), path.name.removesuffix(".tar.gz"))
            packer.all_of(course)
        whole = _sum(new)
        new.rename(path)
    finally:
        new.unlink(missing_ok=True)
    path.with_name(f"{path.name}.sha256").write_text(_line(whole, path.name), encoding="utf-8")
    return Packed(path, packer.files, path.stat().st_size, whole, tuple(packer.left))


class _Packer:
    def __init__(self, file: IO[bytes], folder: str) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - `all_of` closes it
        self._folder = folder
        self._sums: list[str] = []
        self.files, self.left = 0, list[str]()

    def all_of(self, course: Course) -> None:
        settings = course.settings()
        steps = ("source", "release", "submitted", "autograded", "feedback")
        with self._tar:
            self._add(course.root / CONFIG, CONFIG)
            for folder in (*(getattr(settings, f"{step}_directory") for step in steps), "downloaded"):
                for place, name in self._below(course.root / folder):
                    self._add(place, f"{folder}/{name}")
            with tempfile.TemporaryDirectory() as temporary, course.gradebook() as gradebook:
                copy = Path(temporary) / _GRADEBOOK
                rows.copy(gradebook.engine, copy)
                self._add(copy, _GRADEBOOK)
            sums, info = "".join(self._sums).encode("utf-8", errors="surrogateescape"), tarfile.TarInfo(_SUMS)
            info.size = len(sums)
            self._write(info, io.BytesIO(sums))

    def _below(self, folder: Path) -> Iterator[tuple[Path, str]]:
        """Every file, link and empty folder below a folder, in the order of names."""
        for place, inner, names in os.walk(folder, onerror=self._unreadable):
            inner.sort()
            if _INCOMPLETE in inner and Path(place).parent == folder:
                inner.remove(_INCOMPLETE)
            links = [name for name in inner if Path(place, name).is_symlink()]
            for name in sorted([*names, *links]):
                path = Path(place, name)
                yield path, path.relative_to(folder).as_posix()

    def _unreadable(self, error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):  # a step that nobody has taken
            self.left.append(f"{error.filename}: {error.strerror}")

    def _add(self, path: Path, name: str) -> None:
        try:
            info = self._tar.gettarinfo(path, name)
            if info is None:
                raise OSError(0, "a socket", str(path))
            if info.islnk():  # a file that has two names is packed under both
                info.type, info.linkname, info.size = tarfile.REGTYPE, "", path.stat().st_size
            file = path.open("rb") if info.isreg() else io.BytesIO()
        except OSError as error:
            self.left.append(f"{name}: {error.strerror}")
            return
        with file:
            self._write(info, file)

    def _write(self, info: tarfile.TarInfo, file: IO[bytes]) -> None:
        name, info.name = info.name, f"{self._folder}/{info.name}"
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        summed = _Summed(file)
        self._tar.addfile(info, summed)
        if info.isreg():
            self._sums.append(_line(summed.sum.hexdigest(), name))
            self.files += 1


class _Summed(io.RawIOBase):
    """A file whose sum is taken while it is read, however long it is."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.sum = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.sum.update(data)
        return data


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _line(digest: str, name: str) -> str:
    """As ``sha256sum`` writes it; a name with a line's end in it is escaped, which a sign in front says."""
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    sign = "\\" if escaped != name else ""
    return f"{sign}{digest}  {escaped}\n"
