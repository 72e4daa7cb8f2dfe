"""How each platform's names are read: a function a form, from all paths of an archive to whose each file is.

`grading.collect.platforms` says where each form is documented, and chooses among them. Each function takes the paths,
something that reads a text of the platform's own, and the names of the assignment's notebooks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

import yaml

from grading.collect.archives import wrapper

#: Reads a text file of the platform's own, by its path in the archive.
Read = Callable[[str], str]


@dataclass(frozen=True)
class Named:
    """What an archive says of a file.

    ``key`` tells students apart there (a number, a login, or a name), ``file`` is the file's path in the submission.
    ``label`` is what stands before that in the archive, and by which feedback goes back. ``time`` has a zone.
    """

    key: str
    name: str
    file: str
    label: str
    email: str = ""
    time: datetime | None = None
    late: bool = False
    number: int = 0  # of the file, where a greater one is newer

    @property
    def attempt(self) -> str:
        """What tells one student's attempts apart in an archive."""
        return str(self.time or "")


#: By path, whose file it is; nobody's where it is the platform's own. What is not in it says nothing.
Found = dict[str, list[Named]]

_CANVAS = re.compile(
    r"(?:(?P<late>LATE_)?anon_(?P<anon>[^\W_]+)|(?P<name>\w*?)_(?P<late_>LATE_)?(?P<key>\d+))"
    r"_(?:(?P<number>\d+)_(?P<file>.+)|(?P<typed>(?:text|link)\.html))",
    re.DOTALL,
)
_MOODLE = re.compile(r"(?P<name>[^_]*)_(?P<key>\d+)_assignsubmission_(?P<plugin>[a-z0-9]+)(?P<rest>_.*)?", re.DOTALL)
_BLACKBOARD = re.compile(
    r"(?P<attempt>.+_(?P<user>.+?)_[^\W\d_]+_(?P<time>\d{4}(?:-\d\d){5}))(?:(?P<receipt>\.txt)|_(?P<file>.+))",
    re.DOTALL,
)
_RECEIPT = re.compile(r"[^:\n]*:[ \t]*(?P<name>.*) \((?P<user>[^()\n]*)\)[ \t\r]*$", re.MULTILINE)
_ILIAS = re.compile(r"(?P<last>[^_]+)_(?P<first>[^_]+)_(?P<login>.+)_(?P<key>\d+)")
_ILIAS_LATE = re.compile(r"(?:Late Submission|Verspaetete Abgabe|Verspätete Abgabe|Soumission tardive) - ")
_BRIGHTSPACE = re.compile(r"(?P<key>\d+)-\d+ - (?P<name>.+) - (?P<time>.+)")
_BRIGHTSPACE_TIMES = ("%b %d, %Y %I%M %p", "%B %d, %Y %I%M %p", "%d %b, %Y %I%M %p", "%d %B, %Y %H%M", "%b %d, %Y %H%M")
_METADATA = "submission_metadata.yml"
_SIDES = re.compile(r"(?P<first>.+?) - (?P<second>.+)", re.DOTALL)


def _by_part(pattern: re.Pattern[str], path: str, inside: bool = False) -> tuple[re.Match[str], str, str] | None:
    """The first part of a path that fits, with what stands before it and after it; ``inside`` only a folder's name."""
    parts = path.split("/")
    for place, part in enumerate(parts[:-1] if inside else parts):
        if match := pattern.fullmatch(part):
            return match, "/".join((*parts[:place], "")), "/".join(parts[place + 1 :])
    return None


def canvas(paths: Sequence[str], read: Read, asked: Sequence[str]) -> Found:
    """One file a path, without folders; files of one user are of the newest attempt."""
    found = Found()
    for path in paths:
        match = _CANVAS.fullmatch(path.rsplit("/", 1)[-1])
        if match:
            file = match["file"] or match["typed"]
            one = Named(
                f"anon_{match['anon']}" if match["anon"] else match["key"],
                match["name"] or "",
                file,
                match[0].removesuffix(file),
                late=bool(match["late"] or match["late_"]),
                number=int(match["number"] or 0),
            )
            found[path] = [one]
    return found


