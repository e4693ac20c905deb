"""A workbook from outside, as far as it can be opened: what it really is, how big, and without all that is not read.

Nothing of it is trusted: neither its name, nor the sizes that it says, nor that its XML is harmless.
"""

import io
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, BinaryIO
from xml.etree.ElementTree import Element, ParseError

import olefile
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from journeys.services.edits import Problem

LARGEST_FILE = 25 * 1024 * 1024
LARGEST_SHEETS = 800 * 1024 * 1024  # all sheets unpacked, empty rows included: those cost next to nothing
LARGEST_READ = 64 * 1024 * 1024  # of what is left when they are dropped
LARGEST_PART = 8 * 1024 * 1024  # of what is read whole: styles, relations, a row
MOST_MEMBERS = 5_000
MOST_ROWS, MOST_CELLS = 20_000, 600_000  # that hold something
MOST_MERGED = 1_000
CHUNK = 1024 * 1024
READ_FOLDERS = ("", "_rels", "xl", "xl/_rels", "xl/worksheets")
SHEETS = "xl/worksheets/"
STRINGS = "xl/sharedStrings.xml"
TYPES = "[Content_Types].xml"
ROW = b"<row "
FILLED = re.compile(rb"<(?:v|is|f)[ >]")
MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
# What a content type says that it is, and what to do then. The first that fits counts.
OTHERS = {
    "macroEnabled": "This workbook can hold macros, and such files are not read. Save it as .xlsx, and send that.",
    "sheet.binary": "This is a binary workbook (.xlsb). Save it as .xlsx, and send that.",
    "wordprocessingml": "This is a Word document, not a workbook.",
    "presentationml": "This is a presentation, not a workbook.",
}
DAMAGED = "This file is damaged: it can't be opened as a workbook. Export it again, or save it anew in Excel."
TOO_BIG = "This workbook is too big once it is unpacked. Export it again, and fill in the new file."
NOT_A_WORKBOOK = "This is not a workbook. Send the .xlsx file that you exported and filled in."
ENCRYPTED = "This workbook is protected by a password. Save it without one, and send that."
# What zipfile, zlib and the XML readers raise over files that are not what they seem.
BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError,
    ParseError, DefusedXmlException, UnicodeError, OverflowError,
)  # fmt: skip


