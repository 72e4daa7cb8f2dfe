"""Archives of each platform, after the forms that it documents, become submissions, and no student is lost."""

from __future__ import annotations

import bz2
import io
import json
import os
import shutil
import stat
import tarfile
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn
from unittest.mock import ANY

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from grading import printing
from grading.collect import archives, attempts, kept, people, run, told, unpacking
from grading.collect.placing import Did, Outcome
from grading.collect.unpacking import Room
from grading.course import CONFIG, Course, CourseError
from grading.hooks.zipcollect import CollectInstead

from . import ASSIGNMENT
from .classes import ROOT, contents
from .commands import grading

WORK = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
OTHER = WORK + b"\n"
NOTEBOOK = f"{ASSIGNMENT}.ipynb"
MARCH = (2026, 3, 1, 12, 0, 0)
APRIL = (2026, 4, 1, 12, 0, 0)

Files = Mapping[str, bytes]
Collect = Callable[..., dict[str, Outcome]]


@pytest.fixture
def taken(tmp_path: Path) -> Course:
    """A course whose name is not plain, where nothing has been handed in, and without a gradebook."""
    root = tmp_path / "Übung 1"
    (root / "source" / ASSIGNMENT).mkdir(parents=True)
    (root / "source" / ASSIGNMENT / NOTEBOOK).write_bytes(WORK)
    shutil.copy(ROOT / CONFIG, root)
    return Course(root)


@pytest.fixture
def collect(taken: Course) -> Collect:
    def collected(*paths: Path, **options: object) -> dict[str, Outcome]:
        outcomes = run.collect(taken, ASSIGNMENT, paths, **options)  # type: ignore[arg-type]
        assert len({one.student for one in outcomes}) == len(outcomes)
        return {one.student: one for one in outcomes}

    return collected


def zipped(files: Files | list[tuple[str, bytes]], time: tuple[int, ...] = MARCH) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items() if isinstance(files, Mapping) else files:
            archive.writestr(zipfile.ZipInfo(name, time), content)
    return packed.getvalue()


def archive(folder: Path, name: str, files: Files, time: tuple[int, ...] = MARCH) -> Path:
    path = folder / name
    path.write_bytes(zipped(files, time))
    return path


def submitted(course: Course, student: str) -> dict[str, bytes]:
    home = course.root / "submitted" / student / ASSIGNMENT
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def everyone(course: Course) -> set[str]:
    return {path.name for path in (course.root / "submitted").iterdir()}


# Platforms


def test_canvas(taken: Course, collect: Collect, tmp_path: Path):
    outcomes = collect(
        archive(
            tmp_path,
            "submissions.zip",
            {
                "lastfirst_4711_90210_linear_regression.ipynb": WORK,
                "lastfirst_4711_90211_linear_regression-1.ipynb": OTHER,
                "lastfirst_4711_90212_utils-1.py": b"u = 1",
                "roejöhn_LATE_4712_90300_linear_regression-12.ipynb": WORK,
                "anon_aB3xZ_90301_linear_regression.IPYNB": WORK,
                "LATE_anon_cD3xZ_90302_linear_regression.ipynb.txt": WORK,
                "typed_4713_text.html": b"<p>My answer",
                "linked_4714_link.html": b"<a href=...>",
                "group7_4715_90303_linear_regression.ipynb": WORK,
                "group7_4715_90304_part-1.csv": b"1",
                "group7_4715_90305_part-2.csv": b"2",
                "a_name_with_12_in_it_4716_90306_7_8.ipynb": WORK,
                "script_4717_90307_answer.py": b"print()",
                "whose.ipynb": WORK,
            },
        )
    )
    assert submitted(taken, "4711") == {
        NOTEBOOK: OTHER,  # the file with the greater number is the newer one
        "90210_linear_regression.ipynb": WORK,
        "utils-1.py": b"u = 1",
        "utils.py": b"u = 1",  # as the notebook imports it: Canvas has added the number
    }
    assert submitted(taken, "4712") == {NOTEBOOK: WORK}
    assert submitted(taken, "anon_aB3xZ") == {"linear_regression.IPYNB": WORK}
    assert submitted(taken, "anon_cD3xZ") == {"linear_regression.ipynb.txt": WORK}
    assert submitted(taken, "4713") == {"text.html": b"<p>My answer"}
    assert submitted(taken, "4715") == {NOTEBOOK: WORK, "part-1.csv": b"1", "part-2.csv": b"2"}
    assert submitted(taken, "4716") == {"7_8.ipynb": WORK}
    assert {student for student, one in outcomes.items() if one.late} == {"4712", "anon_cD3xZ"}
    assert {student for student, one in outcomes.items() if one.person} == {"4713", "4714", "4717", "whose.ipynb"}
    assert outcomes["4717"].notes == ("without a notebook",)
    assert outcomes["whose.ipynb"].did is Did.LEFT
    assert everyone(taken) == {"4711", "4712", "4713", "4714", "4715", "4716", "4717", "anon_aB3xZ", "anon_cD3xZ"}


@pytest.mark.parametrize(
    "prefix",
    [
        "First Last_4711_assignsubmission_file/",  # 4.1 and newer
        "First Last_4711_assignsubmission_file_/",  # up to 4.0
        "First Last_4711_assignsubmission_file_",  # without folders
        "Group A-First Last_4711_assignsubmission_file_/",  # a team's, up to 4.0
        "Group A_4711_assignsubmission_file/",  # a team's, with the group's id
        "Participant_4711_assignsubmission_file/",  # blind marking
        "Teilnehmer-in_4711_assignsubmission_file_/",
        "course-44/First Last_4711_assignsubmission_file/",  # packed anew, in a folder
    ],
)
def test_moodle(prefix: str, taken: Course, collect: Collect, tmp_path: Path):
    outcomes = collect(archive(tmp_path, "course-44.zip", {f"{prefix}{NOTEBOOK}": WORK, f"{prefix}data.csv": b"1"}))
    assert submitted(taken, "4711") == {NOTEBOOK: WORK, "data.csv": b"1"}
    assert outcomes["4711"].did is Did.COLLECTED
    assert not outcomes["4711"].person


