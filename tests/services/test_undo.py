"""What a person deleted, moved or changed at once comes back whole, unless someone touched it since."""

import pytest
from django.apps import apps
from django.utils.timezone import localdate

from journeys.models import ChecklistItem, Journey, Task, Undo
from journeys.queries.changes import changes_since
from journeys.queries.history import describe
from journeys.services import remembering
from journeys.services.attachments import attach
from journeys.services.branches import add_module, add_phase, move_module, move_phase
from journeys.services.checklists import add_item, items_from_list, move_item, reword_item
from journeys.services.columns import columns_of
from journeys.services.comments import add_comment
from journeys.services.decisions import raise_decision
from journeys.services.deleting import delete_branch, delete_item, delete_task
from journeys.services.dependencies import set_waits_for
from journeys.services.errors import Refusal
from journeys.services.history import verify
from journeys.services.items import assign_item, settle
from journeys.services.journeys import lock_journey
from journeys.services.members import add_member, remove_member
from journeys.services.raci import Cell, add_role, remove_role, set_letters
from journeys.services.tasks import assign, edit_text, schedule, set_status
from journeys.services.tree import add_task, move_task
from journeys.services.undo import undo_change
from tests.files import upload
from tests.makers import make_user


@pytest.fixture
def by(journey):
    return journey.created_by


@pytest.fixture
def phase(journey):
    return journey.phases.get()


@pytest.fixture
def module(phase):
    return phase.modules.get()


@pytest.fixture
def tasks(journey):
    return list(journey.tasks.in_order())


@pytest.fixture
def full(journey, module, tasks, by):
    """A journey in which everything hangs on the first task and its subtask."""
    task, second, third = tasks
    member = add_member(journey=journey, email=make_user("Ben").email, role="contributor", by=by)
    below = add_task(module=module, parent=task, title="Below", by=by)
    add_item(task=below, kind="question", text="How many?", needs_evidence=True, by=by)
    settle(item=below.items.get(), outcome="answered", note="Fifty.", by=by, confirmed=True)
    item = task.items.first()
    settle(item=item, outcome="met", note="Seen.", by=by)
    assign_item(item=item, owner=member, by=by)
    assign(task=task, owner=member, by=by)
    schedule(task=task, starts_on=localdate(), due_on=localdate(), by=by)
    add_comment(task=task, text="Well done.", by=by)
    attach(journey=journey, upload=upload("a.txt", b"Task."), by=by, task=task)
    attach(journey=journey, upload=upload("b.txt", b"Item."), by=by, item=item)
    raise_decision(journey=journey, title="Which", by=by, blocks=[task, item])
    set_waits_for(task=task, other=second, waits=True, by=by)
    set_waits_for(task=third, other=task, waits=True, by=by)
    role = add_role(journey=journey, name="CIO", side="customer", by=by)
    set_letters(journey=journey, cells=[Cell(role, task, "R"), Cell(role, module, "A")], by=by)
    set_status(task=second, status="completed", confirmed=True, by=by)
    return journey


def everything() -> dict:
    """All rows but the history and what it takes to undo."""
    return {
        model._meta.label: sorted((columns_of(row) for row in model._base_manager.all()), key=lambda row: row["id"])
        for model in apps.get_app_config("journeys").get_models(include_auto_created=True)
        if model.__name__ not in {"Event", "Undo", "Journey", "User"}
    }


def words(journey) -> str:
    return describe(journey.events.first())


def last(journey) -> Undo:
    return journey.undos.first()


