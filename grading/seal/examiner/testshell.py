"""The shell of the test cells: like any notebook's, but it shows no hidden test and has ``given``.

Trusted side; used by the examiner.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import itertools
import linecache
import re
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from typing import Any, Self

import torch
from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult
from traitlets import Type

from grading.seal.cells.shell import Compiler, Shell
from grading.seal.sandbox.remote import RemoteBench
from grading.seal.window.errors import SourceBroken, StudentError
from grading.seal.window.mirrors import TEXTS, FunctionStandIn, Mirror, RaisedMirror
from grading.seal.window.records import CellOutputs, Output
from grading.seal.window.references import evaluate

_getsource = inspect.getsource
_NAME = 200  # characters of an exception's name
#: In the place of what a student's code says in a hidden part of a test.
HIDDEN = "raised in a part of the test that is not shown"


class _Tests(Compiler):
    """A cell that asks `type(x) is T` is answered by what ``x`` is on the bench.

    Whoever prints a line of a test's, a warning or a traceback of any kind, finds none of a hidden part's.
    """

    def ast_parse(self, source: str, filename: str = "<unknown>", symbol: str = "exec") -> ast.AST:
        """The tree of a cell's code."""
        tree: ast.AST = super().ast_parse(source, filename, symbol)
        return _Types().visit(tree) if _ASKS_FOR_A_TYPE.search(source) else tree

    def cache(self, transformed_code: str, number: int = 0, raw_code: str | None = None) -> str:
        """The name of a cell's code."""
        name = super().cache(transformed_code, number, raw_code)
        if hidden := hidden_lines(transformed_code):
            TEXTS[name] = transformed_code
            lines = enumerate(transformed_code.splitlines(), start=1)
            shown = ["\n" if at in hidden else f"{line}\n" for at, line in lines]
            linecache.cache[name] = (sum(map(len, shown)), None, shown, name)
        return name


class ExaminerShell(Shell):
    """The shell of the test cells. A test's ``given`` reaches the bench through it.

    ``below`` is the text of the student's cells that stand below the test which runs, and have not run.
    """

    compiler_class = Type(_Tests)
    bench: RemoteBench
    below: Sequence[str] = ()
    shown: str = ""  # the locked cells' text, which the bench has been given to run
    _hidden: frozenset[int] = frozenset()  # lines of the cell that no traceback may show
    _broken: SourceBroken | None = None  # a fault of the test's, which a check may swallow

    @classmethod
    def make(cls) -> Self:
        """As any shell. In this process `inspect.getsource` knows the text of what is the student's, too."""
        shell = super().make()
        vars(inspect)["getsource"] = shell.source_of
        return shell

    def run_own(self, code: str, count: int, seconds: float, draw: bool = True) -> CellOutputs:
        """Run a cell of the instructor's; a student's value must not make it run for ever.

        Raises SourceBroken when the cell itself is at fault.
        """
        self._hidden, self._broken = hidden_lines(code), None
        # Of a processor's time: a wait for the bench has its own end. And again: a check may catch the first.
        signal.signal(signal.SIGPROF, _stop)
        signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
        try:
            done = self.run(code, count, draw)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            torch.set_grad_enabled(True)
        if self._broken is not None:
            raise self._broken
        return done

    def begin(self, code: str, count: int) -> CellOutputs:
        """Run a cell of the instructor's that comes before any submission has anything to say."""
        return self.run(code, count, draw=False)

    def source_of(self, thing: Any) -> str:
        """`inspect.getsource`, also of what is the student's."""
        if isinstance(thing, Mirror | FunctionStandIn):
            return self.bench.source_of(thing)
        return _getsource(thing)

    def announce(self, code: str, error: Output | None) -> None:
        """Tell of a cell that ran on the bench, as IPython tells of a cell of its own: by ``post_run_cell``."""
        result = ExecutionResult(ExecutionInfo(code, True, False, True, None))
        if error is not None:
            name = str(error["ename"])[:_NAME].replace("\0", "").encode(errors="replace").decode()
            result.error_in_exec = type(name, (StudentError,), {"__module__": "builtins"})(error["evalue"])
        self.events.trigger("post_run_cell", result)

    def _showtraceback(self, etype: type[BaseException], evalue: Any, stb: list[str]) -> None:
        """Without the test's source, except for the line that failed where a student may see it.

        Of what the student's code raised in a hidden line only the type is said, and so of what Python and libraries
        raise there: their words may be made of what it was called with. The test's own are said.
        """
        found = () if isinstance(etype, RaisedMirror) else getattr(evalue, "codes", ())
        own = [f for f in traceback.extract_tb(evalue.__traceback__) if self.compile.format_code_name(f.filename)]
        hidden = any(frame.lineno in self._hidden for frame in own)
        if hidden and (hasattr(evalue, "student_traceback") or not _are_own_words(etype, evalue)):
            evalue = HIDDEN
            stb = [f"{etype.__name__}: {evalue}"]
        elif not hasattr(evalue, "_render_traceback_"):
            line = [f"----> {own[-1].line}"] if own and own[-1].line and not hidden else []
            stb = [*line, f"{etype.__name__}: {evalue}"]
        if isinstance(etype, RaisedMirror):  # whose name is the student's, and means nothing here
            own_name = "" if etype.__name__ == StudentError.__name__ else f"{etype.__name__}: "
            etype, evalue = StudentError, f"{own_name}{evalue}"
        super()._showtraceback(etype, evalue, stb)
        self.codes = found

    @contextlib.contextmanager
    def given(self, /, **sources: str) -> Iterator[None]:
        """Put references in a student's place, here and on the bench, while the block runs.

        Each is the source text of an expression, or of a function; it knows `torch` and `np`. A text that
        stands in a locked cell, and so is nothing new to the bench, runs there as plain torch: whatever may
        be done with a function of the student's own (`torch.func`, `vmap`, forward mode) may be done with it.
        Any other text stays on this side, and what the student's code meets is a proxy.
        """
        try:
            values = {name: evaluate(name, source) for name, source in sources.items()}
        except SourceBroken as error:
            self._broken = error
            raise
        before = {name: self.user_ns[name] for name in values if name in self.user_ns}
        with self.bench.replaced(values, {name: text for name, text in sources.items() if text in self.shown}):
            self.user_ns.update(values)
            self.bench.world.know(values)
            try:
                yield
            finally:
                for name in values:
                    self.user_ns.pop(name, None)
                self.user_ns.update(before)
                self.bench.world.know(values)


