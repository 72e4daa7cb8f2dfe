"""The images of `deploy/Containerfile`, built without an engine: each step runs in a Debian of its own."""

import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from grading.hooks.leaks import Secrets
from grading.hooks.source import instructors, released
from tests import ASSIGNMENT
from tests.classes import ROOT
from tests.conftest import needed

CONTAINERFILE = ROOT / "deploy/Containerfile"
CERTIFICATES = "/etc/certificates-of-this-machine.crt"
#: What the steps below can do; an instruction that is none of these would be left out unseen.
KNOWN = {"ARG", "CMD", "COPY", "ENV", "FROM", "RUN", "USER", "WORKDIR"}
#: Runs a command with a folder as the root of all files, as an engine would; a chroot lets nobody make a sandbox.
IN_ROOT = """
set -eu
root=$1; shift
mount --rbind "$root" "$root"
cd "$root"
mount -t proc proc proc
mount --rbind /dev dev
for path in $SHARED; do
    mkdir -p ".$(dirname "$path")"
    if [ -d "$path" ]; then mkdir -p ".$path"; else touch ".$path"; fi
    mount --bind "$path" ".$path"
done
pivot_root . mnt
umount -l /mnt
cd "$PLACE"
exec "$@"
"""


def steps() -> dict[str, list[tuple[str, str]]]:
    """The instructions of each stage, those of the stages that it is made from first."""
    found: dict[str, list[tuple[str, str]]] = {}
    stage: list[tuple[str, str]] = []
    for line in CONTAINERFILE.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        instruction, argument = line.split(maxsplit=1)
        assert instruction in KNOWN, line
        if instruction == "FROM":
            base, _, name = argument.split()
            stage = found[name] = list(found.get(base, [(instruction, base)]))
        else:
            stage.append((instruction, argument))
    return found


def own_settings() -> tuple[list[str], dict[str, str]]:
    """How this machine's pip reaches its packages: the files that it is told of, and variables."""
    said = subprocess.run(["pip", "config", "list"], capture_output=True, text=True, check=True).stdout
    named = re.findall(r"(?:(?<=file://)|(?<=[' ]))/[\w./-]+", said)
    # Certificates go to a place that no package takes.
    kept = [path for path in named if not path.endswith((".crt", ".pem"))]
    paths = [path for path in ["/etc/resolv.conf", "/etc/pip.conf", "/etc/xdg/pip", *kept] if Path(path).exists()]
    told = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    if set(named) - set(kept):
        told["PIP_CERT"] = CERTIFICATES
    return list(dict.fromkeys(paths)), told


