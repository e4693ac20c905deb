"""The status report, from a journey to what people read in each format."""

import io
from dataclasses import replace
from datetime import timedelta

import docx
import openpyxl
import pytest
from django.utils.timezone import localdate, now

from journeys.documents.reading import take_snapshot
from journeys.documents.rendering import preview, render
from journeys.documents.text import on
from journeys.models import LEVEL_RULE, Attachment, ChecklistItem, Document, Module
from journeys.services.decisions import approve, raise_decision
from journeys.services.items import settle
from journeys.services.journeys import change_journey
from journeys.services.light import override_light
from journeys.services.risks import raise_risk, set_risk_status
from journeys.services.scope import set_module_scope
from journeys.services.tasks import schedule, set_status
from tests.makers import make_journey

TODAY = localdate()


@pytest.fixture
def journey(db):
    """Ten tasks in two modules, all in scope; a criterion is settled, a check is not."""
    journey = make_journey(tasks=10, modules=2, items=1)
    ChecklistItem.objects.filter(task__title="Task 10").update(kind="check", text="The lines are up")
    return journey


@pytest.fixture
def by(journey):
    return journey.created_by


@pytest.fixture
def task(journey):
    return lambda number: journey.tasks.get(title=f"Task {number}")


def book_of(journey):
    snapshot = take_snapshot(journey.pk, kind="status-report")
    return openpyxl.load_workbook(io.BytesIO(render("status-report", "xlsx", snapshot)))


def rows_of(journey, sheet):
    """The rows under the headings, by heading."""
    headings, *rows = list(book_of(journey)[sheet].iter_rows(min_row=4, values_only=True))
    return [dict(zip(headings, row, strict=True)) for row in rows]


def word_of(journey):
    return docx.Document(io.BytesIO(render("status-report", "docx", take_snapshot(journey.pk, kind="status-report"))))


def markdown_of(journey):
    return render("status-report", "md", take_snapshot(journey.pk, kind="status-report")).decode()


def report_now(journey):
    journey.refresh_from_db()
    return Document.objects.create(
        journey=journey, kind="status-report", format="md", number=1, status="ready", revision=journey.revision,
        as_of=now() - timedelta(days=7), file="x", sha256="x", size=1,
    )  # fmt: skip


def complete(task, by):
    set_status(task=task, status="completed", by=by, confirmed=True)


def test_the_headline_has_both_figures_and_the_light_with_its_rule(journey, by, task):
    change_journey(journey=journey, by=by, due_on=TODAY + timedelta(days=30))
    complete(task(1), by)
    complete(task(2), by)
    set_module_scope(module=Module.objects.get(title="Module 2"), in_scope=False, reason="Later", by=by)
    facts = {row["Figure"]: (row["Value"], row["What it stands on"]) for row in rows_of(journey, "Summary")}
    assert facts["Progress, in scope"] == (0.4, "2 of 5 tasks in scope completed")
    assert facts["Progress, whole journey"] == (0.2, "2 of 10 tasks in all completed")
    assert facts["Target date"][1] == f"{on(TODAY + timedelta(days=30))}, 30 days left"
    assert facts["Status"][0] == "Green"
    assert facts["How the status is set"][1].startswith("Red when the target date has passed")
    assert facts["Tasks out of scope"][0] == 5
    text = "\n".join(cell.text for table in word_of(journey).tables[:2] for row in table.rows for cell in row.cells)
    assert "Green" in text
    assert "40 %" in text
    assert "20 %" in text


