"""From a schedule's time to the mails of its run: the run is started once, each of its mails is sent at most once.

Between a mail that comes twice and one that does not come, the second is the smaller evil: a person sees it on the
page of schedules and can send it again, while nobody can take a mail back. So a mail is marked as being sent, for all
to see, before the mail server hears of it. Where the server surely did not take it, it is tried again after pauses that
grow; where that is unknown (the connection broke in the middle, the worker died), it is not.
"""

import logging
from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils.timezone import now

from journeys.models import Document, Journey, Mail, Schedule, ScheduleRun, User
from journeys.services.documents import request_document, retry_document
from journeys.services.errors import Refusal
from journeys.services.history import changing, record
from journeys.services.queues import nudge
from journeys.services.slots import last_day, moment, next_day

RUN_TASK, MAIL_TASK = "journeys.run_schedule", "journeys.send_mail"
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360)]
# Longer than any mail server is waited for.
LONGEST_SENDING = timedelta(minutes=15)
AT_ONCE = 50

Status = Mail.Status
log = logging.getLogger(__name__)


def start_run(schedule_id: int) -> ScheduleRun | None:
    """Ask for the document of a schedule whose time has come, and write down who gets it. Its next time is set.

    However many times were missed while the server was off, they are made up once, for the last of them. Of several
    workers one starts the run. A locked journey goes on reporting; an archived or deleted one sends nothing, and
    nothing is made up when it comes back.
    """
    at = now()
    schedule = Schedule.objects.filter(pk=schedule_id, next_at__lte=at).first()
    if schedule is None:
        return None
    with changing(schedule.journey_id, even_locked=True) as journey:
        day, was_ours = move_on(schedule, journey, at)
        if not was_ours or journey.deleted_at or journey.is_archived:
            return None
        due_at = moment(day, schedule.at, journey.zone)
        run, is_new = ScheduleRun.objects.get_or_create(schedule=schedule, day=day, defaults={"due_at": due_at})
        if not is_new:
            return None
        run.document = request_document(journey=journey, kind=schedule.kind, format=schedule.format, by=None)
        run.save(update_fields=["document"])
        add_mails(run, at)
    return run


def move_on(schedule: Schedule, journey: Journey, at: datetime) -> tuple[date, bool]:
    """Set the next time; says which day this run is for, and whether no one else was quicker."""
    facts = schedule.weekday, schedule.at, journey.zone
    next_at = moment(next_day(*facts, after=at), schedule.at, journey.zone)
    ours = Schedule.objects.filter(pk=schedule.pk, next_at=schedule.next_at).update(next_at=next_at)
    return last_day(*facts, until=at), bool(ours)


def add_mails(run: ScheduleRun, at: datetime) -> None:
    """One for each recipient; people who share an address get one between them."""
    known: dict[str, str] = {}
    for member in run.schedule.recipients.order_by("name", "pk"):
        mail = Mail(run=run, member=member, name=member.name, try_at=at)
        if member.email and (other := known.setdefault(member.email.lower(), member.name)) != member.name:
            mail.status, mail.reason = Status.SKIPPED, f"{other} has the same address."
        mail.save()


def claim(mail_id: int) -> Mail | None:
    """Take up a mail whose document is ready, before a word goes to the mail server. Of several workers one gets it."""
    mail = sendable().select_related("run__document", "run__schedule__journey", "run__schedule__created_by").filter(
        pk=mail_id
    ).first()  # fmt: skip
    if mail is None:
        return None
    if reason := why_not(mail):
        Mail.objects.filter(pk=mail.pk, status=Status.WAITING).update(status=Status.SKIPPED, reason=reason)
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
    return Mail.objects.filter(status=Status.WAITING, try_at__lte=now(), run__document__status=Document.Status.READY)


def address_of(mail: Mail) -> str:
    """As it is now: it may have changed since the run was started."""
    if mail.member is None:
        return ""
    return mail.member.user.email if mail.member.user else mail.member.email


def why_not(mail: Mail) -> str:
    """Why this mail must not go out (any more); empty when it may."""
    journey = mail.run.schedule.journey
    if journey.deleted_at or journey.is_archived:
        return "The journey was deleted or archived before it was sent."
    if mail.member is None:
        return "No longer one of the people of this journey."
    if mail.member.user and not mail.member.user.is_active:
        return "The account of this person is switched off."
    if not address_of(mail):
        return "No e-mail address is known. Add it on the People page, then send it."
    return ""


def mark_sent(mail: Mail) -> None:
    """The mail server has taken it."""
    document = mail.run.document
    assert document is not None, "it was claimed with its document"
    with changing(mail.run.schedule.journey_id, even_locked=True) as journey:
        Mail.objects.filter(pk=mail.pk).update(status=Status.SENT, sent_at=now(), reason="")
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
    with changing(mail.run.schedule.journey_id, even_locked=True) as journey:
        mail = Mail.objects.select_related("run__document").get(pk=mail.pk)
        if mail.status not in (Status.FAILED, Status.SKIPPED):
            return mail
        if mail.run.document is None:
            raise Refusal("The document of this run was deleted. Make a new one on the Documents page.")
        mail.status, mail.attempts, mail.try_at, mail.reason = Status.WAITING, 0, now(), ""
        mail.save(update_fields=["status", "attempts", "try_at", "reason"])
        record(journey, "mail.retried", by=by, counts=False, mail=mail.pk, name=mail.name)
    retry_document(document=mail.run.document, by=by)
    return mail


def sweep() -> None:
    """Start the runs whose time has come, and send what waits. Called every half minute."""
    for pk in Schedule.objects.filter(next_at__lte=now()).order_by("next_at").values_list("pk", flat=True)[:AT_ONCE]:
        if not nudge(RUN_TASK, pk):
            return
    end_hopeless()
    for pk in sendable().order_by("try_at", "pk").values_list("pk", flat=True)[:AT_ONCE]:
        if not nudge(MAIL_TASK, pk):
            return


def end_hopeless() -> None:
    """Those that a worker left behind, and those whose document will not come."""
    Mail.objects.filter(status=Status.SENDING, try_at__lt=now()).update(
        status=Status.FAILED,
        reason="The server stopped while it sent this mail, so it may have arrived. Ask, and send it again if not.",
    )
    waiting = Mail.objects.filter(status=Status.WAITING)
    waiting.filter(run__document__status=Document.Status.FAILED).update(
        status=Status.FAILED, reason="The document could not be made. The Documents page says why."
    )
    waiting.filter(Q(run__document=None)).update(status=Status.FAILED, reason="The document was deleted.")
