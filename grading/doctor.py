"""The command ``doctor``: whether all that grading needs is there, one finding a line, each with what to do.

`findings` goes from what every command needs to what only this course has. The first ones come at once: what takes
seconds to import is imported where it is looked at. Nothing is changed; no gradebook is made.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from packaging.requirements import Requirement
from rich.console import Console

from grading import coursefolder, environment
from grading.coursefolder import CONFIG, CourseError
from grading.printing import plain
from grading.seal.sandbox import cgroup, choice, proc
from grading.seal.sandbox.proc import Unverifiable

if TYPE_CHECKING:
    from grading.course import Course
    from grading.hooks.execute import SealedExecute

_PACKAGE = "linear-regression-course"
_ROOM = 1 << 30


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is well, and either what was found or what to do."""

    what: str
    ok: bool
    said: str


def tell(findings: Iterable[Finding], console: Console, as_json: bool) -> int:
    """Print each finding as it is made; returns the command's exit status."""
    wrong = 0
    for one in findings:
        wrong += not one.ok
        if as_json:
            print(json.dumps(asdict(one)), flush=True)
        else:
            console.print(f"{'ok  ' if one.ok else 'WRONG'} {one.what}: {plain(one.said)}", soft_wrap=True)
    return 1 if wrong else 0


def findings(root: Path) -> Iterator[Finding]:
    """What is found on this machine and in the course folder ``root``."""
    yield Finding("Python", True, f"{platform.python_version()}, {sys.executable}")
    yield _packages()
    sandbox = list(_sandbox())
    yield from sandbox
    yield _control_groups()
    yield _waiting()
    yield from _room(root)
    chosen = ""
    try:
        coursefolder.verify(root)
        chosen = _chosen(root)
        yield from _course(root)
    except CourseError as error:
        yield Finding("course", False, str(error))
    if all(one.ok for one in sandbox):
        yield _proof(chosen)


def _sandbox() -> Iterator[Finding]:
    """Each confinement's steps. One that cannot be had is no fault where the next one can."""
    tried = {one.name: list(one.steps()) for one in choice.candidates()}
    sound = [name for name, steps in tried.items() if not any(step.wrong for step in steps)]
    for name, steps in tried.items():
        for step in steps:
            told = f"{step.wrong} So {sound[0]} takes its place." if step.wrong and sound else step.wrong or step.what
            yield Finding(f"sandbox by {name}", not step.wrong or bool(sound), told)
        if sound and name == sound[0]:
            return


def _packages() -> Finding:
    """The packages that this one needs, in the versions that it asks for."""
    try:
        needed = [Requirement(text) for text in requires(_PACKAGE) or []]
        ours = version(_PACKAGE)
    except PackageNotFoundError:
        return Finding("packages", False, f"{_PACKAGE} is not installed here. Install it: python -m pip install FOLDER")
    wrong = []
    for one in needed:
        if one.marker is None or one.marker.evaluate({"extra": ""}):
            try:
                if not one.specifier.contains(found := version(one.name), prereleases=True):
                    wrong.append(f"{one.name} is {found}, not {one.specifier}")
            except PackageNotFoundError:
                wrong.append(f"{one.name} is missing")
    if wrong:
        return Finding("packages", False, f"{'; '.join(wrong)}. Install {_PACKAGE} again into this environment.")
    told = ", ".join(f"{name} {version(name)}" for name in ("nbgrader", "torch", "numpy"))
    return Finding("packages", True, f"{_PACKAGE} {ours}, {told}")


def _control_groups() -> Finding:
    group = cgroup.ControlGroup.make(1 << 30, 64)
    if group is None:
        return Finding("control groups", True, "none can be made here: memory is bounded for each process by itself")
    group.close()
    together = "for a submission's processes together" if cgroup.MEMORY in group.does else "for each process by itself"
    shared = "; each submission has the same share of the processors" if cgroup.PROCESSOR in group.does else ""
    return Finding("control groups", True, f"memory is bounded {together}{shared}")


def _waiting() -> Finding:
    try:
        proc.waited(os.getpid())
    except Unverifiable as error:
        said = f"{error}: on a busy machine limits of time count that as well. Grade there with fewer workers."
        return Finding("waiting", True, said)
    return Finding(
        "waiting", True, "the kernel tells how long a submission waits for a processor; no limit counts that"
    )


def _room(root: Path) -> Iterator[Finding]:
    for what, folder in (("the course", root), ("temporary files", Path(tempfile.gettempdir()))):
        free = shutil.disk_usage(folder).free
        said = f"{free / _ROOM:.1f} GiB free for {what} in {folder}"
        yield Finding("disk", free >= _ROOM, said if free >= _ROOM else f"only {said}. Free some space there.")


def _course(root: Path) -> Iterator[Finding]:
    """Raises: CourseError where the settings cannot be read."""
    from grading.course import Course

    course = Course(root)
    course.settings()
    yield _programs()
    yield sealed(course)
    yield _gradebook(course)
    yield _exchange(course)
    yield from _sources(course)


def _programs() -> Finding:
    """Whether nbgrader finds its program, with the settings of the course."""
    found = shutil.which("alembic")
    if found and str(Path(found).parent) in environment.own_programs():
        return Finding("PATH", True, f"nbgrader finds {found}")
    wrong = f"nbgrader would use {found}, of another environment" if found else "nbgrader would find no alembic"
    return Finding("PATH", False, f"{wrong}. Call use_own_programs() in {CONFIG}, as the one of {_PACKAGE} does.")


