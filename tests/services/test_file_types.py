import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys.services.errors import Refusal
from journeys.services.file_types import (
    ACCEPTED,
    ACCEPTED_IN_WORDS,
    MOST_BYTES_OF_ZIP_DIRECTORY,
    identify,
    look_at,
    title_of,
)
from tests import files

OPEN_XML = "openxmlformats-officedocument"
REAL = {
    "docx": files.make_docx(),
    "xlsx": files.make_xlsx(),
    "pptx": files.make_office(f"{OPEN_XML}.presentationml.presentation"),
    "vsdx": files.make_office("ms-visio.drawing"),
    "doc": files.make_ole("WordDocument"),
    "xls": files.make_ole("Workbook"),
    "ppt": files.make_ole("PowerPoint Document"),
    "msg": files.make_ole("__properties_version1.0"),
    "odt": files.make_open_document("text"),
    "ods": files.make_open_document("spreadsheet"),
    "odp": files.make_open_document("presentation"),
    "pdf": files.PDF,
    "png": files.make_picture("PNG"),
    "jpg": files.make_picture("JPEG"),
    "jpeg": files.make_picture("JPEG"),
    "gif": files.make_picture("GIF"),
    "webp": files.make_picture("WEBP"),
    "txt": "Größe: 3 €\n".encode(),
    "log": b"\x1b[32m2027-03-14 07:30 ok\x1b[0m\r\n",
    "md": b"<p align=center>\n\n# Plan\n",
    "csv": "Name;Größe\r\nAna;3\r\n".encode("cp1252"),
    "tsv": "name\tsize\n".encode("utf-16"),
    "json": b'\xef\xbb\xbf{"flows": []}',
    "xml": b'<?xml version="1.0"?>\n<!-- flows -->\n<flows/>',
    "drawio": b'<mxfile host="app"><diagram/></mxfile>',
    "eml": files.MAIL,
    "zip": files.make_zip(**{"recording.wav": b"RIFF"}),
}


def test_there_is_a_real_file_of_each_accepted_type():
    assert set(REAL) == set(ACCEPTED)


@pytest.mark.parametrize("extension", REAL)
def test_a_real_file_is_what_its_name_says(extension):
    assert identify(f"a.{extension.upper()}", io.BytesIO(REAL[extension])) == ACCEPTED[extension]


@pytest.mark.parametrize("extension", REAL)
def test_the_same_file_under_another_binary_type_is_not(extension):
    other = "pdf" if extension != "pdf" else "png"
    with pytest.raises(Refusal, match=rf"ends in \.{other}, but its content looks like"):
        identify(f"a.{other}", io.BytesIO(REAL[extension]))


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.svg", "a.xlsm", "a.docm", "a.js", "a.pdf.bat", "a.ps1", "pdf"])
def test_what_is_not_on_the_list_is_refused_with_the_list(name):
    with pytest.raises(Refusal, match="not accepted") as refusal:
        identify(name, io.BytesIO(files.PDF))
    assert ACCEPTED_IN_WORDS in str(refusal.value)


BELIED = [
    ("page.txt", files.HTML, "a web page"),
    ("page.md", b"\xef\xbb\xbf  <HTML>", "a web page"),
    ("page.csv", "<html><table>".encode("utf-16"), "a web page"),
    ("page.xml", b'<?xml version="1.0"?><a xmlns="http://www.w3.org/1999/xhtml"/>', "a web page"),
    ("page.eml", b"<body onload=alert(1)>", "a web page"),
    ("picture.png", files.SVG, "an SVG picture"),
    ("picture.xml", files.SVG, "an SVG picture"),
    ("notes.txt", b"#!/bin/sh\nrm -rf /\n", "a script"),
    ("notes.log", b"\r\n@ECHO OFF\r\n", "a script"),
    ("notes.md", b"<?php system($_GET[0]);", "a script"),
    ("notes.txt", rb"{\rtf1 Hello}", "an RTF document"),
    ("notes.txt", files.WINDOWS_PROGRAM, "Windows Executable"),
    ("photo.jpg", files.LINUX_PROGRAM, "ELF executable"),
    ("notes.txt", bytes(range(256)), "something unknown"),
    ("notes.txt", "a".encode("utf-32"), "UTF-32"),
    ("table.csv", files.make_xlsx(), "an Excel workbook"),
    ("table.xlsx", b"a;b;c\n", "plain text"),
    ("table.docx", files.make_xlsx(), "an Excel workbook"),
    ("table.xls", files.make_xlsx(), "an Excel workbook"),
    ("table.xlsx", files.make_ole("Workbook"), "an Excel 97 workbook"),
    ("table.zip", files.make_xlsx(), "an Excel workbook"),
    ("table.xlsx", files.make_office("ms-excel.sheet.macroEnabled"), "with macros"),
    ("deck.vsdx", files.make_office("ms-visio.drawing", **{"visio/vbaProject.bin": "x"}), "with macros"),
    ("text.odt", files.make_open_document("text", **{"Basic/script-lc.xml": "x"}), "with macros"),
    ("text.doc", files.make_ole("WordDocument", "Macros"), "with macros"),
    ("text.doc", files.make_ole("__installer"), "something unknown"),
    ("text.docx", files.make_docx()[:500], "a damaged file"),
    ("text.doc", files.make_ole("WordDocument")[:600], "a damaged file"),
    ("tool.zip", files.make_zip(**{"META-INF/MANIFEST.MF": "x"}), "a Java program"),
    ("data.json", b"not json", "plain text"),
    ("mail.eml", b"Subject only\n", "plain text"),
    ("mail.eml", b"Remark: one\nOther: two\n\n", "plain text"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "found"), BELIED)
def test_content_that_belies_the_name_is_refused_with_what_it_looks_like(name, content, found):
    with pytest.raises(Refusal, match=found):
        identify(name, io.BytesIO(content))


@pytest.mark.parametrize("extension", ["docx", "xlsx", "pptx", "vsdx"])
def test_an_office_file_with_a_password_is_accepted(extension):
    locked = files.make_ole("EncryptionInfo", "EncryptedPackage")
    assert identify(f"a.{extension}", io.BytesIO(locked)) == ACCEPTED[extension]


@pytest.mark.parametrize("content", [b"", b"[2027-03-14] started", b"<note> mind this", b"Subject: x\nFrom: y\n\nz"])
def test_a_text_file_may_start_like_something_else(content):
    assert identify("a.txt", io.BytesIO(content)) == ACCEPTED["txt"]


def test_mail_from_a_mailbox_and_with_folded_headers_is_mail():
    mail = b"From ana@example.com Mon Mar 1\nReceived: by mx\n\twith SMTP\nX-Spam: no\nFrom: ana@example.com\n\n<html>"
    assert look_at(io.BytesIO(mail)) == "mail"


def test_an_archive_of_far_too_many_members_is_not_read():
    archive = bytearray(files.make_zip(a="a"))
    at = archive.rindex(b"PK\x05\x06") + 12
    archive[at : at + 4] = (MOST_BYTES_OF_ZIP_DIRECTORY + 1).to_bytes(4, "little")
    assert look_at(io.BytesIO(bytes(archive))) == "damaged"


@given(
    st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-", b"<"]),
    st.binary(),
)
def test_nothing_makes_it_fail(start, rest):
    assert look_at(io.BytesIO(start + rest))


def test_titles_are_what_people_call_a_file():
    assert [title_of(name) for name in ("a.DOCX", "a.jpg", "a.unknown")] == ["Word document", "JPEG picture", "File"]
