"""Playbooks come in from text, once for each version."""

import logging
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from journeys.models import Playbook, Space, User
from journeys.playbooks import reader, writer
from journeys.playbooks.tree import Tree
from journeys.services.errors import Refusal

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Import:
    """What an import came to: the stored playbook, and whether it is new."""

    playbook: Playbook
    is_new: bool


@transaction.atomic
def import_playbook(*, tree: Tree, space: Space | None = None, by: User | None = None) -> Import:
    """Store one version of a playbook; the same again changes nothing.

    Refuses another text under a version that is there already. Without a space it is a shipped playbook.
    """
    text, digest = writer.write(tree), writer.digest(tree)
    # `get_or_create` also settles it when two people import the same at once.
    playbook, is_new = Playbook.objects.get_or_create(
        space=space,
        slug=tree.slug,
        version=tree.version,
        defaults={
            "title": tree.title,
            "summary": tree.summary,
            "text": text,
            "digest": digest,
            "counts": tree.counts,
            "imported_by": by,
        },
    )
    if playbook.digest != digest:
        raise Refusal(
            f"Version {tree.version} of “{playbook.title}” is already stored with other text. Raise the version."
        )
    return Import(playbook, is_new)


def delete_playbook(*, playbook: Playbook, by: User) -> None:
    """Remove one version of a space's own playbook for good. Refused while a journey was made from it.

    A playbook is no part of a journey's history: the server's log has a line.
    """
    if playbook.space_id is None:
        raise Refusal("A playbook that came with MigOps can't be deleted.")
    try:
        with transaction.atomic():
            playbook.delete()
    # The database says so where a journey was started at the same moment.
    except (ProtectedError, IntegrityError) as error:
        raise Refusal(in_use(playbook)) from error
    log.info("Playbook %s %s of space %s was deleted by %s", playbook.slug, playbook.version, playbook.space_id, by.pk)


def in_use(playbook: Playbook) -> str:
    """Why it can't be deleted: also for someone who sees none of the journeys."""
    journeys = playbook.journeys.count()
    deleted = playbook.journeys.exclude(deleted_at=None).count()
    said = "a journey was" if journeys == 1 else f"{journeys} journeys were"
    more = f" Of these, {deleted} deleted can still be brought back." if deleted else ""
    return f"“{playbook}” was not deleted: {said} made from it.{more}"


def load_shipped(folder: Path = settings.BASE_DIR / "seeds") -> list[Import]:
    """Store the playbooks that come with MigOps; those that are there already stay as they are.

    One whose text changed under the same version is left out, with a line in the log: MigOps starts all the same.
    """
    imports = []
    for file in sorted(folder.glob("*.md")):
        tree = reader.read(file.read_bytes(), name=file.name).tree
        assert tree is not None, f"{file.name} is shipped, and a test reads it"
        try:
            imports.append(import_playbook(tree=tree))
        except Refusal as refusal:
            log.warning("%s was not stored: %s", file.name, refusal)
    return imports
