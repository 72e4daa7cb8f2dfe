"""A failure in words: a line that says what is wrong and what to do, for every error that is no fault of the program.

The command line calls `words` with whatever ended a command. A disk that is full is found wherever it is first met,
also where nbgrader or a library has made another error of it.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator

from grading import extras
from grading.coursefolder import CONFIG, CourseError

_FULL = (errno.ENOSPC, errno.EDQUOT)
#: What to do where the system does not let a file be written or read.
_STEPS = dict.fromkeys(_FULL, "Free some space there, then run this again.") | dict.fromkeys(
    (errno.EACCES, errno.EPERM, errno.EROFS), "Run this as one who may write there, or change the folder's rights."
)
_OTHERWISE = "Mend that, then run this again; `python -m grading doctor` looks at the rest."
#: What to do about a database's error, by words that are in it.
_DATABASE_STEPS = {
    "locked": "Another program is writing to it. Wait until it has done, or end it, then run this again.",
    "not a database": "The file is damaged. Put back a copy of it.",
    "malformed": "The file is damaged. Put back a copy of it.",
    "no such column": "It is of another version of nbgrader. Save a copy of it, then run: nbgrader db upgrade",
    "readonly": "Run this as one who may write to it.",
    "is full": _STEPS[errno.ENOSPC],
    "No module": f"For PostgreSQL: {extras.install('postgresql')}",
    "": f"Is db_url in {CONFIG} right, and its server up? After an update of nbgrader, save a copy of the gradebook "
    "and run: nbgrader db upgrade",
}


class CommandFailed(CourseError):
    """One of nbgrader's commands failed; the message is its last words, the cause is the error that it logged."""


def words(error: BaseException) -> str | None:
    """What to say of an error; None for one that is a fault of the program, and deserves its traceback."""
    from sqlalchemy.exc import SQLAlchemyError  # slow, and only needed where a command has failed
    from traitlets import TraitError

    if isinstance(error, CommandFailed) or not isinstance(error, CourseError):
        for one in _behind(error):
            if isinstance(one, OSError) and (one is error or _errno(one) in _FULL):
                return _of_a_file(one)
            if isinstance(one, SQLAlchemyError) and (one is error or "is full" in str(one)):
                return of_the_gradebook(one)
    if isinstance(error, TraitError):
        return f"A setting in {CONFIG} is wrong: {error} Correct it, then run this again."
    return str(error) if isinstance(error, CourseError) else None


def of_the_gradebook(error: BaseException) -> str:
    """What to say of a database's error."""
    reason = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
    step = next(step for known, step in _DATABASE_STEPS.items() if known in reason)
    return f"The gradebook cannot be read: {reason}. {step}"


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and those that led to it."""
    seen = set[int]()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _of_a_file(error: OSError) -> str:
    number = _errno(error)
    if isinstance(error, shutil.Error):
        reason = os.strerror(number) if number else str(error.args[0])
        place = error.args[0][0][1] if isinstance(error.args[0], list) else "A file"
    else:
        reason, place = error.strerror or str(error), error.filename2 or error.filename or "A file"
    return f"{place}: {reason}. {_STEPS.get(number, _OTHERWISE)}"


def _errno(error: OSError) -> int:
    """Its number; that of the first of several which copying a folder has met, of which it keeps the words."""
    found = re.search(r"\[Errno (\d+)\]", str(error.args)) if isinstance(error, shutil.Error) else None
    return int(found[1]) if found else error.errno or 0
