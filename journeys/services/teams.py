"""Teams: groups of people in a space, who may do what their team may. Like spaces, they stand in the server's log."""

from collections.abc import Iterator
from contextlib import contextmanager

from journeys.models import Journey, Member, Role, Space, SpaceMember, Team, TeamMember, User
from journeys.queries.people import has_active_admin
from journeys.services.errors import Refusal
from journeys.services.history import changing, record
from journeys.services.spaces import account_of, changing_space, checked_name, refuse_unknown_role, tell


@contextmanager
def changing_team(team: Team, *, by: User) -> Iterator[Team]:
    """One transaction that holds the lock of the team's space.

    The space keeps an admin, as `changing_space` says, and so does each journey where the team is one.
    """
    with changing_space(team.space_id, by=by):
        row = Team.objects.select_related("space").filter(pk=team.pk).first()
        if row is None:
            raise Refusal("Someone deleted this team meanwhile.")
        led = led_by(row)
        yield row
        for journey in led:
            if not has_active_admin(journey):
                raise Refusal(f"{journey} would be left without an admin. Make someone else an admin there first.")


def led_by(team: Team) -> list[Journey]:
    """The journeys, locked, that have an active admin, and the team as one of their admins."""
    as_admin = Member.objects.filter(team=team, role=Role.ADMIN).values("journey")
    journeys = Journey.objects.alive().select_for_update().filter(pk__in=as_admin).order_by("pk")
    return [journey for journey in journeys if has_active_admin(journey)]


def create_team(*, space: Space, name: str, by: User, role: str = "") -> Team:
    """A team without people, with a role in its space or without."""
    with changing_space(space.pk, by=by) as space:
        name = checked_name(name, "team")
        refuse_taken(space, name)
        team = Team.objects.create(space=space, name=name)
        tell("Team %s (%r) of space %s was created by %s", team.pk, name, space.pk, by.pk)
        if role:
            set_team_role(team=team, role=role, by=by)
    return team


def refuse_taken(space: Space, name: str, but: Team | None = None) -> None:
    others = space.teams.filter(name__iexact=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise Refusal(f"{space} has a team called {name} already. Choose another name.")


def rename_team(*, team: Team, name: str, by: User) -> Team:
    """Its journeys name it anew too, locked ones as well."""
    with changing_team(team, by=by) as team:
        name, before = checked_name(name, "team"), team.name
        if name == before:
            return team
        refuse_taken(team.space, name, but=team)
        team.name = name
        team.save(update_fields=["name"])
        for member in team.memberships.order_by("journey"):
            rename_member(member, name, by)
        tell("Team %s (%r) was renamed to %r by %s", team.pk, before, name, by.pk)
    return team


def rename_member(member: Member, name: str, by: User) -> None:
    with changing(member.journey_id, even_locked=True) as journey:
        before, member.name = member.name, name
        member.save(update_fields=["name"])
        record(
            journey, "member.changed", by=by, member=member.pk, name=name,
            before={"name": before}, after={"name": name},
        )  # fmt: skip


def delete_team(*, team: Team, by: User) -> None:
    """Refused while it is a member of a journey. Its people lose what they had by it."""
    with changing_team(team, by=by) as team:
        refuse_in_journeys(team)
        tell("Team %s (%r) of space %s was deleted by %s", team.pk, team.name, team.space_id, by.pk)
        team.delete()


def refuse_in_journeys(team: Team) -> None:
    titles = list(Journey.objects.filter(members__team=team).order_by("title").values_list("title", flat=True))
    if titles:
        more = f" and {len(titles) - 5} more" if len(titles) > 5 else ""
        where = f"{', '.join(titles[:5])}{more}"
        raise Refusal(f"{team} can't be deleted while it is a member of {where}. Remove it there first.")


def set_team_role(*, team: Team, role: str, by: User) -> Team:
    """Its role in the space, which each of its people has; none when it is empty. The last admin stays one."""
    with changing_team(team, by=by) as team:
        known = SpaceMember.objects.filter(team=team).first()
        before = known.role if known else ""
        if role == before:
            return team
        if role:
            refuse_unknown_role(role)
            SpaceMember.objects.update_or_create(team=team, defaults={"space": team.space, "role": role})
        else:
            SpaceMember.objects.filter(team=team).delete()
        tell("Team %s went from %s to %s by %s", team.pk, before or "no role", role or "no role", by.pk)
    return team


def add_to_team(*, team: Team, email: str, by: User) -> TeamMember:
    """Let the person whose account has this address in. Adding someone twice is refused."""
    with changing_team(team, by=by) as team:
        user = account_of(email)
        if team.members.filter(user=user).exists():
            raise Refusal(f"{user.name} is in this team already.")
        member = TeamMember.objects.create(team=team, user=user)
        tell("User %s was added to team %s by %s", user.pk, team.pk, by.pk)
    return member


def remove_from_team(*, member: TeamMember, by: User) -> None:
    """What the person had by the team ends with it; what they made stays. Who leaves does it themselves.

    A space or journey that has an active admin keeps one.
    """
    with changing_team(member.team, by=by):
        gone, _ = TeamMember.objects.filter(pk=member.pk).delete()
        if gone:
            tell("User %s was removed from team %s by %s", member.user_id, member.team_id, by.pk)
