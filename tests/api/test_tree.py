from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from journeys.services.items import settle
from journeys.services.tasks import assign, schedule
from tests.makers import make_journey


def test_the_whole_tree_in_order(api, journey, cast):
    by = cast["admin"]
    first, second, _ = journey.tasks.in_order()
    settle(item=first.items.first(), outcome="met", by=by)
    schedule(task=second, starts_on=None, due_on=localdate() - timedelta(days=1), by=by)
    said = api("viewer", "GET", f"journeys/{journey.pk}/tree").json()
    journey.refresh_from_db()
    assert (said["revision"], said["shown"]) == (journey.revision, 3)
    [phase] = said["phases"]
    [module] = phase["modules"]
    assert (phase["title"], module["title"], module["figures"]["overdue"]) == ("Assess", "Module 1", 1)
    assert [task["title"] for task in module["tasks"]] == ["Task 1", "Task 2", "Task 3"]
    assert (module["tasks"][0]["item_count"], module["tasks"][0]["resolved_count"]) == (2, 1)
    assert module["tasks"][1]["is_overdue"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [("mine=true", 1), ("owner=0", 2), ("overdue=true", 0), ("text=task+3", 1), ("status=blocked", 0)],
)
def test_the_same_filters_as_the_outline(api, journey, cast, query, shown):
    mine = journey.members.get(user=cast["viewer"])
    assign(task=journey.tasks.in_order().first(), owner=mine, by=cast["admin"])
    assert api("viewer", "GET", f"journeys/{journey.pk}/tree?{query}").json()["shown"] == shown
    assert api("viewer", "GET", f"journeys/{journey.pk}/tasks?{query}").json()["count"] == shown


def test_subtasks_hang_below_their_task(api, cast):
    journey = make_journey(title="Beta", by=cast["admin"], tasks=1, subtasks=2)
    [phase] = api("admin", "GET", f"journeys/{journey.pk}/tree").json()["phases"]
    [task] = phase["modules"][0]["tasks"]
    assert [subtask["title"] for subtask in task["subtasks"]] == ["Subtask 1.1", "Subtask 1.2"]


@pytest.mark.parametrize("tasks", [1, 12])
def test_it_costs_the_same_at_any_size(api, cast, tasks, django_assert_num_queries):
    journey = make_journey(title="Beta", by=cast["admin"], tasks=tasks, modules=2, subtasks=1)
    api("admin", "GET", "spaces")  # signs in
    with django_assert_num_queries(7):  # user, journey, phases, modules, tasks, items, files
        assert api("admin", "GET", f"journeys/{journey.pk}/tree").json()["shown"] == 2 * tasks
