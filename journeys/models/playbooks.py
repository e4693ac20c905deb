from django.conf import settings
from django.db import models
from django.db.models import Q

from journeys.models.spaces import SpaceMember


class PlaybookQuerySet(models.QuerySet["Playbook"]):
    def visible_to(self, user) -> "PlaybookQuerySet":
        """The shipped playbooks, and those of the spaces that `user` belongs to."""
        if user.is_superuser:
            return self
        return self.filter(Q(space=None) | Q(space__in=SpaceMember.objects.of(user).values("space")))


class Playbook(models.Model):
    """One version of a template. Its rows are never changed: a trigger in the database refuses it."""

    space = models.ForeignKey(
        "Space", models.CASCADE, null=True, blank=True, related_name="playbooks", help_text="None: shipped, for all."
    )
    slug = models.SlugField(max_length=100)
    version = models.CharField(max_length=32)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    text = models.TextField(help_text="The canonical Markdown; the tree is read from it.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the text")
    counts = models.JSONField(help_text="How many phases, modules, tasks, subtasks, items and tools")
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    imported_at = models.DateTimeField(auto_now_add=True)

    objects = PlaybookQuerySet.as_manager()

    class Meta:
        ordering = ["title", "-imported_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "version"], condition=Q(space=None), name="shipped_playbook_version_once"
            ),
            models.UniqueConstraint(fields=["space", "slug", "version"], name="playbook_version_once_per_space"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"
