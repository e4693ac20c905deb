"""The upload links of a journey: made, renewed, revoked, and asked through again."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from journeys.models import Journey, UploadLink
from journeys.queries.upload_links import contacts_without_link, links_of
from journeys.services.errors import Confirm, Refusal
from journeys.services.upload_links import DAYS, MOST_DAYS, ask_again, make_link, renew_link, revoke_link, url_of
from journeys.web.pages import journey_context, journey_page


class DaysForm(forms.Form):
    days = forms.IntegerField(label="Good for so many days", min_value=1, max_value=MOST_DAYS, initial=DAYS)


class MakeForm(DaysForm):
    contact = forms.ModelChoiceField(queryset=None, empty_label=None)
    field_order = ("contact", "days")

    def __init__(self, journey: Journey, *args, **options):
        super().__init__(*args, **options)
        self.fields["contact"].queryset = contacts_without_link(journey)
        self.fields["contact"].label_from_instance = named


def named(member) -> str:
    return f"{member.name}, {member.email}" if member.email else f"{member.name}, no address known"


@require_GET
@never_cache  # it shows the links themselves
@journey_page("member.manage")
def upload_links(request, journey: Journey):
    return page(request, journey, MakeForm(journey, initial={"contact": request.GET.get("contact")}))


def page(request, journey: Journey, form: MakeForm, status: int = 200):
    links = links_of(journey)
    has_contacts = form.fields["contact"].queryset.exists()
    context = journey_context(
        journey, "people", links=links, form=form, has_contacts=has_contacts, url_of=url_of, days=DAYS
    )
    return render(request, "journeys/upload_links.html", context, status=status)


@require_POST
@journey_page("member.manage")
def upload_link_make(request, journey: Journey):
    form = MakeForm(journey, request.POST)
    if not form.is_valid():
        return page(request, journey, form)
    try:
        link = make_link(member=form.cleaned_data["contact"], days=form.cleaned_data["days"], by=request.user)
    except Refusal as refusal:
        form.add_error("contact", str(refusal))
        return page(request, journey, form, status=409)
    how = f"It goes to {link.email} by mail." if link.email else "No address is known: copy the link and pass it on."
    messages.success(request, f"{link.name} has an upload link. {how}")
    return back(link)


def back(link: UploadLink):
    return redirect(f"{reverse('upload_links', args=[link.journey_id])}#link-{link.pk}")


@require_POST
@journey_page("member.manage")
def upload_link_renew(request, journey: Journey, link_id: int):
    form = DaysForm(request.POST)
    if not form.is_valid():
        raise Refusal(f"A link is good for 1 to {MOST_DAYS} days.")
    link = renew_link(link=link_in(journey, link_id), by=request.user, **form.cleaned_data)
    messages.success(request, f"The link of {link.name} works for {form.cleaned_data['days']} days from now.")
    return back(link)


@require_POST
@journey_page("member.manage")
def upload_link_revoke(request, journey: Journey, link_id: int):
    link = link_in(journey, link_id)
    if "confirmed" not in request.POST:
        raise Confirm(f"Revoke the link of {link.name}? It lets nobody in any more. What came through it stays.")
    revoke_link(link=link, by=request.user)
    messages.success(request, f"The link of {link.name} is revoked.")
    return HttpResponseClientRefresh() if request.htmx else back(link)


@require_POST
@journey_page("member.manage")
def upload_link_ask(request, journey: Journey, link_id: int):
    link = ask_again(link=link_in(journey, link_id), by=request.user)
    messages.success(request, f"{link.name} gets a mail that says what still waits.")
    return back(link)


def link_in(journey: Journey, link_id: int) -> UploadLink:
    return get_object_or_404(journey.upload_links, pk=link_id)
