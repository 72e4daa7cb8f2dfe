"""The words that students read, in the language of the course: its checks', the feedback page's, those of ``check``.

English stands where it is said. Another language is a table of words by the English ones, which are its keys, or by the
code of a misconception; what it lacks stays English. The language of a course is nbconvert's own setting of it,
``c.HTMLExporter.language_code``. Its words come from two files of one form: ``words/LANGUAGE.toml`` beside this module
holds those of the page, of the limits and of ``check``, ``words.LANGUAGE.toml`` in a course's ``source/`` those of its
checks, and any others; the course's come first. `grading.hooks.embedding` puts those of the checks into the notebook.

What is kept and counted has no language: verdicts, codes, points, and the grader's own words in a record. They are
translated where they are shown, and nothing is ever decided by them.
"""

from __future__ import annotations

import functools
import json
import re
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from traitlets.config import Config

from grading.coursefolder import CourseError

#: The words of this package, by language.
WORDS = Path(__file__).parent / "words"
ENGLISH = "en"
_MISCONCEPTION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
#: A finished sentence has so many signs, and is looked for by keys with so many outside their gaps.
_SENTENCE, _FIXED = range(20, 2000), 12


@dataclass(frozen=True)
class Language:
    """A language, by its code in ISO 639-1, and what is said in it."""

    code: str = ENGLISH
    table: Mapping[str, str] = field(default_factory=dict)

    @property
    def lang(self) -> str:
        """What a page says that it is in: English, where there is not a word in the language."""
        return self.code if self.table else ENGLISH

    def __call__(self, text: str, **facts: object) -> str:
        """A text that is given in English, in this language, with the facts in its gaps."""
        text = self.table.get(text, text)
        return text.format(**facts) if facts else text

    def told(self, text: str) -> str:
        """The same for lines that were said in English elsewhere, their gaps filled. Any others stay as they are.

        It is for what the grader has said of its own: of what limited, ended or kept a submission from being graded.
        A short line is nobody's sentence: a student may have printed it.
        """
        if not self.table:
            return text
        return "\n".join(self._line(line) if len(line) in _SENTENCE else line for line in text.split("\n"))

    def number(self, value: float) -> str:
        """A number of points."""
        return f"{value:g}".replace(".", self("."))

    def _line(self, line: str) -> str:
        if line in self.table:
            return self.table[line]
        for key, pattern in self._patterns:
            if found := pattern.fullmatch(line):
                return self(key, **{name: self._line(fact) for name, fact in found.groupdict().items()})
        return line

    @functools.cached_property
    def _patterns(self) -> list[tuple[str, re.Pattern[str]]]:
        """Those of this package's texts that have gaps, the most specific first."""
        found = []
        for key in own() & self.table.keys():
            parts = [(text, name) for text, name, *_ in string.Formatter().parse(key)] if _gaps(key) else []
            fixed = sum(len(text) for text, _ in parts)
            if fixed >= _FIXED:
                pattern = "".join(re.escape(text) + (f"(?P<{name}>.*)" if name else "") for text, name in parts)
                found.append((fixed, key, re.compile(pattern)))
        return [(key, pattern) for _, key, pattern in sorted(found, key=lambda one: (-one[0], one[1]))]


#: What this package says as it stands.
IN_ENGLISH = Language()


def of(settings: Config, source: Path) -> Language:
    """The language of a course, by its settings and its folder ``source/``.

    Raises: CourseError where a file of its words is at fault; the message says what to correct.
    """
    return known(str(settings.HTMLExporter.get("language_code", ENGLISH)), source)


def known(code: str, source: Path | None = None) -> Language:
    """A language by its code, with the words of this package, and of a course's ``source/`` where one is given.

    Raises: CourseError, as above.
    """
    files = [path for path in files_of(code, source) if path.is_file()]
    return _known(code, tuple((path, path.stat().st_mtime_ns) for path in files))


def files_of(code: str, source: Path | None) -> list[Path]:
    """Where the words of a language may stand; the later ones count."""
    if not re.fullmatch("[a-z]{2}", code):
        raise CourseError(
            f"{code!r} is no language: give c.HTMLExporter.language_code two letters, as 'de' for German."
        )
    return [WORDS / f"{code}.toml", *([source / f"words.{code}.toml"] if source else [])]


@functools.lru_cache(8)
def _known(code: str, files: tuple[tuple[Path, int], ...]) -> Language:
    table: dict[str, str] = {}
    for path, _ in files:
        table |= read(path)
    return Language(code, {key: text for key, text in table.items() if text})


def read(path: Path) -> dict[str, str]:
    """The words in a file, by what they stand for; empty where they are not written yet.

    Raises: CourseError where it cannot be read, or a text has other gaps than the English one.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CourseError(f"{path} cannot be read: {error}. Correct it, and run this again.") from error
    for key, text in table.items():
        if not isinstance(text, str):
            raise CourseError(f'{path}: what stands for {key!r} is no text. Write "the English words" = "your words".')
        if text and not _MISCONCEPTION.fullmatch(key):
            same_gaps(path.name, key, key, text)
    return table


def same_gaps(where: str, key: str, english: str, text: str) -> None:
    """Make sure that a text has the gaps of the English one. Raises: CourseError."""
    if _gaps(text) != _gaps(english):
        gaps = ", ".join(f"{{{name}}}" for name in sorted(_gaps(english))) or "none"
        raise CourseError(f"{where}: the text for {key!r} has other gaps than the English one. Give it: {gaps}.")


@functools.cache
def own() -> frozenset[str]:
    """What this package says, as keys: all that any of its files has."""
    return frozenset(key for path in WORDS.glob("*.toml") for key in read(path))


def lacking(language: Language, texts: Mapping[str, str]) -> dict[str, str]:
    """Those of the texts of checks, and of this package's own, that have no words in a language; with the English ones.

    A key that is a misconception's code has other words than itself.
    """
    all_of_them = dict.fromkeys(sorted(own())) | dict(texts)
    return {key: english or key for key, english in all_of_them.items() if key not in language.table}


def as_toml(texts: Mapping[str, str]) -> str:
    """Lines for a file of words: each text with its words to be written, and above a code what it says in English."""
    return "\n".join(
        f'# {english}\n{key} = ""' if key != english else f'{quoted(key)} = ""' for key, english in texts.items()
    )


def quoted(text: str) -> str:
    """A text as both Python and TOML write it, on one line."""
    return json.dumps(text, ensure_ascii=False)


def _gaps(text: str) -> set[str]:
    try:
        return {name for _, name, *_ in string.Formatter().parse(text) if name is not None}
    except ValueError:  # braces that are no gaps
        return {text}


def spoken(exporter: Any) -> Language:
    """The language of what an exporter of nbconvert's writes, with the words of its course where it has one."""
    course = getattr(exporter.parent, "coursedir", None)
    source = Path(course.format_path(course.source_directory, ".", "_")).parent if course is not None else None
    return known(exporter.language_code, source)
