"""Who is invited to a place, and has not answered."""

from django.db.models import QuerySet

from journeys.models import Invitation, Journey, Space, Team


def invitations_of(place: Space | Team | Journey) -> QuerySet[Invitation]:
    """Those that wait, the last sent first. Those whose time is over too: they can be sent again."""
    return place.invitations.waiting().select_related("invited_by")
