"""Approvals on a page: asking for one, answering it, and where each is shown."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from journeys.access import action_to_answer, action_to_withdraw, check
from journeys.models import Approval, ChecklistItem, Journey
from journeys.queries.approvals import approvals_of, could_approve
from journeys.services import approvals as approval_service
from journeys.web.forms import valid
from journeys.web.pages import journey_context, journey_page

Thing = approval_service.Thing


class AskForm(forms.Form):
    """One of the journey's members, and what they are asked for."""

    words = forms.CharField(required=False, max_length=approval_service.LONGEST_WORDS)

    def __init__(self, *args, journey: Journey, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["of"] = forms.ModelChoiceField(
            journey.members.all(), error_messages={"required": "choose whom to ask."}
        )


class AnswerForm(forms.Form):
    words = forms.CharField(required=False, max_length=approval_service.LONGEST_WORDS)


def thing_in(journey: Journey, noun: str, row_id: int) -> Thing:
    if noun == "item":
        items = ChecklistItem.objects.filter(task__journey=journey).select_related("task__module")
        return get_object_or_404(items, pk=row_id)
    if noun == "task":
        return get_object_or_404(journey.tasks.select_related("module"), pk=row_id)
    if noun == "phase":
        return get_object_or_404(journey.phases, pk=row_id)
    raise Http404


def approval_in(journey: Journey, approval_id: int) -> Approval:
    return get_object_or_404(approvals_of(journey), pk=approval_id)


def place_of(journey: Journey, noun: str, thing: Thing) -> str:
    """The page on which the approvals of a thing are."""
    if noun == "phase":
        return reverse("gate", args=[journey.pk, thing.pk])
    task_id = thing.task_id if isinstance(thing, ChecklistItem) else thing.pk
    return reverse("task", args=[journey.pk, task_id])


@require_GET
@journey_page("journey.view")
def approval(request, journey: Journey, approval_id: int):
    """Leads to where the approval is shown."""
    found = approval_in(journey, approval_id)
    return redirect(place_of(journey, found.noun, found.thing) + f"#approval-{found.pk}")


@require_http_methods(["GET", "POST"])
@journey_page("approval.ask")
def approval_ask(request, journey: Journey, noun: str, row_id: int):
    """The form for asking, fetched when it is wanted, and the request."""
    thing = thing_in(journey, noun, row_id)
    if request.method == "POST":
        form = valid(AskForm(request.POST, journey=journey))
        asked = approval_service.ask(thing=thing, by=request.user, **form)
        return answer(request, journey, noun, thing, f"{asked.asked_name} is asked to approve this.")
    context = {"noun": noun, "thing": thing, "members": could_approve(journey, request.user)}
    if request.htmx:
        return render(request, "journeys/approval/_ask.html", {"journey": journey, **context})
    return render(request, "journeys/approval_ask.html", journey_context(journey, "outline", **context))


def answer(request, journey: Journey, noun: str, thing: Thing, words: str) -> HttpResponse:
    """The approvals of a thing as they are now; without htmx, the page that they are on or that was named."""
    if not request.htmx:
        messages.success(request, words)
        back = request.POST.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
        return redirect(back if is_ours else place_of(journey, noun, thing) + f"#approvals-{noun}-{thing.pk}")
    signed = approvals_of(journey).filter(**{noun: thing})
    context = {"journey": journey, "noun": noun, "thing": thing, "signed": signed, "words": words}
    return render(request, "journeys/approval/_answered.html", context)


@require_POST
@journey_page("approval.answer_own")
def approval_approve(request, journey: Journey, approval_id: int):
    return answered(request, journey, approval_id, approval_service.approve, "Approved.")


@require_POST
@journey_page("approval.answer_own")
def approval_send_back(request, journey: Journey, approval_id: int):
    return answered(request, journey, approval_id, approval_service.send_back, "Sent back.")


def answered(request, journey: Journey, approval_id: int, service, words: str) -> HttpResponse:
    found = approval_in(journey, approval_id)
    check(journey.role, action_to_answer(found, request.user))
    service(approval=found, by=request.user, **valid(AnswerForm(request.POST)))
    return answer(request, journey, found.noun, found.thing, words)


@require_POST
@journey_page("approval.ask")
def approval_withdraw(request, journey: Journey, approval_id: int):
    found = approval_in(journey, approval_id)
    check(journey.role, action_to_withdraw(found, request.user))
    approval_service.withdraw(approval=found, by=request.user)
    return answer(request, journey, found.noun, found.thing, "The request is withdrawn.")
