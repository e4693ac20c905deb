"""Filled-in workbooks: sending one in, its preview, applying it, what came of it, and the list of them."""

from urllib.parse import quote

from django import forms
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from journeys.documents.registry import KINDS
from journeys.models import Import, Journey
from journeys.queries.imports import imports_of, place_in_queue
from journeys.services import imports as import_service
from journeys.services.applying import Part
from journeys.services.errors import Refusal
from journeys.services.previews import Group, groups_of
from journeys.web.comparing import sides
from journeys.web.pages import journey_context, journey_page
from migops.health import worker_alive

A_PAGE = 50
LINES_A_PAGE = 200
UNFINISHED = {Import.Status.QUEUED, Import.Status.WORKING}


def readable_kinds() -> list[tuple[str, str]]:
    """The kinds that are read back, with their titles."""
    return [(kind, KINDS[kind].title) for kind in KINDS if kind in import_service.READ_BACK]


class WorkbookForm(forms.Form):
    """A kind of document, and the file that someone filled in."""

    kind = forms.ChoiceField(label="Document")
    file = forms.FileField(
        label="Filled-in file", allow_empty_file=True, widget=forms.FileInput({"accept": ".xlsx,.csv"})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = readable_kinds()
        self.fields[
            "file"
        ].help_text = f"An Excel workbook, or a CSV file of the roadmap, up to {settings.MAX_UPLOAD_MIB} MiB."

    def clean(self):
        cleaned = super().clean()
        if self.is_valid():
            endings = import_service.READ_BACK[cleaned["kind"]]
            if not cleaned["file"].name.lower().endswith(tuple(f".{ending}" for ending in endings)):
                self.add_error("file", f"Choose a file that ends in {' or '.join(f'.{each}' for each in endings)}.")
        return cleaned


@require_GET
@journey_page("journey.view")
def imports(request, journey: Journey):
    page = Paginator(imports_of(journey), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "journeys/imports.html", journey_context(journey, "documents", page=page, kinds=KINDS))


@require_http_methods(["GET", "POST"])
@journey_page("workbook.import")
def import_new(request, journey: Journey):
    """Send a workbook in; what is wrong with it at first sight is said beside the field."""
    if request.method == "GET":
        form = WorkbookForm(initial={"kind": request.GET.get("kind")})
        return new_page(request, journey, form)
    form = WorkbookForm(request.POST, request.FILES)
    if form.is_valid():
        kind, upload = form.cleaned_data["kind"], form.cleaned_data["file"]
        try:
            row = import_service.request_import(journey=journey, kind=kind, upload=upload, by=request.user)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("import_page", journey.pk, row.pk)
    return new_page(request, journey, form, status=409)


def new_page(request, journey: Journey, form: WorkbookForm, status: int = 200) -> HttpResponse:
    return render(request, "journeys/import_new.html", journey_context(journey, "documents", form=form), status=status)


@require_GET
@journey_page("journey.view")
def import_page(request, journey: Journey, import_id: int):
    row = import_in(journey, import_id)
    context = journey_context(
        journey,
        "documents",
        row=row,
        kind=KINDS.get(row.kind),
        sections=sections_of(row, request),
        sides=sides,
        since=journey.revision - row.revision if row.revision is not None else 0,
        **state_of(row),
    )
    return render(request, "journeys/import_page.html", context)


def sections_of(row: Import, request) -> dict[Part, list[tuple[Group, Page]]]:
    """The groups of each part that has any, each with the page of it that is shown."""
    sections: dict[Part, list[tuple[Group, Page]]] = {}
    for group in groups_of(row):
        sections.setdefault(group.part, []).append((group, page_of(group, request)))
    return sections


def state_of(row: Import) -> dict:
    """What shows how far a worker is with it."""
    return {
        "unfinished": UNFINISHED,
        "place": place_in_queue(row) if row.status == Import.Status.QUEUED else 0,
        "worker_alive": worker_alive(),
    }


def page_of(group: Group, request) -> Page:
    """The page that was turned to in one of the groups; the first one in all others."""
    number = request.GET.get("page") if request.GET.get("group") == group.name else 1
    return Paginator(group.lines, LINES_A_PAGE).get_page(number)


@require_GET
@journey_page("journey.view")
def import_state(request, journey: Journey, import_id: int):
    """How far a worker is with it. Once it is done, the whole page is another."""
    row = import_in(journey, import_id)
    if row.status not in UNFINISHED:
        return HttpResponseClientRefresh()
    return render(request, "journeys/_import_state.html", {"journey": journey, "row": row, **state_of(row)})


@require_POST
@journey_page("workbook.import")
def import_choose(request, journey: Journey, import_id: int):
    """Keeps the ticks of the page, then turns to another or comes back."""
    row = import_in(journey, import_id)
    keep_choices(request, row)
    if request.htmx:
        return HttpResponse(status=204)
    return redirect(f"{address_of(row)}{turned_to(request)}")


def keep_choices(request, row: Import) -> None:
    """The ticks that were on the page; or, of one whole group, all or none."""
    whole, _, how = request.POST.get("whole", "").partition(":")
    group = next((group for group in groups_of(row) if group.name == whole), None) if whole else None
    import_service.choose(row, shown=request.POST.getlist("shown"), taken=request.POST.getlist("take"))
    if group:
        choices = [line.choice for line in group.lines if line.choice and not line.reason]
        import_service.choose(row, shown=choices, taken=choices if how == "all" else [])


def turned_to(request) -> str:
    """The page of a group as a query and anchor; nothing for what is no such thing."""
    name, _, number = request.POST.get("turn", "").partition(":")
    name = name or request.POST.get("whole", "").partition(":")[0]
    if not name:
        return ""
    return f"?{urlencode({'group': name, 'page': number or 1})}#{quote(name)}"


@require_POST
@journey_page("workbook.import")
def import_apply(request, journey: Journey, import_id: int):
    row = import_in(journey, import_id)
    if "shown" in request.POST:
        keep_choices(request, row)
    import_service.ask_to_apply(row, by=request.user)
    return redirect(address_of(row))


@require_POST
@journey_page("workbook.import")
def import_undo(request, journey: Journey, import_id: int):
    row = import_in(journey, import_id)
    import_service.ask_to_undo(row, by=request.user)
    return redirect(address_of(row))


@require_POST
@journey_page("workbook.import")
def import_read(request, journey: Journey, import_id: int):
    """Reads it again, as the journey is now; or tries again what failed."""
    row = import_in(journey, import_id)
    import_service.ask_to_read(row, by=request.user)
    return redirect(address_of(row))


@require_safe
@journey_page("file.download")
def import_file(request, journey: Journey, import_id: int):
    """The file, as it was sent in. It comes from people: it is saved, never shown."""
    row = import_in(journey, import_id)
    response = FileResponse(
        row.file.open("rb"), as_attachment=True, filename=row.file_name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"  # kept, but asked for each time: roles change
    return response


def import_in(journey: Journey, import_id: int) -> Import:
    rows = journey.imports.select_related("by", "asked_by", "applied_by", "journey")
    return get_object_or_404(rows, pk=import_id)


def address_of(row: Import) -> str:
    return reverse("import_page", args=[row.journey_id, row.pk])
