"""Each workbook and each text against the plain library, the roadmap of the longest journey, and reading one back."""

import io
import resource
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import openpyxl
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journeys.documents.planning import plan_import
from journeys.documents.reading import take_snapshot
from journeys.documents.registry import KINDS
from journeys.documents.rendering import render
from journeys.documents.snapshot import Snapshot
from journeys.models import Journey
from tests.bench.figures import Figure
from tests.bench.journeys import in_full_swing, read, repeated, shipped, start
from tests.bench.reports import plain_docx, plain_xlsx
from tests.bench.visitors import medians, seconds

LIMITS = {"xlsx": 1.4, "docx": 1.5}
SAME_CONTENT = {"xlsx": plain_xlsx, "docx": plain_docx}
ROUNDS = 5
LARGEST = 11_100  # tasks
READ_BACK = 5_000  # rows
DUE = 8  # column of the roadmap


def books() -> Iterator[Figure]:
    journey = in_full_swing(start(shipped(), "To write"))
    snapshot, queries = counted(journey)
    for kind, each in KINDS.items():
        for format in LIMITS.keys() & each.formats.keys():
            yield ratio(kind, format, snapshot)
    yield from longest(queries)


def ratio(kind: str, format: str, snapshot: Snapshot) -> Figure:
    write = SAME_CONTENT[format](render(kind, format, snapshot))
    ours, plain = medians(ROUNDS, lambda: render(kind, format, snapshot), write, warm_up=1)
    return Figure(f"{kind}, {format}: / plain library", ours / plain, "x", limit=LIMITS[format])


def counted(journey: Journey) -> tuple[Snapshot, int]:
    with CaptureQueriesContext(connection) as queries:
        snapshot = take_snapshot(journey.pk, kind="roadmap")
    return snapshot, len(queries)


def longest(queries: int) -> Iterator[Figure]:
    journey = start(read(repeated(LARGEST // 111)), "The longest")
    snapshot, more = counted(journey)
    yield Figure(f"snapshot of {len(snapshot.tasks):,} tasks: queries", more, limit=15)
    yield Figure("snapshot: queries more than for a hundredth of it", more - queries, limit=0)
    file = render("roadmap", "xlsx", snapshot)
    yield Figure(f"roadmap of {len(snapshot.tasks):,} tasks, xlsx: memory", peak(), "MB", limit=400)
    ours, plain = medians(3, lambda: render("roadmap", "xlsx", snapshot), plain_xlsx(file), warm_up=0)
    yield Figure(f"roadmap of {len(snapshot.tasks):,} tasks, xlsx: / plain library", ours / plain, "x", limit=1.3)
    few = replace(snapshot, tasks=snapshot.tasks[:READ_BACK])
    sent = edited(render("roadmap", "xlsx", few))
    taken = seconds(lambda: plan_import(io.BytesIO(sent), "sent.xlsx", "roadmap", few))
    yield Figure(f"reading back {len(few.tasks):,} rows, each changed", taken, "s", limit=3)


def peak() -> float:
    """Of this process so far: the snapshot, and the journey that was made for it, too."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def edited(file: bytes) -> bytes:
    """With another due date in every row."""
    book = openpyxl.load_workbook(io.BytesIO(file))
    for row in range(5, book["Roadmap"].max_row + 1):
        book["Roadmap"].cell(row, DUE).value = date(2030, 1, 1)
    sent = io.BytesIO()
    book.save(sent)
    return sent.getvalue()
