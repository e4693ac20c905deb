"""What waits for one person, across journeys."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from journeys.models import ChecklistItem, Task, User

DAYS_AHEAD = 14


@dataclass(frozen=True, slots=True)
class Work:
    """A task that a person owns, or a checklist item in one, that is not done."""

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


def work_of(user: User) -> list[Work]:
    """The open tasks and items that `user` owns in journeys that are going on, by due date. Two queries."""
    going_on = {"journey__deleted_at": None, "journey__archived_at": None}
    tasks = Task.objects.open().filter(owner__user=user, **going_on).select_related("journey")
    items = (
        ChecklistItem.objects.unresolved()
        .filter(owner__user=user, task__in=Task.objects.in_scope().filter(**going_on))
        .select_related("task__journey")
    )
    work = [Work(task) for task in tasks] + [Work(item.task, item) for item in items]
    return sorted(work, key=lambda one: (one.due_on or date.max, one.task.journey.title, one.task.pk, bool(one.item)))


def grouped_by_due(work: Iterable[Work], today: date) -> list[Group]:
    """Overdue, next 14 days, later, no date: those that hold something."""
    overdue, soon, later, undated = groups = [
        Group("Overdue"), Group(f"Next {DAYS_AHEAD} days"), Group("Later"), Group("No date"),
    ]  # fmt: skip
    for one in work:
        if one.due_on is None:
            undated.work.append(one)
        elif one.due_on < today:
            overdue.work.append(one)
        else:
            (soon if one.due_on <= today + timedelta(days=DAYS_AHEAD) else later).work.append(one)
    return [group for group in groups if group.work]
