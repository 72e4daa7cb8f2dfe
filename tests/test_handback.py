"""What goes back to a platform, read as the platform reads it; by what was collected from its archives."""

from __future__ import annotations

import csv
import io
import logging
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from grading.collect import run
from grading.course import Course
from grading.export import FeedbackArchivePlugin, MoodleWorksheetPlugin

from . import ASSIGNMENT
from .commands import grading
from .gradebooks import in_memory
from .test_collect import NOTEBOOK, WORK, archive, roster, taken

__all__ = ["taken"]

WORKSHEET = """Identifier,Full name,Email address,Status,Grade,Maximum Grade,Last modified (grade),Feedback comments
Participant 4711,First Last,first@example.org,Submitted,,20.00,-,"Well, =done"
Participant 4712,Other Family,other@example.org,Submitted,,20.00,-,
Participant 4713,Jim Poe,jim@example.org,No submission,,20.00,-,
"""
GERMAN = """ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,Zuletzt geändert (Bewertung)
Teilnehmer/in 4711,First Last,first@example.org,Abgegeben,,"20,00",-
"""


@pytest.fixture
def gradebook() -> Iterator[Gradebook]:
    with in_memory() as book:
        yield book


def graded(book: Gradebook, student: str, points: float | None, **about: str) -> None:
    book.update_or_create_student(student, **about)
    [notebook] = book.add_submission(ASSIGNMENT, student).notebooks
    if points is not None:
        notebook.grades[0].auto_score, notebook.grades[0].needs_manual_grade = points, False
    book.db.commit()


def moodle_archive(tmp_path: Path, *names: str) -> Path:
    return archive(tmp_path, "moodle.zip", {f"{name}{NOTEBOOK}": WORK for name in names})


def filled(course: Course, book: Gradebook, tmp_path: Path, text: str, **options: object) -> list[dict[str, str]]:
    path, out = tmp_path / "work sheet.csv", tmp_path / "out.csv"
    path.write_text(text, encoding="utf-8-sig")
    MoodleWorksheetPlugin(parent=course.application(), worksheet=str(path), to=str(out), **options).export(book)
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_moodles_worksheet_is_filled_in_by_the_numbers_of_its_archive(
    taken: Course, gradebook: Gradebook, tmp_path: Path
):
    names = (f"{name}_assignsubmission_file/" for name in ("First Last_4711", "Other Roe_4712"))
    run.collect(taken, ASSIGNMENT, [moodle_archive(tmp_path, *names)])
    graded(gradebook, "4711", 17.5)
    graded(gradebook, "4712", None)
    rows = filled(taken, gradebook, tmp_path, WORKSHEET)
    assert [row["Grade"] for row in rows] == ["17.5", "", ""]
    before = list(csv.DictReader(io.StringIO(WORKSHEET)))
    assert [row | {"Grade": ""} for row in rows] == before  # all else is as Moodle wrote it


def test_it_may_be_in_another_language(taken: Course, gradebook: Gradebook, tmp_path: Path):
    run.collect(taken, ASSIGNMENT, [moodle_archive(tmp_path, "First Last_4711_assignsubmission_file/")])
    graded(gradebook, "4711", 17.5)
    assert filled(taken, gradebook, tmp_path, GERMAN)[0]["Bewertung"] == "17,5"
    odd = GERMAN.replace("Bewertung,", "Pisteet,")
    with pytest.raises(SystemExit, match="has no column for grades that is known"):
        filled(taken, gradebook, tmp_path, odd)
    assert filled(taken, gradebook, tmp_path, odd, grade_column="Pisteet")[0]["Pisteet"] == "17,5"


def test_a_student_is_found_by_the_address_where_a_list_gave_it(taken: Course, gradebook: Gradebook, tmp_path: Path):
    path = moodle_archive(tmp_path, "First Last_4711_assignsubmission_file/")
    run.collect(taken, ASSIGNMENT, [path], roster(tmp_path, WORKSHEET))
    graded(gradebook, "first@example.org", 20)
    graded(gradebook, "ofamily", 3, email="other@example.org")  # whose work came otherwise
    assert [row["Grade"] for row in filled(taken, gradebook, tmp_path, WORKSHEET)] == ["20", "3", ""]


