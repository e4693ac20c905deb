"""Reads a snapshot: a fixed number of queries at any size, all of them seeing the same moment."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils.timezone import localtime, now

from journeys.documents.light import override_of
from journeys.documents.reading_approvals import read_approvals
from journeys.documents.reading_raci import read_raci_letters, read_raci_roles
from journeys.documents.registry import KINDS
from journeys.documents.snapshot import (
    Approval,
    Attachment,
    Decision,
    Event,
    Former,
    House,
    Item,
    Journey,
    Member,
    Module,
    Note,
    Phase,
    Resource,
    Risk,
    Snapshot,
    Task,
)
from journeys.models import (
    ArchitectureNote,
    ChecklistItem,
    Dependency,
    Document,
    Impact,
    Outcome,
    Priority,
    Probability,
    Role,
    Space,
)
from journeys.models import Attachment as AttachmentRow
from journeys.models import Decision as DecisionRow
from journeys.models import Event as EventRow
from journeys.models import Journey as JourneyRow
from journeys.models import Member as MemberRow
from journeys.models import Phase as PhaseRow
from journeys.models import Resource as ResourceRow
from journeys.models import Risk as RiskRow
from journeys.models import Task as TaskRow
from journeys.models.links import by_link
from journeys.queries.costing import Costs, Plan
from journeys.queries.costs import lines_of, plan_of


def take_snapshot(journey_id: int, *, kind: str) -> Snapshot:
    """The journey as it is now, for a document of `kind`. Raises Journey.DoesNotExist."""
    with one_moment():
        as_of = localtime(now())
        journey, former, plan = read_journey(journey_id, KINDS[kind].follows or kind, as_of)
        lines = lines_of(journey_id)
        members = read_members(journey_id)
        phases, modules = read_branches(journey_id)
        items = read_items(journey_id, members)
        links = read_links(journey_id)
        tasks = read_tasks(journey_id, members, modules, items, links)
        approvals = tuple(read_approvals(journey_id, phases, tasks)) if KINDS[kind].has_approvals else ()
        return Snapshot(
            journey=journey,
            as_of=as_of,
            number=None,
            former=former,
            members=tuple(members.values()),
            phases=tuple(phases.values()),
            modules=tuple(modules.values()),
            tasks=tuple(tasks.values()),
            attachments=tuple(read_attachments(journey_id, tasks, approvals)),
            events=tuple(read_events(journey, former)),
            decisions=tuple(read_decisions(journey_id, members, tasks, links)),
            costs=Costs(plan, lines) if plan else None,
            notes=read_notes(journey_id),
            raci_roles=tuple(read_raci_roles(journey_id, members)),
            raci_letters=read_raci_letters(journey_id),
            risks=tuple(read_risks(journey_id, members)),
            resources=tuple(read_resources(journey_id, members)),
            approvals=approvals,
        )


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction in which every query sees the same moment. In SQLite every transaction is one."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        # PostgreSQL takes this before the first query only.
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def read_journey(journey_id: int, kind: str, as_of: datetime) -> tuple[Journey, Former | None, Plan | None]:
    """The journey with what it says of the document before this one, and with the plan of its costs."""
    rows = (
        JourneyRow.objects.alive()
        .select_related("space__house_style", "playbook", "cost_plan", "light_override__by")
        .defer("playbook__text")
    )
    row = with_former(rows, kind, as_of).get(pk=journey_id)
    journey = Journey(
        id=row.pk,
        title=row.title,
        space=row.space.name,
        playbook=str(row.playbook or ""),
        starts_on=row.starts_on,
        due_on=row.due_on,
        revision=row.revision,
        house=house_of(row.space),
        override=override_of(row),
    )
    return journey, former_of(row), plan_of(row.cost_plan) if hasattr(row, "cost_plan") else None


def former_of(row: Any) -> Former | None:
    if row.former_number is None:
        return None
    changed_at = row.former_changed_at or row.former_as_of
    return Former(row.former_number, row.former_revision, localtime(row.former_as_of), changed_at)


def house_of(space: Space) -> House:
    """Reading it from a space whose `house_style` was selected with it costs no query."""
    style = getattr(space, "house_style", None)
    return House(bytes(style.template), bytes(style.logo), style.accent, style.header_fill) if style else House()


def with_former(journeys: QuerySet[JourneyRow], kind: str, as_of: datetime) -> QuerySet:
    """Each with its newest ready document of the kind, but for those that show this revision on this day:
    they are this one."""
    documents = (
        Document.objects.filter(journey=OuterRef("pk"), kind=kind, status=Document.Status.READY)
        .exclude(revision=OuterRef("revision"), as_of__date=as_of.date())
        .order_by("-as_of", "-pk")
    )
    # Changes hold the journey's lock, so what its revision includes happened until the time of that event.
    changed_at = EventRow.objects.filter(journey=OuterRef("pk"), revision=OuterRef("former_revision"))
    return journeys.annotate(
        former_number=Subquery(documents.values("number")[:1]),
        former_revision=Subquery(documents.values("revision")[:1]),
        former_as_of=Subquery(documents.values("as_of")[:1]),
        former_changed_at=Subquery(changed_at.order_by("sequence").values("at")[:1]),
    )


def read_members(journey_id: int) -> dict[int, Member]:
    rows = MemberRow.objects.filter(journey=journey_id).order_by("name", "pk")
    return {
        pk: Member(name, email, organisation, Role(role), pk, title)
        for pk, name, email, organisation, role, title in rows.values_list(
            "pk", "name", "email", "organisation", "role", "title"
        )
    }  # fmt: skip


def read_branches(journey_id: int) -> tuple[dict[int, Phase], dict[int, Module]]:
    """Phases and their modules, in the outline's order. One query: a phase without modules is a row of its own."""
    phases: dict[int, Phase] = {}
    modules: dict[int, Module] = {}
    rows: QuerySet[PhaseRow, tuple[Any, ...]] = (
        PhaseRow.objects.filter(journey=journey_id)
        .order_by("position", "modules__position")
        .values_list(
            "pk", "title", "in_scope", "scope_reason",
            "modules", "modules__title", "modules__in_scope", "modules__scope_reason",
        )
    )  # fmt: skip
    for *facts, pk, title, in_scope, reason in rows:
        phase = phases.setdefault(facts[0], Phase(*facts))
        if pk:
            modules[pk] = Module(pk, phase, title, in_scope and phase.in_scope, reason)
    return phases, modules


