"""Workbooks for Excel and LibreOffice, by XlsxWriter: half the time of openpyxl, which reads what people send back."""

import io
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_range_abs

from journeys.documents import keys
from journeys.documents.declaring import (
    HEADINGS_AT,
    Column,
    Formula,
    Input,
    Progress,
    Share,
    Sheet,
    Tone,
    Workbook,
    drawn,
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
    INPUT_FILL,
    INPUT_INK,
    ITALIC,
    LINE,
    QUIET_INK,
    STRONG_FILL,
    Look,
    look_of,
)
from journeys.documents.renderers.xlsx_charts import Drawn, insert_charts
from journeys.documents.renderers.xlsx_logo import place_logo
from journeys.documents.renderers.xlsx_rows import PlainRows, are_plain
from journeys.documents.snapshot import Snapshot
from journeys.documents.text import clean, cut_for_cell, numbered, source_line

HEADER_ROW = HEADINGS_AT - 1  # counted from 0, as everything in XlsxWriter
FIRST_ROW = HEADER_ROW + 1
TURNED_HEIGHT = 150  # in points, of headings that are written upwards
LINE_HEIGHT, HIGHEST_ROW = 15, 409  # in points
LETTERS = 1.1  # fit into the width of a digit, by which Excel measures columns
INDENT = 2
DAY_0 = date(1899, 12, 30)  # of Excel
A4 = 9  # as Excel numbers paper
NOTE_WIDTH, NOTE_LINE, NOTE_LETTERS = 300, 18, 48  # of a note on a heading: pixels, pixels, and letters a line
STILL_ALLOWED = ("format_cells", "format_columns", "format_rows", "insert_rows", "autofilter", "sort")  # if guarded
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
    "turned heading": {
        "bold": True, "font_color": "#FFFFFF", "bg_color": f"#{HEADER_FILL}", "rotation": 90, "text_wrap": True,
        "align": "center", "valign": "bottom",
    },
    "group": {"bold": True, "font_color": f"#{ACCENT}", "align": "center", "bottom": 1, "bottom_color": f"#{ACCENT}"},
    "row": CELL,
    "strong row": {**CELL, "bold": True, "bg_color": f"#{STRONG_FILL}"},
    "input": {
        **CELL, "font_color": f"#{INPUT_INK}", "bg_color": f"#{INPUT_FILL}", "locked": False,
        "border": 1, "border_color": f"#{LINE}",
    },
}  # fmt: skip


