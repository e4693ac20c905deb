"""The people of a journey, and what each of them owns."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from journeys.models import RESOLVED, ChecklistItem, Journey, Member, SpaceMember, Task


@dataclass(frozen=True, slots=True)
class Owned:
    """How much a member owns in the scope of the journey, and how much of that is open."""

    tasks: int = 0
    open_tasks: int = 0
    items: int = 0
    open_items: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    member: Member
    owned: Owned


def people_of(journey: Journey) -> list[Person]:
    """Everyone of the journey by name, contacts too, with what they own. Three queries."""
    members = list(journey.members.all())
    owned = owned_by(members)
    return [Person(member, owned.get(member.pk, Owned())) for member in members]


def person_of(member: Member) -> Person:
    return Person(member, owned_by([member]).get(member.pk, Owned()))


def owned_by(members: Iterable[Member]) -> dict[int, Owned]:
    """For each of `members` who owns anything."""
    tasks = Task.objects.in_scope().filter(owner__in=members)
    items = ChecklistItem.objects.filter(owner__in=members, task__in=Task.objects.in_scope())
    of_tasks = counts(tasks, is_open=~Q(status=Task.Status.COMPLETED))
    of_items = counts(items, is_open=~Q(outcome__in=RESOLVED))
    return {
        owner: Owned(*of_tasks.get(owner, (0, 0)), *of_items.get(owner, (0, 0)))
        for owner in of_tasks.keys() | of_items.keys()
    }


def counts(rows: QuerySet, is_open: Q) -> dict[int, tuple[int, int]]:
    """All and open ones, by owner."""
    counted = rows.order_by().values_list("owner").annotate(total=Count("pk"), open=Count("pk", filter=is_open))
    return {owner: (total, open) for owner, total, open in counted}


def space_admins_of(journey: Journey) -> list[str]:
    """The names of those who are admins here because they run the space, and are not members themselves."""
    admins = SpaceMember.objects.filter(space=journey.space_id, role=SpaceMember.Role.ADMIN, user__is_active=True)
    outside = admins.exclude(user__memberships__journey=journey)
    return list(outside.order_by("user__name").values_list("user__name", flat=True))
