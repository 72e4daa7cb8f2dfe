"""The trusted side's handle on one bench: asks it, keeps its time, knows how it ended.

Made by `grading.seal.sandbox.launcher`, used by the examiner. Everything a bench sends is checked here or
in the codec before anyone sees it.
"""

from __future__ import annotations

import contextlib
import re
import signal
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from grading.seal.sandbox import frames, proc, vetting
from grading.seal.sandbox.copies import Copy, Origin
from grading.seal.sandbox.offers import TRUSTED
from grading.seal.sandbox.proc import Unverifiable
from grading.seal.sandbox.process import Process
from grading.seal.sandbox.waiting import Waiting
from grading.seal.sandbox.written import MOST, Written
from grading.seal.window import exceptions, headers, proxies
from grading.seal.window.asking import with_code
from grading.seal.window.calls import Service
from grading.seal.window.channel import Channel
from grading.seal.window.errors import (
    BenchDied,
    BenchMisbehaved,
    CallOutOfMemory,
    CallTimedOut,
    ChannelClosed,
    ChannelTimeout,
    InfrastructureError,
    MalformedMessage,
    StudentError,
)
from grading.seal.window.lender import Lender
from grading.seal.window.loans import Reader, checked_specs
from grading.seal.window.mirrors import ask
from grading.seal.window.objects import Exchange, NoWorld, Objects, World
from grading.seal.window.proxies import Caller, Proxy
from grading.seal.window.records import CellOutputs, Limits, Output, Verdict
from grading.seal.window.references import quietly
from grading.seal.window.requests import Peer
from grading.seal.window.shared import OF_ASKING, Shared
from grading.seal.window.values import Decoder, Table, encode, picture

_NAME = 200  # characters of an exception's name


