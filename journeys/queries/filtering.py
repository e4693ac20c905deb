"""Which tasks of a journey to show: the same filters for outline, board and list."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from journeys.models import IN_SCOPE, ChecklistItem, Member, Task


@dataclass(frozen=True, slots=True)
class Filters:
    """Which tasks to show; what is unset lets all through. `owner` is a member's id, or 0 for nobody."""

    text: str = ""
    phase: int | None = None
    module: int | None = None
    owner: int | None = None
    status: str = ""
    kind: str = ""
    open_only: bool = False
    mine: bool = False
    overdue: bool = False

    @property
    def are_set(self) -> bool:
        return self != Filters()


def let_through(filters: Filters, today: date, me: QuerySet[Member]) -> Q:
    """The condition on tasks that says what the filters say; `me` are the members that stand for whoever looks."""
    wanted = Q()
    if filters.text:
        wanted &= holds_text(filters.text)
    if filters.phase:
        wanted &= Q(module__phase=filters.phase)
    if filters.module:
        wanted &= Q(module=filters.module)
    if filters.owner is not None:
        wanted &= Q(owner=filters.owner or None)
    if filters.status:
        wanted &= Q(status=filters.status)
    if filters.kind:
        wanted &= Q(Exists(ChecklistItem.objects.filter(task=OuterRef("pk"), kind=filters.kind)))
    if filters.mine:
        wanted &= Q(owner__in=me)
    if filters.open_only or filters.overdue:
        wanted &= IN_SCOPE & ~Q(status=Task.Status.COMPLETED)
    if filters.overdue:
        wanted &= Q(due_on__lt=today)
    return wanted


def holds_text(text: str) -> Q:
    """In the title, the description or an item."""
    in_items = Exists(ChecklistItem.objects.filter(task=OuterRef("pk"), text__icontains=text))
    return Q(title__icontains=text) | Q(description__icontains=text) | Q(in_items)
