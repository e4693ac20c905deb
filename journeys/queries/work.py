"""What waits for one person, and what they follow, across journeys."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from journeys.access import memberships_of, visible_journeys
from journeys.models import ChecklistItem, Journey, Task, User

DAYS_AHEAD = 14
# By when something is due, in the order of the page.
DUES = {"overdue": "Overdue", "soon": f"Next {DAYS_AHEAD} days", "later": "Later", "undated": "No date"}
GROUPS = DUES | {"completed": "Completed"}
UNDATED = date.max  # behind all dates


class Place(NamedTuple):
    """A task, or an item of one, among the work of somebody. They sort as the page shows them, most urgent first."""

    is_done: bool
    due_on: date
    journey_title: str
    journey: int
    task: int
    item: int  # 0 for the task itself

    def group(self, today: date) -> str:
        """One of GROUPS."""
        if self.is_done:
            return "completed"
        if self.due_on == UNDATED:
            return "undated"
        if self.due_on < today:
            return "overdue"
        return "soon" if self.due_on <= today + timedelta(days=DAYS_AHEAD) else "later"


@dataclass(frozen=True, slots=True)
class Work:
    """A task, or a checklist item in one."""

    group: str
    task: Task
    item: ChecklistItem | None = None

    @property
    def title(self) -> str:
        return self.item.text if self.item else self.task.title

    @property
    def due_on(self) -> date | None:
        return self.task.due_on


@dataclass(slots=True)
class Group:
    title: str
    work: list[Work] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Filters:
    """`due` is one of DUES, `kind` is "task" or "item"; what is empty filters nothing."""

    due: str = ""
    kind: str = ""
    journey: Journey | None = None

    def fit(self, place: Place, today: date) -> bool:
        return (
            (not self.due or self.due == place.group(today))
            and (not self.kind or self.kind == ("item" if place.item else "task"))
            and (not self.journey or self.journey.pk == place.journey)
        )


def owned_by(user: User) -> list[Place]:
    """The open tasks and items in journeys that are going on, that `user` or a team of theirs owns. In order.

    Three queries: each finds the few rows that are theirs by an index, where a single one reads every task.
    """
    mine = {"owner__in": memberships_of(user).filter(journey__archived_at=None)}
    tasks = placed(Task.objects.open().filter(**mine))
    items = ChecklistItem.objects.unresolved().filter(**mine).values_list("task", "pk")
    around = {place.task: place for place in placed(Task.objects.in_scope().filter(pk__in={task for task, _ in items}))}
    return sorted([*tasks, *(Place(*around[task][:-1], item) for task, item in items if task in around)])


def followed_by(user: User) -> list[Place]:
    """The tasks that `user` follows and may see, in journeys that are going on; completed ones too. One query."""
    visible = visible_journeys(user).order_by().values("pk")
    return sorted(placed(Task.objects.filter(follows__user=user, journey__in=visible, journey__archived_at=None)))


def placed(tasks: QuerySet[Task]) -> list[Place]:
    rows = tasks.order_by().values_list("status", "due_on", "journey__title", "journey", "pk")
    return [
        Place(status == Task.Status.COMPLETED, due_on or UNDATED, title, journey, task, 0)
        for status, due_on, title, journey, task in rows
    ]


def counts_of(places: Iterable[Place], today: date) -> dict[str, int]:
    """How many are due by each of DUES."""
    counted = Counter(place.group(today) for place in places)
    return {due: counted[due] for due in DUES}


def work_at(places: Sequence[Place], today: date) -> list[Work]:
    """The tasks and items at some places, in their order. Two queries."""
    tasks = Task.objects.select_related("journey").in_bulk({place.task for place in places})
    items = ChecklistItem.objects.in_bulk({place.item for place in places if place.item})
    return [
        Work(place.group(today), tasks[place.task], items.get(place.item)) for place in places if place.task in tasks
    ]


def grouped_by_due(work: Iterable[Work]) -> list[Group]:
    """By when it is due, and what is completed by itself: those that hold something."""
    groups = {name: Group(title) for name, title in GROUPS.items()}
    for one in work:
        groups[one.group].work.append(one)
    return [group for group in groups.values() if group.work]


def journeys_of_mine(user: User) -> QuerySet[Journey]:
    """Those that are going on in which `user`, or a team of theirs, can own something. By title."""
    journeys = Journey.objects.filter(members__in=memberships_of(user), archived_at=None)
    return journeys.order_by("title", "pk").distinct()
