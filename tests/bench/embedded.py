"""`manage.py up` on one machine: how soon it answers, how much memory it takes, how soon its worker starts."""

import os
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psutil
from django.conf import settings
from django.urls import reverse

from journeys.models import Document, Journey
from journeys.services.documents import request_document
from tests.bench.figures import Figure
from tests.bench.journeys import in_full_swing, lead, shipped, start
from tests.bench.processes import running
from tests.bench.visitors import Visitor, cookies_of, expect
from tests.makers import make_journey

STARTS = 3
VISITS = 40
SINGLES = 10
BURST = 20
LONGEST_SECONDS = 60
POLL_SECONDS = 0.002
MB = 1_000_000
PORT = urlsplit(settings.SITE_URL).port


@contextmanager
def up(data: str) -> Iterator[tuple[int, str]]:
    """An installation that runs on the folder `data`: the id of its process, and the link that it prints."""
    command = ("manage.py", "up", "--port", str(PORT))
    env = os.environ | {"MIGOPS_DATA": data}
    with running(*command, env=env, stdout=subprocess.PIPE, text=True) as process, process.stdout as said:
        yield process.pid, link_in(said)


def link_in(said: Iterable[str]) -> str:
    """The welcome link: there is one, since nobody in the bench is an operator."""
    for line in said:
        if link := re.search(r"http\S+/welcome/\S+", line):
            return link[0]
    raise RuntimeError("`manage.py up` ended before it printed its welcome link.")


def first_page() -> Iterator[Figure]:
    taken = [time_to_first_page() for _ in range(STARTS)]
    yield Figure("up, new folder, to the first page", statistics.median(taken), "s", limit=4)
    yield Figure("up, new folder, to the first page: worst", max(taken), "s")


def time_to_first_page() -> float:
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="migops-bench-") as data, up(data) as (_, link):
        expect(Visitor(PORT, "").get(urlsplit(link).path))
        return time.perf_counter() - started


def memory() -> Iterator[Figure]:
    journey = in_full_swing(start(shipped(), "To remember"))
    with up(str(settings.DATA)) as (process, _):
        yield from memory_of(process, "up, idle", limit=None)
        visitor = Visitor(PORT, cookies_of(lead()))
        for _ in range(VISITS):
            expect(visitor.get(reverse("outline", args=[journey.pk])))
        for format in ("docx", "xlsx"):
            document = request_document(journey=journey, kind="status-report", format=format, by=lead())
            wait_while([document], Document.Status.QUEUED, Document.Status.RENDERING)
            document.refresh_from_db()
            if document.status != Document.Status.READY:
                raise RuntimeError(f"The report was not rendered: {document.reason}")
        yield from memory_of(process, f"up, {VISITS} outlines and 2 reports later", limit=300)


def memory_of(pid: int, when: str, limit: float | None) -> Iterator[Figure]:
    """Of the process and all that it started. PSS counts what they share once, RSS each time."""
    process = psutil.Process(pid)
    each = [process.memory_full_info(), *(child.memory_full_info() for child in process.children(recursive=True))]
    yield Figure(f"{when}: memory of {len(each)} processes, PSS", sum(one.pss for one in each) / MB, "MB", limit)
    yield Figure(f"{when}: memory of {len(each)} processes, RSS", sum(one.rss for one in each) / MB, "MB")


def queue() -> Iterator[Figure]:
    journeys = [make_journey(by=lead(), title=f"Queue {number}") for number in range(1 + SINGLES + BURST)]
    with up(str(settings.DATA)):
        waits_of(journeys[:1])  # the worker's first document loads what writes it
        singles = [waits_of([journey])[0] for journey in journeys[1 : 1 + SINGLES]]
        burst = waits_of(journeys[1 + SINGLES :])
    yield Figure("document, asked to rendering: p50", statistics.median(singles), "s", limit=0.2)
    yield Figure("document, asked to rendering: worst of 10", max(singles), "s")
    yield Figure(f"document, asked to rendering, {BURST} at once: p50", statistics.median(burst), "s")
    yield Figure(f"document, asked to rendering, {BURST} at once: worst", max(burst), "s")


def waits_of(journeys: list[Journey]) -> list[float]:
    """Ask for a document of each journey; how many seconds each waited for a worker to take it up."""
    asked = {}
    for journey in journeys:
        at = time.perf_counter()
        asked[request_document(journey=journey, kind="roadmap", format="csv", by=lead())] = at
    taken_up = wait_while(list(asked), Document.Status.QUEUED)
    wait_while(list(asked), Document.Status.RENDERING)
    return [taken_up[document] - at for document, at in asked.items()]


def wait_while(documents: list[Document], *statuses: Document.Status) -> dict[Document, float]:
    """Wait until no document has one of `statuses`; when each was first seen without."""
    waiting, left = set(documents), {}
    deadline = time.monotonic() + LONGEST_SECONDS
    while waiting:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{len(waiting)} documents are still {' or '.join(statuses)}.")
        done = Document.objects.filter(pk__in=[document.pk for document in waiting]).exclude(status__in=statuses)
        for document in done.only("pk"):
            left[document] = time.perf_counter()
            waiting.remove(document)
        time.sleep(POLL_SECONDS)
    return left
