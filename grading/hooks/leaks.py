"""Finding an instructor's secrets in any file: the lines of solutions and hidden tests, however they are written down.

Used by `grading.hooks.release`, and by `grading.hooks.withheld`. White space never counts; text is read as it stands,
as HTML without its tags, as LaTeX without the colours of code, and as a JSON string; archives, PDF and base64 are
opened. A line of a secret counts if it is long enough to be nobody else's, or comes together with the rest of its block
behind what stands before it in the notebook. What the release shows anyway is no secret.
"""

from __future__ import annotations

import binascii
import bz2
import gzip
import html
import io
import itertools
import lzma
import re
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

_LONG = 30  # signs without white space: `return loss` or `with torch.no_grad():` is anybody's
_CONTEXT = 12  # signs of a line that says where a block belongs, such as a function's head
_NEAR = 600  # signs between a block's line and the one before it
_MOST = 64 << 20  # bytes that are searched of one file
_DEPTH = 3  # archives in archives
_SPACE = re.compile(r"\s+")
_TAG = re.compile(r"<[^<>]{0,2000}>")
#: A sign by its number, which Python may not even read.
NO_SIGN = re.compile(r"&#\d{8,}")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{40,}(?:(?:\r?\n|\\n)[A-Za-z0-9+/]+)*")  # of as many bytes as `_LONG`, and more
#: How Pygments, and so nbconvert, writes code in LaTeX: a token in its colour, and a sign that means something there.
_TOKEN_IN_LATEX = re.compile(r"\\PY\{[^{}]*\}\{((?:[^{}]|\{\})*)\}")
_SIGN_IN_LATEX = re.compile(r"\\PYZ(\w\w)\{\}")
_SIGNS_IN_LATEX = {
    "bs": "\\", "ob": "{", "cb": "}", "ca": "^", "us": "_", "am": "&", "lt": "<", "gt": ">", "sh": "#", "pc": "%",
    "dl": "$", "hy": "-", "sq": "'", "dq": '"', "ti": "~", "at": "@", "lb": "[", "rb": "]",
}  # fmt: skip


@dataclass(frozen=True)
class Block:
    """Lines that are cleared together, without white space, as evidence.

    Each of the ``sure`` lines is enough by itself; all the ``lines`` are, in their order, behind one of the ``heads``.
    """

    cell: str
    sure: tuple[str, ...]
    lines: tuple[str, ...]
    heads: tuple[str, ...]

    def within(self, said: str) -> bool:
        """Whether a text without white space holds it."""
        return any(line in said for line in self.sure) or any(_behind(head, self.lines, said) for head in self.heads)


@dataclass(frozen=True)
class Text:
    """One way to read a file, or a part of it; or why it cannot be read."""

    said: str
    unreadable: str = ""


@dataclass(frozen=True)
class Secrets:
    """What is cleared from notebooks before students get them."""

    blocks: tuple[Block, ...]

    @classmethod
    def of(cls, notebooks: Iterable[tuple[NotebookNode, NotebookNode]]) -> Secrets:
        """The difference between instructors' notebooks and what students get of them."""
        pairs = [
            (str(cell.metadata.get("nbgrader", {}).get("grade_id", "a cell")), _lines(cell), _lines(shown))
            for source, released in notebooks
            for cell, shown in zip(source.cells, released.cells, strict=True)
        ]
        public = [line for _, _, shown in pairs for line in shown]
        return cls(tuple(block for name, lines, _ in pairs for block in _blocks(name, lines, public)))

    def within(self, text: str) -> str:
        """In words, which secret a text holds; nothing if none for sure."""
        said = without_space(text)
        found = next((block for block in self.blocks if block.within(said)), None)
        return f"holds what the release leaves out of the cell {found.cell}" if found else ""


def without_space(text: str) -> str:
    """A text as it is compared."""
    return _SPACE.sub("", text)


def _lines(cell: NotebookNode) -> list[str]:
    return [line for line in (without_space(line) for line in cell.source.split("\n")) if line]


def _blocks(name: str, lines: list[str], public: list[str]) -> Iterator[Block]:
    """The runs of lines in a cell that no student gets to see."""
    known, everything = set(public), "".join(public)
    before: list[str] = []
    for hidden, run in itertools.groupby(lines, lambda line: line not in known):
        if not hidden:
            before += run
            continue
        # Short comments say where a region begins and ends.
        secret = tuple(line for line in run if not line.startswith("#") or len(line) >= _LONG)
        sure = tuple(line for line in secret if len(line) >= _LONG and line not in everything)
        heads = (head for head in before if len(head) >= _CONTEXT)
        if secret:
            yield Block(name, sure, secret, tuple(head for head in heads if not _behind(head, secret, everything)))


