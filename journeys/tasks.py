"""Thin Celery tasks: ids in, services do the work."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from tempfile import TemporaryFile
from typing import BinaryIO

from celery import shared_task

from journeys.documents.planning import plan_import
from journeys.documents.reading import take_snapshot
from journeys.documents.rendering import write
from journeys.documents.unpacking import BadWorkbook
from journeys.mailing import sending
from journeys.mailing.document import headline_of
from journeys.mailing.messages import NotWanted
from journeys.models import Document, Import
from journeys.queries.files import open_bytes
from journeys.services import (
    digests,
    documents,
    imports,
    mails,
    outbox,
    playbook_uploads,
    reminders,
    scheduled_runs,
)
from journeys.services.edits import Plan
from journeys.services.queues import TIME_LIMIT_SECONDS, ClaimLost, Queue, reason_for


@contextmanager
def answering(queue: Queue, row) -> Iterator[None]:
    """For the work on a claimed row. Whatever happens, the person who waits for it gets an answer."""
    try:
        yield
    except ClaimLost:
        pass  # whoever has the claim now does the rest
    except Exception as error:  # whatever it is, someone waits for an answer
        queue.fail(row, reason_for(error))
        raise  # the row tells the person, the log tells the operator


@shared_task(name=documents.TASK, ignore_result=True, acks_late=True, soft_time_limit=TIME_LIMIT_SECONDS)
def render_document(document_id: int) -> None:
    """Render one document. Only one delivery gets the claim."""
    document = documents.QUEUE.claim(document_id)
    if document is None:
        return
    with answering(documents.QUEUE, document), TemporaryFile() as file:
        write_content(document, file)
        documents.finish(document, file)


def write_content(document: Document, file: BinaryIO) -> None:
    snapshot = take_snapshot(document.journey_id, kind=document.kind)
    documents.set_shown(document, revision=snapshot.journey.revision, as_of=snapshot.as_of)
    notice = write(
        document.kind, document.format, replace(snapshot, number=document.number), file,
        open_attachment=lambda attachment: open_bytes(attachment.id),
        progress=partial(documents.QUEUE.set_progress, document),
    )  # fmt: skip
    documents.set_words(document, notice=notice, headline=headline_of(document.kind, snapshot))


@shared_task(name=imports.TASK, ignore_result=True, acks_late=True, soft_time_limit=TIME_LIMIT_SECONDS)
def work_on_import(import_id: int) -> None:
    """Do what is asked for an import: read it, apply it or undo it. Only one delivery gets the claim."""
    row = imports.QUEUE.claim(import_id)
    if row is None:
        return
    with answering(imports.QUEUE, row):
        IMPORT_JOBS[row.job](row)


def read_import(row: Import) -> None:
    try:
        plan, revision = plan_of(row)
    except BadWorkbook as bad:
        imports.refuse(row, bad.problems)
    else:
        imports.finish_reading(row, plan, revision)


def plan_of(row: Import) -> tuple[Plan, int]:
    """What the file asks for now, and the revision of the journey that this is about."""
    snapshot = take_snapshot(row.journey_id, kind=row.kind)
    with row.file.open("rb") as file:
        return plan_import(file, row.file_name, row.kind, snapshot), snapshot.journey.revision


def apply_import(row: Import) -> None:
    imports.apply(row, replan=lambda: plan_of(row)[0])


IMPORT_JOBS = {
    Import.Job.READ: read_import,
    Import.Job.APPLY: apply_import,
    Import.Job.UNDO: imports.take_back,
}


@shared_task(name=playbook_uploads.TASK, ignore_result=True, acks_late=True, soft_time_limit=TIME_LIMIT_SECONDS)
def read_playbooks(upload_id: int) -> None:
    """Read a large file of playbooks. Only one delivery gets the claim."""
    upload = playbook_uploads.QUEUE.claim(upload_id)
    if upload is None:
        return
    with answering(playbook_uploads.QUEUE, upload):
        playbook_uploads.read_kept(upload)


@shared_task(name="journeys.sweep", ignore_result=True)
def sweep() -> None:
    """Make up for lost nudges and dead workers, and forget what nobody imported."""
    documents.QUEUE.sweep()
    imports.QUEUE.sweep()
    playbook_uploads.QUEUE.sweep()
    playbook_uploads.forget_old()
    scheduled_runs.sweep()
    reminders.sweep()
    digests.sweep()
    mails.sweep()


@shared_task(name=scheduled_runs.TASK, ignore_result=True)
def run_schedule(schedule_id: int) -> None:
    """Ask for the document of a schedule whose time has come."""
    scheduled_runs.start_run(schedule_id)


@shared_task(name=outbox.TASK, ignore_result=True)
def send_mail(mail_id: int) -> None:
    """Send one mail, at most once: see `services/mails.py`. Only one delivery gets the claim."""
    mail = mails.claim(mail_id)
    if mail is None:
        return
    try:
        sending.send(mail)
    except NotWanted as error:
        mails.skip(mail, str(error))
    except sending.NotSent as error:
        mails.try_later(mail, str(error))
    except Exception as error:  # whatever it is: sent or not, it is not tried again unasked
        mails.give_up(mail, f"It may have arrived: {reason_for(error)}")
        raise
    else:
        mails.mark_sent(mail)
