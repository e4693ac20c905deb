"""Which rows of a file are which rows of the journey: by their keys, or else by what stands in them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from journeys.documents import keys
from journeys.documents.declaring import Column, ReadBack, Sheet
from journeys.documents.fields import loosely
from journeys.documents.workbook_reading import Book, Grid, Line

HEADINGS_WITHIN = 25  # rows from the top
FEWEST_HEADINGS = 2


@dataclass(frozen=True, slots=True)
class Held:
    """A row of the journey, as it is now."""

    key: str
    sheet: Sheet
    back: ReadBack
    row: Any

    def text(self, heading: str) -> str | None:
        """What stands under a heading, folded; None: its sheet has no such heading."""
        for column in self.sheet.columns:
            if column.heading == heading:
                return folded(column.read(self.row))
        return None

    @property
    def label(self) -> str:
        column = next(column for column in self.sheet.columns if column.heading == self.back.label)
        return loosely(column.read(self.row))


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet of the file with the declared one that it fits."""

    grid: Grid
    sheet: Sheet
    back: ReadBack
    headings_at: int  # index of their line
    columns: Mapping[int, Column]  # by index in the file
    unknown: tuple[str, ...]  # headings
    key_at: int | None  # index of the hidden column
    key_heading: str

    @property
    def lines(self) -> Sequence[Line]:
        """Below the headings, without those that are one with another where it says which row it is."""
        below = self.grid.lines[self.headings_at + 1 :]
        return [line for line in below if line.number not in self.merged_rows] if self.merged_rows else below

    @property
    def merged_rows(self) -> set[int]:
        telling = {at for at, column in self.columns.items() if column.heading == self.back.label} | {self.key_at}
        return {
            row
            for merged in self.grid.merged
            if len(merged.rows) > 1 and not telling.isdisjoint(merged.columns)
            for row in merged.rows
        }

    def is_empty(self, line: Line) -> bool:
        filled = [value for at in self.columns if (value := line.at(at)) is not None and loosely(value)]
        return not filled or filled == [self.sheet.empty]

    def kept(self, line: Line) -> keys.Kept | None:
        return None if self.key_at is None else keys.kept_in(line.at(self.key_at), self.key_heading)

    def cell(self, line: Line, at: int) -> str:
        from openpyxl.utils import get_column_letter  # only a worker that reads a file needs it

        return f"{get_column_letter(at + 1)}{line.number}"

    def value(self, line: Line, heading: str) -> Any:
        return next((line.at(at) for at, column in self.columns.items() if column.heading == heading), None)

    def shows(self, heading: str) -> bool:
        return any(column.heading == heading for column in self.columns.values())


@dataclass(slots=True)
class Matched:
    """A row of the file. `held` is None for a new one; with a `problem` it is not used at all."""

    found: Found
    line: Line
    held: Held | None = None
    kept: keys.Kept | None = None
    problem: str = ""
    known_by: tuple[str, ...] = ()  # headings, where it has no key: they say the same, if not by the same letters


@dataclass(slots=True)
class Rows:
    """All rows of the journey that the workbook shows."""

    by_key: dict[str, Held]
    index: dict[tuple[str, ...], dict[tuple[str, ...], list[Held]]] = field(default_factory=dict)

    def alike(self, headings: tuple[str, ...], texts: tuple[str, ...]) -> list[Held]:
        """Those in which these texts stand under these headings."""
        if headings not in self.index:
            made: dict[tuple[str, ...], list[Held]] = {}
            self.index[headings] = made
            for held in self.by_key.values():
                said = tuple(held.text(heading) for heading in headings)
                if None not in said:
                    made.setdefault(said, []).append(held)  # type: ignore[arg-type]
        return self.index[headings].get(texts, [])


def rows_of(sheets: Iterable[Sheet], content: Any) -> Rows:
    by_key: dict[str, Held] = {}
    for sheet in sheets:
        if sheet.back:
            for row in sheet.rows(content):
                if key := sheet.back.key(row):
                    by_key.setdefault(key, Held(key, sheet, sheet.back, row))
    return Rows(by_key)


def folded(value: Any) -> str:
    """Equal for what people take for the same."""
    return " ".join(loosely(value).casefold().split())


def find_sheets(book: Book, sheets: Sequence[Sheet]) -> tuple[list[Found], list[Grid]]:
    """The sheets of the file that are declared ones, by title or by headings; and those that are not."""
    by_title = {folded(sheet.title): sheet for sheet in sheets}
    found, rest = [], []
    for grid in book.grids:
        sheet = by_title.get(folded(grid.title))
        if sheet is not None and sheet.back is None:
            continue
        fitting = fit(grid, [sheet] if sheet else [each for each in sheets if each.back])
        if fitting:
            found.append(fitting)
        elif grid.lines:
            rest.append(grid)
    return found, rest


