"""A JupyterHub by `deploy/jupyterhub_config.py`: two students, the course's own server, and the button Check."""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from nbformat import NotebookNode
from playwright.sync_api import Browser, Locator, Page, expect

from grading import bank
from grading.bank import Submission
from grading.course import CONFIG, Course
from tests import ASSIGNMENT
from tests.classes import BANK, ROOT
from tests.conftest import needed

from .conftest import PATIENCE, SETTINGS, choose
from .test_instructor import done

pytestmark = [pytest.mark.machine, pytest.mark.whole]

DEPLOY = ROOT / "deploy"
HONEST, HOSTILE = "rebinds_weights", "scripts_in_errors"
STUDENTS = {
    one.name: one for one in (bank.read(BANK / f"wrong/{HONEST}.py"), bank.read(BANK / f"hostile/{HOSTILE}.py"))
}
HERE = "127.0.0.1"
PER_HOUR = 2
#: What differs from the example: a password for all, and ports that are free.
TEST_CONFIG = """
load_subconfig({example!r})
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = "secret"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub_port}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_port}"
for service, port in zip(c.JupyterHub.services, {service_ports!r}):
    service["url"] = f"http://127.0.0.1:{{port}}"
"""
#: Runs a command where these accounts are there and no others, and where they may read what the tests run on, wherever
#: that is. All that is changed for it is seen by this command alone.
WITH_ACCOUNTS = """
set -eu
mount --bind "$ACCOUNTS/passwd" /etc/passwd
mount --bind "$ACCOUNTS/group" /etc/group
number=0
for place in $OPEN; do
    number=$((number + 1))
    mkdir "$ACCOUNTS/$number"
    mount --rbind "$place" "$ACCOUNTS/$number"
done
for closed in $CLOSED; do
    mount -t tmpfs -o mode=0755 none "$closed"
done
number=0
for place in $OPEN; do
    number=$((number + 1))
    mkdir -p "$place"
    mount --rbind "$ACCOUNTS/$number" "$place"
done
exec "$@"
"""


def proxy() -> Path:
    """JupyterHub's proxy, which stands with npm."""
    if found := shutil.which("configurable-http-proxy"):
        return Path(found)
    folder = ROOT / "build" / "proxy"
    program = folder / "node_modules/.bin/configurable-http-proxy"
    if not program.exists():
        if not shutil.which("npm"):
            needed("npm, to install configurable-http-proxy,", "the tests of a hub")
        options = ["--silent", "--no-fund", "--no-audit", "--prefix", folder]
        subprocess.run(["npm", "install", *options, "configurable-http-proxy@5"], check=True)
    return program


def free_ports(number: int) -> list[int]:
    with contextlib.ExitStack() as until_known:
        sockets = [until_known.enter_context(socket.socket()) for _ in range(number)]
        for one in sockets:
            one.bind((HERE, 0))
        return [one.getsockname()[1] for one in sockets]


