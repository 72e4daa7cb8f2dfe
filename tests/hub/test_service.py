"""The service as a student's server meets it: who asks is who the hub says, and nobody waits for another's notebook."""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from jupyterhub.services.auth import HubAuth
from tornado.httpclient import AsyncHTTPClient, HTTPResponse
from tornado.testing import bind_unused_port

from grading.course import CONFIG, Course
from grading.hub.desk import CheckService, Desk
from grading.hub.grader import OURS
from grading.hub.line import Check, Line, State
from grading.hub.service import serve, server
from tests import ASSIGNMENT
from tests.hub.test_bundle import packed

MAY = "access:services!service=check"
USERS = {
    "token-of-one": {"kind": "user", "name": "rebinds_weights", "scopes": [MAY]},
    "token-of-other": {"kind": "user", "name": "halves_the_mse", "scopes": [MAY]},
    "token-without-right": {"kind": "user", "name": "rebinds_weights", "scopes": []},
    "token-of-a-service": {"kind": "service", "name": "rebinds_weights", "scopes": [MAY]},
}
NOTEBOOK = packed({"mine.ipynb": b"{}"}, folder=ASSIGNMENT)
GRADED = {"points": 17.0, "most": 20.0, "exercises": []}


class FakeHub(HubAuth):
    """A hub that knows these tokens."""

    async def user_for_token(
        self, token: str, use_cache: bool = True, session_id: str = "", *, sync: bool = True
    ) -> Any:
        assert not sync  # the others would wait for the hub's answer
        return USERS.get(token)


class Grader:
    """Grades what it is let."""

    def __init__(self) -> None:
        self.let = asyncio.Semaphore(0)
        self.outcome = State.DONE, GRADED
        self.saw: list[bytes] = []

    async def grade(self, check: Check) -> tuple[State, dict[str, Any]]:
        self.saw.append(check.notebook.read_bytes())
        await self.let.acquire()
        return self.outcome


class Running:
    """The service, and those who ask it."""

    def __init__(self, desk: Desk, grader: Grader, url: str) -> None:
        self.desk, self.grader, self.url = desk, grader, url

    async def ask(self, path: str = "", body: bytes | None = None, token: str = "token-of-one", **headers: str) -> Any:
        response: HTTPResponse = await AsyncHTTPClient().fetch(
            f"{self.url}{path}",
            method="GET" if body is None else "POST",
            body=body,
            headers={"Authorization": f"token {token}"} | headers if token else headers,
            raise_error=False,
        )
        assert response.headers["Content-Type"].startswith("application/json")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        return response.code, json.loads(response.body)

    async def ended(self, check: str, token: str = "token-of-one") -> Any:
        self.grader.let.release()
        while (told := (await self.ask(f"checks/{check}", token=token))[1])["state"] in ("waiting", "running"):
            await asyncio.sleep(0.01)
        return told


Scene = Callable[[Running], Awaitable[None]]


@pytest.fixture
def play(new_without_release: Course) -> Callable[..., None]:
    """Plays a scene in which the service runs, with these settings."""

    def play(scene: Scene, patience: float = 60.0, **settings: Any) -> None:
        async def run() -> None:
            told = CheckService(new_without_release, **settings)
            grader = Grader()
            desk = Desk(told, FakeHub(api_token="of-the-service", access_scopes={MAY}))
            desk.graders[0].grade = grader.grade  # type: ignore[method-assign]
            socket, port = bind_unused_port()
            serving = server(desk, "/services/check/", patience)
            serving.add_sockets([socket])
            line = asyncio.create_task(desk.line.run())
            try:
                await scene(Running(desk, grader, f"http://127.0.0.1:{port}/services/check/"))
            finally:
                line.cancel()
                serving.stop()
                await serving.close_all_connections()
                await desk.close()
            assert not desk.folder.exists()

        asyncio.run(run())

    return play


@pytest.fixture
def new_without_release(course: Course, tmp_path: Path) -> Course:
    """A course of which one assignment has been released."""
    made = course.copy_to(tmp_path / "course")
    (made.root / "release" / ASSIGNMENT).mkdir(parents=True)
    return made


@pytest.mark.parametrize("token", ["", "token-of-nobody", "token-without-right", "token-of-a-service"])
@pytest.mark.parametrize(("path", "body"), [("", None), ("checks", NOTEBOOK), ("checks/some", None)])
def test_who_the_hub_does_not_let_in_gets_nothing(play, token: str, path: str, body: bytes | None):
    async def scene(service: Running) -> None:
        status, told = await service.ask(path, body, token)
        assert (status, list(told)) == (403, ["message"])

    play(scene)


