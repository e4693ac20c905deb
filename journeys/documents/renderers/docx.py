"""Reports for Word and LibreOffice Writer: real styles, so that a team can restyle them; page numbers are fields.

Paragraphs and tables are put together as XML: through python-docx's cells, a table of a hundred rows takes seconds.
"""

import io
from collections.abc import Iterable
from datetime import UTC
from functools import lru_cache, singledispatchmethod
from typing import Any

from docx import Document
from docx import document as docx_document
from docx.oxml import parse_xml
from docx.shared import Cm, Twips

from journeys.documents.declaring import (
    Bullets,
    Callout,
    Column,
    Figures,
    Graph,
    Markdown,
    OpenAttachment,
    Paragraph,
    Picture,
    Progress,
    Report,
    Section,
    Table,
    Tone,
    nothing_stored,
    parts_of,
    text_of,
)
from journeys.documents.renderers import graph, picture
from journeys.documents.renderers.docx_contents import bookmarked, contents_xml
from journeys.documents.renderers.docx_house import drop_unused, open_template, shows_something
from journeys.documents.renderers.docx_markdown import MarkdownXml
from journeys.documents.renderers.docx_pictures import Pictures
from journeys.documents.renderers.docx_styles import set_page, set_styles, text_width, write_footer, write_header
from journeys.documents.renderers.docx_xml import NAMESPACE, callout_xml, figures_xml, paragraph_xml, table_xml
from journeys.documents.renderers.looks import Look, look_of
from journeys.documents.renderers.packing import steady
from journeys.documents.snapshot import House, Snapshot
from journeys.documents.text import clean, numbered, short, source_line, words


