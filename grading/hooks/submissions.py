"""Taking a class in: every submission's folder becomes a notebook that can be graded, or a reason why not.

nbgrader's ``Autograde`` makes one ``SubmissionExporter`` a run, after it has looked for submissions and before it
touches one, and reads each notebook with it (see ``nbgrader_config.py``). What of a folder is taken along is the matter
of ``grading.hooks.staging``; what is wrong inside a notebook that of ``grading.hooks.repair``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from grading import scratch
from grading.hooks import folders, soundness
from grading.hooks.execute import SealedExecute
from grading.hooks.record import beside, name_of
from grading.hooks.repair import MAX_BYTES, NotGradable, grade_id, read, repaired
from grading.hooks.source import differences, instructors, other_cells, stubs
from grading.hooks.staging import STOPPED, Contents, StagedCourse, digest, is_encodable, is_ours
from grading.printing import Printable, shown
from grading.seal.window.errors import InfrastructureError

#: A notebook's name, also with the ending that a browser adds when it saves one.
_NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$", re.IGNORECASE)
#: What to do about a student's folder whose name is bytes in no encoding.
NO_NAME = "no gradebook can hold the name of its folder. Rename the folder."
_CHECKPOINTS = ".ipynb_checkpoints"
_MOST_OTHERS = 20  # notebooks beside the one that is graded, which are read to see whether the work is there


class SubmissionExporter(NotebookExporter):
    """Reads a submission as ``repaired``; any other notebook as it is.

    A submission that is not gradable becomes the source's cells without an answer, and the reason stands in the
    notebook's metadata as ``grading.not_gradable``; repairs stand there as ``grading.repairs``, and work that was
    handed in elsewhere than in the notebook that is graded as ``grading.elsewhere``.
    """

    parent: Any

    def __init__(self, **kwargs: Any) -> None:
        """Called by nbgrader; ``parent`` is its converter, which gets its course directory and its submissions here.

        nbgrader lists the notebooks that it finds, by whatever name. Instead each folder of a student is listed with
        the notebooks that the assignment asks for, so that one without any gets its grade too. What would keep the
        whole class from being graded is found out now, before nbgrader removes a former grade; and so is whom the run
        before has flagged, of which only the former record tells.

        Raises: SystemExit, saying what to do.
        """
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self._taken: dict[Path, NotebookNode] = {}  # what was taken in, and nbgrader has not asked for yet
        self._stubs: dict[Path, dict[str, str]] = {}
        self._flagged: set[tuple[str, str]] = set()  # students and notebooks, by the records of the run before
        self.left_out: list[str] = []  # folders of students whose names no gradebook can hold
        course = self.parent.coursedir = StagedCourse(self.parent.coursedir)
        self.log.addFilter(Printable())
        home = self._home(course.assignment_id)
        wanted = [path.name for path in sorted(home.glob(f"{course.notebook_id}.ipynb"))]
        asked = course.submitted_directory, course.assignment_id, course.student_id
        for student, folder in folders.of_students(course, *asked).items() if wanted else ():
            if is_encodable(folder):
                self.parent.assignments[folder] = [f"{folder}/{name}" for name in wanted]
                former = Path(course.format_path(course.autograded_directory, student, course.assignment_id))
                records = {Path(name).stem: beside(former / name) for name in wanted}
                self._flagged |= {(student, name) for name, record in records.items() if record and record.flagged}
            else:
                self.log.error("%s is not gradable: %s", folder, NO_NAME)
                self.left_out.append(folder)
                self.parent.assignments.pop(folder, None)
        if self.parent.assignments and not hasattr(
            self.parent, "executor"
        ):  # `grading.autograde.classroom` has made sure
            self._make_sure(home)

    def _make_sure(self, home: Path) -> None:
        """Find out whether a class can be graded at all. Raises: SystemExit where it cannot."""
        course = self.parent.coursedir
        if words := unfit(course.db_url, course.course_id, course.assignment_id, home, self.config):
            raise SystemExit(words)
        try:
            SealedExecute(parent=self).make_sure()
            soundness.make_sure(self.parent)
            scratch.make_sure_of_room(Path(course.root))
        except OSError as error:
            raise SystemExit(f"{error.filename}: {error.strerror}. {STOPPED}") from error
        except InfrastructureError as error:
            raise SystemExit(f"{error} {STOPPED}") from error

    def from_filename(self, filename: str, resources: dict[str, Any] | None = None, **kwargs: Any) -> tuple[Any, Any]:
        """Called by nbgrader with a submitted notebook, and again with the repaired one that it wrote."""
        resources = resources or {}
        course, about = self.parent.coursedir, resources["nbgrader"]
        resources["flagged_before"] = (about["student"], about["notebook"]) in self._flagged  # for `FlagForAPerson`
        path = Path(filename)
        if path.parent != Path(course.submitted(about["student"], about["assignment"])):
            return super().from_filename(filename, resources, **kwargs)
        graded = Path(course.format_path(course.autograded_directory, about["student"], about["assignment"]))
        home = self._home(about["assignment"])
        folders.clear(graded, [*course.ignore, "*.ipynb"], kept=(path.name for path in home.glob("*.ipynb")))
        _make_way(graded / name_of(about["notebook"]))
        if path not in self._taken:
            self.taken_in(path, home)
        return self.from_notebook_node(self._taken.pop(path), resources, **kwargs)  # type: ignore[no-any-return, no-untyped-call]

    def _home(self, assignment: str) -> Path:
        course = self.parent.coursedir
        return Path(course.format_path(course.source_directory, ".", assignment))

    def taken_in(self, path: Path, home: Path, refused: str = "") -> tuple[NotebookNode, NotebookNode]:
        """A submitted notebook as it is graded, and the instructor's, of the same name in the folder ``home``.

        Its metadata says in ``grading`` what was repaired, or why it is not gradable, and of which submission it is.
        ``refused`` is a reason not to read it at all.

        Raises: OSError where this machine fails. Whatever else is wrong is the submission's.
        """
        source = instructors(home / path.name, self.config)
        if home / path.name not in self._stubs:
            self._stubs[home / path.name] = stubs(source, self)
        try:
            if refused:
                raise NotGradable(refused)
            notebook, about = self._read(path, home, source)
        except Exception as error:  # whatever a submission's bytes cause is its verdict
            if is_ours(error):
                raise
            about = {"submission": _digest(path.parent), "repairs": [], "not_gradable": _reason(path, error)}
            self.log.error("%s is not gradable: %s", path, about["not_gradable"])
            notebook, _ = repaired(nbformat.v4.new_notebook(), source)
        for words in (*about["repairs"], about.get("elsewhere")):
            if words:
                self.log.warning("%s: %s", path, words)
        notebook.metadata["grading"] = about
        self._taken[path] = notebook
        return notebook, source

    def take_the_instructors(self, path: Path, home: Path) -> None:
        """Have the instructor's own notebook in the place of a submitted one, with its solutions."""
        source = instructors(home / path.name, self.config)
        notebook, _ = repaired(source, source)
        notebook.metadata["grading"] = {"submission": "", "repairs": []}
        self._taken[path] = notebook

    def _read(self, path: Path, home: Path, source: NotebookNode) -> tuple[NotebookNode, dict[str, Any]]:
        held = self.parent.coursedir.holds(str(path.parent))
        name = _handed_in(path, held, home, source)
        submission, repairs = read(held.files[name])
        notebook, more = repaired(submission, source)
        if name != path.name:
            repairs.insert(0, f"the notebook was handed in as {name!r}")
        repairs += [f"'{one}' was {what}, and was left out" for one, what in list(held.left_out.items())[:_MOST_OTHERS]]
        nbformat.writes(notebook).encode()  # nothing that no file could hold
        about = {"submission": _digest(path.parent), "repairs": [*repairs, *more]}
        if elsewhere := _elsewhere(name, notebook, held, self._stubs[home / path.name]):
            about["elsewhere"] = elsewhere
        return notebook, about


