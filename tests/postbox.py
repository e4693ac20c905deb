"""What the worker does with mails, and mail servers that are not as they should be: backends for EMAIL_BACKEND."""

from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

from django.core.mail.backends.locmem import EmailBackend

from journeys.services import mails


def deliver() -> None:
    """Send what waits in the outbox, as the worker does once the transaction of a test would have committed."""
    mails.sweep()


class Down(EmailBackend):
    """Nobody answers."""

    def open(self):
        raise ConnectionRefusedError("no such host mail.internal")


class Full(EmailBackend):
    """Takes no message now."""

    def send_messages(self, messages):
        raise SMTPDataError(452, b"mailbox of ana@secret.internal is full")


class Choosy(EmailBackend):
    def send_messages(self, messages):
        raise SMTPRecipientsRefused({"ana@example.com": (550, b"no such user")})


class Gone(EmailBackend):
    """Takes the message, and breaks off before it says so."""

    def send_messages(self, messages):
        super().send_messages(messages)
        raise SMTPServerDisconnected("Connection unexpectedly closed")
