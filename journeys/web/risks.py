"""The risks of a journey: the list with its matrix, and the page of one, where everything about it is changed."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from journeys.access import may
from journeys.models import LEVEL_RULE, Impact, Journey, Level, Probability, Risk
from journeys.queries import risks as risk_query
from journeys.services import risks as risk_service
from journeys.web.forms import OwnerForm, valid
from journeys.web.pages import journey_context, journey_page

A_PAGE = 50
LONGEST_TEXT = 100_000
NOT_CHOSEN = ("", "Not chosen yet")


def scale(choices) -> list[tuple[int, str]]:
    """Each step with its number, which is what is multiplied."""
    return [(value, f"{value} – {label}") for value, label in choices.choices]


def rating_field(choices, **options) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(choices=scale(choices), coerce=int, **options)


class FiltersForm(forms.Form):
    """The filters in the URL. What is not understood filters nothing."""

    text = forms.CharField(required=False, max_length=200)
    status = forms.ChoiceField(required=False, choices=risk_query.STATUSES)
    level = forms.ChoiceField(required=False, choices=Level.choices)
    probability = rating_field(Probability, required=False, empty_value=None)
    impact = rating_field(Impact, required=False, empty_value=None)


class RatingForm(forms.Form):
    probability = rating_field(Probability, help_text="How likely it is.")
    impact = rating_field(Impact, help_text="What it would do to the migration.")


class StrategyForm(forms.Form):
    strategy = forms.ChoiceField(required=False, choices=[NOT_CHOSEN, *Risk.Strategy.choices])


class RiskForm(OwnerForm, StrategyForm, RatingForm):
    """A new risk."""

    title = forms.CharField(max_length=risk_service.LONGEST_TITLE, label="What may go wrong")
    description = forms.CharField(
        required=False, max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 4}),
        help_text="Why it may happen, and what it would do. Markdown.",
    )  # fmt: skip
    response = forms.CharField(
        required=False, max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 4}),
        label="Response", help_text="What is done about it, and by when. Markdown.",
    )  # fmt: skip

    def __init__(self, *args, journey: Journey, **kwargs):
        super().__init__(*args, journey=journey, **kwargs)
        self.fields["owner"].empty_label = "Nobody yet"


class TextForm(forms.Form):
    """One text of a risk, and the revision that it was written from."""

    field = forms.ChoiceField(choices=[(name, name) for name in risk_service.TEXTS])
    text = forms.CharField(required=False, max_length=LONGEST_TEXT, strip=False)
    base_revision = forms.IntegerField(min_value=0)


class StatusForm(forms.Form):
    status = forms.ChoiceField(choices=Risk.Status.choices)
    note = forms.CharField(required=False, max_length=2000)


@require_GET
@journey_page("journey.view")
def risks(request, journey: Journey):
    form = FiltersForm(request.GET)
    form.is_valid()
    filters = {name: form.cleaned_data.get(name) or "" for name in form.fields}
    found = risk_query.risks_of(journey, **{name: value for name, value in filters.items() if value})
    context = journey_context(
        journey,
        "risks",
        page=Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        filters=filters,
        matrix=risk_query.matrix_of(journey),
        rule=LEVEL_RULE,
        statuses=risk_query.STATUSES,
        levels=Level.choices,
        probabilities=scale(Probability),
        impacts=scale(Impact),
    )
    return render(request, "journeys/risks.html", context)


@require_http_methods(["GET", "POST"])
@journey_page("register.change")
def risk_new(request, journey: Journey):
    if request.method == "GET":
        return new_page(request, journey, RiskForm(journey=journey, initial={"probability": 3, "impact": 3}))
    form = RiskForm(request.POST, journey=journey)
    if not form.is_valid():
        return new_page(request, journey, form)
    raised = risk_service.raise_risk(journey=journey, by=request.user, **form.cleaned_data)
    messages.success(request, f"This is risk {raised.number} now.")
    return redirect("risk", journey.pk, raised.pk)


def new_page(request, journey: Journey, form: RiskForm) -> HttpResponse:
    return render(request, "journeys/risk_new.html", journey_context(journey, "risks", form=form, rule=LEVEL_RULE))


@require_GET
@journey_page("journey.view")
def risk(request, journey: Journey, risk_id: int):
    return render(request, "journeys/risk.html", risk_context(journey, risk_in(journey, risk_id)))


def risk_context(journey: Journey, page: Risk) -> dict:
    """Everything that the page of a risk shows."""
    may_change = may(journey.role, "register.change")
    return journey_context(
        journey,
        "risks",
        risk=page,
        rule=LEVEL_RULE,
        members=list(journey.members.all()) if may_change else [],
        probabilities=scale(Probability),
        impacts=scale(Impact),
        strategies=[NOT_CHOSEN, *Risk.Strategy.choices],
        events=risk_query.events_of(page),
        may_change=may_change,
        can_edit=may_change and not page.is_closed,
    )


def risk_in(journey: Journey, risk_id: int) -> Risk:
    return get_object_or_404(risk_query.risks_of(journey), pk=risk_id)


def answer(request, journey: Journey, changed: Risk, *parts: str) -> HttpResponse:
    """The named parts of the risk's page as they are now; without htmx, the page itself."""
    if not request.htmx:
        return redirect("risk", journey.pk, changed.pk)
    journey.refresh_from_db(fields=["revision"])
    context = risk_context(journey, risk_in(journey, changed.pk))
    return render(request, "journeys/_risk_parts.html", {**context, "parts": parts})


@require_POST
@journey_page("register.change")
def risk_text(request, journey: Journey, risk_id: int):
    form = valid(TextForm(request.POST))
    changed = risk_service.edit_text(risk=risk_in(journey, risk_id), by=request.user, **form)
    return answer(request, journey, changed, form["field"])


@require_POST
@journey_page("register.change")
def risk_rating(request, journey: Journey, risk_id: int):
    form = valid(RatingForm(request.POST))
    changed = risk_service.rate_risk(risk=risk_in(journey, risk_id), by=request.user, **form)
    return answer(request, journey, changed, "rating")


@require_POST
@journey_page("register.change")
def risk_owner(request, journey: Journey, risk_id: int):
    form = valid(OwnerForm(request.POST, journey=journey))
    changed = risk_service.assign_risk(risk=risk_in(journey, risk_id), by=request.user, **form)
    return answer(request, journey, changed, "owner")


@require_POST
@journey_page("register.change")
def risk_strategy(request, journey: Journey, risk_id: int):
    form = valid(StrategyForm(request.POST))
    changed = risk_service.choose_strategy(risk=risk_in(journey, risk_id), by=request.user, **form)
    return answer(request, journey, changed, "strategy")


@require_POST
@journey_page("register.change")
def risk_status(request, journey: Journey, risk_id: int):
    """All of the page follows from the status: it is shown anew."""
    form = valid(StatusForm(request.POST))
    changed = risk_service.set_risk_status(risk=risk_in(journey, risk_id), by=request.user, **form)
    messages.success(request, f"Risk {changed.number} is {changed.get_status_display().lower()}.")
    return redirect("risk", journey.pk, changed.pk)
