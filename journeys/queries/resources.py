"""Who is there on the day of the go-live."""

from django.db.models import QuerySet

from journeys.models import Journey, Member, Resource


def resources_of(journey: Journey) -> QuerySet[Resource]:
    """The rows in their order, with the members. One query."""
    return Resource.objects.filter(journey=journey).select_related("member").order_by("position")


def person_named(journey: Journey, name: str) -> dict[str, Member | str | None]:
    """The one member who has this name, else the name itself: as services take it."""
    name = " ".join(name.split())
    found = list(journey.members.filter(name=name)[:2]) if name else []
    return {"member": found[0], "name": ""} if len(found) == 1 else {"member": None, "name": name}
