"""What is needed twice a year: a class in the gradebook, more time for a student, late penalties, a term in a file."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tarfile
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import pytest
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import LateSubmissionPlugin
from traitlets.config import Config

from grading.course import Course, CourseError
from grading.hooks.late import PenaltyPerDay
from grading.term import archive, extensions, roster

from . import ASSIGNMENT
from .classes import ROOT, contents
from .commands import grading
from .gradebooks import in_memory
from .test_collect import CANVAS, MOODLE, NOTEBOOK, WORK, taken

__all__ = ["taken"]

DUE = datetime(2026, 3, 1, 12)  # noqa: DTZ001 - as nbgrader keeps it


@pytest.fixture
def gradebook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gradebook]:
    """The course's gradebook, in memory, with a due date."""
    with in_memory() as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate=DUE)
        monkeypatch.setattr(Course, "gradebook", lambda _: contextlib.nullcontext(book))
        yield book


def lists(tmp_path: Path, *texts: str) -> list[Path]:
    paths = [tmp_path / f"{number}.csv" for number, _ in enumerate(texts)]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


# The class


def test_a_platforms_list_comes_into_the_gradebook(taken: Course, gradebook: Gradebook, tmp_path: Path):
    found = roster.enrol(taken, lists(tmp_path, CANVAS))
    assert found == roster.Enrolled(("flast", "ofamily"), (), (), ())
    first = gradebook.find_student("flast")
    assert (first.first_name, first.last_name, first.lms_user_id) == ("First", "Last", "4711")
    assert roster.enrol(taken, lists(tmp_path, CANVAS)).as_before == ("flast", "ofamily")


def test_what_a_list_does_not_say_stays_and_nobody_is_removed(taken: Course, gradebook: Gradebook, tmp_path: Path):
    gradebook.add_student("first", first_name="J.", email="First@example.org", lms_user_id="77")
    gradebook.add_student("third")
    found = roster.enrol(taken, lists(tmp_path, MOODLE))
    assert found == roster.Enrolled(("other@example.org",), ("first",), (), ("third",))
    first = gradebook.find_student("first")  # whom the list calls by another id
    assert (first.first_name, first.last_name, first.lms_user_id) == ("First", "Last", "77")
    assert "third" in "\n".join(found.words())


def test_a_dry_run_enters_nobody(taken: Course, gradebook: Gradebook, tmp_path: Path):
    assert roster.enrol(taken, lists(tmp_path, CANVAS), dry=True).new == ("flast", "ofamily")
    assert gradebook.students == []


# More time


def seconds_late(gradebook: Gradebook, student: str, handed_in: datetime) -> float:
    return gradebook.update_or_create_submission(ASSIGNMENT, student, timestamp=handed_in).total_seconds_late


def test_an_extension_moves_the_due_date_of_one_student(taken: Course, gradebook: Gradebook):
    for student in ("flast", "ofamily"):
        gradebook.add_student(student)
    given = extensions.grant(taken, ASSIGNMENT, "flast", timedelta(days=2))
    assert given.due == datetime(2026, 3, 3, 12, tzinfo=UTC)
    assert not given.was_graded
    assert [one.student for one in extensions.held(taken, ASSIGNMENT)] == ["flast"]
    handed_in = DUE + timedelta(days=2, seconds=5)
    assert (seconds_late(gradebook, "flast", handed_in), seconds_late(gradebook, "ofamily", handed_in)) == (
        5,
        2 * 86400 + 5,
    )


def test_it_is_until_a_time_of_this_machines(taken: Course, gradebook: Gradebook):
    gradebook.add_student("flast")
    until = datetime(2026, 3, 4, 8, 30)  # noqa: DTZ001 - as it is typed
    assert extensions.grant(taken, ASSIGNMENT, "flast", until=until).due == until.astimezone()
    with pytest.raises(CourseError, match="before it is due"):
        extensions.grant(taken, ASSIGNMENT, "flast", until=datetime(2026, 2, 1))  # noqa: DTZ001


