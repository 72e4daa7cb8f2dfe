"""A submission's folder, as far as grading takes it along: `submitted/` is evidence, and nothing is ever changed there.

nbgrader follows links as it copies, hangs at a pipe, recurses into folders, and raises at a time of handing in that it
cannot read. So its steps get, submission by submission, a *staged* folder in the place of the submitted one: the same
folders, a link to each file that can be taken along, and a note for what cannot. `StagedCourse` is the course directory
that `grading.hooks.submissions` gives to a run of autograding. No file is copied for it, and nothing writes there.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import tempfile
import unicodedata
import weakref
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader import utils
from nbgrader.coursedir import CourseDirectory

from grading import scratch
from grading.printing import shown

#: Of one submission: files and folders, folders in folders, and bytes of all files together. nbgrader looks through a
#: folder once for each file in it. It copies no notebooks, which may be large by their outputs.
MOST_ENTRIES, MOST_DEPTH, MOST_BYTES, MOST_OF_NOTEBOOKS = 500, 16, 32 << 20, 128 << 20
_MOST_OF_A_TIME = 200  # characters
_STAMP, _UNREADABLE = "timestamp.txt", "timestamp.txt.unreadable"
STOPPED = "What was graded is kept. Free some space there, then run this again to grade the rest."
#: What goes wrong on this machine, whatever was handed in.
_OURS = {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO, errno.ESTALE}
_NO_TEXT = {"Cc", "Cs", "Zl", "Zp"}  # control characters, bytes in no encoding, separators of lines: never in a name


@dataclass(frozen=True)
class Contents:
    """What a submission holds, by path in its folder: files that are taken along, and why the rest is not."""

    files: Mapping[str, Path]
    left_out: Mapping[str, str]

    def notebooks(self) -> dict[str, Path]:
        """The files that are notebooks by their names."""
        return {name: path for name, path in self.files.items() if name.endswith(".ipynb")}


@dataclass
class _Found:
    files: dict[str, Path] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    entries: int = 0
    sizes: dict[str, int] = field(default_factory=dict)  # bytes, of notebooks and of other files


def contents(folder: Path, most: int = MOST_BYTES) -> Contents:
    """Look through a submission's folder, the outer folders first, and never further than the bounds above.

    ``most`` are the bytes that all files but notebooks may have together.

    Raises: OSError where this machine fails, and not the submission.
    """
    found = _Found()
    todo = deque([("", folder, 0)])
    while todo and found.entries <= MOST_ENTRIES:
        inside, path, depth = todo.popleft()
        try:
            entries = sorted(_at_most(path, MOST_ENTRIES + 1), key=lambda entry: entry.name)
        except OSError as error:
            found.left_out[inside.rstrip("/") or "."] = _unreadable(error)
            continue
        for entry in entries:
            found.entries += 1
            name = f"{inside}{entry.name}"
            if found.entries > MOST_ENTRIES:
                found.left_out["and more"] = f"what goes beyond {MOST_ENTRIES} files and folders"
                break
            if not is_text(entry.name):
                found.left_out[shown(name)] = "a file or folder whose name is no text"
            elif not entry.is_dir(follow_symlinks=False):
                _take(name, Path(entry.path), found, most)
            elif depth < MOST_DEPTH:
                todo.append((f"{name}/", Path(entry.path), depth + 1))
            else:
                found.left_out[name] = f"a folder in {MOST_DEPTH} folders"
    return Contents(found.files, found.left_out)


def _at_most(folder: Path, most: int) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for _, entry in zip(range(most), entries, strict=False):
            yield entry


def _take(name: str, path: Path, found: _Found, most: int) -> None:
    """Add one entry, no folder, to what is taken along or to what is not."""
    kind, most = (".ipynb", MOST_OF_NOTEBOOKS) if name.endswith(".ipynb") else ("", most)
    try:
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            found.left_out[name] = f"a symbolic link to {shown(str(path.readlink()))!r}"
        elif not stat.S_ISREG(status.st_mode):
            found.left_out[name] = "a pipe, a socket or a device"
        elif found.sizes.get(kind, 0) + status.st_size > most:
            found.left_out[name] = (
                f"a file of {status.st_size >> 20} MB (all that is handed in may have {most >> 20} MB)"
            )
        else:
            with path.open("rb"):  # so that it can be read
                found.sizes[kind] = found.sizes.get(kind, 0) + status.st_size
                found.files[name] = path
    except OSError as error:
        found.left_out[name] = _unreadable(error)


def _unreadable(error: OSError) -> str:
    """Why something cannot be read, where the submission is to blame, or at least no other submission is concerned."""
    if is_ours(error):
        raise error
    return f"not to be read here: {error.strerror}"


def is_ours(error: BaseException) -> bool:
    """Whether an error is this machine's, such as a full disk, and never a submission's."""
    return isinstance(error, OSError) and error.errno in _OURS


def is_text(name: str) -> bool:
    """Whether a file or folder of that name is taken along."""
    return not any(unicodedata.category(sign) in _NO_TEXT for sign in name)


def is_encodable(name: str) -> bool:
    """Whether a gradebook can hold a name: on a disk it may be bytes in no encoding."""
    return not any(unicodedata.category(sign) == "Cs" for sign in name)


def digest(folder: Path, most: int = MOST_BYTES) -> str:
    """A digest of all that a folder holds, up to so many bytes: it changes when anything there does."""
    found = hashlib.sha256()
    held = contents(folder, most)
    for name, path in sorted(held.files.items()):
        found.update(f"{name}\0".encode())
        with path.open("rb") as file:
            found.update(hashlib.file_digest(file, "sha256").digest())
    for name, reason in sorted(held.left_out.items()):
        found.update(f"{name}\0{reason}\0".encode())
    return found.hexdigest()


def stage(folder: Path, staged: Path) -> Contents:
    """Make of a submission's ``folder`` what nbgrader can work on, in a new folder; returns what it holds."""
    held = contents(folder)
    staged.mkdir(parents=True)
    stamp = held.files.get(_STAMP)
    tops = {Path(name).parts[0] for name in (*held.files, *held.left_out)}
    top = {}
    if stamp is None or not _is_time(stamp):  # nbgrader would also try to read a folder of that name
        top[_STAMP] = _UNREADABLE
        while top[_STAMP] in tops:
            top[_STAMP] += "_"

    def place(name: str) -> Path:
        first, *rest = Path(name).parts
        made = staged.joinpath(top.get(first, first), *rest)
        made.parent.mkdir(parents=True, exist_ok=True)
        return made

    for name, path in held.files.items():
        place(name).symlink_to(path)
    for name, what in held.left_out.items():
        try:
            with place(f"{name}.replaced.txt").open("x", encoding="utf-8") as file:
                file.write(f"{Path(name).name!r} was {what}.")
        except OSError as error:  # the student has a file of that name, or a name cannot be longer
            if is_ours(error):
                raise
    return held


