"""What can go wrong at the seal, as a family of exceptions.

::

    SealError
    ├── InfrastructureError      ours: retry or repair, never a student's zero
    │   ├── SandboxUnavailable   says what to install or enable
    │   ├── SourceBroken         a cell of the instructor's is at fault
    │   └── OtherVersion         says what a worker has other than the one that sent it work
    ├── MalformedMessage         bytes that do not follow the codec
    ├── ChannelClosed            the other side is gone
    └── ChannelTimeout           the other side did not answer in time

    StudentError(Exception)      what a call of a student's function can raise for a test
    ├── CallTimedOut             it ran too long (also a TimeoutError)
    ├── CallOutOfMemory          it asked for more memory than it may have (also a MemoryError)
    ├── BenchDied                its process ended during the call
    └── BenchMisbehaved          its process answered with something that is no answer

Built-in exceptions of the student's code arrive as themselves (see `grading.seal.window.exceptions`), not as
`StudentError`. Used on both sides; imports nothing of the package.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class SealError(Exception):
    """Base of what the seal itself raises."""


class InfrastructureError(SealError):
    """The grader, not the submission, is at fault. Never turn it into a grade.

    ``tests`` are the results, as JSON, that were there before it.
    """

    tests: Sequence[dict[str, Any]] = ()


class SourceBroken(InfrastructureError):
    """A cell of the instructor's own is at fault, and is again however often it runs. The message says which."""


class SandboxUnavailable(InfrastructureError):
    """No sandbox can be made on this machine. The message says what to install or enable."""


class OtherVersion(InfrastructureError):
    """A worker elsewhere would grade with another version than was asked for. The message says which."""


class MalformedMessage(SealError):
    """A message breaks the rules of the codec: wrong form, a size that lies, or too large.

    Its words get to students, also from where a test is hidden: nothing in them may come from the message.
    """

    @classmethod
    def caused(cls, error: Exception) -> MalformedMessage:
        """For whatever reading a message has raised: it is the message's doing."""
        if isinstance(error, cls):
            return error
        return cls(f"what it sent cannot be read: {type(error).__name__}")


class ChannelClosed(SealError):
    """The other end of the channel was closed."""


class ChannelTimeout(SealError):
    """A deadline passed while waiting for the other end."""


class StudentError(Exception):
    """The student's code failed in a way that no built-in exception names."""


class CallTimedOut(StudentError, TimeoutError):
    """A call of a student's function took longer than it may."""


class CallOutOfMemory(StudentError, MemoryError):
    """A call of a student's function asked for more memory than it may have."""


class BenchDied(StudentError):
    """The process that runs the student's code ended; the message says how."""


class BenchMisbehaved(StudentError):
    """The process that runs the student's code sent something that is no answer."""
