"""The people of a journey."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from journeys.models import Journey, Member, Role, User
from journeys.services.errors import Refusal
from journeys.services.facts import Facts, kept, refuse_unknown
from journeys.services.history import changing, record

FACTS = ("name", "email", "organisation", "title")
OF_THE_ACCOUNT = ("name", "email")
LONGEST = {"name": 150, "email": 254, "organisation": 150, "title": 150}


def add_member(*, journey: Journey, email: str, role: str, by: User, organisation: str = "", title: str = "") -> Member:
    """Add the person whose account has this address. Adding someone twice is refused, and says their role."""
    with changing(journey.pk) as journey:
        user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
        if user is None:
            raise Refusal(f"No account has the address {email.strip()}. Ask an operator to make one first.")
        if role not in Role.values or role == Role.CONTACT:
            raise Refusal("A person with an account is an admin, contributor, stakeholder or viewer.")
        already = journey.members.filter(user=user).first()
        if already:
            raise Refusal(f"{user.name} is already here, as {already.get_role_display().lower()}.")
        member = Member(journey=journey, user=user, name=user.name, email=user.email, role=role)
        write(member, {"organisation": organisation, "title": title})
        member.save()
        record(journey, "member.added", by=by, member=member.pk, name=member.name, role=role)
    return member


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
        text = " ".join(text.split())
        if len(text) > LONGEST[name]:
            label = str(Member._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # all of FACTS are fields
            raise Refusal(f"{label.capitalize()}: at most {LONGEST[name]} characters.")
        setattr(member, name, text)
    if not member.name:
        raise Refusal("A contact needs a name.")
    if member.email and "email" in facts:
        refuse_no_address(member.email)


def refuse_no_address(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(f"“{email}” is not an e-mail address. Write one like name@example.com.") from None


def refuse_what_is_not_its_own(journey: Journey, member: Member, before: Facts, changed: list[str]) -> None:
    if member.user_id and set(changed) & set(OF_THE_ACCOUNT):
        raise Refusal(f"{before['name']} has an account: name and address are changed there.")
    others = journey.members.exclude(pk=member.pk).filter(email__iexact=member.email)
    if "email" in changed and member.email and (here := others.first()):
        raise Refusal(f"{here.name} has this address already.")


def said_of(member: Member) -> Facts:
    return {name: getattr(member, name) for name in FACTS}


def change_role(*, member: Member, role: str, by: User) -> Member:
    """The new role counts from the member's next request. The last admin stays one."""
    with changing(member.journey_id) as journey:
        member = Member.objects.get(pk=member.pk)
        if member.role == role:
            return member
        if role not in Role.values or (role == Role.CONTACT) != (member.user_id is None):
            raise Refusal("A person with an account is an admin, contributor, stakeholder or viewer.")
        refuse_if_last_admin(journey, member)
        before, member.role = member.role, role
        member.save(update_fields=["role"])
        record(journey, "member.role_changed", by=by, member=member.pk, name=member.name, before=before, after=role)
    return member


def remove_member(*, member: Member, by: User) -> None:
    """Takes a person out of the journey; what they own is left without an owner."""
    with changing(member.journey_id) as journey:
        if not Member.objects.filter(pk=member.pk).exists():
            return
        member.refresh_from_db()
        refuse_if_last_admin(journey, member)
        record(journey, "member.removed", by=by, member=member.pk, name=member.name, role=member.role)
        member.delete()


def bring_back_member(*, member: Member, by: User) -> None:
    """Put a removed member, as it was, back under its number. What it owned is not given back by this."""
    with changing(member.journey_id) as journey:
        if member.user_id and journey.members.filter(user=member.user_id).exists():
            raise Refusal(f"{member} is here again already.")
        member.save(force_insert=True)
        record(journey, "member.added", by=by, member=member.pk, name=member.name, role=member.role)


def refuse_if_last_admin(journey: Journey, member: Member) -> None:
    others = journey.members.filter(~Q(pk=member.pk), role=Role.ADMIN, user__is_active=True)
    if member.role == Role.ADMIN and not others.exists():
        raise Refusal(f"{member.name} is the last admin of this journey. Make someone else an admin first.")
