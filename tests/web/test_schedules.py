from datetime import time

import pytest
from django.core import mail as postbox
from django.urls import reverse

from journeys.models import Mail, Member, Role, Schedule
from journeys.queries.schedules import schedules_of
from journeys.services import scheduled_runs
from journeys.services.journeys import archive_journey, change_journey, lock_journey
from journeys.services.schedules import pause_schedule
from tests.cast import each_gets, members_read
from tests.clock import MONDAY, Clock
from tests.makers import make_journey, make_schedule

pytestmark = pytest.mark.usefixtures("disk")
ACTIONS = ["schedule_pause", "schedule_resume", "schedule_remove"]


@pytest.fixture
def schedule(journey):
    return make_schedule(journey)


@pytest.fixture
def filled(journey):
    return {"document": "status-report.md", "weekday": "4", "at": "16:30", "recipients": [journey.members.first().pk]}


@pytest.fixture
def worker(client_of, schedule):
    return client_of("contributor")


def at(name, row) -> str:
    return reverse(name, args=[row.pk] if not hasattr(row, "journey_id") else [row.journey_id, row.pk])


def page_of(client, journey) -> str:
    return client.get(reverse("schedules", args=[journey.pk])).content.decode()


def failed_mail(schedule, monkeypatch, **state) -> Mail:
    Clock(monkeypatch).set(MONDAY.replace(hour=7))
    scheduled_runs.start_run(schedule.pk)
    Mail.objects.update(**{"status": "failed", "reason": "The mail server could not be reached.", **state})
    return Mail.objects.first()


@members_read
def test_members_see_them(client_of, journey, schedule, who, status):
    assert client_of(who).get(reverse("schedules", args=[journey.pk])).status_code == status


@each_gets(200, 200, 403, 403, 404, 302)
def test_workers_open_the_forms(client_of, journey, schedule, who, status):
    assert client_of(who).get(reverse("schedule_new", args=[journey.pk])).status_code == status
    assert client_of(who).get(at("schedule", schedule)).status_code == status


@each_gets(302, 302, 403, 403, 404, 302)
def test_workers_add_one(client_of, journey, filled, who, status):
    assert client_of(who).post(reverse("schedule_new", args=[journey.pk]), filled).status_code == status
    assert Schedule.objects.count() == (who in ("admin", "contributor"))


@each_gets(302, 302, 403, 403, 404, 302)
def test_workers_change_one(client_of, schedule, filled, who, status):
    assert client_of(who).post(at("schedule", schedule), filled).status_code == status
    schedule.refresh_from_db()
    assert (schedule.at == time(16, 30)) == (who in ("admin", "contributor"))


@pytest.mark.parametrize("name", ACTIONS)
@each_gets(302, 302, 403, 403, 404, 302)
def test_workers_pause_resume_and_remove_one(client_of, schedule, name, who, status):
    if name == "schedule_resume":
        pause_schedule(schedule=schedule, by=schedule.created_by)
    assert client_of(who).post(at(name, schedule), {"confirmed": "on"}).status_code == status
    left = Schedule.objects.first()
    done = {"schedule_pause": left and left.is_paused, "schedule_resume": left and not left.is_paused}.get(
        name, not left
    )
    assert done == (who in ("admin", "contributor"))


@each_gets(302, 302, 403, 403, 404, 302)
def test_workers_send_a_mail_again(client_of, journey, schedule, monkeypatch, who, status):
    failed = failed_mail(schedule, monkeypatch)
    assert client_of(who).post(reverse("mail_retry", args=[journey.pk, failed.pk])).status_code == status
    failed.refresh_from_db()
    assert (failed.status == "waiting") == (who in ("admin", "contributor"))


def test_the_page_says_when_and_to_whom(worker, journey):
    change_journey(journey=journey, time_zone="Europe/Berlin", by=journey.created_by)
    page = page_of(worker, journey)
    assert "Status report, Word: every Monday at 07:00" in page
    assert "Europe/Berlin" in page
    assert "Nothing was sent yet." in page


