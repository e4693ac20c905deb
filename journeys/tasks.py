"""Thin Celery tasks: ids in, services do the work."""

from dataclasses import replace
from functools import partial

from celery import shared_task

from journeys.documents.reading import take_snapshot
from journeys.documents.rendering import render
from journeys.models import Document
from journeys.services import documents


@shared_task(
    name=documents.TASK, ignore_result=True, acks_late=True, soft_time_limit=documents.TIME_LIMIT_SECONDS
)  # fmt: skip
def render_document(document_id: int) -> None:
    """Render one document. Only one delivery gets the claim."""
    document = documents.claim(document_id)
    if document is None:
        return
    try:
        documents.finish(document, content_of(document))
    except documents.ClaimLost:
        return  # whoever has the claim now does the rest
    except Exception as error:  # whatever it is, someone waits for an answer
        documents.fail(document, documents.reason_for(error))
        raise  # the row tells the person, the log tells the operator


def content_of(document: Document) -> bytes:
    snapshot = take_snapshot(document.journey_id, kind=document.kind)
    documents.set_shown(document, revision=snapshot.journey.revision, as_of=snapshot.as_of)
    progress = partial(documents.set_progress, document)
    return render(document.kind, document.format, replace(snapshot, number=document.number), progress=progress)


@shared_task(name="journeys.sweep", ignore_result=True)
def sweep() -> None:
    """Make up for lost nudges and dead workers."""
    documents.sweep()