def read_items(journey_id: int, members: dict[int, Member]) -> dict[int, list[Item]]:
    """The checklist items of each task."""
    rows = ChecklistItem.objects.filter(task__journey=journey_id).order_by("task", "position")
    items = defaultdict(list)
    columns = (
        "task", "kind", "outcome", "owner", "settled_by__name", "settled_through__name", "settled_at",
        "pk", "section", "text", "needs_evidence", "note", "priority",
    )  # fmt: skip
    for task, kind, outcome, owner, settled_by, settled_through, settled_at, pk, *more in rows.values_list(*columns):
        section, text, needs_evidence, note, priority = more
        items[task].append(
            Item(
                id=pk,
                kind=ChecklistItem.Kind(kind),
                section=section,
                text=text,
                needs_evidence=needs_evidence,
                outcome=Outcome(outcome),
                note=note,
                owner=members[owner] if owner else None,
                settled_by=who(settled_by, settled_through),
                settled_at=local(settled_at),
                priority=Priority(priority),
            )
        )
    return items


@dataclass(slots=True)
class Links:
    """What waits for what, by id."""

    awaited: defaultdict[int, list[int]]  # by task the tasks that it waits for
    decisions: defaultdict[tuple[int, int], list[int]]  # by task, or item, those that it waits for; the other is 0


def read_links(journey_id: int) -> Links:
    """One query for all of them."""
    dependencies = Dependency.objects.filter(task__journey=journey_id).order_by()
    of_tasks = DecisionRow.tasks.through.objects.filter(decision__journey=journey_id)
    of_items = DecisionRow.items.through.objects.filter(decision__journey=journey_id)
    links = Links(defaultdict(list), defaultdict(list))
    for task, item, other, decision in dependencies.values_list("task", Value(0), "waits_for", Value(0)).union(
        of_tasks.values_list("task", Value(0), Value(0), "decision"),
        of_items.values_list(Value(0), "checklistitem", Value(0), "decision"),
        all=True,
    ):
        if other:
            links.awaited[task].append(other)
        else:
            links.decisions[task, item].append(decision)
    return links


def read_tasks(
    journey_id: int,
    members: dict[int, Member],
    modules: dict[int, Module],
    items: dict[int, list[Item]],
    links: Links,
) -> dict[int, Task]:
    tasks: dict[int, Task] = {}
    rows = list(TaskRow.objects.filter(journey=journey_id).in_order())
    titles = {row.pk: row.title for row in rows}
    for row in rows:
        module = modules[row.module_id]
        # In the outline's order a parent comes before its subtasks.
        parent = tasks[row.parent_id] if row.parent_id else None
        left = TaskRow.Status.OUT_OF_SCOPE in (row.status, parent and parent.status)
        tasks[row.pk] = Task(
            id=row.pk,
            module=module,
            parent=parent,
            title=row.title,
            description=row.description,
            status=TaskRow.Status(row.status),
            status_reason=row.status_reason,
            in_scope=module.in_scope and not left,
            owner=members[row.owner_id] if row.owner_id else None,
            starts_on=row.starts_on,
            due_on=row.due_on,
            estimate_hours=row.estimate_hours,
            spent_hours=row.spent_hours,
            completed_at=local(row.completed_at),
            items=tuple(items.get(row.pk, ())),
            waits_for=tuple(titles[other] for other in links.awaited[row.pk]),
        )
    return tasks


