"""The fastest way of the plain libraries to write what a file holds, to compare with."""

import io
from collections.abc import Callable, Iterator
from copy import copy, deepcopy

import openpyxl
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from openpyxl.cell import WriteOnlyCell
from PIL import Image

# What openpyxl keeps for a whole workbook: each look once, which cells name by number.
LOOKS = (
    "_fonts", "_fills", "_borders", "_alignments", "_protections", "_number_formats", "_cell_styles",
    "_differential_styles",
)  # fmt: skip
ACTING = ("data_validations", "conditional_formatting", "column_dimensions", "_charts")


def same_docx(content: bytes) -> Callable[[], None]:
    """Writes its paragraphs, tables and pictures again, in the library's own template and without their looks.

    Tables by copying the XML of a row, twenty times as fast as cell by cell. Pictures are packed as PNG again.
    """
    given = Document(io.BytesIO(content))
    blocks = [texts_of(block) if isinstance(block, Table) else block.text for block in given.iter_inner_content()]
    parts = given.part.related_parts.values()
    pictures = [decoded(part.blob) for part in parts if part.partname.startswith("/word/media/")]

    def write() -> None:
        document = Document()
        for block in blocks:
            if isinstance(block, str):
                document.add_paragraph(block)
            else:
                add_table(document, block)
        for picture in pictures:
            file = io.BytesIO()
            picture.save(file, "PNG", compress_level=3)
            document.add_picture(file)
        document.save(io.BytesIO())

    return write


def texts_of(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def decoded(png: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(png))
    picture.load()
    return picture


def add_table(document, texts: list[list[str]]) -> None:
    table = document.add_table(rows=1, cols=len(texts[0]))
    for cell in table.rows[0].cells:
        cell.text = "."
    pattern = table.rows[0]._tr
    for row in texts:
        copied = deepcopy(pattern)
        for place, text in zip(copied.iter(qn("w:t")), row, strict=True):
            place.text = text
        table._tbl.append(copied)
    table._tbl.remove(pattern)


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


def same_xlsx(content: bytes) -> Callable[[], None]:
    """Writes its cells again as a stream: values, formulas, looks, rules, names and charts, all made beforehand."""
    given = openpyxl.load_workbook(io.BytesIO(content))
    rows = {sheet.title: list(cells_of(sheet)) for sheet in given}

    def write() -> None:
        book = openpyxl.Workbook(write_only=True)
        for name in LOOKS:
            setattr(book, name, getattr(given, name))
        book.defined_names = copy(given.defined_names)
        for sheet in given:
            written = book.create_sheet(sheet.title)
            for name in ACTING:
                setattr(written, name, getattr(sheet, name))
            for row in rows[sheet.title]:
                written.append([styled(written, value, style) for value, style in row])
        book.save(io.BytesIO())

    return write


def cells_of(sheet) -> Iterator[list]:
    for row in sheet.iter_rows():
        yield [(cell.value, cell._style) for cell in row]


def styled(sheet, value, style) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    cell._style = style
    return cell
