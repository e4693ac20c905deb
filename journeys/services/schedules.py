"""Schedules: which document is made every week, when, and who gets it by mail."""

from collections.abc import Collection
from datetime import datetime, time
from typing import Any

from django.utils.timezone import now

from journeys.models import Journey, Member, Schedule, User, Weekday
from journeys.services.errors import Refusal
from journeys.services.history import changing, record
from journeys.services.slots import WEEK, moment, next_day

FACTS = ("kind", "format", "weekday", "at")


def add_schedule(
    *, journey: Journey, kind: str, format: str, weekday: int, at: time, recipients: Collection[Member], by: User
) -> Schedule:
    """From its next time on the document (a `kind` and `format` of the registry) goes to `recipients`.

    There is one schedule for a document and time; a second is refused.
    """
    with changing(journey.pk) as journey:
        schedule = Schedule(journey=journey, kind=kind, format=format, weekday=weekday, at=minute(at), created_by=by)
        refuse_unfit(schedule, recipients)
        schedule.next_at = next_time(schedule)
        schedule.save()
        schedule.recipients.set(recipients)
        tell("schedule.added", schedule, by, to=names(recipients))
    return schedule


def change_schedule(*, schedule: Schedule, by: User, recipients: Collection[Member] | None = None, **facts) -> Schedule:
    """Change any of kind, format, weekday, at and recipients. Its next time follows; a paused one stays paused."""
    if unknown := set(facts) - set(FACTS):
        raise TypeError(f"not a fact of a schedule: {unknown}")
    with changing(schedule.journey_id) as journey:
        schedule = locked(schedule, journey)
        before = said(schedule)
        for name, value in facts.items():
            setattr(schedule, name, minute(value) if name == "at" else value)
        people = list(schedule.recipients.all()) if recipients is None else recipients
        refuse_unfit(schedule, people)
        if schedule.next_at:
            schedule.next_at = next_time(schedule)
        schedule.save()
        schedule.recipients.set(people)
        if (after := said(schedule)) != before:
            tell("schedule.changed", schedule, by, before=before, after=after)
    return schedule


def pause_schedule(*, schedule: Schedule, by: User) -> Schedule:
    """Nothing is sent until it is resumed. Mails can be stopped in a locked journey too."""
    with changing(schedule.journey_id, even_locked=True) as journey:
        schedule = locked(schedule, journey)
        if schedule.next_at:
            schedule.next_at = None
            schedule.save(update_fields=["next_at"])
            tell("schedule.paused", schedule, by)
    return schedule


def resume_schedule(*, schedule: Schedule, by: User) -> Schedule:
    """It goes on with its next time; what was due while it was paused is not made up."""
    with changing(schedule.journey_id) as journey:
        schedule = locked(schedule, journey)
        if schedule.next_at is None:
            schedule.next_at = next_time(schedule)
            schedule.save(update_fields=["next_at"])
            tell("schedule.resumed", schedule, by)
    return schedule


def remove_schedule(*, schedule: Schedule, by: User) -> None:
    """The documents that it made stay."""
    with changing(schedule.journey_id) as journey:
        if not Schedule.objects.filter(pk=schedule.pk).exists():
            return
        schedule = locked(schedule, journey)
        tell("schedule.removed", schedule, by)
        schedule.delete()


def follow_time_zone(journey: Journey) -> None:
    """Put the schedules of a journey, whose lock the caller holds, to the time zone that it has now."""
    for schedule in journey.schedules.filter(next_at__isnull=False):
        schedule.journey = journey
        schedule.next_at = next_time(schedule)
        schedule.save(update_fields=["next_at"])


def next_time(schedule: Schedule) -> datetime:
    """The first of its times to come, on a day on which it has not run."""
    zone = schedule.journey.zone
    day = next_day(schedule.weekday, schedule.at, zone, now())
    if schedule.pk and schedule.runs.filter(day=day).exists():
        day += WEEK
    return moment(day, schedule.at, zone)


def locked(schedule: Schedule, journey: Journey) -> Schedule:
    """As it is now, under the lock of its journey."""
    schedule = Schedule.objects.get(pk=schedule.pk)
    schedule.journey = journey
    return schedule


def minute(at: time) -> time:
    return at.replace(second=0, microsecond=0)


def refuse_unfit(schedule: Schedule, recipients: Collection[Member]) -> None:
    if not recipients:
        raise Refusal("Choose at least one person who gets it.")
    if any(member.journey_id != schedule.journey_id for member in recipients):
        raise Refusal("Only people of this journey can get its documents. Add them on the People page first.")
    same = schedule.journey.schedules.exclude(pk=schedule.pk).filter(
        kind=schedule.kind, format=schedule.format, weekday=schedule.weekday, at=schedule.at
    )
    if same.exists():
        raise Refusal("There is a schedule for this document and time already. Change that one.")


def said(schedule: Schedule) -> dict[str, str]:
    """What a person can change, in words for the history."""
    return {
        "document": f"{schedule.kind} ({schedule.format})".replace("-", " "),
        "time": in_words(schedule),
        "recipients": names(schedule.recipients.all()),
    }


def in_words(schedule: Schedule) -> str:
    return f"{Weekday(schedule.weekday).label} at {schedule.at:%H:%M}"


def names(members: Collection[Member]) -> str:
    return ", ".join(sorted(member.name for member in members))


def tell(verb: str, schedule: Schedule, by: User, **data: Any) -> None:
    record(
        schedule.journey, verb, by=by, counts=False,
        schedule=schedule.pk, kind=schedule.kind, format=schedule.format, time=in_words(schedule), **data,
    )  # fmt: skip