def read_decisions(
    journey_id: int, members: dict[int, Member], tasks: dict[int, Task], links: Links
) -> Iterator[Decision]:
    """By number."""
    waiting = waiting_for_decisions(links, tasks)
    for row in DecisionRow.objects.filter(journey=journey_id).select_related("superseded_by").order_by("number"):
        yield Decision(
            number=row.number,
            title=row.title,
            context=row.context,
            options=row.options,
            outcome=row.outcome,
            status=DecisionRow.Status(row.status),
            owner=members[row.owner_id] if row.owner_id else None,
            approver=members[row.approver_id] if row.approver_id else None,
            raised_on=row.raised_on,
            decided_at=local(row.decided_at),
            superseded_by=row.superseded_by.number if row.superseded_by else None,
            blocks=tuple(waiting.get(row.pk, ())),
            url=settings.SITE_URL + reverse("decision", args=[journey_id, row.pk]),
            id=row.pk,
        )


def waiting_for_decisions(links: Links, tasks: dict[int, Task]) -> dict[int, list[str]]:
    """For each decision the titles of tasks and the texts of items that wait for it, in the outline's order."""
    waiting = defaultdict(list)
    for task in tasks.values():
        for target, words in ((task.id, 0), task.title), *(((0, item.id), item.text) for item in task.items):
            for decision in links.decisions.get(target, ()):
                waiting[decision].append(words)
    return waiting


def read_risks(journey_id: int, members: dict[int, Member]) -> Iterator[Risk]:
    for row in RiskRow.objects.filter(journey=journey_id).red_first():
        yield Risk(
            number=row.number,
            title=row.title,
            description=row.description,
            probability=Probability(row.probability),
            impact=Impact(row.impact),
            owner=members[row.owner_id] if row.owner_id else None,
            strategy=RiskRow.Strategy(row.strategy) if row.strategy else None,
            response=row.response,
            status=RiskRow.Status(row.status),
            raised_on=row.raised_on,
            closed_at=local(row.closed_at),
        )


def read_resources(journey_id: int, members: dict[int, Member]) -> Iterator[Resource]:
    rows = ResourceRow.objects.filter(journey=journey_id).order_by("position")
    for pk, function, organisation, member, *texts in rows.values_list(
        "pk", "function", "organisation", "member", "name", "phone", "escalation", "hours"
    ):
        yield Resource(pk, function, organisation, members[member] if member else None, *texts)


def read_notes(journey_id: int) -> tuple[Note, ...]:
    rows = ArchitectureNote.objects.filter(journey=journey_id).order_by("position")
    return tuple(Note(title, text) for title, text in rows.values_list("title", "text"))


def read_attachments(journey_id: int, tasks: dict[int, Task], approvals: tuple[Approval, ...]) -> Iterator[Attachment]:
    items = {item.id: item for task in tasks.values() for item in task.items}
    signed = defaultdict(list)
    for approval in approvals:
        if approval.item:
            signed[approval.item.id].append(approval)
    rows = AttachmentRow.objects.current().filter(journey=journey_id).order_by("uploaded_at", "pk")
    for task, item, at, pk, name, size, sha256, *by in rows.values_list(
        "task", "item", "uploaded_at", "pk", "name", "size", "sha256", "uploaded_by__name", "uploaded_through__name"
    ):
        yield Attachment(
            pk, name, tasks.get(task), items.get(item), size, sha256, who(*by), localtime(at), tuple(signed[item])
        )  # fmt: skip


def read_events(journey: Journey, former: Former | None) -> Iterator[Event]:
    since = former.revision if former else 0
    rows = EventRow.objects.filter(journey=journey.id, revision__gt=since).order_by("sequence")
    for at, *facts in rows.values_list("at", "sequence", "revision", "verb", "actor_name", "task_id", "data"):
        yield Event(localtime(at), *facts)


def who(account: str | None, link: str | None) -> str:
    """The name of whose account, or else whose upload link, it came from."""
    return account or (by_link(link) if link else "")


def local(at: datetime | None) -> datetime | None:
    return localtime(at) if at else None
