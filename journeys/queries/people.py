"""The people of a journey, and what each of them owns."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from journeys.models import (
    RESOLVED,
    ChecklistItem,
    Journey,
    Member,
    Role,
    Space,
    SpaceMember,
    Task,
    TeamMember,
    UploadLink,
    User,
)


@dataclass(frozen=True, slots=True)
class Owned:
    """How much a member owns in the scope of the journey, and how much of that is open."""

    tasks: int = 0
    open_tasks: int = 0
    items: int = 0
    open_items: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """A person, contact or team of a journey; `people` are the names of those in a team who can sign in."""

    member: Member
    owned: Owned
    link: UploadLink | None = None  # that lets a contact in
    people: tuple[str, ...] = ()


def people_of(journey: Journey) -> list[Person]:
    """Everyone of the journey by name, with what they own and open links. Four queries, with teams five."""
    links = {link.member_id: link for link in journey.upload_links.open()}
    return persons(list(journey.members.all()), links)


def person_of(member: Member) -> Person:
    return persons([member], {link.member_id: link for link in member.upload_links.open()})[0]


def persons(members: list[Member], links: dict[int | None, UploadLink]) -> list[Person]:
    owned, teams = owned_by(members), people_by_team(members)
    return [
        Person(
            member,
            owned.get(member.pk, Owned()),
            links.get(member.pk),
            tuple(user.name for user in teams.get(member.team_id, ())) if member.team_id else (),
        )
        for member in members
    ]


def people_by_team(members: Iterable[Member]) -> dict[int, list[User]]:
    """For each team among `members`: its people with an account that is switched on, by name. One query."""
    teams = {member.team_id for member in members if member.team_id}
    found: dict[int, list[User]] = {team: [] for team in teams if team}
    if found:
        rows = TeamMember.objects.filter(team__in=found, user__is_active=True)
        for row in rows.select_related("user").order_by("user__name", "pk"):
            found[row.team_id].append(row.user)
    return found


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
    roles = SpaceMember.objects.filter(space=journey.space_id, role=SpaceMember.Role.ADMIN)
    of_teams = TeamMember.objects.filter(team__space_membership__in=roles)
    admins = User.objects.filter(Q(pk__in=roles.values("user")) | Q(pk__in=of_teams.values("user")), is_active=True)
    outside = admins.exclude(memberships__journey=journey)
    return list(outside.order_by("name").values_list("name", flat=True))


def has_active_admin(journey: Journey, without: Member | None = None) -> bool:
    """Whether an admin of the journey itself, `without` one, is a person who can sign in, or a team with one."""
    is_active = Q(user__is_active=True) | Q(team__members__user__is_active=True)
    admins = journey.members.filter(is_active, role=Role.ADMIN)
    return (admins.exclude(pk=without.pk) if without else admins).exists()


def accounts_of(members: Iterable[Member]) -> list[User]:
    """The people behind `members` who have an account that is switched on: themselves, or everyone of a team."""
    members = [member for member in members if member]
    users = Q(memberships__in=members) | Q(teams__memberships__in=members)
    return list(User.objects.filter(users, is_active=True).distinct()) if members else []


def known_in(space: Space, email: str) -> User | None:
    """The person with this address among those of the space, of its teams and of its journeys.

    Whoever is not known learns nothing of others' accounts: it makes no difference whether the address has one.
    """
    of_space = Q(space_memberships__space=space) | Q(teams__space=space)
    of_journeys = Q(memberships__journey__in=Journey.objects.alive().filter(space=space))
    people = User.objects.filter(of_space | of_journeys, email=email.strip().lower(), is_active=True)
    return people.distinct().first()


def accounts_by_member(ids: Collection[int]) -> dict[int, list[User]]:
    """By the id of a member: the people behind it whose account is switched on. Two queries, however many."""
    own = Member.objects.filter(pk__in=ids, user__is_active=True).select_related("user")
    accounts = {member.pk: [member.user] for member in own if member.user}
    of_teams = TeamMember.objects.filter(user__is_active=True).annotate(member=F("team__memberships"))
    for each in of_teams.filter(member__in=ids).select_related("user").order_by("pk"):
        accounts.setdefault(each.member, []).append(each.user)
    return accounts