def moodle(paths: Sequence[str], read: Read, asked: Sequence[str]) -> Found:
    """A number a participant, and a folder or a prefix for each way of handing in."""
    found = Found()
    for path in paths:
        if part := _by_part(_MOODLE, path):
            match, _, after = part
            rest = (match["rest"] or "")[1:]
            file = "/".join(filter(None, (rest, after)))
            label = match[0].removesuffix(rest) if rest else f"{match[0]}/"
            if file:
                found[path] = [Named(match["key"], match["name"], file, label)]
    names = {one.name for [one] in found.values()}
    if len(names) == 1 and " " not in min(names):  # "Participant", in the course's language
        return {path: [replace(one, name="")] for path, [one] in found.items()}
    return found


def blackboard(paths: Sequence[str], read: Read, asked: Sequence[str]) -> Found:
    """A time an attempt; the receipts say more than the names."""
    found = Found()
    matches = {path: match for path in paths if (match := _BLACKBOARD.fullmatch(path.rsplit("/", 1)[-1]))}
    receipts = {match["attempt"]: _receipt(read(path)) for path, match in matches.items() if match["receipt"]}
    for path, match in matches.items():
        user, name, called = receipts.get(match["attempt"], (match["user"], "", {}))
        file = called.get(match[0]) or match["file"] or match[0]
        time = _local(match["time"], "%Y-%m-%d-%H-%M-%S")
        found[path] = [Named(user or match["user"], name, file, f"{match['attempt']}_", time=time)]
    return found


def _receipt(text: str) -> tuple[str, str, dict[str, str]]:
    """User, name, and what each file in the archive was called before; by where it stands, in whatever language."""
    who = _RECEIPT.match(text.lstrip("\ufeff"))
    values = [line.split(":", 1)[1].strip() for line in text.splitlines() if line[:1].isspace() and ":" in line]
    called = {after: PurePosixPath(before).name for before, after in pairwise(values) if _BLACKBOARD.fullmatch(after)}
    return (who["user"], who["name"], called) if who else ("", "", called)


def ilias(paths: Sequence[str], read: Read, asked: Sequence[str]) -> Found:
    """A folder a student, which ends in the login and a number."""
    found = Found()
    for path in paths:
        if part := _by_part(_ILIAS, path, inside=True):
            match, _, file = part
            late = _ILIAS_LATE.match(file)
            name = f"{match['first']} {match['last']}"
            plain = file[late.end() :] if late else file
            found[path] = [Named(match["login"], name, plain, f"{match[0]}/", late=bool(late))]
    return found


def brightspace(paths: Sequence[str], read: Read, asked: Sequence[str]) -> Found:
    """A folder for each time that somebody handed in; the numbers in front are not the student's."""
    found = Found()
    numbers: dict[str, set[str]] = {}
    for path in paths:
        if part := _by_part(_BRIGHTSPACE, path, inside=True):
            match, _, file = part
            times = (_local(match["time"], form) for form in _BRIGHTSPACE_TIMES)
            time = next(filter(None, times), None)
            found[path] = [Named(match["key"], match["name"], file, f"{match[0]}/", time=time)]
            numbers.setdefault(match["name"], set()).add(match["key"])
    for path, [one] in found.items():  # a student is known by the name, as long as it is the only one
        found[path] = [replace(one, key=one.name if len(numbers[one.name]) == 1 else f"{one.name} ({one.key})")]
    return found | {
        path: [] for path in paths if found and path.rsplit("/", 1)[-1] == "index.html" and path not in found
    }


def gradescope(paths: Sequence[str], read: Read, asked: Sequence[str]) -> Found:
    """A folder a submission, and a table of who handed it in; several, where it is a group's."""
    found = Found()
    for metadata in (path for path in paths if path.rsplit("/", 1)[-1] == _METADATA):
        with suppress(yaml.YAMLError):
            about = yaml.load(read(metadata), _Text)
            root = metadata.removesuffix(_METADATA)
            found |= _of_folders(paths, root, about if isinstance(about, dict) else {}) | {metadata: []}
    return found


