"""`python -m grading autograde --scheduler`: a class graded on a Dask cluster is the class graded here."""

from __future__ import annotations

import functools
import importlib
import json
import os
import pickle
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest
from nbformat import NotebookNode

from grading.autograde import classroom, cluster
from grading.autograde.classroom import Graded
from grading.bank import Submission
from grading.course import CONFIG, Course, CourseError
from grading.seal.plan import plan
from grading.seal.window.records import Limits, Report, Verdict

from . import ASSIGNMENT
from .classes import NO_DRAWINGS, ROOT, GradedClass, new_course, stratified
from .commands import POOL
from .conftest import DAMAGED, SUBMISSIONS, cell, needed
from .test_agreement import told
from .test_classroom import started
from .tools import crowd

pytestmark = pytest.mark.machine

PATIENCE = 120.0


class Machine(NamedTuple):
    """Where processes of Dask's run: here, or in a network of their own, which is another machine for all they see."""

    host: str = "127.0.0.1"  # its own address
    enter: tuple[str, ...] = ()  # before a command that is to run there
    link: str = ""  # what joins it with this one, on this side
    outer: str = ""  # and this one's address at that

    def is_lost(self) -> None:
        """Without a word: its power fails, or its cable breaks."""
        subprocess.run(["ip", "link", "set", self.link, "down"], check=True)


HERE = Machine()


@contextmanager
def machine(number: int) -> Iterator[Machine]:
    """Another one. Needs root."""
    name = f"grading{os.getpid() % 10_000}-{number}"  # of a link fifteen letters at most
    inner, outer = (f"10.213.{number}.{last}" for last in (2, 1))
    enter = ("ip", "netns", "exec", name)
    subprocess.run(["ip", "netns", "add", name], check=True)
    try:
        for command in (
            ("ip", "link", "add", name, "type", "veth", "peer", "name", "uplink", "netns", name),
            ("ip", "address", "add", f"{outer}/30", "dev", name),
            ("ip", "link", "set", name, "up"),
            (*enter, "ip", "address", "add", f"{inner}/30", "dev", "uplink"),
            (*enter, "ip", "link", "set", "uplink", "up"),
            (*enter, "ip", "link", "set", "lo", "up"),
            (*enter, "ip", "route", "add", "default", "via", outer),
        ):
            subprocess.run(command, check=True)
        yield Machine(inner, enter, name, outer)
    finally:
        subprocess.run(["ip", "netns", "delete", name], check=True)


