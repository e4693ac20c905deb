"""The schedules of a journey, with what they sent lately."""

from django.db.models import Prefetch, QuerySet

from journeys.models import Journey, Mail, Member, Schedule, ScheduleRun

LAST_RUNS = 5


def schedules_of(journey: Journey) -> QuerySet[Schedule]:
    """In the order of the week, each with its recipients and, as `last_runs`, its latest runs with their mails.

    Four queries, however many there are.
    """
    runs = ScheduleRun.objects.select_related("document").prefetch_related("mails").order_by("-day")[:LAST_RUNS]
    return (
        journey.schedules.select_related("journey", "created_by")
        .prefetch_related(
            Prefetch("recipients", Member.objects.order_by("name", "pk")), Prefetch("runs", runs, to_attr="last_runs")
        )
        .order_by("weekday", "at", "pk")
    )


def mails_of(journey: Journey) -> QuerySet[Mail]:
    """Newest first, each with its run and the document of that."""
    mails = Mail.objects.filter(run__schedule__journey=journey)
    return mails.select_related("run__schedule", "run__document").order_by("-run__due_at", "name", "-pk")
