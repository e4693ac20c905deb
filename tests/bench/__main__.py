"""`python -m tests.bench`: measures in each place, prints a table, then JSON."""

import argparse
import json
import os
import signal
import sys
from pathlib import Path

from psycopg2 import OperationalError

from tests.bench.figures import Figure, table
from tests.bench.places import PLACES
from tests.bench.processes import running

QUIET_LOAD = 0.5
EVERYWHERE = ("outline", "settle", "import", "people", "sizes")
# Only the embedded way starts with `up`, and it is not for 100,000 items. A report costs the same everywhere.
NAMES = {
    "postgresql": (*EVERYWHERE, "search"),
    "sqlite": (*EVERYWHERE, "report", "books", "templates", "up", "memory", "queue"),
}


def main() -> int:
    options = arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # end as with Ctrl-C: nothing is left behind
    if (load := os.getloadavg()[0]) > QUIET_LOAD:
        say(f"This machine is busy (load {load:.1f}): times will come out too long.")
    measured, failed = [], []
    for place, names in NAMES.items():
        if place == "postgresql" and options.sqlite_only:
            continue
        for name in names:
            if options.only in (None, name):
                figures, is_complete = measure(place, name)
                measured += [(place, name, figure) for figure in figures]
                failed += [] if is_complete else [f"{place}: {name}"]
    print(table((place, figure) for place, _, figure in measured), flush=True)
    write_json(measured, failed, options.json)
    return 1 if failed or (options.strict and any(figure.is_over for *_, figure in measured)) else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measures speed and memory.")
    parser.add_argument("--only", choices=sorted({*NAMES["postgresql"], *NAMES["sqlite"]}), help="one measurement")
    parser.add_argument("--sqlite-only", action="store_true", help="without PostgreSQL and Redis")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when something is over its limit")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the JSON there, not after the table")
    return parser.parse_args()


def measure(place: str, name: str) -> tuple[list[Figure], bool]:
    """The figures of one measurement in a new installation, and whether it got to its end."""
    say(f"{place}: {name} …")
    try:
        with PLACES[place]() as env:
            file = Path(env["MIGOPS_DATA"]) / "figures"
            with running("-m", "tests.bench.measure", str(file), name, env=env) as process:
                is_complete = process.wait() == 0
            lines = file.read_text().splitlines() if file.exists() else []
    except OperationalError as error:
        say(f"{error}Set DATABASE_URL to a server on which databases can be made, or leave it out: --sqlite-only.")
        return [], False
    return [Figure(**json.loads(line)) for line in lines], is_complete


def write_json(measured: list, failed: list[str], file: Path | None) -> None:
    figures = [
        {"where": place, "name": name, "what": f.what, "value": round(f.value, 4), "unit": f.unit, "limit": f.limit,
         "ok": None if f.limit is None else not f.is_over}
        for place, name, f in measured
    ]  # fmt: skip
    text = json.dumps({"figures": figures, "failed": failed}, indent=1)
    if file:
        file.write_text(text + "\n")
    else:
        print(f"\n{text}")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Interrupted; everything is cleaned up.")