def render(workbook: Workbook, snapshot: Snapshot, progress: Progress) -> bytes:
    content = workbook.prepare(snapshot)
    file = io.BytesIO()
    book = Book(file, workbook, snapshot)
    sheets = parts_of(workbook.sheets, content)
    for done, sheet in enumerate(sheets, start=1):
        SheetWriter(book, sheet).write(list(sheet.rows(content)), text_of(sheet.note, content))
        progress(10 + 80 * done // len(sheets))
    if any(sheet.back for sheet in sheets):
        book.tell_what_it_is(workbook.kind, snapshot)
    book.insert_charts()
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
        self.looks = LOOKS | looks_in(look_of(snapshot.journey.house))
        self.logo = snapshot.journey.house.logo
        self.formats: dict[tuple, Format] = {}
        self.keys: list[str] = []  # of the rows that are read back
        self.written: dict[str, tuple[Sheet, int, int]] = {}  # by title: last row in all, and last that charts show

    def look(self, name: str, right: bool = False, number_format: str = "") -> Format:
        key = (name, right, number_format)
        if key not in self.formats:
            side = {"align": "right" if right else "left"} if "indent" in self.looks[name] else {}
            number = {"num_format": number_format} if number_format else {}
            self.formats[key] = self.file.add_format({**self.looks[name], **side, **number})
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

    def define(self, name: str, sheet: Sheet, *cells: int) -> None:
        """Let formulas say `name` for these cells: first row and column, last row and column."""
        if name:
            self.file.define_name(name, f"={quote_sheetname(sheet.title)}!{xl_range_abs(*cells)}")

    def tell_what_it_is(self, kind: str, snapshot: Snapshot) -> None:
        """For the time when it is read back."""
        ws = self.file.add_worksheet(keys.ABOUT)
        ws.very_hidden()
        for at, line in enumerate(keys.about(kind, snapshot, self.keys)):
            for column, text in enumerate(line):
                ws.write_string(at, column, text)

    def insert_charts(self) -> None:
        """Once all sheets are written, for a chart may show the rows of another one."""
        for sheet, last, _ in self.written.values():
            shown = [(chart, self.written.get(chart.sheet or sheet.title)) for chart in sheet.charts]
            charts = [Drawn(chart, found[0], found[2]) for chart, found in shown if found]
            insert_charts(self.file, sheet, last, charts)


class SheetWriter:
    """Writes one sheet: frame, title block, headings, rows, and what acts on the rows."""

    def __init__(self, book: Book, sheet: Sheet):
        self.book = book
        self.sheet = sheet
        self.ws: PlainRows = book.file.add_worksheet(sheet.title, worksheet_class=PlainRows)
        self.styles: dict[tuple, int] = {}

    def write(self, rows: list, note: str = "") -> None:
        self.set_frame()
        self.write_head(note)
        self.write_rows(rows)
        if self.sheet.is_guarded:
            self.ws.protect("", dict.fromkeys(STILL_ALLOWED, True))
        if not rows:
            self.ws.write_string(FIRST_ROW, 0, self.sheet.empty, self.book.look("subtitle"))
            return
        last = HEADER_ROW + len(rows)
        if self.sheet.is_filtered:
            # Sorting carries what is inside of the filter, so the keys are.
            self.ws.autofilter(HEADER_ROW, 0, last, len(self.sheet.columns) - (0 if self.sheet.back else 1))
        if self.sheet.folded:
            self.ws.set_row(last + 1, None, None, {"collapsed": any(map(self.sheet.folded, rows))})
        self.add_rules(last)
        self.book.written[self.sheet.title] = self.sheet, last, HEADER_ROW + len(drawn(self.sheet, rows))

    def set_frame(self) -> None:
        """Frozen headings, widths, and print that fits the width and repeats the headings."""
        self.ws.freeze_panes(FIRST_ROW, self.sheet.kept)
        self.ws.hide_gridlines(2)
        for at, column in enumerate(self.sheet.columns):
            self.ws.set_column(at, at, column.width + INDENT)
        if self.sheet.back:
            at = len(self.sheet.columns)
            self.ws.set_column(at, at, None, None, {"hidden": True})
            self.ws.write_string(HEADER_ROW, at, keys.heading_of(self.sheet.columns))
        self.ws.set_landscape()
        self.ws.set_paper(A4)
        self.ws.fit_to_pages(self.sheet.pages, 0)
        self.ws.repeat_rows(HEADER_ROW)
        if self.sheet.kept:
            self.ws.repeat_columns(0, self.sheet.kept - 1)
        # In a footer & begins a code; Excel allows 255 characters in all.
        left = f"{self.book.journey} · {self.book.title}"[:100].replace("&", "&&")
        self.ws.set_footer(f"&L{left}&RPage &P of &N")

    def write_head(self, note: str) -> None:
        self.ws.set_row(0, 24)
        self.ws.write_string(0, 0, f"{self.book.title}: {self.sheet.title}", self.book.look("title"))
        self.ws.write_string(1, 0, self.book.source, self.book.look("subtitle"))
        if self.book.logo:
            lines = (f"{self.book.title}: {self.sheet.title}", self.book.source)
            place_logo(self.ws, self.book.logo, [column.width + INDENT for column in self.sheet.columns], lines)
        if note:
            self.ws.write_string(HEADER_ROW - 1, 0, clean(note), self.book.look("subtitle"))
        self.write_groups()
        self.ws.set_row(HEADER_ROW, TURNED_HEIGHT if any(c.is_turned for c in self.sheet.columns) else 32)
        for at, column in enumerate(self.sheet.columns):
            look = "turned heading" if column.is_turned else "heading"
            self.ws.write_string(HEADER_ROW, at, column.heading, self.book.look(look, column.right))
            if column.note:
                height = NOTE_LINE * (2 + len(column.note) // NOTE_LETTERS)
                looks = {"author": "MigOps", "width": NOTE_WIDTH, "height": height, "font_size": 9}
                self.ws.write_comment(HEADER_ROW, at, column.note, looks)

    def write_groups(self) -> None:
        """Above the headings, over all neighbours of one group."""
        for group, columns in groupby(enumerate(self.sheet.columns), lambda each: each[1].group):
            first, *others = [at for at, _ in columns]
            if group and others:
                self.ws.merge_range(HEADER_ROW - 1, first, HEADER_ROW - 1, others[-1], group, self.book.look("group"))
            elif group:
                self.ws.write_string(HEADER_ROW - 1, first, group, self.book.look("group"))

    def write_rows(self, rows: list) -> None:
        values = [[column.read(row) for column in self.sheet.columns] for row in rows]
        # Charts keep a copy of what they show, and only of what was written cell by cell.
        is_plain = bool(self.sheet.back) and not self.sheet.charts and not self.sheet.folded and are_plain(values)
        write = self.write_plain_row if is_plain else self.write_row
        for at, (row, cells) in enumerate(zip(rows, values, strict=True), start=FIRST_ROW):
            write(at, row, cells)

    def look_name(self, of: Any) -> str:
        return "strong row" if self.sheet.strong and self.sheet.strong(of) else "row"

    def key_cell(self, of: Any, values: list) -> str | None:
        if self.sheet.back and (key := self.sheet.back.key(of)):
            self.book.keys.append(key)
            return keys.key_cell(key, self.sheet.columns, values)
        return None

    def write_plain_row(self, row: int, of: Any, values: list) -> None:
        name, lines = self.look_name(of), lines_of(self.sheet.columns, values)
        height = min(lines * LINE_HEIGHT, HIGHEST_ROW) if lines > 1 else None
        cells = [*values, self.key_cell(of, values)]
        self.ws.add_row(row, cells, lambda at, value: self.style(name, at, value), height)

    def style(self, name: str, at: int, value: Any) -> int:
        if at == len(self.sheet.columns):
            return 0
        key = (name, at, type(value), value == "")
        if key not in self.styles:
            self.styles[key] = self.look_of(value, name, self.sheet.columns[at])._get_xf_index()
        return self.styles[key]

    def look_of(self, value: Any, name: str, column: Column) -> Format:
        if isinstance(value, str) and value:
            return self.book.look(name, column.right)
        return self.book.look(name, column.right, FORMATS.get(type(value), column.format))

    def write_row(self, row: int, of: Any, values: list) -> None:
        columns, name = self.sheet.columns, self.look_name(of)
        lines, is_folded = lines_of(columns, values), self.sheet.folded and self.sheet.folded(of)
        if lines > 1 or is_folded:
            height = min(lines * LINE_HEIGHT, HIGHEST_ROW)
            self.ws.set_row(row, height, None, {"level": 1, "hidden": True} if is_folded else {})
        for at, (column, value) in enumerate(zip(columns, values, strict=True)):
            self.write_cell(row, at, value, name, column)
        if key := self.key_cell(of, values):
            self.ws.write_string(row, len(columns), key)

    def write_cell(self, row: int, at: int, value: Any, name: str, column: Column) -> None:
        """Text is written as text, also when it starts like a formula or reads like a number."""
        if value is None or value == "":
            self.ws.write_blank(row, at, None, self.book.look(name, column.right, column.format))
        elif isinstance(value, Formula):
            number_format = value.format or FORMATS.get(type(value.result), column.format)
            look = self.book.look(name, column.right, number_format)
            self.ws.write_formula(row, at, value.text, look, serial(value.result))
            self.book.define(value.name, self.sheet, row, at, row, at)
        elif isinstance(value, Input):
            self.write_input(row, at, value, column)
        elif isinstance(value, str):
            text = cut_for_cell(clean(value))
            self.ws.write_string(row, at, text, self.book.look(name, column.right))
        elif isinstance(value, date):
            value = value.replace(tzinfo=None) if isinstance(value, datetime) else value
            self.ws.write_datetime(row, at, value, self.book.look(name, column.right, FORMATS[type(value)]))
        else:
            number_format = FORMATS.get(type(value), column.format)
            self.ws.write_number(row, at, value, self.book.look(name, column.right, number_format))

    def write_input(self, row: int, at: int, value: Input, column: Column) -> None:
        self.write_cell(row, at, value.value, "input", replace(column, format=value.format or column.format))
        self.book.define(value.name, self.sheet, row, at, row, at)
        if value.choices:
            self.ws.data_validation(row, at, row, at, choice_of(column.heading, value.choices))

    def add_rules(self, last: int) -> None:
        """Choices as a drop-down; tones by colour and by the weight of the letters."""
        for at, column in enumerate(self.sheet.columns):
            where = (FIRST_ROW, at, last, at)
            self.book.define(column.name, self.sheet, *where)
            if column.choices:
                self.ws.data_validation(*where, choice_of(column.heading, column.choices))
            for value, tone in column.tones.items():
                rule = {"type": "cell", "criteria": "==", "value": f'"{value}"', "format": self.book.tone(tone)}
                self.ws.conditional_format(*where, rule)


def looks_in(look: Look) -> dict[str, dict]:
    title = {**LOOKS["title"], "font_color": f"#{look.accent}"}
    heading = {**LOOKS["heading"], "font_color": f"#{look.header_ink}", "bg_color": f"#{look.header_fill}"}
    turned = {**LOOKS["turned heading"], "font_color": f"#{look.header_ink}", "bg_color": f"#{look.header_fill}"}
    group = {**LOOKS["group"], "font_color": f"#{look.accent}", "bottom_color": f"#{look.accent}"}
    return {"title": title, "heading": heading, "turned heading": turned, "group": group}


def serial(result: Any) -> Any:
    """Days as Excel counts them; all else as it is."""
    return (result - DAY_0).days if isinstance(result, date) else result


def choice_of(heading: str, choices: tuple[str, ...]) -> dict:
    return {
        "validate": "list",
        "source": list(choices),
        "error_title": heading,
        "error_message": f"Choose one of: {', '.join(choices)}.",
    }


def lines_of(columns: tuple[Column, ...], values: list) -> int:
    """How high the row must be, about: only Excel itself fits the height of a row to wrapped text."""
    values = [value.value if isinstance(value, Input) else value for value in values]
    heights = (
        sum(max(1, ceil(len(line) / (column.width * LETTERS))) for line in value.split("\n"))
        for column, value in zip(columns, values, strict=True)
        if isinstance(value, str) and (len(value) > column.width or "\n" in value)
    )
    return max(heights, default=1)
