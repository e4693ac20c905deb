from django.conf import settings
from django.db import models

from journeys.models.tree import Task


class Comment(models.Model):
    """What a person said on a task, in Markdown. A deleted one keeps its place, without its text."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(deleted_at=None) & ~models.Q(text="") | models.Q(deleted_at__isnull=False, text=""),
                name="comment_has_text_unless_deleted",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