@pytest.fixture(scope="module")
def students(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment as students have it: with the button, and without the package `grading`.

    What else it needs it takes from the environment of these tests; the path of that environment's packages is no
    place where Python looks for packages that were installed from a folder, as this one was.
    """
    env = tmp_path_factory.mktemp("students") / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", env], check=True)
    [packages] = env.glob("lib/python*/site-packages")
    (packages / "others.pth").write_text(sysconfig.get_path("purelib"))
    copy = shutil.copytree(DEPLOY / "check_button", env.parent / "check_button")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--python", env / "bin/python"]
    subprocess.run([*pip, "install", "--no-deps", copy], check=True)
    program = env / "bin/jupyterhub-singleuser"
    program.write_text(f"#!{env}/bin/python\nfrom jupyterhub.singleuser import main\nmain()\n")
    program.chmod(0o755)
    shutil.copy(DEPLOY / CONFIG, env / "etc/jupyter")
    for part in ("etc", "share"):  # what Jupyter finds beside packages, of the others
        shutil.copytree(Path(sys.prefix) / part / "jupyter", env / part / "jupyter", dirs_exist_ok=True)
    imports = [env / "bin/python", "-c", "import nbgrader, check_button, grading.course"]
    looked = subprocess.run(imports, cwd=env, capture_output=True)
    assert b"No module named 'grading.course'" in looked.stderr
    return env


@dataclass(frozen=True)
class Hub:
    url: str
    course: Course
    homes: Path


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder that every account may enter."""
    if os.geteuid() != 0:
        needed("root's rights", "the tests of a hub, in which everybody has an account")
    with tempfile.TemporaryDirectory(prefix="hub-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def accounts(place: Path) -> Path:
    """Accounts for all, in the form of the system's files of them, with their homes."""
    users = {name: 61001 + number for number, name in enumerate((*STUDENTS, "grader"))}
    lines = {"root": f"root:x:0:0:root:{place}/homes/root:/bin/sh"}
    for name, number in users.items():
        home = place / "homes" / name
        for setting, text in SETTINGS.items():
            path = home / f".jupyter/lab/user-settings/@jupyterlab/{setting}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        subprocess.run(["chown", "-R", f"{number}:{number}", home], check=True)
        home.chmod(0o700)
        lines[name] = f"{name}:x:{number}:{number}::{home}:/bin/sh"
    folder = place / "accounts"
    folder.mkdir()
    (folder / "passwd").write_text("\n".join(lines.values()) + "\n")
    groups = ["root:x:0:", "tty:x:5:", *(f"{name}:x:{number}:" for name, number in users.items())]
    (folder / "group").write_text("\n".join(groups) + "\n")
    return folder


def closed(places: Sequence[Path]) -> list[str]:
    """The outermost folders above these that others than their owner may not enter."""
    found = []
    for path in places:
        above = [folder for folder in reversed(path.parents) if not folder.stat().st_mode & 0o001]
        found += [str(folder) for folder in above[:1]]
    return sorted(set(found))


@pytest.fixture
def hub(course: Course, place: Path, students: Path) -> Iterator[Hub]:
    """The hub, with the service `check` and the course's own server, and nobody else's server yet."""
    port, hub_port, proxy_port, *service_ports = free_ports(5)
    folder = accounts(place)
    exchange = place / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    mine = course.copy_to(place / "course")
    with (mine.root / CONFIG).open("a") as settings:
        settings.write(f"\nc.CheckService.per_hour = {PER_HOUR}\n")
    subprocess.run(["chown", "-R", "61003:61003", mine.root], check=True)
    mine.root.chmod(0o700)
    config = place / "jupyterhub_config.py"
    config.write_text(
        TEST_CONFIG.format(
            example=str(DEPLOY / "jupyterhub_config.py"),
            hub_port=hub_port,
            proxy=str(proxy()),
            proxy_port=proxy_port,
            service_ports=service_ports,
        )
    )
    there = [Path(path).resolve() for path in (sys.base_prefix, sys.prefix, ROOT, students)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "NBGRADER", "XDG"))}
    url = f"http://{HERE}:{port}"
    told = {
        "ACCOUNTS": str(folder),
        "OPEN": " ".join(map(str, there)),
        "CLOSED": " ".join(closed(there)),
        "COURSE": str(mine.root),
        "STUDENTS": str(students),
        "GRADERS": sys.prefix,
        "HUB_URL": url,
        "NBGRADER_EXCHANGE_ROOT": str(exchange),
        "PATH": f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "CONFIGPROXY_AUTH_TOKEN": "of-this-test",
    }
    alone = ["unshare", "--mount", "--propagation", "private", "sh", "-c", WITH_ACCOUNTS, "sh"]
    state = place / "state"
    state.mkdir(mode=0o700)
    with (place / "hub.log").open("w") as log:
        process = subprocess.Popen(
            [*alone, sys.executable, "-m", "jupyterhub", "--config", config],
            cwd=state,
            env=kept | told,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        until = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(URLError, ConnectionError):
                urlopen(f"{url}/hub/health").close()
                break
            if process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"The hub did not start:\n{(place / 'hub.log').read_text()}")
            time.sleep(0.2)
        yield Hub(url, mine, place / "homes")
    finally:
        process.terminate()  # the hub ends its servers and services
        try:
            process.wait(60)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, 9)
            shutil.copy(place / "hub.log", ROOT / "build" / "hub.log")


@contextlib.contextmanager
def person(chromium: Browser, hub: Hub, name: str, path: str) -> Iterator[Page]:
    """Somebody's own browser, logged in at the hub."""
    context = chromium.new_context(viewport={"width": 1500, "height": 1100})
    context.set_default_timeout(PATIENCE * 1000)
    context.route(re.compile(r"https?://(?!127\.0\.0\.1)"), lambda route: route.abort())
    alerts: list[object] = []
    context.expose_function("alert", lambda *message: alerts.append(message))
    page = context.new_page()
    page.goto(f"{hub.url}/hub/login?next={path}")
    page.locator("#username_input").fill(name)
    page.locator("#password_input").fill("secret")
    page.locator("#login_submit").click()
    try:
        yield page
    finally:
        page.screenshot(path=ROOT / "build" / "screenshots" / "last" / f"hub_{name}.png")
        context.close()
    assert not alerts


