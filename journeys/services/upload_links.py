"""Upload links: a contact sees what waits for them, and answers, without an account."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import now

from journeys.models import Journey, Member, Role, UploadLink, User
from journeys.queries.upload_links import waits_for
from journeys.services.errors import Refusal
from journeys.services.history import changing, record
from journeys.services.link_tokens import hash_of, new_serial, token_for
from journeys.services.outbox import post

PURPOSE = "upload-link"
DAYS, MOST_DAYS = 30, 365
BETWEEN_MAILS = timedelta(hours=1)
# Looking at the page is noted no more often.
BETWEEN_USES = timedelta(minutes=1)


def make_link(*, member: Member, by: User, days: int = DAYS) -> UploadLink:
    """A link for a contact, who gets it by mail where an address is known. A contact has one at a time."""
    with changing(member.journey_id) as journey:
        member = Member.objects.get(pk=member.pk)
        if member.role != Role.CONTACT:
            raise Refusal(f"{member.name} has an account, and needs no link. Links are for contacts.")
        if there := member.upload_links.open().first():
            raise Refusal(f"{there.name} has a link already. Renew it, or revoke it first.")
        serial, at = new_serial(), now()
        link = UploadLink.objects.create(
            journey=journey, member=member, name=member.name, email=member.email, serial=serial,
            token_hash=hash_of(token_for(PURPOSE, serial)), created_by=by, expires_at=at + lasting(days),
        )  # fmt: skip
        tell(journey, link, "link.made", by, until=link.expires_at)
        if member.email:
            send("upload_link", link, member)
    return link


def lasting(days: int) -> timedelta:
    if not 1 <= days <= MOST_DAYS:
        raise Refusal(f"A link is good for 1 to {MOST_DAYS} days.")
    return timedelta(days=days)


def renew_link(*, link: UploadLink, by: User, days: int = DAYS) -> UploadLink:
    """The same address is good for so many days from now on, also where its time was over."""
    with changing(link.journey_id) as journey:
        link = UploadLink.objects.select_related("member").get(pk=link.pk)
        refuse_ended(link)
        others = UploadLink.objects.open().filter(member=link.member_id).exclude(pk=link.pk)
        if others.exists():
            raise Refusal(f"{link.name} has another link by now. Revoke that one first.")
        link.expires_at = now() + lasting(days)
        link.save(update_fields=["expires_at"])
        tell(journey, link, "link.renewed", by, until=link.expires_at)
    return link


def refuse_ended(link: UploadLink) -> None:
    """A revoked link stays so, and so does that of someone who is no contact here any more."""
    if link.revoked_at:
        raise Refusal("This link was revoked. Make a new one.")
    if link.member is None or link.member.role != Role.CONTACT:
        raise Refusal(f"{link.name} is no contact of this journey any more.")


def revoke_link(*, link: UploadLink, by: User) -> UploadLink:
    """From now on it lets nobody in. What came through it stays."""
    with changing(link.journey_id, even_locked=True) as journey:
        end_links(journey, UploadLink.objects.filter(pk=link.pk), by)
    return UploadLink.objects.get(pk=link.pk)


def end_links(journey: Journey, links: QuerySet[UploadLink], by: User) -> None:
    """Revoke those that are not; the caller has locked the journey."""
    for link in links.filter(revoked_at=None):
        link.revoked_at = now()
        link.save(update_fields=["revoked_at"])
        tell(journey, link, "link.revoked", by)


def ask_again(*, link: UploadLink, by: User) -> UploadLink:
    """Mail the contact what still waits for them, at most once an hour."""
    with changing(link.journey_id) as journey:
        link = UploadLink.objects.select_related("member").get(pk=link.pk)
        refuse_ended(link)
        refuse_to_ask(link)
        assert link.member is not None, "it was refused before"
        send("upload_reminder", link, link.member)
        tell(journey, link, "link.asked", by, counts=False)
    return link


def send(kind: str, link: UploadLink, member: Member) -> None:
    post(kind, email=member.email, name=member.name, member=member, about={"upload_link": link.pk})
    link.asked_at = now()
    link.save(update_fields=["asked_at"])


def refuse_to_ask(link: UploadLink) -> None:
    assert link.member is not None, "it was refused before"
    if link.expires_at <= now():
        raise Refusal("The time of this link is over. Renew it first.")
    if not link.member.email:
        raise Refusal(f"No e-mail address of {link.name} is known. Add it on the People page, or pass the link on.")
    if link.asked_at and link.asked_at > now() - BETWEEN_MAILS:
        raise Refusal(f"{link.name} was mailed less than an hour ago. Give them a little time.")
    if not waits_for(link.member):
        raise Refusal(f"Nothing waits for {link.name} now. Make them the owner of a task or checklist item first.")


def tell(journey: Journey, link: UploadLink, verb: str, by: User, *, counts: bool = True, **more) -> None:
    record(journey, verb, by=by, counts=counts, link=link.pk, name=link.name, **more)


def url_of(link: UploadLink) -> str:
    """Where the contact goes, whole. Whoever has it is taken for them."""
    return settings.SITE_URL + reverse("upload_page", args=[token_for(PURPOSE, link.serial)])


def link_for(token: str) -> UploadLink | None:
    """The link that lets whoever has `token` in; None for any other, whatever the reason.

    It is found by its hash, so that how long this takes says nothing about the token.
    """
    open_journey = Q(journey__deleted_at=None, journey__archived_at=None, journey__locked_at=None)
    return (
        UploadLink.objects.open()
        .filter(open_journey, token_hash=hash_of(token), member__role=Role.CONTACT)
        .select_related("journey", "member", "created_by")
        .first()
    )


def note_use(link: UploadLink) -> None:
    at = now()
    if link.used_at is None or link.used_at < at - BETWEEN_USES:
        UploadLink.objects.filter(pk=link.pk).update(used_at=at)
