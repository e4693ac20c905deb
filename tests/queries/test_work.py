from datetime import date, timedelta

import pytest

from journeys.models import ChecklistItem, Member, Role, Task
from journeys.queries.work import grouped_by_due, work_of
from journeys.services.items import assign_item, settle
from journeys.services.journeys import archive_journey, delete_journey
from journeys.services.members import add_member
from journeys.services.tasks import assign, schedule, set_status
from tests.makers import make_journey, make_user

TODAY = date(2027, 3, 14)


@pytest.fixture
def me(db):
    return make_user("Me")


def join(user, **shape) -> Member:
    journey = make_journey(**shape)
    return add_member(journey=journey, email=user.email, role=Role.CONTRIBUTOR, by=journey.created_by)


def give(member: Member, task: Task, due_on: date | None = None) -> Task:
    by = member.journey.created_by
    schedule(task=task, starts_on=None, due_on=due_on, by=by)
    return assign(task=task, owner=member, by=by)


def test_work_is_grouped_by_due_date_overdue_first(me):
    member = join(me, tasks=6)
    days = [None, 15, 14, 0, -1, -30]
    for task, days_ahead in zip(member.journey.tasks.all(), days, strict=True):
        give(member, task, None if days_ahead is None else TODAY + timedelta(days_ahead))
    groups = grouped_by_due(work_of(me), TODAY)
    assert [(group.title, [work.title for work in group.work]) for group in groups] == [
        ("Overdue", ["Task 6", "Task 5"]),
        ("Next 14 days", ["Task 4", "Task 3"]),
        ("Later", ["Task 2"]),
        ("No date", ["Task 1"]),
    ]


def test_items_are_work_too_until_they_are_settled(me):
    member = join(me, tasks=1, items=2)
    by = member.journey.created_by
    first, second = ChecklistItem.objects.filter(task__journey=member.journey)
    for item in (first, second):
        assign_item(item=item, owner=member, by=by)
    settle(item=second, outcome="met", by=by)
    assert [work.item for work in work_of(me)] == [first]


def test_what_others_own_is_done_out_of_scope_archived_or_deleted_is_no_work_of_mine(me):
    member = join(me, tasks=4)
    by = member.journey.created_by
    others, done, out, open_task = member.journey.tasks.all()
    assign(task=others, owner=member.journey.members.get(user=by), by=by)
    for task in (done, out, open_task):
        give(member, task)
    set_status(task=done, status="completed", by=by, confirmed=True)
    set_status(task=out, status="out_of_scope", reason="Not needed.", by=by)
    for close in (archive_journey, delete_journey):
        elsewhere = join(me, tasks=1, title="Elsewhere")
        give(elsewhere, elsewhere.journey.tasks.get())
        close(journey=elsewhere.journey, by=by)
    assert [work.task for work in work_of(me)] == [open_task]
