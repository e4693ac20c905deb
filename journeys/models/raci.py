from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from journeys.models.journeys import Journey, Member
from journeys.models.tree import Module, Task


class Side(models.TextChoices):
    """Who a role belongs to, in the order of the columns."""

    CUSTOMER = "customer"
    AWS = "aws", "AWS"
    PARTNER = "partner"


class RaciRoleQuerySet(models.QuerySet["RaciRole"]):
    def in_order(self) -> "RaciRoleQuerySet":
        """As the matrix shows them: the customer's, then those of AWS, then the partner's."""
        sides = [models.When(side=side, then=place) for place, side in enumerate(Side.values)]
        side_position = models.Case(*sides, output_field=models.PositiveIntegerField())
        return self.annotate(side_position=side_position).order_by("side_position", "position", "pk")


class RaciRole(models.Model):
    """A column of the matrix: a role that people hold, on one of three sides."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="raci_roles")
    name = models.CharField(max_length=100)
    side = models.CharField(max_length=8, choices=Side)
    position = models.PositiveIntegerField(help_text="Order among the roles of its side, with gaps")
    members = models.ManyToManyField(Member, blank=True, related_name="raci_roles", help_text="Who hold the role")

    objects = RaciRoleQuerySet.as_manager()

    class Meta:
        verbose_name = "RACI role"
        constraints = [
            models.UniqueConstraint("journey", "side", Lower("name"), name="raci_role_once_per_side"),
            models.UniqueConstraint(fields=["journey", "side", "position"], name="raci_role_position_once_per_side"),
            models.CheckConstraint(condition=~Q(name=""), name="raci_role_has_a_name"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="raci_role_side_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Letter(models.TextChoices):
    RESPONSIBLE = "R", "Responsible"
    ACCOUNTABLE = "A", "Accountable"
    CONSULTED = "C", "Consulted"
    INFORMED = "I", "Informed"
    BOTH = "A/R", "Accountable and responsible"


class RaciLetter(models.Model):
    """A cell of the matrix: what a role is to a module, or to a task that is no subtask."""

    role = models.ForeignKey(RaciRole, models.CASCADE, related_name="letters")
    module = models.ForeignKey(Module, models.CASCADE, null=True, blank=True, related_name="raci_letters")
    task = models.ForeignKey(Task, models.CASCADE, null=True, blank=True, related_name="raci_letters")
    letter = models.CharField(max_length=3, choices=Letter)

    class Meta:
        verbose_name = "RACI letter"
        constraints = [
            models.CheckConstraint(
                condition=Q(module=None, task__isnull=False) | Q(module__isnull=False, task=None),
                name="raci_letter_of_a_module_or_a_task",
            ),
            models.UniqueConstraint(
                fields=["role", "module"], condition=Q(task=None), name="raci_letter_once_per_role_and_module"
            ),
            models.UniqueConstraint(
                fields=["role", "task"], condition=Q(module=None), name="raci_letter_once_per_role_and_task"
            ),
            models.CheckConstraint(condition=Q(letter__in=Letter.values), name="raci_letter_known"),
        ]

    def __str__(self) -> str:
        return self.letter
