from datetime import date

import pytest

from journeys.models import Task
from journeys.services.journeys import change_journey
from journeys.services.tasks import schedule
from tests.cast import each_gets

MONDAY = date(2027, 3, 1)


@pytest.fixture
def planned(journey):
    """Three tasks that are due two days after the start; the last has a date set by hand."""
    Task.objects.filter(journey=journey).update(starts_after=0, length=3)
    change_journey(journey=journey, starts_on=MONDAY, task_dates="keep", by=journey.created_by)
    for task in journey.tasks.all():
        schedule(task=task, starts_on=MONDAY, due_on=date(2027, 3, 3), by=journey.created_by)
    schedule(task=task, starts_on=None, due_on=date(2027, 3, 12), by=journey.created_by)
    return journey


def test_what_would_follow_another_start(api, planned):
    said = api("viewer", "GET", f"journeys/{planned.pk}/dates?starts_on=2027-03-04").json()
    move = said["move"]
    assert (move["days"], move["all"], move["planned"], len(move["seen"])) == (3, 3, 2, 16)
    assert (said["starts_on"], said["plan_ends_on"], said["off_plan"]) == ("2027-03-04", "2027-03-08", 1)
    assert api("viewer", "GET", f"journeys/{planned.pk}/dates").json()["move"] is None
    assert api("viewer", "GET", f"journeys/{planned.pk}/dates?starts_on=soon").status_code == 400
    assert api("viewer", "GET", f"journeys/{planned.pk}/dates?starts_on=9999-01-01").status_code == 409


def test_a_start_moves_with_what_was_chosen(api, planned):
    path, start = f"journeys/{planned.pk}", {"starts_on": "2027-03-04"}
    asked = api("admin", "PATCH", path, start)
    assert (asked.status_code, asked.json()["type"]) == (409, "urn:migops:confirm")
    assert "3 tasks not done yet could move with it" in asked.json()["detail"]
    seen = api("admin", "GET", f"{path}/dates?starts_on=2027-03-04").json()["move"]["seen"]
    assert api("admin", "PATCH", path, {**start, "task_dates": "all", "seen": "other"}).status_code == 409
    answer = api("admin", "PATCH", path, {**start, "task_dates": "all", "seen": seen})
    assert answer.json()["starts_on"] == "2027-03-04"
    dues = {str(due) for due in planned.tasks.values_list("due_on", flat=True)}
    assert dues == {"2027-03-08", "2027-03-17"}


def test_all_or_one_task_by_the_plan(api, planned):
    task, path = planned.tasks.last(), f"journeys/{planned.pk}/dates"
    answer = api("contributor", "POST", f"journeys/{planned.pk}/tasks/{task.pk}/dates")
    assert answer.json()["due_on"] == "2027-03-03"
    schedule(task=task, starts_on=None, due_on=None, by=planned.created_by)
    seen = api("admin", "GET", path).json()["seen"]
    assert api("admin", "POST", path, {"seen": "other"}).json()["confirm"] is True
    assert api("admin", "POST", path, {"seen": seen}).json()["off_plan"] == 0


def test_a_plan_is_read_and_changed_one_part_at_a_time(api, planned):
    path = f"journeys/{planned.pk}/tasks/{planned.tasks.first().pk}"
    said = api("contributor", "PATCH", path, {"starts_after": 10}).json()
    assert (said["starts_after"], said["length"]) == (10, 3)
    assert api("contributor", "PATCH", path, {"length": None}).json()["length"] is None
    assert api("contributor", "PATCH", path, {"length": 0}).status_code == 400


@each_gets(200, 403, 403, 403, 404, 401)
def test_only_admins_change_settings(api, journey, who, status):
    body = {"title": "Renamed", "time_zone": "Europe/Berlin", "open_items_policy": "refuse"}
    assert api(who, "PATCH", f"journeys/{journey.pk}", body).status_code == status
    journey.refresh_from_db()
    assert (journey.title == "Renamed") == (who == "admin")


@pytest.mark.parametrize("body", [{"open_items_policy": "allow"}, {"colour": "red"}, {"title": ""}])
def test_what_is_no_setting_is_refused(api, journey, body):
    assert api("admin", "PATCH", f"journeys/{journey.pk}", body).status_code == 400
