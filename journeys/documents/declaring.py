"""The words in which documents are declared: what they hold, never how a format writes it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import takewhile
from typing import IO, TYPE_CHECKING, Any, TypeVar

from django.core.files import File

from journeys.documents.snapshot import Attachment, Snapshot

if TYPE_CHECKING:  # fields are compared as texts, which know what is declared here
    from journeys.documents.fields import Field

Text = str | Callable[[Any], str]
Rows = Callable[[Any], Iterable[Any]]
Part = TypeVar("Part")


class Tone(StrEnum):
    """What a value means to the reader. A renderer shows it by colour and by something that is not colour."""

    GOOD = "good"
    BUSY = "busy"
    WARN = "warn"
    BAD = "bad"
    QUIET = "quiet"


class Share(float):
    """A part of a whole, from 0 to 1, written in percent."""


@dataclass(frozen=True, slots=True)
class Formula:
    """What the workbook itself computes. `result` is what comes out now, for readers that don't compute."""

    text: str
    result: str | float | Decimal | date
    format: str = ""  # where it is not its column's
    name: str = ""  # by which other formulas know the cell


@dataclass(frozen=True, slots=True)
class Input:
    """A cell that formulas start from: people are meant to change it, and see that. None is still to be filled in."""

    value: Any
    format: str = ""  # where it is not its column's
    choices: tuple[str, ...] = ()
    name: str = ""  # by which formulas know the cell


# The row of the headings in every sheet, and the first below them, as formulas count.
HEADINGS_AT = 4
FIRST_AT = HEADINGS_AT + 1


@dataclass(frozen=True, slots=True)
class Column:
    """`value` is a path of attributes ("owner.name", nothing where one is missing) or a function of the row."""

    heading: str
    value: str | Callable[[Any], Any]
    width: int = 14  # in characters; in a text, its share of the line
    format: str = ""  # of numbers, as Excel writes it; dates and shares need none
    right: bool = False  # a column of numbers, one under the other
    choices: tuple[str, ...] = ()
    edit: "Field | None" = None  # what a person changes by changing it in the workbook
    tones: Mapping[str, Tone] = field(default_factory=dict)
    link: Callable[[Any], str] | None = None  # in HTML, the address that the value leads to; "" for none
    name: str = ""  # by which formulas know all its cells
    note: str = ""  # for those who point at the heading
    adds: str = ""  # what it says of a row that a person adds; in a row that is there it does not change
    key: Callable[[Any], str] | None = None  # of the cell, where that is more than a field of its row
    group: str = ""  # in a workbook, stands above the headings of neighbours that have the same
    is_turned: bool = False  # its heading is written upwards, for a column as narrow as a letter

    def read(self, row: Any) -> Any:
        if callable(self.value):
            return self.value(row)
        for name in self.value.split("."):
            if row is None:
                return None
            row = getattr(row, name)
        return row


class Shape(StrEnum):
    STACKED = "stacked"  # a bar for each row, of all series
    BARS = "bars"  # in each row a bar for each series
    COLUMNS = "columns"  # the same, upright
    LINE = "line"  # from row to row


@dataclass(frozen=True, slots=True)
class Chart:
    """`series` are headings of columns, whose numbers are drawn for each row, called as in the column `label`."""

    title: str
    label: str
    series: Mapping[str, Tone]
    shape: Shape = Shape.STACKED
    sheet: str = ""  # the one whose rows it shows; nothing for its own


@dataclass(frozen=True, slots=True)
class Nesting:
    """Which new rows go below others: below the nearest one that can have such, above them in the file."""

    heading: str  # of the column that says it
    is_nested: Callable[[str], bool]  # by what stands there
    head: Callable[[Any], tuple[int, str]]  # id and title of the row of the journey that a row like this would go below
    place: tuple[str, ...]  # headings that say the same in both rows, where the new one says anything
    label: str  # what people read before the title of the row above


@dataclass(frozen=True, slots=True)
class ReadBack:
    """How the rows of a sheet are known again when people send it back.

    `key` says which row of the journey it is ("task:12"), "" that it is none. Where the file carries no keys, rows
    are known by what stands under the headings of `identity`, which are tried one after another.
    """

    key: Callable[[Any], str]
    label: str  # heading of the column that names the row to people; every row of the file has it
    identity: tuple[tuple[str, ...], ...]
    id_heading: str = ""  # of a column whose number is what the key ends with
    complete: Callable[[dict[str, str | None]], dict[str, str | None]] | None = None  # the values of a new row
    nesting: Nesting | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    rows: Rows
    columns: tuple[Column, ...]
    empty: str = "Nothing here."
    strong: Callable[[Any], bool] | None = None  # rows that head the ones below them
    charts: tuple[Chart, ...] = ()
    note: Text = ""  # one line above the headings
    is_filtered: bool = True  # sorting would tear apart formulas that look at their neighbours
    folded: Callable[[Any], bool] | None = None  # rows that are put away, charts and print included, until unfolded
    back: ReadBack | None = None  # how its rows are known again when the workbook comes back; None: they are not read
    kept: int = 0  # so many columns stay in sight when one goes to the right, and stand on each page of print
    pages: int = 1  # of print, beside each other
    is_guarded: bool = False  # only inputs can be changed, until someone lifts the guard; it has no password