def test_a_light_set_by_hand_is_printed_with_who_why_and_the_rule(journey, by):
    override_light(journey=journey, light="red", reason="The carrier withdrew", by=by)
    facts = {row["Figure"]: (row["Value"], row["What it stands on"]) for row in rows_of(journey, "Summary")}
    set_by = f"Set by Owner on {on(TODAY)}: The carrier withdrew."
    assert facts["Status"] == ("Red", set_by)
    assert facts["Status by the rule"] == ("Green", "Nothing is overdue, blocked, failed or behind the time gone.")
    text = "\n".join(cell.text for row in word_of(journey).tables[0].rows for cell in row.cells)
    assert text.startswith("Red")
    assert set_by in text
    assert "By the rule it is green: Nothing is overdue" in text
    assert f"> {set_by}" in markdown_of(journey)
    assert set_by in preview("status-report", "docx", take_snapshot(journey.pk, kind="status-report")).decode()


def test_what_changed_stands_right_after_the_headline(journey):
    headings = [line for line in markdown_of(journey).splitlines() if line.startswith("## ")]
    assert headings[:2] == ["## Headline", "## What happened so far"]


def test_progress_by_phase_and_module_with_a_native_chart(journey, by, task):
    complete(task(1), by)
    set_status(task=task(2), status="blocked", reason="Carrier", by=by)
    (phase,) = rows_of(journey, "Progress by phase")
    assert phase == {
        "Phase": "Assess", "Completed": 1, "In progress": 0, "Blocked": 1, "Planned": 8, "In scope": 10,
        "Progress": 0.1, "Completed, whole": 1, "Tasks, whole": 10, "Progress, whole": 0.1,
    }  # fmt: skip
    assert [row["Module"] for row in rows_of(journey, "Progress by module")] == ["Module 1", "Module 2"]
    assert len(book_of(journey)["Progress by phase"]._charts) == 1
    assert len(word_of(journey).inline_shapes) == 1


def test_lists_of_what_is_due_late_and_blocked(journey, by, task):
    schedule(task=task(1), starts_on=None, due_on=TODAY + timedelta(days=3), by=by)
    schedule(task=task(2), starts_on=None, due_on=TODAY - timedelta(days=2), by=by)
    set_status(task=task(3), status="blocked", reason="=the carrier is late", by=by)
    assert [row["Task"] for row in rows_of(journey, "Due in the next 14 days")] == ["Task 1"]
    assert [(row["Task"], row["Days late"]) for row in rows_of(journey, "Overdue")] == [("Task 2", 2)]
    assert [(r["Task"], r["What blocks it"]) for r in rows_of(journey, "Blocked")] == [
        ("Task 3", "=the carrier is late")
    ]


def test_open_checks_with_those_that_said_no(journey, by):
    check = ChecklistItem.objects.get(kind="check")
    assert [row["Outcome"] for row in rows_of(journey, "Open go and no-go checks")] == ["Open"]
    settle(item=check, outcome="no_go", note="Two lines are down", by=by)
    assert rows_of(journey, "Open go and no-go checks") == [
        {
            "Check": "The lines are up",
            "Task": "Task 10",
            "Owner": None,
            "Priority": "Medium",
            "Outcome": "No-go",
            "Note": "Two lines are down",
        }
    ]
    settle(item=check, outcome="go", note="", by=by)
    assert rows_of(journey, "Open go and no-go checks")[0]["Check"] == "No go or no-go check is open."


def test_decisions_that_wait(journey, by, task):
    assert rows_of(journey, "Decisions waiting")[0]["No."] == "No decision is waiting to be taken."
    raise_decision(journey=journey, title="=Port in one night?", by=by, blocks=[task(4)])
    taken = raise_decision(journey=journey, title="Which carrier?", outcome="The old one", by=by)
    approve(decision=taken, by=by)
    [row] = rows_of(journey, "Decisions waiting")
    assert (row["No."], row["Decision"], row["What waits for it"]) == (1, "=Port in one night?", "Task 4")
    assert "=Port in one night?" in markdown_of(journey)


