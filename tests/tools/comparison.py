"""The hostile bank on stock nbgrader and under the seal, side by side.

`run` grades each hostile submission twice, next to an honest one, in a course full of traps, and prints what it gained
and what it did. Stock nbgrader works in a bubblewrap sandbox made for one submission and thrown away afterwards: a
private copy of the course in memory, a network of its own, an unprivileged id, limits on everything, a watch on the
machine's memory. The installed packages are read-only there, so in this respect stock nbgrader looks better than it is.

An attack knows everything that it could wish to know: ``target.json`` beside its notebook names the course's folder,
the files with secrets, the ports, the sockets, the processes, and who is graded next. `Traps` makes these, and tells
afterwards what happened to them. Where there is no such file the attacks that reach outside end at once.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from rich.console import Console
from rich.table import Table

import grading
from grading import bank, scratch
from grading.autograde.progress import FOR_A_PERSON
from grading.course import CONFIG, Course
from grading.environment import search_path
from tests import ASSIGNMENT

#: What the tests of the assignment are worth.
POINTS = {
    "add_bias_column": 3,
    "mse_loss": 3,
    "backward_pass": 3,
    "update_weights": 3,
    "zero_gradients": 3,
    "fit": 5,
}
#: What an attack prints where it got what it wanted, and where it only sees that a path of the machine is there.
THROUGH, SEES = "GOT THROUGH", "SEES"
#: The name of the processes that attacks try to leave behind.
LEFT_BEHIND = "leftbehind"
#: What attacks write into files that are not theirs.
PLANTED = "planted"
EARLIER, HONEST = "0-earlier", "-then-honest"

#: nbgrader as it comes, but for the words of the stub, which belong to the assignment.
STOCK_CONFIG = """c = get_config()
c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("Replace this line with your own code.")'}
"""
#: Limits for the sealed class, low, so that what runs into them does so soon.
LIMITS = """
c.SealedExecute.seconds_per_cell = 4
c.SealedExecute.seconds_per_call = 1.5
c.SealedExecute.seconds_per_submission = 20
c.SealedExecute.memory = 1 << 30
c.SealedExecute.processes = 32
c.SealedExecute.disk = 16 << 20
c.SealedExecute.output = 1 << 20
"""
_PACKAGES = ("nbgrader", "IPython", "ipykernel", "nbclient", "nbconvert", "nbformat", "jupyter_client")
_STOCK_SECONDS = 240
_STOCK_LIMITS = {
    resource.RLIMIT_AS: 6 << 30,
    resource.RLIMIT_NPROC: 300,
    resource.RLIMIT_FSIZE: 256 << 20,
    resource.RLIMIT_NOFILE: 1024,
    resource.RLIMIT_CORE: 0,
}
_STOCK_ID = 61_741
_LEAST_MEMORY = 2 << 30


@dataclass
class Outcome:
    """What became of one submission.

    ``harm`` lists what it did beyond its own points, ``seen`` the paths of which it found out that they are there.
    """

    scores: dict[str, float] = field(default_factory=dict)
    verdicts: dict[str, str] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)
    harm: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    confined_by: str = ""

    def gained(self, lost: Iterable[str]) -> float:
        """Points beyond what the submission deserves."""
        return sum(max(0.0, self.scores.get(name, 0) - (0 if name in lost else most)) for name, most in POINTS.items())


class Traps:
    """A course with secrets, listeners, and a memory of how everything was.

    Make it, `submit` the submissions, grade in ``course`` with ``environment``, then ask. Also a context manager: the
    listeners close at its end.
    """

    def __init__(self, course: Course, folder: Path, config: str | None = None) -> None:
        """A new course below ``folder``, from ``course``; ``config`` takes the place of its settings."""
        self.secrets = {
            place: f"secret-{secrets.token_hex(12)}"
            for place in ("hidden test", "gradebook", "home", "environment", "/tmp", "course", "other submission")
        }
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        self.course = course.copy_to(folder / "course")
        if config is not None:
            (self.course.root / CONFIG).write_text(config, encoding="utf-8")
        source = nbformat.read(self.course.notebook("source"), as_version=4)
        for cell in source.cells:
            if "### BEGIN HIDDEN TESTS" in cell.source:
                mark = f"### BEGIN HIDDEN TESTS\n    # {self.secrets['hidden test']}"
                cell.source = cell.source.replace("### BEGIN HIDDEN TESTS", mark)
        nbformat.write(source, self.course.notebook("source"))
        loose = Path(tempfile.gettempdir(), f"{folder.name}-{secrets.token_hex(4)}.key")
        self.files = [self.course.root / "roster.csv", self.home / "keys.txt", loose]
        for path, place in zip(self.files, ("course", "home", "/tmp"), strict=True):
            path.write_text(f"{self.secrets[place]}\n", encoding="utf-8")
        (self.home / ".ipython/profile_default/startup").mkdir(parents=True)
        self.environment = {"HOME": str(self.home), "GRADER_TOKEN": self.secrets["environment"]}
        self.connections: list[str] = []
        self._sockets: list[socket.socket] = []
        self._listen()
        self._before: dict[str, str] = {}

    def __enter__(self) -> Traps:
        return self

    def __exit__(self, *what: object) -> None:
        for folder in self.course.root.glob("submitted/*/*/*"):
            if folder.is_dir() and not folder.is_symlink() and _is_deep(folder):
                scratch.remove(folder)  # who removes the course later may recurse
        for listening in self._sockets:
            listening.close()
        self.files[2].unlink(missing_ok=True)

    def release(self, solved: NotebookNode) -> None:
        """Make the assignment, and a student of earlier days whose name, comment and notebook are secrets."""
        self.course.nbgrader("generate_assignment", ASSIGNMENT)
        with Gradebook(f"sqlite:///{self.course.root}/gradebook.db") as gradebook:
            gradebook.update_or_create_student(EARLIER, first_name=self.secrets["gradebook"])
        other = nbformat.from_dict(solved)
        other.cells.append(nbformat.v4.new_markdown_cell(self.secrets["other submission"]))
        self.course.submit(EARLIER, other)

    def submit(self, submission: bank.Submission, solved: NotebookNode, after: str) -> None:
        """Hand an attack in, with all that it may want to know; ``after`` is who comes next."""
        path = self.course.notebook("submitted", submission.name)
        path.parent.mkdir(parents=True)
        target = {
            "course": str(self.course.root),
            "home": str(self.home),
            "files": [str(file) for file in self.files],
            "tcp": self._sockets[0].getsockname()[1],
            "udp": self._sockets[1].getsockname()[1],
            "abstract": self._abstract,
            "socket": str(self.home / "socket"),
            "pids": [os.getpid(), os.getppid()],
            "next": after,
        }
        (path.parent / "target.json").write_text(json.dumps(target), encoding="utf-8")
        submission.hand_in(solved, path)

    def remember(self) -> None:
        """Note how everything is, just before the grading."""
        self._before = dict(self._state())

    def changed(self) -> list[str]:
        """What is not as it was when `remember` was called."""
        now = dict(self._state())
        return sorted(name for name in self._before.keys() | now if self._before.get(name) != now.get(name))

    def leaked(self, name: str) -> list[str]:
        """The secrets that stand in anything that the grading wrote for a student, by where they were."""
        found = set()
        for step in ("autograded", "feedback"):
            for path in _files(self.course.root / step / name):
                content = path.read_bytes()
                if path == self.course.notebook("autograded", name):
                    content = _without_tests(path)
                found |= {place for place, secret in self.secrets.items() if secret.encode() in content}
        return sorted(found)

    def _listen(self) -> None:
        self._abstract = f"grader-{secrets.token_hex(6)}"
        for family, kind, address in (
            (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            (socket.AF_UNIX, socket.SOCK_STREAM, f"\0{self._abstract}"),
            (socket.AF_UNIX, socket.SOCK_STREAM, str(self.home / "socket")),
        ):
            listening = socket.socket(family, kind)
            listening.bind(address)
            if kind == socket.SOCK_STREAM:
                listening.listen()
            self._sockets.append(listening)
            threading.Thread(target=self._count, args=(listening, kind), daemon=True).start()

    def _count(self, listening: socket.socket, kind: socket.SocketKind) -> None:
        while True:
            try:
                if kind == socket.SOCK_STREAM:
                    listening.accept()[0].close()
                else:
                    listening.recv(100)
            except OSError:
                return
            self.connections.append(f"{listening.family.name} {kind.name}")

    def _state(self) -> Iterator[tuple[str, str]]:
        """A name and a fingerprint of all that grading must leave alone."""
        root = self.course.root
        others = [path for path in (root / "submitted").iterdir() if path.name.endswith((EARLIER, HONEST))]
        for folder in (root / "source", root / "release", *others, self.home):
            for path in _files(folder):
                if ".cache" not in path.parts and path.name != "migrated":  # nbgrader's own
                    yield str(path), _fingerprint(path)
        yield CONFIG, _fingerprint(root / CONFIG)
        yield (
            "files of the course",
            " ".join(
                sorted(
                    path.name
                    for path in root.iterdir()
                    if path.name not in ("autograded", "feedback", "verified", ".nbgrader.log")
                )
            ),
        )
        with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
            students = [(student.id, student.first_name) for student in gradebook.students if student.id == EARLIER]
            yield "gradebook", str(students)
            yield "the gradebook's tables", str(_tables(root / "gradebook.db"))
        packages = Path(nbformat.__file__).parents[1]
        for package in _PACKAGES:
            files = [(path, path.stat()) for path in _files(packages / package) if path.suffix != ".pyc"]
            yield f"package {package}", str([(str(path), told.st_size, told.st_mtime_ns) for path, told in files])
        yield "start-up files", " ".join(sorted(path.name for path in packages.glob("*.p[ty]*")))
        yield "kernels", str([_fingerprint(path) for path in _files(Path(sys.prefix, "share/jupyter/kernels"))])


def _without_tests(path: Path) -> bytes:
    """An autograded notebook as JSON, without the instructor's cells in it, which hold the hidden tests."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("locked"):
            cell.source = ""
    return json.dumps(notebook).encode()