def test_a_teams_number_gives_no_other_student_its_grade(
    taken: Course, gradebook: Gradebook, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    """Since 4.1 the number in a team's archive is the group's, and may be another's as a participant."""
    run.collect(taken, ASSIGNMENT, [moodle_archive(tmp_path, "Group A_4711_assignsubmission_file/")])
    graded(gradebook, "4711", 20)
    rows = filled(taken, gradebook, tmp_path, WORKSHEET, log=logging.getLogger("export"))
    assert [row["Grade"] for row in rows] == ["", "", ""]
    assert "what was collected under that number is of Group A" in caplog.text


def test_each_member_of_a_team_gets_grade_and_feedback(taken: Course, gradebook: Gradebook, tmp_path: Path):
    groups = "Email address,Groups\nfirst@example.org,Group A\nother@example.org,Group A\n"
    path = moodle_archive(tmp_path, "Group A_4713_assignsubmission_file/")
    run.collect(taken, ASSIGNMENT, [path], roster(tmp_path, WORKSHEET, groups))
    for student in ("first@example.org", "other@example.org"):
        graded(gradebook, student, 12)
        page(taken, student)
    assert [row["Grade"] for row in filled(taken, gradebook, tmp_path, WORKSHEET)] == ["12", "12", ""]
    assert {moodles_student(name) for name in packed(taken, gradebook, tmp_path)} == {"4711", "4712"}


def test_the_worksheet_can_be_filled_in_where_it_is(taken: Course, gradebook: Gradebook, tmp_path: Path):
    run.collect(taken, ASSIGNMENT, [moodle_archive(tmp_path, "First Last_4711_assignsubmission_file/")])
    graded(gradebook, "4711", 17)
    path = tmp_path / "worksheet.csv"
    path.write_text(WORKSHEET, encoding="utf-8")
    MoodleWorksheetPlugin(parent=taken.application(), worksheet=str(path), to=str(path)).export(gradebook)
    assert "Submitted,17,20.00" in path.read_text(encoding="utf-8")


def test_without_the_worksheet_it_is_said_where_it_is(taken: Course, gradebook: Gradebook, tmp_path: Path):
    run.collect(taken, ASSIGNMENT, [moodle_archive(tmp_path, "First Last_4711_assignsubmission_file/")])
    with pytest.raises(SystemExit, match="Download the assignment's grading worksheet"):
        MoodleWorksheetPlugin(parent=taken.application(), to=str(tmp_path / "out.csv")).export(gradebook)


def page(course: Course, student: str) -> None:
    path = course.root / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html"
    path.parent.mkdir(parents=True)
    path.write_text(f"<p>{student}")


def packed(course: Course, book: Gradebook, tmp_path: Path) -> dict[str, str]:
    out = tmp_path / "feedback.zip"
    FeedbackArchivePlugin(parent=course.application(), to=str(out)).export(book)
    with zipfile.ZipFile(out) as archived:
        assert len(archived.namelist()) == len(set(archived.namelist()))
        return {name: archived.read(name).decode() for name in archived.namelist()}


def moodles_student(name: str) -> str:
    """As `is_valid_filename_for_import` finds the participant, from 3.1 on; before 4.1 it wants five parts."""
    for part in name.split("/"):
        info = part.split("_", 4)
        if len(info) >= 4 and info[1].isdigit():
            assert info[2:4] == ["assignsubmission", "file"]
            return info[1]
    raise AssertionError(name)


@pytest.mark.parametrize("ending", ["file/", "file_/", "file_"])
def test_moodle_takes_the_feedback_by_the_names_of_its_own_archive(
    ending: str, taken: Course, gradebook: Gradebook, tmp_path: Path
):
    names = [f"{name}_assignsubmission_{ending}" for name in ("Fïrst Last_4711", "Other Roe_4712")]
    run.collect(taken, ASSIGNMENT, [moodle_archive(tmp_path, *names)])
    page(taken, "4711")
    pages = packed(taken, gradebook, tmp_path)
    assert {moodles_student(name): text for name, text in pages.items()} == {"4711": "<p>4711"}
    [name] = pages
    assert name == f"Fïrst Last_4711_assignsubmission_{ending}{ASSIGNMENT}.html"


def canvas_file(name: str) -> tuple[str, str]:
    """As `infer_comment_context_from_filename` finds the user and the file that is answered."""
    parts = [part for part in name.split("_") if part != "LATE"]
    if parts[0] == "anon":
        return parts[1], parts[2]
    user, file, *_ = (part for part in parts if part.isdigit())
    return user, file


def test_canvas_takes_the_feedback_by_the_user_and_the_newest_file(taken: Course, gradebook: Gradebook, tmp_path: Path):
    files = {
        "lastfirst_LATE_4711_90210_linear_regression.ipynb": WORK,
        "lastfirst_LATE_4711_90211_linear_regression-1.ipynb": WORK + b"\n",
        "lastfirst_LATE_4711_90212_data.csv": b"1",
        "LATE_anon_aB3xZ_90301_linear_regression.ipynb": WORK,
        "typed_4713_text.html": b"<p>",
    }
    run.collect(taken, ASSIGNMENT, [archive(tmp_path, "canvas.zip", files)])
    for student in ("4711", "anon_aB3xZ"):
        page(taken, student)
    pages = packed(taken, gradebook, tmp_path)
    assert {canvas_file(name): text for name, text in pages.items()} == {
        ("4711", "90211"): "<p>4711",
        ("aB3xZ", "90301"): "<p>anon_aB3xZ",
    }


def test_a_groups_feedback_is_in_canvass_archive_once(taken: Course, gradebook: Gradebook, tmp_path: Path):
    students = "id,groups\nflast,Group 7\nofamily,Group 7\n"
    path = archive(tmp_path, "canvas.zip", {"group7_4711_90210_linear_regression.ipynb": WORK})
    run.collect(taken, ASSIGNMENT, [path], roster(tmp_path, students))
    for student in ("flast", "ofamily"):
        page(taken, student)
    assert list(packed(taken, gradebook, tmp_path)) == [f"group7_4711_90210_{ASSIGNMENT}.html"]


def test_where_nothing_was_collected_it_is_said(taken: Course, gradebook: Gradebook, tmp_path: Path):
    with pytest.raises(SystemExit, match="python -m grading collect ASSIGNMENT ARCHIVE"):
        packed(taken, gradebook, tmp_path)


def test_of_several_assignments_one_is_named(taken: Course, gradebook: Gradebook, tmp_path: Path):
    gradebook.add_assignment("second")
    path = archive(tmp_path, "canvas.zip", {"last_4711_1_linear_regression.ipynb": WORK})
    for name in (ASSIGNMENT, "second"):
        run.collect(taken, name, [path])
    with pytest.raises(SystemExit, match=r"several assignments: .*Name one with --assignment"):
        packed(taken, gradebook, tmp_path)


@pytest.mark.machine
def test_the_commands_of_the_page(new: Course, tmp_path: Path):
    path = moodle_archive(tmp_path, "First Last_4711_assignsubmission_file/")
    assert grading(new, "collect", ASSIGNMENT, str(path)).returncode == 0
    page(new, "4711")
    (new.root / "worksheet.csv").write_text(WORKSHEET)
    new.nbgrader(
        *("export", "--exporter", "grading.export.MoodleWorksheetPlugin", "--to", "graded.csv"),
        "--MoodleWorksheetPlugin.worksheet=worksheet.csv",
    )
    assert (new.root / "graded.csv").read_text().count("Participant") == 3
    new.nbgrader("export", "--exporter", "grading.export.FeedbackArchivePlugin", "--to", "feedback.zip")
    with zipfile.ZipFile(new.root / "feedback.zip") as archived:
        assert archived.namelist() == [f"First Last_4711_assignsubmission_file/{ASSIGNMENT}.html"]
