"""The first confinement: namespaces, by bubblewrap. What of this machine the warm parent may see.

Trusted side. Inside: the system and the Python environment, read-only; the untrusted folders of this package; an empty
home. Not inside: the network, any other folder, the environment's variables, other processes.
`grading.seal.bench.namespaces` is the other half.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from grading.seal.bench.confine import room_for_files
from grading.seal.bench.namespaces import FOLDERS, HOME, INNER_ID, Namespaces
from grading.seal.sandbox import probe
from grading.seal.sandbox.confinement import ETC, UNTRUSTED, Command, Confinement, Step, begin, environments, variables
from grading.seal.window.errors import SandboxUnavailable

_SYSTEM = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_PARENTS = ("/etc", "/home", "/seal", "/seal/grading", "/seal/grading/seal")
_PASSWD = f"student:x:{INNER_ID}:{INNER_ID}:student:{HOME}:/bin/sh\n"


class Bubblewrap(Confinement):
    """As `Confinement`."""

    name = "bubblewrap"
    alike = True

    def steps(self) -> Iterable[Step]:
        """As `Confinement.steps`."""
        return probe.steps()

    def command(self, control: int) -> Command:
        """As `Confinement.command`."""
        bwrap = shutil.which("bwrap")
        if bwrap is None:
            raise SandboxUnavailable(probe.MISSING)
        passwd = _memory_file(_PASSWD)
        group = _memory_file(f"student:x:{INNER_ID}:\n")
        way = probe.way(bwrap)
        options = [
            *way.options,
            *("--hostname", "bench", "--die-with-parent", "--new-session"),
            # Parents first: those that bwrap makes by itself only root may enter.
            *(word for folder in _PARENTS for word in ("--dir", folder)),
            *_folders(),
            *("--ro-bind-data", str(passwd), "/etc/passwd", "--ro-bind-data", str(group), "/etc/group"),
            *way.proc,
            *("--dev", "/dev", "--dir", "/dev/shm"),
            *("--dir", HOME, "--dir", "/mnt"),
            *("--perms", "1777", "--size", str(64 << 20), "--tmpfs", "/tmp"),
            *_environment_folders(),
            *("--remount-ro", "/dev", "--remount-ro", "/"),
            *("--chdir", "/"),
            *("--cap-drop", "ALL"),
        ]
        if os.getuid() == 0:
            # Only to take an unprivileged id, which the warm parent does first of all.
            options += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
        words = (bwrap, *options, "--", *begin("/seal", Namespaces(), control))
        return Command(words, variables() | room_for_files(HOME, "/tmp"), (passwd, group, *way.descriptors))

    def folders(self, init: int) -> tuple[str, ...]:
        """As `Confinement.folders`."""
        return tuple(f"/proc/{init}/root{folder}" for folder in FOLDERS)

    @property
    def claims(self) -> Mapping[str, str]:
        """As `Confinement.claims`."""
        return {
            "files of this machine are out of sight": "not os.path.exists({secret!r})",
            "no other process can be seen": "os.getppid() == 1 and len(os.listdir('/proc')) < 5",
            "disk is bounded": "os.statvfs('.').f_blocks * os.statvfs('.').f_frsize <= {disk} + (1 << 20)",
            "processes are bounded": "resource.getrlimit(resource.RLIMIT_NPROC) == ({processes}, {processes})",
            "it is in its home": f"os.environ['HOME'] == os.getcwd() == {HOME!r}",
        }


def _folders() -> Iterable[str]:
    yield from ("--ro-bind", "/usr", "/usr")
    for folder in map(Path, _SYSTEM):
        if folder.is_symlink():
            yield from ("--symlink", str(folder.readlink()), str(folder))
        elif folder.is_dir():
            yield from ("--ro-bind", str(folder), str(folder))
    for name in ETC:
        yield from ("--ro-bind-try", f"/etc/{name}", f"/etc/{name}")
    for name in UNTRUSTED:
        yield from ("--ro-bind", str(Path(__file__).parents[1] / name), f"/seal/grading/seal/{name}")


def _environment_folders() -> Iterable[str]:
    """The Python environment, where it is not below ``/usr``; its parents hold nothing else."""
    for prefix in environments():
        for parent in reversed(Path(prefix).parents[:-1]):
            yield from ("--dir", str(parent))
        yield from ("--ro-bind", prefix, prefix)


def _memory_file(text: str) -> int:
    file = os.memfd_create("sandbox", 0)
    os.write(file, text.encode())
    os.lseek(file, 0, os.SEEK_SET)
    return file
