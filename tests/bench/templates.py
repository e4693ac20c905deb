"""All published templates at once, as made-up files: as many, as long, with what makes them slow to read."""

from collections.abc import Iterator

from journeys.services.playbook_files import read_upload
from tests.archives import zipped
from tests.bench.figures import Figure
from tests.bench.visitors import medians

FILES = 491
TASKS = 4_300
WINDOWS = 116  # of the files are not UTF-8
MODULES_EACH = 20  # in a playbook
ROUNDS = 3
TASK = """\
## Task {number}: Prepare step {number} of the move
#### Description
Write down **what is there** today, and who owns it. The team’s list – as it stands – goes to the [wiki](https://example.com).

| System | Owner |
| --- | --- |
| Billing {number} | Finance |

<p>See the <b>runbook</b> for the rest of it.</p>
#### Tools
- [Inventory](https://example.com/inventory/{number})
#### Acceptance Criteria
• The list of step {number} is complete and was reviewed.
• Upload the signed list as a PDF.
• Every owner has agreed to the date, in writing.
"""


def read_all() -> Iterator[Figure]:
    data = zipped(published())
    found = read_upload(data, name="templates.zip")
    tasks = sum(each.reading.tree.counts["tasks"] for each in found if each.reading.tree)
    if tasks != TASKS:
        raise RuntimeError(f"{tasks} tasks were read.")
    [taken] = medians(ROUNDS, lambda: read_upload(data, name="templates.zip"), warm_up=0)
    of = f"{len(found)} playbooks, {FILES} files, {TASKS:,} tasks"
    yield Figure(f"reading {of}", taken / 1000, "s", limit=3)


def published() -> dict[str, bytes]:
    """The files by path. The tasks are spread over them, and every fourth file or so is of Windows."""
    files = {}
    for at in range(FILES):
        book, module = divmod(at, MODULES_EACH)
        first, last = TASKS * at // FILES, TASKS * (at + 1) // FILES
        text = f"# Module: Part {module}\n" + "".join(TASK.format(number=number) for number in range(first, last))
        encoding = "cp1252" if WINDOWS * at // FILES != WINDOWS * (at + 1) // FILES else "utf-8"
        files[f"Plan-{book}/v1.0/Plan{book}/Phase {module % 4}/Part {module}/tasks.md"] = text.encode(encoding)
    return files