class TestDeletions:
    @pytest.mark.parametrize("noun", ["phase", "module", "task", "subtask", "item"])
    def test_all_of_it_comes_back(self, full, phase, module, tasks, by, noun):
        before = everything()
        {
            "phase": lambda: delete_branch(branch=phase, by=by),
            "module": lambda: delete_branch(branch=module, by=by),
            "task": lambda: delete_task(task=tasks[0], by=by),
            "subtask": lambda: delete_task(task=Task.objects.get(title="Below"), by=by),
            "item": lambda: delete_item(item=tasks[0].items.first(), by=by),
        }[noun]()
        assert everything() != before
        undo = last(full)
        undo_change(undo=undo, by=by)
        assert everything() == before
        assert words(full) == f"undid an earlier change: {undo.label}"
        assert verify(Journey.objects.get(pk=full.pk)) is None

    def test_what_hangs_on_it_elsewhere_lets_go(self, full, phase, by):
        delete_branch(branch=phase, by=by)
        assert words(full) == (
            "deleted the phase “Assess” with 1 module, 4 tasks, 7 checklist items, 1 comment; "
            "2 of its files stay with the journey"
        )
        assert not full.tasks.exists()
        assert [(file.task, file.item) for file in full.attachments.all()] == [(None, None)] * 2
        assert full.decisions.get().tasks.count() == 0

    def test_a_task_says_what_went_with_it(self, full, tasks, by):
        delete_task(task=tasks[0], by=by)
        assert words(full) == (
            "deleted the task “Task 1” with 1 subtask, 3 checklist items, 1 comment; "
            "2 of its files stay with the journey"
        )
        assert changes_since(full, 1).is_structural
        with pytest.raises(Refusal, match="deleted this already"):
            delete_task(task=tasks[0], by=by)

    def test_the_place_may_be_taken_by_now(self, journey, module, tasks, by):
        delete_task(task=tasks[2], by=by)
        add_task(module=module, title="New", by=by)
        undo_change(undo=last(journey), by=by)
        assert [task.title for task in journey.tasks.in_order()] == ["Task 1", "Task 2", "Task 3", "New"]

    def test_what_it_was_in_may_be_gone(self, journey, module, tasks, by):
        below = add_task(module=module, parent=tasks[0], title="Below", by=by)
        item = add_item(task=below, kind="test", text="Try", by=by)
        for delete in (
            lambda: delete_item(item=item, by=by),
            lambda: delete_task(task=below, by=by),
            lambda: delete_branch(branch=module, by=by),
        ):
            delete()
        of_module, of_task, of_item = journey.undos.all()
        with pytest.raises(Refusal, match="The module that “Below” was in is gone by now"):
            undo_change(undo=of_task, by=by)
        with pytest.raises(Refusal, match="The task that “Try” was in is gone by now"):
            undo_change(undo=of_item, by=by)
        for undo in (of_module, of_task, of_item):
            undo_change(undo=undo, by=by)
        assert ChecklistItem.objects.get(pk=item.pk).task == below

    def test_a_subtask_follows_its_task(self, journey, phase, module, tasks, by):
        below = add_task(module=module, parent=tasks[0], title="Below", by=by)
        delete_task(task=below, by=by)
        undo, other = last(journey), add_module(phase=phase, title="Other", by=by)
        move_task(task=tasks[0], into=other, by=by)
        undo_change(undo=undo, by=by)
        assert Task.objects.get(pk=below.pk).module == other
        delete_task(task=below, by=by)
        undo = last(journey)
        move_task(task=tasks[0], into=tasks[1], by=by)
        with pytest.raises(Refusal, match="is a subtask by now"):
            undo_change(undo=undo, by=by)

    def test_what_is_gone_elsewhere_is_pointed_at_no_longer(self, full, tasks, by):
        delete_task(task=tasks[0], by=by)
        undo = last(full)
        delete_task(task=tasks[1], by=by)
        remove_member(member=full.members.get(name="Ben"), by=by)
        remove_role(role=full.raci_roles.get(), by=by)
        undo_change(undo=undo, by=by)
        task = Task.objects.get(pk=tasks[0].pk)
        assert (task.owner, task.items.first().owner) == (None, None)
        assert not task.raci_letters.exists()
        assert not task.dependencies.exists()
        assert task.dependents.count() == 1

    def test_no_loop_comes_back(self, full, tasks, by):
        first, second, third = tasks  # the third waits for the first, and that for the second
        delete_task(task=first, by=by)
        undo = last(full)
        set_waits_for(task=second, other=third, waits=True, by=by)
        with pytest.raises(Refusal, match="in a loop"):
            undo_change(undo=undo, by=by)
        assert not Task.objects.filter(pk=first.pk).exists()


