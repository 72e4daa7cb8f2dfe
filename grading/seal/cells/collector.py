"""Collects what a cell writes, shows and returns, in the order and form a notebook keeps it.

`Shell` owns one, on both sides. Text written through Python and text written straight to the file
descriptors (C libraries, subprocesses) end up in one order: the descriptors point to memory files,
which are emptied before every Python-level write. Consecutive text of one stream is one output.
"""

from __future__ import annotations

import base64
import fcntl
import io
import os
import sys
import tempfile
from typing import Any

from grading.seal.window.records import Limits, Output

_FRAME = 64  # bytes of an output beside its text
_NAMES = ("stdout", "stderr")
_MOST_RESULT = 200  # characters


class Collector:
    """The outputs of the cell that runs, bounded to ``limit`` bytes of text: by default, those of `Limits`."""

    def __init__(self) -> None:
        self.limit = Limits.output
        self.descriptors = Descriptors()
        self.start()

    def start(self) -> None:
        """Begin a cell."""
        self._outputs: list[Output] = []
        self._updates: list[Output] = []
        self._room = self.limit
        self._clear_next = False
        self._result: Output | None = None  # the last one for which there was no room

    def finish(self) -> tuple[list[Output], list[Output]]:
        """End the cell: its outputs, and the display updates meant for earlier cells."""
        self.drain()
        self._outputs += [self._result] if self._result else []
        for output in self._outputs:
            if output["output_type"] == "stream":
                output["text"] = "".join(output["text"])
        return self._outputs, self._updates

    def drain(self) -> None:
        """Take in what was written straight to the descriptors."""
        for name, text in self.descriptors.take():
            self._stream(name, text)

    def stream(self, name: str, text: str) -> None:
        """Text that Python code wrote."""
        self.drain()
        self._stream(name, text)

    def show(
        self,
        kind: str,
        data: dict[str, Any],
        metadata: dict[str, Any] | None,
        count: int | None = None,
        display_id: str | None = None,
    ) -> None:
        """A ``display_data`` or ``execute_result``. ``display_id`` lets a later update find it."""
        self.drain()
        output: Output = {"output_type": kind, "data": _text(data), "metadata": metadata or {}}
        if kind == "execute_result":
            output["execution_count"] = count
        if display_id is not None:
            output["transient"] = {"display_id": display_id}
        size = sum(len(str(v)) for v in output["data"].values())
        if kind == "execute_result" and size + _FRAME > self._room:
            self._result = shortened(output)
            if self._room >= 0:
                self._say_full()
        else:
            self._add(output, size)

    def update(self, display_id: str, data: dict[str, Any], metadata: dict[str, Any] | None) -> None:
        """New content for every output shown under this id, here and in earlier cells."""
        self.drain()
        new = {"data": _text(data), "metadata": metadata or {}}
        self._room -= sum(len(str(v)) for v in new["data"].values())
        if self._room < 0:
            return
        for output in self._outputs:
            if output.get("transient", {}).get("display_id") == display_id:
                output.update(new)
        self._updates.append({"display_id": display_id, **new})

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """An exception that ended the cell, or was shown in it."""
        self.drain()
        self._room = max(self._room, 0) + len(value) + sum(map(len, traceback))
        self._add({"output_type": "error", "ename": name, "evalue": value, "traceback": traceback}, 0)

    def adopt(self, outputs: list[Output]) -> None:
        """Take in what a student's function wrote or showed while a test called it.

        Only as text and display data: in a test cell an error or a result would count for the grade. It goes
        where a test has Python's own output go, which may be nowhere.
        """
        self.drain()
        for output in outputs:
            if output["output_type"] == "stream":
                print(output["text"], end="", flush=True, file=getattr(sys, output["name"]))
            elif output["output_type"] == "error":
                print("\n".join(output["traceback"]), flush=True)
            elif isinstance(sys.stdout, Stream):
                data = output["data"]
                self._add(
                    {"output_type": "display_data", "data": data, "metadata": output["metadata"]},
                    sum(len(str(value)) for value in data.values()),
                )

    def clear(self, wait: bool) -> None:
        """`clear_output`: at once, or just before the next output."""
        self.drain()
        if wait:
            self._clear_next = True
        else:
            self._outputs.clear()

    def _stream(self, name: str, text: str) -> None:
        if not text or self._room < 0:
            return
        cut = text[: self._room]
        last = self._outputs[-1] if self._outputs and not self._clear_next else None
        if last is not None and last.get("name") == name:
            last["text"].append(cut)
            self._room -= len(text)
        else:
            self._add({"output_type": "stream", "name": name, "text": [cut]}, len(text))
        if self._room < 0:
            self._say_full()

    def _add(self, output: Output, size: int) -> None:
        if self._room < 0:
            return
        if self._clear_next:
            self._clear_next = False
            self._outputs.clear()
        self._room -= size + _FRAME
        if self._room < 0 and output["output_type"] != "stream":
            self._say_full()
        else:
            self._outputs.append(output)

    def _say_full(self) -> None:
        text = f"\n[The output is cut here: a cell may show {self.limit >> 10} KiB.]\n"
        self._outputs.append({"output_type": "stream", "name": "stderr", "text": [text]})
        self._room = -1


def _text(data: dict[str, Any]) -> dict[str, Any]:
    """Binary representations (images) as a notebook file keeps them."""
    return {
        mime: base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
        for mime, value in data.items()
    }


class Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of a cell."""

    encoding = "UTF-8"
    errors = "strict"

    def __init__(self, collector: Collector, name: str) -> None:
        self._collector, self._name = collector, name

    def write(self, text: str) -> int:
        """As the standard stream's ``write``."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._collector.stream(self._name, text)
        return len(text)

    def writable(self) -> bool:
        """Always."""
        return True

    def flush(self) -> None:
        """Nothing is held back."""

    def fileno(self) -> int:
        """The descriptor of the standard stream, for subprocesses that are given it."""
        return _NAMES.index(self._name) + 1


class Descriptors:
    """Descriptors 1 and 2, turned into files without a place once `open` is called."""

    def __init__(self) -> None:
        self._files: list[tuple[str, int]] = []

    def open(self) -> None:
        """From now on, everything written to descriptors 1 and 2 is kept here. In a forked process: once more."""
        self._files = []
        for target, name in enumerate(_NAMES, start=1):
            file = _nameless(name)
            # Appending: several processes write, and the file is emptied between their writes.
            fcntl.fcntl(file, fcntl.F_SETFL, fcntl.fcntl(file, fcntl.F_GETFL) | os.O_APPEND)
            os.dup2(file, target)
            os.close(file)
            self._files.append((name, target))

    def take(self) -> list[tuple[str, str]]:
        """What arrived since the last time, as (stream, text)."""
        found = []
        for name, file in self._files:
            try:
                size = os.fstat(file).st_size
                if size:
                    data = os.pread(file, size, 0)
                    os.ftruncate(file, 0)
                    found.append((name, data.decode("utf-8", "replace")))
            except OSError:  # the cell closed or replaced the descriptor
                continue
        return found


def shortened(result: Output) -> Output:
    """What is kept of a cell's result for which there is no room: enough for a number, such as a test's points."""
    text = str(result["data"].get("text/plain", ""))[:_MOST_RESULT]
    return {**result, "data": {"text/plain": text}, "metadata": {}}


def _nameless(name: str) -> int:
    """A file in memory; where there are none, one on disk that nobody can find."""
    try:
        return os.memfd_create(name)
    except OSError:
        with tempfile.TemporaryFile() as file:
            return os.dup(file.fileno())
