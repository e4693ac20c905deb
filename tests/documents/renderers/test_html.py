from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest

from journeys.documents.declaring import (
    Bar,
    Bullets,
    Callout,
    Chart,
    Column,
    Figures,
    Formula,
    Graph,
    Input,
    Markdown,
    Paragraph,
    Picture,
    Point,
    Report,
    Section,
    Shape,
    Sheet,
    Table,
    Tone,
    Workbook,
)
from journeys.documents.evidence_pack import ARCHIVE
from journeys.documents.renderers.html import preview, render
from journeys.documents.snapshot import Attachment, House
from tests.documents.snapshots import NOW, make_snapshot

DECLARED = Report("test", "Test", ())
NASTY = '<script>alert(1)</script>"&\x07'


class Tags(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.names, self.links = set(), []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.names.add(tag)
        self.links += [value for name, value in attributes if name in ("href", "src")]


def page_of(rows, *columns, notice="", **facts):
    workbook = Workbook("test", "Test", (Sheet("Sheet", lambda _: rows, columns),))
    return render(workbook, make_snapshot(**facts), notice).decode()


def test_text_from_people_is_text():
    page = page_of([NASTY], Column("A", str), notice=NASTY, title=NASTY)
    assert "script" not in Tags(page).names
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;&#34;&amp;") == 4
    assert "\x07" not in page


def test_it_loads_nothing():
    tags = Tags(page_of(["a"], Column("A", str, link=lambda row: "folder/a%20b.txt")))
    assert tags.links == ["folder/a%20b.txt"]
    assert not tags.names & {"script", "link", "img", "iframe"}


def test_values_read_as_in_the_other_documents():
    page = page_of([1234], Column("Size", int, right=True), Column("When", lambda row: NOW))
    assert '<td class="right">1,234</td>' in page
    assert '<td class="nowrap">14 Mar 2027, 15:04</td>' in page


def test_a_tone_and_a_notice_stand_out():
    page = page_of(["Missing"], Column("State", str, tones={"Missing": Tone.BAD}), notice="One is missing.")
    assert '<td class="bad">Missing</td>' in page
    assert '<p class="notice" role="alert">One is missing.</p>' in page


def test_without_rows_it_says_so():
    assert "<p>Nothing here.</p>" in page_of([], Column("A", str))


def test_rows_that_head_others_and_notes_are_shown():
    sheet = Sheet("Sheet", lambda _: ["a", "b"], (Column("A", str),), strong=lambda row: row == "a", note="1 < 2")
    page = render(Workbook("test", "Test", (sheet,)), make_snapshot()).decode()
    assert page.count('<tr class="strong">') == 1
    assert "<p>1 &lt; 2</p>" in page


def test_its_styles_reach_the_browser_as_they_are():
    assert 'font: 14px/1.45 Calibri, "Segoe UI"' in page_of([], Column("A", str))


def test_figures_read_as_their_format_has_them():
    page = page_of(
        [Decimal("1234.5")], Column("Cost", lambda row: row, format="#,##0.00"),
        Column("Rate", lambda row: Decimal("0.085"), format="0.0%"), Column("Sum", lambda row: Formula("=1+1", 2)),
    )  # fmt: skip
    assert all(f"<td>{text}</td>" in page for text in ("1,234.50", "8.5 %", "2"))


@pytest.mark.parametrize(
    ("value", "format", "shown"),
    [
        (2027, "0", "2027"),
        (0, '#,##0.00;-#,##0.00;"–"', "–"),
        (0, "0;;", ""),
        (Decimal("-1234.5"), '#,##0.00;-#,##0.00;"–"', "-1,234.50"),
        (Decimal("0.0135"), "#,##0.00####", "0.0135"),
        (Decimal("1850"), "#,##0.00####", "1,850.00"),
        (Decimal("2812.5"), "#,##0.####", "2,812.5"),
        (540_000, "#,##0.####", "540,000"),
        (Decimal("0.125"), "0.00 %", "12.50 %"),
    ],
)
def test_numbers_read_as_excel_shows_them(value, format, shown):
    assert f"<td>{shown}</td>" in page_of(["row"], Column("A", lambda _: value, format=format))


def preview_of(*blocks, most=200, is_long=False, sections=1):
    parts = tuple(Section(f"Part {n} of <all>", blocks) for n in range(1, sections + 1))
    return preview(Report("test", "Test", parts, is_long=is_long), "Test", make_snapshot(), most).decode()


def test_a_text_has_all_its_blocks():
    page = preview_of(
        Paragraph("One\ntwo & three", is_note=True),
        Bullets(lambda _: ["a < b"], empty="None."),
        Bullets(lambda _: [], empty="No bullets."),
        Figures(lambda _: [("38 %", "in scope")]),
        Callout(lambda _: "Amber", lambda _: Tone.WARN, lambda _: ["2 are late."]),
        Picture(lambda _: [Bar("Assess", (1, 3), "25 %")], {"Done": Tone.GOOD, "Open": Tone.QUIET}, "By phase"),
        Table(lambda _: ["x"], (Column("A", str),)),
    )
    for piece in (
        "Part 1 of &lt;all&gt;</h2>",
        '<p class="lines note">One\ntwo &amp; three</p>',
        "<li>a &lt; b</li>",
        "<p>No bullets.</p>",
        "<dt>38 %</dt><dd>in scope</dd>",
        '<div class="callout warn"><b>Amber</b><div><p>2 are late.</p></div></div>',
        'aria-label="1 done, 3 open"><i class="solid-good" style="width: 25.00%">1</i>',
        "<figcaption>By phase</figcaption>",
        "<td>x</td>",
    ):
        assert piece in page


def test_markdown_keeps_its_words_and_nothing_that_acts():
    text = "# Top\n\nSee **this** <script>alert(1)</script><img src=x onerror=alert(1)> [there](javascript:alert(1))"
    page = preview_of(Markdown(text, 1))
    tags = Tags(page)
    assert "<h3>Top</h3>" in page
    assert "<strong>this</strong>" in page
    assert not tags.names & {"script", "img"}
    assert tags.links == []
    assert "(Picture: lines)" in preview_of(Markdown("![lines](plan.png)", 1))


def test_what_is_cut_says_so():
    page = preview_of(Table(lambda _: list(range(1110)), (Column("A", str),)), most=200)
    assert "The first 200 of 1,110 rows. The file has all of them." in page
    assert page.count("<tr>") == 201
    page = preview_of(sections=7, most=3)
    assert "The first 3 of 7 sections." in page
    assert "Part 4" not in page


def test_a_long_text_has_contents_that_stay_in_the_page():
    page = preview_of(is_long=True, sections=2)
    assert '<a href="#part-2" target="_self">Part 2 of &lt;all&gt;</a>' in page
    assert '<base target="_blank">' in page
    assert "#part-1" not in preview_of()


def test_of_an_archive_it_shows_the_index_without_links():
    file = Attachment(1, "plan.docx", None, None, 5, "a" * 64, "Ana Ruiz", NOW)
    page = preview(ARCHIVE, "Evidence pack", make_snapshot(attachments=(file,)), 200).decode()
    assert "00 Journey/plan.docx" in page
    assert "Packed when asked for" in page
    assert Tags(page).links == ["#part-1", "#part-2"]  # its own: the files, the approvals


def test_the_chart_of_a_sheet_is_drawn_from_its_cells():
    chart = Chart("By phase", "Phase", {"Done": Tone.GOOD, "Open": Tone.QUIET})
    columns = (Column("Phase", "label"), Column("Done", lambda row: Formula("=1", 1)), Column("Open", "parts"))
    rows = [SimpleNamespace(label="Assess", parts=3)]
    page = render(Workbook("test", "Test", (Sheet("S", lambda _: rows, columns, charts=(chart,)),)), make_snapshot())
    assert b'aria-label="1 done, 3 open"' in page


def test_amounts_have_their_values_beside_them():
    graph = Graph(lambda _: [Point("Year 1", (Decimal(-1500), 750))], {"Cost": Tone.BAD, "Saving": Tone.GOOD}, "Costs")
    page = preview_of(graph)
    assert 'style="width: 80.0%"></i>−1.5 k' in page
    assert 'style="width: 40.0%"></i>750' in page


def test_a_chart_of_a_long_line_shows_some_of_its_points_and_no_sum():
    chart = Chart("By month", "Month", {"Saved": Tone.GOOD}, shape=Shape.LINE)
    columns = (Column("Month", lambda row: f"M{row}"), Column("Saved", lambda row: row))
    sheet = Sheet("S", lambda _: range(1, 38), columns, charts=(chart,), strong=lambda row: row == 37)
    page = render(Workbook("test", "Test", (sheet,)), make_snapshot()).decode()
    assert [n for n in range(1, 38) if f"<span>M{n}</span>" in page] == list(range(3, 37, 3))


def test_a_chart_may_show_another_sheet_without_the_rows_put_away():
    chart = Chart("Costs", "Year", {"Cost": Tone.BAD}, shape=Shape.COLUMNS, sheet="Figures")
    figures = Sheet(
        "Figures", lambda _: [1, 2], (Column("Year", lambda n: f"Year {n}"), Column("Cost", lambda n: Formula("=", n))),
        folded=lambda n: n == 2,
    )  # fmt: skip
    sheets = (Sheet("Summary", lambda _: ["x"], (Column("A", str),), charts=(chart,)), figures)
    page = render(Workbook("test", "Test", sheets), make_snapshot()).decode()
    assert "<figcaption>Costs</figcaption>" in page
    assert "Year 1" in page
    assert "Year 2" not in page


def test_what_people_may_change_is_marked():
    page = page_of([Input(Decimal("1200"), format="#,##0.00")], Column("Price", lambda row: row, right=True))
    assert '<td class="input right">1,200.00</td>' in page


def test_it_wears_the_colours_and_logo_of_the_house():
    journey = replace(make_snapshot().journey, house=House(accent="AA0000", logo=b"png"))
    page = preview(DECLARED, "Test", make_snapshot(journey=journey), 200).decode()
    assert "--accent: #AA0000" in page
    assert Tags(page).links == ["data:image/png;base64,cG5n"]
