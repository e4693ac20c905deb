from django.conf import settings
from django.db import models
from django.db.models import Q

from journeys.models.journeys import Journey, Member
from journeys.models.tree import ChecklistItem, Phase, Task


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def waiting(self) -> "ApprovalQuerySet":
        return self.filter(status=Approval.Status.WAITING)


class Approval(models.Model):
    """Someone is asked to sign off an item, a task or a phase. What they said, and when, stays."""

    class Status(models.TextChoices):
        WAITING = "waiting"
        APPROVED = "approved"
        SENT_BACK = "sent_back", "Sent back"
        WITHDRAWN = "withdrawn"

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="approvals")
    phase = models.ForeignKey(Phase, models.CASCADE, null=True, blank=True, related_name="approvals")
    task = models.ForeignKey(Task, models.CASCADE, null=True, blank=True, related_name="approvals")
    item = models.ForeignKey(ChecklistItem, models.CASCADE, null=True, blank=True, related_name="approvals")
    asked = models.ForeignKey(
        Member, models.SET_NULL, null=True, related_name="approvals", help_text="Who is to approve"
    )
    asked_name = models.CharField(max_length=150, help_text="As it was then")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    words = models.TextField(blank=True, help_text="What is asked for")
    status = models.CharField(max_length=9, choices=Status, default=Status.WAITING)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, help_text="In words; one that is sent back has some")
    revision = models.PositiveIntegerField(null=True, blank=True, help_text="Of the journey, when it was answered")

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [
            # What waits for a person, and what a gate lacks.
            models.Index(fields=["journey", "status"], name="approval_by_journey_and_status"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(phase__isnull=False, task=None, item=None)
                | Q(phase=None, task__isnull=False, item=None)
                | Q(phase=None, task=None, item__isnull=False),
                name="approval_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", answered_by=None, answered_at=None)
                | ~Q(status="waiting") & Q(answered_by__isnull=False, answered_at__isnull=False),
                name="approval_answered_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(status="sent_back") | ~Q(answer=""), name="approval_sent_back_says_why"
            ),
            *(
                models.UniqueConstraint(
                    fields=[noun, "asked"], condition=Q(status="waiting"), name=f"approval_of_{noun}_asked_once"
                )
                for noun in ("phase", "task", "item")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thing}, {self.get_status_display().lower()}"

    @property
    def noun(self) -> str:
        return "phase" if self.phase_id else "task" if self.task_id else "item"

    @property
    def thing(self) -> Phase | Task | ChecklistItem:
        """What is to be signed off."""
        return getattr(self, self.noun)

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING
