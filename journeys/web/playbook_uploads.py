"""Playbooks that come in: sending a file, looking at what is in it, importing what one wants of it."""

from functools import wraps

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from journeys.access import spaces_for
from journeys.models import PlaybookUpload, Space
from journeys.queries.playbook_uploads import Judged, judged, place_in_queue
from journeys.queries.playbooks import read_text, tree_of
from journeys.services import playbook_uploads as service
from journeys.services.errors import Refusal
from journeys.web.pages import for_signed_in, refused
from journeys.web.playbook_differences import parts_of
from migops.health import worker_alive

UNFINISHED = {PlaybookUpload.Status.QUEUED, PlaybookUpload.Status.WORKING}
ACTION = "playbook.import"


class UploadForm(forms.Form):
    """A space, and a file of playbooks."""

    space = forms.ModelChoiceField(Space.objects.none(), empty_label=None, help_text="Its people will see them.")
    file = forms.FileField(
        label="File", allow_empty_file=True, widget=forms.FileInput({"accept": ",".join(service.ACCEPTED)})
    )

    def __init__(self, *args, spaces, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["space"].queryset = spaces
        self.fields["file"].help_text = (
            f"One playbook as Markdown (.md or .txt), or an archive of playbooks (.zip or .tar.gz): "
            f"up to {service.most_mib()} MiB, unpacked too."
        )


def upload_page(view):
    """For a view of the upload in the URL: of the person who sent it, as long as they may import in its space.

    To everyone else it is not there. A service's Refusal becomes a 409 that says why.
    """

    @wraps(view)
    def page(request, upload_id, **kwargs):
        mine = PlaybookUpload.objects.filter(by=request.user, space__in=spaces_for(request.user, ACTION))
        upload = get_object_or_404(mine.select_related("space"), pk=upload_id)
        try:
            return view(request, upload, **kwargs)
        except Refusal as refusal:
            return refused(request, refusal)

    return page


@for_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def playbook_upload(request):
    """Send a file in; what is wrong with it at first sight is said beside the field."""
    spaces = spaces_for(request.user, ACTION).order_by("name")
    if not spaces:
        return render(request, "playbook_upload_nowhere.html", status=403)
    form = UploadForm(request.POST or None, request.FILES or None, spaces=spaces)
    status = 409 if form.is_bound else 200
    if form.is_valid():
        space, file = form.cleaned_data["space"], form.cleaned_data["file"]
        try:
            return redirect("playbook_preview", service.take_in(space=space, upload=file, by=request.user).pk)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
    return render(request, "playbook_upload.html", {"form": form}, status=status)


@for_signed_in
@require_GET
@upload_page
def playbook_preview(request, upload: PlaybookUpload):
    """What is in the file. A single playbook is shown whole, several as a list."""
    rows = judged(upload, upload.found.select_related("playbook").defer("text"))
    context = {"upload": upload, "rows": rows, **state_of(upload)}
    if len(rows) == 1:
        context |= inside(rows[0])
    return render(request, "playbook_preview.html", context)


@for_signed_in
@require_GET
@upload_page
def playbook_found(request, upload: PlaybookUpload, place: int):
    """One of several playbooks in a file."""
    [row] = judged(upload, [get_object_or_404(upload.found.select_related("playbook"), place=place)])
    return render(request, "playbook_found.html", {"upload": upload, "row": row, **inside(row)})


def inside(row: Judged) -> dict:
    """The playbook itself, and what differs from the stored one."""
    tree = read_text(row.found.text) if row.found.text else None
    parts = parts_of(tree_of(row.base), tree) if tree and row.base else []
    return {"row": row, "tree": tree, "parts": parts}


def state_of(upload: PlaybookUpload) -> dict:
    """What shows how far a worker is with it."""
    return {
        "unfinished": UNFINISHED,
        "place": place_in_queue(upload) if upload.status == PlaybookUpload.Status.QUEUED else 0,
        "worker_alive": worker_alive(),
    }


@for_signed_in
@require_GET
@upload_page
def playbook_reading(request, upload: PlaybookUpload):
    """How far a worker is with it. Once it is done, the whole page is another."""
    if upload.status not in UNFINISHED:
        return HttpResponseClientRefresh()
    return render(request, "_playbook_reading.html", {"upload": upload, **state_of(upload)})


@for_signed_in
@require_POST
@upload_page
def playbook_import(request, upload: PlaybookUpload):
    """Store what was ticked. One that is refused keeps none of the others back."""
    places = [int(place) for place in request.POST.getlist("place") if place.isdecimal()]
    done = service.import_found(upload=upload, places=places, by=request.user)
    stored = [each.playbook for each in done if each.playbook]
    if stored:
        messages.success(request, f"{', '.join(map(str, stored))}: imported into {upload.space}.")
    for each in done:
        if each.refusal:
            messages.error(request, f"{each.found}: {each.refusal}")
    if len(stored) == upload.found.count() == 1:
        return redirect("playbook", stored[0].pk)
    return redirect("playbook_preview", upload.pk)


@for_signed_in
@require_POST
@upload_page
def playbook_read_again(request, upload: PlaybookUpload):
    service.read_again(upload=upload)
    return redirect("playbook_preview", upload.pk)


@for_signed_in
@require_POST
@upload_page
def playbook_discard(request, upload: PlaybookUpload) -> HttpResponse:
    service.discard(upload=upload)
    messages.success(request, f"{upload.file_name} is forgotten.")
    return redirect("playbooks")
