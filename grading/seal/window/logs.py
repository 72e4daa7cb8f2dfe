"""What a student's function logs while a test looks at logs: kept on the bench, and handled once more in the test.

Both sides use it, through `grading.seal.window.settings`. Loggers have the levels on the bench that the test has set.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Container, Iterator
from typing import Any

from grading.seal.window import exceptions
from grading.seal.window.errors import MalformedMessage

_LOOKS = re.compile(r"\bassert(No)?Logs\b|\blogging\b")
_MOST, _NAME, _TEXT = 100, 200, 2000  # records of a call, and characters of a logger's name and of a record's words
_LEVEL = 1000


def looked_at(code: str) -> bool:
    """Whether a test with this code may look at logs."""
    return _LOOKS.search(code) is not None


def levels() -> dict[str, int]:
    """By a logger's name the level that it has of its own; the root's name is empty."""
    root = logging.getLogger()
    known = {name: logger for name, logger in root.manager.loggerDict.items() if isinstance(logger, logging.Logger)}
    return {name: logger.level for name, logger in {**known, "": root}.items() if logger.level}


#: Its logger's name, its level, its words, and what `exceptions.describe` says of the exception that it has.
Record = tuple[str, int, str, dict[str, Any] | None]


class _Keeper(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.records: list[Record] = []

    def emit(self, record: logging.LogRecord) -> None:
        if len(self.records) < _MOST:
            error = record.exc_info[1] if record.exc_info else None
            told = None if error is None else exceptions.describe(error)
            self.records.append((record.name[:_NAME], record.levelno, record.getMessage()[:_TEXT], told))


@contextlib.contextmanager
def kept(told: dict[str, int]) -> Iterator[list[Record]]:
    """Collect what is logged, by loggers of these levels."""
    loggers = [(logging.getLogger(name), level) for name, level in told.items()]
    before = [(logger, logger.level) for logger, _ in loggers]
    keeper = _Keeper()
    logging.getLogger().addHandler(keeper)
    for logger, level in loggers:
        logger.setLevel(level)
    try:
        yield keeper.records
    finally:
        logging.getLogger().removeHandler(keeper)
        for logger, level in before:
            logger.setLevel(level)


def handlers() -> list[logging.Handler]:
    """All that there are now."""
    root = logging.getLogger()
    known = (logger for logger in root.manager.loggerDict.values() if isinstance(logger, logging.Logger))
    return [handler for logger in (root, *known) for handler in logger.handlers]


def log(told: Any, others: Container[logging.Handler]) -> None:
    """Have such a record, whose level the bench has looked at, handled by what a test has put here itself.

    ``others`` are the handlers that there were before: those of the notebook's have had it there. Raises
    MalformedMessage.
    """
    if type(told) is not tuple or tuple(map(type, told[:3])) != (str, int, str) or not 0 <= told[1] <= _LEVEL:
        raise MalformedMessage("a log in an unknown form")
    name, level, words, described = told
    name, words = (text.encode("utf-8", "replace").decode() for text in (name, words))
    error = None if described is None else exceptions.rebuild(described)
    raised = None if error is None else (type(error), error, None)
    logger: logging.Logger | None = logging.getLogger(name[:_NAME])
    record = logging.LogRecord(name[:_NAME], level, "<the student's code>", 1, words[:_TEXT], (), raised)
    while logger is not None and not logger.disabled:
        for handler in list(logger.handlers):
            if handler not in others and level >= handler.level:
                handler.handle(record)
        logger = logger.parent if logger.propagate else None
