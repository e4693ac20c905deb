"""The events of a journey, filtered as the page of its history asks."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from journeys.models import Event, Journey, User
from journeys.queries.history import GROUPS


@dataclass(frozen=True, slots=True)
class HistoryFilters:
    """What to show of a history; None shows all. Both days are included; `after` is a revision, which is not."""

    group: str | None = None
    person: int | None = None
    task: int | None = None
    after: int | None = None
    since: date | None = None
    until: date | None = None


def history_of(journey: Journey, filters: HistoryFilters) -> QuerySet[Event]:
    """The events that the filters let through, newest first, each with its task as it is now."""
    events = Event.objects.filter(journey=journey).select_related("task").order_by("-sequence")
    if filters.group:
        nouns = [Q(verb__startswith=f"{noun}.") for noun in GROUPS[filters.group][1]]
        events = events.filter(reduce(or_, nouns))
    if filters.person:
        events = events.filter(actor=filters.person)
    if filters.task:
        events = events.filter(task=filters.task)
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


def actors_of(journey: Journey) -> QuerySet[User]:
    """Everyone who ever changed something in the journey."""
    return User.objects.filter(pk__in=Event.objects.filter(journey=journey).order_by().values("actor"))
