from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now

from journeys.models.journeys import Journey, Member


class UploadLinkQuerySet(models.QuerySet["UploadLink"]):
    def open(self) -> "UploadLinkQuerySet":
        """Those that still let someone in."""
        return self.filter(revoked_at=None, expires_at__gt=now())


class UploadLink(models.Model):
    """Lets a contact see what waits for them, and answer, without an account. Whoever has it is taken for them."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="upload_links")
    member = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="upload_links")
    name = models.CharField(max_length=150, help_text="Of the contact, as it was when the link was made")
    email = models.EmailField(blank=True)
    serial = models.CharField(max_length=32, unique=True, help_text="What the token is worked out from, with a secret")
    token_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When the contact was last mailed it")
    used_at = models.DateTimeField(null=True, blank=True, help_text="Last")

    objects = UploadLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="upload_link_ends_later"),
        ]

    def __str__(self) -> str:
        return by_link(self.name)

    @property
    def is_open(self) -> bool:
        """Whether its own time lets someone in; its journey and contact have a say in it too."""
        return self.revoked_at is None and self.expires_at > now()


def by_link(name: str) -> str:
    """How a contact is named where something came in through their link."""
    return f"{name}, by link"
