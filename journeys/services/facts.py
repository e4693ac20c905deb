"""Facts of a row that are written together: what someone else changed in the meantime is neither lost nor undone."""

from collections.abc import Mapping
from typing import Any

from journeys.models import Event, Journey
from journeys.services.errors import Conflict

Facts = dict[str, str]


def refuse_unknown(wanted: Mapping[str, Any], known: tuple[str, ...]) -> None:
    if unknown := wanted.keys() - set(known):
        raise ValueError(", ".join(sorted(unknown)))


def kept(journey: Journey, verb: str, now: Facts, wanted: Facts, base_revision: int | None, **row: int) -> set[str]:
    """The names of those facts that stay as they are, because only someone else changed them.

    `wanted` was written from the journey's `base_revision` (None asks nothing), and what `row` went through since is in
    its events of that `verb`. Raises Conflict for a fact that both changed.
    """
    started = facts_at(journey, verb, base_revision, row) if base_revision is not None else {}
    theirs = {name for name in wanted.keys() & started.keys() if now[name] != wanted[name]}
    for name in sorted(theirs):
        if wanted[name] != started[name]:
            raise Conflict(theirs=now[name], yours=wanted[name])
    return theirs


def facts_at(journey: Journey, verb: str, revision: int, row: dict[str, int]) -> Facts:
    """What those facts of the row were at `revision` that changed since."""
    said = {f"data__{name}": value for name, value in row.items()}
    started: Facts = {}
    for event in Event.objects.filter(journey=journey, verb=verb, revision__gt=revision, **said).order_by("sequence"):
        started = {**event.data["before"], **started}
    return started
