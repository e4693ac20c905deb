"""The lines of a checklist: adding, rewording and moving them. What they come to is in `items`."""

from journeys.models import ChecklistItem, Journey, Task, User
from journeys.services.errors import Refusal
from journeys.services.history import changing, record
from journeys.services.positions import room
from journeys.services.texts import LONGEST_TITLE, checked_text

MOST_ITEMS = 1_000


def add_item(
    *,
    task: Task,
    kind: str,
    text: str,
    by: User,
    section: str = "",
    needs_evidence: bool = False,
    after: ChecklistItem | None = None,
) -> ChecklistItem:
    """A new item of one of ChecklistItem.Kind, open, behind the others of `task`, or right `after` one."""
    with changing(task.journey_id) as journey:
        refuse_full(task)
        item = ChecklistItem.objects.create(
            task=task,
            kind=ChecklistItem.Kind(kind),
            section=checked_section(section),
            text=checked_words(text),
            needs_evidence=needs_evidence,
            position=room(task.items.all(), after=after),
        )
        tell_of_item(journey, "item.added", item, by)
    return item


def refuse_full(task: Task, more: int = 1) -> None:
    if task.items.count() + more > MOST_ITEMS:
        raise Refusal(f"A task has at most {MOST_ITEMS:,} checklist items.")


def checked_section(section: str) -> str:
    return " ".join(section.split())[:LONGEST_TITLE]


def checked_words(text: str) -> str:
    text = checked_text(text)
    if not text:
        raise Refusal("A checklist item needs a text.")
    return text


def tell_of_item(journey: Journey, verb: str, item: ChecklistItem, by: User, **said) -> None:
    facts = {"item": item.pk, "text": item.text, "kind": item.kind, **said}
    record(journey, verb, by=by, task=item.task, **facts)