class RemoteBench:
    """One bench. After it has died every method raises BenchDied, and `trouble` says why."""

    def __init__(self, sock: socket.socket, windows: socket.socket, process: Process, limits: Limits) -> None:
        self.limits = limits
        self._windows = windows
        self._origin: Origin | None = None
        self._noted = False
        self.trouble: tuple[Verdict, str] | None = None
        self.alive = True
        self._closed = "the bench is closed"
        self.deadline = float("inf")  # of the cell or the submission, whichever is sooner
        self.outputs: Callable[[list[Output]], None] = lambda outputs: None
        #: What a name stands for that the notebook has bound to a library's module, class or function.
        self.folder: Path | None = None  # where tests write files
        self._known_files: dict[str, tuple[int, int]] = {}
        self.written: Written | None = None  # while a test looks at what the notebook's code has written
        self.libraries: Callable[[str, str, Any], Any] = lambda name, library, found: found
        self._process: Process | Copy = process
        self._waiting: Waiting | None = None  # since it was first asked; the server has made it ahead
        self._timed = False  # whether something of a test's runs that the bench has asked for
        self._forgiven = 0.0  # seconds of waiting by which deadlines were put off
        self._late, self._waits = False, 0  # requests that wait for their answers
        self._refusing = False
        self.begun_with: tuple[tuple[str, int], ...] = ()  # cells that have been run before it was forked
        self.begun: list[CellOutputs] = []  # what these have shown
        self._cells: dict[str, str] = {}  # what it was given to run, by the name that a kernel gives a cell
        self.world: World = NoWorld()
        exchange = Exchange(Shared(OF_ASKING), Objects(TRUSTED, proxies.make), self)
        exchange.objects.is_written = self._is_written
        self._service = Service(limits.message, exchange, invoke=self._invoke)
        self._channel = Channel(sock, limits.message)
        self._peer = Peer(self._channel, self._service.operations())
        self._peer.on_timeout = self._on_timeout
        self._caller = Caller(self, limits.message, exchange, self._misbehaved, self._failed)

    @property
    def calls(self) -> int:
        """How many calls of the student's functions there have been."""
        return self._caller.calls

    @property
    def heard(self) -> Callable[[str | bytes], None]:
        """Is told of each text that the student's code tells."""
        return self._caller.exchange.objects.heard

    @heard.setter
    def heard(self, heard: Callable[[str | bytes], None]) -> None:
        self._caller.exchange.objects.heard = heard

    @property
    def touching(self) -> Callable[[Any], None]:
        """Is told of each of this side's values before the student's code changes it."""
        return self._caller.exchange.objects.touching

    @touching.setter
    def touching(self, touching: Callable[[Any], None]) -> None:
        self._caller.exchange.objects.touching = touching

    def has_begun(self, cells: tuple[tuple[str, int], ...], outputs: Sequence[Sequence[Output]]) -> None:
        """Note that it comes from a process which has run these cells, and what they have shown."""
        self.begun_with = cells
        self.begun = [CellOutputs(tuple(shown), count) for (_, count), shown in zip(cells, outputs, strict=True)]
        self._cells = {f"In[{count}]": code for code, count in cells}

    def mark_of(self, cells: tuple[tuple[str, int], ...]) -> str:
        """Have it run the cells strictly, which is the last that it does: the mark of what they leave, or nothing.

        Raises StudentError where they do more than compute.
        """
        answer, _ = self.request(headers.Begin(op="begin", cells=cells), (), whole=True)
        mark = answer.get("mark")
        return mark if type(mark) is str else ""

    def record(self, record: Callable[[bytes], None]) -> None:
        """Have every frame that is sent to the bench copied to ``record``, for tests."""
        self._channel.record = record

    def begin(self, seconds: float, until: float) -> None:
        """Begin a step: at most ``seconds`` from now, not after ``until`` (monotonic), but for what it `waited`."""
        self.trouble, self._refusing = None, False
        if self._waiting is None:
            assert isinstance(self._process, Process)
            self._waiting = Waiting(self._process, self.limits.seconds_of_waiting)
        self._forgiven = self.waited
        self.deadline = min(time.monotonic() + seconds, until)

    @property
    def waited(self) -> float:
        """The seconds for which it was not its fault that it did not run."""
        return 0.0 if self._waiting is None else self._waiting.seconds()

    def files(self, files: Sequence[tuple[str, bytes]], at: str = "") -> None:
        """Write extra files into the working folder, found ``at`` a path, too. StudentError when they do not fit."""
        self._note_origin()
        names = [[name, len(data)] for name, data in files]
        buffers = [data for _, data in files]
        answer, _ = self.request(headers.Files(op="files", files=names, at=at), buffers)
        if "failed" in answer:
            why = str(answer["failed"])[:200]
            raise StudentError(f"the submission's other files cannot be written: {why}")

    def run(self, code: str, count: int) -> CellOutputs:
        """Run one cell. A cell that was interrupted in time is told by `trouble`."""
        self._note_origin()
        began = time.monotonic()
        self._cells[f"In[{count}]"] = code
        answer, _ = self.request(headers.Run(op="run", code=code, count=count), (), whole=True)
        if isinstance(self._process, Process) and self._process.has_too_much():
            self._die(*self._autopsy())
        try:
            outputs = vetting.outputs(answer.get("outputs"), self.limits.output)
            updates = vetting.updates(answer.get("updates"), self.limits.output)
        except Exception as error:  # noqa: BLE001 - whatever an answer causes is the bench's doing
            self._misbehaved(error)
        raised = answer.get("raised")
        raised = raised[:_NAME] if type(raised) is str else ""
        seconds = time.monotonic() - began
        return CellOutputs(tuple(outputs), count, tuple(updates), seconds, raised, answer.get("codes", ()))

    def lookup(self, names: Sequence[str]) -> dict[str, Any]:
        """Proxies and values for those of the names that the notebook has defined; what was lent and shared is over."""
        self._caller.start_anew()
        self._service = Service(self.limits.message, self._caller.exchange, invoke=self._invoke)
        self._peer.operations = self._service.operations()
        answer, data = self.request(headers.Lookup(op="lookup", names=list(names)))
        shared, things, _ = self._caller.exchange
        try:
            reader = Decoder(Lender().receive(checked_specs(answer.get("t")), data, ()), shared, things)
            found = answer.get("found")
            if type(found) is not dict:
                raise MalformedMessage("names in an unknown form")
            # In the order in which the bench has told them: one may mention what another has brought.
            made = {name: self._found(name, found[name], reader) for name in names if name in found}
            shared.settle(picture)
            return made
        except StudentError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever an answer causes is the bench's doing
            self._misbehaved(error)

    @contextlib.contextmanager
    def for_test(self, copies: bool = True) -> Iterator[None]:
        """Have what a test asks answered by a copy of the bench, which ends with the block.

        Where the bench holds what a copy would hold as well, or without ``copies``, the bench itself answers and
        ends with the block. `trouble` says what the test met. Raises StudentError when the bench does not answer,
        and Unverifiable when the copy that it made is not to be believed; both end the bench.
        """
        copy, window = self._copied() if copies else (None, None)
        if copy is None or window is None:
            try:
                yield
            finally:
                self.close()
            return
        kept = self._process, self._channel
        self._process, self._channel = copy, Channel(window, self.limits.message, self._channel.record)
        self._peer.channel = self._channel
        assert self._waiting is not None
        try:
            if self.folder is not None:
                self._written()  # which are known
            with self._caller.with_a_copy(), self._waiting.also_of(copy.bench):
                yield
        finally:
            (self._process, self._channel), self.alive = kept, True
            self._peer.channel = self._channel
            try:
                copy.finish()
            except Unverifiable as error:
                self._closed = f"the bench may not be used after a test: {error}"
                self.close()
            window.close()  # not before, or the copy would go about its own end

    def _copied(self) -> tuple[Copy | None, socket.socket | None]:
        """A copy that answers now, and its window; or nothing where the bench cannot have one."""
        try:
            if self._origin is None:
                return None, None
            self._origin.is_untouched(alone=True)
        except Unverifiable as error:
            self._closed = f"the bench cannot be copied: {error}"
            return None, None
        window, theirs = socket.socketpair()
        window.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        with contextlib.ExitStack() as on_failure:
            on_failure.callback(window.close)
            with theirs, contextlib.suppress(OSError):
                socket.send_fds(self._windows, [b"!"], [theirs.fileno()])
            self.request({"op": "copy"})
            try:
                copy = Copy(self._origin, window)
                copy.begin(window)
            except (Unverifiable, OSError) as error:
                self.close()
                raise Unverifiable(str(error)) from error
            on_failure.pop_all()
            return copy, window

    def _note_origin(self) -> None:
        """Before the first cell of its own: what the bench holds, which a copy of it must not."""
        if self._noted:
            return
        self._noted = True
        self.request({"op": "ready"})
        with contextlib.suppress(Unverifiable):
            assert isinstance(self._process, Process)
            self._origin = Origin(self._process)

    @contextlib.contextmanager
    def replaced(self, replacements: Mapping[str, Any], texts: Mapping[str, str] = MappingProxyType({})) -> Any:
        """Have the student's code see these instead of its own.

        Functions stay on this side, and the bench has a proxy for them, but for those whose source is
        among ``texts``: they are made once more there, and run as the student's own functions do.
        """
        table, numbers = Table(self.limits.message), []
        told: dict[str, headers.PutName] = {}
        for name, value in replacements.items():
            if name in texts:
                told[name] = {"source": texts[name]}
            elif callable(value):
                numbers.append(self._caller.exchange.objects.offer(value))
                told[name] = {"function": numbers[-1]}
            else:
                told[name] = {"value": encode(value, table)}
        specs, buffers = Lender().give(table)
        self.request(headers.Put(op="put", names=told, t=specs), buffers)
        try:
            yield
        finally:
            for number in numbers:
                self._caller.exchange.objects.withdraw(number)
            if self.alive:
                with contextlib.suppress(StudentError):
                    self.request({"op": "restore"}, always=True)

    def request(
        self,
        header: headers.Request,
        buffers: Sequence[bytes] = (),
        whole: bool = False,
        always: bool = False,
    ) -> tuple[headers.Answer, memoryview]:
        """Ask and wait, for a call's time or (``whole``) for the step's.

        Raises BenchDied, BenchMisbehaved or CallTimedOut. After a time-out in a step, further calls
        of that step are refused at once (unless ``always``).
        """
        if not self.alive:
            raise BenchDied((self.trouble or (None, self._closed))[1])
        if self._refusing and not always:
            raise CallTimedOut("not called: an earlier call ran out of time")
        seconds = self.limits.seconds_per_submission if whole else self.limits.seconds_per_call
        deadline = min(time.monotonic() + seconds, self.deadline)
        if always:
            deadline = time.monotonic() + self.limits.seconds_of_grace
        try:
            with self._until(deadline), self._untimed():
                answer, data = self._peer.request(header, buffers)
        except ChannelClosed:
            self._die(*self._autopsy())
        except ChannelTimeout:
            self._die(Verdict.TIMED_OUT, self._too_long())
        except (StudentError, InfrastructureError, Unverifiable):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it asks or answers, and however that ends, is its doing
            self._misbehaved(error)
        answer.pop("late", None)
        if self._late:
            self.trouble, self._refusing = (Verdict.TIMED_OUT, self._too_long()), True
            answer["late"] = self._too_long()
        if "outputs" in answer and header["op"] != "run":
            try:
                outputs = vetting.outputs(answer["outputs"], self.limits.output)
            except Exception as error:  # noqa: BLE001 - as above
                self._misbehaved(error)
            for output in outputs:
                self.heard(str(output.get("text", "")))
            self.outputs(outputs)
        if self.written is not None and header["op"] == "call":
            self.bring()
        return answer, data

    @contextlib.contextmanager
    def _until(self, deadline: float) -> Iterator[None]:
        """While a request waits, until then; one that is made to answer the bench's own, no longer than that one may.

        Nothing that the bench asks meanwhile gives it more time: once it is late, it has what is left of one grace.
        """
        outer, forgiven = self._peer.deadline if self._waits else None, self._forgiven
        self._peer.deadline = deadline if outer is None else min(deadline, outer)
        self._late = self._late and outer is not None
        self._waits += 1
        try:
            yield
        finally:
            self._waits -= 1
            if outer is not None:
                outer += self._forgiven - forgiven
                self._peer.deadline = max(outer, self._peer.deadline) if self._late else outer

    def bring(self, anew: bool = False) -> None:
        """Have what the notebook's code has written since, or at all, in the tests' folder. Raises as `request`."""
        if self.written is None or self.folder is None:
            return
        answer, data = self.request(headers.Written(op="written", anew=anew, most=MOST))
        files, reader = answer.get("files"), Reader(data)
        try:
            if type(files) is not list or len(files) > MOST:
                raise MalformedMessage("files in an unknown form")
            for name, size in files:
                if type(name) is not str or type(size) is not int or size < 0:
                    raise MalformedMessage("a file in an unknown form")
                content = bytes(reader.take(size))
                if (place := self.written.lay(name, content)) is not None:
                    self.heard(name)
                    self.heard(content.decode("latin-1"))
                    told = place.stat()
                    self._known_files[name] = told.st_mtime_ns, told.st_size
        except InfrastructureError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever an answer causes is the bench's doing
            self._misbehaved(error)

    @property
    def runs(self) -> bool:
        """Whether its processes are there."""
        return self.alive and not self._process.gone(0.0)

    def processes(self) -> set[int]:
        """The bench and all that it has started and left, by their ids on this side, as far as they can be seen."""
        with contextlib.suppress(Unverifiable):
            return proc.children(self._process.init)
        return set()

    def let_go(self) -> None:
        """Leave it to a process that was forked from this one."""
        self.alive = False
        self._channel.close()
        self._windows.close()
        assert isinstance(self._process, Process)
        self._process.let_go()

    def end(self) -> None:
        """End everything in it at once; `close` waits until it has ended."""
        if self.alive:
            self._process.end()

    def close(self) -> None:
        """End the bench and everything it started. May be called again."""
        if self.alive:
            self.alive = False
            self._channel.close()
            self._process.close()
            if isinstance(self._process, Process):
                self._windows.close()

    def _on_timeout(self, error: ChannelTimeout) -> None:
        assert self._peer.deadline is not None
        waited = self.waited
        more, self._forgiven = waited - self._forgiven, waited
        self.deadline += more
        self._peer.deadline += more
        if time.monotonic() < self._peer.deadline:
            return
        if self._late:
            raise error
        self._late = True
        self._process.interrupt()
        self._peer.deadline = time.monotonic() + self.limits.seconds_of_grace

    def _too_long(self) -> str:
        return "it ran longer than it may and was stopped"

    def _autopsy(self) -> tuple[Verdict, str]:
        code = self._process.exit_code()
        if self._process.ran_out_of_memory():
            return Verdict.OUT_OF_MEMORY, "it used more memory than it may and was stopped"
        if self._process.why:
            return Verdict.CRASHED, self._process.why
        if code == exceptions.WITHOUT_MEMORY:
            return Verdict.OUT_OF_MEMORY, "it asked for more memory than it may have"
        if code is None:
            return Verdict.CRASHED, "its process was killed"
        if code >= 0:
            return Verdict.CRASHED, f"its process ended itself (exit code {code})"
        name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
        if -code == signal.SIGXCPU:
            return Verdict.TIMED_OUT, "it used more processor time than it may"
        return Verdict.CRASHED, f"its process crashed ({name})"

    def _die(self, verdict: Verdict, words: str) -> NoReturn:
        if self.trouble is None or self.alive:  # else a request that waited for this one ends with it
            self.trouble = (verdict, words)
        verdict, words = self.trouble
        self.close()
        if verdict is Verdict.TIMED_OUT:
            raise CallTimedOut(words)
        raise BenchDied(words)

    def _misbehaved(self, error: Exception) -> NoReturn:
        error = MalformedMessage.caused(error)
        if self.trouble is not None and not self.alive:
            self._die(*self.trouble)
        self.trouble = (Verdict.CRASHED, f"its process sent no proper answer: {error}")
        self.close()
        raise BenchMisbehaved(self.trouble[1]) from error

    def _is_written(self, name: str) -> bool:
        return name.isidentifier() and any(re.search(rf"\b{name}\b", code) for code in self._cells.values())

    def _failed(self, error: Exception, told: headers.Answer) -> None:
        described = told.get("error")
        if type(described) is dict:
            try:
                error.__traceback__ = frames.traceback_of(described.get("frames"), self._cells)
            except Exception as wrong:  # noqa: BLE001 - whatever an answer causes is the bench's doing
                self._misbehaved(wrong)
        if isinstance(error, CallOutOfMemory):
            self.trouble = (Verdict.OUT_OF_MEMORY, "it asked for more memory than it may have")

    def _found(self, name: str, told: Any, reader: Decoder) -> Any:
        if type(told) is not dict or "value" not in told:
            raise MalformedMessage("a name in an unknown form")
        made = reader.decode(told["value"])
        if isinstance(made, Proxy):
            made.__name__ = made.__qualname__ = made.__name__ or name
            code = frames.code_in(told.get("cell"), name)
            if code is not None:  # checks use it to find the function's lines in a traceback
                made.__code__ = with_code(code, told["code"]) if told.get("code") else code
        library = told.get("library")
        return self.libraries(name, library if type(library) is str else "", made)

    def tell(self) -> Any:
        """As a `World`; what a test has written into its folder is there, too."""
        with self.world.aside():
            if self.folder is not None and (written := self._written()):
                self.files(written, str(self.folder))
        return self.world.tell()

    def know(self, names: Iterable[str]) -> None:
        """As a `World`."""
        self.world.know(names)

    def _written(self) -> list[tuple[str, bytes]]:
        """The files in the tests' folder that are new or changed since the last time, and the folders that are new.

        They leave the notebook's code half of the disk that it may fill: else it would be ended for what a test wrote.
        """
        assert self.folder is not None
        found, room = [], self.limits.disk // 2
        for path in sorted(self.folder.rglob("*")):
            folder = path.is_dir()
            if path.is_symlink() or not (folder or path.is_file()) or "__pycache__" in path.parts:
                continue
            told, name = path.stat(), f"{path.relative_to(self.folder).as_posix()}{'/' * folder}"
            stamp = (0, 0) if folder else (told.st_mtime_ns, told.st_size)
            room -= stamp[1]
            if self._known_files.get(name) != stamp and room >= 0:
                self._known_files[name] = stamp
                found.append((name, b"" if folder else path.read_bytes()))
        return found

    def source_of(self, thing: Any) -> str:
        """The text of a function or class of the notebook's. Raises OSError where it is in no cell of it."""
        text = ask(thing, "source")
        if type(text) is str and text.strip() and any(text.strip() in code for code in self._cells.values()):
            return text
        raise OSError("could not get source code")

    def take(self, told: Any) -> None:
        """As a `World`."""
        self.world.take(told)

    def aside(self) -> contextlib.AbstractContextManager[None]:
        """As a `World`."""
        return self.world.aside()

    def in_test(self) -> contextlib.AbstractContextManager[None]:
        """As a `World`."""
        return self.world.in_test()

    def _invoke(self, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        with self.world.in_test(), self._in_time():
            return quietly(function, args, kwargs)

    @contextlib.contextmanager
    def _in_time(self) -> Iterator[None]:
        """What the bench has a test do has no more time than the bench: it may be told to sleep, or wait for itself."""

        def over(number: int, frame: Any) -> None:
            self._on_timeout(ChannelTimeout(self._too_long()))
            if self._late:
                raise CallTimedOut(self._too_long())
            signal.setitimer(signal.ITIMER_REAL, self._left())

        handler, timed, began = signal.signal(signal.SIGALRM, over), self._timed, time.monotonic()
        self._timed = True
        before, _ = signal.setitimer(signal.ITIMER_REAL, self._left())
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, handler)
            self._timed = timed
            if before:  # a test's own
                signal.setitimer(signal.ITIMER_REAL, max(0.001, before - (time.monotonic() - began)))

    @contextlib.contextmanager
    def _untimed(self) -> Iterator[None]:
        """While the bench is waited for, which has a deadline of its own: no message is to be broken off."""
        if not self._timed:
            yield
            return
        signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, self._left())

    def _left(self) -> float:
        """The seconds until the deadline, and never none, which would be for ever."""
        assert self._peer.deadline is not None
        return min(max(0.001, self._peer.deadline - time.monotonic()), 1e6)

    def warn(self) -> None:
        """As a `World`."""
        try:
            self.world.warn()
        except MalformedMessage as error:
            self._misbehaved(error)
