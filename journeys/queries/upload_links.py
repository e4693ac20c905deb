"""What waits for a contact and what they sent, and the links of a journey."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from journeys.models import Attachment, ChecklistItem, Comment, Journey, Member, Outcome, Role, Task, UploadLink


@dataclass(slots=True)
class Place:
    """A task or checklist item of a contact, with what they sent for it."""

    row: Task | ChecklistItem
    files: list[Attachment] = field(default_factory=list)
    notes: list[Comment] = field(default_factory=list)
    answered_at: datetime | None = None  # by them

    @property
    def noun(self) -> str:
        return "task" if isinstance(self.row, Task) else "item"

    @property
    def key(self) -> str:
        """item-12"""
        return f"{self.noun}-{self.row.pk}"

    @property
    def is_question(self) -> bool:
        return isinstance(self.row, ChecklistItem) and self.row.kind == ChecklistItem.Kind.QUESTION

    @property
    def needs_file(self) -> bool:
        """Whether a file is asked for that is not there."""
        return isinstance(self.row, ChecklistItem) and self.row.needs_evidence and not self.files

    @property
    def task(self) -> Task:
        return self.row if isinstance(self.row, Task) else self.row.task

    @property
    def is_open(self) -> bool:
        if isinstance(self.row, Task):
            return self.row.status != Task.Status.COMPLETED
        return self.row.outcome == Outcome.OPEN

    @property
    def is_sent(self) -> bool:
        """Whether anything of theirs is here."""
        return bool(self.files or self.notes or self.answered_at)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a contact in one task."""

    task: Task
    places: list[Place]

    @property
    def owns_task(self) -> bool:
        return self.places[0].row == self.task


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a contact's page shows: theirs, and nothing else."""

    waiting: list[Waiting]
    done: list[Place]
    loose: list[Attachment | Comment]  # what they sent for what is no longer theirs


def desk_of(member: Member) -> Desk:
    """Four queries."""
    rows: list[Task | ChecklistItem] = [*tasks_of(member), *items_of(member)]
    places = {(place.noun, place.row.pk): place for place in map(place_of, rows)}
    loose: list[Attachment | Comment] = []
    for sent in sent_by(member):
        place = places.get(("item", sent.item_id) if sent.item_id else ("task", sent.task_id or 0))
        if place is None:
            loose.append(sent)
        else:
            (place.files if isinstance(sent, Attachment) else place.notes).append(sent)  # type: ignore[arg-type]
    ordered = sorted(places.values(), key=by_due_date)
    done = [place for place in ordered if place.is_sent and not place.is_open]
    return Desk(grouped(place for place in ordered if place.is_open), done, loose)


def place_of(row: Task | ChecklistItem) -> Place:
    link = row.settled_through if isinstance(row, ChecklistItem) else None
    is_theirs = link is not None and link.member_id == row.owner_id
    return Place(row, answered_at=row.settled_at if is_theirs else None)  # type: ignore[union-attr]  # an item


def by_due_date(place: Place) -> tuple:
    """A task right before its items."""
    is_item = place.noun == "item"
    position = place.row.position if is_item else 0
    return place.task.due_on or date.max, place.task.pk, is_item, position


def grouped(places: Iterable[Place]) -> list[Waiting]:
    by_task: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        by_task[place.task.pk].append(place)
    return [Waiting(places[0].task, places) for places in by_task.values()]


def tasks_of(member: Member) -> QuerySet[Task]:
    """Those in scope that they own."""
    return Task.objects.in_scope().filter(owner=member)


def items_of(member: Member) -> QuerySet[ChecklistItem]:
    """The same of checklist items."""
    items = ChecklistItem.objects.filter(owner=member, task__in=Task.objects.in_scope())
    return items.select_related("task", "settled_through")


def sent_by(member: Member) -> list[Attachment | Comment]:
    """What is still there of what came in through their links."""
    files = Attachment.objects.current().filter(uploaded_through__member=member).order_by("uploaded_at", "pk")
    notes = Comment.objects.filter(through__member=member, deleted_at=None).order_by("created_at", "pk")
    return [*files, *notes]


def waits_for(member: Member) -> int:
    """How many tasks and checklist items wait for them."""
    tasks = tasks_of(member).exclude(status=Task.Status.COMPLETED)
    return tasks.count() + items_of(member).filter(outcome=Outcome.OPEN).count()


def contacts_without_link(journey: Journey) -> QuerySet[Member]:
    """Those who could be given one."""
    there = UploadLink.objects.open().filter(journey=journey, member__isnull=False)
    return journey.members.filter(role=Role.CONTACT).exclude(pk__in=there.values("member"))


def links_of(journey: Journey) -> QuerySet[UploadLink]:
    """All links of a journey, newest first, with how many `files`, `answers` and `notes` came in through each."""
    links = UploadLink.objects.filter(journey=journey).select_related("member", "created_by")
    return links.annotate(
        files=counted(Attachment.objects.filter(uploaded_through=OuterRef("pk")), "uploaded_through"),
        answers=counted(ChecklistItem.objects.filter(settled_through=OuterRef("pk")), "settled_through"),
        notes=counted(Comment.objects.filter(through=OuterRef("pk")), "through"),
    ).order_by(F("revoked_at").asc(nulls_first=True), "-created_at", "-pk")


def counted(rows: QuerySet, link: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(link).annotate(count=Count("pk")).values("count")), 0)
