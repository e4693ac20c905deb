"""A sheet as comma-separated values: UTF-8 without a byte order mark, dates as 2027-03-14.

A text that a spreadsheet would take for a formula gets an apostrophe in front: the spreadsheet shows it as text, and
an importer gets a visible character that is easily found, in the rare title that starts that way. Numbers and dates
stay bare.
"""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from journeys.documents.declaring import Progress, Sheet
from journeys.documents.snapshot import Snapshot
from journeys.documents.text import clean

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")


def render(sheet: Sheet, snapshot: Snapshot, progress: Progress) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(column.heading for column in sheet.columns)
    writer.writerows([field(column.read(row)) for column in sheet.columns] for row in sheet.rows(snapshot))
    progress(90)
    return file.getvalue().encode()


def field(value: Any) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    text = clean(str(value))
    return f"'{text}" if is_like_a_formula(text) else text


def is_like_a_formula(text: str) -> bool:
    """Also behind apostrophes, so that the one in front can be told from those that were there."""
    return text.lstrip(" '").startswith(FORMULA_STARTS)
