"""The list: the tasks as a table that people sort, choose the columns of, and take along as CSV."""

import csv
from io import StringIO

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from journeys.documents.renderers.csv import field
from journeys.models import Journey
from journeys.queries import task_list as query
from journeys.web.filtering import changed, filtering_context
from journeys.web.forms import valid
from journeys.web.pages import journey_context, journey_page
from journeys.web.pulses import answer_since

PAGE = 100
CHOSEN = "task_list_columns"  # in the session: what a person chose, in every journey


class ColumnsForm(forms.Form):
    columns = forms.MultipleChoiceField(
        choices=[(column.name, column.label) for column in query.COLUMNS.values()], required=False
    )
    view = forms.CharField(required=False)


@require_GET
@journey_page("journey.view")
def task_list(request, journey: Journey):
    context = list_context(request, journey)
    if request.htmx:
        return render(request, "journeys/_task_list_parts.html", {**context, "oob": True})
    return render(request, "journeys/task_list.html", context)


def list_context(request, journey: Journey) -> dict:
    """What the list shows under the address of `request`."""
    asked = request.GET
    filtering = filtering_context(request, journey, asked)
    sort = sort_from(asked)
    ids = query.sorted_ids(journey, filtering["filters"], localdate(), filtering["me"], sort)
    page = Paginator(ids, PAGE).get_page(asked.get("page"))
    columns = query.columns_of(request.session.get(CHOSEN))
    return journey_context(
        journey, "task_list", here="task_list", page=page, count=page.paginator.count, sort=sort, columns=columns,
        rows=query.rows_of(journey, localdate(), list(page)), headings=headings(columns, asked, sort),
        all_columns=query.COLUMNS.values(), always=query.ALWAYS, query=asked.urlencode(), **filtering,
    )  # fmt: skip


def sort_from(asked: QueryDict) -> str:
    sort = asked.get("sort", "")
    return sort if sort.removeprefix("-") in query.COLUMNS else ""


def headings(columns: list[query.Column], asked: QueryDict, sort: str) -> list[tuple[query.Column, str, str]]:
    """Each column with its `aria-sort`, and the query that sorts by it: the other way round when it does already."""
    first_page = asked.copy()
    first_page.pop("page", None)
    state = {sort.removeprefix("-"): "descending" if sort.startswith("-") else "ascending"}
    return [
        (
            column,
            state.get(column.name, ""),
            changed(first_page, "sort", f"-{column.name}" if sort == column.name else column.name),
        )
        for column in columns
    ]


@require_GET
@journey_page("journey.view")
def task_list_pulse(request, journey: Journey) -> HttpResponse:
    """The whole list when something changed since the revision that the page shows; 204 when nothing did."""
    return answer_since(request, journey, "journeys/_task_list_parts.html", lambda: list_context(request, journey))


@require_GET
@journey_page("journey.view")
def task_list_csv(request, journey: Journey) -> HttpResponse:
    """All that the filters let through, as sorted, in the columns that are shown."""
    filtering = filtering_context(request, journey, request.GET)
    ids = query.sorted_ids(journey, filtering["filters"], localdate(), filtering["me"], sort_from(request.GET))
    columns = query.columns_of(request.session.get(CHOSEN))
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(column.label for column in columns)
    for row in query.rows_of(journey, localdate(), list(ids)):
        writer.writerow(field(column.read(row)) for column in columns)
    # With a byte order mark, by which spreadsheets know UTF-8.
    answer = HttpResponse(file.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    name = slugify(journey.title) or "journey"
    answer["Content-Disposition"] = f'attachment; filename="{name}-tasks.csv"'
    return answer


@require_POST
@journey_page("journey.view")
def task_list_columns(request, journey: Journey) -> HttpResponse:
    """Remembers the columns that a person wants to see."""
    form = valid(ColumnsForm(request.POST))
    request.session[CHOSEN] = form["columns"]
    return redirect(f"{reverse('task_list', args=[journey.pk])}?{QueryDict(form['view']).urlencode()}")
