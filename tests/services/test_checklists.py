"""The lines of a checklist are added, reworded, changed and moved, and made of the lists of a description."""

import pytest

from journeys.models import ChecklistItem, Journey, Task
from journeys.queries.changes import changes_since
from journeys.queries.history import describe, texts_of
from journeys.services import checklists
from journeys.services.attachments import attach
from journeys.services.checklists import add_item, change_item, items_from_list, move_item, reword_item
from journeys.services.errors import Conflict, Refusal
from journeys.services.items import set_priority, settle
from journeys.services.tasks import edit_text
from tests.files import upload
from tests.makers import make_journey, make_user

Kind = ChecklistItem.Kind


@pytest.fixture
def by(journey):
    return journey.created_by


@pytest.fixture
def task(journey):
    return journey.tasks.in_order().first()


def words(journey) -> str:
    return describe(journey.events.first())


def test_a_new_one_is_open_and_stands_behind_the_others(journey, task, by):
    added = add_item(task=task, kind=Kind.CHECK, section=" Launch  steps", text=" Call the carrier. ", by=by)
    assert task.items.last() == added
    assert (added.outcome, added.section, added.text) == ("open", "Launch steps", "Call the carrier.")
    assert words(journey) == "added “Call the carrier.”"
    between = add_item(task=task, kind=Kind.TEST, text="In between", after=task.items.first(), by=by)
    assert list(task.items.all())[1] == between


@pytest.mark.parametrize(
    ("text", "reason"), [("\n", "needs a text"), ("a" * 100_001, "at most 100,000"), ("Fine", "at most 2 check")]
)
def test_what_is_refused(task, by, monkeypatch, text, reason):
    monkeypatch.setattr(checklists, "MOST_ITEMS", 2 if text == "Fine" else 10)
    with pytest.raises(Refusal, match=reason):
        add_item(task=task, kind=Kind.CHECK, text=text, by=by)


def test_an_item_is_reworded_once_and_never_over_someone_elses(journey, task, by):
    item = task.items.first()
    revision = Journey.objects.get(pk=journey.pk).revision
    for _ in range(2):
        reword_item(item=item, text=" Theirs. ", base_revision=revision, by=by)
    assert words(journey) == "reworded “Theirs.”"
    assert texts_of(journey.events.first()).before == "Criterion 1 of task 1"
    reword_item(item=task.items.last(), text="Another", base_revision=revision, by=by)
    with pytest.raises(Conflict) as conflict:
        reword_item(item=item, text="Yours.", base_revision=revision, by=by)
    assert (conflict.value.theirs, conflict.value.yours) == ("Theirs.", "Yours.")
    with pytest.raises(Refusal, match="needs a text"):
        reword_item(item=item, text=" ", base_revision=99, by=by)
    assert journey.events.filter(verb="item.edited").count() == 2


def test_what_an_item_is_changes_while_it_is_open(journey, task, by):
    item = add_item(task=task, kind=Kind.CHECK, text="Call the carrier", by=by)
    set_priority(item=item, priority="high", by=by)
    for _ in range(2):
        change_item(item=item, kind=Kind.TEST, section=" Voice  calls", needs_evidence=True, by=by)
    item.refresh_from_db()
    assert (item.kind, item.section, item.needs_evidence, item.priority) == ("test", "Voice calls", True, "medium")
    assert words(journey) == (
        "changed “Call the carrier”: kind now test case, now under “Voice calls”, asks for a file"
    )
    assert journey.events.filter(verb="item.changed").count() == 1
    assert changes_since(journey, 1).is_structural
    settle(item=item, outcome="passed", confirmed=True, by=by)
    with pytest.raises(Refusal, match="settled already"):
        change_item(item=item, kind=Kind.CHECK, by=by)
    assert change_item(item=item, kind=Kind.TEST, section="", by=by).section == ""
    assert words(journey) == "changed “Call the carrier”: now without a heading"
    assert change_item(item=item, needs_evidence=False, by=by).outcome == "passed"
    assert words(journey) == "changed “Call the carrier”: asks for no file any more"


