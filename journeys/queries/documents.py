"""The documents of a journey, and those that wait."""

from django.db.models import Count, Exists, OuterRef, QuerySet

from journeys.models import Document, Journey


def documents_of(journey: Journey, kind: str) -> QuerySet[Document]:
    """The numbered documents of one kind, newest first, as `listed` has them."""
    return listed(journey).filter(kind=kind).order_by("-number", "-pk")


def listed(journey: Journey) -> QuerySet[Document]:
    """The documents of a journey, each with who asked for it and whether it `follows` one in the same format."""
    earlier = Document.objects.filter(
        journey=OuterRef("journey"), kind=OuterRef("kind"), format=OuterRef("format"),
        number__lt=OuterRef("number"), status=Document.Status.READY,
    )  # fmt: skip
    return journey.documents.select_related("asked_by").annotate(follows=Exists(earlier))


def others_like(document: Document) -> QuerySet[Document]:
    """The other ready documents of its kind and format, the newest first."""
    others = document.journey.documents.filter(kind=document.kind, format=document.format, status=Document.Status.READY)
    return others.exclude(pk=document.pk).order_by("-number")


def counts_by_kind(journey: Journey) -> dict[str, int]:
    """How many documents there are of each kind that has any."""
    return dict(journey.documents.order_by().values_list("kind").annotate(Count("pk")))


def places_in_queue() -> dict[int, int]:
    """Which place each waiting document has, over all journeys; 1 is the next one."""
    waiting = Document.objects.filter(status=Document.Status.QUEUED).order_by("asked_at", "pk")
    return {pk: place for place, pk in enumerate(waiting.values_list("pk", flat=True), start=1)}
