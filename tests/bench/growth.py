"""A big playbook comes in and becomes a journey."""

from collections.abc import Iterator

from journeys.playbooks import writer
from tests.bench.figures import Figure
from tests.bench.journeys import cut, lead, read, repeated, start
from tests.bench.visitors import seconds

# The biggest playbook that AWS published has as many.
TASKS = 521


def grow() -> Iterator[Figure]:
    lead()
    text = writer.write(cut(read(repeated(10)), TASKS)).encode()
    counts = read(text).counts
    taken = seconds(lambda: start(read(text), "The biggest"))
    of = f"{counts['tasks']} tasks, {counts['subtasks']} subtasks, {counts['items']:,} items"
    yield Figure(f"import and start: {of}", taken, "s", limit=2)
