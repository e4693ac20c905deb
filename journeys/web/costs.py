"""The costs of a journey: what they are computed with and what comes out, side by side, and the page of one line."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from journeys.access import may
from journeys.models import CostLine, Journey
from journeys.queries import costs as cost_query
from journeys.queries.cost_explanations import explain_line, explanations_of, money, month_in_words, share
from journeys.queries.cost_references import NO_PROMISE, REFERENCES
from journeys.queries.costing import Case, Costs, Plan, Side, compare, cost_of
from journeys.services import costs as cost_service
from journeys.services.starting_costs import starting_costs_of
from journeys.web import cost_charts
from journeys.web.cost_forms import AssumptionsForm, LineForm, PlanForm, ScenariosForm, bare
from journeys.web.pages import journey_context, journey_page

IN_ROW = ("quantity", "unit_price")


@require_GET
@journey_page("journey.view")
def costs(request, journey: Journey):
    return render(request, "journeys/costs.html", costs_context(request, journey))


def costs_context(request, journey: Journey, wrong: PlanForm | None = None) -> dict:
    """Everything that the page shows; `wrong` is a form that can't be saved as it is."""
    row = cost_query.plan_row_of(journey)
    written = Costs(cost_query.plan_of(row), cost_query.lines_of(journey.pk))
    found = {results.scenario.case: results for results in compare(written)}
    results = found[case_of(request)]
    forms = [AssumptionsForm(instance=row), ScenariosForm(instance=row)]
    if wrong:
        forms = [wrong if isinstance(wrong, type(form)) else form for form in forms]
    return journey_context(
        journey,
        "costs",
        assumptions=forms[0],
        scenarios_form=forms[1],
        plan=written.plan,
        results=results,
        scenarios=list(found.values()),
        by_side={side: [cost for cost in results.lines if cost.line.side == side] for side in Side},
        explanations=explanations_of(results),
        charts=cost_charts,
        references=REFERENCES,
        no_promise=NO_PROMISE,
        has_starting_lines=starting_costs_of(journey.playbook) is not None,
        may_change=may_change(journey),
        money=money,
        share=share,
        bare=bare,
        month_in_words=month_in_words,
    )


def may_change(journey: Journey) -> bool:
    return may(journey.role, "register.change") and not journey.is_locked and not journey.is_archived


def case_of(request) -> Case:
    asked = request.GET.get("scenario")
    return Case(asked) if asked in Case.values else Case.EXPECTED


def address_of(request, journey: Journey) -> str:
    """Of the costs, in the scenario that is on show."""
    return f"{reverse('costs', args=[journey.pk])}?scenario={case_of(request)}"


@require_POST
@journey_page("register.change")
def costs_assumptions(request, journey: Journey):
    return plan_changed(request, journey, AssumptionsForm, cost_service.set_assumptions)


@require_POST
@journey_page("register.change")
def costs_scenarios(request, journey: Journey):
    return plan_changed(request, journey, ScenariosForm, cost_service.set_scenarios)


def plan_changed(request, journey: Journey, form_class: type[PlanForm], service) -> HttpResponse:
    form = form_class(request.POST, instance=cost_query.plan_row_of(journey))
    if form.is_valid():
        service(journey=journey, by=request.user, **form.cleaned_data)
    journey.refresh_from_db()  # the form wrote into the plan that came with it
    if request.htmx:
        return saved(request, journey, form=form)
    if form.is_valid():
        return redirect(address_of(request, journey))
    return render(request, "journeys/costs.html", costs_context(request, journey, wrong=form))


def saved(request, journey: Journey, **more) -> HttpResponse:
    """The figures as they are now, and what is wrong with what was posted: no field that someone writes in."""
    context = {**costs_context(request, journey), "form": None, "line": None, "line_errors": None, **more}
    return render(request, "journeys/cost/_saved.html", context)


@require_POST
@journey_page("register.change")
def costs_start(request, journey: Journey):
    count = cost_service.add_starting_lines(journey=journey, by=request.user)
    messages.success(request, f"{count} costs were added." if count else "All of them are there already.")
    return redirect(address_of(request, journey))


