"""Taking a class in: every submission's folder becomes a notebook that can be graded, or a reason why not.

nbgrader's ``Autograde`` makes one ``SubmissionExporter`` a run, after it has looked for submissions and before it
touches one, and reads each notebook with it (see ``nbgrader_config.py``). What is wrong inside a notebook is the matter
of ``grading.repair``.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import re
import shutil
import stat
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader import utils

from grading import folders
from grading.repair import NotGradable, grade_id, read, repaired

#: A notebook's name, also with the ending that a browser adds when it saves one.
_NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$", re.IGNORECASE)


class SubmissionExporter(NotebookExporter):
    """Reads a submission as ``repaired``; any other notebook as it is.

    A submission that is not gradable becomes the source's cells without an answer, and the reason stands in the
    notebook's metadata as ``grading.not_gradable``; repairs stand there as ``grading.repairs``.
    """

    parent: Any

    def __init__(self, **kwargs: Any) -> None:
        """Called by nbgrader; ``parent`` is its converter, whose list of submissions is made complete here.

        nbgrader lists the notebooks that it finds, by whatever name. Instead each folder of a student is listed with
        the notebooks that the assignment asks for, so that one without any gets its grade too.
        """
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self._taken: dict[Path, NotebookNode] = {}  # what was taken in, and nbgrader has not asked for yet
        course = self.parent.coursedir
        wanted = [path.name for path in sorted(self._home(course.assignment_id).glob(f"{course.notebook_id}.ipynb"))]
        asked = course.submitted_directory, course.assignment_id, course.student_id
        for folder in folders.of_students(course, *asked).values() if wanted else ():
            try:
                prepare(Path(folder))
            except OSError as error:
                self.log.error("%s is left out of this run: %s. Let this account change the folder.", folder, error)
                self.parent.assignments.pop(folder, None)
            else:
                self.parent.assignments[folder] = [f"{folder}/{name}" for name in wanted]

    def from_filename(self, filename: str, resources: dict[str, Any] | None = None, **kwargs: Any) -> tuple[Any, Any]:
        """Called by nbgrader with a submitted notebook, and again with the repaired one that it wrote."""
        course, about = self.parent.coursedir, (resources or {})["nbgrader"]
        submitted, graded = (
            Path(course.format_path(step, about["student"], about["assignment"]))
            for step in (course.submitted_directory, course.autograded_directory)
        )
        if Path(filename).parent != submitted:
            return super().from_filename(filename, resources, **kwargs)
        home = self._home(about["assignment"])
        folders.clear(graded, [*course.ignore, "*.ipynb"], kept=(path.name for path in home.glob("*.ipynb")))
        _make_way(graded / f"{about['notebook']}.grading.json")
        if (path := Path(filename)) not in self._taken:
            self.taken_in(path, home)
        return self.from_notebook_node(self._taken.pop(path), resources, **kwargs)  # type: ignore[no-any-return, no-untyped-call]

    def _home(self, assignment: str) -> Path:
        course = self.parent.coursedir
        return Path(course.format_path(course.source_directory, ".", assignment))

    def taken_in(self, path: Path, home: Path) -> tuple[NotebookNode, NotebookNode]:
        """A submitted notebook as it is graded, and the instructor's, of the same name in the folder ``home``.

        Its metadata says in ``grading`` what was repaired, or why it is not gradable, and of which submission it is.
        """
        source = instructors(home / path.name)
        about: dict[str, Any] = {"submission": digest(path.parent), "repairs": []}
        try:
            handed_in = _handed_in(path, home, source)
            submission, repairs = read(handed_in)
            notebook, more = repaired(submission, source)
        except NotGradable as error:
            self.log.error("%s is not gradable: %s", path, error)
            notebook, _ = repaired(nbformat.v4.new_notebook(), source)
            about["not_gradable"] = str(error)
        else:
            about["repairs"] = repairs + more
            if handed_in != path:
                about["repairs"].insert(0, f"the notebook was handed in as {str(handed_in.relative_to(path.parent))!r}")
            for repair in about["repairs"]:
                self.log.warning("%s: %s", path, repair)
        notebook.metadata["grading"] = about
        self._taken[path] = notebook
        return notebook, source


def instructors(path: Path) -> NotebookNode:
    """The instructor's notebook at ``path``, read once for a whole class; not to be changed."""
    return _read(path, path.stat().st_mtime_ns)


@functools.lru_cache(8)
def _read(path: Path, _: int) -> NotebookNode:
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    return notebook


def digest(folder: Path) -> str:
    """A digest of all that a submission's folder holds: it changes when anything there does."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        found.update(f"{path.relative_to(folder)}\0".encode(errors="surrogateescape"))
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                found.update(hashlib.file_digest(file, "sha256").digest())
    return found.hexdigest()


def prepare(folder: Path) -> None:
    """Leave in a submission only what nbgrader can copy, and no time of handing in that it cannot read.

    nbgrader follows links as it copies, and hangs at a pipe. All but files and folders is replaced by a text file that
    says what it was; a ``timestamp.txt`` that gives no time is renamed to ``timestamp.txt.unreadable``.
    """
    odd = {
        path: f"a symbolic link to {str(path.readlink())!r}" if path.is_symlink() else "a pipe, a socket or a device"
        for path in sorted(folder.rglob("*"))
        if not (stat.S_ISREG(mode := path.lstat().st_mode) or stat.S_ISDIR(mode))
    }
    for path in odd:
        path.unlink()
    for path, what in odd.items():  # only now: one link could have had the name of another's text file
        with contextlib.suppress(OSError), _note(path).open("x", encoding="utf-8") as note:
            note.write(f"{path.name!r} was {what}.")
    stamp = folder / "timestamp.txt"
    try:
        utils.parse_utc(stamp.read_text().strip() or "2000-01-01")
    except FileNotFoundError:
        pass
    except Exception:  # noqa: BLE001 - the parser raises whatever it stumbles over, and that must not stop a class
        stamp.rename(stamp.with_name("timestamp.txt.unreadable"))


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.replaced.txt")


def _handed_in(path: Path, home: Path, source: NotebookNode) -> Path:
    """The file at ``path``, or the one notebook of the submission that was meant for it, under another name.

    Raises: NotGradable where there is none, or more than one.
    """
    if path.exists():
        return path
    names = {notebook.name for notebook in home.glob("*.ipynb")}
    files = [
        file for file in sorted(path.parent.rglob("*")) if file.is_file() and ".ipynb_checkpoints" not in file.parts
    ]
    others = [file for file in files if _NOTEBOOK.search(file.name) and file.name not in names - {path.name}]
    if len(others) > 1:
        others = [other for other in others if _shares_cells(other, source)] or others
    if len(others) == 1:
        return others[0]
    if _note(path).is_file():
        raise NotGradable(f"{_note(path).read_text('utf-8', 'replace')[:500]} Hand in the notebook itself.")
    held = ", ".join(repr(str(file.relative_to(path.parent))) for file in (others or files)[:10]) or "nothing"
    raise NotGradable(
        f"There is no notebook {path.name!r} in the submission, and not one other that is surely meant. "
        f"It holds {held}. Hand in one notebook under that name."
    )


def _shares_cells(path: Path, source: NotebookNode) -> bool:
    with contextlib.suppress(NotGradable):
        return bool({grade_id(cell) for cell in read(path)[0].cells} & {grade_id(cell) for cell in source.cells} - {""})
    return False


def _make_way(path: Path) -> None:
    """Remove what a submission brought under the name of a file that grading writes."""
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
