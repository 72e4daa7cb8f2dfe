"""What the tests in a browser share: Chromium, JupyterLab on a free port, and the pictures that they take."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from grading.course import CONFIG, Course
from tests.classes import ROOT
from tests.conftest import needed

#: Generous, since a test waits for states and never for a time to pass.
PATIENCE = 120.0
PICTURES = ROOT / "build" / "screenshots"
#: The pictures that README.md shows; `make screenshots` lets the tests take them anew.
DOCS = ROOT / "docs"
#: All cells of a notebook in the page, also those out of sight; and no question about news over the pictures.
SETTINGS = {
    "notebook-extension/tracker": '{"windowingMode": "none"}',
    "apputils-extension/notification": '{"fetchNews": "false"}',
}

expect.set_options(timeout=PATIENCE * 1000)


@pytest.fixture(scope="package")  # Playwright's event loop is in the way of what else runs one in this process
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        needed("Debian's package `chromium`", "the tests in a browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@dataclass
class Window:
    """A browser of its own, what it asked for, and the alerts that a script called for, as the hostile ones do."""

    context: BrowserContext
    page: Page
    requests: list[str]
    alerts: list[object]


@pytest.fixture
def window(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Window]:
    """A browser that reaches this machine only, as if it were offline."""
    context = chromium.new_context(viewport={"width": 1280, "height": 1100})
    context.set_default_timeout(PATIENCE * 1000)
    requests: list[str] = []
    alerts: list[object] = []
    context.on("request", lambda request: requests.append(request.url))
    context.route(re.compile(r"https?://(?!127\.0\.0\.1|localhost)"), lambda route: route.abort())
    # A frame of JupyterLab's shows no dialogs, and yet what asks for one has run.
    context.expose_function("alert", lambda *message: alerts.append(message))
    page = context.new_page()
    yield Window(context, page, requests, alerts)
    page.screenshot(path=PICTURES / "last" / f"{request.node.name}.png")  # says most where the test failed
    context.close()


@pytest.fixture(scope="session")
def picture() -> Callable[[Page | Locator, str], None]:
    """Keeps a picture in build/screenshots; `make screenshots` puts those that README.md shows into docs/ too."""

    def take(shown: Page | Locator, name: str) -> None:
        path = PICTURES / f"{name}.png"
        shown.screenshot(path=path)
        if "WRITE_SCREENSHOTS" in os.environ and f"docs/{name}.png" in (ROOT / "README.md").read_text(encoding="utf-8"):
            shutil.copy(path, DOCS)

    return take


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab, and the address under which a browser may enter it."""

    url: str
    token: str

    def address(self, path: str) -> str:
        return f"{self.url}{path}?token={self.token}"


@contextmanager
def lab(command: list[str], folder: Path, home: Path, **environment: str) -> Iterator[Lab]:
    """Run a command that starts JupyterLab, in a home of its own; when done, everything that it started is ended."""
    for name, text in SETTINGS.items():
        settings = home / ".jupyter" / "lab" / "user-settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        settings.parent.mkdir(parents=True)
        settings.write_text(text)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "NBGRADER", "XDG"))}
    kept |= {
        "HOME": str(home),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
    }
    kept |= environment
    with (home / "jupyter.log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=kept, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield _running(process, home)
    finally:
        _end(process)


def _running(process: subprocess.Popen[bytes], home: Path) -> Lab:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        for path in home.glob(".local/share/jupyter/runtime/jpserver-*.json"):
            try:
                about = json.loads(path.read_text())
            except ValueError:
                continue  # it is being written
            return Lab(about["url"], about["token"])
        time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start:\n{(home / 'jupyter.log').read_text()}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """JupyterLab ends its kernels when it is asked to end; what is left of its group after that is killed."""
    with suppress(ProcessLookupError, subprocess.TimeoutExpired):
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def jupyterlab(folder: Path, home: Path, **environment: str) -> Iterator[Lab]:
    """JupyterLab as a person starts it in a folder."""
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--ServerApp.port=0"]
    with lab(command, folder, home, **environment) as running:
        yield running


def choose(page: Page, menu: str, item: str) -> None:
    """An entry of JupyterLab's menus."""
    page.get_by_role("menuitem", name=menu, exact=True).click()
    page.get_by_role("menuitem", name=item, exact=True).click()


@pytest.fixture
def exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "exchange"
    folder.mkdir()
    folder.chmod(0o777)
    monkeypatch.setenv("NBGRADER_EXCHANGE_ROOT", str(folder))
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def desk(course: Course, tmp_path: Path) -> Path:
    """Where a student works: a folder with the course's settings and no more."""
    folder = tmp_path / "desk"
    folder.mkdir()
    shutil.copy(course.root / CONFIG, folder)
    return folder


@pytest.fixture
def classroom(course: Course, tmp_path: Path, exchange: Path) -> Course:
    """A course of its own."""
    return course.copy_to(tmp_path / "course")
