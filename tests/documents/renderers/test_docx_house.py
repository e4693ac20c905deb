"""Reports in a template of the house: what stays, what goes, and that what we need is there."""

import io
import zipfile
from dataclasses import replace

import docx
import pytest
from defusedxml import ElementTree
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn

from journeys.documents.declaring import Bullets, Column, Markdown, Paragraph, Report, Section, Table
from journeys.documents.house import sample
from journeys.documents.renderers.docx import render
from journeys.documents.snapshot import House
from tests.documents.snapshots import make_snapshot
from tests.files import saved
from tests.houses import TEAL, german_template, make_template

LISTS = "1. one\n2. two\n\n- a sign\n"


def bytes_in(template: bytes, *blocks, is_long=False, **colours) -> bytes:
    snapshot = make_snapshot()
    snapshot = replace(snapshot, journey=replace(snapshot.journey, house=House(template, **colours)))
    report = Report("test", "Test", (Section("Heading", blocks),), prepare=lambda snapshot: None, is_long=is_long)
    return render(report, snapshot, lambda percent: None)


def document_in(template: bytes, *blocks, **options):
    return docx.Document(io.BytesIO(bytes_in(template, *blocks, **options)))


def text_of(part) -> str:
    return "".join(paragraph.text for paragraph in part.paragraphs)


def used_styles(document) -> set[str]:
    tags = [qn(f"w:{tag}") for tag in ("pStyle", "rStyle", "tblStyle")]
    return {element.get(qn("w:val")) for element in document.element.iter(*tags)}


def test_styles_pages_header_and_footer_are_those_of_the_template():
    document = document_in(make_template(), Paragraph("Text."))
    section = document.sections[0]
    assert text_of(section.header).startswith("Northwind Consulting")
    assert text_of(section.footer) == "Confidential"
    assert section.left_margin.cm == pytest.approx(2.5, abs=0.01)
    heading = document.styles["Heading 1"].font
    assert (heading.name, str(heading.color.rgb)) == ("Georgia", TEAL)


def test_its_text_and_the_pictures_in_it_are_gone():
    made = bytes_in(make_template(), Paragraph("Text."))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert b"Secret" not in b"".join(archive.read(name) for name in archive.namelist())
        assert [name for name in archive.namelist() if name.endswith((".jpg", ".jpeg"))] == []
        assert [name for name in archive.namelist() if name.endswith(".png")] != []  # the logo of the header


def test_an_empty_footer_gets_our_page_numbers_within_its_margins():
    section = document_in(make_template(footer=""), Paragraph("Text.")).sections[0]
    fields = [each.get(qn("w:instr")) for each in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert section.footer.paragraphs[0].paragraph_format.tab_stops[0].position.cm == pytest.approx(16, abs=0.1)


def test_an_empty_header_gets_journey_and_title():
    section = document_in(make_template(header="", logo=False)).sections[0]
    assert text_of(section.header) == "Acme to Amazon Connect\tTest 3"


def test_a_long_document_says_its_version_below_the_footer_of_the_house():
    footer = document_in(make_template(), is_long=True).sections[0].footer
    assert [paragraph.text for paragraph in footer.paragraphs] == [
        "Confidential",
        "Test 3 · As of 14 Mar 2027, 15:04 UTC · revision 42",
    ]


def test_tables_fit_its_pages():
    table = document_in(make_template(), Table(lambda _: ["a"], (Column("A", str),))).tables[0]
    assert table.columns[0].width.cm == pytest.approx(16, abs=0.1)


def test_a_template_in_another_language_keeps_its_look_and_gets_what_it_lacks():
    document = document_in(
        german_template(),
        Bullets(lambda _: ["a"], empty=""),
        Table(lambda _: ["a"], (Column("A", str),)),
        Markdown(LISTS, level=1),
        Paragraph("Small.", is_note=True),
    )
    ids = {style.style_id for style in document.styles}
    assert used_styles(document) <= ids
    assert document.styles["Heading 1"].style_id == "Heading1"
    assert document.styles["Heading 1"].font.name == "Georgia"
    assert document.styles["Notiz"].style_id != document.styles["Note"].style_id
    header = document.sections[0].header
    assert (text_of(header), header.paragraphs[0].style.name) == ("Nordwind GmbH", "Heading 1")
    bullets = document.styles["List Bullet"].element.pPr.numPr.numId.val
    numbering = document.part.numbering_part.element
    kind = numbering.num_having_numId(bullets).abstractNumId.val
    levels = numbering.xpath(f'w:abstractNum[@w:abstractNumId="{kind}"]/w:lvl/w:numFmt/@w:val')
    assert levels[0] == "bullet"
    defaults = [
        s for s in document.styles.element if s.get(qn("w:default")) == "1" and s.get(qn("w:type")) == "paragraph"
    ]
    assert len(defaults) == 1


def test_added_styles_take_the_font_of_the_house():
    assert document_in(german_template()).styles["Table Text"].font.name is None


def test_the_frame_of_an_earlier_section_counts_for_the_whole():
    template = docx.Document()
    template.sections[0].header.paragraphs[0].text = "Northwind"
    template.add_section(WD_SECTION.NEW_PAGE)
    assert text_of(document_in(saved(template.save)).sections[0].header) == "Northwind"


def test_it_can_be_edited_whatever_protects_the_template():
    template = docx.Document()
    settings = template.settings.element
    settings.insert(0, settings.makeelement(qn("w:documentProtection"), {qn("w:edit"): "readOnly"}))
    made = document_in(saved(template.save))
    assert made.settings.element.find(qn("w:documentProtection")) is None


def test_colours_of_the_house_are_in_what_the_template_lacks():
    made = document_in(german_template(), header_fill="FDE68A")
    assert str(made.styles["Table Heading"].font.color.rgb) == "000000"
    fill = made.styles["Journey table"].element.find(f".//{qn('w:shd')}")
    assert fill.get(qn("w:fill")) == "FDE68A"


def test_colours_alone_are_in_the_built_in_look():
    made = document_in(b"", accent=TEAL)
    assert str(made.styles["Heading 1"].font.color.rgb) == TEAL


@pytest.mark.parametrize("template", [make_template(), german_template()])
def test_the_sample_is_sound_and_steady(template):
    made = sample("docx", "Northwind", House(template))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        parts = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        for part in parts:
            ElementTree.fromstring(archive.read(part))
    assert len(docx.Document(io.BytesIO(made)).paragraphs) > 15
    assert bytes_in(template) == bytes_in(template)
