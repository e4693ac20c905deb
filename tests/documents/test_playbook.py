import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import docx

from journeys.documents.rendering import render
from journeys.documents.snapshot import Decision, Note
from journeys.models import LEVEL_RULE, ChecklistItem, Outcome
from journeys.models import Decision as DecisionRow
from journeys.models import Risk as RiskRow
from journeys.models import Task as TaskRow
from tests.documents.costs import COSTS
from tests.documents.snapshots import ANA, ASSESS, KICK_OFF, NOW, make_item, make_risk, make_snapshot, make_task

Kind, Status = ChecklistItem.Kind, TaskRow.Status
TASK = make_task(
    1, "Port the numbers", Status.BLOCKED, owner=ANA, due_on=date(2027, 3, 20), status_reason="The carrier is silent",
    description="Ask the **carrier**.\n\n1. Write\n2. Call",
    items=(
        make_item(id=1, text="Dates are confirmed", outcome=Outcome.MET, note="By mail"),
        make_item(id=2, kind=Kind.TEST, section="Inbound", text="Call in", outcome=Outcome.PASSED),
        make_item(id=3, kind=Kind.TEST, section="Inbound", text="Call late"),
        make_item(id=4, kind=Kind.CHECK, text="Staff is there", outcome=Outcome.NO_GO),
    ),
)  # fmt: skip
SUBTASK = make_task(2, "Write the letter", parent=TASK)


def document_of(*tasks, **facts):
    return docx.Document(io.BytesIO(render("playbook", "docx", make_snapshot(*tasks, **facts))))


def headings(document):
    return [
        (int(each.style.name.removeprefix("Heading ")), each.text)
        for each in document.paragraphs
        if each.style.name.startswith("Heading")
    ]


def texts(document):
    return [each.text for each in document.paragraphs]


def tables_of(document):
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def table_with(document, heading):
    return next(rows for rows in tables_of(document) if rows[0][0] == heading)


def test_its_chapters_go_down_to_each_subtask():
    assert headings(document_of(TASK, SUBTASK)) == [
        (1, "Overview"), (1, "Scope"), (1, "People"), (1, "Decisions"), (1, "Architecture"), (1, "Plan"),
        (2, "Assess"), (3, "Kick-off"), (4, "Port the numbers"), (5, "Write the letter"), (1, "RACI"),
        (1, "Tests"), (1, "Go-live"), (1, "Open risks"),
    ]  # fmt: skip


def test_architecture_notes_are_chapters_of_their_own():
    document = document_of(notes=(Note("Call flow", "## Today\n\nBy *carrier*."), Note("Network", "")))
    chapters = headings(document)
    at = chapters.index((1, "Architecture"))
    assert chapters[at : at + 4] == [(1, "Architecture"), (2, "Call flow"), (3, "Today"), (2, "Network")]
    assert "By carrier." in texts(document)
    assert "No architecture note was written yet." in texts(document_of())


def test_a_task_says_how_it_stands_and_what_to_do():
    document = document_of(TASK)
    lines = texts(document)
    assert "Blocked · Ana Ruiz · due 20 Mar 2027 · 2 of 4 items resolved" in lines
    assert "Blocked: The carrier is silent" in lines
    assert lines[lines.index("Ask the carrier.") :][:3] == ["Ask the carrier.", "Write", "Call"]
    assert table_with(document, "Acceptance criterion") == [
        ["Acceptance criterion", "Note", "State"], ["Dates are confirmed", "By mail", "Met"]
    ]  # fmt: skip
    assert table_with(document, "Test case") == [
        ["Test case", "State"], ["Inbound", ""], ["Call in", "Passed"], ["Call late", "Open"]
    ]  # fmt: skip


def test_tests_and_checks_are_counted_by_section():
    document = document_of(TASK)
    tests, checks = [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in document.tables
        if table.rows[0].cells[0].text == "Section"
    ]
    assert tests == [
        ["Section", "Cases", "Passed", "Failed", "Blocked", "Open", "Not applicable"],
        ["Inbound", "2", "1", "0", "0", "1", "0"],
    ]
    assert checks == [
        ["Section", "Checks", "Go", "No-go", "Open", "Not applicable"],
        ["Kick-off", "1", "0", "1", "0", "0"],
    ]


