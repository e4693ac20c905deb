import csv
import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from journeys.documents import keys
from journeys.documents.planning import plan_import
from journeys.documents.rendering import render
from journeys.documents.snapshot import Member
from journeys.documents.unpacking import BadWorkbook
from journeys.models import ChecklistItem, Outcome, Role
from journeys.models import Task as TaskRow
from tests.documents.snapshots import ANA, NOW, make_item, make_snapshot, make_task
from tests.documents.test_decision_log import make_decision

Status = TaskRow.Status
ANA = replace(ANA, id=5)
BEN = Member("Ben Ode", "", "Carrier", Role.CONTACT, 6)
PORT = make_task(
    1, "Port the numbers", Status.IN_PROGRESS, owner=ANA, starts_on=date(2027, 3, 1), due_on=date(2027, 3, 20),
    estimate_hours=Decimal("7.50"),
)  # fmt: skip
LETTER = make_task(2, "Write the letter", parent=PORT)
FORMULA = make_task(3, "=1+1")
TASKS = (PORT, LETTER, FORMULA)


def snapshot_of(*tasks, **facts):
    return make_snapshot(*(tasks or TASKS), members=(ANA, BEN), **facts)


def exported(snapshot, kind="roadmap"):
    return openpyxl.load_workbook(io.BytesIO(render(kind, "xlsx", snapshot)))


def planned(book, snapshot, kind="roadmap", name="sent.xlsx"):
    file = io.BytesIO()
    book.save(file)
    return plan_import(file, name, kind, snapshot)


def cell(sheet, heading, row):
    """The cell below that heading; rows count from 0."""
    at = next(c.column for c in sheet[4] if c.value == heading)
    return sheet.cell(5 + row, at)


def change(sheet, row, **values):
    """`Due="…"` writes it below the heading Due."""
    for heading, value in values.items():
        cell(sheet, heading.replace("_", " "), row).value = value


