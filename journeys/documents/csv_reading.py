"""A file of comma-separated values becomes rows: as it was written here, and as Excel saves it again."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from journeys.documents.renderers.csv import is_like_a_formula
from journeys.documents.unpacking import LARGEST_FILE, MOST_ROWS, BadWorkbook, refuse_if_large
from journeys.documents.workbook_reading import Book, Grid, Line

SEPARATORS = ",;\t"
WESTERN = "cp1252"  # in which Excel saves where nobody asks for UTF-8; it lacks most of the world's characters
NOT_TEXT = "This is not a file of comma-separated values. Send the .csv file that you exported and filled in."


def read_csv(file: BinaryIO, title: str) -> Book:
    """Raises BadWorkbook. `title` is that of the one sheet."""
    refuse_if_large(file)
    text, encoding = decoded(file.read())
    lines = [Line(number, tuple(unguarded(value) for value in row)) for number, row in rows_of(text) if any(row)]
    return Book((Grid(title, tuple(lines)),), {}, encoding=encoding)


def decoded(content: bytes) -> tuple[str, str]:
    """The text, and the name of its encoding where that is one that cannot hold everything."""
    if b"\0" in content and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadWorkbook(NOT_TEXT)
    encodings = (
        ("utf-16",) if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ("utf-8-sig", WESTERN)
    )
    for encoding in encodings:
        try:
            return content.decode(encoding), WESTERN if encoding == WESTERN else ""
        except UnicodeDecodeError:
            continue
    raise BadWorkbook(NOT_TEXT)


def rows_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """Numbered as a spreadsheet numbers them: a value of several lines is in one row."""
    said, start = separator_of(text)
    csv.field_size_limit(LARGEST_FILE)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text[start:], newline=""), delimiter=said), start=1):
            if number > MOST_ROWS:
                raise BadWorkbook(f"This file has more than {MOST_ROWS:,} rows: that is not what was exported.")
            yield number, row
    except csv.Error as error:
        raise BadWorkbook(NOT_TEXT) from error


def separator_of(text: str) -> tuple[str, int]:
    """What stands between values, and where the first row begins: Excel may say `sep=;` before it."""
    first = text.split("\n", 1)[0].rstrip("\r")
    if first.lower().startswith("sep=") and len(first) == 5 and first[4] in SEPARATORS:
        return first[4], text.index("\n") + 1 if "\n" in text else len(text)
    return max(SEPARATORS, key=first.count), 0


def unguarded(value: str) -> str | None:
    """Without the apostrophe that keeps a text from being taken for a formula."""
    if value.startswith("'") and is_like_a_formula(value):
        return value[1:]
    return value or None
