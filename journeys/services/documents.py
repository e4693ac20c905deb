"""The life of a document: asked for, claimed by a worker, ready or failed, deleted. A ready one never changes."""

import hashlib
from datetime import datetime
from typing import BinaryIO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.timezone import localdate, now

from journeys.models import Document, Event, HouseStyle, Journey, User
from journeys.models.documents import document_name
from journeys.services.errors import Refusal
from journeys.services.history import changing, record
from journeys.services.queues import ClaimLost, Queue
from journeys.services.telling import tell_document

TASK = "journeys.render_document"

Status = Document.Status


class Renderings(Queue[Document]):
    """Documents that wait for a worker. Who asked for one that fails is told."""

    def fail(self, row: Document, reason: str) -> bool:
        with transaction.atomic():
            is_failed = super().fail(row, reason)
            if is_failed:
                tell_document(Document.objects.select_related("asked_by", "journey").get(pk=row.pk))
        return is_failed


QUEUE = Renderings(Document, task=TASK, working=Status.RENDERING, work="rendering")


def request_document(*, journey: Journey, kind: str, format: str, by: User | None) -> Document:
    """Ask for a document of a `kind` and `format` of the registry; a worker renders it.

    Asking again on the same day, with nothing changed since, gives the same document; one that failed is tried again.
    A locked or archived journey gives documents too: nothing in it changes.
    """
    with changing(journey.pk, even_locked=True) as journey:
        if journey.deleted_at:
            raise Refusal("This journey was deleted. Ask one of its admins to bring it back.")
        same = showing_the_same(journey, kind, journey.revision, now())
        document = in_todays_look(same, journey).filter(format=format).first()
        if document is None:
            document = Document.objects.create(
                journey=journey,
                kind=kind,
                format=format,
                number=shared_number(same, journey, kind, format) or next_number(journey, kind),
                revision=journey.revision,
                as_of=now(),
                asked_by=by,
            )
            record_asked(journey, document, by)
            QUEUE.nudge_on_commit(document.pk)
        elif document.status == Status.FAILED:
            put_back(journey, document, by)
    return document


def in_todays_look(documents: QuerySet[Document], journey: Journey) -> QuerySet[Document]:
    """Without those that were asked for before their space took another look."""
    changed = HouseStyle.objects.filter(space=journey.space_id, changed_at__gt=OuterRef("asked_at"))
    return documents.exclude(Exists(changed))


def showing_the_same(journey: Journey, kind: str, revision: int, as_of: datetime) -> QuerySet[Document]:
    """The documents, in all formats, that share a number because they show the same revision on the same day."""
    return Document.objects.filter(journey=journey, kind=kind, revision=revision, as_of__date=localdate(as_of))


def shared_number(same: QuerySet[Document], journey: Journey, kind: str, format: str) -> int | None:
    """The number of the documents that show the same, unless it was given to this format before."""
    taken = journey.documents.filter(kind=kind, format=format).values("number")
    return same.exclude(number__in=taken).values_list("number", flat=True).first()


def next_number(journey: Journey, kind: str) -> int:
    """One that no document of the kind ever had, also none that was deleted."""
    used = journey.documents.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
    deleted = Event.objects.filter(journey=journey, verb="document.deleted", data__kind=kind)
    return max([used, *deleted.values_list("data__number", flat=True)]) + 1


def record_asked(journey: Journey, document: Document, by: User | None) -> None:
    record(
        journey, "document.requested", by=by, counts=False,
        document=document.pk, kind=document.kind, format=document.format, number=document.number,
    )  # fmt: skip


def retry_document(*, document: Document, by: User) -> Document:
    """Put a document that failed back into the queue. One that did not fail stays as it is."""
    with changing(document.journey_id, even_locked=True) as journey:
        document = Document.objects.get(pk=document.pk)
        if document.status == Status.FAILED:
            put_back(journey, document, by)
    return document


def put_back(journey: Journey, document: Document, by: User | None) -> None:
    again = QUEUE.again()
    for name, value in again.items():
        setattr(document, name, value)
    document.save(update_fields=list(again))
    record_asked(journey, document, by)
    QUEUE.nudge_on_commit(document.pk)


def delete_document(*, document: Document, by: User) -> None:
    """Take a document and its file away. Its number is not given again; the history keeps its hash."""
    with changing(document.journey_id) as journey:
        if not Document.objects.filter(pk=document.pk).exists():
            return
        document.refresh_from_db()
        record(
            journey, "document.deleted", by=by, counts=False,
            kind=document.kind, format=document.format, number=document.number, sha256=document.sha256,
        )  # fmt: skip
        file = document.file.name
        document.delete()
        if file:
            transaction.on_commit(lambda: default_storage.delete(file))


def set_words(document: Document, *, notice: str, headline: list[str]) -> None:
    """Write down what its reader should know, and its first words. Raises ClaimLost."""
    QUEUE.write_held(document, notice=notice, headline=headline)


def set_shown(document: Document, *, revision: int, as_of: datetime) -> None:
    """Write down what the rendering has read: the journey may have changed since it was asked for. Raises ClaimLost."""
    with changing(document.journey_id, even_locked=True) as journey:
        number = fitting_number(journey, document, revision, as_of)
        QUEUE.write_held(document, revision=revision, as_of=as_of, number=number, progress=10)


def fitting_number(journey: Journey, document: Document, revision: int, as_of: datetime) -> int:
    """Its number, unless another format with that number has been rendered already and shows something else."""
    others = journey.documents.filter(kind=document.kind).exclude(pk=document.pk)
    rendered = others.filter(number=document.number, progress__gt=0).exclude(status=Status.FAILED)
    if not rendered.exclude(revision=revision, as_of__date=localdate(as_of)).exists():
        return document.number
    same = showing_the_same(journey, document.kind, revision, as_of)
    return shared_number(same, journey, document.kind, document.format) or next_number(journey, document.kind)


def finish(document: Document, content: bytes | BinaryIO) -> bool:
    """Store the file and make the document ready. False, with no file left, when the claim was lost meanwhile.

    A file object is read from its start, in pieces: it may be larger than the memory.
    """
    file = ContentFile(content) if isinstance(content, bytes) else File(content)
    file.seek(0)
    size, sha256 = file.size, hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    name = default_storage.save(document_name(document, ""), file)
    try:
        with transaction.atomic():
            QUEUE.finish(document, status=Status.READY, file=name, size=size, sha256=sha256)
            tell_document(document)
    except ClaimLost:
        default_storage.delete(name)
        return False
    except BaseException:
        default_storage.delete(name)
        raise
    return True
