"""Archives and folders that an instructor has downloaded: listed without being unpacked, and read file by file.

Whatever is wrong with one of its files (damage, a password, a link, a path that leads elsewhere) is that file's alone.
`grading.collect.unpacking` writes the files.
"""

from __future__ import annotations

import bz2
import contextlib
import gzip
import lzma
import os
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from grading.coursefolder import CourseError
from grading.hooks.staging import is_ours

#: Bytes of a zip: of a file in its list at most, and of its end, where that list's length stands.
_LONGEST_ENTRY, _END_OF_ZIP = 500, 22 + 0xFFFF
#: Bytes of a student's tar that its list may take, without the files: a header there may claim any length.
_LONGEST_LIST = 8 << 20
#: Of a tar's header that says more of a file: its bytes at most, and what none has, and `tarfile` would read for hours.
_LONGEST_HEADER, _NO_HEADER = 1 << 13, re.compile(rb"\d{64}")
_BLOCK, _KIND, _MORE, _RECORDS = 512, 156, b"LKxgX", b"xgX"
_PACKED: dict[bytes, Any] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
#: How the name of an archive ends, as a regular expression.
ENDING = r"(?i)\.(zip|tgz|tar(\.(gz|bz2|xz))?)$"
#: What systems leave behind, and no person has handed in.
_LEAVINGS = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}
#: What readers raise at an archive's bytes, whatever they are. An OSError may be this machine's.
DAMAGED = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError),
    *(NotImplementedError, RuntimeError, ValueError, OSError, MemoryError),  # a header may ask for any memory
)


class Fault(Exception):
    """One file cannot be had; the message says why, to a person."""


@dataclass(frozen=True)
class Item:
    """A file in an archive or a folder: its path there, parts separated by ``/``, and how it is read."""

    path: str
    open: Callable[[], AbstractContextManager[IO[bytes]]] = field(repr=False)
    fault: str = ""  # why it cannot be taken
    end: int = 0  # how many bytes of a tar are unpacked before it is found, its own included

    @property
    def name(self) -> str:
        """The path's last part."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Source:
    """What was downloaded at once: an archive, a folder, or single files.

    ``time`` is that of its newest file, in seconds: when the platform packed it, and so how new it all is.
    """

    name: str
    items: tuple[Item, ...]
    time: float


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Source]:
    """An archive, or a folder, to be read for as long as this lasts.

    Raises: CourseError where it cannot be read at all.
    """
    with ExitStack() as until_done:
        try:
            if path.is_dir():
                source = Source(path.name, tuple(_in_folder(path)), _newest(path))
            else:
                source = Source(path.name, *listed(path, until_done))
        except DAMAGED as error:
            if isinstance(error, OSError) and (is_ours(error) or not path.exists()):
                raise
            raise CourseError(
                f"{path} is no archive that can be read ({error}). Download it again, or give the folder into which "
                "it was unpacked."
            ) from error
        yield source


def is_archive(name: str) -> bool:
    """Whether a file of that name is unpacked here."""
    return bool(re.search(ENDING, name))


def loose(paths: list[Path]) -> Source:
    """Single files, as one source."""
    items = tuple(Item(path.name, _opener(path)) for path in paths)
    return Source("files", items, max(path.stat().st_mtime for path in paths))


def wrapper(paths: list[str]) -> str:
    """The folder, with its ``/``, around all these paths; empty where there is none."""
    first = {path.split("/")[0] for path in paths}
    alone = len(first) == 1 and all("/" in path for path in paths)
    return f"{first.pop()}/" if alone else ""


def listed(
    path: Path, until_done: ExitStack, files: float = float("inf"), size: float = float("inf")
) -> tuple[tuple[Item, ...], float]:
    """What an archive holds, and the time of its newest file; of a student's, no more than so many files and bytes."""
    if not path.name.lower().endswith(".zip") and (tar := _tar(path, until_done, size)) is not None:
        archive, stream = tar
        members: list[tarfile.TarInfo] = []
        for member in archive:  # which unpacks what it passes
            if len(members) >= files or member.offset_data + member.size > size:
                raise ValueError("it holds too much")
            members.append(member)
        stream.left = float("inf")
        members = [member for member in members if not member.isdir()]
        items = [
            _item(member.name, _tar_opener(archive, member), _of_kind(member), member.offset_data + member.size)
            for member in members
        ]
        times = [float(member.mtime) for member in members]
    else:
        if _list_of_files(path) > files * _LONGEST_ENTRY:
            raise ValueError("it holds too many files")
        zipped = until_done.enter_context(zipfile.ZipFile(path))
        infos = [info for info in zipped.infolist() if not info.is_dir()]
        items = [_item(_name(info), _zip_opener(zipped, info), _of_zip(info)) for info in infos]
        times = [_time(info) for info in infos]
    return tuple(item for item in items if not _is_left_behind(item.path)), max(times, default=path.stat().st_mtime)


