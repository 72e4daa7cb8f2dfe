"""The set-up of a machine: it installs what is missing where it may, else it prints the one command to run."""

import os
import subprocess
from pathlib import Path

import pytest

from .classes import ROOT

pytestmark = pytest.mark.machine


@pytest.fixture
def machine(tmp_path: Path):
    """A machine on which little is installed; returns what runs the set-up there, and the file of what it installed."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("bash", "sh", "id", "ls", "basename", "readlink", "env", "true", "python3"):
        [found] = [place for place in ("/usr/bin", "/bin") if Path(place, name).exists()][:1]
        (programs / name).symlink_to(Path(found, name))
    installed = tmp_path / "installed"

    def run(
        purpose: str,
        *,
        manager: str = "apt-get",
        root: bool = False,
        sudo: bool = False,
        works: bool = True,
        script: str = (ROOT / ".ci/setup").read_text(),
    ):
        program(programs / manager, f'echo "$0 $@" >> {installed}; {"" if works else "exit 1"}\n' + new(programs))
        program(programs / "id", f"echo {0 if root else 1000}")
        if sudo:
            program(programs / "sudo", 'shift; exec "$@"')
        variables = {"PATH": str(programs), "HOME": str(tmp_path)}
        done = subprocess.run(["bash", "-c", script, "setup", purpose], env=variables, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr, installed.read_text() if installed.exists() else ""

    return run


def program(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def new(programs: Path) -> str:
    """What a package manager does: its packages' programs are there afterwards."""
    names = {
        "bubblewrap": "bwrap",
        "chromium": "chromium",
        "openssl": "openssl",
        "postgresql": "initdb",
        "iproute": "ip",
    }
    return "\n".join(
        f'case "$*" in *install*{package}*) /bin/ln -sf /bin/true {programs}/{name};; esac'
        for package, name in names.items()
    )


@pytest.mark.parametrize("who", [{"root": True}, {"sudo": True}])
def test_who_may_install_has_it_installed(who: dict[str, bool], machine):
    status, said, installed = machine("demo", **who)
    assert (status, said) == (0, "Installing bubblewrap\n")
    update, install = installed.splitlines()
    assert update.endswith("apt-get update -qq")
    assert install.endswith("install -qq --yes --no-install-recommends bubblewrap")
    assert machine("demo", **who) == (0, "", installed)


def test_what_is_there_is_not_installed_again(machine):
    assert machine("test", root=True)[0] == 0
    before = machine("test", root=True)
    assert "bubblewrap chromium openssl" in before[2]
    assert machine("test", root=True) == before


def test_a_library_that_no_package_of_pythons_brings_is_installed(machine):
    """Playwright's driver is linked with it, and a machine with little on it has it not."""
    setup = (ROOT / ".ci/setup").read_text().replace("libatomic.so.1", "libnowhere.so.1")
    assert machine("test", root=True, script=setup)[2].endswith(" libatomic1\n")


def test_it_is_installed_with_dnf_too(machine):
    status, _, installed = machine("test", manager="dnf", root=True)
    assert status == 0
    assert "dnf install --quiet --assumeyes bubblewrap chromium openssl" in installed


@pytest.mark.parametrize(("purpose", "status"), [("demo", 0), ("test", 1)])
def test_who_may_not_is_told_the_one_command(purpose: str, status: int, machine):
    ended, said, installed = machine(purpose)
    assert ended == status
    assert said.startswith("Missing here: bwrap")
    assert "run once:  sudo sh -c 'apt-get update" in said
    assert "bubblewrap" in said
    assert len(said.splitlines()) == 1
    assert not installed


def test_what_cannot_be_installed_is_told_too(machine):
    status, said, _ = machine("demo", root=True, works=False)
    assert status == 0
    assert "They could not be installed." in said
    assert "run once:" in said


def test_where_there_is_no_package_manager(machine):
    status, said, _ = machine("demo", manager="unknown", root=True)
    assert (status, said) == (0, "Missing here: bwrap. Install them by your system's packages.\n")


def test_the_script_is_what_all_use():
    makefile = (ROOT / "Makefile").read_text()
    assert all(f".ci/setup {purpose}" in makefile for purpose in ("python", "demo", "test"))
    assert os.access(ROOT / ".ci/setup", os.X_OK)
