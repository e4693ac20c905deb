"""Which tasks would get which dates: when their journey starts on another day, or when they follow their plan again."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db.models import F, Max, QuerySet
from django.db.models.functions import Coalesce

from journeys.models import Journey, Task
from journeys.playbooks.working_days import Dates, dates_from, distance, later, moved


@dataclass(frozen=True, slots=True)
class NewDates:
    """A task with the dates that it has, and those that it would get."""

    task: Task
    starts_on: date | None
    due_on: date | None

    @property
    def by_hand(self) -> bool:
        """Whether dates would go that the task has."""
        return bool(self.task.starts_on or self.task.due_on)


Changes = tuple[NewDates, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """What another start would change, of the work that is not done yet.

    `all` are the tasks that have dates, moved by as many working days as the start; `planned` those of them that still
    have the dates of their plan. In a journey without a start these are the tasks that have a plan and no dates, and
    there are no `days` to move by.
    """

    starts_on: date
    days: int | None
    all: Changes
    planned: Changes

    @property
    def seen(self) -> str:
        """Changes when any of this does: by it a choice says what it was made from."""
        return mark_of(self.all + self.planned)


def mark_of(changes: Changes) -> str:
    lines = [f"{c.task.pk} {c.task.starts_on} {c.task.due_on} {c.starts_on} {c.due_on}" for c in changes]
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


def offer(journey: Journey, starts_on: date | None) -> Offer | None:
    """What could follow when the journey starts on `starts_on`; None when no task would get other dates."""
    before = journey.starts_on
    if starts_on is None or starts_on == before:
        return None
    tasks = list(with_plans(journey))
    days = distance(before, starts_on) if before else None
    on_plan = [task for task in tasks if dates_of(task) == planned(task, before)]
    offered = Offer(
        starts_on,
        days,
        changed((task, (shifted(task.starts_on, days), shifted(task.due_on, days))) for task in tasks) if days else (),
        changed((task, planned(task, starts_on)) for task in on_plan),
    )
    return offered if offered.all or offered.planned else None


def by_plan(journey: Journey) -> Changes:
    """The work not done yet whose dates are others than its plan says."""
    tasks = with_plans(journey).filter(starts_after__isnull=False)
    return changed((task, planned(task, journey.starts_on)) for task in tasks) if journey.starts_on else ()


def with_plans(journey: Journey) -> QuerySet[Task]:
    """What is neither completed nor out of scope."""
    fields = "title", "journey_id", "starts_on", "due_on", "starts_after", "length"
    return journey.tasks.open().only(*fields).order_by("pk")


def changed(pairs) -> Changes:
    return tuple(NewDates(task, *dates) for task, dates in pairs if dates != dates_of(task))


def dates_of(task: Task) -> Dates:
    return task.starts_on, task.due_on


def planned(task: Task, starts_on: date | None) -> Dates:
    """The dates of a task by its plan, when its journey starts on `starts_on`."""
    return dates_from(starts_on, task.starts_after, task.length)


def shifted(day: date | None, days: int) -> date | None:
    return day and moved(day, days)


def plan_ends_on(journey: Journey, starts_on: date | None) -> date | None:
    """When the last task in scope would end by its plan; None when no task has one, or there is no start."""
    length = Coalesce("length", 1)
    last = journey.tasks.in_scope().aggregate(days=Max(F("starts_after") + length - 1))["days"]
    return None if starts_on is None or last is None else later(starts_on, last)


def late_end(journey: Journey, starts_on: date | None, due_on: date | None) -> date | None:
    """When the plan of the tasks ends, should that be after the target date `due_on`."""
    end = plan_ends_on(journey, starts_on) if starts_on and due_on else None
    return end if end and due_on and end > due_on else None
