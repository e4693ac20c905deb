"""Files that are not what they seem, each made here."""

import contextlib
import io
import struct
import tracemalloc
import zipfile

import docx
import openpyxl
import pytest
import xlsxwriter

from journeys.documents import unpacking
from journeys.documents.unpacking import BadWorkbook
from journeys.documents.workbook_reading import read_workbook

SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"


def saved(*rows):
    book = openpyxl.Workbook()
    for row in rows or [["Task", "Due"]]:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file


def rezipped(file, **parts):
    """The archive with parts replaced or, as None, left out; `parts` are by name, the others stay."""
    made = io.BytesIO()
    with zipfile.ZipFile(file) as given, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in given.namelist():
            if name not in parts:
                archive.writestr(name, given.read(name))
        for name, content in parts.items():
            if content is not None:
                archive.writestr(name, content)
    made.seek(0)
    return made


def with_sheet(xml):
    return rezipped(saved(), **{SHEET: xml})


def refusal(file):
    with pytest.raises(BadWorkbook) as refused:
        read_workbook(file)
    (problem,) = refused.value.problems
    return problem.text


def lines(file):
    (grid,) = read_workbook(file).grids
    return [(line.number, line.values) for line in grid.lines]


def test_a_workbook():
    assert lines(saved(["Task", "Due"], [], ["Port", 3, ""])) == [(1, ("Task", "Due")), (3, ("Port", 3))]


@pytest.mark.parametrize("content", [b"", b"Task;Due\n", b"%PDF-1.7", b"PK\x03\x04 but no more", b"PK"])
def test_what_is_no_archive(content):
    assert refusal(io.BytesIO(content)) in ("This file is empty.", unpacking.NOT_A_WORKBOOK, unpacking.DAMAGED)


def test_a_cut_off_file():
    content = saved().getvalue()
    for length in range(10, len(content), 997):
        assert refusal(io.BytesIO(content[:length])) == unpacking.DAMAGED


def test_flipped_bytes_are_refused_or_read_but_never_crash():
    content = saved().getvalue()
    for at in range(0, len(content), 61):
        broken = bytearray(content)
        broken[at] ^= 0xFF
        with contextlib.suppress(BadWorkbook):
            read_workbook(io.BytesIO(bytes(broken)))


def test_a_file_that_is_too_large(monkeypatch):
    monkeypatch.setattr(unpacking, "LARGEST_FILE", 1024**2)
    assert refusal(io.BytesIO(bytes(2 * 1024**2))) == "This file has 2 MB. At most 1 MB are read."


def test_a_word_document():
    file = io.BytesIO()
    docx.Document().save(file)
    assert refusal(file) == "This is a Word document, not a workbook."


def test_another_archive():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "Hello")
    assert refusal(file) == unpacking.NOT_A_WORKBOOK


def test_an_open_document():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert "OpenDocument" in refusal(file)


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_macros(part):
    assert "holds macros" in refusal(rezipped(saved(), **{part: b"x"}))


@pytest.mark.parametrize(
    ("main", "words"),
    [
        ("ms-excel.sheet.macroEnabled.main", "can hold macros"),
        ("ms-excel.sheet.binary.macroEnabled", "can hold macros"),
    ],
)
def test_other_kinds_of_workbooks(main, words):
    types = zipfile.ZipFile(saved()).read("[Content_Types].xml").decode()
    types = types.replace("openxmlformats-officedocument.spreadsheetml.sheet.main", main)
    assert words in refusal(rezipped(saved(), **{"[Content_Types].xml": types}))


def ole(*streams):
    """The smallest compound file with empty streams of these names: a header, one sector of the table, a directory."""
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0,
    )  # fmt: skip
    header += b"\xff" * (512 - len(header))
    table = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE).ljust(512, b"\xff")

    def entry(name, kind, child):
        text = f"{name}\0".encode("utf-16-le")
        return struct.pack(
            "<64sHBBIII16sIQQIQ", text, len(text), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child, b"", 0, 0, 0, 0xFFFFFFFE, 0
        )

    entries = [entry("Root Entry", 5, 1), *(entry(name, 2, 0xFFFFFFFF) for name in streams)]
    return io.BytesIO(header + table + b"".join(entries).ljust(512, b"\0"))


@pytest.mark.parametrize(
    ("stream", "words"),
    [("EncryptedPackage", "password"), ("Workbook", "Excel 97 to 2003"), ("WordDocument", "not a workbook")],
)
def test_compound_files(stream, words):
    assert words in refusal(ole(stream))


def test_a_broken_compound_file():
    assert refusal(io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))) == unpacking.DAMAGED


