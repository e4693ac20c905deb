"""A journey's life: start, change, lock, archive, delete, bring back, purge."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.timezone import now

from journeys.models import Attachment, ChecklistItem, Event, Journey, Policy, Role, Task
from journeys.services.errors import Refusal
from journeys.services.journeys import (
    archive_journey,
    bring_back_journey,
    change_journey,
    delete_journey,
    deleted_long_ago,
    lock_journey,
    purge_journey,
    restore_journey,
    start_journey,
    unlock_journey,
)
from journeys.services.playbooks import import_playbook
from tests.makers import make_space, make_tree, make_user


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.mark.django_db
def test_a_journey_is_a_copy_of_its_playbook():
    tree = make_tree(4, modules=2, subtasks=2, items=3)
    playbook = import_playbook(tree=tree).playbook
    lead = make_user("Lead")
    journey = start_journey(space=make_space(), title=" Acme ", by=lead, playbook=playbook)
    tasks = Task.objects.filter(journey=journey)
    assert (journey.title, journey.playbook, journey.revision) == ("Acme", playbook, 1)
    assert (tasks.filter(parent=None).count(), tasks.exclude(parent=None).count()) == (4, 8)
    assert [t.title for t in tasks.in_order()[:4]] == ["Task 1", "Subtask 1.1", "Subtask 1.2", "Task 2"]
    assert ChecklistItem.objects.filter(task__journey=journey).count() == 12
    task = tasks.get(title="Task 3")
    assert (task.key, task.tools.get().url) == ("assess/module-2/task-3", "https://example.com/calculator")
    assert journey.members.get(user=lead).role == Role.ADMIN


@pytest.mark.django_db
@pytest.mark.parametrize("tasks", [3, 30])
def test_starting_costs_the_same_however_long_the_playbook(tasks, django_assert_max_num_queries):
    playbook = import_playbook(tree=make_tree(tasks, subtasks=1)).playbook
    space, lead = make_space(), make_user("Lead")
    with django_assert_max_num_queries(14):
        start_journey(space=space, title="Acme", by=lead, playbook=playbook)


@pytest.mark.django_db
@pytest.mark.parametrize(("title", "words"), [("  ", "needs a title"), ("x" * 201, "at most 200")])
def test_a_title_is_needed_and_has_its_limit(title, words):
    with pytest.raises(Refusal, match=words):
        start_journey(space=make_space(), title=title, by=make_user("Lead"))
    assert not Journey.objects.exists()


def test_changes_are_recorded_with_what_was(journey, lead):
    change_journey(journey=journey, by=lead, title="New", due_on=date(2027, 3, 14), evidence_policy=Policy.REFUSE)
    change_journey(journey=journey, by=lead, title="New")
    event = Event.objects.get(verb="journey.changed")
    assert event.data["after"] == {"title": "New", "due_on": "2027-03-14", "evidence_policy": "refuse"}
    assert event.data["before"]["title"] == "Acme to Amazon Connect"


def test_the_target_is_not_before_the_start(journey, lead):
    with pytest.raises(Refusal, match="before the start"):
        change_journey(journey=journey, by=lead, starts_on=date(2027, 3, 2), due_on=date(2027, 3, 1))


def test_lock_and_unlock(journey, lead):
    with pytest.raises(Refusal, match="Say why"):
        lock_journey(journey=journey, reason=" ", by=lead)
    lock_journey(journey=journey, reason="Cutover.", by=lead)
    with pytest.raises(Refusal, match="locked"):
        change_journey(journey=journey, by=lead, title="No")
    unlock_journey(journey=journey, by=lead)
    unlock_journey(journey=journey, by=lead)
    assert Event.objects.filter(verb="journey.unlocked").count() == 1
    assert change_journey(journey=journey, by=lead, title="Yes").title == "Yes"


def test_archive_and_restore(journey, lead):
    archive_journey(journey=journey, by=lead)
    with pytest.raises(Refusal, match="archived"):
        change_journey(journey=journey, by=lead, title="No")
    assert not restore_journey(journey=journey, by=lead).is_archived


def test_a_deleted_journey_comes_back_within_30_days(journey, lead):
    delete_journey(journey=journey, by=lead)
    assert not Journey.objects.alive().exists()
    assert not deleted_long_ago().exists()
    bring_back_journey(journey=journey, by=lead)
    assert Journey.objects.alive().get() == journey


def test_after_30_days_it_goes_for_good(journey, lead):
    delete_journey(journey=journey, by=lead)
    Journey.objects.update(deleted_at=now() - timedelta(days=31))
    assert deleted_long_ago().get() == journey


def test_purging_takes_the_files_too(journey, lead, django_capture_on_commit_callbacks):
    file = Attachment.objects.create(
        journey=journey, name="a.txt", file=ContentFile(b"a", "a"), size=1, sha256="0" * 64,
        content_type="text/plain", uploaded_by=lead,
    ).file  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        purge_journey(journey)
    assert not Journey.objects.exists()
    assert not default_storage.exists(file.name)
