"""The workbooks that were sent back to a journey, and those that wait."""

from django.db.models import QuerySet

from journeys.models import Import, Journey

BULKY = ("plan", "trial", "report", "choices")


def imports_of(journey: Journey) -> QuerySet[Import]:
    """Newest first, with their people; what they ask for is read only where it is shown."""
    return journey.imports.select_related("by", "applied_by").defer(*BULKY).order_by("-at", "-pk")


def place_in_queue(row: Import) -> int:
    """Which place it has among those that wait, over all journeys; 1 is the next one."""
    ahead = Import.objects.filter(status=Import.Status.QUEUED, asked_at__lt=row.asked_at)
    return ahead.count() + 1
