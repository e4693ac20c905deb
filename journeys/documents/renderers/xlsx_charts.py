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
WIDTH, HEIGHT, ROW = 980, 340, 20  # in pixels
MANY_LABELS = 12


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
        return 180 + (30 + 15 * bars) * (self.last - HEADER_ROW)

    def column(self, heading: str) -> int:
        return [column.heading for column in self.sheet.columns].index(heading)


def insert_charts(file: xlsxwriter.Workbook, sheet: str, row: int, charts: list[Drawn]) -> None:
    """One below the other, from `row` of `sheet` on."""
    for drawn in charts:
        drawing = file.add_chart(TYPES[drawn.chart.shape])
        add_series(drawing, drawn)
        set_axes(drawing, drawn)
        drawing.set_title({"name": drawn.chart.title, "name_font": {"size": 14}})
        drawing.set_legend({"position": "bottom"})
        drawing.set_size({"width": WIDTH, "height": drawn.height})
        file.get_worksheet_by_name(sheet).insert_chart(row, 0, drawing, {"description": drawn.chart.title})
        row += drawn.height // ROW + 2


def add_series(drawing: Drawing, drawn: Drawn) -> None:
    title, label = drawn.sheet.title, drawn.column(drawn.chart.label)
    for heading, tone in drawn.chart.series.items():
        at, colour = drawn.column(heading), {"color": f"#{SOLIDS[tone]}"}
        looks = {"line": {**colour, "width": 2.5}} if drawn.chart.shape == Shape.LINE else {"fill": colour, "gap": 50}
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
    if drawn.last - HEADER_ROW > MANY_LABELS:
        labels["interval_unit"] = MANY_LABELS
    if drawn.chart.shape in IS_UPRIGHT:
        drawing.set_x_axis(labels)
        drawing.set_y_axis(values)
    else:
        # The first row is the topmost bar; the scale stays at the bottom.
        drawing.set_y_axis({**labels, "reverse": True, "crossing": "max"})
        drawing.set_x_axis(values)
