"""The blocks of a document as pieces of a page. Text from people is escaped; of their Markdown, safe tags are left."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import singledispatchmethod
from math import ceil
from typing import Any
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from journeys.documents.declaring import (
    Bar,
    Bullets,
    Callout,
    Chart,
    Column,
    Figures,
    Formula,
    Graph,
    Input,
    Markdown,
    Paragraph,
    Picture,
    Point,
    Shape,
    Share,
    Sheet,
    Table,
    Tone,
    drawn,
    text_of,
)
from journeys.documents.renderers.html_look import TABLE
from journeys.documents.text import clean, short, words

LONG_WORD = 30  # letters without a space, which would push the table wide
MOST_POINTS = 12
PLACES = re.compile(r"\.(0*)(#*)")  # behind the point: always there, and there unless it is a zero
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
TAGS = nh3.ALLOWED_TAGS - {"style", "form", "input", "img"}
DEEPEST = 6


class Blocks:
    """Writes blocks. Of the rows of a table, it writes the first `most`, and says so; None writes all."""

    def __init__(self, most: int | None = None):
        self.most = most

    @singledispatchmethod
    def html(self, block, content: Any) -> Markup:
        raise NotImplementedError(block)

    @html.register
    def _(self, block: Paragraph, content: Any) -> Markup:
        return lines(text_of(block.text, content), "note" if block.is_note else "")

    @html.register
    def _(self, block: Bullets, content: Any) -> Markup:
        items = Markup("\n").join(Markup("<li>{}</li>").format(words(item)) for item in block.items(content))
        return Markup("<ul>\n{}\n</ul>").format(items) if items else lines(block.empty)

    @html.register
    def _(self, block: Figures, content: Any) -> Markup:
        pairs = (
            Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(words(value), words(label))
            for value, label in block.pairs(content)
        )
        return Markup('<dl class="figures">{}</dl>').format(Markup("").join(pairs))

    @html.register
    def _(self, block: Callout, content: Any) -> Markup:
        said = Markup("").join(lines(line) for line in block.lines(content))
        word = words(block.word(content))
        return Markup('<div class="callout {}"><b>{}</b><div>{}</div></div>').format(block.tone(content), word, said)

    @html.register
    def _(self, block: Picture, content: Any) -> Markup:
        bars = list(block.bars(content))
        return figure(bars, block.legend, block.caption) if bars else Markup("")

    @html.register
    def _(self, block: Table, content: Any) -> Markup:
        return self.table(block, list(block.rows(content)), block.columns[0].heading)

    @html.register
    def _(self, block: Graph, content: Any) -> Markup:
        points = list(block.points(content))
        return amounts(points, block.legend, block.caption) if points else Markup("")

    @html.register
    def _(self, block: Markdown, content: Any) -> Markup:
        return markdown(block.text, block.level)

    def sheet(self, sheet: Sheet, sheets: Mapping[str, Sheet], content: Any) -> Iterator[Markup]:
        """Note, table and charts, which may show the rows of another of the `sheets`."""
        if note := text_of(sheet.note, content):
            yield lines(note)
        yield self.table(sheet, unfolded(sheet, content), sheet.title)
        for chart in sheet.charts:
            shown = sheets.get(chart.sheet, sheet)
            if rows := drawn(shown, unfolded(shown, content)):
                yield chart_html(chart, shown.columns, rows)

    def table(self, table: Table | Sheet, rows: Sequence[Any], name: str) -> Markup:
        if not rows:
            return lines(table.empty)
        shown = rows[: self.most]
        html = TABLE.render(name=name, columns=table.columns, rows=rows_of(table, shown))
        if len(shown) == len(rows):
            return Markup(html)  # noqa: S704 (its template escapes)
        cut = f"The first {len(shown):,} of {len(rows):,} rows. The file has all of them."
        return Markup('{}<p class="cut">{}</p>').format(Markup(html), cut)  # noqa: S704 (the same)


def lines(text: str, also: str = "") -> Markup:
    """A paragraph; its line breaks stay."""
    text = words(text)
    classes = " ".join(filter(None, ("lines" if "\n" in text else "", also)))
    return Markup('<p class="{}">{}</p>').format(classes, text) if classes else Markup("<p>{}</p>").format(text)


def rows_of(table: Table | Sheet, rows: Iterable[Any]) -> Iterator[tuple[bool, list[tuple[str, str, str]]]]:
    """For each row whether it is a strong one, and its cells."""
    for row in rows:
        yield bool(table.strong and table.strong(row)), [cell_of(column, row) for column in table.columns]


def cell_of(column: Column, row: Any) -> tuple[str, str, str]:
    """Text, classes and link."""
    value, format = plain(column.read(row))
    text = value_text(value, format or column.format)
    classes = [column.tones.get(text, ""), "input" if isinstance(column.read(row), Input) else ""]
    if column.right:
        classes.append("right")
    if isinstance(value, date):
        classes.append("nowrap")
    if any(len(word) > LONG_WORD for word in text.split()):
        classes.append("long")
    return text, " ".join(filter(None, classes)), column.link(row) if column.link else ""


def plain(value: Any) -> tuple[Any, str]:
    """What a cell shows, and a format of its own."""
    match value:
        case Formula():
            return value.result, value.format
        case Input():
            return value.value, value.format
    return value, ""


def value_text(value: Any, format: str) -> str:
    """As the workbook shows it by the column's format."""
    if isinstance(value, Share) or not isinstance(value, int | float | Decimal):
        return words(value)
    if format:
        return number_text(value, format)
    return f"{value:,}" if isinstance(value, int) else words(value)


