"""Deleting costs the same however much goes. What is taken back is what nothing hangs on yet (see also test_undo)."""

import pytest

from journeys.models import Journey, Task
from journeys.queries.history import describe
from journeys.services.attachments import attach
from journeys.services.checklists import add_item
from journeys.services.comments import add_comment
from journeys.services.decisions import raise_decision
from journeys.services.deleting import delete_branch, delete_item, delete_task, take_back_item, take_back_task
from journeys.services.errors import Refusal
from journeys.services.history import verify
from journeys.services.items import settle
from journeys.services.journeys import lock_journey
from journeys.services.tasks import set_status
from journeys.services.tools import add_tool
from journeys.services.tree import add_task, move_task
from journeys.services.undo import undo_change
from tests.files import upload
from tests.makers import make_journey


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


class TestTakingBack:
    def test_a_task_that_nothing_hangs_on(self, journey, module, by):
        task = add_task(module=module, title="A slip", by=by)
        take_back_task(task=task, by=by)
        assert journey.tasks.count() == 3
        assert words(journey) == "deleted the task “A slip”"
        assert verify(Journey.objects.get(pk=journey.pk)) is None

    def test_a_task_that_is_used_stays(self, journey, module, task, by):
        with pytest.raises(Refusal, match="has checklist items"):
            take_back_task(task=task, by=by)
        used = add_task(module=module, title="Used", by=by)
        add_task(module=module, parent=used, title="Below", by=by)
        attach(journey=journey, upload=upload(), by=by, task=used)
        add_comment(task=used, text="Yes.", by=by)
        with pytest.raises(Refusal, match="has subtasks and files and comments"):
            take_back_task(task=used, by=by)

    def test_an_item_that_nothing_hangs_on(self, journey, task, by):
        take_back_item(item=task.items.first(), by=by)
        assert task.items.count() == 1
        assert words(journey) == "deleted “Criterion 1 of task 1”"

    def test_an_item_that_is_used_stays(self, journey, task, by):
        item = task.items.first()
        attach(journey=journey, upload=upload(), by=by, item=item)
        raise_decision(journey=journey, title="Which", by=by, blocks=[item])
        with pytest.raises(Refusal, match="has files as evidence and decisions that it waits for"):
            take_back_item(item=item, by=by)


@pytest.mark.parametrize("tasks", [2, 20])
def test_deleting_and_bringing_back_cost_the_same_at_any_size(by, tasks, django_assert_num_queries):
    journey = make_journey(title="Beta", by=by, tasks=tasks, subtasks=1)
    phase = journey.phases.get()
    with django_assert_num_queries(33):
        delete_branch(branch=phase, by=by)
    undo = journey.undos.get()
    with django_assert_num_queries(16):
        undo_change(undo=undo, by=by)
    assert journey.tasks.count() == 2 * tasks


def test_not_in_a_locked_journey(journey, module, task, by):
    lock_journey(journey=journey, reason="Cutover.", by=by)
    for act in (
        lambda: delete_branch(branch=module, by=by),
        lambda: delete_task(task=task, by=by),
        lambda: delete_item(item=task.items.first(), by=by),
    ):
        with pytest.raises(Refusal, match=r"Cutover\."):
            act()


def test_what_is_done_to_something_deleted_meanwhile_is_refused(journey, task, by):
    item, events = task.items.first(), journey.events.count()
    delete_task(task=Task.objects.get(pk=task.pk), by=by)
    for act in (
        lambda: settle(item=item, outcome="met", by=by),
        lambda: set_status(task=task, status="in_progress", by=by),
        lambda: move_task(task=task, by=by),
        lambda: add_comment(task=task, text="Late.", by=by),
        lambda: add_item(task=task, kind="test", text="Late.", by=by),
        lambda: add_task(module=task.module, parent=task, title="Late", by=by),
        lambda: add_tool(task=task, name="Late", by=by),
    ):
        with pytest.raises(Refusal, match="deleted this meanwhile"):
            act()
    assert journey.events.count() == events + 1
