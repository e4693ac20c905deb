"""The lines of a checklist in a page: adding, rewording, changing, moving, deleting, and making them of lists."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from journeys.models import ChecklistItem, Journey
from journeys.queries.places import places_of_item
from journeys.queries.tasks import checklists_of
from journeys.services import checklists
from journeys.services.deleting import delete_item
from journeys.services.errors import Confirm
from journeys.services.texts import LONGEST_TEXT, LONGEST_TITLE
from journeys.web.forms import valid
from journeys.web.items import item_answer, journey_items
from journeys.web.pages import journey_context, journey_page
from journeys.web.tasks import answer, task_in
from journeys.web.undo import tell

Kind = ChecklistItem.Kind


class FactsForm(forms.Form):
    """What an item is, besides its text."""

    kind = forms.ChoiceField(choices=Kind.choices)
    section = forms.CharField(required=False, max_length=LONGEST_TITLE)
    needs_evidence = forms.BooleanField(required=False)


class ItemForm(FactsForm):
    text = forms.CharField(max_length=LONGEST_TEXT)


class WordsForm(forms.Form):
    """The text of an item, and the revision that it was written from."""

    text = forms.CharField(required=False, max_length=LONGEST_TEXT)
    base_revision = forms.IntegerField(min_value=0)


class PlaceForm(forms.Form):
    """Where an item is to go, as "before:12": a relation, and the id of what it is one to."""

    to = forms.RegexField(r"^(before|after|task):(\d{1,18})$", error_messages={"invalid": "Choose a place."})


class ListForm(forms.Form):
    """A list of a description, by its number, and what its lines become."""

    number = forms.IntegerField(min_value=0)
    kind = forms.ChoiceField(choices=Kind.choices)
    base_revision = forms.IntegerField(min_value=0)


@require_POST
@journey_page("tree.change")
def item_add(request, journey: Journey, task_id: int):
    task = task_in(journey, task_id)
    checklists.add_item(task=task, by=request.user, **valid(ItemForm(request.POST)))
    return answer(request, journey, task, "checklist")


@require_POST
@journey_page("tree.change")
def items_from_list(request, journey: Journey, task_id: int):
    task = task_in(journey, task_id)
    checklists.items_from_list(task=task, by=request.user, **valid(ListForm(request.POST)))
    return answer(request, journey, task, "description", "checklist")


@require_GET
@journey_page("tree.change")
def item(request, journey: Journey, item_id: int):
    """The item as a form, asked for when it is wanted."""
    return item_form(request, journey, item_in(journey, item_id))


def item_in(journey: Journey, item_id: int) -> ChecklistItem:
    return get_object_or_404(journey_items(journey), pk=item_id)


def item_form(request, journey: Journey, item: ChecklistItem) -> HttpResponse:
    context = journey_context(journey, "outline", item=item, places=places_of_item(item))
    return render(request, "journeys/_item_edit.html" if request.htmx else "journeys/item_edit.html", context)


@require_POST
@journey_page("tree.change")
def item_text(request, journey: Journey, item_id: int):
    form = valid(WordsForm(request.POST))
    return item_answer(
        request, journey, checklists.reword_item(item=item_in(journey, item_id), by=request.user, **form)
    )  # fmt: skip


@require_POST
@journey_page("tree.change")
def item_facts(request, journey: Journey, item_id: int):
    """Another kind or section puts it into another list, so that all of the checklist is the answer."""
    form = valid(FactsForm(request.POST))
    item = checklists.change_item(item=item_in(journey, item_id), by=request.user, **form)
    return listed(request, journey, item.task_id, "Saved.")


@require_POST
@journey_page("tree.change")
def item_place(request, journey: Journey, item_id: int):
    item = item_in(journey, item_id)
    relation, _, pk = valid(PlaceForm(request.POST))["to"].partition(":")
    place = {"into": task_in(journey, int(pk))} if relation == "task" else {relation: item_in(journey, int(pk))}
    checklists.move_item(item=item, by=request.user, **place)
    return listed(request, journey, item.task_id, "The item was moved.", is_undoable=True)


@require_POST
@journey_page("tree.delete")
def item_delete(request, journey: Journey, item_id: int):
    item = item_in(journey, item_id)
    if "confirmed" not in request.POST:
        files = " Its evidence stays with the task." if item.evidence.exists() else ""
        raise Confirm(f"Delete “{item.text[:120]}” from the checklist?{files}")
    delete_item(item=item, by=request.user)
    return listed(request, journey, item.task_id, "The item was deleted.", is_undoable=True)


def listed(request, journey: Journey, task_id: int, words: str, is_undoable: bool = False) -> HttpResponse:
    """The whole checklist, on the page of its task or in the opened row of the outline; `words` say what was done."""
    undo = tell(request, journey, words, is_undoable)
    if not request.htmx:
        return redirect("task", journey.pk, task_id)
    journey.refresh_from_db(fields=["revision"])
    context = {"journey": journey, "groups": checklists_of(journey, [task_id])[task_id], "words": words, "undo": undo}
    listed = render(request, "journeys/_item_listed.html", context)
    listed["HX-Retarget"], listed["HX-Reswap"] = f"#items-{task_id}", "innerHTML"
    return listed
