"""Risks: numbered, written, rated, and closed without being lost."""

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from journeys.models import Event, Journey, Member, Risk, Role
from journeys.queries.history import describe
from journeys.services.errors import Conflict, Refusal
from journeys.services.journeys import lock_journey, purge_journey
from journeys.services.members import remove_member
from journeys.services.risks import (
    assign_risk,
    choose_strategy,
    edit_text,
    raise_risk,
    rate_risk,
    set_risk_status,
)
from tests.makers import make_journey, make_user

Status = Risk.Status


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def member(journey):
    return journey.members.get()


@pytest.fixture
def risk(journey, lead):
    return raise_risk(journey=journey, title="The  carrier is late", probability=4, impact=5, by=lead)


def revision_of(journey):
    return Journey.objects.get(pk=journey.pk).revision


def told():
    return [describe(event) for event in Event.objects.filter(verb__startswith="risk.").order_by("sequence")]


def test_raising_gives_the_next_number_of_the_journey(journey, lead, risk):
    elsewhere = raise_risk(journey=make_journey(title="Other"), title="Elsewhere", probability=1, impact=1, by=lead)
    set_risk_status(risk=risk, status=Status.CLOSED, by=lead)
    second = raise_risk(journey=journey, title="Second", probability=1, impact=1, by=lead)
    assert (risk.number, second.number, elsewhere.number) == (1, 2, 1)
    assert (risk.title, risk.status, risk.score, risk.level) == ("The carrier is late", Status.OPEN, 20, "red")
    assert told()[0] == "raised risk 1, “The carrier is late”"


@pytest.mark.parametrize(("title", "words"), [("  ", "needs a title"), ("x" * 301, "at most 300")])
def test_a_risk_without_a_fitting_title_is_refused(journey, lead, risk, title, words):
    with pytest.raises(Refusal, match=words):
        raise_risk(journey=journey, title=title, probability=1, impact=1, by=lead)
    with pytest.raises(Refusal, match=words):
        edit_text(risk=risk, field="title", text=title, base_revision=9, by=lead)


@pytest.mark.parametrize(("probability", "impact"), [(0, 1), (6, 1), (1, 0), (1, 6)])
def test_a_rating_goes_from_1_to_5(journey, lead, risk, probability, impact):
    with pytest.raises(Refusal, match="from 1 to 5"):
        raise_risk(journey=journey, title="T", probability=probability, impact=impact, by=lead)
    with pytest.raises(Refusal, match="from 1 to 5"):
        rate_risk(risk=risk, probability=probability, impact=impact, by=lead)
    with pytest.raises(IntegrityError, match="risk_rated_from_1_to_5"), transaction.atomic():
        Risk.objects.filter(pk=risk.pk).update(probability=probability, impact=impact)


def test_texts_are_written_once_each(risk, lead):
    for _ in range(2):
        edit_text(risk=risk, field="response", text="Ask early", base_revision=9, by=lead)
    edit_text(risk=risk, field="title", text="The carrier is very late", base_revision=9, by=lead)
    assert told()[1:] == [
        "edited the response of risk 1, “The carrier is late”",
        "renamed risk 1 from “The carrier is late” to “The carrier is very late”",
    ]
    with pytest.raises(ValueError):
        edit_text(risk=risk, field="status", text="closed", base_revision=9, by=lead)


def test_an_edit_from_an_older_text_keeps_both(journey, risk, lead):
    base = revision_of(journey)
    edit_text(risk=risk, field="description", text="Theirs", base_revision=base, by=lead)
    with pytest.raises(Conflict) as conflict:
        edit_text(risk=risk, field="description", text="Mine", base_revision=base, by=lead)
    assert (conflict.value.theirs, conflict.value.yours) == ("Theirs", "Mine")
    assert edit_text(risk=risk, field="response", text="Free", base_revision=base, by=lead).response == "Free"