def render(
    report: Report, snapshot: Snapshot, progress: Progress, open_attachment: OpenAttachment = nothing_stored
) -> bytes:
    content = report.prepare(snapshot)
    writer = Writer(report, snapshot, open_attachment)
    sections = parts_of(report.sections, content)
    for done, section in enumerate(sections, start=1):
        writer.write_section(section, content)
        progress(10 + 80 * done // len(sections))
    if report.is_long:
        writer.write_contents()
    file = io.BytesIO()
    writer.document.save(file)
    return steady(file.getvalue(), snapshot.as_of)


def framed(house: House) -> docx_document.Document:
    """An empty document in the look of the house."""
    document = Document(io.BytesIO(frame_in(look_of(house))))
    return open_template(house.template, document) if house.template else document


@lru_cache(maxsize=8)  # spaces differ in their colours
def frame_in(look: Look) -> bytes:
    """An empty document, kept: to set its styles takes longer than most documents do."""
    document = Document()
    drop_unused(document)
    set_styles(document, look)
    set_page(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


class Writer:
    """Appends to one document, block by block."""

    def __init__(self, report: Report, snapshot: Snapshot, open_attachment: OpenAttachment):
        self.document = framed(snapshot.journey.house)
        self.width = text_width(self.document)
        title = numbered(report.title, snapshot)
        below = f"{title} · {source_line(snapshot)}" if report.is_long else source_line(snapshot)
        is_house = bool(snapshot.journey.house.template)
        self.write_frame(clean(snapshot.journey.title), title, below, is_long=report.is_long, is_house=is_house)
        self.set_properties(f"{title}: {snapshot.journey.title}", snapshot)
        self.paragraph(title, "Title")
        self.paragraph(f"{snapshot.journey.title}\n{source_line(snapshot)}", "Subtitle")
        self.head_end = len(self.document.element.body) - 1  # the last one is the page's own
        self.headings: list[tuple[str, int]] = []
        self.markdown = MarkdownXml(
            self.document, self.width, Pictures(self.document, self.width, snapshot, open_attachment)
        )

    def write_frame(self, left: str, title: str, below: str, *, is_long: bool, is_house: bool) -> None:
        """Above and below each page stands what the house has there; long documents add the version to that."""
        section = self.document.sections[0]
        # Our lines are long: in the house's own styles, larger and with stops at other places, they might not fit.
        header, footer = ("Note", "Note") if is_house else ("Header", "Footer")
        if not shows_something(section.header):
            write_header(self.document, left, title, header)
        if not shows_something(section.footer):
            write_footer(self.document, below, footer)
        elif is_long:
            section.footer.add_paragraph(below, self.document.styles[footer])

    def set_properties(self, title: str, snapshot: Snapshot) -> None:
        properties = self.document.core_properties
        properties.title, properties.author, properties.last_modified_by = clean(title)[:255], "MigOps", "MigOps"
        properties.comments = ""
        properties.created = properties.modified = snapshot.as_of.astimezone(UTC).replace(tzinfo=None)

    def write_section(self, section: Section, content: Any) -> None:
        self.heading(text_of(section.heading, content), section.level)
        for block in section.blocks:
            self.write(block, content)

    def heading(self, text: str, level: int) -> None:
        self.headings.append((text, level))
        self.append(bookmarked(paragraph_xml(text, f"Heading{level}", namespace=NAMESPACE), len(self.headings)))

    def write_contents(self) -> None:
        """Behind the title block; known only once all else is written."""
        body = self.document.element.body
        for at, xml in enumerate(contents_xml(self.headings), start=self.head_end):
            body.insert(at, parse_xml(xml))

    def append(self, xml: str) -> None:
        self.document.element.body.sectPr.addprevious(parse_xml(xml))

    def paragraph(self, text: str, style: str = "Normal") -> None:
        """`style` by its name; its id is the name without spaces."""
        self.append(paragraph_xml(text, style.replace(" ", ""), namespace=NAMESPACE))

    def table(self, xml: str) -> None:
        """With an empty line behind it, without which Word joins it to the next table."""
        self.append(xml)
        self.paragraph("", "After Table")

    def image(self, png: bytes, caption: str, description: str) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(io.BytesIO(png), width=min(Cm(17), Twips(self.width)))
        properties = shape._inline.docPr  # python-docx has no other way to a description
        properties.set("name", clean(caption))
        properties.set("descr", description)
        self.paragraph(caption, "Caption")

    @singledispatchmethod
    def write(self, block, content) -> None:
        raise NotImplementedError(block)

    @write.register
    def _(self, block: Paragraph, content) -> None:
        self.paragraph(text_of(block.text, content), "Note" if block.is_note else "Normal")

    @write.register
    def _(self, block: Bullets, content) -> None:
        items = list(block.items(content))
        for item in items:
            self.paragraph(item, "List Bullet")
        if not items:
            self.paragraph(block.empty)

    @write.register
    def _(self, block: Figures, content) -> None:
        self.table(figures_xml(list(block.pairs(content)), self.width))

    @write.register
    def _(self, block: Callout, content) -> None:
        self.table(callout_xml(block.word(content), block.tone(content), list(block.lines(content)), self.width))

    @write.register
    def _(self, block: Picture, content) -> None:
        if bars := list(block.bars(content)):
            parts = (f"{clean(bar.label)}: {described(bar.parts, block.legend)}" for bar in bars)
            self.image(picture.draw(bars, block.legend), block.caption, "; ".join(parts))

    @write.register
    def _(self, block: Graph, content) -> None:
        if points := list(block.points(content)):
            parts = (f"{clean(p.label)}: {described(map(short, p.values), block.legend)}" for p in points)
            self.image(graph.draw(points, block.legend, block.shape), block.caption, "; ".join(parts))

    @write.register
    def _(self, block: Table, content) -> None:
        rows = list(block.rows(content))
        if rows:
            self.table(table_xml(block.columns, cells_of(block, rows), self.width))
        else:
            self.paragraph(block.empty)

    @write.register
    def _(self, block: Markdown, content) -> None:
        for xml in self.markdown.blocks_of(block.text, block.level):
            self.append(xml)


def described(parts: Iterable[int | str], legend: Iterable[str]) -> str:
    return ", ".join(f"{part} {word.lower()}" for part, word in zip(parts, legend, strict=True))


def cells_of(block: Table, rows: list) -> Iterable[tuple[bool, list[tuple[str, Tone | None]]]]:
    """For each row whether it is a strong one, and the text and tone of each cell."""
    for row in rows:
        is_strong = bool(block.strong and block.strong(row))
        yield is_strong, [cell_of(column, words(column.read(row))) for column in block.columns]


def cell_of(column: Column, text: str) -> tuple[str, Tone | None]:
    return text, column.tones.get(text)
