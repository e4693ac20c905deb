"""Outline, board and list of a large journey, against those of one a tenth of its size."""

from collections.abc import Iterator

from django.urls import reverse

from journeys.models import Journey
from tests.bench.figures import Figure
from tests.bench.journeys import cut, read, repeated, start
from tests.bench.pages import queries_of, servers
from tests.bench.visitors import expect, medians

SMALL, LARGE = 450, 4500
LIMIT = 4
ROUNDS = 9
VIEWS = ("outline", "board", "task_list")


def sizes() -> Iterator[Figure]:
    journeys = [of_size(tasks) for tasks in (SMALL, LARGE)]
    with servers() as running:
        visitor = running.visitor()
        for view in VIEWS:
            paths = [reverse(view, args=[journey.pk]) for journey in journeys]
            calls = [lambda path=path: expect(visitor.get(path)) for path in paths]
            small, large = medians(ROUNDS, *calls, warm_up=3)
            yield Figure(f"{view} of {journeys[0].tasks.count():,}: p50", small, "ms")
            yield Figure(f"{view} of {journeys[1].tasks.count():,}: p50", large, "ms")
            yield Figure(f"{view}: large / small", large / small, "x", limit=LIMIT)
            yield Figure(f"{view} of the large one: queries", queries_of(paths[1]), limit=12)


def of_size(tasks: int) -> Journey:
    """With this many tasks; their subtasks come on top."""
    return start(cut(read(repeated(-(-tasks // 90))), tasks), f"{tasks} tasks")
