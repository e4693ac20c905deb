"""The life of a document: asked for, claimed by a worker, ready or failed, deleted. A ready one never changes.

The row is the truth; the broker only carries the nudge to look at it.
"""

import errno
import hashlib
import logging
import secrets
from datetime import datetime, timedelta
from typing import BinaryIO

from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils.timezone import localdate, now
from kombu.exceptions import OperationalError

from journeys.models import Document, Event, Journey, User
from journeys.models.documents import document_name
from journeys.services.errors import Refusal
from journeys.services.history import changing, record

TASK = "journeys.render_document"
TIME_LIMIT_SECONDS = 480
# Each step of a rendering renews the lease; a worker that says nothing for so long is taken for dead.
LEASE = timedelta(minutes=2)
MAX_ATTEMPTS = 3
# A document that waits longer than this may have lost its nudge.
NUDGE_AFTER = timedelta(seconds=20)
NUDGES_AT_ONCE = 20

Status = Document.Status
log = logging.getLogger(__name__)


class ClaimLost(Exception):
    """Another worker has taken the document up, or it was deleted. Stop, and leave nothing behind."""


def request_document(*, journey: Journey, kind: str, format: str, by: User | None) -> Document:
    """Ask for a document of a `kind` and `format` of the registry; a worker renders it.

    Asking again on the same day, with nothing changed since, gives the same document; one that failed is tried again.
    A locked or archived journey gives documents too: nothing in it changes.
    """
    with changing(journey.pk, even_locked=True) as journey:
        if journey.deleted_at:
            raise Refusal("This journey was deleted. Ask one of its admins to bring it back.")
        same = showing_the_same(journey, kind, journey.revision, now())
        document = same.filter(format=format).first()
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
            nudge_on_commit(document.pk)
        elif document.status == Status.FAILED:
            put_back(journey, document, by)
    return document


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
    document.status, document.reason, document.progress, document.attempts = Status.QUEUED, "", 0, 0
    document.asked_at, document.finished_at = now(), None
    document.save(update_fields=["status", "reason", "progress", "attempts", "asked_at", "finished_at"])
    record_asked(journey, document, by)
    nudge_on_commit(document.pk)


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


def nudge_on_commit(document_id: int) -> None:
    transaction.on_commit(lambda: nudge(document_id))


def nudge(document_id: int) -> bool:
    """Tell a worker to look at the document. False without a broker: the sweep makes up for it later."""
    try:
        current_app.signature(TASK, args=(document_id,)).apply_async(retry=False)
    except (OperationalError, OSError) as error:
        log.warning("Document %s is queued, but the broker could not be told: %s", document_id, error)
        return False
    return True


def claim(document_id: int) -> Document | None:
    """Take a document up for rendering, if it waits or its worker died. Of several workers one gets it."""
    at = now()
    waits = Q(status=Status.QUEUED) | Q(status=Status.RENDERING, lease_until__lt=at)
    # The end of the lease is what tells one claim from another: see `held`.
    claimed = Document.objects.filter(waits, pk=document_id, attempts__lt=MAX_ATTEMPTS).update(
        status=Status.RENDERING, lease_until=at + LEASE, attempts=F("attempts") + 1, progress=0
    )
    if not claimed:
        return None
    return Document.objects.filter(pk=document_id, lease_until=at + LEASE).first()


def held(document: Document) -> QuerySet[Document]:
    """The row of `document`, as long as this claim to it holds."""
    return Document.objects.filter(pk=document.pk, status=Status.RENDERING, lease_until=document.lease_until)


def write_held(document: Document, **fields) -> None:
    if not held(document).update(**fields):
        raise ClaimLost(document.pk)
    for name, value in fields.items():
        setattr(document, name, value)


def set_progress(document: Document, percent: int) -> None:
    """Say how far the rendering is, and renew the lease. Raises ClaimLost."""
    write_held(document, progress=percent, lease_until=now() + LEASE)


def set_shown(document: Document, *, revision: int, as_of: datetime) -> None:
    """Write down what the rendering has read: the journey may have changed since it was asked for. Raises ClaimLost."""
    with changing(document.journey_id, even_locked=True) as journey:
        number = fitting_number(journey, document, revision, as_of)
        write_held(document, revision=revision, as_of=as_of, number=number, progress=10)


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
        write_held(
            document, status=Status.READY, file=name, size=size, sha256=sha256,
            progress=100, lease_until=None, finished_at=now(), reason="",
        )  # fmt: skip
    except ClaimLost:
        default_storage.delete(name)
        return False
    except BaseException:
        default_storage.delete(name)
        raise
    return True


def fail(document: Document, reason: str) -> bool:
    """End the rendering with a reason for the person who asked. False when the claim was lost meanwhile."""
    return bool(held(document).update(status=Status.FAILED, reason=reason, lease_until=None, finished_at=now()))


def reason_for(error: Exception) -> str:
    """What went wrong, in words that give nothing away; what they don't say is in the log, under the reference."""
    reference = secrets.token_hex(4)
    log.error("Rendering failed, reference %s: %s: %s", reference, type(error).__name__, error)
    if isinstance(error, SoftTimeLimitExceeded):
        return f"It took longer than {TIME_LIMIT_SECONDS // 60} minutes. Try again when the server has less to do."
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The server's disk is full. Ask an operator to make room, then try again."
    if isinstance(error, Journey.DoesNotExist):
        return "The journey was deleted."
    return f"An unexpected error. Try again; if it stays, tell an operator the reference {reference}."


def sweep() -> None:
    """Make up for lost nudges and dead workers. Called every half minute."""
    at = now()
    dead = Document.objects.filter(status=Status.RENDERING, lease_until__lt=at)
    dead.filter(attempts__gte=MAX_ATTEMPTS).update(
        status=Status.FAILED,
        reason=f"The worker stopped {MAX_ATTEMPTS} times while rendering. Tell an operator, then try again.",
        lease_until=None,
        finished_at=at,
    )
    waiting = Document.objects.filter(status=Status.QUEUED, asked_at__lt=at - NUDGE_AFTER).order_by("asked_at", "pk")
    for lost in (dead.order_by("asked_at", "pk"), waiting):
        for document_id in lost.values_list("pk", flat=True)[:NUDGES_AT_ONCE]:
            if not nudge(document_id):
                return
