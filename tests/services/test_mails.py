"""A run from its time to its mails, with the real worker's tasks and a clock that the tests set."""

import threading
from datetime import timedelta

import pytest
from django.core import mail as postbox
from django.db import connection

from journeys.models import Document, Mail, Member, Role, ScheduleRun, User
from journeys.queries.events import recent
from journeys.queries.history import describe
from journeys.services import mails, scheduled_runs
from journeys.services.documents import QUEUE, delete_document, request_document
from journeys.services.errors import Refusal
from journeys.services.journeys import (
    archive_journey,
    bring_back_journey,
    change_journey,
    delete_journey,
    lock_journey,
    restore_journey,
)
from journeys.services.members import add_team, remove_member
from journeys.services.schedules import change_schedule, pause_schedule
from journeys.services.teams import add_to_team, create_team, remove_from_team
from journeys.tasks import render_document, send_mail, sweep
from tests.clock import MONDAY, Clock
from tests.makers import make_schedule, make_user

pytestmark = pytest.mark.usefixtures("disk")
Status = Mail.Status
HOUR = timedelta(hours=1)


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture
def journey(journey, clock):
    """In Berlin, with an admin and a contact who has an address."""
    Member.objects.create(journey=journey, name="Carrier desk", email="desk@example.com", role=Role.CONTACT)
    return change_journey(journey=journey, time_zone="Europe/Berlin", by=journey.created_by)


@pytest.fixture
def schedule(journey):
    return make_schedule(journey, format="md")


def work() -> None:
    """What the worker does in a minute: sweep, render what waits, sweep again."""
    sweep.delay()
    for pk in Document.objects.filter(status=Document.Status.QUEUED).values_list("pk", flat=True):
        render_document.delay(pk)
    sweep.delay()


def recipients() -> list[str]:
    return sorted(message.to[0] for message in postbox.outbox)


def states() -> dict[str, str]:
    return dict(Mail.objects.order_by("pk").values_list("name", "status"))


def test_before_its_time_nothing_happens(schedule, clock):
    clock.set(MONDAY - timedelta(seconds=1))
    work()
    assert (ScheduleRun.objects.count(), postbox.outbox) == (0, [])


def test_at_its_time_everyone_gets_the_document(schedule, journey, clock):
    clock.set(MONDAY)
    work()
    assert recipients() == ["desk@example.com", "owner@example.com"]
    message = postbox.outbox[0]
    assert message.subject == "Acme to Amazon Connect: status report 1, green"
    name, content, kind = message.attachments[0]
    assert (name, kind) == ("Acme to Amazon Connect - status report 1.md", "text/markdown; charset=utf-8")
    assert content.startswith("# Status report 1: Acme to Amazon Connect")
    schedule.refresh_from_db()
    assert schedule.next_at == MONDAY + timedelta(days=7) - HOUR  # summer time
    assert describe(recent(journey, 1)[0]).startswith("mailed status report 1 (md) to ")


def test_it_is_sent_once_however_often_the_worker_looks(schedule, clock):
    clock.set(MONDAY)
    for _ in range(3):
        work()
        clock.wait(hours=5)
    assert len(postbox.outbox) == 2


def test_three_missed_weeks_are_made_up_once(schedule, clock):
    clock.set(MONDAY + timedelta(days=23))
    work()
    work()
    run = ScheduleRun.objects.get()
    assert (run.day.isoformat(), len(postbox.outbox)) == ("2027-04-12", 2)
    schedule.refresh_from_db()
    assert schedule.next_at == MONDAY + timedelta(days=28) - HOUR


def test_every_week_has_its_own_document(schedule, clock):
    for week in range(2):
        clock.set(MONDAY + timedelta(days=7 * week))
        work()
    assert [run.document.number for run in ScheduleRun.objects.order_by("day")] == [1, 2]


def test_the_same_day_is_not_reported_twice_though_the_clocks_or_the_time_change(schedule, journey, clock):
    clock.set(MONDAY)
    work()
    change_journey(journey=journey, time_zone="America/New_York", by=journey.created_by)
    change_schedule(schedule=schedule, at=schedule.at.replace(hour=9), by=journey.created_by)
    clock.wait(hours=20)
    work()
    assert ScheduleRun.objects.count() == 1


def test_a_locked_journey_goes_on_reporting(schedule, journey, clock):
    lock_journey(journey=journey, reason="Cutover night.", by=journey.created_by)
    clock.set(MONDAY)
    work()
    assert len(postbox.outbox) == 2


@pytest.mark.parametrize(
    ("close", "reopen"), [(archive_journey, restore_journey), (delete_journey, bring_back_journey)]
)
def test_a_closed_one_sends_nothing_and_makes_nothing_up(schedule, journey, clock, close, reopen):
    close(journey=journey, by=journey.created_by)
    clock.set(MONDAY)
    work()
    reopen(journey=journey, by=journey.created_by)
    work()
    assert (ScheduleRun.objects.count(), postbox.outbox) == (0, [])
    clock.wait(days=7)
    work()
    assert len(postbox.outbox) == 2


