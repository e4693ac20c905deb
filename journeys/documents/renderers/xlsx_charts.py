"""Charts of Excel, drawn from the cells of a sheet: they follow what people change there."""

from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.chart import Chart as Drawing

from journeys.documents.declaring import HEADINGS_AT, Chart, Shape, Sheet
from journeys.documents.renderers.looks import LINE, QUIET_INK, SOLIDS

HEADER_ROW = HEADINGS_AT - 1  # counted from 0, as everything in XlsxWriter
TYPES: dict[Shape, dict[str, str]] = {
    Shape.STACKED: {"type": "bar", "subtype": "stacked"},
    Shape.BARS: {"type": "bar"},
    Shape.COLUMNS: {"type": "column"},
    Shape.LINE: {"type": "line"},
}
IS_UPRIGHT = {Shape.COLUMNS, Shape.LINE}
WIDTH, HEIGHT, ROW, LETTER = 980, 340, 20, 7  # in pixels, as the following
NARROWEST = 400  # at which charts share one row below the table
GAP = 20
MANY_LABELS = 12
LONG = 30  # so many rows leave no place below them on a page


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart with the sheet whose rows it shows, and the last of them."""

    chart: Chart
    sheet: Sheet
    last: int

    @property
    def height(self) -> int:
        if self.chart.shape in IS_UPRIGHT:
            return HEIGHT
        bars = 1 if self.chart.shape == Shape.STACKED else len(self.chart.series)
        return 110 + (15 + 13 * bars) * (self.last - HEADER_ROW)

    @property
    def has_many_labels(self) -> bool:
        return self.last - HEADER_ROW > MANY_LABELS

    def column(self, heading: str) -> int:
        return [column.heading for column in self.sheet.columns].index(heading)


def insert_charts(file: xlsxwriter.Workbook, sheet: Sheet, last: int, charts: list[Drawn]) -> None:
    """Below a table that ends with row `last`, all in one line where it is wide enough; beside a long one."""
    width = sum(column.width * LETTER + ROW for column in sheet.columns)
    each = width // max(1, len(charts)) - GAP
    is_long, is_shared = last - HEADER_ROW > LONG, len(charts) > 1 and each >= NARROWEST
    row, column, x = (HEADER_ROW, len(sheet.columns), GAP) if is_long else (last + 2, 0, 0)
    for drawn in charts:
        size = {"width": each, "height": HEIGHT} if is_shared else {"width": WIDTH, "height": drawn.height}
        drawing = drawing_of(file, drawn)
        drawing.set_size(size)
        place = {"description": drawn.chart.title, "x_offset": x}
        file.get_worksheet_by_name(sheet.title).insert_chart(row, column, drawing, place)
        if is_shared:
            x += each + GAP
        else:
            row += drawn.height // ROW + 2


def drawing_of(file: xlsxwriter.Workbook, drawn: Drawn) -> Drawing:
    drawing = file.add_chart(TYPES[drawn.chart.shape])
    add_series(drawing, drawn)
    set_axes(drawing, drawn)
    drawing.set_title({"name": drawn.chart.title, "name_font": {"size": 14}})
    drawing.set_legend({"position": "bottom"})
    return drawing


def add_series(drawing: Drawing, drawn: Drawn) -> None:
    title, label = drawn.sheet.title, drawn.column(drawn.chart.label)
    for heading, tone in drawn.chart.series.items():
        at, colour = drawn.column(heading), {"color": f"#{SOLIDS[tone]}"}
        looks: dict = {"fill": colour, "gap": 50}
        if drawn.chart.shape == Shape.LINE:
            dots = {"type": "none"} if drawn.has_many_labels else {"type": "circle", "size": 7, "fill": colour}
            looks = {"line": {**colour, "width": 2.5}, "marker": dots}
        drawing.add_series(
            {
                "name": [title, HEADER_ROW, at],
                "categories": [title, HEADINGS_AT, label, drawn.last, label],
                "values": [title, HEADINGS_AT, at, drawn.last, at],
                **looks,
            }
        )


def set_axes(drawing: Drawing, drawn: Drawn) -> None:
    """Faint lines to read values by; labels of rows below or left of all values, negative ones too."""
    column = drawn.sheet.columns[drawn.column(next(iter(drawn.chart.series)))]
    values = {"major_gridlines": {"visible": True, "line": {"color": f"#{LINE}"}}, "line": {"none": True}}
    if column.format:
        values["num_format"] = "#,##0"
    labels: dict = {"label_position": "low", "num_font": {"color": f"#{QUIET_INK}"}}
    if drawn.has_many_labels:
        labels["interval_unit"] = MANY_LABELS
    if drawn.chart.shape in IS_UPRIGHT:
        drawing.set_x_axis(labels)
        drawing.set_y_axis(values)
    else:
        # The first row is the topmost bar; the scale stays at the bottom.
        drawing.set_y_axis({**labels, "reverse": True, "crossing": "max"})
        drawing.set_x_axis(values)
