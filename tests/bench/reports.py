"""The status report, against the time that the plain library needs to write the same content."""

import time
from collections.abc import Iterator

from journeys.documents.reading import take_snapshot
from journeys.documents.rendering import render
from tests.bench.figures import Figure
from tests.bench.journeys import in_full_swing, shipped, start
from tests.bench.plain import same_docx, same_xlsx
from tests.bench.visitors import medians

LIMIT = 1.5
ROUNDS = 7


def report() -> Iterator[Figure]:
    journey = in_full_swing(start(shipped(), "To report"))
    snapshot = take_snapshot(journey.pk, kind="status-report")
    for format, same_content in (("docx", same_docx), ("xlsx", same_xlsx)):
        write = same_content(render("status-report", format, snapshot))
        ours, plain = medians(
            ROUNDS, lambda format=format: render("status-report", format, snapshot), write,
            warm_up=2, clock=time.process_time,
        )  # fmt: skip
        yield Figure(f"status report, {format}", ours, "ms")
        yield Figure(f"status report, {format}: plain library", plain, "ms")
        yield Figure(f"status report, {format}: / plain library", ours / plain, limit=LIMIT)
