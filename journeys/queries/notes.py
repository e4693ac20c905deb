"""The architecture notes of a journey, and the pictures that they show."""

from collections.abc import Iterable
from urllib.parse import unquote

from django.db.models import QuerySet
from markdown_it import MarkdownIt

from journeys.models import ArchitectureNote, Attachment, Event, Journey

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def notes_of(journey: Journey) -> QuerySet[ArchitectureNote]:
    return ArchitectureNote.objects.filter(journey=journey).order_by("position")


def events_of(note: ArchitectureNote) -> QuerySet[Event]:
    """What happened to the note, newest first."""
    return Event.objects.filter(
        journey=note.journey_id, verb__startswith="note.", data__note=note.pk
    ).order_by("-sequence")  # fmt: skip


def pictures_in(texts: Iterable[str]) -> set[str]:
    """The names of the files that the texts show."""
    tokens = (token for text in texts for block in READER.parse(text) for token in block.children or ())
    return {unquote(str(token.attrs["src"])) for token in tokens if token.type == "image"}


def pictures_of(journey: Journey, texts: Iterable[str]) -> dict[str, int]:
    """By name the ids of the files that the texts show: of several files of that name the newest. One query."""
    files = Attachment.objects.current().filter(
        journey=journey, name__in=pictures_in(texts), content_type__startswith="image/"
    )
    return dict(files.order_by("uploaded_at", "pk").values_list("name", "pk"))
