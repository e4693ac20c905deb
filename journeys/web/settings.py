"""What the admins of a journey decide about it as a whole."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from journeys.access import spaces_for
from journeys.models import Journey
from journeys.queries.dates import late_end
from journeys.queries.pending import waiting_transfers
from journeys.services import journeys as services
from journeys.services.dates import DatesQuestion
from journeys.web.dates import start_moved
from journeys.web.journey_forms import DeleteForm, LockForm, SettingsForm, UnlockForm
from journeys.web.pages import journey_context, journey_page
from journeys.web.transfers import OfferForm


@require_http_methods(["GET", "HEAD", "POST"])
@journey_page("journey.change")
def settings(request, journey: Journey):
    initial = {name: getattr(journey, name) for name in services.SETTINGS}
    form = SettingsForm(request.POST or None, initial=initial)
    if not form.is_valid():
        return page(request, journey, form=form)
    try:
        services.change_journey(journey=journey, by=request.user, **form.cleaned_data)
    except DatesQuestion as question:
        return start_moved(request, journey, form.cleaned_data, question.offer)
    return done(request, journey, "The settings are saved.")


@require_POST
@journey_page("journey.change")
def journey_lock(request, journey: Journey):
    form = LockForm(request.POST)
    if not form.is_valid():
        return page(request, journey, lock_form=form)
    services.lock_journey(journey=journey, by=request.user, **form.cleaned_data)
    return done(request, journey, "The journey is locked.")


@require_POST
@journey_page("journey.change")
def journey_unlock(request, journey: Journey):
    form = UnlockForm(request.POST)
    if not form.is_valid():
        return page(request, journey, unlock_form=form)
    services.unlock_journey(journey=journey, by=request.user, **form.cleaned_data)
    return done(request, journey, "The journey is unlocked.")


@require_POST
@journey_page("journey.change")
def journey_archive(request, journey: Journey):
    services.archive_journey(journey=journey, by=request.user)
    return done(request, journey, "The journey is archived. You find it among the archived journeys.")


@require_POST
@journey_page("journey.change")
def journey_restore(request, journey: Journey):
    services.restore_journey(journey=journey, by=request.user)
    return done(request, journey, "The journey is out of the archive.")


@require_POST
@journey_page("journey.change")
def journey_delete(request, journey: Journey):
    form = DeleteForm(request.POST, journey=journey)
    if not form.is_valid():
        return page(request, journey, delete_form=form)
    services.delete_journey(journey=journey, by=request.user)
    messages.success(
        request,
        f"{journey.title} is deleted. For {services.DAYS_TO_BRING_BACK} days an admin of its space can bring it back.",
    )
    return redirect("journeys")


def page(request, journey: Journey, **forms):
    """The settings with all their forms; `forms` are those that were filled in."""
    initial = {name: getattr(journey, name) for name in services.SETTINGS}
    context = {
        "form": SettingsForm(initial=initial),
        "lock_form": LockForm(),
        "unlock_form": UnlockForm(),
        "delete_form": DeleteForm(journey=journey),
        "offer_form": OfferForm(auto_id="offer-%s"),
        "offered": waiting_transfers().filter(journey=journey).first(),
        "sees_space": spaces_for(request.user).filter(pk=journey.space_id).exists(),
        "days": services.DAYS_TO_BRING_BACK,
        "late_end": late_end(journey, journey.starts_on, journey.due_on),
        **forms,
    }
    return render(request, "journeys/settings.html", journey_context(journey, "settings", **context))


def done(request, journey: Journey, text: str):
    messages.success(request, text)
    return redirect("settings", journey.pk)
