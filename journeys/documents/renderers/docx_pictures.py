"""Pictures among the files of a journey, as the text of a Word document shows them."""

from urllib.parse import unquote

from docx.document import Document
from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import serialize_for_reading
from docx.shared import Cm, Twips

from journeys.documents.declaring import OpenAttachment
from journeys.documents.snapshot import Snapshot
from journeys.documents.text import clean

UNREADABLE = (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError, OSError)
HIGHEST = Cm(20)  # leaves room for a line above and below on a page


class Pictures:
    """Finds a picture by the name of its file, and puts it into `document`."""

    def __init__(self, document: Document, width: int, snapshot: Snapshot, open_attachment: OpenAttachment):
        self.document = document
        self.width = Twips(width)
        self.open_attachment = open_attachment
        # Of several files of one name the newest, as on the page.
        self.files = {file.name: file for file in snapshot.attachments}

    def run(self, address: str, words: str) -> str | None:
        """The picture as a run; None when there is no such file, or Word could not show it."""
        file = self.files.get(unquote(address))
        if file is None:
            return None
        try:
            with self.open_attachment(file) as stream:
                inline = self.document.part.new_pic_inline(stream)
        except UNREADABLE:
            return None
        self.fit(inline)
        inline.docPr.set("descr", clean(words))
        return f"<w:r {nsdecls('w')}><w:drawing>{serialize_for_reading(inline)}</w:drawing></w:r>"

    def fit(self, inline) -> None:
        """Not wider than the text, not higher than a page."""
        width, height = inline.extent.cx, inline.extent.cy
        scale = min(1, self.width / width, HIGHEST / height)
        for size in (inline.extent, inline.graphic.graphicData.pic.spPr.xfrm.ext):
            size.cx, size.cy = int(width * scale), int(height * scale)
