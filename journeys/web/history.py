"""The history of a journey: filtered, taken along as CSV, and checked whether it is whole."""

import csv
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import UTC, timedelta
from io import StringIO

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from journeys.documents.renderers.csv import field
from journeys.models import Event, Journey
from journeys.queries.events import (
    ITSELF,
    Actor,
    HistoryFilters,
    ToldTask,
    actors_of,
    find_tasks,
    history_of,
    told_task,
)
from journeys.queries.history import GROUPS, describe, sides_of
from journeys.services.history import BrokenLink, verify
from journeys.web.differences import difference_of
from journeys.web.history_links import links_of
from journeys.web.pages import journey_context, journey_page
from journeys.web.templating import plural

PAGE_SIZE = 50
BIGGEST_ID = 2**63 - 1
BIGGEST_REVISION = 2**31 - 1
PERIODS = ((1, "Today"), (7, "7 days"), (30, "30 days"))
HEADINGS = ("Number", "Time", "Person", "E-mail", "Verb", "What happened", "Task", "Before", "After", "SHA-256")
ROWS_AT_ONCE = 500


class HistoryForm(forms.Form):
    """The filters in the URL. What is not understood filters nothing, and says so beside its field."""

    group = forms.MultipleChoiceField(
        required=False, choices=[(key, title) for key, (title, _) in GROUPS.items()],
        error_messages={"invalid_choice": "There is no such kind as “%(value)s”, so all kinds are shown."},
    )  # fmt: skip
    person = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": "Nobody like that changed anything here: everyone is shown."}
    )
    task = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST_ID)
    find = forms.CharField(required=False, max_length=200)
    after = forms.IntegerField(required=False, min_value=0, max_value=BIGGEST_REVISION)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)

    def __init__(self, query: QueryDict, journey: Journey):
        super().__init__(query)
        self.journey = journey
        self.told: ToldTask | None = None
        self.actors = {actor.key: actor for actor in actors_of(journey)}
        self.fields["person"].choices = labels(self.actors.values())

    def clean_task(self) -> int | None:
        task = self.cleaned_data["task"]
        self.told = told_task(self.journey, task) if task else None
        if task and not self.told:
            raise forms.ValidationError("The history tells of no such task, so all tasks are shown.")
        return task

    def clean_until(self):
        since, until = self.cleaned_data.get("since"), self.cleaned_data["until"]
        if since and until and until < since:
            raise forms.ValidationError("This is before the first day.")
        return until

    def filters(self) -> HistoryFilters:
        self.is_valid()
        asked = self.cleaned_data
        actor = self.actors.get(asked.get("person", ""))
        return HistoryFilters(
            groups=tuple(asked.get("group", ())),
            actor=actor and actor.id,
            name=actor.name if actor and not actor.id else "",
            **{name: asked.get(name) for name in ("task", "after", "since", "until")},
        )


def labels(actors: Collection[Actor]) -> list[tuple[str, str]]:
    """What to choose each of them by; with the address where two have one name."""
    names = Counter(actor.name for actor in actors)
    return [(actor.key, label(actor, is_alone=names[actor.name] == 1)) for actor in actors]


def label(actor: Actor, *, is_alone: bool) -> str:
    if not actor.id:
        return "MigOps itself" if actor.name == ITSELF else f"{actor.name}, without an account"
    return actor.name if is_alone else f"{actor.name}, {actor.email}"


@require_GET
@journey_page("journey.view")
def history(request, journey: Journey):
    form = HistoryForm(request.GET, journey)
    filters = form.filters()
    tasks = tasks_found(request.GET, journey, form.cleaned_data.get("find", ""))
    if request.htmx.target == "tasks-found":
        return render(request, "journeys/_tasks_found.html", tasks)
    page = Paginator(history_of(journey, filters), PAGE_SIZE).get_page(request.GET.get("page"))
    context = journey_context(
        journey,
        "history",
        form=form,
        filters=filters,
        periods=periods(request.GET, filters),
        without=lambda *names: without(request.GET, *names),
        page=page,
        links=links_of(journey, page.object_list),
        difference_of=difference_of,
        **tasks,
    )
    return render(request, "journeys/history.html", context)