def test_moodle_with_folders_texts_and_a_team_without_a_number(taken: Course, collect: Collect, tmp_path: Path):
    outcomes = collect(
        archive(
            tmp_path,
            "moodle.zip",
            {
                f"First Last_4711_assignsubmission_file/{NOTEBOOK}": WORK,
                "First Last_4711_assignsubmission_file/data/x_12_34_y.csv": b"1",
                "First Last_4711_assignsubmission_onlinetext/onlinetext.html": b"<p>",
                "Ünïcode Ångström_4712_assignsubmission_onlinetext/onlinetext.html": b"<p>",
                "First Last_4713_assignsubmission_file/timestamp.txt": b"1999-01-01 00:00:00 UTC",
                f"Default group_assignsubmission_file/{NOTEBOOK}": WORK,
            },
        )
    )
    assert submitted(taken, "4711") == {NOTEBOOK: WORK, "data/x_12_34_y.csv": b"1", "onlinetext.html": b"<p>"}
    assert outcomes["4712"].notes == ("without a notebook",)
    # Which nbgrader would read as the time of handing in.
    assert submitted(taken, "4713") == {"timestamp.txt.handed_in": b"1999-01-01 00:00:00 UTC"}
    assert outcomes["Default group_assignsubmission_file"].did is Did.LEFT


RECEIPT = """Name: First Last (first_last)
Assignment: Homework_1
Date Submitted: Sunday, March 1, 2026 2:05:09 PM CET
Current Grade: Needs Grading

Submission Field:
There is no student submission text data for this assignment.

Comments:
There are no student comments for this assignment.

Files:
\tOriginal filename: linear_regression.ipynb
\tFilename: Homework_1_first_last_attempt_2026-03-01-14-05-09_linear_regres.ipynb
"""


def test_blackboard(taken: Course, collect: Collect, tmp_path: Path):
    first, second = "2026-03-01-14-05-09", "2026-03-02-08-00-00"
    again = RECEIPT.replace("regres.", "2.").replace(first, second).encode()
    outcomes = collect(
        archive(
            tmp_path,
            "gradebook.zip",
            {
                f"Homework_1_first_last_attempt_{first}.txt": RECEIPT.encode(),
                f"Homework_1_first_last_attempt_{first}_linear_regres.ipynb": WORK,
                f"Homework_1_first_last_attempt_{second}.txt": again,
                f"Homework_1_first_last_attempt_{second}_linear_2.ipynb": OTHER,
                f"Homework_1_family_poging_{first}.txt": "Naam: Other Family (family)\nOpdracht: x".encode("utf-8-sig"),
            },
        )
    )
    assert set(outcomes) == {"first_last", "family"}
    assert submitted(taken, "first_last") == {
        f"Homework_1_first_last_attempt_{second}.txt": again,
        NOTEBOOK: OTHER,  # as it was called before Blackboard shortened it
        "timestamp.txt": stamp(datetime(2026, 3, 2, 8).astimezone()),
    }
    assert outcomes["first_last"].former == 1
    [former] = (taken.root / "downloaded" / ASSIGNMENT / "former" / "first_last").iterdir()
    assert former.name == "2026-03-01 14.05.09"
    assert (former / NOTEBOOK).read_bytes() == WORK
    assert outcomes["family"].notes == ("without a notebook",)


def stamp(time: datetime) -> bytes:
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC\n".encode()


def test_no_student_says_when_work_was_handed_in(taken: Course, collect: Collect, tmp_path: Path):
    """Not by a file in an archive either; what lies in a folder of files is believed, as the exchange leaves it."""
    forged = {"timestamp.txt": b"1999-01-01 00:00:00 UTC", NOTEBOOK: WORK}
    attempt = "Homework_flast_attempt_2026-03-01-14-05-09"
    collect(archive(tmp_path, "a.zip", {f"{attempt}_work.zip": zipped(forged), f"{attempt}.txt": RECEIPT.encode()}))
    assert submitted(taken, "first_last")["timestamp.txt"] == stamp(datetime(2026, 3, 1, 14, 5, 9).astimezone())
    collect(archive(tmp_path, "b.zip", {"last_4711_1_work.zip": zipped(forged)}))
    assert submitted(taken, "4711").keys() == {"work.zip", NOTEBOOK, "timestamp.txt.handed_in"}
    home = tmp_path / "class"
    for name, content in {f"ofamily/{name}": content for name, content in forged.items()}.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(content)
    (home / "third.zip").write_bytes(zipped(forged))
    collect(home)
    assert submitted(taken, "ofamily") == forged
    assert "timestamp.txt" not in submitted(taken, "third")


def test_a_name_is_the_same_on_every_machine(taken: Course, collect: Collect, tmp_path: Path):
    collect(archive(tmp_path, "a.zip", {f"Fïrst Last - {NOTEBOOK}": WORK}))
    outcomes = collect(archive(tmp_path, "b.zip", {f"{unicodedata.normalize('NFD', 'Fïrst Last')} - {NOTEBOOK}": WORK}))
    assert [(one.student, one.did) for one in outcomes.values()] == [("Fïrst Last", Did.AS_BEFORE)]


def test_brightspace(taken: Course, collect: Collect, tmp_path: Path):
    outcomes = collect(
        archive(
            tmp_path,
            "Homework Download.zip",
            {
                "index.html": b"<html>",
                f"12345-67890 - Two-Part Name - Mar 1, 2026 205 PM/{NOTEBOOK}": WORK,
                f"12345-67890 - Two-Part Name - Mar 12, 2026 1105 AM/{NOTEBOOK}": OTHER,
                f"12346-67890 - Other - Family - Mar 1, 2026 205 PM/{NOTEBOOK}": WORK,
                f"12347-67890 - First Last - sometime/{NOTEBOOK}": WORK,
                f"12348-67890 - First Last - Mar 1, 2026 205 PM/{NOTEBOOK}": OTHER,
            },
        )
    )
    assert set(outcomes) == {"Two-Part Name", "Other - Family", "First Last (12347)", "First Last (12348)"}
    assert submitted(taken, "Two-Part Name") == {
        NOTEBOOK: OTHER,
        "timestamp.txt": stamp(datetime(2026, 3, 12, 11, 5).astimezone()),
    }
    assert submitted(taken, "First Last (12347)") == {NOTEBOOK: WORK}


