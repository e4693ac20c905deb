"""A journey is handed over: one of its admins offers it, and the other person takes it into a space of theirs.

Until then nothing changes.
"""

from django.utils.timezone import now

from journeys.access import journeys_for, may, spaces_for
from journeys.models import Journey, Notification, Role, Space, Transfer, User
from journeys.queries.people import known_in
from journeys.services.errors import Refusal
from journeys.services.history import changing, changing_many, record, refuse_if_closed
from journeys.services.members import let_in, remove_teams_of
from journeys.services.notifications import notify

Status = Transfer.Status


def find_person(*, journey: Journey, email: str, by: User) -> User:
    """To whom `by` may offer the journey: someone else whom its space knows. A superuser knows all."""
    refuse_if_closed(journey)
    email = email.strip().lower()
    person = known_in(journey.space, email)
    if person is None and by.is_superuser:
        person = User.objects.filter(email=email, is_active=True).first()
    if person is None:
        raise Refusal(
            f"Nobody here has the address {email}. Invite them on the People page first; once they have accepted, you "
            "can hand the journey over."
        )
    if person == by:
        raise Refusal("This is your own address. Give that of the person who takes the journey over.")
    return person


def offer(*, journey: Journey, email: str, by: User) -> Transfer:
    """Offer the journey to the person with this address. One offer waits at a time."""
    with changing(journey.pk) as journey:
        person = find_person(journey=journey, email=email, by=by)
        waiting = journey.transfers.filter(status=Status.WAITING).select_related("to").first()
        if waiting:
            raise Refusal(f"This journey is offered to {waiting.to.name} already. Withdraw that offer first.")
        transfer = Transfer.objects.create(journey=journey, asked_by=by, to=person)
        record(journey, "journey.transfer_asked", by=by, counts=False, transfer=transfer.pk, name=person.name)
        say(transfer, person, f"{by.name} offers you the journey “{journey.title}”.", by=by)
    return transfer


def withdraw(*, transfer: Transfer, by: User) -> Transfer:
    with changing(transfer.journey_id, even_locked=True) as journey:
        transfer = answer(transfer, Status.WITHDRAWN)
        record(journey, "journey.transfer_withdrawn", by=by, counts=False, transfer=transfer.pk, name=transfer.to.name)
    return transfer


def decline(*, transfer: Transfer, by: User) -> Transfer:
    """Only whom it is offered to says no."""
    with changing(transfer.journey_id, even_locked=True) as journey:
        transfer = answer(transfer, Status.DECLINED)
        refuse_others(transfer, by)
        record(journey, "journey.transfer_declined", by=by, counts=False, transfer=transfer.pk)
        say(transfer, transfer.asked_by, f"{by.name} does not take the journey “{journey.title}” over.", by=by)
    return transfer


def accept(*, transfer: Transfer, space: Space, by: User) -> Journey:
    """Take the journey into `space`, as its admin. Who offered it stays what they are in it.

    Teams of the space that it leaves stay behind; what they own is without an owner. A playbook that only the people
    of another space see is not followed any more.
    """
    with changing_many(transfer.journey_id) as batch:
        journey = batch.journey
        transfer = answer(transfer, Status.ACCEPTED)
        refuse_others(transfer, by)
        refuse_lost_rights(transfer, space)
        before = journey.space
        if space != before:
            remove_teams_of(journey=journey, by=by)
        journey.space = space
        if journey.playbook and journey.playbook.space_id not in (None, space.pk):
            journey.playbook = None
        journey.save(update_fields=["space", "playbook"])
        let_in(journey, by, Role.ADMIN)
        name = transfer.asked_by.name
        record(journey, "journey.transferred", by=by, name=name, before=before.name, after=space.name)
        say(transfer, transfer.asked_by, f"{by.name} has taken the journey “{journey.title}” over.", by=by)
    return journey


def answer(transfer: Transfer, status: Transfer.Status) -> Transfer:
    transfer = Transfer.objects.select_related("asked_by", "to").get(pk=transfer.pk)
    if transfer.status != Status.WAITING:
        raise Refusal("This offer is answered or withdrawn already.")
    transfer.status, transfer.answered_at = status, now()
    transfer.save(update_fields=["status", "answered_at"])
    return transfer


def refuse_others(transfer: Transfer, by: User) -> None:
    if transfer.to_id != by.pk:
        raise Refusal(f"This journey is offered to {transfer.to.name}, not to you.")


def refuse_lost_rights(transfer: Transfer, space: Space) -> None:
    """Both may have lost what they had when it was offered."""
    asker = transfer.asked_by
    theirs = journeys_for(asker).filter(pk=transfer.journey_id).first()
    if not asker.is_active or theirs is None or not may(theirs.role, "journey.change"):  # type: ignore[attr-defined]
        raise Refusal(f"{asker.name} is no longer an admin of this journey. Ask one of its admins to offer it again.")
    if not spaces_for(transfer.to, "journey.create").filter(pk=space.pk).exists():
        raise Refusal(f"You may not create journeys in {space.name}. Choose another space.")


def say(transfer: Transfer, person: User, text: str, *, by: User) -> None:
    # Without the journey: who is offered one may not see it yet.
    notify(Notification.Kind.INVITED, [person], text, by=by, transfer=transfer.pk)
