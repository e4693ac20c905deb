from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from journeys.models.journeys import Journey, Member
from journeys.models.links import UploadLink
from journeys.playbooks.tree import LONGEST_DAYS


class Branch(models.Model):
    """What phases and modules share: a place in the tree that can leave the journey and come back."""

    key = models.CharField(max_length=500, blank=True, help_text="Of the playbook's node that it came from")
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    position = models.PositiveIntegerField(help_text="Order among its siblings, with gaps")
    in_scope = models.BooleanField(default=True)
    scope_reason = models.CharField(max_length=500, blank=True, help_text="Why it left the scope, or came back")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class Phase(Branch):
    journey = models.ForeignKey(Journey, models.CASCADE, related_name="phases")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["journey", "position"], name="phase_position_once_per_journey"),
            models.CheckConstraint(
                condition=Q(in_scope=True) | ~Q(scope_reason=""), name="phase_out_of_scope_says_why"
            ),
        ]


class Module(Branch):
    phase = models.ForeignKey(Phase, models.CASCADE, related_name="modules")

    class Meta:
        ordering = ["phase__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["phase", "position"], name="module_position_once_per_phase"),
            models.CheckConstraint(
                condition=Q(in_scope=True) | ~Q(scope_reason=""), name="module_out_of_scope_says_why"
            ),
        ]


class TaskQuerySet(models.QuerySet["Task"]):
    def in_scope(self) -> "TaskQuerySet":
        """Those that count: neither they nor anything above them has left the scope."""
        return self.filter(IN_SCOPE)

    def open(self) -> "TaskQuerySet":
        return self.in_scope().exclude(status=Task.Status.COMPLETED)

    def overdue(self, today) -> "TaskQuerySet":
        return self.open().filter(due_on__lt=today)

    def in_order(self) -> "TaskQuerySet":
        """As the outline shows them: a subtask right behind its task."""
        return self.annotate(
            task_position=Coalesce("parent__position", "position"),
            subtask_position=models.Case(
                models.When(parent=None, then=0), default=F("position") + 1, output_field=models.PositiveIntegerField()
            ),
        ).order_by("module__phase__position", "module__position", "task_position", "subtask_position", "pk")


