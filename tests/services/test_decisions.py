"""Decisions: numbered, written, taken once, replaced, and waited for."""

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from journeys.models import Decision, Event, Journey, Member, Outcome, Role
from journeys.queries.history import describe
from journeys.services.decisions import (
    approve,
    edit_text,
    raise_decision,
    refuse_untaken,
    reject,
    reopen,
    set_people,
    set_waiting,
    supersede,
)
from journeys.services.errors import Conflict, Refusal
from journeys.services.items import settle
from journeys.services.journeys import lock_journey, purge_journey
from journeys.services.members import remove_member
from journeys.services.tasks import set_status
from tests.makers import make_journey, make_user

Status = Decision.Status


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def member(journey):
    return journey.members.get()


@pytest.fixture
def task(journey):
    return journey.tasks.first()


@pytest.fixture
def decision(journey, lead):
    return raise_decision(
        journey=journey, title="Which  carrier", outcome="The old one.", by=lead, context=" Numbers have to move. "
    )


def revision_of(journey):
    return Journey.objects.get(pk=journey.pk).revision


def told():
    return [describe(event) for event in Event.objects.filter(verb__startswith="decision.").order_by("sequence")]


def test_raising_gives_the_next_number_of_the_journey(journey, lead, decision):
    elsewhere = raise_decision(journey=make_journey(title="Other"), title="Elsewhere", by=lead)
    second = raise_decision(journey=journey, title="Second", by=lead)
    assert (decision.number, second.number, elsewhere.number) == (1, 2, 1)
    assert (decision.title, decision.context, decision.status) == (
        "Which carrier", "Numbers have to move.", Status.PROPOSED
    )  # fmt: skip
    assert told()[0] == "raised decision 1, “Which carrier”"


@pytest.mark.parametrize(("title", "words"), [("  ", "needs a title"), ("x" * 301, "at most 300")])
def test_a_decision_without_a_fitting_title_is_refused(journey, lead, decision, title, words):
    with pytest.raises(Refusal, match=words):
        raise_decision(journey=journey, title=title, by=lead)
    with pytest.raises(Refusal, match=words):
        edit_text(decision=decision, field="title", text=title, base_revision=9, by=lead)


def test_texts_are_written_once_each(decision, lead):
    for _ in range(2):
        edit_text(decision=decision, field="options", text="Old or new", base_revision=9, by=lead)
    edit_text(decision=decision, field="title", text="Which carrier keeps the numbers", base_revision=9, by=lead)
    assert told()[1:] == [
        "edited the options of decision 1, “Which carrier”",
        "renamed decision 1 from “Which carrier” to “Which carrier keeps the numbers”",
    ]


def test_a_text_that_someone_changed_meanwhile_is_a_conflict(journey, decision, lead):
    seen = revision_of(journey)
    edit_text(decision=decision, field="context", text="Theirs", base_revision=seen, by=lead)
    edit_text(decision=decision, field="options", text="Another text", base_revision=seen, by=lead)
    with pytest.raises(Conflict) as conflict:
        edit_text(decision=decision, field="context", text="Yours", base_revision=seen, by=lead)
    assert (conflict.value.theirs, conflict.value.yours) == ("Theirs", "Yours")
    decision.refresh_from_db()
    assert decision.context == "Theirs"


def test_a_text_that_no_decision_has(decision, lead):
    with pytest.raises(ValueError):
        edit_text(decision=decision, field="status", text="approved", base_revision=0, by=lead)


def test_people_are_of_the_journey(journey, decision, lead, member):
    stranger = make_journey(title="Other", by=make_user("Someone")).members.get()
    with pytest.raises(Refusal, match="not a member"):
        set_people(decision=decision, owner=stranger, approver=None, by=lead)
    with pytest.raises(Refusal, match="not a member"):
        raise_decision(journey=journey, title="T", approver=stranger, by=lead)
    for _ in range(2):
        set_people(decision=decision, owner=None, approver=member, by=lead)
    assert told()[1:] == ["changed the people of decision 1, “Which carrier”: approver from none to Owner"]


def test_who_leaves_leaves_the_decision(journey, decision, lead):
    desk = Member.objects.create(journey=journey, name="Desk", role=Role.CONTACT)
    set_people(decision=decision, owner=desk, approver=desk, by=lead)
    remove_member(member=desk, by=lead)
    decision.refresh_from_db()
    assert (decision.owner, decision.approver) == (None, None)


