"""A mail that tells one person of one thing, at once."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from journeys.access import visible_journeys
from journeys.mailing.messages import NotWanted, compose
from journeys.models import Mail, Notification, User
from journeys.services.notification_choices import unsubscribe_token


def message_for(mail: Mail) -> EmailMultiAlternatives:
    notification = Notification.objects.select_related("user", "journey").filter(pk=mail.about["notification"]).first()
    if notification is None:
        raise NotWanted("What it tells of was deleted.")
    refuse_unwanted(notification)
    user = notification.user
    return compose(
        mail, "notification",
        subject=subject_of(notification),
        headers=headers_of(user, notification.kind),
        text=notification.text,
        kind=notification.get_kind_display(),
        journey=notification.journey.title if notification.journey else "",
        link=settings.SITE_URL + reverse("notification_open", args=[notification.pk]),
        **way_out(user, notification.kind),
    )  # fmt: skip


def refuse_unwanted(notification: Notification) -> None:
    user, journey = notification.user, notification.journey_id
    if not user.is_active:
        raise NotWanted("The account of this person is switched off.")
    if journey and not visible_journeys(user).filter(pk=journey).exists():
        raise NotWanted("This person may not see the journey any more.")
    if notification.read_at:
        raise NotWanted("It was read in MigOps before it was sent.")


def subject_of(notification: Notification) -> str:
    """Acme to Amazon Connect: Lea assigned you the task Order the lines."""
    title = f"{notification.journey.title}: " if notification.journey else ""
    return title + notification.text


def headers_of(user: User, what: str) -> dict[str, str]:
    """Mail programs show a button from them that ends these mails with one click (RFC 8058)."""
    link = settings.SITE_URL + reverse("unsubscribe_page", args=[unsubscribe_token(user, what)])
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def way_out(user: User, what: str) -> dict[str, str]:
    """The links at the foot of the mail."""
    return {
        "choices": settings.SITE_URL + reverse("notification_choices"),
        "unsubscribe": settings.SITE_URL + reverse("unsubscribe_page", args=[unsubscribe_token(user, what)]),
    }
