from datetime import date, timedelta

import pytest

from journeys.models import ChecklistItem, Member, Role, Task
from journeys.queries.work import (
    Filters,
    Work,
    counts_of,
    followed_by,
    grouped_by_due,
    journeys_of_mine,
    owned_by,
    work_at,
)
from journeys.services.following import follow, unfollow
from journeys.services.items import assign_item, settle
from journeys.services.journeys import archive_journey, delete_journey
from journeys.services.members import add_member, add_team, remove_member
from journeys.services.tasks import assign, schedule, set_status
from journeys.services.teams import add_to_team, create_team
from tests.makers import make_journey, make_user

TODAY = date(2027, 3, 14)


@pytest.fixture
def me(db):
    return make_user("Me")


def work_of(user, **filters) -> list[Work]:
    chosen = Filters(**filters)
    return work_at([place for place in owned_by(user) if chosen.fit(place, TODAY)], TODAY)


def titles(work: list[Work]) -> list[str]:
    return [one.title for one in work]


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
    groups = grouped_by_due(work_of(me))
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


def test_what_a_team_owns_is_work_of_each_of_its_people(me, django_assert_num_queries):
    journey = make_journey(tasks=2)
    by = journey.created_by
    team = create_team(space=journey.space, name="Network", by=by)
    add_to_team(team=team, email=me.email, by=by)
    member = add_team(journey=journey, team=team, role=Role.CONTRIBUTOR, by=by)
    task, other = journey.tasks.all()
    give(member, task)
    assign_item(item=other.items.first(), owner=member, by=by)
    with django_assert_num_queries(5):  # own tasks, own items, their tasks; then tasks and items
        assert len(work_of(me)) == 2
    assert work_of(by) == []


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


def test_filters_narrow_by_date_kind_and_journey(me):
    here, there = join(me, title="Here", tasks=2), join(me, title="There", tasks=1)
    late, undated = here.journey.tasks.all()
    give(here, late, TODAY - timedelta(1))
    give(here, undated)
    give(there, there.journey.tasks.get(), TODAY)
    item = assign_item(item=undated.items.first(), owner=here, by=here.journey.created_by)
    assert titles(work_of(me, due="overdue")) == ["Task 1"]
    assert titles(work_of(me, due="undated")) == ["Task 2", item.text]
    assert titles(work_of(me, kind="item")) == [item.text]
    assert titles(work_of(me, kind="task", journey=here.journey)) == ["Task 1", "Task 2"]
    assert counts_of(owned_by(me), TODAY) == {"overdue": 1, "soon": 1, "later": 0, "undated": 2}
    assert [journey.title for journey in journeys_of_mine(me)] == ["Here", "There"]


def test_who_follows_a_task_sees_it_until_they_do_so_no_longer(me):
    journey = join(me, tasks=3).journey
    done, late, _ = journey.tasks.all()
    set_status(task=done, status="completed", by=journey.created_by, confirmed=True)
    schedule(task=late, starts_on=None, due_on=TODAY - timedelta(1), by=journey.created_by)
    for task in (done, late, late):
        follow(task=task, by=me)
    places = followed_by(me)
    groups = grouped_by_due(work_at(places, TODAY))
    assert [(group.title, titles(group.work)) for group in groups] == [
        ("Overdue", ["Task 2"]),
        ("Completed", ["Task 1"]),
    ]
    assert counts_of(places, TODAY)["overdue"] == 1
    unfollow(task=late, by=me)
    assert titles(work_at(followed_by(me), TODAY)) == ["Task 1"]


def test_a_followed_task_is_gone_with_the_journey_that_is_not_shared_any_more(me):
    member = join(me)
    follow(task=member.journey.tasks.first(), by=me)
    assert len(followed_by(me)) == 1
    remove_member(member=member, by=member.journey.created_by)
    assert len(followed_by(me)) == 0
