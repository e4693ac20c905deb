"""Checklist items in a page: opening a task's list, settling, owners."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from journeys.access import action_to_settle, check
from journeys.models import ChecklistItem, Journey
from journeys.queries.items import standing_of
from journeys.queries.tasks import checklists_of
from journeys.services.errors import Refusal
from journeys.services.items import assign_item, set_priority, settle
from journeys.web.forms import OwnerForm, PriorityForm, SettleForm, first_error, valid
from journeys.web.pages import journey_context, journey_page


@require_GET
@journey_page("journey.view")
def task_items(request, journey: Journey, task_id: int):
    """The checklist of one task, for opening its row in the outline."""
    task = get_object_or_404(journey.tasks, pk=task_id)
    groups = checklists_of(journey, [task.pk])[task.pk]
    return render(request, "journeys/_item_list.html", {"journey": journey, "groups": groups})


@require_POST
@journey_page("item.settle_own")
def item_settle(request, journey: Journey, item_id: int):
    # No more of it than the question who may settle it takes: the service reads it again, under its lock.
    item = get_object_or_404(journey_items(journey).only("kind", "task__journey", "owner__user"), pk=item_id)
    check(journey.role, action_to_settle(item, request.user))
    form = SettleForm(request.POST)
    if not form.is_valid():
        raise Refusal(first_error(form))
    item = settle(item=item, by=request.user, **form.cleaned_data)
    return item_answer(request, journey, item)


@require_http_methods(["GET", "POST"])
@journey_page("task.change")
def item_owner(request, journey: Journey, item_id: int):
    """Whom the item waits for: the field for it, asked for when it is wanted, and the change."""
    item = get_object_or_404(journey_items(journey), pk=item_id)
    if request.method == "GET":
        context = journey_context(journey, "outline", item=item, members=journey.members.all())
        return render(request, "journeys/_item_owner.html" if request.htmx else "journeys/item_owner.html", context)
    form = OwnerForm(request.POST, journey=journey)
    if not form.is_valid():
        raise Refusal(first_error(form))
    item = assign_item(item=item, by=request.user, **form.cleaned_data)
    return item_answer(request, journey, item)


@require_POST
@journey_page("task.change")
def item_priority(request, journey: Journey, item_id: int):
    form = valid(PriorityForm(request.POST))
    item = set_priority(item=get_object_or_404(journey_items(journey), pk=item_id), by=request.user, **form)
    return item_answer(request, journey, item)


def journey_items(journey: Journey):
    return ChecklistItem.objects.filter(task__journey=journey).select_related("task", "owner")


def item_answer(request, journey: Journey, item: ChecklistItem) -> HttpResponse:
    """The item as it is now, and the count of its task; without htmx, back to the task's page."""
    if not request.htmx:
        return redirect("task", journey.pk, item.task_id)
    # The revision moved with the change; what is written next is written from this one.
    journey.revision = item.task.journey.revision
    counts, item.files, item.signed, item.comment_count = standing_of(item)
    context = {"journey": journey, "item": item, **counts._asdict()}
    return render(request, "journeys/_item_settled.html", context)
