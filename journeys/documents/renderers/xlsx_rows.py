"""Rows of plain values written as XML at once: XlsxWriter, cell by cell, takes three times as long for them."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from journeys.documents.declaring import Formula, Input
from journeys.documents.text import clean, cut_for_cell

LIVING = {Formula, Input}  # what more belongs to than a cell
DAY_0, FIRST_OF_MARCH_1900 = date(1899, 12, 30).toordinal(), date(1900, 3, 1)
Style = Callable[[int, Any], int]  # by column and value, its number in the file


class PlainRows(Worksheet):
    """A worksheet that takes whole rows below those that were written cell by cell."""

    def __init__(self) -> None:
        super().__init__()
        self.plain_rows: list[str] = []
        self.letters: list[str] = []

    def add_row(self, row: int, values: Sequence[Any], style: Style, height: int | None) -> None:
        """`row` counts from 0; `height` is in points."""
        while len(self.letters) < len(values):
            self.letters.append(xl_col_to_name(len(self.letters)))
        number = row + 1
        cells = [
            f'<c r="{letter}{number}" s="{style(at, value)}"{self.content(value)}'
            for at, (letter, value) in enumerate(zip(self.letters, values, strict=False))
        ]
        tall = f' ht="{height}" customHeight="1"' if height else ""
        self.plain_rows.append(f'<row r="{number}"{tall}>{"".join(cells)}</row>')
        self._check_dimensions(row, len(values) - 1)

    # Its own way looks in each formula for thirty newer functions: two thirds of the time of a workbook of formulas.
    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """As it is declared, for declarations keep to the functions that every program knows."""
        return formula.removeprefix("=")

    def content(self, value: Any) -> str:
        """Text is text, also when it starts like a formula or reads like a number."""
        if value is None or value == "":
            return "/>"
        if isinstance(value, str):
            return f' t="s"><v>{self.str_table._get_shared_string_index(cut_for_cell(clean(value)))}</v></c>'
        if isinstance(value, date):
            return f"><v>{self.serial(value)}</v></c>"
        return f"><v>{value:.16G}</v></c>"

    def serial(self, value: date) -> float | int:
        """A date as spreadsheets count it."""
        if isinstance(value, datetime):
            return self._convert_date_time(value.replace(tzinfo=None))
        if value < FIRST_OF_MARCH_1900:
            return self._convert_date_time(value)
        return value.toordinal() - DAY_0

    def _write_rows(self) -> None:
        super()._write_rows()
        self.fh.writelines(self.plain_rows)


def are_plain(rows: Sequence[Sequence[Any]]) -> bool:
    return LIVING.isdisjoint(type(value) for values in rows for value in values)
