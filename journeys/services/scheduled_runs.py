"""From a schedule's time to the mails of its run: the run is started once. What becomes of its mails: `mails.py`."""

from datetime import date, datetime

from django.utils.timezone import now

from journeys.models import Document, Journey, Mail, Schedule, ScheduleRun
from journeys.queries.people import people_by_team
from journeys.services.documents import request_document
from journeys.services.history import changing
from journeys.services.queues import nudge
from journeys.services.slots import last_day, moment, next_day

TASK = "journeys.run_schedule"
AT_ONCE = 50

Status = Mail.Status


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
    """One for each recipient, and for each person of a team; people who share an address get one between them."""
    known: dict[str, str] = {}
    recipients = list(run.schedule.recipients.order_by("name", "pk"))
    for member in recipients:
        if not member.team_id:
            add_mail(Mail(run=run, member=member, name=member.name, try_at=at), member.email, known)
    # Who gets one anyway needs none as one of a team.
    for users in people_by_team(recipients).values():
        for user in users:
            if user.email not in known:
                add_mail(Mail(run=run, user=user, name=user.name, try_at=at), user.email, known)


def add_mail(mail: Mail, email: str, known: dict[str, str]) -> None:
    if email and (other := known.setdefault(email.lower(), mail.name)) != mail.name:
        mail.status, mail.reason = Status.SKIPPED, f"{other} has the same address."
    mail.save()


def sweep() -> None:
    """Start the runs whose time has come, and end the mails whose document will not come. Called every half minute."""
    waiting = Mail.objects.filter(kind="document", status=Status.WAITING)
    waiting.filter(run__document__status=Document.Status.FAILED).update(
        status=Status.FAILED, reason="The document could not be made. The Documents page says why."
    )
    waiting.filter(run__document=None).update(status=Status.FAILED, reason="The document was deleted.")
    for pk in Schedule.objects.filter(next_at__lte=now()).order_by("next_at").values_list("pk", flat=True)[:AT_ONCE]:
        if not nudge(TASK, pk):
            return
