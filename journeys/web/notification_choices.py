"""How I want to be told by mail, and the pages behind the links in mails that end them."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from journeys.models import Notification, NotificationChoice
from journeys.queries.notifications import choices_of
from journeys.services.notification_choices import DIGESTS, choose, choose_zone, unsubscribe, unsubscriber
from journeys.web.journey_forms import time_zones
from journeys.web.pages import for_anybody, for_signed_in

Kind = Notification.Kind
How = NotificationChoice.How
HEADINGS = {How.AT_ONCE: "At once", How.DAILY: "Daily", How.WEEKLY: "Weekly", How.NEVER: "Never"}


class ChoicesForm(forms.Form):
    """A choice for each kind, and the time zone."""

    time_zone = forms.ChoiceField(label="Time zone", required=False, choices=time_zones)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in Kind:
            self.fields[kind.value] = forms.ChoiceField(choices=How.choices)

    def choices(self) -> dict[str, str]:
        return {kind.value: self.cleaned_data[kind.value] for kind in Kind}


@for_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def notification_choices(request):
    chosen = {kind.value: how.value for kind, how in choices_of(request.user).items()}
    form = ChoicesForm(request.POST or None, initial={**chosen, "time_zone": request.user.time_zone})
    if form.is_valid():
        choose(user=request.user, choices=form.choices())
        choose_zone(user=request.user, time_zone=form.cleaned_data["time_zone"])
        messages.success(request, "Saved.")
        return redirect("notification_choices")
    rows = [(kind, form[kind.value].value()) for kind in Kind]
    context = {"form": form, "rows": rows, "headings": HEADINGS}
    return render(request, "notification_choices.html", context, status=400 if form.errors else 200)


@csrf_exempt  # mail programs post to it (RFC 8058); the signed token says for whom
@for_anybody
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe_page(request, token):
    """A button that ends the mails of a kind, or all. Looking at it changes nothing: scanners of mails follow links."""
    found = unsubscriber(token)
    if found is None:
        raise Http404("This link is not one of ours, or not whole. Copy all of it from the mail.")
    user, what = found
    if request.method == "POST":
        unsubscribe(user=user, what="" if request.POST.get("all") else what)
    label = "Daily and weekly digests" if what == DIGESTS else Kind(what).label
    context = {"label": label, "is_done": request.method == "POST", "was_all": bool(request.POST.get("all"))}
    return render(request, "unsubscribe.html", context)
