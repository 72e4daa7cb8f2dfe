"""What the tests of the seal share: a warm launcher, a warm grader."""

from dataclasses import replace

import pytest

from grading.seal.grader import Grader
from grading.seal.sandbox.choice import CONFINEMENTS
from grading.seal.sandbox.launcher import Launcher
from grading.seal.window.records import Limits
from tests.seal.toy import submit, toy

LIMITS = Limits(
    seconds_per_cell=6,
    seconds_per_call=2,
    seconds_per_submission=60,
    memory=1 << 30,
    processes=20,
    disk=8 << 20,
    output=1 << 20,
)


#: By what a bench is confined. What holds by the first holds by the second, but for what a test says of it.
BOTH = ["bubblewrap", pytest.param("landlock", marks=pytest.mark.whole)]


@pytest.fixture(scope="session", params=BOTH)
def confinement(request):
    return request.param


@pytest.fixture(scope="session")
def launcher(confinement):
    with Launcher(LIMITS, CONFINEMENTS[confinement]()) as made:
        yield made


@pytest.fixture
def bench(launcher):
    made = launcher.bench()
    made.begin(60, float("inf"))
    yield made
    made.close()


@pytest.fixture
def student(bench):
    """Runs code on a bench and returns what a name holds for a test."""

    def defined(code, name="f"):
        done = bench.run("import torch, numpy as np\n" + code, 1)
        assert not done.error, done.error
        return bench.lookup([name]).get(name)

    return defined


@pytest.fixture(scope="session")
def grader(confinement):
    with Grader(replace(LIMITS, confinement=confinement)) as made:
        yield made


@pytest.fixture
def verdicts(grader):
    """Grades a submission of the toy assignment: grade_id -> verdict."""

    def graded(submission=None, files=(), **solutions):
        report = grader.grade(submission or submit(**solutions), toy(), files)
        return {test.grade_id: str(test.verdict) for test in report.tests}

    return graded
