"""The page of an upload link: what waits for a contact, and the way to send it. It opens without signing in."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from allauth.account.adapter import get_adapter
from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from journeys.models import Member, Task, UploadLink
from journeys.queries.upload_links import desk_of, items_of, tasks_of
from journeys.services.errors import Refusal
from journeys.services.upload_links import link_for, note_use
from journeys.services.visitors import Visitor
from journeys.services.visits import Place, answer, leave_note, room_of, send_file
from journeys.web.limits import is_too_often
from journeys.web.pages import for_anybody

LONGEST = 20_000


@for_anybody
@csrf_exempt  # the address is the secret: who knows it needs nobody else's browser
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload_page(request, token: str):
    link = link_for(token)
    if link is None:
        return slow_down(request) if is_too_often(request, "upload_link_unknown") else gone(request)
    if request.method != "POST":
        note_use(link)
        return page(request, link)
    if is_too_often(request, "upload_link_post", key=token):
        return slow_down(request)
    return take(request, link, token)


def gone(request) -> HttpResponse:
    """The same for a link that is over, revoked or made up: nobody learns which."""
    return alone(request, "upload_link/gone.html", status=404)


def slow_down(request) -> HttpResponse:
    return alone(request, "upload_link/slow_down.html", status=429)


def alone(request, template: str, context: dict | None = None, status: int = 200) -> HttpResponse:
    """A page whose address goes nowhere else."""
    response = render(request, template, context, status=status)
    response["Referrer-Policy"], response["X-Robots-Tag"] = "no-referrer", "noindex"
    return response


def page(request, link: UploadLink, status: int = 200, **said) -> HttpResponse:
    """All that is the contact's. `results` say what became of what was sent for the `place`; `typed` is kept."""
    context = {
        "link": link,
        "desk": desk_of(member_of(link)),
        "today": localdate(),
        "address": address_of(request),
        "is_thanked": "thanks" in request.GET,
        **{"results": [], "at": "", "typed": {}, "trouble": "", **said},
    }
    return alone(request, "upload_link/page.html", context, status)


def member_of(link: UploadLink) -> Member:
    assert link.member is not None, "no other link lets anybody in"
    return link.member


def address_of(request) -> str:
    """Of whoever asks, not of a proxy between."""
    return get_adapter().get_client_ip(request)


class SentForm(forms.Form):
    task = forms.IntegerField(required=False)
    item = forms.IntegerField(required=False)
    answer = forms.CharField(required=False, max_length=LONGEST)
    note = forms.CharField(required=False, max_length=LONGEST)


def take(request, link: UploadLink, token: str) -> HttpResponse:
    """Each file and text is judged for itself; what is fit is kept."""
    request.upload_room = room_of(link)
    form = SentForm(request.POST)
    uploads = request.FILES.getlist("file")
    # To receive it took its time, in which the link may have ended.
    if (still := link_for(token)) is None:
        return gone(request)
    if not form.is_valid():
        return page(request, still, 409, trouble=f"This is too long: a text has at most {LONGEST:,} characters.")
    place = place_in(member_of(still), form.cleaned_data)
    if place is None:
        return page(request, still, 404, trouble="This does not wait for you any more, so nothing was sent.")
    visitor = Visitor(still, address_of(request))
    results = [result_of(*deed, visitor) for deed in deeds(place, uploads, form.cleaned_data)]
    return answered(request, still, place, results, form.cleaned_data)


def place_in(member: Member, asked: dict) -> Place | None:
    """The task or checklist item that was named, if it is the contact's."""
    if asked["item"] is not None:
        return items_of(member).filter(pk=asked["item"]).first()
    return tasks_of(member).filter(pk=asked["task"]).first()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file, or of a text."""

    words: str
    is_refused: bool = False


def deeds(place: Place, uploads: list, texts: dict) -> list[tuple[str, Callable]]:
    """What was sent: with the words for each that arrives."""
    sent = [(f"“{upload.name}” arrived. Thank you.", partial(send_file, upload=upload)) for upload in uploads]
    if texts["answer"]:
        sent.append(("Your answer arrived. Thank you.", partial(answer, text=texts["answer"])))
    if texts["note"]:
        sent.append(("Your note arrived. Thank you.", partial(leave_note, text=texts["note"])))
    return [(words, partial(deed, place=place)) for words, deed in sent] or [("", nothing)]


def nothing(by: Visitor) -> None:
    raise Refusal("Choose a file or write something first.")


def result_of(words: str, deed: Callable, visitor: Visitor) -> Result:
    try:
        deed(by=visitor)
    except Refusal as refusal:
        return Result(str(refusal), is_refused=True)
    return Result(words)


def answered(request, link: UploadLink, place: Place, results: list[Result], typed: dict) -> HttpResponse:
    is_refused = any(result.is_refused for result in results)
    status = 409 if is_refused else 200
    if request.htmx:  # the script that sends files
        return alone(request, "upload_link/_results.html", {"results": results}, status)
    if is_refused:
        at = f"{'task' if isinstance(place, Task) else 'item'}-{place.pk}"
        return page(request, link, status, results=results, at=at, typed=typed)
    return redirect(f"{request.path}?thanks#thanks")
