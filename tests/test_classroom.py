"""`python -m grading autograde`: a class graded in parallel is the class that nbgrader grades one by one."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from nbformat import NotebookNode

from grading.autograde import classroom
from grading.autograde.classroom import Graded
from grading.bank import Submission
from grading.course import CONFIG, Course, CourseError
from grading.seal import worker
from grading.seal.plan import plan
from grading.seal.window.errors import InfrastructureError
from grading.seal.window.records import Limits, Verdict

from . import ASSIGNMENT, conftest
from .classes import GradedClass, new_course
from .commands import POOL, grading
from .conftest import SUBMISSIONS
from .pretending import Pretends

pytestmark = pytest.mark.machine

#: Some of those that the tests grade anyway.
SAMPLE = [one for one in SUBMISSIONS if one.name in conftest.SAMPLE][::10]


@pytest.fixture
def small(course: Course, solved: NotebookNode, tmp_path: Path) -> Course:
    """Three submissions."""
    copy = new_course(course, tmp_path / "course")
    for submission in SAMPLE[:3]:
        submission.hand_in(solved, copy.notebook("submitted", submission.name))
    return copy


@pytest.fixture
def classroom_course(small: Course, solved: NotebookNode) -> Course:
    """The whole sample."""
    for submission in SAMPLE[3:]:
        submission.hand_in(solved, small.notebook("submitted", submission.name))
    return small


def started(course: Course, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "grading", "autograde", ASSIGNMENT, *options]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.Popen(command, cwd=course.root, text=True, start_new_session=True, **pipes)


def autograde(course: Course, *options: str) -> tuple[int, list[dict], dict]:
    """The exit status, what is said of each submission, and the summary."""
    done = grading(course, "autograde", ASSIGNMENT, "--json", *options)
    *said, summary = map(json.loads, done.stdout.splitlines())
    return done.returncode, said, summary["summary"]


of_the_sample = pytest.mark.parametrize("submissions", [SAMPLE], ids=["sample"])


@pytest.mark.whole
@of_the_sample
def test_the_class_gets_what_it_gets_with_drawings_skipped(
    submissions: list[Submission], classroom_course: Course, graded: GradedClass
):
    status, said, summary = autograde(classroom_course)
    names = {submission.name for submission in SAMPLE}
    assert status == 0
    assert summary["graded"] == len(SAMPLE)
    assert {one["student"] for one in said} == names
    assert classroom_course.scores() == {name: graded.scores[name] for name in names}
    for name in names:
        assert classroom_course.messages(name) == graded.messages(name)
    assert not (classroom_course.root / "autograded.incomplete").exists()


def test_only_what_is_new_or_changed_is_graded_again(small: Course, solved: NotebookNode, release: NotebookNode):
    changed, forced = (submission.name for submission in SAMPLE[:2])
    assert autograde(small)[2]["graded"] == 3
    assert autograde(small)[2] | {"seconds": 0} == {
        "graded": 0, "graded_before": 3, "seconds": 0, "verdicts": {}, "need_a_person": [],
        "sealed": True, "unsealed": 0, "confined_by": {},
    }  # fmt: skip
    small.submit(changed, release)
    small.submit("comes_later", solved)
    _, said, summary = autograde(small)
    assert {one["student"] for one in said} == {changed, "comes_later"}
    assert summary["graded_before"] == 2
    assert sum(small.scores()[changed].values()) == 0
    assert sum(small.scores()["comes_later"].values()) == 20
    _, said, _ = autograde(small, "--force", "--student", forced)
    assert [one["student"] for one in said] == [forced]
    # What nbgrader sees there it takes for graded, as its own.
    assert "Autograding" not in small.nbgrader("autograde", ASSIGNMENT)


def test_a_submission_without_a_notebook_is_listed_for_a_person(small: Course):
    (small.root / "submitted" / "empty_folder" / ASSIGNMENT).mkdir(parents=True)
    status, said, summary = autograde(small, "--student", "empty_folder")
    assert status == 3
    assert summary["need_a_person"] == ["empty_folder"]
    [one] = said
    assert set(one["verdicts"].values()) == {"not gradable"}
    assert "no notebook" in one["reason"]
    assert set(small.scores()["empty_folder"].values()) == {0}


@of_the_sample
@pytest.mark.parametrize(
    ("number", "times"),
    [
        (signal.SIGKILL, 1),
        *(pytest.param(one, 7, marks=pytest.mark.whole) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)),
    ],
)
def test_a_run_that_is_killed_can_be_taken_up_again(
    submissions: list[Submission], classroom_course: Course, graded: GradedClass, number: signal.Signals, times: int
):
    """Whenever it is killed, a submission is graded wholly or not at all; in the end all is as if undisturbed."""
    chance = random.Random(number)
    for _ in range(times):
        process = started(classroom_course, "--json")
        assert process.stdout is not None
        for _ in range(chance.randint(0, 3)):  # so many are done
            process.stdout.readline()
        time.sleep(chance.uniform(0, 0.5))  # and the next is somewhere on its way
        os.kill(process.pid, number)
        process.communicate()
        in_gradebook = classroom_course.scores()
        in_folder = {path.parent.name for path in (classroom_course.root / "autograded").glob(f"*/{ASSIGNMENT}")}
        assert in_gradebook == {name: graded.scores[name] for name in in_gradebook}
        assert in_folder <= set(in_gradebook)
        for name in in_folder:
            assert classroom_course.messages(name) == graded.messages(name)
    autograde(classroom_course)
    assert classroom_course.scores() == {submission.name: graded.scores[submission.name] for submission in SAMPLE}
    assert not (classroom_course.root / "autograded.incomplete").exists()


class OneBreaks(Executor):
    """Loses whatever it is given second."""

    given = 0

    def submit(self, *args, **kwargs):
        self.given += 1
        if self.given != 2:
            return POOL.submit(*args, **kwargs)
        broken = Future()
        broken.set_exception(InfrastructureError("the grading process was lost"))
        return broken


def test_a_failure_of_ours_is_no_zero(small: Course):
    ended: list[Graded] = []
    classroom.autograde(small, ASSIGNMENT, OneBreaks(), 1, end=ended.append)
    [lost] = [one for one in ended if not one.verdicts]
    assert lost.needs_a_person
    assert lost.odd == (Verdict.INFRASTRUCTURE_ERROR,)
    assert "the grading process was lost" in lost.reason
    assert lost.student not in small.scores()
    assert not small.notebook("autograded", lost.student).exists()
    assert len(small.scores()) == 2
    _, said, _ = autograde(small)
    assert [one["student"] for one in said] == [lost.student]


def test_a_worker_that_dies_is_replaced_and_its_submission_run_again(solved: NotebookNode, source: NotebookNode):
    job = plan(solved, source, (), Limits())
    POOL.submit(worker.grade, {"first": job}).result()
    grader = worker._graders[POOL.submit(threading.get_ident).result()]
    before = grader._process
    assert before is not None
    again = POOL.submit(worker.grade, {"second": job})
    threading.Timer(0.2, before.kill).start()
    report = again.result()["second"]
    after = grader._process
    assert before is not after
    assert {test.verdict for test in report.tests} == {Verdict.PASSED}


def test_what_cannot_be_graded_at_all_is_one_clear_line(small: Course):
    with pytest.raises(CourseError, match="gradebook has no assignment 'no_such"):
        classroom.autograde(small, "no_such_assignment", POOL, 1)


@pytest.mark.whole
def test_without_a_sandbox_nothing_is_graded(small: Course, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    with (small.root / CONFIG).open("a") as config:
        config.write('\nc.SealedExecute.confinement = "bubblewrap"\n')
    monkeypatch.setenv("PATH", str(tmp_path))
    with ThreadPoolExecutor(1) as pool, pytest.raises(CourseError, match=r"no program bwrap .*\n.*sealed=False"):
        classroom.autograde(small, ASSIGNMENT, pool, 1)
    assert small.scores() == {}
    assert not list((small.root).glob("autograded*/*"))


def test_many_workers_are_no_more_ahead_than_is_written(classroom_course: Course, monkeypatch: pytest.MonkeyPatch):
    """What has run and is not written yet is held in memory, which a thousand workers would fill."""
    monkeypatch.setattr(classroom, "_MOST_DONE", 2)
    executor, ahead, ended = Pretends(), [], []

    def end(one: Graded) -> None:
        ended.append(one)
        ahead.append(len(executor.jobs) - len(ended))

    classroom.autograde(classroom_course, ASSIGNMENT, executor, 1000, end=end)
    assert len(ended) == len(SAMPLE)
    assert max(ahead) == 1
