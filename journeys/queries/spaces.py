"""Spaces and their teams: who is there as what, and what a space holds."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from journeys.models import Journey, Member, Playbook, Space, SpaceMember, Team, TeamMember, User, within_reach

ADMIN = SpaceMember.Role.ADMIN
NAMED = 5  # of each kind that is in the way


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with a role of their own in a space; `stronger_by` is the team by which they are more than that."""

    member: SpaceMember
    stronger_by: Team | None = None


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team of a space, with its people by name."""

    team: Team
    people: tuple[User, ...]

    @property
    def membership(self) -> SpaceMember | None:
        return role_row_of(self.team)


@dataclass(frozen=True, slots=True)
class InTheWay:
    """What keeps a space from being deleted; nothing is falsy."""

    journeys: tuple[Journey, ...]
    playbooks: tuple[Playbook, ...]

    def __bool__(self) -> bool:
        return bool(self.journeys or self.playbooks)

    @property
    def in_words(self) -> str:
        """“A”, “B” (archived) and 1 playbook of its own …"""
        parts = [listed(self.journeys, "journey", with_state), listed(self.playbooks, "playbook of its own", str)]
        return " and ".join(part for part in parts if part)


def listed(rows: tuple, noun: str, name) -> str:
    """2 journeys (A, archived; B)"""
    if not rows:
        return ""
    nouns = noun if len(rows) == 1 else noun.replace(noun.split()[0], f"{noun.split()[0]}s", 1)
    more = f"; and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    return f"{len(rows)} {nouns} ({'; '.join(name(row) for row in rows[:NAMED])}{more})"


def with_state(journey: Journey) -> str:
    return f"{journey.title}{f', {state_of(journey)}' if state_of(journey) else ''}"


def state_of(journey: Journey) -> str:
    """What is special about a journey that is in the way."""
    if journey.deleted_at:
        return "deleted, can still be brought back"
    return "archived" if journey.archived_at else ""


def in_the_way_of(space: Space) -> InTheWay:
    """Also archived journeys, and deleted ones that can be brought back. Two queries."""
    return InTheWay(
        tuple(space.journeys.order_by("title", "pk")), tuple(space.playbooks.defer("text").order_by("title"))
    )


def runs(space: Space) -> bool:
    """Whether anyone with an account that is switched on is an admin of the space, by themselves or by a team."""
    is_active = Q(user__is_active=True) | Q(team__members__user__is_active=True)
    return space.members.filter(is_active, role=ADMIN).exists()


def with_figures(spaces: QuerySet[Space]) -> QuerySet[Space]:
    """Each with how many journeys (without deleted ones), people with an account that may see it, and teams it has."""
    return spaces.annotate(
        journey_count=counted(Journey.objects.alive(), "space"),
        team_count=counted(Team.objects.all(), "space"),
        people_count=counted(SpaceMember.objects.exclude(user=None), "space"),
    )


def counted(rows: QuerySet, by: str) -> Coalesce:
    own = rows.filter(**{by: OuterRef("pk")}).order_by().values(by).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(own), 0)


def people_of_space(space: Space) -> list[Person]:
    """Those with a role of their own, by name. Two queries."""
    stronger: dict[int | None, Team] = {
        row.user_id: row.team
        for row in TeamMember.objects.filter(
            team__space=space, team__space_membership__role=ADMIN
        ).select_related("team")
    }  # fmt: skip
    members = space.members.exclude(user=None).select_related("user").order_by("user__name", "pk")
    return [Person(member, None if member.role == ADMIN else stronger.get(member.user_id)) for member in members]


def teams_of_space(space: Space) -> list[TeamRow]:
    """By name, with their people. Two queries."""
    return rows_of(space.teams.all())


def rows_of(teams: QuerySet[Team]) -> list[TeamRow]:
    people = Prefetch("members", TeamMember.objects.select_related("user").order_by("user__name", "pk"))
    found = teams.select_related("space_membership").prefetch_related(people)
    return [TeamRow(team, tuple(row.user for row in team.members.all())) for team in found]


def role_row_of(team: Team) -> SpaceMember | None:
    """The role of the team in its space, if it has one."""
    return getattr(team, "space_membership", None)


def journeys_of_team(team: Team, journeys: QuerySet[Journey]) -> list[Member]:
    """Where among `journeys` the team is a member, as what, by title."""
    members = Member.objects.filter(team=team, journey__in=journeys.order_by().values("pk"))
    return list(members.select_related("journey").order_by("journey__title", "pk"))


def count_out_of_reach(user: User) -> int:
    """How many of the spaces that `user` works in are closed to them until they have a second factor."""
    spaces = Space.objects.exclude(within_reach(user))
    if not user.is_superuser:
        in_space = SpaceMember.objects.of(user).filter(space=OuterRef("pk"))
        in_journey = Member.objects.of(user).filter(journey__space=OuterRef("pk"), journey__deleted_at=None)
        spaces = spaces.filter(Exists(in_space) | Exists(in_journey))
    return spaces.count()
