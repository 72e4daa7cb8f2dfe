"""The service of a JupyterHub's that grades for the button *Check*: ``python -m grading hub``, started by the hub.

Below the address that the hub gives it, for whoever the hub says may:

| request | answer |
|---|---|
| ``GET /`` | how many checks are left, and what may be checked |
| ``POST /checks`` with a bundle (`grading.hub.bundle`) | 202 and the check's id and place |
| ``GET /checks/ID`` | the state and place, at the end the answer; of one's own last check alone |

Whatever is refused has ``message``, a line for the student. The user is who the hub says that the token belongs to;
no cookie is looked at, so no page elsewhere can ask in somebody's name.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from typing import Any
from urllib.parse import urlsplit

from jupyterhub.services.auth import HubAuth
from tornado import web
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from grading.course import Course, CourseError
from grading.hub.bundle import BadBundle
from grading.hub.desk import CheckService, Desk
from grading.hub.grader import OURS
from grading.hub.ledger import TooMany
from grading.hub.line import Full, UnderWay

_PATIENCE = 120.0  # seconds for a request: a line that is cut is not always told


class _Handler(web.RequestHandler):
    """Knows the user before anything else is read."""

    user: str

    def initialize(self, desk: Desk) -> None:
        self.desk = desk

    async def prepare(self) -> None:
        hub = self.desk.hub
        token = hub.get_token(self, in_cookie=False)
        model = await hub.user_for_token(token, sync=False) if token else None
        if model is None or model.get("kind") != "user":
            raise web.HTTPError(403, reason="Press Check in JupyterLab on this hub.")
        if not hub.check_scopes(hub.access_scopes, model):
            raise web.HTTPError(403, reason="Your server may not use this service; its role lacks the right.")
        self.user = model["name"]

    def check_xsrf_cookie(self) -> None:
        """No cookie says who asks, so none can be misused."""

    def answer(self, status: int, **told: Any) -> None:
        """Send JSON, which no browser takes for a page."""
        self.set_status(status)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cache-Control", "no-store")
        self.finish(told)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        error = kwargs.get("exc_info", (None, None))[1]
        words = error.reason if isinstance(error, web.HTTPError) and error.reason else OURS
        self.answer(status_code, message=words)


class _About(_Handler):
    def get(self) -> None:
        self.answer(200, **self.desk.about(self.user))


@web.stream_request_body
class _Checks(_Handler):
    async def prepare(self) -> None:
        self.body, self.receives = bytearray(), False
        await super().prepare()
        if self.user in self.desk.receiving:  # or one student could fill the memory with notebooks that never end
            self.set_header("Connection", "close")
            raise web.HTTPError(409, reason="A notebook of yours is being sent already. Wait for it, then press Check.")
        self.desk.receiving.add(self.user)
        self.receives = True
        most = self.desk.settings.most_bytes
        if int(self.request.headers.get("Content-Length", 0)) > most:
            words = f"The notebook and the files beside it have more than {most >> 20} MB. Clear the outputs, and save."
            self.set_header("Connection", "close")
            raise web.HTTPError(413, reason=words)

    def on_finish(self) -> None:
        """The request has been answered."""
        self._received()

    def on_connection_close(self) -> None:
        """Whoever asked has gone."""
        self._received()

    def _received(self) -> None:
        if self.receives:
            self.receives = False
            self.desk.receiving.discard(self.user)

    def data_received(self, chunk: bytes) -> None:
        self.body += chunk

    async def post(self) -> None:
        desk = self.desk
        try:
            check = await desk.begin(self.user, bytes(self.body))
        except BadBundle as error:
            self.answer(400, message=str(error))
        except UnderWay as error:
            words = "This is the check that was under way already."
            self.answer(409, message=words, id=error.check.id, place=desk.line.place(error.check))
        except Full:
            self.answer(503, message="Too many notebooks are waiting. This does not count; try again in some minutes.")
        except TooMany as error:
            self.set_header("Retry-After", str(int(error.wait) + 1))
            self.answer(429, message=_too_many(desk.settings.per_hour, error.wait), left=0)
        except (OSError, sqlite3.Error):
            desk.settings.log.exception("a check could not be taken in")
            self.answer(503, message=OURS)
        else:
            self.answer(202, id=check.id, place=desk.line.place(check), left=desk.ledger.left(self.user))


class _One(_Handler):
    def get(self, name: str) -> None:
        check = self.desk.line.find(self.user, name)
        if check is None:
            self.answer(404, message="This check is not known any more. It does not count; press Check again.")
        else:
            told = {"state": check.state, "place": self.desk.line.place(check), "notebook": check.notebook.name}
            self.answer(200, **told, **check.answer)


def _too_many(most: int, wait: float) -> str:
    times = "once" if most == 1 else f"{most} times"
    minutes = max(1, -int(-wait // 60))
    return f"You have checked {times} within an hour, as often as one may. The next is possible in {minutes} min."


def application(desk: Desk, prefix: str) -> web.Application:
    """The handlers, below the prefix that the hub gives."""
    told = {"desk": desk}
    return web.Application(
        [
            (prefix, _About, told),
            (rf"{prefix}checks", _Checks, told),
            (rf"{prefix}checks/([\w-]{{1,64}})", _One, told),
        ]
    )


def server(desk: Desk, prefix: str, patience: float = _PATIENCE) -> HTTPServer:
    """Serves the handlers; whoever has not sent a whole request after ``patience`` seconds, or any, is cut off."""
    # What is larger than a notebook may be, and was not refused by its length, ends here.
    most = desk.settings.most_bytes + (1 << 20)
    handlers = application(desk, prefix)
    return HTTPServer(handlers, max_body_size=most, idle_connection_timeout=patience, body_timeout=patience)


async def run(desk: Desk, address: str, prefix: str) -> None:
    """Serve until the process is asked to end."""
    where = urlsplit(address)
    serving = server(desk, prefix)
    serving.add_sockets(bind_sockets(where.port or 0, where.hostname))
    grading = asyncio.create_task(desk.line.run())
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    desk.settings.log.info("checks at %s%s, %d an hour", address, prefix, desk.settings.per_hour)
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([stopped, grading], return_when=asyncio.FIRST_COMPLETED)
        if grading.done():
            grading.result()
    finally:
        serving.stop()
        grading.cancel()
        await desk.close()


def serve(course: Course) -> None:
    """Serve the course in this folder, as the hub has started it.

    Raises: CourseError where the hub has not.
    """
    settings = CheckService(course, parent=course.application())
    try:
        address, prefix = os.environ["JUPYTERHUB_SERVICE_URL"], os.environ["JUPYTERHUB_SERVICE_PREFIX"]
    except KeyError:
        raise CourseError(
            "JupyterHub starts this command, as one of its services: see deploy/jupyterhub_config.py for an example."
        ) from None
    os.umask(0o077)
    try:
        desk = Desk(settings, HubAuth.instance())
    except sqlite3.Error as error:
        raise CourseError(f"{course.root / settings.ledger} cannot be used: {error}. Name another file.") from error
    asyncio.run(run(desk, address, prefix))
