"""The lines of a checklist: adding, rewording and moving them. What they come to is in `items`."""

from typing import Any

from journeys.models import Attachment, ChecklistItem, Event, Journey, Outcome, Priority, Task, User
from journeys.playbooks.lists import BulletList, bullet_lists
from journeys.services.branches import place
from journeys.services.errors import Conflict, Refusal
from journeys.services.growing import GAP
from journeys.services.history import changing, record
from journeys.services.positions import behind, room
from journeys.services.remembering import moved, place_of, remember
from journeys.services.texts import LONGEST_TITLE, checked_text

Kind = ChecklistItem.Kind
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
        task = journey.tasks.get(pk=task.pk)
        refuse_full(task)
        item = ChecklistItem.objects.create(
            task=task,
            kind=Kind(kind),
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


def reword_item(*, item: ChecklistItem, text: str, base_revision: int, by: User) -> ChecklistItem:
    """Change what the item says, written from the journey's `base_revision`. What it came to stays.

    Raises Conflict, with both texts, when someone changed it since.
    """
    with changing(item.task.journey_id) as journey:
        item = locked(item, journey)
        text, before = checked_words(text), item.text
        if text == before:
            return item
        later = Event.objects.filter(journey=journey, revision__gt=base_revision, verb="item.edited")
        if later.filter(data__item=item.pk).exists():
            raise Conflict(theirs=before, yours=text)
        item.text = text
        item.save(update_fields=["text"])
        tell_of_item(journey, "item.edited", item, by, before=before, after=text)
    return item


def change_item(
    *, item: ChecklistItem, by: User, kind: str | None = None, section: str | None = None,
    needs_evidence: bool | None = None,
) -> ChecklistItem:  # fmt: skip
    """Change what is given. The kind of an item says what it can come to, so that it changes while it is open only."""
    with changing(item.task.journey_id) as journey:
        item = locked(item, journey)
        given = {"kind": kind and Kind(kind), "section": section, "needs_evidence": needs_evidence}
        facts = {name: value for name, value in given.items() if value is not None}
        if section is not None:
            facts["section"] = checked_section(section)
        before = {name: getattr(item, name) for name in facts}
        if before == facts:
            return item
        if facts.get("kind", item.kind) != item.kind:
            refuse_settled(item)
            before["priority"], facts["priority"] = item.priority, Priority.MEDIUM
        write(item, facts)
        tell_of_item(journey, "item.changed", item, by, before=before, after=facts)
    return item


def refuse_settled(item: ChecklistItem) -> None:
    if item.outcome != Outcome.OPEN:
        raise Refusal("This item is settled already. Open it again to make something else of it.")


def write(item: ChecklistItem, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(item, name, value)
    item.save(update_fields=list(facts))


def move_item(
    *,
    item: ChecklistItem,
    by: User,
    into: Task | None = None,
    before: ChecklistItem | None = None,
    after: ChecklistItem | None = None,
) -> ChecklistItem:
    """Put the item right before or after another of its kind, into its section; or behind the items of a task.

    Its evidence goes with it. At most five items are written.
    """
    with changing(item.task.journey_id) as journey:
        item, sibling = locked(item, journey), before or after
        sibling = sibling and ChecklistItem.objects.filter(task__journey=journey, pk=sibling.pk).first()
        task = task_for(journey, item, into, sibling)
        refuse_mixed(item, sibling)
        stood = place_of(item, "task_id", "section")
        position = room(task.items.all(), before=before, after=after, moving=item)
        facts = {"task": task, "position": position, "section": sibling.section if sibling else item.section}
        source = item.task
        if facts == {name: getattr(item, name) for name in facts}:
            return item
        put(item, facts)
        said = {"from": source.title, "to": task.title} | place(before, after)
        remember(journey, tell_of_item(journey, "item.moved", item, by, **said), by, **moved(item, stood))
    return item


def put(item: ChecklistItem, facts: dict[str, Any]) -> None:
    """Write where the item stands, and take its evidence along."""
    write(item, facts)
    Attachment.objects.filter(item=item).exclude(task=item.task_id).update(task=item.task_id)


def task_for(journey: Journey, item: ChecklistItem, into: Task | None, sibling: ChecklistItem | None) -> Task:
    task_id = sibling.task_id if sibling else into.pk if into else item.task_id
    task = journey.tasks.filter(pk=task_id).first()
    if task is None:
        raise Refusal("This task is no part of the journey by now. Reload the page.")
    if task.pk != item.task_id:
        refuse_full(task)
    return task


def refuse_mixed(item: ChecklistItem, sibling: ChecklistItem | None) -> None:
    if sibling and sibling.kind != item.kind:
        kind = item.get_kind_display().lower()
        raise Refusal(f"“{item}” is of another kind ({kind}) than “{sibling}”. Each kind has its own list.")


def items_from_list(
    *, task: Task, kind: str, base_revision: int, by: User, number: int = 0, section: str = ""
) -> list[ChecklistItem]:  # fmt: skip
    """Turn a list of the task's description, the first or the one with this `number`, into items: open, of one kind.

    The lines leave the description, which was read at the journey's `base_revision`; refuses when it changed since.
    The person can undo it.
    """
    with changing(task.journey_id) as journey:
        task = Task.objects.get(pk=task.pk)
        later = Event.objects.filter(task=task, revision__gt=base_revision)
        if later.filter(data__field="description").exists():
            raise Refusal("Someone changed this description meanwhile. Reload the page to see what it says now.")
        chosen, before = chosen_list(task, number), task.description
        refuse_full(task, len(chosen.entries))
        items = make_items(task, chosen, Kind(kind), checked_section(section))
        task.description = without(task.description, chosen)
        task.save(update_fields=["description"])
        tell_of_list(journey, task, before, items, by)
    return items


def make_items(task: Task, chosen: BulletList, kind: Kind, section: str) -> list[ChecklistItem]:
    start = behind(task.items.all())
    return ChecklistItem.objects.bulk_create(
        ChecklistItem(task=task, kind=kind, section=section, text=checked_words(text), position=start + at * GAP)
        for at, text in enumerate(chosen.entries)
    )


def tell_of_list(journey: Journey, task: Task, before: str, items: list[ChecklistItem], by: User) -> None:
    said: dict[str, Any] = {"title": task.title, "kind": items[0].kind, "count": len(items)}
    texts: dict[str, Any] = {"field": "description", "before": before, "after": task.description}
    ids = [item.pk for item in items]
    event = record(journey, "item.made_from_list", by=by, task=task, items=ids, **said, **texts)
    made = {"task": task.pk, "before": before, "after": task.description}
    remember(journey, event, by, made={**made, "texts": {item.pk: item.text for item in items}})


def chosen_list(task: Task, number: int) -> BulletList:
    lists = bullet_lists(task.description)
    if not 0 <= number < len(lists):
        raise Refusal("There is no such list in the description of this task.")
    return lists[number]


def without(text: str, taken: BulletList) -> str:
    lines = text.split("\n")
    above, below = "\n".join(lines[: taken.start]).rstrip(), "\n".join(lines[taken.end :]).strip("\n")
    return "\n\n".join(filter(None, [above, below]))


def locked(item: ChecklistItem, journey: Journey) -> ChecklistItem:
    """As it is now, under the lock of its journey."""
    item = ChecklistItem.objects.select_related("task", "owner").get(pk=item.pk)
    item.task.journey = journey
    return item


def tell_of_item(journey: Journey, verb: str, item: ChecklistItem, by: User, **said) -> Event:
    facts: dict[str, Any] = {"item": item.pk, "text": item.text, "kind": item.kind, **said}
    return record(journey, verb, by=by, task=item.task, **facts)
