"""Values as people read them."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from journeys.documents.declaring import Formula, Input, Share
from journeys.documents.snapshot import Snapshot

LONGEST_IN_CELL = 32_767  # characters, by Excel's rules
# What XML 1.0 has no place for.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

SIZES = ((10**12, " tn"), (10**9, " bn"), (10**6, " M"), (10**3, " k"))


def clean(text: str) -> str:
    """Text from people without the characters that no Office file can hold, its lines ending in one way."""
    return FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def cut_for_cell(text: str) -> str:
    """As much of it as a cell holds: Excel counts a character beyond the first 65,536 of Unicode as two."""
    if len(text) * 2 <= LONGEST_IN_CELL:
        return text
    return text.encode("utf-16-le")[: 2 * LONGEST_IN_CELL].decode("utf-16-le", "ignore")


def in_cell(text: str) -> str:
    """Text that a cell held, or would hold, without what spreadsheets change in it: blanks at the ends of lines."""
    return "\n".join(line.rstrip() for line in cut_for_cell(clean(text)).split("\n")).strip()


def words(value: Any) -> str:
    """A value in a sentence or a table of text."""
    if value is None:
        return ""
    if isinstance(value, Formula):
        return words(value.result)
    if isinstance(value, Input):
        return words(value.value)
    if isinstance(value, Share):
        return f"{value:.0%}".replace("%", " %")
    if isinstance(value, datetime):
        return f"{on(value)}, {value:%H:%M}"
    if isinstance(value, date):
        return on(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return clean(str(value))


def sentence(text: str) -> str:
    """Begins with a capital letter, and is otherwise as it is."""
    return text[:1].upper() + text[1:]


def full(text: str) -> str:
    """Ends like a sentence."""
    text = text.strip() or "no reason was given"
    return text if text.endswith((".", "!", "?")) else f"{text}."


def on(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def count(number: int, noun: str, plural: str = "") -> str:
    """`3 tasks`, `1 task`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def short(amount: Decimal | float) -> str:
    """`1.25 M`, `340 k`, `12`: to three digits, as pictures have room for."""
    number = float(amount)
    size, unit = next((each for each in SIZES if abs(number) >= each[0] * 0.9995), (1, ""))
    number /= size
    digits = f"{number:.3g}" if abs(number) < 1000 else f"{number:,.0f}"
    return f"{digits}{unit}".replace("-", "−")


def share(part: int, whole: int) -> Share | None:
    """Rounded down to full percent, so that only all of it is 100 %. None of nothing."""
    return Share(part * 100 // whole / 100) if whole else None


def numbered(title: str, snapshot: Snapshot) -> str:
    """`Status report 3`, `Status report (document pack 3)`, or that it is a draft."""
    if snapshot.is_packed:
        return f"{title} (document pack {snapshot.number or 'draft'})"
    return f"{title} {snapshot.number}" if snapshot.number else f"{title}, draft"


def source_line(snapshot: Snapshot) -> str:
    """Which state of the journey a document shows."""
    return f"As of {words(snapshot.as_of)} {snapshot.as_of:%Z} · revision {snapshot.journey.revision}"
