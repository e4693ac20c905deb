"""Two numbers of a document side by side, from the files as they were made."""

import io

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from journeys.documents.comparing import Change, compare
from journeys.documents.registry import FORMATS, KINDS
from journeys.documents.stored import READERS, Said, read_stored
from journeys.models import Document, Journey
from journeys.queries.documents import others_like
from journeys.services.errors import Refusal
from journeys.web.pages import journey_context, journey_page

LARGEST = 20 * 1024 * 1024  # bytes of a file that is read while someone waits


@require_GET
@journey_page("file.download")
def document_compare(request, journey: Journey, document_id: int):
    """The older one is the one before, unless its number is asked for as `with`."""
    ready = journey.documents.filter(status=Document.Status.READY, kind__in=KINDS, format__in=READERS)
    document = get_object_or_404(ready, pk=document_id)
    others = list(others_like(document))
    old, new = sorted((chosen(document, others, request.GET.get("with")), document), key=lambda each: each.number)
    context = journey_context(
        journey,
        "documents",
        kind=KINDS[document.kind],
        format=FORMATS[document.format],
        document=document,
        others=others,
        old=old,
        new=new,
        comparison=compare(said(old), said(new)),
        Change=Change,
    )
    return render(request, "journeys/document_compare.html", context)


def chosen(document: Document, others: list[Document], number: str | None) -> Document:
    if number:
        fitting = [other for other in others if str(other.number) == number]
    else:
        fitting = [other for other in others if other.number < document.number]
    if not fitting:
        raise Http404("There is no other document like this to compare it with.")
    return fitting[0]


def said(document: Document) -> Said:
    if document.size > LARGEST:
        raise Refusal("One of these documents is too large to be compared here. Download both instead.")
    try:
        with document.file.open("rb") as file:
            content = io.BytesIO(file.read())
    except FileNotFoundError:
        raise Refusal("The file of one of these documents is gone. Tell an operator.") from None
    return read_stored(document.format, content)
