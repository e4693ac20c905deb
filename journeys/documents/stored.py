"""What a stored document says: its lines, or the rows of its sheets. Read from the file itself, which is frozen.

The libraries that read Office files are loaded when the first one is read.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice, takewhile
from typing import IO, Any

from journeys.documents.declaring import HEADINGS_AT
from journeys.documents.keys import HEADING
from journeys.documents.text import words

MOST_ROWS = 2_000  # of one document, over all its sheets
LONGEST = 4_000  # characters of a line or a cell
MARKDOWN_HEAD = 4  # the lines of title and source, which differ in every two documents
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Every two documents differ in these, and the contents repeat the headings.
FRAME_STYLES = ("Title", "Subtitle", "TOC", "toc")

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A sheet with its headings, or a whole text: rows of one cell, without headings."""

    title: str
    headings: Row
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Said:
    passages: list[Passage]
    is_cut: bool  # it says more than was read


def read_stored(format: str, file: IO[bytes]) -> Said:
    """What the document in `file`, which seeks, says. Titles and sources are left out: every two differ in them."""
    left = MOST_ROWS
    passages: list[Passage] = []
    for title, headings, rows in READERS[format](file):
        taken = list(islice(rows, left + 1))
        passages.append(Passage(title, headings, [tuple(cell[:LONGEST] for cell in row) for row in taken[:left]]))
        left -= len(taken)
        if left < 0:
            return Said(passages, is_cut=True)
    return Said(passages, is_cut=False)


Found = Iterator[tuple[str, Row, Iterator[Row]]]


def docx_passages(file: IO[bytes]) -> Found:
    from docx import Document

    yield "", (), docx_lines(Document(file).element.body)


def docx_lines(body: Any) -> Iterator[Row]:
    """Paragraphs, and the rows of tables with their cells side by side."""
    for block in body:
        if block.tag == f"{W}p" and (text := paragraph_text(block)):
            yield (text,)
        elif block.tag == f"{W}tbl":
            for row in block.iter(f"{W}tr"):
                cells = (" ".join(map(paragraph_text, cell.iter(f"{W}p"))) for cell in row.iter(f"{W}tc"))
                yield (" · ".join(filter(None, cells)),)


def paragraph_text(paragraph: Any) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    if style is not None and style.get(f"{W}val", "").startswith(FRAME_STYLES):
        return ""
    return "".join(node.text or " " for node in paragraph.iter(f"{W}t", f"{W}br", f"{W}tab")).strip()


def xlsx_passages(file: IO[bytes]) -> Found:
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True, data_only=True)
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        rows = sheet.iter_rows(min_row=HEADINGS_AT, values_only=True)
        found = (words(value) for value in next(rows, ()) if value is not None)
        headings = tuple(takewhile(lambda heading: not heading.startswith(HEADING), found))  # the keys come last
        yield sheet.title, headings, xlsx_rows(rows, len(headings))


def xlsx_rows(rows: Iterator[tuple[Any, ...]], width: int) -> Iterator[Row]:
    for values in rows:
        row = tuple(cell_text(value) for value in values[:width])
        if any(row):
            yield row + ("",) * (width - len(row))


def cell_text(value: Any) -> str:
    """Days are times at midnight in a workbook."""
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = date(value.year, value.month, value.day)
    return words(round(value, 6) if isinstance(value, float) else value)


def md_passages(file: IO[bytes]) -> Found:
    lines = io.TextIOWrapper(file, "utf-8", errors="replace")
    yield "", (), ((line.strip(),) for line in islice(lines, MARKDOWN_HEAD, None) if line.strip())


def csv_passages(file: IO[bytes]) -> Found:
    rows = csv.reader(io.TextIOWrapper(file, "utf-8", errors="replace", newline=""))
    headings = tuple(next(rows, ()))
    yield "", headings, ((*row, *("",) * (len(headings) - len(row)))[: len(headings)] for row in rows)


READERS: dict[str, Callable[[IO[bytes]], Found]] = {
    "docx": docx_passages,
    "xlsx": xlsx_passages,
    "md": md_passages,
    "csv": csv_passages,
}
