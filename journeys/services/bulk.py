"""Many tasks are changed or deleted at once: all of them, or none."""

from collections.abc import Collection, Iterable
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Any, NotRequired, TypedDict

from journeys.models import Dependency, Journey, Member, Task, User
from journeys.services.deleting import held_by, tell_of_task
from journeys.services.errors import Confirm, Refusal, RowInTheWay, RowsInTheWay, RowsToConfirm
from journeys.services.history import changing_many, record
from journeys.services.kept import gather, take_away
from journeys.services.remembering import remember, values_of
from journeys.services.tasks import assign, schedule, set_status

# Each goes through its own rules: these take some seconds.
MOST_AT_ONCE = 1_000
# What a change of many tasks may write.
COLUMNS = ("owner_id", "starts_on", "due_on", "status", "status_reason", "completed_at")


class Wanted(TypedDict):
    """What becomes of each of the tasks; what is left out stays as it is.

    `in_scope` False takes them out of scope, True brings those back that were taken out themselves.
    """

    owner: NotRequired[Member | None]
    starts_on: NotRequired[date | None]
    due_on: NotRequired[date | None]
    status: NotRequired[str]
    in_scope: NotRequired[bool]


def change_tasks(
    *, journey: Journey, task_ids: Collection[int], wanted: Wanted, by: User, reason: str = "", confirmed: bool = False
) -> int:  # fmt: skip
    """Do what is wanted to all of the tasks, under the same rules as to one; returns how many changed.

    When a rule refuses one of them, nothing is done: RowsInTheWay holds them all. When rules only ask, RowsToConfirm
    does. Subtasks, and what others wait for, come first, so that all can be completed at once.
    """
    with changing_many(journey.pk) as batch:
        tasks = chosen(batch.journey, task_ids)
        before = {task.pk: values_of(task, *COLUMNS) for task in tasks}
        refused: list[tuple[Task, Refusal]] = []
        for task in in_working_order(tasks):
            try:
                with batch.attempt():
                    change_one(task, wanted, by, reason, confirmed)
            except Refusal as refusal:
                refused.append((task, refusal))
        if refused:
            raise in_the_way(refused, len(tasks))
        changed = changes_since(batch.journey, before)
        if changed:
            said: dict[str, Any] = {**words_of(wanted), "reason": reason.strip()}
            event = record(batch.journey, "tasks.changed", by=by, count=len(changed), **said)
            remember(batch.journey, event, by, changed=changed)
    return len(changed)


def chosen(journey: Journey, task_ids: Collection[int]) -> list[Task]:
    """In the order of the outline."""
    ids = set(task_ids)
    if not ids:
        raise Refusal("Select at least one task first.")
    if len(ids) > MOST_AT_ONCE:
        raise Refusal(f"At most {MOST_AT_ONCE:,} tasks are changed at once.")
    tasks = list(journey.tasks.in_order().filter(pk__in=ids).select_related("owner"))
    if missing := len(ids) - len(tasks):
        raise Refusal(f"{missing} of the {len(ids)} tasks are not in this journey any more. Select them again.")
    return tasks


def in_working_order(tasks: list[Task]) -> Iterable[Task]:
    """Subtasks before their task, and what is waited for before what waits; as they come where that goes in circles."""
    by_id = {task.pk: task for task in tasks}
    needs: dict[int, set[int]] = {pk: set() for pk in by_id}
    for task in tasks:
        if task.parent_id in needs:
            needs[task.parent_id].add(task.pk)
    for task_id, other in Dependency.objects.filter(task__in=by_id).values_list("task", "waits_for"):
        if other in needs:
            needs[task_id].add(other)
    try:
        return [by_id[pk] for pk in TopologicalSorter(needs).static_order()]
    except CycleError:
        return tasks


def change_one(task: Task, wanted: Wanted, by: User, reason: str, confirmed: bool) -> None:
    if "owner" in wanted:
        assign(task=task, owner=wanted["owner"], by=by)
    if "starts_on" in wanted or "due_on" in wanted:
        starts_on, due_on = wanted.get("starts_on", task.starts_on), wanted.get("due_on", task.due_on)
        schedule(task=task, starts_on=starts_on, due_on=due_on, by=by)
    status = status_for(task, wanted)
    if status:
        set_status(task=task, status=status, reason=reason, confirmed=confirmed, by=by)


def status_for(task: Task, wanted: Wanted) -> str | None:
    if "in_scope" not in wanted:
        return wanted.get("status")
    if not wanted["in_scope"]:
        return Task.Status.OUT_OF_SCOPE
    return Task.Status.PLANNED if task.status == Task.Status.OUT_OF_SCOPE else None


def in_the_way(refused: list[tuple[Task, Refusal]], total: int) -> RowsInTheWay:
    rows = [RowInTheWay(task.pk, task.title, str(refusal)) for task, refusal in refused]
    count = f"{len(rows)} of the {total} tasks" if total > 1 else "this task"
    if all(isinstance(refusal, Confirm) for _, refusal in refused):
        return RowsToConfirm(f"Nothing was changed yet: look at {count} first. Go on all the same?", rows)
    return RowsInTheWay(f"Nothing was changed: {count} can't be.", rows)


def changes_since(journey: Journey, before: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """For each task that is not what it was, what undoing takes."""
    changed = []
    for task in journey.tasks.filter(pk__in=before).order_by("pk"):
        was, now = before[task.pk], values_of(task, *COLUMNS)
        names = [name for name in COLUMNS if was[name] != now[name]]
        if names:
            facts = {"before": {name: was[name] for name in names}, "after": {name: now[name] for name in names}}
            changed.append({"id": task.pk, "label": task.title, **facts})
    return changed


def words_of(wanted: Wanted) -> dict[str, Any]:
    """As the event says it: the owner by name."""
    said: dict[str, Any] = dict(wanted)
    if "owner" in wanted:
        said["owner"] = wanted["owner"].name if wanted["owner"] else None
    return {"wanted": said}


def delete_tasks(*, journey: Journey, task_ids: Collection[int], by: User) -> int:
    """Take the tasks away, with their subtasks and all that is in them; returns how many were chosen."""
    with changing_many(journey.pk) as batch:
        tasks = chosen(batch.journey, task_ids)
        kept = gather(Task, [task.pk for task in tasks])
        for task in tasks:
            tell_of_task(batch.journey, task, None, by)
        event = record(batch.journey, "tasks.deleted", by=by, count=len(tasks), held=held_by(kept))
        take_away(kept)
        remember(batch.journey, event, by, kept=kept)
    return len(tasks)
