from django.conf import settings
from django.db import models
from django.db.models import Q

from journeys.models.journeys import Member
from journeys.models.links import UploadLink
from journeys.models.tree import ChecklistItem, Task


class Comment(models.Model):
    """What a person said on a task or on one of its items, in Markdown. A deleted one keeps its place, without text."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="comments")
    item = models.ForeignKey(ChecklistItem, models.SET_NULL, null=True, blank=True, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    through = models.ForeignKey(UploadLink, models.RESTRICT, null=True, blank=True, related_name="comments")
    text = models.TextField(blank=True)
    mentioned = models.ManyToManyField(Member, blank=True, related_name="mentions")
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(deleted_at=None) & ~Q(text="") | Q(deleted_at__isnull=False, text=""),
                name="comment_has_text_unless_deleted",
            ),
            models.CheckConstraint(
                condition=Q(author=None, through__isnull=False) | Q(author__isnull=False, through=None),
                name="comment_came_from_an_account_or_through_a_link",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def author_name(self) -> str:
        return self.author.name if self.author else str(self.through)
