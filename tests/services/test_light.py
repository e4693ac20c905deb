import pytest
from django.db import IntegrityError, transaction

from journeys.models import LightOverride
from journeys.services.errors import Refusal
from journeys.services.journeys import lock_journey
from journeys.services.light import override_light, restore_light


@pytest.fixture
def by(journey):
    return journey.created_by


def latest(journey):
    return journey.events.first()


def override(journey, by, light="red", reason=" The carrier withdrew. "):
    return override_light(journey=journey, light=light, reason=reason, by=by)


def test_it_keeps_light_reason_who_and_when(journey, by):
    said = override(journey, by)
    assert (said.light, said.reason, said.by) == ("red", "The carrier withdrew.", by)
    event = latest(journey)
    assert event.verb == "light.overridden"
    assert event.data == {"before": None, "after": "red", "reason": "The carrier withdrew."}
    assert said.at <= event.at


def test_saying_the_same_twice_is_one_event(journey, by):
    override(journey, by)
    events = journey.events.count()
    override(journey, by)
    assert journey.events.count() == events


def test_another_light_or_reason_takes_its_place(journey, by):
    override(journey, by)
    override(journey, by, "amber", "It is back.")
    assert LightOverride.objects.get().reason == "It is back."
    assert (latest(journey).data["before"], latest(journey).data["after"]) == ("red", "amber")


@pytest.mark.parametrize(("reason", "words"), [("  ", "Say why"), ("x" * 501, "at most 500")])
def test_it_needs_a_reason_that_fits(journey, by, reason, words):
    with pytest.raises(Refusal, match=words):
        override(journey, by, reason=reason)
    assert not LightOverride.objects.exists()


def test_it_can_be_taken_back_once(journey, by):
    override(journey, by)
    restore_light(journey=journey, by=by)
    restore_light(journey=journey, by=by)
    assert not LightOverride.objects.exists()
    assert [event.verb for event in journey.events.all()[:2]] == ["light.restored", "light.overridden"]


def test_not_in_a_locked_journey(journey, by):
    lock_journey(journey=journey, reason="Cutover.", by=by)
    with pytest.raises(Refusal):
        override(journey, by)


@pytest.mark.parametrize(("light", "reason"), [("blue", "Why not."), ("red", "")])
def test_the_database_takes_nothing_else(journey, by, light, reason):
    with pytest.raises(IntegrityError), transaction.atomic():
        LightOverride.objects.create(journey=journey, light=light, reason=reason, by=by, at=journey.created_at)
