import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from journeys.documents.declaring import (
    FIRST_AT,
    HEADINGS_AT,
    Chart,
    Column,
    Formula,
    Input,
    Shape,
    Share,
    Sheet,
    Tone,
    Workbook,
)
from journeys.documents.renderers.looks import INPUT_FILL
from journeys.documents.renderers.xlsx import render
from tests.documents.snapshots import NOW, make_snapshot

LONGEST_TEXT = 32_767
NASTY = [
    "=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\t=1", "#N/A", "TRUE", "12:30", "\U0001f680 עברית",
]  # fmt: skip


def progress(percent):
    """Nobody looks."""


def book_of(sheet, snapshot=None):
    workbook = Workbook("test", "Test", (sheet,), prepare=lambda snapshot: None)
    return openpyxl.load_workbook(io.BytesIO(render(workbook, snapshot or make_snapshot(), lambda percent: None)))


def sheet_of(*values, **options):
    """One column with these values."""
    column = Column("Value", lambda value: value, **options)
    return book_of(Sheet("Values", lambda _: values, (column,))).active


def first_cell(value, **options):
    return sheet_of(value, **options)["A5"]


@pytest.mark.parametrize("text", NASTY)
def test_text_from_people_stays_text(text):
    cell = first_cell(text)
    assert (cell.value, cell.data_type) == (text, "s")


def test_so_do_titles_of_the_journey():
    sheet = book_of(Sheet("S", lambda _: (), (Column("A", str),)), make_snapshot(title="=1+1 & <b>\x07")).active
    assert sheet["A2"].value == "=1+1 & <b> · As of 14 Mar 2027, 15:04 UTC · revision 42"
    assert sheet.oddFooter.left.text == "=1+1 && <b> · Test 3"


def test_what_a_cell_cannot_hold_is_cut_or_dropped():
    assert len(first_cell("x" * 40_000).value) == LONGEST_TEXT
    assert first_cell("bell\x07\x0b").value == "bell"


@pytest.mark.parametrize(
    ("value", "kept", "number_format"),
    [
        (7, 7, "General"),
        (Decimal("7.5"), 7.5, "0.##"),
        (Share(0.62), 0.62, "0 %"),
        (date(2027, 3, 4), datetime(2027, 3, 4), "d mmm yyyy"),
        (NOW, NOW.replace(tzinfo=None), "d mmm yyyy hh:mm"),
        (None, None, "General"),
    ],
)
def test_values_keep_their_type(value, kept, number_format):
    cell = first_cell(value, format="0.##" if isinstance(value, Decimal) else "")
    assert (cell.value, cell.number_format) == (kept, number_format)


def test_the_frame_of_a_sheet():
    sheet = sheet_of("a", "b", width=40)
    assert [sheet.cell(row, 1).value for row in range(1, 7)] == [
        "Test 3: Values", "Acme to Amazon Connect · As of 14 Mar 2027, 15:04 UTC · revision 42", None, "Value", "a", "b"
    ]  # fmt: skip
    assert sheet.freeze_panes == "A5"
    assert sheet.auto_filter.ref == "A4:A6"
    assert sheet.column_dimensions["A"].width == pytest.approx(42, abs=1)
    assert sheet["A5"].alignment.wrap_text
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((None, 0), (1, 0))
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.oddFooter.right.text == "Page &P of &N"


def test_headings_stand_where_formulas_look_for_them():
    sheet = sheet_of("first")
    assert (sheet.cell(HEADINGS_AT, 1).value, sheet.cell(FIRST_AT, 1).value) == ("Value", "first")


def test_a_note_stands_above_the_headings():
    assert book_of(Sheet("S", lambda _: ("a",), (Column("A", str),), note="=Note")).active["A3"].value == "=Note"


def test_formulas_are_formulas_and_bring_their_result():
    workbook = Workbook("test", "Test", (Sheet("S", lambda _: (Formula("=1+1", 2),), (Column("A", lambda f: f),)),))
    file = render(workbook, make_snapshot(), lambda percent: None)
    values = [openpyxl.load_workbook(io.BytesIO(file), data_only=only).active["A5"].value for only in (False, True)]
    assert values == ["=1+1", 2]


def test_sheets_may_depend_on_the_journey():
    workbook = Workbook(
        "test", "Test", lambda content: [Sheet(title, lambda _: (), (Column("A", str),)) for title in content],
        prepare=lambda snapshot: [member.name for member in snapshot.members],
    )  # fmt: skip
    file = render(workbook, make_snapshot(), lambda percent: None)
    assert openpyxl.load_workbook(io.BytesIO(file)).sheetnames == ["Ana Ruiz"]


