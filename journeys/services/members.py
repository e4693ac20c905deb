"""The people of a journey."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from journeys.models import Journey, Member, Role, Team, User
from journeys.queries.people import has_active_admin
from journeys.services.errors import Refusal
from journeys.services.facts import Facts, kept, refuse_unknown
from journeys.services.history import changing, record
from journeys.services.spaces import account_of
from journeys.services.spaces import locked as locked_space
from journeys.services.upload_links import end_links

FACTS = ("name", "email", "organisation", "title")
OF_THE_ACCOUNT = ("name", "email")
LONGEST = {"name": 150, "email": 254, "organisation": 150, "title": 150}


def add_member(*, journey: Journey, email: str, role: str, by: User, organisation: str = "", title: str = "") -> Member:
    """Add the person whose account has this address. Adding someone twice is refused, and says their role."""
    with changing(journey.pk) as journey:
        user = account_of(email)
        refuse_unfit_role(role)
        already = journey.members.filter(user=user).first()
        if already:
            raise Refusal(f"{user.name} is already here, as {already.get_role_display().lower()}.")
        member = let_in(journey, user, role, organisation=organisation, title=title)
        record(journey, "member.added", by=by, member=member.pk, name=member.name, role=role)
    return member


def let_in(journey: Journey, user: User, role: str, *, organisation: str = "", title: str = "") -> Member:
    """The row of `user` in a journey that the caller has locked, with at least this role. Records nothing.

    A contact with the address of the account becomes the member, and keeps what it owns.
    """
    contacts = journey.members.filter(role=Role.CONTACT, email__iexact=user.email)
    member = journey.members.filter(user=user).first() or contacts.first() or Member(journey=journey)
    if not member.user_id:
        member.user, member.name, member.email, member.role = user, user.name, user.email, role
        facts = {"organisation": organisation, "title": title}
        write(member, {name: text for name, text in facts.items() if text.strip()})
    if is_stronger(role, than=member.role):
        member.role = role
    member.save()
    return member


def is_stronger(role: str, *, than: str) -> bool:
    return Role.values.index(role) < Role.values.index(than)


@transaction.atomic
def add_team(*, journey: Journey, team: Team, role: str, by: User) -> Member:
    """Let a team of the journey's space in: each of its people has its role. Adding it twice is refused."""
    # The space first, as all that changes teams takes the locks: the team can't be deleted under our hands.
    locked_space(team.space_id)
    with changing(journey.pk) as journey:
        if not Team.objects.filter(pk=team.pk, space=journey.space_id).exists():
            raise Refusal("Only a team of this journey's space can be added.")
        refuse_unfit_role(role)
        if already := journey.members.filter(team=team).first():
            raise Refusal(f"{team} is already here, as {already.get_role_display().lower()}.")
        member = Member.objects.create(journey=journey, team=team, name=team.name, role=role)
        record(journey, "member.added", by=by, member=member.pk, name=member.name, role=role)
    return member


def remove_teams_of(*, journey: Journey, by: User) -> None:
    """Take all teams out, as a journey that leaves their space needs it. What they own is left without an owner."""
    with changing(journey.pk) as journey:
        for member in journey.members.exclude(team=None):
            leave(journey, member, by)


def add_contact(
    *, journey: Journey, name: str, by: User, email: str = "", organisation: str = "", title: str = ""
) -> Member:
    """Add someone without an account. An address that someone here has is refused, and so is a name without one."""
    with changing(journey.pk) as journey:
        member = Member(journey=journey, role=Role.CONTACT)
        write(member, {"name": name, "email": email, "organisation": organisation, "title": title})
        already = journey.members.filter(email__iexact=member.email, **({} if member.email else {"name": member.name}))
        if here := already.first():
            raise Refusal(f"{here.name} is already here, as {here.get_role_display().lower()}.")
        member.save()
        record(journey, "member.added", by=by, member=member.pk, name=member.name, role=member.role)
    return member


