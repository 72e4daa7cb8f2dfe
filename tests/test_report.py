"""The class at a glance."""

import csv
import io
import json
import shutil
import statistics
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from grading import bank, cli
from grading.course import Course, CourseError
from grading.hooks import record
from grading.report import collect, document
from grading.report.statistics import bins, discrimination

from . import ASSIGNMENT
from .classes import GradedClass, as_lists, new_course
from .conftest import SAMPLE, SUBMISSIONS
from .gradebooks import POINTS, Submission, file

SUM = {
    "test_mse_loss": ("failed", "CheckFailed: ✗ mse_loss: not right yet.\n  • You took the sum. [mse-sum]", "mse-sum")
}
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def empty(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    return new_course(course, tmp_path_factory.mktemp("report") / "course")


@pytest.fixture
def small(empty: Course, tmp_path: Path) -> Course:
    shutil.copytree(empty.root, tmp_path / "course")
    return Course(tmp_path / "course")


@pytest.fixture
def odd(small: Course) -> Course:
    """A class in which everything happens that a notice is for."""
    every = dict.fromkeys(POINTS, ("not gradable", SCRIPT))
    file(
        small,
        Submission("halves_the_mse", {"test_mse_loss": ("timed out", "")}, late=timedelta(hours=2)),
        Submission("rebinds_weights", {"test_fit": ("out of memory", "")}),
        Submission("exits_in_a_test", {"test_fit": ("crashed", ""), "test_mse_loss": ("crashed", "")}),
        Submission("meets_our_own_error", {"test_fit": ("infrastructure error", "")}),
        Submission("damaged_file", every, record={"not_gradable": SCRIPT}),
        Submission("renamed_file", record={"repairs": [f"the notebook was handed in as {SCRIPT}"]}),
        Submission("by_hand", record=None),
        Submission("own_rights", record={"sealed": False}),
        Submission("has_no_grade_yet", graded=False),
        Submission(
            "<img src=x onerror=alert(2)> & 'co'", SUM | {"test_fit": ("not attempted", "–")}, timedelta(minutes=5)
        ),
    )
    return small


def page(course: Course, names: bool = False) -> BeautifulSoup:
    path = course.root / "report" / "page.html"
    document.write(collect.analyse(course, "linear_regression", names), path)
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def run(monkeypatch: pytest.MonkeyPatch, course: Course, *arguments: str) -> int:
    monkeypatch.chdir(course.root)
    monkeypatch.setattr("sys.argv", ["grading", "report", *arguments])
    with pytest.raises(SystemExit) as end:
        cli.main()
    return end.value.code


# What is counted


@pytest.mark.machine
def test_the_numbers_of_a_small_class(small: Course):
    wrong = dict.fromkeys(("test_mse_loss", "test_fit"), ("failed", ""))
    file(
        small,
        Submission("right"),
        Submission("sums", wrong),
        Submission("stub", wrong | {"test_backward_pass": ("not attempted", "")}),
        Submission("late", penalty=4, late=timedelta(seconds=90)),
    )
    analysis = collect.analyse(small, "linear_regression")
    assert (analysis.students, analysis.graded, analysis.points) == (4, 4, 20)
    assert (analysis.scores.lowest, analysis.scores.highest) == (9, 20)
    assert analysis.scores.mean == pytest.approx((20 + 12 + 9 + 16) / 4)  # the penalty is off
    assert analysis.seconds_late.highest == 90
    exercises = {one.name: one for one in analysis.exercises}
    assert list(exercises) == [cell.removeprefix("test_") for cell in POINTS]
    assert [one.success_rate for one in exercises.values()] == [1, 0.5, 0.75, 1, 1, 0.5]
    others = [17, 12, 9, 17]  # without mse_loss, and without the penalty
    assert exercises["mse_loss"].discrimination == pytest.approx(statistics.correlation([3, 0, 0, 3], others))
    assert exercises["add_bias_column"].discrimination is None
    assert exercises["backward_pass"].not_attempted == 1


@pytest.mark.machine
def test_what_is_graded_counts_though_a_cell_waits_for_a_person(small: Course):
    file(small, *map(Submission, "abc"), Submission("d", {"test_mse_loss": ("failed", "")}))
    with small.gradebook() as gradebook:
        for student in "ad":
            grade = gradebook.find_grade("test_fit", ASSIGNMENT, ASSIGNMENT, student)
            grade.auto_score, grade.needs_manual_grade = None, True
        gradebook.db.commit()
    analysis = collect.analyse(small, ASSIGNMENT, names=True)
    exercises = {one.name: one for one in analysis.exercises}
    assert (analysis.graded, analysis.not_graded, analysis.scores.lowest) == (4, 0, 12)
    assert [exercises[name].success_rate for name in ("mse_loss", "fit")] == [0.75, 1]
    assert exercises["fit"].discrimination is None  # of two students
    told = next(notice for notice in analysis.notices if notice.what == "waits for a person")
    assert [(case.student, case.note) for case in told.cases] == [("a", "fit"), ("d", "fit")]


@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), max_size=12))
def test_discrimination_is_the_correlation_with_the_other_exercises(rows: list[list[int]]):
    got = discrimination(np.array(rows, dtype=float).reshape(len(rows), 3), 0)
    own, others = [row[0] for row in rows], [sum(row[1:]) for row in rows]
    if len(rows) < 3 or len(set(own)) == 1 or len(set(others)) == 1:
        assert got is None
    else:
        assert got == pytest.approx(statistics.correlation(own, others))