def test_an_encrypted_archive():
    content = bytearray(saved().getvalue())
    central = content.index(b"PK\x01\x02")
    content[central + 8] |= 1
    assert "password" in refusal(io.BytesIO(bytes(content)))


DOCTYPE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", SHEET])
def test_entities_are_never_resolved(part):
    xml = zipfile.ZipFile(saved()).read(part).decode().removeprefix('<?xml version="1.0"?>')
    assert refusal(rezipped(saved(), **{part: DOCTYPE + xml})) == unpacking.DAMAGED


def test_nor_are_those_in_texts():
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    book.add_worksheet().write_string(0, 0, "Task")
    book.close()
    part = "xl/sharedStrings.xml"
    xml = zipfile.ZipFile(file).read(part).decode().partition("?>")[2].replace("Task", "&e;")
    assert refusal(rezipped(file, **{part: DOCTYPE + xml})) == unpacking.DAMAGED


@pytest.mark.parametrize("xml", ["<worksheet", HEAD, f"{HEAD}<row r='x'/>{TAIL}", "\xff\xfe<\0w\0"])
def test_broken_sheets(xml):
    assert refusal(with_sheet(xml)) == unpacking.DAMAGED


def test_a_part_that_is_missing():
    assert refusal(rezipped(saved(), **{"xl/workbook.xml": None})) == unpacking.DAMAGED


def test_a_million_rows_that_only_have_a_format_cost_nothing():
    rows = "".join(f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="1"/></row>' for n in range(2, 1_048_576))
    first = '<row r="1"><c r="A1" t="inlineStr"><is><t>Task</t></is></c></row>'
    last = '<row r="1048576"><c r="B1048576"><v>7</v></c></row>'
    file = with_sheet(f"{HEAD}{first}{rows}{last}{TAIL}")
    assert lines(file) == [(1, ("Task",)), (1_048_576, (None, 7))]


def test_a_sheet_that_claims_to_be_huge():
    xml = HEAD.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    assert lines(with_sheet(f'{xml}<row r="1"><c r="A1"><v>1</v></c></row>{TAIL}')) == [(1, (1,))]


def test_rows_without_numbers_count_on():
    xml = f"{HEAD}<row ></row><row ><c><v>1</v></c></row>{TAIL}"
    assert [number for number, _ in lines(with_sheet(xml))] == [2]


@pytest.mark.parametrize(
    ("part", "unit"),
    [
        (SHEET, b" " * 1024),
        (SHEET, b'<row r="1"><c r="A1"><v>1</v></c></row>' * 25),
        (SHEET, b"<x:row><x:c><x:v>1</x:v></x:c></x:row>" * 25),
        ("xl/sharedStrings.xml", b"<si><t/></si>" * 80),
        ("xl/sharedStrings.xml", b" " * 1024),
        ("xl/styles.xml", b" " * 1024),
    ],
)
def test_what_grows_when_it_is_unpacked(part, unit):
    bomb = rezipped(saved(), **{part: unit * (80 * 1024)})
    assert len(bomb.getvalue()) < 1024**2
    tracemalloc.start()
    assert "too big once it is unpacked" in (said := refusal(bomb)) or "more than 20,000 filled rows" in said
    assert tracemalloc.get_traced_memory()[1] < 300 * 1024**2
    tracemalloc.stop()


def test_sheets_that_say_they_are_larger_than_any_may_be(monkeypatch):
    monkeypatch.setattr(unpacking, "LARGEST_SHEETS", 1000)
    assert refusal(saved()) == unpacking.TOO_BIG


def test_an_archive_of_very_many_parts(monkeypatch):
    monkeypatch.setattr(unpacking, "MOST_MEMBERS", 3)
    assert refusal(saved()) == unpacking.TOO_BIG


def test_what_is_not_read_may_be_of_any_size():
    assert lines(rezipped(saved(), **{"xl/media/image1.png": bytes(90 * 1024**2)}))


def test_merged_cells_are_known():
    book = openpyxl.load_workbook(saved(["a", "b"], ["c", "d"]))
    book.active.merge_cells("A1:B2")
    file = io.BytesIO()
    book.save(file)
    (merged,) = read_workbook(file).grids[0].merged
    assert (merged.text, list(merged.rows), list(merged.columns)) == ("A1:B2", [1, 2], [0, 1])


def test_formulas_and_errors_are_not_taken():
    formula, error = lines(saved(["=1+1", "#REF!"]))[0][1][:2]
    assert "formulas are not computed" in formula.why
    assert "holds the error #REF!" in error.why
