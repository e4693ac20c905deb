"""What waits for one person, and what they follow, across journeys."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Case, Count, DateField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from journeys.access import journeys_for
from journeys.models import ChecklistItem, Journey, Member, Task, User, within_reach

DAYS_AHEAD = 14
GOING_ON = {"journey__deleted_at": None, "journey__archived_at": None}
# By when something is due, in the order of the page.
DUES = {"overdue": "Overdue", "soon": f"Next {DAYS_AHEAD} days", "later": "Later", "undated": "No date"}


@dataclass(frozen=True, slots=True)
class Work:
    """A task, or a checklist item in one."""

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


def is_due(due: str, today: date, task: str = "") -> Q:
    """The condition for one of DUES, which what is completed is none of. `task` is the path to it, such as "task__"."""
    soon = today + timedelta(days=DAYS_AHEAD)
    condition = {
        "overdue": ("lt", today), "soon": ("range", (today, soon)), "later": ("gt", soon), "undated": ("isnull", True),
    }[due]  # fmt: skip
    return Q(**{f"{task}due_on__{condition[0]}": condition[1]}) & ~Q(**{f"{task}status": Task.Status.COMPLETED})


@dataclass(frozen=True, slots=True)
class Rows:
    """Tasks, and items of tasks, in one list."""

    tasks: QuerySet[Task]
    items: QuerySet[ChecklistItem]

    def narrowed(self, filters: Filters, today: date) -> "Rows":
        tasks, items = self.tasks, self.items
        if filters.due:
            tasks = tasks.filter(is_due(filters.due, today))
            items = items.filter(is_due(filters.due, today, "task__"))
        if filters.journey:
            tasks, items = tasks.filter(journey=filters.journey), items.filter(task__journey=filters.journey)
        return Rows(
            tasks.none() if filters.kind == "item" else tasks, items.none() if filters.kind == "task" else items
        )

    def counts(self, today: date) -> dict[str, int]:
        """How many are due by each of DUES. Two queries."""
        sums = [
            rows.order_by().aggregate(**{due: Count("pk", filter=is_due(due, today, task)) for due in DUES})
            for rows, task in ((self.tasks, ""), (self.items, "task__"))
        ]
        return {due: sum(each[due] for each in sums) for due in DUES}

    def places(self) -> QuerySet:
        """Pairs of a task and its item, or 0: the most urgent first, what is completed last. Pages are cut from it."""
        tasks, items = placed(self.tasks, "", Value(0)), placed(self.items, "task__", F("pk"))
        return tasks.union(items, all=True).order_by("done", "due", "of", "first", "second")


def placed(rows: QuerySet, task: str, item: F | Value) -> QuerySet:
    is_done = Case(When(**{f"{task}status": Task.Status.COMPLETED}, then=1), default=0, output_field=IntegerField())
    undated = Value(date.max, output_field=DateField())
    ordered = rows.order_by().annotate(
        first=F(f"{task}pk"),
        second=item,
        done=is_done,
        due=Coalesce(f"{task}due_on", undated),
        of=F(f"{task}journey__title"),
    )
    return ordered.values_list("first", "second", "done", "due", "of")


def owned_by(user: User) -> Rows:
    """The open tasks and items in journeys that are going on, that `user` or a team of theirs owns."""
    mine = {"owner__in": Member.objects.of(user)}
    reach = within_reach(user, "journey__space__")
    # Asked of each item of theirs: "in" would first gather the tasks of every journey.
    around = Task.objects.in_scope().filter(reach, pk=OuterRef("task"), **GOING_ON)
    return Rows(
        tasks=Task.objects.open().filter(reach, **mine, **GOING_ON),
        items=ChecklistItem.objects.unresolved().filter(Exists(around), **mine),
    )


def followed_by(user: User) -> Rows:
    """The tasks that `user` follows and may see, in journeys that are going on; completed ones too."""
    visible = journeys_for(user).order_by().values("pk")
    tasks = Task.objects.filter(follows__user=user, journey__in=visible, journey__archived_at=None)
    return Rows(tasks, ChecklistItem.objects.none())


def work_at(places: Iterable[tuple]) -> list[Work]:
    """The tasks and items of some of `Rows.places`, in their order. Two queries."""
    pairs = [place[:2] for place in places]
    tasks = Task.objects.select_related("journey").in_bulk({task for task, _ in pairs})
    items = ChecklistItem.objects.in_bulk({item for _, item in pairs if item})
    return [Work(tasks[task], items.get(item)) for task, item in pairs if task in tasks]


def grouped_by_due(work: Iterable[Work], today: date) -> list[Group]:
    """By when it is due, and what is completed by itself: those that hold something."""
    groups = {due: Group(title) for due, title in DUES.items()} | {"completed": Group("Completed")}
    for one in work:
        groups[group_of(one, today)].work.append(one)
    return [group for group in groups.values() if group.work]


def group_of(work: Work, today: date) -> str:
    if work.task.status == Task.Status.COMPLETED:
        return "completed"
    if work.due_on is None:
        return "undated"
    if work.due_on < today:
        return "overdue"
    return "soon" if work.due_on <= today + timedelta(days=DAYS_AHEAD) else "later"


def journeys_of_mine(user: User) -> QuerySet[Journey]:
    """Those that are going on in which `user`, or a team of theirs, can own something."""
    journeys = Journey.objects.alive().filter(archived_at=None, members__in=Member.objects.of(user))
    return journeys.filter(within_reach(user, "space__")).order_by("title", "pk").distinct()
