from datetime import UTC, datetime

import pytest

from journeys.models import Mail, Notification, NotificationChoice
from journeys.queries.notifications import DEFAULTS, choices_of
from journeys.services.errors import Refusal
from journeys.services.notification_choices import (
    DIGESTS,
    choose,
    choose_zone,
    unsubscribe,
    unsubscribe_token,
    unsubscriber,
)
from journeys.services.notifications import notify
from tests.clock import Clock
from tests.makers import make_user

Kind, How = Notification.Kind, NotificationChoice.How


@pytest.fixture
def ana(db):
    return make_user("Ana", time_zone="Europe/Berlin")


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


def waiting() -> list[datetime | None]:
    return list(Notification.objects.order_by("pk").values_list("digest_at", flat=True))


def test_there_is_a_choice_for_every_kind(ana):
    assert choices_of(ana) == DEFAULTS
    assert set(DEFAULTS) == set(Kind)


def test_choosing_twice_is_one_choice(ana):
    for how in (How.WEEKLY, How.DAILY):
        choose(user=ana, choices={Kind.ASSIGNED: how, Kind.ASKED: How.NEVER})
    assert choices_of(ana) == DEFAULTS | {Kind.ASSIGNED: How.DAILY, Kind.ASKED: How.NEVER}
    assert ana.notification_choices.count() == 2


@pytest.mark.parametrize("choices", [{"nothing": "daily"}, {"assigned": "hourly"}])
def test_what_is_not_offered_is_refused(ana, choices):
    with pytest.raises(Refusal, match="Choose"):
        choose(user=ana, choices=choices)


def test_what_waits_for_a_digest_follows_a_new_choice(ana, clock):
    notify(Kind.BLOCKED, [ana], "Blocked.", by=None)
    assert waiting() == [datetime(2027, 3, 19, 6, tzinfo=UTC)]
    choose(user=ana, choices={Kind.BLOCKED: How.WEEKLY})
    assert waiting() == [datetime(2027, 3, 22, 6, tzinfo=UTC)]
    choose(user=ana, choices={Kind.BLOCKED: How.AT_ONCE})
    assert waiting() == [datetime(2027, 3, 22, 6, tzinfo=UTC)]
    choose(user=ana, choices={Kind.BLOCKED: How.NEVER})
    assert waiting() == [None]


def test_and_a_new_time_zone(ana, clock):
    notify(Kind.BLOCKED, [ana], "Blocked.", by=None)
    choose_zone(user=ana, time_zone="America/New_York")
    assert waiting() == [datetime(2027, 3, 19, 11, tzinfo=UTC)]
    with pytest.raises(Refusal, match="time zone"):
        choose_zone(user=ana, time_zone="Mars/Olympus")


def test_the_link_in_a_mail_ends_its_kind(ana):
    user, what = unsubscriber(unsubscribe_token(ana, Kind.ASSIGNED))
    assert (user, what) == (ana, Kind.ASSIGNED)
    unsubscribe(user=user, what=what)
    assert choices_of(ana) == DEFAULTS | {Kind.ASSIGNED: How.NEVER}
    notify(Kind.ASSIGNED, [ana], "Assigned.", by=None)
    assert not Mail.objects.exists()


def test_that_of_a_digest_ends_what_comes_in_digests(ana):
    unsubscribe(user=ana, what=DIGESTS)
    assert set(choices_of(ana).values()) == {How.AT_ONCE, How.NEVER}
    assert choices_of(ana)[Kind.ASSIGNED] == How.AT_ONCE


def test_all_can_end_at_once(ana):
    unsubscribe(user=ana, what="")
    assert set(choices_of(ana).values()) == {How.NEVER}


@pytest.mark.parametrize("token", ["", "x", "W10:abc:def"])
def test_a_made_up_link_is_nobody(db, token):
    assert unsubscriber(token) is None
    assert unsubscriber(unsubscribe_token(make_user("Ben"), "assigned")[:-1]) is None
