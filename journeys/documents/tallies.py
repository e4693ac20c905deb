"""Summaries that count by formula what stands in other sheets.

The formulas look at whole columns, so that rows which people add, remove or sort are counted as they then are.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from journeys.documents.declaring import FIRST_AT, Formula, Share, Sheet
from journeys.documents.text import share


def whole_column(sheet: Sheet, heading: str) -> str:
    """`'Load and failover'!$G:$G`."""
    letter = ascii_uppercase[[column.heading for column in sheet.columns].index(heading)]
    name = sheet.title.replace("'", "''")
    return f"'{name}'!${letter}:${letter}"


def filled_in(sheet: Sheet, heading: str) -> str:
    """How many cells of the column hold something; its heading does not count."""
    return f"COUNTA({whole_column(sheet, heading)})-1"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the summary. `at` is its number in the sheet, `counts` how often each result is there."""

    label: str
    at: int
    tally: "Tally"
    counts: Counter[str]
    formulas: dict[str, str]

    @property
    def total(self) -> Formula:
        return Formula(f"={self.formulas[self.tally.all]}", self.counts.total())

    @property
    def is_whole(self) -> bool:
        return self.at == FIRST_AT

    def count(self, result: str) -> Formula:
        return Formula(f"={self.formulas[result]}", self.counts[result])

    def cell(self, heading: str) -> str:
        """Where the count stands: the label is in column A, all of them in B, the results behind it."""
        return f"{ascii_uppercase[1 + (self.tally.all, *self.tally.results).index(heading)]}{self.at}"

    def share(self, result: str, without: str) -> Formula:
        """The part that has this result, of all those that don't have the other."""
        whole = f"({self.cell(self.tally.all)}-{self.cell(without)})"
        now: Share | str | None = share(self.counts[result], self.counts.total() - self.counts[without])
        # Rounded down to full percent, so that only all of it is 100 %.
        text = f'=IF({whole}=0,"",INT({self.cell(result)}*100/{whole})/100)'
        return Formula(text, "" if now is None else now)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts rows by their result: one of `results`, or `waiting` where none is filled in."""

    all: str  # heading of the count of all of them
    counted: str  # heading of a column that each row fills in
    result: str  # heading of the column of the result
    results: tuple[str, ...]
    waiting: str

    def of_sheets(self, sheets: Sequence[tuple[Sheet, Iterable[Any]]], whole: str) -> list[Line]:
        """A line for the whole, then one for each sheet with its rows. Nothing when there are no sheets."""
        return self.below_whole(
            whole, [self.of_sheet(sheet, rows, at) for at, (sheet, rows) in enumerate(sheets, start=FIRST_AT + 1)]
        )

    def of_sheet(self, sheet: Sheet, rows: Iterable[Any], at: int) -> Line:
        column = next(column for column in sheet.columns if column.heading == self.result)
        where = whole_column(sheet, self.result)
        return self.line(
            sheet.title, at, Counter(column.read(row) for row in rows),
            all=filled_in(sheet, self.counted),
            each=lambda result: f'COUNTIF({where},"{result}")',
        )  # fmt: skip

    def of_part(self, sheet: Sheet, heading: str, part: int, label: str, results: Iterable[str], at: int) -> Line:
        """Of the rows of one sheet, those that have the number `part` under `heading`."""
        parts, where = whole_column(sheet, heading), whole_column(sheet, self.result)
        return self.line(
            label, at, Counter(results),
            all=f"COUNTIF({parts},{part})",
            each=lambda result: f'COUNTIFS({parts},{part},{where},"{result}")',
        )  # fmt: skip

    def line(self, label: str, at: int, counts: Counter[str], *, all: str, each: Callable[[str], str]) -> Line:
        line = Line(label, at, self, counts, {self.all: all, **{result: each(result) for result in self.results}})
        others = "-".join(line.cell(result) for result in self.results if result != self.waiting)
        line.formulas[self.waiting] = f"{line.cell(self.all)}-{others}"
        return line

    def below_whole(self, label: str, parts: list[Line]) -> list[Line]:
        """The lines, with one for all of them above."""
        if not parts:
            return []
        whole = Line(label, FIRST_AT, self, sum((part.counts for part in parts), Counter()), {})
        for heading in (self.all, *self.results):
            whole.formulas[heading] = f"SUM({parts[0].cell(heading)}:{parts[-1].cell(heading)})"
        return [whole, *parts]
