"""One measurement in one place: `python -m tests.bench.measure FILE NAME` writes a line of JSON for each figure."""

import json
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import django
from django.core.management import call_command

from tests.bench.figures import Figure


def main(file: Path, name: str) -> None:
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    with file.open("w", buffering=1) as lines:
        for figure in measurement(name)():
            lines.write(json.dumps(asdict(figure)) + "\n")


def measurement(name: str) -> Callable[[], Iterator[Figure]]:
    # Imported here: all of them need a Django that is set up.
    from tests.bench import books, embedded, growth, pages, people, reports, searching, sizes, templates

    return {
        "outline": pages.outline,
        "settle": pages.settle,
        "report": reports.report,
        "books": books.books,
        "import": growth.grow,
        "people": people.people,
        "sizes": sizes.sizes,
        "search": searching.searching,
        "templates": templates.read_all,
        "up": embedded.first_page,
        "memory": embedded.memory,
        "queue": embedded.queue,
    }[name]


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends its servers and folders on the way out
    try:
        main(Path(sys.argv[1]), sys.argv[2])
    except KeyboardInterrupt:
        sys.exit("Interrupted.")
