from django.conf import settings
from django.db import models
from django.db.models import Q

from journeys.models.spaces import Space


class HouseStyle(models.Model):
    """How a space wants the documents of its journeys to look. What is empty looks as built in."""

    space = models.OneToOneField(Space, models.CASCADE, related_name="house_style")
    # In the row, not in the storage: a document is made from one moment of the database, its look included.
    template = models.BinaryField(default=b"", blank=True, help_text="A Word document")
    template_name = models.CharField(max_length=255, blank=True)
    logo = models.BinaryField(default=b"", blank=True, help_text="A PNG")
    logo_name = models.CharField(max_length=255, blank=True)
    accent = models.CharField("titles", max_length=6, blank=True, help_text="Hexadecimal RGB")
    header_fill = models.CharField("behind the headings of tables", max_length=6, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(help_text="Documents made before it look otherwise")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(accent__regex=r"^([0-9A-F]{6})?$"), name="house_accent_is_a_colour"),
            models.CheckConstraint(
                condition=Q(header_fill__regex=r"^([0-9A-F]{6})?$"), name="house_header_fill_is_a_colour"
            ),
        ]

    def __str__(self) -> str:
        return f"Look of {self.space}"

    @property
    def is_built_in(self) -> bool:
        return not (self.template or self.logo or self.accent or self.header_fill)
