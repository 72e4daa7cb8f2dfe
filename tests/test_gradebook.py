"""One gradebook for several runs at once, whatever its database: a PostgreSQL server, or SQLite's file."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest
from nbformat import NotebookNode

from grading.autograde import classroom
from grading.autograde.classroom import Graded
from grading.course import Course, CourseError, graded
from grading.seal import worker
from grading.seal.window.records import Job, Report

from . import ASSIGNMENT
from .classes import as_verified, copied, new_course
from .conftest import SUBMISSIONS, needed
from .test_class import FULL

pytestmark = pytest.mark.machine

SAMPLE = SUBMISSIONS[::130]


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    """A PostgreSQL server; the folder of its socket, at which only its owner and root can knock."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        needed("Debian's package `postgresql`", "the tests of a gradebook on PostgreSQL")
    owner = "nobody" if os.getuid() == 0 else None  # PostgreSQL does not run as root
    with tempfile.TemporaryDirectory() as place:

        def run(program: str, *options: str) -> None:
            subprocess.run(
                [programs[-1] / program, "-D", f"{place}/data", *options],
                cwd=place, user=owner, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            )  # fmt: skip

        if owner is not None:
            shutil.chown(place, owner)
        run("initdb", "--auth", "trust", "--username", "grader", "--no-sync")
        run("pg_ctl", "start", "--wait", "--log", f"{place}/log", "--options", f"-c listen_addresses='' -k {place} -F")
        try:
            yield Path(place)
        finally:
            run("pg_ctl", "stop", "--wait", "--mode", "immediate")


@pytest.fixture
def postgresql(server: Path, tmp_path: Path) -> str:
    """The address of a new database."""
    name = tmp_path.name
    command = ["psql", "--quiet", "-h", server, "-U", "grader", "-d", "postgres", "-c", f'create database "{name}"']
    subprocess.run(command, check=True)
    return f"postgresql+psycopg://grader@/{name}?host={server}"


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/shared.db"


@pytest.mark.whole
@pytest.mark.parametrize("database", ["postgresql", "sqlite"])
def test_several_runs_at_once_grade_all(
    database: str, course: Course, solved: NotebookNode, tmp_path: Path,
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    """Two with other students of one assignment, each in a folder of its own, and one with another assignment."""
    monkeypatch.setenv("NBGRADER_DB_URL", request.getfixturevalue(database))
    here, there = (copied(course, tmp_path / name) for name in ("here", "there"))
    shutil.copytree(here.root / "source" / ASSIGNMENT, here.root / "source" / "another")
    for assignment in (ASSIGNMENT, "another"):
        here.nbgrader("generate_assignment", assignment)
    as_verified(here, ASSIGNMENT, "another")
    as_verified(there)
    for number, submission in enumerate(SAMPLE):
        path = (here, there)[number % 2].root / "submitted" / submission.name / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        submission.hand_in(solved, path)
        other = here.root / "submitted" / submission.name / "another" / path.name
        submission.hand_in(solved, other)
    runs = [autograde(here, ASSIGNMENT), autograde(there, ASSIGNMENT), autograde(here, "another")]
    for run in runs:
        words, _ = run.communicate()
        assert run.returncode == 0, words
    expected = {one.name: {name: 0 if name in one.lost else most for name, most in FULL.items()} for one in SAMPLE}
    assert here.scores(ASSIGNMENT) == expected
    with here.gradebook() as gradebook:
        for assignment in (ASSIGNMENT, "another"):
            submissions = gradebook.assignment_submissions(assignment)
            assert all(graded(submission) for submission in submissions)
            assert {one.student.id: one.score for one in submissions} == {
                name: sum(scores.values()) for name, scores in expected.items()
            }


def autograde(course: Course, assignment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "grading", "autograde", assignment, "--workers", "1"]
    return subprocess.Popen(command, cwd=course.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.mark.whole
def test_nbgraders_own_commands_work_on_postgresql(
    course: Course, solved: NotebookNode, postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NBGRADER_DB_URL", postgresql)
    small = course.copy_to(tmp_path / "course")
    small.nbgrader("generate_assignment", ASSIGNMENT)
    small.submit("solved", solved)
    small.nbgrader("autograde", ASSIGNMENT)
    small.nbgrader("generate_feedback", ASSIGNMENT)
    small.nbgrader("export")
    small.nbgrader("db", "upgrade")
    assert small.scores() == {"solved": FULL}
    assert "solved" in (small.root / "grades.csv").read_text()
    assert small.notebook("feedback", "solved").exists()
    assert not (small.root / "gradebook.db").exists()


class Locks(Executor):
    """Runs each job, then locks the gradebook for longer than SQLite waits of itself."""

    def __init__(self, gradebook: Path) -> None:
        self.gradebook = gradebook

    def submit(self, grade: Callable[..., dict[str, Report]], *arguments: Mapping[str, Job]) -> Future:
        done: Future[dict[str, Report]] = Future()
        done.set_result(grade(*arguments))
        connection = sqlite3.connect(self.gradebook, isolation_level=None, check_same_thread=False)
        connection.execute("begin immediate")
        threading.Timer(7, connection.close).start()
        return done


def test_a_lock_of_another_run_is_waited_for(course: Course, solved: NotebookNode, tmp_path: Path):
    small = new_course(course, tmp_path / "course")
    small.submit("solved", solved)
    ended: list[Graded] = []
    classroom.autograde(small, ASSIGNMENT, Locks(small.root / "gradebook.db"), 1, end=ended.append)
    worker.close()
    assert [one.reason for one in ended] == [""]
    assert small.scores() == {"solved": FULL}


def test_without_the_gradebooks_server_nothing_is_graded_and_one_line_says_so(
    course: Course, solved: NotebookNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NBGRADER_DB_URL", f"postgresql+psycopg://grader@/grades?host={tmp_path}")
    small = course.copy_to(tmp_path / "course")
    small.submit("solved", solved)
    with pytest.raises(CourseError, match=r"gradebook cannot be read: connection .* failed"), worker.pool(1) as pool:
        classroom.autograde(small, ASSIGNMENT, pool, 1)
    assert not (small.root / "autograded").exists()
