"""The student's side of the button *Check*: an extension of their own JupyterLab's server, on a JupyterHub.

It holds no test and no solution, and needs nothing of the package that grades. It reads the notebook, and the files
beside it where its folder is an assignment's, and sends them to the hub's service with this server's own token, by
which the hub knows whose it is. The page gets the service's answers from here, and never the token.

`GRADING_CHECK_URL` in the server's environment says where the service is, such as
``http://127.0.0.1:8000/services/check/``; see `jupyterhub_config.py` beside this folder.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado import web
from tornado.httpclient import AsyncHTTPClient, HTTPClientError

#: As in grading: what goes beyond is no folder of an assignment.
MOST_FILES, MOST_DEPTH = 500, 16
#: What nbgrader does not hand in.
NOT_HANDED_IN = {".ipynb_checkpoints", "__pycache__", ".pytest_cache"}
_NO_SERVICE = (
    "This server does not know where notebooks are checked: GRADING_CHECK_URL is not set. Ask your instructor."
)
_NO_ANSWER = "The service that checks notebooks does not answer. Your notebook is saved; try again later."


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "check_button"}]


def _load_jupyter_server_extension(server: Any) -> None:
    base = url_path_join(server.web_app.settings["base_url"], "grading-check")
    server.web_app.add_handlers(".*$", [(base, Checks), (base + r"/([\w-]+)", OneCheck)])


class Checks(APIHandler):
    """A check is begun here, of the notebook that the page names."""

    @web.authenticated
    async def post(self) -> None:
        """Called by the page with the path of the notebook."""
        try:
            status, about = await _asked("GET", "")
            if status == 200:
                path = (self.get_json_body() or {}).get("path")
                body = await asyncio.to_thread(
                    bundle, Path(self.contents_manager.root_dir), path, about["assignments"], about["most_bytes"]
                )
                status, about = await _asked("POST", "checks", body)
        except NotSent as error:
            status, about = 400, {"message": str(error)}
        self.set_status(status)
        self.finish(about)


class OneCheck(APIHandler):
    """How a check stands."""

    @web.authenticated
    async def get(self, check: str) -> None:
        """Called by the page, again and again until it has ended."""
        status, told = await _asked("GET", f"checks/{check}")
        self.set_status(status)
        self.finish(told)


class NotSent(Exception):
    """The notebook cannot be sent; the message says why, and what to do."""


def bundle(root: Path, path: object, assignments: Collection[str], most: int) -> bytes:
    """The notebook at ``path`` below ``root``, with the files that are handed in with it, as the service reads them.

    Raises: NotSent.
    """
    try:
        notebook = (root / str(path).strip("/")).resolve()
        if not notebook.is_relative_to(root.resolve()) or not notebook.is_file():
            raise NotSent("There is no such notebook here. Save it, then press Check again.")
        home = notebook.parent
        files = {notebook.name: notebook}
        if home.name in assignments:
            files |= dict(_beside(home, "", 1))
        sizes = {name: file.stat().st_size for name, file in files.items()}
        size, largest = sum(sizes.values()), max(sizes, key=lambda name: sizes[name])
        if size > most:
            raise NotSent(
                f"The notebook and the files beside it have {_mb(size)}, and may have {_mb(most)}; the largest is "
                f"{largest} of {_mb(sizes[largest])}. Clear the notebook's outputs, or move away what is not your work."
            )
        read = [(name, file.read_bytes()) for name, file in files.items()]
    except (OSError, ValueError) as error:
        raise NotSent(f"The notebook, or a file beside it, cannot be read: {error}") from error
    header = {"folder": home.name or "notebook", "notebook": notebook.name}
    told = json.dumps(header | {"files": [(name, len(data)) for name, data in read]})
    return b"".join([told.encode(), b"\n", *(data for _, data in read)])


def _mb(size: int) -> str:
    return f"{size / (1 << 20):.1f} MB"


def _beside(folder: Path, inside: str, depth: int) -> Iterator[tuple[str, Path]]:
    found = 0
    for path in sorted(folder.iterdir()):
        if path.name in NOT_HANDED_IN or path.is_symlink():
            continue
        if path.is_dir() and depth < MOST_DEPTH:
            within = list(_beside(path, f"{inside}{path.name}/", depth + 1))
        else:
            within = [(inside + path.name, path)] if path.is_file() else []
        found += len(within)
        if found > MOST_FILES:
            raise NotSent(f"There are more than {MOST_FILES} files in this folder. Move away what is not your work.")
        yield from within


async def _asked(method: str, path: str, body: bytes | None = None) -> tuple[int, dict[str, Any]]:
    """What the service answers: its status, and its JSON."""
    try:
        url, token = os.environ["GRADING_CHECK_URL"], os.environ["JUPYTERHUB_API_TOKEN"]
    except KeyError:
        return 503, {"message": _NO_SERVICE}
    try:
        response = await AsyncHTTPClient().fetch(
            f"{url.rstrip('/')}/{path}",
            method=method,
            body=body,
            headers={"Authorization": f"token {token}"},
            request_timeout=60,
            follow_redirects=False,
            raise_error=False,
        )
        told = json.loads(response.body)
    except (OSError, ValueError, HTTPClientError):
        return 502, {"message": _NO_ANSWER}
    # The service's refusals are no word on the page's own rights here.
    return (response.code if response.code not in (401, 403) else 502), told