def test_what_left_the_scope_is_named_once_with_its_reason():
    out = replace(ASSESS, id=2, title="Operate", in_scope=False, scope_reason="Next year")
    inside = replace(KICK_OFF, id=2, phase=out, title="Improve", in_scope=False)
    later = replace(KICK_OFF, id=3, title="Training", in_scope=False, scope_reason="By a partner")
    tasks = (
        make_task(1, "Improve it", module=inside, in_scope=False),
        make_task(2, "Train", Status.OUT_OF_SCOPE, module=later, in_scope=False, status_reason="Not ours"),
        make_task(3, "Fax", Status.OUT_OF_SCOPE, in_scope=False, status_reason="Nobody has one"),
    )
    document = document_of(*tasks, phases=(ASSESS, out), modules=(KICK_OFF, later, inside))
    assert table_with(document, "What")[1:] == [
        ["Phase", "Operate", "", "Next year"],
        ["Module", "Training", "Assess", "By a partner"],
        ["Task", "Fax", "Kick-off", "Nobody has one"],
    ]
    assert [text for level, text in headings(document) if level > 1] == ["Assess", "Kick-off"]


def test_people_come_with_what_they_own():
    done = make_task(3, "Done", Status.COMPLETED, owner=ANA)
    assert table_with(document_of(TASK, done), "Name")[1] == [
        "Ana Ruiz", "Network team", "Admin", "ana@example.com", "1", "1"
    ]  # fmt: skip


def test_an_empty_journey_says_what_is_not_there():
    lines = texts(document_of(phases=(), modules=(), members=()))
    for line in (
        "Nothing is in scope yet.", "Nothing has left the scope.", "Nobody is a member yet.",
        "No decision was raised yet.", "Nothing is planned yet.", "The journey has no test cases in scope.",
        "The journey has no go or no-go checks in scope.",
    ):  # fmt: skip
        assert line in lines


def test_decisions_that_hold_or_are_waited_for_come_in_full():
    approved = Decision(
        number=1, title="Which carrier", context="The *contract* ends.", options="- stay\n- port", outcome="Port.",
        status=DecisionRow.Status.APPROVED, owner=ANA, approver=ANA, raised_on=date(2027, 3, 1), decided_at=NOW,
        superseded_by=None, blocks=("Port the numbers",), url="",
    )  # fmt: skip
    rejected = replace(approved, number=2, title="Fax", status=DecisionRow.Status.REJECTED)
    document = document_of(decisions=(approved, rejected))
    assert [row[:3] for row in table_with(document, "No.")[1:]] == [
        ["1", "Which carrier", "Approved"], ["2", "Fax", "Rejected"]
    ]  # fmt: skip
    lines = texts(document)
    start = lines.index("No. 1: Which carrier", lines.index("") + 1)  # behind the contents
    assert lines[start + 1 : start + 10] == [
        "Approved · raised 1 Mar 2027 · decided 14 Mar 2027 · owner Ana Ruiz · approver Ana Ruiz",
        "Context", "The contract ends.", "Options", "stay", "port", "Decision", "Port.", "What waits for it",
    ]  # fmt: skip
    assert "No. 2: Fax" not in lines


def test_dates_are_told_or_missed():
    assert "No start date is set.\nNo target date is set." in texts(document_of())
    dated = document_of(starts_on=date(2027, 3, 1), due_on=date(2027, 3, 20))
    assert "Start: 1 Mar 2027\nTarget date: 20 Mar 2027, 6 days left" in texts(dated)


def test_its_version_is_in_its_footer():
    footer = document_of().sections[0].footer.paragraphs[0].text
    assert footer.startswith("Migration playbook 3 · As of 14 Mar 2027, 15:04 UTC · revision 42")


def test_the_same_snapshot_gives_the_same_bytes():
    snapshot = make_snapshot(TASK, SUBTASK)
    assert render("playbook", "docx", snapshot) == render("playbook", "docx", snapshot)


def test_what_it_costs_is_told_once_there_are_prices():
    title = (1, "Total cost of ownership")
    free = replace(COSTS, lines=tuple(replace(line, unit_price=Decimal(0)) for line in COSTS.lines))
    assert title not in headings(document_of(TASK)) + headings(document_of(TASK, costs=free))
    document = document_of(TASK, costs=COSTS)
    assert title in headings(document)
    (table,) = [table for table in document.tables if table.cell(0, 0).text == "Year"]
    assert [cell.text for cell in table.rows[-1].cells][:4] == [
        "All years", "3,202,075.29", "1,245,023.87", "1,957,051.42"
    ]  # fmt: skip


def test_open_risks_stand_at_its_end_with_their_rule():
    late, gone = make_risk(), make_risk(number=2, title="Gone", status=RiskRow.Status.CLOSED, closed_at=NOW)
    document = document_of(risks=(late, gone))
    assert next(rows for rows in tables_of(document) if "Light" in rows[0]) == [
        ["No.", "Risk", "Light", "Owner", "Response", "Status"],
        ["1", "The carrier is late", "Red 20", "Ana Ruiz", "Reduce: Ask early.", "Open"],
    ]
    assert any(LEVEL_RULE in line for line in texts(document))
    assert "No risk is open." in texts(document_of(risks=(gone,)))
