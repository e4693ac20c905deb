"""People with a browser: signed in, on a connection that stays open, with a stop-watch."""

import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from journeys.models import User

Clock = Callable[[], float]
CLIENTS = 8
WARM_UP = 12
CSRF = "0123456789abcdefghijklmnopqrstuv"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


class Visitor:
    """Keeps one connection to the server at `port`."""

    def __init__(self, port: int, cookies: str):
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = cookies

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def post(self, path: str, **fields: str) -> Answer:
        """As htmx does it."""
        headers = {"HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": CSRF}
        return self.send("POST", path, urlencode(fields), headers)

    def send(self, method: str, path: str, body: str | None = None, headers: dict | None = None) -> Answer:
        self.connection.request(method, path, body, {"Cookie": self.cookies, **(headers or {})})
        response = self.connection.getresponse()
        return Answer(response.status, response.read())


def cookies_of(user: User) -> str:
    """What the browser of `user` sends once they have signed in."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"


def expect(answer: Answer, status: int = 200) -> Answer:
    if answer.status != status:
        raise RuntimeError(f"The server answered {answer.status}: {answer.body[:500]!r}")
    return answer


def seconds(call: Callable[[], object], clock: Clock = time.perf_counter) -> float:
    started = clock()
    call()
    return clock() - started


def medians(
    times: int, *calls: Callable[[], object], warm_up: int = WARM_UP, clock: Clock = time.perf_counter
) -> list[float]:
    """The median of each call in milliseconds. They take turns, so that a busy moment hits all alike.

    What waits for nothing is measured by `time.process_time`, to which other programs matter less.
    """
    for call in calls:
        for _ in range(warm_up):
            call()
    rounds = [[seconds(call, clock) for call in calls] for _ in range(times)]
    return [statistics.median(taken) * 1000 for taken in zip(*rounds, strict=True)]


def at_once(*calls: Callable[[], object]) -> float:
    """Makes the calls from a thread each; the seconds until the last is done. An error in any is raised."""
    errors: list[Exception] = []

    def run(call: Callable[[], object]) -> None:
        try:
            call()
        except Exception as error:  # noqa: BLE001 - handed over to the thread that waits
            errors.append(error)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return time.perf_counter() - started
