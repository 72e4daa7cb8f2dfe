"""The bubblewrap command that holds the warm parent: what of this machine it may see.

Used by `grading.seal.sandbox.launcher`, on the trusted side. Inside: the system and the Python environment,
read-only; the untrusted folders of this package; an empty home. Not inside: the network, any other
folder, the environment's variables, other processes.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from grading.seal.bench.confine import HOME, INNER_ID
from grading.seal.cells.shell import ENVIRONMENT
from grading.seal.sandbox import probe
from grading.seal.window.errors import SandboxUnavailable

#: The folders of this package that the sandboxed side consists of; nothing else of this repository is inside.
UNTRUSTED = ("window", "cells", "bench")
#: What confines, as the record and the demonstration name it.
NAME = "bubblewrap"
_SYSTEM = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_ETC = ("alternatives", "fonts", "ld.so.cache", "localtime", "matplotlibrc", "mime.types", "ssl")
_PARENTS = ("/etc", "/home", "/seal", "/seal/grading", "/seal/grading/seal")
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
_PASSWD = f"student:x:{INNER_ID}:{INNER_ID}:student:{HOME}:/bin/sh\n"
_BEGIN = """
import sys
sys.path.insert(0, "/seal")
from grading.seal.window.records import Limits
from grading.seal.bench.forkserver import main
main({control}, {limits})
"""


def command(control: int, limits: str) -> tuple[list[str], tuple[int, ...]]:
    """The command, and the descriptors to pass besides ``control``; the caller closes those.

    ``limits`` is the source text of a `Limits`. Raises SandboxUnavailable when there is no bwrap.
    """
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise SandboxUnavailable(probe.diagnosis(""))
    passwd = _memory_file(_PASSWD)
    group = _memory_file(f"student:x:{INNER_ID}:\n")
    options = [
        *("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"),
        *("--unshare-cgroup-try", "--hostname", "bench", "--die-with-parent", "--new-session"),
        # Parents first: those that bwrap makes by itself only root may enter.
        *(word for folder in _PARENTS for word in ("--dir", folder)),
        *_folders(),
        *("--ro-bind-data", str(passwd), "/etc/passwd", "--ro-bind-data", str(group), "/etc/group"),
        *("--proc", "/proc", "--dev", "/dev", "--dir", "/dev/shm"),
        *("--dir", HOME, "--dir", "/mnt"),
        *("--perms", "1777", "--size", str(64 << 20), "--tmpfs", "/tmp"),
        *_environment_folders(),
        *("--remount-ro", "/dev", "--remount-ro", "/"),
        *("--chdir", "/", "--clearenv"),
        *(word for name, value in _variables().items() for word in ("--setenv", name, value)),
        *("--cap-drop", "ALL"),
    ]
    if os.getuid() == 0:
        # Only to take an unprivileged id, which the warm parent does first of all.
        options += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        options += ["--unshare-user"]
    begin = _BEGIN.format(control=control, limits=limits)
    python = [sys.executable, "-I", "-B", "-c", begin]
    return [bwrap, *options, "--", *python], (passwd, group)


def _folders() -> Iterable[str]:
    yield from ("--ro-bind", "/usr", "/usr")
    for folder in map(Path, _SYSTEM):
        if folder.is_symlink():
            yield from ("--symlink", str(folder.readlink()), str(folder))
        elif folder.is_dir():
            yield from ("--ro-bind", str(folder), str(folder))
    for name in _ETC:
        yield from ("--ro-bind-try", f"/etc/{name}", f"/etc/{name}")
    for name in UNTRUSTED:
        yield from ("--ro-bind", str(Path(__file__).parents[1] / name), f"/seal/grading/seal/{name}")


def _environment_folders() -> Iterable[str]:
    """The Python environment, where it is not below ``/usr``; its parents hold nothing else."""
    for prefix in sorted({sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}):
        path = Path(prefix)
        if path == Path("/"):
            raise SandboxUnavailable("Python's prefix is /; use a virtual environment to grade.")
        if not path.is_relative_to("/usr"):
            for parent in reversed(path.parents[:-1]):
                yield from ("--dir", str(parent))
            yield from ("--ro-bind", prefix, prefix)


def _variables() -> dict[str, str]:
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return {
        "PATH": f"{sys.prefix}/bin:/usr/local/bin:/usr/bin:/bin",
        "HOME": HOME,
        "USER": "student",
        "LANG": "C.UTF-8",
        "IPYTHONDIR": "/tmp/ipython",
        "MPLCONFIGDIR": "/tmp/matplotlib",
        **_OFFLINE,
        **dict.fromkeys(threads, "1"),  # a second thread would make forking unsafe
        **ENVIRONMENT,
    }


def _memory_file(text: str) -> int:
    file = os.memfd_create("sandbox", 0)
    os.write(file, text.encode())
    os.lseek(file, 0, os.SEEK_SET)
    return file
