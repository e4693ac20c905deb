"""The overview of a journey: how far it is, what is next, what is in the way."""

from datetime import date

from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from journeys.models import Journey
from journeys.queries import overview as query
from journeys.queries.events import recent
from journeys.queries.history import describe
from journeys.queries.progress import Figures, figures_of_members
from journeys.web.burnup import Burnup, burnup
from journeys.web.light import light_context
from journeys.web.pages import journey_page

SHOWN = 10  # of each list


@require_GET
@journey_page("journey.view")
def overview(request, journey: Journey):
    today = localdate()
    phases = query.phases_with_figures(journey, today)
    figures = sum((phase.figures for phase in phases), Figures())
    me = list(journey.members.of(request.user))
    context = {
        "journey": journey,
        "tab": "overview",
        "today": today,
        "figures": figures,
        "mine": me and figures_of_members(me, today),
        "phases": phases,
        "due_soon": query.due_soon(journey, today),
        "blocked": query.blocked(journey),
        "burnup": picture(journey, figures, today),
        "events": recent(journey, SHOWN),
        "describe": describe,
        "SHOWN": SHOWN,
        **light_context(journey, figures),
    }
    return render(request, "journeys/overview.html", context)


def picture(journey: Journey, figures: Figures, today: date) -> Burnup:
    starts_on = journey.starts_on or localdate(journey.created_at)
    return burnup(query.completed_by_day(journey), figures.in_scope, starts_on, journey.due_on, today)
