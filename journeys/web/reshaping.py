"""The outline reshaped: phases, modules and tasks are added, renamed, described, moved and deleted in place."""

from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from journeys.models import Journey, Module, Phase
from journeys.queries.places import places_of
from journeys.services import branches, deleting, tree
from journeys.services.errors import Confirm, Conflict, Refusal
from journeys.services.kept import gather
from journeys.services.tasks import edit_text
from journeys.services.texts import LONGEST_TEXT, LONGEST_TITLE
from journeys.web.forms import valid
from journeys.web.outline import moved, outline_context
from journeys.web.pages import journey_context, journey_page, posted
from journeys.web.templating import plural
from journeys.web.undo import tell

# What each may stand before or behind, and at the end of.
PLACES = {
    "phase": r"(before|after):(\d{1,18})",
    "module": r"(before|after|phase):(\d{1,18})",
    "task": r"(before|after|module|task):(\d{1,18})",
}


class AddForm(forms.Form):
    """A new row: `noun` says what, `into` the id of what it goes into."""

    noun = forms.ChoiceField(choices=[(noun, noun) for noun in ("phase", "module", "task", "subtask")])
    into = forms.IntegerField(required=False, min_value=0)
    title = forms.CharField(max_length=LONGEST_TITLE)


class TextForm(forms.Form):
    """One text, and the revision that it was written from."""

    field = forms.ChoiceField(choices=[(name, name) for name in branches.TEXTS])
    text = forms.CharField(required=False, max_length=LONGEST_TEXT, strip=False)
    base_revision = forms.IntegerField(min_value=0)


class PlaceForm(forms.Form):
    """Where a row is to go, as "before:12": a relation, and the id of what it is one to."""

    def __init__(self, *args, noun: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"] = forms.RegexField(f"^{PLACES[noun]}$", error_messages={"invalid": "Choose a place."})

    def clean_to(self) -> tuple[str, int]:
        relation, _, pk = self.cleaned_data["to"].partition(":")
        return relation, int(pk)


def rows_of(journey: Journey, noun: str):
    """The phases, modules or tasks of a journey, with what is above them."""
    if noun == "phase":
        return Phase.objects.filter(journey=journey)
    if noun == "module":
        return Module.objects.filter(phase__journey=journey).select_related("phase")
    if noun == "task":
        return journey.tasks.select_related("module__phase", "parent")
    raise Http404


def row_in(journey: Journey, noun: str, row_id: int) -> Any:
    return get_object_or_404(rows_of(journey, noun), pk=row_id)


@require_POST
@journey_page("tree.change")
def row_add(request, journey: Journey):
    """Add a row. What is wrong with its title is said beside the field, which keeps what was typed."""
    form = AddForm(request.POST)
    if not form.is_valid() and "title" in form.errors and form.data.get("noun") != "subtask":
        return outlined(request, journey, form)
    added = add(journey, request.user, **valid(form))
    return reshaped(request, journey, f"“{added}” was added.", adding=form)


def add(journey: Journey, by, noun: str, into: int | None, title: str) -> Any:
    if noun == "phase":
        return branches.add_phase(journey=journey, title=title, by=by)
    if noun == "module":
        return branches.add_module(phase=row_in(journey, "phase", into or 0), title=title, by=by)
    if noun == "task":
        return tree.add_task(module=row_in(journey, "module", into or 0), title=title, by=by)
    parent = row_in(journey, "task", into or 0)
    return tree.add_task(module=parent.module, parent=parent, title=title, by=by)


@require_GET
@journey_page("tree.change")
def row(request, journey: Journey, noun: str, row_id: int):
    """All that can be done with one phase, module or task, as a sheet over the outline."""
    return sheet(request, journey, noun, row_in(journey, noun, row_id))


def sheet(request, journey: Journey, noun: str, shown: Any, refusal: Refusal | None = None) -> HttpResponse:
    """The sheet; with a `refusal`, what was not done and why."""
    context = {
        **journey_context(journey, "outline", noun=noun, row=shown, places=places_of(journey, shown)),
        "refusal": refusal,
        "is_question": isinstance(refusal, Confirm),
        "is_conflict": isinstance(refusal, Conflict),
        "posted": posted(request),
    }
    template = "journeys/_sheet.html" if request.htmx else "journeys/sheet.html"
    answer = render(request, template, context, status=409 if refusal else 200)
    if refusal:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#sheet", "innerHTML"
    return answer


def in_sheet(change):
    """For what a sheet posts: a refusal is told in the sheet. What is dragged or moved by keys has none."""

    @wraps(change)
    def view(request, journey: Journey, noun: str, row_id: int):
        row = row_in(journey, noun, row_id)
        try:
            return change(request, journey, noun, row)
        except Refusal as refusal:
            if "sheet" not in request.POST:
                raise
            return sheet(request, journey, noun, row, refusal)

    return view


@require_POST
@journey_page("tree.change")
@in_sheet
def row_text(request, journey: Journey, noun: str, row: Any):
    form = valid(TextForm(request.POST))
    if noun == "task":
        edit_text(task=row, by=request.user, **form)
    else:
        branches.edit_branch_text(branch=row, by=request.user, **form)
    return reshaped(request, journey, "Saved.")


@require_POST
@journey_page("tree.change")
@in_sheet
def row_place(request, journey: Journey, noun: str, row: Any):
    """Move a row. From a form the answer is the outline; what was dragged is in its place already."""
    to = valid(PlaceForm(request.POST, noun=noun))["to"]
    place = place_of(journey, noun, *to)
    if noun == "phase":
        branches.move_phase(phase=row, by=request.user, **place)
    elif noun == "module":
        branches.move_module(module=row, by=request.user, **place)
    else:
        tree.move_task(task=row, by=request.user, **place)
    return reshaped(request, journey, f"“{row}” was moved.", is_undoable=True)


def place_of(journey: Journey, noun: str, relation: str, pk: int) -> dict:
    if relation in ("before", "after"):
        return {relation: row_in(journey, noun, pk)}
    return {"into": row_in(journey, relation, pk)}


@require_POST
@journey_page("tree.delete")
@in_sheet
def row_delete(request, journey: Journey, noun: str, row: Any):
    if "confirmed" not in request.POST:
        raise Confirm(f"Delete “{row}”{what_goes_along(row)}")
    if noun == "task":
        deleting.delete_task(task=row, by=request.user)
    else:
        deleting.delete_branch(branch=row, by=request.user)
    return reshaped(request, journey, f"“{row}” was deleted.", is_undoable=True)


def what_goes_along(row: Any) -> str:
    """The rest of the question: what goes with the row, and what stays."""
    held = deleting.held_by(gather(type(row), [row.pk]))
    files = held.pop("files", 0)
    gone = [plural(count, words.removesuffix("s")) for words, count in held.items()]
    along = f", with {' and '.join(filter(None, [', '.join(gone[:-1]), *gone[-1:]]))}" if gone else ""
    return f"{along}?" + (f" {plural(files, 'file')} will stay in the journey." if files else "")


def reshaped(request, journey: Journey, words: str, adding: AddForm | None = None, is_undoable=False) -> HttpResponse:
    """The outline after a change, with `words` that say what was done; `adding` keeps a form open for the next."""
    undo = tell(request, journey, words, is_undoable)
    if not request.htmx:
        return redirect(f"{reverse('outline', args=[journey.pk])}?edit=1")
    journey.refresh_from_db(fields=["revision"])
    return outlined(request, journey, adding, words, undo)


def outlined(request, journey: Journey, adding: AddForm | None = None, words: str = "", undo: str = "") -> HttpResponse:
    """The outline under the address that was shown; for what was dragged, only the figures above it."""
    if request.htmx and request.htmx.target == "notice":
        return render(request, "journeys/_dropped.html", {**moved(journey, []), "words": words, "undo": undo})
    shown = QueryDict(urlsplit(request.htmx.current_url or "").query if request.htmx else "", mutable=True)
    if adding:
        shown["edit"] = "1"
    context = {**outline_context(request, journey, shown), "adding": adding, "words": words, "undo": undo}
    answer = render(request, "journeys/_reshaped.html" if request.htmx else "journeys/outline.html", context)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#outline", "innerHTML"
    if adding:
        answer["HX-Replace-Url"] = f"{reverse('outline', args=[journey.pk])}?{shown.urlencode()}"
    return answer
