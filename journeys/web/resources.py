"""Resources for go-live: one table of who is there on the day, each row changed in its place."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from journeys.models import Journey, Resource
from journeys.queries.resources import resources_of
from journeys.services import resources as resource_service
from journeys.services.errors import Confirm
from journeys.services.resources import LONGEST
from journeys.web.forms import valid
from journeys.web.pages import journey_context, journey_page


class ResourceForm(forms.Form):
    """One row; `name` is that of a member, or of someone else."""

    function = forms.CharField(max_length=LONGEST["function"], label="Function on the day")
    organisation = forms.CharField(required=False, max_length=LONGEST["organisation"], label="Side or organisation")
    name = forms.CharField(
        required=False, max_length=LONGEST["name"], label="Who", widget=forms.TextInput({"list": "members"})
    )
    phone = forms.CharField(required=False, max_length=LONGEST["phone"], widget=forms.TextInput({"type": "tel"}))
    hours = forms.CharField(required=False, max_length=LONGEST["hours"], label="When they are there")
    escalation = forms.CharField(
        required=False, max_length=LONGEST["escalation"], widget=forms.Textarea({"rows": 2}),
        help_text="Whom to call next, and how.",
    )  # fmt: skip


class ChangeForm(ResourceForm):
    """A row that is there, and the revision that the change was written from."""

    base_revision = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    @classmethod
    def of(cls, resource: Resource, data=None) -> "ChangeForm":
        initial = {name: getattr(resource, name) for name in ResourceForm.base_fields}
        return cls(
            data,
            auto_id=f"resource-{resource.pk}-%s",
            initial={**initial, "name": resource.who, "base_revision": resource.journey.revision},
        )


class MoveForm(forms.Form):
    def __init__(self, *args, journey: Journey, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["before"] = forms.ModelChoiceField(resources_of(journey), required=False)


@require_GET
@journey_page("journey.view")
def resources(request, journey: Journey):
    return page(request, journey)


def page(request, journey: Journey, form: ResourceForm | None = None, **edited) -> HttpResponse:
    """The list. `form` is the one for a new row, with its errors; `editing` and `change_form` a row and its form."""
    rows = list(resources_of(journey))
    context = journey_context(
        journey,
        "resources",
        resources=rows,
        members=list(journey.members.all()),
        unnamed=[row for row in rows if not row.who],
        form=form or ResourceForm(),
        **{"editing": None, "change_form": None, **edited},
    )
    return render(request, "journeys/resources.html", context)


@require_POST
@journey_page("register.change")
def resource_add(request, journey: Journey):
    form = ResourceForm(request.POST)
    if not form.is_valid():
        return page(request, journey, form)
    added = resource_service.add_resource(journey=journey, by=request.user, **form.cleaned_data)
    messages.success(request, f"{added.function} is on the list now.")
    return to_row(added)


@require_http_methods(["GET", "POST"])
@journey_page("register.change")
def resource_change(request, journey: Journey, resource_id: int):
    """The form for a row, asked for when it is wanted, and the change."""
    resource = resource_in(journey, resource_id)
    if request.method == "GET":
        return edited(request, resource, ChangeForm.of(resource))
    form = ChangeForm.of(resource, request.POST)
    if not form.is_valid():
        return edited(request, resource, form)
    resource_service.change_resource(resource=resource, by=request.user, **form.cleaned_data)
    return to_row(resource)


def edited(request, resource: Resource, form: ChangeForm) -> HttpResponse:
    """The row as a form; without htmx, the page with it."""
    if not request.htmx:
        return page(request, resource.journey, editing=resource, change_form=form)
    context = {"journey": resource.journey, "resource": resource, "change_form": form}
    return render(request, "journeys/_resource_form.html", context)


@require_POST
@journey_page("register.change")
def resource_move(request, journey: Journey, resource_id: int):
    form = valid(MoveForm(request.POST, journey=journey))
    return to_row(resource_service.move_resource(resource=resource_in(journey, resource_id), by=request.user, **form))


@require_POST
@journey_page("register.change")
def resource_remove(request, journey: Journey, resource_id: int):
    resource = resource_in(journey, resource_id)
    if "confirmed" not in request.POST:
        raise Confirm(f"Remove “{resource.function}” from the list?")
    resource_service.remove_resource(resource=resource, by=request.user)
    messages.success(request, f"{resource.function} is no longer on the list.")
    to = reverse("resources", args=[journey.pk])
    return HttpResponseClientRedirect(to) if request.htmx else redirect(to)


def resource_in(journey: Journey, resource_id: int) -> Resource:
    resource = get_object_or_404(resources_of(journey), pk=resource_id)
    resource.journey = journey
    return resource


def to_row(resource: Resource) -> HttpResponse:
    return redirect(f"{reverse('resources', args=[resource.journey_id])}#resource-{resource.pk}")
