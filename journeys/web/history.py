"""The history of a journey, and the check that it is whole."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from journeys.models import Journey
from journeys.queries.events import HistoryFilters, actors_of, history_of
from journeys.queries.history import GROUPS, texts_of
from journeys.services.history import verify
from journeys.web.pages import journey_context, journey_page
from journeys.web.templating import plural

PAGE_SIZE = 50


class HistoryForm(forms.Form):
    """The filters in the URL. What is not understood filters nothing, and says so beside its field."""

    group = forms.ChoiceField(required=False, choices=[(key, title) for key, (title, _) in GROUPS.items()])
    person = forms.IntegerField(required=False)
    task = forms.IntegerField(required=False)
    after = forms.IntegerField(required=False, min_value=0)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)

    def filters(self) -> HistoryFilters:
        self.is_valid()
        return HistoryFilters(**{name: None if value == "" else value for name, value in self.cleaned_data.items()})


@require_GET
@journey_page("journey.view")
def history(request, journey: Journey):
    form = HistoryForm(request.GET)
    filters = form.filters()
    page = Paginator(history_of(journey, filters), PAGE_SIZE).get_page(request.GET.get("page"))
    context = journey_context(
        journey,
        "history",
        form=form,
        filters=filters,
        groups=GROUPS,
        actors=actors_of(journey),
        task=journey.tasks.filter(pk=filters.task).first() if filters.task else None,
        page=page,
        texts_of=texts_of,
    )
    return render(request, "journeys/history.html", context)


@require_POST
@journey_page("journey.view")
def history_verify(request, journey: Journey):
    """Reads the whole chain, and says whether it is what was written."""
    context = {"journey": journey, "broken": verify(journey)}
    if request.htmx:
        return render(request, "journeys/_verified.html", context)
    if context["broken"]:
        messages.error(request, f"Broken at entry {context['broken'].sequence}. {context['broken'].reason}")
    else:
        entries = plural(journey.event_count, "entry", "entries")
        messages.success(request, f"The history is whole: {entries}, none changed or missing.")
    return redirect("history", journey.pk)
