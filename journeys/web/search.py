"""The page that finds things in all journeys that a person may see."""

from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from journeys.access import visible_journeys
from journeys.queries import search as query
from journeys.queries.search_sources import Kind
from journeys.queries.search_words import LONGEST
from journeys.web.filtering import Id
from journeys.web.pages import for_signed_in

A_PAGE = 25


class SearchForm(forms.Form):
    """What narrows a search down, in its URL. What is not understood narrows nothing."""

    kind = forms.ChoiceField(required=False, choices=Kind.choices)
    journey = Id()


@for_signed_in
@require_GET
def search(request):
    # No text holds a NUL; what is longer than the field takes was not typed there.
    text = request.GET.get("q", "").replace("\0", " ")[:LONGEST].strip()
    form = SearchForm(request.GET)
    form.is_valid()
    kind, journey = form.cleaned_data.get("kind", ""), form.cleaned_data.get("journey")
    found = query.search(visible_journeys(request.user), text, kind=kind, journey=journey)
    page = Paginator(found.hits, A_PAGE).get_page(request.GET.get("page"))
    results = [(result, address_of(result)) for result in query.results_of(page, found.words)]
    context = {
        "text": text, "found": found, "page": page, "results": results, "kind": kind, "journey": journey,
        "most": query.MOST, "longest": LONGEST,
    }  # fmt: skip
    return render(request, "_search_results.html" if request.htmx else "search.html", context)


def address_of(result: query.Result) -> str:
    """Where the thing itself is."""
    kind, row, journey = result.kind, result.row, result.journey
    if kind == Kind.JOURNEY:
        return reverse("overview", args=[row.pk])
    if kind in (Kind.PHASE, Kind.MODULE):
        return f"{reverse('outline', args=[journey.pk])}?{kind}={row.pk}"
    if kind in (Kind.DECISION, Kind.RISK):
        return reverse(kind, args=[journey.pk, row.pk])
    if kind == Kind.NOTE:
        return f"{reverse('notes', args=[journey.pk])}#note-{row.pk}"
    if result.task is None:
        return f"{reverse('files', args=[journey.pk])}?{urlencode({'text': row.name})}#file-{row.pk}"
    return reverse("task", args=[journey.pk, result.task.pk]) + place_on_page(kind, row)


def place_on_page(kind: Kind, row) -> str:
    """The part of a task's page that is about the row."""
    if kind == Kind.FILE:
        return f"#item-{row.item_id}" if row.item_id else "#task-files"
    return "" if kind == Kind.TASK else f"#{kind}-{row.pk}"
