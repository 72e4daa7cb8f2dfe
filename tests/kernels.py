"""nbgrader's own way through a course, in kernels that are forked from a process which has imported what takes long.

``python -m tests.kernels COURSE ARGUMENT...`` is ``nbgrader ARGUMENT...`` in that course's folder. Each kernel is an
ipykernel in a process of its own, as ever, that jupyter_client speaks to by its sockets; only its start is shared.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from nbgrader.apps.nbgraderapp import NbGraderApp

_FORKS = multiprocessing.get_context("forkserver")
#: What kernels would import and set up, each by itself.
_SLOW = ["tests.slow"]


class Forked(LocalProvisioner):
    """A provisioner of such kernels: see jupyter_client's documentation, "Kernel provisioning".

    Its sockets are files. A port that was free when its number was chosen may be another program's when it is opened.
    """

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Called before the kernel's connection file is written."""
        self.sockets = tempfile.TemporaryDirectory(prefix="kernel-")
        self.parent.transport, self.parent.ip = "ipc", str(Path(self.sockets.name, "socket"))
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Called with the command of the kernel's specification, whose interpreter is this one."""
        kernel = Process(target=_kernel, args=(cmd[3:], kwargs["cwd"], kwargs["env"]))
        kernel.start()
        self.process, self.pid, self.pgid = kernel, kernel.pid, kernel.pid  # type: ignore[assignment]
        return self.connection_info


class Process(_FORKS.Process):  # type: ignore[name-defined, misc]
    """As jupyter_client knows a process, from the module subprocess."""

    stdin = stdout = stderr = None

    def poll(self) -> int | None:
        """Its exit status, if it has ended."""
        status: int | None = self.exitcode
        return status

    def wait(self) -> int | None:
        """Its exit status, when it has ended."""
        self.join()
        return self.poll()

    def send_signal(self, number: int) -> None:
        """Used where it has no process group yet."""
        os.kill(self.pid, number)


def _kernel(arguments: list[str], folder: str, environment: Mapping[str, str]) -> None:
    from ipykernel import kernelapp

    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    del sys.path[0]  # the tests'; a kernel's is its folder
    sys.argv[1:] = arguments
    kernelapp.launch_new_instance()


def main(course: str, *arguments: str) -> None:
    """Run nbgrader with these kernels."""
    _FORKS.set_forkserver_preload(_SLOW)
    factory = KernelProvisionerFactory.instance()
    entry = EntryPoint("forked", f"{__spec__.name}:{Forked.__name__}", factory.GROUP_NAME)  # type: ignore[name-defined]
    factory.provisioners[entry.name] = entry
    factory.default_provisioner_name = entry.name
    os.chdir(course)
    NbGraderApp.launch_instance(argv=list(arguments))


if __name__ == "__main__":
    main(*sys.argv[1:])
