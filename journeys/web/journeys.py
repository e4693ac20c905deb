"""The list of journeys, and starting one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from journeys.access import journeys_for, spaces_for
from journeys.models import Journey, Playbook, User
from journeys.queries import journeys as query
from journeys.queries.dates import late_end
from journeys.queries.playbooks import Entry, library
from journeys.queries.spaces import count_out_of_reach
from journeys.services.errors import Refusal
from journeys.services.journeys import DAYS_TO_BRING_BACK, bring_back_journey, start_journey
from journeys.web.journey_forms import FilterForm, NewJourneyForm
from journeys.web.pages import for_signed_in, refused

PAGE_SIZE = 50


@for_signed_in
@require_GET
def journeys(request):
    mine = journeys_for(request.user)
    form = FilterForm(request.GET, spaces=query.spaces_of(mine))
    form.is_valid()
    chosen = form.cleaned_data
    if chosen.get("state") == "deleted":
        return deleted(request, form)
    found = query.narrowed(
        mine, text=chosen.get("text", ""), space=chosen.get("space"), archived=chosen.get("state") == "archived"
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    spaces = list(spaces_for(request.user, "journey.create").order_by("name"))
    context = {
        "form": form,
        "is_filtered": any(chosen.values()),
        "page": page,
        "rows": query.rows_of(page.object_list, localdate()),
        "may_create": bool(spaces),
        "out_of_reach": count_out_of_reach(request.user),
        "spaces": spaces,
    }
    return render(request, "journeys.html", context)


def deleted(request, form):
    found = query.deleted_in(spaces_for(request.user, "space.change"))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "journeys_deleted.html", {"form": form, "page": page, "days": DAYS_TO_BRING_BACK})


@for_signed_in
@require_POST
def journey_bring_back(request, journey_id):
    """For the admins of its space: a deleted journey has no page of its own."""
    journey = get_object_or_404(query.deleted_in(spaces_for(request.user, "space.change")), pk=journey_id)
    bring_back_journey(journey=journey, by=request.user)
    messages.success(request, f"{journey.title} is back.")
    return redirect("overview", journey.pk)


@for_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def journey_new(request):
    spaces = spaces_for(request.user, "journey.create")
    if not spaces:
        operators = User.objects.filter(is_superuser=True, is_active=True)
        return render(request, "journey_new_nowhere.html", {"operators": operators}, status=403)
    playbooks = Playbook.objects.visible_to(request.user)
    initial = {name: request.GET.get(name) for name in ("playbook", "space")}
    form = NewJourneyForm(request.POST or None, playbooks=playbooks, spaces=spaces, initial=initial)
    if form.is_valid():
        try:
            return started(request, start_journey(by=request.user, **form.cleaned_data))
        except Refusal as refusal:
            return refused(request, refusal)
    context = {"form": form, "groups": offered(playbooks)}
    return render(request, "journey_new.html", context)


def started(request, journey: Journey):
    """On to the new journey, with a word when its plan does not fit its target date."""
    if end := late_end(journey, journey.starts_on, journey.due_on):
        said = f"From its start, the plan of its tasks ends on {date_format(end, 'j M Y')}, after its target date."
        messages.warning(request, said)
    return redirect("overview", journey.pk)


def offered(playbooks) -> dict[str, list[Entry]]:
    """What a journey can begin from, by whose it is: one's own first, then what came with MigOps."""
    groups: dict[str, list[Entry]] = {}
    for entry in sorted(library(playbooks), key=lambda entry: (entry.newest.space is None, str(entry.newest.space))):
        name = entry.newest.space.name if entry.newest.space else "Shipped with MigOps"
        groups.setdefault(name, []).append(entry)
    return groups