@require_http_methods(["GET", "POST"])
@journey_page("register.change")
def cost_line_new(request, journey: Journey):
    plan = cost_query.plan_of(cost_query.plan_row_of(journey))
    if request.method == "GET":
        asked = {name: request.GET[name] for name in ("side", "category") if name in request.GET}
        return line_page(request, journey, LineForm(initial=asked, years=years_of(plan)))
    form = LineForm(request.POST, years=years_of(plan))
    if not form.is_valid():
        return line_page(request, journey, form)
    facts = {name: form.cleaned_data[name] for name in cost_service.LINE}
    line = cost_service.add_line(journey=journey, by=request.user, **facts)
    messages.success(request, f"“{line.name}” was added.")
    return redirect(f"{address_of(request, journey)}#line-{line.pk}")


@require_http_methods(["GET", "POST"])
@journey_page("journey.view")
def cost_line(request, journey: Journey, line_id: int):
    line = line_in(journey, line_id)
    return line_page(request, journey, form_of(journey, line), line)


@require_POST
@journey_page("register.change")
def cost_line_change(request, journey: Journey, line_id: int):
    line = line_in(journey, line_id)
    form = form_of(journey, line, request.POST)
    if not form.is_valid():
        return line_page(request, journey, form, line_in(journey, line_id))
    line = cost_service.change_line(line=line, by=request.user, **form.cleaned_data)
    messages.success(request, f"“{line.name}” was saved.")
    return redirect(f"{address_of(request, journey)}#line-{line.pk}")


@require_POST
@journey_page("register.change")
def cost_line_amount(request, journey: Journey, line_id: int):
    """The quantity or the price, changed in the row of the line."""
    line = line_in(journey, line_id)
    form = form_of(journey, line, as_posted(journey, line, request.POST))
    if form.is_valid():
        changes = {name: form.cleaned_data[name] for name in IN_ROW if name in request.POST}
        line = cost_service.change_line(line=line, by=request.user, **changes)
    if request.htmx:
        return saved(request, journey, line=line, line_errors=form.errors)
    if form.is_valid():
        return redirect(f"{address_of(request, journey)}#line-{line.pk}")
    return line_page(request, journey, form, line_in(journey, line_id))


@require_POST
@journey_page("register.change")
def cost_line_move(request, journey: Journey, line_id: int):
    line = line_in(journey, line_id)
    cost_service.move_line(line=line, up=request.POST.get("to") == "up", by=request.user)
    return redirect(f"{address_of(request, journey)}#line-{line.pk}")


@require_POST
@journey_page("register.change")
def cost_line_remove(request, journey: Journey, line_id: int):
    line = line_in(journey, line_id)
    cost_service.remove_line(line=line, by=request.user)
    messages.success(request, f"“{line.name}” was removed.")
    return redirect(address_of(request, journey))


def line_in(journey: Journey, line_id: int) -> CostLine:
    return get_object_or_404(CostLine.objects.select_related("plan"), plan=journey.pk, pk=line_id)


def years_of(plan: Plan) -> dict[int, int]:
    """Those that a line may name: of the plan, or beyond its end for when it gets longer."""
    return {number: plan.first_year + number - 1 for number in range(1, 11)}


def form_of(journey: Journey, line: CostLine, data: QueryDict | dict | None = None) -> LineForm:
    years = years_of(cost_query.plan_of(line.plan))
    return LineForm(data, instance=line, initial={"base_revision": journey.revision}, years=years)


def as_posted(journey: Journey, line: CostLine, posted: QueryDict) -> dict:
    """The whole form of the line, as it is but for what was posted."""
    form = form_of(journey, line)
    whole = {name: value for name in cost_service.LINE if (value := form[name].value()) is not None}
    return whole | {name: posted[name] for name in IN_ROW if name in posted}


def line_page(request, journey: Journey, form: LineForm, line: CostLine | None = None) -> HttpResponse:
    """A line with its form and its formula; without a line, the form of a new one."""
    explained, total = (), None
    if line:
        plan, value = cost_query.plan_of(line.plan), cost_query.line_of(line)
        scenario = plan.scenario(case_of(request))
        explained, total = explain_line(value, plan, scenario), cost_of(value, plan, scenario).total
    context = journey_context(
        journey, "costs", line=line, form=form, explained=explained, total=total, case=case_of(request),
        money=money, may_change=may_change(journey),
    )  # fmt: skip
    return render(request, "journeys/cost_line.html", context)
