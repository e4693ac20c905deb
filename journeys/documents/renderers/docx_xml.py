"""Paragraphs and tables of Word as WordprocessingML."""

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from docx.oxml.ns import nsdecls

from journeys.documents.declaring import Column, Tone
from journeys.documents.renderers.looks import BOLD, FILLS, INKS, ITALIC
from journeys.documents.text import clean

Cell = tuple[str, Tone | None]
NAMESPACE = nsdecls("w")
# In twentieths of a point, and wide enough for what programs without the font put in its place.
LETTER, BOLD_LETTER, TURNED_LETTER, MARGIN = 104, 124, 115, 200
DATE = re.compile(r"\d\d? \w{3} \d{4}")  # which stays on one line
LONGEST_WORD = 24  # letters for which a column widens; longer ones break
TALLEST = 5600  # of headings that are written upwards; longer ones wrap


def table_xml(columns: Sequence[Column], rows: Iterable[tuple[bool, list[Cell]]], width: int) -> str:
    """Headings that repeat on each page, and rows that no page break splits. `width` in twentieths of a point."""
    rows = list(rows)
    widths = widths_of(columns, [cells for _, cells in rows], width)
    heads = "".join(heading_xml(column, at) for column, at in zip(columns, widths, strict=True))
    turned = [len(column.heading) for column in columns if column.is_turned]
    height = f'<w:trHeight w:val="{min(MARGIN + max(turned) * TURNED_LETTER, TALLEST)}"/>' if turned else ""
    body = "".join(row_xml(columns, widths, is_strong, cells) for is_strong, cells in rows)
    header = f"<w:tr><w:trPr><w:cantSplit/>{height}<w:tblHeader/></w:trPr>{heads}</w:tr>"
    return whole(widths, "JourneyTable", header + body)


def widths_of(columns: Sequence[Column], rows: Sequence[list[Cell]], width: int) -> list[int]:
    """As declared, but none narrower than its longest word, as long as there is room."""
    least = [least_width(column, [cells[at][0] for cells in rows]) for at, column in enumerate(columns)]
    if sum(least) > width:
        least = [0] * len(columns)
    widths, widened = shares(columns, least, set(), width), set[int]()
    while narrow := {at for at, each in enumerate(widths) if each < least[at] and at not in widened}:
        widened |= narrow
        widths = shares(columns, least, widened, width)
    return widths


def shares(columns: Sequence[Column], least: list[int], widened: set[int], width: int) -> list[int]:
    room = width - sum(least[at] for at in widened)
    total = sum(column.width for at, column in enumerate(columns) if at not in widened)
    return [least[at] if at in widened else room * column.width // total for at, column in enumerate(columns)]


def least_width(column: Column, texts: Iterable[str]) -> int:
    in_heading = 0 if column.is_turned else longest_word(column.heading) * BOLD_LETTER
    in_cells = max(map(longest_word, set(texts)), default=0) * LETTER
    return max(in_heading, in_cells) + MARGIN


def longest_word(text: str) -> int:
    if DATE.fullmatch(text):
        return len(text)
    return min(max(map(len, text.split()), default=0), LONGEST_WORD)


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
