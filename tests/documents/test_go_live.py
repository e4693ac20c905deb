import io
from dataclasses import replace

import pytest

from journeys.documents.planning import plan_import
from journeys.documents.rendering import render
from journeys.documents.snapshot import Resource
from journeys.models import ChecklistItem, Outcome, Priority
from tests.documents.libreoffice import all_recalculated, needs_libreoffice, opened, table_of
from tests.documents.snapshots import (
    ANA,
    ASSESS,
    KICK_OFF,
    NOW,
    TODAY,
    make_approval,
    make_item,
    make_snapshot,
    make_task,
)

MIGRATE = replace(KICK_OFF, id=2, title="Launch", phase=replace(ASSESS, id=2, title="Migrate"))
PARTS = ["Checklist", "Launch steps", "Rollback", "Dashboards", "Security"]
SHEETS = ["Summary", "Resources", *PARTS]


def check(text="The carrier is ready.", section="Monitoring", **facts):
    return make_item(kind=ChecklistItem.Kind.CHECK, text=text, section=section, **facts)


def book_of(*tasks, **options):
    return opened(render("go-live", "xlsx", make_snapshot(*tasks)), **options)


def rows_of(sheet, *items):
    return table_of(book_of(make_task(items=items))[sheet])


def test_every_fact_in_its_column():
    item = check(outcome=Outcome.NO_GO, note="No line", settled_by="Ben", settled_at=NOW, priority=Priority.HIGH)
    book = book_of(make_task(title="Go-live", owner=ANA, items=(item,)))
    assert book.sheetnames == SHEETS
    (row,) = table_of(book["Checklist"])
    assert row | {"Decided on": row["Decided on"].date()} == {
        "No.": 1, "Section": "Monitoring", "Check": "The carrier is ready.", "Single-threaded owner": "Ana Ruiz",
        "Decision": "No-go", "Priority": "High", "Notes": "No line", "Decided by": "Ben", "Decided on": TODAY,
        "Phase": "Assess", "Task": "Go-live",
    }  # fmt: skip


def test_phases_that_someone_was_asked_to_sign_off_have_a_sheet_of_their_own():
    task = make_task()
    out = replace(ASSESS, id=2, title="Operate", in_scope=False)
    approvals = (make_approval(answer="=1+1"), make_approval(task=task), make_approval(phase=out))
    book = opened(render("go-live", "xlsx", make_snapshot(task, approvals=approvals)))
    assert book.sheetnames == [*SHEETS, "Sign-off of phases"]
    (row,) = table_of(book["Sign-off of phases"])
    assert row.items() >= {
        "Phase": "Assess", "Status": "Approved", "Asked of": "Ben", "Asked by": "Ana Ruiz", "Answered by": "Ben",
        "Answer": "=1+1", "At revision": 42,
    }.items()  # fmt: skip
    assert (row["Asked"].date(), row["Answered"].date()) == (TODAY, TODAY)


@pytest.mark.parametrize(
    ("section", "sheet", "shown"),
    [
        ("Resources", "Checklist", {"Section": "Resources"}),
        ("Launch steps: forwarded number", "Launch steps", {"Stage": "Forwarded number"}),
        ("launch steps", "Launch steps", {"Stage": None}),
        ("Rollback criteria", "Rollback", {"Part": "Criteria"}),
        ("Rollback steps", "Rollback", {"Part": "Steps"}),
        ("Dashboards", "Dashboards", {}),
        ("Security", "Security", {}),
        ("Launch communication plan", "Checklist", {"Section": "Launch communication plan"}),
        ("Resourceful people", "Checklist", {"Section": "Resourceful people"}),
        ("", "Checklist", {"Section": None}),
    ],
)
def test_checks_go_to_the_sheet_of_their_section(section, sheet, shown):
    book = book_of(make_task(items=(check("Ben: is there.", section),)))
    (row,) = table_of(book[sheet])
    assert row.items() >= shown.items()
    assert row["No."] == 1
    others = [name for name in PARTS if name != sheet]
    assert all(book[name]["A5"].value == f"The journey has no checks for this sheet: {name}." for name in others)


def test_resources_say_who_is_there_and_whom_to_call_next():
    rows = (
        Resource(1, "Network", "", ANA, "", "+49 30 1", "Call Ben, +49 30 2", "From 22:00"),
        Resource(2, "=1+1", "Carrier", None, "Uma", "=2", "", ""),
    )
    book = opened(render("go-live", "xlsx", make_snapshot(resources=rows)))
    ana, uma = table_of(book["Resources"])
    assert ana == {
        "Function on the day": "Network", "Side or organisation": "Network team", "Who": "Ana Ruiz",
        "Phone": "+49 30 1", "When they are there": "From 22:00",
        "Escalation: whom to call next, and how": "Call Ben, +49 30 2", "E-mail": "ana@example.com",
    }  # fmt: skip
    assert [uma[name] for name in ("Side or organisation", "Who", "E-mail")] == ["Carrier", "Uma", None]
    assert [book["Resources"][at].data_type for at in ("A6", "D6")] == ["s", "s"]
    assert book_of()["Resources"]["A5"].value == "Nobody is listed for the day yet."


def test_the_decision_is_chosen_from_a_list():
    choices = book_of(make_task(items=(check(),)))["Checklist"].data_validations.dataValidation
    assert [(choice.formula1, str(choice.sqref)) for choice in choices] == [
        ('"Go,No-go,Pending,Not applicable"', "E5"), ('"High,Medium,Low"', "F5")
    ]  # fmt: skip


def test_a_check_of_two_phases_is_shown_as_in_the_later_one():
    first = make_task(items=(check(outcome=Outcome.GO), check("Only here.")))
    later = make_task(2, "Launch", module=MIGRATE, items=(check("The  carrier is READY."), check("New.")))
    rows = table_of(book_of(first, later)["Checklist"])
    assert [(row["Check"], row["Phase"], row["Decision"]) for row in rows] == [
        ("Only here.", "Assess", "Pending"),
        ("The  carrier is READY.", "Migrate", "Pending"),
        ("New.", "Migrate", "Pending"),
    ]


def test_the_earlier_one_counts_when_the_later_left_the_scope():
    later = make_task(2, module=MIGRATE, items=(check(),), in_scope=False)
    (row,) = table_of(book_of(make_task(items=(check(outcome=Outcome.GO),)), later)["Checklist"])
    assert (row["Phase"], row["Decision"]) == ("Assess", "Go")


def test_the_same_check_of_two_tasks_of_a_phase_stays_twice():
    assert len(table_of(book_of(make_task(items=(check(),)), make_task(2, items=(check(),)))["Checklist"])) == 2


@pytest.mark.parametrize("text", ["=cmd|'/c calc'!A1", "+1", "\t=1", "🚀 עברית", "x" * 40_000])
def test_text_from_people_is_never_a_formula(text):
    book = book_of(make_task(title=text, items=(check(text, note=text),)))
    cells = [book["Checklist"][at] for at in ("C5", "G5", "K5")]
    assert [(cell.value, cell.data_type) for cell in cells] == [(text[:32_767], "s")] * 3


VERDICTS = [
    ([Outcome.GO, Outcome.NO_GO, Outcome.OPEN], "No-go"),
    ([Outcome.GO, Outcome.OPEN], "Pending"),
    ([Outcome.GO, Outcome.NOT_APPLICABLE], "Go"),
    ([], "–"),
]


@pytest.mark.parametrize(("outcomes", "verdict"), VERDICTS)
def test_the_verdict_comes_along(outcomes, verdict):
    items = [check(f"Check {n}", outcome=outcome) for n, outcome in enumerate(outcomes)]
    whole, *parts = table_of(book_of(make_task(items=tuple(items)), values=True)["Summary"])
    assert (whole["Part"], whole["Verdict"]) == ("Go-live as a whole", verdict)
    assert [part["Part"] for part in parts] == PARTS
    assert [part["Verdict"] for part in parts if part["Part"] != "Checklist"] == ["–"] * 4


MIXED = make_task(
    items=(
        check("a", outcome=Outcome.GO, owner=ANA), check("b", outcome=Outcome.NOT_APPLICABLE, priority=Priority.HIGH),
        check("c", priority=Priority.HIGH), check("d", "Security", outcome=Outcome.GO, priority=Priority.HIGH),
        check("e", "Rollback steps", outcome=Outcome.GO),
    )
)  # fmt: skip


def test_the_summary_counts_each_sheet():
    rows = {row.pop("Part"): row for row in table_of(book_of(MIXED, values=True)["Summary"])}
    assert rows["Go-live as a whole"] == {
        "Checks": 5, "Go": 3, "No-go": 0, "Pending": 1, "Not applicable": 1, "Verdict": "Pending",
        "High, not go": 1, "Without owner": 4,
    }  # fmt: skip
    assert rows["Security"] == {
        "Checks": 1, "Go": 1, "No-go": 0, "Pending": 0, "Not applicable": 0, "Verdict": "Go",
        "High, not go": 0, "Without owner": 1,
    }  # fmt: skip


@needs_libreoffice
def test_the_verdict_follows_what_people_fill_in(tmp_path):
    """As it is, the results are those that come along; then the open check is go, then a launch step is no-go."""
    books = {name: book_of(MIXED) for name in ("given", "go", "no-go")}
    books["go"]["Checklist"]["E7"] = books["no-go"]["Checklist"]["E7"] = "Go"
    steps = books["no-go"]["Launch steps"]
    steps["C5"], steps["D5"], steps["E5"] = "The call is heard", "Ana", "No-go"
    computed = {name: table_of(book["Summary"]) for name, book in all_recalculated(books, tmp_path).items()}
    assert computed["given"] == table_of(book_of(MIXED, values=True)["Summary"])
    assert computed["go"][0]["Verdict"] == "Go"
    whole, *_ = computed["no-go"]
    assert (whole["Verdict"], whole["Checks"], whole["No-go"], whole["Without owner"]) == ("No-go", 6, 1, 4)


def test_who_is_there_and_what_a_check_weighs_are_read_back():
    rows = (Resource(7, "Network", "", ANA, "", "+49 30 1", "", ""),)
    snapshot = make_snapshot(make_task(items=(check(section="Security"),)), resources=rows)
    book = opened(render("go-live", "xlsx", snapshot))
    people, checks = book["Resources"], book["Security"]
    people["C5"], people["D5"], checks["E5"] = "Uma", "112", "High"
    people["A6"] = "Ports the numbers"
    file = io.BytesIO()
    book.save(file)
    plan = plan_import(file, "go-live.xlsx", "go-live", snapshot)
    assert {(edit.key, edit.field, edit.value) for edit in plan.edits} == {
        ("resource:7", "name", "Uma"), ("resource:7", "phone", "112"), ("item:1", "priority", "high")
    }  # fmt: skip
    assert [row.values["function"] for row in plan.new_rows] == ["Ports the numbers"]
    assert plan.problems == ()
