"""Playbooks come in from text, once for each version."""

import logging
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

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
    there = Playbook.objects.filter(space=space, slug=tree.slug, version=tree.version).first()
    if there and there.digest == digest:
        return Import(there, is_new=False)
    if there:
        raise Refusal(
            f"Version {tree.version} of “{there.title}” is already stored with other text. Raise the version."
        )
    playbook = Playbook.objects.create(
        space=space,
        slug=tree.slug,
        version=tree.version,
        title=tree.title,
        summary=tree.summary,
        text=text,
        digest=digest,
        counts=tree.counts,
        imported_by=by,
    )
    return Import(playbook, is_new=True)


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
