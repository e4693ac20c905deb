import io

import docx
from docx.oxml.ns import qn

from journeys.documents.declaring import Paragraph, Report, Section
from journeys.documents.renderers.docx import render
from tests.documents.snapshots import make_snapshot

SECTIONS = (Section("A <b> & c", (Paragraph("Text."),)), Section("Deep", (), level=3), Section("Deepest", (), level=4))


def document_of(*, is_long=True):
    report = Report("test", "Test", SECTIONS, is_long=is_long)
    return docx.Document(io.BytesIO(render(report, make_snapshot(), lambda percent: None)))


def test_contents_come_after_the_title_and_lead_to_the_headings():
    document = document_of()
    assert [(each.style.name, each.text) for each in document.paragraphs[2:6]] == [
        ("TOC Heading", "Contents"), ("toc 1", "A <b> & c"), ("toc 3", "Deep"), ("Normal", ""),
    ]  # fmt: skip
    assert document.paragraphs[5]._p.xpath("w:r/w:br[@w:type='page']")
    marks = {each.get(qn("w:name")) for each in document.element.iter(qn("w:bookmarkStart"))}
    links = [link.fragment for each in document.paragraphs for link in each.hyperlinks]
    assert len(links) == 2
    assert set(links) <= marks


def test_they_are_a_field_that_word_brings_up_to_date():
    document = document_of()
    instructions = [each.text for each in document.element.iter(qn("w:instrText"))]
    assert instructions == [' TOC \\o "1-3" \\h \\z \\u ']
    marks = list(document.element.iter(qn("w:fldChar")))
    assert [mark.get(qn("w:fldCharType")) for mark in marks] == ["begin", "separate", "end"]
    assert marks[0].get(qn("w:dirty")) == "true"


def test_the_version_is_at_the_foot_of_each_page():
    footer = document_of().sections[0].footer.paragraphs[0]
    assert footer.text.startswith("Test 3 · As of 14 Mar 2027, 15:04 UTC · revision 42\tPage ")


def test_its_lines_have_the_styles_that_word_fills_it_with():
    assert document_of().styles["toc 1"].builtin


def test_a_short_report_has_none():
    assert "Contents" not in [each.text for each in document_of(is_long=False).paragraphs]
