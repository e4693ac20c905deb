"""The outline, and a tick in it, against the floor."""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from journeys.models import ChecklistItem, Journey, Outcome
from journeys.services.history import verify
from tests.bench.figures import Figure
from tests.bench.journeys import GOOD, in_full_swing, lead, read, repeated, shipped, start, tickable
from tests.bench.processes import free_port, serving
from tests.bench.visitors import CLIENTS, WARM_UP, Answer, Visitor, at_once, cookies_of, expect, medians, seconds

# By how many times the shipped playbook: the share of the floor's time that the outline may take.
OUTLINE_LIMITS = {1: 0.8, 10: 0.6}
ROUNDS = {1: 80, 10: 20}
CHANGES = 9
TICKS = 100
TRANSACTION_WORDS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True, slots=True)
class Servers:
    """The real one and the floor, on the same database."""

    real: int
    floor: int
    cookies: str

    def visitor(self) -> Visitor:
        return Visitor(self.real, self.cookies)

    def get_floor(self, journey: Journey):
        visitor, path = Visitor(self.floor, self.cookies), f"/journeys/{journey.pk}/"
        return lambda: expect(visitor.get(path))


@contextmanager
def servers() -> Iterator[Servers]:
    real, floor = urlsplit(settings.SITE_URL).port, free_port()
    with ExitStack() as stack:
        stack.enter_context(serving("migops.wsgi:application", real))
        stack.enter_context(serving("tests.bench.floor.wsgi:application", floor))
        yield Servers(real, floor, cookies_of(lead()))


def outline() -> Iterator[Figure]:
    journeys = {times: in_full_swing(start(read(repeated(times)), f"{times} times")) for times in OUTLINE_LIMITS}
    queries = {times: queries_of(reverse("outline", args=[journey.pk])) for times, journey in journeys.items()}
    with servers() as running:
        for times, journey in journeys.items():
            yield from outline_of(running, journey, times)
            yield Figure(f"{name_of(journey)}: queries", queries[times], limit=9)
    # Over is any difference at all.
    yield Figure("outline: queries more at ten times the size", abs(queries[10] - queries[1]), limit=0)


def name_of(journey: Journey) -> str:
    return f"outline of {journey.tasks.count():,}"


def outline_of(running: Servers, journey: Journey, times: int) -> Iterator[Figure]:
    path, name = reverse("outline", args=[journey.pk]), name_of(journey)
    page = expect(running.visitor().get(path))
    rows = page.body.count(b'<div class="row ')
    if rows != journey.tasks.count():
        raise RuntimeError(f"{name}: {rows} rows on the page.")
    visitor, get_floor = running.visitor(), running.get_floor(journey)
    ours, floor = medians(ROUNDS[times], lambda: expect(visitor.get(path)), get_floor)
    yield Figure(f"{name}: p50", ours, "ms")
    yield Figure(f"{name}: floor, p50", floor, "ms")
    yield Figure(f"{name}: p50 / floor", ours / floor, limit=OUTLINE_LIMITS[times])
    yield Figure(f"{name}: p50, every row changed since", after_changes(visitor, journey, path), "ms")
    yield Figure(f"{name}: page", len(page.body) / 1024, "KB")
    yield Figure(f"{name}: requests, {CLIENTS} clients", rate_of(running, path, ROUNDS[times] // 2), "/s")


def after_changes(visitor: Visitor, journey: Journey, path: str) -> float:
    """The median in milliseconds when no row can come out of a cache."""
    taken = []
    for days in range(CHANGES):
        journey.tasks.update(due_on=localdate() + timedelta(days=10 + days))
        taken.append(seconds(lambda: expect(visitor.get(path))))
    return statistics.median(taken) * 1000


def rate_of(running: Servers, path: str, each: int) -> float:
    def visit(visitor: Visitor, times: int) -> None:
        for _ in range(times):
            expect(visitor.get(path))

    visitors = [running.visitor() for _ in range(CLIENTS)]
    at_once(*(lambda v=visitor: visit(v, 4) for visitor in visitors))  # warm
    return CLIENTS * each / at_once(*(lambda v=visitor: visit(v, each) for visitor in visitors))


def queries_of(path: str, **posted: str) -> int:
    """How many queries a request takes, transactions not counted."""
    client = Client(headers={"host": urlsplit(settings.SITE_URL).netloc})
    client.force_login(lead())
    with CaptureQueriesContext(connection) as captured:
        response = client.post(path, posted, headers={"hx-request": "true"}) if posted else client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answers {response.status_code}.")
    return sum(not query["sql"].startswith(TRANSACTION_WORDS) for query in captured)


def settle() -> Iterator[Figure]:
    journey = in_full_swing(start(shipped(), "To tick"))
    first, *items = tickable(journey)
    yield Figure("settle: queries", queries_of(path_of(first), outcome=GOOD[first.kind]), limit=12)
    with servers() as running:
        yield from settle_one_by_one(running, journey, items[:TICKS])
        yield from settle_at_once(running, items[TICKS:])
    journey.refresh_from_db()
    yield Figure("settle: broken links in the history", int(verify(journey) is not None), limit=0)


def path_of(item: ChecklistItem) -> str:
    return reverse("item_settle", args=[item.task.journey_id, item.pk])


def tick(visitor: Visitor, item: ChecklistItem) -> Answer:
    return visitor.post(path_of(item), outcome=GOOD[item.kind])


def settle_one_by_one(running: Servers, journey: Journey, items: list[ChecklistItem]) -> Iterator[Figure]:
    visitor, left = running.visitor(), iter(items)
    sizes = []

    def tick_next() -> None:
        sizes.append(len(expect(tick(visitor, next(left))).body))

    ours, floor = medians(len(items) - WARM_UP, tick_next, running.get_floor(journey))
    yield Figure("settle: p50", ours, "ms")
    yield Figure("settle: floor of the outline, p50", floor, "ms")
    yield Figure("settle: p50 / floor of the outline", ours / floor, limit=0.6)
    yield Figure("settle: largest answer", max(sizes) / 1024, "KB", limit=6)


def settle_at_once(running: Servers, items: list[ChecklistItem]) -> Iterator[Figure]:
    """Everyone ticks their own items, as fast as they can. Waiting for one another is allowed, failing is not."""
    failures: list[int] = []

    def visit(mine: list[ChecklistItem]) -> None:
        visitor = running.visitor()
        statuses = [tick(visitor, item).status for item in mine]
        failures.extend(status for status in statuses if status != 200)

    taken = at_once(*(lambda mine=items[at::CLIENTS]: visit(mine) for at in range(CLIENTS)))
    yield Figure(f"settle: ticks, {CLIENTS} clients", len(items) / taken, "/s")
    yield Figure(f"settle: failures of {len(items)}, {CLIENTS} clients", len(failures), limit=0)
    lost = ChecklistItem.objects.filter(pk__in=[item.pk for item in items], outcome=Outcome.OPEN).count()
    yield Figure(f"settle: ticks lost, {CLIENTS} clients", lost, limit=0)
