from django.db import models
from django.db.models import F, Q

from journeys.models.journeys import Journey, Member
from journeys.models.tree import ChecklistItem, Task


class DecisionQuerySet(models.QuerySet["Decision"]):
    def untaken(self) -> "DecisionQuerySet":
        """Those that keep what waits for them from being completed."""
        return self.filter(status=Decision.Status.PROPOSED)


class Decision(models.Model):
    """Something that the journey decides. It is never deleted, so that its number is never given twice."""

    class Status(models.TextChoices):
        PROPOSED = "proposed"
        APPROVED = "approved"
        REJECTED = "rejected"
        SUPERSEDED = "superseded"

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="decisions")
    number = models.PositiveIntegerField(help_text="In the journey, from 1")
    title = models.CharField(max_length=300)
    context = models.TextField(blank=True, help_text="Why it has to be decided")
    options = models.TextField(blank=True, help_text="What there is to choose from")
    outcome = models.TextField(blank=True, help_text="What was decided, or why it was rejected")
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED)
    owner = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="decisions")
    approver = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="decisions_to_approve")
    raised_on = models.DateField()
    decided_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="supersedes")
    tasks = models.ManyToManyField(Task, blank=True, related_name="decisions", help_text="That wait for it")
    items = models.ManyToManyField(ChecklistItem, blank=True, related_name="decisions", help_text="That wait for it")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["journey", "number"], name="decision_number_once_per_journey"),
            models.CheckConstraint(condition=~Q(title=""), name="decision_has_a_title"),
            models.CheckConstraint(
                condition=Q(status="superseded")
                | Q(status="proposed", decided_at=None)
                | Q(status__in=["approved", "rejected"], decided_at__isnull=False) & ~Q(outcome=""),
                name="decision_taken_says_what_and_when",
            ),
            models.CheckConstraint(
                condition=Q(status="superseded", superseded_by__isnull=False)
                | ~Q(status="superseded") & Q(superseded_by=None),
                name="decision_superseded_names_its_successor",
            ),
            models.CheckConstraint(condition=~Q(superseded_by=F("id")), name="decision_not_its_own_successor"),
        ]

    def __str__(self) -> str:
        return f"Decision {self.number}, “{self.title}”"

    @property
    def is_untaken(self) -> bool:
        return self.status == self.Status.PROPOSED