def retyped(rows, title="Sheet1"):
    """A workbook that somebody made by hand."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for each in (each for row in book.active for each in row if each.data_type == "f"):
        each.data_type = "s"  # openpyxl alone takes it for a formula
    return book


def facts(edits):
    return [(edit.cell, edit.key, edit.field, edit.before, edit.after, edit.value) for edit in edits]


def texts(problems):
    return [(problem.cell, problem.text) for problem in problems]


def test_a_workbook_that_nobody_changed_asks_for_nothing():
    snapshot = snapshot_of()
    plan = planned(exported(snapshot), snapshot)
    assert (plan.kind, plan.journey_revision) == ("roadmap", 42)
    assert plan == replace(plan, edits=(), new_rows=(), gone_rows=(), problems=(), notes=())


def test_each_changed_cell_is_an_edit():
    snapshot = snapshot_of()
    book = exported(snapshot)
    change(book.active, 0, Task="Port all numbers", Owner="ben ode", Start=datetime(2027, 3, 2), Status="blocked")
    change(book.active, 0, Reason="No letter", Due="2027-03-21", **{"Estimate, hours": 8})
    change(book.active, 1, Task="    The letter", Owner="ANA@example.com")
    plan = planned(book, snapshot)
    assert facts(plan.edits) == [
        ("D5", "task:1", "title", "Port the numbers", "Port all numbers", "Port all numbers"),
        ("E5", "task:1", "owner", "Ana Ruiz", "ben ode", "6"),
        ("G5", "task:1", "starts_on", "1 Mar 2027", "2 Mar 2027", "2027-03-02"),
        ("H5", "task:1", "due_on", "20 Mar 2027", "21 Mar 2027", "2027-03-21"),
        ("I5", "task:1", "estimate_hours", "7.5", "8", "8"),
        ("K5", "task:1", "status", "In progress", "Blocked", "blocked"),
        ("L5", "task:1", "status_reason", "", "No letter", "No letter"),
        ("D6", "task:2", "title", "Write the letter", "The letter", "The letter"),
        ("E6", "task:2", "owner", "", "ANA@example.com", "5"),
    ]
    assert {edit.label for edit in plan.edits} == {"Port the numbers", "Write the letter"}
    assert not any(edit.is_conflict for edit in plan.edits)
    assert not plan.problems


def test_what_spreadsheets_change_by_themselves_is_no_edit():
    snapshot = snapshot_of(replace(PORT, title="One\r\ntwo  \nthree", owner=ANA), LETTER)
    book = exported(snapshot)
    change(book.active, 0, Task="One\ntwo\nthree ", Owner="ANA  ruiz", Status="in progress", Due="20 Mar 2027")
    change(book.active, 0, **{"Estimate, hours": "7,50"})
    plan = planned(book, snapshot)
    assert (plan.edits, plan.problems, plan.notes) == ((), (), ())


def test_an_emptied_cell_takes_the_value_away():
    snapshot = snapshot_of()
    book = exported(snapshot)
    change(book.active, 0, Owner=None, Due=None, Status=None, Task=" ")
    plan = planned(book, snapshot)
    assert [(edit.field, edit.value, edit.after) for edit in plan.edits] == [("owner", None, ""), ("due_on", None, "")]
    assert [cell for cell, _ in texts(plan.problems)] == ["D5", "K5"]


def test_what_changed_here_since_the_export_is_kept_or_in_conflict():
    book = exported(snapshot_of())
    change(book.active, 0, Due="2027-03-21", Owner="Ben Ode")
    now = snapshot_of(
        replace(PORT, title="Ours", due_on=date(2027, 4, 1), owner=BEN, estimate_hours=None), LETTER, FORMULA
    )
    (edit,) = planned(book, now).edits
    assert (edit.field, edit.before, edit.after, edit.is_conflict) == ("due_on", "1 Apr 2027", "21 Mar 2027", True)


def test_rows_may_stand_in_any_order_and_columns_too():
    snapshot = snapshot_of()
    book = exported(snapshot)
    rows = [list(row) for row in book.active.iter_rows(min_row=4, values_only=True)]
    headings, *others = [row[::-1] for row in rows]
    other = retyped([headings, *others[::-1]], title="Roadmap")
    hidden = other.create_sheet(keys.ABOUT)
    for row in book[keys.ABOUT].iter_rows(values_only=True):
        hidden.append(row)
    assert planned(other, snapshot) == planned(book, snapshot)
    other.active.cell(2, headings.index("Due") + 1).value = "2027-03-21"
    (edit,) = planned(other, snapshot).edits
    assert (edit.key, edit.field) == ("task:3", "due_on")


def test_removed_rows_are_gone_but_not_those_that_are_newer_than_the_export():
    book = exported(snapshot_of())
    book.active.delete_rows(6)
    plan = planned(book, snapshot_of(*TASKS, make_task(4, "New here")))
    assert [(gone.sheet, gone.key, gone.label) for gone in plan.gone_rows] == [
        ("Roadmap", "task:2", "Write the letter")
    ]


def test_a_cleared_row_is_gone_too():
    snapshot = snapshot_of()
    book = exported(snapshot)
    for each in book.active[6][:-1]:
        each.value = None
    plan = planned(book, snapshot)
    assert ([gone.key for gone in plan.gone_rows], plan.edits, plan.problems) == (["task:2"], (), ())


def test_a_row_of_what_is_not_there_any_more():
    book = exported(snapshot_of())
    now = snapshot_of(PORT)
    assert planned(book, now).problems == ()
    change(book.active, 1, Task="Better letter")
    assert texts(planned(book, now).problems) == [("A6", "This row is not in the journey any more.")]


def test_a_new_row():
    snapshot = snapshot_of()
    book = exported(snapshot)
    change(
        book.active, 3, Phase="Assess", Module="Kick-off", Type="Task", Task="Train", Owner="Ana Ruiz",
        Due=datetime(2027, 5, 1), Status="planned",
    )  # fmt: skip
    (row,) = planned(book, snapshot).new_rows
    assert (row.sheet, row.row, row.label) == ("Roadmap", 8, "Train")
    assert {name: value for name, value in row.values.items() if value} == {
        "phase": "Assess", "module": "Kick-off", "type": "Task", "title": "Train", "owner": "5",
        "due_on": "2027-05-01", "status": "planned",
    }  # fmt: skip
    assert row.values["estimate_hours"] is None
    assert row.texts["Due"] == "1 May 2027"


def test_a_new_row_with_a_bad_cell_is_refused_whole():
    snapshot = snapshot_of()
    book = exported(snapshot)
    change(book.active, 3, Task="Train", Due="soon", Owner="Ana Ruiz")
    change(book.active, 4, Owner="Ana Ruiz")
    plan = planned(book, snapshot)
    assert plan.new_rows == ()
    assert texts(plan.problems) == [
        ("H8", "Due: “soon” is not a date. Write it as 2027-03-14. The row is not added."),
        ("E9", "This row has no “Task”: fill it in, or clear the row."),
    ]


def test_bad_cells_leave_the_others_usable():
    snapshot = snapshot_of()
    book = exported(snapshot)
    change(book.active, 0, Task="=A1", Due="03.02.2027", Owner="Cy", Status="Donne", **{"Estimate, hours": "1.234,5"})
    change(book.active, 1, Task="x" * 301, Owner="Ben Ode")
    book.active["G6"].value = "#REF!"
    plan = planned(book, snapshot)
    assert [edit.field for edit in plan.edits] == ["owner"]
    assert [(each, text.split(":")[0]) for each, text in texts(plan.problems)] == [
        ("D5", "Task"), ("E5", "Owner"), ("H5", "Due"), ("I5", "Estimate, hours"), ("K5", "Status"), ("D6", "Task"),
        ("G6", "Start"),
    ]  # fmt: skip
    said = " ".join(problem.text for problem in plan.problems)
    assert "formulas are not computed" in said
    assert "holds the error #REF!" in said


def test_a_text_longer_than_a_cell_is_no_edit_until_somebody_edits_it():
    snapshot = snapshot_of(decisions=(make_decision(1, context="x" * 40_000, id=1),))
    book = exported(snapshot, "decision-log")
    assert planned(book, snapshot, "decision-log").edits == ()
    change(book.active, 0, Context="shorter")
    assert [text for _, text in texts(planned(book, snapshot, "decision-log").problems)] == [
        "Context: This text is longer than the 32,767 characters of a cell. Change it in MigOps."
    ]


def test_changes_where_nothing_can_be_changed_are_said():
    snapshot = snapshot_of()
    book = exported(snapshot)
    change(book.active, 0, Module="Elsewhere")
    change(book.active, 2, Module="Elsewhere", Items=9)
    assert planned(book, snapshot).notes == (
        "Roadmap: “Module” can't be changed here; 2 cells left as before (B5, B7).",
        "Roadmap: “Items” can't be changed here; 1 cell left as before (P7).",
    )


def test_the_same_row_twice():
    snapshot = snapshot_of()
    book = exported(snapshot)
    book.active.append([each.value for each in book.active[5]])
    assert planned(book, snapshot) == planned(exported(snapshot), snapshot)
    change(book.active, 3, Due="2027-03-21")
    plan = planned(book, snapshot)
    assert (plan.edits, plan.gone_rows) == ((), ())
    assert [problem.cell for problem in plan.problems] == ["A5", "A8"]
    assert "more than once (Roadmap 5, Roadmap 8)" in plan.problems[0].text


def test_merged_cells_are_refused():
    snapshot = snapshot_of()
    book = exported(snapshot)
    change(book.active, 0, Due="2027-03-21", Owner="Ben Ode")
    book.active.merge_cells("H5:H6")
    plan = planned(book, snapshot)
    assert [edit.field for edit in plan.edits] == ["owner"]
    assert texts(plan.problems) == [
        ("H5:H6", "These cells are merged, so it is not clear what the single ones hold. Unmerge them.")
    ]


def test_rows_merged_where_they_say_what_they_are_are_neither_new_nor_gone():
    snapshot = snapshot_of()
    book = exported(snapshot)
    book.active.merge_cells("D5:D6")
    book.active.merge_cells("Q5:Q6")
    plan = planned(book, snapshot)
    assert (plan.edits, plan.new_rows, plan.gone_rows) == ((), (), ())
    assert [problem.cell for problem in plan.problems] == ["D5:D6"]


def test_without_the_column_of_keys_rows_are_known_by_what_stands_in_them():
    snapshot = snapshot_of()
    book = exported(snapshot)
    change(book.active, 1, Due="2027-03-21")
    book.active.delete_cols(17)
    plan = planned(book, snapshot)
    assert [(edit.key, edit.field, edit.is_conflict) for edit in plan.edits] == [("task:2", "due_on", False)]
    assert (plan.new_rows, plan.gone_rows, plan.problems) == ((), (), ())
    assert plan.notes[0].startswith("Roadmap: without the hidden keys of an export, rows are matched by headings")


def test_a_retyped_workbook_is_matched_by_its_headings():
    snapshot = snapshot_of()
    book = retyped(
        [["My plan"], [], ["DUE", " task ", "Colour"], ["2027-03-21", "port the  NUMBERS", "red"], [None, "New"]]
    )
    plan = planned(book, snapshot)
    assert plan.journey_revision is None
    assert [(edit.cell, edit.key, edit.value) for edit in plan.edits] == [("A4", "task:1", "2027-03-21")]
    assert [row.label for row in plan.new_rows] == ["New"]
    assert plan.gone_rows == ()
    assert plan.notes[1] == "Sheet1: unknown columns were not read: Colour."


def test_rows_that_could_be_several_are_refused():
    snapshot = snapshot_of(make_task(1, "Test"), make_task(2, "Test"))
    plan = planned(retyped([["Task", "Due"], ["Test", "2027-03-21"]]), snapshot)
    assert (plan.edits, plan.new_rows) == ((), ())
    assert "There are 2 rows like “Test”" in plan.problems[0].text


def test_sheets_that_do_not_belong_are_said():
    snapshot = snapshot_of()
    book = exported(snapshot)
    book.create_sheet("Mine").append(["Something"])
    book.create_sheet("Empty")
    assert planned(book, snapshot).notes == ("Sheet “Mine” was not read: it is no part of this document.",)


@pytest.mark.parametrize(
    ("line", "value", "words"),
    [
        ("schema", "2", "Another version of MigOps made this workbook"),
        ("kind", "decision-log", "This is another document: Decision log"),
        ("kind", "what", "This is another document: an unknown one"),
        ("journey", "8", "exported from another journey"),
    ],
)
def test_a_workbook_of_something_else_is_refused(line, value, words):
    snapshot = snapshot_of()
    book = exported(snapshot)
    next(row for row in book[keys.ABOUT].iter_rows() if row[0].value == line)[1].value = value
    with pytest.raises(BadWorkbook, match=words):
        planned(book, snapshot)


def test_a_workbook_without_the_headings_is_refused():
    with pytest.raises(BadWorkbook, match="No sheet of this file has the headings of the document “Roadmap”"):
        planned(retyped([["Name", "Colour"]]), snapshot_of())


@pytest.mark.parametrize("kind", ["status-report", "evidence-pack", "playbook"])
def test_other_documents_are_not_read_back(kind):
    with pytest.raises(BadWorkbook, match=r"not read back|nothing that could be read back"):
        planned(retyped([["Task"]]), snapshot_of(), kind=kind)


CHECK = make_item(id=21, kind=ChecklistItem.Kind.CHECK, section="Monitoring", text="The line is up")
STEP = make_item(id=22, kind=ChecklistItem.Kind.CHECK, section="Rollback criteria", text="Calls fail", owner=BEN)
CASE = make_item(
    id=23, kind=ChecklistItem.Kind.TEST, section="Inbound", text="Hold: the agent holds. Expected: music.",
    outcome=Outcome.PASSED, settled_by="Ben Ode", settled_at=NOW, owner=ANA,
)  # fmt: skip
QUESTION = make_item(id=24, kind=ChecklistItem.Kind.QUESTION, section="Agents", text="How many?")
LAUNCH = make_task(9, "Launch", items=(CHECK, STEP, CASE, QUESTION))


@pytest.mark.parametrize(
    ("kind", "sheet", "changed", "edits"),
    [
        (
            "go-live", "Checklist", {"Single-threaded owner": "Ana Ruiz", "Decision": "no-go", "Notes": "Down"},
            [("item:21", "owner", "5"), ("item:21", "outcome", "no_go"), ("item:21", "note", "Down")],
        ),
        ("go-live", "Rollback", {"Decision": "Not applicable"}, [("item:22", "outcome", "not_applicable")]),
        (
            "test-plan", "Inbound", {"Result": "Not run", "Tester": "Ben Ode", "Comment": "Again"},
            [("item:23", "outcome", "open"), ("item:23", "owner", "6"), ("item:23", "note", "Again")],
        ),
        (
            "discovery", "Questions", {"Answer": 240, "Status": "Answered", "Owner": "Ana Ruiz"},
            [("item:24", "note", "240"), ("item:24", "outcome", "answered"), ("item:24", "owner", "5")],
        ),
        (
            "stakeholders", "People",
            {"Name": "Ana R.", "Organisation": "Acme", "Role": "viewer", "E-mail": "a@b.example"},
            [
                ("member:5", "name", "Ana R."), ("member:5", "organisation", "Acme"), ("member:5", "role", "viewer"),
                ("member:5", "email", "a@b.example"),
            ],
        ),
    ],
)  # fmt: skip
def test_every_kind_comes_back(kind, sheet, changed, edits):
    snapshot = snapshot_of(LAUNCH)
    book = exported(snapshot, kind)
    assert planned(book, snapshot, kind) == replace(planned(book, snapshot, kind), edits=(), problems=(), notes=())
    for heading, value in changed.items():
        cell(book[sheet], heading, 0).value = value
    plan = planned(book, snapshot, kind)
    assert sorted((edit.key, edit.field, edit.value) for edit in plan.edits) == sorted(edits)
    assert plan.problems == ()


@pytest.mark.parametrize(
    ("kind", "sheet", "filled", "values"),
    [
        (
            "go-live", "Rollback", {"Part": "criteria", "Check": "No dial tone", "Task": "Launch"},
            {"kind": "check", "section": "Rollback criteria", "text": "No dial tone", "task": "Launch"},
        ),
        (
            "go-live", "Launch steps", {"Stage": "Night", "Check": "Switch"},
            {"kind": "check", "section": "Launch steps: Night", "text": "Switch"},
        ),
        ("go-live", "Security", {"Check": "Locked"}, {"kind": "check", "section": "Security", "text": "Locked"}),
        (
            "test-plan", "Inbound", {"Case": "Queue", "Steps": "Call.", "Expected": "Music."},
            {"kind": "test", "section": "Inbound", "text": "Queue: Call. Expected: Music."},
        ),
        ("test-plan", "Inbound", {"Case": "Queue"}, {"kind": "test", "section": "Inbound", "text": "Queue"}),
        (
            "discovery", "Questions", {"Section": "Agents", "Question": "Where?", "Task": "Launch", "Answer": "Here"},
            {"kind": "question", "section": "Agents", "text": "Where?", "task": "Launch", "note": "Here"},
        ),
        ("stakeholders", "People", {"Name": "Di", "Role": "Contact"}, {"name": "Di", "role": "contact"}),
    ],
)  # fmt: skip
def test_new_rows_of_every_kind(kind, sheet, filled, values):
    snapshot = snapshot_of(LAUNCH)
    book = exported(snapshot, kind)
    below = book[sheet].max_row - 4
    for heading, value in filled.items():
        cell(book[sheet], heading, below).value = value
    (row,) = planned(book, snapshot, kind).new_rows
    assert {name: value for name, value in row.values.items() if value} == values


def test_a_sheet_that_was_removed_keeps_its_rows():
    snapshot = snapshot_of(LAUNCH)
    book = exported(snapshot, "go-live")
    del book["Rollback"]
    plan = planned(book, snapshot, "go-live")
    assert (plan.gone_rows, plan.notes) == ((), ("Sheet “Rollback” is not in the file: its rows stay as they are.",))


def jira(snapshot):
    return list(csv.reader(io.StringIO(render("roadmap", "csv", snapshot).decode(), newline="")))


def sent(rows, *, encoding="utf-8", before="", **dialect):
    file = io.StringIO(newline="")
    file.write(before)
    csv.writer(file, **dialect).writerows(rows)
    return io.BytesIO(file.getvalue().encode(encoding, "replace"))


def planned_csv(file, snapshot):
    return plan_import(file, "Roadmap.CSV", "roadmap", snapshot)


EXCEL = {"delimiter": ";", "lineterminator": "\r\n"}


@pytest.mark.parametrize(
    "saved",
    [
        {},
        {**EXCEL, "encoding": "utf-8-sig"},
        {**EXCEL, "encoding": "cp1252"},
        {"delimiter": "\t", "encoding": "utf-16"},
        {**EXCEL, "before": "sep=;\r\n"},
    ],
)
def test_the_csv_as_it_was_written_and_as_excel_saves_it(saved):
    tasks = (replace(PORT, title="Größe 🚀" if saved.get("encoding") == "cp1252" else "Größe"), LETTER, FORMULA)
    snapshot = snapshot_of(*tasks, make_task(4, "'=1"))
    rows = jira(snapshot)
    plan = planned_csv(sent(rows, **saved), snapshot)
    assert (plan.edits, plan.new_rows, plan.gone_rows, plan.problems) == ((), (), (), ())
    assert "rows are matched by Issue Id" in plan.notes[0]
    rows[1][rows[0].index("Due Date")] = "2027-03-21"
    rows[2][rows[0].index("Original Estimate")] = "3600"
    rows[2][rows[0].index("Assignee")] = "ana@example.com"
    plan = planned_csv(sent(rows, **saved), snapshot)
    assert [(edit.key, edit.field, edit.value) for edit in plan.edits] == [
        ("task:1", "due_on", "2027-03-21"), ("task:2", "owner", "5"), ("task:2", "estimate_hours", "1"),
    ]  # fmt: skip


def test_rows_of_the_csv_with_an_unknown_id_and_with_none():
    snapshot = snapshot_of()
    rows = [["Summary", "Issue Id", "Parent Id", "Component"], ["Train", "", "1", "Kick-off"], ["Who", "99", "", ""]]
    plan = planned_csv(sent(rows), snapshot)
    assert [dict(row.values) for row in plan.new_rows] == [{"title": "Train", "parent": "1", "module": "Kick-off"}]
    assert texts(plan.problems) == [("A3", "Issue Id 99 is not in this journey. For a new row, leave it empty.")]


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"\x81", b'"a\rb'])
def test_what_is_no_csv(content):
    with pytest.raises(BadWorkbook):
        planned_csv(io.BytesIO(content), snapshot_of())