def unfit(db_url: str, course_id: str, assignment: str, home: Path, config: Config) -> str:
    """Why a class cannot be graded by the notebooks in ``home`` and this gradebook together, and what to do."""
    with Gradebook(db_url, course_id) as gradebook:
        try:
            kept = gradebook.find_assignment(assignment)
        except (MissingEntry, SQLAlchemyError):
            return ""  # which nbgrader says
        if not (found := differences(kept, sorted(home.glob("*.ipynb")), config)):
            return ""
        words = f"source/ is not what the gradebook was made of: {'; '.join(found)}. Nothing was graded. "
        if kept.submissions and other_cells(kept, sorted(home.glob("*.ipynb")), config):
            return words + (
                "While there are submissions, nbgrader takes new texts and new points of cells, but no other cells. "
                "Give the cells of source/ the names that they had."
            )
        graded = f", then see who changes: python -m grading regrade {assignment}" if kept.submissions else ""
        return f"{words}Run: nbgrader generate_assignment {assignment} --force{graded}"


def _handed_in(path: Path, held: Contents, home: Path, source: NotebookNode) -> str:
    """The name of the notebook at ``path`` in its folder, or of the one that was meant for it, under another name.

    Raises: NotGradable where there is none, or more than one.
    """
    if path.name in held.files:
        return path.name
    if path.is_dir() and not path.is_symlink():
        raise NotGradable(f"{path.name!r} is a folder or a link, not a file. Hand in the notebook itself.")
    for name in (path.name, "."):
        if name in held.left_out:
            raise NotGradable(f"{name!r} was {held.left_out[name]}. Hand in the notebook itself.")
    names = {notebook.name for notebook in home.glob("*.ipynb")}
    files = {name: file for name, file in held.files.items() if _CHECKPOINTS not in Path(name).parts}
    others = {
        name: file
        for name, file in sorted(files.items())
        if _NOTEBOOK.search(file.name) and file.name not in names - {path.name}
    }
    if len(others) > 1:
        others = {name: file for name, file in others.items() if _solutions(file, source)} or others
    if len(others) == 1:
        return next(iter(others))
    told = ", ".join(map(repr, list(others or sorted(files))[:10])) or "nothing"
    raise NotGradable(
        f"There is no notebook {path.name!r} in the submission, and not one other that is surely meant. "
        f"It holds {told}. Hand in one notebook under that name."
    )


