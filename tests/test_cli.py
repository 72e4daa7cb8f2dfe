"""The command line in the hands of somebody tired: whatever is wrong, one clear line says it, and what to do next."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from grading import cli, coursefolder, verify
from grading.course import CONFIG, Course
from grading.seal import worker

from . import ASSIGNMENT
from .classes import ROOT, new_course

#: Every command as it is called in a course folder, in which mine.ipynb is somebody's notebook.
COMMANDS = {
    "release": ["--check"],
    "words": ["fr"],
    "verify": [ASSIGNMENT],
    "demo": ["--folder", "demo", "--submissions", "bank"],
    "collect": [ASSIGNMENT, "mine.ipynb"],
    "roster": ["students.csv"],
    "extend": [ASSIGNMENT],
    "archive": [],
    "autograde": [ASSIGNMENT],
    "feedback": [ASSIGNMENT],
    "regrade": [ASSIGNMENT],
    "check": ["mine.ipynb"],
    "report": [ASSIGNMENT],
    "hub": [],
}
#: What the commands that read the instructor's notebook need.
OF_A_SOURCE = [command for command in COMMANDS if command not in ("roster", "archive")]
#: What the commands with a class before them need besides.
OF_A_CLASS = ["autograde", "feedback", "regrade", "report"]


@pytest.fixture(scope="module")
def ready(course: Course, solved: NotebookNode, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with one submission."""
    made = new_course(course, tmp_path_factory.mktemp("cli") / "course")
    made.submit("solved", solved)
    nbformat.write(solved, made.root / "mine.ipynb")
    (made.root / "bank/right").mkdir(parents=True)
    shutil.copy(ROOT / "tests/submissions/right/grad_to_none.py", made.root / "bank/right")
    return made


