import pytest

from journeys.models import Journey
from journeys.queries.changes import changes_since
from journeys.queries.history import describe
from journeys.services import tree
from journeys.services.dependencies import set_waits_for
from journeys.services.errors import Refusal
from journeys.services.history import verify
from journeys.services.journeys import lock_journey
from journeys.services.raci import Cell, add_role, set_letters
from journeys.services.tree import add_task, move_task
from tests.makers import make_journey, make_user


@pytest.fixture
def by(journey):
    return journey.created_by


@pytest.fixture
def module(journey):
    return journey.phases.get().modules.get()


@pytest.fixture
def task(journey):
    return journey.tasks.in_order().first()


def words(journey) -> str:
    return describe(journey.events.first())


def test_a_new_one_is_planned_and_stands_behind_the_others(journey, module, by):
    added = add_task(module=module, title="  Port  the numbers ", description=" All. ", by=by)
    assert [each.title for each in journey.tasks.in_order()] == ["Task 1", "Task 2", "Task 3", "Port the numbers"]
    assert (added.status, added.description) == ("planned", "All.")
    assert words(journey) == "added the task “Port the numbers”"
    assert verify(Journey.objects.get(pk=journey.pk)) is None


def test_a_subtask_stands_behind_its_siblings(journey, module, task, by):
    for title in ("First", "Second"):
        add_task(module=module, parent=task, title=title, by=by)
    assert [each.title for each in journey.tasks.in_order()] == ["Task 1", "First", "Second", "Task 2", "Task 3"]
    assert words(journey) == "added the task “Second” below “Task 1”"


def test_the_first_of_an_empty_module(module, by):
    empty = module.phase.modules.create(title="Empty", position=5000)
    assert add_task(module=empty, title="Start", by=by).position == 0


@pytest.mark.parametrize(
    ("title", "reason"), [(" ", "needs a title"), ("a" * 301, "at most 300"), ("Fine", "at most 3 tasks")]
)
def test_what_is_refused(journey, module, by, monkeypatch, title, reason):
    monkeypatch.setattr(tree, "MOST_TASKS", 3 if title == "Fine" else 10)
    with pytest.raises(Refusal, match=reason):
        add_task(module=module, title=title, by=by)
    assert journey.tasks.count() == 3


def test_a_subtask_goes_below_a_task_of_its_module(module, task, by):
    subtask = add_task(module=module, parent=task, title="Subtask", by=by)
    with pytest.raises(Refusal, match="has no subtasks"):
        add_task(module=module, parent=subtask, title="Too deep", by=by)
    other = module.phase.modules.create(title="Other", position=5000)
    with pytest.raises(Refusal, match="in the module of its task"):
        add_task(module=other, parent=task, title="Elsewhere", by=by)


def test_not_in_a_locked_journey(journey, module, by):
    lock_journey(journey=journey, reason="Cutover.", by=by)
    with pytest.raises(Refusal, match="locked"):
        add_task(module=module, title="Late", by=by)


def test_open_pages_learn_that_the_plan_changed(journey, module, by):
    add_task(module=module, title="New", by=by)
    assert changes_since(journey, 1).is_structural


@pytest.fixture
def other(module):
    return module.phase.modules.create(title="Other", position=5000)


def titles(journey) -> list[str]:
    return [each.title for each in journey.tasks.in_order()]


def test_a_task_goes_next_to_another(journey, task, by):
    move_task(task=task, after=journey.tasks.get(title="Task 2"), by=by)
    assert titles(journey) == ["Task 2", "Task 1", "Task 3"]
    assert words(journey) == "moved the task “Task 1”, behind “Task 2”"
    move_task(task=task, before=journey.tasks.get(title="Task 2"), by=by)
    assert titles(journey) == ["Task 1", "Task 2", "Task 3"]
    assert changes_since(journey, 1).is_structural
    assert verify(Journey.objects.get(pk=journey.pk)) is None


def test_it_takes_its_subtasks_to_another_module(journey, module, other, task, by):
    for title in ("First", "Second"):
        add_task(module=module, parent=task, title=title, by=by)
    move_task(task=task, into=other, by=by)
    assert titles(journey) == ["Task 2", "Task 3", "Task 1", "First", "Second"]
    assert set(other.tasks.values_list("title", flat=True)) == {"Task 1", "First", "Second"}
    assert words(journey) == "moved the task “Task 1” from “Module 1” to “Other”"
    events = journey.events.count()
    move_task(task=task, into=other, by=by)
    assert journey.events.count() == events


def test_a_task_becomes_a_subtask_and_a_task_again(journey, module, other, task, by):
    second = journey.tasks.get(title="Task 2")
    role = add_role(journey=journey, name="CIO", side="customer", by=by)
    set_letters(journey=journey, cells=[Cell(role, second, "R")], by=by)
    move_task(task=second, into=task, by=by)
    second.refresh_from_db()
    assert (second.parent, second.raci_letters.count()) == (task, 0)
    assert words(journey) == "moved the task “Task 2” from “Module 1” to “Task 1”"
    below = add_task(module=module, parent=task, title="Below", by=by)
    move_task(task=second, after=below, by=by)
    assert titles(journey) == ["Task 1", "Below", "Task 2", "Task 3"]
    move_task(task=second, into=other, by=by)
    second.refresh_from_db()
    assert (second.parent, second.module) == (None, other)


def test_a_subtask_goes_to_a_task_of_another_module(module, other, task, by):
    subtask = add_task(module=module, parent=task, title="Below", by=by)
    there = add_task(module=other, title="There", by=by)
    move_task(task=subtask, into=there, by=by)
    subtask.refresh_from_db()
    assert (subtask.parent, subtask.module) == (there, other)


def test_what_can_not_be_a_subtask(journey, module, task, by):
    second, third = journey.tasks.filter(title__in=["Task 2", "Task 3"])
    subtask = add_task(module=module, parent=task, title="Below", by=by)
    with pytest.raises(Refusal, match=r"“Task 1” has subtasks, so it can't become one"):
        move_task(task=task, into=second, by=by)
    with pytest.raises(Refusal, match="“Below” is a subtask"):
        move_task(task=second, into=subtask, by=by)
    with pytest.raises(Refusal, match="below itself"):
        move_task(task=second, into=second, by=by)
    set_waits_for(task=second, other=third, waits=True, by=by)
    with pytest.raises(Refusal, match=r"“Task 2” waits for “Task 3”.*take that out first"):
        move_task(task=second, into=third, by=by)


def test_nothing_goes_to_another_journey(journey, task, by):
    elsewhere = make_journey(title="Other", by=make_user("Other"))
    for place in ("into", "before", "after"):
        with pytest.raises(Refusal, match="no part of the journey"):
            move_task(task=task, by=by, **{place: elsewhere.tasks.first()})
    with pytest.raises(Refusal, match="no part of the journey"):
        move_task(task=task, into=elsewhere.phases.get().modules.get(), by=by)


def test_a_new_one_right_behind_another(journey, module, task, by):
    add_task(module=module, title="Between", after=task, by=by)
    assert titles(journey) == ["Task 1", "Between", "Task 2", "Task 3"]


@pytest.mark.parametrize("tasks", [3, 40])
def test_moving_costs_the_same_at_any_size(by, tasks, django_assert_num_queries):
    journey = make_journey(title="Beta", by=by, tasks=tasks, modules=1, items=0)
    first, *_, last = journey.tasks.in_order()
    # a savepoint and its end, journey, task, the other, its module, both positions, is it there, rows on both sides;
    # where it stood; task, event, journey, and two to remember it
    with django_assert_num_queries(17):
        move_task(task=last, after=first, by=by)
