"""The examiner: runs one submission against the instructor's cells and forms the verdicts.

Trusted side. Lives in a process of its own, forked for this one submission by `grading.seal.examiner.server`,
so that nothing a submission's values do to it (random state, warnings, memory) reaches the next. The
instructor's locked cells and test cells run here; everything else, and the locked cells once more, on a
bench. A test meets the bench as the cells before it have left it, and leaves nothing there. Tests are
graded in the source's order, whatever order a submission has: one whose reference tells what another asks
for comes behind it.
"""

from __future__ import annotations

import ast
import contextlib
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from grading.seal.cells.collector import shortened
from grading.seal.examiner import codes, inside, names
from grading.seal.examiner.keepsakes import Keepsakes
from grading.seal.examiner.testshell import ExaminerShell, TimedOut
from grading.seal.examiner.texts import Texts
from grading.seal.sandbox import vetting
from grading.seal.sandbox.proc import Unverifiable
from grading.seal.sandbox.remote import RemoteBench
from grading.seal.sandbox.written import LOOKS, Written
from grading.seal.window.errors import SourceBroken, StudentError
from grading.seal.window.mirrors import is_over
from grading.seal.window.objects import library_name
from grading.seal.window.records import (
    TESTS,
    CellOutputs,
    CellResult,
    Job,
    Output,
    Report,
    Role,
    Step,
    TestResult,
    Verdict,
)
from grading.seal.window.world import TestWorld

_MARGIN = 5.0  # seconds that a test cell may take beyond its time on the bench
#: Of all outputs of a notebook together: how many there may be, and what they may cost (see `vetting.size`).
MOST_OUTPUTS, MOST_OUTPUT = 2000, 8 << 20
_MOST_MESSAGE = 20_000  # characters
_PYPLOT = "matplotlib.pyplot"
_WORDS = re.compile(r"\w+")
_NOT_REACHED = "Not reached: the notebook as a whole took longer than it may."
_TESTS_SHARE = 0.3  # of a submission's time; however slow its own cells are, the tests get it


