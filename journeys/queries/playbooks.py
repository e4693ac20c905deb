"""Playbooks as people choose and read them."""

from functools import lru_cache

from django.db.models import Max, QuerySet

from journeys.models import Playbook
from journeys.playbooks import reader
from journeys.playbooks.tree import Tree


def newest(playbooks: QuerySet[Playbook]) -> QuerySet[Playbook]:
    """Of each of `playbooks` the version that came last, in order of title."""
    last = playbooks.order_by().values("space", "slug").annotate(last=Max("pk"))
    return Playbook.objects.filter(pk__in=last.values("last")).select_related("space").defer("text")


def other_versions(playbooks: QuerySet[Playbook], playbook: Playbook) -> QuerySet[Playbook]:
    """The other versions of `playbook`, the newest first."""
    same = playbooks.filter(slug=playbook.slug, space=playbook.space_id).exclude(pk=playbook.pk)
    return same.order_by("-pk").defer("text")


def tree_of(playbook: Playbook) -> Tree:
    """All that is in a playbook. A stored text never changes, so it is read once for each process."""
    return _read(playbook.text)


@lru_cache(maxsize=16)
def _read(text: str) -> Tree:
    tree = reader.read(text.encode(), name="playbook.md").tree
    assert tree is not None, "a stored playbook was read without error before"
    return tree
