"""What confines a bench, as the trusted side sees it: one interface, and who has it.

`grading.seal.sandbox.bubblewrap` puts the warm parent into namespaces, where nothing of this machine is;
`grading.seal.sandbox.landlock` does without them. Each has its other half in `grading.seal.bench`, in which the warm
parent and the benches confine themselves. `grading.seal.sandbox.choice` says which is tried when.
"""

from __future__ import annotations

import signal
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from grading.seal.window.errors import SandboxUnavailable

#: The folders of this package that the sandboxed side consists of; it sees nothing else of this repository.
UNTRUSTED = ("window", "cells", "bench")
#: What of ``/etc`` a notebook's libraries read.
ETC = ("alternatives", "fonts", "ld.so.cache", "localtime", "matplotlibrc", "mime.types", "ssl")
#: What installers ask a network that is not there for fails at once, in words, instead of after many tries.
_OFFLINE = {
    "PIP_NO_INDEX": "1",
    "PIP_RETRIES": "0",
    "PIP_DEFAULT_TIMEOUT": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "UV_OFFLINE": "1",
    "CONDA_OFFLINE": "true",
    "CONDA_REMOTE_MAX_RETRIES": "0",
}
_BEGIN = """
import sys
sys.path.insert(0, {package!r})
from grading.seal.bench.forkserver import main
from grading.seal.bench.{module} import {kind}
main({control}, {confinement!r})
"""


@dataclass(frozen=True)
class Step:
    """One thing that a sandbox needs; ``wrong`` says why it cannot be had and what to do, or is empty."""

    what: str
    wrong: str = ""


@dataclass(frozen=True)
class Command:
    """What starts the warm parent: the words, its whole environment, and the descriptors that it needs besides."""

    words: tuple[str, ...]
    variables: Mapping[str, str]
    descriptors: tuple[int, ...] = ()


class Confinement(ABC):
    """One for each warm parent. It confines from when `command` is run until `close`."""

    #: What the record, the summary and the pages call it.
    name: str
    #: The signal that has a bench's init end all that is the bench's.
    ends_by = signal.SIGKILL

    @abstractmethod
    def steps(self) -> Iterable[Step]:
        """All that it is made of, tried on this machine one after the other, up to the first that cannot be had."""

    @abstractmethod
    def command(self, control: int) -> Command:
        """What starts the warm parent, which serves the socket ``control``; the caller closes the other descriptors.

        Raises SandboxUnavailable, or OSError.
        """

    @abstractmethod
    def folders(self, init: int) -> tuple[str, ...]:
        """All that the bench with that init can write to, by its path on this side."""

    #: Whether these are all that could be written there which this side sees; else whatever is not mounted read-only.
    folders_are_all = False

    #: Whether files and processes are counted by the init, which looks now and then, and not by the kernel.
    counts_by_looking = False

    #: Whether each bench finds itself where every other does, and where the warm parent stands when it has begun.
    alike = False

    @property
    @abstractmethod
    def claims(self) -> Mapping[str, str]:
        """What it promises beside what all do: in words, and as an expression that is true on a bench."""

    def close(self) -> None:
        """The warm parent has ended."""
        return


def begin(package: str, confinement: object, control: int) -> tuple[str, ...]:
    """The warm parent's words: ``package`` is where it finds ``grading``, ``confinement`` its own half."""
    kind = type(confinement)
    text = _BEGIN.format(
        package=package,
        module=kind.__module__.rpartition(".")[2],
        kind=kind.__name__,
        control=control,
        confinement=confinement,
    )
    return sys.executable, "-I", "-B", "-c", text


def environments() -> list[str]:
    """The folders of the Python environment that are not below ``/usr``. Raises SandboxUnavailable."""
    found = sorted({sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix})
    if "/" in found:
        raise SandboxUnavailable("Python's prefix is /; use a virtual environment to grade.")
    return [prefix for prefix in found if not Path(prefix).is_relative_to("/usr")]


def variables() -> dict[str, str]:
    """The environment of the warm parent, but for what says where there is room for files."""
    from grading.seal.cells.shell import ENVIRONMENT  # which imports IPython; who only looks at steps needs it not

    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return {
        "PATH": f"{sys.prefix}/bin:/usr/local/bin:/usr/bin:/bin",
        "USER": "student",
        "LANG": "C.UTF-8",
        **_OFFLINE,
        **dict.fromkeys(threads, "1"),  # a second thread would make forking unsafe
        **ENVIRONMENT,
    }
