import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from journeys.models.journeys import Journey
from journeys.models.links import UploadLink
from journeys.models.tree import ChecklistItem, Task


def storage_name(attachment: "Attachment", _name: str) -> str:
    """Where the bytes lie: nothing that a person typed becomes part of a path."""
    return f"journeys/{attachment.journey_id}/{uuid.uuid4().hex}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def current(self) -> "AttachmentQuerySet":
        """The newest version of each file, without the removed ones."""
        return self.filter(removed_at=None, superseded_by=None)

    def with_uploader(self) -> "AttachmentQuerySet":
        """What `uploader` asks for, without a query for each."""
        return self.select_related("uploaded_by", "uploaded_through")


class Attachment(models.Model):
    """One version of a file. Tied to a checklist item it is evidence. A removed one stays as a tombstone."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="attachments")
    task = models.ForeignKey(Task, models.SET_NULL, null=True, blank=True, related_name="attachments")
    item = models.ForeignKey(ChecklistItem, models.SET_NULL, null=True, blank=True, related_name="evidence")
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to=storage_name, max_length=200, blank=True)
    size = models.PositiveBigIntegerField(help_text="In bytes")
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100, help_text="What the content was found to be")
    version = models.PositiveIntegerField(default=1)
    superseded_by = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="supersedes", help_text="The next version"
    )
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    uploaded_through = models.ForeignKey(UploadLink, models.RESTRICT, null=True, blank=True, related_name="attachments")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        indexes = [
            # The files page of a journey, newest first.
            models.Index(fields=["journey", "-uploaded_at"], name="attachment_by_journey_and_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(uploaded_by=None, uploaded_through__isnull=False)
                | Q(uploaded_by__isnull=False, uploaded_through=None),
                name="attachment_came_from_an_account_or_through_a_link",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) & ~Q(file="")
                | Q(removed_at__isnull=False, removed_by__isnull=False, file=""),
                name="attachment_removed_says_who_and_has_no_bytes",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def uploader(self) -> str:
        """The name of who added it, and that it came through a link."""
        return self.uploaded_by.name if self.uploaded_by else str(self.uploaded_through)
