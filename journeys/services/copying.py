"""A new journey that begins as another one stands, without what came of that."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model, Q, QuerySet

from journeys.models import (
    Attachment,
    ChecklistItem,
    CostLine,
    CostPlan,
    Dependency,
    Journey,
    Member,
    Module,
    Phase,
    RaciLetter,
    RaciRole,
    Resource,
    Role,
    Space,
    Task,
    Tool,
    User,
)
from journeys.models.files import storage_name
from journeys.playbooks.working_days import dates_from, distance, moved
from journeys.services.dates import refuse_far_start
from journeys.services.errors import Refusal
from journeys.services.history import record
from journeys.services.journeys import checked_title, refuse_end_before_start

BATCH = 500
KEPT_SETTINGS = ("open_items_policy", "dependencies_policy", "evidence_policy", "time_zone")


@dataclass(frozen=True, slots=True)
class Keep:
    """What a copy takes along beside tree, tools, dependencies, RACI, costs and notes."""

    dates: bool = False
    owners: bool = False  # with the members, and who is there at go-live
    files: bool = False


@transaction.atomic
def copy_journey(
    *,
    journey: Journey,
    space: Space,
    title: str,
    by: User,
    starts_on: date | None = None,
    due_on: date | None = None,
    keep: Keep | None = None,
) -> Journey:
    """A copy in `space`, with `by` as an admin. Outcomes, status, comments and history stay with the first.

    Kept dates move by as many working days as the start does; others follow from the plan. A playbook that only the
    people of another space see is not followed any more. The same statements for hundreds of rows.
    """
    title = checked_title(title)
    refuse_end_before_start(starts_on, due_on)
    refuse_far_start(starts_on)
    playbook = journey.playbook if journey.playbook and journey.playbook.space_id in (None, space.pk) else None
    settings = {name: getattr(journey, name) for name in KEPT_SETTINGS}
    copy = Journey.objects.create(
        space=space, playbook=playbook, title=title, starts_on=starts_on, due_on=due_on, created_by=by, **settings
    )
    try:
        _Copy(journey, copy, by, keep or Keep()).make()
    except OverflowError:
        raise Refusal("With this start, dates of tasks would leave the calendar. Choose another.") from None
    record(copy, "journey.copied", by=by, title=title, source=journey.title, revision=journey.revision)
    return copy


@dataclass
class _Copy:
    source: Journey
    copy: Journey
    by: User
    keep: Keep
    new: dict[type[Model], dict[int, Any]] = field(default_factory=dict)  # by model and the id of the first

    def make(self) -> None:
        self.copy_people()
        self.copy_tree()
        self.copy_raci()
        self.copy_costs()
        self.clone(self.source.notes.all(), {"journey": self.copy})
        if self.keep.owners:
            self.clone(
                Resource.objects.filter(journey=self.source).select_related("member"),
                self.fresh_resource,
            )
        if self.keep.files:
            self.copy_files()

    def clone(self, rows: QuerySet | Iterable[Any], changes: dict[str, Any] | Callable[[Any], dict[str, Any]]) -> None:
        """New rows that say the same but for `changes`."""
        made: dict[int, Any] = {}
        for row in rows:
            pk, facts = row.pk, changes(row) if callable(changes) else changes
            row.pk, row._state.adding = None, True
            for name, value in facts.items():
                setattr(row, name, value)
            made[pk] = row
        for model in {type(row) for row in made.values()}:
            model._default_manager.bulk_create(made.values(), batch_size=BATCH)
            self.new.setdefault(model, {}).update(made)

    def one(self, model: type[Model], pk: int | None) -> Any:
        """The new row for an old one; None where that was not copied."""
        return self.new.get(model, {}).get(pk) if pk else None

    def copy_people(self) -> None:
        """`by` is an admin, whatever they are in the first. Teams of another space stay there."""
        first = Member.objects.create(
            journey=self.copy, user=self.by, name=self.by.name, email=self.by.email, role=Role.ADMIN
        )
        if self.keep.owners:
            members = self.source.members.all()
            own_space = Q(team=None) | Q(team__space=self.copy.space_id)
            self.clone(members.filter(own_space).exclude(pk__in=members.filter(user=self.by)), {"journey": self.copy})
            own = members.filter(user=self.by).first()
            self.new.setdefault(Member, {}).update({own.pk: first} if own else {})

    def fresh_resource(self, row: Resource) -> dict[str, Any]:
        """Who is not copied is named."""
        member = self.one(Member, row.member_id)
        name = row.member.name if row.member and not member else row.name
        return {"journey": self.copy, "member": member, "name": name}

    def copy_tree(self) -> None:
        tasks, of_tasks = self.source.tasks.order_by("pk"), {"task__journey": self.source}
        self.clone(self.source.phases.all(), {"journey": self.copy})
        modules = Module.objects.filter(phase__journey=self.source)
        self.clone(modules, lambda row: {"phase": self.one(Phase, row.phase_id)})
        self.clone(tasks.filter(parent=None), self.fresh_task)
        self.clone(tasks.exclude(parent=None), self.fresh_task)
        self.clone(Tool.objects.filter(**of_tasks), lambda row: {"task": self.one(Task, row.task_id)})
        self.clone(ChecklistItem.objects.filter(**of_tasks), self.fresh_item)
        self.clone(
            Dependency.objects.filter(**of_tasks),
            lambda row: {"task": self.one(Task, row.task_id), "waits_for": self.one(Task, row.waits_for_id)},
        )

    def fresh_task(self, row: Task) -> dict[str, Any]:
        """What is out of scope stays so; nothing else of its status is kept."""
        is_out = row.status == Task.Status.OUT_OF_SCOPE
        starts_on, due_on = self.dates_of(row)
        return {
            "journey": self.copy,
            "module": self.one(Module, row.module_id),
            "parent": self.one(Task, row.parent_id),
            "status": row.status if is_out else Task.Status.PLANNED,
            "status_reason": row.status_reason if is_out else "",
            "completed_at": None,
            "owner": self.one(Member, row.owner_id),
            "starts_on": starts_on,
            "due_on": due_on,
            "spent_hours": None,
        }

    def dates_of(self, row: Task) -> tuple[date | None, date | None]:
        if not self.keep.dates:
            return dates_from(self.copy.starts_on, row.starts_after, row.length)
        days = self.days_later
        return (row.starts_on and moved(row.starts_on, days), row.due_on and moved(row.due_on, days))

    @property
    def days_later(self) -> int:
        starts = self.source.starts_on, self.copy.starts_on
        return distance(*starts) if all(starts) else 0  # type: ignore[arg-type]  # both are there

    def fresh_item(self, row: ChecklistItem) -> dict[str, Any]:
        unsettled = {"outcome": "open", "note": "", "settled_by": None, "settled_through": None, "settled_at": None}
        return {**unsettled, "task": self.one(Task, row.task_id), "owner": self.one(Member, row.owner_id)}

    def copy_raci(self) -> None:
        self.clone(RaciRole.objects.filter(journey=self.source), {"journey": self.copy})
        self.clone(
            RaciLetter.objects.filter(role__journey=self.source),
            lambda row: {
                "role": self.one(RaciRole, row.role_id),
                "module": self.one(Module, row.module_id),
                "task": self.one(Task, row.task_id),
            },
        )
        if self.keep.owners:
            held = RaciRole.members.through
            self.clone(
                held.objects.filter(racirole__journey=self.source, member__in=self.new[Member]),
                lambda row: {
                    "racirole": self.one(RaciRole, row.racirole_id),
                    "member": self.one(Member, row.member_id),
                },
            )

    def copy_costs(self) -> None:
        plan = CostPlan.objects.filter(journey=self.source).first()
        if plan:
            plan.journey, plan._state.adding = self.copy, True
            plan.save(force_insert=True)
            self.clone(CostLine.objects.filter(plan=self.source.pk), {"plan": plan})

    def copy_files(self) -> None:
        """The newest version of each, under a name of its own in the storage. What was stored goes when this fails."""
        stored: list[str] = []
        try:
            self.clone(Attachment.objects.filter(journey=self.source).current(), lambda row: self.file_of(row, stored))
        except BaseException:
            for name in stored:
                default_storage.delete(name)
            raise

    def file_of(self, row: Attachment, stored: list[str]) -> dict[str, Any]:
        old = str(row.file.name)
        row.journey = self.copy
        with default_storage.open(old) as content:
            stored.append(default_storage.save(storage_name(row, ""), content))
        return {
            "file": stored[-1],
            # A link is of one journey: what came through it, whoever copies it brings along.
            "uploaded_by": row.uploaded_by or self.by,
            "uploaded_through": None,
            "task": self.one(Task, row.task_id),
            "item": self.one(ChecklistItem, row.item_id),
            "version": 1,
            "superseded_by": None,
        }