def change_member(*, member: Member, by: User, base_revision: int | None = None, **wanted: str) -> Member:
    """Change some of FACTS, written from the journey's `base_revision`. What others changed in the meantime stays.

    Name and address of a person with an account are those of the account. Raises Conflict, with both texts, when
    someone else changed the same fact since.
    """
    refuse_unknown(wanted, FACTS)
    with changing(member.journey_id) as journey:
        member = Member.objects.get(pk=member.pk)
        before = said_of(member)
        write(member, wanted)
        after = said_of(member)
        theirs = kept(journey, "member.changed", before, after, base_revision, member=member.pk)
        changed = [name for name in FACTS if after[name] != before[name] and name not in theirs]
        if changed:
            refuse_what_is_not_its_own(journey, member, before, changed)
            member.save(update_fields=changed)
            record(
                journey, "member.changed", by=by, member=member.pk, name=member.name,
                before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
            )  # fmt: skip
    return Member.objects.get(pk=member.pk)


def write(member: Member, facts: dict[str, Any]) -> None:
    """Into the row in memory. Refuses what does not fit."""
    for name, text in facts.items():
        setattr(member, name, fitting(name, text))
    if not member.name:
        raise Refusal("A contact needs a name.")
    if member.email and "email" in facts:
        refuse_no_address(member.email)


def fitting(name: str, text: str) -> str:
    """One of FACTS, on one line."""
    text = " ".join(text.split())
    if len(text) > LONGEST[name]:
        label = str(Member._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # all of FACTS are fields
        raise Refusal(f"{label.capitalize()}: at most {LONGEST[name]} characters.")
    return text


def refuse_no_address(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(f"“{email}” is not an e-mail address. Write one like name@example.com.") from None


def refuse_what_is_not_its_own(journey: Journey, member: Member, before: Facts, changed: list[str]) -> None:
    if member.user_id and set(changed) & set(OF_THE_ACCOUNT):
        raise Refusal(f"{before['name']} has an account: name and address are changed there.")
    if member.team_id and set(changed) & set(OF_THE_ACCOUNT):
        raise Refusal(f"{before['name']} is a team: it is renamed in its space, and its people have the addresses.")
    others = journey.members.exclude(pk=member.pk).filter(email__iexact=member.email)
    if "email" in changed and member.email and (here := others.first()):
        raise Refusal(f"{here.name} has this address already.")


def said_of(member: Member) -> Facts:
    return {name: getattr(member, name) for name in FACTS}


def change_role(*, member: Member, role: str, by: User) -> Member:
    """The new role counts from the member's next request. The last admin stays one. `member` may be a team."""
    with changing(member.journey_id) as journey:
        member = Member.objects.get(pk=member.pk)
        if member.role == role:
            return member
        refuse_unfit_role(Role.CONTACT if member.role == Role.CONTACT else role)
        refuse_if_last_admin(journey, member)
        before, member.role = member.role, role
        member.save(update_fields=["role"])
        record(journey, "member.role_changed", by=by, member=member.pk, name=member.name, before=before, after=role)
    return member


def remove_member(*, member: Member, by: User) -> None:
    """Takes a person or a team out of the journey; what they own is left without an owner. Links let nobody in."""
    with changing(member.journey_id) as journey:
        if not Member.objects.filter(pk=member.pk).exists():
            return
        member.refresh_from_db()
        refuse_if_last_admin(journey, member)
        leave(journey, member, by)


def leave(journey: Journey, member: Member, by: User) -> None:
    end_links(journey, member.upload_links.all(), by)
    record(journey, "member.removed", by=by, member=member.pk, name=member.name, role=member.role)
    member.delete()


def bring_back_member(*, member: Member, by: User) -> None:
    """Put a removed member, as it was, back under its number. What it owned is not given back by this."""
    with changing(member.journey_id) as journey:
        if member.user_id and journey.members.filter(user=member.user_id).exists():
            raise Refusal(f"{member} is here again already.")
        if member.team_id and not Team.objects.filter(pk=member.team_id, space=journey.space_id).exists():
            raise Refusal(f"The team {member} is no longer in the space of this journey.")
        member.save(force_insert=True)
        record(journey, "member.added", by=by, member=member.pk, name=member.name, role=member.role)


def refuse_unfit_role(role: str) -> None:
    if role not in Role.values or role == Role.CONTACT:
        raise Refusal("A person with an account, or a team, is an admin, contributor, stakeholder or viewer.")


def refuse_if_last_admin(journey: Journey, member: Member) -> None:
    """A journey keeps an active admin of its own: a person, or a team with such a person."""
    if member.role == Role.ADMIN and not has_active_admin(journey, without=member):
        raise Refusal(f"{member.name} is the last admin of this journey. Make someone else an admin first.")
