"""The decisions of a journey, and what waits for them."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from journeys.access import memberships_of
from journeys.models import ChecklistItem, Decision, Event, Journey, Role, Task, User

MOST_FOUND = 10


def decisions_of(journey: Journey, *, status: str = "", text: str = "") -> QuerySet[Decision]:
    """The decisions of a journey by number, with their people, successors and what waits for them. Three queries."""
    items = Prefetch("items", ChecklistItem.objects.select_related("task").order_by("task", "position"))
    decisions = Decision.objects.filter(journey=journey).select_related("owner", "approver", "superseded_by")
    if status:
        decisions = decisions.filter(status=status)
    if text:
        fields = ("title", "context", "options", "outcome")
        fits = Q(number=int(text)) if text.isdecimal() and len(text) < 10 else Q()
        for field in fields:
            fits |= Q(**{f"{field}__icontains": text})
        decisions = decisions.filter(fits)
    return decisions.prefetch_related("tasks", items).order_by("number")


def standing(journey: Journey) -> QuerySet[Decision]:
    """Those that could take the place of another: they are not superseded."""
    return Decision.objects.filter(journey=journey, superseded_by=None).order_by("number")


def decisions_for(user: User) -> QuerySet[Decision]:
    """What `user`, or a team of theirs, is to take in the journeys that they may see; the oldest first. One query."""
    theirs = Decision.objects.untaken().filter(approver__in=memberships_of(user).exclude(role=Role.VIEWER))
    return theirs.select_related("journey", "owner").order_by("raised_on", "pk")


def waited_for(task: Task) -> QuerySet[Decision]:
    """The decisions not taken yet that the task waits for (`is_whole`), or only an item of it. One query."""
    tasks = Decision.tasks.through.objects.filter(decision=OuterRef("pk"), task=task)
    items = Decision.items.through.objects.filter(decision=OuterRef("pk"), checklistitem__task=task)
    blocking = Decision.objects.untaken().filter(journey=task.journey_id).annotate(is_whole=Exists(tasks))
    return blocking.filter(Q(is_whole=True) | Exists(items)).order_by("number")


def could_wait(journey: Journey, decision: Decision, text: str) -> list[Task | ChecklistItem]:
    """Open tasks, and items that are open, whose words fit and that do not wait for the decision yet. Two queries."""
    if not text:
        return []
    tasks = journey.tasks.open().filter(title__icontains=text).exclude(decisions=decision).order_by("title", "pk")
    items = ChecklistItem.objects.unresolved().filter(task__journey=journey, text__icontains=text)
    items = items.exclude(decisions=decision).select_related("task").order_by("text", "pk")
    return [*tasks[:MOST_FOUND], *items[:MOST_FOUND]]


def events_of(decision: Decision, limit: int = 20) -> QuerySet[Event]:
    """What happened to the decision, newest first."""
    events = Event.objects.filter(journey=decision.journey_id, verb__startswith="decision.")
    return events.filter(data__decision=decision.pk).order_by("-sequence")[:limit]
