"""Paragraphs and tables of Word as WordprocessingML."""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from docx.oxml.ns import nsdecls

from journeys.documents.declaring import Column, Tone
from journeys.documents.renderers.looks import BOLD, FILLS, INKS, ITALIC
from journeys.documents.text import clean

Cell = tuple[str, Tone | None]
NAMESPACE = nsdecls("w")
TURNED_HEIGHT = 3200  # in twentieths of a point, of headings that are written upwards


def table_xml(columns: Sequence[Column], rows: Iterable[tuple[bool, list[Cell]]], width: int) -> str:
    """Headings that repeat on each page, and rows that no page break splits. `width` in twentieths of a point."""
    total = sum(column.width for column in columns)
    widths = [width * column.width // total for column in columns]
    heads = "".join(heading_xml(column, at) for column, at in zip(columns, widths, strict=True))
    height = f'<w:trHeight w:val="{TURNED_HEIGHT}"/>' if any(column.is_turned for column in columns) else ""
    body = "".join(row_xml(columns, widths, is_strong, cells) for is_strong, cells in rows)
    header = f"<w:tr><w:trPr><w:cantSplit/>{height}<w:tblHeader/></w:trPr>{heads}</w:tr>"
    return whole(widths, "JourneyTable", header + body)


def heading_xml(column: Column, width: int) -> str:
    turned = '<w:textDirection w:val="btLr"/>' if column.is_turned else ""
    paragraph = paragraph_xml(column.heading, "TableHeading", right=column.right)
    return f"<w:tc>{properties(width, more=turned)}{paragraph}</w:tc>"


def row_xml(columns: Sequence[Column], widths: list[int], is_strong: bool, cells: list[Cell]) -> str:
    style = "TableStrong" if is_strong else "TableText"
    inner = "".join(
        cell_xml(text, width, style, tone=tone, right=column.right)
        for column, width, (text, tone) in zip(columns, widths, cells, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{inner}</w:tr>"


def callout_xml(word: str, tone: Tone, lines: list[str], width: int) -> str:
    """The word on its colour, the lines beside it."""
    widths = [width * 18 // 100, width * 82 // 100]
    inner = cell_xml(word, widths[0], "CalloutWord", tone=tone) + cells(lines, widths[1], "CalloutText")
    return whole(widths, "JourneyFrame", f"<w:tr>{inner}</w:tr>")


def figures_xml(pairs: list[tuple[str, str]], width: int) -> str:
    widths = [width // len(pairs)] * len(pairs)
    inner = "".join(
        f"<w:tc>{properties(each)}{paragraph_xml(value, 'Figure')}{paragraph_xml(label, 'FigureLabel')}</w:tc>"
        for (value, label), each in zip(pairs, widths, strict=True)
    )
    return whole(widths, "JourneyFrame", f"<w:tr>{inner}</w:tr>")


def whole(widths: list[int], style: str, rows: str) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {NAMESPACE}><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
        f' w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def cell_xml(text: str, width: int, style: str, *, tone: Tone | None = None, right: bool = False) -> str:
    return f"<w:tc>{properties(width, tone)}{paragraph_xml(text, style, tone=tone, right=right)}</w:tc>"


def cells(lines: list[str], width: int, style: str) -> str:
    """One cell of several paragraphs."""
    return f"<w:tc>{properties(width)}{''.join(paragraph_xml(line, style) for line in lines)}</w:tc>"


def properties(width: int, tone: Tone | None = None, more: str = "") -> str:
    """`more` of what Word wants behind the shade."""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{FILLS[tone]}"/>' if tone else ""
    return f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}{more}</w:tcPr>'


def paragraph_xml(text: str, style: str, *, tone: Tone | None = None, right: bool = False, namespace: str = "") -> str:
    """`style` by its id; `namespace` for one that stands alone."""
    side = '<w:jc w:val="right"/>' if right else ""
    looks = ""
    if tone:
        weight = f"{'<w:b/>' if tone in BOLD else ''}{'<w:i/>' if tone in ITALIC else ''}"
        looks = f'{weight}<w:color w:val="{INKS[tone]}"/>'
    run = run_xml(text, looks) if text else ""
    return f'<w:p {namespace}><w:pPr><w:pStyle w:val="{style}"/>{side}</w:pPr>{run}</w:p>'


def run_xml(text: str, looks: str = "") -> str:
    """Text of one look. `looks` are properties of a run, in the order of Word's schema."""
    lines = escape(clean(text)).replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return f'<w:r>{f"<w:rPr>{looks}</w:rPr>" if looks else ""}<w:t xml:space="preserve">{lines}</w:t></w:r>'