def test_a_run_shows_what_became_of_each_mail(worker, journey, schedule, monkeypatch):
    failed_mail(schedule, monkeypatch)
    page = page_of(worker, journey)
    assert "The mail server could not be reached." in page
    assert "0 of 1 sent" in page.replace("\n", " ") or "of 5 sent" in page
    assert "Send again" in page


def test_what_was_sent_is_not_sent_again(worker, journey, schedule, monkeypatch):
    sent = failed_mail(schedule, monkeypatch, status="sent", sent_at=MONDAY, email="owner@example.com")
    answer = worker.post(reverse("mail_retry", args=[journey.pk, sent.pk]))
    assert (answer.status_code, postbox.outbox) == (409, [])
    assert "has got it already" in answer.content.decode()


def test_without_any_it_says_what_they_are_for(client_of, journey):
    assert "Add a schedule" in page_of(client_of("contributor"), journey)
    assert "A contributor or admin" in page_of(client_of("viewer"), journey)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"recipients": []}, "This field is required."),
        ({"document": "horoscope.md"}, "Select a valid choice"),
        ({"document": "status-report.csv"}, "Select a valid choice"),
        ({"weekday": "9"}, "Select a valid choice"),
        ({"at": "25:00"}, "Enter a valid time."),
        ({"recipients": [999_999]}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_stays(worker, journey, filled, wrong, words):
    answer = worker.post(reverse("schedule_new", args=[journey.pk]), {**filled, **wrong})
    page = answer.content.decode()
    assert words in page
    assert 'value="4" selected' in page or "weekday" in wrong
    assert Schedule.objects.count() == 1


def test_a_second_one_for_the_same_is_refused_in_the_form(worker, journey, filled):
    same = {**filled, "document": "status-report.docx", "weekday": "0", "at": "07:00"}
    answer = worker.post(reverse("schedule_new", args=[journey.pk]), same)
    assert answer.status_code == 409
    assert "There is a schedule for this document and time already." in answer.content.decode()


def test_removing_asks_first(worker, schedule):
    answer = worker.post(at("schedule_remove", schedule))
    assert answer.status_code == 409
    assert "Remove this schedule" in answer.content.decode()
    assert Schedule.objects.exists()


def test_those_of_other_journeys_are_not_found(worker, journey):
    other = make_schedule(make_journey(title="Another"))
    for name in [*ACTIONS, "schedule"]:
        assert worker.post(reverse(name, args=[journey.pk, other.pk])).status_code == 404


def test_a_locked_journey_offers_only_to_pause(worker, journey, schedule):
    lock_journey(journey=journey, reason="Freeze.", by=journey.created_by)
    page = page_of(worker, journey)
    assert "A locked journey goes on sending." in page
    assert "Pause" in page
    assert ">Change<" not in page
    assert worker.post(at("schedule_remove", schedule), {"confirmed": "on"}).status_code == 409
    assert worker.post(at("schedule_pause", schedule)).status_code == 302


def test_an_archived_one_says_that_nothing_goes_out(worker, journey):
    archive_journey(journey=journey, by=journey.created_by)
    assert "Not while the journey is archived" in page_of(worker, journey)


def test_the_documents_page_leads_there(worker, journey):
    page = worker.get(reverse("documents", args=[journey.pk])).content.decode()
    assert reverse("schedules", args=[journey.pk]) in page


@pytest.mark.parametrize("size", [1, 3])
def test_reading_them_costs_the_same_however_many(journey, cast, monkeypatch, size, django_assert_num_queries):
    Member.objects.create(journey=journey, name="Desk", role=Role.CONTACT)
    clock = Clock(monkeypatch)
    for number in range(size):
        make_schedule(journey, format="md", at=time(7, number))
    for week in range(size):
        clock.set(MONDAY.replace(hour=8))
        clock.wait(days=7 * week)
        scheduled_runs.sweep()
    with django_assert_num_queries(4):  # schedules, recipients, runs with their documents, mails
        found = list(schedules_of(journey))
        assert len(found) == size
        for schedule in found:
            assert len(schedule.last_runs) == size
            assert len(schedule.recipients.all()) == 6
            assert all(len(run.mails.all()) == 6 and run.document.number for run in schedule.last_runs)
