"""The decisions of a journey: the list, and the page of one, where everything about it is changed in place."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from journeys.access import action_to_approve, check, may
from journeys.models import ChecklistItem, Decision, Journey
from journeys.queries import decisions as decision_query
from journeys.services import decisions as decision_service
from journeys.web.forms import valid
from journeys.web.pages import journey_context, journey_page

A_PAGE = 50
LONGEST_TEXT = 100_000


class FiltersForm(forms.Form):
    """The filters in the URL. What is not understood filters nothing."""

    text = forms.CharField(required=False, max_length=200)
    status = forms.ChoiceField(required=False, choices=Decision.Status.choices)


class PeopleForm(forms.Form):
    """Two of the journey's members, or nobody."""

    def __init__(self, *args, journey: Journey, **kwargs):
        super().__init__(*args, **kwargs)
        members = journey.members.all()
        self.fields["owner"] = forms.ModelChoiceField(members, required=False, empty_label="Nobody yet")
        self.fields["approver"] = forms.ModelChoiceField(members, required=False, empty_label="Nobody yet")


class DecisionForm(PeopleForm):
    """A new decision; `task` is the one that it was raised for."""

    title = forms.CharField(max_length=decision_service.LONGEST_TITLE, label="What has to be decided")
    context = forms.CharField(required=False, max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 4}))
    options = forms.CharField(required=False, max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 4}))
    outcome = forms.CharField(
        required=False, max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 3}),
        label="Proposed decision", help_text="It can be approved once this is written.",
    )  # fmt: skip

    def __init__(self, *args, journey: Journey, **kwargs):
        super().__init__(*args, journey=journey, **kwargs)
        self.fields["task"] = forms.ModelChoiceField(journey.tasks.all(), required=False, widget=forms.HiddenInput)


class TextForm(forms.Form):
    """One text of a decision, and the revision that it was written from."""

    field = forms.ChoiceField(choices=[(name, name) for name in decision_service.TEXTS])
    text = forms.CharField(required=False, max_length=LONGEST_TEXT, strip=False)
    base_revision = forms.IntegerField(min_value=0)


class WaitingForm(forms.Form):
    """A task or an item of the journey, and whether it waits."""

    waits = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce=lambda value: value == "yes")

    def __init__(self, *args, journey: Journey, **kwargs):
        super().__init__(*args, **kwargs)
        items = ChecklistItem.objects.filter(task__journey=journey).select_related("task")
        self.fields["task"] = forms.ModelChoiceField(journey.tasks.all(), required=False)
        self.fields["item"] = forms.ModelChoiceField(items, required=False)

    def clean(self):
        cleaned = super().clean()
        if bool(cleaned.get("task")) == bool(cleaned.get("item")):
            raise forms.ValidationError("Choose a task or a checklist item of this journey.")
        return {"target": cleaned["task"] or cleaned["item"], "waits": cleaned.get("waits")}


class ApproveForm(forms.Form):
    base_revision = forms.IntegerField(required=False, min_value=0)


class RejectForm(ApproveForm):
    words = forms.CharField(required=False, max_length=LONGEST_TEXT)