def _tables(path: Path) -> list[str]:
    with sqlite3.connect(path) as book:
        return [row[0] for row in book.execute("select name from sqlite_master order by name")]


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]


def _is_deep(folder: Path) -> bool:
    return any(len(Path(here).parts) > len(folder.parts) + 100 for here, _, _ in os.walk(folder))


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def left_behind() -> list[int]:
    """Processes that an attack has left, by the name that attacks give to theirs."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "comm").read_bytes() + (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if LEFT_BEHIND.encode() in told and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found


def outcome(traps: Traps, scores: Mapping[str, Mapping[str, float]], name: str) -> Outcome:
    """What became of one submission in a graded course."""
    told = Outcome(dict(scores.get(name, {})))
    path = traps.course.notebook("autograded", name)
    if not path.exists() or not told.scores:
        told.harm.append("no grade")
        return told
    record = path.with_name(f"{ASSIGNMENT}.grading.json")
    if record.is_file():
        recorded = json.loads(record.read_text(encoding="utf-8"))
        tests, told.confined_by = recorded["tests"], recorded["confined_by"]
        told.verdicts = {test.removeprefix("test_"): said["verdict"] for test, said in tests.items()}
        told.messages = {test.removeprefix("test_"): said["message"] for test, said in tests.items()}
    told.harm += [f"leak: {place}" for place in traps.leaked(name)]
    told.harm += [f"says: {line[:100]}" for line in says(path, THROUGH)]
    told.seen += [line.removeprefix(SEES).strip() for line in says(path, SEES)]
    return told


def says(path: Path, word: str) -> list[str]:
    """The lines in a notebook's outputs that begin with a word of an attack's."""
    notebook = nbformat.read(path, as_version=4)
    texts = [output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", ())]
    return [line for text in texts for line in text.splitlines() if line.startswith(word)]


def without_pictures(solved: NotebookNode) -> NotebookNode:
    """The solved notebook with its exercises, tests and helpers alone: an attack needs no pictures."""
    short = deepcopy(solved)
    short.cells = [cell for cell in short.cells if "nbgrader" in cell.metadata or cell.id == "train"]
    return short


def kind(submission: bank.Submission) -> str:
    """The kind of an attack, with which its ``about`` begins."""
    return submission.about.split(":")[0].lower()


def run(course: Course, submissions: Sequence[bank.Submission], console: Console) -> None:
    """Grade hostile submissions on stock nbgrader and under the seal, and print what each gained and did.

    Raises: CourseError where the course itself cannot be graded.
    """
    solved = without_pictures(course.solved())
    with tempfile.TemporaryDirectory() as folder:
        with console.status(f"{len(submissions)} submissions under the seal"):
            sealed, whole = grade_sealed(course, submissions, solved, Path(folder) / "sealed")
        with console.status(f"{len(submissions)} submissions on stock nbgrader, each in a sandbox of its own"):
            stock = grade_stock(course, submissions, solved, Path(folder) / "stock")
    table = Table(title="The hostile bank", title_justify="left")
    for column in ("kind", "attack", "stock: points gained", "stock: harm", "sealed: points gained", "sealed: harm"):
        table.add_column(column, justify="right" if "points" in column else "left")
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for submission in sorted(submissions, key=lambda submission: (kind(submission), submission.name)):
        row, counts = [kind(submission), submission.name], totals[kind(submission)]
        counts[0] += 1
        for place, told in enumerate((stock[submission.name], sealed[submission.name]), start=1):
            gained = told.gained(submission.lost)
            counts[place] += bool(gained or told.harm)
            row += [f"{gained:g}" if gained else "", ", ".join(told.harm)[:80]]
        table.add_row(*row)
    console.print(table)
    for name in whole:
        console.print(f"[red]In the sealed run as a whole: {name}[/red]")
    summary = Table(title="Attacks that gained points or did harm", title_justify="left")
    for column in ("kind", "attacks", "stock nbgrader", "sealed"):
        summary.add_column(column, justify="left" if column == "kind" else "right")
    for name, counts in sorted(totals.items()):
        summary.add_row(name, *map(str, counts))
    summary.add_section()
    summary.add_row("all", *(str(sum(column)) for column in zip(*totals.values(), strict=True)))
    console.print(summary)


def grade_sealed(
    course: Course, submissions: Sequence[bank.Submission], solved: NotebookNode, folder: Path
) -> tuple[dict[str, Outcome], list[str]]:
    """One class of all of them, under the course's settings and low limits; and what happened to it as a whole."""
    config = (course.root / CONFIG).read_text(encoding="utf-8") + LIMITS
    with Traps(course, folder, config) as traps:
        scores, whole = grade_class(traps, submissions, solved)
        told = {submission.name: outcome(traps, scores, submission.name) for submission in submissions}
        for name, of_one in scores.items():
            if name.endswith(HONEST) and of_one != POINTS:
                told[name.removesuffix(HONEST)].harm.append(f"the next one got {sum(of_one.values()):g} points")
    return told, whole


