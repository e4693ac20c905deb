"""The status report, against the time that the plain library needs to write the same content."""

import io
from collections.abc import Callable, Iterator

import openpyxl
from docx import Document
from docx.table import Table

from journeys.documents.reading import take_snapshot
from journeys.documents.rendering import render
from tests.bench.figures import Figure
from tests.bench.journeys import in_full_swing, shipped, start
from tests.bench.visitors import medians

LIMIT = 1.5
ROUNDS = 7


def report() -> Iterator[Figure]:
    journey = in_full_swing(start(shipped(), "To report"))
    snapshot = take_snapshot(journey.pk, kind="status-report")
    for format, same_content in (("docx", plain_docx), ("xlsx", plain_xlsx)):
        write = same_content(render("status-report", format, snapshot))
        ours, plain = medians(ROUNDS, lambda format=format: render("status-report", format, snapshot), write, warm_up=2)
        yield Figure(f"status report, {format}", ours, "ms")
        yield Figure(f"status report, {format}: plain library", plain, "ms")
        yield Figure(f"status report, {format}: / plain library", ours / plain, limit=LIMIT)


def plain_docx(content: bytes) -> Callable[[], None]:
    """Writes the paragraphs, tables and pictures of `content` again, tables row by row: `table.cell` is far slower."""
    given = Document(io.BytesIO(content))
    blocks = [texts_of(block) if isinstance(block, Table) else block.text for block in given.iter_inner_content()]
    pictures = [part.blob for part in given.part.related_parts.values() if part.partname.startswith("/word/media/")]

    def write() -> None:
        document = Document()
        for block in blocks:
            if isinstance(block, str):
                document.add_paragraph(block)
            else:
                add_table(document, block)
        for picture in pictures:
            document.add_picture(io.BytesIO(picture))
        document.save(io.BytesIO())

    return write


def texts_of(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def add_table(document, texts: list[list[str]]) -> None:
    table = document.add_table(rows=len(texts), cols=len(texts[0]))
    for row, row_texts in zip(table.rows, texts, strict=True):
        for cell, text in zip(row.cells, row_texts, strict=True):
            cell.text = text


def plain_xlsx(content: bytes) -> Callable[[], None]:
    """Writes the values of `content` again, as a stream; its looks, rules and charts are left out."""
    given = openpyxl.load_workbook(io.BytesIO(content))
    sheets = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in given}

    def write() -> None:
        book = openpyxl.Workbook(write_only=True)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.save(io.BytesIO())

    return write
