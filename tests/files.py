"""Small real files of each kind, made by the libraries that people's programs stand for."""

import io
import zipfile

import docx
import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
MAIL = b"From: ana@example.com\r\nTo: ben@example.com\r\nSubject: Numbers to port\r\n\r\nAttached.\r\n"
HTML = b"<!-- hello -->\n<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
WINDOWS_PROGRAM = b"MZ\x90\x00" + b"\x00" * 200
LINUX_PROGRAM = b"\x7fELF\x02\x01\x01" + b"\x00" * 200


def saved(write) -> bytes:
    """What `write` puts into a file."""
    buffer = io.BytesIO()
    write(buffer)
    return buffer.getvalue()


def make_zip(**members: str | bytes) -> bytes:
    def write(buffer):
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)

    return saved(write)


def make_picture(format: str) -> bytes:
    return saved(lambda buffer: Image.new("RGB", (4, 4), "navy").save(buffer, format))


def make_docx() -> bytes:
    return saved(docx.Document().save)


def make_xlsx() -> bytes:
    return saved(openpyxl.Workbook().save)


def make_office(part: str, **more: str) -> bytes:
    """The frame of an Office file whose main part is `part`."""
    types = f'<Types><Override PartName="/main.xml" ContentType="application/vnd.{part}.main+xml"/></Types>'
    return make_zip(**{"[Content_Types].xml": types, "main.xml": "<a/>", **more})


def make_open_document(kind: str, **more: str) -> bytes:
    return make_zip(mimetype=f"application/vnd.oasis.opendocument.{kind}", **{"content.xml": "<a/>", **more})


def make_ole(*streams: str) -> bytes:
    """The smallest compound file with these (empty) streams: header, one sector of allocation, one of directory."""
    free, end = b"\xff\xff\xff\xff", b"\xfe\xff\xff\xff"
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + bytes.fromhex("3e000300feff09000600") + bytes(10)
    header += (1).to_bytes(4, "little") + (1).to_bytes(4, "little") + bytes(4) + (4096).to_bytes(4, "little")
    header += end + bytes(4) + end + bytes(4) + bytes(4) + free * 108
    allocation = b"\xfd\xff\xff\xff" + end + free * 126
    entries = [ole_entry("Root Entry", 5, child=1)]
    for at, name in enumerate(streams, 1):
        entries.append(ole_entry(name, 2, right=at + 1 if at < len(streams) else None))
    entries += [bytes(128)] * (4 - len(entries))
    return header + allocation + b"".join(entries)


def ole_entry(name: str, kind: int, *, right: int | None = None, child: int | None = None) -> bytes:
    def index(number: int | None) -> bytes:
        return b"\xff\xff\xff\xff" if number is None else number.to_bytes(4, "little")

    written = (name + "\0").encode("utf-16-le")
    return (
        written.ljust(64, b"\0") + len(written).to_bytes(2, "little") + bytes([kind, 1])
        + index(None) + index(right) + index(child) + bytes(36) + b"\xfe\xff\xff\xff" + bytes(8)
    )  # fmt: skip


def upload(name: str = "plan.txt", content: bytes = b"The plan.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