@dataclass
class Dask:
    """A scheduler and workers, each started as a person would, in an empty folder of its own; see `running`."""

    folder: Path
    environment: dict[str, str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    address: str = ""

    def start(self, *command: str, host: str, enter: Sequence[str] = (), **environment: str) -> Path:
        """``dask`` with these words; returns where it says what it does."""
        place = self.folder / str(len(self.processes))
        place.mkdir()
        with (place / "log").open("w") as log:
            process = subprocess.Popen(
                # The port of Dask's web pages is only for this machine.
                [*enter, sys.executable, "-m", "dask", *command, "--host", host, "--dashboard-address", "127.0.0.1:0"],
                cwd=place,
                env=os.environ | self.environment | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return place / "log"

    def worker(self, machine: Machine = HERE, **environment: str) -> Worker:
        one = ("worker", self.address, "--nworkers", "1", "--nthreads", "1")
        log = self.start(*one, host=machine.host, enter=machine.enter, **environment)
        until(lambda: "Registered to" in log.read_text())
        return Worker(self.processes[-1])


@dataclass(frozen=True)
class Worker:
    """A worker, and the process in which Dask keeps watch over it and replaces it."""

    watch: subprocess.Popen[bytes]

    @property
    def process(self) -> psutil.Process:
        children = psutil.Process(self.watch.pid).children()
        return next(one for one in children if "spawn_main" in " ".join(one.cmdline()))

    def is_at_work(self) -> bool:
        """Whether a notebook runs: its warm process has an examiner beside the sandbox."""
        with suppress(psutil.NoSuchProcess, StopIteration):
            return any(len(desk.children()) > 1 for desk in self.process.children())
        return False

    def stop(self) -> None:
        self.watch.terminate()
        self.watch.wait(PATIENCE)


def until(true: Callable[[], bool]) -> None:
    """Wait until it is."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def gone(processes: list[psutil.Process]) -> bool:
    def ended(process: psutil.Process) -> bool:
        try:
            return process.status() == psutil.STATUS_ZOMBIE  # where nobody cares for orphans
        except psutil.NoSuchProcess:
            return True

    return all(ended(process) for process in processes)


@contextmanager
def running(folder: Path, *options: str, host: str = HERE.host, **environment: str) -> Iterator[Dask]:
    """A scheduler, which gives a submission to a second worker where its first one died, and to no third."""
    folder.mkdir()
    once = {"PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
    dask, about = Dask(folder, once | environment), folder / "scheduler.json"
    try:
        dask.start("scheduler", "--port", "0", "--scheduler-file", str(about), *options, host=host)
        until(lambda: about.exists() and about.read_text().endswith("}"))
        dask.address = json.loads(about.read_text())["address"]
        yield dask
    finally:
        for process in reversed(dask.processes):
            process.terminate()
            process.wait(PATIENCE)


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Dask]:
    with running(tmp_path / "dask") as dask:
        yield dask


@pytest.fixture
def hanging(course: Course, solved: NotebookNode, tmp_path: Path) -> Course:
    """Three submissions that take a minute or more; no test waits until they are graded."""
    copy = new_course(course, tmp_path / "course")
    notebook = deepcopy(solved)
    cell(notebook, "mse_loss").source = "while True:\n    pass"
    for name in "abc":
        copy.submit(name, notebook)
    return copy


class Both(Executor):
    """Hands each job to two executors. The class is graded by what the first says."""

    def __init__(self, one: Executor, other: Executor) -> None:
        self.pairs: list[tuple[Future[dict[str, Report]], Future[dict[str, Report]]]] = []
        self.executors = one, other

    def submit(self, *call: object) -> Future[dict[str, Report]]:  # type: ignore[override]
        one, other = (executor.submit(*call) for executor in self.executors)
        self.pairs.append((one, other))
        return one


#: Who is graded in a class of its own each way.
SAMPLE = [one for one in [*SUBMISSIONS, *DAMAGED] if one.name in stratified([*SUBMISSIONS, *DAMAGED], 6)]


@pytest.mark.parametrize(
    "submissions",
    [pytest.param(SAMPLE, id="sample"), pytest.param([*SUBMISSIONS, *DAMAGED], id="bank", marks=pytest.mark.whole)],
)
def test_a_class_comes_out_the_same_here_and_on_a_cluster_that_loses_a_worker(
    submissions: list[Submission], course: Course, solved: NotebookNode, graded: GradedClass, dask: Dask, tmp_path: Path
):
    """Right, wrong and damaged: by processes here, and by two workers of Dask's."""
    bank = new_course(course, tmp_path / "course", NO_DRAWINGS)
    for submission in submissions:
        submission.hand_in(solved, bank.notebook("submitted", submission.name))
    dask.worker()
    lost = dask.worker()
    ended: list[Graded] = []

    def end(one: Graded) -> None:
        ended.append(one)
        if len(ended) == 5:
            lost.process.kill()

    with cluster.pool(dask.address) as (executor, workers):
        assert workers == 2
        both = Both(POOL, executor)
        classroom.autograde(bank, ASSIGNMENT, both, workers, end=end)
        for here, there in both.pairs:
            assert said(there.result()) == said(here.result())
    assert len(both.pairs) == len(ended) == len(submissions)
    scores = bank.scores()
    for submission in submissions:
        name = submission.name
        assert scores[name] == graded.scores[name]
        assert bank.messages(name) == graded.messages(name)
        assert told(bank, name) == told(graded.course, name)


def said(reports: dict[str, Report]) -> list[object]:
    """What becomes of reports a score and a message."""
    return [
        (name, test.grade_id, test.verdict, test.message, [output.get("evalue") for output in test.outputs])
        for name, report in reports.items()
        for test in report.tests
    ]


@pytest.mark.parametrize("submissions", [pytest.param(SAMPLE, id="sample", marks=pytest.mark.whole)])
def test_a_machine_that_is_lost_without_a_word_costs_no_submission(
    submissions: list[Submission], course: Course, solved: NotebookNode, graded: GradedClass, tmp_path: Path
):
    """Two machines' workers, of which one is heard of no more while it has submissions: the other gets those."""
    if os.geteuid() != 0:
        pytest.skip("Only root makes a network for another machine.")
    if shutil.which("ip") is None:
        needed("program ip", "a cluster of two machines")
    bank = new_course(course, tmp_path / "course", NO_DRAWINGS)
    for submission in submissions:
        submission.hand_in(solved, bank.notebook("submitted", submission.name))
    ended: list[Graded] = []
    silence = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP": "12s"}  # after which the other end is taken for lost
    with machine(1) as stays, machine(2) as lost, running(tmp_path / "dask", host=stays.outer, **silence) as dask:
        dask.worker(stays)
        dask.worker(lost)

        def end(one: Graded) -> None:
            ended.append(one)
            if len(ended) == 2:
                lost.is_lost()

        with cluster.pool(dask.address) as (executor, workers):
            assert workers == 2
            classroom.autograde(bank, ASSIGNMENT, executor, workers, end=end)
    assert len(ended) == len(submissions)
    assert bank.scores() == {submission.name: graded.scores[submission.name] for submission in submissions}


@pytest.mark.whole
def test_what_bounds_a_large_cluster_is_measured_by_workers_that_only_wait(course: Course, tmp_path: Path):
    *_, row = crowd.run(course, [3], 0.1, tmp_path, lambda words: None).splitlines()
    workers, submissions, rate, most, *costs = (float(cell) for cell in row.strip("|").split("|"))
    assert (workers, submissions, most) == (3, 60, 30)
    assert 0 < rate < most
    assert all(cost > 0 for cost in costs[:3])


@pytest.mark.whole
def test_encrypted_it_grades_for_those_who_have_a_certificate(
    course: Course, solved: NotebookNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    small = new_course(course, tmp_path / "course")
    small.submit("solved", solved)
    new = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-days", "1")
    signed = ("-CA", "ca.pem", "-CAkey", "ca.key")
    for command in (
        (*new, "-subj", "/CN=CA", "-keyout", "ca.key", "-out", "ca.pem"),
        (*new, *signed, "-subj", "/CN=grading", "-keyout", "grading.key", "-out", "grading.pem"),
        (*new, "-subj", "/CN=another CA", "-keyout", "another.key", "-out", "another.pem"),
    ):
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    ours = {"CA_FILE": "ca.pem"}
    for role in ("SCHEDULER", "WORKER", "CLIENT"):
        ours |= {f"{role}__CERT": "grading.pem", f"{role}__KEY": "grading.key"}
    settings = {f"DASK_DISTRIBUTED__COMM__TLS__{name}": str(tmp_path / file) for name, file in ours.items()}
    settings["DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION"] = "True"
    with running(tmp_path / "dask", "--protocol", "tls", **settings) as dask:
        dask.worker()
        assert dask.address.startswith("tls://")
        monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", "2s")
        plain = started(small, "--scheduler", dask.address.replace("tls", "tcp"))
        assert "No Dask scheduler answers" in plain.communicate()[0]
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        run = started(small, "--scheduler", dask.address)  # Dask reads its settings once, when it is imported
        said = run.communicate()[0]
        assert run.returncode == 0, said
        for part, file in (("CERT", "another.pem"), ("KEY", "another.key")):
            monkeypatch.setenv(f"DASK_DISTRIBUTED__COMM__TLS__CLIENT__{part}", str(tmp_path / file))
        stranger = started(small, "--scheduler", dask.address)
        assert "No Dask scheduler answers" in stranger.communicate()[0]
    assert sum(small.scores()["solved"].values()) == 20


@pytest.mark.whole
def test_a_worker_that_is_killed_leaves_no_process_and_a_second_time_no_zero(hanging: Course, dask: Dask):
    worker = dask.worker()
    run = started(hanging, "--json", "--student", "a", "--scheduler", dask.address)
    for _ in range(2):
        until(worker.is_at_work)
        left = worker.process.children(recursive=True)
        worker.process.kill()
        until(functools.partial(gone, left))
    one, summary = map(json.loads, run.communicate()[0].splitlines())
    assert run.returncode == 3
    assert (one["student"], one["verdicts"]) == ("a", {})
    assert "workers died" in one["reason"]
    assert summary["summary"]["verdicts"] == {Verdict.INFRASTRUCTURE_ERROR: 1}
    assert hanging.scores() == {}


@pytest.mark.whole
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_ending_the_command_ends_what_runs_on_the_workers(hanging: Course, dask: Dask, number: signal.Signals):
    worker = dask.worker()
    run = started(hanging, "--scheduler", dask.address)
    until(worker.is_at_work)
    process, left = worker.process, worker.process.children(recursive=True)
    run.send_signal(number)
    run.communicate()
    began = time.monotonic()
    until(functools.partial(gone, left))
    assert time.monotonic() - began < 20  # the notebooks would take minutes
    assert worker.process == process


@pytest.mark.whole
def test_a_worker_that_is_stopped_leaves_no_process(hanging: Course, dask: Dask):
    worker = dask.worker()
    run = started(hanging, "--scheduler", dask.address)
    until(worker.is_at_work)
    left = worker.process.children(recursive=True)
    run.kill()
    run.communicate()
    worker.stop()
    until(functools.partial(gone, left))


@pytest.mark.whole
def test_when_the_scheduler_is_lost_one_line_says_so(hanging: Course, dask: Dask):
    worker = dask.worker()
    run = started(hanging, "--scheduler", dask.address)
    until(worker.is_at_work)
    dask.processes[0].kill()
    *_, line = run.communicate()[0].splitlines()  # Dask has words of its own
    assert line == "The workers are gone. What was graded is kept; start again to grade the rest."
    assert run.returncode == 1


@pytest.mark.parametrize(
    ("address", "words"),
    [
        pytest.param("tcp://127.0.0.1:1", "Timed out", marks=pytest.mark.whole),
        ("nonsense", "missing port"),
        pytest.param("tls://127.0.0.1:1", "TLS configuration", marks=pytest.mark.whole),
    ],
)
def test_an_address_where_no_scheduler_is_makes_one_line(
    address: str, words: str, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", "1s")
    command = [sys.executable, "-m", "grading", "autograde", ASSIGNMENT, "--scheduler", address]
    done = subprocess.run(command, cwd=course.copy_to(tmp_path / "course").root, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert line.startswith(f"No Dask scheduler answers at {address}")
    assert words in line


def test_without_dask_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "grading.autograde.cluster")
    with pytest.raises(CourseError, match=r"pip install 'distributed<"):
        importlib.import_module("grading.autograde.cluster")


def test_without_workers_it_says_how_to_start_one(dask: Dask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cluster, "_PATIENCE", 0.5)
    with pytest.raises(CourseError, match=rf"no workers\. .*dask worker {dask.address}"), cluster.pool(dask.address):
        pass


@pytest.mark.whole
def test_a_worker_with_another_version_is_named(hanging: Course, dask: Dask, tmp_path: Path):
    shutil.copytree(ROOT / "grading", tmp_path / "other" / "grading")
    with (tmp_path / "other" / "grading" / "seal" / "worker.py").open("a") as module:
        module.write("# Another version.\n")
    other = dask.worker(PYTHONPATH=str(tmp_path / "other"))
    with pytest.raises(CourseError, match=r"On the worker .* grading \w+ and not "), cluster.pool(dask.address):
        pass
    other.stop()
    dask.worker()
    with cluster.pool(dask.address) as (executor, workers):
        dask.worker(PYTHONPATH=str(tmp_path / "other"))  # comes later
        with pytest.raises(CourseError, match=r"On a worker on .* grading \w+ and not "):
            classroom.autograde(hanging, ASSIGNMENT, executor, workers)
    assert hanging.scores() == {}


@pytest.mark.whole
def test_a_worker_without_bubblewrap_is_named(hanging: Course, dask: Dask, tmp_path: Path):
    with (hanging.root / CONFIG).open("a") as config:
        config.write('\nc.SealedExecute.confinement = "bubblewrap"\n')
    dask.worker(PATH=str(tmp_path))
    run = started(hanging, "--scheduler", dask.address)
    said = run.communicate()[0]
    assert f"cannot start on {platform.node()}. By bubblewrap: There is no program bwrap" in said
    assert run.returncode == 1
    assert hanging.scores() == {}


def test_a_job_is_self_contained_and_small(solved: NotebookNode, source: NotebookNode):
    """It brings the instructor's cells with it; the report that comes back is larger."""
    assert len(pickle.dumps(plan(solved, source, (), Limits()))) < 100_000
