import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from journeys.models.journeys import Journey


def document_name(document: "Document", _name: str) -> str:
    return f"documents/{document.journey_id}/{uuid.uuid4().hex}"


class Document(models.Model):
    """One rendering of a journey, numbered per journey and kind. Once ready it never changes."""

    class Status(models.TextChoices):
        QUEUED = "queued"
        RENDERING = "rendering"
        READY = "ready"
        FAILED = "failed"

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=30)
    format = models.CharField(max_length=4)
    number = models.PositiveIntegerField(help_text="Shared by the formats that show the same revision on the same day")
    status = models.CharField(max_length=9, choices=Status, default=Status.QUEUED)
    revision = models.PositiveIntegerField(help_text="Of the journey, as shown; set again when rendering starts")
    as_of = models.DateTimeField(help_text="The moment that it shows")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    lease_until = models.DateTimeField(null=True, blank=True, help_text="A worker that is alive has it until then")
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Percent")
    reason = models.TextField(blank=True, help_text="Why it failed, for the person who asked")
    notice = models.TextField(blank=True, help_text="What its reader should know of how it was made")
    headline = models.JSONField(
        default=list, blank=True, help_text="Its first words; of a status report the light first"
    )
    file = models.FileField(upload_to=document_name, max_length=200, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="In bytes")
    sha256 = models.CharField(max_length=64, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [
            # The worker's sweep, and a document's place in the queue.
            models.Index(fields=["status", "asked_at"], name="document_by_status_and_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["journey", "kind", "number", "format"], name="document_number_once_per_kind_and_format"
            ),
            models.CheckConstraint(
                condition=~Q(status="ready") | ~Q(file="") & ~Q(sha256="") & Q(size__isnull=False),
                name="document_ready_has_its_file",
            ),
            models.CheckConstraint(
                condition=~Q(status="rendering") | Q(lease_until__isnull=False), name="document_rendering_has_a_lease"
            ),
            models.CheckConstraint(condition=~Q(status="failed") | ~Q(reason=""), name="document_failed_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}.{self.format}"