class Task(models.Model):
    """A piece of work. A subtask is a task with a parent, in the parent's module; it has no subtasks."""

    class Status(models.TextChoices):
        PLANNED = "planned"
        IN_PROGRESS = "in_progress", "In progress"
        BLOCKED = "blocked"
        COMPLETED = "completed"
        OUT_OF_SCOPE = "out_of_scope", "Out of scope"

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="tasks")
    module = models.ForeignKey(Module, models.CASCADE, related_name="tasks")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="subtasks")
    key = models.CharField(max_length=500, blank=True, help_text="Of the playbook's node that it came from")
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    position = models.PositiveIntegerField(help_text="Order among its siblings, with gaps")
    status = models.CharField(max_length=12, choices=Status, default=Status.PLANNED)
    status_reason = models.CharField(max_length=500, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    owner = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="tasks")
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    starts_after = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="In its plan: working days from the start of the journey to its own"
    )
    length = models.PositiveSmallIntegerField(null=True, blank=True, help_text="In its plan: how many working days")
    estimate_hours = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    spent_hours = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        indexes = [
            # The outline and every figure read a journey's tasks by status; My work reads a person's by due date.
            models.Index(fields=["journey", "status"], name="task_by_journey_and_status"),
            models.Index(fields=["owner", "due_on"], name="task_by_owner_and_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["module", "position"], condition=Q(parent=None), name="task_position_once_per_module"
            ),
            models.UniqueConstraint(
                fields=["parent", "position"], condition=Q(parent__isnull=False), name="subtask_position_once_per_task"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["blocked", "out_of_scope"]) | ~Q(status_reason=""),
                name="task_blocked_or_out_of_scope_says_why",
            ),
            models.CheckConstraint(
                condition=Q(status="completed", completed_at__isnull=False)
                | ~Q(status="completed") & Q(completed_at=None),
                name="task_completed_says_when",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on=None) | Q(due_on__gte=F("starts_on")),
                name="task_ends_after_it_starts",
                violation_error_message="The due date is before the start.",
            ),
            models.CheckConstraint(
                condition=(Q(starts_after=None) | Q(starts_after__lte=LONGEST_DAYS))
                & (Q(length=None) | Q(length__gte=1, length__lte=LONGEST_DAYS)),
                name="task_plan_within_playbook_limits",
            ),
            models.CheckConstraint(
                condition=(Q(estimate_hours=None) | Q(estimate_hours__gte=0))
                & (Q(spent_hours=None) | Q(spent_hours__gte=0)),
                name="task_effort_not_negative",
                violation_error_message="Hours can't be negative.",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="task_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.title


OUT_OF_SCOPE = (
    Q(status=Task.Status.OUT_OF_SCOPE)
    | Q(module__in_scope=False)
    | Q(module__phase__in_scope=False)
    | Q(parent__isnull=False, parent__status=Task.Status.OUT_OF_SCOPE)
)
IN_SCOPE = (
    ~Q(status=Task.Status.OUT_OF_SCOPE)
    & Q(module__in_scope=True, module__phase__in_scope=True)
    & (Q(parent=None) | ~Q(parent__status=Task.Status.OUT_OF_SCOPE))
)


class Tool(models.Model):
    """Something that helps with a task, with or without a link."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="tools")
    name = models.CharField(max_length=500)
    url = models.CharField(max_length=2000, blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["task", "position"], name="tool_position_once_per_task")]

    def __str__(self) -> str:
        return self.name


class Outcome(models.TextChoices):
    """What a checklist item came to. Which ones an item may have depends on its kind: see `OUTCOMES`."""

    OPEN = "open"
    MET = "met"
    GO = "go"
    NO_GO = "no_go", "No-go"
    PASSED = "passed"
    FAILED = "failed"
    BLOCKED = "blocked"
    ANSWERED = "answered"
    NOT_APPLICABLE = "not_applicable", "Not applicable"


class Priority(models.TextChoices):
    """How much a go / no-go check weighs on the night, the heaviest first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class ChecklistItemQuerySet(models.QuerySet["ChecklistItem"]):
    def resolved(self) -> "ChecklistItemQuerySet":
        return self.filter(outcome__in=RESOLVED)

    def unresolved(self) -> "ChecklistItemQuerySet":
        """Open, or settled in a way that still needs work: no-go, failed, blocked."""
        return self.exclude(outcome__in=RESOLVED)


class ChecklistItem(models.Model):
    """One line of a task that a person settles: a criterion, check, test case or question."""

    class Kind(models.TextChoices):
        CRITERION = "criterion", "Acceptance criterion"
        CHECK = "check", "Go / no-go check"
        TEST = "test", "Test case"
        QUESTION = "question"

    task = models.ForeignKey(Task, models.CASCADE, related_name="items")
    key = models.CharField(max_length=500, blank=True, help_text="Of the playbook's item that it came from")
    kind = models.CharField(max_length=9, choices=Kind)
    section = models.CharField(max_length=300, blank=True, help_text="Heading that groups items of a kind")
    text = models.TextField()
    needs_evidence = models.BooleanField(default=False)
    priority = models.CharField(
        max_length=6, choices=Priority, default=Priority.MEDIUM, help_text="Of a go / no-go check"
    )
    position = models.PositiveIntegerField(help_text="Order within the task, with gaps")
    outcome = models.CharField(max_length=14, choices=Outcome, default=Outcome.OPEN)
    note = models.TextField(blank=True, help_text="The answer to a question; else a remark, or why it does not apply")
    owner = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="items")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settled_through = models.ForeignKey(UploadLink, models.RESTRICT, null=True, blank=True, related_name="items")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = ChecklistItemQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["task", "position"], name="item_position_once_per_task"),
            models.CheckConstraint(
                condition=Q(outcome="open", settled_at=None, settled_by=None, settled_through=None)
                | ~Q(outcome="open")
                & Q(settled_at__isnull=False)
                & (
                    Q(settled_by__isnull=False, settled_through=None)
                    | Q(settled_by=None, settled_through__isnull=False)
                ),
                name="item_settled_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["open", "not_applicable"])
                | Q(kind="criterion", outcome="met")
                | Q(kind="check", outcome__in=["go", "no_go"])
                | Q(kind="test", outcome__in=["passed", "failed", "blocked"])
                | Q(kind="question", outcome="answered"),
                name="item_outcome_fits_its_kind",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["answered", "not_applicable"]) | ~Q(note=""),
                name="item_answer_or_reason_given",
            ),
            models.CheckConstraint(
                condition=Q(priority="medium") | Q(kind="check", priority__in=["low", "high"]),
                name="item_priority_for_checks_only",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def settler(self) -> str:
        """The name of who settled it, and that it came through a link. Empty while it is open."""
        return self.settled_by.name if self.settled_by else str(self.settled_through or "")


OUTCOMES: dict[str, tuple[Outcome, ...]] = {
    ChecklistItem.Kind.CRITERION: (Outcome.MET, Outcome.NOT_APPLICABLE),
    ChecklistItem.Kind.CHECK: (Outcome.GO, Outcome.NO_GO, Outcome.NOT_APPLICABLE),
    ChecklistItem.Kind.TEST: (Outcome.PASSED, Outcome.FAILED, Outcome.BLOCKED, Outcome.NOT_APPLICABLE),
    ChecklistItem.Kind.QUESTION: (Outcome.ANSWERED, Outcome.NOT_APPLICABLE),
}
# Settled well: a task whose items all are has nothing left to do.
RESOLVED = (Outcome.MET, Outcome.GO, Outcome.PASSED, Outcome.ANSWERED, Outcome.NOT_APPLICABLE)
