"""The events of a journey, filtered as the page of its history asks."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from journeys.models import Event, Journey, Task
from journeys.queries.history import GROUPS

MOST_FOUND = 10
ITSELF = "MigOps"  # the name under which it does what nobody asked for at that moment


@dataclass(frozen=True, slots=True)
class HistoryFilters:
    """What to show of a history; nothing given shows all. Both days are included; `after` is a revision, which is not.

    `name` is that of someone who has no account: MigOps itself, or a contact.
    """

    groups: tuple[str, ...] = ()
    actor: int | None = None
    name: str = ""
    task: int | None = None
    after: int | None = None
    since: date | None = None
    until: date | None = None


def history_of(journey: Journey, filters: HistoryFilters) -> QuerySet[Event]:
    """The events that the filters let through, newest first, each with its task as it is now."""
    events = Event.objects.filter(journey=journey).select_related("task").order_by("-sequence")
    if nouns := [noun for group in filters.groups for noun in GROUPS[group][1]]:
        events = events.filter(reduce(or_, (Q(verb__startswith=f"{noun}.") for noun in nouns)))
    if filters.actor:
        events = events.filter(actor=filters.actor)
    if filters.name:
        events = events.filter(actor=None, actor_name=filters.name)
    if filters.task:
        # By another name: else it would be joined as if no event outlived its task.
        events = events.alias(told=F("task_id")).filter(told=filters.task)
    if filters.after is not None:
        events = events.filter(revision__gt=filters.after)
    if filters.since:
        events = events.filter(at__date__gte=filters.since)
    if filters.until:
        events = events.filter(at__date__lte=filters.until)
    return events


def recent(journey: Journey, limit: int = 10) -> list[Event]:
    """The latest events of a journey, newest first, each with its task as it is now."""
    return list(history_of(journey, HistoryFilters())[:limit])


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who changed something in a journey: by their account, or by name where there is none."""

    id: int | None
    name: str
    email: str = ""

    @property
    def key(self) -> str:
        """What names them in a URL."""
        return str(self.id) if self.id else f"name:{self.name}"


def actors_of(journey: Journey) -> list[Actor]:
    """Everyone who ever changed something in the journey, by name. One query."""
    without_account = Case(When(actor=None, then=F("actor_name")), default=Value(""), output_field=CharField())
    events = Event.objects.filter(journey=journey).order_by()
    rows = events.values_list("actor", "actor__name", "actor__email", without_account).distinct()
    actors = [Actor(actor, name or unnamed, email or "") for actor, name, email, unnamed in rows]
    return sorted(actors, key=lambda actor: (actor.name.casefold(), actor.key))


@dataclass(frozen=True, slots=True)
class ToldTask:
    """A task that the history tells of, also when it is gone."""

    id: int
    title: str
    is_deleted: bool = False


def told_task(journey: Journey, task_id: int) -> ToldTask | None:
    """The task of this journey, as it is or as it was called when it was deleted."""
    if task := journey.tasks.filter(pk=task_id).first():
        return ToldTask(task.pk, task.title)
    last = journey.events.filter(task=task_id).order_by("-sequence").first()
    return ToldTask(task_id, str(last.data.get("title") or "A deleted task"), is_deleted=True) if last else None


def find_tasks(journey: Journey, text: str) -> list[ToldTask]:
    """Tasks whose title fits, in the order of the outline, then deleted ones, the latest first."""
    if not text:
        return []
    there = journey.tasks.filter(title__icontains=text).in_order()[:MOST_FOUND]
    found = [ToldTask(task.pk, task.title) for task in there]
    gone = journey.events.filter(verb="task.deleted", data__title__icontains=text).order_by("-sequence")
    gone = gone.exclude(task__in=Task.objects.filter(journey=journey))
    titles = gone.values_list("task_id", "data__title")[:MOST_FOUND]
    return found + [ToldTask(task_id, title, is_deleted=True) for task_id, title in titles if task_id]
