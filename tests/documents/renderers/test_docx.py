import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

from journeys.documents.declaring import (
    Bar,
    Bullets,
    Callout,
    Column,
    Figures,
    Graph,
    Paragraph,
    Picture,
    Point,
    Report,
    Section,
    Share,
    Table,
    Tone,
)
from journeys.documents.renderers.docx import render
from tests.documents.snapshots import make_snapshot

NASTY = ["=1+1", "<b>&amp;</b>", "bell\x07", "x" * 40_000, "\U0001f680 עברית", "]]>", "a\nb"]


def bytes_of(*blocks, snapshot=None, heading="Heading"):
    report = Report("test", "Test", (Section(heading, blocks),), prepare=lambda snapshot: None)
    return render(report, snapshot or make_snapshot(), lambda percent: None)


def document_of(*blocks, **options):
    return docx.Document(io.BytesIO(bytes_of(*blocks, **options)))


def lines(document):
    return [(p.style.name, p.text) for p in document.paragraphs if p.text]


def test_title_block_and_headings_have_real_styles():
    assert lines(document_of(Paragraph("Text."), Paragraph("Small.", is_note=True))) == [
        ("Title", "Test 3"),
        ("Subtitle", "Acme to Amazon Connect\nAs of 14 Mar 2027, 15:04 UTC · revision 42"),
        ("Heading 1", "Heading"),
        ("Normal", "Text."),
        ("Note", "Small."),
    ]


def widths(document):
    return [column.width.twips for column in document.tables[0].columns]


def test_no_column_is_narrower_than_its_longest_word():
    text, *numbers = (Column("Text", str, width=90), Column("Completed", str, width=4), Column("In", str, width=4))
    wide, completed, short = widths(document_of(Table(lambda _: ["two words"], (text, *numbers))))
    assert completed > short > 0
    assert completed > len("Completed") * 100
    assert wide > 5 * completed


def test_columns_that_do_not_all_fit_keep_their_shares():
    columns = [Column("Unbreakable", str, width=1) for _ in range(20)]
    assert len(set(widths(document_of(Table(lambda _: ["a"], columns))))) == 1


def test_each_entry_of_the_archive_has_the_time_of_the_snapshot():
    with zipfile.ZipFile(io.BytesIO(bytes_of(Paragraph("Text.")))) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(2027, 3, 14, 15, 4, 0)}


def test_every_style_that_is_used_exists():
    document = document_of(
        Bullets(lambda _: ["a"], empty=""),
        Figures(lambda _: [("1", "one")]),
        Callout(lambda _: "Red", lambda _: Tone.BAD, lambda _: ["why"]),
        Table(lambda _: ["a", "b"], (Column("A", str),), strong=lambda row: row == "a"),
    )
    ids = {style.style_id for style in document.styles}
    used = {
        element.get(qn("w:val")) for tag in ("w:pStyle", "w:tblStyle") for element in document.element.iter(qn(tag))
    }
    assert used <= ids
    assert {"ListBullet", "TableStrong", "JourneyTable", "JourneyFrame"} <= used


@pytest.mark.parametrize("text", NASTY)
def test_text_from_people_comes_through_as_text(text):
    document = document_of(
        Paragraph(text),
        Bullets(lambda _: [text], empty=""),
        Table(lambda _: [text], (Column("A", str),)),
        heading=text,
        snapshot=make_snapshot(title=text),
    )
    kept = text.replace("\x07", "")
    assert lines(document)[2:] == [("Heading 1", kept), ("Normal", kept), ("List Bullet", kept)]
    assert document.tables[0].rows[1].cells[0].text == kept


def test_a_table_has_repeating_headings_and_unsplit_rows():
    columns = (Column("Name", "name", width=30), Column("Share", "share", width=10, right=True))

    class Row:
        name, share = "Assess", Share(0.5)

    table = document_of(Table(lambda _: [Row], columns)).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Name", "Share"], ["Assess", "50 %"]]
    assert table.style.name == "Journey table"
    properties = [row._tr.trPr for row in table.rows]
    assert properties[0].find(qn("w:tblHeader")) is not None
    assert all(each.find(qn("w:cantSplit")) is not None for each in properties)
    assert [int(column.width.cm * 10) for column in table.columns] == [127, 42]


def test_a_tone_shows_by_colour_and_by_weight():
    column = Column("A", str, tones={"Blocked": Tone.WARN, "Planned": Tone.QUIET})
    table = document_of(Table(lambda _: ["Blocked", "Planned", "Done"], (column,))).tables[0]
    runs = [row.cells[0].paragraphs[0].runs[0] for row in table.rows[1:]]
    assert [(run.bold, run.italic) for run in runs] == [(True, None), (None, True), (None, None)]


def test_what_is_empty_says_so():
    document = document_of(
        Bullets(lambda _: [], empty="No change."),
        Table(lambda _: [], (Column("A", str),), empty="Nothing late."),
        Picture(lambda _: [], legend={"Done": Tone.GOOD}, caption="Progress"),
        Graph(lambda _: [], legend={"Cost": Tone.BUSY}, caption="Costs"),
    )
    assert [text for _, text in lines(document)[3:]] == ["No change.", "Nothing late."]
    assert not document.tables
    assert not document.inline_shapes


def test_a_graph_is_described_in_words():
    legend = {"Today": Tone.QUIET, "Target": Tone.BUSY}
    points = [Point("2027", (1_200_000, 900)), Point("2028", (5, -5))]
    document = document_of(Graph(lambda _: points, legend, caption="Cost per year"))
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "2027: 1.2 M today, 900 target; 2028: 5 today, −5 target"
    assert ("Caption", "Cost per year") in lines(document)


def test_the_picture_is_described_in_words():
    legend = {"Completed": Tone.GOOD, "Planned": Tone.QUIET}
    document = document_of(Picture(lambda _: [Bar("Assess", (1, 2), "33 %")], legend, caption="Progress by phase"))
    (shape,) = document.inline_shapes
    assert round(shape.width.cm) == 17
    assert shape._inline.docPr.get("descr") == "Assess: 1 completed, 2 planned"
    assert ("Caption", "Progress by phase") in lines(document)


def test_pages_carry_journey_state_and_number_as_fields():
    section = document_of().sections[0]
    assert section.header.paragraphs[0].text == "Acme to Amazon Connect\tTest 3"
    footer = section.footer.paragraphs[0]
    assert footer.text.startswith("As of 14 Mar 2027, 15:04 UTC · revision 42\tPage ")
    assert [field.get(qn("w:instr")) for field in footer._p.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


def test_two_tables_do_not_run_into_one():
    table = Table(lambda _: ["a"], (Column("A", str),))
    body = document_of(table, table).element.body
    tags = [child.tag.split("}")[1] for child in body]
    assert "tbl tbl" not in " ".join(tags)
    assert tags[-2:] == ["p", "sectPr"]


def test_the_same_snapshot_gives_the_same_bytes():
    picture = Picture(lambda _: [Bar("Assess", (1,), "")], {"Done": Tone.GOOD}, caption="Progress")
    assert bytes_of(picture) == bytes_of(picture)