def _behind(head: str, lines: tuple[str, ...], said: str) -> bool:
    """Whether these lines stand behind this one somewhere, near and in their order."""
    at = said.find(head)
    while at >= 0:
        if _follow(lines, said, at + len(head)):
            return True
        at = said.find(head, at + 1)
    return False


def _follow(lines: tuple[str, ...], said: str, at: int) -> bool:
    for line in lines:
        found = said.find(line, at, at + _NEAR + len(line))
        if found < 0:
            return False
        at = found + len(line)
    return True


def texts(path: Path) -> Iterator[Text]:
    """A file in all the ways in which it can be read, and what is in it.

    Whatever cannot be looked into is told, and never passed as harmless.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST)
            yield from _readings(path.name, data, 0)
            while more := file.read(_MOST):
                yield from ways(data[-_NEAR:] + more)
                data = more
    except OSError as error:
        yield Text("", f"cannot be read: {error.strerror}")


def _readings(name: str, data: bytes, depth: int) -> Iterator[Text]:
    if name.endswith((".pyc", ".pyo")):
        yield Text("", "is compiled, which cannot be searched")
    try:
        for inside, content in itertools.chain(_members(name, data), _in_base64(data)):
            if depth >= _DEPTH:
                raise ValueError("archives in archives")
            yield from _readings(inside, content, depth + 1)
    except Exception as error:  # noqa: BLE001 - an archive is what anybody made
        yield Text("", f"holds what cannot be searched ({type(error).__name__})")
    yield from ways(data)


def ways(data: bytes) -> Iterator[Text]:
    """The texts that these bytes may be: as they stand, or once and twice escaped; of each also without its marks."""
    for text in _decoded(data):
        readings = [text]
        while len(readings) < 3 and "\\" in readings[-1]:
            readings.append(_ESCAPE.sub(_unescaped, readings[-1]))
        for reading in readings:
            yield Text(reading)
            if "<" in reading or "&" in reading:
                yield Text(html.unescape(NO_SIGN.sub("", _TAG.sub("", reading))))
            if "\\PY{" in reading:
                yield Text(_SIGN_IN_LATEX.sub(_in_latex, _TOKEN_IN_LATEX.sub(r"\1", reading)))


def _decoded(data: bytes) -> Iterator[str]:
    yield data.decode("utf-8", "replace")
    if b"\0" in data[:200]:
        yield from (data.decode(encoding, "replace") for encoding in ("utf-16", "utf-16-le", "utf-16-be"))


def _unescaped(found: re.Match[str]) -> str:
    sign = found[1]
    return chr(int(sign[1:], 16)) if len(sign) == 5 else _ESCAPED.get(sign, sign)


def _in_latex(found: re.Match[str]) -> str:
    return _SIGNS_IN_LATEX.get(found[1], found[0])


def _in_base64(data: bytes) -> Iterator[tuple[str, bytes]]:
    for found in _BASE64.finditer(data):
        signs = re.sub(rb"\s|\\n", b"", found[0])
        yield "base64", binascii.a2b_base64((signs[:-1] if len(signs) % 4 == 1 else signs) + b"===")


def _members(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """What an archive holds; nothing of other files. Raises: Exception where it cannot be unpacked."""
    left = _MOST
    for compressed, unpack in ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ", lzma.open)):
        if data.startswith(compressed):
            with unpack(io.BytesIO(data)) as file:
                yield name.rsplit(".", 1)[0], _bounded(file.read(left + 1), left)
    if data.startswith(b"%PDF-"):
        from pypdf import PdfReader  # which takes its time, and is seldom needed

        pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
        yield "pages", "\n".join(pages).encode("utf-8", "replace")
    if data.startswith((b"7z\xbc\xaf\x27\x1c", b"Rar!")):
        raise ValueError("a kind that is not unpacked here")
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                with archive.open(member) as file:
                    content = _bounded(file.read(left + 1), left)
                left -= len(content)
                yield member.filename, content
    elif data[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for entry in archive:
                if (packed := archive.extractfile(entry)) is not None:
                    content = _bounded(packed.read(left + 1), left)
                    left -= len(content)
                    yield entry.name, content


def _bounded(content: bytes, most: int) -> bytes:
    if len(content) > most:
        raise ValueError("too large")
    return content
