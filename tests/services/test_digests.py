"""Digests come once, in the morning of each person, with what they have not read by then."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as postbox
from django.core.management import call_command
from django.db import connection

from journeys.models import Mail, Notification, NotificationChoice
from journeys.services import digests
from journeys.services.notification_choices import choose, choose_zone
from journeys.services.notifications import mark_read, notify
from journeys.tasks import sweep
from tests.clock import Clock
from tests.makers import make_user

Kind = Notification.Kind
How = NotificationChoice.How
FRIDAY = datetime(2027, 3, 19, 6, tzinfo=UTC)  # 7:00 in Berlin
SECOND = timedelta(seconds=1)


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture
def ana(db):
    return make_user("Ana", time_zone="Europe/Berlin")


def tell(user, text="It is blocked.", kind=Kind.BLOCKED):
    return notify(kind, [user], text, by=None)[0]


def test_all_that_waits_comes_in_one_mail_at_seven(ana, clock):
    tell(ana, "The first.")
    tell(ana, "The second.", Kind.OVERDUE)
    clock.set(FRIDAY - SECOND)
    sweep.delay()
    assert postbox.outbox == []
    clock.set(FRIDAY)
    sweep.delay()
    [message] = postbox.outbox
    assert message.to == ["ana@example.com"]
    assert "The first." in message.body
    assert "The second." in message.body


def test_it_comes_once_however_often_the_worker_looks(ana, clock):
    tell(ana)
    clock.set(FRIDAY)
    for _ in range(3):
        sweep.delay()
        clock.wait(hours=5)
    assert len(postbox.outbox) == 1
    tell(ana, "Later.")
    clock.set(FRIDAY + timedelta(days=1))
    sweep.delay()
    assert len(postbox.outbox) == 2
    assert "It is blocked." not in postbox.outbox[1].body


def test_weekly_ones_come_on_mondays(ana, clock):
    choose(user=ana, choices={Kind.BLOCKED: How.WEEKLY})
    tell(ana)
    for days, mails in ((0, 0), (2, 0), (3, 1), (10, 1)):
        clock.set(FRIDAY + timedelta(days=days))
        sweep.delay()
        assert len(postbox.outbox) == mails


def test_on_a_monday_daily_and_weekly_come_in_one(ana, clock):
    choose(user=ana, choices={Kind.BLOCKED: How.WEEKLY})
    clock.set(FRIDAY + timedelta(days=2))
    tell(ana, "Of the week.")
    tell(ana, "Of the day.", Kind.OVERDUE)
    clock.set(FRIDAY + timedelta(days=3))
    sweep.delay()
    [message] = postbox.outbox
    assert "Of the week." in message.body
    assert "Of the day." in message.body


def test_after_clocks_are_put_forward_it_is_seven_all_the_same(ana, clock):
    clock.set(datetime(2027, 3, 27, 12, tzinfo=UTC))  # the Saturday before
    tell(ana)
    for at, mails in ((datetime(2027, 3, 28, 4, 59, tzinfo=UTC), 0), (datetime(2027, 3, 28, 5, tzinfo=UTC), 1)):
        clock.set(at)
        sweep.delay()
        assert len(postbox.outbox) == mails


def test_each_has_their_own_morning(ana, clock):
    tell(ana)
    tell(make_user("Ben", time_zone="America/New_York"))
    clock.set(FRIDAY)
    sweep.delay()
    assert [message.to for message in postbox.outbox] == [["ana@example.com"]]
    clock.wait(hours=5)  # summer time there
    sweep.delay()
    assert len(postbox.outbox) == 2


def test_what_was_read_is_left_out_and_nothing_is_no_mail(ana, clock):
    first = tell(ana, "The first.")
    tell(ana, "The second.")
    mark_read(user=ana, ids=[first.pk])
    clock.set(FRIDAY)
    sweep.delay()
    assert "The first." not in postbox.outbox[0].body
    tell(ana)
    mark_read(user=ana)
    clock.wait(days=1)
    sweep.delay()
    assert (len(postbox.outbox), Mail.objects.count()) == (1, 1)


def test_days_that_were_missed_are_made_up_once(ana, clock):
    tell(ana)
    clock.set(FRIDAY + timedelta(days=4))
    sweep.delay()
    sweep.delay()
    assert len(postbox.outbox) == 1


def test_an_account_that_is_switched_off_gets_none(ana, clock):
    tell(ana)
    ana.is_active = False
    ana.save()
    clock.set(FRIDAY)
    sweep.delay()
    assert (postbox.outbox, digests.those_due(clock.at)) == ([], [])


def test_a_second_morning_of_the_same_day_waits_for_the_next(ana, clock):
    tell(ana)
    clock.set(FRIDAY)
    sweep.delay()
    choose_zone(user=ana, time_zone="America/New_York")
    tell(ana, "In New York.")
    clock.wait(hours=5)
    sweep.delay()
    assert len(postbox.outbox) == 1
    clock.wait(hours=24)
    sweep.delay()
    assert len(postbox.outbox) == 2


def test_an_operator_sends_what_waits_now(ana, clock, capsys):
    tell(ana)
    call_command("send_digests")
    call_command("send_digests")
    assert capsys.readouterr().out == "1 digest put in line.\n0 digests put in line.\n"
    sweep.delay()
    assert len(postbox.outbox) == 1


@pytest.mark.parametrize("waiting", [0, 3])
def test_while_none_is_due_looking_costs_one_query(ana, clock, waiting, django_assert_num_queries):
    for _ in range(waiting):
        tell(ana)
    with django_assert_num_queries(1):
        digests.sweep()


def test_several_workers_send_one(committing, clock):
    ana = make_user("Ana", time_zone="Europe/Berlin")
    tell(ana)
    clock.set(FRIDAY)

    def post():
        try:
            digests.post_digest(ana.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(postbox.outbox) == 1
