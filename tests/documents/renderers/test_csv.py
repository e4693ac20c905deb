import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from journeys.documents.declaring import Column, Sheet
from journeys.documents.renderers.csv import render
from tests.documents.snapshots import make_snapshot


def rows_of(*values):
    sheet = Sheet("S", lambda _: values, (Column("Value", lambda value: value),))
    return list(
        csv.reader(io.StringIO(render(sheet, make_snapshot(), lambda percent: None).decode("utf-8"), newline=""))
    )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1", "\r=1"])
def test_what_starts_like_a_formula_gets_an_apostrophe(text):
    (_, (field,)) = rows_of(text)
    assert field.startswith("'")


@pytest.mark.parametrize("text", ["plain", 'a "quoted", b', "two\nlines", "\U0001f680 עברית", "1 - 2", "a=b"])
def test_other_text_stays_as_it_is(text):
    assert rows_of(text) == [["Value"], [text]]


@pytest.mark.parametrize(
    ("value", "field"), [(None, ""), (-3, "-3"), (Decimal("7.50"), "7.5"), (date(2027, 3, 4), "2027-03-04")]
)
def test_numbers_and_dates_stay_bare(value, field):
    assert rows_of(value)[1:] == [[field]]


def test_there_is_no_byte_order_mark():
    sheet = Sheet("S", lambda _: (), (Column("Summary", str),))
    assert render(sheet, make_snapshot(), lambda percent: None) == b"Summary\r\n"
