from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys.documents.rendering import render
from journeys.documents.test_plan import sheet_names
from journeys.models import ChecklistItem, Outcome
from tests.documents.libreoffice import all_recalculated, needs_libreoffice, opened, table_of
from tests.documents.snapshots import ANA, ASSESS, KICK_OFF, NOW, TODAY, make_item, make_snapshot, make_task

HOLD = "Hold/Resume: the agent puts the caller on hold: twice. Expected: music, then the agent."
MIGRATE = replace(KICK_OFF, id=2, title="Test", phase=replace(ASSESS, id=2, title="Migrate"))


def case(text=HOLD, section="Inbound", **facts):
    return make_item(kind=ChecklistItem.Kind.TEST, text=text, section=section, **facts)


def plan(*tasks, **options):
    return opened(render("test-plan", "xlsx", make_snapshot(*tasks)), **options)


def cases(*items):
    """The rows of the sheet that these fill."""
    return table_of(plan(make_task(items=items)).worksheets[1])


def test_a_sheet_for_each_section_and_every_fact_in_its_column():
    ran = case(outcome=Outcome.FAILED, note="No music", settled_by="Ben", settled_at=NOW, owner=ANA)
    book = plan(make_task(title="Inbound tests", items=(ran, case(section="Outbound"))))
    assert book.sheetnames == ["Summary", "Inbound", "Outbound"]
    (row,) = table_of(book["Inbound"])
    assert row | {"Date": row["Date"].date()} == {
        "No.": 1, "Phase": "Assess", "Case": "Hold/Resume", "Steps": "The agent puts the caller on hold: twice.",
        "Expected": "Music, then the agent.", "Result": "Fail", "Tester": "Ana Ruiz",
        "Recorded by": "Ben", "Date": TODAY, "Comment": "No music", "Task": "Inbound tests",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["Call somebody", "Call: it rings", "Expected: it rings", "Call Expected: it rings", "=1+1", "\t+1", "🚀 עברית"],
)
def test_any_other_wording_is_the_case_as_it_is(text):
    (row,) = cases(case(text))
    assert (row["Case"], row["Steps"], row["Expected"]) == (text, None, None)


def test_parts_of_a_case_are_never_formulas():
    cell = plan(make_task(items=(case("A: =1+1 Expected: =2"),)))["Inbound"]["D5"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


@pytest.mark.parametrize(
    ("outcome", "result"),
    [
        (Outcome.OPEN, "Not run"),
        (Outcome.PASSED, "Pass"),
        (Outcome.FAILED, "Fail"),
        (Outcome.BLOCKED, "Blocked"),
        (Outcome.NOT_APPLICABLE, "Not applicable"),
    ],
)
def test_results(outcome, result):
    (row,) = cases(case(outcome=outcome))
    assert row["Result"] == result


def test_the_result_is_chosen_from_a_list():
    (choice,) = plan(make_task(items=(case(),)))["Inbound"].data_validations.dataValidation
    assert (choice.formula1, str(choice.sqref)) == ('"Pass,Fail,Blocked,Not run,Not applicable"', "F5")


def test_until_it_is_run_the_tester_is_who_is_to_run_it():
    assert [row["Tester"] for row in cases(case(owner=ANA), case())] == ["Ana Ruiz", None]


def test_the_same_case_in_two_phases_is_told_apart():
    book = plan(make_task(items=(case(),)), make_task(2, "Test again", module=MIGRATE, items=(case(),)))
    assert [(row["No."], row["Phase"], row["Task"]) for row in table_of(book["Inbound"])] == [
        (1, "Assess", "Task"),
        (2, "Migrate", "Test again"),
    ]


def test_a_journey_without_cases_says_so():
    book = plan()
    assert book.sheetnames == ["Summary"]
    assert book.active["A5"].value == "The journey has no test cases in scope yet."


@pytest.mark.parametrize(
    ("sections", "names"),
    [
        (["Inbound", "Load / fail:over [1]?*\\"], ["Inbound", "Load fail over 1"]),
        (["summary", "History", "'quoted'"], ["summary 2", "History 2", "quoted"]),
        (["a" * 40, "A" * 40], ["a" * 31, "A" * 29 + " 2"]),
        (["🚀" * 20, "//", "\x07"], ["🚀" * 15, "Test cases", "Test cases 2"]),
    ],
)
def test_names_of_sheets_are_such_as_excel_takes(sections, names):
    assert sheet_names(sections) == names


@given(st.lists(st.text(st.characters(exclude_categories=[]), max_size=40), max_size=8))
def test_any_names_of_sections_become_names_of_sheets(sections):
    names = sheet_names(sections)
    assert len({name.lower() for name in ["Summary", "History", *names]}) == len(sections) + 2
    for name in names:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\\n\x00")
        assert name.strip("' ") == name


def test_sections_with_awkward_names_are_counted_too():
    tasks = [make_task(items=(case(section="Ben's / tests"), case(section="=1"), case(section="")))]
    summary = plan(*tasks)["Summary"]
    assert [summary.cell(row, 1).value for row in range(5, 9)] == ["All sections", "Ben's tests", "=1", "Test cases"]
    assert summary["B6"].value == "=COUNTA('Ben''s tests'!$C:$C)-1"


MIXED = make_task(
    items=(
        case(outcome=Outcome.PASSED), case(outcome=Outcome.PASSED), case(outcome=Outcome.NOT_APPLICABLE),
        case(outcome=Outcome.FAILED), case(section="Ben's"), case(section="Ben's", outcome=Outcome.BLOCKED),
    )
)  # fmt: skip
COUNTED = [
    {
        "Section": "All sections", "Cases": 6, "Pass": 2, "Fail": 1, "Blocked": 1, "Not run": 1, "Not applicable": 1,
        "Passed": 0.4,
    },
    {
        "Section": "Inbound", "Cases": 4, "Pass": 2, "Fail": 1, "Blocked": 0, "Not run": 0, "Not applicable": 1,
        "Passed": 0.66,
    },
    {
        "Section": "Ben's", "Cases": 2, "Pass": 0, "Fail": 0, "Blocked": 1, "Not run": 1, "Not applicable": 0,
        "Passed": 0,
    },
]  # fmt: skip


def test_the_summary_brings_its_results_along():
    assert table_of(plan(MIXED, values=True)["Summary"]) == COUNTED


@needs_libreoffice
def test_the_summary_counts_what_people_fill_in(tmp_path):
    book = plan(MIXED)
    books = {"given": plan(MIXED), "filled in": book}
    book["Ben's"]["F5"], book["Ben's"]["F6"] = "Pass", None
    book["Ben's"]["C7"], book["Ben's"]["F7"] = "One more", "Not applicable"
    computed = all_recalculated(books, tmp_path)
    assert table_of(computed["given"]["Summary"]) == COUNTED
    line = table_of(computed["filled in"]["Summary"])[2]
    assert line == {
        "Section": "Ben's", "Cases": 3, "Pass": 1, "Fail": 0, "Blocked": 0, "Not run": 1, "Not applicable": 1,
        "Passed": 0.5,
    }  # fmt: skip
