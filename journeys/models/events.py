from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from journeys.models.journeys import Journey
from journeys.models.tree import Task


class Event(models.Model):
    """One line of a journey's append-only history. Triggers in the database refuse UPDATE and DELETE."""

    journey = models.ForeignKey(Journey, models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField(help_text="Place in the journey's chain, from 1")
    revision = models.PositiveIntegerField(help_text="Of the journey, after the change")
    verb = models.CharField(max_length=40, help_text="Past and namespaced: task.completed")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=150, help_text="As it was then")
    # Without a constraint: history outlives the task that it tells of.
    task = models.ForeignKey(Task, models.DO_NOTHING, null=True, db_constraint=False, related_name="events")
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-sequence"]
        indexes = [
            # History of one task, and whether a text changed since a revision.
            models.Index(fields=["task", "revision"], name="event_by_task_and_revision"),
            # What changed since a revision: the live outline, and the next status report.
            models.Index(fields=["journey", "revision"], name="event_by_journey_and_revision"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["journey", "sequence"], name="event_sequence_once_per_journey"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb}"
