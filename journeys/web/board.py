"""The board: a column for each status, and the cards that move between them."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from journeys.models import Journey, Task
from journeys.queries.board import CARDS
from journeys.queries.board import board as columns_of
from journeys.services.tasks import set_status
from journeys.web.filtering import changed, filtering_context
from journeys.web.forms import StatusForm, valid
from journeys.web.pages import journey_context, journey_page
from journeys.web.pulses import answer_since
from journeys.web.tasks import said_of_unblocked, task_in

MOST_CARDS = 5000
ASKS = {
    Task.Status.BLOCKED: "What blocks it?",
    Task.Status.OUT_OF_SCOPE: "Why does it leave the scope?",
}


@require_GET
@journey_page("journey.view")
def board(request, journey: Journey):
    context = board_context(request, journey, request.GET)
    if not request.htmx:
        return render(request, "journeys/board.html", context)
    for column in context["columns"]:
        if request.htmx.target == f"column-{column.status}":
            return render(request, "journeys/_column.html", {**context, "column": column})
    return render(request, "journeys/_board_parts.html", {**context, "oob": True})


def board_context(request, journey: Journey, query: QueryDict) -> dict:
    """What the board shows under the address with `query`."""
    filtering = filtering_context(request, journey, query)
    shown = shown_from(query)
    columns = columns_of(journey, filtering["filters"], localdate(), filtering["me"], shown)
    more = {
        column.status: changed(query, column.status, shown.get(column.status, CARDS) + CARDS)
        for column in columns
        if column.left
    }
    count = sum(column.size for column in columns)
    return journey_context(
        journey, "board", here="board", columns=columns, more=more, count=count, asks=ASKS, moved=None,
        query=query.urlencode(), **filtering,
    )  # fmt: skip


def shown_from(query: QueryDict) -> dict[str, int]:
    """How many cards each column shows, where that was asked for."""
    asked = {status: query.get(status, "") for status in Task.Status.values}
    return {
        status: min(max(int(number), CARDS), MOST_CARDS)
        for status, number in asked.items()
        if number.isdecimal() and len(number) <= len(str(MOST_CARDS))
    }


@require_GET
@journey_page("journey.view")
def board_pulse(request, journey: Journey) -> HttpResponse:
    """The whole board when something changed since the revision that the page shows; 204 when nothing did."""
    return answer_since(
        request, journey, "journeys/_board_parts.html", lambda: board_context(request, journey, request.GET)
    )


@require_POST
@journey_page("task.change")
def board_move(request, journey: Journey, task_id: int) -> HttpResponse:
    task = set_status(task=task_in(journey, task_id), by=request.user, **valid(StatusForm(request.POST)))
    query = QueryDict(request.POST.get("view", ""))
    said = f"“{task.title}” is in {Task.Status(task.status).label} now. {said_of_unblocked(task)}".rstrip()
    if not request.htmx:
        messages.success(request, said)
        return redirect(f"{reverse('board', args=[journey.pk])}?{query.urlencode()}#card-{task.pk}")
    journey.refresh_from_db(fields=["revision"])
    context = board_context(request, journey, query)
    answer = render(request, "journeys/_board_parts.html", {**context, "oob": True, "moved": task, "said": said})
    answer["X-Revision"] = str(journey.revision)
    return answer