def test_closed_between_run_and_mail_it_sends_nothing(schedule, journey, clock):
    clock.set(MONDAY)
    scheduled_runs.start_run(schedule.pk)
    delete_journey(journey=journey, by=journey.created_by)
    Document.objects.update(status="ready", file="x", sha256="x", size=1)
    sweep.delay()
    assert postbox.outbox == []
    assert set(states().values()) == {Status.SKIPPED}


def test_a_paused_one_sends_nothing(schedule, journey, clock):
    pause_schedule(schedule=schedule, by=journey.created_by)
    clock.set(MONDAY)
    work()
    assert ScheduleRun.objects.count() == 0


def test_mails_wait_for_the_document(schedule, clock):
    clock.set(MONDAY)
    scheduled_runs.start_run(schedule.pk)
    document = QUEUE.claim(ScheduleRun.objects.get().document_id)
    sweep.delay()
    assert set(states().values()) == {Status.WAITING}
    assert mails.claim(Mail.objects.first().pk) is None
    assert document.status == Document.Status.RENDERING
    assert postbox.outbox == []


def test_who_left_meanwhile_gets_nothing(schedule, journey, clock):
    clock.set(MONDAY)
    scheduled_runs.start_run(schedule.pk)
    remove_member(member=journey.members.get(name="Carrier desk"), by=journey.created_by)
    work()
    assert recipients() == ["owner@example.com"]
    assert states() == {"Carrier desk": Status.SKIPPED, "Owner": Status.SENT}
    assert Mail.objects.get(name="Carrier desk").reason == "No longer one of the people of this journey."


def test_a_person_without_an_address_is_left_out_and_it_says_so(schedule, journey, clock):
    Member.objects.filter(name="Carrier desk").update(email="")
    clock.set(MONDAY)
    work()
    assert "No e-mail address is known" in Mail.objects.get(name="Carrier desk").reason
    assert recipients() == ["owner@example.com"]


def test_an_account_that_is_switched_off_gets_nothing(schedule, journey, clock):
    journey.created_by.is_active = False
    journey.created_by.save()
    clock.set(MONDAY)
    work()
    assert recipients() == ["desk@example.com"]


def test_two_people_with_one_address_get_one_mail(journey, clock):
    Member.objects.create(journey=journey, name="Night desk", email="DESK@example.com", role=Role.CONTACT)
    make_schedule(journey, format="md")
    clock.set(MONDAY)
    work()
    assert recipients() == ["desk@example.com", "owner@example.com"]
    assert Mail.objects.get(name="Night desk").reason == "Carrier desk has the same address."


def test_each_of_a_team_gets_one_and_nobody_two(journey, clock):
    by = journey.created_by
    team = create_team(space=journey.space, name="Network", by=by)
    for user in (by, make_user("Ana"), make_user("Ben"), make_user("Cy")):
        add_to_team(team=team, email=user.email, by=by)
    add_team(journey=journey, team=team, role=Role.VIEWER, by=by)
    scheduled_runs.start_run(make_schedule(journey, format="md").pk)
    assert Mail.objects.count() == 0
    clock.set(MONDAY)
    sweep.delay()
    remove_from_team(member=team.members.get(user__name="Ben"), by=by)
    User.objects.filter(name="Cy").update(is_active=False)
    work()
    assert recipients() == ["ana@example.com", "desk@example.com", "owner@example.com"]
    reasons = {mail.name: mail.reason for mail in Mail.objects.exclude(status="sent")}
    assert reasons.keys() == {"Ben", "Cy"}
    assert "No longer one of the people" in reasons["Ben"]
    assert "switched off" in reasons["Cy"]


def test_it_goes_to_the_address_that_the_account_has_now(schedule, journey, clock):
    journey.created_by.email = "new@example.com"
    journey.created_by.save()
    clock.set(MONDAY)
    work()
    assert "new@example.com" in recipients()


@pytest.mark.parametrize(
    ("server", "words"),
    [
        ("Down", "The mail server could not be reached."),
        ("Full", "The mail server refused it (code 452)."),
        ("Choosy", "The mail server does not take mail for this address."),
    ],
)
def test_what_the_server_did_not_take_is_tried_again_after_growing_pauses(schedule, clock, settings, server, words):
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"tests.postbox.{server}"
    clock.set(MONDAY)
    work()
    waiting = Mail.objects.first()
    assert (waiting.status, waiting.reason, waiting.attempts) == (Status.WAITING, words, 1)
    for attempt, pause in enumerate(mails.PAUSES[:2], start=1):
        waiting.refresh_from_db()
        assert (waiting.attempts, waiting.try_at - clock.at) == (attempt, pause)
        clock.set(waiting.try_at - timedelta(seconds=1))
        work()
        waiting.refresh_from_db()
        assert waiting.attempts == attempt
        clock.wait(seconds=1)
        work()
    settings.EMAIL_BACKEND = working
    clock.wait(hours=1)
    work()
    assert recipients() == ["desk@example.com", "owner@example.com"]
    assert set(states().values()) == {Status.SENT}