class SupersedeForm(forms.Form):
    def __init__(self, *args, journey: Journey, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["successor"] = forms.ModelChoiceField(decision_query.standing(journey))


@require_GET
@journey_page("journey.view")
def decisions(request, journey: Journey):
    form = FiltersForm(request.GET)
    form.is_valid()
    filters = {name: form.cleaned_data.get(name, "") for name in form.fields}
    found = Paginator(decision_query.decisions_of(journey, **filters), A_PAGE).get_page(request.GET.get("page"))
    context = journey_context(journey, "decisions", page=found, filters=filters, statuses=Decision.Status.choices)
    return render(request, "journeys/decisions.html", context)


@require_http_methods(["GET", "POST"])
@journey_page("decision.change")
def decision_new(request, journey: Journey):
    if request.method == "GET":
        task = journey.tasks.filter(pk=request.GET["task"]).first() if request.GET.get("task", "").isdecimal() else None
        return new_page(request, journey, DecisionForm(journey=journey, initial={"task": task}), task)
    form = DecisionForm(request.POST, journey=journey)
    if not form.is_valid():
        return new_page(request, journey, form, form.cleaned_data.get("task"))
    task = form.cleaned_data.pop("task")
    raised = decision_service.raise_decision(
        journey=journey, by=request.user, blocks=[task] if task else [], **form.cleaned_data
    )
    messages.success(request, f"This is decision {raised.number} now.")
    return redirect("decision", journey.pk, raised.pk)


def new_page(request, journey: Journey, form: DecisionForm, task) -> HttpResponse:
    return render(
        request, "journeys/decision_new.html", journey_context(journey, "decisions", form=form, for_task=task)
    )


@require_GET
@journey_page("journey.view")
def decision(request, journey: Journey, decision_id: int):
    page = decision_in(journey, decision_id)
    return render(request, "journeys/decision.html", decision_context(request, journey, page))


def decision_context(request, journey: Journey, page: Decision) -> dict:
    """Everything that the page of a decision shows."""
    find = request.GET.get("find", "").strip()[:200]
    return journey_context(
        journey,
        "decisions",
        decision=page,
        members=list(journey.members.all()),
        successors=[other for other in decision_query.standing(journey) if other.pk != page.pk],
        predecessors=list(page.supersedes.order_by("number")),
        events=decision_query.events_of(page),
        find=find,
        found=decision_query.could_wait(journey, page, find) if page.is_untaken else [],
        may_change=may(journey.role, "decision.change"),
        may_take=may(journey.role, action_to_approve(page, request.user)),
    )


def decision_in(journey: Journey, decision_id: int) -> Decision:
    return get_object_or_404(decision_query.decisions_of(journey), pk=decision_id)


def answer(request, journey: Journey, changed: Decision, *parts: str) -> HttpResponse:
    """The named parts of the decision's page as they are now; without htmx, the page itself."""
    if not request.htmx:
        return redirect("decision", journey.pk, changed.pk)
    journey.refresh_from_db(fields=["revision"])
    context = decision_context(request, journey, decision_in(journey, changed.pk))
    return render(request, "journeys/_decision_parts.html", {**context, "parts": parts})


@require_POST
@journey_page("decision.change")
def decision_text(request, journey: Journey, decision_id: int):
    form = valid(TextForm(request.POST))
    changed = decision_service.edit_text(decision=decision_in(journey, decision_id), by=request.user, **form)
    # What approving starts from is the text as it is now.
    return answer(request, journey, changed, form["field"], "take")


@require_POST
@journey_page("decision.change")
def decision_people(request, journey: Journey, decision_id: int):
    form = valid(PeopleForm(request.POST, journey=journey))
    changed = decision_service.set_people(decision=decision_in(journey, decision_id), by=request.user, **form)
    return answer(request, journey, changed, "people", "take")


@require_POST
@journey_page("decision.change")
def decision_waiting(request, journey: Journey, decision_id: int):
    form = valid(WaitingForm(request.POST, journey=journey))
    changed = decision_service.set_waiting(decision=decision_in(journey, decision_id), by=request.user, **form)
    return answer(request, journey, changed, "waiting")


@require_POST
@journey_page("decision.approve_own")
def decision_approve(request, journey: Journey, decision_id: int):
    return taken(request, journey, decision_id, decision_service.approve, ApproveForm(request.POST))


@require_POST
@journey_page("decision.approve_own")
def decision_reject(request, journey: Journey, decision_id: int):
    return taken(request, journey, decision_id, decision_service.reject, RejectForm(request.POST))


@require_POST
@journey_page("decision.approve_own")
def decision_supersede(request, journey: Journey, decision_id: int):
    form = SupersedeForm(request.POST, journey=journey)
    return taken(request, journey, decision_id, decision_service.supersede, form)


def taken(request, journey: Journey, decision_id: int, service, form: forms.Form) -> HttpResponse:
    """Gives the decision its new status, and shows the whole page: what it offers is another now."""
    page = decision_in(journey, decision_id)
    check(journey.role, action_to_approve(page, request.user))
    page = service(decision=page, by=request.user, **valid(form))
    messages.success(request, f"Decision {page.number} is {page.get_status_display().lower()}.")
    to = reverse("decision", args=[journey.pk, page.pk])
    return HttpResponseClientRedirect(to) if request.htmx else redirect(to)
