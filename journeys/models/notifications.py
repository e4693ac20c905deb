from django.conf import settings
from django.db import models
from django.db.models import Q

from journeys.models.journeys import Journey
from journeys.models.tree import Task


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)


class Notification(models.Model):
    """One thing that one person is told of."""

    class Kind(models.TextChoices):
        """What people are told of."""

        ASSIGNED = "assigned", "Something is assigned to me"
        MENTIONED = "mentioned", "I am mentioned in a comment"
        ASKED = "asked", "I am asked for something that is missing"
        APPROVAL = "approval", "I am asked to approve something, or my request is answered"
        DECISION = "decision", "A decision waits for me"
        DUE_SOON = "due_soon", "Something of mine is due soon"
        OVERDUE = "overdue", "Something of mine is overdue"
        BLOCKED = "blocked", "Something of mine is blocked, or can go on"
        FOLLOWED = "followed", "Something that I follow changes"
        DOCUMENT = "document", "A document that I asked for is ready"
        INVITED = "invited", "I am invited, or a journey is offered to me"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=9, choices=Kind)
    journey = models.ForeignKey(Journey, models.CASCADE, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=500, help_text="A sentence, as it was then")
    about = models.JSONField(default=dict, help_text="Ids by noun: what it leads to, and what it is about")
    # So that a thing is told of once: the same words about it are not said again to the same person.
    key = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    digest_at = models.DateTimeField(null=True, blank=True, help_text="When the digest goes that it waits for")

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            # The list behind the bell.
            models.Index(fields=["user", "-at"], name="notification_by_user_and_time"),
            # The figure on it.
            models.Index(fields=["user"], condition=Q(read_at=None), name="notification_unread_by_user"),
            # The sweep for digests that are due.
            models.Index(fields=["digest_at"], condition=Q(digest_at__isnull=False), name="notification_by_digest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], condition=~Q(key=""), name="notification_once_per_key"),
        ]

    def __str__(self) -> str:
        return self.text


class NotificationChoice(models.Model):
    """How one person wants to be told of one kind by mail, where they don't leave it as it is."""

    class How(models.TextChoices):
        """When a mail tells of it."""

        AT_ONCE = "at_once", "At once"
        DAILY = "daily", "In a daily digest"
        WEEKLY = "weekly", "In a weekly digest"
        NEVER = "never"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_choices")
    kind = models.CharField(max_length=9, choices=Notification.Kind)
    how = models.CharField(max_length=7, choices=How)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notification_choice_once_per_kind")]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind} {self.how}"


class Follow(models.Model):
    """A person wants to know what becomes of a task that is not theirs."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    task = models.ForeignKey(Task, models.CASCADE, related_name="follows")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "task"], name="follow_once_per_task")]

    def __str__(self) -> str:
        return f"{self.user} follows {self.task}"
