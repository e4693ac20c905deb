"""A journey is handed over: offered on the page of its settings, answered under Pending."""

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from journeys.access import spaces_for
from journeys.models import Journey, Space, Transfer
from journeys.queries.pending import waiting_transfers
from journeys.services import transfers as service
from journeys.services.errors import Confirm, Refusal
from journeys.web.forms import valid
from journeys.web.pages import for_signed_in, journey_page, refused


class OfferForm(forms.Form):
    email = forms.EmailField(label="E-mail address", help_text="Of someone of this journey or its space.")


class TakeForm(forms.Form):
    """A space in which the person may create journeys."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["space"] = forms.ModelChoiceField(spaces_for(user, "journey.create"))


@require_POST
@journey_page("journey.change")
def journey_offer(request, journey: Journey):
    """Asks first, in words that say what becomes of whom."""
    email = valid(OfferForm(request.POST))["email"]
    person = service.find_person(journey=journey, email=email, by=request.user)
    if "confirmed" not in request.POST:
        raise Confirm(question(request, journey, person))
    service.offer(journey=journey, email=email, by=request.user)
    messages.success(request, f"The journey is offered to {person.name}. Nothing changes until they accept.")
    return redirect("settings", journey.pk)


def question(request, journey: Journey, person) -> str:
    mine = journey.members.filter(user=request.user).first()
    after = (
        f"You stay here as {mine.get_role_display().lower()}."
        if mine
        else "You are not one of its people, so you may not see it any more."
    )
    return (
        f"Hand this journey over to {person.name}? Once they accept, they are an admin of it, it is in a space of "
        f"theirs, and teams of {journey.space.name} leave it. {after} Nothing changes until then."
    )


@require_POST
@journey_page("journey.change")
def journey_offer_withdraw(request, journey: Journey):
    transfer = get_object_or_404(journey.transfers, status=Transfer.Status.WAITING)
    service.withdraw(transfer=transfer, by=request.user)
    messages.success(request, "The offer is withdrawn.")
    return redirect("settings", journey.pk)


@for_signed_in
@require_POST
def transfer_answer(request, transfer_id: int):
    """Of whom it is offered to: accept, decline; of who offered it: withdraw."""
    mine = waiting_transfers().filter(Q(to=request.user) | Q(asked_by=request.user))
    transfer = get_object_or_404(mine, pk=transfer_id)
    try:
        return answers(request, transfer)
    except Refusal as refusal:
        return refused(request, refusal)


def answers(request, transfer: Transfer):
    if transfer.asked_by_id == request.user.pk:
        service.withdraw(transfer=transfer, by=request.user)
        messages.success(request, "The offer is withdrawn.")
    elif request.POST.get("answer") == "accept":
        space: Space = valid(TakeForm(request.POST, user=request.user))["space"]
        journey = service.accept(transfer=transfer, space=space, by=request.user)
        messages.success(request, f"The journey is yours now, in {space.name}.")
        return redirect("overview", journey.pk)
    else:
        service.decline(transfer=transfer, by=request.user)
        messages.success(request, f"You declined the journey {transfer.journey.title}.")
    return redirect("pending")