def test_no_cookie_and_no_address_says_who_asks(play):
    async def scene(service: Running) -> None:
        for headers in (
            {"Cookie": "jupyterhub-services=token-of-one; token=token-of-one"},
            {"X-User": "rebinds_weights"},
        ):
            assert (await service.ask("", token="", **headers))[0] == 403
        assert (await service.ask("?token=token-of-one", token=""))[0] == 403

    play(scene)


def test_a_check_is_taken_in_waits_and_is_answered(play):
    async def scene(service: Running) -> None:
        status, told = await service.ask("checks", NOTEBOOK)
        assert (status, told["left"]) == (202, 3)
        assert (await service.ask(f"checks/{told['id']}"))[1]["state"] in ("waiting", "running")
        answer = await service.ended(told["id"])
        assert answer == {"state": "done", "place": 0, "notebook": "mine.ipynb", "left": 3, "per_hour": 4} | GRADED
        assert service.grader.saw == [b"{}"]
        assert list(service.desk.folder.iterdir()) == []

    play(scene)


def test_a_busy_line_says_ones_place_and_still_answers(play):
    async def scene(service: Running) -> None:
        _, first = await service.ask("checks", NOTEBOOK)
        while not service.grader.saw:
            await asyncio.sleep(0.01)
        for number in range(3):
            USERS[f"token-{number}"] = {"kind": "user", "name": f"student-{number}", "scopes": [MAY]}
            assert (await service.ask("checks", NOTEBOOK, f"token-{number}"))[1]["place"] == number + 1
        await service.ended(first["id"])
        status, told = await service.ask("checks", NOTEBOOK, "token-of-other")
        assert (status, told["place"]) == (202, 3)

    play(scene)


def test_the_first_to_come_is_the_first_to_be_graded(play):
    async def scene(service: Running) -> None:
        bodies = [packed({"mine.ipynb": str(number).encode()}) for number in range(2)]
        _, one = await service.ask("checks", bodies[0])
        _, other = await service.ask("checks", bodies[1], "token-of-other")
        await service.ended(one["id"])
        await service.ended(other["id"], "token-of-other")
        assert service.grader.saw == [b"0", b"1"]

    play(scene)


def test_nobody_sees_the_check_of_another(play):
    async def scene(service: Running) -> None:
        _, told = await service.ask("checks", NOTEBOOK)
        status, seen = await service.ask(f"checks/{told['id']}", token="token-of-other")
        assert (status, list(seen)) == (404, ["message"])
        await service.ended(told["id"])

    play(scene)


def test_a_user_has_one_check_at_a_time_and_is_led_back_to_it(play):
    async def scene(service: Running) -> None:
        _, told = await service.ask("checks", NOTEBOOK)
        status, again = await service.ask("checks", NOTEBOOK)
        assert (status, again["id"]) == (409, told["id"])
        await service.ended(told["id"])
        assert service.desk.ledger.left("rebinds_weights") == 3

    play(scene)


def test_so_many_an_hour(play):
    async def scene(service: Running) -> None:
        for left in (1, 0):
            _, told = await service.ask("checks", NOTEBOOK)
            assert (await service.ended(told["id"]))["left"] == left
        status, told = await service.ask("checks", NOTEBOOK)
        assert status == 429
        assert told["message"] == (
            "You have checked 2 times within an hour, as often as one may. The next is possible in 60 min."
        )
        assert len(service.grader.saw) == 2
        assert (await service.ask("checks", NOTEBOOK, "token-of-other"))[0] == 202

    play(scene, per_hour=2)


@pytest.mark.parametrize("message", [OURS, "mine.ipynb was not graded: it is empty."])
def test_what_was_not_graded_does_not_count_and_says_why(play, message: str):
    async def scene(service: Running) -> None:
        service.grader.outcome = State.NOT_GRADED, {"message": message}
        _, told = await service.ask("checks", NOTEBOOK)
        answer = await service.ended(told["id"])
        assert (answer["state"], answer["message"], answer["left"]) == ("not graded", message, 4)

    play(scene)


def test_what_cannot_be_counted_is_not_told(play):
    async def scene(service: Running) -> None:
        def fail(check: str) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        service.desk.ledger.count = fail  # type: ignore[method-assign]
        _, told = await service.ask("checks", NOTEBOOK)
        answer = await service.ended(told["id"])
        assert answer == {"state": "not graded", "place": 0, "notebook": "mine.ipynb", "message": OURS}

    play(scene)


