"""The outbox, for those who run the installation: what went out, what did not and why."""

from functools import wraps

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST, require_safe

from journeys.models import Mail
from journeys.queries.mails import Written, mail_folder, outbox, written_in, written_names
from journeys.services.errors import Refusal
from journeys.services.mails import send_again
from journeys.web.pages import for_signed_in, refused

PAGE_SIZE = 50
Status = Mail.Status
# It loads nothing, runs nothing and sends nothing.
ALONE = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'none'; sandbox"
)
KINDS = {
    "document": "Scheduled document",
    "notification": "Notification",
    "digest": "Digest",
    "invitation": "Invitation",
    "upload_link": "Upload link",
    "ready": "Sign-in",
}


def for_operators(view):
    """Others learn nothing (404)."""

    @for_signed_in
    @wraps(view)
    def page(request, **kwargs):
        if not request.user.is_superuser:
            raise Http404("There is no such page.")
        return view(request, **kwargs)

    return page


class OutboxFilters(forms.Form):
    """The filters in the URL; what is not understood filters nothing."""

    status = forms.ChoiceField(required=False, choices=Status.choices)


@for_operators
@require_GET
def operator_mails(request):
    form = OutboxFilters(request.GET)
    form.is_valid()
    status = form.cleaned_data.get("status", "")
    page = Paginator(outbox(status), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "status": status, "statuses": Status.choices, "kinds": KINDS, "folder": mail_folder()}
    return render(request, "operator_mails.html", context)


@for_operators
@require_POST
def operator_mail_retry(request, mail_id):
    mail = get_object_or_404(outbox(), pk=mail_id)
    try:
        send_again(mail=mail, by=request.user)
    except Refusal as refusal:
        return refused(request, refusal)
    messages.success(request, f"The mail to {mail.name} is in line again.")
    return redirect(f"{reverse('operator_mails')}?{request.POST.get('query', '')}")


@for_operators
@require_GET
def written_mails(request):
    """The folder: its files are read only for the page that is shown."""
    folder = mail_folder()
    if folder is None:
        raise Http404("A mail server is set: mails go there, and to no folder.")
    page = Paginator(written_names(folder), PAGE_SIZE).get_page(request.GET.get("page"))
    mails = [mail for name in page.object_list for mail in reversed(written_in(folder, name))]
    return render(request, "written_mails.html", {"page": page, "mails": mails, "folder": folder})


@for_operators
@require_GET
def written_mail(request, name, place):
    return render(request, "written_mail.html", {"mail": written(name, place)})


@for_operators
@require_safe
def written_mail_html(request, name, place):
    """Its HTML as mail programs show it, for a frame that nothing gets out of."""
    response = HttpResponse(written(name, place).body("html"))
    response["Content-Security-Policy"] = ALONE
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def written(name: str, place: int) -> Written:
    folder = mail_folder()
    mails = written_in(folder, name) if folder else []
    if place >= len(mails):
        raise Http404("There is no such mail in the folder.")
    return mails[place]
