"""Reads of files that pages and API share."""

from collections.abc import Iterable, Iterator

from django.core.files import File
from django.core.files.storage import default_storage
from django.db.models import QuerySet

from journeys.models import Attachment, Journey


def files_of(journey: Journey, *, text: str = "", evidence_only: bool = False) -> QuerySet[Attachment]:
    """The current version of each file of the journey, newest first, with what a list of them shows."""
    files = Attachment.objects.current().with_uploader().filter(journey=journey).select_related("task", "item")
    if text:
        files = files.filter(name__icontains=text)
    if evidence_only:
        files = files.filter(item__isnull=False)
    return files.order_by("-uploaded_at", "-pk")


def versions_of(journey: Journey) -> QuerySet[Attachment]:
    """All versions of all files of the journey that were not removed: what can be downloaded."""
    return Attachment.objects.filter(journey=journey, removed_at=None)


def older_versions(files: Iterable[Attachment]) -> dict[int, list[Attachment]]:
    """By the id of each file, the versions that it replaced, newest first: one query, and none when there are none."""
    files = list(files)
    replaced = {file.journey_id for file in files if file.version > 1}
    older = Attachment.objects.filter(journey__in=replaced, superseded_by__isnull=False) if replaced else ()
    before = {version.superseded_by_id: version for version in older}
    return {file.pk: list(chain_of(file, before)) for file in files}


def chain_of(file: Attachment, before: dict[int | None, Attachment]) -> Iterator[Attachment]:
    version = before.get(file.pk)
    while version:
        yield version
        version = before.get(version.pk)


def open_bytes(attachment_id: int) -> File:
    """The bytes of one version. Raises FileNotFoundError when they are gone, or the version was removed meanwhile."""
    name = Attachment.objects.filter(pk=attachment_id).values_list("file", flat=True).first()
    if not name:
        raise FileNotFoundError(attachment_id)
    return default_storage.open(name)
