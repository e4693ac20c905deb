"""What a person changed, told with a way back; and taking it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from journeys.models import Journey
from journeys.queries.undo import last_change
from journeys.services.undo import undo_change
from journeys.web.pages import journey_page


def tell(request, journey: Journey, words: str, is_undoable: bool = False) -> str:
    """Say it on the next page, in the place of what was to be said there: the last change is the one to take back.

    Returns the address that takes it back, or nothing.
    """
    change = last_change(journey, request.user) if is_undoable else None
    address = reverse("undo", args=[journey.pk, change.pk]) if change else ""
    list(messages.get_messages(request))
    messages.success(request, words, extra_tags=address)
    return address


@require_POST
@journey_page("tree.change")
def undo(request, journey: Journey, undo_id: int) -> HttpResponse:
    """Take back a change of one's own; a change by someone else is not there."""
    change = get_object_or_404(journey.undos, by=request.user, pk=undo_id)
    undo_change(undo=change, by=request.user)
    tell(request, journey, f"Undone: you {change.label}.")
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else reverse("outline", args=[journey.pk]))
