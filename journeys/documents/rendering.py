"""A kind, a format and a snapshot become bytes."""

from importlib import import_module

from journeys.documents.declaring import Progress
from journeys.documents.registry import KINDS
from journeys.documents.snapshot import Snapshot


class UnknownDocument(ValueError):
    """There is no such kind, or it has no such format. The text says what there is."""


def check(kind: str, format: str) -> None:
    """Raises UnknownDocument, with what there is, for a kind or format that the registry does not have."""
    if kind not in KINDS:
        raise UnknownDocument(f"There is no document “{kind}”. There are: {', '.join(KINDS)}.")
    if format not in KINDS[kind].formats:
        raise UnknownDocument(f"{KINDS[kind].title}: the format is one of {', '.join(KINDS[kind].formats)}.")


def render(kind: str, format: str, snapshot: Snapshot, progress: Progress = lambda percent: None) -> bytes:
    """The file. The same snapshot gives the same bytes. `progress` is told the percent done now and then."""
    check(kind, format)
    # Imported when needed: the web process knows every kind, but never loads what writes Office files.
    renderer = import_module(f"journeys.documents.renderers.{format}")
    return renderer.render(KINDS[kind].formats[format], snapshot, progress)