def test_ilias(taken: Course, collect: Collect, tmp_path: Path):
    outcomes = collect(
        archive(
            tmp_path,
            "Abgaben.zip",
            {
                f"Sheet 1/Submissions/Last_First_first.last_4711/{NOTEBOOK}": WORK,
                f"Sheet 1/Submissions/Team 12/Family_Other_j_family_4712/Late Submission - {NOTEBOOK}": WORK,
                "Sheet 1/Sheet_1.xlsx": b"",
            },
        )
    )
    assert submitted(taken, "first.last") == {NOTEBOOK: WORK}
    assert submitted(taken, "j_family") == {NOTEBOOK: WORK}
    assert [student for student, one in outcomes.items() if one.late] == ["j_family"]


METADATA = """submission_409194023:
  :submitters:
  - :name: First Last
    :sid: '0123'
    :email: first@example.org
  :created_at: 2026-03-01 17:34:00.861687000 Z
  :score: 2.0
  :results:
    output: |-
      == 1: 2 ==
submission_500000001:
  :submitters:
  - :name: Other Family
    :email: other@example.org
  - :name: Jim Poe
    :email: jim@example.org
submission_700000003:
  :submitters: []
"""


def test_gradescope(taken: Course, collect: Collect, tmp_path: Path):
    root = "assignment_9100_export/"
    outcomes = collect(
        archive(
            tmp_path,
            "export.zip",
            {
                f"{root}submission_metadata.yml": METADATA.encode(),
                f"{root}submission_409194023/{NOTEBOOK}": WORK,
                f"{root}submission_500000001/{NOTEBOOK}": WORK,
                f"{root}submission_500000001/src/utils.py": b"",
                f"{root}submission_700000003/{NOTEBOOK}": WORK,
                f"__MACOSX/{root}._submission_metadata.yml": b"",
            },
        )
    )
    assert submitted(taken, "0123") == {NOTEBOOK: WORK, "timestamp.txt": b"2026-03-01 17:34:00 UTC\n"}
    assert submitted(taken, "other@example.org") == submitted(taken, "jim@example.org")
    assert submitted(taken, "jim@example.org") == {NOTEBOOK: WORK, "src/utils.py": b""}
    assert outcomes["submission_700000003"].did is Did.LEFT


def test_google_classroom_and_forms(taken: Course, collect: Collect, tmp_path: Path):
    outcomes = collect(
        archive(
            tmp_path,
            "Homework-20260301T120000Z-001.zip",
            {
                f"Homework/First Last - {NOTEBOOK}": WORK,
                "Homework/linear_regression - Other Family.ipynb": WORK,
                "Homework/Untitled0.ipynb": WORK,
            },
        )
    )
    assert submitted(taken, "First Last") == submitted(taken, "Other Family") == {NOTEBOOK: WORK}
    assert outcomes["Untitled0.ipynb"].did is Did.LEFT


def test_a_folder_of_folders_and_of_files(taken: Course, collect: Collect, tmp_path: Path):
    home = tmp_path / "handed in"
    for name, content in {
        f"lastfirst/{NOTEBOOK}": WORK,
        "lastfirst/data/x.csv": b"1",
        "familyother.ipynb": WORK,
        "third_linear_regression.ipynb": WORK,
        "fourth.zip": zipped({NOTEBOOK: WORK}),
        "linear_regression (1).ipynb": WORK,
    }.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(content)
    outcomes = collect(home)
    assert submitted(taken, "lastfirst") == {NOTEBOOK: WORK, "data/x.csv": b"1"}
    assert submitted(taken, "familyother") == submitted(taken, "third") == {NOTEBOOK: WORK}
    assert submitted(taken, "fourth").keys() == {"fourth.zip", NOTEBOOK}
    assert [student for student, one in outcomes.items() if one.person] == ["linear_regression (1).ipynb"]
    each = [path for path in home.iterdir() if path.suffix != ".zip"]  # as a shell writes out a pattern
    assert {one.did for one in collect(*each).values()} == {Did.AS_BEFORE, Did.LEFT}


def test_an_archive_of_a_platforms_is_found_in_a_folder_of_downloads(taken: Course, collect: Collect, tmp_path: Path):
    home = tmp_path / "downloaded"
    home.mkdir()
    archive(home, "submissions.zip", {"lastfirst_4711_90210_linear_regression.ipynb": WORK})
    assert set(collect(home)) == {"4711"}


def test_a_person_can_say_which_platform_it_is(taken: Course, collect: Collect, tmp_path: Path):
    path = archive(tmp_path, "odd.zip", {f"team_a_b_12/{NOTEBOOK}": WORK})
    assert set(collect(path, dry=True)) == {"b"}  # as ILIAS has it
    assert set(collect(path, platform="folder")) == {"team_a_b_12"}


def test_other_kinds_of_archives_are_read_too(taken: Course, collect: Collect, tmp_path: Path):
    path = tmp_path / "all.tar.gz"
    with tarfile.open(path, "w:gz") as packed:
        info = tarfile.TarInfo(f"class/lastfirst/{NOTEBOOK}")
        info.size = len(WORK)
        packed.addfile(info, io.BytesIO(WORK))
        link = tarfile.TarInfo("class/familyother/x.py")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        packed.addfile(link)
    outcomes = collect(path)
    assert submitted(taken, "lastfirst") == {NOTEBOOK: WORK}
    assert outcomes["familyother"].notes == ("'x.py': a link", "nothing of it can be had")


@given(
    st.lists(
        st.lists(st.sampled_from([*"a_-.1 /é", "4711", "assignsubmission_file", " - ", ".ipynb", NOTEBOOK]), min_size=1)
        .map("".join)
        .map(lambda path: "/".join(filter(None, path.split("/"))) or "x"),
        unique=True,
    )
)
def test_whatever_the_names_are_each_file_is_somebodys_or_told(paths: list[str]):
    items = tuple(archives.Item(path, lambda: io.BytesIO(METADATA.encode())) for path in paths)
    found, unknown = attempts.sort(archives.Source("a.zip", items, 0), 0, people.Roster(), [NOTEBOOK])
    around = archives.wrapper(paths)
    assert {item.path for one in found for item in one.files.values()} | {
        path for path in paths if path.removeprefix(around).split("/")[0] in {one.path for one in unknown}
    } == set(paths)
    assert all(file and not file.startswith("/") for one in found for file in one.files)


# Attempts