def tasks_found(query: QueryDict, journey: Journey, find: str) -> dict:
    """The tasks whose titles fit what was typed, each with the query that filters by it."""
    found = find_tasks(journey, find)
    return {"find": find, "found": [(task, without(query, "find", "task", task=task.id)) for task in found]}


def without(query: QueryDict, *names: str, **more: object) -> str:
    """The filters of `query` without some of them, from the first page, and with more."""
    kept = query.copy()
    for name in ("page", *names):
        kept.pop(name, None)
    kept.update({name: str(value) for name, value in more.items()})
    return kept.urlencode()


def periods(query: QueryDict, filters: HistoryFilters) -> list[tuple[str, str, bool]]:
    """The latest days to choose from: what they are called, the query for them, and whether it is the one here."""
    since = {label: localdate() - timedelta(days=days - 1) for days, label in PERIODS}
    return [
        (label, without(query, "since", "until", since=day), (filters.since, filters.until) == (day, None))
        for label, day in since.items()
    ]


@require_GET
@journey_page("journey.view")
def history_csv(request, journey: Journey) -> HttpResponse | StreamingHttpResponse:
    """All that the filters let through, line by line. Filters that are not understood lead to the page that says so."""
    form = HistoryForm(request.GET, journey)
    events = history_of(journey, form.filters())
    if form.errors:
        return redirect(f"{reverse('history', args=[journey.pk])}?{request.GET.urlencode()}")
    answer = StreamingHttpResponse(csv_of(events), content_type="text/csv; charset=utf-8")
    name = slugify(journey.title) or "journey"
    answer["Content-Disposition"] = f'attachment; filename="{name}-history.csv"'
    return answer


def csv_of(events: QuerySet[Event]) -> Iterator[bytes]:
    """With a byte order mark, by which spreadsheets know UTF-8. Holds some hundred rows at a time."""
    file = StringIO("\ufeff", newline="")
    file.seek(0, 2)
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    rows = events.select_related("task", "actor").iterator(ROWS_AT_ONCE)
    for number, event in enumerate(rows, start=1):
        writer.writerow(field(value) for value in row_of(event))
        if number % ROWS_AT_ONCE == 0:
            yield taken(file)
    yield taken(file)


def taken(file: StringIO) -> bytes:
    """What was written, which leaves room for more."""
    content = file.getvalue().encode()
    file.seek(0)
    file.truncate()
    return content


def row_of(event: Event) -> tuple:
    """One entry under HEADINGS."""
    return (
        event.sequence,
        event.at.astimezone(UTC),
        event.actor_name,
        event.actor.email if event.actor else "",
        event.verb,
        describe(event),
        event.task.title if event.task else event.data.get("title") if event.task_id else "",
        *sides_of(event),
        event.hash,
    )


@require_GET
@journey_page("journey.view")
def event(request, journey: Journey, sequence: int):
    """One entry, with all that it says."""
    entries = journey.events.select_related("task", "actor")
    entry = get_object_or_404(entries.filter(sequence__lte=BIGGEST_REVISION), sequence=sequence)
    around = journey.events.filter(sequence__in=[sequence - 1, sequence + 1]).values_list("sequence", flat=True)
    context = {"event": entry, "links": links_of(journey, [entry]), "around": set(around), "is_alone": True}
    return render(
        request, "journeys/event.html", journey_context(journey, "history", difference_of=difference_of, **context)
    )


@require_POST
@journey_page("journey.view")
def history_verify(request, journey: Journey):
    """Reads the whole chain, and says whether it is what was written."""
    broken = verify(journey)
    if not request.htmx:
        tell_verified(request, journey, broken)
        return redirect("history", journey.pk)
    in_order = journey.events.order_by("sequence")
    near = in_order.filter(sequence__gte=broken.sequence).first() or in_order.last() if broken else None
    context = {"journey": journey, "broken": broken, "near": near, "first": in_order.first()}
    return render(request, "journeys/_verified.html", context)


def tell_verified(request, journey: Journey, broken: BrokenLink | None) -> None:
    if broken:
        messages.error(request, f"Broken at entry {broken.sequence}. {broken.reason}")
        return
    entries = plural(journey.event_count, "entry", "entries")
    messages.success(
        request,
        f"The history is whole: {entries}, none changed or missing. "
        f"SHA-256 of entry {journey.event_count}: {journey.last_event_hash}",
    )
