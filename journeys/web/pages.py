"""What the views of a journey share: loading it, checking the action, answering a refusal."""

from collections.abc import Callable, Mapping
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from journeys.access import ALLOWED, ANYBODY, SIGNED_IN, SPACE_ALLOWED, journey_for, space_for, team_for
from journeys.queries.progress import figures_of
from journeys.services.errors import Confirm, Conflict, Refusal


def for_signed_in(view):
    """For a view that belongs to no journey and no space, and asks for nothing but an account."""
    view.action = SIGNED_IN
    return view


def for_anybody(view):
    """For a view that opens without signing in. Whatever it shows, it shows to everyone who has its address."""
    view.action = ANYBODY
    return login_not_required(view)


def journey_page(action: str):
    """For a view of the journey in its URL: `view(request, journey, …)`.

    Strangers get 404, members without the right to `action` 403, and a service's Refusal becomes a 409 that says why.
    The view keeps `action` as an attribute, for the test that reads it off every URL.
    """
    return page_of("journey_id", journey_for, action, ALLOWED)


def space_page(action: str):
    """The same for a view of the space in its URL: `view(request, space, …)`."""
    return page_of("space_id", space_for, action, SPACE_ALLOWED)


def team_page(action: str):
    """The same for a view of the team in its URL: `view(request, team, …)`."""
    return page_of("team_id", team_for, action, SPACE_ALLOWED)


def page_of(argument: str, find: Callable, action: str, table: Mapping[str, object]):
    """For views of what `find` finds by the `argument` of a URL, for those whom `table` allows the action."""
    if action not in table:
        raise KeyError(action)

    def decorate(view):
        @wraps(view)
        def page(request, **kwargs):
            found = find(request.user, kwargs.pop(argument), action)
            try:
                return view(request, found, **kwargs)
            except Refusal as refusal:
                return refused(request, refusal)

        page.action = action
        return page

    return decorate


def refused(request, refusal: Refusal) -> HttpResponse:
    """A 409 that says why; a Confirm comes with a button that does it all the same."""
    context = {
        "refusal": refusal,
        "is_question": isinstance(refusal, Confirm),
        "is_conflict": isinstance(refusal, Conflict),
        "rows": getattr(refusal, "rows", []),
        "posted": posted(request),
    }
    if not request.htmx:
        return render(request, "refused.html", context, status=409)
    answer = render(request, "_refused.html", context, status=409)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#notice", "innerHTML"
    return answer


def posted(request) -> list[tuple[str, str]]:
    """What was asked for, to ask for it again with a yes."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in {"csrfmiddlewaretoken", "confirmed"}
    ]


def journey_context(journey, tab: str, **more) -> dict:
    """What journeys/frame.html needs, and the page's own."""
    return {"journey": journey, "tab": tab, "figures": figures_of(journey, localdate()), **more}
