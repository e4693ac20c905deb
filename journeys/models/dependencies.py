from django.db import models
from django.db.models import F, Q

from journeys.models.tree import Task


class Dependency(models.Model):
    """One task of a journey waits for another: it is to be started once that one is done."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="dependencies")
    waits_for = models.ForeignKey(Task, models.CASCADE, related_name="dependents")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["task", "waits_for"], name="dependency_once"),
            models.CheckConstraint(condition=~Q(task=F("waits_for")), name="dependency_not_on_itself"),
        ]

    def __str__(self) -> str:
        return f"“{self.task}” waits for “{self.waits_for}”"
