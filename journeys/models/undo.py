from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from journeys.models.journeys import Journey


class Undo(models.Model):
    """All that it takes to take back one change by a person: a deletion, a move, or a change of many tasks at once."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="undos")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sequence = models.PositiveIntegerField(help_text="Of the event that tells of the change")
    label = models.CharField(max_length=1000, help_text="What they did, in words that follow their name")
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder, help_text="The rows as they were")
    done_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["journey", "sequence"], name="undo_once_per_event"),
        ]
        indexes = [
            # The last change of a person, on every page of a journey.
            models.Index(fields=["journey", "by", "-sequence"], name="undo_by_journey_and_person"),
        ]

    def __str__(self) -> str:
        return self.label