class Examiner:
    """Runs one job; `close` it. ``new_bench`` makes a bench; ``shell`` is open and used for nothing else.

    ``told`` is called with each test's result as soon as there is one. With ``begun`` the instructor's cells of the
    job's beginning have been run in the shell.
    """

    def __init__(
        self,
        job: Job,
        shell: ExaminerShell,
        new_bench: Callable[[], RemoteBench],
        told: Callable[[TestResult], None] = lambda result: None,
        begun: bool = False,
    ) -> None:
        self._job = job
        self._shell = shell
        shell.shown = "\n".join(s.bench_code for s in job.steps if s.role is Role.LOCKED and s.bench_code)
        self._new_bench = new_bench
        self._begun = job.shared if begun else 0  # steps that the shell has behind it
        self._world = TestWorld(shell.user_ns)
        self._keepsakes = Keepsakes(shell.user_ns)
        self._keepsakes.know({})
        helpers = [content.decode(errors="replace") for name, content in job.given if name.endswith(".py")]
        self.texts = Texts([*(step.trusted_code or "" for step in job.steps), *helpers])
        self.folder: Path | None = None  # the tests' own, where what they write is seen by the bench
        self._imported: dict[str, Any] = {}  # what the source's own imports bind
        self._leant = False  # whether a cell of the instructor's has met what the student's code has made
        self._names = job.names  # that tests take from the bench
        self._makers: dict[str, int] = {}  # by which test's step a name was bound to an object that is over with it
        self._drawn: tuple[str, ...] = ()  # names of the module that draws, in a test that mentions it
        self._tell = told
        self._bench: RemoteBench | None = None
        self._benches = 0
        self._copies = True  # whether a bench is asked for copies; one that has lied once is not
        self._skipped: set[int] = set()  # steps that killed a bench or had to be stopped
        self._doubted: set[int] = set()  # those that did so only when run once more
        self._stopped = 0
        self._refused: StudentError | None = None  # why no bench can hold this submission
        self._cells: list[CellResult] = []
        self._tests: dict[int, TestResult] = {}  # by the test's step
        self._stubbed = False  # whether a cell of the student's ended at what stands in the place of a solution
        self._given: list[str] = []  # the locked cells that did not run for the examiner, in words
        self._done = 0  # steps whose cells have been run, and their outputs kept
        self._at = 0  # steps that the bench that is there has behind it
        self._counts = job.counts
        self._own_seconds = job.limits.seconds_per_cell + _MARGIN
        self._waited_before = 0.0  # by benches that are no more
        self._until = self._time() + job.limits.seconds_per_submission
        self._until_tests = self._until - _TESTS_SHARE * job.limits.seconds_per_submission
        self._room, self._left = MOST_OUTPUT, MOST_OUTPUTS
        self._displays: dict[str, list[Output]] = {}  # what later display updates may find, by its id

    def run(self) -> Report:
        """Run everything; the bench is then told to end, and not waited for.

        Raises InfrastructureError where the fault is known to be ours.
        """
        began = time.monotonic()
        steps = self._job.steps
        try:
            for place in sorted(self._places(Role.TEST), key=lambda place: steps[place].rank):
                self._run_cells(place)
                self._begin_step()
                self._tests[place] = self._test(place, steps[place])
                self._tell(self._tests[place])
            self._run_cells(len(steps))
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            if self._bench is not None:
                self._bench.end()
        in_order = tuple(self._tests[place] for place in self._places(*TESTS))
        waited = self._waited()
        seconds = time.monotonic() - began
        given = tuple(self._given)
        return Report(tuple(self._cells), in_order, seconds, self._benches, waited=waited, given=given)

    def _begin_step(self) -> None:
        """Have the kernel end this process where it computes for longer than a step may.

        A loop in a library's own code, as over a `range` that a student has given, lets no handler of a signal run.
        """
        signal.setitimer(signal.ITIMER_VIRTUAL, self._own_seconds + _MARGIN)

    def _places(self, *roles: Role) -> list[int]:
        return [place for place, step in enumerate(self._job.steps) if step.role in roles]

    def _run_cells(self, until: int) -> None:
        """Run the cells before a step, but for those that have been run."""
        for place in range(self._done, until):
            step = self._job.steps[place]
            self._done = place + 1
            self._begin_step()
            if step.role is Role.TEST:
                continue
            if step.role is Role.INSIDE:
                self._tests[place] = self._inside(place, step)
                self._tell(self._tests[place])
                continue
            cell = self._cell(place, step)
            ended = _error(cell.outputs)
            self._stubbed |= step.role is Role.STUDENT and ended is not None and ended["ename"] in inside.NOT_ATTEMPTED
            if step.role is Role.STUDENT and step.bench_code:
                self._shell.announce(step.bench_code, ended)
            if step.index is not None:
                self._cells.append(cell)
            if step.trusted_code is not None and place >= self._begun:
                self._own(place, step)

    def close(self) -> None:
        """Return when the bench is gone."""
        if self._bench is not None:
            self._bench.close()

    def _cell(self, place: int, step: Step) -> CellResult:
        """A cell on the bench."""
        index = -1 if step.index is None else step.index
        if step.bench_code is None or not step.bench_code.strip():
            return CellResult(index, (), None)
        count = self._counts[place]
        began = time.monotonic()
        if self._time() > self._until_tests:
            self._skipped.add(place)
            return _unreached(index)
        done, trouble = self._run(place, step.bench_code, self._until_tests)
        outputs, cut = self._kept(done)
        if trouble is not None:
            outputs = (*outputs, _told(trouble[0], f"This cell did not end well: {trouble[1]}."))
        return CellResult(index, outputs, count, time.monotonic() - began, cut)

    def _run(self, place: int, code: str, until: float) -> tuple[CellOutputs, tuple[Verdict, str] | None]:
        """Run a cell on the bench for the first time: what it did, and how the bench fared where that is not well."""
        done, trouble = CellOutputs(), None
        try:
            bench = self._ready(place)
            if place < self._at:  # it has been forked from a process that has run it
                return bench.begun[place], None
            self._at = place + 1
            bench.begin(self._patience(), until + self._waited())
            done = bench.run(code, self._counts[place])
            trouble = bench.trouble
        except StudentError as error:
            trouble = self._trouble(error)
        if trouble is not None:
            self._skipped.add(place)
            self._stopped += trouble[0] is Verdict.TIMED_OUT
        return done, trouble

    def _inside(self, place: int, step: Step) -> TestResult:
        """A test on the bench, which stays as the test has left it: the next one may lean on that."""
        began, code = time.monotonic(), step.bench_code or ""
        outputs: tuple[Output, ...] = ()
        if self._time() > self._until:
            self._skipped.add(place)
            done, verdict, message = CellOutputs(), Verdict.TIMED_OUT, _NOT_REACHED
        else:
            done, trouble = self._run(place, code, self._until)
            kept, _ = self._kept(done)
            verdict, message, outputs = inside.judged(code, self._counts[place], done, kept, trouble)
        own = "\n".join(s.bench_code or s.trusted_code or "" for s in self._job.steps if s.role is not Role.STUDENT)
        result = self._result(place, step, verdict, message, outputs, codes.named(done.codes, own))
        return replace(result, seconds=time.monotonic() - began, inside=True)

    def _own(self, place: int, step: Step) -> None:
        """A cell of the instructor's, for the examiner: its definitions count, not its outputs."""
        code = step.trusted_code or ""
        calls = self._calls()
        with self.texts.refused(given=True, leans=step.leans):
            with contextlib.suppress(StudentError):
                if self._bench is not None and any(name in code for name in self._names):
                    self._fetch(self._bench)
            self._world.begin()
            before = dict(self._shell.user_ns)
            done = self._shell.run_own(code, self._counts[place], self._own_seconds, draw=False)
        self._keepsakes.know(before)
        self._leant |= step.leans or calls != self._calls()
        if step.grade_id is None or step.bench_code is None:
            self._import(code, self._counts[place], bool(done.raised))
            return
        if not done.raised:
            return
        told = f"{done.raised}: {(done.error or {}).get('evalue', '')}"
        if self._leant:  # with another answer it may run: with the instructor's it does
            words = f"The given cell {step.grade_id!r} does not run with what stands above it: {told}"
            self._given.append(vetting.writable(words[:_MOST_MESSAGE]))
            return
        name = step.grade_id or "with imports"
        raise SourceBroken(f"The source notebook's own cell {name!r} fails: {told}. Repair the source notebook.")

    def _import(self, code: str, count: int, failed: bool) -> None:
        """Imports of a cell that is not locked: what is not to be had here, tests take from the bench.

        Such is a module that the notebook itself has written, and what a cell would have bound that does not run.
        """
        imports = names.imports(code)
        missing = names.bound(code) - names.bound(imports) if failed else set[str]()
        for each in imports.splitlines() if failed else ():
            if self._shell.run_own(each, count, self._own_seconds, draw=False).raised:
                missing |= names.bound(each)
        self._names = (*self._names, *sorted(missing - {*self._names}))
        found = {name: self._shell.user_ns.get(name) for name in self._names}
        self._imported |= {name: value for name, value in found.items() if library_name(value)}

    def _test(self, place: int, step: Step) -> TestResult:
        """A test cell, and the verdict on it."""
        count, began = self._counts[place], time.monotonic()
        outputs: tuple[Output, ...] = ()
        self._shell.codes = ()
        if self._time() > self._until:
            verdict, message = Verdict.TIMED_OUT, _NOT_REACHED
        else:
            verdict, message, outputs = self._examine(place, step, count)
        if verdict is not Verdict.PASSED:
            outputs = (
                *({"output_type": "stream", "name": "stdout", "text": f"{each}\n"} for each in self._given),
                *outputs,
            )
        result = self._result(place, step, verdict, message, outputs, self._shell.codes)
        return replace(result, seconds=time.monotonic() - began)

    def _result(
        self, place: int, step: Step, verdict: Verdict, message: str, outputs: tuple[Output, ...], told: Any
    ) -> TestResult:
        if verdict is not Verdict.PASSED and _error(outputs) is None:
            outputs = (*outputs, _told(verdict, message))
        found = codes.checked(told) if verdict is not Verdict.PASSED else ()
        message = vetting.writable(message[:_MOST_MESSAGE])
        count = self._counts[place]
        return TestResult(step.grade_id or "", verdict, message, outputs, count, step.index, codes=found)

    def _examine(self, place: int, step: Step, count: int) -> tuple[Verdict, str, tuple[Output, ...]]:
        try:
            bench = self._ready(place)
            bench.begin(self._job.limits.seconds_per_cell, self._until + self._waited())
            later = self._job.steps[max(place + 1, self._done) :]
            self._shell.below = [each.bench_code for each in later if each.role is Role.STUDENT and each.bench_code]
            code = step.trusted_code or ""
            looks = contextlib.ExitStack()
            self._world.begin()  # what the test before has left bound is its own
            with self._keepsakes.kept(), self.texts.refused(), bench.for_test(self._copies), looks:
                looks.enter_context(self._drawing(code))
                looks.enter_context(self._looking(bench, code))
                self._fetch(bench)
                self._world.begin(self._job.seen, self._names, code)
                self._make_again(code)
                done = self._shell.run_own(code, count, self._own_seconds)
            over = [name for name, value in self._shell.user_ns.items() if is_over(value)]
            self._makers = dict.fromkeys(over, place) | self._makers
        except Unverifiable:
            self._copies = False
            return self._examine(place, step, count)
        except StudentError as error:
            verdict, words = self._trouble(error)
            return verdict, f"The notebook's code cannot be reached: {words}.", ()
        outputs, _ = self._kept(done)
        for output in outputs:
            if output.get("name") == "stderr":  # nbgrader takes it for a failure
                output["name"] = "stdout"
        if done.error is None and not done.raised:
            return Verdict.PASSED, "", outputs
        told = done.error or {"ename": done.raised, "evalue": "the test did not end"}
        name, message = told["ename"], told["evalue"]
        if name == "CheckBroken":
            raise SourceBroken(f"The test {step.grade_id!r} of the source notebook is at fault: {message}")
        if bench.trouble is not None:
            verdict, words = bench.trouble
            return verdict, message if message.startswith(words) else f"{words}. {message}", outputs
        if name in inside.NOT_ATTEMPTED or self._lacks_an_answer(name, message):
            return Verdict.NOT_ATTEMPTED, message, outputs
        if name == TimedOut.__name__:
            return Verdict.TIMED_OUT, message, outputs
        swallowed = f" ({self.texts.met})" if self.texts.met and self.texts.met not in message else ""
        return Verdict.FAILED, f"{name}: {message}{swallowed}", outputs

    def _lacks_an_answer(self, name: str, message: str) -> bool:
        """Whether a test met a name that a cell was to set, where nothing stands yet but what raises."""
        if not (self._stubbed and name == "NameError"):
            return False
        return bool(self._given) or any(f"'{each}'" in message for each in self._names)

    def _ready(self, place: int) -> RemoteBench:
        """A bench in the state after the cells before ``place``; rebuilt when there is none.

        Cells that killed a bench are left out when it is rebuilt. Raises StudentError when the
        notebook's own time is over or its files cannot be written.
        """
        if self._refused is not None:
            raise self._refused
        behind = max(place, len(self._bench.begun)) if self._bench is not None else place
        if self._bench is not None and self._at > behind:  # a test that the source has later stands further up
            self._bench.close()
        while self._bench is None or not self._bench.alive or self._at < place:
            if self._bench is not None and self._bench.alive:
                self._replay(self._bench, place)
                continue
            self._waited_before = self._waited()
            bench = self._bench = self._shell.bench = self._new_bench()
            self._at = len(bench.begun)
            self._benches += 1
            bench.outputs = self._shell.collector.adopt
            bench.world, bench.libraries, bench.folder = self._world, self._of_library, self.folder
            bench.touching, bench.heard = self._keepsakes.note, self.texts.note
            bench.begin(self._job.limits.seconds_per_submission, self._until + self._waited())
            if self._job.files:
                try:
                    bench.files(self._job.files)
                except StudentError as error:
                    bench.close()
                    self._refused = error
                    raise
        return self._bench

    def _replay(self, bench: RemoteBench, place: int) -> None:
        """Run once more what stands before ``place`` and this bench has not run, without its outputs.

        A cell that had ended well may have met what an earlier one left running: it is left out the second time.
        """
        while self._at < place and bench.alive:
            earlier, self._at = self._at, self._at + 1
            code = self._job.steps[earlier].bench_code
            if code is None or not code.strip() or earlier in self._skipped:
                continue
            try:
                bench.begin(self._job.limits.seconds_per_cell, self._until + self._waited())
                bench.run(code, self._counts[earlier])
            except StudentError:
                if self._time() > self._until:
                    raise
            if bench.trouble is not None:
                (self._skipped if earlier in self._doubted else self._doubted).add(earlier)

    def _trouble(self, error: StudentError) -> tuple[Verdict, str]:
        if self._refused is not None:
            return Verdict.NOT_GRADABLE, str(self._refused)
        return (self._bench and self._bench.trouble) or (Verdict.CRASHED, str(error))

    @contextlib.contextmanager
    def _drawing(self, code: str) -> Iterator[None]:
        """While a test runs that mentions `matplotlib.pyplot`: that of the bench, whose figures are the notebook's."""
        namespace, module = self._shell.user_ns, sys.modules.get(_PYPLOT)
        held = {name for name, value in namespace.items() if module is not None and value is module}
        self._drawn = tuple(sorted(held & {*_WORDS.findall(code)}))
        try:
            yield
        finally:
            namespace.update(dict.fromkeys(self._drawn, module))
            self._drawn = ()

    def _make_again(self, code: str) -> None:
        """Run earlier tests once more whose objects a test's code mentions: those are gone with them."""
        over = {name for name, value in self._shell.user_ns.items() if is_over(value)}
        wanted, codes = set[int](), [code] if over else []
        while codes:
            new = {self._makers[name] for name in _needed(codes.pop()) & over} - wanted
            wanted |= new
            codes.extend(self._job.steps[place].trusted_code or "" for place in new)
        for place in sorted(wanted, key=lambda place: self._job.steps[place].rank):
            self._shell.run_own(self._job.steps[place].trusted_code or "", self._counts[place], self._own_seconds)

    @contextlib.contextmanager
    def _looking(self, bench: RemoteBench, code: str) -> Iterator[None]:
        """While a test runs that looks at files: those that the notebook's code writes lie in the tests' folder."""
        if self.folder is None or not any(map(LOOKS.search, (code, *self._helpers_of(code)))):
            yield
            return
        bench.written = Written(self.folder, (name for name, _ in self._job.given), self._job.limits.disk)
        try:
            bench.bring(anew=True)
            yield
        finally:
            bench.written.clear()
            bench.written = None

    def _helpers_of(self, code: str) -> list[str]:
        """The texts of the tests' own unlabelled cells of which a test mentions something."""
        own = [each.trusted_code for each in self._job.steps if each.role is Role.LOCKED and each.grade_id is None]
        return [text for text in own if text and names.bound(text) & names.mentioned(code)]

    def _fetch(self, bench: RemoteBench) -> None:
        """What the student has defined by now, into the tests' namespace."""
        found = bench.lookup([*self._names, *self._drawn])
        for name in self._names:
            self._shell.user_ns.pop(name, None)
        self._shell.user_ns.update(found)

    def _of_library(self, name: str, library: str, found: Any) -> Any:
        """A name that the notebook has bound to a library's: the source's own import, where it is of the same.

        Of a module also where it has bound it to something else, which could pass every test that leans on it.
        """
        if name in self._drawn and library:
            return found if library == f"{_PYPLOT}:" else sys.modules[_PYPLOT]
        own = self._imported.get(name)
        same = library_name(own) == library or (not library and type(own) is ModuleType)
        return own if own is not None and same else found

    def _patience(self) -> float:
        """The seconds that the next cell may take: fewer after each that had to be stopped.

        Several cells often hang for the same reason, and the tests behind them wait.
        """
        limits = self._job.limits
        fewer: float = limits.seconds_per_cell / 2**self._stopped
        return max(fewer, min(limits.seconds_per_call, limits.seconds_per_cell))

    def _waited(self) -> float:
        """The seconds that the submission has waited for a processor, through no fault of its own."""
        return self._waited_before + (self._bench.waited if self._bench is not None else 0.0)

    def _time(self) -> float:
        """The monotonic clock, which stands still while the submission waits."""
        return time.monotonic() - self._waited()

    def _calls(self) -> int:
        return self._bench.calls if self._bench is not None else 0

    def _kept(self, done: CellOutputs) -> tuple[tuple[Output, ...], bool]:
        """What there is room for of a cell's outputs, and whether that is less than all of them.

        Its display updates reach the outputs of earlier cells, each of which takes its room. What ended the cell is
        always kept.
        """
        kept: list[Output] = []
        result: Output | None = None  # for which there was no room: a test's may be its points
        for output in map(vetting.writable, done.outputs):  # a check may quote what no file can hold
            if output["output_type"] == "error":
                kept.append(vetting.error(output))
            elif self._left > 0 and self._has_room(vetting.size(output)):
                self._left -= 1
                kept.append(output)
                if shown := output.pop("transient", None):
                    self._displays.setdefault(shown["display_id"], []).append(output)
            elif output["output_type"] == "execute_result":
                result = shortened(output)
        kept += [result] if result else []
        cut = len(kept) < len(done.outputs)
        for update in done.updates:
            shown_here = self._displays.get(update["display_id"], [])
            if shown_here and not self._has_room(len(shown_here) * vetting.size(update)):
                cut = True
                continue
            for output in shown_here:
                output["data"], output["metadata"] = update["data"], update["metadata"]
        if cut:
            words = "The rest is left out: the outputs of this notebook are together more than they may be.\n"
            kept.append({"output_type": "stream", "name": "stderr", "text": words})
        return tuple(kept), cut

    def _has_room(self, size: int) -> bool:
        """Whether there is room for so much more, which is taken."""
        if size > self._room:
            return False
        self._room -= size
        return True


def _needed(code: str) -> set[str]:
    """The names that a cell looks up before it has bound them itself."""
    needed, bound = set[str](), set[str]()
    with contextlib.suppress(SyntaxError, ValueError, RecursionError):
        for statement in ast.parse(code).body:
            found = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
            needed |= {each.id for each in found if isinstance(each.ctx, ast.Load)} - bound
            bound |= {each.id for each in found if isinstance(each.ctx, ast.Store)}
    return needed


def _error(outputs: Sequence[Output]) -> Output | None:
    """What ended a cell; None where nothing did."""
    return next((output for output in outputs if output["output_type"] == "error"), None)


def _unreached(index: int) -> CellResult:
    words = "not run: the notebook as a whole took longer than it may"
    return CellResult(index, (_told(Verdict.TIMED_OUT, words),), None)


def _told(verdict: Verdict, words: str) -> Output:
    """An error output that says in words what happened."""
    name = str(verdict).title().replace(" ", "")
    lines = [f"{str(verdict).capitalize()}: {words}"]
    return {"output_type": "error", "ename": name, "evalue": words, "traceback": lines}