def test_the_newest_attempt_counts_and_former_ones_are_kept(taken: Course, collect: Collect, tmp_path: Path):
    name = "lastfirst_4711_90210_linear_regression.ipynb"
    old = archive(tmp_path, "old.zip", {name: WORK})
    new = archive(tmp_path, "new.zip", {name.replace("90210", "90500"): OTHER}, APRIL)
    former = taken.root / "downloaded" / ASSIGNMENT / "former" / "4711"
    assert collect(new, old)["4711"].former == 1  # in whatever order they are named
    assert submitted(taken, "4711") == {NOTEBOOK: OTHER}
    assert [(path / NOTEBOOK).read_bytes() for path in former.iterdir()] == [WORK]
    assert collect(old)["4711"].did is Did.OLDER
    assert collect(new)["4711"].did is Did.AS_BEFORE
    assert submitted(taken, "4711") == {NOTEBOOK: OTHER}
    assert len(list(former.iterdir())) == 1


def test_a_second_archive_brings_what_is_new(taken: Course, collect: Collect, tmp_path: Path):
    before = {"lastfirst_4711_1_linear_regression.ipynb": WORK, "family_4712_2_linear_regression.ipynb": WORK}
    after = {"lastfirst_4711_3_linear_regression-1.ipynb": OTHER, "poe_4713_4_linear_regression.ipynb": WORK}
    collect(archive(tmp_path, "a.zip", before))
    outcomes = collect(archive(tmp_path, "b.zip", before | after, APRIL))
    assert {student: one.did for student, one in outcomes.items()} == {
        "4711": Did.NEWER,
        "4712": Did.AS_BEFORE,
        "4713": Did.COLLECTED,
    }
    assert submitted(taken, "4711") == {NOTEBOOK: OTHER, "1_linear_regression.ipynb": WORK}


def test_other_work_in_its_place_is_left_to_a_person(taken: Course, collect: Collect, tmp_path: Path):
    """What came by the exchange, and what a person has mended since it was collected."""
    path = archive(tmp_path, "a.zip", {f"{name}_{name}_1_linear_regression.ipynb": WORK for name in ("12", "34")})
    place = taken.root / "submitted" / "12" / ASSIGNMENT / NOTEBOOK
    place.parent.mkdir(parents=True)
    place.write_bytes(OTHER)
    outcomes = collect(path)
    assert outcomes["12"].did is Did.LEFT
    assert "move it away" in outcomes["12"].notes[0]
    mended = taken.root / "submitted" / "34" / ASSIGNMENT / NOTEBOOK
    mended.write_bytes(OTHER)
    newer = archive(tmp_path, "b.zip", {"34_34_2_linear_regression.ipynb": WORK + b" "}, APRIL)
    assert collect(newer)["34"].did is Did.LEFT
    assert place.read_bytes() == mended.read_bytes() == OTHER