def grade_class(
    traps: Traps,
    submissions: Sequence[bank.Submission],
    solved: NotebookNode,
    honest: NotebookNode | None = None,
    every: int = 4,
    autograde: str = "nbgrader",
) -> tuple[dict[str, dict[str, float]], list[str]]:
    """Grade submissions as a class, an honest one behind every few; their scores, and what happened on the whole.

    ``autograde`` is the module with the command of that name: nbgrader, or this package, which grades several at once.
    """
    traps.release(solved)
    for number, submission in enumerate(submissions):
        traps.submit(submission, without_pictures(solved), f"{submission.name}{HONEST}")
        if number % every == 0:
            traps.course.submit(f"{submission.name}{HONEST}", solved if honest is None else honest)
    traps.remember()
    whole = []
    for module, command in ((autograde, "autograde"), ("nbgrader", "generate_feedback")):
        done = subprocess.run(
            [sys.executable, "-m", module, command, ASSIGNMENT],
            cwd=traps.course.root,
            env=_environment() | traps.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        (traps.course.root.parent / f"{command}.log").write_text(done.stdout, encoding="utf-8", errors="replace")
        if done.returncode not in (0, FOR_A_PERSON):
            last = [line for line in done.stdout.splitlines() if "rror" in line][-1:]
            whole.append(f"{command} ended with {done.returncode} {' '.join(last)}")
    whole += [f"changed: {name}" for name in traps.changed()]
    whole += [f"connected: {name}" for name in traps.connections]
    whole += [f"left behind: process {process}" for process in left_behind()]
    return traps.course.scores(), whole


def grade_stock(
    course: Course, submissions: Sequence[bank.Submission], solved: NotebookNode, folder: Path
) -> dict[str, Outcome]:
    """Each of them on stock nbgrader, in a sandbox of its own."""
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    nbformat.write(solved, folder / "solved.ipynb")
    (folder / "course").mkdir()
    (folder / "course" / CONFIG).write_text(STOCK_CONFIG, encoding="utf-8")
    shutil.copytree(course.root / "source", folder / "course" / "source")
    (folder / "submissions.json").write_text(json.dumps([_told(each) for each in submissions]), encoding="utf-8")
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        done = pool.map(lambda number: _sandboxed(folder, number), range(len(submissions)))
        return {submission.name: told for submission, told in zip(submissions, done, strict=True)}


def _told(submission: bank.Submission) -> dict[str, Any]:
    return asdict(submission) | {"lost": sorted(submission.lost)}


def _sandboxed(folder: Path, number: int) -> Outcome:
    """One submission in a sandbox; what it did there, or that it ended the grading."""
    command = [*_bubblewrap(folder), sys.executable, "-m", "tests.tools.comparison", str(number)]
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=words, stderr=subprocess.DEVNULL)
        until, harm = time.monotonic() + _STOCK_SECONDS, ""
        while process.poll() is None and not harm:
            time.sleep(0.2)
            if time.monotonic() > until:
                harm = f"hangs: stopped after {_STOCK_SECONDS} s"
            elif _available() < _LEAST_MEMORY:
                harm = "takes the machine's memory: stopped"
        process.kill()  # and with it everything inside, which has bubblewrap's init for its parent
        process.wait()
        words.seek(0)
        lines = words.read().decode(errors="replace").splitlines()
    if harm:
        return Outcome(harm=[harm])
    try:
        return Outcome(**json.loads(lines[-1]))
    except (IndexError, ValueError, TypeError):
        return Outcome(harm=[f"ends the grader itself (exit code {process.returncode})"])