def test_who_has_only_an_extension_has_no_grade_and_no_entry_once_it_is_taken_away(taken: Course, gradebook: Gradebook):
    gradebook.add_student("flast")
    extensions.grant(taken, ASSIGNMENT, "flast", timedelta(days=2))
    assert gradebook.find_submission(ASSIGNMENT, "flast").needs_manual_grade  # so that no export writes 0
    extensions.grant(taken, ASSIGNMENT, "flast", timedelta(0))
    with pytest.raises(MissingEntry):
        gradebook.find_submission(ASSIGNMENT, "flast")


def test_a_graded_submission_keeps_its_grades(taken: Course, gradebook: Gradebook):
    gradebook.add_student("flast")
    [notebook] = gradebook.add_submission(ASSIGNMENT, "flast").notebooks
    notebook.grades[0].auto_score = 7
    gradebook.db.commit()
    assert extensions.grant(taken, ASSIGNMENT, "flast", timedelta(days=2)).was_graded
    extensions.grant(taken, ASSIGNMENT, "flast", timedelta(0))
    assert gradebook.find_submission(ASSIGNMENT, "flast").score == 7


def test_what_an_extension_lacks_is_said(taken: Course, gradebook: Gradebook):
    with pytest.raises(CourseError, match="no student 'flast'"):
        extensions.grant(taken, ASSIGNMENT, "flast", timedelta(days=2))
    with pytest.raises(CourseError, match="no assignment 'second'"):
        extensions.held(taken, "second")
    gradebook.update_or_create_assignment(ASSIGNMENT, duedate=None)
    with pytest.raises(CourseError, match="no due date"):
        extensions.grant(taken, ASSIGNMENT, "flast", timedelta(days=2))


# Late penalties


@pytest.mark.parametrize(
    ("hours", "penalty"), [(0.1, None), (0.3, 2), (24.2, 2), (24.3, 4), (24 * 4, 8), (24 * 5, 10), (24 * 50, 10)]
)
def test_each_day_that_has_begun_takes_a_part(hours: float, penalty: float | None):
    plugin = PenaltyPerDay(config=Config({"PenaltyPerDay": {"per_day": 0.1, "most": 0.5, "grace": 15}}))
    assert plugin.late_submission_penalty("flast", 20, hours * 3600) == penalty


def test_the_plugins_that_the_page_shows_work():
    text = (ROOT / "docs/instructors.md").read_text(encoding="utf-8")
    ours, own = (code for code in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "AssignLatePenalties" in code)
    for code, kind, penalties in ((ours, PenaltyPerDay, [2, 2, 6]), (own, LateSubmissionPlugin, [0, 5, 20])):
        settings = Config()
        exec(code, {"c": settings})
        plugin = settings.AssignLatePenalties.plugin_class(config=settings)
        assert isinstance(plugin, kind)
        found = [plugin.late_submission_penalty("flast", 20, hours * 3600) for hours in (1, 13, 49)]
        assert found == pytest.approx(penalties)


# A term in one file


