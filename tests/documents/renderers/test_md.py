import pytest
from markdown_it import MarkdownIt

from journeys.documents.declaring import (
    Bar,
    Bullets,
    Callout,
    Column,
    Figures,
    Paragraph,
    Picture,
    Report,
    Section,
    Table,
    Tone,
)
from journeys.documents.renderers.md import render
from tests.documents.snapshots import make_snapshot

NASTY = [
    "a | b", "`code` ``x``", "<script>alert(1)</script>", "![x](http://evil.example/x.png)", "[link](javascript:x)",
    "# no heading", "- no list", "1. no list", "2) no list", "> no quote", "***", "---", "=1+1", "~~gone~~",
    "&lt;b&gt;", "two\nlines", "back\\slash", "_so_ *it* goes", "\U0001f680 עברית", "$x$", "    no code", "+ no list",
]  # fmt: skip


def text_of(*blocks, **options):
    report = Report("test", "Test", (Section("Heading", blocks),), prepare=lambda snapshot: None)
    return render(report, make_snapshot(**options), lambda percent: None).decode()


def html_of(*blocks, **options):
    return MarkdownIt("gfm-like", {"linkify": False}).render(text_of(*blocks, **options))


def escaped(text):
    return " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


@pytest.mark.parametrize("text", NASTY)
def test_text_from_people_reads_as_it_was_typed(text):
    assert f"<p>{escaped(text)}</p>" in html_of(Paragraph(text))
    assert f"<li>{escaped(text)}</li>" in html_of(Bullets(lambda _: [text], empty=""))
    html = html_of(Table(lambda _: [text], (Column("A", str), Column("B", lambda row: "next"))))
    assert f"<td>{escaped(text)}</td>\n<td>next</td>" in html


def test_the_title_says_what_it_is():
    assert text_of(title="Acme *to* Connect").startswith(
        "# Test 3: Acme \\*to\\* Connect\n\nAs of 14 Mar 2027, 15:04 UTC · revision 42\n\n## Heading"
    )


def test_blocks():
    html = html_of(
        Callout(lambda _: "Red", lambda _: Tone.BAD, lambda _: ["Why."]), Figures(lambda _: [("62 %", "in scope")])
    )
    assert "<blockquote>\n<p><strong>Red</strong></p>\n<p>Why.</p>\n</blockquote>" in html
    assert "<li><strong>62 %</strong> in scope</li>" in html


def test_strong_rows_are_bold():
    html = html_of(Table(lambda _: ["head", "row"], (Column("A", str),), strong=lambda row: row == "head"))
    assert "<td><strong>head</strong></td>" in html
    assert "<td>row</td>" in html


def test_the_picture_is_drawn_in_characters():
    bars = [Bar("Assess\n<b>", (1, 1), "50 %, 1 of 2"), Bar("Operate", (0, 0), "nothing in scope")]
    text = text_of(Picture(lambda _: bars, {"Completed": Tone.GOOD, "Planned": Tone.QUIET}, caption="Progress"))
    assert f"    Assess <b>  {'█' * 10}{'░' * 10}  50 %, 1 of 2" in text
    assert f"    Operate     {'░' * 20}  nothing in scope" in text


def test_what_is_empty_says_so():
    assert "Nothing late." in text_of(Table(lambda _: [], (Column("A", str),), empty="Nothing late."))
    assert "No change." in text_of(Bullets(lambda _: [], empty="No change."))
