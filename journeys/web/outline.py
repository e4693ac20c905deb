"""The outline: the whole tree of a journey, and what keeps an open one up to date."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from journeys.access import may
from journeys.models import Journey, Module, Phase
from journeys.queries import outline as outline_query
from journeys.queries.changes import changes_since
from journeys.queries.items import items_of
from journeys.queries.progress import Figures, figures_by_module
from journeys.queries.tasks import checklists_of
from journeys.services.errors import Refusal
from journeys.services.scope import set_module_scope, set_phase_scope
from journeys.web.filtering import changed, filters_from, kept
from journeys.web.forms import ScopeForm, first_error
from journeys.web.pages import journey_context, journey_page


@require_GET
@journey_page("journey.view")
def outline(request, journey: Journey):
    target = (request.htmx and request.htmx.target) or ""
    partial = target == "outline" or target.startswith("tasks-")
    context = outline_context(request, journey, request.GET)
    return render(request, "journeys/_outline.html" if partial else "journeys/outline.html", context)


def outline_context(request, journey: Journey, query: QueryDict) -> dict:
    """What the outline shows under the address with `query`. A journey without a plan is open for making one."""
    filters = filters_from(query)
    tree = outline_query.outline(journey, filters, localdate(), journey.members.of(request.user), folds=True)
    opened = outline_query.ids_of(query.getlist("open"))
    is_open = not (journey.is_locked or journey.is_archived)
    may_edit = is_open and may(journey.role, "tree.change")
    return {
        "journey": journey,
        "tab": "outline",
        "figures": tree.figures,
        "outline": tree,
        "filters": filters,
        "kept": kept(query),
        "unfolded": {
            module.id: changed(query, "module", module.id)
            for phase in tree.phases
            for module in phase.modules
            if module.folded
        },
        "here": "outline",
        "choices": tree.choices,
        "members": list(journey.members.all()),
        "opened": checklists_of(journey, opened) if opened else {},
        "may_edit": may_edit,
        "may_select": is_open and may(journey.role, "task.change"),
        "is_editing": may_edit and ("edit" in query or not tree.choices),
        "adding": None,
    }


@require_GET
@journey_page("journey.view")
def pulse(request, journey: Journey):
    """What changed since the revision that the page shows, as parts with ids; 204 when nothing did."""
    since, *_ = outline_query.ids_of([request.GET.get("since", "")]) or [journey.revision]
    if since >= journey.revision:
        return HttpResponse(status=204)
    changes = changes_since(journey, since, request.user)
    answer = render(
        request,
        "journeys/_pulse.html",
        {
            **moved(journey, changes.tasks),
            "oob": False,
            "changes": changes,
            "items": items_of(journey).filter(pk__in=changes.items),
        },
    )
    answer["X-Revision"] = str(journey.revision)
    return answer


def moved(journey: Journey, task_ids) -> dict:
    """The rows of `task_ids` and every figure above them, for swapping them in place."""
    phases, modules = outline_query.branches(journey)
    for module_id, figures in figures_by_module(journey, localdate()).items():
        modules[module_id].figures = figures
    for phase in phases.values():
        phase.add_up()
    rows = outline_query.task_rows(journey, localdate(), pk__in=task_ids)
    return {
        "journey": journey,
        "rows": rows,
        "phases": list(phases.values()),
        "modules": list(modules.values()),
        "figures": sum((module.figures for module in modules.values()), Figures()),
        "oob": True,
    }


@require_http_methods(["GET", "POST"])
@journey_page("scope.change")
def phase_scope(request, journey: Journey, phase_id: int):
    phase = get_object_or_404(Phase, journey=journey, pk=phase_id)
    if request.method == "GET":
        return scope_form(request, journey, phase, "phase")
    set_phase_scope(phase=phase, by=request.user, **scope_from(request))
    return redirect("outline", journey.pk)


@require_http_methods(["GET", "POST"])
@journey_page("scope.change")
def module_scope(request, journey: Journey, module_id: int):
    module = get_object_or_404(Module.objects.select_related("phase"), phase__journey=journey, pk=module_id)
    if request.method == "GET":
        return scope_form(request, journey, module, "module")
    set_module_scope(module=module, by=request.user, **scope_from(request))
    return redirect("outline", journey.pk)


def scope_form(request, journey: Journey, branch: Phase | Module, noun: str) -> HttpResponse:
    """The field for the reason, asked for when it is wanted."""
    template = "journeys/_scope.html" if request.htmx else "journeys/scope.html"
    return render(request, template, journey_context(journey, "outline", branch=branch, noun=noun))


def scope_from(request) -> dict:
    form = ScopeForm(request.POST)
    if not form.is_valid():
        raise Refusal(first_error(form))
    return form.cleaned_data
