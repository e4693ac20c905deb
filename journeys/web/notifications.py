"""What I am told of: the list behind the bell."""

from itertools import groupby

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_POST

from journeys.models import Notification
from journeys.queries.notifications import notifications_for
from journeys.services.notifications import mark_read
from journeys.web.pages import for_signed_in

PAGE_SIZE = 50
Kind = Notification.Kind
# The page of each noun, and whether its id is in the address. The most specific noun comes first.
PAGES = (
    ("approval", "approval", True),
    ("decision", "decision", True),
    ("risk", "risk", True),
    ("document", "documents", False),
    ("task", "task", True),
    ("phase", "gate", True),
)
# What has its place on a page.
PLACES = ("comment", "item", "document")


class NotificationFilters(forms.Form):
    """The filters in the URL; what is not understood filters nothing."""

    unread = forms.BooleanField(required=False)
    kind = forms.ChoiceField(required=False, choices=Kind.choices)


@for_signed_in
@require_GET
def notifications(request):
    form = NotificationFilters(request.GET)
    form.is_valid()
    unread, kind = form.cleaned_data.get("unread"), form.cleaned_data.get("kind")
    found = notifications_for(request.user).select_related("journey")
    if unread:
        found = found.unread()
    if kind:
        found = found.filter(kind=kind)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    days = groupby(page.object_list, key=lambda each: localtime(each.at).date())
    context = {
        "days": [(day, list(told)) for day, told in days],
        "page": page, "unread": unread, "kind": kind, "kinds": Kind.choices,
    }  # fmt: skip
    return render(request, "notifications.html", context)


@for_signed_in
@require_GET
def notification_open(request, notification_id):
    """Leads to what it is about. Who opens it has read it, also from a mail."""
    told = notifications_for(request.user).filter(pk=notification_id).first()
    if told is None:
        raise Http404("There is no such notification for you, or its journey is not shared with you any more.")
    mark_read(user=request.user, ids=[told.pk])
    return redirect(path_to(told))


@for_signed_in
@require_POST
def notification_read(request, notification_id):
    told = get_object_or_404(notifications_for(request.user).select_related("journey"), pk=notification_id)
    mark_read(user=request.user, ids=[told.pk])
    if not request.htmx:
        return redirect(back(request))
    told.refresh_from_db(fields=["read_at"])
    return render(request, "_notification.html", {"told": told, "is_swapped": True})


@for_signed_in
@require_POST
def notifications_read(request):
    count = mark_read(user=request.user)
    messages.success(request, "All notifications are marked as read." if count else "There was nothing unread.")
    return redirect(back(request))


def back(request) -> str:
    """The list as it was filtered."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if is_ours else reverse("notifications")


def path_to(told: Notification) -> str:
    """The page of what it is about, by its ids alone."""
    journey, about = told.journey_id, told.about
    if journey is None:
        return reverse("pending" if told.kind == Kind.INVITED else "my_work")
    for noun, page, has_id in PAGES:
        if noun in about:
            path = reverse(page, args=[journey, about[noun]] if has_id else [journey])
            place = next((f"#{each}-{about[each]}" for each in PLACES if each in about), "")
            return path + place
    return reverse("overview", args=[journey])
