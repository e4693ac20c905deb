"""Who is there on the day of the go-live."""

from django.db.models import QuerySet

from journeys.models import Journey, Resource


def resources_of(journey: Journey) -> QuerySet[Resource]:
    """The rows in their order, with the members. One query."""
    return Resource.objects.filter(journey=journey).select_related("member").order_by("position")
