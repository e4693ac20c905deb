"""Tasks and checklist items come into a journey, and leave it for good."""

from django.db.models import Max, QuerySet

from journeys.models import ChecklistItem, Journey, Module, Task, User
from journeys.services.errors import Refusal
from journeys.services.growing import GAP
from journeys.services.history import changing, record

LONGEST_TITLE = 300
LONGEST_TEXT = 100_000
# Beyond what any migration has: they keep a slip from filling the journey.
MOST_TASKS = 20_000
MOST_ITEMS = 1_000


def add_task(
    *, module: Module, title: str, by: User, parent: Task | None = None, description: str = ""
) -> Task:  # fmt: skip
    """A new task, planned, behind the others of `module`; with a `parent` a subtask, behind its others."""
    with changing(module.phase.journey_id) as journey:
        refuse_misplaced(module, parent)
        refuse_full(journey.tasks.all(), MOST_TASKS, "A journey", "tasks")
        siblings = Task.objects.filter(parent=parent) if parent else Task.objects.filter(module=module, parent=None)
        task = Task.objects.create(
            journey=journey,
            module=module,
            parent=parent,
            title=checked_title(title),
            description=checked_text(description),
            position=place_behind(siblings),
        )
        record(journey, "task.added", by=by, task=task, title=task.title, parent=parent and parent.title)
    return task


def add_item(
    *, task: Task, kind: str, text: str, by: User, section: str = "", needs_evidence: bool = False
) -> ChecklistItem:  # fmt: skip
    """A new item of one of ChecklistItem.Kind, open, behind the others of `task`."""
    with changing(task.journey_id) as journey:
        refuse_full(task.items.all(), MOST_ITEMS, "A task", "checklist items")
        item = ChecklistItem.objects.create(
            task=task,
            kind=ChecklistItem.Kind(kind),
            section=" ".join(section.split())[:LONGEST_TITLE],
            text=checked_words(text),
            needs_evidence=needs_evidence,
            position=place_behind(task.items.all()),
        )
        tell_of_item(journey, "item.added", item, by)
    return item


def delete_task(*, task: Task, by: User) -> None:
    """Take a task away that nothing hangs on: no subtasks, items, files or comments. Out of scope is for all others."""
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


def delete_item(*, item: ChecklistItem, by: User) -> None:
    """Take a checklist item away that nothing hangs on: no evidence, no decision."""
    with changing(item.task.journey_id) as journey:
        item = ChecklistItem.objects.select_related("task").get(pk=item.pk)
        refuse_used(item, {"files as evidence": item.evidence, "decisions that it waits for": item.decisions})
        tell_of_item(journey, "item.deleted", item, by)
        item.delete()


def tell_of_item(journey: Journey, verb: str, item: ChecklistItem, by: User) -> None:
    record(journey, verb, by=by, task=item.task, item=item.pk, text=item.text, kind=item.kind)


def refuse_misplaced(module: Module, parent: Task | None) -> None:
    if parent and parent.parent_id:
        raise Refusal(f"“{parent}” is a subtask, which has no subtasks of its own.")
    if parent and parent.module_id != module.pk:
        raise Refusal(f"A subtask is in the module of its task. That of “{parent}” is “{parent.module}”.")


def refuse_full(rows: QuerySet, most: int, what: str, of: str) -> None:
    if rows.count() >= most:
        raise Refusal(f"{what} has at most {most:,} {of}.")


def refuse_used(row: Task | ChecklistItem, uses: dict) -> None:
    used = [words for words, rows in uses.items() if rows.exists()]
    if used:
        raise Refusal(f"“{row}” has {' and '.join(used)}. What is used is not deleted.")


def place_behind(siblings: QuerySet) -> int:
    last = siblings.order_by().aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + GAP


def checked_title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Refusal("A task needs a title.")
    if len(title) > LONGEST_TITLE:
        raise Refusal(f"A title has at most {LONGEST_TITLE} characters.")
    return title


def checked_words(text: str) -> str:
    text = checked_text(text)
    if not text:
        raise Refusal("A checklist item needs a text.")
    return text


def checked_text(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_TEXT:
        raise Refusal(f"A text has at most {LONGEST_TEXT:,} characters.")
    return text
