from datetime import UTC, datetime, time

import pytest

from journeys.models import Member, Role, Schedule
from journeys.queries.events import recent
from journeys.queries.history import describe
from journeys.services.errors import Refusal
from journeys.services.journeys import archive_journey, change_journey, lock_journey
from journeys.services.members import remove_member
from journeys.services.schedules import (
    change_schedule,
    pause_schedule,
    remove_schedule,
    resume_schedule,
)
from tests.clock import MONDAY, Clock
from tests.makers import make_journey, make_schedule


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture
def berlin(journey):
    return change_journey(journey=journey, time_zone="Europe/Berlin", by=journey.created_by)


def told(journey) -> str:
    return describe(recent(journey, 1)[0])


def test_its_first_time_is_the_next_monday_by_the_clocks_of_the_journey(clock, berlin):
    schedule = make_schedule(berlin)
    assert schedule.next_at == MONDAY
    assert told(berlin) == "scheduled the status report (docx), every Monday at 07:00, for Owner"


def test_it_changes_nothing_that_the_journey_holds(clock, berlin):
    before = berlin.revision
    schedule = make_schedule(berlin)
    pause_schedule(schedule=schedule, by=berlin.created_by)
    berlin.refresh_from_db()
    assert berlin.revision == before


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"recipients": []}, "at least one person"),
        ({}, "a schedule for this document and time already"),
        ({"at": time(7, 0, 30)}, "a schedule for this document and time already"),
    ],
)
def test_what_makes_no_sense_is_refused(clock, berlin, facts, words):
    make_schedule(berlin)
    with pytest.raises(Refusal, match=words):
        make_schedule(berlin, **facts)
    assert Schedule.objects.count() == 1


def test_only_people_of_the_journey_get_it(clock, berlin):
    other = make_journey(title="Another")
    with pytest.raises(Refusal, match="Only people of this journey"):
        make_schedule(berlin, recipients=[other.members.get()])


def test_another_time_moves_it(clock, berlin):
    schedule = make_schedule(berlin)
    ben = Member.objects.create(journey=berlin, name="Ben", email="ben@example.com", role=Role.CONTACT)
    schedule = change_schedule(schedule=schedule, weekday=4, at=time(16, 30), recipients=[ben], by=berlin.created_by)
    assert schedule.next_at == datetime(2027, 3, 19, 15, 30, tzinfo=UTC)
    assert told(berlin) == (
        "changed a schedule: time from Monday at 07:00 to Friday at 16:30, recipients from Owner to Ben"
    )


def test_saying_the_same_again_is_no_event(clock, berlin):
    schedule = make_schedule(berlin)
    change_schedule(schedule=schedule, weekday=0, recipients=list(berlin.members.all()), by=berlin.created_by)
    pause_schedule(schedule=schedule, by=berlin.created_by)
    pause_schedule(schedule=schedule, by=berlin.created_by)
    verbs = [event.verb for event in recent(berlin, 9)]
    assert verbs == ["schedule.paused", "schedule.added", "journey.changed", "journey.started"]


def test_a_paused_one_has_no_next_time_until_it_is_resumed(clock, berlin):
    schedule = pause_schedule(schedule=make_schedule(berlin), by=berlin.created_by)
    assert schedule.is_paused
    schedule = change_schedule(schedule=schedule, at=time(8), by=berlin.created_by)
    assert schedule.is_paused
    clock.set(MONDAY)
    clock.wait(days=8)
    schedule = resume_schedule(schedule=schedule, by=berlin.created_by)
    assert schedule.next_at == datetime(2027, 4, 5, 6, tzinfo=UTC)  # summer time by then
    assert told(berlin) == "resumed the schedule of the status report (docx), every Monday at 08:00"


def test_schedules_follow_the_time_zone(clock, berlin):
    schedule, paused = make_schedule(berlin), make_schedule(berlin, format="md")
    pause_schedule(schedule=paused, by=berlin.created_by)
    change_journey(journey=berlin, time_zone="America/New_York", by=berlin.created_by)
    schedule.refresh_from_db()
    paused.refresh_from_db()
    assert (schedule.next_at, paused.next_at) == (datetime(2027, 3, 22, 11, tzinfo=UTC), None)


def test_without_one_of_its_own_the_time_zone_is_that_of_the_installation(clock, journey, settings):
    settings.TIME_ZONE = "Asia/Kolkata"
    assert make_schedule(journey).next_at == datetime(2027, 3, 22, 1, 30, tzinfo=UTC)


def test_an_unknown_time_zone_is_refused(journey):
    with pytest.raises(Refusal, match="There is no time zone “Mars/Olympus”"):
        change_journey(journey=journey, time_zone="Mars/Olympus", by=journey.created_by)


def test_removing_it_twice_is_removing_it_once(clock, berlin):
    schedule = make_schedule(berlin)
    remove_schedule(schedule=schedule, by=berlin.created_by)
    schedule.pk = schedule.pk or 1
    remove_schedule(schedule=schedule, by=berlin.created_by)
    assert told(berlin) == "removed the schedule of the status report (docx), every Monday at 07:00"


def test_in_a_locked_journey_it_can_be_paused_and_nothing_else(clock, berlin):
    schedule = make_schedule(berlin)
    lock_journey(journey=berlin, reason="Freeze.", by=berlin.created_by)
    with pytest.raises(Refusal, match="locked: Freeze"):
        change_schedule(schedule=schedule, at=time(8), by=berlin.created_by)
    assert pause_schedule(schedule=schedule, by=berlin.created_by).is_paused


def test_an_archived_journey_takes_no_schedule(clock, berlin):
    archive_journey(journey=berlin, by=berlin.created_by)
    with pytest.raises(Refusal, match="archived"):
        make_schedule(berlin)


def test_who_is_removed_from_the_journey_gets_nothing_more(clock, berlin):
    ben = Member.objects.create(journey=berlin, name="Ben", email="ben@example.com", role=Role.CONTACT)
    schedule = make_schedule(berlin)
    remove_member(member=ben, by=berlin.created_by)
    assert [member.name for member in schedule.recipients.all()] == ["Owner"]