def test_a_run_that_was_ended_is_started_again(
    taken: Course, collect: Collect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = archive(tmp_path, "a.zip", {f"x_{name}_1_linear_regression.ipynb": WORK for name in ("12", "34")})
    with monkeypatch.context() as patch:
        patch.setattr(kept, "save", lambda *_: None)  # it was killed before
        collect(path)
    shutil.rmtree(taken.root / "submitted" / "34")
    outcomes = collect(path)
    assert {student: one.did for student, one in outcomes.items()} == {"12": Did.AS_BEFORE, "34": Did.COLLECTED}
    assert kept.load(taken.root, ASSIGNMENT).keys() == {"12", "34"}
    assert not list((taken.root / "downloaded" / ASSIGNMENT).glob("incomplete*"))


def test_a_dry_run_says_the_same_and_writes_nothing(taken: Course, collect: Collect, tmp_path: Path):
    first = archive(tmp_path, "a.zip", {"x_12_1_linear_regression.ipynb": WORK, "y_34_1_work.zip": b"broken"})
    second = archive(tmp_path, "b.zip", {"x_12_2_linear_regression.ipynb": OTHER}, APRIL)
    before = contents(taken.root)
    told_before = collect(first, dry=True)
    assert contents(taken.root) == before
    assert collect(first) == told_before
    before = contents(taken.root)
    told_before = collect(second, dry=True)
    assert contents(taken.root) == before
    assert collect(second) == told_before


# What is wrong with one student's files


def fault(files: Files | bytes, collect: Collect, tmp_path: Path) -> tuple[str, ...]:
    """What is told of a student's archive, while the next student is collected."""
    packed = files if isinstance(files, bytes) else zipped(files)
    outcomes = collect(
        archive(tmp_path, "class.zip", {"a_11_1_work.zip": packed, "b_22_2_linear_regression.ipynb": WORK})
    )
    assert outcomes["22"].did is Did.COLLECTED
    assert not outcomes["22"].person
    assert outcomes["11"].did is Did.COLLECTED
    return outcomes["11"].notes


def test_a_students_archive_is_unpacked_beside_it(taken: Course, collect: Collect, tmp_path: Path):
    files = {
        f"my work/{NOTEBOOK}": WORK,
        "my work/utils.py": b"u = 1",
        "my work/more.zip": zipped({"data/x.csv": b"1"}),
        "my work/.DS_Store": b"",
        "__MACOSX/my work/._utils.py": b"",
    }
    assert fault(files, collect, tmp_path) == ()
    assert submitted(taken, "11").keys() == {"work.zip", NOTEBOOK, "utils.py", "more.zip", "x.csv"}


def test_what_is_packed_takes_no_other_files_place(taken: Course, collect: Collect, tmp_path: Path):
    packed = zipped({NOTEBOOK: OTHER})
    path = archive(tmp_path, "a.zip", {"a_11_1_linear_regression.ipynb": WORK, "a_11_2_work.zip": packed})
    assert not collect(path)["11"].person
    assert submitted(taken, "11") == {NOTEBOOK: WORK, "work.zip": packed, f"work.zip unpacked/{NOTEBOOK}": OTHER}


def test_a_broken_archive_is_one_students_fault(taken: Course, collect: Collect, tmp_path: Path):
    assert "'work.zip': not to be unpacked" in fault(b"PK\3\4 and no more", collect, tmp_path)[0]
    assert submitted(taken, "11") == {"work.zip": b"PK\3\4 and no more"}


def test_a_damaged_file_in_an_archive_is_named(taken: Course, collect: Collect, tmp_path: Path):
    packed = zipped({NOTEBOOK: WORK, "good.py": b"1"}).replace(WORK, WORK.replace(b"cells", b"sells"))
    assert fault(packed, collect, tmp_path)[0].startswith("'work.zip/linear_regression.ipynb': not to be read: Bad CRC")
    assert submitted(taken, "11").keys() == {"work.zip", "good.py"}


def test_a_damaged_file_of_the_platforms_archive_is_one_students_too(taken: Course, collect: Collect, tmp_path: Path):
    path = archive(tmp_path, "a.zip", {"a_11_1_linear_regression.ipynb": OTHER, "b_22_2_linear_regression.ipynb": WORK})
    path.write_bytes(path.read_bytes().replace(OTHER, OTHER.replace(b"cells", b"sells")))
    outcomes = collect(path)
    assert outcomes["11"].did is Did.LEFT
    assert outcomes["11"].notes[-1] == "nothing of it can be had"
    assert outcomes["22"].did is Did.COLLECTED


@pytest.mark.parametrize(
    "name", ["../../evil.py", "/etc/evil.py", "a/../../../evil.py", "..\\..\\evil.py", "C:\\evil.py", "C:/evil.py"]
)
def test_no_path_leads_out_of_a_submission(name: str, taken: Course, collect: Collect, tmp_path: Path):
    before = set(tmp_path.rglob("*evil*"))
    assert "a path that leads out of its folder" in fault({name: b"evil", NOTEBOOK: WORK}, collect, tmp_path)[0]
    assert set(tmp_path.rglob("*evil*")) == before
    assert submitted(taken, "11").keys() == {"work.zip", NOTEBOOK}


def test_a_path_that_leads_out_of_the_platforms_archive_is_that_students(
    taken: Course, collect: Collect, tmp_path: Path
):
    prefix = "First Last_11_assignsubmission_file"
    files = {
        f"{prefix}/../../../evil.py": b"",
        f"{prefix}/{NOTEBOOK}": WORK,
        f"J_22_assignsubmission_file/{NOTEBOOK}": WORK,
    }
    outcomes = collect(archive(tmp_path, "a.zip", files))
    assert submitted(taken, "11") == submitted(taken, "22") == {NOTEBOOK: WORK}
    assert "leads out" in outcomes["11"].notes[0]


def test_links_are_not_followed(taken: Course, collect: Collect, tmp_path: Path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as packing:
        link = zipfile.ZipInfo(NOTEBOOK)
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        packing.writestr(link, "/etc/passwd")
    assert "'work.zip/linear_regression.ipynb': a symbolic link" in fault(packed.getvalue(), collect, tmp_path)
    home = tmp_path / "class" / "33"
    home.mkdir(parents=True)
    (home / NOTEBOOK).symlink_to("/etc/passwd")
    os.mkfifo(home / "pipe")
    outcomes = collect(home.parent, platform="folder")
    assert outcomes["33"].notes[:2] == (
        "'linear_regression.ipynb': a link, a pipe or a device",
        "'pipe': a link, a pipe or a device",
    )


def test_a_bomb_fills_no_disk(taken: Course, collect: Collect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(unpacking, "MOST_BYTES", 1 << 20)
    monkeypatch.setattr(unpacking, "MOST_FILES", 50)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as packing:
        packing.writestr(NOTEBOOK, WORK)
        packing.writestr("zeros", bytes(2 << 20))
    assert "'work.zip/zeros': beyond 1 MB of one student" in fault(packed.getvalue(), collect, tmp_path)
    assert submitted(taken, "11").keys() == {"work.zip", NOTEBOOK}


def test_a_bomb_of_many_files_is_not_even_listed(
    taken: Course, collect: Collect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(unpacking, "MOST_FILES", 5)
    many = {f"{number:0100}": b"" for number in range(30)}
    assert "too many files" in fault(many, collect, tmp_path)[0]
    few = {f"{number}": b"" for number in range(8)}
    assert "beyond 5 files of one student" in " ".join(fault_of(few, collect, tmp_path, "33"))


def tar(members: list[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:bz2") as packing:
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            packing.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def test_what_archives_hold_is_counted_also_where_nothing_of_it_is_taken(tmp_path: Path):
    room = Room()
    room.passed >>= 5
    for number in range(5):
        path = tmp_path / f"{number}.tar.bz2"
        path.write_bytes(tar([(f"../{n}", bytes(room.passed // 400)) for n in range(300)]))
        list(unpacking.unpack(path, tmp_path / "there", room))
    assert room.passed >= 0
    assert [why for _, why in unpacking.unpack(path, tmp_path / "there", room)] == [
        "not to be unpacked: it holds too much"
    ]
    many = tmp_path / "many.zip"
    many.write_bytes(zipped({f"../{n}": b"" for n in range(unpacking.MOST_FILES)}))
    files = [why for _ in range(3) for _, why in unpacking.unpack(many, tmp_path / "there", room)]
    assert len(files) < 1.5 * unpacking.MOST_FILES


def described(records: bytes) -> bytes:
    """A tar of one file, and of what its header says more of it."""
    more, file = tarfile.TarInfo("more"), tarfile.TarInfo("a.txt")
    more.type, more.size = tarfile.XHDTYPE, len(records)
    return more.tobuf() + records + bytes(-len(records) % 512) + file.tobuf() + bytes(1024)


@pytest.mark.parametrize(
    ("records", "why"),
    [
        (b"2 " * 2000 + b"=", "in an unknown form"),  # keys in one another: as many as signs, each as long as the rest
        (b"9" * 4000, "at length"),
        (b"20000 a=" + b"b" * 19991 + b"\n", "at length"),
    ],
)
def test_a_header_in_a_tar_is_read_only_where_it_is_one(records: bytes, why: str, tmp_path: Path):
    path = tmp_path / "work.tar"
    path.write_bytes(described(records))
    assert [told for _, told in unpacking.unpack(path, tmp_path / "out", Room())] == [
        f"not to be unpacked: a file in it is described {why}"
    ]


def test_a_tar_that_says_much_of_its_files_is_read(tmp_path: Path):
    path, name = tmp_path / "work.tar", "ü" * 120
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT, pax_headers={"comment": "x" * 600}) as packing:
        for number in range(3):
            member = tarfile.TarInfo(f"{name}{number}")
            member.pax_headers = {"SCHILY.xattr.user": "a\nb=c 7 =" * 90, "mtime": "1700000000.123456789"}
            packing.addfile(member, io.BytesIO())
    with tarfile.open(path, "a", format=tarfile.GNU_FORMAT) as packing:
        packing.addfile(tarfile.TarInfo(f"{name}x" * 2 + "x" * 300), io.BytesIO())
    assert list(unpacking.unpack(path, tmp_path / "out", Room())) == [(f"{name}x" * 2 + "x" * 300, ANY)]
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [f"{name}{number}" for number in range(3)]


def test_an_archive_that_asks_for_more_memory_than_there_is_is_one_students(tmp_path: Path, monkeypatch):
    path = tmp_path / "work.zip"
    path.write_bytes(zipped({"a.txt": b"1"}))

    def asks(*args: object) -> NoReturn:
        raise MemoryError

    monkeypatch.setattr(zipfile.ZipFile, "open", asks)
    assert list(unpacking.unpack(path, tmp_path / "out", Room())) == [("a.txt", "not to be read: MemoryError")]


def test_a_name_in_a_tar_that_is_longer_than_memory_is_not_read(tmp_path: Path):
    name = tarfile.TarInfo("././@LongLink")
    name.type, name.size = tarfile.GNUTYPE_LONGNAME, 64 << 20
    path = tmp_path / "work.tar.bz2"
    path.write_bytes(bz2.compress(name.tobuf() + bytes(name.size) + tarfile.TarInfo("x").tobuf() + bytes(1024)))
    tracemalloc.start()
    told = list(unpacking.unpack(path, tmp_path, Room()))
    assert tracemalloc.get_traced_memory()[1] < 16 << 20
    tracemalloc.stop()
    assert told == [("", "not to be unpacked: it holds too much")]


def test_folders_in_folders_are_one_students_fault(taken: Course, collect: Collect, tmp_path: Path):
    deep = {"/".join(["d"] * depth) + "/x.txt": b"x" for depth in (50, 400, 800, 1200)}
    told = fault({**deep, NOTEBOOK: WORK}, collect, tmp_path)
    assert sum("in more than 100 folders, one in the other" in note for note in told) == 3
    assert NOTEBOOK in submitted(taken, "11")


def fault_of(files: Files, collect: Collect, tmp_path: Path, student: str) -> tuple[str, ...]:
    return collect(archive(tmp_path, "b.zip", {f"a_{student}_1_work.zip": zipped(files)}))[student].notes


def test_archives_in_archives_come_to_an_end(taken: Course, collect: Collect, tmp_path: Path):
    packed = zipped({NOTEBOOK: WORK})
    for number in range(10):
        packed = zipped({f"{number}.zip": packed})
    assert fault(packed, collect, tmp_path) == ("without a notebook",)


def test_locked_and_other_archives_are_said(taken: Course, collect: Collect, tmp_path: Path):
    packed = bytearray(zipped({NOTEBOOK: WORK}))
    packed[6] |= 1  # the bit for a password, here and in the list of files
    packed[packed.rindex(b"PK\1\2") + 8] |= 1
    assert "'work.zip/linear_regression.ipynb': locked by a password" in fault(bytes(packed), collect, tmp_path)
    outcomes = collect(archive(tmp_path, "b.zip", {"a_33_1_work.rar": b"Rar!", "a_33_2_work.7z": b"7z"}))
    assert set(outcomes["33"].notes) == {
        "'work.rar': an archive of a kind that is not unpacked here (.rar)",
        "'work.7z': an archive of a kind that is not unpacked here (.7z)",
        "without a notebook",
    }


def test_odd_names_are_one_students_fault(taken: Course, collect: Collect, tmp_path: Path):
    notes = fault({NOTEBOOK: WORK, "line\nbreak \x1b[31m.py": b"2", "a" * 300: b"3"}, collect, tmp_path)
    assert any("File name too long" in note for note in notes)
    assert submitted(taken, "11").keys() == {"work.zip", NOTEBOOK, "line\nbreak \x1b[31m.py"}


@pytest.mark.parametrize(("raw", "name"), [("Lösung".encode(), "Lösung"), (b"L\x94sung.", "Lösung.")])
def test_names_in_utf_8_are_read_also_where_an_archive_does_not_say_so(raw: bytes, name: str, tmp_path: Path):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a" * len(raw): b""}).replace(b"a" * len(raw), raw))
    with archives.opened(path) as source:
        assert [item.path for item in source.items] == [name]


def test_two_files_of_one_name_are_told_apart(taken: Course, collect: Collect, tmp_path: Path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        packed = zipped([(NOTEBOOK, WORK), (NOTEBOOK, OTHER)])
    assert "'work.zip/linear_regression.ipynb': a second file of that name" in fault(packed, collect, tmp_path)
    assert submitted(taken, "11")[NOTEBOOK] == WORK


def test_what_is_no_archive_ends_before_anything_is_written(taken: Course, collect: Collect, tmp_path: Path):
    good = archive(tmp_path, "a.zip", {"a_11_1_linear_regression.ipynb": WORK})
    bad = tmp_path / "b.zip"
    bad.write_bytes(b"<html>Log in")
    before = contents(taken.root)
    with pytest.raises(CourseError, match=r"b\.zip is no archive that can be read"):
        collect(good, bad)
    with pytest.raises(CourseError, match=r"There is no .*c\.zip"):
        collect(good, tmp_path / "c.zip")
    assert contents(taken.root) == before


def test_a_full_disk_is_no_students_fault(
    taken: Course, collect: Collect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = archive(tmp_path, "a.zip", {"a_11_1_linear_regression.ipynb": WORK})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "x")

    monkeypatch.setattr(unpacking.Room, "fill", full)
    with pytest.raises(OSError, match="No space left"):
        collect(path)
    assert not (taken.root / "submitted").exists()


def test_where_nothing_may_be_written_it_is_said_of_the_course_and_of_no_student(
    taken: Course, collect: Collect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = archive(tmp_path, "a.zip", {f"a_{name}_1_linear_regression.ipynb": WORK for name in (11, 22)})
    move = shutil.move

    def refuse(source: Path, target: Path) -> None:
        if "22" in target.parts:
            raise PermissionError(13, "Permission denied", str(target))
        move(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "move", refuse)
        with pytest.raises(PermissionError):
            collect(path)
    assert kept.load(taken.root, ASSIGNMENT).keys() == {"11"}
    assert {student: one.did for student, one in collect(path).items()} == {"11": Did.AS_BEFORE, "22": Did.COLLECTED}


def test_of_work_that_cannot_be_had_there_is_no_time_either(taken: Course, collect: Collect, tmp_path: Path):
    files = {"submission_metadata.yml": METADATA.encode(), f"submission_409194023/{NOTEBOOK}": OTHER}
    path = archive(tmp_path, "a.zip", files)
    path.write_bytes(path.read_bytes().replace(OTHER, OTHER.replace(b"cells", b"sells")))
    outcome = collect(path)["0123"]
    assert (outcome.did, outcome.notes[-1]) == (Did.LEFT, "nothing of it can be had")
    assert not (taken.root / "submitted").exists()


# Who is who


CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section
    Points Possible,,,,
"Last, First",4711,S1,flast,A
"Family, Other",4712,S2,ofamily,A
"""
MOODLE = """First name;Last name;Email address;Groups
First;Last;first@example.org;Group A
Other;Family;other@example.org;Group A, Group B
"""
WORKSHEET = """Identifier,Full name,Email address,Status,Grade
Participant 4711,First Last,first@example.org,,
Participant 4712,Other Family,other@example.org,,
"""
GERMAN = """ID,Vollständiger Name,E-Mail-Adresse
Teilnehmer/in 4711,First Last,first@example.org
Teilnehmer/in 4712,Other Family,other@example.org
"""
BLACKBOARD = """"Last Name"\t"First Name"\t"Username"\t"Student ID"
Last\tFirst\tflast\t77
Family\tOther\tofamily\t78
"""
BRIGHTSPACE = """OrgDefinedId,Username,Last Name,First Name,Email,End-of-Line Indicator
#77,#flast,Last,First,first@example.org,#
#78,#ofamily,Family,Other,other@example.org,#
"""
GRADESCOPE = """Name,SID,Email,Role
First Last,77,first@example.org,Student
Other Family,78,other@example.org,Student
Tea Cher,1,t@example.org,TA
"""
NBGRADER = """id,first_name,last_name,email,lms_user_id
flast,First,Last,first@example.org,4711
ofamily,Other,Family,other@example.org,4712
"""


@pytest.mark.parametrize(
    ("text", "encoding", "ids"),
    [
        (CANVAS, "utf-8-sig", ["flast", "ofamily"]),
        (MOODLE, "utf-8", ["first@example.org", "other@example.org"]),
        (WORKSHEET, "utf-8-sig", ["first@example.org", "other@example.org"]),
        (GERMAN, "cp1252", ["first@example.org", "other@example.org"]),
        (BLACKBOARD, "utf-16", ["flast", "ofamily"]),
        (BRIGHTSPACE, "utf-8", ["flast", "ofamily"]),
        (GRADESCOPE, "utf-8", ["first@example.org", "other@example.org"]),
        (NBGRADER, "utf-8", ["flast", "ofamily"]),
    ],
)
def test_the_lists_of_each_platform_are_read(text: str, encoding: str, ids: list[str], tmp_path: Path):
    path = tmp_path / "students.csv"
    path.write_bytes(text.encode(encoding))
    found = people.read(path)
    assert [person.student_id for person in found] == ids
    assert all("firstlast" in found[0].names() | {""} for _ in found)


def test_a_list_without_students_is_said(tmp_path: Path):
    path = tmp_path / "students.csv"
    path.write_text("Colour,Size\nred,1\n")
    with pytest.raises(CourseError, match=r"names no student: its columns are Colour, Size\. It needs one such as"):
        people.read(path)


@pytest.mark.parametrize("content", [zipped({"xl/workbook.xml": b""}), b"id\n" + b"x" * 200_000])
def test_what_is_no_table_is_said(content: bytes, tmp_path: Path):
    path = tmp_path / "students.csv"
    path.write_bytes(content)
    with pytest.raises(CourseError, match=r"cannot be read as a table .*Save it as CSV"):
        people.read(path)


def roster(tmp_path: Path, *texts: str) -> list[Path]:
    paths = [tmp_path / f"list {number}.csv" for number, _ in enumerate(texts)]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_a_list_says_who_is_who_and_who_is_missing(taken: Course, collect: Collect, tmp_path: Path):
    path = archive(
        tmp_path, "a.zip", {"lastfirst_4711_1_linear_regression.ipynb": WORK, "x_99_1_linear_regression.ipynb": WORK}
    )
    outcomes = collect(path, lists=roster(tmp_path, CANVAS))
    assert {student: one.did for student, one in outcomes.items()} == {
        "flast": Did.COLLECTED,
        "99": Did.COLLECTED,
        "ofamily": Did.MISSING,
    }
    assert outcomes["99"].notes == ("not in the list",)
    later = archive(tmp_path, "b.zip", {"family_4712_1_linear_regression.ipynb": WORK})
    assert set(collect(later, lists=roster(tmp_path, CANVAS))) == {"ofamily"}  # who was collected before is not missing


@pytest.mark.parametrize("lists", [(WORKSHEET,), (GERMAN,), (MOODLE,), (WORKSHEET, MOODLE)])
def test_moodles_lists_make_a_participant_a_student(
    lists: tuple[str, ...], taken: Course, collect: Collect, tmp_path: Path
):
    files = {f"{name}_assignsubmission_file/{NOTEBOOK}": WORK for name in ("First Last_4711", "Other Family_4712")}
    outcomes = collect(archive(tmp_path, "a.zip", files), lists=roster(tmp_path, *lists))
    assert {one.did for one in outcomes.values()} == {Did.COLLECTED}
    assert everyone(taken) == {"first@example.org", "other@example.org"}
    assert kept.load(taken.root, ASSIGNMENT)["first@example.org"].key == "4711"


def test_a_hidden_participant_is_found_by_the_number(taken: Course, collect: Collect, tmp_path: Path):
    files = {f"Participant_{number}_assignsubmission_file/{NOTEBOOK}": WORK for number in (4711, 4712)}
    collect(
        archive(tmp_path, "a.zip", files), lists=roster(tmp_path, "Identifier,Status\nParticipant 4711,\n", WORKSHEET)
    )
    assert everyone(taken) == {"first@example.org", "other@example.org"}


def test_a_groups_work_is_that_of_all_its_members(taken: Course, collect: Collect, tmp_path: Path):
    """The number in a team's archive is the group's, and may be another's number as a participant."""
    path = archive(tmp_path, "a.zip", {f"Group A_4712_assignsubmission_file/{NOTEBOOK}": WORK})
    outcomes = collect(path, lists=roster(tmp_path, MOODLE, WORKSHEET))
    assert everyone(taken) == {"first@example.org", "other@example.org"}
    assert all(one.notes == ("work of the group Group A",) for one in outcomes.values())
    shutil.rmtree(taken.root / "submitted")
    assert set(collect(path, lists=roster(tmp_path, WORKSHEET), dry=True)) > {
        "4712"
    }  # of whom nothing says that it is Other


def test_namesakes_are_not_taken_for_one(taken: Course, collect: Collect, tmp_path: Path):
    files = {f"First Last_{number}_assignsubmission_file/{NOTEBOOK}": WORK for number in (4711, 4712)}
    outcomes = collect(archive(tmp_path, "a.zip", files), lists=roster(tmp_path, MOODLE))
    assert {"4711", "4712"} <= set(outcomes)
    assert outcomes["4711"].notes == ("2 students have the name First Last",)


def test_late_work_without_a_time_is_a_second_late(taken: Course, tmp_path: Path):
    path = archive(
        tmp_path, "a.zip", {"a_LATE_11_1_linear_regression.ipynb": WORK, "b_22_1_linear_regression.ipynb": WORK}
    )
    with archives.opened(path) as source:
        found, _ = attempts.sort(source, 0, people.Roster(), [NOTEBOOK])
    due = datetime(2026, 2, 1, 12)  # noqa: DTZ001 - as nbgrader keeps it
    assert {one.student: attempts.stamp(one, due) for one in found} == {"11": "2026-02-01 12:00:01 UTC\n", "22": ""}
    assert {attempts.stamp(one, None) for one in found} == {""}


# What is told


def test_every_student_is_in_the_table(taken: Course, collect: Collect, tmp_path: Path):
    path = archive(tmp_path, "a.zip", {"a_LATE_11_1_linear_regression.ipynb": WORK, "b\x1b_22_1_x.py": b""})
    outcomes = list(collect(path, lists=roster(tmp_path, CANVAS)).values())
    console = Console(file=io.StringIO(), width=120)
    console.print(told.table(outcomes))
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "\x1b" not in shown
    assert all(printing.shown(one.student) in shown for one in outcomes)
    assert "late" in shown
    lines = [json.loads(line) for line in told.as_json(outcomes)]
    assert [line["student"] for line in lines] == [one.student for one in outcomes]
    assert list(told.words(outcomes, ASSIGNMENT, dry=True))[-1] == "Nothing was written: this was a dry run."


def test_what_is_remembered_and_cannot_be_understood_is_said(taken: Course, collect: Collect, tmp_path: Path):
    path = archive(tmp_path, "a.zip", {"a_11_1_linear_regression.ipynb": WORK})
    collect(path)
    remembered = taken.root / "downloaded" / ASSIGNMENT / "collected.json"
    remembered.write_text('{"version": 7}')
    with pytest.raises(CourseError, match="cannot be understood"):
        collect(path)


@pytest.mark.machine
def test_the_command(taken: Course, tmp_path: Path):
    path = archive(tmp_path, "a b.zip", {"last_4711_1_linear_regression.ipynb": WORK})
    students = roster(tmp_path, CANVAS)[0]
    done = grading(taken, "collect", ASSIGNMENT, str(path), "--roster", str(students), "--dry-run")
    assert (done.returncode, everything_submitted(taken)) == (0, [])
    assert "1 collected, 1 missing" in done.stdout
    assert grading(taken, "collect", ASSIGNMENT, str(path), "--roster", str(students)).returncode == 0
    assert everything_submitted(taken) == ["flast"]
    done = grading(taken, "collect", ASSIGNMENT, str(path), "--from", "moodle", "--json")
    assert done.returncode == 3
    assert json.loads(done.stdout)["notes"] == ["nothing in its name says whose it is"]


def everything_submitted(course: Course) -> list[str]:
    return [path.parent.name for path in course.root.glob(f"submitted/*/{ASSIGNMENT}")]


@pytest.mark.machine
def test_nbgraders_command_says_which_one_to_use(taken: Course):
    (taken.root / "downloaded" / ASSIGNMENT / "archive").mkdir(parents=True)
    with pytest.raises(CourseError, match="python -m grading collect ASSIGNMENT ARCHIVE"):
        taken.nbgrader("zip_collect", ASSIGNMENT)


def test_it_ends_before_it_unpacks_anything():
    with pytest.raises(SystemExit, match="Collect with: python -m grading collect"):
        CollectInstead()


@pytest.mark.machine
def test_the_gradebook_knows_who_is_who_and_when_work_is_late(new: Course, tmp_path: Path):
    with new.gradebook() as gradebook:
        gradebook.add_student("flast", lms_user_id="4711")
        gradebook.add_student("ofamily", email="Other@Example.org")
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2026-02-01 12:00:00 UTC")
    path = archive(tmp_path, "a.zip", {"last_LATE_4711_1_linear_regression.ipynb": WORK})
    export = archive(
        tmp_path, "b.zip", {"submission_metadata.yml": METADATA.encode(), f"submission_500000001/{NOTEBOOK}": WORK}
    )
    assert [one.student for one in run.collect(new, ASSIGNMENT, [path])] == ["flast"]
    assert submitted(new, "flast")["timestamp.txt"] == b"2026-02-01 12:00:01 UTC\n"
    assert [one.student for one in run.collect(new, ASSIGNMENT, [export])] == ["jim@example.org", "ofamily"]


def test_the_table_is_whole_on_a_narrow_screen():
    name, why = "the_name_of_a_file_that_is_nobodys_and_long.ipynb", "nothing in its name says whose it is"
    shown = io.StringIO()
    Console(width=80, file=shown).print(told.table([Outcome(name, Did.LEFT, notes=(why,))]))
    text = shown.getvalue()
    assert [word for word in why.split() if word not in text.split()] == []
    assert name in "".join(line[:20].strip() for line in text.splitlines()[1:])
