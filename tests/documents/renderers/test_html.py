from html.parser import HTMLParser

from journeys.documents.declaring import Column, Sheet, Tone, Workbook
from journeys.documents.renderers.html import render
from tests.documents.snapshots import NOW, make_snapshot

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
