from datetime import date

import pytest
from django.utils.timezone import now

from journeys.models import Event, Role, Task
from journeys.queries.events import (
    HistoryFilters,
    ToldTask,
    actors_of,
    find_tasks,
    history_of,
    recent,
    told_task,
)
from journeys.queries.history import describe
from journeys.services.deleting import delete_task
from journeys.services.members import add_member
from journeys.services.tasks import set_status
from tests.makers import make_journey, make_user


@pytest.mark.django_db
def test_filters(journey):
    admin, ben = journey.created_by, make_user("Ben")
    add_member(journey=journey, email=ben.email, role=Role.CONTRIBUTOR, by=admin)
    first, second = journey.tasks.all()[:2]
    set_status(task=first, status=Task.Status.IN_PROGRESS, by=ben)
    set_status(task=second, status=Task.Status.IN_PROGRESS, by=admin)

    def verbs(**filters) -> list[str]:
        return [event.verb for event in history_of(journey, HistoryFilters(**filters))]

    assert verbs(groups=("tasks",)) == ["task.started", "task.started"]
    assert verbs(groups=("journey",)) == ["journey.started"]
    assert verbs(actor=ben.pk) == ["task.started"]
    assert verbs(task=second.pk, actor=ben.pk) == []
    assert verbs(after=2) == ["task.started", "task.started"]
    assert verbs(since=date(2999, 1, 1)) == []
    assert len(verbs(since=date(2000, 1, 1), until=date(2999, 1, 1))) == 4
    assert verbs(groups=("people", "journey")) == ["member.added", "journey.started"]
    assert [actor.id for actor in actors_of(journey)] == [ben.pk, admin.pk]


def tell(journey, verb: str, *, by=None, name: str = "", **said) -> Event:
    """An event by someone without an account, as links of contacts leave them."""
    sequence = journey.events.count() + 1
    return Event.objects.create(
        journey=journey, sequence=sequence, revision=1, verb=verb, actor=by, actor_name=name, data=said, at=now()
    )


@pytest.mark.django_db
def test_whoever_has_no_account_is_known_by_name(journey):
    tell(journey, "mail.sent", name="MigOps")
    tell(journey, "file.attached", name="Carrier desk")
    tell(journey, "file.attached", name="carrier Ltd")
    found = [(actor.id, actor.name, actor.key) for actor in actors_of(journey)]
    admin = journey.created_by
    assert found == [
        (None, "Carrier desk", "name:Carrier desk"),
        (None, "carrier Ltd", "name:carrier Ltd"),
        (None, "MigOps", "name:MigOps"),
        (admin.pk, admin.name, str(admin.pk)),
    ]
    [event] = history_of(journey, HistoryFilters(name="Carrier desk"))
    assert event.actor_name == "Carrier desk"


@pytest.mark.django_db
def test_whoever_was_renamed_is_offered_once(journey, django_assert_num_queries):
    admin = journey.created_by
    tell(journey, "task.started", by=admin, name="As they were called")
    with django_assert_num_queries(1):
        assert [actor.name for actor in actors_of(journey)] == [admin.name]


@pytest.mark.django_db
def test_tasks_are_found_also_when_they_are_gone(journey):
    first, second, third = journey.tasks.in_order()
    delete_task(task=second, by=journey.created_by)
    assert [(task.id, task.is_deleted) for task in find_tasks(journey, "task")] == [
        (first.pk, False),
        (third.pk, False),
        (second.pk, True),
    ]
    assert find_tasks(journey, "") == find_tasks(journey, "moon") == []
    assert told_task(journey, second.pk) == ToldTask(second.pk, "Task 2", is_deleted=True)
    assert told_task(journey, third.pk) == ToldTask(third.pk, "Task 3")
    elsewhere = make_journey(title="Another").tasks.first()
    assert told_task(journey, elsewhere.pk) is None


@pytest.mark.django_db
@pytest.mark.parametrize("tasks", [1, 3])
def test_one_query_however_much_happened(journey, tasks, django_assert_num_queries):
    for task in journey.tasks.all()[:tasks]:
        set_status(task=task, status=Task.Status.IN_PROGRESS, by=journey.created_by)
    with django_assert_num_queries(1):
        assert len([(describe(event), event.task and event.task.title) for event in recent(journey)]) == tasks + 1
