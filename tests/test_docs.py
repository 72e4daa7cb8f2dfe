"""The documentation names what is there; what it has a reader type, a test runs, or it is said why none does."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from grading import cli

from .classes import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]

_CYCLE = "tests/test_wheel.py::test_an_instructors_whole_cycle"
_EACH = "tests/test_wheel.py::test_every_command_works_or_says_in_a_line_what_it_needs"
_CLASS = "tests/test_classroom.py::test_only_what_is_new_or_changed_is_graded_again"
_PAGES = "tests/test_class_feedback.py::test_all_are_written_again_when_the_settings_have_changed_or_it_is_asked"
_CLUSTER = "tests/test_cluster.py::test_a_class_comes_out_the_same_here_and_on_a_cluster_that_loses_a_worker"
_TLS = "tests/test_cluster.py::test_encrypted_it_grades_for_those_who_have_a_certificate"
_CHANGED = "tests/test_changing.py::test_a_changed_assignment_is_released_and_graded"
_HAND_BACK = "tests/test_handback.py::test_the_commands_of_the_page"
_TERM = "tests/test_term.py::test_the_commands"
_COLLECT = "tests/test_collect.py::test_the_command"
_REGRADE = "tests/test_regrade.py::test_the_command"
#: Each command that a page shows, with the test that runs it. A ``*`` is whatever a reader puts there.
RUN_BY = {
    "make demo": "tests/test_make.py::test_make_demo_names_the_seal_first_and_last_and_the_pages_to_open",
    "make release": "tests/test_make.py::test_make_release_makes_it_from_the_source",
    "make lab": "tests/browser/test_student.py::test_make_lab_opens_the_release",
    "jupyter lab": "tests/browser/test_instructor.py::test_an_instructor_releases_grades_and_gives_feedback",
    "nbgrader generate_assignment linear_regression": _CYCLE,
    "nbgrader generate_assignment linear_regression --force": _CHANGED,
    "python -m grading release": _CHANGED,
    "python -m grading words fr >> source/words.fr.toml": (
        "tests/test_language.py::test_the_command_lists_what_is_to_be_written_and_then_nothing"
    ),
    "nbgrader release_assignment linear_regression": _CYCLE,
    "nbgrader collect linear_regression": _CYCLE,
    "export NBGRADER_EXCHANGE_ROOT=~/exchange": _CYCLE,
    "python -m grading feedback linear_regression": _CYCLE,
    "python -m grading feedback linear_regression --force": _PAGES,
    "python -m grading feedback linear_regression --student ID": _PAGES,
    "nbgrader release_feedback linear_regression": _CYCLE,
    "nbgrader export": _CYCLE,
    "nbgrader export --exporter grading.export.*ExportPlugin --to *.csv": _CYCLE,
    "python -m grading collect linear_regression submissions.zip": _COLLECT,
    "python -m grading collect linear_regression submissions.zip --dry-run": _COLLECT,
    "python -m grading collect linear_regression submissions.zip --roster *.csv": _COLLECT,
    "nbgrader export --exporter grading.export.MoodleWorksheetPlugin --MoodleWorksheetPlugin.worksheet=*": _HAND_BACK,
    "nbgrader export --exporter grading.export.FeedbackArchivePlugin --to feedback.zip": _HAND_BACK,
    "nbgrader db assignment add linear_regression --duedate=*": _TERM,
    "python -m grading extend linear_regression": _TERM,
    "python -m grading extend linear_regression flast --days 2": _TERM,
    "python -m grading extend linear_regression flast --until *": _TERM,
    "python -m grading roster students.csv": _TERM,
    "python -m grading archive": "tests/test_term.py::test_a_term_in_one_file_is_a_course",
    "python -m grading doctor": _EACH,
    "python -m grading verify linear_regression": (
        "tests/test_verify.py::test_the_command_names_the_test_and_what_to_do_and_a_tag_mends_it"
    ),
    "python -m grading autograde linear_regression": _CYCLE,
    "python -m grading autograde linear_regression --force": _CLASS,
    "python -m grading autograde linear_regression --student ID": _CLASS,
    "python -m grading autograde linear_regression --json": _CLASS,
    "python -m grading autograde linear_regression --watch": "tests/test_arrivals.py::test_a_process_that_watches",
    "python -m grading autograde linear_regression --workers 4": (
        "tests/test_gradebook.py::test_several_runs_at_once_grade_all"
    ),
    "python -m grading autograde linear_regression --scheduler tcp://*": (
        "tests/test_cluster.py::test_when_the_scheduler_is_lost_one_line_says_so"
    ),
    "python -m grading autograde linear_regression --scheduler tls://*": _TLS,
    "python -m grading check *.ipynb": _CYCLE,
    "python -m grading check *.ipynb --watch": (
        "tests/test_check.py::test_the_command_watches_until_ctrl_c_and_ends_with_the_last_status"
    ),
    "python -m grading check *.ipynb --fail-under 60% --json": (
        "tests/test_check.py::test_the_status_says_whether_points_are_lost"
    ),
    "python -m grading check *.ipynb --fail-under 60% --page feedback.html": (
        "tests/test_pipelines.py::test_its_steps_grade_and_their_status_is_the_jobs"
    ),
    "python -m grading regrade linear_regression": _CYCLE,
    "python -m grading regrade linear_regression --apply": _REGRADE,
    "python -m grading regrade linear_regression --undo": _REGRADE,
    "python -m grading report linear_regression": _CYCLE,
    "python -m grading report linear_regression --names": _CYCLE,
    "python -m grading report linear_regression --format json": (
        "tests/test_report.py::test_the_command_writes_where_it_says"
    ),
    "export NBGRADER_DB_URL=postgresql+psycopg://*": "tests/test_gradebook.py::test_several_runs_at_once_grade_all",
    "pip wheel --no-deps --wheel-dir dist .": _CYCLE,
    "pip install --constraint constraints.txt *.whl": _CYCLE,
    "dask scheduler --host * --port * --dashboard-address 127.0.0.1:0": _CLUSTER,
    "dask scheduler --protocol tls --host * --port * --dashboard-address 127.0.0.1:0": _TLS,
    "dask worker tcp://* --host * --nworkers * --nthreads 1 --dashboard-address 127.0.0.1:0": _CLUSTER,
    "dask worker tls://* --host * --nworkers * --nthreads 1 --dashboard-address 127.0.0.1:0": _TLS,
    "openssl req -x509 * -keyout ca.key -out ca.pem": _TLS,
    "openssl req -x509 * -CA ca.pem -CAkey ca.key -keyout grading.key -out grading.pem": _TLS,
}
_THESE = "It runs these tests."
#: Each command that a page shows and no test runs, with the reason.
NOT_RUN = {
    "make check": _THESE,
    "make test": _THESE,
    "make test-all": _THESE,
    "ALL_TESTS_REQUIRED=1 make test-all": _THESE,
    "make screenshots": _THESE,
    "make fuzz": _THESE,
    ".venv/bin/pytest -k halves_the_mse": _THESE,
    "make lint": "It is a part of `make check`.",
    "make image": "It needs a container engine; `tests/test_image.py` runs the steps and the script without one.",
    "make clean": "It would remove the environment that runs the tests.",
    "make benchmark": "It takes long.",
    'make benchmark ARGS="--sample 12"': "It takes long.",
    "python -m tests.tools pages": "It grades a class of 300.",
    "python -m tests.tools crowd": "It measures, and promises nothing.",
    "python -m tests.tools start": "It measures, and promises nothing.",
    "python -m tests.tools compare": "Stock nbgrader waits out every hang: it takes an hour.",
    "python -m tests.tools corpus": "`tests/test_assignments.py` runs what it shows, and says what it must be.",
    "pip install --constraint constraints.txt .": (
        f"pip makes the wheel that is installed by hand in `{_CYCLE}`, and leaves its traces in the folder."
    ),
    "pip install git+https://*": "The address is the reader's own.",
    "pip install '.[postgresql]'": "What runs the tests was installed with the extra `test`, which has this one.",
    "sudo -u postgres createuser grader --pwprompt": "It asks for a password; the tests have a server of their own.",
    "sudo -u postgres createdb grades --owner grader": "It needs the machine's own server; the tests have another.",
}


def known(command: str, table: dict[str, str]) -> list[str]:
    """The entries of a table that are this command."""
    patterns = {entry: ".*".join(map(re.escape, entry.split("*"))) for entry in table}
    return [entry for entry, pattern in patterns.items() if re.fullmatch(pattern, command)]


def commands(page: Path) -> Iterator[str]:
    """What a page has its reader type: each ``$ …`` of its console blocks, without the comment."""
    for block in re.findall(r"^```console\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
        for line in re.findall(r"^\$ (.*)$", re.sub(r"\s*\\\n\s*", " ", block), re.MULTILINE):
            yield re.sub(r"\s+# .*", "", line).strip()


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """The headings of a page, as links name them."""
    headings = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def exists(path: str, name: str) -> bool:
    """Whether there is that file, and that test in it if one is named."""
    file = ROOT / path
    return file.is_file() and (not name or f"\ndef {name}(" in file.read_text(encoding="utf-8"))


def missing(text: str) -> list[tuple[str, str]]:
    """The tests that a text names and that are not there."""
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text)
    return [(path, name) for path, name in named if not exists(path, name)]


by_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@by_page
def test_every_test_that_a_page_names_exists(page: Path):
    assert missing(page.read_text(encoding="utf-8")) == []


def test_every_promise_of_security_has_its_test():
    _, table = (ROOT / "docs/security.md").read_text(encoding="utf-8").split("\n## Each promise and its tests\n")
    rows = [line for line in table.splitlines() if line[:2] == "| "]
    promises = [line.split("|")[1:3] for line in rows[1:] if not line.startswith("| **")]
    assert len(promises) > 20
    assert [promise for promise, tests in promises if "::test_" not in tests] == []


@by_page
def test_every_command_of_a_page_is_known(page: Path):
    """With a test that runs it, or a reason why none does; and with one of them."""
    unknown = [command for command in commands(page) if len(known(command, RUN_BY | NOT_RUN)) != 1]
    assert unknown == [], "Name the test that runs it, or the reason why none does, in this file's tables."


@pytest.mark.parametrize(("command", "test"), RUN_BY.items())
def test_the_test_that_runs_a_command_is_there_and_has_its_options(command: str, test: str):
    path, _, name = test.partition("::")
    assert name
    assert exists(path, name)
    text = (ROOT / path).read_text(encoding="utf-8")
    options = re.findall(r"(?<= )--?[A-Za-z][\w-]*", command.removeprefix("python -m"))
    assert [option for option in options if option not in text] == []


def test_no_command_is_in_the_tables_that_is_on_no_page():
    shown = {command for page in PAGES for command in commands(page)}
    used = {entry for command in shown for entry in known(command, RUN_BY | NOT_RUN)}
    assert (RUN_BY | NOT_RUN).keys() - used == set()
    assert not RUN_BY.keys() & NOT_RUN.keys()
    assert [missing(reason) for reason in NOT_RUN.values() if missing(reason)] == []


@by_page
def test_commands_and_options_in_a_pages_text_are_there(page: Path):
    targets = re.findall(r"^([a-z-]+):.* ## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    ours = {
        name: {option for parameter in command.params for option in parameter.opts}
        for name, command in get_command(cli.app).commands.items()
    }
    spans = [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose(page))]
    for command in [*spans, *commands(page)]:
        if target := re.match(r"make (\S+)", command):
            assert target[1] in targets
        if called := re.match(r"python -m grading (\w+)", command):
            assert called[1] in ours
            assert set(re.findall(r"(?<= )--[\w-]+", command)) <= ours[called[1]] | {"--help"}


@by_page
def test_every_file_of_the_package_that_a_page_names_is_there(page: Path):
    named = re.findall(r"`((?:grading|source|release|tests)/[^`\s*…:]*)`", prose(page))
    assert [path for path in named if not (ROOT / path).exists()] == []


@by_page
def test_every_link_leads_to_a_file_and_to_a_heading_of_it(page: Path):
    astray = []
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            astray.append(link)
    assert astray == []
