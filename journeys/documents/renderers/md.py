"""Reports as Markdown, in which text from people stays text: none of it acts as markup or HTML."""

import re
from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from journeys.documents.declaring import (
    Bullets,
    Callout,
    Figures,
    Paragraph,
    Picture,
    Progress,
    Report,
    Table,
    parts_of,
    text_of,
)
from journeys.documents.snapshot import Snapshot
from journeys.documents.text import clean, numbered, source_line, words

# What means something to a Markdown reader within a line; and what only does at its start.
MARKUP = re.compile(r"([\\`*_\[\]|~$])")
LINE_START = re.compile(r"^([#+=-]|\d+(?=[.)]))")
BAR_WIDTH = 20


def render(report: Report, snapshot: Snapshot, progress: Progress) -> bytes:
    content = report.prepare(snapshot)
    parts = [
        f"# {plain(numbered(report.title, snapshot))}: {plain(snapshot.journey.title)}",
        plain(source_line(snapshot)),
    ]
    sections = parts_of(report.sections, content)
    for done, section in enumerate(sections, start=1):
        parts.append(f"{'#' * (section.level + 1)} {plain(text_of(section.heading, content))}")
        parts.extend(markdown(block, content) for block in section.blocks)
        progress(20 + 70 * done // len(sections))
    return ("\n\n".join(parts) + "\n").encode()


def plain(value: Any) -> str:
    """In one line, with all markup taken out of force."""
    text = " ".join(words(value).split())
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return LINE_START.sub(escaped_start, MARKUP.sub(r"\\\1", text))


def escaped_start(match: re.Match) -> str:
    """`1.` would begin a numbered list, `-` a bulleted one."""
    start = match[1]
    return f"{start}\\" if start.isdigit() else f"\\{start}"


@singledispatch
def markdown(block, content) -> str:
    raise NotImplementedError(block)


@markdown.register
def _(block: Paragraph, content) -> str:
    return plain(text_of(block.text, content))


@markdown.register
def _(block: Bullets, content) -> str:
    return "\n".join(f"- {plain(item)}" for item in block.items(content)) or plain(block.empty)


@markdown.register
def _(block: Figures, content) -> str:
    return "\n".join(f"- **{plain(value)}** {plain(label)}" for value, label in block.pairs(content))


@markdown.register
def _(block: Callout, content) -> str:
    lines = [f"**{plain(block.word(content))}**", *(plain(line) for line in block.lines(content))]
    return "\n>\n".join(f"> {line}" for line in lines)


@markdown.register
def _(block: Picture, content) -> str:
    """The bars by characters, in a code block."""
    bars = list(block.bars(content))
    width = max((len(clean(bar.label)) for bar in bars), default=0)
    lines = (f"    {one_line(bar.label):<{width}}  {drawn(bar.parts)}  {bar.note}" for bar in bars)
    return "\n".join([f"{plain(block.caption)} (filled: {plain(next(iter(block.legend)).lower())})", "", *lines])


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def drawn(parts: tuple[int, ...]) -> str:
    filled = parts[0] * BAR_WIDTH // sum(parts) if sum(parts) else 0
    return "█" * filled + "░" * (BAR_WIDTH - filled)


@markdown.register
def _(block: Table, content) -> str:
    rows = list(block.rows(content))
    if not rows:
        return plain(block.empty)
    return "\n".join(table_lines(block, rows))


def table_lines(block: Table, rows: list) -> Iterator[str]:
    yield line(column.heading for column in block.columns)
    yield "|" + " --- |" * len(block.columns)
    for row in rows:
        cells = [plain(column.read(row)) for column in block.columns]
        if block.strong and block.strong(row):
            cells = [f"**{cell}**" if cell else "" for cell in cells]
        yield "| " + " | ".join(cells) + " |"


def line(headings) -> str:
    return "| " + " | ".join(plain(heading) for heading in headings) + " |"