class TestMoves:
    def test_a_phase(self, journey, phase, by):
        build = add_phase(journey=journey, title="Build", by=by)
        live = add_phase(journey=journey, title="Go live", by=by)
        before = everything()
        move_phase(phase=live, after=phase, by=by)
        undo_change(undo=last(journey), by=by)
        assert everything() == before
        move_phase(phase=live, before=phase, by=by)  # the phases make room
        undo_change(undo=last(journey), by=by)
        assert list(journey.phases.order_by("position")) == [phase, build, live]

    def test_a_module(self, journey, phase, module, by):
        build = add_phase(journey=journey, title="Build", by=by)
        before = everything()
        move_module(module=module, into=build, by=by)
        undo = last(journey)
        assert undo.label == "moved the module “Module 1” from “Assess” to “Build”"
        undo_change(undo=undo, by=by)
        assert everything() == before

    def test_a_task_with_its_subtasks(self, full, phase, tasks, by):
        other = add_module(phase=phase, title="Other", by=by)
        before = everything()
        move_task(task=tasks[0], into=other, by=by)
        undo_change(undo=last(full), by=by)
        assert everything() == before

    def test_a_task_that_became_a_subtask_gets_its_letters_back(self, full, tasks, by):
        for subtask in tasks[0].subtasks.all():
            delete_task(task=subtask, by=by)
        for pair in (tasks[:2], [tasks[2], tasks[0]]):
            set_waits_for(task=pair[0], other=pair[1], waits=False, by=by)
        before = everything()
        move_task(task=tasks[0], into=tasks[1], by=by)
        assert not tasks[0].raci_letters.exists()
        undo_change(undo=last(full), by=by)
        assert everything() == before

    def test_an_item_with_its_evidence(self, full, tasks, by):
        before = everything()
        move_item(item=tasks[0].items.first(), into=tasks[1], by=by)
        undo_change(undo=last(full), by=by)
        assert everything() == before

    def test_one_after_the_other(self, journey, tasks, by):
        before = everything()
        move_task(task=tasks[0], after=tasks[1], by=by)
        move_task(task=tasks[0], after=tasks[2], by=by)
        for undo in list(journey.undos.all()):
            undo_change(undo=undo, by=by)
        assert everything() == before

    def test_not_when_it_was_moved_since_or_is_gone(self, journey, tasks, by):
        move_task(task=tasks[0], after=tasks[1], by=by)
        undo = last(journey)
        move_task(task=tasks[0], after=tasks[2], by=by)
        with pytest.raises(Refusal, match="“Task 1” was moved since"):
            undo_change(undo=undo, by=by)
        delete_task(task=tasks[0], by=by)
        with pytest.raises(Refusal, match="“Task 1” is not there any more"):
            undo_change(undo=undo, by=by)

    def test_when_the_neighbours_changed(self, journey, module, tasks, by):
        move_task(task=tasks[1], after=tasks[2], by=by)
        undo = last(journey)
        delete_task(task=tasks[0], by=by)
        undo_change(undo=undo, by=by)
        assert [task.title for task in journey.tasks.in_order()] == ["Task 2", "Task 3"]

    def test_not_below_what_may_not_have_it_now(self, journey, module, tasks, by):
        below = add_task(module=module, parent=tasks[0], title="Below", by=by)
        move_task(task=below, into=module, by=by)
        undo = last(journey)
        below.refresh_from_db()
        add_task(module=module, parent=below, title="Deeper", by=by)
        with pytest.raises(Refusal, match="has subtasks, so it can't become one"):
            undo_change(undo=undo, by=by)


class TestLists:
    @pytest.fixture
    def made(self, journey, tasks, by):
        task = tasks[0]
        Task.objects.filter(pk=task.pk).update(description="Do:\n\n- one\n- two\n\nDone.")
        before = everything()
        return before, items_from_list(task=task, kind="question", base_revision=99, by=by)

    def test_items_become_the_list_again(self, journey, made, by):
        before, _ = made
        undo_change(undo=last(journey), by=by)
        assert everything() == before

    @pytest.mark.parametrize(
        "act",
        [
            lambda item, by: settle(item=item, outcome="answered", note="Yes.", by=by),
            lambda item, by: reword_item(item=item, text="Other", base_revision=99, by=by),
            lambda item, by: delete_item(item=item, by=by),
            lambda item, by: attach(journey=item.task.journey, upload=upload(), by=by, item=item),
        ],
    )
    def test_not_once_one_of_them_is_used(self, journey, made, by, act):
        undo, (_, items) = last(journey), made
        act(items[0], by)
        with pytest.raises(Refusal, match="changed, settled or used since"):
            undo_change(undo=undo, by=by)

    def test_not_into_a_description_that_changed(self, journey, tasks, made, by):
        undo = last(journey)
        edit_text(task=tasks[0], field="description", text="New.", base_revision=99, by=by)
        with pytest.raises(Refusal, match="description that the list was in was changed since"):
            undo_change(undo=undo, by=by)


class TestWho:
    def test_once_and_only_by_the_same_person(self, journey, tasks, by):
        delete_task(task=tasks[0], by=by)
        with pytest.raises(Refusal, match=r"Owner did this\. Only they"):
            undo_change(undo=last(journey), by=make_user("Ben"))
        undo_change(undo=last(journey), by=by)
        with pytest.raises(Refusal, match="undone already"):
            undo_change(undo=last(journey), by=by)

    def test_not_in_a_locked_journey(self, journey, tasks, by):
        delete_task(task=tasks[0], by=by)
        lock_journey(journey=journey, reason="Cutover.", by=by)
        with pytest.raises(Refusal, match=r"Cutover\."):
            undo_change(undo=last(journey), by=by)

    def test_the_last_few_are_kept(self, journey, tasks, by, monkeypatch):
        monkeypatch.setattr(remembering, "MOST_KEPT", 2)
        for task in tasks:
            delete_task(task=task, by=by)
        assert [undo.label[:25] for undo in journey.undos.all()] == [
            "deleted the task “Task 3”",
            "deleted the task “Task 2”",
        ]