def test_approving_is_done_once(decision, lead):
    for _ in range(2):
        approved = approve(decision=decision, by=lead)
    assert approved.status == Status.APPROVED
    assert approved.decided_at
    assert told()[1:] == ["approved decision 1, “Which carrier”: The old one."]


def test_nothing_is_approved_that_is_not_written(journey, lead):
    empty = raise_decision(journey=journey, title="Empty", by=lead)
    with pytest.raises(Refusal, match="Write what is decided first"):
        approve(decision=empty, by=lead)


@pytest.mark.parametrize("take", [approve, lambda **facts: reject(words="No", **facts)])
def test_what_changed_while_it_was_read_is_read_again(journey, decision, lead, take):
    seen = revision_of(journey)
    edit_text(decision=decision, field="outcome", text="The new one.", base_revision=seen, by=lead)
    with pytest.raises(Refusal, match="Read it again"):
        take(decision=decision, base_revision=seen, by=lead)
    take(decision=decision, base_revision=seen + 1, by=lead)


def test_rejecting_needs_words(decision, lead):
    with pytest.raises(Refusal, match="Say why"):
        reject(decision=decision, words="  ", by=lead)
    rejected = reject(decision=decision, words="Too dear.", by=lead)
    assert (rejected.status, rejected.outcome) == (Status.REJECTED, "Too dear.")
    assert told()[1:] == ["rejected decision 1, “Which carrier”: Too dear."]


def test_what_is_taken_stays_as_it_is(decision, task, lead, member):
    approve(decision=decision, by=lead)
    for change in (
        lambda: edit_text(decision=decision, field="outcome", text="Other", base_revision=99, by=lead),
        lambda: reject(decision=decision, words="No", by=lead),
        lambda: set_people(decision=decision, owner=None, approver=member, by=lead),
        lambda: set_waiting(decision=decision, target=task, waits=True, by=lead),
    ):
        with pytest.raises(Refusal, match=r"is approved\. Raise a new one that supersedes it"):
            change()
    assert set_people(decision=decision, owner=member, approver=None, by=lead).owner == member


def test_what_was_taken_by_mistake_is_opened_again(decision, task, lead):
    set_waiting(decision=decision, target=task, waits=True, by=lead)
    approve(decision=decision, by=lead)
    for _ in range(2):  # the second changes nothing
        assert reopen(decision=decision, by=lead).status == Status.PROPOSED
    assert told()[-1] == "opened decision 1, “Which carrier”, again"
    with pytest.raises(Refusal, match="not taken yet"):
        refuse_untaken(tasks=task)


def test_a_successor_takes_its_place(journey, decision, task, lead):
    set_waiting(decision=decision, target=task, waits=True, by=lead)
    set_waiting(decision=decision, target=task.items.first(), waits=True, by=lead)
    successor = raise_decision(journey=journey, title="Which carriers", by=lead)
    for _ in range(2):
        decision = supersede(decision=decision, successor=successor, by=lead)
    assert (decision.status, decision.superseded_by) == (Status.SUPERSEDED, successor)
    assert (list(successor.tasks.all()), successor.items.count()) == ([task], 1)
    assert told()[-1] == "superseded decision 1, “Which carrier”, by Decision 2, “Which carriers”"
    assert Event.objects.filter(verb="decision.superseded").count() == 1


def test_successors_never_run_in_a_circle(journey, decision, lead):
    with pytest.raises(Refusal, match="another decision of this journey"):
        supersede(decision=decision, successor=decision, by=lead)
    elsewhere = raise_decision(journey=make_journey(title="Other"), title="Elsewhere", by=lead)
    with pytest.raises(Refusal, match="another decision of this journey"):
        supersede(decision=decision, successor=elsewhere, by=lead)
    second, third = (raise_decision(journey=journey, title=title, by=lead) for title in ("Second", "Third"))
    supersede(decision=decision, successor=second, by=lead)
    with pytest.raises(Refusal, match="superseded itself"):
        supersede(decision=second, successor=decision, by=lead)
    with pytest.raises(Refusal, match="superseded already, by decision 2"):
        supersede(decision=decision, successor=third, by=lead)


