"""Playbooks that someone sends in: read, looked at, and stored only when they say so."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.timezone import now

from journeys.models import FoundPlaybook, Playbook, PlaybookUpload, Space, User
from journeys.models.playbook_uploads import upload_name
from journeys.playbooks import writer
from journeys.playbooks.archives import ENDINGS, MOST_MIB, BadArchive, TooLarge
from journeys.playbooks.folders import Found
from journeys.queries.playbooks import read_text
from journeys.services.attachments import clear_about_full_disk, refuse_size
from journeys.services.errors import Refusal
from journeys.services.file_names import safe_name
from journeys.services.playbook_files import playbooks_in
from journeys.services.playbooks import import_playbook
from journeys.services.queues import Queue

TASK = "journeys.read_playbooks"
ACCEPTED = (".md", ".txt", *ENDINGS)
# What is read while the person waits takes about a second; a worker reads what is larger.
AT_ONCE_BYTES = 512 * 1024
AT_ONCE_UNPACKED_BYTES = 2 * 1024 * 1024
MOST_PLAYBOOKS = 200
KEPT_FOR = timedelta(days=7)

Status = PlaybookUpload.Status
QUEUE = Queue(PlaybookUpload, task=TASK, working=Status.WORKING, work="reading it")


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one of the chosen playbooks: stored, or refused for a reason."""

    found: FoundPlaybook
    playbook: Playbook | None = None
    refusal: str = ""


def most_mib() -> int:
    """The largest file that is taken: no archive may have more when it is unpacked."""
    return min(settings.MAX_UPLOAD_MIB, MOST_MIB)


def take_in(*, space: Space, upload: File, by: User) -> PlaybookUpload:
    """Read a small file at once, and let a worker read a larger one. No playbook is stored yet.

    Refuses what is not a playbook's file, and an archive that can't be read.
    """
    name = checked_name(upload)
    with clear_about_full_disk(name):
        found = read_at_once(name, upload)
        row = PlaybookUpload(space=space, by=by, file_name=name, size=upload.size)
        return kept_for_worker(row, upload) if found is None else ready(row, found)


def checked_name(upload: File) -> str:
    """A safe name for a file of a kind and size that is taken."""
    name = safe_name(upload.name or "")
    if not name.lower().endswith(ACCEPTED):
        raise Refusal(f"“{name}” was not read: choose a file that ends in {', '.join(ACCEPTED)}.")
    with clear_about_full_disk(name):
        refuse_size(name, upload.size, most_mib())
        if failure := getattr(upload, "failure", None):  # of the disk, while `ToDisk` received it
            raise failure
    return name


def read_at_once(name: str, upload: File) -> list[Found] | None:
    """The playbooks of a small file; None for a larger one."""
    if upload.size > AT_ONCE_BYTES:
        return None
    try:
        return found_in(upload.read(), name=name, most_bytes=AT_ONCE_UNPACKED_BYTES)
    except TooLarge:
        upload.seek(0)
        return None
    except BadArchive as error:
        raise Refusal(f"“{name}” was not read: {error}") from error


def found_in(data: bytes, **how) -> list[Found]:
    """As `playbooks_in`, of as many playbooks as someone can look at."""
    found = playbooks_in(data, **how)
    if len(found) > MOST_PLAYBOOKS:
        raise BadArchive(f"It holds {len(found):,} playbooks; {MOST_PLAYBOOKS} at once are enough. Pack fewer.")
    return found


@transaction.atomic
def ready(row: PlaybookUpload, found: Iterable[Found]) -> PlaybookUpload:
    row.status, row.progress, row.finished_at = Status.READY, 100, now()
    row.save(force_insert=True)
    add_found(row, found)
    return row


def kept_for_worker(row: PlaybookUpload, upload: File) -> PlaybookUpload:
    path = default_storage.save(upload_name(row, ""), upload)
    try:
        with transaction.atomic():
            row.file = path
            row.save(force_insert=True)
            QUEUE.nudge_on_commit(row.pk)
    except BaseException:
        default_storage.delete(path)
        raise
    return row


def read_kept(row: PlaybookUpload) -> None:
    """What a worker does with a file that was kept; then the file goes. Raises ClaimLost."""
    path = str(row.file.name)
    with row.file.open("rb") as file:
        data = file.read()
    try:
        found = found_in(data, name=row.file_name, progress=partial(tell, row))
    except BadArchive as error:
        QUEUE.finish(row, status=Status.REFUSED, reason=str(error), file="")
    else:
        with transaction.atomic():
            add_found(row, found)
            QUEUE.finish(row, status=Status.READY, file="")
    default_storage.delete(path)


def tell(row: PlaybookUpload, percent: int) -> None:
    if percent != row.progress:
        QUEUE.set_progress(row, percent)


def add_found(row: PlaybookUpload, found: Iterable[Found]) -> None:
    FoundPlaybook.objects.bulk_create(
        FoundPlaybook(upload=row, place=place, path=each.path, **facts_of(each)) for place, each in enumerate(found, 1)
    )


def facts_of(found: Found) -> dict:
    tree, reading = found.reading.tree, found.reading
    problems = {
        "errors": [asdict(problem) for problem in reading.errors],
        "warnings": [asdict(problem) for problem in reading.warnings],
    }
    if tree is None:
        return problems
    return problems | {
        "slug": tree.slug,
        "version": tree.version,
        "title": tree.title,
        "summary": tree.summary,
        "text": writer.write(tree),
        "digest": writer.digest(tree),
        "counts": tree.counts,
    }


def import_found(*, upload: PlaybookUpload, places: Collection[int], by: User) -> list[Imported]:
    """Store those of the playbooks at `places`, in order; one that is refused keeps no other back."""
    chosen = list(upload.found.filter(place__in=places))
    if not chosen:
        raise Refusal("Nothing was imported: tick the playbooks that you want.")
    return [import_one(found, upload.space, by) for found in chosen]


def import_one(found: FoundPlaybook, space: Space, by: User) -> Imported:
    if not found.text:
        return Imported(found, refusal="It has errors. Mend the file and upload it again.")
    try:
        playbook = import_playbook(tree=read_text(found.text), space=space, by=by).playbook
    except Refusal as refusal:
        return Imported(found, refusal=str(refusal))
    FoundPlaybook.objects.filter(pk=found.pk).update(playbook=playbook)
    return Imported(found, playbook)


def read_again(*, upload: PlaybookUpload) -> None:
    """Let a worker try once more what failed. Asking twice is asking once."""
    with transaction.atomic():
        if PlaybookUpload.objects.filter(pk=upload.pk, status=Status.FAILED).update(**QUEUE.again()):
            QUEUE.nudge_on_commit(upload.pk)


def discard(*, upload: PlaybookUpload) -> None:
    """Forget a file and what was found in it. Playbooks that were imported from it stay."""
    with transaction.atomic():
        path = upload.file.name
        upload.delete()
        if path:
            transaction.on_commit(lambda: default_storage.delete(path))


def forget_old() -> None:
    """Discard what was sent in more than a week ago."""
    for upload in PlaybookUpload.objects.filter(at__lt=now() - KEPT_FOR):
        discard(upload=upload)