def test_rating_owner_and_strategy_are_told_once(risk, lead, member):
    for _ in range(2):
        rate_risk(risk=risk, probability=2, impact=3, by=lead)
        assign_risk(risk=risk, owner=member, by=lead)
        choose_strategy(risk=risk, strategy="transfer", by=lead)
    choose_strategy(risk=risk, strategy="", by=lead)
    assign_risk(risk=risk, owner=None, by=lead)
    assert told()[1:] == [
        "rated risk 1, “The carrier is late”: probability unlikely, impact moderate",
        "made Owner the owner of risk 1, “The carrier is late”",
        "chose to transfer risk 1, “The carrier is late”",
        "took the strategy from risk 1, “The carrier is late”",
        "left risk 1, “The carrier is late”, without an owner",
    ]
    with pytest.raises(Refusal, match="avoid, reduce, transfer, accept"):
        choose_strategy(risk=risk, strategy="ignore", by=lead)


def test_it_occurs_closes_and_opens_again(risk, lead):
    for status in (Status.OCCURRED, Status.OCCURRED, Status.CLOSED):
        risk = set_risk_status(risk=risk, status=status, by=lead, note="Last week.")
    assert risk.closed_at <= now()
    assert set_risk_status(risk=risk, status=Status.OPEN, by=lead).closed_at is None
    assert told()[1:] == [
        "noted that risk 1, “The carrier is late”, occurred: Last week.",
        "closed risk 1, “The carrier is late”: Last week.",
        "opened risk 1, “The carrier is late”, again",
    ]
    with pytest.raises(Refusal, match="open, occurred or closed"):
        set_risk_status(risk=risk, status="gone", by=lead)


def test_a_closed_one_stays_as_it_is(risk, lead, member):
    set_risk_status(risk=risk, status=Status.CLOSED, by=lead)
    for change in (
        lambda: edit_text(risk=risk, field="title", text="Other", base_revision=9, by=lead),
        lambda: rate_risk(risk=risk, probability=1, impact=1, by=lead),
        lambda: assign_risk(risk=risk, owner=member, by=lead),
        lambda: choose_strategy(risk=risk, strategy="avoid", by=lead),
    ):
        with pytest.raises(Refusal, match=r"is closed\. Open it again first"):
            change()


def test_owners_are_members_of_the_journey(journey, risk, lead):
    other = make_journey(title="Other").members.get()
    with pytest.raises(Refusal, match="not a member of this journey"):
        assign_risk(risk=risk, owner=other, by=lead)
    with pytest.raises(Refusal, match="not a member of this journey"):
        raise_risk(journey=journey, title="T", probability=1, impact=1, owner=other, by=lead)


def test_who_leaves_leaves_their_risks_to_nobody(journey, risk, lead):
    ben = make_user("Ben")
    ben = Member.objects.create(journey=journey, user=ben, name="Ben", role=Role.CONTRIBUTOR)
    assign_risk(risk=risk, owner=ben, by=lead)
    remove_member(member=ben, by=lead)
    risk.refresh_from_db()
    assert risk.owner is None


def test_nothing_changes_in_a_locked_journey(journey, risk, lead):
    lock_journey(journey=journey, reason="Cutover.", by=lead)
    for change in (
        lambda: raise_risk(journey=journey, title="T", probability=1, impact=1, by=lead),
        lambda: rate_risk(risk=risk, probability=1, impact=1, by=lead),
        lambda: set_risk_status(risk=risk, status=Status.CLOSED, by=lead),
    ):
        with pytest.raises(Refusal, match="locked"):
            change()


def test_the_database_keeps_the_rules_too(journey, risk):
    for facts, rule in (
        ({"title": ""}, "risk_has_a_title"),
        ({"status": "closed"}, "risk_closed_says_when"),
        ({"strategy": "hope"}, "risk_strategy_known"),
    ):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Risk.objects.filter(pk=risk.pk).update(**facts)
    twin = {"journey": journey, "number": 1, "title": "Twin", "probability": 1, "impact": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        Risk.objects.create(raised_on=now().date(), **twin)


def test_a_purged_journey_takes_its_risks_along(journey, risk):
    purge_journey(journey)
    assert not Risk.objects.exists()