def test_a_sheet_may_do_without_filters():
    sheet = Sheet("S", lambda _: ("a",), (Column("A", str),), is_filtered=False)
    assert book_of(sheet).active.auto_filter.ref is None


def test_rows_are_as_high_as_their_longest_text():
    sheet = sheet_of("short", "x" * 100, "a\nb\nc", width=10)
    assert [sheet.row_dimensions[row].height for row in (5, 6, 7)] == [None, 10 * 15, 3 * 15]


def test_an_empty_sheet_says_so():
    sheet = book_of(Sheet("Late", lambda _: (), (Column("A", str),), empty="Nothing is late.")).active
    assert sheet["A5"].value == "Nothing is late."
    assert sheet.auto_filter.ref is None


def test_choices_are_offered_and_tones_show_without_colour():
    sheet = sheet_of("Blocked", choices=("Planned", "Blocked"), tones={"Blocked": Tone.WARN, "Planned": Tone.QUIET})
    (choice,) = sheet.data_validations.dataValidation
    assert (choice.formula1, str(choice.sqref)) == ('"Planned,Blocked"', "A5")
    rules = {rule.formula[0]: rule.dxf.font for each in sheet.conditional_formatting for rule in each.rules}
    assert rules['"Blocked"'].b
    assert rules['"Planned"'].i


def test_strong_rows_are_bold():
    sheet = Sheet("S", lambda _: ("head", "row"), (Column("A", str),), strong=lambda row: row == "head")
    ws = book_of(sheet).active
    assert (ws["A5"].font.b, ws["A6"].font.b) == (True, False)


def test_inputs_look_like_inputs_stay_open_and_offer_choices():
    sheet = sheet_of(Input("Low", choices=("Low", "High"), name="Case"), Input(Decimal("0.07"), "0.0 %"), Input(None))
    filled, share, empty = (sheet[f"A{row}"] for row in (5, 6, 7))
    assert [filled.value, share.value, share.number_format, empty.value] == ["Low", 0.07, "0.0 %", None]
    assert {cell.fill.fgColor.rgb for cell in (filled, share, empty)} == {f"FF{INPUT_FILL}"}
    assert not any(cell.protection.locked for cell in (filled, share, empty))
    assert sheet["A4"].protection.locked
    (choice,) = sheet.data_validations.dataValidation
    assert (choice.formula1, str(choice.sqref)) == ('"Low,High"', "A5")
    assert sheet.parent.defined_names["Case"].attr_text == "Values!$A$5"


@pytest.mark.parametrize("text", NASTY)
def test_text_in_an_input_stays_text(text):
    assert (first_cell(Input(text)).value, first_cell(Input(text)).data_type) == (text, "s")


def test_formulas_may_have_a_format_and_a_name_of_their_own():
    cell = first_cell(Formula("=1/2", Decimal("0.5"), "0.0 %", "Half"), format="0.00")
    assert (cell.number_format, cell.parent.parent.defined_names["Half"].attr_text) == ("0.0 %", "Values!$A$5")


def test_a_formula_may_come_to_a_day():
    day = Formula("=DATE(2027,7,1)", date(2027, 7, 1))
    workbook = Workbook("test", "Test", (Sheet("S", lambda _: (day,), (Column("A", lambda formula: formula),)),))
    file = io.BytesIO(render(workbook, make_snapshot(), progress))
    cell = openpyxl.load_workbook(file, data_only=True).active["A5"]
    assert (cell.value, cell.number_format) == (datetime(2027, 7, 1), "d mmm yyyy")


def test_columns_are_named_and_explained():
    sheet = book_of(Sheet("All of it", lambda _: (1, 2), (Column("A", int, name="Amounts", note="In euros."),))).active
    assert sheet.parent.defined_names["Amounts"].attr_text == "'All of it'!$A$5:$A$6"
    assert sheet["A4"].comment.text == "In euros."


def test_rows_can_be_folded_away():
    sheet = book_of(Sheet("S", lambda _: ("a", "b"), (Column("A", str),), folded=lambda row: row == "b")).active
    rows = sheet.row_dimensions
    assert [(rows[at].hidden, rows[at].outlineLevel) for at in (5, 6)] == [(False, 0), (True, 1)]
    assert rows[7].collapsed


def test_a_guarded_sheet_opens_without_a_password():
    guard = book_of(Sheet("S", lambda _: ("a",), (Column("A", str),), is_guarded=True)).active.protection
    assert (guard.sheet, guard.password, guard.insertRows) == (True, None, False)  # False: not forbidden


