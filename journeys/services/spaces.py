"""Spaces hold journeys, and the people who may create them. What happens to a space stands in the server's own log."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from journeys.models import Space, SpaceMember, User
from journeys.queries.spaces import in_the_way_of, runs
from journeys.services.errors import Refusal
from journeys.services.journeys import remove_files

LONGEST_NAME = 150
Role = SpaceMember.Role
log = logging.getLogger("journeys.spaces")


@contextmanager
def changing_space(space_id: int, *, by: User) -> Iterator[Space]:
    """One transaction that holds the lock of the space. One that has an active admin keeps one.

    A superuser may leave a space without: they can give it a new one.
    """
    with transaction.atomic():
        space = locked(space_id)
        had_one = runs(space)
        yield space
        if had_one and not by.is_superuser and not runs(space):
            raise Refusal(f"{space} would be left without an admin. Make someone else an admin first.")


def locked(space_id: int) -> Space:
    space = Space.objects.select_for_update().filter(pk=space_id).first()
    if space is None:
        raise Refusal("Someone deleted this space meanwhile.")
    return space


@transaction.atomic
def space_called(name: str, *, by: User) -> Space:
    """The space of this name. One that was missing is made, with `by` as its admin."""
    name = checked_name(name)
    return Space.objects.filter(name=name).first() or create_space(name=name, by=by)


@transaction.atomic
def create_space(*, name: str, by: User) -> Space:
    """An empty space, with `by` as its admin."""
    name = checked_name(name)
    refuse_taken(name)
    space = Space.objects.create(name=name)
    SpaceMember.objects.create(space=space, user=by, role=Role.ADMIN)
    tell("Space %s (%r) was created by %s", space.pk, name, by.pk)
    return space


def rename_space(*, space: Space, name: str, by: User) -> Space:
    with changing_space(space.pk, by=by) as space:
        name, before = checked_name(name), space.name
        if name != before:
            refuse_taken(name, but=space)
            space.name = name
            space.save(update_fields=["name"])
            tell("Space %s (%r) was renamed to %r by %s", space.pk, before, name, by.pk)
    return space


def demand_two_factor(*, space: Space, demanded: bool, by: User) -> Space:
    """Whether the space and its journeys are closed to people without a second factor. It counts at once."""
    with changing_space(space.pk, by=by) as space:
        if demanded and not by.second_factors.exists():
            raise Refusal("Set up two-factor sign-in for yourself first, or you would lock yourself out.")
        if space.requires_two_factor != demanded:
            space.requires_two_factor = demanded
            space.save(update_fields=["requires_two_factor"])
            log.info("Space %s: two-factor sign-in demanded: %s, by %s", space.pk, demanded, by.pk)
    return space


def checked_name(name: str, noun: str = "space") -> str:
    name = " ".join(name.split())
    if not name:
        raise Refusal(f"A {noun} needs a name.")
    if len(name) > LONGEST_NAME:
        raise Refusal(f"The name of a {noun} has at most {LONGEST_NAME} characters.")
    return name


def refuse_taken(name: str, but: Space | None = None) -> None:
    others = Space.objects.filter(name__iexact=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise Refusal(f"There is a space called {name} already. Choose another name.")


@transaction.atomic
def delete_space(*, space: Space, by: User) -> None:
    """Only an empty one: journeys and playbooks of its own are in the way. People, teams and its look go with it."""
    space = locked(space.pk)
    if left := in_the_way_of(space):
        raise Refusal(f"{space} can't be deleted while it holds {left.in_words}.")
    files = list(space.playbook_uploads.exclude(file="").values_list("file", flat=True))
    tell("Space %s (%r) was deleted by %s", space.pk, space.name, by.pk)
    space.delete()
    transaction.on_commit(lambda: remove_files(files))


def add_to_space(*, space: Space, email: str, role: str, by: User) -> SpaceMember:
    """Let the person whose account has this address in. Adding someone twice is refused, and says their role."""
    with changing_space(space.pk, by=by) as space:
        user = account_of(email)
        refuse_unknown_role(role)
        if already := space.members.filter(user=user).first():
            raise Refusal(f"{user.name} is already here, as {already.get_role_display().lower()}.")
        member = SpaceMember.objects.create(space=space, user=user, role=role)
        tell("User %s was added to space %s as %s by %s", user.pk, space.pk, role, by.pk)
    return member


def account_of(email: str) -> User:
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise Refusal(f"No account has the address {email.strip()}. Ask an operator to make one first.")
    return user


def change_space_role(*, member: SpaceMember, role: str, by: User) -> SpaceMember:
    """The new role, of a person or a team, counts from the next request. The last admin stays one."""
    with changing_space(member.space_id, by=by):
        member = found(member)
        refuse_unknown_role(role)
        if member.role != role:
            before, member.role = member.role, role
            member.save(update_fields=["role"])
            tell("%s in space %s went from %s to %s by %s", who(member), member.space_id, before, role, by.pk)
    return member


def remove_from_space(*, member: SpaceMember, by: User) -> None:
    """Takes the role of a person or a team away; in journeys they stay. Who leaves does it themselves.

    The last admin stays.
    """
    with changing_space(member.space_id, by=by):
        member = found(member)
        member.delete()
        tell("%s was removed from space %s by %s", who(member), member.space_id, by.pk)


def found(member: SpaceMember) -> SpaceMember:
    row = SpaceMember.objects.filter(pk=member.pk).first()
    if row is None:
        raise Refusal("This role was taken away meanwhile. Reload the page to see who is here.")
    return row


def who(member: SpaceMember) -> str:
    """For the log: ids alone."""
    return f"Team {member.team_id}" if member.team_id else f"User {member.user_id}"


def tell(words: str, *facts: object) -> None:
    """A line in the server's log, once the change is there for good."""
    transaction.on_commit(lambda: log.info(words, *facts))


def refuse_unknown_role(role: str) -> None:
    if role not in Role.values:
        raise Refusal("In a space, people and teams are admins or contributors.")
