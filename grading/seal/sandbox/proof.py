"""Proves the confinement on this very machine, before the first submission.

Trusted side; `grading.seal.examiner` calls `prove` when it starts. What a configuration promises and what
a kernel does may differ; so a bench is asked to break out.
"""

from __future__ import annotations

import json
import os
import socket
import tempfile
from pathlib import Path

from grading.seal.sandbox.launcher import Launcher
from grading.seal.window.errors import SandboxUnavailable

#: What must hold by whatever a bench is confined -> an expression that is true on the bench when it does.
_CLAIMS = {
    "the network is out of reach": "refused(lambda: socket.create_connection(('127.0.0.1', {port}), 2))",
    "no socket leads around the network": "refused(lambda: socket.socket(40, socket.SOCK_STREAM))",  # AF_VSOCK
    "its system calls are filtered": "libc.prctl(21, 0, 0, 0, 0) == 2",  # PR_GET_SECCOMP: by a filter
    "it has no rights of its own": "refused(lambda: os.setgroups([0])) and libc.chroot(b'/') == -1",
    "it cannot make namespaces": "libc.unshare(0x10000000) == -1",
    "the system is read-only": "refused(lambda: open('/usr/seal', 'w')) and refused(lambda: open(os.__file__, 'a'))",
    "memory is bounded": "refused(lambda: bytearray({memory}))",
    "the environment is clean": "'PYTHONPATH' not in os.environ",
    "the working folder is empty": "os.listdir('.') == []",
    "files of this machine cannot be changed": "try_to_change({secret!r})",  # looked at from this side
}
_ENDS = "what it started ends with it"
_PROBE = """
import ctypes, json, os, resource, socket, time
libc = ctypes.CDLL(None)
def refused(attempt):
    try:
        attempt()
    except (OSError, MemoryError):
        return True
    return False
def try_to_change(path):
    refused(lambda: os.chmod(path, 0o777))
    refused(lambda: os.utime(path, (0, 0)))
    refused(lambda: os.truncate(path, 0))
    refused(lambda: os.open(path, os.O_TRUNC))
    refused(lambda: os.remove(path))
    return True
print(json.dumps({{name: bool(eval(claim)) for name, claim in {claims!r}.items()}}))
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(60)
    os._exit(0)
os.wait()
"""


def prove(launcher: Launcher) -> None:
    """Try to break out of a fresh bench. Raises SandboxUnavailable, naming what does not hold."""
    limits, claimed = launcher.limits, {**_CLAIMS, **launcher.confinement.claims}
    with tempfile.NamedTemporaryFile() as secret, socket.create_server(("127.0.0.1", 0)) as server:
        secret.write(b"secret")
        secret.flush()
        facts = {
            "secret": secret.name,
            "folder": str(Path(secret.name).parent),
            "pid": os.getpid(),
            "port": server.getsockname()[1],
            "memory": limits.memory + (64 << 20),
            "disk": limits.disk,
            "processes": limits.processes,
        }
        claims = {name: claim.format(**facts) for name, claim in claimed.items()}
        before = _state(secret.name)
        bench = launcher.bench()
        try:
            bench.begin(30.0, float("inf"))
            done = bench.run(_PROBE.format(claims=claims), 1)
            started = bench.processes()
        finally:
            bench.close()
        unchanged = _state(secret.name) == before
    try:
        found = json.loads(done.outputs[0]["text"])
        broken = [name for name in claims if found[name] is not True]
    except (IndexError, KeyError, ValueError, TypeError):
        broken = ["the probe could not run"]
    if not unchanged:
        broken.append("files of this machine cannot be changed")
    if len(started) < 2 or any(Path("/proc", str(one)).exists() for one in started):
        broken.append(_ENDS)
    if broken:
        raise SandboxUnavailable(
            "It does not hold on this machine; this is not true: "
            f"{'; '.join(broken)}. Please report it with what this says: python -m grading doctor"
        )


def _state(path: str) -> tuple[int, ...]:
    about = os.stat(path)  # noqa: PTH116 - all of it
    return (about.st_mode, about.st_size, about.st_mtime_ns, about.st_uid, about.st_nlink)
