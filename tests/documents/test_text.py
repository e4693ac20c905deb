from datetime import date, datetime
from decimal import Decimal

import pytest

from journeys.documents.declaring import Formula, Input, Share
from journeys.documents.text import clean, count, numbered, share, short, source_line, words
from tests.documents.snapshots import make_snapshot


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("bell\x07 and \x00 null", "bell and  null"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("half a pair \ud83d", "half a pair "),
        ("tab\tstays, \U0001f680 too, and עברית", "tab\tstays, \U0001f680 too, and עברית"),
    ],
)
def test_what_no_office_file_can_hold_is_dropped(text, kept):
    assert clean(text) == kept


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        (date(2027, 3, 4), "4 Mar 2027"),
        (datetime(2027, 3, 4, 9, 5), "4 Mar 2027, 09:05"),
        (Share(0.62), "62 %"),
        (Formula("=1+1", 2), "2"),
        (Input(None), ""),
        (Input(Decimal("1.50")), "1.5"),
        (Decimal("7.50"), "7.5"),
        (Decimal("100"), "100"),
        (0, "0"),
    ],
)
def test_values_read_as_people_write_them(value, said):
    assert words(value) == said


def test_a_share_is_full_only_when_all_is_done_and_nothing_of_nothing_is_none():
    assert words(share(999, 1000)) == "99 %"
    assert words(share(3, 3)) == "100 %"
    assert share(0, 0) is None


def test_counts_know_one_from_many():
    assert count(1, "task") == "1 task"
    assert count(0, "task") == "0 tasks"
    assert count(2, "task is", "tasks are") == "2 tasks are"


def test_a_document_says_its_number_and_what_it_shows():
    assert numbered("Status report", make_snapshot()) == "Status report 3"
    assert numbered("Status report", make_snapshot(number=None)) == "Status report, draft"
    assert source_line(make_snapshot()) == "As of 14 Mar 2027, 15:04 UTC · revision 42"


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "0"),
        (Decimal("12.50"), "12.5"),
        (-999, "−999"),
        (999.6, "1 k"),
        (340_000, "340 k"),
        (1_254_000, "1.25 M"),
        (Decimal(-2_500_000_000), "−2.5 bn"),
        (10**16, "10,000 tn"),
    ],
)
def test_amounts_in_pictures_have_three_digits(amount, said):
    assert short(amount) == said