def test_evidence_that_was_added(journey, by):
    item = ChecklistItem.objects.get(task__title="Task 1")
    facts = {"journey": journey, "task": item.task, "size": 1, "sha256": "x", "uploaded_by": by, "file": "x"}
    Attachment.objects.create(name="proof.pdf", item=item, content_type="application/pdf", **facts)
    Attachment.objects.create(name="notes.txt", content_type="text/plain", **facts)
    (row,) = rows_of(journey, "Evidence added")
    assert (row["File"], row["Proves"], row["Added by"]) == ("proof.pdf", "Criterion 1 of task 1", "Owner")


def test_the_next_report_opens_with_what_changed(journey, by, task):
    complete(task(1), by)
    report = report_now(journey)
    complete(task(2), by)
    set_status(task=task(3), status="blocked", reason="the carrier is late", by=by)
    set_module_scope(module=Module.objects.get(title="Module 2"), in_scope=False, reason="Later", by=by)
    text = markdown_of(journey)
    assert f"## Changed since report 1 ({on(report.as_of.date())})" in text
    assert [row["Change"] for row in rows_of(journey, "Changes")] == [
        "1 task was completed.",
        "“Task 3” is blocked: the carrier is late.",
        "The module “Module 2” left the scope: Later.",
    ]
    assert [row["Task"] for row in rows_of(journey, "Done in the period")] == ["Task 2"]
    (move,) = rows_of(journey, "Scope moves")
    assert (move["What"], move["Title"], move["Move"], move["Reason"]) == ("Module", "Module 2", "Left", "Later")


def test_nothing_changed_is_said(journey):
    report_now(journey)
    assert rows_of(journey, "Changes")[0]["Change"] == "Nothing changed."


def test_a_subtask_says_whose_it_is(db):
    journey = make_journey(tasks=1, subtasks=1)
    complete(journey.tasks.get(title="Subtask 1.1"), journey.created_by)
    assert rows_of(journey, "Done in the period")[0]["Task"] == "Task 1: Subtask 1.1"


@pytest.mark.parametrize("tasks", [0, 2])
def test_nothing_in_scope_divides_by_nothing(db, tasks):
    journey = make_journey(tasks=tasks)
    for task in journey.tasks.all():
        set_status(task=task, status="out_of_scope", reason="Cancelled", by=journey.created_by)
    assert "**No light**" in markdown_of(journey)
    assert word_of(journey).paragraphs[0].text == "Status report, draft"
    assert rows_of(journey, "Summary")[2]["Value"] is None


def test_all_formats_say_the_number(journey):
    snapshot = replace(take_snapshot(journey.pk, kind="status-report"), number=4)
    assert render("status-report", "md", snapshot).startswith(b"# Status report 4: Acme")
    book = openpyxl.load_workbook(io.BytesIO(render("status-report", "xlsx", snapshot)))
    assert all(sheet["A1"].value.startswith("Status report 4: ") for sheet in book)
    assert docx.Document(io.BytesIO(render("status-report", "docx", snapshot))).paragraphs[0].text == "Status report 4"


def test_the_words_are_the_same_in_word_and_markdown(journey, by, task):
    complete(task(1), by)
    headings = [line.removeprefix("## ") for line in markdown_of(journey).splitlines() if line.startswith("## ")]
    assert headings == [p.text for p in word_of(journey).paragraphs if p.style.name == "Heading 1"]


def test_risks_red_first_with_their_rule(journey, by):
    assert rows_of(journey, "Risks, red first")[0]["No."] == "No risk is open."
    for title, probability in (("Small", 1), ("Big", 5), ("Gone", 5)):
        risk = raise_risk(journey=journey, title=title, probability=probability, impact=4, by=by)
    set_risk_status(risk=risk, status="closed", by=by)
    assert [(row["Risk"], row["Light"]) for row in rows_of(journey, "Risks, red first")] == [
        ("Big", "Red 20"), ("Small", "Green 4")
    ]  # fmt: skip
    assert LEVEL_RULE in render("status-report", "md", take_snapshot(journey.pk, kind="status-report")).decode()
