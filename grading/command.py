"""One of nbgrader's commands, run in this process: its start and its imports, a few seconds, are paid for once.

`grading.course` calls `run`. What a command changes of the process (folder, environment, search path, log, the one
application that Jupyter allows) is put back behind it. Commands of several threads take turns. A sandbox that one has
started stays warm for the next.
"""

from __future__ import annotations

import io
import logging
import os
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from jupyter_core.application import NoStart
from nbgrader.apps.nbgraderapp import NbGraderApp
from nbgrader.validator import Validator
from traitlets.config import Application

from grading.failures import CommandFailed

_turn = threading.RLock()


class _Words(io.StringIO):
    """What a command says, and the error that it was dealing with when it said so last."""

    error: BaseException | None = None

    def write(self, text: str) -> int:
        self.error = sys.exception() or self.error
        return super().write(text)


def possible() -> bool:
    """Whether a command can run here: Jupyter allows a process one application, and a kernel or a server is one."""
    return not Application.initialized()


def run(folder: Path, arguments: Sequence[str]) -> str:
    """Run ``nbgrader`` with these arguments in a folder; returns what it printed.

    Raises: CommandFailed, with the command's own last words, where it fails; its cause is what nbgrader logged.
    """
    words = _Words()
    with _turn, _everything_put_back(), chdir(folder), redirect_stdout(words), redirect_stderr(words):
        Validator.stream = sys.stdout
        status = _status(arguments, words)
    said = words.getvalue()
    if status:
        raise CommandFailed(failure("nbgrader", arguments, said)) from words.error
    return said


def failure(program: str, arguments: Sequence[str], said: str) -> str:
    """What to say of a command that failed."""
    return f"{program} {' '.join(arguments)} failed:\n" + "\n".join(said.strip().rsplit("\n", 8)[-8:])


def _status(arguments: Sequence[str], words: _Words) -> int:
    """The exit status that the command would have as a process."""
    app = NbGraderApp.instance()
    try:
        app.initialize(list(arguments))
        app.start()
    except NoStart:  # a subcommand has run
        return 0
    except SystemExit as ended:
        if isinstance(ended.code, str):
            words.write(ended.code)
            return 1
        return ended.code or 0
    except Exception:  # noqa: BLE001 - which would end a process, with a traceback
        words.write(traceback.format_exc())
        return 1
    finally:
        while app is not None:
            app.close_handlers()
            type(app).clear_instance()
            app = app.subapp
    return 0


@contextmanager
def _everything_put_back() -> Iterator[None]:
    environment, path, logs = dict(os.environ), list(sys.path), _logs()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what nbgrader's own code is warned of
            yield
    finally:
        Validator.stream = sys.stdout
        os.environ.clear()
        os.environ.update(environment)
        sys.path[:] = path
        for log, now in _logs().items():
            before = logs.get(log, ([], logging.NOTSET, True))
            if now != before:
                log.handlers, level, log.propagate = before
                log.setLevel(level)


def _logs() -> dict[logging.Logger, tuple[list[logging.Handler], int, bool]]:
    """Every log there is, with what can be set of it."""
    logs = [log for log in logging.root.manager.loggerDict.values() if isinstance(log, logging.Logger)]
    return {log: (list(log.handlers), log.level, log.propagate) for log in [logging.root, *logs]}
