"""Digests: what a person wants to hear of once a day or a week, in one mail at seven by their clocks."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import now

from journeys.models import Mail, Notification, User
from journeys.services.outbox import post
from journeys.services.slots import last_morning, next_morning

AT_ONCE = 50


def sweep() -> None:
    """Post the digests whose time has come. Called every half minute; one query while there are none."""
    for pk in those_due(now()):
        post_digest(pk)


def send_now() -> int:
    """Post all that waits for a digest, without waiting for the morning; returns how many digests that were."""
    at, count = now(), 0
    Notification.objects.filter(digest_at__gt=at).update(digest_at=at)
    while due := those_due(at):
        count += sum(post_digest(pk, key=f"digest-{pk}-{at.isoformat()}") is not None for pk in due)
    return count


def those_due(at: datetime) -> list[int]:
    due = Notification.objects.filter(digest_at__lte=at).order_by("user")
    return list(due.values_list("user", flat=True).distinct()[:AT_ONCE])


@transaction.atomic
def post_digest(user_id: int, key: str = "") -> Mail | None:
    """One mail for all that is due to that person and not read by now; none when nothing is left.

    There is one for each of their mornings, whoever posts it and however often: what comes later on the same day (they
    moved to another time zone) waits for the next.
    """
    at = now()
    # Of several workers one goes on at a time; the second finds nothing due any more.
    user = User.objects.select_for_update().get(pk=user_id)
    due = user.notifications.filter(digest_at__lte=at)
    key = key or f"digest-{user.pk}-{last_morning(user.zone, until=at)}"
    if Mail.objects.filter(key=key).exists():
        due.update(digest_at=next_morning(user.zone, after=at))
        return None
    unread = list(due.unread().order_by("pk").values_list("pk", flat=True))
    due.update(digest_at=None)
    if not unread or not user.is_active:
        return None
    return post("digest", email=user.email, name=user.name, user=user, about={"notifications": unread}, key=key)
