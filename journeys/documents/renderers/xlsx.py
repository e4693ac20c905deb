"""Workbooks for Excel and LibreOffice, by XlsxWriter: half the time of openpyxl, which reads what people send back."""

import io
from datetime import date, datetime
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from journeys.documents.declaring import (
    HEADINGS_AT,
    Chart,
    Column,
    Formula,
    Progress,
    Share,
    Sheet,
    Tone,
    Workbook,
    parts_of,
    text_of,
)
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
from journeys.documents.snapshot import Snapshot
from journeys.documents.text import clean, numbered, source_line

LONGEST_TEXT = 32_767  # characters in a cell, by Excel's rules
HEADER_ROW = HEADINGS_AT - 1  # counted from 0, as everything in XlsxWriter
FIRST_ROW = HEADER_ROW + 1
LINE_HEIGHT, HIGHEST_ROW = 15, 409  # in points
LETTERS = 1.1  # fit into the width of a digit, by which Excel measures columns
INDENT = 2
A4 = 9  # as Excel numbers paper
FORMATS = {datetime: "d mmm yyyy hh:mm", date: "d mmm yyyy", Share: "0 %"}
CELL = {
    "font_color": f"#{INK}",
    "valign": "top",
    "text_wrap": True,
    "indent": 1,
    "bottom": 1,
    "bottom_color": f"#{LINE}",
}
LOOKS = {
    "title": {"font_size": 16, "bold": True, "font_color": f"#{ACCENT}"},
    "subtitle": {"font_size": 10, "font_color": f"#{QUIET_INK}"},
    "heading": {
        "bold": True, "font_color": "#FFFFFF", "bg_color": f"#{HEADER_FILL}",
        "valign": "vcenter", "text_wrap": True, "indent": 1,
    },
    "row": CELL,
    "strong row": {**CELL, "bold": True, "bg_color": f"#{STRONG_FILL}"},
}  # fmt: skip


