from datetime import date, datetime, timedelta

from django.utils.timezone import get_current_timezone

from journeys.models import Task
from journeys.queries.overview import blocked, completed_by_day, due_soon, phases_with_figures
from journeys.services.tasks import schedule, set_status

TODAY = date(2027, 3, 14)


def test_phases_carry_the_figures_of_their_modules(journey):
    set_status(task=journey.tasks.first(), status="completed", by=journey.created_by, confirmed=True)
    [phase] = phases_with_figures(journey, TODAY)
    assert (phase.title, phase.figures.completed, phase.figures.total) == ("Assess", 1, 3)


def test_due_soon_is_from_today_over_fourteen_days(journey):
    for task, days in zip(journey.tasks.all(), (-1, 14, 15), strict=True):
        schedule(task=task, starts_on=None, due_on=TODAY + timedelta(days), by=journey.created_by)
    assert [task.title for task in due_soon(journey, TODAY)] == ["Task 2"]


def test_blocked_tasks_come_with_their_reason(journey):
    set_status(task=journey.tasks.first(), status="blocked", reason="No answer.", by=journey.created_by)
    assert [task.status_reason for task in blocked(journey)] == ["No answer."]


def test_completed_tasks_add_up_day_by_day(journey):
    zone = get_current_timezone()
    for task, day in zip(journey.tasks.all(), (3, 1, 3), strict=True):
        completed_at = datetime(2027, 3, day, 12, tzinfo=zone)
        Task.objects.filter(pk=task.pk).update(status="completed", completed_at=completed_at)
    assert completed_by_day(journey) == [(date(2027, 3, 1), 1), (date(2027, 3, 3), 3)]