def test_an_item_goes_next_to_another_into_its_section(journey, task, by):
    first, second = task.items.all()
    third = add_item(task=task, kind=Kind.CRITERION, section="Later", text="Third", by=by)
    move_item(item=first, after=third, by=by)
    assert [(item.pk, item.section) for item in task.items.all()] == [
        (second.pk, ""), (third.pk, "Later"), (first.pk, "Later"),
    ]  # fmt: skip
    assert words(journey) == "moved “Criterion 1 of task 1”, behind “Third”"
    events = journey.events.count()
    move_item(item=first, after=third, by=by)
    assert journey.events.count() == events
    check = add_item(task=task, kind=Kind.CHECK, text="Check", by=by)
    with pytest.raises(Refusal, match="Each kind has its own list"):
        move_item(item=check, before=third, by=by)


def test_an_item_goes_to_another_task_with_its_evidence(journey, task, by):
    item, other = task.items.first(), journey.tasks.in_order().last()
    file = attach(journey=journey, upload=upload(), by=by, item=item)
    move_item(item=item, into=other, by=by)
    file.refresh_from_db()
    assert (file.task, other.items.last()) == (other, item)
    assert words(journey) == "moved “Criterion 1 of task 1” from “Task 1” to “Task 3”"
    elsewhere = make_journey(title="Other", by=make_user("Other"))
    with pytest.raises(Refusal, match="no part of the journey"):
        move_item(item=item, into=elsewhere.tasks.first(), by=by)


def test_a_note_written_before_the_item_moved_is_not_lost(journey, task, by):
    item, other = task.items.first(), journey.tasks.in_order().last()
    revision = Journey.objects.get(pk=journey.pk).revision
    settle(item=item, outcome="met", note="Theirs.", by=by)
    item = move_item(item=item, into=other, by=by)
    with pytest.raises(Conflict):
        settle(item=item, outcome="met", note="Yours.", base_revision=revision, by=by)


TEXT = """What to do:

- Port the numbers
  - all of them
- Tell the carrier

Then:
1. Test
2. Go

Done."""


def test_a_list_of_the_description_becomes_items(journey, task, by):
    Task.objects.filter(pk=task.pk).update(description=TEXT)
    revision = Journey.objects.get(pk=journey.pk).revision
    made = items_from_list(task=task, kind=Kind.TEST, number=1, section="Launch", base_revision=revision, by=by)
    assert [(item.text, item.section, item.kind) for item in made] == [
        ("Test", "Launch", "test"), ("Go", "Launch", "test"),
    ]  # fmt: skip
    task.refresh_from_db()
    assert task.description == TEXT.replace("\n1. Test\n2. Go\n", "\n")
    assert words(journey) == "made 2 items of a list in the description of “Task 1”"
    assert list(task.items.all())[-2:] == made
    with pytest.raises(Refusal, match="changed this description"):
        items_from_list(task=task, kind=Kind.TEST, base_revision=revision, by=by)
    with pytest.raises(Conflict):
        edit_text(task=task, field="description", text="Mine", base_revision=revision, by=by)
    made = items_from_list(task=task, kind=Kind.CRITERION, base_revision=revision + 1, by=by)
    assert [item.text for item in made] == ["Port the numbers\n- all of them", "Tell the carrier"]
    with pytest.raises(Refusal, match="no such list"):
        items_from_list(task=task, kind=Kind.TEST, base_revision=99, by=by)


def test_a_list_that_is_too_long_is_left_where_it_is(task, by, monkeypatch):
    monkeypatch.setattr(checklists, "MOST_ITEMS", 3)
    Task.objects.filter(pk=task.pk).update(description=TEXT)
    with pytest.raises(Refusal, match="at most 3"):
        items_from_list(task=task, kind=Kind.TEST, base_revision=99, by=by)
    task.refresh_from_db()
    assert task.description == TEXT