@given(st.lists(st.floats(0, 1000).map(lambda value: round(value, 2)), min_size=1), st.integers(0, 200))
def test_every_value_is_in_one_bin_and_the_bins_are_few(values: list[float], high: int):
    made = bins(values, 0, high)
    assert [one.count for one in made] == [sum(one.low <= value < one.high for value in values) for one in made]
    assert sum(one.count for one in made) == len(values)
    assert made[0].low == 0
    assert made[-1].high > high
    assert len(made) <= 27


@pytest.mark.machine
def test_a_misconception_counts_once_for_each_student_who_met_it(small: Course):
    twice = SUM | {"test_fit": ("failed", "  • one: … [fit-loss]\n  • two: … [mse-sum]", "fit-loss", "mse-sum")}
    forged = {"test_fit": ("failed", "  • one: `fit` raised ValueError: x\n[mse-sum]\n. [fit-far]", "fit-far")}
    passed = {"test_fit": ("passed", "", "mse-sum")}
    file(small, Submission("a", SUM), Submission("b", twice), Submission("c", forged), Submission("d", passed))
    analysis = collect.analyse(small, "linear_regression")
    assert [(one.code, one.students) for one in analysis.misconceptions] == [
        ("mse-sum", 2),
        ("fit-far", 1),
        ("fit-loss", 1),
    ]
    assert analysis.misconceptions[0].exercises == ("mse_loss", "fit")
    assert "not their mean" in analysis.misconceptions[0].words


def test_the_words_of_misconceptions_are_read_and_not_run(course: Course, tmp_path: Path):
    table = record.misconceptions([course.notebook("source")])
    assert len(table) > 50
    assert all(table.values())
    notebook = json.loads(course.notebook("source").read_text())
    for cell in notebook["cells"]:
        cell["source"] = ["MISCONCEPTIONS = dict(a=open('/dev/null'))"]
    (tmp_path / "other.ipynb").write_text(json.dumps(notebook))
    assert record.misconceptions([tmp_path / "other.ipynb"]) == {}


@pytest.mark.machine
def test_a_record_without_codes_names_no_misconception(small: Course):
    file(small, Submission("a", SUM, record={"tests": {"test_fit": {"verdict": "failed", "message": "x [fit-far]"}}}))
    assert collect.analyse(small, "linear_regression").misconceptions == ()


@pytest.mark.machine
def test_a_busy_machine_is_told(small: Course):
    waiting = Submission("a", record={"seconds": 60.0, "waited": 41.0})
    file(small, waiting, Submission("b", record={"seconds": 60.0, "waited": 4.0}), Submission("c"))
    [notice] = collect.analyse(small, "linear_regression", names=True).notices
    assert (notice.what, [one.note for one in notice.cases]) == (
        "busy machine",
        ["waited 41 of 60 seconds for a processor"],
    )


# What needs a person


