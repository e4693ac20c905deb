"""What a workbook carries unseen, so that its rows, and what people changed in them, are known when it comes back.

Behind the last column a hidden one holds for each row its key and a digest of each cell that people may change, and
one of all the others. A very hidden sheet says what the workbook is.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from journeys.documents.declaring import Column
from journeys.documents.fields import Unfit, loosely
from journeys.documents.snapshot import Snapshot

SCHEMA = "1"
ABOUT = "_migops"  # title of the sheet
NOTICE = "By this sheet MigOps knows the workbook when it is sent back. Leave it as it is."
HEADING = "MigOps key"  # begins the heading of the column; the headings of the digests follow, a line each
KEYS = "keys"  # of all rows, in as many cells as they need
KEYS_IN_CELL = 2_000
EMPTY = "-"
KEY_CELL = re.compile(r"(?P<key>[a-z]+(?::\w+)+)(?P<digests>(?: (?:-|[0-9a-f]{8}))*)")


@dataclass(frozen=True, slots=True)
class Kept:
    """What the cell of a row says. `digests` are by heading; `others` is that of what people may not change."""

    key: str
    digests: dict[str, str] = field(default_factory=dict)
    others: str = ""


def digest(plain: str) -> str:
    """Short, and different for any change that happens by itself; it keeps nobody from forging one."""
    return f"{zlib.crc32(plain.encode()):08x}" if plain else EMPTY


def digest_of_others(values: Iterable[Any]) -> str:
    return digest("\x1f".join(map(loosely, values)))


def heading_of(columns: Sequence[Column]) -> str:
    return "\n".join([HEADING, *(column.heading for column in columns if column.edit)])


def key_cell(key: str, columns: Sequence[Column], values: Sequence[Any]) -> str:
    digests = [digest(plain_of(column, value)) for column, value in zip(columns, values, strict=True) if column.edit]
    others = digest_of_others(value for column, value in zip(columns, values, strict=True) if not column.edit)
    return " ".join([key, *digests, others])


def plain_of(column: Column, value: Any) -> str:
    """Of what the journey holds, which may be what nobody could fill in."""
    try:
        return column.edit.plain(value) if column.edit else loosely(value)
    except Unfit:
        return loosely(value)


def kept_in(cell: Any, heading: str) -> Kept | None:
    """None where the cell, under that heading, holds no key."""
    match = KEY_CELL.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if match is None:
        return None
    *digests, others = match["digests"].split() or [""]
    headings = heading.split("\n")[1:]
    if len(digests) != len(headings):
        return Kept(match["key"])
    return Kept(match["key"], dict(zip(headings, digests, strict=True)), others)


def about(kind: str, snapshot: Snapshot, keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The lines of the sheet that says what the workbook is."""
    yield NOTICE, ""
    yield "schema", SCHEMA
    yield "kind", kind
    yield "journey", str(snapshot.journey.id)
    yield "revision", str(snapshot.journey.revision)
    for start in range(0, len(keys), KEYS_IN_CELL):
        yield KEYS, " ".join(keys[start : start + KEYS_IN_CELL])
