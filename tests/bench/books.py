"""Each workbook and each text against the plain library, the roadmap of the longest journey, and reading one back."""

import io
import resource
import time
from collections.abc import Iterator
from datetime import date

import openpyxl
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journeys.documents.planning import plan_import
from journeys.documents.reading import take_snapshot
from journeys.documents.registry import KINDS
from journeys.documents.rendering import render
from journeys.documents.snapshot import Snapshot
from journeys.models import Import, Journey
from journeys.services import imports
from journeys.tasks import work_on_import
from tests.bench.figures import Figure
from tests.bench.journeys import grown, in_full_swing, over_and_over, shipped, start, with_registers
from tests.bench.plain import plain_xlsx, same_docx, same_xlsx
from tests.bench.visitors import medians, seconds

LIMITS = {"xlsx": 1.4, "docx": 1.5}
SAME_CONTENT = {"xlsx": same_xlsx, "docx": same_docx}
ROUNDS = 5
OF_THE_SHIPPED = 111  # tasks
LARGEST = 11_100
READ_BACK = 5_000  # rows
EDITS = 200
FIRST_ROW, DUE = 5, 8  # of the roadmap


def books() -> Iterator[Figure]:
    journey = with_registers(in_full_swing(start(shipped(), "To write")))
    snapshot, queries = counted(journey)
    for kind, each in KINDS.items():
        for format in LIMITS.keys() & each.formats.keys():
            yield ratio(kind, format, snapshot)
    yield from longest(queries)
    yield from coming_back()


def ratio(kind: str, format: str, snapshot: Snapshot) -> Figure:
    write = SAME_CONTENT[format](render(kind, format, snapshot))
    ours, plain = medians(
        ROUNDS, lambda: render(kind, format, snapshot), write, warm_up=1, clock=time.process_time
    )  # fmt: skip
    return Figure(f"{kind}, {format}: {ours:.0f} ms / plain library", ours / plain, "x", limit=LIMITS[format])


def counted(journey: Journey) -> tuple[Snapshot, int]:
    with CaptureQueriesContext(connection) as queries:
        snapshot = take_snapshot(journey.pk, kind="roadmap")
    return snapshot, sum(query["sql"].startswith("SELECT") for query in queries)


def longest(queries: int) -> Iterator[Figure]:
    journey = grown(over_and_over(LARGEST // OF_THE_SHIPPED), "The longest")
    snapshot, more = counted(journey)
    yield Figure(f"snapshot of {len(snapshot.tasks):,} tasks: queries", more, limit=15)
    yield Figure("snapshot: queries more than for a hundredth of it", more - queries, limit=0)
    file = render("roadmap", "xlsx", snapshot)
    yield Figure(f"roadmap of {len(snapshot.tasks):,} tasks, xlsx: memory", peak(), "MB", limit=400)
    ours, plain = medians(
        3, lambda: render("roadmap", "xlsx", snapshot), plain_xlsx(file), warm_up=0, clock=time.process_time
    )
    yield Figure(f"roadmap of {len(snapshot.tasks):,} tasks, xlsx", ours / 1000, "s")
    yield Figure(f"roadmap of {len(snapshot.tasks):,} tasks, xlsx: / values alone", ours / plain, "x", limit=1.3)


def peak() -> float:
    """Of this process so far: the snapshot, and the journey that was made for it, too."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def coming_back() -> Iterator[Figure]:
    journey = grown(over_and_over(READ_BACK // OF_THE_SHIPPED + 1), "To send back")
    snapshot, _ = counted(journey)
    file = render("roadmap", "xlsx", snapshot)
    rows = len(snapshot.tasks)
    sent = edited(file, rows)
    taken = seconds(lambda: plan_import(io.BytesIO(sent), "sent.xlsx", "roadmap", snapshot), time.process_time)
    yield Figure(f"reading back {rows:,} rows, each changed", taken, "s", limit=3)
    upload = ContentFile(edited(file, EDITS), name="sent.xlsx")
    row = imports.request_import(journey=journey, kind="roadmap", upload=upload, by=journey.created_by)
    taken = seconds(lambda: work_on_import(row.pk), time.process_time)
    if Import.objects.get(pk=row.pk).counts["changed"] != EDITS:
        raise RuntimeError("The preview does not show what was changed.")
    yield Figure(f"preview of {rows:,} rows, {EDITS} of them changed and tried out", taken, "s", limit=3)


def edited(file: bytes, rows: int) -> bytes:
    """With another due date in the first rows."""
    book = openpyxl.load_workbook(io.BytesIO(file))
    for row in range(FIRST_ROW, FIRST_ROW + rows):
        book["Roadmap"].cell(row, DUE).value = date(2030, 1, 1)
    sent = io.BytesIO()
    book.save(sent)
    return sent.getvalue()
