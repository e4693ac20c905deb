"""The light of a journey on its overview, and setting it by hand."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from journeys.documents.light import light_of
from journeys.documents.progress import rule_text
from journeys.models import Journey, Level
from journeys.queries.progress import Figures, figures_of
from journeys.services.light import LONGEST_REASON, override_light, restore_light
from journeys.web.forms import valid
from journeys.web.pages import journey_page


class LightForm(forms.Form):
    light = forms.ChoiceField(choices=Level.choices)
    reason = forms.CharField(required=False, max_length=LONGEST_REASON)


def light_context(journey: Journey, figures: Figures) -> dict:
    """What journeys/_light.html needs."""
    return {
        "verdict": light_of(journey, figures, localdate()),
        "rule": rule_text(),
        "lights": Level.choices,
        "longest_reason": LONGEST_REASON,
    }


@require_POST
@journey_page("task.change")
def light_override(request, journey: Journey):
    override_light(journey=journey, by=request.user, **valid(LightForm(request.POST)))
    return answer(request, journey)


@require_POST
@journey_page("task.change")
def light_restore(request, journey: Journey):
    restore_light(journey=journey, by=request.user)
    return answer(request, journey)


def answer(request, journey: Journey) -> HttpResponse:
    if not request.htmx:
        return redirect("overview", journey.pk)
    context = {"journey": journey, **light_context(journey, figures_of(journey, localdate()))}
    return render(request, "journeys/_light.html", context)
