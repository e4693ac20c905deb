"""The documents of a journey, and those that wait."""

from django.db.models import Count, QuerySet

from journeys.models import Document, Journey


def documents_of(journey: Journey, kind: str) -> QuerySet[Document]:
    """The numbered documents of one kind, newest first, each with who asked for it."""
    return journey.documents.filter(kind=kind).select_related("asked_by").order_by("-number", "-pk")


def counts_by_kind(journey: Journey) -> dict[str, int]:
    """How many documents there are of each kind that has any."""
    return dict(journey.documents.order_by().values_list("kind").annotate(Count("pk")))


def places_in_queue() -> dict[int, int]:
    """Which place each waiting document has, over all journeys; 1 is the next one."""
    waiting = Document.objects.filter(status=Document.Status.QUEUED).order_by("asked_at", "pk")
    return {pk: place for place, pk in enumerate(waiting.values_list("pk", flat=True), start=1)}
