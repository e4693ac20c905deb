"""What becomes of a mail that is in the outbox: it is sent at most once.

Between a mail that comes twice and one that does not come, the second is the smaller evil: a person sees it on a page
and can send it again, while nobody can take a mail back. So a mail is marked as being sent, for all to see, before the
mail server hears of it. Where the server surely did not take it, it is tried again after pauses that grow; where that
is unknown (the connection broke in the middle, the worker died), it is not.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.timezone import now

from journeys.models import Document, Mail, User
from journeys.services.documents import retry_document
from journeys.services.errors import Refusal
from journeys.services.history import changing, record
from journeys.services.outbox import TASK, nudge_on_commit
from journeys.services.queues import nudge

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360)]
# Longer than any mail server is waited for.
LONGEST_SENDING = timedelta(minutes=15)
AT_ONCE = 50

Status = Mail.Status
log = logging.getLogger(__name__)


def claim(mail_id: int) -> Mail | None:
    """Take up a mail that may be sent, before a word goes to the mail server. Of several workers one gets it.

    Whether it is still wanted is asked after this, by the part that puts its words together.
    """
    mail = with_facts(sendable()).filter(pk=mail_id).first()
    if mail is None:
        return None
    mail.email = address_of(mail)
    claimed = Mail.objects.filter(pk=mail.pk, status=Status.WAITING, try_at=mail.try_at).update(
        status=Status.SENDING, attempts=F("attempts") + 1, email=mail.email, try_at=now() + LONGEST_SENDING
    )
    if not claimed:
        return None
    mail.attempts += 1
    return mail


def sendable() -> QuerySet[Mail]:
    """Those that wait for nothing but the mail server."""
    has_all = Q(run=None) | Q(run__document__status=Document.Status.READY)
    return Mail.objects.filter(has_all, status=Status.WAITING, try_at__lte=now())


def with_facts(mails: QuerySet[Mail]) -> QuerySet[Mail]:
    """With what most words need, in one query."""
    return mails.select_related(
        "user", "member__user", "run__document", "run__schedule__journey", "run__schedule__created_by"
    )


def address_of(mail: Mail) -> str:
    """Of a scheduled document as it is now: it may have changed since the run was started."""
    if mail.run is None:
        return mail.email
    if mail.user is not None:
        return mail.user.email
    if mail.member is None:
        return ""
    return mail.member.user.email if mail.member.user else mail.member.email


def skip(mail: Mail, reason: str) -> None:
    """By now it must not go out."""
    Mail.objects.filter(pk=mail.pk, status=Status.SENDING).update(status=Status.SKIPPED, reason=reason)


def mark_sent(mail: Mail) -> None:
    """The mail server has taken it. Ready words are taken away: they may hold a link that lets someone in."""
    sent = {"status": Status.SENT, "sent_at": now(), "reason": "", "text": "", "html": ""}
    if mail.run is None:
        Mail.objects.filter(pk=mail.pk).update(**sent)
        return
    document = mail.run.document
    assert document is not None, "it was claimed with its document"
    with changing(mail.run.schedule.journey_id, even_locked=True) as journey:
        Mail.objects.filter(pk=mail.pk).update(**sent)
        record(
            journey, "mail.sent", by=None, counts=False, mail=mail.pk, name=mail.name, email=mail.email,
            kind=document.kind, format=document.format, number=document.number,
        )  # fmt: skip


def try_later(mail: Mail, reason: str) -> None:
    """The mail server has surely not taken it: again after a pause, and with the last of them no more."""
    log.warning("Mail %s was not sent (attempt %s): %s", mail.pk, mail.attempts, reason)
    if mail.attempts > len(PAUSES):
        give_up(mail, reason)
        return
    again_at = now() + PAUSES[mail.attempts - 1]
    Mail.objects.filter(pk=mail.pk, status=Status.SENDING).update(status=Status.WAITING, try_at=again_at, reason=reason)


def give_up(mail: Mail, reason: str) -> None:
    Mail.objects.filter(pk=mail.pk, status=Status.SENDING).update(status=Status.FAILED, reason=reason)


def send_again(*, mail: Mail, by: User) -> Mail:
    """Put a mail that was not sent back in line, and its document with it when that failed. A sent one stays so."""
    if mail.run is None:
        return back_in_line(mail)
    with changing(mail.run.schedule.journey_id, even_locked=True) as journey:
        mail = Mail.objects.select_related("run__document").get(pk=mail.pk)
        if mail.status not in (Status.FAILED, Status.SKIPPED):
            return mail
        if mail.scheduled.document is None:
            raise Refusal("The document of this run was deleted. Make a new one on the Documents page.")
        mail = back_in_line(mail)
        record(journey, "mail.retried", by=by, counts=False, mail=mail.pk, name=mail.name)
    if mail.scheduled.document:
        retry_document(document=mail.scheduled.document, by=by)
    return mail


@transaction.atomic
def back_in_line(mail: Mail) -> Mail:
    not_sent = Mail.objects.filter(pk=mail.pk, status__in=[Status.FAILED, Status.SKIPPED])
    if not_sent.update(status=Status.WAITING, attempts=0, try_at=now(), reason=""):
        nudge_on_commit(mail)
    return with_facts(Mail.objects.all()).get(pk=mail.pk)


def sweep() -> None:
    """Send what waits, and end what a worker left behind. Called every half minute."""
    Mail.objects.filter(status=Status.SENDING, try_at__lt=now()).update(
        status=Status.FAILED,
        reason="The server stopped while it sent this mail, so it may have arrived. Ask, and send it again if not.",
    )
    for pk in sendable().order_by("try_at", "pk").values_list("pk", flat=True)[:AT_ONCE]:
        if not nudge(TASK, pk):
            return
