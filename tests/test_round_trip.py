"""The whole way of a workbook: exported, changed in a spreadsheet, sent back, looked at, applied, undone."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.base import ContentFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from journeys.documents.reading import take_snapshot
from journeys.documents.rendering import render
from journeys.models import Import, Journey, Task
from journeys.services import imports
from journeys.services.decisions import raise_decision
from journeys.services.history import verify
from journeys.services.members import add_contact
from journeys.services.raci import Cell, add_roles, set_letters
from journeys.services.tasks import edit_text
from journeys.tasks import work_on_import
from tests.makers import make_journey

pytestmark = pytest.mark.usefixtures("disk")
HEADINGS_AT = 4


class Workbook:
    """A document in the hands of someone with a spreadsheet."""

    def __init__(self, journey: Journey, kind: str):
        self.journey, self.kind = journey, kind
        self.book = openpyxl.load_workbook(io.BytesIO(render(kind, "xlsx", take_snapshot(journey.pk, kind=kind))))

    def sheet(self, name: str = "") -> Worksheet:
        return self.book[name] if name else next(sheet for sheet in self.book if sheet.sheet_state == "visible")

    def column(self, heading: str, sheet: str = "") -> int:
        headings = {cell.value: cell.column for cell in self.sheet(sheet)[HEADINGS_AT]}
        return headings[heading]

    def write(self, row: int, sheet: str = "", **values) -> None:
        """Into the row, counted from 1 below the headings; `Due_date` is the heading “Due date”."""
        for heading, value in values.items():
            at = self.column(heading.replace("_", " "), sheet)
            self.sheet(sheet).cell(HEADINGS_AT + row, at).value = value

    def saved(self) -> bytes:
        buffer = io.BytesIO()
        self.book.save(buffer)
        return buffer.getvalue()

    def send(self, by=None, name: str = "back.xlsx") -> Import:
        upload = ContentFile(self.saved(), name=name)
        row = imports.request_import(
            journey=self.journey, kind=self.kind, upload=upload, by=by or self.journey.created_by
        )
        return worked(row)


def worked(row: Import) -> Import:
    work_on_import.delay(row.pk)
    return Import.objects.get(pk=row.pk)


def apply(row: Import) -> Import:
    imports.ask_to_apply(row, by=row.by)
    return worked(row)


def undo(row: Import) -> Import:
    imports.ask_to_undo(row, by=row.by)
    return worked(row)


def shown(row: Import) -> dict[tuple[str, str], str | None]:
    """By row and field, what the preview says will be written."""
    return {(edit["key"], edit["field"]): edit["value"] for edit in row.plan["edits"]}


@pytest.fixture
def by(journey):
    return journey.created_by


@pytest.fixture
def task(journey):
    return journey.tasks.in_order().first()


def test_a_roadmap_comes_back(journey, task, by):
    ana = add_contact(journey=journey, name="Ana Ruiz", by=by)
    book = Workbook(journey, "roadmap")
    book.write(1, Task="Renamed", Owner="Ana Ruiz", Due=date(2027, 3, 14), Status="In progress")
    book.write(4, Phase="Assess", Module="Module 1", Type="Task", Task="Port the numbers", Status="Planned")
    row = book.send()
    assert (row.status, row.reason) == ("ready", "")
    assert row.counts == {"changed": 4, "new": 1, "gone": 0, "conflicts": 0, "refused": 0}
    row = apply(row)
    assert (row.status, row.counts["refused"]) == ("applied", 0), row.report
    task.refresh_from_db()
    assert (task.title, task.owner, task.due_on, task.status) == ("Renamed", ana, date(2027, 3, 14), "in_progress")
    assert journey.tasks.filter(title="Port the numbers").exists()
    assert undo(row).status == "undone"
    task.refresh_from_db()
    assert (task.title, task.owner, task.due_on, task.status) == ("Task 1", None, None, "planned")
    assert journey.tasks.count() == 3
    assert verify(Journey.objects.get(pk=journey.pk)) is None


def test_the_same_file_a_second_time_has_nothing_left_to_do(journey):
    book = Workbook(journey, "roadmap")
    book.write(1, Task="Renamed")
    book.write(4, Module="Module 1", Task="Port the numbers", Status="Planned")
    first = book.send()
    second = imports.request_import(
        journey=journey, kind="roadmap", upload=ContentFile(book.saved(), name="again.xlsx"), by=journey.created_by
    )
    Import.objects.filter(pk=second.pk).update(sha256=first.sha256)
    second = worked(second)
    assert second.counts["new"] == 1
    apply(first)
    second = apply(second)
    assert (second.status, second.reason) == ("ready", imports.CHANGED_SINCE)
    assert second.counts == {"changed": 0, "new": 0, "gone": 0, "conflicts": 0, "refused": 0}


def test_what_changed_here_meanwhile_is_a_conflict(journey, task, by):
    book = Workbook(journey, "roadmap")
    book.write(1, Task="Theirs", Due=date(2027, 3, 14))
    edit_text(task=task, field="title", text="Ours", base_revision=99, by=by)
    row = book.send()
    assert row.counts == {"changed": 1, "new": 0, "gone": 0, "conflicts": 1, "refused": 0}
    apply(row)
    task.refresh_from_db()
    assert (task.title, task.due_on) == ("Ours", date(2027, 3, 14))


def test_a_decision_log_comes_back(journey, by):
    decision = raise_decision(journey=journey, title="Which carrier", by=by)
    book = Workbook(journey, "decision-log")
    book.write(1, Decision="Both.", Status="Approved")
    book.write(2, Title="Which region")
    row = apply(book.send())
    assert (row.status, row.counts["refused"]) == ("applied", 0), row.report
    decision.refresh_from_db()
    assert (decision.outcome, decision.status) == ("Both.", "approved")
    assert journey.decisions.get(number=2).title == "Which region"


@pytest.fixture
def matrix(journey, task, by):
    """Two roles; of the first task the Lead answers, who is asked is the Carrier."""
    pairs = [("customer", "Lead"), ("partner", "Carrier")]
    lead, carrier = add_roles(journey=journey, roles=pairs, by=by)
    set_letters(journey=journey, cells=[Cell(lead, task, "A"), Cell(carrier, task, "C")], by=by)
    return lead, carrier


def letters(task: Task) -> dict[str, str]:
    return dict(task.raci_letters.values_list("role__name", "letter"))


def test_a_matrix_comes_back(journey, task, matrix):
    lead, carrier = matrix
    book = Workbook(journey, "raci")
    book.write(2, Lead="A/R", Carrier=None)
    book.write(1, Lead="I")
    row = book.send()
    place, module = f"raci:task:{task.pk}", f"raci:module:{task.module_id}"
    assert shown(row) == {
        (f"{place}:{lead.pk}", "letter"): "A/R",
        (f"{place}:{carrier.pk}", "letter"): None,
        (f"{module}:{lead.pk}", "letter"): "I",
    }
    row = apply(row)
    assert (row.status, row.counts["refused"]) == ("applied", 0), row.report
    assert (letters(task), task.module.raci_letters.get().letter) == ({"Lead": "A/R"}, "I")
    assert undo(row).status == "undone"
    assert (letters(task), task.module.raci_letters.count()) == ({"Lead": "A", "Carrier": "C"}, 0)


def test_a_retyped_matrix_is_known_by_its_titles(journey, task, matrix):
    lead, _ = matrix
    book = Workbook(journey, "raci")
    book.book = openpyxl.Workbook()
    book.book.active.append(["Module", "What", "Module or task", "Carrier", "Lead"])
    book.book.active.append(["Module 1", "Task", "Task 1", "C", "R"])
    row = book.send()
    assert shown(row) == {(f"raci:task:{task.pk}:{lead.pk}", "letter"): "R"}
    apply(row)
    assert letters(task) == {"Lead": "R", "Carrier": "C"}


@pytest.mark.parametrize("letter", ["X", "=A1"])
def test_what_is_no_letter_is_refused(journey, matrix, letter):
    book = Workbook(journey, "raci")
    book.write(2, Lead=letter)
    row = book.send()
    assert (shown(row), [problem["cell"] for problem in row.plan["problems"]]) == ({}, ["F6"])


def test_a_subtask_goes_below_the_task_above_it(journey, task):
    book = Workbook(journey, "roadmap")
    book.sheet().insert_rows(HEADINGS_AT + 2, 3)
    book.write(2, Type="Subtask", Task="Of the first")
    book.write(3, Phase="Assess", Module="Module 1", Type="Task", Task="New")
    book.write(4, Module="Module 1", Type="Subtask", Task="Of the new one")
    row = book.send()
    assert [new["texts"].get("Subtask of") for new in row.plan["new_rows"]] == ["Task 1", None, "New"]
    row = apply(row)
    assert (row.status, row.counts["refused"]) == ("applied", 0), row.report
    assert task.subtasks.get().title == "Of the first"
    assert journey.tasks.get(title="New").subtasks.get().title == "Of the new one"
    assert undo(row).status == "undone"
    assert journey.tasks.count() == 3


def test_in_a_sorted_sheet_nobody_knows_whose_a_subtask_is(journey):
    book = Workbook(journey, "roadmap")
    book.sheet().move_range("A5:Q5", rows=4)
    book.write(6, Module="Module 1", Type="Subtask", Task="Whose")
    row = book.send()
    assert row.plan["gone_rows"] == []
    assert "does not say whose subtask" in row.trial["refused"][0]["reason"]


def test_nor_in_another_module_than_the_row_above(journey):
    book = Workbook(journey, "roadmap")
    book.write(4, Module="Module 2", Type="Subtask", Task="Whose")
    assert "does not say whose subtask" in book.send().trial["refused"][0]["reason"]


def test_a_file_that_is_none_is_refused_with_the_reason(journey, by):
    upload = ContentFile(b"no workbook at all", name="plan.xlsx")
    row = worked(imports.request_import(journey=journey, kind="roadmap", upload=upload, by=by))
    assert (row.status, journey.events.count()) == ("refused", 1)
    assert row.reason
    assert row.plan["problems"][0]["text"] == row.reason


def test_a_failure_is_told_and_can_be_tried_again(journey, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("journeys.tasks.plan_import", lambda *args: 1 / 0)
        row = Workbook(journey, "roadmap").send()
    assert row.status == "failed"
    assert row.reason.startswith("An unexpected error")
    imports.ask_to_read(row, by=row.by)
    assert worked(row).status == "ready"


words = st.text(st.characters(categories=["L", "N", "P"]), max_size=20).map(lambda text: f"New {text}".strip())
# By heading: the field, and values as a person writes them, each with what it is exactly.
CELLS = {
    "roadmap": {
        "Task": ("title", words.map(lambda text: (text, text))),
        "Due": ("due_on", st.dates(date(2027, 1, 1), date(2029, 1, 1)).map(lambda day: (day, day.isoformat()))),
        "Spent, hours": ("spent_hours", st.integers(1, 999).map(lambda hours: (hours, str(hours)))),
        "Status": ("status", st.sampled_from([("In progress", "in_progress"), ("Completed", "completed")])),
    },
    "decision-log": {
        "Title": ("title", words.map(lambda text: (text, text))),
        "Context": ("context", words.map(lambda text: (text, text))),
        "Decision": ("outcome", words.map(lambda text: (text, text))),
        "Owner": ("owner", st.just(("Owner", "owner"))),
    },
}
HOLDS = {
    "roadmap": lambda journey: list(journey.tasks.in_order().values()),
    "decision-log": lambda journey: list(journey.decisions.order_by("number").values()),
}
NOUNS = {"roadmap": "task", "decision-log": "decision"}


def changes_for(kind: str):
    """For some of three rows, some of their cells."""
    row = st.fixed_dictionaries({}, optional={heading: values for heading, (_, values) in CELLS[kind].items()})
    return st.tuples(st.just(kind), st.dictionaries(st.integers(0, 2), row))


@given(st.sampled_from(list(CELLS)).flatmap(changes_for))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.django_db
def test_what_was_changed_is_what_is_written_and_undone(changed):
    kind, changes = changed
    journey = make_journey()
    owner = str(journey.members.get().pk)
    for number in range(3 if kind == "decision-log" else 0):
        raise_decision(journey=journey, title=f"Decision {number}", by=journey.created_by)
    before, book = HOLDS[kind](journey), Workbook(journey, kind)
    asked = {}
    for row, cells in changes.items():
        for heading, (written, exact) in cells.items():
            book.write(row + 1, **{heading: written})
            asked[f"{NOUNS[kind]}:{before[row]['id']}", CELLS[kind][heading][0]] = owner if exact == "owner" else exact
    sent = book.send()
    assert shown(sent) == asked
    assert (sent.plan["new_rows"], sent.plan["gone_rows"], sent.plan["problems"]) == ([], [], [])
    if asked:
        done = apply(sent)
        assert (done.status, done.counts["changed"]) == ("applied", len(asked)), done.reason
        assert undo(done).status == "undone"
    assert HOLDS[kind](journey) == before
    assert verify(Journey.objects.get(pk=journey.pk)) is None
