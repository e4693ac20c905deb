"""Workbooks for Excel and LibreOffice. Rows are streamed (write-only mode), so that a big journey fits."""

import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from typing import Any

from openpyxl import Workbook as Book
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from journeys.documents.declaring import Chart, Column, Progress, Share, Sheet, Tone, Workbook
from journeys.documents.renderers.looks import (
    ACCENT,
    BOLD,
    FILLS,
    HEADER_FILL,
    INK,
    INKS,
    ITALIC,
    LINE,
    QUIET_INK,
    SOLIDS,
    STRONG_FILL,
)
from journeys.documents.renderers.packing import steady
from journeys.documents.snapshot import Snapshot
from journeys.documents.text import clean, numbered, source_line

LONGEST_TEXT = 32_767  # characters in a cell, by Excel's rules
HEADER_ROW = 4
LINE_HEIGHT, HIGHEST_ROW = 15, 409  # in points
LETTERS = 1.2  # fit into the width of a digit, by which Excel measures columns
A4 = 9  # as Excel numbers paper
FORMATS = {datetime: "d mmm yyyy hh:mm", date: "d mmm yyyy", Share: "0 %"}


def render(workbook: Workbook, snapshot: Snapshot, progress: Progress) -> bytes:
    content = workbook.prepare(snapshot)
    book = Book(write_only=True)
    book.properties.creator = "MigOps"
    book.properties.title = clean(f"{numbered(workbook.title, snapshot)}: {snapshot.journey.title}")
    book.properties.created = snapshot.as_of.replace(tzinfo=None)
    for style in named_styles():
        book.add_named_style(style)
    for done, sheet in enumerate(workbook.sheets, start=1):
        SheetWriter(book, workbook, sheet, snapshot).write(list(sheet.rows(content)))
        progress(10 + 80 * done // len(workbook.sheets))
    file = io.BytesIO()
    book.save(file)
    return steady(file.getvalue(), snapshot.as_of)


def named_styles() -> Iterator[NamedStyle]:
    """Styles with names, so that a team can restyle a workbook in one place."""
    line = Border(bottom=Side(style="hair", color=LINE))
    header, strong = PatternFill("solid", fgColor=HEADER_FILL), PatternFill("solid", fgColor=STRONG_FILL)
    yield NamedStyle("Document title", font=font(size=16, bold=True, color=ACCENT))
    yield NamedStyle("Document subtitle", font=font(size=10, color=QUIET_INK))
    for side in ("left", "right"):
        top = Alignment(horizontal=side, vertical="top", wrap_text=True, indent=1)
        middle = Alignment(horizontal=side, vertical="center", wrap_text=True, indent=1)
        bold = font(bold=True, color=INK)
        yield NamedStyle(f"Heading, {side}", font=font(bold=True, color="FFFFFF"), fill=header, alignment=middle)
        yield NamedStyle(f"Row, {side}", font=font(color=INK), alignment=top, border=line)
        yield NamedStyle(f"Strong row, {side}", font=bold, fill=strong, alignment=top, border=line)


def font(size: int = 11, **looks) -> Font:
    return Font(name="Calibri", size=size, **looks)


class SheetWriter:
    """Writes one sheet: frame, title block, headings, rows, and what acts on the rows."""

    def __init__(self, book: Book, workbook: Workbook, sheet: Sheet, snapshot: Snapshot):
        self.sheet = sheet
        self.snapshot = snapshot
        self.title = numbered(workbook.title, snapshot)
        self.ws = book.create_sheet(sheet.title)
        self.cells: dict[tuple, Cell] = {}

    def write(self, rows: list) -> None:
        self.set_frame(len(rows))
        self.write_head()
        for at, row in enumerate(rows, start=HEADER_ROW + 1):
            style = "Strong row" if self.sheet.strong and self.sheet.strong(row) else "Row"
            values = [column.read(row) for column in self.sheet.columns]
            if (lines := lines_of(self.sheet.columns, values)) > 1:
                self.ws.row_dimensions[at].height = min(lines * LINE_HEIGHT, HIGHEST_ROW)
            self.append(style, values)
        if not rows:
            self.ws.append([self.cell(0, self.sheet.empty, "Document subtitle")])
            return
        self.add_rules(len(rows))
        if self.sheet.chart:
            self.add_chart(self.sheet.chart, len(rows))

    def set_frame(self, rows: int) -> None:
        """Frozen headings, filters, widths and print. A stream takes them before its first row only."""
        ws, last = self.ws, get_column_letter(len(self.sheet.columns))
        ws.freeze_panes = f"A{HEADER_ROW + 1}"
        ws.sheet_view.showGridLines = False
        for at, column in enumerate(self.sheet.columns, start=1):
            ws.column_dimensions[get_column_letter(at)].width = column.width + 2  # the indent
        ws.row_dimensions[1].height = 24
        ws.row_dimensions[HEADER_ROW].height = 32
        if rows:
            ws.auto_filter.ref = f"A{HEADER_ROW}:{last}{HEADER_ROW + rows}"
        ws.page_setup.orientation = "landscape"
        ws.page_setup.paperSize = A4
        ws.page_setup.fitToHeight = 0
        ws.sheet_properties.pageSetUpPr.fitToPage = True
        ws.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
        ws.oddFooter.left.text = header_text(f"{self.snapshot.journey.title} · {self.title}")
        ws.oddFooter.right.text = "Page &P of &N"

    def write_head(self) -> None:
        journey = self.snapshot.journey
        self.ws.append([self.cell(0, f"{self.title}: {self.sheet.title}", "Document title")])
        self.ws.append([self.cell(0, f"{journey.title} · {source_line(self.snapshot)}", "Document subtitle")])
        self.ws.append([])
        self.append("Heading", [column.heading for column in self.sheet.columns])

    def append(self, style: str, values: list) -> None:
        sides = (f"{style}, {'right' if column.right else 'left'}" for column in self.sheet.columns)
        self.ws.append([self.cell(at, value, side) for at, (value, side) in enumerate(zip(values, sides, strict=True))])

    def cell(self, at: int, value: Any, style: str) -> Cell:
        """The cell to append next. A row is written as it is appended, so one cell serves a column again and again."""
        number_format = FORMATS.get(type(value)) or (self.sheet.columns[at].format if is_number(value) else "")
        cell = self.cells.get((at, style, number_format))
        if cell is None:
            cell = self.cells[at, style, number_format] = WriteOnlyCell(self.ws)
            cell.style = style
            if number_format:
                cell.number_format = number_format
        put(cell, value)
        return cell

    def add_rules(self, rows: int) -> None:
        """Choices as a drop-down; tones by colour and by weight of the letters."""
        for at, column in enumerate(self.sheet.columns, start=1):
            letter = get_column_letter(at)
            where = f"{letter}{HEADER_ROW + 1}:{letter}{HEADER_ROW + rows}"
            if column.choices:
                self.ws.data_validations.append(choice_of(column, where))
            for value, tone in column.tones.items():
                self.ws.conditional_formatting.add(where, tone_rule(value, tone))

    def add_chart(self, chart: Chart, rows: int) -> None:
        headings = [column.heading for column in self.sheet.columns]
        last = HEADER_ROW + rows
        drawing = BarChart()
        drawing.type, drawing.grouping, drawing.overlap, drawing.gapWidth = "bar", "stacked", 100, 50
        drawing.title = chart.title
        for heading, tone in chart.series.items():
            at = headings.index(heading) + 1
            drawing.add_data(Reference(self.ws, min_col=at, min_row=HEADER_ROW, max_row=last), titles_from_data=True)
            drawing.series[-1].graphicalProperties.solidFill = SOLIDS[tone]
        at = headings.index(chart.label) + 1
        drawing.set_categories(Reference(self.ws, min_col=at, min_row=HEADER_ROW + 1, max_row=last))
        drawing.x_axis.scaling.orientation = "maxMin"
        drawing.x_axis.delete = drawing.y_axis.delete = False
        drawing.y_axis.crosses = "max"  # the scale stays at the bottom, though the first row is at the top
        drawing.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=LINE))
        drawing.legend.position = "b"
        drawing.width, drawing.height = 26, 5 + 1.2 * rows
        self.ws.add_chart(drawing, f"A{last + 2}")


