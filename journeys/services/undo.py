"""A person takes back what they deleted, moved or changed at once, as long as nobody touched the same rows since."""

from typing import Any

from django.utils.timezone import now

from journeys.models import ChecklistItem, Dependency, Journey, Module, Outcome, Phase, Task, Undo, User
from journeys.services import checklists, tree
from journeys.services.bulk import COLUMNS
from journeys.services.columns import read_column
from journeys.services.errors import Refusal, RowInTheWay, RowsInTheWay
from journeys.services.history import changing, record
from journeys.services.kept import Kept, gather, model_called, put_back, take_away
from journeys.services.positions import behind, room, siblings_of
from journeys.services.remembering import values_of
from journeys.services.upgrading import take_back_upgrade

FIELDS = [name.removesuffix("_id") for name in COLUMNS]
# An item that nobody did anything with yet.
UNUSED: dict[str, Any] = {"outcome": Outcome.OPEN, "note": "", "evidence": None, "decisions": None}
CHANGED_SINCE = "It was changed since."


def undo_change(*, undo: Undo, by: User) -> None:
    """Take back what `by` did: rows come back whole, under their ids; what was moved or changed is as it was.

    Refuses, and changes nothing, when anything that it touched was touched since; says what.
    """
    with changing(undo.journey_id) as journey:
        undo = Undo.objects.select_related("by").get(pk=undo.pk)
        refuse_unfit(undo, by)
        data = undo.data
        if "moved" in data:
            move_back(journey, data["moved"])
        if "kept" in data:
            bring_back(journey, Kept(**data["kept"]))
        if "made" in data:
            make_a_list_again(journey, data["made"])
        if "changed" in data:
            change_back(journey, data["changed"])
        if "upgrade" in data:
            take_back_upgrade(journey, data["upgrade"])
        undo.used_at, undo.data = now(), {}
        undo.save(update_fields=["used_at", "data"])
        record(journey, "journey.undone", by=by, what=undo.label, undone=undo.sequence)


def refuse_unfit(undo: Undo, by: User) -> None:
    if undo.by_id != by.pk:
        raise Refusal(f"{undo.by.name} did this. Only they can undo it.")
    if undo.used_at:
        raise Refusal("This was undone already.")


def bring_back(journey: Journey, kept: Kept) -> None:
    tree.refuse_full(journey, kept.count("task"))
    put_back(kept, settle_in)
    if kept.count("dependency"):
        refuse_loops(journey)


def settle_in(row: Phase | Module | Task | ChecklistItem) -> None:
    """Where it was, or right before what stands there by now."""
    refuse_homeless(row)
    if isinstance(row, Task) and row.parent:
        row.module_id = row.parent.module_id
    if hasattr(row, "position"):
        there = siblings_of(row).filter(position=row.position).first()
        row.position = room(siblings_of(row), before=there) if there else row.position


HOLDERS = {"phase": "phase", "module": "module", "task": "task", "parent": "task"}


def refuse_homeless(row: Any) -> None:
    for name, noun in HOLDERS.items():
        holder_id = getattr(row, f"{name}_id", None)
        if holder_id and not type(row)._meta.get_field(name).related_model._base_manager.filter(pk=holder_id).exists():
            raise Refusal(f"The {noun} that “{row}” was in is gone by now. Bring that back first.")
    if isinstance(row, Task) and row.parent and row.parent.parent_id:
        raise Refusal(f"“{row.parent}”, which “{row}” was below, is a subtask by now, and has none of its own.")


def refuse_loops(journey: Journey) -> None:
    import networkx  # 20 MB that only this needs

    pairs = Dependency.objects.filter(task__journey=journey).values_list("task", "waits_for")
    if not networkx.is_directed_acyclic_graph(networkx.DiGraph([*pairs])):
        raise Refusal("Tasks would wait for each other in a loop. Take out a dependency that was added since.")


def move_back(journey: Journey, moved: dict[str, Any]) -> None:
    model = model_called(moved["model"])
    row: Any = model._base_manager.filter(pk=moved["id"]).first()
    if row is None:
        raise Refusal(f"“{moved['label']}” is not there any more.")
    if values_of(row, *moved["after"]) != moved["after"]:
        raise Refusal(f"“{row}” was moved since.")
    columns = moved["columns"]
    for name, value in columns.items():
        setattr(row, name, value)
    refuse_homeless(row)
    row.position = place_again(row, moved["behind"])
    write_place(journey, row, list(columns))


def place_again(row: Any, behind_id: int | None) -> int:
    """The position that the row had, where that still is behind the same sibling; else one behind that sibling."""
    siblings = siblings_of(row)
    others = siblings.exclude(pk=row.pk).order_by("position")
    previous = others.filter(position__lt=row.position).last()
    if not others.filter(position=row.position).exists() and behind_id == (previous and previous.pk):
        return row.position
    anchor = others.filter(pk=behind_id).first()
    if anchor:
        return room(siblings, after=anchor, moving=row)
    following = others.filter(position__gte=row.position if behind_id else 0).first()
    return room(siblings, before=following, moving=row) if following else behind(others)


def write_place(journey: Journey, row: Any, columns: list[str]) -> None:
    match row:
        case Task():
            target = row.parent or row.module
            stored = Task.objects.get(pk=row.pk)
            tree.refuse_unfit(stored, target)
            tree.put(stored, target, row.position)
        case ChecklistItem():
            checklists.put(row, {"task": row.task, "section": row.section, "position": row.position})
        case _:
            row.save(update_fields=[name.removesuffix("_id") for name in columns])


def make_a_list_again(journey: Journey, made: dict[str, Any]) -> None:
    """The items that a list of a description became."""
    task = journey.tasks.filter(pk=made["task"]).first()
    if task is None or task.description != made["after"]:
        raise Refusal("The description that the list was in was changed since.")
    items = {str(item.pk): item for item in task.items.filter(pk__in=made["texts"], **UNUSED)}
    if {pk: item.text for pk, item in items.items()} != made["texts"]:
        raise Refusal("Some of the items were changed, settled or used since.")
    take_away(gather(ChecklistItem, [item.pk for item in items.values()]))
    task.description = made["before"]
    task.save(update_fields=["description"])


def change_back(journey: Journey, changed: list[dict[str, Any]]) -> None:
    """Tasks that were changed at once."""
    tasks = journey.tasks.in_bulk([each["id"] for each in changed])
    in_the_way = [
        RowInTheWay(each["id"], each["label"], CHANGED_SINCE if each["id"] in tasks else "It is not there any more.")
        for each in changed
        if each["id"] not in tasks or values_of(tasks[each["id"]], *each["after"]) != each["after"]
    ]
    if in_the_way:
        raise RowsInTheWay(f"Nothing was undone: of {len(changed)} tasks {len(in_the_way)} are in the way.", in_the_way)
    members = set(journey.members.values_list("pk", flat=True))
    for each in changed:
        for name, value in each["before"].items():
            setattr(tasks[each["id"]], name, read_column(Task, name, value))
        task = tasks[each["id"]]
        task.owner_id = task.owner_id if task.owner_id in members else None
    Task.objects.bulk_update(tasks.values(), FIELDS, batch_size=500)
