"""Why bubblewrap does not start is found by trying, on machines that each lack something else."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grading.seal.sandbox import probe
from tests.classes import ROOT
from tests.conftest import needed

pytestmark = pytest.mark.machine

STEPS = """
from grading.seal.sandbox import choice
steps = choice.candidates("bubblewrap")[0].steps()
print([step.wrong for step in steps if step.wrong][0])
print([step.what for step in steps])
"""
FILTERED = (
    "import os, sys; from grading.seal.bench import seccomp; seccomp.install(); os.execv(sys.argv[1], sys.argv[1:])"
)
NO_NAMESPACES = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"'
#: A folder in which there is all that this machine has.
CHROOT = """
root=$(mktemp --directory)
for one in /*; do
    if test -h "$one"; then cp -P "$one" "$root"
    elif test -d "$one"; then mkdir "$root$one" && mount --rbind "$one" "$root$one"; fi
done
here=$(pwd) && exec chroot "$root" sh -c 'cd "$0" && exec "$@"' "$here" "$@"
"""
#: What is missing: what a command is started by, the step that fails there, and the words that say why and what to do.
LACKING = {
    "a container's filter of system calls": (
        [sys.executable, "-c", FILTERED],
        "namespaces cannot be made",
        ["Operation not permitted", "a filter of system calls (seccomp)", "--security-opt seccomp=unconfined"],
    ),
    "a root without rights": (
        ["setpriv", "--bounding-set=-all", "--inh-caps=-all"],
        "namespaces cannot be made",
        ["CAP_SYS_ADMIN", "--cap-add SYS_ADMIN"],
    ),
    "a container's root, as Docker starts it": (
        ["setpriv", "--bounding-set=-sys_admin", "--inh-caps=-all", "--no-new-privs", sys.executable, "-c", FILTERED],
        "namespaces cannot be made",
        ["(seccomp)", "CAP_SYS_ADMIN", "--cap-add SYS_ADMIN"],
    ),
    "no user namespaces": (
        ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--keep-caps", "sh", "-c", NO_NAMESPACES, "sh"],
        "namespaces cannot be made",
        ["the kernel's settings forbid it", "sysctl -w user.max_user_namespaces="],
    ),
    "a chroot": (
        ["unshare", "--mount", "sh", "-ec", CHROOT, "sh"],
        "folders cannot be mounted in them",
        ["this is a chroot, where the kernel allows no sandbox", "systemd-nspawn"],
    ),
    "a root who has one id alone": (
        ["unshare", "--user", "--map-root-user"],
        "an id without rights cannot be taken",
        ["/etc/subuid", "a user who is not root"],
    ),
}


@pytest.mark.parametrize("lacking", LACKING)
def test_what_is_missing_is_named_with_what_to_do(lacking: str, tmp_path: Path):
    if os.getuid() != 0:
        needed("root", "the tests of machines that lack something")
    before, step, words = LACKING[lacking]
    command = [*before, sys.executable, "-c", STEPS]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    said, tried = done.stdout.splitlines()
    assert said.startswith(step)
    assert all(word in said for word in words), said
    assert "nstall bubblewrap" not in said
    assert "bubblewrap is there" in tried


def test_here_nothing_is_missing():
    assert [step.what for step in probe.steps()][1:] == list(probe.TRIED)
    assert not any(step.wrong for step in probe.steps())


def test_without_bubblewrap_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "apt-get install bubblewrap" in probe.steps()[0].wrong
    (tmp_path / "bwrap").write_text("#!/nowhere")
    (tmp_path / "bwrap").chmod(0o755)
    assert "does not run" in probe.steps()[0].wrong


def test_a_class_is_not_graded_where_no_sandbox_starts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """The reason comes all the way from the process that could not start it."""
    from grading.seal.grader import Grader
    from grading.seal.window.errors import SandboxUnavailable
    from grading.seal.window.records import Limits

    shutil.copy(shutil.which("false") or "", tmp_path / "bwrap")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(SandboxUnavailable, match=r"By bubblewrap: .* python -m grading doctor"):
        Grader(Limits(confinement="bubblewrap")).start()