def _of_folders(paths: Sequence[str], root: str, about: Mapping[str, Any]) -> Found:
    found = Found()
    for path in paths:
        folder, _, file = path.removeprefix(root).partition("/")
        record = about.get(folder)
        if not path.startswith(root) or not file or not isinstance(record, dict):
            continue
        time = _instant(str(record.get(":created_at", "")))
        for one in record.get(":submitters") or ():
            if isinstance(one, dict):
                sid, email, name = (str(one.get(f":{key}") or "") for key in ("sid", "email", "name"))
                if key := sid or email or name:
                    named = Named(key, name, file, f"{root}{folder}/", email=email, time=time)
                    found.setdefault(path, []).append(named)
    return found


class _Text(yaml.SafeLoader):
    """Reads every value as the text that it is: a number may begin with zeros, and a time has its own form."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as in the class that it takes the place of


def classroom(paths: Sequence[str], read: Read, asked: Sequence[str]) -> Found:
    """The student's name stands before the file's name, or after it."""
    found = Found()
    stems = {PurePosixPath(name).stem.casefold() for name in asked}
    around = wrapper(list(paths))
    for path in paths:
        last = path.removeprefix(around)
        suffix = "".join(PurePosixPath(last).suffixes[-1:])
        match = _SIDES.fullmatch(last.removesuffix(suffix))
        if match and "/" not in last:
            name, file = match["first"], f"{match['second']}{suffix}"
            if name.casefold() in stems:  # by Google Forms
                name, file = match["second"], f"{name}{suffix}"
            found[path] = [Named(name, name, file, f"{around}{name} - ")]
    return found


def folder(paths: Sequence[str], read: Read, asked: Sequence[str]) -> Found:
    """A folder a student, or a file that is named after one."""
    found = Found()
    around = wrapper(list(paths))
    inside = [path.removeprefix(around) for path in paths]
    notebooks = [path for path in inside if "/" not in path and ".ipynb" in path.lower()]
    if len(notebooks) == 1 or any(path in asked for path in notebooks):
        around = ""  # it is the folder of a student
    stems = "|".join(re.escape(PurePosixPath(name).stem) for name in asked)
    title = re.compile(rf"(?P<who>.+?)?(?:^|[-_ ]+)(?:{stems})(?: ?\(\d+\)|-\d+)?", re.IGNORECASE | re.DOTALL)
    for path in paths:
        student, _, file = path.removeprefix(around).partition("/")
        if not file:
            name = re.sub(r"\.(ipynb(\.txt|\.json)?|tar\.\w+|\w+)$", "", student, flags=re.IGNORECASE)
            match = title.fullmatch(name)
            if match and not match["who"]:
                continue  # named as everyone's is
            file = student[len(match["who"]) :].lstrip("-_ ") if match else student
            student = match["who"] if match else name
            if not match and file.lower().endswith(".ipynb") and len(asked) == 1:
                file = asked[0]  # it is called as its student is, by whoever made the folder
        found[path] = [Named(student, student, file, f"{around}{student}/")]
    return found


def _local(text: str, form: str) -> datetime | None:
    """A time without a zone, taken for one of this machine's."""
    with suppress(ValueError, OverflowError):
        return datetime.strptime(" ".join(text.split()), form).astimezone()
    return None


def _instant(text: str) -> datetime | None:
    """A time as Ruby writes it, ``2026-04-26 17:34:00.861687000 Z``, or in ISO's form."""
    plain = re.sub(r"\.\d+", "", text).replace(" Z", "+00:00").replace(" UTC", "+00:00")
    with suppress(ValueError):
        time = datetime.fromisoformat(re.sub(r" (?=[+-]\d\d:?\d\d$)", "", plain))
        return time if time.tzinfo else time.replace(tzinfo=UTC)
    return None