def open_lab(page: Page) -> None:
    expect(page.get_by_role("menuitem", name="Nbgrader", exact=True)).to_be_visible()


def press_check(page: Page, says: str) -> Locator:
    """Press the button beside the notebook; returns what it shows then."""
    page.locator(".jp-NotebookPanel-toolbar").get_by_role("button", name="Check", exact=True).click()
    shown = page.locator(".jp-MainAreaWidget").filter(has=page.get_by_role("heading", name="Check", exact=True))
    expect(shown.get_by_role("status")).to_contain_text(says)
    return shown


def points_of(submission: Submission) -> int:
    return 20 - sum(5 if lost == "fit" else 3 for lost in submission.lost)


def test_two_students_check_and_hand_in_and_an_instructor_grades(
    hub: Hub,
    chromium: Browser,
    solved: NotebookNode,
    picture: Callable[[Page | Locator, str], None],
):
    with person(chromium, hub, "instructor", "/services/course/") as page:
        done(page, page.locator("td.generate a, td.assign a").first)
        done(page, page.locator("td.release a"))
        picture(page, "hub_formgrader")

    for name, submission in STUDENTS.items():
        with person(chromium, hub, name, "/hub/spawn") as page:
            open_lab(page)
            choose(page, "Nbgrader", "Assignment List")
            page.locator("#released_assignments_list").get_by_role("button", name="Fetch").click()
            page.locator("#fetched_assignments_list").get_by_text(ASSIGNMENT, exact=True).first.click()
            submission.hand_in(
                solved, hub.homes / name / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
            )  # in the file that is there
            page.locator("#fetched_assignments_list").get_by_role("link", name=ASSIGNMENT).last.click()
            expect(page.locator(".jp-Notebook h1")).to_contain_text("Linear regression by gradient descent")

            shown = press_check(page, f"{points_of(submission)} of 20 points")
            picture(page, f"hub_check_{name}")
            for exercise, words in submission.says.items():
                for word in words:
                    expect(shown.locator("tr").filter(has_text=exercise).first).to_contain_text(word)
            if name == HOSTILE:
                expect(shown.get_by_text("<script>alert(1)</script>").first).to_be_visible()
                expect(shown.locator("script, img")).to_have_count(0)
                for left in range(PER_HOUR - 1, 0, -1):
                    press_check(page, f"{left - 1} of {PER_HOUR} checks are left")
                press_check(page, f"You have checked {PER_HOUR} times within an hour")
                picture(page, "hub_limit")

            else:  # the other's notebook runs in the sandbox alone
                page.locator(".validate-button").click()
                expect(page.locator(".nbgrader-ErrorDialog, .nbgrader-SuccessDialog").first).to_contain_text(
                    "not right yet"
                )
                picture(page, f"hub_validated_{name}")
                page.locator(".nbgrader-ErrorDialog, .nbgrader-SuccessDialog").get_by_role("button").last.click()
            choose(page, "Nbgrader", "Assignment List")
            page.locator("#fetched_assignments_list").get_by_role("button", name="Submit").click()
            submitted = page.locator("#submitted_assignments_list")
            expect(submitted.get_by_text(ASSIGNMENT, exact=True).first).to_be_visible()
            picture(page, f"hub_submitted_{name}")

    with person(chromium, hub, "instructor", "/services/course/") as page:
        done(page, page.locator("td.collect a"))
        page.locator("td.num-submissions a").click()
        for name in STUDENTS:
            done(page, page.locator("tbody tr").filter(has_text=name).locator("td.autograde a"))
        picture(page, "hub_submissions")
        page.get_by_role("link", name="Manage Assignments").click()
        done(page, page.locator("td.generate-feedback a"))
        done(page, page.locator("td.release-feedback a"))
    for name, submission in STUDENTS.items():
        told = json.loads(hub.course.notebook("autograded", name).with_suffix(".grading.json").read_text())
        assert told["sealed"] is True
        assert {exercise for exercise, score in hub.course.scores()[name].items() if score == 0} == submission.lost

    with person(chromium, hub, HONEST, "/hub/spawn") as page:
        open_lab(page)
        choose(page, "Nbgrader", "Assignment List")
        submitted = page.locator("#submitted_assignments_list")
        submitted.get_by_role("button", name="Fetch Feedback").click()
        expect(submitted.get_by_role("button", name="Fetch Feedback")).to_be_visible()
        picture(page, "hub_feedback")
    [feedback] = (hub.homes / HONEST / ASSIGNMENT / "feedback").rglob("*.html")
    assert f"{points_of(STUDENTS[HONEST])} of 20 points" in feedback.read_text(encoding="utf-8")