class BadWorkbook(Exception):
    """Nothing of the file can be used. `problems` say why."""

    def __init__(self, *problems: Problem | str):
        self.problems = [each if isinstance(each, Problem) else Problem("", "", each) for each in problems]
        super().__init__(" ".join(problem.text for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A small archive of the same workbook, in which only rows are left that hold something."""

    file: IO[bytes]
    merged: dict[str, tuple[str, ...]]  # by the name of the sheet in the archive: "B3:B5"


@contextmanager
def unpacked(file: BinaryIO) -> Iterator[Unpacked]:
    """Raises BadWorkbook, also for what is found broken inside. Memory and time stay small, whatever the file is."""
    refuse_if_large(file)
    try:
        refuse_unless_archive(file)
        with zipfile.ZipFile(file) as archive, tempfile.SpooledTemporaryFile(max_size=LARGEST_PART) as target:
            members = members_to_read(archive)
            refuse_other_documents(archive)
            merged = slim_down(archive, members, target)
            target.seek(0)
            yield Unpacked(target, merged)
    except BROKEN as error:
        raise BadWorkbook(DAMAGED) from error


def refuse_if_large(file: BinaryIO) -> None:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > LARGEST_FILE:
        raise BadWorkbook(f"This file has {size / 1024**2:.0f} MB. At most {LARGEST_FILE // 1024**2} MB are read.")
    if not size:
        raise BadWorkbook("This file is empty.")


def refuse_unless_archive(file: BinaryIO) -> None:
    start = file.read(8)
    file.seek(0)
    if start.startswith(olefile.MAGIC):
        raise BadWorkbook(what_ole_holds(file))
    if not start.startswith(b"PK"):
        raise BadWorkbook(NOT_A_WORKBOOK)


def what_ole_holds(file: BinaryIO) -> str:
    try:
        with olefile.OleFileIO(file) as ole:
            if ole.exists("EncryptedPackage"):
                return ENCRYPTED
            if ole.exists("Workbook") or ole.exists("Book"):
                return "This is a workbook of Excel 97 to 2003 (.xls). Save it as .xlsx, and send that."
    except BROKEN:
        return DAMAGED
    return NOT_A_WORKBOOK


def members_to_read(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    members = archive.infolist()
    names = {member.filename for member in members}
    if any(member.flag_bits & 1 for member in members):
        raise BadWorkbook(ENCRYPTED)
    if len(members) > MOST_MEMBERS:
        raise BadWorkbook(TOO_BIG)
    if "mimetype" in names and b"opendocument" in archive.open("mimetype").read(100):
        raise BadWorkbook("This is an OpenDocument file. Save it as .xlsx, and send that.")
    if TYPES not in names:
        raise BadWorkbook(NOT_A_WORKBOOK)
    if any(name.endswith("vbaProject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise BadWorkbook("This workbook holds macros, and such files are not read. Save it as .xlsx, and send that.")
    return [member for member in members if is_read(member.filename)]


def is_read(name: str) -> bool:
    folder, _, file = name.rpartition("/")
    return folder in READ_FOLDERS and file.endswith((".xml", ".rels"))


def refuse_other_documents(archive: zipfile.ZipFile) -> None:
    types = " ".join(str(each.get("ContentType")) for each in parsed(archive, TYPES))
    for word, text in OTHERS.items():
        if word in types:
            raise BadWorkbook(text)
    if "spreadsheetml" not in types:
        raise BadWorkbook(NOT_A_WORKBOOK)


def parsed(archive: zipfile.ZipFile, name: str) -> Element:
    with archive.open(name) as part:
        return fromstring(limited(part, LARGEST_PART), forbid_dtd=True)


def limited(part: IO[bytes], size: int) -> bytes:
    content = part.read(size + 1)
    if len(content) > size:
        raise BadWorkbook(TOO_BIG)
    return content


def slim_down(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], target: IO[bytes]
) -> dict[str, tuple[str, ...]]:
    """Copies what is to be read. The merged cells of each sheet."""
    if sum(member.file_size for member in members) > LARGEST_SHEETS:
        raise BadWorkbook(TOO_BIG)
    sheets, size = {}, 0
    with zipfile.ZipFile(target, "w") as slim:
        for member in members:
            sheet = sheets[member.filename] = Filled()
            with archive.open(member) as part, slim.open(member.filename, "w") as copy:
                is_sheet = member.filename.startswith(SHEETS)
                for chunk in sheet.rows_of(part) if is_sheet else [checked(member.filename, part)]:
                    size += copy.write(chunk)
                    if size > LARGEST_READ:
                        raise BadWorkbook(TOO_BIG)
    refuse_many([*sheets.values()])
    return {name: tuple(sheet.merged) for name, sheet in sheets.items()}


def checked(name: str, part: IO[bytes]) -> bytes:
    """A part that is no sheet. Texts are read bit by bit, and as carefully, by openpyxl."""
    if name != STRINGS:
        content = limited(part, LARGEST_PART)
        fromstring(content, forbid_dtd=True)
        return content
    content = limited(part, LARGEST_READ)
    if content.count(b"<si") > MOST_CELLS:
        raise BadWorkbook(TOO_BIG)
    return content


def refuse_many(sheets: "list[Filled]") -> None:
    if sum(sheet.rows for sheet in sheets) > MOST_ROWS:
        raise BadWorkbook(f"This workbook has more than {MOST_ROWS:,} filled rows: that is not what was exported.")
    if sum(sheet.cells for sheet in sheets) > MOST_CELLS:
        raise BadWorkbook(TOO_BIG)


class Filled:
    """A sheet without rows that only have a format: a million of them take no time here, and minutes as XML."""

    def __init__(self) -> None:
        self.rows = self.cells = 0
        self.merged: list[str] = []

    def rows_of(self, part: IO[bytes]) -> Iterator[bytes]:
        """The XML, piece by piece. Afterwards the counts and the merged cells are known."""
        pieces = split_at_rows(part)
        last = next(pieces)
        if last.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise BadWorkbook(DAMAGED)  # UTF-16, which no spreadsheet writes, and in which nothing would be found
        start = b""
        for piece in pieces:
            if not start or is_filled(last):
                yield start + self.counted(last)
            start, last = ROW, piece
        yield start + self.counted(last)  # with all that follows the rows
        self.merged = [reference.decode() for reference in MERGED.findall(last)[:MOST_MERGED]]

    def counted(self, row: bytes) -> bytes:
        self.rows += 1
        self.cells += row.count(b"<c ")
        refuse_many([self])
        return row


def split_at_rows(part: IO[bytes]) -> Iterator[bytes]:
    left = b""
    while chunk := part.read(CHUNK):
        *whole, left = (left + chunk).split(ROW)
        yield from whole
        if len(left) > LARGEST_PART:
            raise BadWorkbook(TOO_BIG)
    yield left


def is_filled(row: bytes) -> bool:
    # A row without its number counts from the one before, which then has to stay.
    return not row.startswith(b'r="') or FILLED.search(row) is not None
