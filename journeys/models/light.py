from django.conf import settings
from django.db import models
from django.db.models import Q

from journeys.models.journeys import Journey
from journeys.models.risks import Level


class LightOverride(models.Model):
    """The status that a person set in place of the one by the rule. It holds until it is taken back."""

    journey = models.OneToOneField(Journey, models.CASCADE, related_name="light_override")
    light = models.CharField(max_length=5, choices=Level)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(light__in=Level.values), name="light_override_light_known"),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="light_override_says_why",
                violation_error_message="Say why the status is set by hand.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.light}: {self.reason}"
