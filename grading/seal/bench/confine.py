"""How a process of the sandbox gives up what it does not need, whatever confines it. Linux only.

`grading.seal.bench.forkserver` calls it, in the sandbox, before any code of a student runs. Everything is enforced by
the kernel. A `Confinement` is what stands around the bench: `grading.seal.bench.namespaces` where they can be made,
`grading.seal.bench.landlocked` elsewhere.
"""

from __future__ import annotations

import ctypes
import os
import resource
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable

from grading.seal.window.records import Limits

#: Who the warm parent is outside the sandbox when the grader was started as root.
OUTER_ID = 61_740

libc = ctypes.CDLL(None, use_errno=True)

PR_SET_DUMPABLE, PR_SET_KEEPCAPS, PR_SET_NO_NEW_PRIVS, PR_SET_CHILD_SUBREAPER = 4, 8, 38, 36
_PR_CAPBSET_DROP = 24
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 2, 4
_CAPABILITY_VERSION = 0x20080522


class Confinement(ABC):
    """What stands around the warm parent and each bench. The fork server calls its methods, in this order.

    ::

        enter                   the warm parent, first of all
        keep                    a child of it, one for each bench
            furnish             the bench's init, which starts the bench, reports its end and can stop all
                shut_in         the bench itself, last before a student's code
    """

    #: After how many seconds without an event an init looks at `excess`.
    seconds: float = 0.5
    #: The same of the warm parent and `sweep`.
    seconds_to_sweep: float | None = None

    @abstractmethod
    def enter(self) -> None:
        """Give up for good what neither the warm parent nor its benches need."""

    @abstractmethod
    def keep(self, init: Callable[[], None], given: Iterable[int]) -> None:
        """Have ``init`` run where its end is everything's. ``given`` are descriptors that it alone needs."""

    @abstractmethod
    def furnish(self, limits: Limits) -> None:
        """Make the bench's folders."""

    @abstractmethod
    def shut_in(self, limits: Limits, mapped: int) -> None:
        """Leave the bench, in its folder, what a notebook needs; ``mapped`` bytes of address space beside its own."""

    @abstractmethod
    def signal_all(self, number: int) -> None:
        """Send a signal to all processes of the bench, but not to its init, which calls this."""

    @abstractmethod
    def counter(self) -> int:
        """At what the counter of process ids stands that the bench could read; each call takes one number."""

    def excess(self, limits: Limits) -> str:
        """In words, what a bench has taken that the kernel does not bound, and for which it must end; or nothing."""
        return ""

    def sweep(self, inits: Collection[int]) -> None:
        """End the children of the warm parent that are none of those."""
        return

    @abstractmethod
    def end(self) -> None:
        """End, from its init, all that is the bench's, and take its folders away where the kernel does not."""


def give_up_privileges() -> None:
    """Get no more rights by running a program; be seen by nobody."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    prctl(PR_SET_DUMPABLE, 0)


def set_limits(limits: Limits, mapped: int, processes: int) -> None:
    """Bound this process and its children. ``mapped`` bytes of address space are free of charge."""
    cpu = int(limits.seconds_per_submission) + 5
    for kind, bound in (
        (resource.RLIMIT_AS, mapped + limits.memory),
        (resource.RLIMIT_NPROC, processes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_FSIZE, limits.disk),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 1 << 16),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        _, most = resource.getrlimit(kind)
        bound = bound if most == resource.RLIM_INFINITY else min(bound, most)
        resource.setrlimit(kind, (bound, bound))


def drop_capabilities(but: Iterable[int] = ()) -> None:
    """Give up every capability but these, which programs that are run have as well, and the chance to get one back."""
    kept = set(but)
    for capability in range(64):
        if capability not in kept and libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break
    libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    use_capabilities(kept)
    for capability in kept:
        libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability, 0, 0)
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def use_capabilities(kept: Collection[int]) -> None:
    """Have these capabilities, all of them below 32, and no other; programs that are run may be given them as well."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    bits = sum(1 << capability for capability in kept)
    check(libc.capset(header, (ctypes.c_uint32 * 6)(bits, bits, bits, 0, 0, 0)), "capset")


def close_descriptors(keep: set[int]) -> None:
    """Close everything but ``keep``; standard input becomes empty."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in {0, 1, 2} - keep:
        os.dup2(null, standard)
    low = 3
    for descriptor in sorted(k for k in keep if k > 2):
        os.closerange(low, descriptor)
        low = descriptor + 1
    os.closerange(low, 65_536)


def room_for_files(home: str, temporary: str) -> dict[str, str]:
    """What of the environment says where there is room for files."""
    return {
        "HOME": home,
        "IPYTHONDIR": f"{temporary}/ipython",
        "MPLCONFIGDIR": f"{temporary}/matplotlib",
    }


def prctl(option: int, value: int) -> None:
    """Raises OSError."""
    check(libc.prctl(option, value, 0, 0, 0), f"prctl {option}")


def check(result: int, what: str) -> None:
    """Raises OSError, by the error's number, where a function of the C library has failed."""
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
