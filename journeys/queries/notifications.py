"""What people are told of, and how they want it."""

from collections.abc import Collection, Iterable

from django.db.models import Q

from journeys.access import visible_journeys
from journeys.models import Follow, Notification, NotificationChoice, Task, User
from journeys.models.notifications import NotificationQuerySet

Kind = Notification.Kind
How = NotificationChoice.How
# Where a person has chosen nothing: what waits for them comes at once, what they should know of the next morning.
DEFAULTS = {
    Kind.ASSIGNED: How.AT_ONCE,
    Kind.MENTIONED: How.AT_ONCE,
    Kind.ASKED: How.AT_ONCE,
    Kind.APPROVAL: How.AT_ONCE,
    Kind.DECISION: How.AT_ONCE,
    Kind.DUE_SOON: How.DAILY,
    Kind.OVERDUE: How.DAILY,
    Kind.BLOCKED: How.DAILY,
    Kind.FOLLOWED: How.DAILY,
    Kind.DOCUMENT: How.NEVER,
    Kind.INVITED: How.AT_ONCE,
}

# What a list of them is headed by.
TITLES = {
    Kind.ASSIGNED: "Assigned to you",
    Kind.MENTIONED: "You are mentioned",
    Kind.ASKED: "Asked of you",
    Kind.APPROVAL: "Approvals",
    Kind.DECISION: "Decisions that wait for you",
    Kind.DUE_SOON: "Due soon",
    Kind.OVERDUE: "Overdue",
    Kind.BLOCKED: "Blocked, or can go on",
    Kind.FOLLOWED: "What you follow",
    Kind.DOCUMENT: "Documents",
    Kind.INVITED: "Invitations and offers",
}


def choices_of(user: User) -> dict[Kind, How]:
    """How `user` wants to be told by mail, for every kind."""
    chosen = NotificationChoice.objects.filter(user=user).values_list("kind", "how")
    return DEFAULTS | {Kind(kind): How(how) for kind, how in chosen}


def choices_for(user_ids: Iterable[int], kinds: Iterable[str]) -> dict[tuple[int, str], How]:
    """What is chosen among `user_ids` for `kinds`, by both. What is missing is as in DEFAULTS. One query."""
    chosen = NotificationChoice.objects.filter(user__in=user_ids, kind__in=kinds)
    return {(user, kind): How(how) for user, kind, how in chosen.values_list("user", "kind", "how")}


def notifications_for(user: User) -> NotificationQuerySet:
    """What `user` was told of, newest first, without what is of a journey that they may not see any more."""
    visible = Q(journey=None) | Q(journey__in=visible_journeys(user).order_by().values("pk"))
    return user.notifications.filter(visible).order_by("-at", "-pk")


def unread_count(user: User) -> int:
    """The figure on the bell. One query."""
    return notifications_for(user).unread().order_by().count()


def followers_of(task: Task) -> list[User]:
    """Whose account is switched on. Whether they still may see the task is asked when they read of it."""
    return followers_by_task([task.pk]).get(task.pk, [])


def followers_by_task(ids: Collection[int]) -> dict[int, list[User]]:
    """The same for many tasks, by their ids. One query."""
    followers: dict[int, list[User]] = {}
    for follow in Follow.objects.filter(task__in=ids, user__is_active=True).select_related("user").order_by("pk"):
        followers.setdefault(follow.task_id, []).append(follow.user)
    return followers
