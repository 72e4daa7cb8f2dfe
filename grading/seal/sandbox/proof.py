"""Proves the confinement on this very machine, before the first submission.

Trusted side; `grading.seal.examiner.server` calls `prove` when it starts. What a configuration promises and what
a kernel does may differ; so a bench is asked to break out.
"""

from __future__ import annotations

import json
import socket
import tempfile

from grading.seal.sandbox.launcher import Launcher
from grading.seal.window.errors import SandboxUnavailable

#: What must hold -> an expression that is true on the bench when it does.
_CLAIMS = {
    "files of this machine are out of sight": "not os.path.exists({secret!r})",
    "the network is out of reach": "refused(lambda: socket.create_connection(('127.0.0.1', {port}), 2))",
    "no socket leads around the network": "refused(lambda: socket.socket(40, socket.SOCK_STREAM))",  # AF_VSOCK
    "its system calls are filtered": "libc.prctl(21, 0, 0, 0, 0) == 2",  # PR_GET_SECCOMP: by a filter
    "no other process can be seen": "os.getppid() == 1 and len(os.listdir('/proc')) < 5",
    "it has no rights of its own": "refused(lambda: os.setuid(0)) and os.getuid() != 0",
    "it cannot make namespaces": "libc.unshare(0x10000000) == -1",
    "the system is read-only": "refused(lambda: open('/usr/seal', 'w'))",
    "memory is bounded": "refused(lambda: bytearray({memory}))",
    "disk is bounded": "os.statvfs('.').f_blocks * os.statvfs('.').f_frsize <= {disk}",
    "processes are bounded": "resource.getrlimit(resource.RLIMIT_NPROC) == ({processes}, {processes})",
    "the environment is clean": "'PYTHONPATH' not in os.environ and os.environ['HOME'] == '/home/student'",
    "the working folder is empty": "os.listdir('.') == []",
}
_PROBE = """
import ctypes, json, os, resource, socket
libc = ctypes.CDLL(None)
def refused(attempt):
    try:
        attempt()
    except (OSError, MemoryError):
        return True
    return False
print(json.dumps({{name: bool(eval(claim)) for name, claim in {claims!r}.items()}}))
"""


def prove(launcher: Launcher) -> None:
    """Try to break out of a fresh bench. Raises SandboxUnavailable, naming what does not hold."""
    limits = launcher.limits
    with tempfile.NamedTemporaryFile() as secret, socket.create_server(("127.0.0.1", 0)) as server:
        facts = {
            "secret": secret.name,
            "port": server.getsockname()[1],
            "memory": limits.memory + (64 << 20),
            "disk": limits.disk + (1 << 20),
            "processes": limits.processes,
        }
        claims = {name: claim.format(**facts) for name, claim in _CLAIMS.items()}
        bench = launcher.bench()
        try:
            bench.begin(30.0, float("inf"))
            done = bench.run(_PROBE.format(claims=claims), 1)
        finally:
            bench.close()
    try:
        found = json.loads(done.outputs[0]["text"])
        broken = [name for name in _CLAIMS if found[name] is not True]
    except (IndexError, KeyError, ValueError, TypeError):
        broken = ["the probe could not run"]
    if broken:
        raise SandboxUnavailable(
            "The sandbox does not hold on this machine; this is not true: "
            f"{'; '.join(broken)}. Do not grade here; please report it with what this says: python -m grading doctor"
        )
