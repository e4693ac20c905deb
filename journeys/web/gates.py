"""The gate of a phase: what is missing before it is signed off, whom to ask for it, and its sign-off."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from journeys.models import Approval, ChecklistItem, Decision, Journey, Phase
from journeys.queries.approvals import approvals_of
from journeys.queries.gates import Lack, asked_by, asked_lately, lacks_of
from journeys.queries.progress import figures_of_phase
from journeys.services.asking import Target, ask_all, ask_owner, lack_of
from journeys.services.errors import Refusal
from journeys.web.pages import journey_context, journey_page

# Where a list goes on when it is longer than what is shown.
FILTERS = {"items": "&open_only=1", "files": "&open_only=1", "blocked": "&status=blocked"}


def phase_in(journey: Journey, phase_id: int) -> Phase:
    return get_object_or_404(Phase, journey=journey, pk=phase_id)


@require_GET
@journey_page("journey.view")
def gate(request, journey: Journey, phase_id: int):
    phase = phase_in(journey, phase_id)
    lists = lacks_of(phase)
    context = journey_context(
        journey,
        "outline",
        phase=phase,
        part=figures_of_phase(phase, localdate()),
        lists=lists,
        missing=sum(lacks.total for lacks in lists),
        signed=list(approvals_of(journey).filter(phase=phase)),
        rests=FILTERS,
        address_of=lambda lack: address_of(journey, lack),
    )
    return render(request, "journeys/gate.html", context)


def address_of(journey: Journey, lack: Lack) -> str:
    if lack.noun == "approval":
        return reverse("approval", args=[journey.pk, lack.row.pk])
    if lack.noun == "decision":
        return reverse("decision", args=[journey.pk, lack.row.pk])
    place = f"#item-{lack.row.pk}" if lack.noun == "item" else ""
    return reverse("task", args=[journey.pk, lack.task.pk]) + place


def target_in(journey: Journey, noun: str, row_id: int) -> Target:
    rows = {
        "item": ChecklistItem.objects.filter(task__journey=journey),
        "task": journey.tasks.all(),
        "decision": Decision.objects.filter(journey=journey),
        "approval": Approval.objects.filter(journey=journey),
    }
    if noun not in rows:
        raise Http404
    return get_object_or_404(rows[noun], pk=row_id)


@require_POST
@journey_page("owner.ask")
def gate_ask(request, journey: Journey, phase_id: int, noun: str, row_id: int):
    phase, target = phase_in(journey, phase_id), target_in(journey, noun, row_id)
    owner = ask_owner(target=target, phase=phase, by=request.user)
    words = f"{owner.name} is asked."
    if not request.htmx:
        messages.success(request, words)
        return redirect("gate", journey.pk, phase.pk)
    lack = lack_of(target)
    context = {"journey": journey, "phase": phase, "lack": lack, "words": words}
    context["address_of"] = lambda lack: address_of(journey, lack)
    context["who"] = asked_by(asked_lately(journey.pk), lack, phase.pk)
    return render(request, "journeys/gate/_asked.html", context)


@require_POST
@journey_page("owner.ask")
def gate_ask_all(request, journey: Journey, phase_id: int) -> HttpResponse:
    phase = phase_in(journey, phase_id)
    asked, refused = ask_all(phase=phase, by=request.user)
    if not asked and not refused:
        raise Refusal("Everyone who owns something here was asked in the last 24 hours, or nothing has an owner.")
    if asked:
        messages.success(request, f"Asked: {', '.join(owner.name for owner in asked)}.")
    for words in refused:
        messages.warning(request, words)
    return HttpResponseClientRefresh() if request.htmx else redirect("gate", journey.pk, phase.pk)