def render(workbook: Workbook, snapshot: Snapshot, progress: Progress) -> bytes:
    content = workbook.prepare(snapshot)
    file = io.BytesIO()
    book = Book(file, workbook, snapshot)
    sheets = parts_of(workbook.sheets, content)
    for done, sheet in enumerate(sheets, start=1):
        SheetWriter(book, sheet).write(list(sheet.rows(content)), text_of(sheet.note, content))
        progress(10 + 80 * done // len(sheets))
    book.file.close()
    return file.getvalue()


class Book:
    """The open file, with each format made once."""

    def __init__(self, file: io.BytesIO, workbook: Workbook, snapshot: Snapshot):
        self.title = numbered(workbook.title, snapshot)
        self.journey = clean(snapshot.journey.title)
        self.source = f"{self.journey} · {source_line(snapshot)}"
        self.file = xlsxwriter.Workbook(file, {"in_memory": True})
        self.file.set_properties(
            {
                "title": f"{self.title}: {self.journey}"[:255],
                "author": "MigOps",
                "created": snapshot.as_of.replace(tzinfo=None),  # without it the clock would be in the file
            }
        )
        self.formats: dict[tuple, Format] = {}

    def look(self, name: str, right: bool = False, number_format: str = "") -> Format:
        key = (name, right, number_format)
        if key not in self.formats:
            side = {"align": "right" if right else "left"} if "indent" in LOOKS[name] else {}
            number = {"num_format": number_format} if number_format else {}
            self.formats[key] = self.file.add_format({**LOOKS[name], **side, **number})
        return self.formats[key]

    def tone(self, tone: Tone) -> Format:
        """For conditional formats: a colour, and letters that differ without it."""
        if (tone,) not in self.formats:
            self.formats[tone,] = self.file.add_format(
                {
                    "font_color": f"#{INKS[tone]}", "bg_color": f"#{FILLS[tone]}",
                    "bold": tone in BOLD, "italic": tone in ITALIC,
                }
            )  # fmt: skip
        return self.formats[tone,]


class SheetWriter:
    """Writes one sheet: frame, title block, headings, rows, and what acts on the rows."""

    def __init__(self, book: Book, sheet: Sheet):
        self.book = book
        self.sheet = sheet
        self.ws: Worksheet = book.file.add_worksheet(sheet.title)

    def write(self, rows: list, note: str = "") -> None:
        self.set_frame()
        self.write_head(note)
        for at, row in enumerate(rows, start=FIRST_ROW):
            self.write_row(at, row)
        if not rows:
            self.ws.write_string(FIRST_ROW, 0, self.sheet.empty, self.book.look("subtitle"))
            return
        last = HEADER_ROW + len(rows)
        if self.sheet.is_filtered:
            self.ws.autofilter(HEADER_ROW, 0, last, len(self.sheet.columns) - 1)
        self.add_rules(last)
        if self.sheet.chart:
            self.add_chart(self.sheet.chart, last)

    def set_frame(self) -> None:
        """Frozen headings, widths, and print that fits the width and repeats the headings."""
        self.ws.freeze_panes(FIRST_ROW, 0)
        self.ws.hide_gridlines(2)
        for at, column in enumerate(self.sheet.columns):
            self.ws.set_column(at, at, column.width + INDENT)
        self.ws.set_landscape()
        self.ws.set_paper(A4)
        self.ws.fit_to_pages(1, 0)
        self.ws.repeat_rows(HEADER_ROW)
        # In a footer & begins a code; Excel allows 255 characters in all.
        left = f"{self.book.journey} · {self.book.title}"[:100].replace("&", "&&")
        self.ws.set_footer(f"&L{left}&RPage &P of &N")

    def write_head(self, note: str) -> None:
        self.ws.set_row(0, 24)
        self.ws.write_string(0, 0, f"{self.book.title}: {self.sheet.title}", self.book.look("title"))
        self.ws.write_string(1, 0, self.book.source, self.book.look("subtitle"))
        if note:
            self.ws.write_string(HEADER_ROW - 1, 0, clean(note), self.book.look("subtitle"))
        self.ws.set_row(HEADER_ROW, 32)
        for at, column in enumerate(self.sheet.columns):
            self.ws.write_string(HEADER_ROW, at, column.heading, self.book.look("heading", column.right))

    def write_row(self, row: int, of: Any) -> None:
        columns = self.sheet.columns
        name = "strong row" if self.sheet.strong and self.sheet.strong(of) else "row"
        values = [column.read(of) for column in columns]
        if (lines := lines_of(columns, values)) > 1:
            self.ws.set_row(row, min(lines * LINE_HEIGHT, HIGHEST_ROW))
        for at, (column, value) in enumerate(zip(columns, values, strict=True)):
            self.write_cell(row, at, value, name, column)

    def write_cell(self, row: int, at: int, value: Any, name: str, column: Column) -> None:
        """Text is written as text, also when it starts like a formula or reads like a number."""
        if value is None or value == "":
            self.ws.write_blank(row, at, None, self.book.look(name, column.right))
        elif isinstance(value, Formula):
            look = self.book.look(name, column.right, FORMATS.get(type(value.result), column.format))
            self.ws.write_formula(row, at, value.text, look, value.result)
        elif isinstance(value, str):
            text = clean(value)[:LONGEST_TEXT]
            self.ws.write_string(row, at, text, self.book.look(name, column.right))
        elif isinstance(value, date):
            value = value.replace(tzinfo=None) if isinstance(value, datetime) else value
            self.ws.write_datetime(row, at, value, self.book.look(name, column.right, FORMATS[type(value)]))
        else:
            number_format = FORMATS.get(type(value), column.format)
            self.ws.write_number(row, at, value, self.book.look(name, column.right, number_format))

    def add_rules(self, last: int) -> None:
        """Choices as a drop-down; tones by colour and by the weight of the letters."""
        for at, column in enumerate(self.sheet.columns):
            where = (FIRST_ROW, at, last, at)
            if column.choices:
                self.ws.data_validation(*where, choice_of(column))
            for value, tone in column.tones.items():
                rule = {"type": "cell", "criteria": "==", "value": f'"{value}"', "format": self.book.tone(tone)}
                self.ws.conditional_format(*where, rule)

    def add_chart(self, chart: Chart, last: int) -> None:
        headings = [column.heading for column in self.sheet.columns]
        name, label = self.sheet.title, headings.index(chart.label)
        drawing = self.book.file.add_chart({"type": "bar", "subtype": "stacked"})
        for heading, tone in chart.series.items():
            at = headings.index(heading)
            drawing.add_series(
                {
                    "name": [name, HEADER_ROW, at],
                    "categories": [name, FIRST_ROW, label, last, label],
                    "values": [name, FIRST_ROW, at, last, at],
                    "fill": {"color": f"#{SOLIDS[tone]}"},
                    "gap": 50,
                }
            )
        drawing.set_title({"name": chart.title, "name_font": {"size": 14}})
        drawing.set_legend({"position": "bottom"})
        # The first row is the topmost bar; the scale stays at the bottom.
        drawing.set_y_axis({"reverse": True, "crossing": "max"})
        drawing.set_x_axis({"major_gridlines": {"visible": True, "line": {"color": f"#{LINE}"}}})
        drawing.set_size({"width": 980, "height": 180 + 45 * (last - HEADER_ROW)})
        self.ws.insert_chart(last + 2, 0, drawing, {"description": chart.title})


def choice_of(column: Column) -> dict:
    return {
        "validate": "list",
        "source": list(column.choices),
        "error_title": column.heading,
        "error_message": f"Choose one of: {', '.join(column.choices)}.",
    }


def lines_of(columns: tuple[Column, ...], values: list) -> int:
    """How high the row must be, about: only Excel itself fits the height of a row to wrapped text."""
    heights = (
        sum(max(1, ceil(len(line) / (column.width * LETTERS))) for line in value.split("\n"))
        for column, value in zip(columns, values, strict=True)
        if isinstance(value, str) and (len(value) > column.width or "\n" in value)
    )
    return max(heights, default=1)