def test_a_chart_is_native():
    sheet = Sheet(
        "S", lambda _: (("One", 1), ("Two", 2)),
        (Column("Name", lambda row: row[0]), Column("Done", lambda row: row[1])),
        charts=(Chart("Done so far", label="Name", series={"Done": Tone.GOOD}),),
    )  # fmt: skip
    (chart,) = book_of(sheet).active._charts
    (series,) = chart.series
    assert series.val.numRef.f == "S!$B$5:$B$6"
    assert series.cat.strRef.f == "S!$A$5:$A$6"


@pytest.mark.parametrize(
    ("shape", "drawn"),
    [
        (Shape.STACKED, ("barChart", "bar", "stacked")),
        (Shape.BARS, ("barChart", "bar", "clustered")),
        (Shape.COLUMNS, ("barChart", "col", "clustered")),
        (Shape.LINE, ("lineChart", None, "standard")),
    ],
)
def test_charts_of_each_shape_show_another_sheet(shape, drawn):
    columns = (Column("Year", lambda row: row), Column("Cost", lambda row: row, format="0.00"))
    data = Sheet("Data", lambda _: (1, 2), columns)
    chart = Chart("Costs", label="Year", series={"Cost": Tone.BUSY}, shape=shape, sheet="Data")
    front = Sheet("Front", lambda _: ("a",), (Column("A", str),), charts=(chart, chart))
    book = openpyxl.load_workbook(io.BytesIO(render(Workbook("t", "T", (front, data)), make_snapshot(), progress)))
    first, second = book["Front"]._charts
    assert (first.tagname, getattr(first, "barDir", None), first.grouping) == drawn
    assert first.series[0].val.numRef.f == "Data!$B$5:$B$6"
    assert second.anchor._from.row > first.anchor.to.row


def test_charts_leave_out_the_row_that_sums_up():
    columns = (Column("Year", lambda row: row), Column("Cost", lambda row: row))
    chart = Chart("Costs", label="Year", series={"Cost": Tone.BUSY})
    sheet = Sheet("S", lambda _: (1, 2, 3), columns, charts=(chart,), strong=lambda row: row == 3)
    (drawn,) = book_of(sheet).active._charts
    assert drawn.series[0].val.numRef.f == "S!$B$5:$B$6"
    assert drawn.anchor._from.row == 8


@pytest.mark.parametrize(
    ("rows", "width", "is_beside", "is_one_line"), [(2, 140, False, True), (2, 20, False, False), (40, 20, True, False)]
)
def test_charts_take_the_place_that_there_is(rows, width, is_beside, is_one_line):
    """In one line below a wide table, below each other under a narrow one, beside a long one."""
    column = Column("Cost", lambda row: row, width=width)
    chart = Chart("Costs", label="Cost", series={"Cost": Tone.BUSY}, shape=Shape.LINE)
    first, second = book_of(Sheet("S", lambda _: range(rows), (column,), charts=(chart, chart))).active._charts
    starts = [drawn.anchor._from for drawn in (first, second)]
    assert starts[0].row == (3 if is_beside else rows + 5)
    assert starts[0].col == (1 if is_beside else 0)
    assert (starts[0].row == starts[1].row) == is_one_line


def test_columns_can_stay_in_sight_and_on_every_page():
    columns = tuple(Column(heading, str) for heading in "ABC")
    sheet = book_of(Sheet("S", lambda _: ("a",), columns, kept=2, pages=3)).active
    assert (sheet.freeze_panes, sheet.print_title_cols, sheet.page_setup.fitToWidth) == ("C5", "$A:$B", 3)


def test_a_chart_of_rows_that_are_not_there_is_left_out():
    chart = Chart("Costs", label="Year", series={"Cost": Tone.BUSY}, sheet="Data")
    front = Sheet("Front", lambda _: ("a",), (Column("A", str),), charts=(chart,))
    data = Sheet("Data", lambda _: (), (Column("Year", int), Column("Cost", int)))
    file = render(Workbook("t", "T", (front, data)), make_snapshot(), progress)
    assert openpyxl.load_workbook(io.BytesIO(file))["Front"]._charts == []


def test_the_same_snapshot_gives_the_same_bytes():
    workbook = Workbook("test", "Test", (Sheet("S", lambda _: ("a",), (Column("A", str),)),))
    files = [render(workbook, make_snapshot(), lambda percent: None) for _ in range(2)]
    assert files[0] == files[1]
    with zipfile.ZipFile(io.BytesIO(files[0])) as archive:
        assert b"2027-03-14T15:04:00Z</dcterms:modified>" in archive.read("docProps/core.xml")


def test_progress_is_told_for_each_sheet():
    told = []
    sheets = [Sheet(title, lambda _: ("a",), (Column("A", str),)) for title in ("One", "Two")]
    render(Workbook("test", "Test", tuple(sheets)), make_snapshot(), told.append)
    assert told == [50, 90]
