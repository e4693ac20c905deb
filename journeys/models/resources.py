import re

from django.db import models
from django.db.models import Q

from journeys.models.journeys import Journey, Member

FEWEST_DIGITS = 3
NOT_DIALLED = re.compile(r"[^\d*#]")


class Resource(models.Model):
    """Who is there on the day of the go-live, and whom to call when they don't answer: a member, or just a name."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="resources")
    function = models.CharField(max_length=200, help_text="What they do on the day")
    organisation = models.CharField("side or organisation", max_length=150, blank=True)
    member = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="resources")
    name = models.CharField(max_length=150, blank=True, help_text="Of someone who is not a member")
    phone = models.CharField(max_length=60, blank=True)
    escalation = models.TextField(blank=True, help_text="Whom to call next, and how")
    hours = models.CharField("when they are there", max_length=200, blank=True)
    position = models.PositiveIntegerField(help_text="Order in the journey, with gaps")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["journey", "position"], name="resource_position_once_per_journey"),
            models.CheckConstraint(condition=~Q(function=""), name="resource_has_a_function"),
            models.CheckConstraint(condition=Q(member=None) | Q(name=""), name="resource_is_a_member_or_a_name"),
        ]

    def __str__(self) -> str:
        return self.function

    @property
    def who(self) -> str:
        """Empty while nobody is named."""
        return self.member.name if self.member else self.name

    @property
    def side(self) -> str:
        """The organisation, else that of the member."""
        return self.organisation or (self.member.organisation if self.member else "")

    @property
    def dialled(self) -> str:
        """The phone number as a phone dials it; empty when there is none in it."""
        return dialled(self.phone)


def dialled(phone: str) -> str:
    """`+49 (0)30 123-45, ext. 6` as a phone dials it: the digits before any words, without a trunk zero in brackets."""
    number = re.split(r"[^\d\s+()./*#-]", phone.replace("(0)", ""), maxsplit=1)[0].strip()
    digits = NOT_DIALLED.sub("", number)
    if len(digits) < FEWEST_DIGITS:
        return ""
    return f"+{digits}" if number.startswith("+") else digits