def test_in_the_end_it_is_given_up_and_a_person_may_send_it_again(schedule, journey, clock, settings):
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.postbox.Down"
    clock.set(MONDAY)
    work()
    for pause in mails.PAUSES:
        clock.wait(seconds=pause.total_seconds())
        work()
    assert set(states().values()) == {Status.FAILED}
    settings.EMAIL_BACKEND = working
    for failed in Mail.objects.all():
        mails.send_again(mail=failed, by=journey.created_by)
    work()
    assert recipients() == ["desk@example.com", "owner@example.com"]


def test_what_may_have_arrived_is_not_sent_again_by_itself(schedule, clock, settings):
    settings.EMAIL_BACKEND = "tests.postbox.Gone"
    clock.set(MONDAY)
    work()
    clock.wait(days=1)
    work()
    assert len(postbox.outbox) == 2
    assert set(states().values()) == {Status.FAILED}
    assert Mail.objects.first().reason.startswith("It may have arrived")


def test_a_worker_that_dies_while_sending_leaves_a_mail_that_says_so(schedule, clock):
    clock.set(MONDAY)
    scheduled_runs.start_run(schedule.pk)
    document = QUEUE.claim(ScheduleRun.objects.get().document_id)
    Document.objects.filter(pk=document.pk).update(status="ready", file="x", sha256="x", size=1)
    left = mails.claim(Mail.objects.get(name="Owner").pk)
    clock.wait(minutes=16)
    mails.sweep()
    left.refresh_from_db()
    assert (left.status, left.reason.split(",")[0]) == (Status.FAILED, "The server stopped while it sent this mail")


def test_a_document_that_failed_fails_the_mails_and_comes_with_them_again(schedule, journey, clock):
    clock.set(MONDAY)
    scheduled_runs.start_run(schedule.pk)
    QUEUE.fail(QUEUE.claim(ScheduleRun.objects.get().document_id), "The disk is full.")
    sweep.delay()
    assert set(states().values()) == {Status.FAILED}
    for failed in Mail.objects.all():
        mails.send_again(mail=failed, by=journey.created_by)
    work()
    assert set(states().values()) == {Status.SENT}


def test_one_that_was_deleted_fails_them_for_good(schedule, journey, clock):
    clock.set(MONDAY)
    scheduled_runs.start_run(schedule.pk)
    delete_document(document=Document.objects.get(), by=journey.created_by)
    sweep.delay()
    failed = Mail.objects.first()
    assert failed.reason == "The document was deleted."
    with pytest.raises(Refusal, match="was deleted"):
        mails.send_again(mail=failed, by=journey.created_by)


def test_a_sent_mail_is_not_sent_again(schedule, journey, clock):
    clock.set(MONDAY)
    work()
    for sent in Mail.objects.all():
        mails.send_again(mail=sent, by=journey.created_by)
    work()
    assert len(postbox.outbox) == 2


def test_a_document_that_is_there_already_is_taken(schedule, journey, clock):
    clock.set(MONDAY - HOUR)
    asked = request_document(journey=journey, kind="status-report", format="md", by=journey.created_by)
    render_document.delay(asked.pk)
    clock.set(MONDAY)
    work()
    assert ScheduleRun.objects.get().document == asked
    assert len(postbox.outbox) == 2


def test_the_mails_of_a_removed_schedule_are_gone(schedule, journey, clock):
    clock.set(MONDAY)
    scheduled_runs.start_run(schedule.pk)
    waiting = Mail.objects.first().pk
    schedule.delete()
    assert send_mail.delay(waiting).successful()
    assert postbox.outbox == []


def at_once(act, times: int = 4) -> None:
    def run():
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_several_workers_start_one_run_and_send_one_mail_each(committing, journey, clock):
    schedule = make_schedule(journey, format="md", recipients=[journey.members.get(name="Carrier desk")])
    clock.set(MONDAY)
    at_once(lambda: scheduled_runs.start_run(schedule.pk))
    assert ScheduleRun.objects.count() == 1
    render_document.delay(Document.objects.get().pk)
    waiting = Mail.objects.get()
    at_once(lambda: send_mail.delay(waiting.pk))
    assert recipients() == ["desk@example.com"]
    waiting.refresh_from_db()
    assert (waiting.status, waiting.attempts) == (Status.SENT, 1)
