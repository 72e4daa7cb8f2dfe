"""An IPython shell that runs one cell and returns the outputs a Jupyter kernel would have sent.

Used on both sides: by the bench for a student's cells, by the examiner for test cells. It has no
history, no threads and no input. Cells run inside a running event loop, as in a kernel, so top-level
``await`` works and ``asyncio.run`` fails in the same way.
"""

from __future__ import annotations

import asyncio
import builtins
import contextlib
import getpass
import inspect
import os
import sys
import time
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self

from ipykernel.compiler import XCachingCompiler
from IPython.core import page
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from grading.seal.cells.collector import Collector, Stream
from grading.seal.cells.recursion import shorten
from grading.seal.window.records import CellOutputs

#: What a kernel puts into the environment of the code it runs.
ENVIRONMENT = {
    "TERM": "xterm-color",
    "CLICOLOR": "1",
    "FORCE_COLOR": "1",
    "CLICOLOR_FORCE": "1",
    "PAGER": "cat",
    "GIT_PAGER": "cat",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "NBGRADER_EXECUTION": "autograde",  # as nbgrader tells a kernel in which it grades
}
_HERE = Path(__file__).parents[1]


class _Results(DisplayHook):
    """Sends the value of a cell's last expression to the collector."""

    def write_output_prompt(self) -> None:
        """A notebook shows the count beside the output, not in it."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """Keep the representations."""
        if format_dict:
            collector: Collector = self.shell.collector  # type: ignore[union-attr]
            collector.show("execute_result", format_dict, md_dict, self.prompt_count)

    def finish_displayhook(self) -> None:
        """Nothing to end: no text was written."""


class _Displays(DisplayPublisher):
    """Sends what `display` publishes to the collector."""

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        source: Any = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        """Show or update."""
        self._validate_data(data, metadata or {})  # type: ignore[no-untyped-call]
        collector, name = self.shell.collector, (transient or {}).get("display_id")
        if update:
            collector.update(str(name), data, metadata)
        else:
            shown = None if name is None else str(name)
            collector.show("display_data", data, metadata, display_id=shown)

    def clear_output(self, wait: bool = False) -> None:
        """Drop the outputs so far."""
        self.shell.collector.clear(wait)


class Compiler(XCachingCompiler):
    """Names cells as a kernel does, so that messages do, too."""

    def get_code_name(self, raw_code: str, code: str, number: int) -> str:
        """As in a kernel that has its temporary files in ``/tmp`` and the first process's number, in every process."""
        kernels: str = super().get_code_name(raw_code, code, number)  # type: ignore[no-untyped-call]
        return f"/tmp/ipykernel_1/{Path(kernels).name}"

    def cache(self, transformed_code: str, number: int = 0, raw_code: str | None = None) -> str:
        """The name of a cell's code."""
        name = super().cache(transformed_code, number, raw_code)
        # For a traceback IPython asks which module each line is of; where it is none's, all of them are searched.
        inspect.modulesbyfile[os.path.normcase(os.path.abspath(name))] = "__main__"  # noqa: PTH100 - as `inspect` does
        return name


