"""A mail whose words were ready when it was posted, as those about signing in are."""

from django.core.mail import EmailMultiAlternatives

from journeys.mailing.messages import NotWanted, one_line
from journeys.models import Mail


def message_for(mail: Mail) -> EmailMultiAlternatives:
    if not mail.text:
        raise NotWanted("Its words are gone. Ask for a new one where this one was asked for.")
    message = EmailMultiAlternatives(
        subject=one_line(mail.subject), body=mail.text, to=[mail.email], headers={"Auto-Submitted": "auto-generated"}
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message
