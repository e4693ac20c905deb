import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from journeys.documents.rendering import render
from journeys.models import Outcome
from journeys.models import Task as TaskRow
from tests.documents.libreoffice import opened, table_of
from tests.documents.snapshots import ANA, ASSESS, KICK_OFF, make_item, make_snapshot, make_task

Status = TaskRow.Status


def sheet_rows(*tasks):
    return table_of(opened(render("roadmap", "xlsx", make_snapshot(*tasks))).active)


def jira_rows(*tasks):
    text = render("roadmap", "csv", make_snapshot(*tasks)).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


TASK = make_task(
    5, "Port the numbers", Status.IN_PROGRESS, owner=ANA, starts_on=date(2027, 3, 1), due_on=date(2027, 3, 20),
    estimate_hours=Decimal("7.50"), spent_hours=Decimal("2.00"), description="Ask the carrier.",
    items=(make_item(outcome=Outcome.MET), make_item()), waits_for=("Sign the contract",),
)  # fmt: skip
SUBTASK = make_task(6, "Write the letter", parent=TASK)


def test_a_row_for_every_task_and_subtask():
    task, subtask = sheet_rows(TASK, SUBTASK)
    assert task | {"Start": task["Start"].date(), "Due": task["Due"].date()} == {
        "Phase": "Assess", "Module": "Kick-off", "Type": "Task", "Task": "Port the numbers", "Owner": "Ana Ruiz",
        "Team": "Network team", "Start": date(2027, 3, 1), "Due": date(2027, 3, 20), "Estimate, hours": 7.5,
        "Spent, hours": 2, "Status": "In progress", "Reason": None, "In scope": "Yes",
        "Waits for": "Sign the contract", "Items resolved": 1, "Items": 2,
    }  # fmt: skip
    assert (subtask["Type"], subtask["Task"], subtask["Owner"]) == ("Subtask", "    Write the letter", None)


def test_the_status_is_chosen_from_a_list():
    book = openpyxl.load_workbook(io.BytesIO(render("roadmap", "xlsx", make_snapshot(TASK))))
    (choice,) = book.active.data_validations.dataValidation
    assert choice.formula1 == '"Planned,In progress,Blocked,Completed,Out of scope"'


def test_an_empty_journey_says_so():
    assert sheet_rows()[0]["Phase"] == "The journey has no tasks yet."
    assert jira_rows() == []


def test_jira_gets_ids_seconds_and_iso_dates():
    task, subtask = jira_rows(TASK, SUBTASK)
    assert task == {
        "Summary": "Port the numbers", "Issue Type": "Task", "Issue Id": "5", "Parent Id": "", "Status": "In progress",
        "Assignee": "ana@example.com", "Start Date": "2027-03-01", "Due Date": "2027-03-20",
        "Original Estimate": "27000", "Time Spent": "7200", "Component": "Kick-off", "Labels": "assess",
        "Description": "Phase: Assess\nModule: Kick-off\n\nAsk the carrier.",
    }  # fmt: skip
    assert (subtask["Issue Type"], subtask["Issue Id"], subtask["Parent Id"]) == ("Sub-task", "6", "5")
    assert (subtask["Original Estimate"], subtask["Assignee"]) == ("", "")


def test_labels_have_no_spaces():
    module = replace(KICK_OFF, phase=replace(ASSESS, title="Migrate or transform"))
    assert jira_rows(make_task(module=module))[0]["Labels"] == "migrate-or-transform"


OUT = replace(ASSESS, in_scope=False, scope_reason="Phase later")
LATER = replace(KICK_OFF, in_scope=False, scope_reason="Module later")


@pytest.mark.parametrize(
    ("task", "reason"),
    [
        (make_task(status=Status.OUT_OF_SCOPE, status_reason="Not needed", in_scope=False), "Not needed"),
        (
            make_task(parent=make_task(status=Status.OUT_OF_SCOPE, status_reason="None of it"), in_scope=False),
            "None of it",
        ),
        (make_task(module=LATER, in_scope=False), "Module later"),
        (make_task(module=replace(KICK_OFF, in_scope=False, phase=OUT), in_scope=False), "Phase later"),
        (
            make_task(module=replace(KICK_OFF, in_scope=False, phase=OUT, scope_reason="Came back"), in_scope=False),
            "Phase later",
        ),
    ],
)  # fmt: skip
def test_what_left_the_scope_says_why(task, reason):
    assert f"\nOut of scope: {reason}" in jira_rows(task)[0]["Description"]
    assert sheet_rows(task)[0]["In scope"] == "No"


def test_a_title_like_a_formula_is_safe_in_both():
    task = make_task(title="=cmd|'/c calc'!A1", description="- a list")
    assert sheet_rows(task)[0]["Task"] == "=cmd|'/c calc'!A1"
    row = jira_rows(task)[0]
    assert row["Summary"] == "'=cmd|'/c calc'!A1"
    assert row["Description"].endswith("\n\n- a list")