class _Types(ast.NodeTransformer):
    """Has types compared by ``==``: a stand-in's is equal to the type of what it stands for, any other to itself."""

    def visit_Compare(self, node: ast.Compare) -> ast.Compare:
        """Such as ``type(x) is T`` and ``x.__class__ is not T``."""
        self.generic_visit(node)
        between = zip([node.left, *node.comparators], node.comparators, strict=False)
        node.ops = [
            _EQUAL.get(type(op), type(op))() if any(map(_is_type, sides)) else op
            for op, sides in zip(node.ops, between, strict=True)
        ]
        return node


_ASKS_FOR_A_TYPE = re.compile(r"\btype\b|__class__")
_EQUAL: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Is: ast.Eq, ast.IsNot: ast.NotEq}


def _is_type(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "type"
    return isinstance(node, ast.Attribute) and node.attr == "__class__"


def _are_own_words(kind: type[BaseException], error: BaseException) -> bool:
    """Whether the words of what was raised in a test are the test's, or ours: no library has put values into them."""
    if issubclass(kind, AssertionError):
        return not _is_of_a_library(traceback.extract_tb(error.__traceback__)[-1].filename)
    if issubclass(kind, (NameError, NotImplementedError, TimedOut, StudentError)):
        return True
    module = sys.modules.get(kind.__module__)
    return kind.__module__ != "builtins" and not _is_of_a_library(getattr(module, "__file__", None) or "")


def _is_of_a_library(file: str) -> bool:
    return file.startswith((sys.prefix, sys.base_prefix, "/usr/"))


class TimedOut(KeyboardInterrupt):
    """Raised in a test cell that takes too long; like an interrupt, which checks let through."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def _stop(number: int, frame: Any) -> None:
    raise TimedOut("The test was stopped: it took longer than it may.")


def lines_as_run(code: str) -> list[str]:
    """The lines of a cell as tracebacks number them: IPython leaves out blank ones at its beginning."""
    return list(itertools.dropwhile(lambda line: not line.strip(), code.split("\n")))


def hidden_lines(code: str) -> frozenset[int]:
    """The numbers of the lines between nbgrader's markers of hidden tests."""
    found, inside = set[int](), False
    for number, line in enumerate(lines_as_run(code), start=1):
        inside = inside or "BEGIN HIDDEN TESTS" in line
        if inside:
            found.add(number)
        inside = inside and "END HIDDEN TESTS" not in line
    return frozenset(found)
