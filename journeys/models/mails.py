from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from journeys.models.journeys import Member
from journeys.models.schedules import ScheduleRun


class Mail(models.Model):
    """What one person gets by mail. Its words are put together when it is sent, from what it is about."""

    class Status(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        SKIPPED = "skipped", "not sent"

    kind = models.CharField(max_length=20, default="document", help_text="Which words it has")
    run = models.ForeignKey(
        ScheduleRun, models.CASCADE, null=True, blank=True, related_name="mails", help_text="Of a scheduled document"
    )
    member = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    about = models.JSONField(default=dict, blank=True, help_text="Ids by noun")
    key = models.CharField(max_length=100, blank=True, help_text="So that the same is not sent twice")
    subject = models.CharField(max_length=300, blank=True, help_text="Of one whose words were ready")
    text = models.TextField(blank=True, help_text="The same; it is taken away once the mail is sent")
    html = models.TextField(blank=True, help_text="The same")
    name = models.CharField(max_length=150)
    email = models.EmailField(blank=True, help_text="Where it was sent to")
    created_at = models.DateTimeField(default=now, editable=False)
    status = models.CharField(max_length=7, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(help_text="Not before it; of one that is being sent, when it must be over")
    reason = models.TextField(blank=True, help_text="Why it is not sent")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            # The worker's sweep: what may be sent now, and what was left behind.
            models.Index(fields=["status", "try_at"], name="mail_by_status_and_time"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["run", "member"], name="mail_once_per_run_and_member"),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="mail_once_per_key"),
            models.CheckConstraint(
                condition=Q(kind="document", run__isnull=False) | ~Q(kind="document") & Q(run=None),
                name="mail_of_a_document_has_a_run",
            ),
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(sent_at__isnull=False) & ~Q(email=""),
                name="mail_sent_says_when_and_where",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["failed", "skipped"]) | ~Q(reason=""), name="mail_not_sent_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run or self.kind} to {self.name}"

    @property
    def scheduled(self) -> ScheduleRun:
        """The run that the mail of a document belongs to."""
        assert self.run is not None, "a constraint holds it"
        return self.run
