"""The RACI matrix: the page of it, where letters are set in place, and the page of one of its rows."""

from itertools import groupby

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from journeys.access import may
from journeys.models import Journey, Letter, Module, RaciRole, Task
from journeys.queries import raci as raci_query
from journeys.queries.outline import ids_of
from journeys.queries.role_suggestions import by_side_and_source, offers_for
from journeys.services.raci import Cell, set_letters
from journeys.web.forms import valid
from journeys.web.pages import journey_context, journey_page

A_PAGE = 200
LETTERS = [("", "None"), *Letter.choices]
BROKEN = [("any", "Any rule"), *raci_query.Rule.choices]
# After these another matrix stands there, not only other letters.
STRUCTURAL = ("raci.role", "raci.members", "phase.", "module.", "task.left_scope", "task.entered_scope", "journey.")


class FiltersForm(forms.Form):
    """The filters in the URL. What is not understood filters nothing."""

    phase = forms.IntegerField(required=False)
    broken = forms.ChoiceField(required=False, choices=BROKEN)
    out_of_scope = forms.BooleanField(required=False)


class CellForm(forms.Form):
    """One cell, what it is to hold, and what its writer saw there."""

    letter = forms.ChoiceField(required=False, choices=Letter.choices)
    before = forms.ChoiceField(required=False, choices=Letter.choices)
    row = forms.CharField(max_length=40)

    def __init__(self, *args, journey: Journey, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.ModelChoiceField(journey.raci_roles.all())


def filters_from(query) -> raci_query.Filters:
    form = FiltersForm(query)
    form.is_valid()
    return raci_query.Filters(**{name: value for name, value in form.cleaned_data.items() if value})


@require_GET
@journey_page("journey.view")
def raci(request, journey: Journey):
    filters = filters_from(request.GET)
    roles, rows = list(raci_query.roles_of(journey)), raci_query.rows_of(journey)
    shown = [row for row in rows if filters.let_through(row)]
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    context = journey_context(
        journey,
        "raci",
        roles=roles,
        sides=[(side, list(each)) for side, each in groupby(roles, lambda role: role.get_side_display())],
        page=page,
        phases=[(phase, list(each)) for phase, each in groupby(page, lambda row: row.phase)],
        phase_choices=list({row.phase_id: row.phase for row in rows}.items()),
        filters=filters,
        broken_choices=BROKEN,
        letters=Letter.choices,
        counts=raci_query.counts_of(rows),
        may_change=may_change(journey),
        offers=[] if roles or not may_change(journey) else by_side_and_source(offers_for(journey)),
    )
    return render(request, "journeys/raci.html", context)


def may_change(journey: Journey) -> bool:
    return may(journey.role, "register.change") and not journey.is_locked and not journey.is_archived


@require_POST
@journey_page("register.change")
def raci_cell(request, journey: Journey):
    """Set one letter; the answer is its row, and the counts above the matrix."""
    said = valid(CellForm(request.POST, journey=journey))
    row = row_in(journey, said["row"])
    cell = Cell(said["role"], row, said["letter"], said["before"] if "before" in request.POST else None)
    set_letters(journey=journey, cells=[cell], by=request.user)
    return row_answer(request, journey, said["row"])


def row_in(journey: Journey, key: str) -> Module | Task:
    found = raci_query.find_rows(journey, [key])
    if key not in found:
        raise Http404("There is no such row in this matrix.")
    return found[key]


def row_answer(request, journey: Journey, *keys: str) -> HttpResponse:
    """The rows as they are now; without htmx, the matrix."""
    if not request.htmx:
        return redirect(f"{reverse('raci', args=[journey.pk])}#{row_id(keys[0])}")
    return render(request, "journeys/_raci_rows.html", rows_context(journey, keys))


def row_id(key: str) -> str:
    return f"row-{key.replace(':', '-')}"


def rows_context(journey: Journey, keys) -> dict:
    """Some rows of the matrix, and the counts over all."""
    rows = raci_query.rows_of(journey)
    return {
        "journey": journey,
        "roles": list(raci_query.roles_of(journey)),
        "rows": [row for row in rows if row.key in keys],
        "counts": raci_query.counts_of(rows),
        "may_change": may_change(journey),
    }


@require_http_methods(["GET", "POST"])
@journey_page("register.change")
def raci_row(request, journey: Journey, noun: str, row_id: int):
    """The letters of one row as a plain form, for small screens and without scripts."""
    key = f"{noun}:{row_id}"
    row = row_in(journey, key)
    if request.method == "GET":
        return row_answer(request, journey, key) if request.htmx else row_page(request, journey, key)
    set_letters(journey=journey, cells=list(cells_from(request.POST, journey, row)), by=request.user)
    return row_answer(request, journey, key)


def row_page(request, journey: Journey, key: str) -> HttpResponse:
    row = next(row for row in raci_query.rows_of(journey) if row.key == key)
    roles = list(raci_query.roles_of(journey))
    sides = [(side, list(each)) for side, each in groupby(roles, lambda role: role.get_side_display())]
    context = journey_context(journey, "raci", row=row, sides=sides, letters=LETTERS)
    return render(request, "journeys/raci_row.html", context)


def cells_from(posted, journey: Journey, row: Module | Task):
    """The cells of one row whose letter was changed in the form."""
    for role in journey.raci_roles.all():
        letter, before = posted.get(f"letter-{role.pk}"), posted.get(f"before-{role.pk}")
        if letter is not None and letter != before:
            yield Cell(role, row, letter, before)


@require_GET
@journey_page("journey.view")
def raci_pulse(request, journey: Journey):
    """What changed since the revision that the page shows, as parts with ids; 204 when nothing did."""
    since, *_ = ids_of([request.GET.get("since", "")]) or [journey.revision]
    if since >= journey.revision:
        return HttpResponse(status=204)
    events = list(journey.events.filter(revision__gt=since).values_list("verb", "data"))
    keys = {
        raci_query.row_key(change["module"], change["task"])
        for verb, data in events
        if verb == "raci.letters_set"
        for change in data["changes"]
    }
    context = rows_context(journey, keys) if keys else {"rows": [], "counts": None}
    context["is_structural"] = any(verb.startswith(STRUCTURAL) for verb, _ in events)
    answer = render(request, "journeys/_raci_pulse.html", context)
    answer["X-Revision"] = str(journey.revision)
    return answer


def role_in(journey: Journey, role_id: int) -> RaciRole:
    return get_object_or_404(raci_query.roles_of(journey), pk=role_id)
