import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from journeys.models.playbooks import Playbook
from journeys.models.spaces import Space


def upload_name(upload: "PlaybookUpload", _name: str) -> str:
    return f"playbooks/{upload.space_id}/{uuid.uuid4().hex}"


class PlaybookUpload(models.Model):
    """A file of playbooks that someone sent in and looks at. Nothing of it is a playbook before they import it."""

    class Status(models.TextChoices):
        QUEUED = "queued"
        WORKING = "working"
        READY = "ready"
        REFUSED = "refused"
        FAILED = "failed"

    space = models.ForeignKey(Space, models.CASCADE, related_name="playbook_uploads")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    file_name = models.CharField(max_length=200)
    file = models.FileField(upload_to=upload_name, max_length=200, blank=True, help_text="Kept until it is read")
    size = models.PositiveBigIntegerField(help_text="In bytes")

    status = models.CharField(max_length=7, choices=Status, default=Status.QUEUED)
    asked_at = models.DateTimeField(auto_now_add=True)
    lease_until = models.DateTimeField(null=True, blank=True, help_text="A worker that is alive has it until then")
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Percent")
    reason = models.TextField(blank=True, help_text="Why it can't be read")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            # The worker's sweep.
            models.Index(fields=["status", "asked_at"], name="playbook_upload_by_status"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="working") | Q(lease_until__isnull=False),
                name="playbook_upload_worked_on_has_lease",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["failed", "refused"]) | ~Q(reason=""), name="playbook_upload_failed_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class FoundPlaybook(models.Model):
    """One playbook of an upload, as it was read. One with errors has no text."""

    upload = models.ForeignKey(PlaybookUpload, models.CASCADE, related_name="found")
    place = models.PositiveIntegerField(help_text="Order within the upload")
    path = models.TextField(blank=True, help_text="Where it is in the archive")
    slug = models.SlugField(max_length=100, blank=True)
    version = models.CharField(max_length=32, blank=True)
    title = models.CharField(max_length=300, blank=True)
    summary = models.TextField(blank=True)
    text = models.TextField(blank=True, help_text="Canonical Markdown")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the text")
    counts = models.JSONField(default=dict)
    errors = models.JSONField(default=list, help_text="Each with file, line and text")
    warnings = models.JSONField(default=list, help_text="Each with file, line and text")
    playbook = models.ForeignKey(
        Playbook, models.SET_NULL, null=True, blank=True, related_name="+", help_text="Once it is imported"
    )

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "place"], name="found_playbook_once_per_place"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}" if self.title else self.path
