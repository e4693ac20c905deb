"""A kind, a format and a snapshot become bytes."""

import io
import logging
from dataclasses import replace
from importlib import import_module
from typing import BinaryIO

from celery.exceptions import SoftTimeLimitExceeded

from journeys.documents.declaring import Archive, Bundle, Kind, OpenAttachment, Progress, nothing_stored
from journeys.documents.registry import KINDS
from journeys.documents.renderers import html
from journeys.documents.snapshot import House, Snapshot

log = logging.getLogger(__name__)
WITHOUT_HOUSE = (
    "The look that the space has chosen could not be used, so this document has the built-in one. "
    "An admin of the space finds it under “Look of documents”."
)

PREVIEWED = 200  # rows of each table, and sections of a text


class UnknownDocument(ValueError):
    """There is no such kind, or it has no such format. The text says what there is."""


def check(kind: str, format: str) -> None:
    """Raises UnknownDocument, with what there is, for a kind or format that the registry does not have."""
    if kind not in KINDS:
        raise UnknownDocument(f"There is no document “{kind}”. There are: {', '.join(KINDS)}.")
    if format not in KINDS[kind].formats:
        raise UnknownDocument(f"{KINDS[kind].title}: the format is one of {', '.join(KINDS[kind].formats)}.")


def write(
    kind: str,
    format: str,
    snapshot: Snapshot,
    file: BinaryIO,
    *,
    open_attachment: OpenAttachment = nothing_stored,
    progress: Progress = lambda percent: None,
) -> str:
    """Write the document into `file`, which seeks. The same snapshot and attachments give the same bytes.

    Returns what its reader should know of how it was made, mostly nothing: where the look of the house breaks the
    rendering, the document has the built-in one.
    `open_attachment` gives the bytes of a file of the journey or raises OSError. Archives ask for them and reports that
    show pictures; both hold one at a time. `progress` is told the percent done now and then.
    """
    check(kind, format)
    try:
        write_as_it_is(kind, format, snapshot, file, open_attachment, progress)
    except SoftTimeLimitExceeded:
        raise
    except Exception:  # a template is a file from people, and may break anywhere
        if snapshot.journey.house == House():
            raise
        log.warning("The look of journey %s broke a document.", snapshot.journey.id, exc_info=True)
        file.seek(0)
        file.truncate()
        plain = replace(snapshot, journey=replace(snapshot.journey, house=House()))
        write_as_it_is(kind, format, plain, file, open_attachment, progress)
        return WITHOUT_HOUSE
    return ""


def write_as_it_is(
    kind: str, format: str, snapshot: Snapshot, file: BinaryIO, open_attachment: OpenAttachment, progress: Progress
) -> None:
    declaration = KINDS[kind].formats[format]
    # Imported when needed: the web process knows every kind, but never loads what writes Office files.
    renderer = import_module(f"journeys.documents.renderers.{'bundle' if isinstance(declaration, Bundle) else format}")
    if isinstance(declaration, Bundle):
        renderer.write(declaration, snapshot, file, open_attachment, progress, write_as_it_is)
    elif isinstance(declaration, Archive):
        renderer.write(declaration, snapshot, file, open_attachment, progress)
    elif format == "docx":  # of the texts the one that shows pictures
        file.write(renderer.render(declaration, snapshot, progress, open_attachment))
    else:
        file.write(renderer.render(declaration, snapshot, progress))


def render(kind: str, format: str, snapshot: Snapshot, progress: Progress = lambda percent: None) -> bytes:
    """The document as `write` writes it, in memory and without the bytes of attachments."""
    file = io.BytesIO()
    write(kind, format, snapshot, file, progress=progress)
    return file.getvalue()


def views(kind: Kind) -> dict[str, list[str]]:
    """What there is to preview of a kind: its formats by the first of those that are declared alike."""
    firsts: dict[int, str] = {}
    grouped: dict[str, list[str]] = {}
    for format, declaration in kind.formats.items():
        grouped.setdefault(firsts.setdefault(id(declaration), format), []).append(format)
    return grouped


def preview(kind: str, format: str, snapshot: Snapshot) -> bytes:
    """The document as a page, cut where it is long. Light enough for the web process."""
    check(kind, format)
    return html.preview(KINDS[kind].formats[format], KINDS[kind].title, snapshot, most=PREVIEWED)
