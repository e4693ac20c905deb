import io

import docx
import pytest
from docx.oxml.ns import qn

from journeys.documents.declaring import Markdown, Report, Section
from journeys.documents.renderers.docx import render
from tests.documents.snapshots import make_snapshot

FRAME = 3  # title, subtitle and the heading of the section


def document_of(*texts, level=1):
    blocks = tuple(Markdown(text, level) for text in texts)
    report = Report("test", "Test", (Section("Heading", blocks),), prepare=lambda snapshot: None)
    return docx.Document(io.BytesIO(render(report, make_snapshot(), lambda percent: None)))


def paragraphs(*texts, **options):
    return document_of(*texts, **options).paragraphs[FRAME:]


def lines(*texts, **options):
    return [(each.style.name, each.text) for each in paragraphs(*texts, **options)]


def numbers(*texts):
    """The counter of each paragraph that has one of its own."""
    found = [each._p.pPr.numPr for each in paragraphs(*texts)]
    return [each.numId.val for each in found if each is not None]


def test_paragraphs_and_headings_have_real_styles():
    assert lines("# A\n\ntext\n\n### B", level=2) == [("Heading 3", "A"), ("Normal", "text"), ("Heading 4", "B")]


def test_headings_end_at_the_deepest():
    assert lines("## A", level=6) == [("Heading 6", "A")]


def test_lists_stand_in_and_keep_what_belongs_to_an_item():
    assert lines("- a\n\n  more\n  - b\n    1. c\n       - d\n") == [
        ("List Bullet", "a"), ("List Continue", "more"), ("List Bullet 2", "b"), ("List Number 3", "c"),
        ("List Bullet 3", "d"),
    ]  # fmt: skip


def test_each_numbered_list_counts_anew():
    first, second, third, fourth = numbers("1. a\n2. b\n\ntext\n\n1. c\n", "7. d\n")
    assert first == second
    assert len({first, third, fourth}) == 3


def test_a_list_starts_where_it_says():
    document = document_of("7. a")
    (number,) = (each._p.pPr.numPr.numId.val for each in document.paragraphs[FRAME:])
    counter = document.part.numbering_part.element.num_having_numId(number)
    assert counter.lvlOverride_lst[0].startOverride.val == 7


def test_marks_are_those_of_runs():
    (paragraph,) = paragraphs("a **b *c*** `d` ~~e~~")
    looks = {run.text: (run.bold, run.italic, run.style.name, run.font.strike) for run in paragraph.runs}
    assert looks["b "] == (True, None, "Default Paragraph Font", None)
    assert looks["c"] == (True, True, "Default Paragraph Font", None)
    assert looks["d"] == (None, None, "Code Char", None)
    assert looks["e"][3] is True


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("[form](https://example.com/a?b=1&c=2)", "https://example.com/a?b=1&c=2"),
        ("<https://example.com/x>", "https://example.com/x"),
        ("<ana@example.com>", "mailto:ana@example.com"),
        ("![plan](https://example.com/plan.png)", "https://example.com/plan.png"),
    ],
)
def test_links_are_links(text, address):
    (link,) = paragraphs(text)[0].hyperlinks
    assert link.address == address
    assert link.runs[0].style.name == "Hyperlink"


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "file:///etc/passwd", "/journeys/1", "#a", "https:///x", "data:text/html,x", r"\\server\x",
     "https://example.com/" + "x" * 3_000],
)  # fmt: skip
def test_what_does_not_lead_outside_stays_text(address):
    (paragraph,) = paragraphs(f"[text]({address})")
    assert not paragraph.hyperlinks
    assert "text" in paragraph.text


def test_tables_have_the_look_of_all_others():
    document = document_of("| A | B |\n|---|---|\n| **1** | [2](https://example.com) |\n")
    (table,) = document.tables
    assert table.style.name == "Journey table"
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["A", "B"], ["1", "2"]]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_code_and_quotes():
    assert lines("```sh\na\n  b\n```\n\n> c") == [("Code", "a\n  b"), ("Quote", "c")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a<br>b <b>c</b>", ["a\nb c"]),
        ("<div>\n<p>text &amp; more</p>\n</div>", ["text & more"]),
        ("<script>alert(1)</script>", []),
        ("<w:p/>a ]]> & bell\x07", ["<w:p/>a ]]> & bell"]),
        ("=1+1", ["=1+1"]),
        ("\U0001f680 עברית", ["\U0001f680 עברית"]),
        ("", []),
        ("> " * 90 + "deep", ["deep"]),
    ],
)
def test_nothing_that_people_write_is_xml_or_html(text, shown):
    assert [paragraph.text for paragraph in paragraphs(text)] == shown


def test_every_style_that_is_used_exists():
    document = document_of("# a\n\n- b\n\n1. c\n\n> d\n\n```\ne\n```\n\n| f |\n|---|\n| `g` [h](https://example.com) |")
    ids = {style.style_id for style in document.styles}
    used = {
        element.get(qn("w:val")) for tag in ("w:pStyle", "w:rStyle", "w:tblStyle")
        for element in document.element.iter(qn(tag))
    }  # fmt: skip
    assert used <= ids
    assert {"CodeChar", "Hyperlink", "Code", "Quote"} <= used
