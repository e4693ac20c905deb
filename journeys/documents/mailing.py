"""A document as a mail: its first words in the text, its file attached, or a link to one that is too large."""

from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse

from journeys.documents.progress import Light, target
from journeys.documents.registry import FORMATS, KINDS, file_name
from journeys.documents.renderers.looks import FILLS, INKS
from journeys.documents.snapshot import Snapshot
from journeys.documents.status import in_scope_words, prepare, whole_words
from journeys.documents.status_report import STATUS_REPORT
from journeys.documents.text import clean, share, words
from journeys.models import Document, Mail

# Larger ones many mail servers refuse.
MOST_ATTACHED = 10_000_000


class NotSent(Exception):
    """The mail server has surely not taken it. Says why, for the person who waits for it."""


def headline_of(kind: str, snapshot: Snapshot) -> list[str]:
    """What a mail says of a document: of a status report its light and a few lines, of others nothing."""
    if kind != STATUS_REPORT.kind:
        return []
    content = prepare(snapshot)
    figures = content.figures
    return [
        content.verdict.light.word,
        " ".join(content.verdict.lines),
        f"{words(share(figures.completed_in_scope, figures.in_scope)) or 'Nothing'}: {in_scope_words(figures)}",
        f"{words(share(figures.completed, figures.total)) or 'Nothing'}: {whole_words(figures)}",
        f"{figures.overdue} overdue, {figures.blocked} blocked",
        f"Target date: {target(snapshot)}",
    ]


def send(mail: Mail) -> None:
    """Hand the mail to the mail server. NotSent is sure; after any other exception it may be on its way."""
    connection = get_connection()
    try:
        connection.open()
        message = message_for(mail)
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


def words_for(error: Exception) -> str:
    """Without addresses of servers or what they said, which is in the log."""
    if isinstance(error, SMTPResponseException):
        return f"The mail server refused it (code {error.smtp_code})."
    if isinstance(error, FileNotFoundError):
        return "The file of the document is missing."
    return "The mail server could not be reached."


def message_for(mail: Mail) -> EmailMultiAlternatives:
    document, schedule = ready(mail), mail.run.schedule
    context = context_of(mail)
    message = EmailMultiAlternatives(
        subject=subject_of(document),
        body=render_to_string("mail/document.txt", context, using="django"),
        to=[mail.email],
        reply_to=[schedule.created_by.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string("mail/document.html", context, using="django"), "text/html")
    if context["is_attached"]:
        with document.file.open("rb") as file:
            message.attach(context["file_name"], file.read(), FORMATS[document.format].content_type)
    return message


def ready(mail: Mail) -> Document:
    document = mail.run.document
    assert document is not None, "a mail is claimed with its document"
    return document


def subject_of(document: Document) -> str:
    """Acme to Amazon Connect: status report 3, amber"""
    light = f", {document.headline[0].lower()}" if document.headline else ""
    title = f"{document.journey.title}: {KINDS[document.kind].title.lower()} {document.number}{light}"
    return " ".join(clean(title).split())


def context_of(mail: Mail) -> dict:
    document, schedule = ready(mail), mail.run.schedule
    journey, size = schedule.journey, document.size or 0
    light = next((light for light in Light if document.headline[:1] == [light.word]), None)
    return {
        "title": f"{KINDS[document.kind].title} {document.number}",
        "journey": journey.title,
        "as_of": document.as_of.astimezone(journey.zone),
        "light": light.word if light else "",
        "fill": FILLS[light.tone] if light else "",
        "ink": INKS[light.tone] if light else "",
        "lines": document.headline[1:],
        "is_attached": size <= MOST_ATTACHED,
        "megabytes": round(size / 1_000_000),
        "file_name": file_name(
            journey=journey.title, kind=document.kind, format=document.format, number=document.number
        ),
        "has_account": mail.member is not None and mail.member.user is not None,
        "link": settings.SITE_URL + reverse("document_download", args=[journey.pk, document.pk]),
        "all": f"{settings.SITE_URL}{reverse('documents', args=[journey.pk])}?kind={document.kind}",
        "sender": schedule.created_by,
    }
