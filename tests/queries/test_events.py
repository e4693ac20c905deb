from datetime import date

import pytest

from journeys.models import Role, Task
from journeys.queries.events import HistoryFilters, actors_of, history_of, recent
from journeys.queries.history import describe
from journeys.services.members import add_member
from journeys.services.tasks import set_status
from tests.makers import make_user


@pytest.mark.django_db
def test_filters(journey):
    admin, ben = journey.created_by, make_user("Ben")
    add_member(journey=journey, email=ben.email, role=Role.CONTRIBUTOR, by=admin)
    first, second = journey.tasks.all()[:2]
    set_status(task=first, status=Task.Status.IN_PROGRESS, by=ben)
    set_status(task=second, status=Task.Status.IN_PROGRESS, by=admin)

    def verbs(**filters) -> list[str]:
        return [event.verb for event in history_of(journey, HistoryFilters(**filters))]

    assert verbs(group="tasks") == ["task.started", "task.started"]
    assert verbs(group="journey") == ["journey.started"]
    assert verbs(person=ben.pk) == ["task.started"]
    assert verbs(task=second.pk, person=ben.pk) == []
    assert verbs(after=2) == ["task.started", "task.started"]
    assert verbs(since=date(2999, 1, 1)) == []
    assert len(verbs(since=date(2000, 1, 1), until=date(2999, 1, 1))) == 4
    assert set(actors_of(journey)) == {admin, ben}


@pytest.mark.django_db
@pytest.mark.parametrize("tasks", [1, 3])
def test_one_query_however_much_happened(journey, tasks, django_assert_num_queries):
    for task in journey.tasks.all()[:tasks]:
        set_status(task=task, status=Task.Status.IN_PROGRESS, by=journey.created_by)
    with django_assert_num_queries(1):
        assert len([(describe(event), event.task and event.task.title) for event in recent(journey)]) == tasks + 1
