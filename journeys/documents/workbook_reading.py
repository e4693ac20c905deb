"""A workbook that somebody sent becomes rows of plain values. Nothing in it is computed, and nothing is believed."""

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from journeys.documents import keys
from journeys.documents.fields import Unreadable
from journeys.documents.unpacking import BROKEN, DAMAGED, BadWorkbook, unpacked

MOST_COLUMNS = 200
MOST_SHEETS = 200
FORMULA = Unreadable("This is a formula, and formulas are not computed here. Write what comes out of it in its place.")
# openpyxl tells of broken files in as many ways as there are to break them.
MISREAD = (*BROKEN, ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet that holds something, from its first cell on; empty cells are None."""

    number: int
    values: tuple[Any, ...]

    def at(self, index: int) -> Any:
        return self.values[index] if index < len(self.values) else None


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells that were made one. Rows count from 1, columns from 0, and both ends are in it."""

    text: str  # "B3:B5"
    rows: range
    columns: range


@dataclass(frozen=True, slots=True)
class Grid:
    title: str
    lines: tuple[Line, ...]
    merged: tuple[Merged, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """`about` is what the hidden sheet says; without one it is empty. `keys` are those of all rows of the export."""

    grids: tuple[Grid, ...]
    about: Mapping[str, str]
    keys: frozenset[str] = frozenset()
    encoding: str = ""  # of a text file that cannot hold every character


def read_workbook(file: BinaryIO) -> Book:
    """Raises BadWorkbook where nothing of it can be used."""
    import openpyxl  # 15 MB that only a worker needs

    try:
        with unpacked(file) as slim, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl leaves out
            book = openpyxl.load_workbook(slim.file, read_only=True, keep_links=False)
            grids = [grid_of(sheet, slim.merged) for sheet in book.worksheets[:MOST_SHEETS]]
    except MISREAD as error:
        raise BadWorkbook(DAMAGED) from error
    hidden = next((grid for grid in grids if grid.title == keys.ABOUT), None)
    about, kept = told(hidden) if hidden else ({}, frozenset())
    return Book(tuple(grid for grid in grids if grid is not hidden), about, kept)


def grid_of(sheet: Any, merged: Mapping[str, tuple[str, ...]]) -> Grid:
    sheet.reset_dimensions()  # which may say that there are a million rows
    lines, blank = [], None
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        if (
            cells is blank
        ):  # openpyxl fills in the same cells for each row that is missing, of which there may be a million
            continue
        if values := values_of(cells):
            lines.append(Line(number, values))
        else:
            blank = cells
    # The only link to the part that it came from.
    part = str(sheet._worksheet_path).removeprefix("/")
    return Grid(sheet.title, tuple(lines), tuple(merged_in(merged.get(part, ()))))


def values_of(cells: tuple[Any, ...]) -> tuple[Any, ...]:
    """Up to the last one that is there."""
    values = [value_of(cell) for cell in cells]
    while values and values[-1] is None:
        values.pop()
    return tuple(values)


def value_of(cell: Any) -> Any:
    value = cell.value
    if value is None or value == "":
        return None
    if cell.data_type == "f":
        return FORMULA
    if cell.data_type == "e":
        return Unreadable(f"This cell holds the error {value}. Write what belongs there in its place.")
    return value


def merged_in(references: tuple[str, ...]) -> Iterator[Merged]:
    from openpyxl.utils.cell import range_boundaries

    for text in references:
        left, top, right, bottom = range_boundaries(text)
        yield Merged(text, range(top, bottom + 1), range(left - 1, right))


def told(hidden: Grid) -> tuple[dict[str, str], frozenset[str]]:
    """What the hidden sheet says, and the keys of all rows."""
    lines = [(str(line.at(0)), str(line.at(1) or "")) for line in hidden.lines]
    listed = " ".join(value for name, value in lines if name == keys.KEYS)
    return {name: value for name, value in lines if name != keys.KEYS}, frozenset(listed.split())
