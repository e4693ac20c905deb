"""The document pack: every document of a journey in all its formats, made together from one revision."""

from collections.abc import Sequence
from urllib.parse import quote

from journeys.documents.declaring import Bundle, Bundled, Column, Kind, Sheet, Workbook

NAME = (Column("Document", "kind.title", width=22), Column("Format", "format", width=9))
MADE = (
    Column("File", "path", width=50, link=lambda bundled: quote(bundled.path)),
    Column("Revision", "revision", width=10, right=True),
    Column("Size, bytes", "size", width=13, right=True, format="#,##0"),
    Column("SHA-256", "sha256", width=36),
)
PURPOSE = Column("What it is for", "kind.purpose", width=60)


def index(bundled: Sequence[Bundled]) -> Workbook:
    """Before they are made there is nothing to say of their files."""
    made = MADE if any(each.path for each in bundled) else ()
    sheet = Sheet("Documents", lambda _: bundled, (*NAME, *made, PURPOSE), note=NOTE)
    return Workbook("document-pack", "Document pack", (sheet,))


NOTE = (
    "All of these were made from one state of the journey: the same revision at the same moment. "
    "They carry the number of this pack, not one of their own."
)


def document_pack(kinds: tuple[Kind, ...]) -> Kind:
    """The kind that holds all of `kinds`."""
    return Kind(
        kind="document-pack",
        title="Document pack",
        purpose="Holds all of these documents in every format, made together from one state of the journey.",
        formats={"zip": Bundle("document-pack", "Document pack", kinds, index)},
        follows="status-report",
        has_approvals=any(kind.has_approvals for kind in kinds),
    )
