"""A document as one page that needs nothing else: no script, and nothing loaded from anywhere."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from journeys.documents.declaring import (
    Archive,
    Bundle,
    Bundled,
    Declaration,
    Packed,
    Packing,
    Report,
    Sheet,
    Workbook,
    parts_of,
    text_of,
)
from journeys.documents.renderers.html_blocks import Blocks
from journeys.documents.renderers.html_look import PAGE, STYLE, colours_of
from journeys.documents.snapshot import Snapshot
from journeys.documents.text import numbered, source_line, words

DEEPEST_IN_CONTENTS = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet, or a section of a text."""

    heading: str
    level: int
    blocks: list[Markup]


def render(workbook: Workbook, snapshot: Snapshot, notice: str = "") -> bytes:
    """A workbook whole. `notice` stands above everything, as something one must read."""
    return page(workbook.title, snapshot, list(sheet_parts(workbook, snapshot, Blocks())), notice=notice)


def preview(declaration: Declaration, title: str, snapshot: Snapshot, most: int) -> bytes:
    """Any document as it would be now, for a frame: links open outside of it.

    `most` bounds the rows of each table and the sections of a text, and what is cut says so.
    """
    blocks = Blocks(most)
    if not isinstance(declaration, Report):
        workbook = workbook_of(declaration, title, snapshot)
        return page(title, snapshot, list(sheet_parts(workbook, snapshot, blocks)), is_framed=True)
    content = declaration.prepare(snapshot)
    sections = parts_of(declaration.sections, content)
    parts = [
        Part(words(text_of(section.heading, content)), section.level, [blocks.html(b, content) for b in section.blocks])
        for section in sections[:most]
    ]
    cut = f"The first {most:,} of {len(sections):,} sections. The file has all of them."
    return page(
        title, snapshot, parts, is_framed=True, is_text=True,
        has_contents=declaration.is_long, cut=cut if len(sections) > most else "",
    )  # fmt: skip


def workbook_of(declaration: Workbook | Sheet | Archive | Bundle, title: str, snapshot: Snapshot) -> Workbook:
    """A sheet alone is a workbook of one; of an archive or a bundle it is the index."""
    match declaration:
        case Sheet():
            return Workbook("", title, (declaration,))
        case Archive():
            files = [Packed(file, path, Packing.AWAITED) for path, file in declaration.paths(snapshot)]
            return without_links(declaration.index(files), snapshot)
        case Bundle():
            there = [Bundled(kind, format, "", snapshot.journey.revision) for kind, format in declaration.parts]
            return without_links(declaration.index(there), snapshot)
    return declaration


def without_links(workbook: Workbook, snapshot: Snapshot) -> Workbook:
    """Inside of an archive they lead to what lies beside the index."""
    sheets = (
        replace(sheet, columns=tuple(replace(column, link=None) for column in sheet.columns))
        for sheet in parts_of(workbook.sheets, workbook.prepare(snapshot))
    )
    return replace(workbook, sheets=tuple(sheets))


def sheet_parts(workbook: Workbook, snapshot: Snapshot, blocks: Blocks) -> Iterator[Part]:
    content = workbook.prepare(snapshot)
    sheets = {sheet.title: sheet for sheet in parts_of(workbook.sheets, content)}
    for sheet in sheets.values():
        yield Part(sheet.title, 1, list(blocks.sheet(sheet, sheets, content)))


def page(title: str, snapshot: Snapshot, parts: Sequence[Part], *, has_contents: bool | None = None, **more) -> bytes:
    """Several sheets have a list of them above; a text when it is a long one."""
    listed = len(parts) > 1 and not more.get("is_text") if has_contents is None else has_contents
    contents = [(at, part.level, part.heading) for at, part in enumerate(parts, start=1)] if listed else []
    context: dict[str, Any] = {
        "title": numbered(title, snapshot),
        "journey": words(snapshot.journey.title),
        "source": source_line(snapshot),
        "style": colours_of(snapshot.journey.house) + STYLE,
        "logo": b64encode(snapshot.journey.house.logo).decode(),
        "parts": parts,
        "contents": [entry for entry in contents if entry[1] <= DEEPEST_IN_CONTENTS],
    }
    return PAGE.render({**context, **more, "notice": words(more.get("notice"))}).encode()
