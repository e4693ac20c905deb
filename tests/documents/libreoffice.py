"""What LibreOffice makes of a workbook, where it is installed."""

import io
import shutil
import subprocess

import openpyxl
import pytest

from journeys.documents.keys import ABOUT, HEADING

SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")


def recalculated(book: openpyxl.Workbook, folder) -> openpyxl.Workbook:
    """The book with every formula computed anew: openpyxl keeps none of the results that were in the file."""
    return all_recalculated({"book": book}, folder)["book"]


def all_recalculated(books: dict[str, openpyxl.Workbook], folder) -> dict[str, openpyxl.Workbook]:
    """The same for many books by one start of LibreOffice, which takes longer than all the rest."""
    for name, book in books.items():
        book.save(folder / f"{name}.xlsx")
    subprocess.run(
        [
            SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--convert-to", "xlsx", "--outdir", folder / "computed", *(folder / f"{name}.xlsx" for name in books),
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    return {name: openpyxl.load_workbook(folder / "computed" / f"{name}.xlsx", data_only=True) for name in books}


def opened(file: bytes, *, values: bool = False) -> openpyxl.Workbook:
    """`values`: the results that the file brings along, in place of the formulas. Without the sheet that is hidden."""
    book = openpyxl.load_workbook(io.BytesIO(file), data_only=values)
    if ABOUT in book:
        del book[ABOUT]
    return book


def table_of(sheet) -> list[dict]:
    """The rows below the headings, by heading, without what is hidden."""
    headings, *rows = list(sheet.iter_rows(min_row=4, values_only=True))
    shown = [at for at, heading in enumerate(headings) if not (heading or "").startswith(HEADING)]
    return [{headings[at]: row[at] for at in shown} for row in rows]
