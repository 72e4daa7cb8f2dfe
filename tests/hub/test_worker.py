"""What grades for the service: the points and words of the instructor's grading, sealed, and nothing of the rest."""

import asyncio
import json
import logging
import os
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from grading import bank
from grading.course import CONFIG, Course, CourseError
from grading.hub.grader import OURS, WorkerGrader
from grading.hub.line import Check, State
from grading.hub.worker import Desk
from tests import ASSIGNMENT
from tests.classes import BANK, as_verified, copied
from tests.conftest import cell

pytestmark = pytest.mark.machine


@pytest.fixture(scope="module")
def made(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    return as_verified(copied(course, tmp_path_factory.mktemp("worker") / "course"))


def check(notebook: Path) -> Check:
    return Check("one", "rebinds_weights", notebook.parent, notebook)


def grader(course: Course, folder: Path, seconds: float = 300) -> WorkerGrader:
    return WorkerGrader(course.root, folder, lambda: [ASSIGNMENT], seconds, logging.getLogger("of-a-hub"))


def test_a_wrong_one_a_damaged_one_and_one_of_another_course(
    made: Course, solved: NotebookNode, source: NotebookNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """One after the other, by the same process; the gradebook that graders share hears of none."""
    shared = tmp_path / "shared.db"
    monkeypatch.setenv("NBGRADER_DB_URL", f"sqlite:///{shared}")
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "of-the-service")
    home = tmp_path / ASSIGNMENT
    home.mkdir()
    imports = bank.read(BANK / "wrong/rebinds_weights.py").notebook(solved)
    cell(imports, "mse_loss").source = "from losses import mse_loss"
    (home / "losses.py").write_text(f"import torch\n\n{cell(solved, 'mse_loss').source}")
    nbformat.write(imports, home / "mine.ipynb")
    (tmp_path / "damaged.ipynb").write_text('{"cells": [')
    other = deepcopy(solved)
    other.cells = [one for one in other.cells if "nbgrader" not in one.metadata]
    other.cells.append(nbformat.v4.new_code_cell("1", metadata={"nbgrader": {"grade_id": "unknown"}}))
    nbformat.write(other, tmp_path / "other.ipynb")

    async def run() -> list[Any]:
        worker = grader(made, tmp_path)
        try:
            paths = [home / "mine.ipynb", tmp_path / "damaged.ipynb", tmp_path / "other.ipynb"]
            return [await worker.grade(check(path)) for path in paths]
        finally:
            await worker.close()

    (state, told), damaged, unknown = asyncio.run(run())
    assert state is State.DONE
    assert (told["assignment"], told["points"], told["most"]) == (ASSIGNMENT, 12, 20)
    lost = {one["name"]: one for one in told["exercises"] if one["points"] < one["most"]}
    assert lost.keys() == {"update_weights", "fit"}
    assert "[update-rebinds]" in lost["update_weights"]["message"]
    assert set(told["exercises"][0]) == {"name", "points", "most", "verdict", "message", "look_next"}
    text = json.dumps(told)
    tests = [one.source for one in source.cells if "HIDDEN TESTS" in one.source]
    assert tests
    lines = {line.strip() for test in tests for line in test.split("\n") if len(line.strip()) > 20}
    assert [line for line in lines if line in text] == []
    assert damaged[0] is State.NOT_GRADED
    assert "damaged.ipynb was not graded: " in damaged[1]["message"]
    assert str(tmp_path) not in damaged[1]["message"]
    assert unknown[0] is State.NOT_GRADED
    assert "no notebook of this course's assignments" in unknown[1]["message"]
    assert not shared.exists()


@pytest.fixture
def stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A program in the place of Python's, to be written by the test; what it is told, it gets as a shell does."""
    program = tmp_path / "python"
    program.touch(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    return program


@pytest.mark.parametrize("does", ["sleep 600", "exit 1", "read line; echo no JSON", "read line; kill -9 $$"])
def test_a_process_that_hangs_or_dies_is_nobodys_fault_and_is_ended(
    does: str, made: Course, stands_in: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    stands_in.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/number\n{does}\n")

    async def run() -> Any:
        worker = grader(made, tmp_path, seconds=2)
        try:
            return await worker.grade(check(tmp_path / "mine.ipynb"))
        finally:
            await worker.close()

    assert asyncio.run(run()) == (State.NOT_GRADED, {"message": OURS})
    assert "the grading process was ended" in caplog.text
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "number").read_text()), 0)


def test_it_gets_none_of_the_services_rights(
    made: Course, stands_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "of-the-service")
    stands_in.write_text(f'#!/bin/sh\nenv > {tmp_path}/env\necho \'{{"refused": "no"}}\'\nread line\n')

    async def run() -> Any:
        worker = grader(made, tmp_path)
        try:
            return await worker.grade(check(tmp_path / "mine.ipynb"))
        finally:
            await worker.close()

    assert asyncio.run(run()) == (State.NOT_GRADED, {"message": "no"})
    assert "of-the-service" not in (tmp_path / "env").read_text()


def test_its_process_is_a_new_one_after_so_many_checks(
    made: Course, stands_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("grading.hub.grader._MOST_CHECKS", 2)
    stands_in.write_text("#!/bin/sh\nwhile read line; do echo '{\"refused\": \"'$$'\"}'; done\n")

    async def run() -> list[str]:
        worker = grader(made, tmp_path)
        try:
            return [(await worker.grade(check(tmp_path / "mine.ipynb")))[1]["message"] for _ in range(5)]
        finally:
            await worker.close()

    numbers = asyncio.run(run())
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3] != numbers[4]


def test_a_course_that_grades_unsealed_checks_nothing(made: Course, solved: NotebookNode, tmp_path: Path):
    unsealed = made.copy_to(tmp_path / "course")
    with (unsealed.root / CONFIG).open("a") as settings:
        settings.write("\nc.SealedExecute.sealed = False\n")
    nbformat.write(solved, tmp_path / "mine.ipynb")
    desk = Desk(unsealed)
    with pytest.raises(CourseError, match="UNSEALED"):
        desk.grade(tmp_path / "mine.ipynb", [ASSIGNMENT])
    desk.close()
