"""Many tasks at once: all or none, with the rows in the way; and undone at once."""

from datetime import date

import pytest

from journeys.models import Journey, Task
from journeys.queries.history import describe
from journeys.services import bulk
from journeys.services.bulk import change_tasks, delete_tasks
from journeys.services.dependencies import set_waits_for
from journeys.services.errors import Confirm, Refusal, RowsInTheWay, RowsToConfirm
from journeys.services.history import verify
from journeys.services.journeys import lock_journey
from journeys.services.members import remove_member
from journeys.services.tasks import assign, schedule, set_status
from journeys.services.tree import add_task, move_task
from journeys.services.undo import undo_change
from tests.makers import make_journey, make_user


@pytest.fixture
def by(journey):
    return journey.created_by


@pytest.fixture
def member(journey):
    return journey.members.get()


@pytest.fixture
def ids(journey):
    return [task.pk for task in journey.tasks.in_order()]


def words(journey) -> str:
    return describe(journey.events.first())


def facts(journey, *names):
    return list(journey.tasks.in_order().values_list(*names, flat=len(names) == 1))


def test_one_event_a_task_and_one_that_says_how_many(journey, ids, member, by):
    change_tasks(
        journey=journey, task_ids=ids[:2], wanted={"owner": member, "due_on": date(2027, 3, 14)}, by=by
    )  # fmt: skip
    assert facts(journey, "owner", "due_on") == [(member.pk, date(2027, 3, 14))] * 2 + [(None, None)]
    verbs = list(journey.events.values_list("verb", flat=True)[:5])
    assert verbs == ["tasks.changed", "task.scheduled", "task.assigned", "task.scheduled", "task.assigned"]
    assert words(journey) == "changed 2 tasks at once: owner Owner, due date 14 Mar 2027"
    assert verify(Journey.objects.get(pk=journey.pk)) is None


def test_what_is_so_already_is_no_change(journey, ids, member, by):
    for expected in (3, 0):
        assert change_tasks(journey=journey, task_ids=ids, wanted={"owner": member}, by=by) == expected
    assert journey.events.filter(verb="tasks.changed").count() == journey.undos.count() == 1


def test_one_in_the_way_keeps_all_from_changing(journey, ids, by):
    schedule(task=journey.tasks.get(pk=ids[1]), starts_on=date(2027, 5, 1), due_on=None, by=by)
    events = journey.events.count()
    with pytest.raises(RowsInTheWay) as refusal:
        change_tasks(journey=journey, task_ids=ids, wanted={"due_on": date(2027, 3, 14)}, by=by)
    assert str(refusal.value) == "Nothing was changed: 1 of the 3 tasks can't be."
    [row] = refusal.value.rows
    assert (row.id, row.title, row.reason) == (ids[1], "Task 2", "The due date is before the start. Move one of them.")
    assert not isinstance(refusal.value, Confirm)
    assert facts(journey, "due_on") == [None] * 3
    assert (journey.events.count(), journey.undos.count()) == (events, 0)


def test_rules_that_ask_are_asked_for_all_at_once(journey, ids, by):
    with pytest.raises(RowsToConfirm) as question:
        change_tasks(journey=journey, task_ids=ids, wanted={"status": "completed"}, by=by)
    assert [row.reason for row in question.value.rows] == [
        "This task has 2 unresolved items. Complete it all the same?"
    ] * 3
    assert change_tasks(journey=journey, task_ids=ids, wanted={"status": "completed"}, confirmed=True, by=by) == 3
    assert words(journey) == "changed 3 tasks at once: status completed"


def test_subtasks_and_what_is_waited_for_come_first(db):
    journey = make_journey(tasks=3, subtasks=1, items=0)
    first, _, second, _, third, _ = journey.tasks.in_order()
    by = journey.created_by
    set_waits_for(task=first, other=second, waits=True, by=by)
    set_waits_for(task=second, other=third, waits=True, by=by)
    ids = [task.pk for task in journey.tasks.in_order()]
    assert change_tasks(journey=journey, task_ids=ids, wanted={"status": "completed"}, by=by) == 6


def test_a_circle_of_tasks_and_subtasks_is_asked_about(db):
    journey = make_journey(tasks=2, subtasks=1, items=0)
    first, below_first, second, below_second = journey.tasks.in_order()
    by = journey.created_by
    set_waits_for(task=below_first, other=second, waits=True, by=by)
    set_waits_for(task=below_second, other=first, waits=True, by=by)
    ids = [task.pk for task in journey.tasks.all()]
    with pytest.raises(RowsToConfirm):
        change_tasks(journey=journey, task_ids=ids, wanted={"status": "completed"}, by=by)


def test_out_of_scope_and_back_with_a_reason(journey, ids, by):
    set_status(task=journey.tasks.get(pk=ids[0]), status="in_progress", by=by)
    with pytest.raises(RowsInTheWay, match="3 of the 3 tasks"):
        change_tasks(journey=journey, task_ids=ids, wanted={"in_scope": False}, by=by)
    change_tasks(journey=journey, task_ids=ids[1:], wanted={"in_scope": False}, reason="Later.", by=by)
    assert facts(journey, "status") == ["in_progress", "out_of_scope", "out_of_scope"]
    assert words(journey) == "changed 2 tasks at once: out of scope: Later."
    assert change_tasks(journey=journey, task_ids=ids, wanted={"in_scope": True}, reason="Now.", by=by) == 2
    assert facts(journey, "status") == ["in_progress", "planned", "planned"]
    assert words(journey) == "changed 2 tasks at once: back into scope: Now."


