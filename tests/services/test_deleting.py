"""What is taken back is what nothing hangs on yet."""

import pytest

from journeys.models import Journey
from journeys.queries.history import describe
from journeys.services.attachments import attach
from journeys.services.comments import add_comment
from journeys.services.decisions import raise_decision
from journeys.services.deleting import take_back_item, take_back_task
from journeys.services.errors import Refusal
from journeys.services.history import verify
from journeys.services.tree import add_task
from tests.files import upload


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
