"""The files of a journey: the list, adding, removing, and the bytes themselves."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.files import File
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from journeys.models import Attachment, ChecklistItem, Journey
from journeys.queries.files import files_of, older_versions, versions_of
from journeys.services.attachments import attach, remove_attachment
from journeys.services.errors import Refusal
from journeys.services.file_types import SHOWN_INLINE
from journeys.web.pages import journey_context, journey_page

A_PAGE = 50


@require_safe
@journey_page("journey.view")
def files(request, journey: Journey):
    # PostgreSQL knows no text with a NUL in it.
    text, evidence_only = request.GET.get("text", "").replace("\0", "").strip(), "evidence" in request.GET
    found = files_of(journey, text=text, evidence_only=evidence_only)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = journey_context(
        journey, "files", page=page, older=older_versions(page), text=text, evidence_only=evidence_only
    )
    return render(request, "journeys/files.html", context)


class PlaceForm(forms.Form):
    """Where a file goes: to the journey itself when nothing is named."""

    task = forms.IntegerField(required=False)
    item = forms.IntegerField(required=False)
    replaces = forms.IntegerField(required=False)


def place_in(journey: Journey, posted) -> dict:
    """The task, item or earlier version that was named, as `attach` takes it; a 404 for those of other journeys."""
    form = PlaceForm(posted)
    if not form.is_valid():
        raise Http404("There is no such place for a file.")
    rows = {
        "task": journey.tasks.all(),
        "item": ChecklistItem.objects.select_related("task").filter(task__journey=journey),
        "replaces": versions_of(journey).select_related("task", "item__task"),
    }
    return {name: get_object_or_404(rows[name], pk=pk) for name, pk in form.cleaned_data.items() if pk is not None}


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one of the files of an upload."""

    name: str
    refusal: Refusal | None = None
    attachment: Attachment | None = None


@require_POST
@journey_page("file.attach")
def file_add(request, journey: Journey):
    """Takes any number of files, each judged for itself."""
    place = place_in(journey, request.POST)
    uploads = request.FILES.getlist("file")
    if not uploads:
        raise Refusal("Choose a file first.")
    results = [added(journey, upload, request.user, place) for upload in uploads]
    refused = any(result.refusal for result in results)
    context = journey_context(journey, "files", results=results, back=back_to(journey, place))
    if request.htmx:
        return render(request, "journeys/_file_results.html", context, status=409 if refused else 200)
    if refused:
        return render(request, "journeys/file_results.html", context, status=409)
    for result in results:
        messages.success(request, f"“{result.attachment.name}” was added.")
    return redirect(*context["back"])


def added(journey: Journey, upload: File, by, place: dict) -> Result:
    try:
        return Result(upload.name, attachment=attach(journey=journey, upload=upload, by=by, **place))
    except Refusal as refusal:
        return Result(upload.name, refusal=refusal)


def back_to(journey: Journey, place: dict) -> tuple:
    """The page from which a file was added, as a name and arguments."""
    if item := place.get("item"):
        return "task", journey.pk, item.task_id
    if task := place.get("task"):
        return "task", journey.pk, task.pk
    return "files", journey.pk


@require_POST
@journey_page("file.remove")
def file_remove(request, journey: Journey, attachment_id: int):
    removed = remove_attachment(attachment=attachment_in(journey, attachment_id), by=request.user)
    messages.success(request, f"“{removed.name}” was removed. The history keeps its name, size and SHA-256.")
    return redirect("files", journey.pk)


@require_safe
@journey_page("file.download")
def file_download(request, journey: Journey, attachment_id: int):
    return served(request, attachment_in(journey, attachment_id), inline=False)


@require_safe
@journey_page("file.download")
def file_show(request, journey: Journey, attachment_id: int):
    """In the browser where that is safe: pictures and PDF. Everything else is a download here too."""
    attachment = attachment_in(journey, attachment_id)
    return served(request, attachment, inline=attachment.content_type in SHOWN_INLINE)


def attachment_in(journey: Journey, attachment_id: int) -> Attachment:
    """One version of a file. Those of other journeys and the removed ones are a 404."""
    return get_object_or_404(versions_of(journey), pk=attachment_id)


def served(request, attachment: Attachment, *, inline: bool) -> HttpResponseBase:
    """The bytes, in a way that lets no browser run what is in them."""
    etag = f'"{attachment.sha256}"'
    response = get_conditional_response(request, etag=etag) or streamed(attachment, inline)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"  # kept, but asked for each time: roles change
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def streamed(attachment: Attachment, inline: bool) -> FileResponse:
    response = FileResponse(
        attachment.file.open("rb"),
        as_attachment=not inline,
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    response.block_size = 64 * 1024
    return response