def test_a_full_line_takes_nobody_and_counts_nothing(play):
    async def scene(service: Running) -> None:
        _, first = await service.ask("checks", NOTEBOOK)
        while not service.grader.saw:
            await asyncio.sleep(0.01)
        USERS["token-2"] = {"kind": "user", "name": "waits", "scopes": [MAY]}
        assert (await service.ask("checks", NOTEBOOK, "token-2"))[0] == 202
        status, told = await service.ask("checks", NOTEBOOK, "token-of-other")
        assert status == 503
        assert "Too many" in told["message"]
        assert service.desk.ledger.left("halves_the_mse") == 4
        await service.ended(first["id"])

    play(scene, most_waiting=1)


def test_what_is_too_large_is_refused_by_its_announced_size(play):
    async def scene(service: Running) -> None:
        status, told = await service.ask("checks", b"x" * 2001)
        assert status == 413
        assert "Clear the outputs" in told["message"]
        assert service.desk.ledger.left("rebinds_weights") == 4

    play(scene, most_bytes=2000)


async def half_sent(service: Running) -> asyncio.StreamWriter:
    """The line on which one user's notebook has begun to arrive."""
    where = urlsplit(service.url)
    _, writer = await asyncio.open_connection(where.hostname, where.port)
    head = "Host: here\r\nAuthorization: token token-of-one\r\nContent-Length: 1000\r\n\r\nx"
    writer.write(f"POST {where.path}checks HTTP/1.1\r\n{head}".encode())
    while not service.desk.receiving:
        await asyncio.sleep(0.01)
    return writer


def test_one_notebook_of_a_users_arrives_at_a_time(play):
    async def scene(service: Running) -> None:
        writer = await half_sent(service)
        status, told = await service.ask("checks", NOTEBOOK)
        assert (status, "is being sent already" in told["message"]) == (409, True)
        assert (await service.ask("checks", NOTEBOOK, token="token-of-other"))[0] == 202
        writer.close()
        await writer.wait_closed()
        while service.desk.receiving:
            await asyncio.sleep(0.01)
        assert (await service.ask("checks", NOTEBOOK))[0] == 202

    play(scene)


def test_a_notebook_that_never_arrives_is_waited_for_no_longer_than_so(play):
    async def scene(service: Running) -> None:
        writer = await half_sent(service)
        while service.desk.receiving:
            await asyncio.sleep(0.01)
        assert (await service.ask("checks", NOTEBOOK))[0] == 202
        writer.close()

    play(scene, patience=1.0)


def test_what_is_no_bundle_counts_nothing_and_leaves_nothing(play):
    async def scene(service: Running) -> None:
        clash = packed({"mine.ipynb": b"{}", "a": b"", "a/b": b""})
        deep = packed({"mine.ipynb": b"{}", "/".join(["a" * 255] * 16): b""})
        for body in (b"no bundle", packed({"../mine.ipynb": b""}), clash, deep):
            status, told = await service.ask("checks", body)
            assert (status, list(told)) == (400, ["message"])
        assert service.desk.ledger.left("rebinds_weights") == 4
        assert list(service.desk.folder.iterdir()) == []

    play(scene)


def test_it_says_what_may_be_checked_and_how_often(play):
    async def scene(service: Running) -> None:
        assert await service.ask() == (
            200,
            {"assignments": [ASSIGNMENT], "left": 4, "per_hour": 4, "most_bytes": 20 << 20},
        )

    play(scene)


def test_what_is_not_released_may_not_be_checked_unless_it_is_named(new_without_release: Course):
    (new_without_release.root / "source/exam").mkdir()
    (new_without_release.root / "source/exam/exam.ipynb").write_text("{}")
    assert CheckService(new_without_release).released() == [ASSIGNMENT]
    assert CheckService(new_without_release, assignments=["exam", "of another course"]).released() == ["exam"]


def test_the_courses_settings_say_how_often(new_without_release: Course):
    with (new_without_release.root / CONFIG).open("a") as settings:
        settings.write("\nc.CheckService.per_hour = 7\n")
    assert CheckService(new_without_release, parent=new_without_release.application()).per_hour == 7


def test_started_by_hand_it_says_who_starts_it(new_without_release: Course, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("JUPYTERHUB_SERVICE_URL", raising=False)
    with pytest.raises(Exception, match="JupyterHub starts this command"):
        serve(new_without_release)


def test_a_line_ends_with_what_waits_in_it(tmp_path: Path):
    """So that the hub starts the service anew, where a grader fails by a fault of ours."""

    async def fail(check: Check) -> Any:
        raise ZeroDivisionError

    async def run() -> None:
        line = Line([fail], 10)
        running = asyncio.create_task(line.run())
        await line.join(Check("one", "rebinds_weights", tmp_path / "one", tmp_path / "one/mine.ipynb"))
        with pytest.raises(ExceptionGroup):
            await running

    asyncio.run(run())
