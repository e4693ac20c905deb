"""What a cell may be changed to: how a value is compared with the one that was exported, and made exact.

Each field turns a cell, ours or one from a file, into plain text (`plain`), and that into what services take (`exact`).
Both raise Unfit with words for the person. Equal plain texts are the same value.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from journeys.documents.snapshot import Member
from journeys.documents.text import in_cell, on, words

EXCEL_DAY_0 = date(1899, 12, 30)
PLAUSIBLE_DAYS = range(1, 80_000)  # up to 2119
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ISO_DAY = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ]00:00(?::00)?)?")
WORDY_DAY = re.compile(r"(\d\d?)\.?[ -]([a-z]{3,9})\.?,?[ -](\d{4})", re.IGNORECASE)
AMERICAN_DAY = re.compile(r"([a-z]{3,9})\.? (\d\d?),? (\d{4})", re.IGNORECASE)
NUMBERED_DAY = re.compile(r"(\d\d?)([./-])(\d\d?)\2(\d{4})")
PLAIN_NUMBER = re.compile(r"([+-]?\d+)(?:[.,](\d{1,2}))?")
GROUPED_NUMBER = re.compile(r"([+-]?\d{1,3}(?:[., '\u00a0\u202f]\d{3})+)(?:[.,](\d+))?")
MOST_NAMES = 12
BEYOND_ALL = 10**12


class Unfit(ValueError):
    """The cell does not hold what belongs there. The text says what to write."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell whose value is not taken: a formula or an error. `why` says so to the person."""

    why: str


@dataclass(frozen=True, slots=True)
class Text:
    name: str
    longest: int = 0  # in characters; 0: no limit
    is_required: bool = False

    def plain(self, value: Any) -> str:
        if isinstance(value, date):
            raise Unfit(
                f"The spreadsheet made a date of this: {words(value)}. Format the cell as text; write it again."
            )
        return in_cell(written(value))

    def exact(self, plain: str, people: Sequence[Member]) -> str | None:
        if self.is_required and not plain:
            raise Unfit("This can't be empty.")
        if self.longest and len(plain) > self.longest:
            raise Unfit(f"This has {len(plain):,} characters. At most {self.longest:,} fit: shorten it.")
        return plain or None

    def shown(self, plain: str) -> str:
        return plain


@dataclass(frozen=True, slots=True)
class Choice:
    """`values` gives for each label what services take; a label in another case is the same."""

    name: str
    values: Mapping[str, str]
    is_required: bool = True

    def plain(self, value: Any) -> str:
        text = " ".join(written(value).split())
        return next((label for label in self.values if label.casefold() == text.casefold()), text)

    def exact(self, plain: str, people: Sequence[Member]) -> str | None:
        if not plain and not self.is_required:
            return None
        if plain not in self.values:
            said = f"“{shortly(plain)}” is not a choice here" if plain else "This can't be empty"
            raise Unfit(f"{said}. Write one of: {', '.join(self.values)}.")
        return self.values[plain]

    def shown(self, plain: str) -> str:
        return plain


@dataclass(frozen=True, slots=True)
class Day:
    name: str

    def plain(self, value: Any) -> str:
        if isinstance(value, datetime):
            return value.date().isoformat()
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, int | float) and not isinstance(value, bool):
            raise Unfit(number_for_a_day(value))
        text = " ".join(written(value).split())
        return day_in(text).isoformat() if text else ""

    def exact(self, plain: str, people: Sequence[Member]) -> str | None:
        return plain or None

    def shown(self, plain: str) -> str:
        return on(date.fromisoformat(plain)) if plain else ""