@pytest.mark.machine
def test_every_notice_is_given(odd: Course):
    (odd.notebook("submitted", "never_graded").parent).mkdir(parents=True)
    analysis = collect.analyse(odd, "linear_regression")
    assert {notice.what: notice.submissions for notice in analysis.notices} == {
        "not graded": 2,
        "infrastructure error": 1,
        "not gradable": 1,
        "crashed": 1,
        "out of memory": 1,
        "timed out": 1,
        "without a record": 1,
        "unsealed": 1,
        "repaired": 1,
        "late": 2,
    }
    assert (analysis.students, analysis.graded, analysis.not_graded) == (11, 9, 2)


@pytest.mark.machine
@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"sealed": true}', '{"tests": {"a": 1}}'])
def test_a_record_that_cannot_be_read_is_as_none(small: Course, text: str):
    file(small, Submission("spoilt", record=text), Submission("sound"))
    analysis = collect.analyse(small, "linear_regression")
    assert [(notice.what, notice.submissions) for notice in analysis.notices] == [("without a record", 1)]
    assert analysis.graded == 2
    assert analysis.grading_seconds.count == 1


@pytest.mark.machine
def test_a_class_without_submissions_gets_its_report(small: Course):
    with small.gradebook() as gradebook:
        gradebook.add_student("absent")
    analysis = collect.analyse(small, "linear_regression")
    assert (analysis.students, analysis.graded, analysis.nothing_handed_in) == (1, 0, 1)
    assert "No submission has a grade yet" in page(small).get_text()
    assert json.loads(document.as_json(analysis))["scores"]["mean"] is None
    assert document.as_csv(analysis)


# Who is named


@pytest.mark.machine
def test_students_are_named_only_where_names_were_asked_for(odd: Course):
    with odd.gradebook() as gradebook:
        students = [student.id for student in gradebook.students]
    for names in (False, True):
        analysis = collect.analyse(odd, "linear_regression", names)
        html = BeautifulSoup(document.as_html(analysis), "html.parser")
        texts = [html.get_text() + str(html.find_all("a")), document.as_json(analysis), document.as_csv(analysis)]
        for text in texts:
            assert ("halves_the_mse" in text) == names
            assert names or not [student for student in students if student in text]
        assert bool(html.find_all("a")) == names


@pytest.mark.machine
def test_no_report_has_a_name_that_a_screen_obeys(small: Course):
    file(small, Submission("x\x1b]0;owned\x07\u202ey", record={"repairs": ["of \x1b[2J\u202e"]}))
    analysis = collect.analyse(small, "linear_regression", names=True)
    for text in (document.as_html(analysis), document.as_json(analysis), document.as_csv(analysis)):
        assert "owned" in text
        assert not {"\x1b", "\x07", "\u202e"} & set(text)


@pytest.mark.machine
def test_links_lead_from_the_page_to_the_autograded_notebooks(odd: Course):
    links = page(odd, names=True).find_all("a")
    assert len(links) >= 8
    for link in links:
        assert (odd.root / "report" / unquote(link["href"])).resolve() == odd.notebook("autograded", link.get_text())


# The page


@pytest.mark.machine
def test_the_page_runs_nothing_loads_nothing_and_shows_text_as_text(odd: Course):
    html = page(odd, names=True)
    policy = html.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert not html.find_all(["script", "link", "iframe", "object", "embed", "svg", "form"])
    for tag in html.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")]
    assert all(image["src"].startswith("data:image/") for image in html.find_all("img"))
    assert html.get_text().count(SCRIPT) == 2
    assert "<img src=x onerror=alert(2)>" in html.get_text()


def headings(html: BeautifulSoup) -> list[int]:
    return [int(tag.name[1]) for tag in html.find_all(["h1", "h2", "h3", "h4"])]


@pytest.mark.machine
@pytest.mark.parametrize("names", [False, True])
def test_the_page_can_be_read_without_seeing_it(odd: Course, names: bool):
    html = page(odd, names)
    assert html.html["lang"] == "en"
    levels = headings(html)
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip([0, *levels], levels, strict=False))
    assert all(cell.get("scope") in ("col", "row") for cell in html.find_all("th"))
    figures = html.find_all("figure")
    assert len(figures) == 5
    for figure in figures:
        assert len(figure.img["alt"]) > 20
        assert figure.find_next("details").table


