"""Invitations into a space, a team or a journey, by mail: each for whoever reads the mails of one address, for a time.

The link in the mail has a token, of which only a hash is kept. Sending an invitation again makes a new one: the link
in the mail before it is dead.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from django.utils.timezone import now

from journeys.models import Invitation, Journey, Member, Notification, Space, SpaceMember, Team, TeamMember, User
from journeys.queries.people import known_in
from journeys.services.accounts import make_account
from journeys.services.errors import Refusal
from journeys.services.history import changing, record
from journeys.services.link_tokens import hash_of, new_serial, token_for
from journeys.services.members import add_member, fitting, let_in, refuse_no_address, refuse_unfit_role
from journeys.services.notifications import notify
from journeys.services.outbox import post
from journeys.services.spaces import add_to_space, refuse_unknown_role
from journeys.services.spaces import locked as locked_space
from journeys.services.spaces import tell as tell_log
from journeys.services.teams import add_to_team

# What its mail, its token and the key of its notification are known by.
NAME = "invitation"
DAYS, MOST_DAYS = 14, 90
# Nobody's mailbox is filled by someone who clicks.
PAUSE = timedelta(minutes=1)

Place = Space | Team | Journey


class Gone(Refusal):
    """An invitation that counts no more, or not for this person: one answer, which says nothing of others."""

    def __init__(self) -> None:
        super().__init__("This invitation does not count any more, or it is not for you.")


def add_or_invite(
    *, place: Place, email: str, by: User, role: str = "", days: int = DAYS, **known: str
) -> Member | SpaceMember | TeamMember | Invitation:
    """Add a person whom the space knows; everyone else is invited, whether they have an account or not.

    A superuser adds anyone who has an account. `known` are the organisation and title of someone in a journey.
    """
    anyone = User.objects.filter(email=email.strip().lower(), is_active=True)
    if not known_in(space_of(place), email) and not (by.is_superuser and anyone.exists()):
        return invite(place=place, email=email, role=role, by=by, days=days, **known)
    if isinstance(place, Journey):
        return add_member(journey=place, email=email, role=role, by=by, **known)
    if isinstance(place, Team):
        return add_to_team(team=place, email=email, by=by)
    return add_to_space(space=place, email=email, role=role, by=by)


def invite(
    *, place: Place, email: str, by: User, role: str = "", days: int = DAYS, organisation: str = "", title: str = ""
) -> Invitation:
    """Invite whoever reads the mails of the address. One that waits there already is sent again, with what is new.

    A team has no role to give. Someone who is there already is refused, with their role.
    """
    email = fitting("email", email).lower()
    refuse_no_address(email)
    refuse_wrong_role(place, role)
    with holding(place) as place:
        refuse_who_is_here(place, email)
        facts = {kind_of(place): place, "email": email}
        invitation = Invitation.objects.waiting().filter(**facts).first() or Invitation(**facts)
        invitation.role, invitation.invited_by = role, by
        invitation.organisation, invitation.title = fitting("organisation", organisation), fitting("title", title)
        send(invitation, days)
        tell(invitation, "member.invited", by=by)
    return invitation


def resend(*, invitation: Invitation, by: User, days: int = DAYS) -> Invitation:
    """A new mail with a new link, which counts for so many days from now. The link before it counts no more."""
    with holding(invitation.place):
        invitation = locked(invitation)
        refuse_who_is_here(invitation.place, invitation.email)
        send(invitation, days)
        tell(invitation, "member.invited", by=by)
    return invitation


def send(invitation: Invitation, days: int) -> None:
    """With a new token, which only the mail will have."""
    if not 1 <= days <= MOST_DAYS:
        raise Refusal(f"An invitation counts for 1 to {MOST_DAYS} days.")
    refuse_too_soon(invitation)
    invitation.serial = new_serial()
    invitation.token_hash = hash_of(token_for(NAME, invitation.serial))
    invitation.sent_at = now()
    invitation.expires_at = invitation.sent_at + timedelta(days=days)
    invitation.save()
    user = User.objects.filter(email=invitation.email, is_active=True).first()
    name = user.name if user else invitation.email
    post(NAME, email=invitation.email, name=name, user=user, about={"invitation": invitation.pk})
    notify(
        Notification.Kind.INVITED,
        [user] if user else [],
        f"{invitation.invited_by.name} invites you to {words_of(invitation.place)}.",
        by=invitation.invited_by,
        key=f"invitation-{invitation.pk}",
        by_mail=False,
        invitation=invitation.pk,
    )


def revoke(*, invitation: Invitation, by: User) -> Invitation:
    """Its link counts no more. One that was answered stays answered."""
    with holding(invitation.place, even_locked=True):
        invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if invitation.answered_at:
            raise Refusal("This invitation is answered already. Remove the person instead.")
        if invitation.revoked_at is None:
            invitation.revoked_at = now()
            invitation.save(update_fields=["revoked_at"])
            tell(invitation, "member.invitation_revoked", by=by)
    return invitation


def find(token: str) -> Invitation | None:
    """The invitation that this token opens, if it still counts."""
    rows = Invitation.objects.open().select_related("space", "team__space", "journey__space", "invited_by")
    return rows.filter(token_hash=hash_of(token)).first()


def accept(*, invitation: Invitation, by: User) -> Place:
    """Give the role to the person of the address, who keeps a stronger one. Returns where they are now."""
    with holding(invitation.place) as place:
        invitation = answered(invitation, by=by, is_accepted=True)
        if isinstance(place, Journey):
            facts = {"organisation": invitation.organisation, "title": invitation.title}
            let_in(place, by, invitation.role, **facts)
        elif isinstance(place, Team):
            TeamMember.objects.get_or_create(team=place, user=by)
        else:
            let_into_space(place, by, invitation.role)
        tell(invitation, "member.joined", by=by)
    return place


def let_into_space(space: Space, user: User, role: str) -> None:
    member, _ = SpaceMember.objects.get_or_create(space=space, user=user, defaults={"role": role})
    if role == SpaceMember.Role.ADMIN != member.role:
        member.role = role
        member.save(update_fields=["role"])


@transaction.atomic
def accept_with_new_account(*, invitation: Invitation, name: str, password: str) -> User:
    """Make the account of whoever holds the link: the mail that it came by proves their address. Then accept."""
    user = make_account(email=invitation.email, name=name, password=password, is_verified=True)
    accept(invitation=invitation, by=user)
    return user


def decline(*, invitation: Invitation, by: User | None) -> None:
    """Say no, as the person of the address, or with its link and without an account."""
    with holding(invitation.place, even_locked=True):
        tell(answered(invitation, by=by, is_accepted=False), "member.declined", by=by)


def answered(invitation: Invitation, *, by: User | None, is_accepted: bool) -> Invitation:
    """The invitation with its answer, if it can be answered at this moment by this person."""
    rows = Invitation.objects.open() if by is None else Invitation.objects.open().to(by)
    if not rows.filter(pk=invitation.pk, serial=invitation.serial).exists():
        raise Gone
    invitation = locked(invitation)
    invitation.answered_by, invitation.answered_at, invitation.is_accepted = by, now(), is_accepted
    invitation.save(update_fields=["answered_by", "answered_at", "is_accepted"])
    return invitation


@contextmanager
def holding(place: Place, *, even_locked: bool = False) -> Iterator[Place]:
    """One transaction that holds the lock of the place, so that two who invite or answer don't pass each other."""
    if isinstance(place, Journey):
        with changing(place.pk, even_locked=even_locked) as journey:
            yield journey
        return
    with transaction.atomic():
        space = locked_space(space_of(place).pk)
        if isinstance(place, Team) and not space.teams.filter(pk=place.pk).exists():
            raise Refusal("Someone deleted this team meanwhile.")
        yield place


