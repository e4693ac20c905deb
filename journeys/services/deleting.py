"""Phases, modules, tasks and checklist items leave a journey, with all that is in them.

Files stay with the journey; decisions, dependencies and letters of the RACI let go.
"""

from typing import Any

from journeys.models import ChecklistItem, Journey, Module, Phase, Task, User
from journeys.services.branches import journey_id_of
from journeys.services.checklists import tell_of_item
from journeys.services.errors import Refusal
from journeys.services.history import changing, record
from journeys.services.kept import Kept, gather, take_away
from journeys.services.remembering import remember

DELETED = {Phase: "phase.deleted", Module: "module.deleted"}
# What the event counts.
HELD = {"module": "modules", "task": "tasks", "checklistitem": "items", "comment": "comments"}


def delete_branch(*, branch: Phase | Module, by: User) -> None:
    """Take a phase or module away, with its tasks and all that is in these. Its person can undo it."""
    with changing(journey_id_of(branch)) as journey:
        branch = found(type(branch), branch.pk)
        kept = gather(type(branch), [branch.pk])
        facts: dict[str, Any] = {"id": branch.pk, "title": branch.title, "held": held_by(kept)}
        event = record(journey, DELETED[type(branch)], by=by, **facts)
        take_away(kept)
        remember(journey, event, by, kept=kept)


def delete_task(*, task: Task, by: User) -> None:
    """Take a task away, with its subtasks and all that is in them. Its person can undo it."""
    with changing(task.journey_id) as journey:
        task = found(Task, task.pk)
        kept = gather(Task, [task.pk])
        event = tell_of_task(journey, task, held_by(kept), by)
        take_away(kept)
        remember(journey, event, by, kept=kept)


def tell_of_task(journey: Journey, task: Task, held: dict[str, int] | None, by: User):
    return record(journey, "task.deleted", by=by, task=task, title=task.title, held=held)


def delete_item(*, item: ChecklistItem, by: User) -> None:
    """Take a checklist item away. Its evidence stays with the task. Its person can undo it."""
    with changing(item.task.journey_id) as journey:
        item = found(ChecklistItem, item.pk)
        kept = gather(ChecklistItem, [item.pk])
        event = tell_of_item(journey, "item.deleted", item, by)
        take_away(kept)
        remember(journey, event, by, kept=kept)


def found(model: Any, pk: int) -> Any:
    row = model.objects.filter(pk=pk).first()
    if row is None:
        raise Refusal("Someone deleted this already.")
    return row


def held_by(kept: Kept) -> dict[str, int]:
    """How much goes away with the rows themselves, and how many files stay."""
    counts = {words: kept.count(name) - len(kept.ids) * (name == kept.root) for name, words in HELD.items()}
    return {words: count for words, count in {**counts, "files": kept.files}.items() if count}


def take_back_task(*, task: Task, by: User) -> None:
    """Take a task away that nothing hangs on yet: no subtasks, items, files or comments."""
    with changing(task.journey_id) as journey:
        task = Task.objects.get(pk=task.pk)
        refuse_used(
            task,
            {
                "subtasks": task.subtasks,
                "checklist items": task.items,
                "files": task.attachments,
                "comments": task.comments,
                "decisions that it waits for": task.decisions,
            },
        )
        record(journey, "task.deleted", by=by, task=task, title=task.title)
        task.delete()


def take_back_item(*, item: ChecklistItem, by: User) -> None:
    """Take a checklist item away that nothing hangs on yet: no evidence, no decision."""
    with changing(item.task.journey_id) as journey:
        item = ChecklistItem.objects.select_related("task").get(pk=item.pk)
        refuse_used(item, {"files as evidence": item.evidence, "decisions that it waits for": item.decisions})
        tell_of_item(journey, "item.deleted", item, by)
        item.delete()


def refuse_used(row: Task | ChecklistItem, uses: dict) -> None:
    used = [words for words, rows in uses.items() if rows.exists()]
    if used:
        raise Refusal(f"“{row}” has {' and '.join(used)}. What is used is not deleted.")