@pytest.mark.machine
def test_a_term_in_one_file_is_a_course(new: Course, tmp_path: Path):
    with new.gradebook() as gradebook:
        gradebook.add_student("jdöe", email="j@example.org")
    place = new.root / "submitted" / "jdöe" / ASSIGNMENT
    place.mkdir(parents=True)
    (place / NOTEBOOK).write_bytes(WORK)
    (place / "line\nbreak.txt").write_bytes(b"1")
    (place / "link").symlink_to("/etc/passwd")
    (place / "same").hardlink_to(place / NOTEBOOK)
    os.mkfifo(place / "pipe")
    path = tmp_path / "kept here" / "term.tar.gz"
    done = grading(new, "archive", "--output", str(path))
    assert (done.returncode, "SHA-256: " in done.stdout) == (0, True), done.stderr
    digest, name = path.with_name("term.tar.gz.sha256").read_text().split()
    assert (hashlib.sha256(path.read_bytes()).hexdigest(), "term.tar.gz") == (digest, name)

    with tarfile.open(path) as packed:
        packed.extraction_filter = lambda member, path: member  # ours; Python 3.11.2 has no name for it
        packed.extractall(tmp_path / "again")
    again = Course(tmp_path / "again" / "term")
    with again.gradebook() as gradebook:
        assert gradebook.find_student("jdöe").email == "j@example.org"
    for step in ("source", "release"):
        one, other = new.root / step, again.root / step
        assert {path.relative_to(other): what for path, what in contents(other).items()} == {
            path.relative_to(one): what for path, what in contents(one).items()
        }
    there = again.root / "submitted" / "jdöe" / ASSIGNMENT
    assert contents(there).keys() >= {there / "link", there / "pipe"}
    assert (there / "same").read_bytes() == (there / NOTEBOOK).read_bytes() == WORK
    for line in (again.root / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.lstrip("\\").split("  ", 1)
        file = again.root / (name.replace("\\n", "\n") if line[0] == "\\" else name)
        assert hashlib.sha256(file.read_bytes()).hexdigest() == digest, name
    assert "is there already" in grading(new, "archive", "--output", str(path)).stderr


@pytest.fixture
def without_a_gradebooks_copy(gradebook: Gradebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grading.regrade.rows.copy", lambda _, path: path.touch())


@pytest.mark.usefixtures("without_a_gradebooks_copy")
def test_what_cannot_be_packed_is_said(taken: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    place = taken.root / "submitted" / "flast" / ASSIGNMENT
    place.mkdir(parents=True)
    (place / NOTEBOOK).write_bytes(WORK)
    (place / "gone").write_bytes(b"")
    opened = Path.open

    def refuse(path: Path, *how: Any, **more: Any) -> IO[bytes]:
        if path.name == "gone":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *how, **more)  # type: ignore[no-any-return]

    monkeypatch.setattr(Path, "open", refuse)
    packed = archive.pack(taken, tmp_path / "term.tar.gz")
    assert packed.left == (f"submitted/flast/{ASSIGNMENT}/gone: Permission denied",)
    with tarfile.open(packed.path) as held:
        assert f"term/submitted/flast/{ASSIGNMENT}/{NOTEBOOK}" in held.getnames()


@pytest.mark.usefixtures("without_a_gradebooks_copy")
def test_a_file_of_any_length_is_packed_in_little_memory(taken: Course, tmp_path: Path):
    place = taken.root / "submitted" / "flast" / ASSIGNMENT / "long.bin"
    place.parent.mkdir(parents=True)
    with place.open("wb") as file:
        file.truncate(50 << 20)
    place.with_name("again.bin").hardlink_to(place)
    tracemalloc.start()
    packed = archive.pack(taken, tmp_path / "term.tar.gz")
    assert tracemalloc.get_traced_memory()[1] < 20 << 20
    tracemalloc.stop()
    with tarfile.open(packed.path) as held:
        sizes = {Path(each.name).name: each.size for each in held}
    assert sizes["long.bin"] == sizes["again.bin"] == 50 << 20


@pytest.mark.usefixtures("without_a_gradebooks_copy")
def test_where_packing_fails_nothing_is_left(taken: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "x")

    monkeypatch.setattr(tarfile.TarFile, "addfile", full)
    with pytest.raises(OSError, match="No space"):
        archive.pack(taken, tmp_path / "new" / "term.tar.gz")
    assert list((tmp_path / "new").iterdir()) == []


# The commands


@pytest.mark.machine
def test_the_commands(new: Course, tmp_path: Path):
    [path] = lists(tmp_path, CANVAS)
    assert "2 new, 0 changed" in grading(new, "roster", str(path)).stdout
    new.nbgrader("db", "assignment", "add", ASSIGNMENT, "--duedate=2026-03-01 12:00 UTC")
    assert "flast may hand in until" in grading(new, "extend", ASSIGNMENT, "flast", "--days", "2").stdout
    assert "flast: until" in grading(new, "extend", ASSIGNMENT).stdout
    assert grading(new, "extend", ASSIGNMENT, "flast", "--until", "2026-03-09 12:00").returncode == 0
    done = grading(new, "report", ASSIGNMENT, "--format", "json", "--output", str(tmp_path / "report.json"))
    assert done.returncode == 0
    assert '"not_graded": 0' in (tmp_path / "report.json").read_text()
    assert grading(new, "extend", ASSIGNMENT, "flast").returncode == 2
