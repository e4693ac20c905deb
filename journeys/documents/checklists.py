"""The checklist items of what is in scope, each with the task that it is of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from journeys.documents.snapshot import Item, Member, Snapshot, Task
from journeys.models import ChecklistItem


@dataclass(frozen=True, slots=True)
class Entry:
    task: Task
    item: Item

    @property
    def owner(self) -> Member | None:
        return self.item.owner or self.task.owner

    @property
    def phase(self) -> str:
        return self.task.module.phase.title

    @property
    def settled_on(self) -> date | None:
        return self.item.settled_at.date() if self.item.settled_at else None


def entries(snapshot: Snapshot, kind: ChecklistItem.Kind) -> Iterator[Entry]:
    """All items of one kind, in the outline's order."""
    for task in snapshot.tasks:
        if task.in_scope:
            yield from (Entry(task, item) for item in task.items if item.kind == kind)