@pytest.fixture
def folder(ready: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy: Path = shutil.copytree(ready.root, tmp_path / "course")
    monkeypatch.chdir(copy)
    return copy


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """A command's exit status and all that it says."""
    monkeypatch.setattr(worker, "start_ahead", lambda: None)  # most end before they grade

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["grading", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capfd.readouterr()
        return ended.value.code, said.out + said.err

    return run


def write(path: str, text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / path).write_text(text)


def append(path: str, text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / path).write_text((folder / path).read_text() + text)


def remove(path: str) -> Callable[[Path], object]:
    return lambda folder: shutil.rmtree(folder / path) if (folder / path).is_dir() else (folder / path).unlink()


def replace_by_folder(path: str) -> Callable[[Path], object]:
    return lambda folder: (remove(path)(folder), (folder / path).mkdir())


SOURCE = f"source/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
GRADEBOOK = "gradebook.db"
#: What is wrong: whom it concerns, how it comes about, the words that tell of it, and those that say what to do.
MISUSE = {
    "a wrong folder": (COMMANDS, remove(CONFIG), f"no course folder: it has no {CONFIG}", "Run this in the folder"),
    "no source": (COMMANDS, remove("source"), "no course folder: it has no source", "Run this in the folder"),
    "a file called source": (
        COMMANDS,
        lambda folder: (remove("source")(folder), (folder / "source").touch()),
        "it has no source",
        "Run this in the folder",
    ),
    "settings with a slip": (COMMANDS, append(CONFIG, "c.x = ("), "SyntaxError: '(' was never closed", "Correct it"),
    "settings that fail": (COMMANDS, append(CONFIG, "1 / 0"), "ZeroDivisionError", "Correct it"),
    "an empty source": (
        OF_A_CLASS,
        remove(SOURCE),
        f"no assignment '{ASSIGNMENT}' in source/; it has: none yet",
        "Name one of these",
    ),
    "nothing to make": (
        ["release", "demo"],
        remove(SOURCE),
        "There is no assignment in source/ yet",
        "Put one into source/NAME/NAME.ipynb",
    ),
    "nothing to check": (["check"], remove(SOURCE), "no assignment in source/ yet", "Run this in the folder"),
    "another course's notebook": (
        ["check"],
        lambda folder: (folder / "mine.ipynb").write_text(
            (folder / "mine.ipynb").read_text().replace('"grade_id": "', '"grade_id": "of_another_')
        ),
        f"mine.ipynb is no notebook of this course's assignments, which are: {ASSIGNMENT}",
        "Give the notebook that you were handed",
    ),
    "a damaged source": (OF_A_SOURCE, write(SOURCE, "{"), f"{SOURCE} cannot be read", "Put back a copy"),
    "a damaged gradebook": (OF_A_CLASS, write(GRADEBOOK, "x" * 5000), "file is not a database", "Put back a copy"),
    "a folder as gradebook": (OF_A_CLASS, replace_by_folder(GRADEBOOK), "unable to open", "Is db_url in"),
    "no gradebook": (
        OF_A_CLASS,
        remove(GRADEBOOK),
        "no assignment 'linear_regression'",
        "nbgrader generate_assignment",
    ),
    "a gradebook elsewhere": (
        OF_A_CLASS,
        append(CONFIG, "c.CourseDirectory.db_url = 'sqlite:////nowhere/gradebook.db'"),
        "unable to open database file",
        "Is db_url in",
    ),
    "an empty bank": (["demo"], remove("bank/right/grad_to_none.py"), "bank holds no submissions", "--submissions"),
    "a damaged bank": (["demo"], write("bank/right/grad_to_none.py", "x = 1"), "must begin with", "'# ///'"),
    "no notebook": (["check"], remove("mine.ipynb"), "no notebook 'mine.ipynb'", "Give the path"),
    "a folder as notebook": (["check"], replace_by_folder("mine.ipynb"), "no notebook 'mine.ipynb'", "Give the path"),
    "no hub": (["hub"], lambda folder: None, "JupyterHub starts this command", "see deploy/jupyterhub_config.py"),
    "no such setting of the hub's": (
        ["hub"],
        append(CONFIG, "c.CheckService.per_hour = 'often'"),
        "'per_hour' trait",
        "Correct it",
    ),
    "no submissions": (["autograde"], remove("submitted"), "There is no submission", "have you collected?"),
    "no grades": (
        ["feedback", "regrade"],
        lambda folder: None,
        "has been graded",
        f"python -m grading autograde {ASSIGNMENT}",
    ),
    "a wrong setting": (
        ["autograde", "check"],
        append(CONFIG, "c.SealedExecute.memory = 'much'"),
        "'memory' trait",
        "Correct it",
    ),
    "another's folder": (
        ["demo"],
        lambda folder: ((folder / "demo").mkdir(), (folder / "demo/thesis.tex").touch()),
        "demo is there already",
        "Name another with --folder",
    ),
}


def test_every_command_is_tried():
    """``doctor`` is what looks into misuse; see its own tests."""
    assert {command.name for command in cli.app.registered_commands} == COMMANDS.keys() | {"doctor"}


@pytest.mark.machine
@pytest.mark.parametrize(
    ("what", "command"), [(what, command) for what, (commands, *_) in MISUSE.items() for command in commands]
)
def test_what_is_wrong_is_said_with_what_to_do(what: str, command: str, folder: Path, run):
    _, arrange, words, step = MISUSE[what]
    arrange(folder)
    status, said = run(command, *COMMANDS[command])
    assert status == 1
    assert words in said
    assert step in said
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) <= 2, said
    if what == "another's folder":
        assert (folder / "demo/thesis.tex").exists()


@pytest.mark.machine
@pytest.mark.parametrize("command", [*OF_A_CLASS, "regrade --undo"])
@pytest.mark.parametrize("name", ["linear_regresion", f"{ASSIGNMENT}/", f"source/{ASSIGNMENT}", f"../{ASSIGNMENT}", ""])
def test_an_assignment_that_is_not_there_is_named_with_those_that_are(name: str, command: str, folder: Path, run):
    status, said = run(*command.split(), name)
    assert status == 1
    assert said == f"There is no assignment {name!r} in source/; it has: {ASSIGNMENT}. Name one of these.\n"


@pytest.mark.parametrize("command", ["autograde", "regrade", "report", "demo"])
def test_without_a_name_the_only_assignment_is_meant_and_of_several_none(command: str, folder: Path, run):
    assert coursefolder.only(folder) == ASSIGNMENT
    shutil.copytree(folder / "source" / ASSIGNMENT, folder / "source" / "more")
    status, said = run(command)
    assert (status, said) == (
        1,
        f"Which assignment is meant? source/ has: {ASSIGNMENT}, more. Name one of these.\n",
    )
    shutil.rmtree(folder / "source")
    (folder / "source").mkdir()
    assert run(command) == (1, "There is no assignment in source/ yet. Put one into source/NAME/NAME.ipynb.\n")


@pytest.mark.machine
def test_a_regrade_that_was_not_applied_cannot_be_undone(folder: Path, run):
    assert run("regrade", ASSIGNMENT, "--undo")[0] == 1


@pytest.mark.machine
def test_two_directions_at_once(folder: Path, run):
    status, said = run("regrade", ASSIGNMENT, "--apply", "--undo")
    assert status == 2
    assert "Give one of them" in " ".join(said.split())


@pytest.mark.machine
def test_a_student_who_is_not_there(folder: Path, run):
    status, said = run("autograde", ASSIGNMENT, "--student", "nobody")
    assert status == 1
    assert "no submission" in said
    assert "nobody" in said


@pytest.mark.machine
def test_a_gradebook_that_another_program_holds(folder: Path, run):
    with sqlite3.connect(folder / GRADEBOOK) as other:
        other.execute("BEGIN EXCLUSIVE")
        status, said = run("report", ASSIGNMENT)
    assert status == 1
    assert "database is locked. Another program is writing to it. Wait" in said


def test_of_several_assignments_those_are_released_that_hold(folder: Path, run, monkeypatch: pytest.MonkeyPatch):
    shutil.copytree(folder / "source" / ASSIGNMENT, folder / "source" / "a_broken_one")
    shutil.rmtree(folder / "release" / ASSIGNMENT)
    broken = [verify.Finding("", "", "It does not hold.")]
    monkeypatch.setattr(verify, "before_release", lambda course, name: broken if name == "a_broken_one" else [])
    status, said = run("release")
    assert status == 1
    assert "Nothing of a_broken_one was released." in said
    assert [path.name for path in (folder / "release").rglob("*.ipynb")] == [f"{ASSIGNMENT}.ipynb"]


@pytest.mark.machine
@pytest.mark.parametrize(
    "command", ["autograde", *(pytest.param(one, marks=pytest.mark.whole) for one in ("check", "verify"))]
)
def test_without_a_sandbox(command: str, folder: Path, run, monkeypatch: pytest.MonkeyPatch):
    with (folder / CONFIG).open("a") as config:
        config.write('\nc.SealedExecute.confinement = "bubblewrap"\n')
    monkeypatch.setenv("PATH", str(folder))
    status, said = run(command, *COMMANDS[command])
    assert status == 1
    assert "apt-get install bubblewrap" in said
    assert "python -m grading doctor" in said
    assert "Traceback" not in said


@pytest.mark.machine
@pytest.mark.parametrize(
    "command", ["report", *(pytest.param(one, marks=pytest.mark.whole) for one in ("autograde", "demo", "release"))]
)
def test_a_folder_where_one_may_not_write(command: str, folder: Path):
    options = [] if command == "release" else COMMANDS[command]
    read_only = ["bwrap", "--dev-bind", "/", "/", "--ro-bind", str(folder), str(folder)]
    grading = [sys.executable, "-m", "grading", command, *options]
    if command == "release":
        (folder / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").write_text("")
    done = subprocess.run([*read_only, *grading], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 1
    assert "Read-only file system" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.whole
@pytest.mark.machine
def test_a_full_disk(folder: Path, run):
    status, said = run("check", "mine.ipynb", "--page", "/dev/full")
    assert status == 1
    assert "No space left on device. Free some space there, then run this again." in said


@pytest.mark.machine
@pytest.mark.parametrize("room", [pytest.param(room, marks=pytest.mark.whole) for room in (200_000, 1_000_000)])
def test_a_full_disk_wherever_it_is_met(room: int, folder: Path):
    """While the course is copied, or later."""
    small = ["bwrap", "--dev-bind", "/", "/", "--size", str(room), "--tmpfs", "/mnt", "--setenv", "TMPDIR", "/mnt"]
    grading = [sys.executable, "-m", "grading", "check", "mine.ipynb"]
    done = subprocess.run([*small, *grading], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 1
    assert "Free some space there, then run this again." in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert not done.stdout


@pytest.mark.machine
def test_who_ends_it_is_not_told_more(folder: Path):
    process = subprocess.Popen(
        [sys.executable, "-m", "grading", "autograde", ASSIGNMENT],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        while not (folder / "autograded.incomplete").exists():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate()
    assert process.returncode != 0
    assert "Traceback" not in said
    assert len(said.splitlines()) <= 2, said


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS), ["doctor"]])
def test_help_gives_an_example(command: list[str], run):
    status, said = run(*command, "--help")
    assert status == 0
    assert not command or f"Example: python -m grading {command[0]}" in " ".join(said.split())


def completed(words: str, folder: Path) -> list[str]:
    """What the shell offers after these words."""
    protocol = {"_GRADING_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1)}
    script = "import sys; sys.argv = ['grading']; from grading.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, env=os.environ | protocol, capture_output=True)
    return done.stdout.decode().split()


@pytest.mark.machine
def test_a_shell_completes_commands_and_assignments(folder: Path, tmp_path: Path):
    shutil.copytree(folder / "source" / ASSIGNMENT, folder / "source" / "logistic_regression")
    assert completed("grading re", folder) == ["release", "regrade", "report"]
    assert completed("grading regrade ", folder) == [ASSIGNMENT, "logistic_regression"]
    assert completed("grading autograde li", folder) == [ASSIGNMENT]
    assert completed("grading autograde ", tmp_path) == []


def test_the_script_is_the_module():
    with (ROOT / "pyproject.toml").open("rb") as project:
        [(name, target)] = tomllib.load(project)["project"]["scripts"].items()
    assert (name, target) == ("grading", f"{cli.main.__module__}:{cli.main.__name__}")