def number_text(value: float | Decimal, format: str) -> str:
    """By a format of Excel: its first part is that of numbers, its third, where it has one, is what stands for 0."""
    number, *others = format.split(";")
    if value == 0 and len(others) > 1:
        return others[1].strip('"')
    places = PLACES.search(number)
    fixed, optional = (len(zeros) for zeros in places.groups()) if places else (0, 0)
    is_share = number.endswith("%")
    text = f"{value * 100 if is_share else value:{',' if ',' in number else ''}.{fixed + optional}f}"
    if optional:
        text = (text[:-optional] + text[-optional:].rstrip("0")).rstrip(".")
    return f"{text} %" if is_share else text


def unfolded(sheet: Sheet, content: Any) -> list[Any]:
    return [row for row in sheet.rows(content) if not (sheet.folded and sheet.folded(row))]


def chart_html(chart: Chart, columns: Sequence[Column], rows: Iterable[Any]) -> Markup:
    """What the workbook draws from its cells."""
    by_heading = {column.heading: column for column in columns}
    points = [
        Point(
            words(by_heading[chart.label].read(row)),
            tuple(number_of(by_heading[heading].read(row)) for heading in chart.series),
        )
        for row in rows
    ]
    if chart.shape == Shape.LINE:  # of a long one some points do, the last among them
        points = points[::-1][:: ceil(len(points) / MOST_POINTS)][::-1]
    if chart.shape != Shape.STACKED:
        return amounts(points, chart.series, chart.title)
    bars = [Bar(point.label, tuple(int(value) for value in point.values), "") for point in points]
    return figure(bars, chart.series, chart.title)


def number_of(value: Any) -> float:
    value = plain(value)[0]
    return float(value) if isinstance(value, int | float | Decimal) else 0.0


def amounts(points: Sequence[Point], legend: Mapping[str, Tone], caption: str) -> Markup:
    """For each point that has a label a bar for each value, with the value behind it."""
    greatest = max((abs(float(value)) for point in points for value in point.values), default=0) or 1
    rows = Markup("").join(
        Markup("<span>{}</span><div>{}</div>").format(
            words(point.label),
            Markup("").join(
                Markup('<div class="amount"><i class="solid-{}" style="width: {:.1f}%"></i>{}</div>').format(
                    tone, 80 * abs(float(value)) / greatest, short(value)
                )
                for value, tone in zip(point.values, legend.values(), strict=True)
            ),
        )
        for point in points
        if point.label
    )
    return Markup('<figure>{}<div class="amounts">{}</div><figcaption>{}</figcaption></figure>').format(
        legend_html(legend), rows, words(caption)
    )


def legend_html(legend: Mapping[str, Tone]) -> Markup:
    names = (Markup('<li><i class="solid-{}"></i>{}</li>').format(tone, word) for word, tone in legend.items())
    return Markup('<ul class="legend">{}</ul>').format(Markup("").join(names))


def figure(bars: Sequence[Bar], legend: Mapping[str, Tone], caption: str) -> Markup:
    """Stacked bars, each part with its number; the words are there for those who see no bars."""
    shown = Markup("\n").join(bar_html(bar, legend) for bar in bars)
    return Markup("<figure>{}\n{}\n<figcaption>{}</figcaption></figure>").format(
        legend_html(legend), shown, words(caption)
    )


def bar_html(bar: Bar, legend: Mapping[str, Tone]) -> Markup:
    total = sum(bar.parts)
    parts = Markup("").join(
        Markup('<i class="solid-{}" style="width: {:.2f}%">{}</i>').format(tone, 100 * part / total, part)
        for part, tone in zip(bar.parts, legend.values(), strict=True)
        if part
    )
    said = ", ".join(f"{part} {word.lower()}" for part, word in zip(bar.parts, legend, strict=True))
    return Markup(
        '<div class="bar"><span>{}</span><span class="parts" role="img" aria-label="{}">{}</span><span>{}</span></div>'
    ).format(words(bar.label), said, parts, words(bar.note))


def markdown(text: str, level: int) -> Markup:
    """Headings go below those of `level`."""
    tokens = READER.parse(clean(text))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            # The page's own title is its first heading.
            token.tag = f"h{min(level + (2 if token.tag in ('h1', 'h2') else 3), DEEPEST)}"
        token.children = token.children and [without_picture(child) for child in token.children]
    html = READER.renderer.render(tokens, READER.options, {})
    return Markup(nh3.clean(html, tags=TAGS, link_rel="noopener noreferrer nofollow"))  # noqa: S704 (cleaned)


def without_picture(token: Token) -> Token:
    """A page that loads nothing shows no pictures: their words stand for them."""
    if token.type != "image":
        return token
    return Token("text", "", 0, content=f"(Picture: {token.content or unquote(str(token.attrs['src']))})")
