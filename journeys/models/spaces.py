from django.conf import settings
from django.db import models


class Space(models.Model):
    """Holds journeys, and the people who may create them."""

    name = models.CharField(max_length=150, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    is_demo = models.BooleanField(default=False, editable=False, help_text="Made by the demo, and removed with it.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SpaceMember(models.Model):
    """A person's role in a space."""

    class Role(models.TextChoices):
        ADMIN = "admin"
        CONTRIBUTOR = "contributor"

    space = models.ForeignKey(Space, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="space_memberships")
    role = models.CharField(max_length=11, choices=Role, default=Role.CONTRIBUTOR)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "user"], name="space_member_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=["admin", "contributor"]), name="space_member_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.space}"
