"""What the entries of a history are about, where it is still there."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast

from journeys.models import (
    Approval,
    ArchitectureNote,
    Attachment,
    ChecklistItem,
    Comment,
    CostLine,
    Decision,
    Document,
    Event,
    Import,
    Journey,
    Mail,
    Member,
    Module,
    Phase,
    RaciRole,
    Resource,
    Risk,
    Schedule,
)

BIGGEST_ID = 2**63 - 1


class Subject(NamedTuple):
    """One row. `within` names what it is shown in: the task of an item, the kind of a document."""

    noun: str
    id: int
    within: str = ""


# By the noun of a verb: what to call its row, and under which name events hold the id.
NAMED = {
    "phase": ("phase", "id"),
    "module": ("module", "id"),
    "item": ("item", "item"),
    "comment": ("comment", "comment"),
    "file": ("file", "attachment"),
    "member": ("member", "member"),
    "note": ("note", "note"),
    "decision": ("decision", "decision"),
    "approval": ("approval", "approval"),
    "raci": ("role", "role"),
    "risk": ("risk", "risk"),
    "resource": ("resource", "resource"),
    "cost": ("cost", "line"),
    "document": ("document", "document"),
    "workbook": ("import", "import"),
    "schedule": ("schedule", "schedule"),
    "mail": ("mail", "mail"),
}
# The rows of a journey, and the field that says what each is shown in.
ROWS: dict[str, tuple[Callable[[Journey], QuerySet[Any]], str]] = {
    "phase": (lambda journey: Phase.objects.filter(journey=journey), ""),
    "module": (lambda journey: Module.objects.filter(phase__journey=journey), ""),
    "item": (lambda journey: ChecklistItem.objects.filter(task__journey=journey), "task_id"),
    "comment": (lambda journey: Comment.objects.filter(task__journey=journey, deleted_at=None), "task_id"),
    "file": (lambda journey: Attachment.objects.filter(journey=journey, removed_at=None), ""),
    "member": (lambda journey: Member.objects.filter(journey=journey), ""),
    "note": (lambda journey: ArchitectureNote.objects.filter(journey=journey), ""),
    "decision": (lambda journey: Decision.objects.filter(journey=journey), ""),
    "approval": (lambda journey: Approval.objects.filter(journey=journey), ""),
    "role": (lambda journey: RaciRole.objects.filter(journey=journey), ""),
    "risk": (lambda journey: Risk.objects.filter(journey=journey), ""),
    "resource": (lambda journey: Resource.objects.filter(journey=journey), ""),
    "cost": (lambda journey: CostLine.objects.filter(plan__journey=journey), ""),
    "document": (lambda journey: Document.objects.filter(journey=journey), "kind"),
    "import": (lambda journey: Import.objects.filter(journey=journey), ""),
    "schedule": (lambda journey: Schedule.objects.filter(journey=journey), ""),
    "mail": (lambda journey: Mail.objects.filter(run__schedule__journey=journey), "run__schedule_id"),
}


def subjects_of(journey: Journey, events: Iterable[Event]) -> dict[int, Subject | None]:
    """By the sequence of an event: the row that it is about, None when that is gone. One query, whatever that is.

    An event that is about no row is not in it. Each event brings its task.
    """
    named = {event.sequence: subject for event in events if (subject := named_by(event))}
    there = those_there(journey, named.values())
    tasks = {event.sequence: event.task for event in events if event.task_id}
    return {
        sequence: (subject if tasks[sequence] else None) if subject.noun == "task" else there.get(subject)
        for sequence, subject in named.items()
    }


def named_by(event: Event) -> Subject | None:
    """The row that the event names; else its task."""
    noun, key = NAMED.get(event.verb.split(".")[0], ("", ""))
    id = event.data.get(key) if isinstance(event.data, Mapping) else None
    if isinstance(id, int) and not isinstance(id, bool) and 0 < id <= BIGGEST_ID:
        return Subject(noun, id)
    return Subject("task", event.task_id) if event.task_id else None


def those_there(journey: Journey, subjects: Iterable[Subject]) -> dict[Subject, Subject]:
    """Those that are there, with what they are shown in. Tasks are not looked for."""
    ids = defaultdict(set)
    for noun, id, _ in subjects:
        ids[noun].add(id)
    found = [found_among(journey, noun, ids[noun]) for noun in ROWS if ids[noun]]
    rows = found[0].union(*found[1:], all=True) if found else []
    return {Subject(noun, id): Subject(noun, id, within) for noun, id, within in rows}


def found_among(journey: Journey, noun: str, ids: set[int]) -> QuerySet[Any, tuple[str, int, str]]:
    rows, within = ROWS[noun]
    named = rows(journey).filter(pk__in=ids).order_by()
    where = Cast(F(within) if within else Value(""), CharField())
    return named.values_list(Value(noun, CharField()), "pk", where)