def _step(course: Course) -> SealedExecute | None:
    """The step that runs submissions, as the course's settings have it."""
    from nbgrader.apps import AutogradeApp
    from nbgrader.converters import Autograde

    from grading.hooks.execute import SealedExecute

    app = course.application(AutogradeApp)
    converter = Autograde(coursedir=app.coursedir, parent=app)
    return SealedExecute(parent=converter) if SealedExecute in converter.autograde_preprocessors else None


def _chosen(root: Path) -> str:
    """The confinement that the course asks for. Raises: CourseError where the settings cannot be read."""
    from grading.course import Course

    course = Course(root)
    course.settings()
    step = _step(course)
    return step.confinement if step else ""


def sealed(course: Course) -> Finding:
    """Whether the course's settings have submissions run in the sandbox."""
    step = _step(course)
    if step is None:
        said = f"UNSEALED: {CONFIG} does not name SealedExecute in c.Autograde.autograde_preprocessors. Put it there."
        return Finding("settings", False, said)
    if not step.sealed:
        said = f"UNSEALED: {CONFIG} says c.SealedExecute.sealed = False. Remove that, if submissions are not your own."
        return Finding("settings", False, said)
    by = f", by {step.confinement} alone" if step.confinement else ""
    return Finding("settings", True, f"{CONFIG} can be read, and grades sealed{by}")


def _gradebook(course: Course) -> Finding:
    from alembic.script import ScriptDirectory
    from nbgrader.dbutil import ALEMBIC_DIR
    from sqlalchemy import create_engine, inspect, make_url, text
    from sqlalchemy.exc import SQLAlchemyError

    from grading import failures

    url = make_url(course.settings().db_url)
    shown = unquote(url.render_as_string())
    if url.get_backend_name() == "sqlite" and not os.path.exists(url.database or ""):  # noqa: PTH110 - a text of theirs
        return Finding("gradebook", True, f"{shown}: none yet; nbgrader generate_assignment makes it")
    newest = ScriptDirectory(ALEMBIC_DIR).get_current_head()
    try:
        engine = create_engine(url)
        try:
            tables = inspect(engine).get_table_names()
            with engine.connect() as connection:
                query = text("SELECT version_num FROM alembic_version")
                found = connection.execute(query).scalar() if "alembic_version" in tables else None
        finally:
            engine.dispose()
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        return Finding("gradebook", False, failures.of_the_gradebook(error))
    if not tables:
        return Finding("gradebook", True, f"{shown}: empty yet; nbgrader generate_assignment fills it")
    if found is None:
        return Finding(
            "gradebook",
            False,
            f"{shown} has no revision, since alembic was not found when it was made. Save a copy; then have its "
            "database run: CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL); "
            f"INSERT INTO alembic_version VALUES ('{newest}');",
        )
    if found != newest:
        said = f"{shown} has the revision {found}, not {newest}. Save a copy, then run: nbgrader db upgrade"
        return Finding("gradebook", False, said)
    return Finding("gradebook", True, f"{shown}, revision {found}")


def _exchange(course: Course) -> Finding:
    from nbgrader.exchange.default import Exchange

    app = course.application()
    root = Path(Exchange(coursedir=app.coursedir, parent=app).root)
    if not root.exists():
        said = "who hands out and collects by other ways needs none; else: export NBGRADER_EXCHANGE_ROOT=FOLDER"
        return Finding("exchange", True, f"{root} is not there: {said}")
    if not os.access(root, os.W_OK | os.X_OK):
        said = f"{root} cannot be written. As who owns it: chmod ugo+rwx {root}, or set c.Exchange.root in {CONFIG}"
        return Finding("exchange", False, said)
    return Finding("exchange", True, str(root))


def _sources(course: Course) -> Iterator[Finding]:
    from collections import Counter

    import nbformat

    names = course.assignments()
    if not names:
        yield Finding("source", False, "There is no assignment yet. Put one into source/NAME/NAME.ipynb.")
    for name in names:
        try:
            course.make_sure(name)
        except CourseError as error:
            yield Finding("source", False, str(error))
            continue
        for path in sorted((course.root / "source" / name).glob("*.ipynb")):
            cells = [cell.metadata.get("nbgrader", {}) for cell in nbformat.read(path, as_version=4).cells]
            named = Counter(cell["grade_id"] for cell in cells if "grade_id" in cell)
            points = sum(float(cell.get("points", 0)) for cell in cells if cell.get("grade"))
            where = f"{name}/{path.name}"
            if doubled := [one for one, times in named.items() if times > 1]:
                said = f"{where} has several cells named {', '.join(doubled)}. Give each a name of its own."
                yield Finding("source", False, said)
            elif not points:
                yield Finding("source", False, f"{where} has no cell with points. Give its tests some, in JupyterLab.")
            else:
                yield Finding("source", True, f"{where}: {points:g} points in {len(named)} named cells")


def _proof(confinement: str) -> Finding:
    """Start the sandbox as grading does, which has a bench try to break out of it."""
    from grading.seal.grader import Grader
    from grading.seal.window.errors import InfrastructureError
    from grading.seal.window.records import Limits

    try:
        with Grader(Limits(confinement=confinement)) as grader:
            return Finding("sandbox", True, f"it holds: code in it has tried to break out of {grader.confinement}")
    except InfrastructureError as error:
        return Finding("sandbox", False, str(error))
