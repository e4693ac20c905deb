"""The schedules of a journey: what goes out by mail every week, to whom, and what became of it."""

from collections.abc import Callable
from datetime import time
from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from journeys.documents.registry import FORMATS, KINDS
from journeys.models import Journey, Mail, Member, Schedule, Weekday
from journeys.queries.schedules import mails_of, schedules_of
from journeys.services import schedules as service
from journeys.services.errors import Confirm, Refusal
from journeys.services.mails import send_again
from journeys.web.pages import journey_context, journey_page


def documents() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every kind in each of its formats."""
    return [
        (kind.title, [(f"{kind.kind}.{format}", f"{kind.title}, {FORMATS[format].label}") for format in kind.formats])
        for kind in KINDS.values()
    ]


class People(forms.ModelMultipleChoiceField):
    def label_from_instance(self, member: Member) -> str:
        if member.team_id:
            return f"{member.name}, each of the team"
        return f"{member.name}, {member.email}" if member.email else f"{member.name} (no e-mail address yet)"


class ScheduleForm(forms.Form):
    document = forms.ChoiceField(choices=documents, initial="status-report.docx")
    weekday = forms.TypedChoiceField(label="Every", choices=Weekday.choices, coerce=int)
    at = forms.TimeField(label="At", initial=time(7), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))

    def __init__(self, *args, journey: Journey, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["at"].help_text = f"By the clocks of {journey.zone.key}"
        self.fields["recipients"] = People(
            journey.members.order_by("name", "pk"), label="Who gets it", widget=forms.CheckboxSelectMultiple
        )

    def facts(self) -> dict:
        """As services take them."""
        kind, _, format = self.cleaned_data["document"].partition(".")
        return {
            "kind": kind,
            "format": format,
            "weekday": self.cleaned_data["weekday"],
            "at": self.cleaned_data["at"],
            "recipients": list(self.cleaned_data["recipients"]),
        }


@require_GET
@journey_page("journey.view")
def schedules(request, journey: Journey):
    context = journey_context(
        journey, "documents", schedules=list(schedules_of(journey)), kinds=KINDS, formats=FORMATS, Status=Mail.Status
    )
    return render(request, "journeys/schedules.html", context)


@require_http_methods(["GET", "POST"])
@journey_page("document.request")
def schedule_new(request, journey: Journey):
    form = ScheduleForm(request.POST if request.method == "POST" else None, journey=journey)
    return kept(request, journey, form, partial(service.add_schedule, journey=journey, by=request.user))


@require_http_methods(["GET", "POST"])
@journey_page("document.request")
def schedule(request, journey: Journey, schedule_id: int):
    page = schedule_in(journey, schedule_id)
    initial = {
        "document": f"{page.kind}.{page.format}",
        "weekday": page.weekday,
        "at": page.at,
        "recipients": page.recipients.all(),
    }
    form = ScheduleForm(request.POST if request.method == "POST" else None, journey=journey, initial=initial)
    return kept(request, journey, form, partial(service.change_schedule, schedule=page, by=request.user), page)


def kept(
    request, journey: Journey, form: ScheduleForm, keep: Callable[..., Schedule], page: Schedule | None = None
) -> HttpResponse:
    """Keeps what was filled in, else shows it again with what is wrong."""
    status = 200
    if form.is_valid():
        try:
            keep(**form.facts())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, "The schedule is saved.")
            return redirect("schedules", journey.pk)
    context = journey_context(journey, "documents", form=form, schedule=page)
    return render(request, "journeys/schedule.html", context, status=status)


def schedule_in(journey: Journey, schedule_id: int) -> Schedule:
    return get_object_or_404(journey.schedules, pk=schedule_id)


@require_POST
@journey_page("document.request")
def schedule_pause(request, journey: Journey, schedule_id: int):
    service.pause_schedule(schedule=schedule_in(journey, schedule_id), by=request.user)
    messages.success(request, "It is paused: nothing goes out until you resume it.")
    return redirect("schedules", journey.pk)


@require_POST
@journey_page("document.request")
def schedule_resume(request, journey: Journey, schedule_id: int):
    service.resume_schedule(schedule=schedule_in(journey, schedule_id), by=request.user)
    messages.success(request, "It goes on with its next time.")
    return redirect("schedules", journey.pk)


@require_POST
@journey_page("document.request")
def schedule_remove(request, journey: Journey, schedule_id: int):
    page = schedule_in(journey, schedule_id)
    if "confirmed" not in request.POST:
        raise Confirm("Remove this schedule, with the list of what it sent? Its documents and the history stay.")
    service.remove_schedule(schedule=page, by=request.user)
    messages.success(request, "The schedule is removed.")
    return redirect("schedules", journey.pk)


@require_POST
@journey_page("document.request")
def mail_retry(request, journey: Journey, mail_id: int):
    mail = get_object_or_404(mails_of(journey), pk=mail_id)
    if mail.status == Mail.Status.SENT:
        raise Refusal(f"{mail.name} has got it already.")
    send_again(mail=mail, by=request.user)
    messages.success(request, f"It goes to {mail.name} as soon as a worker gets to it.")
    return redirect("schedules", journey.pk)