def certificates() -> bytes:
    """Whom this machine's pip trusts, where it is told so."""
    said = subprocess.run(["pip", "config", "list"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"cert='([^']+)'", said)
    return Path(found[1]).read_bytes() if found else b""


@dataclass
class Image:
    """A root of files, and what the steps so far have set for the next."""

    root: Path
    user: str = ""
    place: str = "/"
    environment: dict[str, str] = field(default_factory=lambda: {"PATH": os.defpath + ":/usr/sbin:/sbin"})

    def build(self, made: list[tuple[str, str]]) -> None:
        for instruction, argument in made:
            if instruction == "RUN":
                self.run(argument)
            elif instruction == "COPY":
                *sources, target = argument.split()
                for source in sources:
                    self.copy(ROOT / source, target)
            elif instruction == "USER":
                self.user = argument
            elif instruction == "WORKDIR":
                self.place = argument
            elif instruction in ("ENV", "ARG"):
                name, _, value = argument.partition("=")
                self.environment[name] = value.strip('"')

    def copy(self, source: Path, target: str) -> None:
        there = self.root / target.lstrip("/")
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
            shutil.copytree(source, there, dirs_exist_ok=True, ignore=ignored)
        else:
            there = there / source.name if target.endswith("/") else there
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, there)

    def run(self, command: str, status: int = 0) -> str:
        """What a command says, as root or as the user that was named."""
        shared, told = own_settings()
        become = ["setpriv", "--reuid", self.user, "--regid", self.user, "--init-groups"] if self.user else []
        home = f"/home/{self.user}" if self.user else "/root"
        apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"]
        done = subprocess.run(
            [*apart, "sh", "-c", IN_ROOT, "sh", str(self.root), *become, "sh", "-c", command],
            env=self.environment
            | told
            | {"SHARED": " ".join(shared), "PLACE": self.place, "HOME": home, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == status, f"{command}\n{done.stdout[-3000:]}"
        return done.stdout


@pytest.fixture(scope="module")
def debian() -> Iterator[Path]:
    """A Debian 12 of as few packages as the Containerfile's own begins with."""
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        needed("Debian's package `debootstrap`, or are no rights of root,", "the steps of the images")
    with tempfile.TemporaryDirectory(prefix="image-") as folder:
        root = Path(folder) / "debian"
        sites = subprocess.run(
            ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Codename: bookworm"], capture_output=True, text=True
        )
        mirror = [site for site in sites.stdout.split() if "security" not in site][:1]
        subprocess.run(["debootstrap", "--variant=minbase", "bookworm", root, *mirror], check=True, capture_output=True)
        apt = subprocess.run(["apt-config", "dump", "Acquire"], capture_output=True, check=True).stdout
        (root / "etc/apt/apt.conf.d/of-this-machine").write_bytes(apt)
        (root / CERTIFICATES.lstrip("/")).write_bytes(certificates())
        yield root


def built(debian: Path, stage: str) -> Image:
    """An image, in a copy of that Debian."""
    root = debian.with_name(stage)
    subprocess.run(["cp", "-a", debian, root], check=True)
    image = Image(root)
    image.build(steps()[stage])
    return image


@pytest.mark.machine
@pytest.mark.whole
def test_the_graders_image_grades_sealed(debian: Path):
    graders = built(debian, "graders")
    findings = [json.loads(line) for line in graders.run("python -m grading doctor --json").splitlines()]
    assert [one for one in findings if not one["ok"]] == []
    graders.run(f"nbgrader generate_assignment {ASSIGNMENT}")
    said = graders.run(f"python -m grading check release/{ASSIGNMENT}/{ASSIGNMENT}.ipynb --json --fail-under 0")
    told = json.loads(said.splitlines()[-1])
    assert (told["points"], told["most"], told["sealed"]) == (0, 20, True)
    assert "JupyterHub starts this command" in graders.run("python -m grading hub", status=1)
    graders.run("jupyterhub-singleuser --help")


@pytest.mark.machine
@pytest.mark.whole
def test_the_students_image_has_the_button_and_nothing_to_look_up(debian: Path):
    students = built(debian, "students")
    assert "No module named 'grading'" in students.run("python -c 'import check_button, torch, grading'", status=1)
    assert "check-button" in students.run("jupyter labextension list")
    assert "check_button enabled" in re.sub(r"\x1b\[\d+m", "", students.run("jupyter server extension list"))
    students.run("mkdir -m 777 /tmp/exchange && NBGRADER_EXCHANGE_ROOT=/tmp/exchange nbgrader list")
    source = ROOT / f"source/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
    secrets = Secrets.of([(instructors(source), released(instructors(source), None))])
    for folder in (
        "home",
        "srv",
        "opt/check_button",
        "opt/env/etc",
        "opt/env/share/jupyter/labextensions/check-button",
    ):
        for path in (students.root / folder).rglob("*"):
            if path.is_file() and not path.is_symlink():
                assert not secrets.within(path.read_text(encoding="utf-8", errors="replace")), path


def test_every_step_copies_what_is_there_and_what_the_script_hands_on():
    handed_on = (ROOT / "deploy/image").read_text()
    for stage in steps().values():
        for instruction, argument in stage:
            if instruction == "COPY":
                *sources, _ = argument.split()
                for source in sources:
                    assert (ROOT / source).exists(), source
                    assert re.search(rf"(?<![\w/]){source.split('/')[0]}", handed_on), source


def test_no_stage_for_students_copies_the_course_or_the_grader():
    copied = [argument.split()[0] for instruction, argument in steps()["students"] if instruction == "COPY"]
    assert copied == ["constraints.txt", "deploy/check_button", "deploy/nbgrader_config.py"]


#: Writes down what it is told, and says what is in the folder that it is to build from.
ENGINE = """#!/bin/bash
[[ $1 == info ]] && exit
echo "$*" >> TOLD
if [[ $1 == build ]]; then cd "${@: -1}" && echo *; fi
"""


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    """Where engines are looked for, and what they were told."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("bash", "dirname", "mktemp", "rm", "tar"):
        (folder / name).symlink_to(shutil.which(name) or name)
    return folder


def make_image(engine: Path) -> subprocess.CompletedProcess[str]:
    command = [ROOT / "deploy/image"]
    return subprocess.run(command, env={"PATH": str(engine), "PIP_OPTIONS": "-q"}, capture_output=True, text=True)


@pytest.mark.machine
def test_without_an_engine_one_line_says_so(engine: Path):
    (engine / "docker").write_text("#!/bin/sh\nexit 1\n")  # one whose daemon does not run
    (engine / "docker").chmod(0o755)
    done = make_image(engine)
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("No container engine answers here: podman, docker and buildah were tried.")


@pytest.mark.machine
@pytest.mark.parametrize(("name", "runs"), [("podman", True), ("docker", True), ("buildah", False)])
def test_the_engine_that_answers_builds_both_and_runs_the_graders(engine: Path, tmp_path: Path, name: str, runs: bool):
    told = tmp_path / "told"
    (engine / name).write_text(ENGINE.replace("TOLD", shlex.quote(str(told))))
    (engine / name).chmod(0o755)
    done = make_image(engine)
    assert done.returncode == 0, done.stderr
    lines = told.read_text().splitlines()
    assert ["--target students" in lines[0], "--target graders" in lines[1]] == [True, True]
    assert all("--build-arg PIP_OPTIONS=-q " in line for line in lines[:2])
    assert [line.endswith("linear-regression-graders python -m grading doctor") for line in lines[2:]] == [True] * runs
    context = done.stdout.splitlines()[0].split()
    assert sorted(context) == [
        *("LICENSE", "README.md", "constraints.txt", "deploy", "grading"),
        *("nbgrader_config.py", "pyproject.toml", "source", "tests"),
    ]