@dataclass(frozen=True, slots=True)
class Workbook:
    """`prepare` turns the snapshot into what the sheets' `rows` take."""

    kind: str
    title: str
    sheets: tuple[Sheet, ...] | Callable[[Any], Sequence[Sheet]]  # a function where the journey says which
    prepare: Callable[[Snapshot], Any] = lambda snapshot: snapshot


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Text
    is_note: bool = False  # beside the matter: small print


@dataclass(frozen=True, slots=True)
class Bullets:
    items: Callable[[Any], Iterable[str]]
    empty: str


@dataclass(frozen=True, slots=True)
class Figures:
    """A few big numbers side by side: pairs of value and label."""

    pairs: Callable[[Any], Iterable[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Callout:
    """One word in its colour, and what it stands on."""

    word: Callable[[Any], str]
    tone: Callable[[Any], Tone]
    lines: Callable[[Any], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Table:
    rows: Rows
    columns: tuple[Column, ...]
    empty: str = "Nothing here."
    strong: Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    parts: tuple[int, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Stacked bars. `legend` names the parts of each bar."""

    bars: Callable[[Any], Iterable[Bar]]
    legend: Mapping[str, Tone]
    caption: str


@dataclass(frozen=True, slots=True)
class Point:
    label: str  # of a line nothing, where it only passes through
    values: tuple[Decimal | float, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """Amounts as a Chart draws them. `legend` names the values of each point."""

    points: Callable[[Any], Iterable[Point]]
    legend: Mapping[str, Tone]
    caption: str
    shape: Shape = Shape.COLUMNS  # or bars, or line


@dataclass(frozen=True, slots=True)
class Markdown:
    """What people wrote as Markdown. Its own headings go below those of `level`."""

    text: str
    level: int


Block = Paragraph | Bullets | Figures | Callout | Table | Picture | Graph | Markdown


@dataclass(frozen=True, slots=True)
class Section:
    heading: Text
    blocks: tuple[Block, ...]
    level: int = 1


@dataclass(frozen=True, slots=True)
class Report:
    """A text with headings. `prepare` turns the snapshot into what the blocks' functions take."""

    kind: str
    title: str
    sections: tuple[Section, ...] | Callable[[Any], Sequence[Section]]  # a function where the journey says which
    prepare: Callable[[Snapshot], Any] = lambda snapshot: snapshot
    is_long: bool = False  # it has a contents page, and says its version at the foot of each page


class Packing(StrEnum):
    """What became of a file that belongs into an archive."""

    WHOLE = "In the pack"
    CHANGED = "Changed since upload"
    MISSING = "Missing"
    UNREADABLE = "Unreadable"
    AWAITED = "Packed when asked for"


@dataclass(frozen=True, slots=True)
class Packed:
    file: Attachment
    path: str  # in the archive; nothing when it is not in there
    state: Packing
    found_sha256: str = ""  # of the bytes that are in the archive


@dataclass(frozen=True, slots=True)
class Archive:
    """Files of the journey in folders, beside an index of them and their hashes."""

    kind: str
    title: str
    paths: Callable[[Snapshot], Iterable[tuple[str, Attachment]]]
    index: Callable[[Sequence[Packed]], Workbook]
    notice: Callable[[Sequence[Packed]], str]  # what must be read before all else; mostly nothing
    changed_folder: str  # keeps files apart whose bytes are not those of the upload


@dataclass(frozen=True, slots=True)
class Bundled:
    """A document inside of a bundle. What is not known before it is made is empty."""

    kind: "Kind"
    format: str
    path: str
    revision: int
    size: int | None = None  # in bytes
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Documents of several kinds in all their formats, made from one snapshot."""

    kind: str
    title: str
    kinds: tuple["Kind", ...]
    index: Callable[[Sequence[Bundled]], Workbook]

    @property
    def parts(self) -> list[tuple["Kind", str]]:
        """Each kind with each of its formats."""
        return [(kind, format) for kind in self.kinds for format in kind.formats]


Declaration = Workbook | Report | Sheet | Archive | Bundle


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document: how pages speak of it, and the declaration behind each of its formats."""

    kind: str
    title: str
    purpose: str  # in one sentence, for someone who wonders whether to ask for it
    formats: Mapping[str, Declaration]
    follows: str = ""  # the kind whose last document its period begins after; nothing for its own
    has_approvals: bool = False  # it shows who signed what off, which takes its snapshot a query more


def drawn(sheet: Sheet, rows: Sequence[Any]) -> Sequence[Any]:
    """Those that charts show. Strong rows at the end head nothing: they sum up the others, and are left out."""
    sums = len(list(takewhile(sheet.strong, reversed(rows)))) if sheet.strong else 0
    return rows[: len(rows) - sums]


def text_of(text: Text, content: Any) -> str:
    return text(content) if callable(text) else text


def parts_of(parts: tuple[Part, ...] | Callable[[Any], Sequence[Part]], content: Any) -> Sequence[Part]:
    """The sheets of a workbook, the sections of a report."""
    return parts(content) if callable(parts) else parts


Progress = Callable[[int], None]
OpenAttachment = Callable[[Attachment], IO[bytes] | File]


def nothing_stored(file: Attachment) -> IO[bytes]:
    """Stands for the storage of a journey whose files are not to be had."""
    raise FileNotFoundError(file.name)