class _Stream:
    """A tar's bytes as `tarfile` asks for them, until none is ``left``; headers are looked at until then."""

    def __init__(self, file: IO[bytes], left: float) -> None:
        self._file, self.left, self._more = file, left, b""
        self.seek, self.tell, self.close = file.seek, file.tell, file.close

    def read(self, size: int = -1) -> bytes:
        """Raises: ValueError where more is asked for than is left, or a header is none."""
        self.left -= size
        if self.left < 0:
            raise ValueError("it holds too much")
        data = self._file.read(size)
        if self.left < float("inf"):
            more, self._more = self._more, b""
            if more and (size > _LONGEST_HEADER or _NO_HEADER.search(data)):
                raise ValueError("a file in it is described at length")
            if more and more in _RECORDS:
                _make_sure_of_records(data)
            elif not more and len(data) == _BLOCK and data[_KIND : _KIND + 1] in _MORE:
                self._more = data[_KIND : _KIND + 1]
        return data


def _make_sure_of_records(data: bytes) -> None:
    """Each ``length key=value`` and a line's end, one behind the other. Raises: ValueError where they are not.

    `tarfile` reads them also where they lie in one another, and then a small header has as many keys as signs.
    """
    data = data.rstrip(b"\0")
    while data:
        length = int(data[: max(0, data.find(b" ", 0, 8))] or b"0")
        if not 0 < length <= len(data) or data[length - 1 : length] != b"\n" or b"=" not in data[:length]:
            raise ValueError("a file in it is described in an unknown form")
        data = data[length:]


def _tar(path: Path, until_done: ExitStack, size: float) -> tuple[tarfile.TarFile, _Stream] | None:
    """A tar, and its bytes: of one of a bounded ``size``, as many as a list may take. None where it is no tar."""
    with path.open("rb") as file:
        begins = file.read(6)
    opener = next((one for magic, one in _PACKED.items() if begins.startswith(magic)), lambda path: path.open("rb"))
    stream = _Stream(until_done.enter_context(opener(path)), _LONGEST_LIST if size < float("inf") else size)
    try:
        return until_done.enter_context(tarfile.open(fileobj=stream, mode="r:")), stream  # type: ignore[call-overload]
    except tarfile.ReadError:
        return None


def _list_of_files(path: Path) -> int:
    """How long a zip says that its list of files is, in bytes: `zipfile` reads all of it into memory."""
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _END_OF_ZIP))
        end = file.read()
    places = [found.start() for found in re.finditer(b"PK\x05\x06", end)]
    return max((int.from_bytes(end[at + 12 : at + 16], "little") for at in places), default=0)


def _item(name: str, open_: Callable[[], AbstractContextManager[IO[bytes]]], fault: str, end: int = 0) -> Item:
    """A file by the name that an archive has for it; what of it leads elsewhere is left out, and said."""
    if "\\" in name and "/" not in name:  # as some programs for Windows have it
        name = name.replace("\\", "/")
    parts = [part for part in name.split("/") if part not in ("", ".", "..")]
    if name.startswith("/") or ".." in name.split("/") or (parts and parts[0].endswith(":")):
        fault = "a path that leads out of its folder"
    return Item("/".join(parts) or "unnamed", open_, fault, end)


def _name(info: zipfile.ZipInfo) -> str:
    """A name in a zip: UTF-8 where its bytes are, also where the archive does not say so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _of_zip(info: zipfile.ZipInfo) -> str:
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a symbolic link"
    return "locked by a password" if info.flag_bits & 0x1 else ""


def _of_kind(member: tarfile.TarInfo) -> str:
    if member.issym() or member.islnk():
        return "a link"
    return "" if member.isfile() else "a pipe or a device"


def _time(info: zipfile.ZipInfo) -> float:
    try:
        return datetime(*info.date_time).timestamp()  # noqa: DTZ001 - a zip knows no zone
    except (ValueError, OverflowError):
        return 0.0


def _zip_opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], AbstractContextManager[IO[bytes]]]:
    return lambda: archive.open(info)


def _tar_opener(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Callable[[], AbstractContextManager[IO[bytes]]]:
    def open_() -> IO[bytes]:
        file = archive.extractfile(member)
        if file is None:
            raise tarfile.TarError("it holds no file there")
        return file

    return open_


def _opener(path: Path) -> Callable[[], AbstractContextManager[IO[bytes]]]:
    return lambda: path.open("rb")


def _in_folder(folder: Path) -> Iterator[Item]:
    """The files in a folder and below; links are not followed."""
    for place, inner, names in os.walk(folder):
        inner.sort()
        for name in sorted(names):
            path = Path(place, name)
            inside = path.relative_to(folder).as_posix()
            if not _is_left_behind(inside):
                regular = stat.S_ISREG(path.lstat().st_mode)
                yield Item(inside, _opener(path), "" if regular else "a link, a pipe or a device")


def _newest(folder: Path) -> float:
    return max((path.lstat().st_mtime for path in folder.rglob("*") if not path.is_dir()), default=0.0)


def _is_left_behind(path: str) -> bool:
    return not _LEAVINGS.isdisjoint(path.split("/")) or path.rsplit("/", 1)[-1].startswith("._")