def _available() -> int:
    facts = dict(line.split(":") for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines())
    return int(facts["MemAvailable"].split()[0]) << 10


def _bubblewrap(folder: Path) -> list[str]:
    """The command that holds one run of stock nbgrader, without the program that it is to run."""
    prefixes = [Path(name) for name in sorted({sys.prefix, sys.base_prefix}) if not name.startswith("/usr")]
    # Those that bubblewrap makes by itself only root may enter.
    parents = [str(parent) for prefix in prefixes for parent in reversed(prefix.parents[:-1])]
    here = Path(__file__).parent
    etc = ("/etc/passwd", "/etc/ld.so.cache", "/etc/alternatives")
    own_id = ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"] if os.getuid() == 0 else ["--unshare-user"]
    return [
        "bwrap",
        *("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--die-with-parent", "--new-session"),
        *("--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev"),
        *(word for name in ("/bin", "/sbin", "/lib", "/lib64") for word in ("--ro-bind-try", name, name)),
        *(word for name in etc for word in ("--ro-bind-try", name, name)),
        *("--perms", "1777", "--size", str(1 << 30), "--tmpfs", "/tmp"),
        *(word for parent in parents if parent != "/tmp" for word in ("--dir", parent)),
        *(word for prefix in prefixes for word in ("--ro-bind", str(prefix), str(prefix))),
        *("--dir", "/package", "--ro-bind", str(Path(grading.__file__).parent), "/package/grading"),
        *("--ro-bind", str(here), "/package/tests/tools", "--ro-bind", str(folder), "/given"),
        *("--perms", "0777", "--size", str(1 << 30), "--tmpfs", "/graded"),
        *("--cap-drop", "ALL", *own_id, "--clearenv", "--chdir", "/graded"),
        *("--setenv", "PATH", f"{sys.prefix}/bin:/usr/bin:/bin", "--setenv", "PYTHONPATH", "/package"),
        *("--setenv", "LANG", "C.UTF-8", "--setenv", "HOME", "/tmp", "--"),
    ]