@dataclass(frozen=True, slots=True)
class Number:
    """Not below zero, at most two decimals. `unit` is how many the cell counts for 1: 3600 where it holds seconds."""

    name: str
    highest: int = 99_999
    unit: int = 1

    def plain(self, value: Any) -> str:
        number = self.number_in(value)
        if number is None:
            return ""
        number = round(number / self.unit, 10)
        if self.unit != 1:
            number = round(number, 2)
        return f"{number.normalize():f}"

    def number_in(self, value: Any) -> Decimal | None:
        if isinstance(value, bool | date):
            raise Unfit(f"{words(value)} is not a number.")
        if isinstance(value, int | float | Decimal):
            number = Decimal(str(value))
            if not abs(number) < BEYOND_ALL:
                raise Unfit(f"{value} is not a number that fits here.")
            return number
        text = written(value).strip()
        return number_of(text) if text else None

    def exact(self, plain: str, people: Sequence[Member]) -> str | None:
        if not plain:
            return None
        number = Decimal(plain)
        if not 0 <= number <= self.highest:
            raise Unfit(f"{plain} is out of range. Write a number from 0 to {self.highest}.")
        if number != round(number, 2):
            raise Unfit(f"{plain} has too many decimals. Write at most two: {round(number, 2)}.")
        return plain

    def shown(self, plain: str) -> str:
        return plain


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the journey, by name or e-mail address."""

    name: str

    def plain(self, value: Any) -> str:
        return " ".join(written(value).split())

    def exact(self, plain: str, people: Sequence[Member]) -> str | None:
        if not plain:
            return None
        wanted = plain.casefold()
        found = [member for member in people if wanted in (member.email.casefold(), member.name.casefold())]
        if len(found) == 1:
            return str(found[0].id)
        if found:
            raise Unfit(f"There are {len(found)} people called {plain} in this journey. Write the e-mail address.")
        raise Unfit(f"“{shortly(plain)}” is nobody in this journey. {names_of(people)}")

    def shown(self, plain: str) -> str:
        return plain


Field = Text | Choice | Day | Number | Person


def written(value: Any) -> str:
    """A cell as text. What a spreadsheet makes of a typed truth value or number counts as what was typed."""
    if isinstance(value, Unreadable):
        raise Unfit(value.why)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return words(value)


def loosely(value: Any) -> str:
    """A cell that is only looked at, as text: the same for what was exported and for what a spreadsheet keeps of it."""
    if isinstance(value, Unreadable):
        return value.why
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = round(Decimal(str(value)), 6) if abs(value) < BEYOND_ALL else str(value)
    return in_cell(words(value))


def names_of(people: Sequence[Member]) -> str:
    if not people:
        return "It has no people yet: add them on its People page."
    names = ", ".join(member.name for member in people[:MOST_NAMES])
    more = f" and {len(people) - MOST_NAMES} more" if len(people) > MOST_NAMES else ""
    return f"Its people are: {names}{more}."


def shortly(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def day_in(text: str) -> date:
    if match := ISO_DAY.fullmatch(text):
        year, month, day = map(int, match.groups())
        return day_of(text, year, month, day)
    if match := WORDY_DAY.fullmatch(text):
        return day_of(text, int(match[3]), month_named(match[2]), int(match[1]))
    if match := AMERICAN_DAY.fullmatch(text):
        return day_of(text, int(match[3]), month_named(match[1]), int(match[2]))
    if match := NUMBERED_DAY.fullmatch(text):
        return numbered_day(text, int(match[1]), int(match[3]), int(match[4]))
    raise not_a_day(text)


def numbered_day(text: str, first: int, second: int, year: int) -> date:
    """Which of the first two is the month is only clear where the other can't be one, or both are the same."""
    if first > 12 or first == second:
        return day_of(text, year, second, first)
    if second > 12:
        return day_of(text, year, first, second)
    one, other = day_of(text, year, second, first), day_of(text, year, first, second)
    raise Unfit(
        f"{text} can be two days. Write {one.isoformat()} for {on(one)}, or {other.isoformat()} for {on(other)}."
    )


def month_named(name: str) -> int:
    """0, which is no month, for a name that is none."""
    start = name[:3].lower()
    return MONTHS.index(start) + 1 if start in MONTHS else 0


def day_of(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise not_a_day(text) from error


def not_a_day(text: str) -> Unfit:
    return Unfit(f"“{shortly(text)}” is not a date. Write it as 2027-03-14.")


def number_for_a_day(number: float) -> str:
    if int(number) in PLAUSIBLE_DAYS:
        day = EXCEL_DAY_0 + timedelta(days=int(number))
        return f"{written(number)} is a number. If {on(day)} is meant, write {day.isoformat()}."
    return f"{written(number)} is a number, not a date. Write it as 2027-03-14."


def number_of(text: str) -> Decimal:
    """Text that can be only one number: a single comma or point with one or two digits behind is the decimal one."""
    if match := PLAIN_NUMBER.fullmatch(text):
        return Decimal(f"{match[1]}.{match[2] or 0}")
    if match := GROUPED_NUMBER.fullmatch(text):
        plain = re.sub(r"[^\d+-]", "", match[1]) + (f".{match[2]}" if match[2] else "")
        raise Unfit(f"“{text}” can be read in two ways. If {plain} is meant, write {plain}.")
    raise Unfit(f"“{shortly(text)}” is not a number. Write it as 7.5.")
