"""The frame that all mails share, in text and in HTML."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from journeys.documents.text import clean
from journeys.models import Mail

LONGEST_SUBJECT = 200


class NotWanted(Exception):
    """By now the mail must not go out. Says why, for the person who looks for it."""


def compose(
    mail: Mail, template: str, *, subject: str, reply_to: str = "", headers: dict[str, str] | None = None, **facts
) -> EmailMultiAlternatives:
    """The message from `templates/django/mail/<template>.txt` and `.html`, which get the `facts`.

    Words from people are text in both: HTML escapes them, and a subject is one line whatever is in it.
    """
    facts |= {"subject": one_line(subject), "name": mail.name, "site": settings.SITE_URL}
    message = EmailMultiAlternatives(
        subject=facts["subject"],
        body=render_to_string(f"mail/{template}.txt", facts, using="django").strip() + "\n",
        to=[mail.email],
        reply_to=[reply_to] if reply_to else None,
        # Answering machines stay quiet.
        headers={"Auto-Submitted": "auto-generated"} | (headers or {}),
    )
    message.attach_alternative(render_to_string(f"mail/{template}.html", facts, using="django"), "text/html")
    return message


def one_line(text: str) -> str:
    """Fit for a header."""
    return " ".join(clean(text).split())[:LONGEST_SUBJECT]