def _inside(number: int) -> Outcome:
    """What runs in the sandbox: stock nbgrader on one submission and an honest one behind it."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(_STOCK_ID, _STOCK_ID, _STOCK_ID)
        os.setresuid(_STOCK_ID, _STOCK_ID, _STOCK_ID)
    for what, most in _STOCK_LIMITS.items():
        resource.setrlimit(what, (most, most))
    told = json.loads(Path("/given/submissions.json").read_text(encoding="utf-8"))[number]
    cells = [(header, source) for header, source in told.pop("cells")]
    submission = bank.Submission(**told | {"lost": frozenset(told["lost"])}, cells=cells)
    solved = nbformat.read("/given/solved.ipynb", as_version=4)
    with Traps(Course(Path("/given/course")), Path("/graded/run")) as traps:
        scores, whole = grade_class(traps, [submission], solved)
        result = outcome(traps, scores, submission.name)
        # Stock nbgrader's feedback shows the hidden tests to everybody, which is not this attack's doing.
        everybody = {f"leak: {place}" for place in traps.leaked(f"{submission.name}{HONEST}")}
        result.harm = [harm for harm in result.harm if harm not in everybody] + whole
        honest = scores.get(f"{submission.name}{HONEST}", {})
        if honest != POINTS:
            result.harm.append(f"the next one got {sum(honest.values()):g} points")
    return result


def _environment() -> dict[str, str]:
    """The environment of nbgrader, which looks for the command `alembic` on the PATH."""
    return os.environ | {"PATH": search_path()}


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    print("\n" + json.dumps(asdict(_inside(int(sys.argv[1])))), flush=True)
