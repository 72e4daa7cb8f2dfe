"""The pipelines in deploy/: their steps, as they stand there, in a shell; only what changes the machine is left out."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml
from nbformat import NotebookNode

from grading.course import CONFIG

from . import ASSIGNMENT
from .classes import ROOT

GITHUB = ROOT / "deploy/pipelines/github-classroom.yml"
GITLAB = ROOT / "deploy/pipelines/gitlab-ci.yml"
#: What makes a repository of a course with the grader, to be installed from.
PACKAGE = ("LICENSE", "README.md", "constraints.txt", "grading", "pyproject.toml", "tests/submissions/sample")
COURSE = (*PACKAGE, CONFIG, "source")


def read(path: Path) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def steps(path: Path) -> list[str]:
    """The scripts of a pipeline, each as its shell gets it."""
    [job] = read(path)["jobs"].values() if path == GITHUB else [read(path)["check"]]
    if path == GITHUB:
        return [step["run"] for step in job["steps"] if "run" in step]
    return ["\n".join([*job["before_script"], *job["script"]])]  # one shell runs both


both = pytest.mark.parametrize("path", [GITHUB, GITLAB], ids=lambda path: path.stem)


@both
def test_it_fails_below_a_threshold_and_keeps_the_page_in_any_case(path: Path):
    *_, last = "\n".join(steps(path)).strip().splitlines()
    assert last.startswith('python -m grading check "$')
    assert last.split('" ', 1)[1].startswith('--fail-under "$FAIL_UNDER" --page "$')
    if path == GITHUB:
        [job] = read(path)["jobs"].values()
        *_, keeps = job["steps"]
        assert (keeps["if"], keeps["uses"].split("@")[0]) == ("always()", "actions/upload-artifact")
        assert keeps["with"]["path"] == "${{ runner.temp }}/feedback.html"
        assert read(path)["permissions"] == {"contents": "read"}
        assert job["timeout-minutes"] <= 60
    else:
        kept = read(path)["check"]["artifacts"]
        assert (kept["when"], kept["paths"]) == ("always", ["feedback.html"])


@both
def test_no_expression_is_pasted_into_a_script(path: Path):
    """A name or a branch of a student's would be a command there."""
    assert not re.search(r"\$\{\{|\$CI_COMMIT", "\n".join(steps(path)))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course's repository, and a fresh environment as such a job finds it."""
    place = tmp_path_factory.mktemp("pipelines")
    for name in COURSE:
        to = place / "repository" / name
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(ROOT / name, to) if (ROOT / name).is_dir() else shutil.copy(ROOT / name, to)
    git = ["git", "-C", place / "repository", "-c", "user.name=course", "-c", "user.email=course@localhost"]
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "course"]):
        subprocess.run([*git, *command], check=True)
    subprocess.run([sys.executable, "-m", "venv", place / "env"], check=True)
    return place


@pytest.mark.whole
@pytest.mark.machine
@both
def test_its_steps_grade_and_their_status_is_the_jobs(
    path: Path, place: Path, solved: NotebookNode, release: NotebookNode, tmp_path: Path
):
    work = tmp_path / "my work"
    environment = {
        "PATH": f"{place / 'env/bin'}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "COURSE": f"file://{place / 'repository'}",
        "COURSE_TOKEN": "course:secret",
        "GITHUB_WORKSPACE": str(work),
        "CI_PROJECT_DIR": str(work),
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "CI_BUILDS_DIR": str(tmp_path / "temp"),
        **(read(path)["env"] if path == GITHUB else read(path)["check"]["variables"]),
    }
    (tmp_path / "temp").mkdir()
    page = (tmp_path / "temp" if path == GITHUB else work) / "feedback.html"
    notebook = work / environment["NOTEBOOK"]
    notebook.parent.mkdir(parents=True)
    programs = tmp_path / "programs"  # in the place of those that change the machine
    programs.mkdir()
    for name in ("sudo", "apt-get"):
        (programs / name).write_text(f'#!/bin/sh\necho {name} "$@" >> "{tmp_path}/asked"\n')
        (programs / name).chmod(0o755)
    environment["PATH"] = f"{programs}{os.pathsep}{environment['PATH']}"

    def job() -> tuple[int, str]:
        shutil.rmtree(tmp_path / "temp")
        (tmp_path / "temp").mkdir()
        said = ""
        for script in steps(path):
            command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script]
            done = subprocess.run(
                command, cwd=work, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
            said += done.stdout
            if done.returncode:
                return done.returncode, said
        return 0, said

    nbformat.write(solved, notebook)
    status, said = job()
    assert status == 0, said
    assert "20 of 20 points" in page.read_text(encoding="utf-8")
    assert "bubblewrap" in (tmp_path / "asked").read_text()
    assert "secret" not in said
    nbformat.write(release, notebook)
    status, said = job()
    assert status == 1, said
    assert "0 of 20" in said
    assert "0 of 20 points" in page.read_text(encoding="utf-8")
    page.unlink()
    (work / "feedback.html").symlink_to(tmp_path / "temp" / "course" / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    notebook.write_text("{")
    status, said = job()
    assert status == 1
    assert "was not graded" in said
    assert not page.exists()
