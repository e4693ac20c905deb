"""One task and what its page shows around it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from journeys.models import Attachment, ChecklistItem, Event, Journey, Task
from journeys.queries.items import items_of


def tasks_of(journey: Journey) -> QuerySet[Task]:
    """The tasks of a journey with phase, module, parent and owner, and their tools."""
    return journey.tasks.select_related("module__phase", "parent", "owner").prefetch_related("tools")


@dataclass(frozen=True, slots=True)
class Group:
    """Items of one kind under one heading."""

    heading: str
    items: list[ChecklistItem]


def checklists_of(journey: Journey, task_ids: Iterable[int]) -> dict[int, list[Group]]:
    """The items of each of the tasks, grouped by kind and section, kinds in their own order. Two queries."""
    kinds = ChecklistItem.Kind.values
    by_task: dict[int, list[ChecklistItem]] = {task_id: [] for task_id in task_ids}
    for item in items_of(journey).filter(task__in=by_task):
        by_task[item.task_id].append(item)
    return {
        task_id: [
            Group(heading_of(kind, section), list(group))
            for (kind, section), group in groupby(
                sorted(items, key=lambda item: kinds.index(item.kind)), key=lambda item: (item.kind, item.section)
            )
        ]
        for task_id, items in by_task.items()
    }


HEADINGS = {
    ChecklistItem.Kind.CRITERION: "Acceptance criteria",
    ChecklistItem.Kind.CHECK: "Go / no-go checks",
    ChecklistItem.Kind.TEST: "Test cases",
    ChecklistItem.Kind.QUESTION: "Questions",
}


def heading_of(kind: str, section: str) -> str:
    heading = HEADINGS[ChecklistItem.Kind(kind)]
    return f"{heading}: {section}" if section else heading


def neighbours_of(journey: Journey, task: Task) -> tuple[Task | None, Task | None]:
    """The tasks before and after in the order of the outline. One query."""
    ordered = list(journey.tasks.in_order().only("pk", "title", "journey"))
    place = next(place for place, each in enumerate(ordered) if each.pk == task.pk)
    before = ordered[place - 1] if place else None
    after = ordered[place + 1] if place + 1 < len(ordered) else None
    return before, after


def files_of(task: Task) -> QuerySet[Attachment]:
    """The current files of a task, newest first, evidence among them."""
    return task.attachments.current().with_uploader().select_related("item")


def events_of(task: Task, limit: int = 20) -> QuerySet[Event]:
    return task.events.order_by("-sequence")[:limit]