def test_which_tasks(journey, ids, by, monkeypatch):
    elsewhere = make_journey(title="Other", by=make_user("Other"))
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 3)
    for chosen, reason in (
        ([], "at least one"),
        ([*ids, 99], "At most 3"),
        ([ids[0], elsewhere.tasks.first().pk], "1 of the 2 tasks are not in this journey"),
    ):
        with pytest.raises(Refusal, match=reason):
            change_tasks(journey=journey, task_ids=chosen, wanted={"owner": None}, by=by)
        with pytest.raises(Refusal, match=reason):
            delete_tasks(journey=journey, task_ids=chosen, by=by)


def test_not_in_a_locked_journey(journey, ids, by):
    lock_journey(journey=journey, reason="Cutover.", by=by)
    with pytest.raises(Refusal, match=r"Cutover\."):
        change_tasks(journey=journey, task_ids=ids, wanted={"owner": None}, by=by)
    with pytest.raises(Refusal, match=r"Cutover\."):
        delete_tasks(journey=journey, task_ids=ids, by=by)


def test_a_change_is_undone_at_once(journey, ids, member, by):
    names = ("owner", "starts_on", "due_on", "status", "status_reason", "completed_at")
    assign(task=journey.tasks.get(pk=ids[0]), owner=member, by=by)
    set_status(task=journey.tasks.get(pk=ids[1]), status="completed", confirmed=True, by=by)
    before = facts(journey, *names)
    change_tasks(
        journey=journey, task_ids=ids, by=by, reason="The carrier.",
        wanted={"owner": None, "due_on": date(2027, 3, 14), "status": "blocked"},
    )  # fmt: skip
    undo_change(undo=journey.undos.get(), by=by)
    assert facts(journey, *names) == before
    assert words(journey).startswith("undid an earlier change: changed 3 tasks at once: owner none")


def test_what_was_changed_since_is_in_the_way_of_undoing(journey, ids, member, by):
    change_tasks(journey=journey, task_ids=ids, wanted={"owner": member}, by=by)
    undo = journey.undos.get()
    schedule(task=journey.tasks.get(pk=ids[0]), starts_on=date(2027, 1, 4), due_on=None, by=by)  # something else
    assign(task=journey.tasks.get(pk=ids[1]), owner=None, by=by)
    Task.objects.filter(pk=ids[2]).delete()
    with pytest.raises(RowsInTheWay, match="of 3 tasks 2 are in the way") as refusal:
        undo_change(undo=undo, by=by)
    assert [(row.title, row.reason) for row in refusal.value.rows] == [
        ("Task 2", "It was changed since."), ("Task 3", "It is not there any more."),
    ]  # fmt: skip
    assert facts(journey, "owner") == [member.pk, None]


def test_an_owner_who_left_is_not_given_back(journey, ids, by):
    ben = journey.members.create(user=make_user("Ben"), name="Ben")
    assign(task=journey.tasks.get(pk=ids[0]), owner=ben, by=by)
    change_tasks(journey=journey, task_ids=ids, wanted={"owner": None, "due_on": date(2027, 3, 14)}, by=by)
    remove_member(member=ben, by=by)
    undo_change(undo=journey.undos.get(), by=by)
    assert facts(journey, "owner", "due_on") == [(None, None)] * 3


def test_many_are_deleted_and_come_back(journey, ids, by):
    below = add_task(module=journey.phases.get().modules.get(), parent=journey.tasks.get(pk=ids[0]), title="B", by=by)
    before = facts(journey, "pk", "title", "position")
    assert delete_tasks(journey=journey, task_ids=[*ids[:2], below.pk], by=by) == 3
    assert facts(journey, "title") == ["Task 3"]
    assert words(journey) == "deleted 3 tasks at once"
    assert journey.events.filter(verb="task.deleted").count() == 3
    undo_change(undo=journey.undos.get(), by=by)
    assert facts(journey, "pk", "title", "position") == before
    assert verify(Journey.objects.get(pk=journey.pk)) is None


def test_a_subtask_comes_back_below_a_younger_task(journey, ids, by):
    above = add_task(module=journey.phases.get().modules.get(), title="Above", by=by)
    move_task(task=journey.tasks.get(pk=ids[0]), into=above, by=by)
    delete_tasks(journey=journey, task_ids=[ids[0], above.pk], by=by)
    undo_change(undo=journey.undos.first(), by=by)
    assert facts(journey, "title") == ["Task 2", "Task 3", "Above", "Task 1"]


@pytest.mark.parametrize("others", [0, 40])
def test_it_costs_the_same_however_long_the_journey(by, others, django_assert_num_queries):
    journey = make_journey(title="Beta", by=by, tasks=3 + others)
    ids, member = [task.pk for task in journey.tasks.in_order()[:3]], journey.members.get()
    with django_assert_num_queries(24):
        change_tasks(journey=journey, task_ids=ids, wanted={"owner": member}, by=by)
