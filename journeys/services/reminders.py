"""Telling people each morning what of theirs is due soon or overdue."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import now

from journeys.models import ChecklistItem, Member, Notification, Task, User
from journeys.services.notifications import News, tell
from journeys.services.slots import next_morning

DAYS_BEFORE = 3
AT_ONCE = 50
Kind = Notification.Kind


def sweep() -> None:
    """Remind those whose morning has come. Called every half minute; two quick queries while there are none."""
    people = User.objects.filter(is_active=True)
    for user in people.filter(remind_at=None).order_by("pk")[:AT_ONCE]:
        people.filter(pk=user.pk, remind_at=None).update(remind_at=next_morning(user.zone, after=now()))
    for user in people.filter(remind_at__lte=now()).order_by("remind_at", "pk")[:AT_ONCE]:
        remind(user)


@transaction.atomic
def remind(user: User) -> None:
    """Tell once of each task that it is due soon, and once that it is overdue; again when its date has changed."""
    at = now()
    mine = User.objects.filter(pk=user.pk, remind_at=user.remind_at)
    if mine.update(remind_at=next_morning(user.zone, after=at)):  # of several workers one
        today = at.astimezone(user.zone).date()
        tell(news_for(user, today))


def news_for(user: User, today: date) -> Iterator[News]:
    for task in due_to(user, today + timedelta(days=DAYS_BEFORE)).select_related("journey"):
        assert task.due_on is not None, "it is asked for by its date"
        kind, words = (Kind.OVERDUE, "was due") if task.due_on < today else (Kind.DUE_SOON, "is due")
        text = f"“{task.title}” {words} on {date_format(task.due_on, 'j M Y')}."
        key = f"{kind}-{task.pk}-{task.due_on}"
        yield News(user, kind, text, task.journey, {"task": task.pk}, key)


def due_to(user: User, until: date) -> QuerySet[Task]:
    """The open tasks, due until then, that `user` or a team of theirs owns, or owns an open item of."""
    members = Member.objects.of(user).values("pk")
    items = ChecklistItem.objects.unresolved().filter(task=OuterRef("pk"), owner__in=members)
    tasks = Task.objects.open().filter(due_on__lte=until, journey__deleted_at=None, journey__archived_at=None)
    return tasks.filter(Q(owner__in=members) | Exists(items)).order_by("due_on", "pk")
