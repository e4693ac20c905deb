from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from journeys.models.documents import Document
from journeys.models.journeys import Journey, Member


class Weekday(models.IntegerChoices):
    """As Python counts them."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


class Schedule(models.Model):
    """A document that is made every week at one time of the journey's time zone, and mailed to people."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="schedules")
    kind = models.CharField(max_length=30)
    format = models.CharField(max_length=4)
    weekday = models.PositiveSmallIntegerField(choices=Weekday, default=Weekday.MONDAY)
    at = models.TimeField()
    recipients = models.ManyToManyField(Member, related_name="schedules")
    next_at = models.DateTimeField(null=True, blank=True, help_text="None while it is paused")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["weekday", "at", "pk"]
        indexes = [
            # The worker's sweep: whose time has come.
            models.Index(fields=["next_at"], name="schedule_by_next_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["journey", "kind", "format", "weekday", "at"], name="schedule_once_per_time"
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="schedule_weekday_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.format}), {self.get_weekday_display()} {self.at:%H:%M}"

    @property
    def is_paused(self) -> bool:
        return self.next_at is None

    @property
    def next_local(self) -> datetime | None:
        """As the clocks of the journey's time zone show it."""
        return self.next_at.astimezone(self.journey.zone) if self.next_at else None


class ScheduleRun(models.Model):
    """One day on which a schedule was due. There is one for a day, whoever starts it and however often."""

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="runs")
    day = models.DateField(help_text="In the journey's time zone")
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(auto_now_add=True, help_text="Later than it was due when the server was off")
    document = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["schedule", "day"], name="schedule_runs_once_a_day")]

    def __str__(self) -> str:
        return f"{self.schedule} on {self.day}"
