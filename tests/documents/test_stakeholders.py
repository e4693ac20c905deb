from datetime import timedelta

import pytest

from journeys.documents.rendering import render
from journeys.documents.snapshot import Member
from journeys.models import Outcome, Role
from journeys.models import Task as TaskRow
from tests.documents.libreoffice import opened, table_of
from tests.documents.snapshots import ANA, TODAY, make_item, make_snapshot, make_task

Status = TaskRow.Status
BEN = Member("Ben", "", "", Role.CONTACT)
LATE = TODAY - timedelta(days=1)


def book_of(*tasks, members=(ANA, BEN)):
    return opened(render("stakeholders", "xlsx", make_snapshot(*tasks, members=members)))


TASKS = (
    make_task(1, "Port the numbers", owner=ANA, due_on=LATE),
    make_task(2, "Train", Status.COMPLETED, owner=ANA, due_on=LATE),
    make_task(3, "Not ours", owner=ANA, in_scope=False),
    make_task(4, "Launch", items=(make_item(owner=ANA, outcome=Outcome.MET), make_item(text="Line up", owner=ANA))),
)


def test_a_row_for_each_person_with_what_they_own():
    ana, ben = table_of(book_of(*TASKS)["People"])
    assert ana | {"Earliest due": ana["Earliest due"].date()} == {
        "Name": "Ana Ruiz", "Title": "Project lead", "Organisation": "Network team", "Role": "Admin",
        "E-mail": "ana@example.com",
        "Tasks open": 1, "Tasks": 2, "Tasks overdue": 1, "Earliest due": LATE, "Items open": 1, "Items": 2,
        "Phases": "Assess", "RACI roles": None,
    }  # fmt: skip
    assert ben == {
        "Name": "Ben", "Title": None, "Organisation": None, "Role": "Contact", "E-mail": None,
        "Tasks open": 0, "Tasks": 0,
        "Tasks overdue": 0, "Earliest due": None, "Items open": 0, "Items": 0, "Phases": None, "RACI roles": None,
    }  # fmt: skip


def test_a_row_for_everything_that_they_own():
    rows = table_of(book_of(*TASKS)["What they own"])
    assert [(row["Name"], row["What"], row["Title"], row["State"], row["Overdue"]) for row in rows] == [
        ("Ana Ruiz", "Task", "Port the numbers", "Planned", "Overdue"),
        ("Ana Ruiz", "Task", "Train", "Completed", None),
        ("Ana Ruiz", "Acceptance criterion", "It works", "Met", None),
        ("Ana Ruiz", "Acceptance criterion", "Line up", "Open", None),
    ]


def test_items_are_overdue_with_their_task_until_they_are_settled():
    items = (make_item(owner=BEN), make_item(owner=BEN, outcome=Outcome.MET))
    rows = table_of(book_of(make_task(due_on=LATE, items=items))["What they own"])
    assert [row["Overdue"] for row in rows] == ["Overdue", None]


@pytest.mark.parametrize(
    ("tasks", "note"),
    [
        (TASKS, "Of 2 open tasks in scope, 1 has no owner."),
        ((), "Of 0 open tasks in scope, 0 have no owner."),
    ],
)
def test_tasks_without_an_owner_are_counted(tasks, note):
    assert book_of(*tasks)["People"]["A3"].value == note


def test_two_people_of_the_same_name_keep_what_is_theirs():
    twin = Member("Ben", "", "", Role.CONTACT)
    rows = table_of(book_of(make_task(owner=twin), members=(BEN, twin))["People"])
    assert [row["Tasks"] for row in rows] == [0, 1]


def test_roles_are_chosen_from_a_list():
    (choice,) = book_of()["People"].data_validations.dataValidation
    assert choice.formula1 == '"Admin,Contributor,Stakeholder,Viewer,Contact"'


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "\t-1", "🚀 עברית"])
def test_text_from_people_is_never_a_formula(text):
    cells = book_of(members=(Member(text, text, text, Role.VIEWER, title=text),))["People"][5][:5]
    assert [cell.value for cell in cells] == [text, text, text, "Viewer", text]
    assert {cell.data_type for cell in cells} == {"s"}


def test_a_journey_without_people_says_so():
    book = book_of(members=())
    assert book["People"]["A5"].value == "The journey has no people yet."
    assert book["What they own"]["A5"].value == "Nobody owns a task or an item yet."
