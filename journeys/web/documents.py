"""The documents of a journey: what there is, asking for one, watching it render, the file."""

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from journeys.documents.registry import FORMATS, KINDS, file_name
from journeys.documents.stored import READERS
from journeys.models import Document, Journey
from journeys.queries.documents import counts_by_kind, documents_of, listed, places_in_queue
from journeys.services.documents import delete_document, request_document, retry_document
from journeys.services.errors import Confirm, Refusal
from journeys.services.imports import READ_BACK
from journeys.web.pages import journey_context, journey_page
from migops.health import worker_alive

UNFINISHED = {Document.Status.QUEUED, Document.Status.RENDERING}


class AskForm(forms.Form):
    """A kind, and one of its formats."""

    kind = forms.ChoiceField(choices=[(kind, KINDS[kind].title) for kind in KINDS])
    format = forms.ChoiceField(choices=[(format, FORMATS[format].label) for format in FORMATS])

    def clean(self):
        cleaned = super().clean()
        if self.is_valid() and cleaned["format"] not in KINDS[cleaned["kind"]].formats:
            self.add_error("format", "This kind of document does not come in that format.")
        return cleaned


@require_GET
@journey_page("journey.view")
def documents(request, journey: Journey):
    """The kinds, and the documents of the chosen one."""
    chosen = request.GET.get("kind") or next(iter(KINDS))
    if chosen not in KINDS:
        raise Http404("There is no such kind of document.")
    context = journey_context(
        journey,
        "documents",
        kinds=KINDS,
        counts=counts_by_kind(journey),
        documents=documents_of(journey, chosen),
        **around(chosen),
    )
    return render(request, "journeys/documents.html", context)


def around(kind: str) -> dict:
    """What each document of a kind is shown with."""
    return {
        "kind": KINDS[kind],
        "places": places_in_queue(),
        "unfinished": UNFINISHED,
        "formats": FORMATS,
        "comparable": READERS,
        "worker_alive": worker_alive(),
        "read_back": READ_BACK,
    }


@require_POST
@journey_page("document.request")
def document_ask(request, journey: Journey):
    form = AskForm(request.POST)
    if not form.is_valid():
        raise Refusal("Choose one of the documents, and one of its formats.")
    document = request_document(journey=journey, by=request.user, **form.cleaned_data)
    if request.htmx:
        shown = {"journey": journey, "documents": documents_of(journey, document.kind), "asked": document}
        return render(request, "journeys/_documents.html", {**shown, **around(document.kind)})
    return redirect(list_url(journey, document.kind))


def list_url(journey: Journey, kind: str) -> str:
    return f"{reverse('documents', args=[journey.pk])}?kind={kind}"


@require_GET
@journey_page("journey.view")
def document_row(request, journey: Journey, document_id: int):
    """One document of the list, for looking how far it is. A finished one asks no more."""
    return row(request, journey, document_in(journey, document_id))


def row(request, journey: Journey, document: Document) -> HttpResponse:
    context = {"journey": journey, "document": document, **around(document.kind)}
    return render(request, "journeys/_document_row.html", context)


def document_in(journey: Journey, document_id: int) -> Document:
    return get_object_or_404(listed(journey), pk=document_id, kind__in=KINDS)


@require_POST
@journey_page("document.request")
def document_retry(request, journey: Journey, document_id: int):
    document = retry_document(document=document_in(journey, document_id), by=request.user)
    if request.htmx:
        return row(request, journey, document_in(journey, document.pk))
    return redirect(list_url(journey, document.kind))


@require_POST
@journey_page("document.delete")
def document_delete(request, journey: Journey, document_id: int):
    document = document_in(journey, document_id)
    name = f"{KINDS[document.kind].title} {document.number} ({FORMATS[document.format].label})"
    if "confirmed" not in request.POST:
        raise Confirm(f"Delete {name} for good? Its number is not given again, and its file can't be brought back.")
    delete_document(document=document, by=request.user)
    messages.success(request, f"{name} is deleted.")
    to = list_url(journey, document.kind)
    return HttpResponseClientRedirect(to) if request.htmx else redirect(to)


@require_safe
@journey_page("file.download")
def document_download(request, journey: Journey, document_id: int):
    document = get_object_or_404(journey.documents, pk=document_id, status=Document.Status.READY)
    response = FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=file_name(journey=journey.title, kind=document.kind, format=document.format, number=document.number),
        content_type=FORMATS[document.format].content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"  # kept, but asked for each time: roles change
    return response