class Shell(InteractiveShell):
    """Make one per process with `Shell.make`, call `open` after the last fork, then `run` cells."""

    displayhook_class = Type(_Results)
    display_pub_class = Type(_Displays)
    compiler_class = Type(Compiler)
    collector: Collector
    _loop: asyncio.AbstractEventLoop
    _left: asyncio.AbstractEventLoop | None = None
    _shown_error: dict[str, Any] | None = None
    codes: Any = ()  # what the error that was shown last says of misconceptions

    @classmethod
    def make(cls) -> Self:
        """The process's shell. Everything slow is done here, so that a fork finds it done."""
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.autoindent = False
        shell: Self = cls.instance(config=config)
        shell.collector = Collector()
        magics = shell.magics_manager
        assert magics is not None
        magics.lsmagic_docs()  # loads all of them, as the first `%config` would
        try:
            raise RuntimeError
        except RuntimeError:
            shell.InteractiveTB.structured_traceback(*sys.exc_info())
        assert shell.display_formatter is not None
        assert shell.display_formatter.active_types  # makes the formatters
        return shell

    def system(self, cmd: str) -> None:
        """Run a command of a ``!`` line, at a terminal of its own where one can be had."""
        try:
            for end in os.openpty():
                os.close(end)
        except OSError:
            self.system_raw(cmd)  # type: ignore[no-untyped-call]
        else:
            self.system_piped(cmd)  # type: ignore[no-untyped-call]

    def open(self, own_descriptors: bool = True) -> None:
        """Take over this process's streams and, when asked, its descriptors 1 and 2."""
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        if own_descriptors:
            self.collector.descriptors.open()
        self._take_streams()
        vars(builtins)["input"] = _no_input("raw_input")
        getpass.getpass = _no_input("getpass")
        sys.breakpointhook = _no_input("breakpoint")
        if "matplotlib" in sys.modules:
            from matplotlib import pyplot
            from matplotlib_inline.backend_inline import _enable_matplotlib_integration

            with contextlib.suppress(ImportError):  # IPython 9.16 has no more what Matplotlib 3.8 asks it for, once
                pyplot.install_repl_displayhook()
            _enable_matplotlib_integration()  # type: ignore[no-untyped-call]

    def reopen(self) -> None:
        """In a copy of this process that holds nothing of its own: what `open` has opened, anew."""
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        self.collector.descriptors.open()

    def let_go(self) -> None:
        """In a copy of this process, which closes all descriptors: what `open` has opened is the original's.

        The event loop is not closed, which would unregister what the original still waits for; it is kept,
        so that it does not close descriptors that have other uses by then.
        """
        self._left = self._loop

    def run(self, code: str, count: int, draw: bool = True) -> CellOutputs:
        """Run a cell as number ``count``. Never raises for what the cell does.

        Without ``draw`` nothing but plain text is made of what it shows, which is much cheaper.
        """
        began = time.monotonic()
        formatter = self.display_formatter
        assert formatter is not None
        kinds = formatter.active_types
        if not draw:
            formatter.active_types = ["text/plain"]
        self.collector.start()
        if not all(hasattr(stream, "write") for stream in (sys.stdout, sys.stderr)):
            self._take_streams()  # an earlier cell has broken them
        self.execution_count = count
        raised, self.codes = "", ()
        task = self._loop.create_task(self._cell(code))
        try:
            raised = self._loop.run_until_complete(task)
        except KeyboardInterrupt:
            raised = "KeyboardInterrupt"
            self._cancel(task)
            self.collector.error("KeyboardInterrupt", "", ["KeyboardInterrupt: "])
        except BaseException as error:  # noqa: BLE001
            # What IPython itself does not catch: a hook or formatter of the cell that raises.
            raised = type(error).__name__
            self.showtraceback()
        if not draw:
            formatter.active_types = kinds
        outputs, updates = self.collector.finish()
        seconds = time.monotonic() - began
        return CellOutputs(tuple(outputs), count, tuple(updates), seconds, raised, self.codes)

    def _take_streams(self) -> None:
        sys.stdout, sys.stderr = (Stream(self.collector, n) for n in ("stdout", "stderr"))

    async def _cell(self, code: str) -> str:
        """Run the code; the name of the exception that it ended with, or nothing."""
        # Only these words make IPython run a cell in the loop; the others it transforms by itself, and once is enough.
        if "await" not in code and "async" not in code:
            return _raised(self.run_cell(code, store_history=True))  # type: ignore[no-untyped-call]
        transformed, failure = code, None
        try:
            transformed = self.transform_cell(code)  # type: ignore[no-untyped-call]
        except Exception:  # noqa: BLE001 - IPython shows it as the cell's own error
            failure = sys.exc_info()
        if not self.should_run_async(code, transformed_cell=transformed, preprocessing_exc_tuple=failure):
            return _raised(self.run_cell(code, store_history=True))  # type: ignore[no-untyped-call]
        result = None
        try:
            result = await self.run_cell_async(
                code,
                store_history=True,
                transformed_cell=transformed,
                preprocessing_exc_tuple=failure,
            )
        finally:
            self.events.trigger("post_execute")
            self.events.trigger("post_run_cell", result)
        return _raised(result)

    def _cancel(self, task: asyncio.Task[str]) -> None:
        task.cancel()
        with contextlib.suppress(BaseException):
            waited: Awaitable[Any] = asyncio.wait([task], timeout=0.2)
            self._loop.run_until_complete(waited)

    def showtraceback(self, exc_tuple: Any = None, *arguments: Any, **options: Any) -> None:
        """Called by IPython with an exception that ended a cell, or with none: the one that is handled."""
        error = exc_tuple[1] if exc_tuple else sys.exc_info()[1]
        if error is not None:
            shorten(error)
        super().showtraceback(exc_tuple, *arguments, **options)

    def _format_exception_for_storage(self, exception: BaseException, *_: Any, **__: Any) -> dict[str, Any]:
        """What ``%notebook`` is to write of an error: IPython would make once more what it has just shown."""
        shown, self._shown_error = self._shown_error, None
        return shown or {"ename": type(exception).__name__, "evalue": "", "traceback": []}

    def brief_traceback(self, error: BaseException) -> list[str]:
        """The lines of an exception's traceback that lie outside this package, then the exception.

        Shorter and much cheaper than a cell's traceback: one line of code for each frame.
        """
        lines = []
        for frame in _frames(error):
            name = self.compile.format_code_name(frame.filename)
            place = " ".join(name) if name else f"File {frame.filename}"
            lines.append(f"{place}, line {frame.lineno}, in {frame.name}")
            if frame.line:
                lines.append(f"    {frame.line}")
        lines.extend(line.rstrip() for line in traceback.format_exception_only(error))
        return lines

    def cell_frames(self, error: BaseException) -> list[list[Any]]:
        """Those frames of its traceback that lie in cells: [cell, line number, function, line]."""
        named = ((self.compile.format_code_name(f.filename), f) for f in _frames(error))
        return [[name[1], f.lineno or 0, f.name, f.line or ""] for name, f in named if name]

    def cell_of(self, function: Any) -> str | None:
        """The cell that a function's code lies in, as ``In[3]``; None where it has none."""
        code = getattr(function, "__code__", None)
        name = self.compile.format_code_name(getattr(code, "co_filename", ""))
        return name[1] if name else None

    def _showtraceback(self, etype: type[BaseException], evalue: Any, stb: list[str]) -> None:
        try:
            value = str(evalue)
        except BaseException:  # noqa: BLE001 - the student's own method may raise anything
            value = ""
        try:
            self.codes = getattr(evalue, "codes", ())
        except BaseException:  # noqa: BLE001 - as above
            self.codes = ()
        name, lines = str(etype.__name__), [str(line) for line in stb]
        self._shown_error = {"ename": name, "evalue": value, "traceback": lines}
        self.collector.error(name, value, lines)

    def enable_gui(self, gui: Any = None) -> None:
        """There is no event loop of a window system here."""

    def ask_exit(self) -> None:
        """``exit`` and ``quit`` end nothing: the grader decides when a notebook is done."""

    def init_environment(self) -> None:
        """As a kernel does."""
        os.environ.update(ENVIRONMENT)

    def init_hooks(self) -> None:
        """A pager (``name?``) shows its text outside the notebook's outputs."""
        super().init_hooks()  # type: ignore[no-untyped-call]
        ignore: Callable[..., None] = lambda *args, **kwargs: None  # noqa: E731
        self.set_hook("show_in_pager", page.as_hook(ignore), 99)  # type: ignore[no-untyped-call]


def _no_input(name: str) -> Callable[..., NoReturn]:
    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise StdinNotImplementedError(f"{name} was called, but this frontend does not support input requests.")

    return refuse


def _raised(result: Any) -> str:
    error = result.error_before_exec or result.error_in_exec
    return "" if error is None else type(error).__name__


def _frames(error: BaseException) -> traceback.StackSummary:
    shorten(error)
    return traceback.extract_tb(_outside(error.__traceback__), limit=30)


def _outside(tb: TracebackType | None) -> TracebackType | None:
    """The traceback without the leading frames of this package."""
    while tb is not None and Path(tb.tb_frame.f_code.co_filename).is_relative_to(_HERE):
        tb = tb.tb_next
    return tb
