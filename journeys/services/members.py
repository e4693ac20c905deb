"""The people of a journey."""

from django.db.models import Q

from journeys.models import Journey, Member, Role, User
from journeys.services.errors import Refusal
from journeys.services.history import changing, record


def add_member(*, journey: Journey, email: str, role: str, by: User, organisation: str = "") -> Member:
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
        member = Member.objects.create(
            journey=journey, user=user, name=user.name, email=user.email, role=role, organisation=organisation.strip()
        )
        record(journey, "member.added", by=by, member=member.pk, name=member.name, role=role)
    return member


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


def refuse_if_last_admin(journey: Journey, member: Member) -> None:
    others = journey.members.filter(~Q(pk=member.pk), role=Role.ADMIN, user__is_active=True)
    if member.role == Role.ADMIN and not others.exists():
        raise Refusal(f"{member.name} is the last admin of this journey. Make someone else an admin first.")
