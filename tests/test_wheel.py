"""The package as somebody has it who never had this repository: a wheel in an environment of its own."""

import csv
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from grading.course import CONFIG

from . import ASSIGNMENT
from .classes import ROOT

pytestmark = [pytest.mark.machine, pytest.mark.whole]

Run = Callable[..., str]
COURSE_ID = "linear_regression_course"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it, and nothing of the repository; its folder of programs."""
    place = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    # Built from a copy, so that the repository stays as it is.
    copy = place / "repository"
    copy.mkdir()
    for name in ("grading", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copytree(ROOT / name, copy / name) if (ROOT / name).is_dir() else shutil.copy(ROOT / name, copy)
    shutil.copytree(ROOT / "tests/submissions/sample", copy / "tests/submissions/sample")
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", place, copy], check=True, cwd=place)
    [wheel] = place.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place / "env"], check=True)
    programs = place / "env/bin"
    into = ["--python", programs / "python", "install", "--constraint", ROOT / "constraints.txt", wheel]
    subprocess.run([*pip, *into], check=True, cwd=place)
    return programs


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose path has what paths have: spaces and umlauts."""
    return tmp_path_factory.mktemp("home") / "Für Anfänger" / "Lineare Regression 2026"


@pytest.fixture(scope="module")
def run(environment: Path, home: Path) -> Run:
    """Runs a command as typed in a shell with the environment activated, and returns what it says."""

    def run(*command: str, place: Path, status: int = 0) -> str:
        program = {"python": [environment / "python"], "nbgrader": [environment / "nbgrader"]}[command[0]]
        done = subprocess.run(
            [*program, *command[1:]],
            cwd=place,
            env={
                "PATH": f"{environment}{os.pathsep}{os.defpath}",  # as activating it makes it
                "HOME": str(home),
                "NBGRADER_EXCHANGE_ROOT": str(home / "exchange"),
                "LANG": "C.UTF-8",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == status, done.stdout
        assert "Traceback" not in done.stdout
        return done.stdout

    return run


@pytest.fixture(scope="module")
def own(home: Path) -> Path:
    """Somebody's own course: the settings and the source, and nothing else from here."""
    folder = home / "Kurs"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / CONFIG, folder)
    shutil.copytree(ROOT / "source", folder / "source", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    return folder


@pytest.fixture(scope="module")
def student(home: Path) -> Path:
    folder = home / "Student"
    folder.mkdir(parents=True)
    return folder


def test_the_package_that_runs_is_the_wheels(run: Run, own: Path, environment: Path):
    found = run("python", "-c", "import grading; print(grading.__file__)", place=own).strip()
    assert Path(found).is_relative_to(environment.parent)


def test_an_instructors_whole_cycle(run: Run, own: Path, student: Path, solved: NotebookNode, home: Path):
    there = f"{ASSIGNMENT}/{ASSIGNMENT}"
    exchange = (f"--Exchange.root={home / 'exchange'}", f"--course={COURSE_ID}")  # a student has no settings
    (home / "exchange").mkdir(mode=0o777)
    (home / "exchange").chmod(0o777)

    run("nbgrader", "generate_assignment", ASSIGNMENT, place=own)
    assert (own / f"release/{there}.ipynb").exists()
    run("nbgrader", "release_assignment", ASSIGNMENT, place=own)

    run("nbgrader", "fetch_assignment", ASSIGNMENT, *exchange, place=student)
    fetched = nbformat.read(student / f"{there}.ipynb", as_version=4)
    assert [cell.source for cell in fetched.cells] != [cell.source for cell in solved.cells]
    kept = [cell for cell in solved.cells if cell.metadata.get("nbgrader", {}).get("grade_id") != "test_mse_loss"]
    nbformat.write(
        nbformat.from_dict({**solved, "cells": kept}), student / f"{there}.ipynb"
    )  # of whom the report tells: repaired
    run("nbgrader", "submit", ASSIGNMENT, *exchange, place=student)

    run("nbgrader", "collect", ASSIGNMENT, place=own)
    [submission] = (own / "submitted").iterdir()
    run("python", "-m", "grading", "autograde", ASSIGNMENT, place=own)
    run("python", "-m", "grading", "feedback", ASSIGNMENT, place=own)
    assert "20 of 20 points" in (own / f"feedback/{submission.name}/{there}.html").read_text(encoding="utf-8")
    run("nbgrader", "release_feedback", ASSIGNMENT, place=own)
    run("nbgrader", "fetch_feedback", ASSIGNMENT, *exchange, place=student)
    [page] = (student / ASSIGNMENT / "feedback").rglob("*.html")
    assert "20 of 20 points" in page.read_text(encoding="utf-8")

    run("nbgrader", "export", place=own)
    with (own / "grades.csv").open(encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["student_id"], float(row["score"]), float(row["max_score"])) == (submission.name, 20, 20)
    for platform in ("Canvas", "Moodle"):
        plugin = f"grading.export.{platform}ExportPlugin"
        run("nbgrader", "export", "--exporter", plugin, "--to", f"{platform}.csv", place=own)
        assert "20" in (own / f"{platform}.csv").read_text(encoding="utf-8")
    run("python", "-m", "grading", "report", ASSIGNMENT, "--names", place=own)
    assert submission.name in (own / f"report/{ASSIGNMENT}.html").read_text(encoding="utf-8")
    run("python", "-m", "grading", "report", ASSIGNMENT, place=own)
    assert (own / f"report/{ASSIGNMENT}.html").exists()
    said = run("python", "-m", "grading", "check", str(student / f"{there}.ipynb"), place=own)
    assert "20 of 20" in said
    run("python", "-m", "grading", "regrade", ASSIGNMENT, place=own)


def test_every_command_works_or_says_in_a_line_what_it_needs(run: Run, own: Path, environment: Path):
    listed = re.findall(r"^[│|] (\w[\w-]*) ", run("python", "-m", "grading", "--help", place=own), re.MULTILINE)
    assert {"autograde", "check", "report", "regrade", "release"} <= set(listed)
    assert "20" in run("python", "-m", "grading", "demo", place=own)
    needed = {
        "collect": [ASSIGNMENT, "submitted", "--dry-run"],
        "roster": ["grades.csv"],
        "extend": [ASSIGNMENT],
        "words": ["fr"],
    }
    for command in set(listed) - {"autograde", "check", "demo", "feedback", "report", "regrade"}:  # those above
        done = subprocess.run(
            [environment / "python", "-m", "grading", command, *needed.get(command, [])],
            cwd=own,
            env={"PATH": f"{environment}{os.pathsep}{os.defpath}", "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0 or len(said.strip().splitlines()) == 1, (command, said)
        assert "Traceback" not in said


def test_the_oldest_numpy_and_matplotlib_that_it_names_do(
    run: Run, own: Path, environment: Path, student: Path, solved: NotebookNode
):
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    least = re.findall(r"^(numpy|matplotlib)>=([\d.]+)", "\n".join(declared), re.MULTILINE)
    oldest = [f"{name}=={version}.*" for name, version in least]
    assert len(oldest) == 2
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--python", environment / "python"]
    subprocess.run([*pip, "install", *oldest], check=True, cwd=student)
    notebook = student / "oldest" / f"{ASSIGNMENT}.ipynb"
    notebook.parent.mkdir()
    nbformat.write(solved, notebook)
    assert "20 of 20" in run("python", "-m", "grading", "check", str(notebook), place=own)
