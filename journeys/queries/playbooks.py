"""Playbooks as people choose and read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import QuerySet

from journeys.models import Journey, Playbook
from journeys.playbooks import reader
from journeys.playbooks.tree import Tree
from journeys.playbooks.versions import order_of

SHIPPED = "shipped"


@dataclass(frozen=True, slots=True)
class Entry:
    """A playbook of the library with those of its versions that a person sees, the newest first."""

    versions: tuple[Playbook, ...]

    @property
    def newest(self) -> Playbook:
        return self.versions[0]

    @property
    def older(self) -> tuple[Playbook, ...]:
        return self.versions[1:]


def library(playbooks: QuerySet[Playbook], *, text: str = "", origin: str = "") -> list[Entry]:
    """Each of `playbooks` once, in order of title: those with all words of `text` in title or summary.

    `origin` is SHIPPED, the id of a space, or empty for all.
    """
    if origin:
        playbooks = playbooks.filter(space=None if origin == SHIPPED else int(origin))
    by_name: dict[tuple[int | None, str], list[Playbook]] = {}
    for playbook in playbooks.select_related("space").defer("text").order_by("pk"):
        by_name.setdefault((playbook.space_id, playbook.slug), []).append(playbook)
    entries = [Entry(tuple(newest_first(versions))) for versions in by_name.values()]
    words = text.casefold().split()
    found = [entry for entry in entries if says(entry.newest, words)]
    return sorted(found, key=lambda entry: (entry.newest.title.casefold(), entry.newest.pk))


def newest_first(versions: Iterable[Playbook]) -> list[Playbook]:
    """By their numbers, whichever came last."""
    return sorted(versions, key=lambda playbook: (order_of(playbook.version), playbook.pk), reverse=True)


def says(playbook: Playbook, words: Iterable[str]) -> bool:
    said = f"{playbook.title} {playbook.summary}".casefold()
    return all(word in said for word in words)


def versions_of(playbooks: QuerySet[Playbook], playbook: Playbook) -> list[Playbook]:
    """All versions of `playbook` among `playbooks`, itself too, the newest first."""
    return newest_first(playbooks.filter(slug=playbook.slug, space=playbook.space_id).defer("text"))


def made_from(playbook: Playbook, journeys: QuerySet[Journey]) -> QuerySet[Journey]:
    """Those of `journeys` that were made from this version, in order of title."""
    return journeys.filter(playbook=playbook).order_by("title", "pk")


def tree_of(playbook: Playbook) -> Tree:
    """All that is in a playbook."""
    return read_text(playbook.text)


@lru_cache(maxsize=16)
def read_text(text: str) -> Tree:
    """The tree of a canonical text. What is stored never changes, so it is read once for each process."""
    tree = reader.read(text.encode(), name="playbook.md").tree
    assert tree is not None, "a stored playbook was read without error before"
    return tree
