"""Pending: what waits for one's answer."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from journeys.access import spaces_for
from journeys.queries.pending import sections_of
from journeys.web.pages import for_signed_in


@for_signed_in
@require_GET
def pending(request):
    context = {
        "sections": sections_of(request.user),
        "spaces": spaces_for(request.user, "journey.create").order_by("name"),
    }
    return render(request, "pending.html", context)