def _is_time(stamp: Path) -> bool:
    """Whether nbgrader reads it as a time, or as an empty file, which it takes for none."""
    with stamp.open("rb") as file:
        text = file.read(_MOST_OF_A_TIME + 1)
    with contextlib.suppress(Exception):  # the parser raises whatever it stumbles over
        if len(text) <= _MOST_OF_A_TIME:
            utils.parse_utc(text.decode().strip() or "2000-01-01")
            return True
    return False


class AnyNames(CourseDirectory):
    """A course directory in which a student's folder may have any name, also one with a line break in it."""

    def __init__(self, course: CourseDirectory) -> None:
        """With all the settings of ``course``."""
        names = CourseDirectory.class_own_traits(config=True)
        super().__init__(parent=course.parent, **{name: getattr(course, name) for name in names})

    def format_path(self, nbgrader_step: str, student_id: str, assignment_id: str, escape: bool = False) -> str:
        """As nbgrader's; as a regular expression, it has a dot match a line break too."""
        path: str = super().format_path(nbgrader_step, student_id, assignment_id, escape=escape)
        return f"(?s:{path})" if escape else path


class StagedCourse(AnyNames):
    """The course directory of one run: whoever asks it for a student's submission gets the staged folder.

    It holds one submission at a time; `close` removes it, at the latest when the process ends.
    """

    def __init__(self, course: CourseDirectory) -> None:
        super().__init__(course)
        self._home = Path(tempfile.mkdtemp(prefix="grading-"))
        self._staged: dict[str, Contents] = {}
        self.close = weakref.finalize(self, scratch.remove, self._home)

    def submitted(self, student_id: str, assignment_id: str) -> str:
        """Where the submission itself lies."""
        return super().format_path(self.submitted_directory, student_id, assignment_id)

    def format_path(self, nbgrader_step: str, student_id: str, assignment_id: str, escape: bool = False) -> str:
        """As nbgrader's, but for a folder of a student's submission."""
        if nbgrader_step != self.submitted_directory or escape:
            return super().format_path(nbgrader_step, student_id, assignment_id, escape=escape)
        submitted = self.submitted(student_id, assignment_id)
        if not Path(submitted).is_dir():  # a pattern
            return submitted
        self.holds(submitted)
        return str(self._home / "submission")

    def holds(self, submitted: str) -> Contents:
        """What the submission in this folder holds; it is staged now, and the one before it no more.

        Raises: SystemExit where the course's disk is full, which is to stop a class and not to fail every submission.
        """
        if submitted not in self._staged:
            try:
                scratch.make_sure_of_room(Path(self.root))
            except OSError as error:
                raise SystemExit(f"{error.filename}: {error.strerror}. {STOPPED}") from error
            self._staged.clear()
            staged = self._home / "submission"
            scratch.remove(staged)
            self._staged = {submitted: stage(Path(submitted).absolute(), staged)}
        return self._staged[submitted]
