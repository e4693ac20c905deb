"""What pages that stay open ask for every few seconds."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render

from journeys.models import Journey
from journeys.queries.outline import ids_of


def answer_since(request, journey: Journey, template: str, context: Callable[[], dict]) -> HttpResponse:
    """`template` with what the rest of the URL asks for; 204 when nothing changed since the revision in it."""
    since, *_ = ids_of([request.GET.get("since", "")]) or [journey.revision]
    if since >= journey.revision:
        return HttpResponse(status=204)
    # What is rendered links to the page, not to this address.
    request.GET = request.GET.copy()
    del request.GET["since"]
    answer = render(request, template, {**context(), "oob": False})
    answer["X-Revision"] = str(journey.revision)
    return answer