def locked(invitation: Invitation) -> Invitation:
    """As it is now, if it still waits for an answer."""
    row = Invitation.objects.waiting().filter(pk=invitation.pk).first()
    if row is None:
        raise Refusal("This invitation is answered or revoked already. Reload the page to see who is here.")
    return row


def tell(invitation: Invitation, verb: str, *, by: User | None) -> None:
    place = invitation.place
    if isinstance(place, Journey):
        record(
            place, verb, by=by, counts=verb == "member.joined",
            invitation=invitation.pk, email=invitation.email, role=invitation.role, has_account=by is not None,
        )  # fmt: skip
    else:
        who = f"account {by.pk}" if by else "its link"
        tell_log("%s %s: %s, invitation %s, by %s", kind_of(place), place.pk, verb, invitation.pk, who)


def space_of(place: Place) -> Space:
    return place if isinstance(place, Space) else place.space


def kind_of(place: Place) -> str:
    """Also the name of the field of an invitation."""
    return type(place).__name__.lower()


def words_of(place: Place) -> str:
    """the journey “Acme to Amazon Connect”"""
    return f"the {kind_of(place)} “{place}”"


def refuse_wrong_role(place: Place, role: str) -> None:
    if isinstance(place, Journey):
        refuse_unfit_role(role)
    elif isinstance(place, Space):
        refuse_unknown_role(role)
    elif role:
        raise Refusal("A person of a team has no role of their own: what the team may do, each of them may.")


def refuse_who_is_here(place: Place, email: str) -> None:
    """By the address of their account. Who comes by a team may be invited to a role of their own."""
    here = place.members.filter(user__email=email).select_related("user").first()
    if isinstance(here, TeamMember):
        raise Refusal(f"{here.user.name} is in this team already.")
    if here is not None:
        raise Refusal(f"{here.user} is already here, as {here.get_role_display().lower()}.")


def refuse_too_soon(invitation: Invitation) -> None:
    """Whatever became of the last one to this address."""
    facts = {kind_of(invitation.place): invitation.place, "email": invitation.email}
    if Invitation.objects.filter(**facts, sent_at__gt=now() - PAUSE).exists():
        raise Refusal(
            f"An invitation went to {invitation.email} less than a minute ago. Wait a minute, then try again."
        )