@pytest.mark.machine
def test_the_table_behind_a_figure_has_its_numbers(odd: Course):
    rows = page(odd).find("h2", string="Scores").find_next("details").tbody.find_all("tr")
    counts = [int(row.find_all("td")[-1].get_text()) for row in rows]
    analysis = collect.analyse(odd, "linear_regression")
    assert counts == [one.count for one in analysis.score_bins]
    assert sum(counts) == analysis.graded


def flat(value: object, *path: str) -> Iterator[tuple[tuple[str, ...], object]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from flat(one, *path, key)
    else:
        yield path, value


@pytest.mark.machine
def test_json_and_csv_hold_the_same_numbers(odd: Course):
    analysis = collect.analyse(odd, "linear_regression")
    data = json.loads(document.as_json(analysis))
    rows = {tuple(row[:3]): row[3] for row in csv.reader(io.StringIO(document.as_csv(analysis)))}
    assert float(rows["scores", "", "mean"]) == data["scores"]["mean"]
    for part, key in {"exercises": "name", "misconceptions": "code", "notices": "what"}.items():
        for entry in data[part]:
            for path, value in flat(entry):
                if isinstance(value, int | float):
                    assert float(rows[part, entry[key], path[0]]) == value


# The command


@pytest.mark.machine
def test_the_command_writes_where_it_says(odd: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    assert run(monkeypatch, odd, "linear_regression") == 0
    assert "report/linear_regression.html" in capsys.readouterr().out
    assert (odd.root / "report" / "linear_regression.html").exists()
    run(monkeypatch, odd, "linear_regression", "--format", "json", "--output", "elsewhere/class.json")
    assert json.loads((odd.root / "elsewhere" / "class.json").read_text())["graded"] == 9


@pytest.mark.machine
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no_such"], "no assignment 'no_such' in source/; it has: linear_regression"),
        (["linear_regression", "--output", "gradebook.db/page.html"], "Name another file with --output"),
    ],
)
def test_a_bad_request_is_one_clear_line(
    arguments: list[str],
    words: str,
    small: Course,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
):
    assert run(monkeypatch, small, *arguments) == 1
    said = capsys.readouterr().err.strip()
    assert words in said
    assert "\n" not in said


@pytest.mark.machine
def test_the_gradebook_is_the_one_that_the_settings_name(
    small: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (small.root / "gradebook.db").rename(tmp_path / "shared.db")
    monkeypatch.setenv("NBGRADER_DB_URL", f"sqlite:///{tmp_path}/shared.db")
    assert collect.analyse(small, "linear_regression").points == 20
    assert not (small.root / "gradebook.db").exists()
    monkeypatch.setenv("NBGRADER_DB_URL", f"sqlite:///{tmp_path}/no/such/folder.db")
    with pytest.raises(CourseError, match="The gradebook cannot be read: unable to open"):
        collect.analyse(small, "linear_regression")


# A class that nbgrader graded


@pytest.mark.machine
@as_lists(SUBMISSIONS, SAMPLE)
def test_the_bank_as_a_class(submissions: list[bank.Submission], graded: GradedClass):
    analysis = collect.analyse(graded.course, "linear_regression")
    scores = [sum(scores.values()) for scores in graded.scores.values()]
    assert analysis.graded == len(scores) > len(submissions)
    assert analysis.scores.mean == pytest.approx(statistics.mean(scores))
    refused = [name for name in graded.scores if graded.record(name)["not_gradable"]]
    assert analysis.grading_seconds.count == len(scores) - len(refused)
    assert not {"without a record", "not graded", "unsealed"} & {notice.what for notice in analysis.notices}
    rate = {one.name: one.success_rate for one in analysis.exercises}["mse_loss"]
    passed = sum(one["mse_loss"] > 0 for one in graded.scores.values())
    assert rate == pytest.approx(passed / len(scores))
    lost = [one for one in submissions if "mse_loss" in one.lost]
    assert passed <= len(scores) - (len(lost) + 1)  # and the untouched release; counted, since parts are rounded
    codes = {one.code for one in analysis.misconceptions}
    assert {"mse-sum", "mse-halved", "update-plus", "bias-first"} <= codes
