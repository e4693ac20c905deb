"""Tasks: their status, texts, owner, dates and effort."""

from datetime import date
from decimal import Decimal

from django.utils.timezone import now

from journeys.models import Event, Journey, Member, Policy, Task, User
from journeys.queries.dependencies import unblocked_by
from journeys.services.decisions import refuse_untaken
from journeys.services.dependencies import ask_about_waiting
from journeys.services.errors import Confirm, Conflict, Refusal
from journeys.services.history import changing, record
from journeys.services.telling import tell_assigned, tell_status
from journeys.services.texts import checked_text, checked_title

Status = Task.Status
VERBS = {
    Status.PLANNED: "task.replanned",
    Status.IN_PROGRESS: "task.started",
    Status.BLOCKED: "task.blocked",
    Status.COMPLETED: "task.completed",
    Status.OUT_OF_SCOPE: "task.left_scope",
}
NEEDS_REASON = {
    Status.BLOCKED: "Say what blocks this task.",
    Status.OUT_OF_SCOPE: "Say why this task leaves the scope.",
}


def set_status(*, task: Task, status: str, by: User, reason: str = "", confirmed: bool = False) -> Task:
    """Give `task` its status; the same status and reason twice is one change and one event.

    Blocked and out of scope need a reason, and so does coming back into scope. Completing a task with unresolved
    items or open subtasks, and starting one that waits for others, is refused, or asks for `confirmed`, as the
    journey's policies say. A task that waits for a decision is completed after it.
    """
    with changing(task.journey_id) as journey:
        task = Task.objects.select_related("owner").get(pk=task.pk)
        reason = reason.strip()
        if task.status == status and (not reason or task.status_reason == reason):
            return task
        refuse_without_reason(task, status, reason)
        if status == Status.COMPLETED:
            refuse_untaken(tasks=task)
            ask_about_open_work(journey, task, confirmed)
        if status == Status.IN_PROGRESS or (status == Status.COMPLETED and task.status != Status.IN_PROGRESS):
            ask_about_waiting(journey, task, confirmed)
        before, task.status, task.status_reason = task.status, status, reason
        task.completed_at = now() if status == Status.COMPLETED else None
        task.save(update_fields=["status", "status_reason", "completed_at"])
        verb = "task.entered_scope" if before == Status.OUT_OF_SCOPE else VERBS[Status(status)]
        unblocked = freed_by(task) if status == Status.COMPLETED else []
        record(
            journey, verb, by=by, task=task,
            title=task.title, before=before, after=status, reason=reason,
            unblocked=[each.title for each in unblocked] if status == Status.COMPLETED else None,
        )  # fmt: skip
        tell_status(journey, task, before=before, unblocked=unblocked, by=by)
    return task


def freed_by(task: Task) -> list[Task]:
    return list(unblocked_by(task)) if task.dependents.exists() else []


def refuse_without_reason(task: Task, status: str, reason: str) -> None:
    if reason:
        return
    if status in NEEDS_REASON:
        raise Refusal(NEEDS_REASON[Status(status)])
    if task.status == Status.OUT_OF_SCOPE:
        raise Refusal("Say why this task comes back into the scope.")


def ask_about_open_work(journey: Journey, task: Task, confirmed: bool) -> None:
    items = task.items.unresolved().count()
    subtasks = task.subtasks.exclude(status__in=[Status.COMPLETED, Status.OUT_OF_SCOPE]).count()
    if not items and not subtasks:
        return
    left = " and ".join(
        f"{count} {noun}{'' if count == 1 else 's'}"
        for count, noun in ((items, "unresolved item"), (subtasks, "open subtask"))
        if count
    )
    if journey.open_items_policy == Policy.REFUSE:
        raise Refusal(f"This task has {left}. Settle them first.")
    if not confirmed:
        raise Confirm(f"This task has {left}. Complete it all the same?")


def edit_text(*, task: Task, field: str, text: str, base_revision: int, by: User) -> Task:
    """Change the `title` or `description`, written from the journey's `base_revision`.

    Raises Conflict, with both texts, when someone changed the same field since.
    """
    if field not in {"title", "description"}:
        raise ValueError(field)
    with changing(task.journey_id) as journey:
        task = Task.objects.select_related("owner").get(pk=task.pk)
        text = checked_title(text) if field == "title" else checked_text(text)
        before = getattr(task, field)
        if text == before:
            return task
        if changed_since(task, field, base_revision):
            raise Conflict(theirs=before, yours=text)
        setattr(task, field, text)
        task.save(update_fields=[field])
        record(journey, "task.edited", by=by, task=task, title=task.title, field=field, before=before, after=text)
    return task


def changed_since(task: Task, field: str, revision: int) -> bool:
    later = Event.objects.filter(task=task, revision__gt=revision, verb__in=["task.edited", "item.made_from_list"])
    return later.filter(data__field=field).exists()


def assign(*, task: Task, owner: Member | None, by: User) -> Task:
    """Make `owner`, a member of the journey, answerable for `task`. None takes the owner away."""
    with changing(task.journey_id) as journey:
        task = Task.objects.select_related("owner").get(pk=task.pk)
        if owner and owner.journey_id != journey.pk:
            raise Refusal("The owner is not a member of this journey. Add them on the People page first.")
        if task.owner_id == (owner.pk if owner else None):
            return task
        before, task.owner = task.owner, owner
        task.save(update_fields=["owner"])
        record(
            journey, "task.assigned", by=by, task=task,
            title=task.title, before=before and before.name, after=owner and owner.name,
        )  # fmt: skip
        tell_assigned(journey, owner, f"the task “{task.title}”", noun="task", by=by, task=task.pk)
    return task


def schedule(*, task: Task, starts_on: date | None, due_on: date | None, by: User) -> Task:
    """Set both dates; None means no date."""
    if starts_on and due_on and due_on < starts_on:
        raise Refusal("The due date is before the start. Move one of them.")
    return set_facts(task, "task.scheduled", {"starts_on": starts_on, "due_on": due_on}, by)


def set_effort(*, task: Task, estimate_hours: Decimal | None, spent_hours: Decimal | None, by: User) -> Task:
    """Set the estimate and the time spent, in hours; None means not known."""
    if any(hours is not None and hours < 0 for hours in (estimate_hours, spent_hours)):
        raise Refusal("Hours can't be negative.")
    return set_facts(task, "task.estimated", {"estimate_hours": estimate_hours, "spent_hours": spent_hours}, by)


def set_facts(task: Task, verb: str, facts: dict, by: User) -> Task:
    """Write `facts`, with an event that holds what they were and are; nothing when nothing changed."""
    with changing(task.journey_id) as journey:
        task = Task.objects.select_related("owner").get(pk=task.pk)
        before = {name: getattr(task, name) for name in facts}
        if before == facts:
            return task
        for name, value in facts.items():
            setattr(task, name, value)
        task.save(update_fields=list(facts))
        record(journey, verb, by=by, task=task, title=task.title, before=before, after=facts)
    return task
