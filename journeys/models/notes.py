from django.db import models
from django.db.models import Q

from journeys.models.journeys import Journey


class ArchitectureNote(models.Model):
    """A page on how things are or will be built, in Markdown. Its pictures are files of the journey, by name."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="notes")
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True, help_text="Markdown; ![What it shows](<file name.png>) shows a picture")
    position = models.PositiveIntegerField(help_text="Order within the journey")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["journey", "position"], name="note_position_once_per_journey"),
            models.CheckConstraint(condition=~Q(title=""), name="note_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title
