"""A document as a mail: its first words in the text, its file attached, or a link to one that is too large."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from journeys.documents.progress import Light, target
from journeys.documents.registry import FORMATS, KINDS, file_name
from journeys.documents.renderers.looks import FILLS, INKS
from journeys.documents.snapshot import Snapshot
from journeys.documents.status import in_scope_words, prepare, whole_words
from journeys.documents.status_report import STATUS_REPORT
from journeys.documents.text import share, words
from journeys.mailing.messages import NotWanted, compose
from journeys.models import Document, Mail, Member

# Larger ones many mail servers refuse.
MOST_ATTACHED = 10_000_000


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


def message_for(mail: Mail) -> EmailMultiAlternatives:
    refuse_unwanted(mail)
    document, context = ready(mail), context_of(mail)
    message = compose(
        mail, "document", subject=subject_of(document), reply_to=mail.scheduled.schedule.created_by.email, **context
    )
    if context["is_attached"]:
        with document.file.open("rb") as file:
            message.attach(context["file_name"], file.read(), FORMATS[document.format].content_type)
    return message


def refuse_unwanted(mail: Mail) -> None:
    journey = mail.scheduled.schedule.journey
    if journey.deleted_at or journey.is_archived:
        raise NotWanted("The journey was deleted or archived before it was sent.")
    user = mail.user or (mail.member and mail.member.user)
    if mail.member is None and not (user and Member.objects.of(user).filter(journey=journey).exists()):
        raise NotWanted("No longer one of the people of this journey.")
    if user and not user.is_active:
        raise NotWanted("The account of this person is switched off.")
    if not mail.email:
        raise NotWanted("No e-mail address is known. Add it on the People page, then send it.")


def ready(mail: Mail) -> Document:
    document = mail.scheduled.document
    assert document is not None, "a mail is claimed with its document"
    return document


def subject_of(document: Document) -> str:
    """Acme to Amazon Connect: status report 3, amber"""
    light = f", {document.headline[0].lower()}" if document.headline else ""
    return f"{document.journey.title}: {KINDS[document.kind].title.lower()} {document.number}{light}"


def context_of(mail: Mail) -> dict:
    document, schedule = ready(mail), mail.scheduled.schedule
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
        "has_account": mail.user is not None or (mail.member is not None and mail.member.user is not None),
        "link": settings.SITE_URL + reverse("document_download", args=[journey.pk, document.pk]),
        "all": f"{settings.SITE_URL}{reverse('documents', args=[journey.pk])}?kind={document.kind}",
        "sender": schedule.created_by,
    }
