"""Settling checklist items: each kind has its outcomes, evidence follows the policy, twice is once."""

import threading

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction

from journeys.models import Attachment, ChecklistItem, Event, Journey, Outcome, Policy
from journeys.queries.history import describe
from journeys.services.errors import Confirm, Conflict, Refusal
from journeys.services.items import assign_item, set_priority, settle
from journeys.services.journeys import archive_journey, lock_journey
from tests.makers import make_journey, make_user

Kind = ChecklistItem.Kind
FITTING = {
    Kind.CRITERION: {Outcome.MET},
    Kind.CHECK: {Outcome.GO, Outcome.NO_GO},
    Kind.TEST: {Outcome.PASSED, Outcome.FAILED, Outcome.BLOCKED},
    Kind.QUESTION: {Outcome.ANSWERED},
}


@pytest.fixture
def item(journey):
    return ChecklistItem.objects.filter(task__journey=journey).first()


@pytest.fixture
def lead(journey):
    return journey.created_by


def events(verb):
    return Event.objects.filter(verb=verb)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("outcome", Outcome)
def test_each_kind_takes_its_own_outcomes(item, lead, kind, outcome):
    item.kind = kind
    item.save(update_fields=["kind"])
    if outcome in FITTING[kind] | {Outcome.OPEN, Outcome.NOT_APPLICABLE}:
        assert settle(item=item, outcome=outcome, by=lead, note="because").outcome == outcome
    else:
        with pytest.raises(Refusal, match="the outcome can be"):
            settle(item=item, outcome=outcome, by=lead, note="because")


def test_settling_says_who_when_and_leaves_an_event(item, lead):
    revision = item.task.journey.revision
    settle(item=item, outcome=Outcome.MET, by=lead)
    item.refresh_from_db()
    assert (item.settled_by, item.settled_at is not None) == (lead, True)
    event = events("item.settled").get()
    assert (event.revision, event.task, event.actor, event.data["before"], event.data["after"]) == (
        revision + 1, item.task, lead, "open", "met",
    )  # fmt: skip


def test_saying_the_same_twice_is_one_event(item, lead):
    other = make_user("Other")
    settle(item=item, outcome=Outcome.MET, by=lead)
    settle(item=item, outcome=Outcome.MET, by=other)
    item.refresh_from_db()
    assert (item.settled_by, events("item.settled").count()) == (lead, 1)


def test_reopening_forgets_who_settled(item, lead):
    settle(item=item, outcome=Outcome.MET, by=lead)
    settle(item=item, outcome=Outcome.OPEN, by=lead)
    item.refresh_from_db()
    assert (item.outcome, item.settled_by, item.settled_at) == ("open", None, None)
    assert events("item.reopened").count() == 1


@pytest.mark.parametrize(
    ("kind", "outcome", "words"),
    [(Kind.QUESTION, Outcome.ANSWERED, "Write the answer"), (Kind.TEST, Outcome.NOT_APPLICABLE, "Say why")],
)
def test_an_answer_and_a_reason_need_words(item, lead, kind, outcome, words):
    item.kind = kind
    item.save(update_fields=["kind"])
    with pytest.raises(Refusal, match=words):
        settle(item=item, outcome=outcome, by=lead, note="  ")


def test_ticking_leaves_the_note_alone(item, lead):
    settle(item=item, outcome=Outcome.OPEN, by=lead, note="See ticket 7")
    settle(item=item, outcome=Outcome.MET, by=lead)
    item.refresh_from_db()
    assert (item.note, item.outcome) == ("See ticket 7", "met")


def test_a_note_keeps_who_settled(item, lead):
    settle(item=item, outcome=Outcome.MET, by=lead)
    settle(item=item, outcome=Outcome.MET, by=make_user("Other"), note="Looks fine")
    item.refresh_from_db()
    assert (item.settled_by, item.note, events("item.noted").count()) == (lead, "Looks fine", 1)


def test_a_note_written_from_an_older_one_is_a_conflict_with_both_texts(item, lead, journey):
    journey.refresh_from_db()
    base = journey.revision
    settle(item=item, outcome=Outcome.OPEN, by=lead, note="Theirs", base_revision=base)
    with pytest.raises(Conflict) as conflict:
        settle(item=item, outcome=Outcome.OPEN, by=lead, note="Mine", base_revision=base)
    assert (conflict.value.theirs, conflict.value.yours) == ("Theirs", "Mine")
    item.refresh_from_db()
    assert item.note == "Theirs"