def test_what_was_taken_lets_nothing_wait_for_its_successor(journey, decision, task, lead):
    set_waiting(decision=decision, target=task, waits=True, by=lead)
    approve(decision=decision, by=lead)
    successor = raise_decision(journey=journey, title="Again", by=lead)
    supersede(decision=decision, successor=successor, by=lead)
    assert not successor.tasks.exists()


def test_waiting_is_said_once_and_taken_back_once(decision, task, lead):
    item = task.items.first()
    for waits in (True, True, False, False):
        set_waiting(decision=decision, target=item, waits=waits, by=lead)
    assert told()[1:] == [
        "let “Criterion 1 of task 1” wait for decision 1, “Which carrier”",
        "let “Criterion 1 of task 1” wait for decision 1, “Which carrier”, no longer",
    ]
    assert Event.objects.filter(verb="decision.blocked").get().task == task


def test_only_what_is_in_the_journey_waits(journey, decision, lead):
    other = make_journey(title="Other").tasks.first()
    with pytest.raises(Refusal, match="no part of the journey"):
        set_waiting(decision=decision, target=other, waits=True, by=lead)
    with pytest.raises(Refusal, match="no part of the journey"):
        raise_decision(journey=journey, title="Title", blocks=[other.items.first()], by=lead)
    assert journey.decisions.count() == 1


def complete(task, by):
    return set_status(task=task, status="completed", by=by, confirmed=True)


@pytest.mark.parametrize("take", [approve, lambda **facts: reject(words="No", **facts)])
def test_a_task_waits_until_the_decision_is_taken(journey, task, lead, take):
    decision = raise_decision(journey=journey, title="Which carrier", outcome="Old", blocks=[task], by=lead)
    with pytest.raises(Refusal, match="Decision 1, “Which carrier”, is not taken yet"):
        complete(task, lead)
    set_status(task=task, status="in_progress", by=lead)
    take(decision=decision, by=lead)
    assert complete(task, lead).status == "completed"


def test_an_item_waits_until_the_decision_is_taken(journey, task, lead):
    item, other = task.items.all()
    decision = raise_decision(journey=journey, title="Which carrier", outcome="Old", blocks=[item], by=lead)
    for facts in ({"outcome": Outcome.MET}, {"outcome": Outcome.NOT_APPLICABLE, "note": "No"}):
        with pytest.raises(Refusal, match="Decision 1, “Which carrier”, is not taken yet"):
            settle(item=item, by=lead, **facts)
    settle(item=item, outcome=Outcome.OPEN, note="Waiting.", by=lead)
    settle(item=other, outcome=Outcome.MET, by=lead)
    approve(decision=decision, by=lead)
    assert settle(item=item, outcome=Outcome.MET, by=lead).outcome == Outcome.MET


def test_what_was_settled_before_can_be_opened_and_noted(journey, task, lead):
    item = settle(item=task.items.first(), outcome=Outcome.MET, by=lead)
    raise_decision(journey=journey, title="Late", blocks=[item], by=lead)
    settle(item=item, outcome=Outcome.MET, note="Seen.", by=lead)
    assert settle(item=item, outcome=Outcome.OPEN, by=lead).outcome == Outcome.OPEN


def test_waiting_costs_one_query(journey, task, lead, django_assert_num_queries):
    with django_assert_num_queries(1):
        refuse_untaken(tasks=task)


def test_nothing_changes_in_a_locked_journey(journey, decision, lead):
    lock_journey(journey=journey, reason="Cutover.", by=lead)
    with pytest.raises(Refusal, match="locked"):
        approve(decision=decision, by=lead)


def test_a_purged_journey_takes_its_decisions_along(journey, decision, lead):
    successor = raise_decision(journey=journey, title="Again", by=lead, blocks=[journey.tasks.first()])
    supersede(decision=decision, successor=successor, by=lead)
    purge_journey(journey)
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("decision_has_a_title", {"title": ""}),
        ("decision_taken_says_what_and_when", {"status": "approved"}),
        ("decision_taken_says_what_and_when", {"status": "rejected", "decided_at": now(), "outcome": ""}),
        ("decision_taken_says_what_and_when", {"decided_at": now()}),
        ("decision_superseded_names_its_successor", {"status": "superseded"}),
    ],
)
def test_the_database_knows_the_rules(decision, name, facts):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(**facts)


def test_a_number_is_given_once(journey, decision):
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(journey=journey, number=1, title="Again", raised_on=decision.raised_on)
