"""What is asked before the dates of many tasks change at once."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from journeys.models import Journey
from journeys.queries.dates import Changes, Offer, by_plan, late_end, mark_of
from journeys.services.dates import TaskDates, set_all_dates_by_plan
from journeys.services.errors import Confirm
from journeys.web.pages import journey_context, journey_page
from journeys.web.templating import plural

LISTED = 100


def start_moved(request, journey: Journey, wanted: dict, offer: Offer):
    """The question, with the settings that were posted: answering it saves them."""
    context = journey_context(
        journey,
        "settings",
        offer=offer,
        options=options(offer),
        asked_again=bool(wanted["seen"]),
        chosen=wanted["task_dates"],
        late_end=late_end(journey, offer.starts_on, wanted["due_on"]),
        due_on=wanted["due_on"],
        posted=[(name, value) for name, value in request.POST.items() if name not in NOT_AGAIN],
        listed=LISTED,
    )
    return render(request, "journeys/start_moved.html", context, status=409)


NOT_AGAIN = {"csrfmiddlewaretoken", "task_dates", "seen"}


def options(offer: Offer) -> list[tuple[TaskDates, Changes]]:
    """What can be chosen, and the tasks that it changes; moving all is not offered where it is the same."""
    offered = [(TaskDates.ALL, offer.all), (TaskDates.PLANNED, offer.planned)]
    return [
        (choice, changes)
        for choice, changes in offered
        if changes and not (choice == TaskDates.PLANNED and len(changes) == len(offer.all))
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@journey_page("journey.change")
def journey_dates(request, journey: Journey):
    """Every open task gets the dates of its plan again, once someone has seen which would change."""
    if request.method == "POST":
        try:
            count = set_all_dates_by_plan(journey=journey, seen=request.POST.get("seen"), by=request.user)
        except Confirm:
            return by_plan_page(request, journey, status=409)
        messages.success(request, f"{plural(count, 'task has', 'tasks have')} new dates.")
        return redirect("settings", journey.pk)
    return by_plan_page(request, journey)


def by_plan_page(request, journey: Journey, status: int = 200):
    changes = by_plan(journey)
    by_hand = sum(new.by_hand for new in changes)
    context = {"changes": changes, "by_hand": by_hand, "seen": mark_of(changes), "listed": LISTED}
    context |= {"asked_again": status == 409}
    return render(request, "journeys/dates.html", journey_context(journey, "settings", **context), status=status)
