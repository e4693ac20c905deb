"""How far the work is, in figures."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Count, Q, QuerySet

from journeys.models import IN_SCOPE, Journey, Member, Phase, Task

Status = Task.Status


@dataclass(slots=True)
class Figures:
    """Counts of tasks, subtasks included. Those by state are of the in-scope work only; overdue ones are open too."""

    total: int = 0
    completed: int = 0
    in_scope: int = 0
    completed_in_scope: int = 0
    planned: int = 0
    in_progress: int = 0
    blocked: int = 0
    overdue: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def percent_in_scope(self) -> int:
        return percent(self.completed_in_scope, self.in_scope)

    @property
    def percent_of_all(self) -> int:
        return percent(self.completed, self.total)

    @property
    def open(self) -> int:
        return self.in_scope - self.completed_in_scope

    def count(self, status: str, in_scope: bool, is_overdue: bool) -> None:
        """Add one task."""
        self.total += 1
        self.completed += status == Status.COMPLETED
        if not in_scope:
            return
        self.in_scope += 1
        self.completed_in_scope += status == Status.COMPLETED
        self.planned += status == Status.PLANNED
        self.in_progress += status == Status.IN_PROGRESS
        self.blocked += status == Status.BLOCKED
        self.overdue += is_overdue


def percent(part: int, whole: int) -> int:
    """Rounded down, so that 100 means all; nothing of nothing is 0."""
    return part * 100 // whole if whole else 0


COUNTS = {
    "total": Count("pk"),
    "completed": Count("pk", filter=Q(status=Status.COMPLETED)),
    "in_scope": Count("pk", filter=IN_SCOPE),
    "completed_in_scope": Count("pk", filter=IN_SCOPE & Q(status=Status.COMPLETED)),
    "planned": Count("pk", filter=IN_SCOPE & Q(status=Status.PLANNED)),
    "in_progress": Count("pk", filter=IN_SCOPE & Q(status=Status.IN_PROGRESS)),
    "blocked": Count("pk", filter=IN_SCOPE & Q(status=Status.BLOCKED)),
}


def counts(today: date) -> dict[str, Count]:
    overdue = IN_SCOPE & ~Q(status=Status.COMPLETED) & Q(due_on__lt=today)
    return {**COUNTS, "overdue": Count("pk", filter=overdue)}


def figures_by_module(journey: Journey, today: date) -> dict[int, Figures]:
    """For each module with tasks, in one query."""
    return grouped(journey.tasks.all(), "module_id", today)


def figures_of(journey: Journey, today: date) -> Figures:
    """For the whole journey, in one query."""
    return Figures(**journey.tasks.aggregate(**counts(today)))


def figures_of_phase(phase: Phase, today: date) -> Figures:
    """For one phase, in one query."""
    return Figures(**Task.objects.filter(module__phase=phase).aggregate(**counts(today)))


def figures_of_members(members: Collection[Member], today: date) -> Figures:
    """For what any of `members` owns, in one query."""
    return Figures(**Task.objects.filter(owner__in=members).aggregate(**counts(today)))


def figures_by_journey(journeys, today: date) -> dict[int, Figures]:
    """For each of `journeys` with tasks, in one query."""
    return grouped(Task.objects.filter(journey__in=journeys), "journey_id", today)


def grouped(tasks: QuerySet[Task], by: str, today: date) -> dict[int, Figures]:
    names = counts(today)
    rows = tasks.order_by().values_list(by).annotate(**names).values_list(by, *names)
    return {key: Figures(**dict(zip(names, values, strict=True))) for key, *values in rows}
