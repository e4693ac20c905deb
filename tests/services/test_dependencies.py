"""Tasks that wait for others: no loops, asked or refused when started early, and what completing one unblocks."""

import pytest
from django.utils.timezone import localdate

from journeys.models import Policy
from journeys.queries.dependencies import could_be_awaited, open_awaited
from journeys.queries.history import describe
from journeys.queries.outline import task_rows
from journeys.services.dependencies import MOST, set_waits_for
from journeys.services.errors import Confirm, Refusal
from journeys.services.journeys import change_journey, lock_journey
from journeys.services.tasks import set_status
from tests.makers import make_journey, make_user


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def tasks(journey):
    return list(journey.tasks.in_order())


def wait(task, other, by, waits=True):
    return set_waits_for(task=task, other=other, waits=waits, by=by)


def last_said(journey):
    return describe(journey.events.order_by("sequence").last())


def test_a_task_waits_once_and_no_longer(journey, tasks, lead):
    first, second, _ = tasks
    wait(second, first, lead)
    wait(second, first, lead)
    assert list(open_awaited(second)) == [first]
    assert last_said(journey) == "let “Task 2” wait for “Task 1”"
    events = journey.events.count()
    wait(second, first, lead, waits=False)
    wait(second, first, lead, waits=False)
    assert not open_awaited(second).exists()
    assert journey.events.count() == events + 1
    assert last_said(journey) == "let “Task 2” wait for “Task 1” no longer"


def test_a_loop_is_refused_and_named(tasks, lead):
    first, second, third = tasks
    wait(second, first, lead)
    wait(third, second, lead)
    with pytest.raises(Refusal) as refusal:
        wait(first, third, lead)
    assert str(refusal.value) == (
        "That would be a loop: “Task 1” waits for “Task 3”; “Task 3” waits for “Task 2”; "
        "“Task 2” waits for “Task 1”. Take one of these out first."
    )
    wait(third, first, lead)  # the same end twice is none


def test_only_other_tasks_of_the_journey_are_waited_for(tasks, lead):
    elsewhere = make_journey(title="Other", by=make_user("Other"))
    for other in (tasks[0], elsewhere.tasks.first()):
        with pytest.raises(Refusal, match="another task of this journey"):
            wait(tasks[0], other, lead)


def test_a_task_and_its_subtasks_do_not_wait_for_each_other(db):
    journey = make_journey(tasks=1, subtasks=1)
    task, subtask = journey.tasks.in_order()
    for one, other in ((task, subtask), (subtask, task)):
        with pytest.raises(Refusal, match="belong together"):
            wait(one, other, journey.created_by)


def test_there_is_an_end_to_waiting(db):
    journey = make_journey(tasks=MOST + 2, items=0)
    last, *others = reversed(journey.tasks.in_order())
    for other in others[:MOST]:
        wait(last, other, journey.created_by)
    with pytest.raises(Refusal, match="at most 50"):
        wait(last, others[MOST], journey.created_by)


@pytest.mark.parametrize("status", ["in_progress", "completed"])
def test_starting_early_asks_or_is_refused(tasks, lead, journey, status):
    first, second, _ = tasks
    second.items.all().delete()
    wait(second, first, lead)
    with pytest.raises(Confirm, match=r"waits for “Task 1”\. Go on all the same"):
        set_status(task=second, status=status, by=lead)
    change_journey(journey=journey, by=lead, dependencies_policy=Policy.REFUSE)
    with pytest.raises(Refusal, match="Complete that first"):
        set_status(task=second, status=status, by=lead, confirmed=True)
    change_journey(journey=journey, by=lead, dependencies_policy=Policy.WARN)
    assert set_status(task=second, status=status, by=lead, confirmed=True).status == status


def test_what_was_started_on_purpose_is_completed_without_asking_again(tasks, lead):
    first, second, _ = tasks
    second.items.all().delete()
    wait(second, first, lead)
    set_status(task=second, status="in_progress", by=lead, confirmed=True)
    assert set_status(task=second, status="completed", by=lead).status == "completed"


def test_completing_tells_what_it_unblocked(journey, tasks, lead):
    first, second, third = tasks
    wait(second, first, lead)
    wait(third, first, lead)
    wait(third, second, lead)
    set_status(task=first, status="completed", by=lead, confirmed=True)
    assert last_said(journey) == "completed “Task 1”, which unblocked “Task 2”"
    set_status(task=second, status="completed", by=lead, confirmed=True)
    assert last_said(journey) == "completed “Task 2”, which unblocked “Task 3”"


@pytest.mark.parametrize("end", ["completed", "out_of_scope"])
def test_what_is_done_or_has_left_the_scope_is_waited_for_no_longer(journey, tasks, lead, end):
    first, second, _ = tasks
    wait(second, first, lead)
    today = localdate()
    assert {row.title: row.waits_for for row in task_rows(journey, today)} == {"Task 1": 0, "Task 2": 1, "Task 3": 0}
    set_status(task=first, status=end, reason="Later", by=lead, confirmed=True)
    assert {row.waits_for for row in task_rows(journey, today)} == {0}
    assert set_status(task=second, status="in_progress", by=lead).status == "in_progress"


def test_only_what_could_be_awaited_is_found(journey, tasks, lead):
    first, second, third = tasks
    wait(second, first, lead)
    assert could_be_awaited(journey, second, "task") == [third]
    assert could_be_awaited(journey, first, "task") == [third]
    assert could_be_awaited(journey, third, "") == []


def test_nothing_changes_in_a_locked_journey(journey, tasks, lead):
    lock_journey(journey=journey, reason="Cutover night.", by=lead)
    with pytest.raises(Refusal, match="Cutover night"):
        wait(tasks[1], tasks[0], lead)