def lines_of(columns: tuple[Column, ...], values: list) -> int:
    """How high the row must be, about: only Excel itself fits the height of a row to wrapped text."""
    heights = (
        sum(max(1, ceil(len(line) / (column.width * LETTERS))) for line in value.split("\n"))
        for column, value in zip(columns, values, strict=True)
        if isinstance(value, str) and (len(value) > column.width or "\n" in value)
    )
    return max(heights, default=1)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal)


def put(cell: Cell, value: Any) -> None:
    """Text from people is text, also when it starts like a formula."""
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None)
    if isinstance(value, str):
        cell.value = clean(value)[:LONGEST_TEXT]
        cell.data_type = "s"
    else:
        cell.value = value


def header_text(text: str) -> str:
    """In a header or footer & begins a code; Excel allows 255 characters for all three parts."""
    return clean(text)[:100].replace("&", "&&")


def choice_of(column: Column, where: str) -> DataValidation:
    choice = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
    choice.error, choice.errorTitle = f"Choose one of: {', '.join(column.choices)}.", column.heading
    choice.add(where)
    return choice


def tone_rule(value: str, tone: Tone) -> CellIsRule:
    return CellIsRule(
        operator="equal",
        formula=[f'"{value}"'],
        font=Font(color=INKS[tone], bold=tone in BOLD, italic=tone in ITALIC),
        fill=PatternFill("solid", bgColor=FILLS[tone]),
    )