def test_a_tick_in_between_is_no_conflict_for_a_note(item, lead, journey):
    journey.refresh_from_db()
    base = journey.revision
    settle(item=item, outcome=Outcome.MET, by=lead)
    settle(item=item, outcome=Outcome.MET, by=lead, note="Mine", base_revision=base)
    item.refresh_from_db()
    assert item.note == "Mine"


@pytest.fixture
def asking(item):
    item.needs_evidence = True
    item.save(update_fields=["needs_evidence"])
    return item


def set_policy(journey, policy):
    Journey.objects.filter(pk=journey.pk).update(evidence_policy=policy)


def test_policy_allow_ticks_without_a_file(asking, lead, journey):
    set_policy(journey, Policy.ALLOW)
    assert settle(item=asking, outcome=Outcome.MET, by=lead).outcome == Outcome.MET


def test_policy_warn_asks_first(asking, lead, journey):
    set_policy(journey, Policy.WARN)
    with pytest.raises(Confirm, match="asks for a file"):
        settle(item=asking, outcome=Outcome.MET, by=lead)
    assert settle(item=asking, outcome=Outcome.MET, by=lead, confirmed=True).outcome == Outcome.MET


def test_policy_refuse_wants_the_file(asking, lead, journey):
    set_policy(journey, Policy.REFUSE)
    with pytest.raises(Refusal, match="Add the file first"):
        settle(item=asking, outcome=Outcome.MET, by=lead, confirmed=True)
    Attachment.objects.create(
        journey=journey, task=asking.task, item=asking, name="a.txt", file=ContentFile(b"a", "a"), size=1,
        sha256="0" * 64, content_type="text/plain", uploaded_by=lead,
    )  # fmt: skip
    assert settle(item=asking, outcome=Outcome.MET, by=lead).outcome == Outcome.MET


def test_a_locked_journey_says_why_nothing_changes(item, lead, journey):
    lock_journey(journey=journey, reason="Cutover tonight.", by=lead)
    with pytest.raises(Refusal, match="Cutover tonight"):
        settle(item=item, outcome=Outcome.MET, by=lead)
    item.refresh_from_db()
    assert item.outcome == Outcome.OPEN


def test_an_archived_journey_refuses_too(item, lead, journey):
    archive_journey(journey=journey, by=lead)
    with pytest.raises(Refusal, match="archived"):
        settle(item=item, outcome=Outcome.MET, by=lead)


def test_an_owner_is_a_member_of_the_same_journey(item, lead, journey):
    member = journey.members.get()
    assert assign_item(item=item, owner=member, by=lead).owner == member
    elsewhere = make_journey(by=make_user("Stranger")).members.get()
    with pytest.raises(Refusal, match="not a member"):
        assign_item(item=item, owner=elsewhere, by=lead)
    assert assign_item(item=item, owner=None, by=lead).owner is None
    assert events("item.assigned").count() == 2


@pytest.mark.usefixtures("committing")
def test_eight_people_ticking_at_once_are_one_tick_and_one_event():
    journey = make_journey()
    item = ChecklistItem.objects.filter(task__journey=journey).first()
    people = [make_user(f"Person {n}") for n in range(8)]
    failures = []

    def tick(person):
        try:
            settle(item=item, outcome=Outcome.MET, by=person)
        except Exception as error:  # noqa: BLE001 (any failure at all fails the test)
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=tick, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert events("item.settled").count() == 1


def test_a_check_has_a_priority(item, lead):
    item.kind = Kind.CHECK
    item.save(update_fields=["kind"])
    for _ in range(2):
        assert set_priority(item=item, priority="high", by=lead).priority == "high"
    assert describe(events("item.prioritised").get()) == f"gave “{item.text}” high priority"
    with pytest.raises(Refusal, match="high, medium or low"):
        set_priority(item=item, priority="urgent", by=lead)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.CHECK])
def test_nothing_else_has_a_priority(item, lead, kind):
    item.kind = kind
    item.save(update_fields=["kind"])
    with pytest.raises(Refusal, match="Only go / no-go checks"):
        set_priority(item=item, priority="high", by=lead)
    with pytest.raises(IntegrityError, match="item_priority_for_checks_only"), transaction.atomic():
        ChecklistItem.objects.filter(pk=item.pk).update(priority="high")
