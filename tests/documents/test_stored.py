import io
from datetime import date

import pytest

from journeys.documents import stored
from journeys.documents.declaring import (
    Bullets,
    Callout,
    Column,
    Paragraph,
    Report,
    Section,
    Share,
    Sheet,
    Table,
    Tone,
    Workbook,
)
from journeys.documents.renderers import csv, docx, md, xlsx
from journeys.documents.roadmap import ROADMAP
from journeys.documents.stored import read_stored
from tests.documents.snapshots import make_snapshot

COLUMNS = (
    Column("Task", "title"),
    Column("Due", "due_on"),
    Column("Done", lambda task: Share(0.25)),
    Column("Note", lambda task: "a, b"),
)
ROWS = [("Port", "14 Mar 2027", "0.25", "a, b"), ("Test", "", "0.25", "a, b")]


class Task:
    def __init__(self, title, due_on=None):
        self.title, self.due_on = title, due_on


SHEET = Sheet("Plan", lambda _: [Task("Port", date(2027, 3, 14)), Task("Test")], COLUMNS)
REPORT = Report(
    "test",
    "Test",
    (
        Section(
            "Headline",
            (
                Callout(lambda _: "Amber", lambda _: Tone.WARN, lambda _: ["2 are late."]),
                Paragraph("All is well."),
                Bullets(lambda _: ["One."], empty=""),
                Table(lambda _: [Task("Port", date(2027, 3, 14))], COLUMNS[:2]),
            ),
        ),
    ),
    is_long=True,
)


def read(renderer, declared, format):
    content = renderer.render(declared, make_snapshot(), lambda percent: None)
    return read_stored(format, io.BytesIO(content))


def test_a_workbook_gives_the_rows_of_its_sheets():
    (passage,) = read(xlsx, Workbook("test", "Test", (SHEET,)), "xlsx").passages
    assert (passage.title, passage.headings) == ("Plan", ("Task", "Due", "Done", "Note"))
    assert passage.rows == ROWS


def test_values_separated_by_commas_are_rows():
    (passage,) = read(csv, SHEET, "csv").passages
    assert passage.headings == ("Task", "Due", "Done", "Note")
    assert [row[0] for row in passage.rows] == ["Port", "Test"]
    assert passage.rows[0][3] == "a, b"


def test_a_word_document_gives_its_lines_without_title_and_contents():
    (passage,) = read(docx, REPORT, "docx").passages
    lines = [line for (line,) in passage.rows]
    assert lines[0] == "Headline"
    assert "All is well." in lines
    assert "One." in lines
    assert "Port · 14 Mar 2027" in lines
    assert not [line for line in lines if "revision" in line]
    assert lines.count("Headline") == 1


def test_markdown_gives_its_lines_without_title_and_source():
    (passage,) = read(md, REPORT, "md").passages
    assert passage.rows[0] == ("## Headline",)
    assert not [line for (line,) in passage.rows if "revision" in line]


@pytest.mark.parametrize(("most", "is_cut"), [(1, True), (2, False)])
def test_long_ones_are_cut_and_say_so(monkeypatch, most, is_cut):
    monkeypatch.setattr(stored, "MOST_ROWS", most)
    said = read(xlsx, Workbook("test", "Test", (SHEET,)), "xlsx")
    assert said.is_cut == is_cut
    assert len(said.passages[0].rows) == most


def test_keys_of_rows_are_not_said():
    (passage, *_) = read(xlsx, ROADMAP.formats["xlsx"], "xlsx").passages
    assert passage.headings[-1] == ROADMAP.formats["xlsx"].sheets[0].columns[-1].heading
