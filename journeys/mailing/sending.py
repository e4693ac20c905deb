"""The last step of a mail: its words are put together and handed to the mail server."""

from collections.abc import Callable
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMultiAlternatives, get_connection

from journeys.mailing import digest, document, invitation, notification, ready, upload_link
from journeys.mailing.messages import NotWanted
from journeys.models import Mail
from journeys.services.queues import reason_for

# Who puts the words together: by the kind of a mail.
KINDS: dict[str, Callable[[Mail], EmailMultiAlternatives]] = {
    "digest": digest.message_for,
    "document": document.message_for,
    "invitation": invitation.message_for,
    "notification": notification.message_for,
    "ready": ready.message_for,
    "upload_link": upload_link.message_for,
    "upload_reminder": upload_link.reminder_for,
}


class NotSent(Exception):
    """The mail server has surely not taken it. Says why, for the person who waits for it."""


def send(mail: Mail) -> None:
    """Hand the mail to the mail server. After NotSent and NotWanted it surely is not on its way; others may be."""
    message = put_together(mail)
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        raise NotSent(words_for(error)) from error
    try:
        message.connection = connection
        message.send()
    except SMTPResponseException as error:
        raise NotSent(words_for(error)) from error
    except SMTPRecipientsRefused as error:
        raise NotSent("The mail server does not take mail for this address.") from error
    finally:
        connection.close()


def put_together(mail: Mail) -> EmailMultiAlternatives:
    """Raises NotWanted for what must not go out by now, and NotSent where something is in the way."""
    try:
        return KINDS[mail.kind](mail)
    except NotWanted:
        raise
    except Exception as error:  # whatever it is, the mail server has not heard of it
        raise NotSent(words_for(error)) from error


def words_for(error: Exception) -> str:
    """Without addresses of servers or what they said, which is in the log."""
    if isinstance(error, SMTPResponseException):
        return f"The mail server refused it (code {error.smtp_code})."
    if isinstance(error, FileNotFoundError):
        return "The file of the document is missing."
    if isinstance(error, (OSError, SMTPException)):
        return "The mail server could not be reached."
    return reason_for(error)
