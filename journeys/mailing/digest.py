"""A mail that tells one person of many things: by journey, then by kind."""

from collections.abc import Iterable
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from journeys.mailing.messages import NotWanted, compose
from journeys.mailing.notification import headers_of, way_out
from journeys.models import Mail, Notification
from journeys.queries.notifications import TITLES, Kind, notifications_for
from journeys.services.notification_choices import DIGESTS

MOST = 100


def message_for(mail: Mail) -> EmailMultiAlternatives:
    """What was read meanwhile, and what its person may not see any more, is left out."""
    user = mail.user
    if user is None or not user.is_active:
        raise NotWanted("The account of this person is switched off.")
    told = notifications_for(user).filter(pk__in=mail.about["notifications"]).unread().select_related("journey")
    rows = list(told.order_by("journey__title", "journey", "kind", "at", "pk"))
    if not rows:
        raise NotWanted("All that it tells of was read in MigOps before it was sent.")
    return compose(
        mail, "digest",
        subject=subject_of(rows),
        headers=headers_of(user, DIGESTS),
        day=mail.created_at.astimezone(user.zone),
        journeys=by_journey(rows[:MOST]),
        more=max(0, len(rows) - MOST),
        all=f"{settings.SITE_URL}{reverse('notifications')}?unread=on",
        kind="Digests",
        **way_out(user, DIGESTS),
    )  # fmt: skip


def subject_of(rows: list[Notification]) -> str:
    """3 notifications: Acme to Amazon Connect"""
    titles = list(dict.fromkeys(row.journey.title for row in rows if row.journey))
    where = titles[0] if len(titles) == 1 else f"{len(titles)} journeys" if titles else "MigOps"
    return f"{len(rows)} notification{'' if len(rows) == 1 else 's'}: {where}"


def by_journey(rows: Iterable[Notification]) -> list[dict]:
    return [
        {
            "title": journey.title if journey else "",
            "link": settings.SITE_URL + reverse("overview", args=[journey.pk]) if journey else "",
            "kinds": by_kind(told),
        }
        for journey, told in groupby(rows, key=lambda row: row.journey)
    ]


def by_kind(rows: Iterable[Notification]) -> list[tuple[str, list[dict]]]:
    """In the order in which kinds are declared."""
    order = list(Kind)
    ordered = sorted(rows, key=lambda row: order.index(Kind(row.kind)))
    return [
        (TITLES[Kind(kind)], [line_of(row) for row in told])
        for kind, told in groupby(ordered, key=lambda row: row.kind)
    ]


def line_of(row: Notification) -> dict:
    return {"text": row.text, "link": settings.SITE_URL + reverse("notification_open", args=[row.pk])}