def _solutions(path: Path, source: NotebookNode) -> dict[str, str]:
    """What a notebook has in the cells that it shares with the source, by their names; nothing if it cannot be read."""
    try:
        cells = read(path)[0].cells
    except Exception as error:  # it is not the notebook that is graded
        if is_ours(error):
            raise
        return {}
    names = {grade_id(cell) for cell in source.cells} - {""}
    return {name: cell.source for cell in reversed(cells) if (name := grade_id(cell)) in names}


def _elsewhere(graded: str, notebook: NotebookNode, held: Contents, stubs: Mapping[str, str]) -> str:
    """In words, which notebooks of a submission have work where the one that is graded is as it was handed out."""
    answers = {name: cell.source for cell in notebook.cells if (name := grade_id(cell)) in stubs}
    blank = {name for name, stub in stubs.items() if _is_blank(answers.get(name, stub), stub)}
    others = {name: path for name, path in held.files.items() if name != graded and _NOTEBOOK.search(name)}
    told, size = [], 0
    for name, path in sorted(others.items())[:_MOST_OTHERS] if blank else ():
        size += path.stat().st_size
        if size > MAX_BYTES:
            break
        found = _solutions(path, notebook)
        if worked := [one for one in stubs if one in blank and one in found and not _is_blank(found[one], stubs[one])]:
            told.append(f"{name!r} has work on {', '.join(worked)}")
    if not told:
        return ""
    return (
        f"{'; '.join(told)}; there {graded!r}, which was graded, is as it was handed out. "
        "Nothing else was graded: a person has to say what counts."
    )


def _is_blank(answer: str, stub: str) -> bool:
    """Whether an answer has no line that its stub does not have."""
    return {line.strip() for line in answer.split("\n")} <= {line.strip() for line in stub.split("\n")} | {
        "",
        "pass",
        "...",
    }


def _digest(folder: Path) -> str:
    try:
        return digest(folder)
    except Exception as error:  # the reason why it cannot be graded is told without
        if is_ours(error):
            raise
        return ""


def _reason(path: Path, error: Exception) -> str:
    """Why a notebook is not gradable, to its owner."""
    if isinstance(error, NotGradable):
        return shown(str(error))
    told = f"{type(error).__name__}: {error}".split("\n")[0][:200]
    return f"{path.name!r} cannot be read, or what lies beside it ({shown(told)}). Save it anew, and hand it in again."


def _make_way(path: Path) -> None:
    """Remove what a submission brought under the name of a file that grading writes."""
    if path.is_dir():
        scratch.remove(path)
    path.unlink(missing_ok=True)
