"""What a phase still misses before it can be signed off, and who was asked for it lately."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now

from journeys.models import Approval, Attachment, ChecklistItem, Decision, Event, Member, Phase, Task
from journeys.queries.approvals import ABOVE

SHOWN = 100
# The same thing is not asked for again sooner.
BETWEEN_QUESTIONS = timedelta(hours=24)
ASKED = ("item.asked", "task.asked", "decision.asked", "approval.reminded", "phase.asked")


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing. `row` is an item, a task, a decision or an approval; `owner` who can do something."""

    noun: str
    row: Any
    owner: Member | None
    task: Task | None = None
    why: str = ""

    @property
    def title(self) -> str:
        return str(self.row.thing if self.noun == "approval" else self.row)


@dataclass(slots=True)
class Lacks:
    """What is missing of one kind: how much, and the first of it."""

    name: str
    title: str
    total: int
    rows: list[Lack]
    asked: dict[int, str] = field(default_factory=dict)  # by the row's id: who asked its owner lately

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


def items_in(phase: Phase) -> QuerySet[ChecklistItem]:
    items = ChecklistItem.objects.filter(task__in=tasks_in(phase))
    order = ("task__module__position", "task__position", "position", "pk")
    return items.select_related("task__owner", "owner").order_by(*order)


def tasks_in(phase: Phase) -> QuerySet[Task]:
    """In scope."""
    return Task.objects.in_scope().filter(module__phase=phase)


def open_items(phase: Phase) -> QuerySet[ChecklistItem]:
    return items_in(phase).unresolved()  # type: ignore[attr-defined]  # as its manager has it


def missing_files(phase: Phase) -> QuerySet[ChecklistItem]:
    evidence = Attachment.objects.current().filter(item=OuterRef("pk"))
    return items_in(phase).filter(~Exists(evidence), needs_evidence=True)


def missing_approvals(phase: Phase) -> QuerySet[Approval]:
    """Those that wait, and those sent back since when the thing was not asked for again."""
    inside = Q(phase=phase) | Q(task__in=tasks_in(phase)) | Q(item__task__in=tasks_in(phase))
    same = Q(phase=OuterRef("phase")) | Q(task=OuterRef("task")) | Q(item=OuterRef("item"))
    later = Approval.objects.filter(same, pk__gt=OuterRef("pk")).exclude(status="withdrawn")
    lacking = Q(status=Approval.Status.WAITING) | Q(status=Approval.Status.SENT_BACK) & ~Exists(later)
    found = Approval.objects.filter(inside & lacking)
    return found.select_related(
        "asked", "asked_by", "item__owner", "item__task__owner", "task__owner", *ABOVE
    ).order_by("asked_at", "pk")


def open_decisions(phase: Phase) -> QuerySet[Decision]:
    of_tasks = Decision.tasks.through.objects.filter(decision=OuterRef("pk"), task__in=tasks_in(phase))
    of_items = Decision.items.through.objects.filter(
        decision=OuterRef("pk"), checklistitem__task__in=tasks_in(phase)
    )  # fmt: skip
    waited_for = Decision.objects.untaken().filter(Exists(of_tasks) | Exists(of_items), journey=phase.journey_id)
    return waited_for.select_related("owner", "approver").order_by("number")


def blocked_tasks(phase: Phase) -> QuerySet[Task]:
    blocked = tasks_in(phase).filter(status=Task.Status.BLOCKED)
    return blocked.select_related("owner").order_by("module__position", "position", "pk")


def lack_of_item(item: ChecklistItem) -> Lack:
    """Its own owner, else the one of its task."""
    why = "" if item.outcome == "open" else item.get_outcome_display()
    return Lack("item", item, item.owner or item.task.owner, item.task, why)


def lack_of_approval(approval: Approval) -> Lack:
    """What waits is for whom it is asked of; what was sent back for the owner of the thing."""
    item = approval.item
    task = item.task if item else approval.task
    if approval.is_waiting:
        return Lack("approval", approval, approval.asked, task, f"Waits for {approval.asked_name}")
    owner = item.owner if item and item.owner else task.owner if task else None
    return Lack("approval", approval, owner, task, f"Sent back: {approval.answer}")


def lack_of_decision(decision: Decision) -> Lack:
    return Lack("decision", decision, decision.approver or decision.owner)


def lack_of_task(task: Task) -> Lack:
    return Lack("task", task, task.owner, task, task.status_reason)


KINDS: tuple[tuple[str, str, Callable[[Phase], QuerySet[Any]], Callable[[Any], Lack]], ...] = (
    ("items", "Open items", open_items, lack_of_item),
    ("files", "Missing files", missing_files, lack_of_item),
    ("approvals", "Missing approvals", missing_approvals, lack_of_approval),
    ("decisions", "Open decisions", open_decisions, lack_of_decision),
    ("blocked", "Blocked tasks", blocked_tasks, lack_of_task),
)


def lacks_of(phase: Phase) -> list[Lacks]:
    """What the phase misses, each kind with its first rows. Two queries a kind, and one for who was asked."""
    found = [
        Lacks(name, title, rows(phase).order_by().count(), [lack(row) for row in rows(phase)[:SHOWN]])
        for name, title, rows, lack in KINDS
    ]
    asked = asked_lately(phase.journey_id)
    for lacks in found:
        lacks.asked = {
            lack.row.pk: who for lack in lacks.rows if (who := asked_by(asked, lack, phase.pk)) is not None
        }  # fmt: skip
    return found


def all_lacks(phase: Phase) -> list[Lack]:
    """The same whole, however much it is; an item that also misses its file is in it once."""
    once = {(lack.noun, lack.row.pk): lack for _, _, rows, make in KINDS for lack in map(make, rows(phase))}
    return list(once.values())


Asked = dict[tuple[str, int, int], str]


def asked_lately(journey_id: int, at: datetime | None = None) -> Asked:
    """Who asked lately, by what for: a noun, its id, and the member who was asked. One query."""
    since = (at or now()) - BETWEEN_QUESTIONS
    events = Event.objects.filter(journey=journey_id, verb__in=ASKED, at__gt=since).order_by("sequence")
    asked: Asked = {}
    for data, name in events.values_list("data", "actor_name"):
        for member in data["members"]:
            asked[data["noun"], data["id"], member] = name
    return asked


def asked_by(asked: Asked, lack: Lack, phase_id: int) -> str | None:
    """Who asked the owner for it, or for all that the phase misses."""
    if lack.owner is None:
        return None
    member = lack.owner.pk
    return asked.get((lack.noun, lack.row.pk, member)) or asked.get(("phase", phase_id, member))


def by_owner(lacks: Iterable[Lack]) -> dict[Member, list[Lack]]:
    owned: dict[Member, list[Lack]] = {}
    for lack in lacks:
        if lack.owner:
            owned.setdefault(lack.owner, []).append(lack)
    return owned
