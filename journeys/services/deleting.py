"""Tasks and checklist items leave a journey for good."""

from journeys.models import ChecklistItem, Task, User
from journeys.services.checklists import tell_of_item
from journeys.services.errors import Refusal
from journeys.services.history import changing, record


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
