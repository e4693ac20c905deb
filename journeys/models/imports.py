import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from journeys.models.journeys import Journey


def import_name(workbook: "Import", _name: str) -> str:
    return f"imports/{workbook.journey_id}/{uuid.uuid4().hex}"


class Import(models.Model):
    """A filled-in workbook that was sent back: what it asks for, what a person chose of it, and what was done."""

    class Status(models.TextChoices):
        QUEUED = "queued"
        WORKING = "working"
        READY = "ready", "To be looked at"
        REFUSED = "refused", "Can't be read"
        APPLIED = "applied"
        UNDONE = "undone"
        FAILED = "failed"

    class Job(models.TextChoices):
        """What a worker is asked to do with it."""

        READ = "read", "Reading"
        APPLY = "apply", "Applying"
        UNDO = "undo", "Undoing"

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="imports")
    kind = models.CharField(max_length=30, help_text="Of the document that was filled in")
    file_name = models.CharField(max_length=200)
    file = models.FileField(upload_to=import_name, max_length=200)
    size = models.PositiveBigIntegerField(help_text="In bytes")
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", help_text="Who sent it in")
    at = models.DateTimeField(auto_now_add=True)

    status = models.CharField(max_length=7, choices=Status, default=Status.QUEUED)
    job = models.CharField(max_length=5, choices=Job, default=Job.READ)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", help_text="Who asked for the job"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    lease_until = models.DateTimeField(null=True, blank=True, help_text="A worker that is alive has it until then")
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Percent")
    reason = models.TextField(blank=True, help_text="Why the job failed, or why it has to be looked at again")
    finished_at = models.DateTimeField(null=True, blank=True, help_text="When the job ended")

    revision = models.PositiveIntegerField(null=True, blank=True, help_text="Of the journey, that the plan starts from")
    plan = models.JSONField(null=True, blank=True, help_text="What the file asks for")
    trial = models.JSONField(default=dict, help_text="What the rules say to the plan")
    choices = models.JSONField(default=list, help_text="Conflicts and missing rows in which the file wins")
    counts = models.JSONField(default=dict, help_text="How much of what there is in the plan, then in the report")
    report = models.JSONField(null=True, blank=True, help_text="What was done, with all that undoing it takes")
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # fmt: skip
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            # The list of a journey, newest first.
            models.Index(fields=["journey", "-at"], name="import_by_journey_and_time"),
            # The worker's sweep.
            models.Index(fields=["status", "asked_at"], name="import_by_status_and_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="working") | Q(lease_until__isnull=False), name="import_working_has_a_lease"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["failed", "refused"]) | ~Q(reason=""), name="import_failed_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["applied", "undone"])
                | Q(applied_at__isnull=False, applied_by__isnull=False, report__isnull=False),
                name="import_applied_says_who_when_and_what",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
