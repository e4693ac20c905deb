"""Spaces hold journeys, and the people who may create them."""

from django.db import transaction

from journeys.models import Space, SpaceMember, User
from journeys.services.errors import Refusal


@transaction.atomic
def space_called(name: str, *, by: User) -> Space:
    """The space of this name. One that was missing is made, with `by` as its admin."""
    name = name.strip()
    if not name:
        raise Refusal("A space needs a name.")
    if len(name) > 150:
        raise Refusal("The name of a space has at most 150 characters.")
    space, is_new = Space.objects.get_or_create(name=name)
    if is_new:
        SpaceMember.objects.create(space=space, user=by, role=SpaceMember.Role.ADMIN)
    return space
