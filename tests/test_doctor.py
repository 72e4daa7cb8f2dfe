"""The doctor finds what is wrong, says what to do about it, and changes nothing."""

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from rich.console import Console

from grading import doctor
from grading.course import CONFIG, Course
from grading.doctor import Finding
from grading.seal.sandbox import choice

from . import ASSIGNMENT


@pytest.fixture(scope="module")
def made(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    copy = course.copy_to(tmp_path_factory.mktemp("doctor") / "course")
    copy.nbgrader("generate_assignment", ASSIGNMENT)
    return copy


@pytest.fixture
def folder(made: Course, tmp_path: Path) -> Path:
    copy: Path = shutil.copytree(made.root, tmp_path / "course")
    return copy


def found(folder: Path) -> dict[str, Finding]:
    """What the doctor finds in a course folder, by what it looked at; the last where it looked several times."""
    return {one.what: one for one in doctor._course(folder)}


def statements(folder: Path, *words: str) -> None:
    with sqlite3.connect(folder / "gradebook.db") as gradebook:
        for statement in words:
            gradebook.execute(statement)
    gradebook.close()


def test_a_sound_course_is_well_and_stays_as_it_is(folder: Path):
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert all(one.ok for one in found(folder).values()), found(folder)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def append(text: str):
    return lambda folder: (folder / CONFIG).write_text((folder / CONFIG).read_text() + text)


#: What is wrong in a course, how it comes about, and the words that say it and what to do.
WRONG = {
    "a gradebook without a revision": (
        "gradebook",
        lambda folder: statements(folder, "DROP TABLE alembic_version"),
        ["has no revision", "CREATE TABLE alembic_version"],
    ),
    "an old gradebook": (
        "gradebook",
        lambda folder: statements(folder, "UPDATE alembic_version SET version_num = 'old'"),
        ["the revision old", "nbgrader db upgrade"],
    ),
    "a damaged gradebook": (
        "gradebook",
        lambda folder: (folder / "gradebook.db").write_text("x" * 5000),
        ["not a database", "Put back a copy"],
    ),
    "settings without the sandbox": (
        "settings",
        append("\nc.SealedExecute.sealed = False"),
        ["UNSEALED", "Remove that"],
    ),
    "settings of stock nbgrader": (
        "settings",
        append("\nfrom nbgrader.preprocessors import Execute\nc.Autograde.autograde_preprocessors = [Execute]"),
        ["UNSEALED", "SealedExecute"],
    ),
    "a damaged source": (
        "source",
        lambda folder: (folder / f"source/{ASSIGNMENT}/{ASSIGNMENT}.ipynb").write_text("{"),
        ["cannot be read", "Put back a copy"],
    ),
    "doubled names of cells": (
        "source",
        lambda folder: replace(folder, '"grade_id": "test_mse_loss"', '"grade_id": "test_fit"'),
        ["several cells named test_fit", "a name of its own"],
    ),
    "a source without points": (
        "source",
        lambda folder: replace(folder, '"points": ', '"p": '),
        ["no cell with points"],
    ),
    "no source": ("source", lambda folder: shutil.rmtree(folder / f"source/{ASSIGNMENT}"), ["no assignment yet"]),
}


def replace(folder: Path, old: str, new: str) -> None:
    path = folder / f"source/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
    path.write_text(path.read_text().replace(old, new))


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_in_a_course_is_found(what: str, folder: Path):
    name, arrange, words = WRONG[what]
    arrange(folder)
    one = found(folder)[name]
    assert not one.ok
    assert all(word in one.said for word in words), one.said
    assert "\n" not in one.said


def test_an_exchange_that_may_not_be_written_is_found(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    append(f"\nc.Exchange.root = {str(tmp_path)!r}")(folder)
    assert found(folder)["exchange"].said == str(tmp_path)
    monkeypatch.setattr(doctor.os, "access", lambda path, mode: path != tmp_path)  # root may write anywhere
    assert f"{tmp_path} cannot be written. As who owns it: chmod" in found(folder)["exchange"].said


@pytest.mark.machine
def test_a_gradebook_that_is_mended_as_it_says_is_whole(folder: Path):
    statements(folder, "DROP TABLE alembic_version")
    _, _, words = found(folder)["gradebook"].said.partition("run: ")
    statements(folder, *words.split("; "))
    assert found(folder)["gradebook"].ok
    Course(folder).nbgrader("db", "upgrade")


def test_no_gradebook_is_made_where_there_is_none(folder: Path):
    (folder / "gradebook.db").unlink()
    assert found(folder)["gradebook"].ok
    assert not (folder / "gradebook.db").exists()


def test_an_alembic_of_another_environment_is_found(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (folder / CONFIG).write_text((folder / CONFIG).read_text().replace("\nuse_own_programs()", ""))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "no alembic" in found(folder)["PATH"].said
    (tmp_path / "alembic").touch(mode=0o755)
    assert f"{tmp_path}/alembic, of another environment" in found(folder)["PATH"].said


@pytest.mark.parametrize(("names", "words"), [(["torch>=99"], "torch is"), (["nowhere"], "nowhere is missing")])
def test_packages_of_other_versions_are_found(names: list[str], words: str, monkeypatch: pytest.MonkeyPatch):
    assert doctor._packages().ok
    monkeypatch.setattr(doctor, "requires", lambda name: names)
    assert words in doctor._packages().said
    monkeypatch.setattr(doctor, "version", lambda name: (_ for _ in ()).throw(metadata.PackageNotFoundError(name)))
    assert "is not installed here" in doctor._packages().said


def test_too_little_room_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert all(one.ok for one in doctor._room(tmp_path)) == (shutil.disk_usage(tmp_path).free > 1 << 30)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))
    assert all("Free some space" in one.said for one in doctor._room(tmp_path))


def test_a_kernel_that_does_not_tell_what_waits_is_named(monkeypatch: pytest.MonkeyPatch):
    def untold(path: str) -> str:
        raise doctor.Unverifiable(f"{path} cannot be read: No such file or directory")

    monkeypatch.setattr(doctor.proc, "_read", untold)
    assert "schedstat cannot be read" in doctor._waiting().said
    assert "fewer workers" in doctor._waiting().said
    monkeypatch.setattr(doctor.proc, "_read", lambda path: "1 2000000000 3")
    assert "no limit counts that" in doctor._waiting().said


@pytest.mark.parametrize("as_json", [True, False])
def test_each_finding_is_told_when_it_is_made(as_json: bool, capsys: pytest.CaptureFixture[str]):
    def findings() -> Iterator[Finding]:
        yield Finding("disk", True, "much free")
        assert "much free" in (early := capsys.readouterr().out)
        assert not as_json or json.loads(early) == {"what": "disk", "ok": True, "said": "much free"}
        yield Finding("PATH", False, "Do this.\x1b[31m")

    assert doctor.tell(findings(), Console(width=80), as_json) == 1
    assert "\x1b" not in capsys.readouterr().out
    assert doctor.tell([Finding("disk", True, "much")], Console(), as_json) == 0


def test_outside_a_course_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delitem(choice.CONFINEMENTS, "landlock")
    told = list(doctor.findings(tmp_path))
    assert told[-1].what == "course"
    assert "Run this in the folder that has it" in told[-1].said
    assert not told[2].ok
    assert os.environ["PATH"] == str(tmp_path)
