"""What people are asked to sign off, what they said, and what changed since."""

from django.db.models import Case, CharField, Func, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from journeys.access import ALLOWED, memberships_of
from journeys.models import Approval, Event, Journey, Member, User

# What makes a thing another than the one that was signed off.
OF_AN_ITEM = (
    "item.edited", "item.changed", "item.settled", "item.noted", "item.reopened",
    "file.attached", "file.replaced", "file.removed",
)  # fmt: skip
OF_A_TASK = (
    *OF_AN_ITEM, "item.added", "item.deleted", "task.edited", "task.replanned", "task.started", "task.blocked",
    "task.completed", "task.left_scope", "task.entered_scope",
)  # fmt: skip
ABOVE = ("item__task", "task", "phase")


def approvals_of(journey: Journey) -> QuerySet[Approval]:
    """Those of a journey, newest first, each with its people and `changes`: how many there were since the answer."""
    return with_facts(Approval.objects.filter(journey=journey))


def with_facts(approvals: QuerySet[Approval]) -> QuerySet[Approval]:
    return approvals.select_related("asked", "asked_by", "answered_by", *ABOVE).annotate(
        changes=Case(
            When(revision=None, then=0),
            When(item__isnull=False, then=Subquery(changes_of_item())),
            When(task__isnull=False, then=Subquery(changes_of_task())),
            default=Subquery(changes_of_phase()),
            output_field=IntegerField(),
        )
    )


def later_events(verbs: tuple[str, ...]) -> QuerySet[Event]:
    return Event.objects.filter(revision__gt=OuterRef("revision"), verb__in=verbs).order_by()


def counted(events: QuerySet[Event]) -> QuerySet:
    return events.annotate(count=Func("pk", function="COUNT", output_field=IntegerField())).values("count")


def changes_of_item() -> QuerySet:
    # As text, since an event may hold anything there.
    events = later_events(OF_AN_ITEM).annotate(of_item=Cast(KT("data__item"), CharField()))
    return counted(events.filter(task=OuterRef("item__task_id"), of_item=Cast(OuterRef("item_id"), CharField())))


def changes_of_task() -> QuerySet:
    return counted(later_events(OF_A_TASK).filter(task=OuterRef("task_id")))


def changes_of_phase() -> QuerySet:
    events = later_events(OF_A_TASK).filter(journey=OuterRef("journey_id"))
    return counted(events.filter(task__module__phase=OuterRef("phase_id")))


def approvals_for(user: User) -> QuerySet[Approval]:
    """What waits for `user`, or for a team of theirs, in the journeys that they may see; the oldest first. One query.

    What they asked a team of theirs for themselves waits for the others of it.
    """
    asked = memberships_of(user).filter(role__in=ANSWERING)
    theirs = Approval.objects.waiting().filter(asked__in=asked).exclude(asked_by=user)
    return theirs.select_related("journey", "asked", "asked_by", *ABOVE).order_by("asked_at", "pk")


ANSWERING = ALLOWED["approval.answer_own"]


def could_approve(journey: Journey, by: User) -> QuerySet[Member]:
    """Whom `by` can ask: people with an account and teams, but not themselves."""
    return journey.members.filter(role__in=ANSWERING).exclude(user=by).exclude(user__is_active=False)
