import pytest

from journeys.documents.declaring import Column, Formula, Sheet
from journeys.documents.tallies import Tally, whole_column

TALLY = Tally(all="All", counted="What", result="State", results=("Done", "Dropped", "Open"), waiting="Open")
COLUMNS = (
    Column("What", lambda row: row[0]),
    Column("State", lambda row: row[1]),
    Column("Part", lambda row: row[2]),
)


def sheet(*rows, title="Work"):
    return Sheet(title, lambda _: rows, COLUMNS), rows


def test_columns_are_named_as_formulas_name_them():
    assert whole_column(sheet(title="Ben's / work")[0], "State") == "'Ben''s / work'!$B:$B"


def test_a_line_for_the_whole_above_one_for_each_sheet():
    whole, one, two = TALLY.of_sheets([sheet(("a", "Done", 1), ("b", "Open", 1)), sheet(title="More")], whole="All")
    assert [(line.label, line.at, line.is_whole) for line in (whole, one, two)] == [
        ("All", 5, True),
        ("Work", 6, False),
        ("More", 7, False),
    ]
    assert (whole.total, one.total) == (Formula("=SUM(B6:B7)", 2), Formula("=COUNTA('Work'!$A:$A)-1", 2))
    assert one.count("Done") == Formula("=COUNTIF('Work'!$B:$B,\"Done\")", 1)
    assert two.count("Done").result == 0


def test_what_has_no_result_is_waiting():
    _, line = TALLY.of_sheets([sheet(("a", "Done", 1), ("b", "Open", 1))], whole="All")
    assert line.count("Open") == Formula("=B6-C6-D6", 1)


def test_a_part_of_a_sheet_is_told_by_its_number():
    line = TALLY.of_part(sheet()[0], "Part", 3, "Third", ["Done", "Open"], at=8)
    assert line.total == Formula("=COUNTIF('Work'!$C:$C,3)", 2)
    assert line.count("Done") == Formula("=COUNTIFS('Work'!$C:$C,3,'Work'!$B:$B,\"Done\")", 1)


@pytest.mark.parametrize(
    ("states", "result"),
    [
        (["Done", "Open", "Open"], 0.33),
        (["Done", "Dropped"], 1),
        (["Dropped"], ""),
        ([], ""),
    ],
)
def test_a_share_is_rounded_down_and_nothing_of_nothing(states, result):
    line = TALLY.of_part(sheet()[0], "Part", 1, "First", states, at=6)
    share = line.share("Done", without="Dropped")
    assert share == Formula('=IF((B6-D6)=0,"",INT(C6*100/(B6-D6))/100)', result)


def test_nothing_has_no_whole():
    assert TALLY.of_sheets([], whole="All") == []
