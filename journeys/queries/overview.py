"""What the overview of a journey shows beside its figures."""

from collections import Counter
from datetime import date, timedelta
from itertools import accumulate

from django.db.models import QuerySet
from django.utils.timezone import localdate

from journeys.models import ChecklistItem, Journey, Outcome, Task
from journeys.queries.outline import PhaseRow, branches
from journeys.queries.progress import figures_by_module

DAYS_AHEAD = 14


def phases_with_figures(journey: Journey, today: date) -> list[PhaseRow]:
    """The phases in order, with the figures of their modules. Three queries."""
    phases, modules = branches(journey)
    for module_id, figures in figures_by_module(journey, today).items():
        modules[module_id].figures = figures
    for phase in phases.values():
        phase.add_up()
    return list(phases.values())


def due_soon(journey: Journey, today: date) -> QuerySet[Task]:
    """The open tasks of the next 14 days, the first due first."""
    tasks = journey.tasks.open().filter(due_on__range=(today, today + timedelta(days=DAYS_AHEAD)))
    return tasks.select_related("owner").order_by("due_on", "pk")


def blocked(journey: Journey) -> QuerySet[Task]:
    """The blocked tasks that are in scope, the first due first."""
    tasks = journey.tasks.in_scope().filter(status=Task.Status.BLOCKED)
    return tasks.select_related("owner").order_by("due_on", "pk")


def failing(journey: Journey) -> int:
    """How many checks in scope are no-go, and tests failed."""
    items = ChecklistItem.objects.filter(task__in=journey.tasks.in_scope())
    return items.filter(kind__in=("check", "test"), outcome__in=(Outcome.NO_GO, Outcome.FAILED)).count()


def completed_by_day(journey: Journey) -> list[tuple[date, int]]:
    """For each day on which work in scope was completed: how much was completed by its end."""
    moments = journey.tasks.in_scope().filter(completed_at__isnull=False).values_list("completed_at", flat=True)
    counts = Counter(localdate(moment) for moment in moments if moment)
    days = sorted(counts)
    return list(zip(days, accumulate(counts[day] for day in days), strict=True))
