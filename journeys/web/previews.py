"""Documents as pages, before anyone asks for a file: what they would say now."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from journeys.documents.declaring import Kind
from journeys.documents.reading import take_snapshot
from journeys.documents.registry import FORMATS, KINDS
from journeys.documents.rendering import preview, views
from journeys.models import Journey
from journeys.web.pages import journey_context, journey_page

# It loads nothing and runs nothing; its links may open pages of their own.
PAPER = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


@require_GET
@journey_page("journey.view")
def document_preview(request, journey: Journey, kind: str):
    """The page around the paper."""
    chosen = kind_of(kind)
    there = views(chosen)
    format = request.GET.get("format") or next(iter(there))
    if format not in there:
        raise Http404("This kind of document has no such preview.")
    context = journey_context(journey, "documents", kind=chosen, format=format, views=there, formats=FORMATS)
    return render(request, "journeys/document_preview.html", context)


@require_safe
@journey_page("journey.view")
def document_paper(request, journey: Journey, kind: str, format: str):
    """The paper itself, made from the journey as it is now."""
    if format not in kind_of(kind).formats:
        raise Http404("This kind of document does not come in that format.")
    response = HttpResponse(preview(kind, format, take_snapshot(journey.pk, kind=kind)))
    response["Content-Security-Policy"] = PAPER
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def kind_of(name: str) -> Kind:
    if name not in KINDS:
        raise Http404("There is no such kind of document.")
    return KINDS[name]
