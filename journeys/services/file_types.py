"""Which files people may upload, and what a file really is: the allow-list as data, and a look at the content."""

import re
import zipfile
from dataclasses import dataclass
from os import SEEK_END
from pathlib import PurePath
from typing import IO

import olefile
import puremagic
from django.core.files import File

from journeys.services.errors import Refusal

HEAD = 64 * 1024
Readable = IO[bytes] | File


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that is accepted: how people call it, how it is served, and what its content may look like."""

    title: str
    content_type: str
    contents: frozenset[str]
    shows_inline: bool = False


def office(title: str, content_type: str, *contents: str) -> FileType:
    return FileType(title, f"application/vnd.{content_type}", frozenset(contents))


def picture(title: str) -> FileType:
    return FileType(f"{title} picture", f"image/{title.lower()}", frozenset({title.lower()}), shows_inline=True)


OPEN_XML = "openxmlformats-officedocument"
OPEN_DOCUMENT = "oasis.opendocument"
ANY_TEXT = frozenset({"text", "json", "xml", "mail"})

# By extension. Formats that carry programs (docm, xlsm, svg, html, …) are left out on purpose.
ACCEPTED: dict[str, FileType] = {
    "docx": office("Word document", f"{OPEN_XML}.wordprocessingml.document", "docx", "encrypted office"),
    "xlsx": office("Excel workbook", f"{OPEN_XML}.spreadsheetml.sheet", "xlsx", "encrypted office"),
    "pptx": office("PowerPoint presentation", f"{OPEN_XML}.presentationml.presentation", "pptx", "encrypted office"),
    "vsdx": office("Visio drawing", "ms-visio.drawing", "vsdx", "encrypted office"),
    "doc": FileType("Word 97 document", "application/msword", frozenset({"doc"})),
    "xls": office("Excel 97 workbook", "ms-excel", "xls"),
    "ppt": office("PowerPoint 97 presentation", "ms-powerpoint", "ppt"),
    "msg": office("Outlook message", "ms-outlook", "msg"),
    "odt": office("OpenDocument text", f"{OPEN_DOCUMENT}.text", "odt"),
    "ods": office("OpenDocument spreadsheet", f"{OPEN_DOCUMENT}.spreadsheet", "ods"),
    "odp": office("OpenDocument presentation", f"{OPEN_DOCUMENT}.presentation", "odp"),
    "pdf": FileType("PDF document", "application/pdf", frozenset({"pdf"}), shows_inline=True),
    "png": picture("PNG"),
    "jpg": picture("JPEG"),
    "jpeg": picture("JPEG"),
    "gif": picture("GIF"),
    "webp": picture("WebP"),
    "txt": FileType("Text file", "text/plain", ANY_TEXT),
    "log": FileType("Log file", "text/plain", ANY_TEXT),
    "md": FileType("Markdown text", "text/markdown", ANY_TEXT),
    "csv": FileType("CSV table", "text/csv", frozenset({"text"})),
    "tsv": FileType("TSV table", "text/tab-separated-values", frozenset({"text"})),
    "json": FileType("JSON file", "application/json", frozenset({"json"})),
    "xml": FileType("XML file", "application/xml", frozenset({"xml"})),
    "drawio": FileType("draw.io diagram", "application/xml", frozenset({"xml"})),
    "eml": FileType("E-mail message", "message/rfc822", frozenset({"mail"})),
    "zip": FileType("ZIP archive", "application/zip", frozenset({"zip"})),
}
ACCEPTED_IN_WORDS = (
    "Word, Excel, PowerPoint, Visio and OpenDocument files without macros, PDF, pictures (PNG, JPEG, GIF, WebP), "
    "text, CSV, Markdown, JSON, XML, draw.io, ZIP and e-mail (EML, MSG)"
)
SHOWN_INLINE = frozenset(kind.content_type for kind in ACCEPTED.values() if kind.shows_inline)

# What `look_at` finds, in words for people. What is not in here, puremagic names.
IN_WORDS = {
    "docx": "a Word document",
    "xlsx": "an Excel workbook",
    "pptx": "a PowerPoint presentation",
    "vsdx": "a Visio drawing",
    "doc": "a Word 97 document",
    "xls": "an Excel 97 workbook",
    "ppt": "a PowerPoint 97 presentation",
    "msg": "an Outlook message",
    "odt": "an OpenDocument text",
    "ods": "an OpenDocument spreadsheet",
    "odp": "an OpenDocument presentation",
    "encrypted office": "an Office file with a password",
    "macros": "an Office file with macros, which are not accepted",
    "pdf": "a PDF document",
    "png": "a PNG picture",
    "jpeg": "a JPEG picture",
    "gif": "a GIF picture",
    "webp": "a WebP picture",
    "text": "plain text",
    "json": "JSON",
    "xml": "XML",
    "mail": "an e-mail message",
    "zip": "a ZIP archive",
    "java": "a Java program",
    "html": "a web page",
    "svg": "an SVG picture, which can hold a program",
    "script": "a script",
    "rtf": "an RTF document",
    "damaged": "a damaged file",
    "unknown": "something unknown",
}

SIGNATURES = (
    ("png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("jpeg", re.compile(rb"\xff\xd8\xff")),
    ("gif", re.compile(rb"GIF8[79]a")),
    ("webp", re.compile(rb"RIFF....WEBP", re.S)),
    ("pdf", re.compile(rb"(?:\xef\xbb\xbf)?\s*%PDF-")),
)
OFFICE_PARTS = (
    (b"wordprocessingml.document.main+xml", "docx"),
    (b"spreadsheetml.sheet.main+xml", "xlsx"),
    (b"presentationml.presentation.main+xml", "pptx"),
    (b"ms-visio.drawing.main+xml", "vsdx"),
)
OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
OLE_STREAMS = (
    ("EncryptedPackage", "encrypted office"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__properties_version1.0", "msg"),
)
OLE_MACROS = {"_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA", "Macros"}
MAIL_HEADERS = {
    "from", "to", "subject", "date", "received", "message-id", "mime-version", "return-path", "delivered-to",
}  # fmt: skip
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# Control characters that no text holds; tab, line ends, form feed, backspace and escape (colours of logs) are let be.
CONTROLS = re.compile(rb"[\x00-\x07\x0e-\x1a\x1c-\x1f\x7f]")
# What may stand before the first element: white space, instructions, comments, a document type other than HTML's.
PROLOGUE = re.compile(
    r"(?:\s+|<\?(?!php).*?\?>|<!--.*?-->|<!doctype(?!\s+html)[^>\[]*(?:\[.*?\])?\s*>)*", re.DOTALL | re.IGNORECASE
)
TEXT_SIGNS = (
    ("script", r"#!\s*/|<\?php|<%@|@echo\s+off"),
    ("html", r"<(?:!doctype\s+html|html|head|body|script|style|title|meta|link|iframe|frameset|object)\b"),
    ("html", r"<[^>]*http://www\.w3\.org/1999/xhtml"),
    ("svg", r"<(?:\w+:)?svg\b"),
    ("xml", r"<[a-z_][\w.:-]*[\s/>]"),
    ("json", r"""\{\s*["}]|\[\s*["\[{\]\d-]|\[\s*(?:true|false|null)\b"""),
    ("rtf", r"\{\\rtf"),
)
# A list of members longer than this would cost more memory to read than the file is worth.
MOST_BYTES_OF_ZIP_DIRECTORY = 16 * 1024 * 1024


def identify(name: str, file: Readable) -> FileType:
    """The type of the file called `name`. Refuses what is not on the list, and content that belies the name."""
    extension = extension_of(name)
    if extension not in ACCEPTED:
        ending = f"files that end in .{extension} are" if extension else "a name without an ending is"
        raise Refusal(f"“{name}” was not added: {ending} not accepted. Accepted are {ACCEPTED_IN_WORDS}.")
    content = look_at(file)
    if content not in ACCEPTED[extension].contents:
        found = IN_WORDS.get(content, f"“{content}”")
        raise Refusal(f"“{name}” was not added: its name ends in .{extension}, but its content looks like {found}.")
    return ACCEPTED[extension]


def extension_of(name: str) -> str:
    return PurePath(name).suffix.lstrip(".").lower()


def title_of(name: str) -> str:
    """What people call this kind of file: “Word document”."""
    kind = ACCEPTED.get(extension_of(name))
    return kind.title if kind else "File"


def look_at(file: Readable) -> str:
    """What the content of a file is, whatever it is called: a key of IN_WORDS, else the name that puremagic has."""
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return look_into_zip(file)
    if head.startswith(olefile.MAGIC):
        return look_into_ole(file)
    for kind, signature in SIGNATURES:
        if signature.match(head):
            return kind
    words = decoded(head)
    return name_of_binary(head) if words is None else look_at_text(words)


def look_into_zip(file: Readable) -> str:
    """Office files are ZIP archives that say in one member what they are."""
    try:
        if bytes_of_directory(file) > MOST_BYTES_OF_ZIP_DIRECTORY:
            return "damaged"
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if "[Content_Types].xml" in names:
                return office_kind(names, beginning_of(archive, "[Content_Types].xml"))
            if "mimetype" in names:
                return open_document_kind(names, beginning_of(archive, "mimetype"))
    except Exception:  # noqa: BLE001  # zipfile and zlib raise a dozen kinds on damaged archives
        return "damaged"
    return "java" if "META-INF/MANIFEST.MF" in names else "zip"


def bytes_of_directory(file: Readable) -> int:
    """Size of a ZIP archive's list of members, as the record at its end says."""
    size = file.seek(0, SEEK_END)
    file.seek(max(0, size - 65_557))  # 22 bytes, and the longest comment
    tail = file.read()
    return int.from_bytes(tail[tail.rindex(b"PK\x05\x06") :][12:16], "little")


def beginning_of(archive: zipfile.ZipFile, member: str) -> bytes:
    # A part only: a member of a few bytes can unpack to gigabytes.
    with archive.open(member) as part:
        return part.read(1024 * 1024)


def office_kind(names: list[str], content_types: bytes) -> str:
    if b"macroEnabled" in content_types or any(name.lower().endswith("vbaproject.bin") for name in names):
        return "macros"
    return next((kind for sign, kind in OFFICE_PARTS if sign in content_types), "zip")


def open_document_kind(names: list[str], mimetype: bytes) -> str:
    kind = OPEN_DOCUMENTS.get(mimetype.strip(), "zip")
    if kind != "zip" and any(name.startswith(("Basic/", "Scripts/")) for name in names):
        return "macros"
    return kind


def look_into_ole(file: Readable) -> str:
    """The older Office formats are little file systems; the names of their streams tell them apart."""
    file.seek(0)
    try:
        with olefile.OleFileIO(file) as ole:
            paths = ole.listdir(streams=True, storages=True)
    except Exception:  # noqa: BLE001  # olefile raises what struct, lists and files raise on damaged files
        return "damaged"
    if any(part in OLE_MACROS for path in paths for part in path):
        return "macros"
    top = {path[0] for path in paths}
    return next((kind for stream, kind in OLE_STREAMS if stream in top), "unknown")


def decoded(head: bytes) -> str | None:
    """The text, or None when it is not text. Encodings of one byte a letter can't be told apart: any will do."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            words = head.decode(encoding, errors="ignore")
            return None if "\x00" in words else words
    if CONTROLS.search(head):
        return None
    return head.decode("utf-8", errors="replace")


def look_at_text(words: str) -> str:
    words = words.lstrip("\ufeff")
    start = PROLOGUE.sub("", words, count=1)
    for kind, sign in TEXT_SIGNS:
        if re.match(sign, start, re.IGNORECASE):
            return kind
    return "mail" if looks_like_mail(words) else "text"


def looks_like_mail(words: str) -> bool:
    """Two known header lines before the first empty line, and nothing there that is not a header."""
    known = set()
    for line in words.lstrip().splitlines()[:200]:
        if not line:
            break
        if line[0] in " \t" or line.startswith("From "):
            continue
        name, colon, _ = line.partition(":")
        if not colon or not re.fullmatch(r"[!-~]+", name):
            return False
        known.add(name.lower())
    return len(known & MAIL_HEADERS) >= 2


def name_of_binary(head: bytes) -> str:
    try:
        return puremagic.magic_string(head)[0].name or "unknown"
    except (puremagic.PureError, ValueError):
        return "unknown"
