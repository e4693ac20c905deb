"""The light of a journey as pages and the API show it: by the same rule as in documents."""

from dataclasses import replace
from datetime import date

from django.utils.timezone import localtime

from journeys.documents.progress import Measures, Verdict, judge
from journeys.documents.snapshot import Override
from journeys.models import Journey, Level
from journeys.queries.overview import failing
from journeys.queries.progress import Figures


def light_of(journey: Journey, figures: Figures, today: date) -> Verdict:
    """The light by the journey's `figures` of `today`. Two queries, and a third for who overrode it."""
    measures = Measures.of_figures(figures, failing(journey), journey.starts_on, journey.due_on, today)
    return replace(judge(measures), override=override_of(journey))


def override_of(journey: Journey) -> Override | None:
    """Reading it from a journey whose `light_override__by` was selected with it costs no query."""
    row = getattr(journey, "light_override", None)
    return Override(Level(row.light), row.reason, row.by.name, localtime(row.at)) if row else None
