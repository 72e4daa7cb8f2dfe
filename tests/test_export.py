"""The exports to Canvas and Moodle, read back by the platforms' rules."""

import csv
import re
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.api import Gradebook

from grading.course import Course, CourseError
from grading.export import CanvasExportPlugin, MoodleExportPlugin, TableExportPlugin, cell, points
from grading.printing import shown

from .classes import new_course
from .gradebooks import Submission, file

HALVED = {"test_mse_loss": ("failed", ""), "test_fit": ("failed", "")}


@pytest.fixture(scope="module")
def small(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Two assignments, and students who handed in in time, late, nothing, or what waits for a grade."""
    copy = new_course(course, tmp_path_factory.mktemp("export") / "course")
    file(
        copy,
        Submission("halves_the_mse", HALVED, about=about("Zoë", "Ångström, Jr.", "zoe@example.org", "4711")),
        Submission(
            "late_by_a_day", late=timedelta(days=1), penalty=2.5, about=about('"Quo', "ted", "q@example.org", "12")
        ),
        Submission("late_by_a_year", HALVED, late=timedelta(days=365), penalty=99),
        Submission("has_no_grade_yet", graded=False, about=about("=HYPERLINK(1)", "@SUM(A1)", "e@example.org")),
    )
    with copy.gradebook() as gradebook:
        gradebook.update_or_create_student("hands_in_nothing", last_name="Points Possible")
        gradebook.add_assignment("second")
    return copy


def about(first: str, last: str, email: str, lms_user_id: str | None = None) -> dict[str, str | None]:
    return {"first_name": first, "last_name": last, "email": email, "lms_user_id": lms_user_id}


def export(course: Course, platform: str, *options: str) -> tuple[Path, str]:
    path = course.root / f"{platform}.csv"
    said = course.nbgrader(
        "export", "--exporter", f"grading.export.{platform}ExportPlugin", "--to", str(path), *options
    )
    return path, said


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def canvas(path: Path) -> tuple[dict[str, float], dict[str, dict[str, str]]]:
    """Points possible by assignment, and grades by the identifier that Canvas looks at first."""
    header, *rows = read(path)
    assert header[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assignments, possible, grades = header[5:], {}, {}
    for row in rows:
        assert len(row) == len(header)
        if "Points Possible" in row[0]:
            possible = dict(zip(assignments, map(float, row[5:]), strict=True))
        else:
            key = next(identifier for identifier in row[1:4] if identifier)
            grades[key] = dict(zip(assignments, row[5:], strict=True))
    return possible, grades


def moodle(path: Path, identified_by: str) -> dict[str, dict[str, float | None]]:
    """Grades by identifier; as in Moodle, a row without one goes to the student of the row before."""
    header, *rows = read(path)
    at = header.index(identified_by)
    items = [title for title in header if title not in MOODLE_STUDENT]
    grades: dict[str, dict[str, float | None]] = {}
    student = ""
    for row in rows:
        assert len(row) == len(header)
        student = row[at].strip() or student
        values = dict(zip(header, row, strict=True))
        grades[student] = {item: None if values[item] == "-" else float(values[item]) for item in items}
    return grades


MOODLE_STUDENT = ("First name", "Last name", "Username", "ID number", "Email address")


@pytest.mark.machine
def test_canvas_gets_every_grade_under_an_identifier_and_the_points_possible(small: Course):
    path, _ = export(small, "Canvas")
    possible, grades = canvas(path)
    assert possible == {"linear_regression": 20, "second": 0}
    assert {student: one["linear_regression"] for student, one in grades.items()} == {
        "4711": "12",
        "12": "17.5",
        "late_by_a_year": "0",
        "has_no_grade_yet": "",
        "hands_in_nothing": "",
    }
    assert {one["second"] for one in grades.values()} == {""}
    names = {row[3]: row[0] for row in read(path)}
    assert names["halves_the_mse"] == "Ångström, Jr., Zoë"
    assert names["hands_in_nothing"] == ""  # else Canvas would take it for the row of points
    assert names["has_no_grade_yet"] == "'@SUM(A1), =HYPERLINK(1)"


@pytest.mark.machine
def test_moodle_gets_every_grade_under_the_username(small: Course):
    path, said = export(small, "Moodle")
    assert moodle(path, "Username") == {
        "halves_the_mse": {"linear_regression": 12, "second": None},
        "late_by_a_day": {"linear_regression": 17.5, "second": None},
        "late_by_a_year": {"linear_regression": 0, "second": None},
        "has_no_grade_yet": {"linear_regression": None, "second": None},
        "hands_in_nothing": {"linear_regression": None, "second": None},
    }
    assert "Email address" not in read(path)[0]
    assert "Without the column 'Email address'" in said


@pytest.mark.machine
def test_assignments_students_and_titles_can_be_chosen(small: Course):
    path, _ = export(
        small,
        "Canvas",
        "--assignment",
        "linear_regression",
        "--student",
        "halves_the_mse",
        "--CanvasExportPlugin.columns",
        "linear_regression=Linear regression (90210)",
        "--CanvasExportPlugin.student_id_column=SIS User ID",
    )
    assert canvas(path) == ({"Linear regression (90210)": 20}, {"4711": {"Linear regression (90210)": "12"}})
    assert read(path)[2][2:4] == ["halves_the_mse", ""]


@pytest.mark.machine
def test_a_name_that_the_gradebook_does_not_have_ends_the_export(small: Course):
    with pytest.raises(CourseError, match=r"has no assignment third\. It has: second, linear_regression\."):
        export(small, "Moodle", "--assignment", "third")


@pytest.mark.machine
def test_nbgraders_own_export_works_in_this_course(small: Course):
    small.nbgrader("export", "--to", str(small.root / "grades.csv"), "--assignment", "linear_regression")
    text = (small.root / "grades.csv").read_text(encoding="utf-8")
    assert re.search(r"^linear_regression,.*,halves_the_mse,.*,12\.0,0\.0,12\.0,20\.0$", text, re.MULTILINE)


# Without the command


@pytest.fixture(scope="module")
def students() -> Iterator[Gradebook]:
    """A gradebook of students, of whom some have no identifier or that of another, and an assignment."""
    with Gradebook("sqlite://") as gradebook:
        gradebook.add_assignment("one")
        gradebook.add_student("4711", lms_user_id="1", email="a@example.org")
        gradebook.add_student("90210")
        gradebook.add_student("lacks", email="b@example.org")
        gradebook.add_student("shares", lms_user_id="12abc", email="a@example.org")
        gradebook.add_student("٣", lms_user_id="13", email="c@example.org")
        yield gradebook


@pytest.mark.machine
@pytest.mark.parametrize("identified_by", MOODLE_STUDENT[2:])
def test_in_moodle_no_grade_goes_to_the_student_of_the_row_before(
    identified_by: str, students: Gradebook, tmp_path: Path
):
    path = tmp_path / "moodle.csv"
    MoodleExportPlugin(to=str(path)).export(students)
    assert identified_by not in read(path)[0] or len(moodle(path, identified_by)) == 5
    MoodleExportPlugin(to=str(path), student=["4711", "٣"]).export(students)
    assert len(moodle(path, identified_by)) == 2


@pytest.mark.machine
def test_canvas_gets_no_id_that_it_would_read_as_another_students(students: Gradebook, tmp_path: Path):
    path = tmp_path / "canvas.csv"
    CanvasExportPlugin(to=str(path)).export(students)
    ids = {row[3]: row[1] for row in read(path)[2:]}
    assert ids == {"4711": "1", "90210": "", "lacks": "", "shares": "", "٣": "13"}
    CanvasExportPlugin(to=str(path), student_id_column="ID").export(students)
    rows = {tuple(row[1:4]) for row in read(path)[2:]}
    assert rows == {("1", "", ""), ("90210", "", ""), ("", "", "lacks"), ("", "", "shares"), ("13", "", "٣")}


@given(st.text())
def test_no_cell_is_a_formula_or_more_than_a_line(text: str):
    made = cell(text)
    assert not unicodedata.normalize("NFKC", made[:1]).startswith(("=", "+", "-", "@"))
    assert made == shown(made)
    assert cell(made) == made
    assert "".join(made.lstrip("'").split()) in "".join(text.split()) or shown(text) != text


@pytest.mark.parametrize("text", ["=1+1", "\t=1", "\r\n@x", " -2", "+1", "\uff1d1", "\x00=1"])
def test_a_formula_becomes_text(text: str):
    assert cell(text).startswith("'")


@pytest.mark.machine
def test_nbgraders_own_table_has_no_formula_and_a_row_a_student_whatever_they_are_called(tmp_path: Path):
    with Gradebook("sqlite://") as gradebook:
        gradebook.add_assignment("one", duedate="2030-01-02 00:00:00 UTC")
        gradebook.add_student("=1+1", first_name="a,b\n", last_name='"', email="@x")
        gradebook.add_student("-3.5")
        path = tmp_path / "grades.csv"
        TableExportPlugin(to=str(path)).export(gradebook)
        header, *rows = read(path)
        assert {len(row) for row in rows} == {len(header)} == {11}
        told = {row[3]: row[4:] for row in rows}
        assert told["'=1+1"] == ['"', "a,b", "'@x", "0.0", "0.0", "0.0", "0.0"]


@pytest.mark.machine
def test_whom_moodle_would_not_find_does_not_end_the_import(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    with Gradebook("sqlite://") as gradebook:
        gradebook.add_assignment("one")
        gradebook.add_student("=1+1")
        gradebook.add_student("4711")
        path = tmp_path / "moodle.csv"
        MoodleExportPlugin(to=str(path)).export(gradebook)
        assert [row[2] for row in read(path)] == ["Username", "4711"]
    assert "Without '=1+1'" in caplog.text


@given(st.floats(0, 1e6))
def test_points_are_plain_decimals_that_keep_their_value(score: float):
    assert re.fullmatch(r"\d+(\.\d{1,5})?", points(score))
    assert float(points(score)) == pytest.approx(score, abs=1e-5)
