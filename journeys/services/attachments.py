"""Files of a journey: adding, replacing and removing them."""

import errno
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import OperationalError, transaction
from django.utils.timezone import now

from journeys.models import Attachment, ChecklistItem, Journey, Task, User
from journeys.models.files import storage_name
from journeys.services.errors import Refusal
from journeys.services.file_names import safe_name
from journeys.services.file_types import identify
from journeys.services.history import changing, record, refuse_if_closed
from journeys.services.visitors import Visitor, link_of, user_of

MIB = 1024 * 1024


def attach(
    *,
    journey: Journey,
    upload: File,
    by: User | Visitor,
    task: Task | None = None,
    item: ChecklistItem | None = None,
    replaces: Attachment | None = None,
) -> Attachment:
    """Add a file to `journey`: to one of its tasks, as evidence for one of its items, or as the next version of a file.

    A new version goes where the version before it is. Refuses what is too large, empty, not of an accepted type, not
    what its name says, or there already. Whatever fails, neither a row nor bytes stay behind.
    """
    refuse_if_closed(journey)
    name = safe_name(upload.name or "")
    with clear_about_full_disk(name):
        attachment = Attachment(journey=journey, **facts_of(name, upload))
        attachment.uploaded_by, attachment.uploaded_through = user_of(by), link_of(by)
        place(attachment, task, item, replaces)
        with stored(attachment, upload), changing(journey.pk) as attachment.journey:
            refuse_twin(attachment)
            attachment.save(force_insert=True)
            if replaces:
                supersede(replaces, attachment)
            tell(attachment, "file.replaced" if replaces else "file.attached", by)
    return attachment


@contextmanager
def clear_about_full_disk(name: str) -> Iterator[None]:
    try:
        yield
    except (OSError, OperationalError) as error:
        if not is_disk_full(error):
            raise
        reason = "the server's disk is full. Tell whoever runs MigOps, then try again."
        raise Refusal(f"“{name}” was not added: {reason}") from error


def is_disk_full(error: OSError | OperationalError) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    # The database's disk, in the words of SQLite and of PostgreSQL.
    return "disk is full" in str(error) or "No space left" in str(error)


def facts_of(name: str, upload: File) -> dict:
    """What a row says of the content, once it was found fit."""
    refuse_size(name, upload.size)
    if failure := getattr(upload, "failure", None):  # of the disk, while `ToDisk` received it
        raise failure
    content_type = identify(name, upload).content_type
    return {"name": name, "size": upload.size, "content_type": content_type, "sha256": sha256_of(upload)}


def refuse_size(name: str, size: int, most_mib: int | None = None) -> None:
    """`most_mib` stands for the limit of the installation where there is a lower one."""
    most_mib = settings.MAX_UPLOAD_MIB if most_mib is None else most_mib
    if size == 0:
        raise Refusal(f"“{name}” was not added: it is empty.")
    if size > most_mib * MIB:
        limit = f"the limit for one file is {most_mib} MiB"
        raise Refusal(f"“{name}” was not added: it has {size / MIB:.1f} MiB, {limit}.")


def sha256_of(upload: File) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks(MIB):
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def place(attachment: Attachment, task: Task | None, item: ChecklistItem | None, replaces: Attachment | None) -> None:
    """Evidence goes to the task of its item, a new version where the one before it is."""
    if replaces:
        task, item, attachment.version = replaces.task, replaces.item, replaces.version + 1
    task = item.task if item else task
    if any(part.journey_id != attachment.journey_id for part in (task, replaces) if part):
        raise ValueError("a file goes to its own journey only")
    attachment.task, attachment.item = task, item


@contextmanager
def stored(attachment: Attachment, upload: File) -> Iterator[None]:
    """The bytes are in the storage before the row is written, and gone again if it can't be."""
    path = storage_name(attachment, attachment.name)
    try:
        attachment.file.name = default_storage.save(path, upload)
        yield
    except BaseException:
        default_storage.delete(path)
        raise


def refuse_twin(attachment: Attachment) -> None:
    """The same bytes twice in one place say nothing new."""
    twin = Attachment.objects.current().filter(
        journey=attachment.journey_id, task=attachment.task_id, item=attachment.item_id, sha256=attachment.sha256
    )
    if there := twin.first():
        # What others call theirs is not for a visitor.
        known_as = "" if attachment.uploaded_through else f", as “{there.name}”"
        raise Refusal(f"“{attachment.name}” was not added: the same file is already here{known_as}.")


def supersede(before: Attachment, after: Attachment) -> None:
    # Conditional: of two people who replace the same version, the second is told.
    if not Attachment.objects.current().filter(pk=before.pk).update(superseded_by=after):
        raise Refusal(f"“{before.name}” was replaced or removed by someone else. Reload the page to see what is there.")


def remove_attachment(*, attachment: Attachment, by: User) -> Attachment:
    """Delete the bytes of one version; its row stays as a tombstone. The version before the newest is current again."""
    with changing(attachment.journey_id) as journey:
        attachment = Attachment.objects.select_related("task", "item").get(pk=attachment.pk)
        if attachment.removed_at:
            return attachment
        attachment.journey = journey
        path, following = str(attachment.file.name), attachment.superseded_by_id
        attachment.file, attachment.removed_by, attachment.removed_at = "", by, now()
        attachment.superseded_by = None
        attachment.save(update_fields=["file", "removed_by", "removed_at", "superseded_by"])
        # The chain of versions closes over the gap.
        Attachment.objects.filter(superseded_by=attachment).update(superseded_by=following)
        tell(attachment, "file.removed", by)
        transaction.on_commit(lambda: default_storage.delete(path))
    return attachment


def tell(attachment: Attachment, verb: str, by: User | Visitor) -> None:
    """One event, with all by which the file can be known again once it is gone."""
    task, item = attachment.task, attachment.item
    record(
        attachment.journey, verb, by=by, task=task, title=task.title if task else None,
        attachment=attachment.pk, name=attachment.name, size=attachment.size, sha256=attachment.sha256,
        version=attachment.version, item=item.pk if item else None, text=item.text if item else None,
    )  # fmt: skip