def fit(grid: Grid, sheets: Sequence[Sheet]) -> Found | None:
    """With the first of the sheets of which it has the most headings."""
    candidates = [
        found
        for sheet in sheets
        for at, line in enumerate(grid.lines[:HEADINGS_WITHIN])
        if (found := headed(grid, sheet, at, line))
    ]
    return max(candidates, key=lambda found: len(found.columns), default=None)


def headed(grid: Grid, sheet: Sheet, at: int, line: Line) -> Found | None:
    """None where the line does not hold the sheet's headings, in whatever order, at least the one that names rows."""
    declared = {folded(column.heading): column for column in sheet.columns}
    columns: dict[int, Column] = {}
    unknown, key_at = [], None
    for index, value in enumerate(line.values):
        text = folded(value)
        if isinstance(value, str) and value.startswith(keys.HEADING):
            key_at = index
        elif text in declared:
            columns[index] = declared.pop(text)
        elif text:
            unknown.append(loosely(value))
    names = {column.heading for column in columns.values()}
    if sheet.back is None or sheet.back.label not in names or len(names) < FEWEST_HEADINGS or len(unknown) > len(names):
        return None
    heading = "" if key_at is None else str(line.values[key_at])
    return Found(grid, sheet, sheet.back, at, columns, tuple(unknown), key_at, heading)


def match(found: Sequence[Found], rows: Rows) -> list[Matched]:
    """Each row of the file that says anything, with that of the journey. Of rows that say the same, the first."""
    matched = [match_line(each, line, rows) for each in found for line in each.lines]
    filled = [each for each in matched if not each.found.is_empty(each.line)]
    repeats: set[int] = set()
    for group in repeated(filled):
        if len({texts_of(each) for each in group}) == 1:
            repeats.update(map(id, group[1:]))
        else:
            refuse_repeated(group)
    return [each for each in filled if id(each) not in repeats]


def match_line(found: Found, line: Line, rows: Rows) -> Matched:
    kept = found.kept(line)
    if kept:
        held = rows.by_key.get(kept.key)
        return Matched(found, line, held, kept, "" if held else "This row is not in the journey any more.")
    if found.back.id_heading:
        return match_by_id(found, line, rows, found.back.id_heading)
    return match_by_identity(found, line, rows)


def match_by_id(found: Found, line: Line, rows: Rows, heading: str) -> Matched:
    number = found.value(line, heading)
    if number is None:
        return Matched(found, line)
    alike = rows.alike((heading,), (folded(number),))
    if len(alike) == 1:
        return Matched(found, line, alike[0])
    return Matched(
        found, line, problem=f"{heading} {loosely(number)} is not in this journey. For a new row, leave it empty."
    )


def match_by_identity(found: Found, line: Line, rows: Rows) -> Matched:
    """By the first of the declared ways that tells one row from all others."""
    several = 0
    for headings in found.back.identity:
        texts = tuple(folded(found.value(line, heading)) for heading in headings)
        if not all(map(found.shows, headings)) or not texts[0]:
            continue
        alike = rows.alike(headings, texts)
        alike = [held for held in alike if held.sheet.title == found.sheet.title] or alike
        if len(alike) == 1:
            return Matched(found, line, alike[0], known_by=headings)
        several = max(several, len(alike))
    if several:
        label = loosely(found.value(line, found.back.label))
        return Matched(
            found, line,
            problem=f"There are {several} rows like “{label[:60]}”, so it is not clear which one is meant. "
            "Export the workbook again: its rows carry keys.",
        )  # fmt: skip
    return Matched(found, line)


def refuse_repeated(group: Sequence[Matched]) -> None:
    where = ", ".join(f"{each.found.grid.title} {each.line.number}" for each in group)
    for each in group:
        each.problem = (
            f"This row is there more than once ({where}). Remove all but one; a new row starts as an empty one."
        )


def repeated(matched: Iterable[Matched]) -> Iterator[list[Matched]]:
    by_key: dict[str, list[Matched]] = {}
    for each in matched:
        if each.held:
            by_key.setdefault(each.held.key, []).append(each)
    return (group for group in by_key.values() if len(group) > 1)


def texts_of(matched: Matched) -> frozenset[tuple[str, str]]:
    found, line = matched.found, matched.line
    return frozenset((column.heading, loosely(line.at(at))) for at, column in found.columns.items())
