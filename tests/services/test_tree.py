import pytest

from journeys.models import ChecklistItem, Journey
from journeys.queries.changes import changes_since
from journeys.queries.history import describe
from journeys.services import tree
from journeys.services.attachments import attach
from journeys.services.comments import add_comment
from journeys.services.decisions import raise_decision
from journeys.services.errors import Refusal
from journeys.services.history import verify
from journeys.services.journeys import lock_journey
from journeys.services.tree import add_item, add_task, delete_item, delete_task
from tests.files import upload

Kind = ChecklistItem.Kind


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


class TestTasks:
    def test_a_new_one_is_planned_and_stands_behind_the_others(self, journey, module, by):
        added = add_task(module=module, title="  Port  the numbers ", description=" All. ", by=by)
        assert [each.title for each in journey.tasks.in_order()] == ["Task 1", "Task 2", "Task 3", "Port the numbers"]
        assert (added.status, added.description) == ("planned", "All.")
        assert words(journey) == "added the task “Port the numbers”"
        assert verify(Journey.objects.get(pk=journey.pk)) is None

    def test_a_subtask_stands_behind_its_siblings(self, journey, module, task, by):
        for title in ("First", "Second"):
            add_task(module=module, parent=task, title=title, by=by)
        assert [each.title for each in journey.tasks.in_order()] == ["Task 1", "First", "Second", "Task 2", "Task 3"]
        assert words(journey) == "added the task “Second” below “Task 1”"

    def test_the_first_of_an_empty_module(self, module, by):
        empty = module.phase.modules.create(title="Empty", position=5000)
        assert add_task(module=empty, title="Start", by=by).position == 0

    @pytest.mark.parametrize(
        ("title", "reason"), [(" ", "needs a title"), ("a" * 301, "at most 300"), ("Fine", "at most 3 tasks")]
    )
    def test_what_is_refused(self, journey, module, by, monkeypatch, title, reason):
        monkeypatch.setattr(tree, "MOST_TASKS", 3 if title == "Fine" else 10)
        with pytest.raises(Refusal, match=reason):
            add_task(module=module, title=title, by=by)
        assert journey.tasks.count() == 3

    def test_a_subtask_goes_below_a_task_of_its_module(self, module, task, by):
        subtask = add_task(module=module, parent=task, title="Subtask", by=by)
        with pytest.raises(Refusal, match="has no subtasks"):
            add_task(module=module, parent=subtask, title="Too deep", by=by)
        other = module.phase.modules.create(title="Other", position=5000)
        with pytest.raises(Refusal, match="in the module of its task"):
            add_task(module=other, parent=task, title="Elsewhere", by=by)

    def test_not_in_a_locked_journey(self, journey, module, by):
        lock_journey(journey=journey, reason="Cutover.", by=by)
        with pytest.raises(Refusal, match="locked"):
            add_task(module=module, title="Late", by=by)

    def test_open_pages_learn_that_the_plan_changed(self, journey, module, by):
        add_task(module=module, title="New", by=by)
        assert changes_since(journey, 1).is_structural

    def test_one_that_nothing_hangs_on_is_deleted(self, journey, module, by):
        task = add_task(module=module, title="A slip", by=by)
        delete_task(task=task, by=by)
        assert journey.tasks.count() == 3
        assert words(journey) == "deleted the task “A slip”"
        assert verify(Journey.objects.get(pk=journey.pk)) is None

    def test_one_that_is_used_stays(self, journey, module, task, by):
        with pytest.raises(Refusal, match="has checklist items"):
            delete_task(task=task, by=by)
        used = add_task(module=module, title="Used", by=by)
        add_task(module=module, parent=used, title="Below", by=by)
        attach(journey=journey, upload=upload(), by=by, task=used)
        add_comment(task=used, text="Yes.", by=by)
        with pytest.raises(Refusal, match="has subtasks and files and comments"):
            delete_task(task=used, by=by)


class TestItems:
    def test_a_new_one_is_open_and_stands_behind_the_others(self, journey, task, by):
        added = add_item(task=task, kind=Kind.CHECK, section=" Launch  steps", text=" Call the carrier. ", by=by)
        assert task.items.last() == added
        assert (added.outcome, added.section, added.text) == ("open", "Launch steps", "Call the carrier.")
        assert words(journey) == "added “Call the carrier.”"

    @pytest.mark.parametrize(
        ("text", "reason"), [("\n", "needs a text"), ("a" * 100_001, "at most 100,000"), ("Fine", "at most 2 check")]
    )
    def test_what_is_refused(self, task, by, monkeypatch, text, reason):
        monkeypatch.setattr(tree, "MOST_ITEMS", 2 if text == "Fine" else 10)
        with pytest.raises(Refusal, match=reason):
            add_item(task=task, kind=Kind.CHECK, text=text, by=by)

    def test_one_that_nothing_hangs_on_is_deleted(self, journey, task, by):
        delete_item(item=task.items.first(), by=by)
        assert task.items.count() == 1
        assert words(journey) == "deleted “Criterion 1 of task 1”"

    def test_one_that_is_used_stays(self, journey, task, by):
        item = task.items.first()
        attach(journey=journey, upload=upload(), by=by, item=item)
        raise_decision(journey=journey, title="Which", by=by, blocks=[item])
        with pytest.raises(Refusal, match="has files as evidence and decisions that it waits for"):
            delete_item(item=item, by=by)
