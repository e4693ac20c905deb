"""Tasks: status with reasons, texts without lost words, owner, dates, effort."""

from datetime import date
from decimal import Decimal

import pytest

from journeys.models import Event, Journey, Outcome, Policy, Task
from journeys.services.errors import Confirm, Conflict, Refusal
from journeys.services.items import settle
from journeys.services.tasks import assign, edit_text, schedule, set_effort, set_status
from tests.makers import make_journey, make_user

Status = Task.Status


@pytest.fixture
def task(journey):
    return journey.tasks.first()


@pytest.fixture
def lead(journey):
    return journey.created_by


def finish_items(task, by):
    for item in task.items.all():
        settle(item=item, outcome=Outcome.MET, by=by)


def verbs():
    return list(Event.objects.order_by("sequence").values_list("verb", flat=True))[1:]


def test_a_task_runs_its_course(task, lead):
    finish_items(task, lead)
    for status in (Status.IN_PROGRESS, Status.COMPLETED, Status.PLANNED):
        task = set_status(task=task, status=status, by=lead)
    assert verbs()[-3:] == ["task.started", "task.completed", "task.replanned"]
    assert task.completed_at is None


def test_the_same_status_twice_is_one_event(task, lead):
    set_status(task=task, status=Status.IN_PROGRESS, by=lead)
    set_status(task=task, status=Status.IN_PROGRESS, by=lead)
    assert verbs() == ["task.started"]


@pytest.mark.parametrize(("status", "words"), [(Status.BLOCKED, "what blocks"), (Status.OUT_OF_SCOPE, "leaves")])
def test_blocked_and_out_of_scope_need_a_reason(task, lead, status, words):
    with pytest.raises(Refusal, match=words):
        set_status(task=task, status=status, by=lead, reason=" ")
    assert set_status(task=task, status=status, by=lead, reason="The carrier is late").status_reason


def test_coming_back_into_scope_needs_a_reason(task, lead):
    task = set_status(task=task, status=Status.OUT_OF_SCOPE, by=lead, reason="Not this year")
    with pytest.raises(Refusal, match="comes back"):
        set_status(task=task, status=Status.PLANNED, by=lead)
    set_status(task=task, status=Status.PLANNED, by=lead, reason="The budget came")
    assert verbs() == ["task.left_scope", "task.entered_scope"]


def test_a_changed_reason_is_a_change(task, lead):
    set_status(task=task, status=Status.BLOCKED, by=lead, reason="Waiting for the carrier")
    set_status(task=task, status=Status.BLOCKED, by=lead, reason="Waiting for the bank")
    task.refresh_from_db()
    assert (task.status_reason, len(verbs())) == ("Waiting for the bank", 2)


def test_completing_with_open_items_asks_first(task, lead):
    with pytest.raises(Confirm, match="2 unresolved items"):
        set_status(task=task, status=Status.COMPLETED, by=lead)
    assert set_status(task=task, status=Status.COMPLETED, by=lead, confirmed=True).completed_at


def test_completing_with_open_items_is_refused_where_the_journey_says_so(task, lead, journey):
    Journey.objects.filter(pk=journey.pk).update(open_items_policy=Policy.REFUSE)
    with pytest.raises(Refusal, match="Settle them first"):
        set_status(task=task, status=Status.COMPLETED, by=lead, confirmed=True)
    finish_items(task, lead)
    assert set_status(task=task, status=Status.COMPLETED, by=lead).status == Status.COMPLETED


@pytest.mark.django_db
def test_open_subtasks_are_open_work():
    journey = make_journey(tasks=1, subtasks=1, items=0)
    task = journey.tasks.get(parent=None)
    with pytest.raises(Confirm, match="1 open subtask"):
        set_status(task=task, status=Status.COMPLETED, by=journey.created_by)
    set_status(task=task.subtasks.get(), status=Status.OUT_OF_SCOPE, by=journey.created_by, reason="Done elsewhere")
    assert set_status(task=task, status=Status.COMPLETED, by=journey.created_by).completed_at


@pytest.mark.django_db
def test_a_task_without_items_can_be_completed():
    journey = make_journey(tasks=1, items=0)
    assert set_status(task=journey.tasks.get(), status=Status.COMPLETED, by=journey.created_by).completed_at


def test_a_failed_item_is_not_done(task, lead):
    finish_items(task, lead)
    item = task.items.first()
    item.kind, item.outcome = "test", Outcome.FAILED
    item.save()
    with pytest.raises(Confirm, match="1 unresolved item"):
        set_status(task=task, status=Status.COMPLETED, by=lead)


@pytest.mark.parametrize("field", ["title", "description"])
def test_a_text_written_from_an_older_one_is_a_conflict_with_both(task, lead, journey, field):
    journey.refresh_from_db()
    base = journey.revision
    edit_text(task=task, field=field, text="Theirs", base_revision=base, by=lead)
    with pytest.raises(Conflict) as conflict:
        edit_text(task=task, field=field, text="Mine", base_revision=base, by=lead)
    assert (conflict.value.theirs, conflict.value.yours) == ("Theirs", "Mine")
    task.refresh_from_db()
    assert getattr(task, field) == "Theirs"


def test_another_text_of_the_task_is_no_conflict(task, lead, journey):
    journey.refresh_from_db()
    base = journey.revision
    edit_text(task=task, field="title", text="New title", base_revision=base, by=lead)
    edit_text(task=task, field="description", text="New words", base_revision=base, by=lead)
    task.refresh_from_db()
    assert (task.title, task.description) == ("New title", "New words")


def test_a_title_is_one_line(task, lead):
    edit_text(task=task, field="title", text="Book\n the  carrier", base_revision=99, by=lead)
    task.refresh_from_db()
    assert task.title == "Book the carrier"


def test_a_title_is_needed(task, lead):
    with pytest.raises(Refusal, match="needs a title"):
        edit_text(task=task, field="title", text=" ", base_revision=99, by=lead)


def test_an_owner_comes_from_the_journey(task, lead, journey):
    member = journey.members.get()
    assert assign(task=task, owner=member, by=lead).owner == member
    elsewhere = make_journey(by=make_user("Stranger")).members.get()
    with pytest.raises(Refusal, match="not a member"):
        assign(task=task, owner=elsewhere, by=lead)


def test_dates_and_effort_are_recorded_with_what_they_were(task, lead):
    schedule(task=task, starts_on=date(2027, 3, 1), due_on=date(2027, 3, 14), by=lead)
    schedule(task=task, starts_on=date(2027, 3, 1), due_on=date(2027, 3, 14), by=lead)
    set_effort(task=task, estimate_hours=Decimal("8"), spent_hours=None, by=lead)
    assert verbs() == ["task.scheduled", "task.estimated"]
    said = Event.objects.get(verb="task.scheduled").data
    assert (said["before"]["due_on"], said["after"]["due_on"]) == (None, "2027-03-14")


def test_dates_and_effort_make_sense(task, lead):
    with pytest.raises(Refusal, match="before the start"):
        schedule(task=task, starts_on=date(2027, 3, 14), due_on=date(2027, 3, 1), by=lead)
    with pytest.raises(Refusal, match="negative"):
        set_effort(task=task, estimate_hours=Decimal(-1), spent_hours=None, by=lead)
